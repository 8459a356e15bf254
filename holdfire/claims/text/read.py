"""Statements in a text: incidents, denials, counts, access, positions, each with the characters it stands on. Pure rules."""

from holdfire.claims.claim import Count, Toll
from holdfire.claims.page.model import Article
from holdfire.claims.text.blame import blame
from holdfire.claims.text.carry import carry_over, told_by
from holdfire.claims.text.event import VIOLENCE, Event
from holdfire.claims.text.events import events_in
from holdfire.claims.text.frame import Span
from holdfire.claims.text.merge import put_together
from holdfire.claims.text.model import Context, Proposed, Said
from holdfire.claims.text.places import place_of
from holdfire.claims.text.reading import Reading, Sentence, reading_of
from holdfire.claims.text.speakers import quoted_speaker, speakers_in
from holdfire.claims.text.tokens import word_set

_ACCESS_ACTS = word_set(
    "aid-request aid-approval aid-blocked aid-delivery evacuation passage return-home displacement obstruction siege"
)


def claims_in(article: Article, context: Context | None = None) -> tuple[Proposed, ...]:
    """What a text states, in the order of the text. The same text gives the same statements; no text raises.

    What the text denies, supposes, plans or tells as background comes too, with ``aside`` set: it is no incident.
    """
    reading = reading_of(article, context or Context())
    spoken = {s.number: speakers_in(s, reading.language) for s in reading.sentences}
    events: list[Event] = []
    others: list[Proposed] = []
    for sentence in reading.sentences:
        said = _speakers(reading, sentence, spoken)
        denied_by = speakers_in(sentence, reading.language, "deny")
        found = events_in(reading, sentence)
        blame(reading, sentence, found, said)
        if denied_by or _denies(sentence):
            others += _denials(reading, sentence, found, denied_by or [], said)
            continue
        counted = _counts(reading, sentence, said)
        access = _access(reading, sentence, said)
        others += counted + access
        events += found
        if not (found or counted or access):
            others += _position(reading, sentence, said)
    whole = [event for event in put_together(events) if _worth_keeping(event)]
    carry_over(reading, whole)
    told_by(reading, whole)
    proposed = [_proposed(reading, event) for event in whole]
    return tuple(sorted([*proposed, *others], key=lambda p: (p.trigger.start, p.kind, p.act or "")))


def _speakers(reading: Reading, sentence: Sentence, spoken: dict[int, list[Span]]) -> list[Said]:
    own = [reading.of(sentence, span) for span in spoken[sentence.number]]
    if own:
        return own
    quoted = quoted_speaker(reading, sentence.number, spoken)
    return [reading.of(reading.sentences[quoted[0]], quoted[1])] if quoted else []


def _worth_keeping(event: Event) -> bool:
    """A bare word for something told elsewhere, with nothing of its own, is no statement."""
    return not event.generic


def _proposed(reading: Reading, event: Event) -> Proposed:
    first = reading.sentences[event.sentence]
    again = [reading.sentences[n] for n in event.sentences[1:]]
    return Proposed(
        kind="access" if event.act in _ACCESS_ACTS and not event.aside else "statement" if event.aside else "incident",
        act=act_by_target(event),
        trigger=event.trigger,
        sentence=reading.said(first.start, first.end),
        manner=event.manner,
        stage=event.stage,
        aside=event.aside,
        actors=tuple(event.actors),
        actor_sense=event.actor_sense,
        blamed_by=tuple(event.blamed_by),
        owned=event.owned,
        targets=tuple(event.targets),
        place=event.place,
        places=tuple(event.places),
        time=event.time,
        toll=_toll(event),
        toll_said=tuple(dict.fromkeys(said for said, *_ in (*event.killed, *event.injured))),
        weapons=tuple(event.weapons),
        weapon_sense=event.weapon_sense,
        speakers=tuple(event.speakers),
        carried=tuple(sorted(event.carried)),
        told_again=tuple(reading.said(s.start, s.end) for s in again),
    )


def act_by_target(event: Event) -> str:
    """An attack whose means is not told, made finer by whom it hit: aid, or civilians alone."""
    if event.act != "attack":
        return event.act
    words = " ".join(t.said.words.casefold() for t in event.targets)
    if any(w in words for w in ("aid ", "relief", "humanitarian", "ambulance", "إغاث", "مساعدات", "гуманитарн")):
        return "attack-on-aid"
    people = [t for t in event.targets if t.sort == "person"]
    return "attack-on-civilians" if people and all(t.sense == "civilian" for t in event.targets) else "attack"


