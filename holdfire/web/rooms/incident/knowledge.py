"""All that is known of one incident, from the index: judged alone, as it would be among all the others.

An incident is judged by its own claims, by decisions (which move windows) and by what bodies said. So a record of a million
claims is judged for one page by the few that tell of it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from holdfire import pipeline
from holdfire.claims import Claim
from holdfire.closely import Looked
from holdfire.deeds import Deed
from holdfire.incidents import Incident, Proposal, proposed_credibility
from holdfire.incidents.origins import Context, Document
from holdfire.index import Asked, IncidentRow, Index
from holdfire.index.history import with_matches
from holdfire.index.stage import context_of
from holdfire.projection.groups import Version
from holdfire.projection.slots import instant
from holdfire.sources.raw import RawStore
from holdfire.status.model import IncidentView
from holdfire.told import Told
from holdfire.web.answers import Question
from holdfire.web.rooms.inbox.work import Work

MOST_DECISIONS = 1000
"""Decisions that are taken along: an agreement of years has some hundred."""
MOST_TEXT = 400_000
"""Characters of a text that is held against others for copying."""
LINES = 100
"""Lines of the history that are shown, the latest."""


@dataclass(frozen=True)
class Known:
    """One incident: as it is judged then, what it is made of, the row of the list now, and how it came to be known.

    ``at`` is the instant as of which it is judged, ``known`` the point in the record; in the agreement's time zone.
    """

    view: IncidentView
    incident: Incident
    looked: Looked
    at: datetime
    known: datetime
    row: IncidentRow | None
    versions: list[Version]
    deeds: list[Deed]
    origins: Proposal

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Its claims, as they were known then."""
        return self.incident.claims


@dataclass(frozen=True)
class Line:
    """One line of the history: when, what became known or who did what, and why."""

    at: datetime
    version: Version | None = None
    deed: Deed | None = None


def known_of(work: Work, name: str, question: Question, now: datetime, *, strictly: bool = False) -> Known | None:
    """All that is known of an incident, by any name that leads to it; None where there is none, or none was known then.

    ``strictly`` leaves out what begins after the day that the agreement shows, where no other instant is asked for.
    """
    kept, case = work.desk.index, work.case
    now_is = kept.incident(name)
    if now_is is None:
        return None
    versions = [] if kept.joined and work.large() else kept.history(now_is.id)  # joined ones need the whole record
    ids = dict.fromkeys(c.id for v in [*versions] for c in v.incident.claims) | dict.fromkeys(
        c.id for c in now_is.claims
    )
    told = _told(kept, now_is, list(ids))
    at, known = pipeline.moments(case, question.at, question.known, None, now)
    if (
        not question.as_of and not strictly
    ):  # what happened after the day that the agreement shows is looked at when it was over
        at = max(at, now_is.span.end.astimezone(at.tzinfo) + timedelta(minutes=1))
    looked = work.closely.look(told, at, known, work.boards.reached(question))
    was = {now_is.id, *now_is.was}
    mine = [i for i in looked.incidents if i.id in was or any(c.id in ids for c in i.claims)]
    found = next((i for i in mine if i.id == now_is.id), None) or next(iter(mine), None)
    view = next((v for v in looked.views if found and v.id == found.id), None)
    if found is None or view is None:
        return None
    said = [*(f.id for f in view.by_body)]
    deeds = work.deeds.on([*ids, now_is.id, *now_is.was, *said])
    origins = proposed_credibility(found.claims, _context(work, found.claims))
    return Known(view, found, looked, at, known, kept.row(now_is.id), versions, deeds, origins)


def _told(kept: Index, incident: Incident, ids: list[str]) -> Told:
    """What the record tells of an incident, and of those that share a tag with it: names hang on all of these."""
    decisions = [c.id for c in kept.claims(Asked(kinds=("decision",), order="oldest"), most=MOST_DECISIONS).rows]
    with kept.lock:
        groups = tuple(
            dict.fromkeys(g for name in (incident.id, *incident.was, *ids) for c in kept.closure_of(name) for g in c)
        )
        named = dict.fromkeys((*ids, *kept.book.members_of(groups), *decisions))
        versions = with_matches(kept.book.versions(named), kept.book.rule())
        said, parted = kept.book.said, tuple(kept.book.parted)
    return Told(tuple(versions), "", (), said, kept.case.settings.keys == "signed", parted)


def _context(work: Work, claims: tuple[Claim, ...]) -> Context:
    """Who speaks for whom, and the texts of pages, to tell copies."""
    context, raw = context_of(work.case.agreement.text), RawStore(work.desk.folder)
    documents: dict[str, Document] = {}
    for claim in claims:
        if claim.report not in documents and claim.text and raw.has(f"sha256:{claim.text}"):
            with raw.open(f"sha256:{claim.text}") as file:
                text = file.read(MOST_TEXT).decode("utf-8", "replace")
            documents[claim.report] = Document(claim.report, claim.source, claim.origin, text, ())
    return Context(documents, context.names, context.voices)


def history(known: Known) -> list[Line]:
    """What was known when and who did what, the latest first."""
    lines = [Line(instant(v.known), version=v) for v in known.versions]
    lines += [Line(d.at.astimezone(UTC), deed=d) for d in known.deeds]
    return sorted(lines, key=lambda line: (line.at, line.version is None), reverse=True)[:LINES]
