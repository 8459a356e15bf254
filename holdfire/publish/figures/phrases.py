"""What all figures say alike: names, days, and how a day without reports is drawn where somebody looked, and where nobody did."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from holdfire.publish.figures.canvas import Canvas
from holdfire.publish.figures.ink import INK, SOFT, Shape, circle, rect
from holdfire.publish.figures.model import Facts
from holdfire.publish.names import Names
from holdfire.publish.times import Times
from holdfire.publish.words import Words


@dataclass(frozen=True)
class Phrases:
    """Words in one language about one case."""

    facts: Facts
    words: Words

    def day(self, day: date) -> str:
        """A day with its weekday."""
        return Times(self.words).day(day.isoformat())

    def joined(self, parts: Iterable[str]) -> str:
        """``a; b; c``."""
        return ("؛ " if self.words.language == "ar" else "; ").join(parts)

    def reading(self, key: str) -> str:
        """A reading's title."""
        return self.facts.readings.get(key, key)

    def provision(self, key: str) -> str:
        """A provision by its id and title."""
        return f"{key} {self.facts.provisions.get(key, '')}".strip()

    def act(self, act: str) -> str:
        """An act's name; one that is not told; all others together."""
        if act == "others":
            return self.words.gettext("other acts")
        return Names(self.facts.agreement.text, self.words).word(act) if act else self.words.gettext("act not told")

    def seen(self, day: date, told: int) -> str:
        """How a day is to be read: told of, quiet under somebody's eyes, or seen by nobody."""
        gettext = self.words.gettext
        if self.facts.looked.get(day):
            return (
                gettext("somebody looked, and incidents are told")
                if told
                else gettext("somebody looked, nothing is told")
            )
        return (
            gettext("nobody is known to have looked, and incidents are told")
            if told
            else gettext("nobody is known to have looked")
        )

    def nothing(self) -> str:
        """No incident, and whether that says anything."""
        gettext = self.words.gettext
        if any(self.facts.looked.get(day) for day in self.facts.days):
            return gettext("Nothing is drawn: no incident is told of this period by those who looked.")
        return gettext(
            "Nothing is drawn: no incident is told of this period, and nobody is known to have looked. It is not a calm period."
        )

    def unseen(self, blind: Iterable[date]) -> str:
        """How many days nobody is known to have looked, where there are any."""
        number = len(list(blind))
        told = self.words.gettext("Days on which nobody is known to have looked and nothing is told: %(num)s.")
        return told % {"num": self.words.number(number)} if number else ""

    def blind(self, canvas: Canvas, x: float, wide: float) -> list[Shape]:
        """A day that nobody saw: dotted from top to bottom, with a question mark. It is no nought."""
        box = rect(x + 1, canvas.top, wide - 2, canvas.height, canvas.pen.fill("blind"))
        if wide < 9:
            return [box]
        middle = x + wide / 2
        return [
            box,
            circle(middle, canvas.bottom - 12, min(8.0, wide / 2 - 1), "#ffffff", SOFT),
            canvas.pen.sign("ask", middle, canvas.bottom - 12, min(11.0, wide - 5), INK),
        ]

    def nought(self, canvas: Canvas, x: float, wide: float) -> Shape:
        """A day on which somebody looked and nothing is told: an honest nought, as a ring on the line."""
        return circle(x + wide / 2, canvas.bottom - 5, min(3.5, wide / 3), "#ffffff", INK)

    def zeros(
        self, canvas: Canvas, days: Sequence[date], blind: Iterable[date], told: Callable[[date], int]
    ) -> list[tuple[Shape | tuple[Shape, ...], str]]:
        """What the legend says of days without reports; only what is there."""
        hidden, gettext = set(blind), self.words.gettext
        entries: list[tuple[Shape | tuple[Shape, ...], str]] = []
        if any(not told(day) and day not in hidden for day in days):
            entries.append((circle(11, 7, 3.5, "#ffffff", INK), gettext("somebody looked, nothing is told")))
        if hidden:
            entries.append((canvas.swatch("blind", "ask"), gettext("nobody is known to have looked")))
        return entries
