"""What persons and bodies put on record: links, corrections, decisions alone and together, findings and positions.

Each is one signed entry; a later one supersedes, nothing is erased. Whoever acts is named: a person by a key of his or her own,
or the organisation.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

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
from holdfire.two_persons import asks_for_two, proposing
from holdfire.when import iso

if TYPE_CHECKING:
    from holdfire.index import Index


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


def link(case: Case, claims: list[str], event: str, act: Act, known: "Index | None" = None) -> int:
    """Take claims for statements on one event. Returns the position of the entry.

    Here and below ``known`` is an index of the case, up to date: what is asked of the record is then asked of it, and the
    record is not read.
    """
    return _on_claims(case, claims, LINKED, {"event": event}, act, known)


def unlink(case: Case, claims: list[str], act: Act, known: "Index | None" = None) -> int:
    """Put claims back to the event that their source gave them, or none."""
    return _on_claims(case, claims, UNLINKED, {}, act, known)


def _on_claims(case: Case, claims: list[str], kind: str, more: dict[str, Any], act: Act, known: "Index | None") -> int:
    with open_record(case) as record:
        names = [own_claim(record, name, known).id.removeprefix(own_mark(record)) for name in claims]
        return put(record, [Entry(kind, ",".join(names), {"claims": names, "why": act.why, **more})], act)


def match(case: Case, one: str, other: str, act: Act, known: "Index | None" = None, *, holds: bool = True) -> int:
    """Take two bodies' events for one happening, or say that they are not: ``russia:URUM`` and ``united-states:URUM``."""
    with open_record(case) as record:
        events = None if known else {c.event for c in told_by(record).claims if c.event}
        for name in (one, other):
            there = sorted(events) if events is not None else known.events(name) if known else []
            if name not in there:
                raise AskError(f'nothing is called "{name}" here', remedy=did_you_mean(name, there))
        a, b = sorted((one, other))
        entry = Entry(MATCHED if holds else UNMATCHED, f"{a} {b}", {"a": a, "b": b, "why": act.why})
        return put(record, [entry], act)


def correct(case: Case, claim: str, changes: dict[str, Any], act: Act, known: "Index | None" = None) -> int:
    """Correct fields of a claim; the version before stays known for its time. Raises ``AskError`` for no field or value.

    Where the case asks for two persons, an acceptance is kept as a proposal, which counts nowhere until another confirms it.
    """
    with open_record(case) as record:
        before = own_claim(record, claim, known)
        own = before.id.removeprefix(own_mark(record))
        fits(before, changes)
        if asks_for_two(case, "accept") and changes.get("review") == "accepted" != before.review:
            said = {"changes": changes}
            return put(record, [proposing("accept", own, act.by, said, act.why, record.ledger.size())], act)
        return put(record, [correction(own, changes, act.why)], act)


def correction(claim: str, changes: dict[str, Any], why: str) -> Entry:
    """The entry that corrects fields of a claim."""
    return Entry(CORRECTED, claim, {"claim": claim, "changes": changes, "why": why})


def fits(before: Claim, changes: dict[str, Any]) -> None:
    """Refuse changes to what is no field, or that make no claim. Raises ``AskError``."""
    for name in changes:
        if name not in Claim.model_fields or name in ("id", "report", "known_from", "signed_by"):
            remedy = did_you_mean(name, Claim.model_fields) or "Fields are those of a claim, see docs/sources.md."
            raise AskError(f'"{name}" cannot be corrected', before.id, remedy)
    try:
        Claim.model_validate({**before.model_dump(mode="json"), **changes})
    except ValidationError as error:
        first = error.errors()[0]
        raise AskError(
            f"{'.'.join(map(str, first['loc']))}: {first['msg']}", before.id, "Nothing was changed."
        ) from None


def decide(case: Case, name: str, decision: dict[str, Any], act: Act) -> int:
    """What the body decides, signed by its organisation: ``{"decides": "extend", "for": "48 hours", "at", "words"}``."""
    with open_record(case) as record:
        if record.ledger.holds(DECIDED, [name]):
            raise AskError(f"{name} is decided already", remedy="Decide anew under another id; nothing is edited.")
        return put(record, [Entry(DECIDED, name, {**decision, "why": act.why})], Act(act.at, act.why))


