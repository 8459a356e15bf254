"""The index of one case, kept up with the record: claims first, then the incidents of the groups that changed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from holdfire.case import Case
from holdfire.claims import Claim, by_review
from holdfire.findings.said import Said
from holdfire.incidents import Incident, LinkDecision, fuse
from holdfire.index.leaves import Leaves
from holdfire.index.lying import Zones
from holdfire.index.rows import Folded, incident_row
from holdfire.index.stage import context_of, stage_of
from holdfire.index.store import FILE, FORMAT, IndexStore, Readers
from holdfire.index.writing import ALL, Put, Writer
from holdfire.ledger import Ledger
from holdfire.projection import Changed, Progress
from holdfire.projection.groups import ALONE, TAG, group_of
from holdfire.projection.projection import Kept
from holdfire.projection.taking import Fresh
from holdfire.record import Record
from holdfire.status.status import FOREVER
from holdfire.uncollected import uncollected
from holdfire.when import zone

AT_ONCE = 2000
"""Groups whose incidents are written together; more than that wait until every entry has been read."""


class Keeping(Kept):
    """The writing half of an index. ``joined`` is a sentence where incidents cannot be kept group by group, and why."""

    file, format = FILE, FORMAT
    book: Leaves
    opens = IndexStore

    def __init__(self, case: Case) -> None:
        text = case.agreement.text
        self.zones, self.folded, self.context = Zones(case.agreement), Folded(text), context_of(text)
        self.tz = zone(text.time_zone)
        super().__init__(case, Record(case))
        self.readers = Readers(self.path)

    def never_kept(self) -> str:
        """Nothing hangs on what the agreement asks."""
        return ""

    def _in_memory(self) -> None:
        self.book = Leaves(self.store)
        self.writer = Writer(self.store, self.folded, self.book.rule())
        self.turn = self.store.get("turn") or 0
        self._findings = self._positions = 0
        self._on: dict[str, set[str]] = defaultdict(set)
        self._spoken_of()

    def mend(self) -> None:
        """A new file in place of one that is damaged; connections to the old one are let go."""
        if hasattr(self, "readers"):
            self.readers.close()
        super().mend()

    @property
    def joined(self) -> str:
        """Why incidents are fused from the whole record whenever it grows; empty where each group is by itself."""
        if not self.store.get("joins"):
            return ""
        return "claims that a machine read and a person took without a tag are joined by what lies near them"

    # --- taking in

    def _update(self, ledgers: Sequence[Ledger], progress: Progress | None) -> Changed:
        changed = super()._update(ledgers, progress)
        while self.store.one("SELECT 1 FROM dirty LIMIT 1"):
            with self.store.writing(), uncollected():
                changed = changed.also(self._drained())
                self.turn += 1
                self.store.put("turn", self.turn)
        return changed

    def _put(self, fresh: Fresh) -> list[str]:
        rule, before = self.book.rule(), self.writer.rule
        moved = {event for pair in set(rule) ^ set(before) for event in pair[:2]}
        self.writer.rule = rule
        ids = dict.fromkeys(
            [*(c.id for c in fresh.claims), *(n for event in sorted(moved) for n in self._ever_in(event))]
        )
        dirty: set[str] = set()
        # A decision of several bodies may stand in the ledgers of each: which is the last, the file says.
        decided = {c.id for c in fresh.claims if c.kind == "decision"}
        last = {c.id: c for c in fresh.claims if c.id not in decided}
        for place, version, claim in self.writer.last_of(ids, last):
            dirty |= self.writer.put_claim(claim, version, place, group_of(claim))
        for decision in fresh.parted:
            dirty |= {g for name in (decision.a, decision.b) for g in self._meant(name)}
        self._again(dirty | self._spoken_on())
        self._joining()
        many = self.joined or self.store.one("SELECT count(*) FROM dirty") > AT_ONCE
        return [] if many else self._drained()

    def _again(self, groups: Iterable[str]) -> None:
        """The incidents of these groups are made again."""
        self.store.many("INSERT OR IGNORE INTO dirty VALUES (?)", ((g,) for g in sorted(groups)))

    def settled(self, more: bool) -> None:
        """Nothing follows: incidents of large batches are made when every entry has been read."""

    def _ever_in(self, event: str) -> Iterator[str]:
        for (name,) in self.store.rows("SELECT id FROM member WHERE grp = ? ORDER BY id", (TAG + event,)):
            yield name

    def _spoken_of(self) -> set[str]:
        """What bodies have named since, and what a statement of the same id named before: of two the latest stands."""
        said = self.book.said
        findings, positions = said.findings[self._findings :], said.positions[self._positions :]
        self._findings, self._positions = len(said.findings), len(said.positions)
        named = [(f.id, f.incident) for f in findings] + [(p.id, p.on) for p in positions if p.of != "finding"]
        for name, thing in named:
            self._on[name].add(thing)
        return {thing for name, _ in named for thing in self._on[name]}

    def _spoken_on(self) -> set[str]:
        """Groups of which bodies have said something since."""
        return {g for name in sorted(self._spoken_of()) for g in self._named(name)}

    def _named(self, name: str) -> list[str]:
        """The groups that a name leads to, as incidents are called now too."""
        held = self.store.rows(
            "SELECT i.grp FROM incident_tag t JOIN incident i USING (no) WHERE t.kind = 'name' AND t.name = ?", (name,)
        )
        return [*self._meant(name), *(g for (g,) in held)]

    def _joining(self) -> None:
        """Whether any claim that a machine read and a person took stands under no tag: then all incidents are made together."""
        query = "SELECT 1 FROM one WHERE review = 'accepted' AND substr(grp, 1, 2) = ? LIMIT 1"
        joins = self.store.one(query, (ALONE,)) is not None
        if joins != bool(self.store.get("joins")):
            self.store.put("joins", joins)
            self.store.db.execute("INSERT OR IGNORE INTO dirty SELECT DISTINCT grp FROM one WHERE grp IS NOT NULL")
            self.store.db.execute("INSERT OR IGNORE INTO dirty SELECT DISTINCT grp FROM incident")

    # --- incidents

    def _drained(self) -> list[str]:
        """Make the incidents of some groups that changed, of all of them where they are joined; their ids where they did."""
        if self.joined:
            self.store.db.execute("DELETE FROM dirty")
            return self._made_whole()
        groups = [g for (g,) in self.store.rows("SELECT grp FROM dirty ORDER BY grp LIMIT ?", (AT_ONCE,))]
        self.store.many("DELETE FROM dirty WHERE grp = ?", ((g,) for g in groups))
        closures = self._closures(groups)
        whole = list(dict.fromkeys(g for c in closures for g in c))
        parted = self._parted_in(whole)
        claims: dict[str, list[Claim]] = defaultdict(list)
        for claim, group in self.writer.claims_in(whole):
            claims[group].append(claim)
        made: list[tuple[Incident, tuple[str, ...]]] = []
        for closure in closures:
            decisions = list({id(d): d for g in closure for d in parted.get(g, ())}.values())
            made += [(i, closure) for i in fused([c for g in closure for c in claims[g]], decisions)]
        return self._written(made, whole)

    def _parted_in(self, groups: Sequence[str]) -> dict[str, list[LinkDecision]]:
        found: dict[str, list[LinkDecision]] = defaultdict(list)
        if self.book.parted:
            asked = set(groups)
            for decision in self.book.parted:
                for group in {*self._meant(decision.a), *self._meant(decision.b)} & asked:
                    found[group].append(decision)
        return found

    def _made_whole(self) -> list[str]:
        claims = [claim for claim, _ in self.writer.every_claim()]
        return self._written([(i, (ALL,)) for i in fused(claims, self.book.parted)], None)

    def _written(self, made: Sequence[tuple[Incident, tuple[str, ...]]], groups: Sequence[str] | None) -> list[str]:
        names = {i.id for i, _ in made}
        gone = self.writer.leave_out(groups, [i.id for i, _ in made])
        told = [self._put_of(i, own, zones, names) for (i, own), zones in zip(made, self._lying(made), strict=True)]
        changed, new = self.writer.put_incidents(told)
        self.writer.places.clear()
        spoken = self._spoken() if gone or new else frozenset()
        self._again({g for name in (*gone, *new) if name in spoken for g in self._named(name)})
        return [*gone, *changed]

    def _lying(self, made: Sequence[tuple[Incident, tuple[str, ...]]]) -> list[tuple[str, ...]]:
        return self.zones.of([i for i, _ in made]) if made else []

    def _put_of(self, incident: Incident, groups: tuple[str, ...], zones: tuple[str, ...], made: set[str]) -> Put:
        said = self._said_of(incident, made)
        standing = said.standing(said.made)
        held = said.standing(said.taken)
        bodies = tuple(sorted({f.body for f in standing}))
        stage = stage_of(incident, standing, held, self.context)
        return Put(incident, groups, incident_row(incident, stage, zones, bodies, self.tz))

    def _spoken(self) -> frozenset[str]:
        """What bodies have named in findings and positions."""
        said = self.book.said
        return frozenset([*(f.incident for f in said.findings), *(p.on for p in said.positions if p.of != "finding")])

    def _said_of(self, incident: Incident, made: set[str]) -> Said:
        """What bodies said of an incident, under whichever of its names, and on its claims."""
        said = self.book.said
        if not said.findings and not said.positions:
            return said
        claims = [c.id for c in incident.claims]
        others = (n for n in (*incident.was, *claims) if n != incident.id and not self._is_incident(n, made))
        names = dict.fromkeys([incident.id, *others])
        findings = [f for n in names for f in said.on_incident.get(n, ())]
        positions = said.on([*(("incident", n) for n in names), *(("claim", n) for n in claims)])
        return Said(
            tuple(f.model_copy(update={"incident": incident.id}) for f in findings),
            tuple(p.model_copy(update={"on": incident.id}) if p.of == "incident" else p for p in positions),
        )

    def _is_incident(self, name: str, made: set[str]) -> bool:
        """Whether a name is that of an incident itself: then what is said on it is on that one."""
        return name in made or self.store.one("SELECT 1 FROM incident WHERE id = ?", (name,)) is not None

    def close(self) -> None:
        """Let go of the file and the ledgers."""
        self.readers.close()
        super().close()


def fused(claims: Sequence[Claim], decisions: Iterable[LinkDecision]) -> list[Incident]:
    """The incidents of all that is known now; what waits for a person, or was rejected, makes none."""
    return fuse(by_review(claims)[0], FOREVER, decisions)
