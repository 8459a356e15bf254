"""Who a name means on a given day: aliases change over time, case and hyphens do not matter."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from holdfire.agreement.model import Agreement, Alias
from holdfire.agreement.times import resolve
from holdfire.claims.claim import UNKNOWN, UNMAPPED


@dataclass(frozen=True)
class _Named:
    actor: str
    start: datetime | None
    end: datetime | None


class Names:
    """Looks names up in one agreement. Made once per run; lookups cost one dictionary access."""

    def __init__(self, agreement: Agreement) -> None:
        self._by_name: dict[str, list[_Named]] = {}
        text = agreement.text
        for actor_id, actor in text.actors.items():
            self._add(actor_id, _Named(actor_id, None, None))
            for spelled in (actor.name.en, actor.name.ar, actor.name.ru):
                self._add(spelled, _Named(actor_id, None, None))
            for alias in actor.aliases:
                if isinstance(alias, Alias):
                    start = resolve(alias.from_, text) if alias.from_ else None
                    end = resolve(alias.until, text) if alias.until else None
                    self._add(alias.name, _Named(actor_id, start, end))
                else:
                    self._add(alias, _Named(actor_id, None, None))

    def _add(self, name: str, named: _Named) -> None:
        if name:
            self._by_name.setdefault(folded(name), []).append(named)

    def spelled(self) -> Iterator[tuple[str, tuple[datetime, ...]]]:
        """Every name that is known, folded, with the instants at which it changes its meaning."""
        for name, known in self._by_name.items():
            yield name, tuple(edge for named in known for edge in (named.start, named.end) if edge)

    def actor(self, name: str, on: datetime) -> str:
        """The actor a name means on a day; an unknown name is kept behind the prefix ``unmapped:``."""
        if folded(name) in ("", UNKNOWN, "unidentified"):
            return UNKNOWN
        known = self._by_name.get(folded(name), [])
        for named in known:
            if (named.start is None or named.start <= on) and (named.end is None or on < named.end):
                return named.actor
        return known[0].actor if known else UNMAPPED + name.strip()


def folded(name: str) -> str:
    """A name as it is compared: case, hyphens and spaces are of no account."""
    return " ".join(name.casefold().replace("_", " ").replace("-", " ").replace("’", "'").split())
