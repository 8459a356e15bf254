"""The application of the interface: its routes, its errors, its description."""

from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import BaseModel, TypeAdapter
from starlette.datastructures import State

from holdfire import __version__
from holdfire.web.api.acts import acts
from holdfire.web.api.alerts import alerts
from holdfire.web.api.bulletins import bulletins
from holdfire.web.api.claims import claims
from holdfire.web.api.counts import counts
from holdfire.web.api.decisions import decisions
from holdfire.web.api.editions import editions
from holdfire.web.api.exports import exports
from holdfire.web.api.figures import figures
from holdfire.web.api.incidents import incidents
from holdfire.web.api.me import me
from holdfire.web.api.people import people
from holdfire.web.api.problems import Problem, told_as_problems
from holdfire.web.api.record import record
from holdfire.web.api.reports import reports
from holdfire.web.api.sides import between_sides
from holdfire.web.api.state import Agreed, state
from holdfire.web.api.statistics import statistics

PATH = "/api/v1"
_ABOUT = """Is the truce holding, and can both sides check it? Everything that people do on pages, for programs.

A token is made at `/tokens` by a user who is signed in, with some of the user's own rights, and ends by itself. Send it as
`Authorization: Bearer`. Each address says under `security` which right it asks for. Times are ISO 8601 with their offset,
coordinates decimal degrees. A refusal is an RFC 9457 problem whose `detail` is one sentence for people. More: docs/api.md."""
_TAGS = {
    "situation": "How the truce stands, as of an instant and as known at a point in the record.",
    "claims": "What sources say, each statement tied to its words.",
    "incidents": "Happenings that claims describe, with what bodies find and hold on them.",
    "review": "What a machine read and a person decides.",
    "reports": "Sending in.",
    "decisions": "What bodies decide alone and together.",
    "agreement": "The text as it is encoded.",
    "between the sides": "Two records held against each other.",
    "record": "The ledger's head, its keys, verification, disclosures.",
    "exports": "Tables, bulletins, the public edition, and signed bundles.",
    "alerts": "Rules of alerts, what fired and what became of it.",
    "users": "Who may sign in, for those who manage users.",
    "tokens": "Who asks, and that user's tokens.",
}


def interface(shared: State) -> FastAPI:
    """The interface; ``shared`` is the state of the application it is a part of, with its desk."""
    api = FastAPI(
        title="Holdfire",
        version=__version__,
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        redirect_slashes=False,
        openapi_tags=[{"name": name, "description": said} for name, said in _TAGS.items()],
    )
    api.state = shared
    for routes in (
        state,
        claims,
        acts,
        incidents,
        decisions,
        between_sides,
        record,
        editions,
        bulletins,
        exports,
        figures,
        alerts,
        counts,
        statistics,
        me,
        people,
        reports,
    ):
        api.include_router(routes)
    told_as_problems(api)
    api.openapi = lambda: description(api)  # type: ignore[method-assign]
    return api


def description(api: FastAPI) -> dict[str, Any]:
    """The description by OpenAPI 3.1, made once."""
    if api.openapi_schema is None:
        found = get_openapi(
            title=api.title, version=api.version, description=api.description, routes=api.routes, tags=api.openapi_tags,
            servers=[{"url": PATH}],
        )  # fmt: skip
        schemas = found["components"]["schemas"]
        for noun, name in ((Problem, "Problem"), (Agreed, "Agreed")):
            for part, said in _schemas(noun, name).items():
                schemas.setdefault(part, said)
        rights = {(r.path, m.lower()): right_of(r.dependant) for r in routes_of(api) for m in r.methods or ()}
        for path, methods in found["paths"].items():
            for method, said in methods.items():
                right = rights.get((path, method))
                said["security"] = [{scheme: [right] if right else []} for scheme in ("token", "session")]
                said["x-right"] = right or "any"
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        api.openapi_schema = found
    return api.openapi_schema


def routes_of(api: FastAPI) -> list[APIRoute]:
    """Every route of an application, those of the routers it includes too."""
    found: list[APIRoute] = []
    waiting = list(api.routes)
    while waiting:
        route = waiting.pop(0)
        if isinstance(route, APIRoute):
            found.append(route)
        waiting += getattr(getattr(route, "original_router", None), "routes", [])
    return found


def right_of(dependant: Dependant) -> str | None:
    """The right that a route asks for; None where anybody who is known is answered."""
    waiting = [dependant]
    while waiting:
        one = waiting.pop()
        if right := getattr(one.call, "right", None):
            return str(right)
        waiting += one.dependencies
    return None


def _schemas(noun: type[BaseModel], name: str) -> dict[str, Any]:
    """The schemas of a noun and its parts, each under its own name."""
    found = TypeAdapter(noun).json_schema(mode="serialization", ref_template="#/components/schemas/{model}")
    parts: dict[str, Any] = found.pop("$defs", {})
    return {**parts, name: found}
