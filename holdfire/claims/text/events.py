"""Sentences to events: frames of each, with moods, roles, harm, weapons, times, places and speakers."""

import re

from holdfire.claims.language.model import NumberSaid, TimeSaid
from holdfire.claims.text import english, joining, ordered
from holdfire.claims.text.chunks import Parsed
from holdfire.claims.text.event import Event
from holdfire.claims.text.frame import Frame, Span
from holdfire.claims.text.joining import manner_of, weapons_in
from holdfire.claims.text.model import Harm, Said, Stage, Target
from holdfire.claims.text.moods import judge_all, reason_by_time
from holdfire.claims.text.places import place_of
from holdfire.claims.text.reading import Reading, Sentence
from holdfire.claims.text.senses import Sense, is_human, is_nobody, may_act, name_in, sense
from holdfire.claims.text.tokens import word_set

_HUMAN = frozenset({"kill", "injure", "human", "taken"})
_SINGULAR = word_set("a an one")
_AGAIN = "again"
_PAIR = 2
_FEW = word_set("one two three four five six seven eight nine ten eleven twelve several dozens some many")
_VAST = word_set(
    "thousands hundreds countless numbers тысячи сотни десятки множество الاف الالاف مئات المئات العشرات عشرات"
)
_LONG_WAR = re.compile(r"^\w+-(?:year|month|decade)(?:-long)?$|^\w+летн(?:ей|яя|ий|юю|его)$")
_LONG_UNITS = word_set(
    "years decades months weeks year decade лет года годы месяцев месяца недель سنوات سنين اعوام اشهر شهور عقود "
    "اسابيع سنه عام"
)
_OVER = word_set("in over during for past last within since за последние последних в течение خلال منذ في طيله")


def events_in(reading: Reading, sentence: Sentence) -> list[Event]:
    """The events one sentence tells, before sentences are put together."""
    s = sentence.parsed
    found = english.frames_in(s) if reading.language == "en" else ordered.frames_in(s, reading.language)
    frames = joining.told(s, found)
    judge_all(s, frames, reading.language)
    return [_event(reading, sentence, group) for group in joining.joined(s, frames)]


def _event(reading: Reading, sentence: Sentence, group: list[Frame]) -> Event:
    s = sentence.parsed
    weapons = weapons_in(s, (0, len(s.tokens)))
    lead = next((f for f in group if not f.entry.features & {"kill", "injure", "anaphor"}), group[0])
    event = Event(
        sentence=sentence.number,
        paragraph=sentence.paragraph,
        act=joining.act_of(group, weapons),
        manner=next((manner_of(f) for f in group if manner_of(f)), ""),
        trigger=reading.of(sentence, lead.trigger),
        strong=any("strong" in f.entry.features for f in group),
        stage=_stage(group),
        aside=group[0].aside,
        definite=all(f.definite for f in group if f.noun) and all(f.noun for f in group),
        again=any(f.entry.sort == _AGAIN for k in range(len(s.tokens)) for f in s.found[k]),
        sentences=[sentence.number],
    )
    event.generic = all("anaphor" in f.entry.features for f in group)
    for frame in group:
        _roles(reading, sentence, frame, event)
    if event.family == "violence" or event.manner:
        event.weapons = [reading.of(sentence, span) for span, _, _ in weapons]
        event.weapon_sense = weapons[0][1] if weapons else ""
    _when(reading, sentence, lead, event)
    event.place, event.places = place_of(reading, sentence, lead.trigger, [*lead.targets])
    if not event.aside and event.time is None and event.place is None and _vast(s, group):
        event.aside = "general"
    return event


def _vast(s: Parsed, group: list[Frame]) -> bool:
    """True where all that is told is harm to numbers no single happening gives: "have killed large numbers of civilians"."""
    spans = [span for frame in group if frame.harm for span in frame.targets]
    loose = [span for span in spans if any(s.low(k) in _VAST for k in range(span[0], min(span[1], span[0] + 3)))]
    return bool(spans) and len(loose) == len(spans) and all(f.harm for f in group)


