"""A number with the rule that made it. Arithmetic goes only between numbers of one rule."""

from pydantic import Field

from holdfire.claims.claim import Noun
from holdfire.errors import UnlikeRulesError


class RuledCount(Noun):
    """How many by one rule: ``at_least``, and ``at_most`` where it is known. ``rule`` is a rule's name with its version.

    Sums and differences hold whatever the parts share: a part is never more than the whole, and a whole never more than its
    parts together. Counts that are one number in both give a range, unless the rule ``adds``.
    """

    rule: str
    at_least: int
    at_most: int | None
    adds: bool = Field(default=False, exclude=True, repr=False)

    @property
    def exact(self) -> bool:
        """True where it is one number."""
        return self.at_least == self.at_most

    def __add__(self, other: "RuledCount") -> "RuledCount":
        """Two parts of one log together. Raises ``UnlikeRulesError`` for two rules."""
        self._like(other, "added")
        most = None if self.at_most is None or other.at_most is None else self.at_most + other.at_most
        both = self.at_least + other.at_least
        return self._made(both if self.adds else max(self.at_least, other.at_least), most)

    def __sub__(self, other: "RuledCount") -> "RuledCount":
        """What remains of a whole without a part of it. Raises ``UnlikeRulesError`` for two rules."""
        self._like(other, "subtracted")
        least = 0 if other.at_most is None else max(0, self.at_least - other.at_most)
        most = self.at_most
        if self.adds and most is not None:
            most = max(least, most - other.at_least)
        return self._made(least, most)

    def __lt__(self, other: "RuledCount") -> bool:
        """Surely less. Raises ``UnlikeRulesError`` for two rules."""
        self._like(other, "compared")
        return self.at_most is not None and self.at_most < other.at_least

    def __gt__(self, other: "RuledCount") -> bool:
        """Surely more. Raises ``UnlikeRulesError`` for two rules."""
        self._like(other, "compared")
        return other.at_most is not None and self.at_least > other.at_most

    def __str__(self) -> str:
        """``12 by discharge/1``, ``12 to 15 by discharge/1``, ``at least 12 by discharge/1``."""
        return f"{self.plain} by {self.rule}"

    @property
    def plain(self) -> str:
        """The same without the rule: only for where the rule stands over it."""
        if self.at_most is None:
            return f"at least {self.at_least}"
        return str(self.at_least) if self.exact else f"{self.at_least} to {self.at_most}"

    def _like(self, other: "RuledCount", done: str) -> None:
        if not isinstance(other, RuledCount) or other.rule != self.rule:
            of = other.rule if isinstance(other, RuledCount) else "no rule"
            what = f"a number by {self.rule} and one by {of} cannot be {done}: unlike rules count unlike things"
            raise UnlikeRulesError(what, remedy="Count both under one rule.")

    def _made(self, least: int, most: int | None) -> "RuledCount":
        return RuledCount(rule=self.rule, at_least=least, at_most=most, adds=self.adds)
