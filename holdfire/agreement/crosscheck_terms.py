"""Checks of the terms: actors, zones, windows, provisions."""

from datetime import timedelta

from holdfire.agreement.checker import Checker, Path_, spoken
from holdfire.agreement.model import Actor, Bind, Disputed, Provision, Window, Zone
from holdfire.agreement.places import NOT_DRAWN
from holdfire.agreement.times import UNSAID, every_zone
from holdfire.errors import AgreementError

MOST_METRES = 20_000_000


def check_actors(check: Checker) -> None:
    """Actors, their names and how they hang together."""
    known = check.text.actors
    for name, actor in known.items():
        _actor(check, name, actor)
    for field in ("answered_for_by", "part_of", "speaks_for"):
        said = field.replace("_", "-")
        check.no_ring("actors", lambda a, f=field: filter(None, [getattr(known[a], f)]), known, said)  # type: ignore[misc]
    owner: dict[str, str] = {}
    for name, actor in known.items():
        for alias in [a for a in actor.aliases if isinstance(a, str)]:
            if owner.setdefault(alias.casefold(), name) != name:
                at: Path_ = ("actors", name, "aliases")
                raise check.fail(
                    f'"{alias}" is a name of {owner[alias.casefold()]} and of {name}', at, "Keep one, or give dates."
                )


def _actor(check: Checker, name: str, actor: Actor) -> None:
    at: Path_ = ("actors", name)
    known = check.text.actors
    for field in ("answered_for_by", "part_of", "speaks_for"):
        if (value := getattr(actor, field)) is not None:
            check.need("actor", [value], known, (*at, field.replace("_", "-")))
    check.need("actor", actor.replaceable_by, known, (*at, "replaceable-by"))
    for i, alias in enumerate(actor.aliases):
        if not isinstance(alias, str):
            _stretch(check, alias.from_, alias.until, (*at, "aliases", i))
    for i, change in enumerate(actor.changes):
        _stretch(check, change.from_, change.until, (*at, "changes", i))


def _stretch(check: Checker, start: str | None, end: str | None, at: Path_) -> None:
    check.times(start, at)
    check.times(end, at)
    check.in_order(start, end, at)


def check_joining(check: Checker) -> None:
    """How others join or are put out."""
    for name, way in check.text.accession.items():
        at: Path_ = ("accession", name)
        check.need("actor", way.who, check.text.actors, (*at, "who"))
        check.times(way.before, (*at, "before"))
        check.times(way.from_, (*at, "from"))
        check.keys(way.accepted_by, (*at, "accepted-by"))
    for name, exclusion in check.text.exclusions.items():
        check.keys(exclusion.by, ("exclusions", name, "by"))


def check_zones(check: Checker) -> None:
    """Zones have the shapes they need, and lengths on this globe."""
    zones = check.text.zones
    for name, place in zones.items():
        at: Path_ = ("zones", name)
        check.need("zone", [*place.except_zones, *place.zones], zones, at)
        check.need("facility", place.facilities, check.text.facilities, (*at, "facilities"))
        for number, dated in enumerate(place.shapes):
            check.need("shape", [dated.geometry], check.shapes, (*at, "shapes", number))
            check.times(dated.from_, (*at, "shapes", number))
            check.times(dated.until, (*at, "shapes", number))
            check.in_order(dated.from_, dated.until, (*at, "shapes", number))
        if problem := _lacks(place):
            raise check.fail(f"{spoken(at)} {problem[0]}", at, problem[1])
        if place.geometry is not None:
            check.need("shape", [place.geometry], check.shapes, (*at, "geometry"))
        metres = (place.buffer_m, place.left_m, place.right_m, place.inner_m, place.precision_km * 1000)
        if not all(0 <= m <= MOST_METRES for m in metres):
            raise check.fail(
                f"{spoken(at)} has a length below zero or beyond the globe",
                at,
                "Give buffer-m, left-m, right-m and inner-m in metres, precision-km in km.",
            )
    check.no_ring("zones", lambda z: [*zones[z].zones, *zones[z].except_zones], zones, "made of")


def _lacks(zone: Zone) -> tuple[str, str] | None:
    """What a zone of its kind needs and does not have."""
    if zone.kind == "list":
        return None if zone.zones else ("is a list of no zones", "Name them under zones.")
    if zone.kind == "facility":
        return None if zone.facilities else ("names no type of facility", "Name one of facilities.")
    if zone.kind not in NOT_DRAWN and zone.geometry is None and not zone.shapes:
        return "has no geometry", "Name a feature of zones.geojson, or make it unpublished."
    if (zone.kind == "ring" or zone.inner_m) and not zone.inner_m < zone.buffer_m:
        return "is a ring whose inner edge is not inside its outer one", "Make buffer-m greater than inner-m."
    if (zone.left_m or zone.right_m) and zone.kind not in ("line", "corridor"):
        return f"is a {zone.kind} with a left and a right", "Only a line or a corridor has sides."
    return None


