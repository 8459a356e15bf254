"""What goes wrong, as RFC 9457 problem details: the house's sentence, and its parts (what, where, remedy) beside it."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from holdfire.errors import AskError, HoldfireError
from holdfire.web.faults import fault_of
from holdfire.web.users.limits import TooOftenError

MEDIA = "application/problem+json"
FAILED = "something unforeseen went wrong; the server's log says what, and the record is unharmed"
_PLAIN = {
    404: ("there is nothing at this address", "The addresses stand in /api/v1/openapi.json."),
    405: ("this address does not take that method", "The methods of each address stand in /api/v1/openapi.json."),
    413: ("what was sent is larger than this address takes", "The limits stand in docs/api.md."),
}

_REMEDY = "Look it up at /api/v1/claims."
_EXAMPLE: dict[str, Any] = {
    "type": "about:blank",
    "title": "Not Found",
    "status": 404,
    "detail": f'no claim is called "C-9" here. {_REMEDY}',
    "what": 'no claim is called "C-9" here',
    "remedy": _REMEDY,
}


class Decided(BaseModel):
    """Who decided meanwhile, when (UTC), and why: what whoever comes second is told."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    by: str
    at: str
    why: str


class Problem(BaseModel):
    """A refusal or a fault. ``detail`` is one sentence for people: what happened, where, what to do. The rest is for programs.

    ``decided`` and ``yours`` come with a conflict (409): what stands in the record now, and what was sent and not written.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})

    type: str = Field(description="`about:blank`, or a name that is given to this kind of problem alone.")
    title: str = Field(description="What the status means, in a few words.")
    status: int = Field(ge=400, le=599)
    detail: str
    what: str
    where: str = ""
    remedy: str = ""
    decided: Decided | None = None
    yours: dict[str, Any] | None = None


class RefusedError(Exception):
    """An answer other than the one asked for: a status, and the sentence in its parts."""

    def __init__(
        self, status: int, what: str, remedy: str = "", *, where: str = "", kind: str = "about:blank", **more: Any
    ) -> None:
        super().__init__(what)
        self.status, self.what, self.where, self.remedy, self.kind, self.more = status, what, where, remedy, kind, more


def problem(
    status: int, what: str, remedy: str = "", *, where: str = "", kind: str = "about:blank", **more: Any
) -> Response:
    """The answer that tells a problem."""
    said = Problem(
        type=kind,
        title=HTTPStatus(status).phrase,
        status=status,
        detail=str(HoldfireError(what, where, remedy)),
        what=what,
        where=where,
        remedy=remedy,
        **more,
    )
    return JSONResponse(said.model_dump(mode="json", exclude_none=True), status, media_type=MEDIA)


@contextmanager
def taken(where: str = "") -> Iterator[None]:
    """What a body of a request says is held against the case: what is not there or cannot be is a 422, and nothing is kept."""
    try:
        yield
    except AskError as error:
        raise RefusedError(422, error.what, error.remedy, where=error.where or where) from error
    except (ValueError, OverflowError) as error:
        raise RefusedError(422, str(error), "Nothing was kept.", where=where) from error


def told_as_problems(api: FastAPI) -> None:
    """Every error of the interface is told so, those of the framework too."""
    api.add_exception_handler(RefusedError, _refused)
    api.add_exception_handler(HoldfireError, _ours)
    api.add_exception_handler(RequestValidationError, _unreadable)
    api.add_exception_handler(HTTPException, of_http)
    for kind in (OSError, sqlite3.Error):
        api.add_exception_handler(kind, _of_the_machine)
    api.add_exception_handler(Exception, _failed)


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, RefusedError)  # noqa: S101 - registered for this class alone
    answer = problem(error.status, error.what, error.remedy, where=error.where, kind=error.kind, **error.more)
    if error.status == 401:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="holdfire"'
    return answer


def _ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, HoldfireError)  # noqa: S101 - registered for this class alone
    fault = fault_of(error)
    if fault is not None:
        return problem(fault.status, fault.what, fault.remedy)
    answer = problem(error.http_status, error.what, error.remedy, where=error.where)
    if isinstance(error, TooOftenError):
        answer.headers["Retry-After"] = str(error.after_s)
    return answer


def _unreadable(request: Request, error: Exception) -> Response:
    """A request that is not as the interface says: the first thing that is wrong with it."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class alone
    first: Mapping[str, Any] = error.errors()[0]
    where = ".".join(map(str, first["loc"]))
    return problem(422, str(first["msg"]), "Nothing was kept.", where=where)


def of_http(request: Request, error: Exception) -> Response:
    """A path that is not there, or a method that is not allowed, below the interface's address."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class alone
    what, remedy = _PLAIN.get(error.status_code, (str(error.detail), ""))
    answer = problem(error.status_code, what, remedy)
    answer.headers.update(error.headers or {})
    return answer


def _of_the_machine(request: Request, error: Exception) -> Response:
    """A fault of the machine is told as what it is, such as a full disk."""
    fault = fault_of(error)
    if fault is None:
        raise error
    return problem(fault.status, fault.what, fault.remedy)


def _failed(request: Request, error: Exception) -> Response:
    """Anything unforeseen: one sentence here, the details in the server's log."""
    return problem(500, FAILED)
