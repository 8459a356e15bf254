"""Places in running text:

found by the words of their names, then weighed together, since places in one text lie near each other.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from holdfire.claims.places.around import BETWEEN_KM, between, widest
from holdfire.claims.places.choosing import KNOWN_AS, Near, ranked, unsure
from holdfire.claims.places.finding import Finder, Found
from holdfire.claims.places.lexicon import ROADS
from holdfire.claims.places.model import Candidate, Mention
from holdfire.claims.places.offsets import Offset, offset_before
from holdfire.claims.places.plausible import Around
from holdfire.claims.places.spelling import plain
from holdfire.claims.places.store import Known
from holdfire.claims.places.tokens import tokens_of

if TYPE_CHECKING:
    from holdfire.claims.places.gazetteer import Gazetteer

VOICES = 1.0
"""What the countries that a text itself seems to be about weigh beside one that was given."""
_BETWEEN = re.compile(r"(?i)\b(between|между|بين)\s+$")
_AND = re.compile(r"(?i)^\s*(?:and|и|و)\s*$")
_TO = re.compile(r"^\s?[-–—/]\s?$|^ to $")


def scan(gazetteer: "Gazetteer", text: str, near: Near, names: Iterable[tuple[int, int]] = ()) -> tuple[Mention, ...]:
    """Every place named in a text, in order, none over another. ``names`` are added where they are known and stand alone."""
    around = Around.of(text, tokens_of(text), near)
    finder = Finder(gazetteer, around)
    found = finder.all()
    taken = {n for f in found for n in range(f.first, f.last + 1)}
    for start, end in sorted(set(names)):
        within = around.within(start, end)
        if within and not taken & set(within):
            more = finder.given(within[0], within[-1], start, end)
            if any(m.how in KNOWN_AS for m in more.matches):
                found.append(more)
                taken |= set(within)
    found.sort(key=lambda f: f.start)
    chosen = _weighed(gazetteer, found, near)
    return tuple(_joined_up(gazetteer, text, [(f, _mention(text, f, chosen[f.key, f.inside])) for f in found]))


def placed(gazetteer: "Gazetteer", text: str, spans: Iterable[tuple[int, int]], near: Near) -> tuple[Mention, ...]:
    """The same for names that something else found, on characters ``[start, end)``: none is doubted, none is added."""
    around = Around.of(text, tokens_of(text), near)
    finder, found = Finder(gazetteer, around), []
    for start, end in sorted(spans):
        within = around.within(start, end)
        if within:
            found.append(finder.given(within[0], within[-1], start, end))
    chosen = _weighed(gazetteer, found, near)
    return tuple(_mention(text, f, chosen[f.key, f.inside]) for f in found)


def _mention(text: str, found: Found, candidates: tuple[Candidate, ...]) -> Mention:
    return Mention(
        start=found.start,
        end=found.end,
        words=text[found.start : found.end],
        candidates=candidates,
        unsure=unsure(candidates),
    )


Chosen = dict[tuple[tuple[tuple[str, ...], tuple[str, ...]], tuple[Known, ...]], tuple[Candidate, ...]]


def _weighed(gazetteer: "Gazetteer", found: Sequence[Found], near: Near) -> Chosen:
    """Candidates of every name. What one mention says of where it lies holds for the same name elsewhere in the text."""
    said: dict[tuple[tuple[str, ...], tuple[str, ...]], tuple[Known, ...]] = {}
    for f in found:
        if f.inside:
            said.setdefault(f.key, f.inside)
    groups = {(f.key, f.inside): f if f.inside else replace(f, inside=said.get(f.key, ())) for f in found}
    about = near
    for _ in range(2):
        about = _about([(groups[f.key, f.inside], f) for f in found], about, near)
    out: Chosen = {}
    for key, f in groups.items():
        others = _without(about, f)
        rows = ranked(f.matches, f.kinds, others, f.inside)
        out[key] = tuple(gazetteer.answer(place, score, reasons) for score, place, reasons in rows)
    return out


def _without(about: Near, f: Found) -> Near:
    """What the other names say: a place is no witness for itself."""
    own = {(m.place.lat, m.place.lon) for m in f.matches}
    return replace(about, points=tuple(p for p in about.points if (p[0], p[1]) not in own))


def _about(found: Sequence[tuple[Found, Found]], before: Near, near: Near) -> Near:
    """What a text is about: each name gives one voice, divided among its candidates by how well each fits so far."""
    lands: dict[str, float] = {}
    provinces: dict[str, float] = {}
    points: dict[tuple[float, float], float] = {}
    for group, _ in found:
        rows = ranked(group.matches, group.kinds, _without(before, group), group.inside)
        if not rows:
            continue
        top = rows[0][0]
        strong = [r for r in rows if r[0] > top - 0.12]
        weight = 1.0 / len(strong)
        for _, place, _ in strong:
            lands[place.country] = lands.get(place.country, 0.0) + weight
            if place.admin1:
                provinces[place.admin1] = provinces.get(place.admin1, 0.0) + weight
        if len(strong) == 1 and strong[0][1].kind not in ("country", "area", "province"):
            spot = (strong[0][1].lat, strong[0][1].lon)
            points[spot] = points.get(spot, 0.0) + 1.0
    return _merged(lands, provinces, points, near)


def _merged(
    lands: dict[str, float], provinces: dict[str, float], points: dict[tuple[float, float], float], near: Near
) -> Near:
    """Voices as shares of the strongest; what was given counts in full."""
    lands.pop("", None)
    most, top = max(lands.values(), default=1.0), max(provinces.values(), default=1.0)
    countries = {c: min(1.0, v / most) * (0.5 if near.countries else VOICES) for c, v in sorted(lands.items())}
    spots = sorted(points.items(), key=lambda p: (-p[1], p[0]))[:40]
    return Near(
        {**countries, **near.countries},
        {**{p: min(1.0, v / top) for p, v in sorted(provinces.items())}, **near.provinces},
        (*near.points, *((lat, lon, min(1.0, 0.6 + 0.2 * v)) for (lat, lon), v in spots)),
    )


def _joined_up(gazetteer: "Gazetteer", text: str, rows: list[tuple[Found, Mention]]) -> Iterable[Mention]:
    """Names that make one spot together: between two, along a road, and at a distance from one."""
    n = 0
    while n < len(rows):
        f, mention = rows[n]
        pair = _pair(text, rows[n : n + 2])
        if pair is not None:
            yield pair
            n += 2
            continue
        by = offset_before(text, f.start)
        if by is not None and mention.candidates:
            start, told = by
            yield _at_distance(gazetteer, text, mention, start, told)
        else:
            yield mention
        n += 1


def _at_distance(gazetteer: "Gazetteer", text: str, mention: Mention, start: int, told: Offset) -> Mention:
    there = tuple(gazetteer.moved(c, told) for c in mention.candidates)
    return Mention(
        start=start, end=mention.end, words=text[start : mention.end], candidates=there, unsure=mention.unsure
    )


def _pair(text: str, rows: Sequence[tuple[Found, Mention]]) -> Mention | None:
    """Pairs such as "between X and Y" and "the X-Y road", where both are known and not too far apart."""
    if len(rows) < 2 or not all(m.candidates for _, m in rows):
        return None
    one, other = rows[0][1], rows[1][1]
    gap, lead = text[one.end : other.start], _BETWEEN.search(text[max(0, one.start - 10) : one.start])
    ends = [one.candidates[0], other.candidates[0]]
    if widest(ends) > (2 * BETWEEN_KM if not lead else BETWEEN_KM):
        return None
    behind = re.match(r"\s+([^\W\d_]+)", text[other.end : other.end + 20])
    if _TO.match(gap) and behind and plain(behind[1]) in ROADS:
        start, end = one.start, other.end + behind.end()
        spot = between(ends, text[start:end], "road")
    elif lead and _AND.match(gap):
        start, end = one.start - (len(lead[0])), other.end
        spot = between(ends, text[start:end])
    else:
        return None
    return Mention(start=start, end=end, words=text[start:end], candidates=(spot,), unsure=one.unsure or other.unsure)
