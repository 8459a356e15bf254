"""What two readings of one agreement settle otherwise, and what that does to the text and the calendar, in sentences."""

from collections.abc import Iterator

from holdfire.agreement.apart import Apart, Place, apart, parts_apart
from holdfire.agreement.as_read import stands
from holdfire.agreement.calendar_moves import calendar_between
from holdfire.agreement.change import (
    Change,
    Kind,
    and_list,
    field_words,
    item_words,
    plain,
    quoted,
    sentence,
    subject,
    yaml_name,
)
from holdfire.agreement.model import Agreement, AgreementText, Disputed, Part
from holdfire.agreement.shift import Sides
from holdfire.agreement.times import said_by
from holdfire.errors import AskError, did_you_mean

LABELS = ("title",)
"""Fields of a reading that only say how it is called."""


def reading_differences(agreement: Agreement, first: str, second: str) -> list[Change]:
    """What two readings settle otherwise: fields of theirs, disputes of the text, and dates in the calendar.

    ``before`` is what the first has, ``after`` what the second has. Raises ``AskError`` for a reading that is not there.
    """
    text = agreement.text
    for name in (first, second):
        if name not in text.readings:
            known = did_you_mean(name, text.readings) or f"Its readings are {and_list(text.readings)}."
            raise AskError(f'"{name}" is no reading of {text.id}', "", known)
    if first == second:
        return []
    sides = Sides(text, text, ((first, second),))
    own = parts_apart("readings", "", text.readings[first], text.readings[second], sides, leave=LABELS)
    found = [*own, *_settled("", "", text, sides)]
    return [*(_told(one, first, second) for one in found), *calendar_between(agreement, first, second)]


def _settled(where: str, of: str, part: Part, sides: Sides) -> Iterator[Apart]:
    """Fields in dispute that the two readings take otherwise, and parts that stand under one of them only."""
    owner = type(part).__name__
    for field in type(part).model_fields:
        name, value = yaml_name(part, field), getattr(part, field)
        place = Place(f"{where}.{name}".lstrip("."), of, field_words(name, owner), name, owner)
        if isinstance(value, Disputed):
            ((first, second),) = sides.readings
            yield from apart(place, said_by(value, first), said_by(value, second), sides)
        elif isinstance(value, Part):
            yield from _settled(place.where, place.within(), value, sides)
        elif isinstance(value, dict) and not (owner == "AgreementText" and name == "readings"):
            for key, entry in value.items():
                inner = place.inner(key, f"{item_words(name)} {key}")
                of_entry = subject(name, key, entry) if isinstance(part, AgreementText) else inner.within()
                yield from _limited(inner, of_entry, entry, sides)
        elif isinstance(value, list):
            for entry in value:
                inner = place.item(entry)
                yield from _limited(inner, inner.within(), entry, sides)


def _limited(place: Place, of: str, entry: object, sides: Sides) -> Iterator[Apart]:
    """A part that may stand under some readings only; where it stands under both, what is settled in it."""
    if not isinstance(entry, Part):
        return
    in_first, in_second = (stands(getattr(entry, "under", ()), reading) for reading in sides.readings[0])
    if in_first and in_second:
        yield from _settled(place.where, of, entry, sides)
    elif in_first or in_second:
        yield Apart(place, plain(entry) if in_first else None, plain(entry) if in_second else None, "item")


def _told(one: Apart, first: str, second: str) -> Change:
    """One thing apart, as what each of two readings has."""
    kind: Kind = "added" if one.before is None else "removed" if one.after is None else "changed"
    of, what = one.place.of, one.place.what
    in_first, in_second = (words and quoted(words, one.prose) for words in (one.before, one.after))
    if one.form == "item":
        says = sentence(
            of, f"{what} stands only under {second if kind == 'added' else first}", in_first or in_second or ""
        )
    elif one.form == "words":
        only = [f"only under {first} {and_list(one.lost)}"] if one.lost else []
        only += [f"only under {second} {and_list(one.gained)}"] if one.gained else []
        says = sentence(of, what, "; ".join(only))
    else:
        told = [f"{words or 'not given'} under {name}" for words, name in ((in_first, first), (in_second, second))]
        says = sentence(of, f"{what} is {told[0]} but {told[1]}{one.remark}")
    return Change(one.place.where, kind, one.before, one.after, says)
