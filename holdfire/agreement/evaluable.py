"""Provisions that can never be evaluated: by what the text leaves out, or by what no source at hand tells of."""

from collections.abc import Collection
from dataclasses import dataclass

from holdfire.agreement.as_read import eras_of
from holdfire.agreement.model import AgreementText, Provision
from holdfire.agreement.times import every_zone, moment, said_by, waits_for, zones_of


@dataclass(frozen=True)
class Blind:
    """A provision that cannot be evaluated, and why; ``by_text`` is false when only the sources at hand are lacking."""

    provision: str
    why: str
    by_text: bool


def never_evaluated(text: AgreementText, acts_told: Collection[str] | None) -> list[Blind]:
    """Provisions nothing can be found on, in order of the text. ``acts_told`` are those that sources at hand tell of."""
    found = []
    for name, provision in text.provisions.items():
        if provision.rule == "may" or provision.made_of:
            continue
        if why := _by_text(provision, text):
            found.append(Blind(name, why, by_text=True))
        elif acts_told is not None:
            acts = [*provision.broken_by, *provision.kept_by]
            if not set(acts) & set(acts_told):
                found.append(Blind(name, f"no source at hand tells of {', '.join(acts)}", by_text=False))
    return found


def _by_text(provision: Provision, text: AgreementText) -> str:
    if not provision.broken_by and not provision.kept_by:
        return "it names no act that would keep or break it"
    if not provision.binds:
        return "it binds nobody"
    if not any(_may_hold(provision, text, reading) for reading in text.readings):
        return "under no reading is it settled from when it holds"
    if provision.broken_by and _nowhere(provision, text):
        return "every place it holds in is without a shape: " + ", ".join(every_zone(provision.zone))
    return ""


def _may_hold(provision: Provision, text: AgreementText, reading: str) -> bool:
    """True when it holds from some time on, be it after a step that may yet be reached."""
    times = [provision.from_] if provision.from_ is not None else []
    if provision.while_:
        times.append(text.windows[provision.while_].from_)
    said = [said_by(time, reading) for time in times]
    return all(moment(one, text, reading) or waits_for(one, text, reading) or _may_be_fixed(one, text) for one in said)


def _may_be_fixed(said: str, text: AgreementText) -> bool:
    return any(word in text.events and text.events[word].fixed_by for word in said.split())


def _nowhere(provision: Provision, text: AgreementText) -> bool:
    for reading in text.readings:
        zones = [*zones_of(provision.zone, reading), *(z for bind in provision.binds for z in bind.zone)]
        kinds = {text.zones[z].kind for z in zones if z in text.zones}
        if not zones or "facility" in kinds or any(era.geometry for era in eras_of(zones, text, reading)):
            return False
        if any(not bind.zone for bind in provision.binds) and provision.zone is None:
            return False
    return True
