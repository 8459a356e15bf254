"""Where it was: what a name or a written point may mean, each read back as an operator would ask a caller."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from holdfire.claims.places import Candidate, Gazetteer, Near
from holdfire.publish.names import Names
from holdfire.web.rooms.inbox.points import point_of, spoken
from holdfire.web.rooms.inbox.why_there import why_there
from holdfire.web.rooms.inbox.work import Work
from holdfire.web.shell import app_words

MOST = 6
"""Candidates that are shown; a caller who hears more remembers none."""


@dataclass(frozen=True)
class Spot:
    """A place to choose: its number in the form, the fields it fills, where it is in signs, what is asked back, and why."""

    number: int
    place: str
    lat: float
    lon: float
    radius_km: float
    where: str
    asks: str = ""
    reasons: tuple[Markup, ...] = ()

    @property
    def value(self) -> str:
        """The fields in one value of a form."""
        return f"{self.lat:.5f} {self.lon:.5f} {self.radius_km:g} {self.place}"


def spots(work: Work, sought: str, language: str) -> Sequence[Spot]:
    """What a text may mean, the best first. Raises ``ValueError`` for a point that is not on earth."""
    if point := point_of(sought):
        where = spoken(point.lat, point.lon, point.radius_km)
        return [Spot(0, "", round(point.lat, 5), round(point.lon, 5), point.radius_km, where)]
    gazetteer = work.gazetteer()
    near = gazetteer.near(agreement=work.case.agreement)
    return list(_found(gazetteer, sought, near, Names(work.case.agreement.text, app_words(language))))


def _found(gazetteer: Gazetteer, sought: str, near: Near, names: Names) -> Sequence[Spot]:
    return [
        Spot(
            number,
            named(one),
            round(one.lat, 5),
            round(one.lon, 5),
            one.radius_km,
            spoken(one.lat, one.lon, one.radius_km),
            gazetteer.read_back(one, names.words.language),
            tuple(why_there(reason, names) for reason in one.reasons),
        )
        for number, one in enumerate(gazetteer.locate(sought, near).candidates[:MOST])
    ]


def named(one: Candidate) -> str:
    """A place with its province: ``Sukkari, Aleppo``."""
    return f"{one.name}, {one.admin1}" if one.admin1 and one.admin1 != one.name else one.name


def chosen(value: str) -> dict[str, str]:
    """The fields that a chosen place fills. Raises ``ValueError`` for a value that no form of ours has."""
    parts = value.split(" ", 3)
    if len(parts) < 3:
        raise ValueError("this is no place of the list")
    lat, lon, radius = (str(float(part)) for part in parts[:3])
    told = {"lat": lat, "lon": lon, "radius_km": radius}
    return {**told, "place": parts[3]} if len(parts) == 4 and parts[3] else told
