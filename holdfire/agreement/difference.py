"""What changed between two versions of an agreement, or between two readings of one, in sentences.

The order of parts, comments and spaces make no difference. Candidates' readings are told as the reading they are made from.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from holdfire.agreement.apart import Apart, Place, apart, in_order, parts_apart
from holdfire.agreement.calendar_moves import calendar_moves
from holdfire.agreement.change import (
    Change,
    Kind,
    and_list,
    field_words,
    plain,
    quoted,
    sentence,
    subject,
    yaml_name,
)
from holdfire.agreement.model import Agreement, AgreementText, Name, Part, Reading
from holdfire.agreement.redrawn import drawn, kilometres, same_drawing, told_in_numbers
from holdfire.agreement.shift import Sides, called, pairs
from holdfire.agreement.two_readings import reading_differences

__all__ = ["Change", "differences", "reading_differences"]

Group = Mapping[str, object]
Names = Mapping[tuple[str, str], str]
"""New names of parts, by their group and old name."""


@dataclass(frozen=True)
class Versions:
    """The two versions, and their named parts by the group they stand in."""

    before: Agreement
    after: Agreement
    old: Mapping[str, Group]
    new: Mapping[str, Group]


def differences(before: Agreement, after: Agreement) -> list[Change]:
    """What changed from one version to another: in the text, in its shapes, and so in the calendar."""
    both = Versions(before, after, _groups(before.text), _groups(after.text))
    sides, names = _followed(both)
    found: list[Change] = []
    for field in AgreementText.model_fields:
        if field in both.old and field in both.new:  # a list of words is a group only while it is empty
            found += _group_changes(both, field, sides, names)
        else:
            name = yaml_name(after.text, field)
            place = Place(name, "The agreement", field_words(name), name)
            found += [_told(a) for a in apart(place, getattr(before.text, field), getattr(after.text, field), sides)]
    found += [*_candidates(both, sides), *_other_shapes(both, sides)]
    return [*found, *calendar_moves(before, after, sides)]


def _groups(text: AgreementText) -> dict[str, Group]:
    """The named parts of a text by the field they stand in; those of a list by their ids."""
    found: dict[str, Group] = {}
    for field in AgreementText.model_fields:
        value = getattr(text, field)
        if field == "readings":
            found[field] = _as_written(text.readings)
        elif isinstance(value, dict):
            found[field] = value
        elif AgreementText.model_fields[field].default == [] and all(isinstance(v, Part) for v in value):
            found[field] = {getattr(part, "id", str(number)): part for number, part in enumerate(value, 1)}
    return found


def _as_written(readings: Mapping[str, Reading]) -> dict[str, Reading]:
    """The readings as they were before each candidate was given one of its own (see ``candidates``)."""
    found: dict[str, Reading] = {}
    for name, reading in readings.items():
        base, slash, side = name.partition("/")
        if not slash or "candidate" not in reading.assumed:
            found[name] = reading
        elif base not in found:
            title = Name(**{k: v.removesuffix(f" ({side})") for k, v in reading.title.model_dump().items()})
            assumed = {key: words for key, words in reading.assumed.items() if key != "candidate"}
            found[base] = reading.model_copy(update={"title": title, "assumed": assumed})
    return found


def _followed(both: Versions) -> tuple[Sides, Names]:
    """Both texts with every part that has a new name, until no more are found: one may be named in another."""
    sides = Sides(both.before.text, both.after.text, ())
    names: dict[tuple[str, str], str] = {}
    while more := _renamed(both, sides, names):
        names |= more
        sides = replace(sides, renamed={was: now for (_, was), now in names.items()})
    return replace(sides, readings=pairs(sides.before, sides.after, sides.renamed)), names


def _renamed(both: Versions, sides: Sides, known: Names) -> dict[tuple[str, str], str]:
    """Parts that are there under another name, with nothing else changed."""
    found: dict[tuple[str, str], str] = {}
    for group, new in both.new.items():
        old = both.old.get(group, {})
        taken = {now for (g, _), now in known.items() if g == group}
        fresh = [name for name in new if name not in old and name not in taken]
        for was in (name for name in old if name not in new and (group, name) not in known):
            twin = next((n for n in fresh if _equal(both, group, (was, n), sides)), None)
            if twin is not None:
                found[group, was] = twin
                fresh.remove(twin)
    return found


def _equal(both: Versions, group: str, names: tuple[str, str], sides: Sides) -> bool:
    """True when nothing but the name is another, in the part itself and where it names itself."""
    parts = both.old[group][names[0]], both.new[group][names[1]]
    return type(parts[0]) is type(parts[1]) and not any(_part_apart(both, (group, ""), parts, sides.calling(*names)))


def _group_changes(both: Versions, group: str, sides: Sides, names: Names) -> Iterator[Change]:
    """Changes in one group of named parts, in the order of the text."""
    old, new = both.old.get(group, {}), both.new[group]
    field = yaml_name(both.after.text, group)
    had = {names.get((group, name), name): name for name in old}
    for name in in_order(had, new):
        where = f"{field}.{name}"
        if name not in had:
            told = plain(new[name])
            yield Change(where, "added", None, told, sentence(f"{subject(field, name)} was added", told))
        elif name not in new:
            told = plain(old[name])
            yield Change(where, "removed", told, None, sentence(f"{subject(field, name)} was removed", told))
        elif had[name] != name:
            says = f"{subject(field, had[name], new[name])} is called {name} now, and nothing else in it changed"
            yield Change(where, "moved", had[name], name, sentence(says))
        else:
            yield from map(_told, _part_apart(both, (field, name), (old[name], new[name]), sides))


def _part_apart(both: Versions, name: tuple[str, str], parts: tuple[object, object], sides: Sides) -> Iterator[Apart]:
    """Where one named part is apart from what it was. What a zone looks like is told in numbers."""
    old, new = parts
    where, of = ".".join(name), subject(*name, new)
    if isinstance(old, Part) and isinstance(new, Part) and type(old) is type(new):
        yield from parts_apart(where, of, old, new, sides, leave=("geometry",))
        if "geometry" in type(new).model_fields:
            drawings = getattr(old, "geometry", None), getattr(new, "geometry", None)
            yield from _redrawn(both, Place(f"{where}.geometry", of, "the drawing", "geometry"), drawings, sides)
    else:
        yield from apart(Place(where, "", of, name[0]), old, new, sides)


def _redrawn(both: Versions, place: Place, drawings: tuple[str | None, str | None], sides: Sides) -> Iterator[Apart]:
    """The drawing of a zone, in numbers where both are drawn. Another name of the same drawing is told as such."""
    was, now = drawings
    old, new = both.before.shapes.get(was or ""), both.after.shapes.get(now or "")
    if old is None or new is None:
        if was != now or (old is None) is not (new is None):
            yield Apart(place, drawn(old) if old else was, drawn(new) if new else now)
    elif not same_drawing(old, new):
        size, size_now, apart_km = told_in_numbers(old, new)
        yield Apart(place, size, size_now, remark=f" (the outlines are {kilometres(apart_km)} km apart at most)")
    elif was and now and not sides.same(was, now):
        yield Apart(place, was, now, remark=" (the same shape)")


def _candidates(both: Versions, sides: Sides) -> Iterator[Change]:
    """Readings that are read with another candidate day, or no longer, while the reading itself was there all along."""
    old, new = [called(name, sides.renamed) for name in sides.before.readings], sides.after.readings
    stayed = {name.partition("/")[0] for name in old} & {name.partition("/")[0] for name in new}
    for name in in_order(old, new):
        base, slash, side = name.partition("/")
        if slash and base in stayed and (name in old) is not (name in new):
            of = subject("readings", base)
            if name in new:
                says = sentence(f"{of} is now read for the candidate {side}, with dates of its own")
                yield Change(f"readings.{name}", "added", None, side, says)
            else:
                says = sentence(f"{of} is no longer read for the candidate {side}")
                yield Change(f"readings.{name}", "removed", side, None, says)


def _other_shapes(both: Versions, sides: Sides) -> Iterator[Change]:
    """Shapes that are not the one drawing of a zone: those of stretches of time, and those nobody uses."""
    used = {zone.geometry for text in (sides.before, sides.after) for zone in text.zones.values()}
    for name in in_order(both.before.shapes, both.after.shapes):
        if name not in used:
            place = Place(f"shapes.{name}", "", f"Shape {name}", "geometry")
            names = tuple(name if name in side.shapes else None for side in (both.before, both.after))
            yield from map(_told, _redrawn(both, place, (names[0], names[1]), sides))


def _told(one: Apart) -> Change:
    """One thing apart, as a change from one version to another."""
    kind: Kind = "added" if one.before is None else "removed" if one.after is None else "changed"
    what = one.place.what
    was, now = quoted(one.before or "", one.prose), quoted(one.after or "", one.prose)
    if one.form == "item":
        says = sentence(one.place.of, f"{what} was {kind}", now or was)
    elif one.form == "words":
        came = [f"{and_list(one.gained)} {_were(one.gained)} added"] if one.gained else []
        went = [f"{and_list(one.lost)} {_were(one.lost)} taken out"] if one.lost else []
        says = sentence(one.place.of, what, "; ".join([*came, *went]))
    elif kind == "added":
        says = sentence(one.place.of, f"{what} was not given and is {now}{one.remark}")
    elif kind == "removed":
        says = sentence(one.place.of, f"{what} was {was} and is no longer given{one.remark}")
    else:
        says = sentence(one.place.of, f"{what} was {was} and is {now}{one.remark}")
    return Change(one.place.where, kind, one.before, one.after, says)


def _were(words: tuple[str, ...]) -> str:
    return "was" if len(words) == 1 else "were"
