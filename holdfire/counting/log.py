"""The log: atomic observations of fire, and the happenings they are of, as columns.

One observation is what one observer perceived at one time and place. What the same observer tells again elsewhere, word for word
the same, is one observation; identical rows of one document are as many as there are rows. What a machine read and nobody
accepted is in no log, nor are claimants' own totals: those are numbers by their own rules.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from holdfire.claims import Claim
from holdfire.claims.bulletins.smm_words import EXERCISE
from holdfire.counting.seen import perceived
from holdfire.findings.places import Site
from holdfire.incidents import Incident
from holdfire.incidents.incident import HAPPENINGS
from holdfire.when import seconds

Ints = np.ndarray[Any, np.dtype[np.int64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
FIRE = frozenset(
    ("airstrike", "shelling", "sniper-fire", "small-arms-fire", "guided-missile", "explosive-device", "clash")
)
"""Acts that are fire or an explosion, whatever number is told."""
PERHAPS_FIRE = frozenset(("attack", "attack-on-aid", "attack-on-civilians"))
"""Acts whose means are not told: they may have been fire, or none."""
UNTOLD = -1
"""Stands for a number, a place or a kind that is not told."""
MOST_TOLD = 10**9
"""A number above this is no number of rounds; it is taken as not told."""
KINDS = ("explosion", "projectile", "burst", "shot", "flash", "flare", "round")
"""Kinds of fire, by the number that stands for each in columns."""


@dataclass(frozen=True)
class Atoms:
    """Observations of fire. ``first`` and ``last`` are whole seconds since 1970, both possible; ``most`` may be ``UNTOLD``.

    ``certain`` is false where it may have been no fire. ``parts`` is how many observations its happening has, ``several``
    whether more than one account tells of it: a document of one observer is one account.
    """

    first: Ints
    last: Ints
    least: Ints
    most: Ints
    place: Ints
    kind: Ints
    happening: Ints
    account: Ints
    parts: Ints
    certain: Bools
    exercise: Bools
    several: Bools

    def __len__(self) -> int:
        return len(self.first)

    def take(self, at: Ints | Bools) -> "Atoms":
        """Those at these positions."""
        return replace(self, **{f.name: getattr(self, f.name)[at] for f in fields(self)})

    def within(self, start: int, end: int) -> "Atoms":
        """The same with their times cut to a half-open stretch that each of them meets."""
        return replace(self, first=np.maximum(self.first, start), last=np.minimum(self.last, end - 1))


@dataclass(frozen=True)
class Happenings:
    """Incidents: when each is told to have begun, whether its observations are assessed as an exercise, all or some of them."""

    begins: Ints
    exercise: Bools
    perhaps_exercise: Bools

    def __len__(self) -> int:
        return len(self.begins)

    def take(self, at: Ints | Bools) -> "Happenings":
        """Those at these positions."""
        return replace(self, **{f.name: getattr(self, f.name)[at] for f in fields(self)})


@dataclass(frozen=True)
class Log:
    """Observations with their incidents. ``sites`` are where each incident is, ``acts`` and ``actors`` what and by whom.

    ``actors`` are alternatives, sets of actors any one of which may have done it.
    """

    atoms: Atoms
    happenings: Happenings
    sites: tuple[Site, ...]
    acts: tuple[str, ...]
    actors: tuple[tuple[tuple[str, ...], ...], ...]


def log_of(incidents: Sequence[Incident]) -> Log:
    """The log that incidents make. In whatever order they come, numbers made of it are the same."""
    kept = sorted({i.id: i for i in incidents if _told(i)}.values(), key=lambda i: i.id)
    places: dict[str, int] = {}
    accounts: dict[tuple[int, str, str, str], int] = {}
    rows = [row for number, i in enumerate(kept) for row in _rows(number, i, places, accounts)]
    atoms = _atoms(np.array(rows, dtype=np.int64).reshape(-1, 10), len(kept))
    exercises = np.bincount(atoms.happening, atoms.exercise, minlength=len(kept))
    every = np.bincount(atoms.happening, minlength=len(kept))
    happenings = Happenings(
        begins=np.array([seconds(i.span.start) for i in kept], dtype=np.int64),
        exercise=(exercises > 0) & (exercises == every),
        perhaps_exercise=exercises > 0,
    )
    sites = tuple(Site(i.where, i.facility) for i in kept)
    return Log(atoms, happenings, sites, tuple(i.act or "" for i in kept), tuple(i.actors for i in kept))


def _told(incident: Incident) -> bool:
    """True where a person wrote it down, or accepted what a machine read."""
    return any(c.review in ("none", "accepted") and c.kind in HAPPENINGS for c in incident.claims)


def _rows(
    number: int, incident: Incident, places: dict[str, int], accounts: dict[tuple[int, str, str, str], int]
) -> list[tuple[int, ...]]:
    """The observations of one incident, as rows of whole numbers."""
    by_account: dict[tuple[int, str, str, str], list[Claim]] = {}
    for claim in sorted({c.id: c for c in incident.claims}.values(), key=lambda c: c.id):
        if claim.kind == "incident" and claim.review in ("none", "accepted") and _fire(claim) is not None:
            told = (number, _observer(claim), claim.source, claim.published or "")
            by_account.setdefault(told, []).append(claim)
    rows: list[tuple[int, ...]] = []
    seen: set[tuple[object, ...]] = set()
    for account, claims in sorted(by_account.items()):
        times: dict[tuple[object, ...], int] = {}
        for claim in claims:
            row = _row(claim, incident, places, alone=len(claims) == 1)
            if row is None:
                continue
            alike = (account[1], row)
            times[alike] = times.get(alike, 0) + 1
            again = (*alike, times[alike])
            if again not in seen:
                seen.add(again)
                rows.append((*row, number, accounts.setdefault(account, len(accounts))))
    return rows


def _observer(claim: Claim) -> str:
    """Whose word it is in the end."""
    return claim.origin or ";".join(sorted(claim.claimants))


def _fire(claim: Claim) -> bool | None:
    """True: surely fire; False: perhaps; None: none."""
    told = perceived(claim.count.unit) if claim.count else None
    if told or claim.act in FIRE:
        return True
    return False if claim.act in PERHAPS_FIRE or claim.act is None else None


def _row(claim: Claim, incident: Incident, places: dict[str, int], *, alone: bool) -> tuple[int, ...] | None:
    """First and last second, least and most, place, kind, certain, exercise; None where the claim says that there was none."""
    told = perceived(claim.count.unit) if claim.count else None
    many = claim.count.number if claim.count and told else None
    if many == 0:
        return None
    whole = many is not None and 0 < many <= MOST_TOLD and many == int(many)
    least, most = (int(many), int(many)) if many is not None and whole else (1, UNTOLD)
    span = incident.span if alone and incident.span.within(claim.span) else claim.span
    first = seconds(span.start)
    name = " ".join(claim.place.casefold().split())
    if not name and claim.where:
        name = f"{claim.where.lat:.4f} {claim.where.lon:.4f}"
    return (
        first,
        max(first, seconds(span.end) - 1),
        least,
        most,
        places.setdefault(name, len(places)) if name else UNTOLD,
        KINDS.index(told.what) if told else UNTOLD,
        int(_fire(claim) is True),
        int(claim.manner == EXERCISE),
    )


def _atoms(columns: Ints, happenings: int) -> Atoms:
    first, last, least, most, place, kind, certain, exercise, happening, account = columns.T
    pairs = np.unique(np.stack([happening, account]), axis=1)[0] if len(columns) else happening
    several = np.bincount(pairs, minlength=happenings) > 1
    return Atoms(
        first=first,
        last=last,
        least=least,
        most=most,
        place=place,
        kind=kind,
        happening=happening,
        account=account,
        parts=np.bincount(happening, minlength=happenings)[happening],
        certain=certain.astype(bool),
        exercise=exercise.astype(bool),
        several=several[happening],
    )