def find(case: Case, said: dict[str, Any], act: Act, known: "Index | None" = None) -> BodyFinding:
    """What the body finds on an incident, perhaps under a provision: the fields of ``BodyFinding`` but body and time.

    Where the case asks for two persons it is kept as a proposal, whose id the answer bears, and counts nowhere until another
    confirms it. Raises ``AskError`` for an incident that is not there, or what the agreement does not know.
    """
    made = made_of(BodyFinding, case, said, act)
    with open_record(case) as record:
        _incident_there(case, record, made.incident, act, known)
        if asks_for_two(case, "find"):
            told = made.model_dump(mode="json", exclude={"entered", "id", "body", "at"}, exclude_defaults=True)
            proposal = proposing("find", made.incident, act.by, told, act.why, record.ledger.size())
            put(record, [proposal], act)
            return made.model_copy(update={"id": proposal.key})
        named, entry = statement(record, FOUND, made)
        put(record, [entry], act)
        return named


def take_position(case: Case, said: dict[str, Any], act: Act, known: "Index | None" = None) -> BodyPosition:
    """The body's position on another body's claim, incident or finding: the fields of ``BodyPosition`` but body and time."""
    made = made_of(BodyPosition, case, said, act)
    with open_record(case) as record:
        if made.of == "incident":
            _incident_there(case, record, made.on, act, known)
        else:
            told = told_by(record)
            there: list[str] = (
                [f.id for f in told.said.findings] if made.of == "finding" else [c.id for c in told.claims]
            )
            _named(made.on, there, record)
        named, entry = statement(record, POSITION, made)
        put(record, [entry], act)
        return named


Statement = TypeVar("Statement", BodyFinding, BodyPosition)


def made_of(kind: type[Statement], case: Case, said: dict[str, Any], act: Act) -> Statement:
    """What a body says, from the fields that are said. Raises ``AskError`` for what is none."""
    data = {"id": "pending", "body": case.settings.body, "at": act.at, "why": act.why, **said}
    try:
        made = kind.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        raise AskError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}", remedy="Nothing was kept.") from None
    checked(made, case.agreement.text)
    return made


def statement(record: Record, kind: str, made: Statement, after: int = 0) -> tuple[Statement, Entry]:
    """It, and its entry, under an id of its own: the first letter of its kind, and where it will stand in the ledger.

    ``after`` are entries that are written before it together with it.
    """
    named = made.model_copy(update={"id": f"{kind[0].upper()}-{record.ledger.size() + after}"})
    return named, Entry(kind, named.id, named.model_dump(mode="json", exclude={"entered"}, exclude_defaults=True))


def _incident_there(case: Case, record: Record, name: str, act: Act, known: "Index | None" = None) -> None:
    if known is not None and (known.incident(name) or known.incident(own_mark(record) + name)):
        return
    if known is not None and (known.claim(name) or known.claim(own_mark(record) + name)):
        return
    told = told_by(record)
    names = [i.id for i in fuse(by_review(as_known(told.claims, act.at))[0], None, told.decided(act.at))]
    _named(name, [*names, *(c.id for c in told.claims)], record)


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


def own_mark(record: Record) -> str:
    """What ids of the own ledger begin with in a record of several: nothing where there is one."""
    return f"{body_of(record.ledger.origin)}:" if record.mirrors() else ""


def own_claim(record: Record, name: str, known: "Index | None" = None) -> Claim:
    """The latest version of a claim of the own ledger, by its id there or in the whole record. Raises ``AskError``."""
    mark = own_mark(record)
    if known is not None and (found := known.claim(mark + name.removeprefix(mark))):
        return found
    return _there(name.removeprefix(mark), _own_claims(record))


def _own_claims(record: Record) -> dict[str, Claim]:
    """The latest version of every claim of the own ledger, by its id there."""
    mark = own_mark(record)
    return {c.id.removeprefix(mark): c for c in told_by(record).claims if c.id.startswith(mark)}


def _there(name: str, known: dict[Any, Claim]) -> Claim:
    if name not in known:
        names = [str(k) for k in known]
        raise AskError(f'nothing is called "{name}" here', remedy=did_you_mean(name, names))
    return known[name]


def put(record: Record, entries: list[Entry], act: Act) -> int:
    """Entries that stand together or not at all, by whoever acts. Returns the position of the last."""
    size = record.append(entries, act.at, act.by)
    record.sign(act.at)
    return size - 1
