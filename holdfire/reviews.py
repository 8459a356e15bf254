"""What a machine read, before a person: listed, accepted with or without changes, or rejected.

A machine proposes and a named person decides. Accepting and rejecting are corrections of a claim, signed, and can be taken back
by another one; what was proposed stays in the record with the words it was read from.
"""

from typing import Any

from holdfire.case import Case
from holdfire.claims import Claim
from holdfire.disputes import Act, correct
from holdfire.errors import AskError, did_you_mean
from holdfire.pipeline import told_in


def proposals(case: Case) -> list[Claim]:
    """The latest version of every claim that waits for a person, in order of when it happened."""
    last = {c.id: c for c in told_in(case).claims}
    return sorted((c for c in last.values() if c.review == "proposed"), key=lambda c: (c.start, c.id))


def accept(case: Case, claims: list[str], act: Act, changes: dict[str, Any] | None = None) -> list[int]:
    """Take claims as their text was read, with ``changes`` to fields where the machine was wrong. Returns entries' positions.

    Raises ``AskError`` for a claim that is not there or that nobody proposed, before anything is written.
    """
    _all_reviewable(case, claims)
    return [correct(case, name, {**(changes or {}), "review": "accepted"}, act) for name in claims]


def reject(case: Case, claims: list[str], act: Act) -> list[int]:
    """Leave claims out: they count nowhere from now on. What was known before stays known for its time."""
    _all_reviewable(case, claims)
    return [correct(case, name, {"review": "rejected"}, act) for name in claims]


def _all_reviewable(case: Case, claims: list[str]) -> None:
    """Own claims only: what another body read is its own to review."""
    last = {c.id: c for c in told_in(case).claims}
    own = f"{case.settings.body}:"
    last |= {name.removeprefix(own): c for name, c in last.items() if name.startswith(own)}
    for name in claims:
        if name not in last:
            read = [c for c in last if last[c].review != "none"]
            raise AskError(f'nothing is called "{name}" here', remedy=did_you_mean(name, read))
        if last[name].review == "none":
            raise AskError(f"{name} was written by people, not read by a machine", remedy="Use `holdfire correct`.")
