"""Read a submission of one of Holdfire's forms as a claim: its fields are columns of the claims table, or nearly so.

"Nothing observed" is a claim of coverage, and only where somebody was free to look; where they were kept from it, that is what
happened. A place on the hotline counts on the map only if the caller agreed when it was read back. A submission that its
own system marks as rejected is kept as rejected, one with issues or on hold waits for a person.
"""

from collections.abc import Callable
from typing import Any

from holdfire.agreement.model import Agreement
from holdfire.claims.claim import Claim, Review
from holdfire.claims.from_claims_table import claim_of_row
from holdfire.claims.names import Names
from holdfire.claims.protected import coarse
from holdfire.claims.unreadable import Unreadable
from holdfire.sources import Report
from holdfire.sources.connectors.odk import fields
from holdfire.sources.forms import items, titles
from holdfire.sources.points import point_told

Told = dict[str, str]
STATES: dict[str, Review] = {
    "rejected": "rejected",
    "validation_status_not_approved": "rejected",
    "not approved": "rejected",
    "hasissues": "proposed",
    "has issues": "proposed",
    "validation_status_on_hold": "proposed",
    "on hold": "proposed",
}
"""ODK Central's review states and Kobo's validation states that say something against a submission."""
_SENT = ("today", "end", "SubmissionDate", "submissionDate", "_submission_time")
HEARSAY = "hearsay"
AS_IT_IS = (
    *("act", "place", "actor", "target", "weapon", "deaths", "deaths_low", "deaths_high", "injured", "count", "unit"),
    *("held_by", "said", "words"),
)
"""Fields that bear the name of their column."""


def read_odk(report: Report, agreement: Agreement, names: Names, known_when_published: bool) -> list[Claim]:
    """One submission, one claim. Raises ``Unreadable`` for a form that is not one of ours."""
    told = fields(report.record)
    form = told["holdfire_form"]
    reader = READERS.get(form)
    if reader is None:
        raise Unreadable(f'the form "{form[:40]}" is none that comes with Holdfire', "Read it with a mapping.")
    row = {name: told[name] for name in AS_IT_IS if told.get(name)}
    row |= {
        "id": f"{form.split('-')[0]}-{report.id.partition(':')[2]}",
        "source": titles()[form],
        "published": _day_sent(told) or report.received[:10],
        "confidence": "low" if told.get("basis") == HEARSAY else "medium",
        "review": _review(report.record, told),
        **_point(told),
        **reader(told),
    }
    if not row.get("said_by"):
        raise Unreadable("nobody is named as reporting", "Fill the organisation.")
    claim = claim_of_row(row, report, agreement, names, known_when_published=known_when_published)
    return [_kept_coarse(claim, told.get("facility_kind", ""), agreement)]


def _incident(told: Told) -> Told:
    return {"kind": "incident", "said_by": _one(told.get("said_by", "")), **_time(told)}


def _access(told: Told) -> Told:
    target = "aid" if told.get("act", "").startswith("aid-") else ""
    return {"kind": "access", "said_by": _one(told.get("said_by", "")), "target": target, **_time(told)}


def _nothing(told: Told) -> Told:
    """Coverage, or being kept from it."""
    when = f"{_instant(told.get('from', ''))}/{_instant(told.get('until', ''))}"
    common = {"said_by": _one(told.get("said_by", "")), "when": when, "deaths": ""}
    words = told.get("words", "")
    if told.get("could_look") == "no":
        kept_by = told.get("kept_by", "")
        said = f"Was kept from looking{f' by {kept_by}' if kept_by else ''}."
        return {**common, "kind": "incident", "act": "monitors-restricted", "actor": "", "words": _joined(said, words)}
    how = f" ({told['how']})" if told.get("how") else ""
    partly = " Could look only in part." if told.get("could_look") == "partly" else ""
    said = f"Looked{how} and saw or heard nothing.{partly}"
    confidence = {"confidence": "low"} if partly else {}
    return {**common, **confidence, "kind": "coverage", "act": "monitoring", "words": _joined(said, words)}


