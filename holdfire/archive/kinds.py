"""Kinds of event: events that are alike in all that an agreement's rules ask for, so that one of them is judged for all.

Alike are events of one profile as the agreement reads it (names that it does not know are told apart only among themselves),
which began and ended between the same edges in time and lie alike to every zone. The rules are asked of one event of a kind: the
judge for its findings, the counting rule and the gravity of limbs for its marks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from holdfire.archive.member import MICRO, Member, Version, micros
from holdfire.archive.told import claim_of, moment_told
from holdfire.claims import Claim
from holdfire.claims.claim import UNMAPPED
from holdfire.findings import Finding
from holdfire.findings.places import Relation, Site, of_points, relations
from holdfire.incidents import Incident
from holdfire.incidents.incident import incident_from
from holdfire.status.tallies import Marks, marks_of
from holdfire.when import seconds

Numbers = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class Kind:
    """Events that are alike: one of them, its findings, and what it adds under each reading."""

    incident: Incident
    findings: tuple[Finding, ...]
    marks: Mapping[str, Marks]
    zones: Mapping[str, bool]
    """Zones it may be in, and whether surely."""


@dataclass
class Rows:
    """Events that concern one agreement, the earliest first, then by id: times in microseconds, with their profiles."""

    member: Member
    table: pa.Table
    profiles: pa.Table

    @cached_property
    def start(self) -> Numbers:
        """First moments."""
        return self._instants("start")

    @cached_property
    def end(self) -> Numbers:
        """Moments after the last."""
        return np.maximum(self._instants("end"), self.start)

    def _instants(self, name: str) -> Numbers:
        stamps = self.table[name].cast(pa.int64()).to_numpy().copy()
        local = np.asarray(self.table["local"].to_numpy(zero_copy_only=False), dtype=bool)
        if local.any():
            told, which = np.unique(stamps[local], return_inverse=True)
            clock = pa.array(told, pa.timestamp("us", "UTC")).to_pylist()
            stamps[local] = np.array([micros(moment_told(c, self.member.tz, local=True)) for c in clock])[which]
        found: Numbers = stamps
        return found

    @cached_property
    def profile(self) -> Numbers:
        """Which profile each has."""
        found: Numbers = self.table["profile"].to_numpy()
        return found

    def in_order(self) -> "Rows":
        """Those that began before the instant asked for, in order of their first moment and id."""
        order = pc.sort_indices(
            pa.table({"start": self.start, "id": self.table["id"]}),
            sort_keys=[("start", "ascending"), ("id", "ascending")],
        ).to_numpy()
        order = order[self.start[order] < micros(self.member.at)]
        found = Rows(self.member, self.table.take(pa.array(order)), self.profiles)
        found.__dict__["start"], found.__dict__["end"] = self.start[order], self.end[order]
        return found

    def taken(self, at: Numbers) -> "Rows":
        """Some of them."""
        found = Rows(self.member, self.table.take(pa.array(at)), self.profiles)
        found.__dict__["start"], found.__dict__["end"] = self.start[at], self.end[at]
        return found

    def event(self, at: int) -> dict[str, Any]:
        """One of them with all its columns."""
        told: dict[str, Any] = self.profiles.slice(int(self.profile[at]), 1).to_pylist()[0]
        told |= self.table.slice(at, 1).to_pylist()[0]
        return told

    def claim(self, at: int) -> Claim:
        """One of them as a claim."""
        return claim_of(self.event(at), self.member.names, self.member.now.text, self.member.tz)

    def incident(self, at: int, name: str = "") -> Incident:
        """One of them as an incident."""
        return incident_from(name or self.table["id"][at].as_py(), None, (self.claim(at),))


def in_seconds(stamps: Numbers) -> Numbers:
    """Whole seconds towards 1970, as ``when.seconds`` has them."""
    found: Numbers = np.where(stamps >= 0, stamps // MICRO, -(-stamps // MICRO))
    return found


@dataclass(frozen=True)
class Waiting:
    """A kind that is not judged yet: one of its events, the version of the text, how it is read and how it lies."""

    incident: Incident
    version: int
    alike: int
    lying: int


@dataclass
class Kinds:
    """The kinds of one agreement. ``of`` gives each row its kind; new kinds wait until their findings are settled."""

    member: Member
    met: list[Kind] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    _numbers: dict[tuple[int, ...], int] = field(default_factory=dict)
    _alike: dict[tuple[object, ...], int] = field(default_factory=dict)
    _read: dict[tuple[str, int], int] = field(default_factory=dict)
    _lying: dict[bytes, int] = field(default_factory=dict)
    _lay: list[tuple[int, ...]] = field(default_factory=list)
    _marks: dict[tuple[object, ...], Marks] = field(default_factory=dict)

    def of(self, rows: Rows) -> Numbers:
        """The number of each row's kind, by which it will stand in ``met``."""
        t0, t1 = in_seconds(rows.start), in_seconds(rows.end)
        last = np.where(t0 == t1, t1 + 1, t1)
        alike = self._as_read(rows, np.searchsorted(self.member.name_edges, t0, side="right"))
        found = np.zeros(len(t0), dtype=np.int64)
        for number, version in enumerate(self.member.versions):
            here = np.flatnonzero((rows.start >= version.from_us) & (rows.start < version.to_us))
            if len(here):
                era = np.searchsorted(version.starts, t0[here], side="right")
                end = np.searchsorted(version.edges, last[here], side="left")
                lying = self._lies(version, number, rows, here)
                found[here] = self._met(rows, here, np.column_stack([alike[here], era, end, lying]), number)
        return found

    def _met(self, rows: Rows, here: Numbers, asked: Numbers, number: int) -> Numbers:
        told, first, which = np.unique(asked, axis=0, return_index=True, return_inverse=True)
        numbers = []
        for n, row in enumerate(told.tolist()):
            key = (number, *row)
            if key not in self._numbers:
                self._numbers[key] = len(self.met) + len(self.waiting)
                incident = rows.incident(int(here[first[n]]), f"kind-{self._numbers[key]}")
                self.waiting.append(Waiting(incident, number, alike=row[0], lying=row[-1]))
            numbers.append(self._numbers[key])
        return np.array(numbers, dtype=np.int64)[which.reshape(-1)]

    def settle(self, findings: Sequence[Sequence[Finding]]) -> None:
        """Findings on the kinds that wait, in their order: from now on they are met."""
        for one, found in zip(self.waiting, findings, strict=True):
            marks = {}
            for reading in self.member.evidence:
                told = (reading, one.alike, tuple((f.provision, f.under[reading][0]) for f in found))
                if told not in self._marks:
                    self._marks[told] = marks_under(self.member, reading, one.incident, found)
                marks[reading] = self._marks[told]
            lies = self._lies_by_zone(one)
            self.met.append(Kind(one.incident, tuple(found), marks, lies))
        self.waiting = []

    def _lies_by_zone(self, one: "Waiting") -> dict[str, bool]:
        """The zones that the incidents of a kind may lie in, and whether they surely do."""
        version = self.member.versions[one.version]
        relation = dict(zip(version.drawn, self._lay[one.lying], strict=True))
        at = seconds(one.incident.span.start)
        found: dict[str, bool] = {}
        for era in version.eras:
            zone = version.agreement.text.zones.get(era.zone)
            if zone is None or not era.from_s <= at < era.to_s:
                continue
            here = relation.get(era, Relation.INSIDE if one.incident.facility in zone.facilities else Relation.OUTSIDE)
            if here in (Relation.POSSIBLY, Relation.INSIDE):
                found[era.zone] = found.get(era.zone, False) or here == Relation.INSIDE
        return found

    def _as_read(self, rows: Rows, name_era: Numbers) -> Numbers:
        """A number for each row: equal where the agreement reads the profiles alike."""
        many = len(self.member.name_edges) + 1
        told, first, which = np.unique(rows.profile * many + name_era, return_index=True, return_inverse=True)
        keys = rows.profiles["key"].take(pa.array(told // many)).to_pylist() if len(told) else []
        numbers = []
        for key, era, at in zip(keys, (told % many).tolist(), first.tolist(), strict=True):
            if (key, era) not in self._read:
                asked = self._asked(rows.claim(at))
                self._read[(key, era)] = self._alike.setdefault(asked, len(self._alike))
            numbers.append(self._read[(key, era)])
        return np.array(numbers, dtype=np.int64)[which.reshape(-1)]

    def _asked(self, claim: Claim) -> tuple[object, ...]:
        """All of a claim that rules ask, its time and place left aside; names nobody knows are numbered as they come."""
        unknown: dict[str, str] = {}

        def plain(name: str | None) -> str | None:
            if name is None or not name.startswith(UNMAPPED):
                return name
            return unknown.setdefault(name, f"{UNMAPPED}{len(unknown)}")

        who = tuple(tuple(plain(actor) for actor in group) for group in claim.actors)
        whom, held_by = plain(claim.target), plain(claim.held_by)
        toll = (claim.toll.best or 0, claim.toll.most()) if claim.toll else (0, 0)
        grave = tuple(sum(number >= d for d in self._deaths) for number in toll)
        count = (claim.count.number, claim.count.unit) if claim.count else None
        said = (claim.claimants, tuple(map(plain, claim.denied_by)), claim.confidence, claim.standard, claim.review)
        thing = (claim.objects, claim.calibre_mm, claim.facility, count, claim.manner)
        return claim.kind, claim.act, who, whom, held_by, grave, said, thing

    @cached_property
    def _deaths(self) -> list[int]:
        text = self.member.now.text
        limbs = [m for r in text.readings.values() for c in r.clocks.values() for m in c.limbs.values()]
        return sorted({m.unmet.deaths_at_least for m in limbs if m.unmet.deaths_at_least is not None})

    def _lies(self, version: Version, number: int, rows: Rows, here: Numbers) -> Numbers:
        """A number for each row: equal where the places lie alike to every zone that is drawn."""
        place = np.column_stack(
            [rows.table[c].to_numpy(zero_copy_only=False).astype(np.float64)[here] for c in ("lat", "lon", "radius_km")]
        )
        known = np.isfinite(place[:, 0])
        place[~known] = 0
        told, which = np.unique(np.column_stack([known, place]), axis=0, return_inverse=True)
        drawn = version.drawn
        matrix = np.full((len(told), len(drawn)), int(Relation.OUTSIDE), dtype=np.int8)
        matrix[told[:, 0] == 0] = int(Relation.UNKNOWN_PLACE)
        for column, era in enumerate(drawn):
            at = np.flatnonzero(told[:, 0] == 1)
            zone = version.agreement.text.zones[era.zone]
            lat, lon, metres = told[at, 1], told[at, 2], told[at, 3] * 1000
            matrix[at, column] = of_points(version.agreement, zone, era.geometry or "", lon, lat, metres)
        alike, back = np.unique(matrix, axis=0, return_inverse=True) if drawn else (np.zeros((1, 0), np.int8), None)
        numbers = []
        for row in alike.tolist():
            lying = self._lying.setdefault(bytes([number, *row]), len(self._lying))
            self._lay += [tuple(row)] if lying == len(self._lay) else []
            numbers.append(lying)
        found = np.array(numbers, dtype=np.int64)
        return found[back.reshape(-1)][which.reshape(-1)] if back is not None else np.full(len(here), found[0])


def marks_under(member: Member, reading: str, incident: Incident, findings: Sequence[Finding]) -> Marks:
    """What an incident adds under a reading, by the rules for one incident."""
    evidence = member.evidence[reading]
    return marks_of(incident, replace(evidence, findings={incident.id: list(findings)}))


def kind_of(member: Member, incident: Incident, findings: Sequence[Finding]) -> Kind:
    """The kind of an incident that is kept by itself."""
    at = micros(incident.span.start)
    version = next(v for v in member.versions if v.from_us <= at < v.to_us)
    marks = {reading: marks_under(member, reading, incident, findings) for reading in member.evidence}
    return Kind(incident, tuple(findings), marks, zones_of(incident, version))


def zones_of(incident: Incident, version: Version) -> dict[str, bool]:
    """The zones that an incident may lie in when it begins, and whether it surely does."""
    at = seconds(incident.span.start)
    eras = [era for era in version.eras if era.from_s <= at < era.to_s and era.zone in version.agreement.text.zones]
    found: dict[str, bool] = {}
    for era, relation in relations(version.agreement, [Site(incident.where, incident.facility)], eras).items():
        if relation[0] in (Relation.POSSIBLY, Relation.INSIDE):
            found[era.zone] = found.get(era.zone, False) or bool(relation[0] == Relation.INSIDE)
    return found
