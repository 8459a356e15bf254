"""A STIX 2.1 bundle: incidents with their places, claims as reports, what bodies find and hold as opinions and notes.

STIX leaves to each community what the five steps of an opinion mean; here: positions keep their own step, since a body's
position is on that scale already; a finding of breach is ``agree``, or ``strongly-agree`` where it is beyond reasonable doubt;
permitted and outside scope are ``disagree``; undetermined is ``neutral``; one without a verdict, which confirms that it
happened, is ``agree``. What the rule proposes is told the same way by Holdfire's own identity. Not confirmed is ``neutral``:
neither agreement nor denial. A right of reply is a note. Requests and notices are letters, and stay out. An opinion is on the
incident, or on the opinion of a finding; one on a claim is on its incident, and names the claim in words.

Ids are made from the agreement and the id in the record (UUID version 5 in a namespace of ours), so that the same thing has the
same id in every bundle; what can change with knowledge is ``modified`` when the bundle was known.
Specification: OASIS STIX 2.1, 10 June 2021.
"""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID, uuid5

from holdfire.exports.table import Made, Row, joined

SPACE = UUID("6f1c2a52-7c0e-5d0b-9a53-0b6e9f6b2c11")
"""Our namespace. Not STIX's own, which is for observables alone (section 2.9)."""
KM_OF_A_DEGREE = 111.195
OF_VERDICTS = {"breach": "agree", "permitted": "disagree", "outside-scope": "disagree", "undetermined": "neutral"}
SURE = "beyond-reasonable-doubt"
STEPS = ("strongly-disagree", "disagree", "neutral", "agree", "strongly-agree")
LONG_AGO = "1970-01-01T00:00:00.000Z"
"""When an object was made, where the edition tells no time."""

Object = dict[str, Any]


def stix_pieces(made: Made) -> Iterator[bytes]:
    """The table as a bundle, object by object."""
    written = _Bundle(made)
    yield f'{{"type":"bundle","id":"bundle--{written.uuid("bundle", _all_told(made))}","objects":[\n'.encode()
    between = ""
    for held in written.objects():
        encoded = json.dumps(held, ensure_ascii=False, separators=(",", ":"))
        yield (between + encoded).encode("utf-8", "replace")
        between = ",\n"
    yield b"\n]}\n"


def _all_told(made: Made) -> str:
    return made.about.model_dump_json()


class _Bundle:
    """The objects of one bundle, in their order: who speaks before what is said."""

    def __init__(self, made: Made) -> None:
        self.made = made
        self.known: set[str] = set()
        self.as_known = _time(made.about.known_at or made.about.as_of)

    def uuid(self, kind: str, name: str) -> UUID:
        """The id of a thing of the record."""
        return uuid5(SPACE, f"{self.made.about.agreement}\n{kind}\n{name}")

    def objects(self) -> Iterator[Object]:
        """All of them."""
        about = self.made.about
        yield from self._identity("holdfire", f"Holdfire, under {about.agreement}", "system")
        if self.made.beside:
            yield from self._incidents(self.made.beside)
        if about.what == "claims":
            yield from self._reports()
        elif about.what == "findings":
            yield from self._opinions()
        else:
            yield from self._incidents(self.made)

    def _base(self, kind: str, name: str, at: str, by: str = "holdfire") -> Object:
        return {
            "type": kind,
            "spec_version": "2.1",
            "id": f"{kind}--{self.uuid(kind, name)}",
            "created_by_ref": f"identity--{self.uuid('identity', by)}",
            "created": at,
            "modified": at if kind == "identity" else max(at, self.as_known),
        }

    def _identity(self, name: str, title: str = "", of: str = "organization") -> Iterator[Object]:
        if name in self.known:
            return
        self.known.add(name)
        held = self._base("identity", name, LONG_AGO)
        yield {**held, "name": title or name, "identity_class": of}

    def _incidents(self, made: Made) -> Iterator[Object]:
        names = [column.name for column in made.columns]
        for row in made.rows:
            told = dict(zip(names, row, strict=True))
            at = _time(told.get("start") or told.get("day"))
            act = told.get("act") or "act not told"
            held = self._base("incident", told["id"], at)
            where = told.get("place") or ""
            held["name"] = f"{act}: {where}" if where else act
            held["description"] = _described(told)
            held["labels"] = [f"act:{told['act']}"] if told.get("act") else ["act:not-told"]
            held["external_references"] = [
                {"source_name": f"holdfire:{made.about.agreement}", "external_id": told["id"]}
            ]
            yield held
            yield from self._location(held, told)

    def _location(self, incident: Object, told: dict[str, Any]) -> Iterator[Object]:
        lat, lon, precision = _middle(told)
        if lat is None:
            return
        held = self._base("location", told["id"], incident["created"])
        yield {**held, "latitude": lat, "longitude": lon, "precision": precision}
        tie = self._base("relationship", f"located-at {told['id']}", incident["created"])
        yield {**tie, "relationship_type": "located-at", "source_ref": incident["id"], "target_ref": held["id"]}

    def _reports(self) -> Iterator[Object]:
        names = [column.name for column in self.made.columns]
        for row in self.made.rows:
            told = dict(zip(names, row, strict=True))
            who = "; ".join(told["claimants"]) or "unknown"
            yield from self._identity(who)
            at = _time(told.get("known_from") or told["start"])
            held = self._base("report", told["id"], at, who)
            held["name"] = f"{told['act'] or told['kind']}: {told.get('place') or ''}".rstrip(": ")
            if told.get("words"):
                held["description"] = told["words"]
            held["published"] = at
            held["report_types"] = [told["kind"]]
            incident = told.get("incident")
            on = self.uuid("incident", incident) if incident else None
            # A report must refer to something: where no incident was made of it, to whoever says it.
            held["object_refs"] = [f"incident--{on}" if on else held["created_by_ref"]]
            held["external_references"] = [
                {"source_name": f"holdfire:{self.made.about.agreement}", "external_id": told["id"]}
            ]
            yield held

    def _opinions(self) -> Iterator[Object]:
        names = [column.name for column in self.made.columns]
        for row in self.made.rows:
            yield from self._opinion(dict(zip(names, row, strict=True)))

    def _opinion(self, told: dict[str, Any]) -> Iterator[Object]:
        step, says = _step(told), told["says"]
        by = "holdfire" if told["made_by"] == "rule" else told["by"]
        yield from self._identity(by)
        if says == "right-of-reply":
            held = self._base("note", told["id"], _time(told["at"]), by)
            yield {**held, "content": told.get("why") or says, "object_refs": [self._on(told)]}
            return
        if step is None:
            return
        held = self._base("opinion", told["id"], LONG_AGO if by == "holdfire" else _time(told["at"]), by)
        held["opinion"] = step
        held["explanation"] = _explained(told)
        labels = ("made_by", "says", "of", "provision", "reading")
        held["labels"] = [f"{name}:{told[name]}" for name in labels if told.get(name)]
        held["object_refs"] = [self._on(told)]
        yield held

    def _on(self, told: dict[str, Any]) -> str:
        """What an opinion is on: the opinion of the finding, else the incident, since a claim is in no bundle of findings."""
        if told["of"] == "finding":
            return f"opinion--{self.uuid('opinion', told['on'])}"
        return f"incident--{self.uuid('incident', told['incident'])}"