def _stage(group: list[Frame]) -> Stage:
    stages = {f.stage for f in group}
    return "threatened" if "threatened" in stages else "attempted" if "attempted" in stages else "done"


def _roles(reading: Reading, sentence: Sentence, frame: Frame, event: Event) -> None:
    s = sentence.parsed
    for span in frame.actors:
        found = sense(s, span)
        if (
            may_act(found)
            and not is_nobody(s, span)
            and not _dates(reading, sentence, span)
            and not _said(event.actors, reading.of(sentence, span))
        ):
            event.actors.append(reading.of(sentence, span))
            if not event.actor_sense or event.actor_sense in ("name", "pronoun"):
                event.actor_sense = found.value if found.sort in ("actor", "person") else found.sort
    human = bool(frame.entry.features & _HUMAN)
    again = _apposed(s, frame.targets)
    for span in frame.targets:
        found = sense(s, span)
        if span == again and found.sort == "actor" and sense(s, frame.targets[0]).sort == "person":
            continue
        target = _target(reading, sentence, span, found, frame, human)
        if target is not None and not any(t.said == target.said and t.harm == target.harm for t in event.targets):
            event.targets.append(target)
            if target.sort == "person" and target.harm in ("killed", "injured") and span != again:
                _toll(reading, target, event)
    if "count" in frame.entry.features and not frame.targets:
        _bare_count(reading, sentence, frame, event)


def _apposed(s: Parsed, spans: list[Span]) -> Span | None:
    """The second of two groups with a comma between them: it says who the first is, and counts nobody more."""
    if len(spans) != _PAIR or s.low(spans[1][0] - 1) != "," or s.low(spans[1][1]) in ("and", "or"):
        return None
    numbered = any(s.tokens[k].sort == "number" or s.low(k) in _FEW for span in spans for k in range(*span))
    return None if numbered else spans[1]


def _dates(reading: Reading, sentence: Sentence, span: Span) -> bool:
    """True for words that end in a time the text tells: a time is nobody."""
    tokens = sentence.parsed.tokens
    start, end = tokens[span[0]].start, tokens[span[1] - 1].end
    return any(t.end >= end for t in reading.times_within(start, end))


def _said(known: list[Said], one: Said) -> bool:
    return any(k.start == one.start for k in known)


def _target(reading: Reading, sentence: Sentence, span: Span, found: Sense, frame: Frame, human: bool) -> Target | None:
    if found.sort in ("empty", "time", "act", "weapon", "about", "violation"):
        return None
    harm: Harm = frame.harm  # type: ignore[assignment]
    if is_human(found, human):
        if found.sort == "pronoun" and found.value in ("it", "they", "we", "i", "you", "who", "us", "there", "what"):
            return None
        harm = "" if harm == "damaged" else harm
    elif found.sort not in ("thing", "place", "name", "unknown") or (human and found.sort == "thing"):
        return None
    person = is_human(found, human)
    low, best, high = _number(reading, sentence, span, found)
    said = reading.of(sentence, span)
    name = name_in(sentence.parsed, span) if person and reading.language == "en" else None
    return Target(
        said=said,
        name=reading.of(sentence, name) if name else None,
        sort="person" if person else "thing",
        sense=found.value or found.sort,
        harm=harm if person else ("damaged" if harm == "damaged" else ""),
        low=_whole(low if low is not None else best),
        high=_whole(high),
    )


def _number(
    reading: Reading, sentence: Sentence, span: Span, found: Sense
) -> tuple[float | None, float | None, float | None]:
    tokens = sentence.parsed.tokens
    numbers = reading.numbers_within(tokens[span[0]].start, tokens[span[1] - 1].end)
    begin = tokens[span[0]].start
    numbers = numbers or [
        n for n in reading.numbers_within(begin - 24, begin) if not reading.text[n.end : begin].strip()
    ]
    if numbers:
        return numbers[0].low, numbers[0].best, numbers[0].high
    first = tokens[span[0]].low
    office = [f for f in sentence.parsed.entries(*span, "title", "rank") if not tokens[f.j - 1].low.endswith("s")]
    single = (
        (first in ("the", "his", "her", "their") and found.sort == "person" and not found.plural and office)
        or first in _SINGULAR
        or (
            found.sort in ("person", "name")
            and not found.plural
            and first not in ("the", "some", "several", "many", "other")
        )
    )
    return (1.0, 1.0, 1.0) if single else (None, None, None)


