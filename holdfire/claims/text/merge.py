"""Sentences of one text that tell one happening, put together: a later "the attack" adds to it and is no second one."""

from holdfire.claims.text.event import Event
from holdfire.claims.text.model import Said, Target
from holdfire.claims.text.tokens import folded, word_set

_GENERIC = frozenset({"attack", "clash"})
_EMPTY = word_set("the a an of in and others other people person persons two three four five six several some at least")


def put_together(events: list[Event]) -> list[Event]:
    """Events of a whole text, each once, in the order of their first sentence. What is set aside is joined to nothing."""
    kept: list[Event] = []
    for event in events:
        earlier = _same(kept, event)
        if earlier is None:
            kept.append(event)
        else:
            _absorb(earlier, event)
    return kept


def _same(kept: list[Event], event: Event) -> Event | None:
    """The latest earlier event that this one can be, or None."""
    for earlier in reversed(kept):
        if (earlier.aside or event.aside) and not (
            event.generic or (event.aside == "referred-to" and not earlier.aside)
        ):
            continue
        if _may_be_one(earlier, event):
            return earlier
    return None


def _may_be_one(a: Event, b: Event) -> bool:
    if b.generic:
        return b.definite and a.family == "violence" and b.sentence - a.sentences[-1] <= 3
    if a.family != b.family or (a.stage == "attempted") != (b.stage == "attempted"):
        return False
    shared = _shared(a, b)
    if a.act != b.act and not ({a.act, b.act} & _GENERIC or shared):
        return False
    if _apart_in_time(a, b) or _apart_in_place(a, b):
        return False
    if shared:
        return True
    if (b.again and b.sentence != a.sentence) or _different_actors(a, b):
        return False
    if b.definite and (not _different_targets(a, b) or (a.act == b.act and all(t.sort == "thing" for t in b.targets))):
        return True
    if _same_one(a, b):
        return True
    return not _different_targets(a, b)


def _same_one(a: Event, b: Event) -> bool:
    """One person harmed in each, in the same way: a name here and a role there are taken for one."""
    one, other = _harmed(a), _harmed(b)
    return len(one) == len(other) == 1 and one[0].harm == other[0].harm and one[0].low == other[0].low == 1


def _harmed(event: Event) -> list[Target]:
    return [t for t in event.targets if t.sort == "person" and t.harm]


def _shared(a: Event, b: Event) -> bool:
    return bool(_words(a.targets) & _words(b.targets))


def _words(targets: list[Target]) -> set[str]:
    found: set[str] = set()
    for target in targets:
        words = [folded(w).strip(".,'\"()[]") for w in target.said.words.split()]
        found |= {_single(w) for w in words if len(w) > 3 and w not in _EMPTY}
    return found


def _single(word: str) -> str:
    return word.removesuffix("s")


def _different_targets(a: Event, b: Event) -> bool:
    return bool(a.targets) and bool(b.targets) and not _shared(a, b)


def _different_actors(a: Event, b: Event) -> bool:
    if not a.actors or not b.actors or a.actor_sense == b.actor_sense:
        return False
    return "pronoun" not in (a.actor_sense, b.actor_sense)


def _apart_in_time(a: Event, b: Event) -> bool:
    if a.time is None or b.time is None:
        return False
    return a.time.last <= b.time.first or b.time.last <= a.time.first


def _apart_in_place(a: Event, b: Event) -> bool:
    if a.places and b.places:
        ids = {c.id for m in a.places for c in m.candidates} & {c.id for m in b.places for c in m.candidates}
        return not ids and a.places[0].words.casefold() != b.places[0].words.casefold()
    if a.place is None or b.place is None:
        return False
    one, other = folded(a.place.words), folded(b.place.words)
    return one not in other and other not in one


def _absorb(a: Event, b: Event) -> None:
    """What the later sentence adds. Fields that the earlier one has stay; lists grow by what is new."""
    if a.act in _GENERIC and b.act not in _GENERIC and not b.generic:
        a.act, a.trigger = b.act, b.trigger
    a.sentences.extend(n for n in b.sentences if n not in a.sentences)
    a.strong = a.strong or b.strong
    a.generic = a.generic and b.generic
    a.time = a.time or b.time
    if a.place is None:
        a.place, a.places = b.place, b.places
    a.actors.extend(x for x in b.actors if _new(x, a.actors))
    a.actor_sense = b.actor_sense if a.actor_sense in ("", "pronoun", "name") and b.actor_sense else a.actor_sense
    a.targets = [_fuller(t, b.targets) for t in a.targets]
    a.targets.extend(t for t in b.targets if _new(t.said, [x.said for x in a.targets]) and not _known(t, a.targets))
    a.weapons.extend(w for w in b.weapons if _new(w, a.weapons))
    a.weapon_sense = a.weapon_sense or b.weapon_sense
    a.killed = a.killed or b.killed
    a.injured = a.injured or b.injured
    a.blamed_by.extend(x for x in b.blamed_by if _new(x, a.blamed_by))
    a.speakers.extend(x for x in b.speakers if _new(x, a.speakers))
    a.owned = a.owned or b.owned


def _fuller(target: Target, others: list[Target]) -> Target:
    """The longest form of a person's name that the text gives."""
    if target.name is None:
        return target
    mine = folded(target.name.words).split()
    for other in others:
        if (
            other.name is not None
            and len(other.name.words) > len(target.name.words)
            and set(mine) <= set(folded(other.name.words).split())
        ):
            return target.model_copy(update={"name": other.name})
    return target


def _known(target: Target, others: list[Target]) -> bool:
    """True for a shorter form of a name that is there already."""
    if target.name is None:
        return False
    mine = set(folded(target.name.words).split())
    return any(o.name is not None and mine <= set(folded(o.name.words).split()) for o in others)


def _new(one: Said, known: list[Said]) -> bool:
    return all(folded(one.words) != folded(k.words) for k in known)
