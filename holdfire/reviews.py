"""What a machine read, before a person: listed, accepted with or without changes, or rejected.

A machine proposes and a named person decides. Accepting and rejecting are corrections of a claim, signed, and can be taken back
by another one; what was proposed stays in the record with the words it was read from.
"""

from datetime import datetime
from typing import Any

from holdfire.case import Case
from holdfire.claims import Claim, as_known
from holdfire.disputes import Act, correct
from holdfire.errors import AskError, did_you_mean
from holdfire.incidents import Link, Proposal, fuse, links, proposed_credibility
from holdfire.incidents.incident import HAPPENINGS
from holdfire.incidents.origins import Context, Document
from holdfire.pipeline import told_in
from holdfire.sources.raw import RawStore


def proposals(case: Case) -> list[Claim]:
    """The latest version of every claim that waits for a person, in order of when it happened."""
    last = {c.id: c for c in told_in(case).claims}
    return sorted((c for c in last.values() if c.review == "proposed"), key=lambda c: (c.start, c.id))


def accept(case: Case, claims: list[str], act: Act, changes: dict[str, Any] | None = None) -> list[int]:
    """Take claims as their text was read, with ``changes`` to fields where the machine was wrong. Returns entries' positions.

    Raises ``AskError`` for a claim that is not there or that nobody proposed, before anything is written.
    """
    _all_reviewable(case, claims)
    return [correct(case, name, {**(changes or {}), "review": "accepted"}, act) for name in claims]


def reject(case: Case, claims: list[str], act: Act) -> list[int]:
    """Leave claims out: they count nowhere from now on. What was known before stays known for its time."""
    _all_reviewable(case, claims)
    return [correct(case, name, {"review": "rejected"}, act) for name in claims]


def likely(case: Case, now: datetime, *, possible: bool = False) -> list[Link]:
    """Pairs of claims, waiting or taken, that may tell of one happening and are not joined: probable ones, the strongest first.

    With ``possible``, those too that are only among the best a claim has. `holdfire link` joins them.
    """
    told = told_in(case)
    claims = [c for c in as_known(told.claims, now) if c.review != "rejected" and c.kind in HAPPENINGS]
    together = {c.id: i.id for i in fuse(claims, None, told.decided(now)) for c in i.claims}
    parted = {(d.a, d.b): d.holds for d in told.decided(now)}
    found = links(claims)
    pairs = [*found.certain, *found.probable, *(found.possible if possible else ())]
    return [p for p in pairs if together[p.a] != together[p.b] and parted.get((p.a, p.b), True)]


def origins_of(case: Case, now: datetime) -> dict[str, Proposal]:
    """For each incident that several claims tell of: how many origins do not hang on one another, and what that proposes."""
    told = told_in(case)
    claims = [c for c in as_known(told.claims, now) if c.review != "rejected"]
    context = _context(case, claims)
    several = [i for i in fuse(claims, None, told.decided(now)) if sum(c.kind in HAPPENINGS for c in i.claims) > 1]
    return {i.id: proposed_credibility(i.claims, context) for i in several}


def _context(case: Case, claims: list[Claim]) -> Context:
    """Who speaks for whom, by the agreement, and the texts of pages, to tell copies."""
    actors, raw = case.agreement.text.actors, RawStore(case.folder)
    documents: dict[str, Document] = {}
    for claim in claims:
        if claim.text and claim.report not in documents and raw.has(f"sha256:{claim.text}"):
            with raw.open(f"sha256:{claim.text}") as file:
                text = file.read().decode("utf-8", "replace")
            documents[claim.report] = Document(claim.report, claim.source, claim.origin, text)
    names = {key: tuple(filter(None, (a.name.en, a.name.ar, a.name.ru))) for key, a in actors.items()}
    voices = {key: a.speaks_for for key, a in actors.items() if a.speaks_for}
    return Context(documents, names, voices)


def _all_reviewable(case: Case, claims: list[str]) -> None:
    """Own claims only: what another body read is its own to review."""
    last = {c.id: c for c in told_in(case).claims}
    own = f"{case.settings.body}:"
    last |= {name.removeprefix(own): c for name, c in last.items() if name.startswith(own)}
    for name in claims:
        if name not in last:
            read = [c for c in last if last[c].review != "none"]
            raise AskError(f'nothing is called "{name}" here', remedy=did_you_mean(name, read))
        if last[name].review == "none":
            raise AskError(f"{name} was written by people, not read by a machine", remedy="Use `holdfire correct`.")
