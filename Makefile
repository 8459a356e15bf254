# Two commands on a fresh machine with Python 3.11, pip and make: `make run` and `make test`.
PYTHON ?= python3
UV := .boot/bin/uv
BIN := .venv/bin
READY := .venv/.ready
TOOLS := tests/tools/.ready
GAZETTEER := holdfire/claims/places/gazetteer.sqlite
VENDOR := holdfire/web/static/vendor/manifest.json

.PHONY: setup tools run test lint types docs bench lock clean

setup: $(READY) $(GAZETTEER) $(VENDOR)

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --upgrade --target .boot 'uv==0.13.9'
	$(UV) venv --quiet --allow-existing --no-python-downloads --python $(PYTHON) .venv
	$(UV) pip sync --quiet --require-hashes --compile-bytecode requirements.lock
	$(UV) pip install --quiet --no-deps --no-build-isolation --editable .
	touch $(READY)

# Names of places, from GeoNames and the lists of sites beside the agreements.
$(GAZETTEER): $(wildcard holdfire/claims/places/*.csv agreements/*/places.csv) holdfire/claims/places/build.py | $(READY)
	$(BIN)/python -m holdfire.claims.places.build

# The map, htmx and fonts, from npm.
$(VENDOR): assets/set_up assets/node assets/gather.py assets/package-lock.json assets/node.lock | $(READY)
	assets/set_up $(UV)

# A browser, and Sigstore's verifier: for the tests alone.
tools: $(TOOLS)

$(TOOLS): tests/tools/set_up tests/tools/unpack.mjs tests/tools/package-lock.json assets/node assets/node.lock | $(READY)
	tests/tools/set_up $(UV)
	touch $(TOOLS)

# make run CASE=folder PORT=8137 names the folder and the port; both may be left out.
run: setup
	$(BIN)/holdfire demo $(CASE) $(if $(PORT),--port $(PORT))

test: setup tools lint types
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

# The reference of the command line and the JSON schemas; tests/test_docs.py tells when they are stale.
docs: setup
	$(BIN)/python docs/generate.py

bench: setup
	$(UV) pip sync --quiet --require-hashes --compile-bytecode requirements-bench.lock
	$(UV) pip install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/python -m benchmarks.before_after
	$(BIN)/python -m benchmarks.judging
	$(BIN)/python -m benchmarks.judging_scale
	$(BIN)/python -m benchmarks.reports
	$(BIN)/python -m benchmarks.application
	$(BIN)/python -m benchmarks.archive
	$(BIN)/python -m benchmarks.spark
	$(BIN)/python -m benchmarks.ledger
	$(BIN)/python -m benchmarks.exchange
	$(BIN)/python -m benchmarks.reconcile
	$(BIN)/python -m benchmarks.flips
	$(BIN)/python -m benchmarks.collecting
	$(BIN)/python -m benchmarks.articles
	$(BIN)/python -m benchmarks.coding
	$(BIN)/python -m benchmarks.event_types
	$(BIN)/python -m benchmarks.locating
	$(BIN)/python -m benchmarks.geoparsing
	$(BIN)/python -m benchmarks.fusion
	$(BIN)/python -m benchmarks.fusion_text

# Locks carry hashes and no addresses.
lock: setup
	$(UV) lock --quiet
	$(UV) export --quiet --format requirements.txt --no-header --no-annotate --no-emit-project --extra dev > requirements.lock
	$(UV) export --quiet --format requirements.txt --no-header --no-annotate --no-emit-project --extra dev --extra bench > requirements-bench.lock

clean:
	rm -rf .venv .boot build dist $(GAZETTEER) assets/node_modules holdfire/web/static/vendor holdfire/publish/fonts tests/tools/node_modules tests/tools/browser tests/tools/bin $(TOOLS)