def _toll(event: Event) -> Toll | None:
    """Sums over the groups told, as a range; None where a part is open on that side."""
    if event.act not in VIOLENCE or not (event.killed or event.injured):
        return None
    low = _sum([least for _, least, _, _ in event.killed])
    best = _sum([number for _, _, number, _ in event.killed])
    high = _sum([most for _, _, _, most in event.killed])
    if low is not None and high is not None and low > high:
        low, high = high, low
    hurt = [next((x for x in (i[2], i[1], i[3]) if x is not None), None) for i in event.injured]
    return Toll(low=low, best=best, high=high, injured=_sum(hurt))


def _sum(parts: list[float | None]) -> int | None:
    known = [p for p in parts if p is not None]
    return int(sum(known)) if known and len(known) == len(parts) and 0 <= sum(known) < 1e9 else None


def _denies(sentence: Sentence) -> bool:
    return any(f.entry.sort == "deny" for here in sentence.parsed.found for f in here)


def _denials(
    reading: Reading, sentence: Sentence, found: list[Event], denied_by: list[Span], said: list[Said]
) -> list[Proposed]:
    """A denial, with the act that is denied where the sentence names one."""
    denier = [reading.of(sentence, span) for span in denied_by] or said
    word = next(f for here in sentence.parsed.found for f in here if f.entry.sort == "deny")
    whole = reading.said(sentence.start, sentence.end)
    event = next((e for e in found if not e.generic), None)
    if event is None:
        trigger = reading.of(sentence, (word.i, word.j))
        return [
            Proposed(
                kind="denial",
                act=None,
                trigger=trigger,
                sentence=whole,
                speakers=tuple(denier),
                denied_by=tuple(denier),
            )
        ]
    event.aside = ""
    denied = _proposed(reading, event)
    return [
        denied.model_copy(
            update={"kind": "denial", "denied_by": tuple(denier), "speakers": tuple(denier), "blamed_by": ()}
        )
    ]


def _counts(reading: Reading, sentence: Sentence, said: list[Said]) -> list[Proposed]:
    """A number right before "violations": a claimant's own series."""
    s = sentence.parsed
    out: list[Proposed] = []
    for i in range(len(s.tokens)):
        for f in s.found[i]:
            if f.entry.sort != "violation":
                continue
            begin = s.tokens[max(0, i - 4)].start
            near = reading.numbers_within(begin, s.tokens[i].start)
            if near and near[-1].best is not None:
                times = reading.times_within(sentence.start, sentence.end)
                out.append(
                    Proposed(
                        kind="count",
                        act=None,
                        trigger=reading.said(near[-1].start, s.tokens[f.j - 1].end),
                        sentence=reading.said(sentence.start, sentence.end),
                        count=Count(number=int(near[-1].best), unit="violations"),
                        time=times[0] if times else None,
                        speakers=tuple(said),
                    )
                )
            break
    return out


def _access(reading: Reading, sentence: Sentence, said: list[Said]) -> list[Proposed]:
    """A step of humanitarian access, or what is said of one that is yet to come."""
    s = sentence.parsed
    for i in range(len(s.tokens)):
        for f in s.found[i]:
            if f.entry.sort == "access":
                place, mentions = place_of(reading, sentence, (f.i, f.j), [])
                times = [t for t in reading.times_within(sentence.start, sentence.end) if not t.background]
                hypothetical = any(e.entry.sort == "hypo" for here in s.found[:i] for e in here)
                return [
                    Proposed(
                        kind="statement" if hypothetical else "access",
                        act=f.entry.value,
                        aside="planned" if hypothetical else "",
                        trigger=reading.of(sentence, (f.i, f.j)),
                        sentence=reading.said(sentence.start, sentence.end),
                        place=place,
                        places=tuple(mentions),
                        time=times[0] if times else None,
                        speakers=tuple(said),
                    )
                ]
    return []


def _position(reading: Reading, sentence: Sentence, said: list[Said]) -> list[Proposed]:
    """Somebody speaks of the truce: what they hold of it, told as a statement."""
    s = sentence.parsed
    word = next((f for here in s.found for f in here if f.entry.sort == "about"), None)
    if word is None or not said:
        return []
    trigger = reading.of(sentence, (word.i, word.j))
    whole = reading.said(sentence.start, sentence.end)
    return [Proposed(kind="statement", act=None, trigger=trigger, sentence=whole, speakers=tuple(said))]
