"""Everything that can go wrong, as one tree.

HoldfireError                 exit  1   HTTP 500
├── AskError                  exit  2   HTTP 404   the question names something that is not there
│   └── UnlikeRulesError      exit  2   HTTP 404   numbers of two counting rules were to be added or compared
├── AgreementError            exit  3   HTTP 422   the agreement is malformed or contradicts itself
├── SourceError               exit  4   HTTP 422   a source cannot be read at all
├── CaseError                 exit  5   HTTP 409   the case folder is not one, or is in the way
│   └── BeingMadeError        exit  5   HTTP 503   what is kept beside the record is being made
├── LedgerError               exit  6   HTTP 500   the record does not verify
│   └── ClockBehindError      exit  6   HTTP 503   the clock of this machine is before the record's last entry
└── EngineError               exit  7   HTTP 503   what judges cannot be started, or did not finish

Each error is one sentence on what happened, then where (file, line, row), then what to do about it.
"""

from collections.abc import Iterable
from difflib import get_close_matches


class HoldfireError(Exception):
    """What happened, where, and the remedy.

    ``where`` is a file, a ``file:line`` or a ``file, row N``; it may be empty when no place is known.
    """

    exit_code = 1
    http_status = 500

    def __init__(self, what: str, where: str = "", remedy: str = "") -> None:
        self.what, self.where, self.remedy = what, where, remedy
        super().__init__(str(self))

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f" {self.remedy}" if self.remedy else ""
        return f"{place}{self.what.rstrip('.')}.{advice}"


class AskError(HoldfireError):
    """The question names a reading, thing or day that is not there."""

    exit_code = 2
    http_status = 404


class UnlikeRulesError(AskError):
    """Numbers made by two counting rules were to be added, subtracted or put in order."""


class AgreementError(HoldfireError):
    """The agreement is malformed or contradicts itself."""

    exit_code = 3
    http_status = 422


class SourceError(HoldfireError):
    """A source cannot be read at all; single bad rows are set aside instead."""

    exit_code = 4
    http_status = 422


class CaseError(HoldfireError):
    """The case folder is missing, is not a case, or is in the way."""

    exit_code = 5
    http_status = 409


class BeingMadeError(CaseError):
    """What is kept beside the record of a case is being made; it is there in a moment."""

    http_status = 503


class LedgerError(HoldfireError):
    """The record does not verify: an entry, a hash or a position is not what it was."""

    exit_code = 6
    http_status = 500


class ClockBehindError(LedgerError):
    """The clock of this machine shows an earlier time than the last entry of the record: one of them is wrong."""

    http_status = 503


class EngineError(HoldfireError):
    """An engine cannot be started, cannot do what is asked, or stopped before it was done. No part of an answer is given."""

    exit_code = 7
    http_status = 503


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Name the nearest valid names, so that a slip of the pen is mended at once.

    Returns an empty string when nothing is near.
    """
    by_folded = {k.lower(): k for k in sorted(known)}
    near = [by_folded[n] for n in get_close_matches(name.lower(), list(by_folded), n=3, cutoff=0.6)]
    if not near:
        return ""
    return "Did you mean " + " or ".join(f'"{n}"' for n in near) + "?"
