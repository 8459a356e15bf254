"""What bodies said, in order: what supersedes what, who took part, which finding is below its threshold, which is joint.

Laws: neither order nor repetition matters; a body's own later statement on the same thing supersedes its earlier; nothing goes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Literal, TypeVar

from holdfire.agreement.ladders import ladder, members_of
from holdfire.agreement.model import AgreementText, Bar
from holdfire.claims import Claim
from holdfire.claims.claim import UNMAPPED, Alternatives
from holdfire.errors import AskError, did_you_mean
from holdfire.findings.body import BodyFinding, BodyPosition
from holdfire.findings.decisions import by_whom

QuorumWord = Literal["quorate", "quorum-lost"]
BelowWord = Literal["breach", "attribution"]
Statement = TypeVar("Statement", BodyFinding, BodyPosition)


@dataclass(frozen=True)
class Said:
    """Every finding and position of bodies that is known, superseded ones too, in any order and however often."""

    findings: Sequence[BodyFinding] = ()
    positions: Sequence[BodyPosition] = ()

    @cached_property
    def made(self) -> tuple[BodyFinding, ...]:
        """Every finding once, the earliest first."""
        return _once(self.findings)

    @cached_property
    def taken(self) -> tuple[BodyPosition, ...]:
        """Every position once, the earliest first."""
        return _once(self.positions)

    @cached_property
    def latest(self) -> datetime | None:
        """When the last of them was made or taken; None where nothing was said."""
        return max([*(f.moment for f in self.findings), *(p.moment for p in self.positions)], default=None)

    @cached_property
    def superseded(self) -> Mapping[str, str]:
        """Findings and positions that do not stand any more, each with the next one of the same body in its place."""
        return {**_superseded(self.made), **_superseded(self.taken)}

    @cached_property
    def on_incident(self) -> Mapping[str, tuple[BodyFinding, ...]]:
        """Findings by the incident they are on, the earliest first."""
        found: dict[str, list[BodyFinding]] = {}
        for finding in self.made:
            found.setdefault(finding.incident, []).append(finding)
        return {incident: tuple(rows) for incident, rows in found.items()}

    @cached_property
    def _on(self) -> Mapping[tuple[str, str], list[BodyPosition]]:
        found: dict[tuple[str, str], list[BodyPosition]] = {}
        for position in self.taken:
            found.setdefault((position.of, position.on), []).append(position)
        return found

    def on(self, things: Iterable[tuple[str, str]]) -> tuple[BodyPosition, ...]:
        """Positions on any of these things (``("finding", "F-1")``), superseded ones too, the earliest first."""
        found = [p for thing in things for p in self._on.get(thing, ())]
        return tuple(sorted(found, key=lambda p: (p.moment, p.id)))

    def standing(self, statements: Iterable[Statement]) -> tuple[Statement, ...]:
        """Those that nothing supersedes."""
        return tuple(s for s in statements if s.id not in self.superseded)


NOTHING_SAID = Said()


def _once(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """One for each id (the latest of two that share it), in order of time and then of id."""
    found: dict[str, Statement] = {}
    for one in sorted(statements, key=lambda s: (s.moment, s.model_dump_json())):
        found[one.id] = one
    return tuple(sorted(found.values(), key=lambda s: (s.moment, s.id)))


def _superseded(statements: Sequence[Statement]) -> dict[str, str]:
    """Each with the next in order by the same body on the same thing, or the next that names it."""
    found: dict[str, str] = {}
    latest: dict[tuple[str | None, ...], str] = {}
    earlier: dict[str, str] = {}
    for one in statements:
        if one.about in latest:
            found.setdefault(latest[one.about], one.id)
        if one.supersedes and earlier.get(one.supersedes) == one.body:
            found.setdefault(one.supersedes, one.id)
        latest[one.about] = one.id
        earlier[one.id] = one.body
    return found


@dataclass(frozen=True)
class Quorum:
    """Whether enough of a body's members took part in a finding, and who was missing."""

    state: QuorumWord
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Absences:
    """Who had withdrawn from which body when: ``(moment, member, body, gone)``, in order of time."""

    moves: tuple[tuple[datetime, str, str, bool], ...] = field(default=())

    def gone(self, body: str, at: datetime) -> set[str]:
        """Members that had withdrawn from a body by then and not returned."""
        now: dict[str, bool] = {}
        for moment, member, where, gone in self.moves:
            if where == body and moment <= at:
                now[member] = gone
        return {member for member, gone in now.items() if gone}


NOBODY_AWAY = Absences()


def absences(decisions: Iterable[Claim], text: AgreementText) -> Absences:
    """From decisions ``withdraw BODY`` and ``return BODY``, by a member or by who speaks for it."""
    moves = []
    for claim in decisions:
        word, _, body = (claim.decides or "").partition(" ")
        if word in ("withdraw", "return") and body in text.actors:
            moves += [(claim.start, voice_of(who, text), body, word == "withdraw") for who in by_whom(claim)]
    return Absences(tuple(sorted(moves)))