def check_window(check: Checker, name: str, window: Window) -> None:
    """A window begins, and ends in one way."""
    at: Path_ = ("windows", name)
    check.time(window.from_, (*at, "from"))
    if window.lasts is None and window.until is None:
        raise check.fail(f"{spoken(at)} has no end", at, "Give lasts: a length or open-ended, or until.")
    if window.lasts != "open-ended":
        check.calendar_length(window.lasts, (*at, "lasts"))
    check.times(window.until, (*at, "until"))
    check.in_order(window.from_, window.until, (*at, "until"))
    check.calendar_length(window.notice, (*at, "notice"))
    check.need("actor", window.renewed_by, check.text.actors, (*at, "renewed-by"))
    check.keys(window.suspended_by, (*at, "suspended-by"))
    check.keys(window.ended_by, (*at, "ended-by"))
    if window.renews:
        check.calendar_length(window.renews.for_, (*at, "renews", "for"), timedelta(hours=1))
        check.calendar_length(window.renews.unless_notice, (*at, "renews", "unless-notice"))
        check.need("actor", window.renews.by, check.text.actors, (*at, "renews", "by"))


def check_provision(check: Checker, name: str, provision: Provision) -> None:
    """Who, what, where, when and how many must all be defined."""
    at: Path_ = ("provisions", name)
    text = check.text
    for i, bind in enumerate(provision.binds):
        _bind(check, bind, (*at, "binds", i))
    for field in ("broken_by", "kept_by", "undone_by", "ended_by"):
        check.need("act", getattr(provision, field), check.acts, (*at, field.replace("_", "-")))
    check.need("object", provision.objects, text.objects, (*at, "objects"))
    check.need("target", provision.protects, check.targets, (*at, "protects"))
    check.need("zone", [z for z in every_zone(provision.zone) if z not in UNSAID], text.zones, (*at, "zone"))
    if provision.while_:
        check.need("window", [provision.while_], text.windows, (*at, "while"))
    _when(check, provision, at)
    check.need("provision", provision.together_with, text.provisions, (*at, "together-with"))
    check.need("provision", provision.made_of, [*text.provisions, *text.inherits], (*at, "made-of"))
    if provision.mirrors:
        check.need("actor", [provision.mirrors], text.actors, (*at, "mirrors"))
    if isinstance(provision.effort, Disputed):
        check.need("effort", provision.effort.disputed.values(), ("result", "best-effort"), (*at, "effort"))
    for i, exception in enumerate(provision.exceptions):
        check.need("act", exception.acts, check.acts, (*at, "exceptions", i))
        check.need("actor", exception.actors, text.actors, (*at, "exceptions", i))
        check.need("zone", exception.zone, text.zones, (*at, "exceptions", i))
        check.under(exception.under, (*at, "exceptions", i))
        _stretch(check, exception.from_, exception.until, (*at, "exceptions", i))
        if not (exception.acts or exception.actors or exception.manner or exception.zone):
            remedy = "Give manner, acts, actors or a zone; if the claim cannot show it, say it under unsaid."
            raise check.fail(
                f"{spoken((*at, 'exceptions', i))} allows nothing anybody could show", (*at, "exceptions", i), remedy
            )
    for i, quantity in enumerate(provision.quantities):
        check.times(quantity.by, (*at, "quantities", i))
        check.under(quantity.under, (*at, "quantities", i))
        bounds = (quantity.exactly, quantity.at_most, quantity.at_least)
        if all(bound is None for bound in bounds) and not quantity.all_:
            raise _no_number(check, (*at, "quantities", i))
        if not quantity.unit:
            raise check.fail(
                f"{spoken((*at, 'quantities', i))} has no unit",
                (*at, "quantities", i),
                "Write the one claims will use, such as persons or trucks.",
            )
    if provision.made_of and (provision.broken_by or provision.kept_by):
        remedy = "Leave the acts to the provisions it sums up."
        raise check.fail(f"{spoken(at)} sums up others and has acts of its own", (*at, "made-of"), remedy)


def _no_number(check: Checker, at: Path_) -> AgreementError:
    return check.fail(f"{spoken(at)} has no number", at, "Give exactly, at-most, at-least, or all: true.")


def _bind(check: Checker, bind: Bind, at: Path_) -> None:
    if [bind.actor, bind.side, bind.role, bind.everyone or None].count(None) != 3:
        raise check.fail(
            f"{spoken(at)} must name one of actor, side, role and everyone", at, "Write one bind for each."
        )
    if bind.actor:
        check.need("actor", [bind.actor], check.text.actors, at)
    if bind.side:
        check.need("side", [bind.side], check.sides, at)
    check.need("act", bind.acts, check.acts, at)
    check.need("target", bind.against, check.targets, at)
    check.need("zone", bind.zone, check.text.zones, at)
    check.under(bind.under, at)
    _stretch(check, bind.from_, bind.until, at)


def _when(check: Checker, provision: Provision, at: Path_) -> None:
    for field in ("from_", "until", "start_by", "deadline"):
        check.times(getattr(provision, field), (*at, field.rstrip("_").replace("_", "-")))
    check.calendar_length(provision.every, (*at, "every"), timedelta(hours=1))
    check.length(provision.within, (*at, "within"))
    if provision.within and not provision.mirrors:
        raise check.fail(
            f"{spoken(at)} has within and mirrors nobody", (*at, "within"), "Name mirrors, or write a deadline."
        )
    check.in_order(provision.from_, provision.start_by, (*at, "start-by"))
    check.in_order(provision.start_by, provision.deadline, (*at, "deadline"))
    check.in_order(provision.from_, provision.until, (*at, "until"))
    check.in_order(provision.from_, provision.deadline, (*at, "deadline"))
