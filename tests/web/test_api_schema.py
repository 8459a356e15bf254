"""The whole interface tried from its own description: no server error, and no answer that is not described."""

from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.specs.openapi import checks

from holdfire.web.users import Role, Users
from holdfire.web.users.limits import Pace
from tests.web.asking import AT, asking
from tests.web.working import PASSWORD, START, Clock, application, working_case

EXAMPLES = 4
"""Requests made up for each address in each mode, as described and otherwise; one where there is nothing to choose."""
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
]
STEADY = settings(
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """A working case served, with somebody who has every role."""
    case = working_case(tmp_path_factory.mktemp("schema"))
    Users(case).add("everybody-1", PASSWORD, list(Role), START)
    app = application(case, Clock())
    app.state.desk.pace = Pace(app.state.desk.clock, most=100_000)
    return app


@pytest.fixture(scope="module")
def described(app: FastAPI) -> Any:
    """The interface as it describes itself."""
    load_all_checks()
    return schemathesis.openapi.from_asgi(f"{AT}/openapi.json", app, headers={"host": "testserver"})


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["as described", "otherwise"])
def test_no_request_is_answered_by_a_fault_or_otherwise_than_described(
    app: FastAPI, described: Any, mode: GenerationMode
) -> None:
    """Requests of the same seed each time, over every address; what they wrote is then still a whole record."""
    program = asking(app, "everybody-1")
    headers = {"authorization": program.headers["authorization"], "host": "testserver"}
    seen = 0
    for found in described.get_all_operations():
        operation = found.ok()
        seen += 1
        asks = {"parameters", "requestBody"} & set(operation.definition.raw)

        @settings(STEADY, max_examples=EXAMPLES if asks else 1)
        @given(case=operation.as_strategy(generation_mode=mode, **there(operation.path)))
        def tried(case: Case) -> None:
            case.call_and_validate(headers=headers, checks=checks_for(case.operation.path))

        tried()
    assert seen > 40
    assert program.get(f"{AT}/record/verify").status_code == 200
    assert program.get(f"{AT}/status").status_code == 200


def checks_for(path: str) -> list[Any]:
    """What every answer is held to. A number in a multipart form is text like any other, and so a file as described."""
    return CHECKS if path == "/reports" else [*CHECKS, checks.negative_data_rejection]


def there(path: str) -> dict[str, Any]:
    """For addresses of one thing: a thing that is there, decided on as it is now."""
    for start, name in (("/claims/{name}", "C-001"), ("/incidents/{name}", "MAYADIN"), ("/why/{thing}", "G-JIC")):
        if path.startswith(start):
            said = {"path_parameters": {start.partition("{")[2].rstrip("}"): name}}
            return {**said, "headers": {"If-Match": "*"}} if path.count("/") > 2 else said
    return {}


def test_the_description_is_whole(app: FastAPI) -> None:
    """Each address says what it is for, which right it asks for, and every problem it may answer with."""
    said = asking(app, "analyst-1").get(f"{AT}/openapi.json").json()
    assert said["openapi"].startswith("3.1")
    for path, methods in said["paths"].items():
        for method, one in methods.items():
            assert one["summary"] and one["description"] and one["tags"], path
            assert {"401", "403", "422", "500", "507"} <= set(one["responses"]), (method, path)
            assert all(scheme in ("token", "session") for way in one["security"] for scheme in way)
            assert ("{" in path) <= ("404" in one["responses"]), path