def voice_of(who: str, text: AgreementText) -> str:
    """The actor whose word it is: that of a spokesman is the body's."""
    actor = text.actors.get(who)
    return actor.speaks_for if actor and actor.speaks_for else who


def quorum_of(finding: BodyFinding, text: AgreementText, away: Absences) -> Quorum | None:
    """Whether a finding was made by enough members; None for a body that the agreement gives none.

    Missing are members not among those ``present``, where the finding tells them, and all that had withdrawn by then.
    """
    members = members_of(text, finding.body)
    if not members:
        return None
    present = {voice_of(who, text) for who in finding.present} or set(members)
    missing = tuple(m for m in members if m not in present or m in away.gone(finding.body, finding.moment))
    needed = text.actors[finding.body].quorum or len(members)
    return Quorum("quorate" if len(members) - len(missing) >= needed else "quorum-lost", missing)


def rank(standard: str | None, text: AgreementText) -> int:
    """The step of a standard of proof on the agreement's ladder, from 0; -1 for one that is not on it."""
    steps = ladder(text)
    return steps.index(standard) if standard in steps else -1


def below(finding: BodyFinding, act: str | None, provision: str | None, text: AgreementText) -> tuple[BelowWord, ...]:
    """For what a finding is below a threshold of the agreement: for finding a breach, for saying whose it was, or for neither."""
    found: list[BelowWord] = []
    if finding.verdict == "breach" and not _reached(
        finding, finding.percent, _bars(finding, act, provision, text, "breach"), text
    ):
        found.append("breach")
    if finding.blames and not attributed(finding, act, provision, text):
        found.append("attribution")
    return tuple(found)


def attributed(finding: BodyFinding, act: str | None, provision: str | None, text: AgreementText) -> Alternatives:
    """Those alternatives of who did it that are above every threshold; all of them where there is none."""
    bars = _bars(finding, act, provision, text, "attribution")
    if not finding.attribution:
        return finding.blames
    sure = [(a.actors, finding.percent if a.percent is None else a.percent) for a in finding.attribution]
    return tuple(actors for actors, percent in sure if _reached(finding, percent, bars, text))


def _bars(
    finding: BodyFinding, act: str | None, provision: str | None, text: AgreementText, of: BelowWord
) -> list[Bar]:
    fitting = [
        t
        for t in text.thresholds.values()
        if (not t.acts or act in t.acts)
        and (not t.provisions or provision in t.provisions)
        and (not t.bodies or finding.body in t.bodies)
    ]
    return [bar for t in fitting if (bar := getattr(t, of)) is not None]


def _reached(finding: BodyFinding, percent: float | None, bars: Iterable[Bar], text: AgreementText) -> bool:
    return all(
        (bar.standard is None or rank(finding.standard, text) >= rank(bar.standard, text))
        and (bar.percent is None or (percent is not None and percent >= bar.percent))
        for bar in bars
    )


def joint(finding: BodyFinding, others: Iterable[BodyFinding]) -> bool:
    """True when every body it names with it has itself found the same, naming it in turn."""
    agreeing = {
        o.body
        for o in others
        if (o.incident, o.provision, o.verdict) == (finding.incident, finding.provision, finding.verdict)
        and finding.body in o.jointly_with
    }
    return bool(finding.jointly_with) and set(finding.jointly_with) <= agreeing


def checked(said: BodyFinding | BodyPosition, text: AgreementText) -> None:
    """Refuse what names a body, actor, provision, standard or severity that the agreement does not know.

    Raises ``AskError``: one sentence with the nearest names. Whether the incident or claim is there, the caller knows.
    """
    actors = list(text.actors)
    if isinstance(said, BodyPosition):
        _there(said.id, "body", [said.body, *said.to], actors)
        return
    named = [a for group in said.blames for a in group if ":" not in a and a != "unknown"]
    _there(said.id, "body", [said.body, *said.jointly_with], actors)
    _there(said.id, "actor", [*named, *said.present], actors)
    _there(said.id, "provision", [said.provision] if said.provision else [], text.provisions)
    _there(said.id, "standard of proof", [said.standard], ["reported", *ladder(text)])
    _there(said.id, "severity", [said.severity] if said.severity else [], text.severities)
    own = {said.body, *(n for n, a in text.actors.items() if said.body in (a.answered_for_by, a.part_of, a.speaks_for))}
    if said.self_reported and not all(set(group) & own for group in said.blames):
        raise AskError(
            f"{said.body} reports a breach of its own and names somebody else",
            said.id,
            "Name it, or one it answers for, in each alternative.",
        )


def _there(where: str, kind: str, names: Iterable[str], known: Iterable[str]) -> None:
    known = list(known)
    for name in (n.removeprefix(UNMAPPED) for n in names):
        if name not in known:
            hint = did_you_mean(name, known) or f"Known: {', '.join(known[:12]) or 'none'}."
            raise AskError(f'"{name}" is no {kind} of the agreement', where, hint)
