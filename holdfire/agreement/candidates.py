"""Two candidate days: where an event is disputed by sides and a reading takes none, it is read once for each candidate."""

from holdfire.agreement.model import AgreementText, Disputed, Name, Reading
from holdfire.agreement.times import resolve


def with_candidates(text: AgreementText) -> AgreementText:
    """The text with one reading for each candidate, in place of each reading that leaves its own start open.

    ``as-written`` becomes ``as-written/government`` and ``as-written/rebels``: everything is computed for each.
    """
    sides = _candidates(text)
    readings: dict[str, Reading] = {}
    for name, reading in text.readings.items():
        found = [s for s in sides if resolve(reading.starts, text, f"{name}/{s}")]
        if resolve(reading.starts, text, name) or not found:
            readings[name] = reading
        else:
            readings |= {f"{name}/{side}": _for(reading, side) for side in found}
    return text.model_copy(update={"readings": readings})


def _candidates(text: AgreementText) -> list[str]:
    """Sides named in disputes over events that are no readings, in order of the text."""
    disputes = [e.at.disputed for e in text.events.values() if isinstance(e.at, Disputed)]
    return list(dict.fromkeys(side for d in disputes for side in d if side not in text.readings))


def _for(reading: Reading, side: str) -> Reading:
    title = reading.title
    named = Name(
        en=f"{title.en} ({side})", ar=title.ar and f"{title.ar} ({side})", ru=title.ru and f"{title.ru} ({side})"
    )
    assumed = {**reading.assumed, "candidate": f"That disputed days are as {side} has them."}
    return reading.model_copy(update={"title": named, "assumed": assumed})
