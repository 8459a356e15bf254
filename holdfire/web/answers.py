"""Answers of the pipeline, kept while the case's ledgers, settings and agreement stay as they are."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from holdfire import pipeline
from holdfire.web.opened import Opened
from holdfire.web.safety import whole_page

Made = TypeVar("Made")
KEPT = 32
"""Answers kept at most; the one unused for longest goes first."""
KEPT_WHOLE = 2
"""Of these, whole cases as judged, each of which holds every claim: one for the present, and one to look back."""
WHOLE = "judged"


@dataclass(frozen=True)
class Question:
    """Which instant, and as known when. Empty means the case's own defaults."""

    as_of: str = ""
    known_at: str = ""

    @property
    def at(self) -> str | None:
        """The instant, None for the default."""
        return self.as_of or None

    @property
    def known(self) -> str | None:
        """The point in the record, None for the default."""
        return self.known_at or None


class Answers:
    """One case. Every answer is made once for each state of its ledgers and agreement, one at a time."""

    def __init__(self, folder: Path) -> None:
        self.opened = Opened(folder)
        self._kept: OrderedDict[tuple[Hashable, ...], Any] = OrderedDict()
        self._lock = Lock()

    def page(self, question: Question, language: str) -> str:
        """The page, with the links that only a server can answer."""

        def make(now: datetime) -> str:
            case = self.opened.case
            return pipeline.page_of(case, question.at, question.known, now, language, served=True)

        return self._once("page", (question, language), make)

    def status(self, question: Question) -> str:
        """The status as JSON."""

        def make(now: datetime) -> str:
            case = self.opened.case
            return pipeline.status_of(case, question.at, question.known, now).model_dump_json()

        return self._once("status", question, make)

    def why(self, question: Question, thing: str) -> str:
        """The trace behind a thing as nested lists."""

        def make(now: datetime) -> str:
            case = self.opened.case
            found = asdict(pipeline.why(case, thing, question.at, question.known, now))
            return whole_page(thing, f'<p><a href="/">Holdfire</a></p><h1>{escape(thing)}</h1><ul>{_item(found)}</ul>')

        return self._once("why", (question, thing), make)

    def judged(self, question: Question) -> pipeline.Judged:
        """The whole case as judged: what rooms are made from."""

        def make(now: datetime) -> pipeline.Judged:
            return pipeline.judged_at(self.opened.case, question.at, question.known, now)

        return self._once(WHOLE, question, make)

    def made(self, asked: Hashable, make: Callable[[datetime], Made]) -> Made:
        """What a room makes of the record, kept while the record stays as it is; ``asked`` tells one thing from another."""
        return self._once("made", asked, make)

    def _once(self, kind: str, asked: Hashable, make: Callable[[datetime], Made]) -> Made:
        """An answer kept from before, or a new one. The minute is part of the key: an agreement may show itself as of now."""
        now = datetime.now(UTC).replace(second=0, microsecond=0)
        with self._lock:
            key = (kind, asked, now, self.opened.state())
            if key not in self._kept:
                self._kept[key] = make(now)
            self._kept.move_to_end(key)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            if kind == WHOLE:
                for old in [k for k in self._kept if k[0] == WHOLE][:-KEPT_WHOLE]:
                    del self._kept[old]
            made: Made = self._kept[key]
            return made


def _item(found: Mapping[str, Any]) -> str:
    inner = "".join(_item(t) for t in found["rests_on"])
    below = f"<ul>{inner}</ul>" if inner else ""
    kind, says = escape(str(found["kind"])), escape(str(found["says"]))
    return f'<li><span class="kind">{kind}</span> <span dir="auto">{says}</span>{below}</li>'
