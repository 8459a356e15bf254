"""What figures are made from and what a figure is: plain values, before any drawing is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from holdfire.agreement import Agreement
from holdfire.counting import EVENT
from holdfire.publish.figures.ink import Shape
from holdfire.status.model import IncidentView

Cell = str | int | float | date | None
RULE = EVENT.name
"""The counting rule of figures of incidents: one for each happening, on the day on which it is told to have begun."""


@dataclass(frozen=True)
class Happening:
    """One incident as figures know it. ``day`` is the agreement's day on which it is told to have begun.

    ``hour`` is the local hour, only where the time is told to within an hour. ``zones`` are those it surely lies in.
    ``ledgers`` are those whose claims tell of it, where several are held; empty where there is one. ``dead`` is
    the lowest, best and highest number told, None where none is. ``verdicts`` are (reading, provision, verdict).
    ``first`` and ``found`` are whole days from its end to the first report and to the first finding of a body; None: not known.
    """

    id: str
    day: date
    act: str = ""
    hour: int | None = None
    area: str = ""
    zones: tuple[str, ...] = ()
    tellers: tuple[str, ...] = ()
    ledgers: tuple[str, ...] = ()
    dead: tuple[int, int | None, int] | None = None
    verdicts: tuple[tuple[str, str, str], ...] = ()
    first: int | None = None
    found: int | None = None
    stage: str = "screened"


@dataclass(frozen=True)
class Zone:
    """An area that the agreement draws, and how often somebody looked there.

    A look is one day on which one claimant tells of having looked in it, or at ground that holds the whole of it.
    """

    key: str
    name: str
    looks: int


@dataclass(frozen=True)
class Facts:
    """Everything that figures of one period are made from, already as its readers may have it.

    ``happenings`` may lie before the period: a baseline needs them. ``looked`` tells who looked, day by day; a day that is not
    in it is one of which nobody is known to have looked. ``starts`` are the days on which the truce begins, with the titles of
    readings. ``readings`` and ``provisions`` are titles by key. ``mapped`` are what a map may show; ``withheld`` how many
    incidents may not be shown, or not where they were, and ``waiting`` how many claims wait for a person. ``lacking`` names
    figures that this edition has nothing for.
    """

    agreement: Agreement
    edition: str
    days: tuple[date, ...]
    happenings: tuple[Happening, ...]
    looked: Mapping[date, tuple[str, ...]]
    starts: Mapping[date, str] = field(default_factory=dict)
    readings: Mapping[str, str] = field(default_factory=dict)
    provisions: Mapping[str, str] = field(default_factory=dict)
    zones: tuple[Zone, ...] = ()
    mapped: tuple[IncidentView, ...] = ()
    withheld: int = 0
    waiting: int = 0
    lacking: frozenset[str] = frozenset()

    @property
    def inside(self) -> tuple[Happening, ...]:
        """Those of the period, in order."""
        held = set(self.days)
        return tuple(h for h in self.happenings if h.day in held)


@dataclass(frozen=True)
class Data:
    """The data behind a figure as a table: plain values, a row's first cell says what the row is of."""

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Figure:
    """One figure in one language. ``shows`` is its text alternative, ``rule`` what counted it, ``caution`` what it does not say.

    ``lacks`` is the sentence that stands in place of a drawing where there is too little to draw; then ``shapes`` is empty.
    """

    name: str
    title: str
    rule: str
    caution: str
    data: Data
    shows: str = ""
    lacks: str = ""
    shapes: tuple[Shape, ...] = ()
    height: float = 0.0

    def drawn(self, shows: str, shapes: tuple[Shape, ...], height: float) -> "Figure":
        """The same with its drawing, and what that shows in words."""
        return replace(self, shows=shows, shapes=shapes, height=height)

    def without(self, lacks: str) -> "Figure":
        """The same with the reason why nothing is drawn; a reader is told that in place of the picture."""
        return replace(self, shows=lacks, lacks=lacks, shapes=(), height=0.0)
