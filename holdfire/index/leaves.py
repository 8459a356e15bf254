"""What entries say, as an index keeps it: nothing but findings, positions, partings and matches is held in memory."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from holdfire.claims import Claim
from holdfire.projection.store import Store
from holdfire.projection.taking import LEDGER, Book, Part
from holdfire.told import MATCHED, UNMATCHED

MATCH = "match"
Match = tuple[int, str, str, str, bool]
"""Place in the record, the two events in order, when, and whether it holds."""


class Leaves(Book):
    """The book of an index. What persons matched across bodies is a rule on events, laid over the last version of each claim."""

    def __init__(self, store: Store) -> None:
        self.matches: list[Match] = []
        super().__init__(store)

    def reload(self) -> None:
        """Look again at the file."""
        super().reload()
        rows = self.store.rows("SELECT data FROM said WHERE kind = ? ORDER BY no", (MATCH,))
        self.matches = [tuple(json.loads(data)) for (data,) in rows]

    def _whole(self) -> list[Claim]:
        return []

    def _hold(self, versions: Sequence[Claim], *, alone: bool) -> None:
        """Nothing is held."""

    def match(self, parts: Sequence[Part]) -> None:
        """Keep what was matched, and what was taken back."""
        for part in parts:
            for position, at, entry in part.entries:
                if entry.kind in (MATCHED, UNMATCHED):
                    a, b = sorted((entry.data["a"], entry.data["b"]))
                    self.matches.append((part.number * LEDGER + position, a, b, at.isoformat(), entry.kind == MATCHED))
                    data = json.dumps(self.matches[-1])
                    self.store.db.execute("INSERT INTO said (kind, data) VALUES (?, ?)", (MATCH, data))

    def rule(self) -> list[tuple[str, str, datetime]]:
        """Events that stand for others: (the one, the other, since when), in the order in which they are laid over a claim."""
        last = {(a, b): (at, holds) for _, a, b, at, holds in sorted(self.matches)}
        return [(a, b, datetime.fromisoformat(at)) for (a, b), (at, holds) in sorted(last.items()) if holds]


def as_matched(claim: Claim, rule: Iterable[tuple[str, str, datetime]]) -> list[Claim]:
    """The further versions that matches make of the last one of a claim; none where its event is matched with no other."""
    found: list[Claim] = []
    for one, other, at in rule:
        if claim.event == other:
            claim = claim.model_copy(update={"event": one, "known_from": at})
            found.append(claim)
    return found
