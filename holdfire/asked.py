"""What somebody asks for, as they wrote it: for whom, and of which day."""

from collections.abc import Sequence
from datetime import MAXYEAR, MINYEAR, date
from typing import Literal, get_args

from holdfire.errors import AskError, did_you_mean

Edition = Literal["internal", "party", "public"]
"""For whom something leaves a case: the body itself, the parties, everybody. Each is closed further than the one before."""
EDITIONS: tuple[Edition, ...] = get_args(Edition)


def edition_asked(name: str, known: Sequence[str] = EDITIONS) -> str:
    """The edition of this name. Raises ``AskError`` for one that there is not."""
    if name not in known:
        remedy = did_you_mean(name, known) or f"Editions: {', '.join(known)}."
        raise AskError(f'there is no edition "{name}"', remedy=remedy)
    return name


def day_asked(text: str, option: str) -> date:
    """The day of this date. Raises ``AskError``, naming the option, for what is none and for one at the edge of the calendar."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise AskError(f'"{text[:40]}" is no day', option, "Write it as 2016-09-18.") from None
    if not MINYEAR < found.year < MAXYEAR:
        raise AskError(f"{text} is at the edge of the calendar", option, "Mend the year.")
    return found
