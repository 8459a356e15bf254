"""Where two parts are not the same, field by field, whatever their fields are.

Lists of words are sets, parts in lists are matched by their id or by what they are about, tables by their keys. Spaces make
no difference. Lengths are the same when they are equally long (``48 hours``, ``2 days``).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar

from holdfire.agreement.change import WHEN_EMPTY, field_words, item_words, plain, yaml_name
from holdfire.agreement.model import Disputed, Name, Part
from holdfire.agreement.shift import Sides, how_much_later, is_time, length, longer

LANGUAGES = {"en": "English", "ar": "Arabic", "ru": "Russian"}
ORDERED = ("grades", "parts", "severities")
"""Lists of words that mean something else in another order."""
STEPS = ("steps",)
"""Lists of parts that do."""
SINGLE = ("zone",)
"""Lists that mostly hold one word and are then told as that word."""
Item = TypeVar("Item")


@dataclass(frozen=True)
class Place:
    """Where a value stands: its path, the part it is of (``Gate G-JIC``), what it is called and its field in YAML."""

    where: str
    of: str
    what: str
    field: str
    owner: str = ""

    def inner(self, key: str, label: str) -> "Place":
        """One entry of this field; whatever stands in it is said to be of it."""
        return Place(f"{self.where}.{key}", self.of, f"the {label}", self.field, self.owner)

    def item(self, item: object) -> "Place":
        """One item of this list."""
        return self.inner(key_of(item), f"{item_words(self.field)} {key_of(item)}")

    def within(self) -> str:
        """What stands in the part that stands here is of it: ``Gate G-JIC, opening``."""
        label = item_words(self.field) if self.what == field_words(self.field, self.owner) else self.what[4:]
        return f"{self.of}, {label}" if self.of else label


@dataclass(frozen=True)
class Apart:
    """One thing that is not the same on both sides; None stands for what is not there.

    ``form`` says whether a value, a set of words (with those only one side has) or a whole item is told; ``remark`` is what a
    reader should know besides (`` (24 hours later)``); ``prose`` says that the value is a sentence, to be quoted.
    """

    place: Place
    before: str | None
    after: str | None
    form: Literal["value", "words", "item"] = "value"
    remark: str = ""
    prose: bool = False
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


def parts_apart(
    where: str, of: str, before: Part, after: Part, sides: Sides, leave: Iterable[str] = ()
) -> Iterator[Apart]:
    """Every field in which two parts of one kind are apart, save those to ``leave``."""
    owner = type(after).__name__
    for field in type(after).model_fields:
        name = yaml_name(after, field)
        if name not in leave:
            place = Place(f"{where}.{name}".lstrip("."), of, field_words(name, owner), name, owner)
            yield from apart(place, getattr(before, field, None), getattr(after, field, None), sides)


def apart(place: Place, before: object, after: object, sides: Sides) -> Iterator[Apart]:
    """Where two values of one field are apart."""
    before, after = _bare(before), _bare(after)
    match before, after:
        case None, None:
            return
        case Name(), Name():
            yield from _names(place, before, after, sides)
        case Disputed(), Disputed():
            yield from _disputes(place, before, after, sides)
        case Part(), Part() if type(before) is type(after):
            yield from parts_apart(place.where, place.within(), before, after, sides)
        case (dict() | None, dict() | None):
            yield from _entries(place, before or {}, after or {}, sides)
        case (list() | str() | None, list()) | (list(), list() | str() | None):
            yield from _lists(place, _list(before), _list(after), sides)
        case _:
            yield from _values(place, before, after, sides)


def _bare(value: object) -> object:
    return None if value is None or value == "" or value == [] or value == {} else value


def _list(value: object) -> list[Any]:
    return [] if value is None else [*value] if isinstance(value, list | tuple) else [value]


def _names(place: Place, before: Name, after: Name, sides: Sides) -> Iterator[Apart]:
    what = place.what if place.field in ("title", "name") else f"the name of {place.what}"
    for field in type(after).model_fields:
        language = Place(f"{place.where}.{field}", place.of, f"{what} in {LANGUAGES.get(field, field)}", field)
        yield from apart(language, getattr(before, field), getattr(after, field), sides)


def _disputes(place: Place, before: Disputed, after: Disputed, sides: Sides) -> Iterator[Apart]:
    old = _following(before.disputed, after.disputed, sides)
    for side in in_order(old, after.disputed):
        said = Place(f"{place.where}.{side}", place.of, f"{place.what} as {side} has it", place.field, place.owner)
        yield from _values(said, old.get(side), after.disputed.get(side), _for_side(sides, side))
    for field in ("why", "source"):
        about = Place(
            f"{place.where}.{field}", place.of, f"the {_ABOUT[field]} of the dispute over {place.what}", field
        )
        yield from apart(about, getattr(before, field), getattr(after, field), sides)


_ABOUT = {"why": "reason", "source": "sources"}


def _for_side(sides: Sides, side: str) -> Sides:
    return Sides(sides.before, sides.after, ((side, side),), sides.renamed)


def _entries(place: Place, before: Mapping[str, object], after: Mapping[str, object], sides: Sides) -> Iterator[Apart]:
    before = _following(before, after, sides)
    for key in in_order(before, after):
        inner = _entry(place, key, sides)
        old, new = (plain(side[key]) or "taken away" if key in side else None for side in (before, after))
        if old is None or new is None:
            yield Apart(inner, old, new, "item", prose=isinstance(before.get(key, after.get(key)), str))
        elif (before[key] is None) is (after[key] is None):
            yield from apart(inner, before[key], after[key], sides)
        else:
            yield Apart(inner, old, new)


def _entry(place: Place, key: str, sides: Sides) -> Place:
    """One entry of a table; in a table within a table it goes by all the keys on the way."""
    if place.what != field_words(place.field, place.owner):
        return replace(place.inner(key, f"{place.what[4:]}, {key}"), field=key)
    label = f"{item_words(place.field)} {key}"
    if place.field == "settles" and (asked := sides.after.undecided.get(key)):
        label += f" ({plain(asked.question)})"
    return place.inner(key, label)


def _following(before: Mapping[str, Item], after: Mapping[str, Item], sides: Sides) -> Mapping[str, Item]:
    """The table as it was, with keys that are names of parts by their new names."""
    return {
        sides.renamed[key] if key not in after and sides.renamed.get(key) in after else key: value
        for key, value in before.items()
    }


def in_order(before: Iterable[str], after: Iterable[str]) -> list[str]:
    """The keys of both in the order of ``after``; one that is there no more stands behind the one it stood behind."""
    keys = list(after)
    last = -1
    for key in before:
        if key not in keys:
            keys.insert(last + 1, key)
        last = keys.index(key)
    return keys


def _lists(place: Place, before: list[Any], after: list[Any], sides: Sides) -> Iterator[Apart]:
    both = [*before, *after]
    if any(isinstance(item, Part) for item in both):
        yield from _items(place, before, after, sides)
    elif place.field in ORDERED or all(length(item) is not None for item in both):
        lengths = [[length(item) or plain(item) for item in side] for side in (before, after)]
        if lengths[0] != lengths[1]:
            yield Apart(place, plain(before) or None, plain(after) or None)
    else:
        yield from _words(place, [plain(item) for item in before], [plain(item) for item in after], sides)


def _words(place: Place, before: list[str], after: list[str], sides: Sides) -> Iterator[Apart]:
    gained = tuple(dict.fromkeys(new for new in after if not any(sides.same(old, new) for old in before)))
    lost = tuple(dict.fromkeys(old for old in before if not any(sides.same(old, new) for new in after)))
    if not gained and not lost:
        return
    empty = WHEN_EMPTY.get(f"{place.owner}.{place.field}") or WHEN_EMPTY.get(place.field)
    if empty and not (before and after):
        yield Apart(place, plain(before) or empty, plain(after) or empty)
    elif place.field in SINGLE and max(len(before), len(after)) == 1:
        yield Apart(place, plain(before) or None, plain(after) or None)
    else:
        yield Apart(place, plain(before) or None, plain(after) or None, "words", gained=gained, lost=lost)


def _items(place: Place, before: list[Any], after: list[Any], sides: Sides) -> Iterator[Apart]:
    """Parts in lists: equal ones go together first, then those of the same key, in order."""
    old, new = list(before), list(after)
    for item in after:
        twin = next((o for o in old if not any(_item_apart(place, o, item, sides))), None)
        if twin is not None:
            old.remove(twin)
            new.remove(item)
    mates = {id(item): _take(old, key_of(item), sides) for item in new}
    gone = [item for item in old if not any(item is mate for mate in mates.values())]
    for item in gone:
        yield Apart(place.item(item), plain(item), None, "item")
    for item in new:
        mate = mates[id(item)]
        if mate is None:
            yield Apart(place.item(item), None, plain(item), "item")
        else:
            yield from _item_apart(place, mate, item, sides)
    if place.field in STEPS:
        kept = {key_of(item) for item in before} & {key_of(item) for item in after}
        was, now = (plain([key_of(item) for item in side if key_of(item) in kept]) for side in (before, after))
        if was != now:
            yield Apart(place, was, now)


def _take(from_: list[Any], key: str, sides: Sides) -> Any:
    """Take out the first item of this key, or nothing."""
    for number, item in enumerate(from_):
        if sides.same(key_of(item), key):
            return from_.pop(number)
    return None


def _item_apart(place: Place, before: Any, after: Any, sides: Sides) -> Iterator[Apart]:
    if isinstance(before, Part) and type(before) is type(after):
        inner = place.item(after)
        yield from parts_apart(inner.where, inner.within(), before, after, sides)
    else:
        yield from apart(place.item(after), before, after, sides)


def key_of(item: object) -> str:
    """What a part in a list goes by: its id, or what its first field says (``role party``)."""
    if not isinstance(item, Part):
        return plain(item)
    for field in ("id", *type(item).model_fields):
        value = getattr(item, field, None)
        if _bare(value) is not None and value is not False:
            name = yaml_name(item, field).replace("-", " ")
            return (
                plain(value) if field in ("id", "name", "what") else name if value is True else f"{name} {plain(value)}"
            )
    return ""


def _values(place: Place, before: object, after: object, sides: Sides) -> Iterator[Apart]:
    """Two values that are neither tables nor lists of one kind: words, numbers, times, lengths, a dispute where none was."""
    old, new = None if before is None else plain(before), None if after is None else plain(after)
    if old == new or (old is not None and new is not None and sides.same(old, new)):
        return
    lengths = length(before), length(after)
    if lengths[0] is not None and lengths[1] is not None:
        if lengths[0] != lengths[1]:
            yield Apart(place, old, new, remark=longer(lengths[0], lengths[1]))
        return
    times = [_may_be_time(place, *side) for side in ((before, sides.before), (after, sides.after))]
    if all(times):
        both = isinstance(before, str) and isinstance(after, str)
        yield Apart(place, old, new, remark=how_much_later(place.field, str(before), str(after), sides) if both else "")
    else:
        yield Apart(
            place,
            old,
            new,
            prose=isinstance(before or after, str) and not isinstance(after, Disputed) and lengths == (None, None),
        )


def _may_be_time(place: Place, value: object, text: Any) -> bool:
    return value is None or (isinstance(value, str) and is_time(place.field, value, text))
