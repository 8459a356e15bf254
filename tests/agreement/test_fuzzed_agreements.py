"""Agreements mangled by chance: loaded, or refused in a sentence, within seconds."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.agreement import Agreement, deadlines, load, open_points
from holdfire.errors import AgreementError
from tests.agreement.small import SMALL, check_sentence, written

FEBRUARY = Path(__file__).resolve().parents[2] / "agreements" / "syria-2016-02"
YAML, GEOJSON = (
    (FEBRUARY / "agreement.yaml").read_text("utf-8"),
    (FEBRUARY / "zones.geojson").read_text("utf-8"),
)
SECONDS_AT_MOST = 20


def _loads_or_says(folder: Path, text: str | bytes, zones: str | bytes) -> None:
    began = time.monotonic()
    try:
        found = load(written(folder, text, zones))
    except AgreementError as error:
        check_sentence(error)
    else:
        assert isinstance(found, Agreement) and found.digest
        open_points(found)
        deadlines(found)
    assert time.monotonic() - began < SECONDS_AT_MOST


LINES = YAML.splitlines()
at_line = st.integers(0, len(LINES) - 1)
edit = st.one_of(
    st.tuples(st.just("delete"), at_line, st.just("")),
    st.tuples(st.just("double"), at_line, st.just("")),
    st.tuples(st.just("replace"), at_line, st.text(max_size=40)),
    st.tuples(st.just("insert"), at_line, st.text(max_size=20)),
    st.tuples(st.just("value"), at_line, st.text(max_size=20)),
    st.tuples(
        st.just("swap"), at_line, st.sampled_from(["", "[]", "{}", "~", "1e9", "-1", "start", "[[a]]", "{a: b}"])
    ),
)


def edited(edits: list[tuple[str, int, str]]) -> str:
    """The February agreement with lines deleted, doubled, replaced, or given another value."""
    lines = list(LINES)
    for what, number, text in edits:
        i = number % len(lines)
        if what == "delete" and len(lines) > 1:
            del lines[i]
        elif what == "double":
            lines.insert(i, lines[i])
        elif what == "replace":
            lines[i] = text
        elif what == "insert":
            half = len(lines[i]) // 2
            lines[i] = lines[i][:half] + text + lines[i][half:]
        else:
            lines[i] = lines[i].partition(":")[0] + ": " + text
    return "\n".join(lines)


@given(st.lists(edit, min_size=1, max_size=4))
def test_a_mangled_agreement_loads_or_says_why(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[str, int, str]]
) -> None:
    """Whatever happens to its lines, an agreement is loaded or refused in a sentence."""
    _loads_or_says(tmp_path_factory.mktemp("mangled"), edited(edits), GEOJSON)


@given(st.one_of(st.text(max_size=300), st.binary(max_size=300)))
def test_any_text_is_refused_in_a_sentence(tmp_path_factory: pytest.TempPathFactory, text: str | bytes) -> None:
    """Random text is no agreement, and is told so."""
    _loads_or_says(tmp_path_factory.mktemp("random"), text, GEOJSON)


def _with(geometry: object) -> str:
    return json.dumps({"features": [{"type": "Feature", "id": "strip", "geometry": geometry}]})


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.floats(), st.integers(), st.text(max_size=8), st.just("Polygon")),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(["type", "coordinates", "geometries", "id", "x"]), inner, max_size=4),
    ),
    max_leaves=12,
)


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200), JSON.map(_with)))
def test_any_shapes_load_or_say_why(tmp_path_factory: pytest.TempPathFactory, zones: str | bytes) -> None:
    """Random bytes and random geometries are shapes or are refused in a sentence."""
    _loads_or_says(tmp_path_factory.mktemp("shapes"), SMALL, zones)
