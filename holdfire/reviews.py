"""What a machine read, before a person: listed, accepted with or without changes, or rejected.

A machine proposes and a named person decides. Accepting and rejecting are corrections of a claim, signed, and can be taken back
by another one; what was proposed stays in the record with the words it was read from.
"""

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from holdfire.case import Case
from holdfire.claims import Claim, as_known
from holdfire.claims.tags import grades_among
from holdfire.disputes import Act, correct
from holdfire.errors import AskError, did_you_mean
from holdfire.incidents import Link, Proposal, fuse, links, proposed_credibility
from holdfire.incidents.incident import HAPPENINGS
from holdfire.incidents.media import same_media
from holdfire.incidents.origins import Context, Document
from holdfire.incidents.reasons import Reason
from holdfire.pictures import pictures_of
from holdfire.pipeline import told_in
from holdfire.sources.raw import RawStore

if TYPE_CHECKING:
    from holdfire.index import Index

MOST_OF_ONE: Final = 10
"""Claims of one report that are held against those of another that shows the same picture."""
_SHORT: Final = re.compile(r"([A-Fa-f])?([1-6])?(?<=.)")


def proposals(case: Case) -> list[Claim]:
    """The latest version of every claim that waits for a person, in order of when it happened."""
    last = {c.id: c for c in told_in(case).claims}
    return sorted((c for c in last.values() if c.review == "proposed"), key=lambda c: (c.start, c.id))


def accept(
    case: Case, claims: list[str], act: Act, changes: dict[str, Any] | None = None, known: "Index | None" = None
) -> list[int]:
    """Take claims as their text was read, with ``changes`` to fields where the machine was wrong. Returns entries' positions.

    Where the case asks for two persons, each waits for another to confirm it (``holdfire.confirming``). ``known`` is an index
    of the case: what is asked of the record is then asked of it. Raises ``AskError`` for a claim that is not there or that nobody
    proposed, before anything is written.
    """
    _all_reviewable(case, claims, known)
    return [correct(case, name, {**(changes or {}), "review": "accepted"}, act, known) for name in claims]


def reject(case: Case, claims: list[str], act: Act, known: "Index | None" = None) -> list[int]:
    """Leave claims out: they count nowhere from now on. What was known before stays known for its time."""
    _all_reviewable(case, claims, known)
    return [correct(case, name, {"review": "rejected"}, act, known) for name in claims]


def likely(case: Case, now: datetime, *, possible: bool = False) -> list[Link]:
    """Pairs of claims, waiting or taken, that may tell of one happening and are not joined: probable ones, the strongest first.

    With ``possible``, those too that are only among the best a claim has. Pairs whose reports show the same picture are among
    them whatever else speaks for them: either they tell of one happening, or one of them uses a picture anew. `holdfire link`
    joins them.
    """
    told = told_in(case)
    claims = [c for c in as_known(told.claims, now) if c.review != "rejected" and c.kind in HAPPENINGS]
    together = {c.id: i.id for i in fuse(claims, None, told.decided(now)) for c in i.claims}
    parted = {(d.a, d.b): d.holds for d in told.decided(now)}
    found = links(claims)
    pairs = [*found.certain, *found.probable, *(found.possible if possible else ())]
    pairs = _with_pictures(pairs, claims, pictures_of(case, {c.report for c in claims}))
    return [p for p in pairs if together[p.a] != together[p.b] and parted.get((p.a, p.b), True)]


def _with_pictures(pairs: list[Link], claims: list[Claim], shown: dict[str, tuple[str, ...]]) -> list[Link]:
    """The links with a reason for each pair that shows the same picture, and a link for each that had none, after them."""
    of: dict[str, list[Claim]] = {}
    for claim in sorted(claims, key=lambda c: c.id):
        of.setdefault(claim.report, []).append(claim)
    why: dict[tuple[str, str], Reason] = {}
    for (one, other), bits in same_media(shown).items():
        for mine in of.get(one, ())[:MOST_OF_ONE]:
            for theirs in of.get(other, ())[:MOST_OF_ONE]:
                a, b = sorted((mine, theirs), key=lambda c: c.id)
                why[a.id, b.id] = Reason(what="picture", points=0, says=_same_picture(a, b, bits))
    held = {(p.a, p.b) for p in pairs}
    told = [p.model_copy(update={"reasons": (*p.reasons, why[p.a, p.b])}) if (p.a, p.b) in why else p for p in pairs]
    more = [
        Link(a=a, b=b, word="possible", points=0, reasons=(r,))
        for (a, b), r in sorted(why.items())
        if (a, b) not in held
    ]
    return [*told, *more]


