"""The projection of one case: kept up with the record, asked for boards."""

import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from threading import RLock

import numpy as np

from holdfire import __version__
from holdfire.agreement.model import Agreement
from holdfire.case import Case
from holdfire.claims import as_known, by_review
from holdfire.findings.as_decided import as_decided
from holdfire.findings.decisions import decisions_of
from holdfire.findings.prepared import PreparedJudge
from holdfire.incidents import Incident
from holdfire.ledger import Checkpoint, Ledger
from holdfire.projection.cells import Cells
from holdfire.projection.classes import MARKS, WHOLE, Classes
from holdfire.projection.groups import Unkept, Version, groups_named, stands_of, versions_of
from holdfire.projection.marks import Mark, Marks, Told
from holdfire.projection.slots import Slots, instant, micros
from holdfire.projection.store import ALWAYS, FILE, FORMAT, NEVER, Damaged, Store, removed
from holdfire.projection.taking import Book, Fresh
from holdfire.record import Record
from holdfire.status.status import FOREVER
from holdfire.told import CORRECTED, JOINT, heads_in_words
from holdfire.uncollected import uncollected
from holdfire.when import zone

BATCH = 20_000
"""Entries taken in together: what is acknowledged of a long build when it is interrupted."""
FAR = 10 * BATCH
"""Entries that wait from which on past boards are made ready when all are read, and not after every batch."""
MOST_NAMED = 100_000
"""Incidents that changed are named up to so many: a long build holds no list of all there are."""
Progress = Callable[[int, int], None]
"""How many entries have been read, of how many."""


@dataclass(frozen=True)
class Changed:
    """What an update changed: how many entries it read, of which kinds, and the incidents that are not what they were.

    ``anew`` is a sentence where the whole file was made anew, and why; empty otherwise. ``many`` where more than ``MOST_NAMED``
    incidents changed: then they are not named.
    """

    entries: int
    kinds: frozenset[str] = frozenset()
    incidents: tuple[str, ...] = ()
    anew: str = ""
    many: bool = False

    def also(self, incidents: Iterable[str]) -> "Changed":
        """These changed too."""
        named = {} if self.many else dict.fromkeys([*self.incidents, *incidents])
        many = self.many or len(named) > MOST_NAMED
        return replace(self, incidents=() if many else tuple(named), many=many)


class _Signed(Exception):  # noqa: N818 - answered where it is raised
    """Keys changed after something was signed jointly: what counted as signed may not any more."""


