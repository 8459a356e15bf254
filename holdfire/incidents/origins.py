"""Whose word a claim is in the end, and how many origins a set of claims has that do not hang on one another.

Ten outlets that repeat one monitor are one origin. A claim's origin is, in this order: what it states itself, the monitor
its words quote, whoever claims it, the agency its page credits, the outlet. Two claims share an origin besides when their
pages copy one another or show the same picture. Where in doubt, two count as one: corroboration is never made of an unknown.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from holdfire.claims.claim import UNKNOWN, UNMAPPED, Claim, Noun
from holdfire.incidents.copies import copies
from holdfire.incidents.media import same_media
from holdfire.incidents.monitors import agency_of, known_as, monitors_quoted
from holdfire.incidents.texts import folded

How = Literal["stated", "quoted", "claimant", "agency", "outlet", "unknown"]
NOBODY_IN_PARTICULAR: Final = frozenset(
    {
        *(
            "press",
            "media",
            "residents",
            "resident",
            "witnesses",
            "witness",
            "activists",
            "activist",
            "locals",
            "officials",
        ),
        *(
            "official",
            "sources",
            "source",
            "outlet",
            "reporter",
            "correspondent",
            "unknown",
            "local-sources",
            "monitors",
        ),
        *(
            "سكان",
            "شهود",
            "ناشطون",
            "ناشط",
            "مصادر",
            "مصدر",
            "жители",
            "очевидцы",
            "активисты",
            "источники",
            "источник",
        ),
    }
)
"""Claimants that name nobody: who heard them is what can be told apart, the agency or the outlet."""


@dataclass(frozen=True)
class Document:
    """What is known of the page or message a claim was read from.

    ``report`` is the id of the report, ``outlet`` who published it, ``agency`` the page's credit (``Article.agency``), ``text``
    what it says, ``media`` perceptual hashes of its pictures (``media.media_hash``).
    """

    report: str
    outlet: str = ""
    agency: str = ""
    text: str = ""
    media: tuple[str, ...] = ()


class Origin(Noun):
    """Whose word a claim is: ``names`` (several where it quotes several), how that was found, and the reasons in sentences."""

    claim: str
    names: tuple[str, ...]
    how: How
    because: tuple[str, ...]


class Independent(Noun):
    """Sets of claims that share no origin with one another, the largest first, and why those in one set hang together."""

    number: int
    sets: tuple[tuple[str, ...], ...]
    because: tuple[str, ...]


@dataclass(frozen=True)
class Context:
    """What helps to trace origins. ``documents`` are by report id; ``names`` are bodies with the names texts give them.

    ``voices`` maps who speaks to the body they speak for, as an agreement says: the ministry's word and the centre's are one.
    """

    documents: Mapping[str, Document] = field(default_factory=dict)
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    voices: Mapping[str, str] = field(default_factory=dict)


NO_CONTEXT: Final = Context()


def origins(claims: Iterable[Claim], context: Context = NO_CONTEXT) -> dict[str, Origin]:
    """The origin of each claim, by its id. The same in whatever order claims come."""
    return {claim.id: _origin(claim, context) for claim in sorted(claims, key=lambda c: c.id)}


def _origin(claim: Claim, context: Context) -> Origin:
    document = context.documents.get(claim.report, Document(claim.report))
    if claim.origin:
        return _made(
            claim, "stated", [claim.origin], f"the claim states that it is the word of {claim.origin}", context
        )
    said = monitors_quoted(claim.words, context.names)
    if said:
        return _made(
            claim,
            "quoted",
            [q.name for q in said],
            f'its words quote {_and(q.name for q in said)}: "{said[0].words}"',
            context,
        )
    named = [c.removeprefix(UNMAPPED) for c in claim.claimants]
    named = [c for c in named if folded(c).strip() not in NOBODY_IN_PARTICULAR and not _is_outlet(c, claim, document)]
    if named:
        return _made(claim, "claimant", named, f"it is claimed by {_and(named)}", context)
    through = monitors_quoted(document.text, context.names)
    if len(through) == 1:
        why = f'its page passes on the word of {through[0].name} alone: "{through[0].words}"'
        return _made(claim, "quoted", [through[0].name], why, context)
    if document.agency:
        return _made(claim, "agency", [agency_of(document.agency)], f"its page credits {document.agency}", context)
    outlet = document.outlet or claim.source
    if outlet:
        return _made(claim, "outlet", [agency_of(outlet)], f"it is told by {outlet}, which credits nobody", context)
    return Origin(claim=claim.id, names=(UNKNOWN,), how="unknown", because=("nobody is named as its origin",))


def _is_outlet(name: str, claim: Claim, document: Document) -> bool:
    return known_as(name) in {known_as(n) for n in (document.outlet, claim.source) if n}


def _made(claim: Claim, how: How, names: Iterable[str], because: str, context: Context) -> Origin:
    found = [known_as(name) for name in names]
    told = [because]
    for name in list(found):
        voice = context.voices.get(name)
        if voice and voice != name:
            told.append(f"{name} speaks for {voice}")
            found[found.index(name)] = voice
    return Origin(claim=claim.id, names=tuple(sorted(set(found))), how=how, because=tuple(told))


def _and(names: Iterable[str]) -> str:
    return " and ".join(names)


def independent(claims: Sequence[Claim], context: Context = NO_CONTEXT) -> Independent:
    """How many origins claims have that do not hang on one another, which claims belong to each, and why.

    Claims hang together when they share an origin, come in one report, or when their reports copy one another or show the same
    picture. Those of unknown origin are one set: nobody can say that they are two. Denials tell of no happening and are left
    out.
    """
    told = {c.id: c for c in claims if c.kind != "denial"}
    found = origins(told.values(), context)
    groups = _Groups(sorted(told))
    for kind, why in ((_by_name(found), "{0} is the word of {1}"), (_by_report(told), "{0} are told in {1}")):
        for shared, ids in sorted(kind.items()):
            if len(ids) > 1:
                groups.join(ids, why.format(_and(ids), shared))
    for one, other, why in _by_page(told, context):
        groups.join([one, other], why)
    sets = sorted((tuple(sorted(g)) for g in groups.sets()), key=lambda ids: (-len(ids), ids))
    return Independent(number=len(sets), sets=tuple(sets), because=tuple(groups.because))


def _by_name(found: Mapping[str, Origin]) -> dict[str, list[str]]:
    held: dict[str, list[str]] = defaultdict(list)
    for name, origin in sorted(found.items()):
        for shared in origin.names:
            held[shared].append(name)
    return held


def _by_report(told: Mapping[str, Claim]) -> dict[str, list[str]]:
    held: dict[str, list[str]] = defaultdict(list)
    for name, claim in sorted(told.items()):
        held[claim.report].append(name)
    return held


def _by_page(told: Mapping[str, Claim], context: Context) -> Iterable[tuple[str, str, str]]:
    """Pairs of claims whose reports are one text or show one picture, and why; of each report one claim stands for all."""
    by_report = {report: ids[0] for report, ids in _by_report(told).items()}
    pages = {report: context.documents[report] for report in by_report if report in context.documents}
    for (one, other), share in sorted(copies({r: d.text for r, d in pages.items() if d.text}).items()):
        yield (
            by_report[one],
            by_report[other],
            f"{one} and {other} are one text: {share:.0%} of the shorter one's words in a row",
        )
    for (one, other), bits in same_media({r: d.media for r, d in pages.items() if d.media}).items():
        yield by_report[one], by_report[other], f"{one} and {other} show the same picture ({bits} of 64 bits differ)"


class _Groups:
    """Names put together, and why."""

    def __init__(self, names: Iterable[str]) -> None:
        self._head = {name: name for name in names}
        self.because: list[str] = []

    def _of(self, name: str) -> str:
        while self._head[name] != name:
            name = self._head[name]
        return name

    def join(self, names: Sequence[str], why: str) -> None:
        """Put names together; why is kept whether or not they were together already."""
        self.because.append(why)
        heads = sorted({self._of(n) for n in names})
        for head in heads[1:]:
            self._head[head] = heads[0]

    def sets(self) -> list[list[str]]:
        """Who is together."""
        held: dict[str, list[str]] = defaultdict(list)
        for name in self._head:
            held[self._of(name)].append(name)
        return list(held.values())