def _same_picture(one: Claim, other: Claim, bits: int) -> str:
    """What is seen; where their times do not meet, what that may mean."""
    says = f"their reports show the same picture ({bits} of 64 bits differ)"
    apart = one.span.end < other.span.start or other.span.end < one.span.start
    return f"{says}, though they tell of different times: one of them may use it anew" if apart else says


def origins_of(case: Case, now: datetime) -> dict[str, Proposal]:
    """For each incident that several claims tell of: how many origins do not hang on one another, and what that proposes."""
    told = told_in(case)
    claims = [c for c in as_known(told.claims, now) if c.review != "rejected"]
    context = _context(case, claims)
    several = [i for i in fuse(claims, None, told.decided(now)) if sum(c.kind in HAPPENINGS for c in i.claims) > 1]
    return {i.id: proposed_credibility(i.claims, context) for i in several}


def _context(case: Case, claims: list[Claim]) -> Context:
    """Who speaks for whom, by the agreement, the texts of pages, to tell copies, and the pictures that reports show."""
    actors, raw = case.agreement.text.actors, RawStore(case.folder)
    shown = pictures_of(case, {c.report for c in claims})
    documents: dict[str, Document] = {}
    for claim in claims:
        if claim.report in documents:
            continue
        text = ""
        if claim.text and raw.has(f"sha256:{claim.text}"):
            with raw.open(f"sha256:{claim.text}") as file:
                text = file.read().decode("utf-8", "replace")
        media = shown.get(claim.report, ())
        if text or media:
            documents[claim.report] = Document(claim.report, claim.source, claim.origin, text, media)
    names = {key: tuple(filter(None, (a.name.en, a.name.ar, a.name.ru))) for key, a in actors.items()}
    voices = {key: a.speaks_for for key, a in actors.items() if a.speaks_for}
    return Context(documents, names, voices)


def grades(told: str) -> dict[str, str]:
    """Grades as the fields of a claim: from ``B2``, ``B`` or ``2``, or from machine tags of the admiralty scale.

    Tags are parted by spaces, commas or semicolons. Raises ``AskError`` for anything else.
    """
    if match := _SHORT.fullmatch(told.strip()):
        fields = zip(("reliability", "credibility"), match.groups(), strict=True)
        return {field: value.upper() for field, value in fields if value}
    try:
        if found := grades_among(told):
            return found
        problem = f'"{told[:80]}" is no grade'
    except ValueError as error:
        problem = str(error)
    raise AskError(
        f"--grade: {problem}", remedy="Write B2: the source A to F, this information 1 to 6; or one of the two."
    )


def grade(case: Case, claims: list[str], told: str, act: Act, known: "Index | None" = None) -> list[int]:
    """Grade claims, whoever wrote them down. Returns entries' positions. Raises ``AskError`` before anything is written."""
    found = grades(told)
    if known is None:
        graded(case, claims)
    return [correct(case, name, dict(found), act, known) for name in claims]


def graded(case: Case, claims: list[str]) -> list[Claim]:
    """The latest versions of claims, for their grades; of every happening here where none is named."""
    last = _last(case)
    if not claims:
        told = {c.id: c for c in last.values() if c.kind in HAPPENINGS}
        return [told[name] for name in sorted(told)]
    for name in claims:
        if name not in last:
            raise AskError(f'nothing is called "{name}" here', remedy=did_you_mean(name, last))
    return [last[name] for name in claims]


def _last(case: Case) -> dict[str, Claim]:
    """The latest version of every claim, own ones also by their names without the body."""
    last = {c.id: c for c in told_in(case).claims}
    own = f"{case.settings.body}:"
    return last | {name.removeprefix(own): c for name, c in last.items() if name.startswith(own)}


def _all_reviewable(case: Case, claims: list[str], known: "Index | None" = None) -> None:
    """Own claims only: what another body read is its own to review."""
    last = _last(case) if known is None else {n: c for n in claims if (c := known.claim(n))}
    for name in claims:
        if name not in last:
            read = [c for c in last if last[c].review != "none"]
            raise AskError(f'nothing is called "{name}" here', remedy=did_you_mean(name, read))
        if last[name].review == "none":
            raise AskError(f"{name} was written by people, not read by a machine", remedy="Use `holdfire correct`.")