def _market(told: Told) -> Told:
    """What people can buy. Prices stand in the words: as counts they would pass for somebody watching over the calm."""
    basket = [_item(told, name, label) for name, label in items().items() if told.get(f"{name}_there")]
    days = told.get("days_without_delivery", "")
    since = f"{days} days since goods last came in." if days else ""
    words = _joined(since, "; ".join(basket) + "." if basket else "", told.get("words", ""))
    return {
        "kind": "access",
        "said_by": _one(told.get("said_by", "")),
        "when": told.get("day", ""),
        "precision": "day",
        "words": words or "Market check.",
    }


def _item(told: Told, name: str, label: str) -> str:
    there, price = told[f"{name}_there"], told.get(f"{name}_price", "")
    state = {"yes": "there", "little": "little", "no": "none"}.get(there, there)
    return f"{label}: {state}" + (f", {price} {told.get('currency', '')}".rstrip() if price else "")


def _hotline(told: Told) -> Told:
    """A call. The caller's kind is who says so; a place not agreed to keeps its name alone."""
    agreed = told.get("place_agreed") == "yes"
    place = told.get("place", "") if agreed else told.get("place_told", "")
    place = place or told.get("place_told", "")
    unplaced = {} if agreed else {"lat": "", "lon": "", "radius_km": ""}
    doubt = "" if agreed else "The caller did not confirm the place when it was read back."
    return {
        "kind": "incident",
        "said_by": told.get("caller") or "caller",
        "said": _instant(told.get("said", "")),
        "origin": told.get("line", ""),
        "place": place,
        "words": _joined(told.get("words", ""), doubt),
        **unplaced,
        **_time(told),
    }


READERS: dict[str, Callable[[Told], Told]] = {
    "incident-1": _incident,
    "nothing-1": _nothing,
    "access-1": _access,
    "market-1": _market,
    "hotline-1": _hotline,
}


def _time(told: Told) -> Told:
    precision = told.get("precision", "")
    if precision == "day" or not told.get("when"):
        return {"when": told.get("day", ""), "precision": "day"}
    return {"when": _instant(told["when"]), "precision": precision}


def _instant(text: str) -> str:
    """An instant as phones write it: ``2016-09-12T19:00:00.000+03`` and the like."""
    text = text.strip().replace("Z", "+00:00")
    return f"{text}:00" if len(text) > 3 and text[-3] in "+-" and "T" in text else text


def _point(told: Told) -> Told:
    """The point, no more exact than the phone and the person say."""
    spread = [told.get(f"location/{part}", "") for part in ("latitude", "longitude", "altitude", "accuracy")]
    text = told.get("location", "") or (" ".join(s or "0" for s in spread) if spread[0] and spread[1] else "")
    try:
        point = point_told(text)
        if point and told.get("radius_km"):
            point["radius_km"] = str(max(float(told["radius_km"]), float(point["radius_km"])))
    except ValueError as error:
        raise Unreadable(f"location: {error}", "Write latitude, longitude, altitude and metres.") from None
    return point


def _review(record: Told, told: Told) -> Review:
    """What the submission's own system says of it: ODK Central in one word, Kobo in one or in an object."""
    state = told.get("ReviewState") or told.get("reviewState") or told.get("_validation_status")
    state = state or record.get("_validation_status/uid") or ""
    return STATES.get(state.strip().lower(), "none")


def _day_sent(told: Told) -> str:
    """The day on which the form was filled in, else the day it was sent."""
    return next((told[name][:10] for name in _SENT if told.get(name)), "")


def _one(name: str) -> str:
    """One organisation: a semicolon in its name makes it no two."""
    return name.replace(";", ",")


def _joined(*sentences: str) -> str:
    return " ".join(filter(None, sentences))


def _kept_coarse(claim: Claim, kind: str, agreement: Agreement) -> Claim:
    """The claim with the kind of site where the agreement knows it, and a coarse place whether it does or not."""
    if kind in ("", "none"):
        return claim
    known: dict[str, Any] = {"facility": kind if kind in agreement.text.facilities else None}
    placed = coarse(claim.model_copy(update={"facility": kind}))
    return placed.model_copy(
        update={**known, "words": claim.words if known["facility"] else f"{claim.words} (At: {kind}.)"}
    )
