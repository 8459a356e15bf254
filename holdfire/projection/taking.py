"""Entries taken in: what ledgers tell since they were last looked at, kept as versions of claims and what bodies said."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from holdfire.claims import Claim
from holdfire.findings import BodyFinding, BodyPosition
from holdfire.findings.said import Said
from holdfire.incidents import LinkDecision
from holdfire.ledger import Ledger
from holdfire.ledger.entry import KEY_INTRODUCED, KEY_RETIRED, KEY_REVOKED, Entry
from holdfire.ledger.keys import KeyRing, body_of
from holdfire.projection.groups import Unkept, group_of, told_whole
from holdfire.projection.slots import micros
from holdfire.projection.store import Store
from holdfire.told import CLAIM_READ, KINDS, MARK, MATCHED, Taking

_KEYS = (KEY_INTRODUCED, KEY_RETIRED, KEY_REVOKED)
LEDGER = 1 << 40
"""Positions in one ledger; places in several follow each other in the order of their origins."""
FINDING, POSITION, PARTED, KEY = "finding", "position", "parted", "key"


@dataclass(frozen=True)
class Fresh:
    """What came: versions of claims, and what else changed the record."""

    claims: tuple[Claim, ...]
    of: frozenset[str]
    keys: bool = False
    parted: tuple[LinkDecision, ...] = ()


class Book:
    """What a file keeps of the entries. What bodies said, and persons parted, is held in memory."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.reload()

    def reload(self) -> None:
        """Look again at the file."""
        self.first = First()
        told: dict[str, list[str]] = defaultdict(list)
        for kind, data in self.store.rows("SELECT kind, data FROM said ORDER BY no"):
            told[kind].append(data)
        self.said = Said(
            tuple(map(BodyFinding.model_validate_json, told[FINDING])),
            tuple(map(BodyPosition.model_validate_json, told[POSITION])),
        )
        self.parted = [LinkDecision.model_validate_json(data) for data in told[PARTED]]
        self.rings: dict[str, KeyRing] = {}
        for data in told[KEY]:
            self._learn(json.loads(data))
        self.whole = self._whole()

    def _whole(self) -> list[Claim]:
        query = "SELECT data FROM claim WHERE id IN (SELECT id FROM claim WHERE whole = 1) ORDER BY place, no"
        return [Claim.model_validate_json(data) for (data,) in self.store.rows(query)]

    def _learn(self, told: Mapping[str, Any]) -> None:
        ring = self.rings.setdefault(body_of(told["origin"]), KeyRing(told["origin"]))
        ring.learn(Entry(told["kind"], told["key"], told["data"]), told["position"])

    def members_of(self, groups: Iterable[str]) -> Iterator[str]:
        """The claims of groups."""
        for group in groups:
            if group in self.first.groups:
                yield from self.first.groups[group]
            else:
                yield from (name for (name,) in self.store.rows("SELECT id FROM member WHERE grp = ?", (group,)))

    def groups_with(self, name: str) -> list[str]:
        """The groups of which a claim is part in any of its versions."""
        return sorted({group for claim in self.versions([name]) if (group := group_of(claim))})

    def versions(self, ids: Iterable[str]) -> list[Claim]:
        """Every version of some claims, in the order of the record."""
        names = list(dict.fromkeys(ids))
        if all(name in self.first.claims for name in names):
            told = [row for name in names for row in self.first.claims[name]]
            return [claim for _, claim in (sorted(told, key=lambda row: row[0]) if len(names) > 1 else told)]
        found = [
            (place, no, Claim.model_validate_json(data))
            for name in names
            for place, no, data in self.store.rows("SELECT place, no, data FROM claim WHERE id = ?", (name,))
        ]
        return [claim for _, _, claim in sorted(found, key=lambda f: f[:2])]

    def take(self, ledgers: Sequence[Ledger], heads: dict[str, int], most: int) -> Fresh:
        """Take in at most so many entries; ``heads`` is how far each ledger has been read, and is moved on."""
        parts = [Part(n, ledger, heads.get(ledger.origin, 0)) for n, ledger in enumerate(ledgers)]
        for part in parts:
            most -= part.read(most)
            heads[part.ledger.origin] = part.stop
        keys = [key for part in parts for key in part.of_keys()]
        rings = self._rings(keys, whole=all(part.stop == part.ledger.size() for part in parts), ledgers=ledgers)
        reading = Taking(rings, last=_Last(self.store), own_event=_OwnEvent(self.store), parted=list(self.parted))
        rows: list[tuple[Any, ...]] = []
        kinds: set[str] = set()
        self.match(parts)
        for part in parts:
            body = body_of(part.ledger.origin)
            for position, at, entry in part.entries:
                kinds.add(entry.kind)
                before = len(reading.versions)
                reading.take(entry, at, body, body + MARK if len(ledgers) > 1 else "")
                place, own = part.number * LEDGER + position, int(entry.kind == CLAIM_READ)
                rows += [_row(place, own, claim) for claim in reading.versions[before:]]
        self._keep(reading, rows, keys)
        self._hold(reading.versions, alone=len(ledgers) == 1)
        fresh = tuple(reading.parted[len(self.parted) :])
        self.parted = reading.parted
        return Fresh(tuple(reading.versions), frozenset(kinds), bool(keys), fresh)

    def match(self, parts: Sequence["Part"]) -> None:
        """What persons matched across two bodies changes claims of both, whenever they came."""
        if any(entry.kind == MATCHED for part in parts for _, _, entry in part.entries):
            raise Unkept("incidents of two bodies were matched by a person")

    def _rings(
        self, keys: Sequence[Mapping[str, Any]], *, whole: bool, ledgers: Sequence[Ledger]
    ) -> dict[str, KeyRing]:
        """The keys as the ledgers tell them to their ends: what a body revoked later it never signed."""
        for key in keys:
            self._learn(key)
        return self.rings if whole else {body_of(ledger.origin): ledger.ring() for ledger in ledgers}

    def _hold(self, versions: Sequence[Claim], *, alone: bool) -> None:
        """Hold what a board needs as it is; where the order of the record cannot be told, it is read again."""
        held = {c.id for c in self.whole}
        for claim in versions:
            if claim.id not in held and not told_whole(claim):
                continue
            fresh = self.store.one("SELECT count(*) FROM claim WHERE id = ?", (claim.id,)) == 1
            if not alone or not (fresh or claim.id in held):
                self.whole = self._whole()
                return
            self.whole.append(claim)
            held.add(claim.id)

    def _keep(self, reading: Taking, rows: list[tuple[Any, ...]], keys: list[dict[str, Any]]) -> None:
        members = {(group, c.id) for c in reading.versions if (group := group_of(c))}
        self.first = First.of(self.store, reading.versions, members)
        query = "INSERT INTO claim (place, id, own, whole, known, data) VALUES (?, ?, ?, ?, ?, ?)"
        self.store.many(query, rows)
        self.store.many("INSERT OR IGNORE INTO member VALUES (?, ?)", sorted(members))
        said = [(FINDING, f.model_dump_json()) for f in reading.findings]
        said += [(POSITION, p.model_dump_json()) for p in reading.positions]
        said += [(PARTED, d.model_dump_json()) for d in reading.parted[len(self.parted) :]]
        said += [(KEY, json.dumps(key)) for key in keys]
        self.store.many("INSERT INTO said (kind, data) VALUES (?, ?)", said)
        if reading.findings or reading.positions:
            self.said = Said((*self.said.findings, *reading.findings), (*self.said.positions, *reading.positions))


