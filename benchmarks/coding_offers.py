"""All that a text offers for the date and the place of one of its incidents, each option with what is known of it."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import cached_property

from benchmarks.coding_answers import CAPITALS, country_of_text, day
from benchmarks.coding_muc import Message, Places
from benchmarks.coding_weights import Facts
from holdfire.claims.language.model import TimeSaid
from holdfire.claims.text import Context, Proposed
from holdfire.claims.text.events import of_speech
from holdfire.claims.text.model import Said
from holdfire.claims.text.reading import reading_of
from holdfire.claims.text.senses import Sense, name_in, sense

Path = tuple[str, ...]
_AREA = re.compile(
    r"\b(?P<name>(?:[A-Z][A-Z'-]+\s){0,3}?[A-Z][A-Z'-]+)\s+"
    r"(?:NEIGHBORHOOD|DISTRICT|MUNICIPALITY|VILLAGE|HAMLET|CANTON|COLONY|SUBURB)\b"
)
_NO_AREA = frozenset({"THE", "THIS", "A", "OF", "IN", "SAME"})
_CAPITAL = re.compile(r"\bCAPITAL(?! (?:OF|PUNISH))\b", re.IGNORECASE)
_HERE = re.compile(r"\b(?:THIS (?:CITY|CAPITAL|TOWN)|DOWNTOWN|THE CITY)\b", re.IGNORECASE)
_MONTH = re.compile(r"\b(JANUARY|FEBRUARY|MARCH|APRIL|MAY|JUNE|JULY|AUGUST|SEPTEMBER|OCTOBER|NOVEMBER|DECEMBER)\b")
_WEEKDAY = re.compile(r"\b(MON|TUES|WEDNES|THURS|FRI|SATUR|SUN)DAY\b")
_FAR = 8
"""Sentences between an act and a time beyond which the time is no option."""
STEPS = (0, 1, 2, 3, 5, 8, 13)


def step(number: int, steps: Sequence[int] = STEPS) -> str:
    """A number as the class it falls in."""
    sign = "-" if number < 0 else ""
    return next((f"{sign}{s}" for s in steps if abs(number) <= s), f"{sign}more")


class Text:
    """One text with its statements and what is found once for the whole of it."""

    def __init__(self, message: Message, proposed: Sequence[Proposed], places: Places) -> None:
        self.message, self.proposed, self.places = message, proposed, places
        self.reading = reading_of(message.article, Context(mentions=places.mentions))
        self.text = self.reading.text
        self.usual = country_of_text(message, places)
        self.starts = [s.start for s in self.reading.sentences]
        self.sent_from = {c.id for m in places.mentions(message.place, "en") for c in m.candidates}

    def sentence_at(self, at: int) -> int:
        return max(0, bisect_right(self.starts, at) - 1)

    def own(self, p: Proposed) -> list[int]:
        """The sentences that tell a statement."""
        return sorted({self.sentence_at(p.trigger.start), *(self.sentence_at(s.start) for s in p.told_again)})

    def away(self, p: Proposed, at: int) -> int:
        """How many sentences after (or, below zero, before) the nearest own sentence a character stands."""
        here = self.sentence_at(at)
        return min((here - own for own in self.own(p)), key=lambda d: (abs(d), d))

    def before(self, at: int, words: int) -> str:
        return " ".join(self.text[max(0, at - 40) : at].upper().split()[-words:])

    def after(self, at: int) -> str:
        return " ".join(self.text[at : at + 40].upper().split()[:1])

    def words_between(self, a: int, b: int, steps: Sequence[int]) -> str:
        return step(len(self.text[min(a, b) : max(a, b)].split()), steps)

    @cached_property
    def paths(self) -> dict[Path, list[tuple[int, int, int]]]:
        """Paths of places with the characters they stand on and how many paths the words may mean."""
        out: dict[Path, list[tuple[int, int, int]]] = {}
        for m in self.reading.mentions:
            means = [tuple(c.id.split(": ")) for c in m.candidates]
            here = [x for x in means if x[0] == self.usual] or means
            out.setdefault(min(here, key=lambda x: (len(x), x)), []).append((m.start, m.end, len(means)))
        for f in _AREA.finditer(self.text):
            name = re.sub(r"\s+", " ", f["name"].upper()).rpartition("'S ")[2]
            if name.split()[-1] not in _NO_AREA and not any(p[-1] == name for p in out):
                out.setdefault((self.usual, name), []).append((f.start("name"), f.end("name"), 0))
        return out

    @cached_property
    def groups(self) -> list[tuple[Said, Said | None, Sense]]:
        """Groups of words that may name people, each with the name inside it."""
        out = []
        for s in self.reading.sentences:
            for chunk in s.parsed.chunks:
                span = (chunk.i, chunk.j)
                found = sense(s.parsed, span) if chunk.kind == "NP" else Sense("empty")
                if found.sort in ("actor", "person", "name", "unknown", "number"):
                    name = name_in(s.parsed, span)
                    out.append((self.reading.of(s, span), self.reading.of(s, name) if name else None, found))
        return out


def place_options(t: Text, p: Proposed, ruled: str) -> Iterator[tuple[str, Facts]]:
    """Every place of the text, its country, its capital, where it was sent from, and what the rules chose."""
    rule = tuple(ruled.split(": "))
    capital = (t.usual, CAPITALS.get(t.usual, ""))
    extra = [rule, (t.usual,), *([capital] if capital[1] else []), *(tuple(x.split(": ")) for x in sorted(t.sent_from))]
    spots = {**{path: [] for path in extra}, **t.paths}
    local = [q for q in t.paths if len(q) > 1 and q[0] == t.usual]
    beside = [q for q in local if any(t.away(p, at) == 0 for at, *_ in t.paths[q])]
    for path in sorted(spots):
        if path[0] not in t.places.countries:
            continue
        facts = _about_path(t, p, path, rule, capital)
        if path == (t.usual,):
            facts |= {"bare": 1, f"bare, local={step(len(local))}": 1, f"bare, beside={step(len(beside))}": 1}
            facts |= {"bare, rule": int(path == rule), f"bare, act={p.act}": 1}
        else:
            facts[f"local={step(len(local))}"] = 1
        facts |= _about_spots(t, p, spots[path], "land " if len(path) == 1 else "place ")
        yield ": ".join(path), facts


def _about_path(t: Text, p: Proposed, path: Path, rule: Path, capital: Path) -> Facts:
    spots = t.paths.get(path, [])
    inside = [q for q in t.paths if len(q) > len(path) and q[: len(path)] == path]
    named = [[tuple(c.id.split(": ")) for c in m.candidates] for m in p.places]
    rank = next((i for i, means in enumerate(named) if path in means), None)
    all_spots = sum(len(v) for q, v in t.paths.items() if len(q) > 1)
    facts: Facts = {
        "rule": int(path == rule),
        f"depth={min(3, len(path))}": 1,
        "depth": len(path),
        "usual": int(path[0] == t.usual),
        f"path={': '.join(path)}": 1,
        "absent": int(not spots),
        "sent from": int(": ".join(path) in t.sent_from),
        f"count={step(len(spots))}": 1,
        "share": len(spots) / max(1, all_spots),
        "holds another": int(bool(inside)),
        "holds one beside": int(any(t.away(p, at) == 0 for q in inside for at, *_ in t.paths[q])),
        "within the rule's": int(len(path) > len(rule) and path[: len(rule)] == rule),
        "around the rule's": int(len(path) < len(rule) and path == rule[: len(path)]),
    }
    if rank is not None:
        facts |= {f"rank={min(rank, 4)}": 1, "carried": int("place" in p.carried)}
    for name, is_it, words in (("capital", path == capital, _CAPITAL), ("here", bool(facts["sent from"]), _HERE)):
        at = [f.start() for f in words.finditer(t.text)] if is_it else []
        facts[f"is {name}"] = int(is_it)
        if at:
            facts[f"{name} said={step(min((t.away(p, x) for x in at), key=abs))}"] = 1
    return facts


def _about_spots(t: Text, p: Proposed, spots: Sequence[tuple[int, int, int]], kind: str) -> Facts:
    """Of the nearest of the places where a name stands, and of any of them."""
    facts: Facts = {}
    nearest: tuple[tuple[int, int], Facts] | None = None
    first = min((at for q, v in t.paths.items() if len(q) > 1 for at, *_ in v), default=-1)
    own = t.own(p)
    for start, end, means in spots:
        away, here = t.away(p, start), t.sentence_at(start)
        last = t.before(start, 1)
        one: Facts = {
            f"away={step(away)}": 1, f"lead={here == own[0]}": 1, f"prev={last}": 1, f"prev={last}, own={away == 0}": 1,
            f"next={t.after(end)}": 1, "first": int(start == first), "first sentence": int(here == 0),
            f"means={min(means, 3)}": 1, f"after={start > p.trigger.start}, own={away == 0}": 1,
            "paragraph": int(t.reading.sentences[here].paragraph == t.reading.sentences[own[0]].paragraph),
        }  # fmt: skip
        if away == 0:
            one |= {
                f"words={t.words_between(start, p.trigger.start, (3, 6, 12, 20, 30))}": 1,
                "in target": int(any(x.said.start <= start < x.said.end for x in p.targets)),
                "in actor": int(any(x.start <= start < x.end for x in p.actors)),
            }
        facts |= {f"any {kind}{name}": 1 for name, value in one.items() if value}
        order = (abs(away), abs(start - p.trigger.start))
        if nearest is None or order < nearest[0]:
            nearest = order, {f"{kind}{name}": value for name, value in one.items()}
    return facts | (nearest[1] if nearest else {})


def date_options(t: Text, p: Proposed, ruled: str) -> Iterator[tuple[str, Facts]]:
    """The day of the text and the days about it, and each time nearby: as a day, a span, or "on or before"."""
    out: dict[str, Facts] = {}

    def offer(value: str, form: str, source: str, facts: Facts) -> None:
        known = out.setdefault(value, {})
        known[f"{form}|{source}"] = 1
        for name in (n for n, v in facts.items() if v):
            known[f"{form}|{source}|{name}"] = known[f"{source}|{name}"] = 1

    beside = [x for x in t.reading.times if not x.background and t.away(p, x.start) == 0]
    crowd = min(3, len(beside))
    if t.message.article.published is not None:
        facts: Facts = {f"beside={crowd}": 1, "quiet": int(p.time is None), f"aside={p.aside}": 1, f"act={p.act}": 1}
        facts |= {f"again={min(3, len(p.told_again))}": 1, f"at={step(t.own(p)[0])}": 1}
        today = t.message.article.published.start
        for back in (0, 1, 2):
            then = day(today - timedelta(days=back))
            offer(f"- {then}", "open", f"text-{back}", facts)
            offer(then, "day", f"text-{back}", facts)
        offer(f"{day(today - timedelta(days=1))} - {day(today)}", "span", "text", facts)
    for x in t.reading.times:
        if not x.background and abs(t.away(p, x.start)) <= _FAR:
            facts = _about_time(t, p, x, crowd)
            for value, form in forms(x):
                offer(value, form, "time", facts)
    for value, facts in sorted(out.items()):
        shape = "open" if value.startswith("-") else "span" if "-" in value else "day"
        yield value, facts | {"rule": int(value == ruled), f"rule, {shape}": int(value == ruled)}


def forms(x: TimeSaid) -> Iterator[tuple[str, str]]:
    """The ways the conference writes a time."""
    first, last = x.first, x.last - timedelta(seconds=1)
    days = (last.date() - first.date()).days
    yield day(first), "day"
    yield f"- {day(last)}", "open"
    if days == 0:
        yield f"{day(first - timedelta(days=1))} - {day(first)}", "eve"
    else:
        yield f"{day(first)} - {day(last)}", "span"
    if days == 1:
        yield day(last), "next day"


def _about_time(t: Text, p: Proposed, x: TimeSaid, crowd: int) -> Facts:
    words = re.sub(r"\s+", " ", re.sub(r"\[.*?\]", "", t.text[x.start : x.end].upper()))
    words = _WEEKDAY.sub("WEEKDAY", _MONTH.sub("MONTH", re.sub(r"\d+", "0", words)))[:40]
    here, away = t.sentence_at(x.start), t.away(p, x.start)
    spoken, own, mine = of_speech(t.reading.sentences[here], x), away == 0, x == p.time
    far = t.words_between(x.start, p.trigger.start, (3, 6, 12, 20, 30)) if own else "out"
    return {
        f"words={words}": 1, f"away={step(away)}": 1, f"spoken={spoken}": 1, f"mine={mine}": 1,
        f"mine={mine}, carried={'time' in p.carried}": 1, f"precision={x.precision}": 1, f"prev={t.before(x.start, 1)}": 1,
        f"words={words}, spoken={spoken}, own={own}": 1, f"crowd={crowd}": 1, f"rests={x.rests_on}": 1,
        f"spoken={spoken}, own={own}, crowd={crowd}": 1, f"words={words}, mine={mine}": 1,
        f"lead={here == t.own(p)[0]}": 1, f"far={far}": 1, "after": int(x.start > p.trigger.start),
    }  # fmt: skip