def _step(told: dict[str, Any]) -> str | None:
    says = told["says"]
    if told["made_by"] == "position":
        return says if says in STEPS else "neutral" if says == "not-confirmed" else None
    if told["made_by"] == "finding" and says is None:
        return "agree"
    step = OF_VERDICTS.get(says)
    return "strongly-agree" if step == "agree" and told["standard"] == SURE else step


def _explained(told: dict[str, Any]) -> str:
    """What was found or held, in words of ours; the body's own words behind them where the edition has them."""
    under = f" under {told['provision']}" if told["provision"] else ""
    of = {"rule": "The rule proposes", "finding": "The body finds", "position": "The body holds"}[told["made_by"]]
    reading = f", by the reading {told['reading']}" if told["reading"] else ""
    because = f" ({', '.join(told['reasons'])})" if told["reasons"] else ""
    standard = f", at the standard {told['standard']}" if told["standard"] else ""
    who = f"; attribution {joined(told['attribution'])}" if told["attribution"] else ""
    words = f" {told['why']}" if told.get("why") else ""
    about = f" on claim {told['on']}" if told["of"] == "claim" else ""
    return f"{of}{about}{under}{reading}: {told['says'] or 'it happened'}{because}{standard}{who}.{words}"


def _described(told: dict[str, Any]) -> str:
    if "day" in told:
        return f"Began on {told['day'].isoformat()}; the time of day is not told. An incident, not a finding."
    dead = [str(n) for n in (told["dead_low"], told["dead_high"]) if n is not None]
    toll = f" Killed, by what is told: {' to '.join(dict.fromkeys(dead))}." if dead else ""
    blamed = f" Blamed: {joined(told['actors'])}." if told["actors"] else " Nobody is named."
    return (
        f"Between {_time(told['start'])} and {_time(told['end'])} (known to the {told['precision']})."
        f"{blamed}{toll} An incident, not a finding."
    )


def _middle(told: dict[str, Any]) -> tuple[float | None, float | None, float | None]:
    """Latitude, longitude and precision in metres; a cell is its middle with half its diagonal."""
    if "radius_km" in told:
        if None in (told["lat"], told["lon"], told["radius_km"]):
            return None, None, None
        return told["lat"], told["lon"], round(told["radius_km"] * 1000, 1)
    if told.get("south") is None:
        return None, None, None
    high, wide = told["north"] - told["south"], told["east"] - told["west"]
    metres = round((high**2 + wide**2) ** 0.5 / 2 * KM_OF_A_DEGREE * 1000)
    return round(told["south"] + high / 2, 2), round(told["west"] + wide / 2, 2), float(metres)


def _time(value: Row | date | datetime | str | None) -> str:
    """A STIX timestamp: UTC, to the millisecond."""
    if value is None or isinstance(value, str):
        return LONG_AGO if not value else _time(datetime.fromisoformat(str(value)))
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{value.microsecond // 1000:03}Z"
    assert isinstance(value, date)  # noqa: S101 - for the type checker
    return _time(datetime.combine(value, time(0), UTC))