class Kept:
    """What a projection holds open: the file, and what is in memory of it. One process writes at a time."""

    file, format = FILE, FORMAT
    opens: type[Store] = Store

    def __init__(self, case: Case, record: Record) -> None:
        self.case, self.record, self.lock = case, record, RLock()
        self.unkept = self.never_kept()
        self.path = case.folder / self.file
        self.mended, self._read = "", 0
        self.store = self._opened()

    def _opened(self) -> Store:
        """The file; one that is damaged, or of another agreement, version or format, is emptied first."""
        try:
            self.store = self.opens(self.path)
            self._whole_or_none()
            self._in_memory()
        except Damaged:
            self.mend()
        return self.store

    def never_kept(self) -> str:
        """Why nothing of this case is kept in parts; empty where something may be."""
        return cannot_be_kept(self.case.agreement)

    def _whole_or_none(self) -> None:
        told = {"format": self.format, "version": __version__, "agreement": self.case.agreement.digest}
        kept = self.store.get("made of")
        if kept != told:
            self.mended = "it was of another agreement, version or format" if kept else ""
            with self.store.writing():
                self.store.clear()
                self.store.put("made of", told)

    def mend(self) -> None:
        """A new file in place of one that is damaged."""
        if hasattr(self, "store"):
            self.store.close()
        removed(self.path)
        self.store = self.opens(self.path)
        self._whole_or_none()
        self._in_memory()
        self.mended = "the file was damaged"

    def _in_memory(self) -> None:
        text = self.case.agreement.text
        begins = (reading.day_begins or text.day_begins for reading in text.readings.values())
        self.slots = Slots(self.store, begins, zone(text.time_zone))
        self.cells = Cells(self.store, self.slots)
        self.book = Book(self.store)
        self.classes = Classes(self.store, self.case.agreement, self.home())
        self.marks = Marks(self.store, self.slots, self.cells, self.classes)
        self.turn = self.store.get("turn") or 0
        self.reloaded()

    def reloaded(self) -> None:
        """What is held besides is found again."""

    def settled(self, more: bool) -> None:
        """What follows a batch, before it is committed; ``more`` where many others are to come."""
        if more:
            self.cells.put_off()
        else:
            self.cells.keep_up()

    def home(self) -> PreparedJudge:
        """The agreement as decided by all that is known."""
        agreement, signed = self.case.agreement, self.case.settings.keys == "signed"
        taken, _ = by_review(as_known(self.book.whole, FOREVER))
        return PreparedJudge(as_decided(agreement, decisions_of(taken, FOREVER, agreement.text, signed=signed)))

    def ledgers(self) -> list[Ledger]:
        """The ledgers of the case in the order of their origins, as far as they are there now."""
        self.record.ledger.reload()
        every = [self.record.ledger, *self.record.mirrors().values()]
        for mirror in every[1:]:
            mirror.reload()
        return sorted(every, key=lambda ledger: ledger.origin)

    def checkpoint(self) -> str:
        """The heads up to which it has been read, in words."""
        heads = self.store.get("heads") or {}
        found = [Checkpoint(o, size, bytes.fromhex(root)) for o, (size, root) in sorted(heads.items())]
        return heads_in_words(found)

    # --- keeping up

    def update(self, progress: Progress | None = None) -> Changed:
        """Read what the ledgers tell since; the file is right afterwards whatever became of it before."""
        with self.lock:
            try:
                return self._taken_in(progress)
            except Damaged:
                self.mend()
                return self._taken_in(progress)
            except BaseException:
                self._in_memory()
                raise

    def lacking(self) -> int:
        """How many entries of the ledgers have not been read."""
        with self.lock:
            read = sum(size for size, _ in self._heads().values())
            return 0 if self.unkept else max(0, sum(ledger.size() for ledger in self.ledgers()) - read)

    def _taken_in(self, progress: Progress | None) -> Changed:
        ledgers = self.ledgers()
        read = sum(size for size, _ in self._heads().values())
        with self.store.roomy() if sum(ledger.size() for ledger in ledgers) - read > BATCH else nullcontext():
            return self._update(ledgers, progress)

    def _update(self, ledgers: Sequence[Ledger], progress: Progress | None) -> Changed:
        self._same_turn()
        before = self._read
        self._read = sum(ledger.size() for ledger in ledgers)
        if self.unkept:
            return Changed(self._read - before)
        anew, self.mended = self._stale(ledgers) or self.mended, ""
        if anew and self._heads():
            self._emptied()
        told, far = Changed(0), self._read - sum(size for size, _ in self._heads().values()) > FAR
        while (done := sum(size for size, _ in self._heads().values())) < (whole := sum(o.size() for o in ledgers)):
            try:
                with self.store.writing(), uncollected():
                    fresh, changed = self._batch(ledgers, far)
            except _Signed:
                anew = "keys changed after bodies had signed together"
                self._emptied()
                continue
            entries = sum(size for size, _ in self._heads().values()) - done + told.entries
            told = replace(told, entries=entries, kinds=told.kinds | fresh.of).also(changed)
            if progress:
                progress(done, whole)
            if self.unkept:
                break
        return replace(told, anew=anew)

    def _heads(self) -> dict[str, tuple[int, str]]:
        return self.store.get("heads") or {}

    def _same_turn(self) -> None:
        """Another process may have written meanwhile."""
        if (self.store.get("turn") or 0) != self.turn:
            self._in_memory()
        self.unkept = self.never_kept() or self.store.get("unkept") or ""

    def _stale(self, ledgers: Sequence[Ledger]) -> str:
        """Why what is kept is not of these ledgers; empty where it is."""
        heads = self._heads()
        if heads and sorted(heads) != [ledger.origin for ledger in ledgers]:
            return "there are other ledgers than before"
        for ledger in ledgers:
            size, root = heads.get(ledger.origin, (0, ""))
            if size and (size > ledger.size() or ledger.head(size).root.hex() != root):
                return f"{ledger.name} is not the ledger that was read before"
        return ""

    def _emptied(self) -> None:
        with self.store.writing():
            told = self.store.get("made of")
            self.store.clear()
            self.store.put("made of", told)
        self.unkept = self.never_kept()
        self._in_memory()

    def _batch(self, ledgers: Sequence[Ledger], far: bool) -> tuple[Fresh, list[str]]:
        heads = {origin: size for origin, (size, _) in self._heads().items()}
        try:
            fresh = self.book.take(ledgers, heads, BATCH)
            if fresh.keys and self.store.get("joint"):
                raise _Signed
            self.store.put("joint", bool(self.store.get("joint")) or JOINT in fresh.of)
            changed = self._put(fresh)
        except Unkept as why:
            self.unkept = str(why)
            self.store.put("unkept", self.unkept)
            fresh, changed = Fresh((), frozenset()), []
        self.settled(more=far and any(heads.get(o.origin, 0) < o.size() for o in ledgers))
        told = {o.origin: (heads.get(o.origin, 0), o.head(heads.get(o.origin, 0)).root.hex()) for o in ledgers}
        self.store.put("heads", told)
        said = self.book.said.latest
        known = [*(c.known_from for c in fresh.claims), *(d.at for d in fresh.parted), *([said] if said else [])]
        if known:
            self.store.put("latest", max(micros(max(known)), self.store.get("latest") or ALWAYS))
        self.turn += 1
        self.store.put("turn", self.turn)
        return fresh, changed

    def _put(self, fresh: Fresh) -> list[str]:
        names = list(dict.fromkeys(c.id for c in fresh.claims))
        if CORRECTED in fresh.of or any(c.kind == "decision" for c in fresh.claims):
            self._home_moved()
        if self.readings_count_machines and any(c.review == "proposed" for c in fresh.claims):
            raise Unkept("a reading counts what a machine read before a person has accepted it")
        groups = dict.fromkeys(g for name in names for g in self.book.groups_with(name))
        groups |= dict.fromkeys(g for d in fresh.parted for name in (d.a, d.b) for g in self._meant(name))
        told = [self._made_of(c) for c in self._closures(groups)]
        stands = [self._stands(name) for name in names]
        changed = self.marks.put([*told, *stands])
        self._names_apart(told)
        return changed

    @property
    def readings_count_machines(self) -> bool:
        """Whether some reading says openly that it counts what a machine read."""
        return any(r.counts.machine_read for r in self.case.agreement.text.readings.values())

    def _home_moved(self) -> None:
        """A decision may change who is bound; what was judged otherwise then is judged again."""
        home = self.home()
        differs = home.differs(self.classes.judge)
        self.classes.judge = home
        if differs == []:
            return
        self.store.db.execute("DELETE FROM alike")
        self.classes.reload()
        names = [name for (name,) in self.store.rows("SELECT DISTINCT grp FROM mark") if not name.startswith("s:")]
        self.marks.put([self._made_of(c) for c in self._closures(dict.fromkeys(names))])

    def _names_apart(self, told: Iterable[Told]) -> None:
        """Incidents of two groups that have one name cannot be told apart by it."""
        named = {
            (g, v.incident.id)
            for one in told
            for v in one.versions
            for g in groups_named(v.incident.id)
            if g not in one.groups
        }
        query = """SELECT 1 FROM json_each(?) AS named CROSS JOIN mark
            ON mark.grp = json_extract(named.value, '$[0]') AND mark.id = json_extract(named.value, '$[1]')"""
        if self.store.one(query, (json.dumps(sorted(named)),)):
            raise Unkept("two incidents have one name")

    # --- groups

    def _meant(self, name: str) -> list[str]:
        """The groups that a decision on links may mean by a name."""
        return list(dict.fromkeys([*self.book.groups_with(name), *groups_named(name)]))

    def _closures(self, groups: Iterable[str]) -> list[tuple[str, ...]]:
        """Groups, each with those that decisions on links tie to it."""
        ties = [set(self._meant(d.a)) | set(self._meant(d.b)) for d in self.book.parted]
        found: list[tuple[str, ...]] = []
        seen: set[str] = set()
        for group in groups:
            if group in seen:
                continue
            whole = {group}
            while more := [t for t in ties if t & whole and not t <= whole]:
                whole = whole.union(*more)
            seen |= whole
            found.append(tuple(sorted(whole)))
        return found

    def _made_of(self, groups: tuple[str, ...]) -> Told:
        return Told(groups, tuple(self.versions(groups)), first=all(g in self.book.first.groups for g in groups))

    def _stands(self, name: str) -> Told:
        found = tuple(stands_of(self.book.versions([name])))
        return Told((f"s:{name}",), (), found, first=name in self.book.first.claims)

    def versions(self, groups: tuple[str, ...]) -> list[Version]:
        """The incidents of groups that are fused together, version by version."""
        claims = self.book.versions(self.book.members_of(groups))
        decisions = [d for d in self.book.parted if {*self._meant(d.a), *self._meant(d.b)} & set(groups)]
        return versions_of(claims, frozenset(groups), decisions) if claims else []

    def closure_of(self, name: str) -> list[tuple[str, ...]]:
        """The groups that a name may lead to: an incident's id, now or before, or that of a claim."""
        return self._closures(self._meant(name))

    # --- incidents

    def whole(self) -> dict[Mark, Incident]:
        """Incidents of interest, with their marks."""
        if self.marks.whole is None:
            found = {}
            made: dict[str, dict[tuple[str, int], Incident]] = {}
            for mark, group in self.marks.wholes():
                if group not in made:
                    (groups,) = self._closures([group])
                    made[group] = {(v.incident.id, v.known): v.incident for v in self.versions(groups)}
                found[mark] = made[group][mark.id, mark.known]
            self.marks.whole = found
        return self.marks.whole

    def count(self, known: int = NEVER - 1) -> int:
        """How many incidents are known."""
        kinds = [n for n, made in self.classes.made.items() if made.kind in (MARKS, WHOLE)]
        cells = self.cells
        return int(cells.known(known)[np.isin(cells.classes, kinds)].sum())

    def known_until(self) -> datetime | None:
        """The last moment at which anything became known: a claim, or what a body found or held."""
        last = self.store.get("latest")
        return None if last is None else instant(last)

    def close(self) -> None:
        """Let go of the file and the ledgers."""
        self.store.close()
        self.record.close()


def cannot_be_kept(agreement: Agreement) -> str:
    """Why a status under an agreement is always made anew; empty where it need not be."""
    if agreement.text.procedures:
        return "the agreement has procedures, which ask for every breach"
    if agreement.later:
        return "the text of the agreement changes on a day"
    return ""