@dataclass
class First:
    """What the last entries taken in told of for the first time, so that the file need not be asked for it.

    ``claims`` are all versions of each claim, numbered as they stand in the record; ``groups`` the claims of each group.
    """

    claims: dict[str, list[tuple[int, Claim]]] = field(default_factory=dict)
    groups: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, store: Store, versions: Sequence[Claim], members: Iterable[tuple[str, str]]) -> "First":
        """Those of these versions and groups of which the file holds nothing."""
        told: dict[str, list[tuple[int, Claim]]] = {}
        for number, claim in enumerate(versions):
            told.setdefault(claim.id, []).append((number, claim))
        groups: dict[str, list[str]] = {}
        for group, name in sorted(members):
            groups.setdefault(group, []).append(name)
        for query, named in (
            ("SELECT DISTINCT id FROM claim WHERE id IN (SELECT value FROM json_each(?))", told),
            ("SELECT DISTINCT grp FROM member WHERE grp IN (SELECT value FROM json_each(?))", groups),
        ):
            for (name,) in list(store.rows(query, (json.dumps(list(named)),))):
                del named[name]
        return cls(told, groups)


@dataclass
class Part:
    """What one ledger has told since it was read up to ``start``."""

    number: int
    ledger: Ledger
    start: int
    stop: int = 0
    entries: list[tuple[int, datetime, Entry]] = field(default_factory=list)
    told: list[tuple[int, datetime, Entry]] = field(default_factory=list)

    def read(self, most: int) -> int:
        """Read at most so many entries; how many they were."""
        self.stop = min(self.ledger.size(), self.start + most)
        self.told = list(self.ledger.dated(self.stop, *KINDS, *_KEYS, start=self.start))
        self.entries = [e for e in self.told if e[2].kind not in _KEYS]
        return self.stop - self.start

    def of_keys(self) -> Iterator[dict[str, Any]]:
        """What it tells of keys."""
        for position, _, e in self.told:
            if e.kind in _KEYS:
                told = {"kind": e.kind, "key": e.key, "data": e.data}
                yield {"origin": self.ledger.origin, "position": position, **told}


def _row(place: int, own: int, claim: Claim) -> tuple[Any, ...]:
    data = claim.model_dump_json(exclude_defaults=True)
    return place, claim.id, own, int(told_whole(claim)), micros(claim.known_from), data


@dataclass
class _Last:
    """The last version of each claim."""

    store: Store
    fresh: dict[str, Claim] = field(default_factory=dict)

    def get(self, name: str, /) -> Claim | None:
        """The last version, of this run or of the file."""
        if name not in self.fresh:
            query = "SELECT data FROM claim WHERE id = ? ORDER BY place DESC, no DESC LIMIT 1"
            data = self.store.one(query, (name,))
            return None if data is None else Claim.model_validate_json(data)
        return self.fresh[name]

    def __setitem__(self, name: str, kept: Claim, /) -> None:
        self.fresh[name] = kept


@dataclass
class _OwnEvent:
    """The event's tag that each claim came with."""

    store: Store
    fresh: dict[str, str | None] = field(default_factory=dict)

    def get(self, name: str, /) -> str | None:
        """The tag; None where it came with none."""
        if name not in self.fresh:
            query = "SELECT data FROM claim WHERE id = ? AND own = 1 ORDER BY place DESC, no DESC LIMIT 1"
            data = self.store.one(query, (name,))
            return None if data is None else Claim.model_validate_json(data).event
        return self.fresh[name]

    def __setitem__(self, name: str, kept: str | None, /) -> None:
        self.fresh[name] = kept