def _whole(number: float | None) -> int | None:
    return None if number is None or number < 0 or number > 1e9 else int(number)


def _toll(reading: Reading, target: Target, event: Event) -> None:
    begin = target.said.start
    numbers = reading.numbers_within(begin, target.said.end)
    numbers = numbers or [
        n for n in reading.numbers_within(begin - 24, begin) if not reading.text[n.end : begin].strip()
    ]
    counts = event.killed if target.harm == "killed" else event.injured
    if numbers:
        counts.append((target.said, numbers[0].low, numbers[0].best, numbers[0].high))
    elif target.low is not None:
        counts.append((target.said, float(target.low), float(target.low), float(target.low)))


def _bare_count(reading: Reading, sentence: Sentence, frame: Frame, event: Event) -> None:
    """The number right before "dead" or "wounded", as in "left 12 dead"."""
    tokens = sentence.parsed.tokens
    begin = tokens[max(0, frame.trigger[0] - 4)].start
    near: list[NumberSaid] = reading.numbers_within(begin, tokens[frame.trigger[0]].start)
    if near:
        n = near[-1]
        counts = event.killed if frame.harm == "killed" else event.injured
        counts.append((reading.said(n.start, tokens[frame.trigger[1] - 1].end), n.low, n.best, n.high))


def of_speech(sentence: Sentence, time: TimeSaid) -> bool:
    """True for a time right beside a verb of saying: "said today" dates the words, not the act."""
    s = sentence.parsed
    first = next((k for k, t in enumerate(s.tokens) if t.end > time.start), len(s.tokens))
    last = next((k for k in range(len(s.tokens) - 1, -1, -1) if s.tokens[k].start < time.end), -1)
    beside = [k for k in (first - 1, first - 2, last + 1) if 0 <= k < len(s.tokens)]
    if first >= 2 and s.low(first - 1) not in ("on", "в", "يوم"):
        beside.remove(first - 2)
    return any(
        f.entry.sort in ("say", "accord") and f.entry.form != "ing"
        for k in beside
        for f in s.found[k]
        if f.j - f.i == 1
    )


def _over_years(sentence: Sentence) -> bool:
    """A sum over a long time: "in five years", "over the last 6 weeks", "the five-year war"."""
    s = sentence.parsed
    if any(_LONG_WAR.search(token.low) for token in s.tokens):
        return True
    for k in range(2, len(s.tokens)):
        unit = s.low(k) in _LONG_UNITS
        before = {s.low(x) for x in range(max(0, k - 5), k)}
        if unit and before & _OVER and s.low(k + 1) not in ("ago", "old", "назад"):
            return True
    return False


def _when(reading: Reading, sentence: Sentence, lead: Frame, event: Event) -> None:
    """The nearest time of the sentence. Years and decades make it a sum, days long before publication old news."""
    at = sentence.parsed.tokens[lead.trigger[0]].start
    times = [t for t in reading.times_within(sentence.start, sentence.end) if not of_speech(sentence, t)]
    near: list[TimeSaid] = sorted((t for t in times if not t.background), key=lambda t: (abs(t.start - at), t.start))
    if near:
        event.time = near[0]
    days = None
    if event.time is not None and reading.published is not None:
        days = (reading.published.end - event.time.last).total_seconds() / 86400
    background = not near and any(t.background for t in times)
    long = event.time is not None and event.time.precision in ("month", "year") and bool(event.killed)
    background = background or long or ((bool(event.killed) or event.act == "displacement") and _over_years(sentence))
    event.aside = event.aside or reason_by_time(background, days, reading.context.old_days)
