"""Terms brought back into force by reference: read from the other agreement's own folder and put under this one's windows."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from holdfire.agreement.model import Actor, Agreement, AgreementText, Inherited, Provision
from holdfire.agreement.shapes import Shapes
from holdfire.agreement.times import every_value, every_zone
from holdfire.errors import AgreementError

INHERITED = "inherits"
"""The folder, inside that of an agreement, in which a case keeps the agreements it inherits from."""
_WORDS = ("acts", "objects", "facilities")


@dataclass(frozen=True)
class Both:
    """A text with the terms it inherits, and the shapes of both."""

    text: AgreementText
    shapes: Shapes


def place_of(identity: str, folder: Path) -> Path:
    """The folder of an inherited agreement: inside this one, beside it, or among those that come with Holdfire.

    Raises ``AgreementError`` when it is in none of them.
    """
    here = Path(__file__).resolve().parents[1]
    places = (folder / INHERITED / identity, folder.resolve().parent / identity, here / "_agreements" / identity)
    for place in (*places, here.parent / "agreements" / identity):
        if (place / "agreement.yaml").is_file():
            return place
    raise AgreementError(
        f'it inherits from "{identity}", which is not here',
        "agreement.yaml",
        f"Put that agreement into {INHERITED}/{identity}.",
    )


def with_inherited(text: AgreementText, shapes: Shapes, find: Callable[[str], Agreement]) -> Both:
    """The text with every provision it inherits, and with what those provisions name and it does not have itself.

    Actors, zones, events and windows of the same name are this agreement's own. Raises ``AgreementError`` for a name that would
    mean two things.
    """
    both = Both(text, shapes)
    for key, inherited in text.inherits.items():
        both = _taken_over(both, key, inherited, find(inherited.agreement))
    return both


def _taken_over(both: Both, key: str, inherited: Inherited, other: Agreement) -> Both:
    theirs, own = other.text, both.text
    taken = {n: p for n, p in theirs.provisions.items() if (not inherited.provisions or n in inherited.provisions)}
    _all_there(key, [*inherited.provisions, *inherited.except_], theirs)
    taken = {n: _under(p, inherited) for n, p in taken.items() if n not in inherited.except_}
    if double := sorted(set(taken) & set(own.provisions)):
        raise _two_meanings(key, "provision", double[0])
    zones = _closed({z for p in taken.values() for z in _zones(p)}, theirs)
    events = _events({t for p in taken.values() for t in _times(p)}, theirs)
    for name in sorted(events & set(own.events)):
        if own.events[name].at != theirs.events[name].at:
            raise _two_meanings(key, "event", name)
    sourced = _Sourced(theirs)
    update: dict[str, Any] = {
        "zones": {**{z: sourced(theirs.zones[z]) for z in theirs.zones if z in zones}, **own.zones},
        "events": {**{e: sourced(theirs.events[e]) for e in theirs.events if e in events}, **own.events},
        "actors": {
            **own.actors,
            **{n: _renamed(sourced(a), own) for n, a in _actors(taken, theirs) if n not in own.actors},
        },
        "windows": {**{n: sourced(theirs.windows[n]) for n in _windows(taken) if n in theirs.windows}, **own.windows},
        "sources": {**own.sources, **sourced.sources},
        **{word: {**getattr(theirs, word), **getattr(own, word)} for word in _WORDS},
    }
    summed = {n: p.model_copy(update={"made_of": _opened(p.made_of, key, taken)}) for n, p in own.provisions.items()}
    update["provisions"] = {**summed, **{n: sourced(p) for n, p in taken.items()}}
    drawn = {z.geometry for n, z in theirs.zones.items() if n in zones and n not in own.zones and z.geometry}
    return Both(own.model_copy(update=update), {**{d: other.shapes[d] for d in drawn}, **both.shapes})


def _under(provision: Provision, inherited: Inherited) -> Provision:
    """A provision under the window and moments this agreement gives it. A window given here takes the place of all its own."""
    given = {f: getattr(inherited, f) for f in ("while_", "from_", "until")}
    update = given if inherited.while_ else {f: v for f, v in given.items() if v is not None}
    kept = [p for p in provision.together_with if not inherited.provisions or p in inherited.provisions]
    return provision.model_copy(update={**update, "together_with": [p for p in kept if p not in inherited.except_]})


def _opened(names: list[str], key: str, taken: Iterable[str]) -> list[str]:
    """What a provision sums up, with the inherited terms named one by one."""
    return [one for name in names for one in (taken if name == key else [name])]


def _all_there(key: str, names: Iterable[str], theirs: AgreementText) -> None:
    for name in names:
        if name not in theirs.provisions:
            raise AgreementError(
                f'inherits.{key} names provision "{name}", which {theirs.id} does not have',
                "agreement.yaml",
                "Mend that line.",
            )


def _two_meanings(key: str, what: str, name: str) -> AgreementError:
    return AgreementError(
        f'inherits.{key} brings {what} "{name}", which is already something else here',
        "agreement.yaml",
        "Rename the one here.",
    )


def _zones(provision: Provision) -> Iterator[str]:
    yield from every_zone(provision.zone)
    for bind in provision.binds:
        yield from bind.zone
    for exception in provision.exceptions:
        yield from exception.zone


def _closed(zones: set[str], theirs: AgreementText) -> set[str]:
    """Zones with those they are made of and those cut out of them."""
    found: set[str] = set()
    waiting = [z for z in zones if z in theirs.zones]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [*theirs.zones[name].zones, *theirs.zones[name].except_zones]
    return found


def _renamed(actor: Actor, own: AgreementText) -> Actor:
    """An actor without the names that somebody else has here."""
    ours = {a.casefold() for other in own.actors.values() for a in other.aliases if isinstance(a, str)}
    kept = [a for a in actor.aliases if not (isinstance(a, str) and a.casefold() in ours)]
    return actor.model_copy(update={"aliases": kept})


def _actors(taken: dict[str, Provision], theirs: AgreementText) -> list[tuple[str, Actor]]:
    """Actors that these provisions name, with those who answer for them or whose part they are."""
    found: set[str] = set()
    waiting = [name for p in taken.values() for name in _named(p)]
    while waiting:
        name = waiting.pop()
        if name in theirs.actors and name not in found:
            found.add(name)
            actor = theirs.actors[name]
            waiting += [
                other for other in (actor.answered_for_by, actor.part_of, actor.speaks_for, *actor.members) if other
            ]
    return [(name, actor) for name, actor in theirs.actors.items() if name in found]


def _named(provision: Provision) -> Iterator[str]:
    for bind in provision.binds:
        yield from filter(None, (bind.actor, *bind.against))
    for exception in provision.exceptions:
        yield from exception.actors
    yield from (*provision.protects, *filter(None, (provision.mirrors,)))


def _windows(taken: dict[str, Provision]) -> set[str]:
    return {p.while_ for p in taken.values() if p.while_}


def _times(provision: Provision) -> Iterator[str]:
    for field in (provision.from_, provision.until, provision.start_by, provision.deadline):
        yield from every_value(field)


def _events(times: set[str], theirs: AgreementText) -> set[str]:
    """Events that these times name, with those that they hang on."""
    found: set[str] = set()
    waiting = list(times)
    while waiting:
        for word in waiting.pop().split():
            if word in theirs.events and word not in found:
                found.add(word)
                waiting += every_value(theirs.events[word].at)
    return found


class _Sourced:
    """Parts of the other agreement with their sources renamed, so that two agreements' R1 stay two."""

    def __init__(self, theirs: AgreementText) -> None:
        self._theirs = theirs
        self.sources = {self._name(key): said for key, said in theirs.sources.items()}

    def __call__(self, part: Any) -> Any:
        return part.model_copy(update={"source": [self._name(s) for s in part.source]})

    def _name(self, key: str) -> str:
        return f"{self._theirs.id} {key}"
