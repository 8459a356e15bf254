"""What is read from a bulletin, and what a reading needs to know beyond its text."""

import hashlib
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

from holdfire.claims.claim import UNMAPPED, Alternatives, Claim, Kind, Noun
from holdfire.sources.report import SetAside
from holdfire.when import Span

Spans = dict[str, tuple[int, int]]


class Seen(Noun):
    """An observation from a post: where the post is, and the bearing and range of what was seen or heard, as the body wrote them.

    ``towards`` is bearing and range in words ("3-5km ENE"), empty where the body tells none; ``low_km`` and ``high_km`` are the
    range. ``means`` is how it was observed, ``observation`` what (explosion, burst), ``number`` how many, None where not known.
    """

    post: str
    towards: str = ""
    low_km: float | None = None
    high_km: float | None = None
    means: str = ""
    observation: str = ""
    number: int | None = None


class BulletinClaim(Noun):
    """One claim of a bulletin; ``seen`` where it is an observation from a post, to be located from there."""

    claim: Claim
    seen: Seen | None = None


def _unmapped(name: str) -> str:
    return UNMAPPED + name


@dataclass(frozen=True)
class BulletinContext:
    """What a reading needs beyond the text.

    ``report`` is the id of the report, ``source`` where it was found, ``known_from`` when it was public or ours.
    ``published`` is when it may have been published, where the article does not say. ``tz`` is where local days and hours are
    told. ``actor`` gives the id of a name; without it names stay as they were written, behind ``unmapped:``.
    """

    report: str
    source: str
    known_from: datetime
    tz: tzinfo
    published: Span | None = None
    actor: Callable[[str], str] = _unmapped


@dataclass
class Maker:
    """Makes the claims of one bulletin. ``window`` is the time its figures are about."""

    context: BulletinContext
    text: str
    body: str
    series: str
    window: Span
    published: str | None = None
    claims: list[BulletinClaim] = field(default_factory=list)
    aside: list[SetAside] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._digest = hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()
        self._breaks = [at for at, char in enumerate(self.text) if char == "\n"]

    def add(self, kind: Kind, start: int, end: int, spans: Spans, seen: Seen | None = None, **fields: Any) -> None:
        """One more claim, on characters ``[start, end)``. ``spans`` are those of its fields; who says so is the body."""
        span: Span = fields.pop("span", self.window)
        claimants = fields.pop("claimants", (self.context.actor(self.body),))
        actors: Alternatives = fields.pop("actors", ())
        claim = Claim(
            id=f"{self.context.report}#{len(self.claims) + 1}",
            report=self.context.report,
            kind=kind,
            start=span.start,
            end=span.end,
            claimants=claimants,
            actors=actors,
            source=self.context.source,
            published=self.published,
            known_from=self.context.known_from,
            review="proposed",
            text=self._digest,
            spans={"words": (start, end), **spans},
            words=self.text[start:end],
            **fields,
        )
        self.claims.append(BulletinClaim(claim=claim, seen=seen))

    def leave(self, start: int, end: int, reason: str, remedy: str) -> None:
        """Set words aside, with the line they stand on."""
        line = bisect_left(self._breaks, start) + 1
        self.aside.append(
            SetAside(file=self.context.source, row=line, reason=reason, remedy=remedy, text=self.text[start:end][:400])
        )
