"""Figures of a case: made for one edition and language, as files in a folder or one by one."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from holdfire.asked import day_asked, edition_asked
from holdfire.case import Case
from holdfire.editions import edition_of
from holdfire.errors import AskError, CaseError
from holdfire.index.stage import context_of, stage_of
from holdfire.ledger.keys import body_of
from holdfire.pipeline import Judged, judge_told, moments
from holdfire.publish.edition_model import at_a_site
from holdfire.publish.figures import (
    Facts,
    Figure,
    Source,
    csv_of,
    day_of,
    facts_of,
    figures_of,
    heading,
    index_of,
    period,
    svg_of,
)
from holdfire.publish.figures import public_facts as facts_of_edition
from holdfire.publish.words import Words, words_in
from holdfire.record import open_record
from holdfire.status import Status
from holdfire.told import told_by
from holdfire.whole import write_whole


@dataclass(frozen=True)
class Asked:
    """Which figures: for whom, in which language, of which days, as known when. Without days: the four weeks to the last one."""

    edition: str = "internal"
    language: str = "en"
    first: str = ""
    last: str = ""
    known_at: str | None = None


def facts_in(case: Case, asked: Asked, now: datetime) -> Facts:
    """The facts of a case for one edition. Raises ``AskError`` for an edition, a language or a day that there is not."""
    edition_asked(asked.edition)
    words, first, last = words_in(asked.language), *days_asked(asked.first, asked.last)
    if first and last and last < first:
        raise AskError(f"{asked.last} is before {asked.first}", "--to", "Name the earlier day first.")
    if asked.edition == "public":
        return facts_of_edition(case.agreement, edition_of(case, None, now), first, last, words)
    with open_record(case) as record:
        told = told_by(record)
    at, known = moments(case, None, asked.known_at, told.latest, now)
    judged = judge_told(case.agreement, told, at, known)
    return judged_facts(judged, (first, last), asked.edition, words, waiting=judged.status.waiting)


def judged_facts(
    judged: Judged,
    days: tuple[date | None, date | None],
    edition: str,
    words: Words,
    *,
    waiting: int = 0,
    closed: bool | None = None,
) -> Facts:
    """The facts of a judged case. ``closed`` says that no protected site is told by its place; the parties' edition has it so."""
    text, status = judged.agreement.text, judged.status
    told = {i.id for i in status.incidents}
    begun = [day_of(i.span.start, text) for i in judged.incidents if i.id in told]
    at = day_of(datetime.fromisoformat(status.as_of) - timedelta(microseconds=1), text)
    last = min(days[1] or at, at)
    return facts_of(
        Source(
            agreement=judged.agreement,
            incidents=status.incidents,
            claims=judged.claims,
            stages=stages_of(judged),
            waiting=waiting,
            bodies=bodies_of(status),
            closed=protected(judged) if (edition == "party" if closed is None else closed) else frozenset(),
        ),
        period(days[0], last, begun),
        edition,
        words,
    )


def bodies_of(status: Status) -> tuple[str, ...]:
    """The bodies whose ledgers a status was made from, where there are several."""
    heads = status.checkpoint.split("; ")
    return tuple(body_of(head.partition(" ")[0]) for head in heads) if len(heads) > 1 else ()


def protected(judged: Judged) -> frozenset[str]:
    """Incidents at protected sites: not to be told by their place."""
    return frozenset(i.id for i in judged.incidents if at_a_site(i, judged.agreement.text))


def stages_of(judged: Judged) -> dict[str, str]:
    """How far the work on each incident has come, by what stands of bodies' findings and positions."""
    context = context_of(judged.agreement.text)
    by_id = {i.id: i for i in judged.incidents}
    return {
        view.id: stage_of(
            by_id[view.id],
            [f for f in view.by_body if f.superseded_by is None],  # type: ignore[misc]
            [p for p in view.stances if p.superseded_by is None],  # type: ignore[misc]
            context,
        )
        for view in judged.status.incidents
        if view.id in by_id
    }


def days_asked(first: str, last: str) -> tuple[date | None, date | None]:
    """The first and the last day as asked for; None where none is. Raises ``AskError``."""
    return day_asked(first, "--from") if first else None, day_asked(last, "--to") if last else None


def write_figures(case: Case, asked: Asked, folder: Path, now: datetime) -> list[Figure]:
    """Every figure as SVG and CSV, and ``index.html`` with all of them. Raises ``AskError`` where a file is in the way.

    Raises ``CaseError`` where the folder cannot be written.
    """
    facts, words = facts_in(case, asked, now), words_in(asked.language)
    made = figures_of(facts, words)
    if folder.exists() and not folder.is_dir():
        raise AskError("this is a file", str(folder), "Name a folder.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for figure in made:
            write_whole(folder / f"{figure.name}.svg", svg_of(figure, words, alone=True).encode())
            write_whole(folder / f"{figure.name}.csv", csv_of(figure))
        write_whole(folder / "index.html", index_of(made, heading(facts, words), words))
    except OSError as error:
        what = f"the figures cannot be written ({error.strerror})"
        raise CaseError(what, str(folder), "Name another folder.") from None
    return list(made)
