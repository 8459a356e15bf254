"""The public edition as tables: made from its types alone, so that nothing stands here that the edition withholds."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from holdfire.agreement.acts import ACCESS
from holdfire.agreement.model import AgreementText
from holdfire.errors import AskError
from holdfire.exports.columns import OF_PUBLIC
from holdfire.exports.table import About, Made, Row
from holdfire.publish.edition_model import Edition, PublicIncident
from holdfire.when import zone


def public_table(edition: Edition, about: About, text: AgreementText) -> Made:
    """A table of the public edition. Raises ``AskError`` for claims: it holds none."""
    if about.what not in OF_PUBLIC:
        remedy = f"Ask for {', '.join(OF_PUBLIC)}, or for another edition."
        raise AskError("the public edition holds no claims: words and sources are nobody else's to see", remedy=remedy)
    makers: dict[str, Callable[[], Iterator[Row]]] = {
        "incidents": lambda: _incidents(edition, edition.incidents),
        "access": lambda: _incidents(edition, [i for i in edition.incidents if i.act in ACCESS]),
        "findings": lambda: _findings(edition, text, about.language),
        "coverage": lambda: iter([(c.day, bool(c.looked), c.looked) for c in edition.coverage]),
        "status": lambda: _status(edition, text, about.language),
    }
    return Made(about, OF_PUBLIC[about.what], makers[about.what](), zone(text.time_zone))


def _incidents(edition: Edition, told: Iterable[PublicIncident]) -> Iterator[Row]:
    """Each incident under an id made from what is public of it; those that are told alike are numbered."""
    alike: Counter[str] = Counter()
    side = edition.cell_tenths / 10
    for i in told:
        said = i.model_dump_json()
        alike[said] += 1
        digest = hashlib.sha256(f"{edition.agreement}\n{said}\n{alike[said]}".encode()).hexdigest()[:16]
        yield (f"public-{digest}", i.day, i.act, *_edges(i, side), *_who(i))


def _edges(i: PublicIncident, side: float) -> tuple[float | None, ...]:
    if i.cell is None:
        return (None, None, None, None)
    south, west = i.cell.row * side - 90, i.cell.column * side - 180
    north, east = min(south + side, 90.0), min(west + side, 180.0)
    return tuple(round(edge, 1) for edge in (south, west, north, east))


def _who(i: PublicIncident) -> Row:
    return (i.blamed, i.target, i.dead_low, i.dead_high, i.sources, i.denied)


def _findings(edition: Edition, text: AgreementText, language: str) -> Iterator[Row]:
    for reading in edition.readings:
        for p in reading.provisions:
            title = text.provisions[p.provision].title.in_(language)
            found = tuple(p.findings.get(v, 0) for v in ("breach", "permitted", "outside-scope", "undetermined"))
            yield (reading.reading, p.provision, title, *found)


def _status(edition: Edition, text: AgreementText, language: str) -> Iterator[Row]:
    none = (None, None, None, None)
    for r in edition.readings:
        for c in r.clocks:
            title = text.clocks[c.clock].title.in_(language)
            counted = (c.counted_hours * 3600, c.needed_hours * 3600)
            yield (r.reading, "clock", c.clock, title, None, c.state, *counted, *none)
            for day in c.days:
                yield (r.reading, "clock-day", c.clock, title, day.day, day.state, None, None, *none)
        for g in r.gates:
            yield (r.reading, "gate", g.gate, text.gates[g.gate].title.in_(language), None, g.state, None, None, *none)
        for p in r.provisions:
            title = text.provisions[p.provision].title.in_(language)
            found = tuple(p.findings.get(v, 0) for v in ("breach", "permitted", "outside-scope", "undetermined"))
            yield (r.reading, "provision", p.provision, title, None, p.standing, None, None, *found)
