"""What persons and bodies put on record: links, corrections, decisions alone and together, findings and positions.

Each is one signed entry; a later one supersedes, nothing is erased. Whoever acts is named: a person by a key of his or her own,
or the organisation.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from holdfire.case import Case
from holdfire.claims import Claim, as_known, by_review
from holdfire.errors import AskError, did_you_mean
from holdfire.findings.body import BodyFinding, BodyPosition
from holdfire.findings.said import checked
from holdfire.incidents import fuse
from holdfire.ledger import Entry
from holdfire.ledger.joint import JOINT, joint_entry, joint_id, signed_jointly
from holdfire.ledger.keys import KeyRing, body_of
from holdfire.record import Record, open_record
from holdfire.told import CORRECTED, DECIDED, FOUND, LINKED, MATCHED, POSITION, UNLINKED, UNMATCHED, told_by
from holdfire.when import iso


@dataclass(frozen=True)
class Act:
    """Who acts, when, and why. ``by`` is a person with a key here; None for the organisation."""

    at: datetime
    why: str
    by: str | None = None


class JointView(BaseModel):
    """A joint decision: whose signatures it needs, whose it has, and whether it holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    decides: str
    needs: tuple[str, ...]
    signed_by: tuple[str, ...]
    holds: bool


def link(case: Case, claims: list[str], event: str, act: Act) -> int:
    """Take claims for statements on one event. Returns the position of the entry."""
    return _on_claims(case, claims, LINKED, {"event": event}, act)


def unlink(case: Case, claims: list[str], act: Act) -> int:
    """Put claims back to the event that their source gave them, or none."""
    return _on_claims(case, claims, UNLINKED, {}, act)


def _on_claims(case: Case, claims: list[str], kind: str, more: dict[str, Any], act: Act) -> int:
    with open_record(case) as record:
        known = _own_claims(record)
        for name in claims:
            _there(name, known)
        return _put(record, Entry(kind, ",".join(claims), {"claims": claims, "why": act.why, **more}), act)


def match(case: Case, one: str, other: str, act: Act, *, holds: bool = True) -> int:
    """Take two bodies' events for one happening, or say that they are not: ``russia:URUM`` and ``united-states:URUM``."""
    with open_record(case) as record:
        events = {c.event: c for c in told_by(record).claims if c.event}
        for name in (one, other):
            _there(name, events)
        a, b = sorted((one, other))
        return _put(record, Entry(MATCHED if holds else UNMATCHED, f"{a} {b}", {"a": a, "b": b, "why": act.why}), act)


def correct(case: Case, claim: str, changes: dict[str, Any], act: Act) -> int:
    """Correct fields of a claim; the version before stays known for its time. Raises ``AskError`` for no field or value."""
    with open_record(case) as record:
        known = _own_claims(record)
        before = _there(claim, known)
        for name in changes:
            if name not in Claim.model_fields or name in ("id", "report", "known_from", "signed_by"):
                remedy = did_you_mean(name, Claim.model_fields) or "Fields are those of a claim, see docs/sources.md."
                raise AskError(f'"{name}" cannot be corrected', claim, remedy)
        try:
            Claim.model_validate({**before.model_dump(mode="json"), **changes})
        except ValidationError as error:
            first = error.errors()[0]
            raise AskError(
                f"{'.'.join(map(str, first['loc']))}: {first['msg']}", claim, "Nothing was changed."
            ) from None
        return _put(record, Entry(CORRECTED, claim, {"claim": claim, "changes": changes, "why": act.why}), act)


def decide(case: Case, name: str, decision: dict[str, Any], act: Act) -> int:
    """What the body decides, signed by its organisation: ``{"decides": "extend", "for": "48 hours", "at", "words"}``."""
    with open_record(case) as record:
        if record.ledger.holds(DECIDED, [name]):
            raise AskError(f"{name} is decided already", remedy="Decide anew under another id; nothing is edited.")
        return _put(record, Entry(DECIDED, name, {**decision, "why": act.why}), Act(act.at, act.why))


def find(case: Case, said: dict[str, Any], act: Act) -> BodyFinding:
    """What the body finds on an incident, perhaps under a provision: the fields of ``BodyFinding`` but body and time.

    Raises ``AskError`` for an incident that is not there, or what the agreement does not know.
    """
    made = _made(BodyFinding, case, said, act)
    with open_record(case) as record:
        _incident_there(case, record, made.incident, act)
        return _say(case, record, FOUND, made, act)


def take_position(case: Case, said: dict[str, Any], act: Act) -> BodyPosition:
    """The body's position on another body's claim, incident or finding: the fields of ``BodyPosition`` but body and time."""
    made = _made(BodyPosition, case, said, act)
    with open_record(case) as record:
        if made.of == "incident":
            _incident_there(case, record, made.on, act)
        else:
            told = told_by(record)
            there: list[str] = (
                [f.id for f in told.said.findings] if made.of == "finding" else [c.id for c in told.claims]
            )
            _named(made.on, there, record)
        return _say(case, record, POSITION, made, act)


Statement = TypeVar("Statement", BodyFinding, BodyPosition)


