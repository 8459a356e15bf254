"""Checks of what findings by bodies are held to: thresholds, members and quorum, and whose findings a reading counts."""

from holdfire.agreement.checker import Checker, Path_, spoken
from holdfire.agreement.ladders import ladder, members_of
from holdfire.agreement.model import Bar, Reading


def check_proof(check: Checker) -> None:
    """Thresholds name what there is, and a quorum is of members there are."""
    for name, threshold in check.text.thresholds.items():
        at: Path_ = ("thresholds", name)
        check.need("act", threshold.acts, check.acts, (*at, "acts"))
        check.need("provision", threshold.provisions, check.text.provisions, (*at, "provisions"))
        check.need("actor", threshold.bodies, check.text.actors, (*at, "bodies"))
        if threshold.breach is None and threshold.attribution is None:
            raise check.fail(
                f"{spoken(at)} asks for nothing", at, "Give breach or attribution a standard or a percent."
            )
        for field in ("breach", "attribution"):
            _bar(check, getattr(threshold, field), (*at, field))
    for name, actor in check.text.actors.items():
        at = ("actors", name)
        check.need("actor", actor.members, [n for n in check.text.actors if n != name], (*at, "members"))
        found = members_of(check.text, name)
        if actor.quorum is not None and not 1 <= actor.quorum <= len(found):
            raise check.fail(
                f"{spoken(at)} needs {actor.quorum} of {len(found)} members",
                (*at, "quorum"),
                "Mend it, or name the members.",
            )


def _bar(check: Checker, bar: Bar | None, at: Path_) -> None:
    if bar is None:
        return
    check.need("standard", [bar.standard] if bar.standard else [], ladder(check.text), at)
    if bar.standard is None and bar.percent is None:
        raise check.fail(f"{spoken(at)} asks for nothing", at, "Give a standard or a percent.")
    if bar.percent is not None and not 0 < bar.percent <= 100:
        raise check.fail(f"{spoken(at)} is {bar.percent:g} percent", at, "Write a number above 0, to 100.")


def check_counting(check: Checker, name: str, reading: Reading) -> None:
    """The bodies whose findings a reading counts are there, and so is the standard it asks of them."""
    counts, at = reading.counts, ("readings", name, "counts")
    named = [*counts.claimants, *counts.not_claimants, *counts.findings_of, *counts.contested_by]
    check.need("actor", named, check.text.actors, at)
    if counts.grade:
        check.need("grade", [counts.grade], check.text.grades, at)
    if counts.standard:
        check.need("standard", [counts.standard], ladder(check.text), at)
    if not counts.findings_of and (counts.standard or counts.together != "any" or counts.quorate):
        raise check.fail(
            f"{spoken(at)} says which findings count, and names nobody", at, "Name bodies under findings-of."
        )
