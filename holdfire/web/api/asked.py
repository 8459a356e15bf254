"""What requests have in common: the instant asked for, a page of a list, words that are given as a reason."""

from datetime import datetime
from typing import Annotated, Any, Generic, Literal, TypeVar

from fastapi import Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from holdfire.index import Asked as Seeking
from holdfire.index import Period
from holdfire.web.answers import Question
from holdfire.web.api.problems import RefusedError
from holdfire.web.desk import desk_of
from holdfire.when import Span, zone

MOST = 200
"""Things on one page of a list."""
_MOMENT = "An instant (`2016-09-19T19:00+03:00`), or a day (`2016-09-19`) for its end. Left out: the case's own."
AsOf = Annotated[str, Query(max_length=40, description=f"As of when, in the world. {_MOMENT}", examples=["2016-09-19"])]
KnownAt = Annotated[str, Query(max_length=40, description=f"As known when, in the record. {_MOMENT}")]
After = Annotated[str, Query(max_length=600, description="`next` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=MOST, description="How many at most.")]
Text = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Why = Annotated[
    str, StringConstraints(min_length=1, max_length=2000, pattern=r"\S"),
    Field(description="The reason; it stands in the record beside the decision.", examples=["read beside the page"]),
]  # fmt: skip
Noun = TypeVar("Noun")


class Said(BaseModel):
    """Base of what is sent: no unknown field."""

    model_config = ConfigDict(extra="forbid")


class Page(BaseModel, Generic[Noun]):
    """A page of a list. ``next`` is sent as ``after`` for the page that follows; None where there is no more."""

    items: list[Noun]
    next: str | None = None


def moment(text: str, where: str, request: Request) -> datetime | None:
    """An instant as it was asked for, None for none. A 422 where it is no instant."""
    if not text:
        return None
    try:
        return Span.parse(text, zone(desk_of(request).case.agreement.text.time_zone)).end.astimezone()
    except (ValueError, OverflowError) as error:
        raise RefusedError(
            422, str(error), "Write 2016-09-19T19:00+03:00, or a day for its end.", where=where
        ) from None


def question(request: Request, as_of: AsOf = "", known_at: KnownAt = "") -> Question:
    """The two instants asked for."""
    moment(as_of, "query.as_of", request)
    moment(known_at, "query.known_at", request)
    return Question(as_of, known_at)


Asked = Annotated[Question, Depends(question)]


def sought(
    request: Request,
    text: Annotated[str, Query(max_length=200, description="Words, all of which must be there.")] = "",
    act: Annotated[str, Query(max_length=100, description="Only of this act, such as `shelling`.")] = "",
    actor: Annotated[str, Query(max_length=100, description="Only where this actor is blamed, or is the target.")] = "",
    zone: Annotated[str, Query(max_length=100, description="Only what may lie in this zone of the agreement.")] = "",
    since: Annotated[
        str, Query(max_length=40, description="Only from this instant on, or from the end of this day.")
    ] = "",
    until: Annotated[
        str, Query(max_length=40, description="Only before this instant, or by the end of this day.")
    ] = "",
    order: Annotated[Literal["newest", "oldest"], Query(description="By when it began.")] = "oldest",
) -> Seeking:
    """What a list is asked for."""
    first, last = moment(since, "query.since", request), moment(until, "query.until", request)
    return Seeking(text=text, act=act, actor=actor, zone=zone, span=Period(first, last), order=order)


Sought = Annotated[Seeking, Depends(sought)]


_ALWAYS = (400, 401, 403, 422, 429, 500, 503, 507)
_SAYS = {
    400: "The request names no host that is served here, or its body cannot be read at all.",
    401: "No token, or one that is none, has ended or was revoked.",
    403: "The token or its user has not the right to this.",
    404: "There is nothing of this name.",
    409: "Somebody decided before you: `decided` says who, `yours` is what you sent. Nothing of it was written.",
    413: "What was sent is larger than this address takes.",
    415: "What was sent is of a kind that is not taken.",
    422: "Something sent is not as it should be; nothing was kept.",
    428: "If-Match is missing: a decision says what it is about.",
    429: "Too many requests; `Retry-After` says how many seconds to wait.",
    500: "Something unforeseen went wrong; the record is unharmed.",
    503: "The record is busy, or an engine cannot be started; try again.",
    507: "There is no room left on the disk; the record is as it was.",
}


def told(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problems a route may answer with, for its description."""
    return {
        status: {
            "description": _SAYS[status],
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in sorted({*_ALWAYS, *statuses})
    }