def _made(kind: type[Statement], case: Case, said: dict[str, Any], act: Act) -> Statement:
    data = {"id": "pending", "body": case.settings.body, "at": act.at, "why": act.why, **said}
    try:
        made = kind.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        raise AskError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}", remedy="Nothing was kept.") from None
    checked(made, case.agreement.text)
    return made


def _say(case: Case, record: Record, kind: str, made: Statement, act: Act) -> Statement:
    """Keep it under an id of its own: the first letter of its kind, and where it stands in the ledger."""
    named = made.model_copy(update={"id": f"{kind[0].upper()}-{record.ledger.size()}"})
    data = named.model_dump(mode="json", exclude={"entered"}, exclude_defaults=True)
    _put(record, Entry(kind, named.id, data), act)
    return named


def _incident_there(case: Case, record: Record, name: str, act: Act) -> None:
    told = told_by(record)
    known = [i.id for i in fuse(by_review(as_known(told.claims, act.at))[0], None, told.decided(act.at))]
    _named(name, [*known, *(c.id for c in told.claims)], record)


def _named(name: str, known: list[str], record: Record) -> None:
    """Raises ``AskError`` when neither the name nor, in a record of several ledgers, the own body's mark and it is known."""
    own = f"{body_of(record.ledger.origin)}:{name}"
    if name not in known and own not in known:
        raise AskError(f'nothing is called "{name}" here', remedy=did_you_mean(name, known))


# --- together


def propose(case: Case, by: list[str], decision: dict[str, Any], at: datetime) -> JointView:
    """Propose a decision of several bodies and sign it first."""
    body = case.settings.body
    if body not in by or len(set(by)) < 2:
        raise AskError(f"a joint decision names {body} and another body", remedy="Name each with --with.")
    dated = {"at": iso(at, UTC), **decision}
    statement = {"agreement": case.agreement.digest, "by": sorted(set(by)), "decision": dated}
    with open_record(case) as record:
        record.append([joint_entry(statement, body, record.organisation, [])], at)
        record.sign(at)
        return _view(joint_id(statement), _joint_in(record)[joint_id(statement)], _rings(record))


def sign_joint(case: Case, name: str, at: datetime) -> JointView:
    """Sign what another body proposed. Raises ``AskError`` when it is not held, or not for this body and agreement."""
    body = case.settings.body
    with open_record(case) as record:
        there = _joint_in(record)
        data = there.get(name)
        if data is None:
            raise AskError(
                f"no joint decision {name} is held here", remedy=did_you_mean(name, there) or "Exchange first."
            )
        statement = data["statement"]
        if body not in statement["by"] or statement["agreement"] != case.agreement.digest:
            raise AskError(
                f"{name} is not for {body} under this agreement", remedy="Compare the digests: `holdfire check`."
            )
        record.append([joint_entry(statement, body, record.organisation, data["signatures"])], at)
        record.sign(at)
        return _view(name, _joint_in(record)[name], _rings(record))


def joints(case: Case) -> list[JointView]:
    """Every joint decision that any ledger here tells of."""
    with open_record(case) as record:
        rings = _rings(record)
        return [_view(name, data, rings) for name, data in sorted(_joint_in(record).items())]


def _joint_in(record: Record) -> dict[str, dict[str, Any]]:
    """By id, the statement with all signatures that any entry carries."""
    found: dict[str, dict[str, Any]] = {}
    for ledger in (record.ledger, *record.mirrors().values()):
        for entry in ledger.entries(JOINT):
            if entry.key != joint_id(entry.data["statement"]):
                continue
            known = found.setdefault(entry.key, {"statement": entry.data["statement"], "signatures": []})
            known["signatures"] += [s for s in entry.data["signatures"] if s not in known["signatures"]]
    return found


def _rings(record: Record) -> dict[str, KeyRing]:
    return {body_of(ledger.origin): ledger.ring() for ledger in (record.ledger, *record.mirrors().values())}


def _view(name: str, data: dict[str, Any], rings: dict[str, KeyRing]) -> JointView:
    needs, signed = data["statement"]["by"], signed_jointly(data, rings)
    return JointView(
        id=name, decides=data["statement"]["decision"]["decides"], needs=tuple(needs),
        signed_by=tuple(sorted(set(signed))), holds=set(needs) <= set(signed),
    )  # fmt: skip


# --- shared


def _own_claims(record: Record) -> dict[str, Claim]:
    """The latest version of every claim of the own ledger, by its id there."""
    mark = f"{body_of(record.ledger.origin)}:" if record.mirrors() else ""
    return {c.id.removeprefix(mark): c for c in told_by(record).claims if c.id.startswith(mark)}


def _there(name: str, known: dict[Any, Claim]) -> Claim:
    if name not in known:
        names = [str(k) for k in known]
        raise AskError(f'nothing is called "{name}" here', remedy=did_you_mean(name, names))
    return known[name]


def _put(record: Record, entry: Entry, act: Act) -> int:
    size = record.append([entry], act.at, act.by)
    record.sign(act.at)
    return size - 1
