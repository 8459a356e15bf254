"""A table that leaves: its columns as declared, its rows as they come, and what is told about it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from itertools import islice
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

Kind = Literal["text", "word", "words", "actor", "actors", "groups", "whole", "number", "moment", "day", "yes"]
"""``word`` is a code of ours, ``actor`` one of the agreement's; ``groups`` are alternatives of actors together."""
Row = Sequence[Any]
BATCH = 2000
"""Rows that are made into one piece."""


@dataclass(frozen=True)
class Column:
    """One column. ``says`` is its title and meaning, translated where it is shown; ``hxl`` its tag, empty for none.

    ``party`` is false for a column that the edition for parties does not have. ``unit`` is of numbers.
    """

    name: str
    kind: Kind
    says: str
    hxl: str = ""
    unit: str = ""
    party: bool = True


class About(BaseModel):
    """What is told about a file beside its rows. None of it depends on when or where the file was written.

    ``head`` is where the record stood and ``status_digest`` what was judged from it; both are empty in the public edition.
    ``known_at`` is empty there too: the public edition tells no instant.
    """

    model_config = ConfigDict(frozen=True)

    what: str
    edition: str
    layout: str = ""
    language: str = "en"
    agreement: str
    agreement_digest: str
    as_of: str
    known_at: str = ""
    head: str = ""
    status_digest: str = ""
    rule: str
    licence: str
    made_with: str


@dataclass(frozen=True)
class Made:
    """A table that is ready to be written. ``rows`` are walked once.

    ``zone`` is the agreement's time zone. ``beside`` are incidents that findings and claims are about, where a format needs
    them. ``left_out`` fills while rows are walked: how many a layout could not tell, by reason.
    """

    about: About
    columns: tuple[Column, ...]
    rows: Iterable[Row]
    zone: tzinfo
    beside: "Made | None" = None
    left_out: dict[str, int] = field(default_factory=dict)

    def place_of(self, name: str) -> int | None:
        """Where a column stands; None for one that is not there."""
        return next((n for n, c in enumerate(self.columns) if c.name == name), None)


def batches(rows: Iterable[Row], size: int = BATCH) -> Iterator[list[Row]]:
    """Rows in lists of at most so many; no empty list."""
    walked = iter(rows)
    while batch := list(islice(walked, size)):
        yield batch


def joined(groups: Iterable[Iterable[str]]) -> str:
    """Alternatives as the claims table writes them: ``a + b | c``."""
    return " | ".join(" + ".join(group) for group in groups)
