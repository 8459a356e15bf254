"""Scenarios: given claims and an instant, expect findings, clocks, gates. Written in YAML that a lawyer can read.

::

    - name: A third group's shelling breaks nothing
      given:
        as-of: 2016-09-14T19:00+03:00
        known-at: 2016-09-15            # optional
        course: true                    # optional: start from the agreement's own course
        claims:                         # rows of the claims table, docs/sources.md
          - {id: X-1, kind: incident, act: shelling, when: 2016-09-13, actor: isil, said_by: sohr, ...}
        findings:                       # what bodies find in their own name, docs/agreement.md, section 6
          - {id: F-1, by: russia, on: X-1, under: S16-02, verdict: breach, who: opposition, at: 2016-09-14, ...}
        positions:                      # what they say of each other's claims, incidents and findings; requests, replies
          - {id: P-1, by: united-states, on: F-1, says: not-confirmed, at: 2016-09-14}
        signed: {D-1: [russia]}         # only decisions signed so turn keys; left out: as reported
      expect:
        findings: {X-1: {S16-02: [outside-scope, excluded-actor]}}
        bodies: {F-1: {verdict: breach, below: [], superseded-by: F-2}}
        decisions: {D-1: {entitled: false, unsigned: [united-states]}}
        readings:
          russian: {seven-days: {state: running, elapsed: 2 days}, G-JIC: shut, S16-02: kept,
                    weighed: {X-1/S16-02: [breach, contested]}}
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

from holdfire.agreement import Agreement, deadlines, load, never_evaluated, open_points
from holdfire.agreement.yaml_text import read_yaml
from holdfire.agreements import acts_at_hand, dated_agreement
from holdfire.answers import Checked, CheckedBlind, CheckedDate, CheckedPoint, CheckedScenario
from holdfire.claims import Claim, Names, Unreadable, read
from holdfire.errors import AgreementError, AskError, did_you_mean
from holdfire.findings.finding import Finding
from holdfire.findings.written import said_in
from holdfire.pipeline import Judged, agreement_of, judge_told
from holdfire.sources import Report, SetAside, collect
from holdfire.status.model import ProcedureCase, ProvisionStatus, ReadingStatus, StandingWord
from holdfire.told import Told
from holdfire.when import Span, duration, iso, zone

_RECEIVED = datetime(2100, 1, 1, tzinfo=UTC)


def check_folder(folder: Path, *, scenarios: bool = False) -> Checked:
    """An agreement, in a case or on its own: what it leaves open, its calendar and, when asked, how its scenarios come out."""
    told, dated = acts_at_hand(folder), dated_agreement(folder)
    folder = agreement_of(folder)
    agreement = load(folder)
    text = agreement.text
    return Checked(
        agreement=text.id,
        digest=agreement.digest,
        provisions=len(text.provisions),
        gates=len(text.gates),
        readings=tuple(text.readings),
        amendments=tuple(f"{a.id}: {a.says}" for a in text.amendments),
        open_points=tuple(CheckedPoint(where=p.where, kind=p.kind, says=p.says) for p in open_points(agreement)),
        never_evaluated=tuple(
            CheckedBlind(provision=b.provision, why=b.why, by_text=b.by_text) for b in never_evaluated(text, told)
        ),
        calendar=calendar_rows(dated),
        scenarios=tuple(run_scenarios(folder)) if scenarios else (),
    )


def calendar_rows(agreement: Agreement) -> tuple[CheckedDate, ...]:
    """Every deadline, recurring duty, window and clock, earliest first, in the agreement's zone."""
    tz = zone(agreement.text.time_zone)
    return tuple(
        CheckedDate(
            at=iso(d.at, tz) if d.at else None,
            what=d.what,
            who=d.who,
            readings=d.readings,
            doubt_s=int(d.doubt.total_seconds()),
            every=d.every,
        )
        for d in deadlines(agreement)
    )


def run_scenarios(folder: Path) -> Iterator[CheckedScenario]:
    """Run every scenario in ``folder/scenarios``. Raises ``AgreementError`` for a file that cannot be read."""
    agreement = load(folder)
    for path in sorted((folder / "scenarios").glob("*.yaml")):
        rows, _ = read_yaml(path)
        if not isinstance(rows, list):
            raise AgreementError("a scenario file is a list of scenarios", path.name, "Begin each with `- name:`.")
        for row in rows:
            _well_formed(row, path.name)
            misses = tuple(_misses(agreement, folder, row, path.name))
            yield CheckedScenario(file=path.name, name=str(row.get("name", "without a name")), misses=misses)


def _well_formed(row: Any, file: str) -> None:
    """Refuse a scenario that lacks what every scenario needs, in one sentence."""
    name = str(row.get("name", "without a name")) if isinstance(row, dict) else "without a name"
    given = row.get("given") if isinstance(row, dict) else None
    if not isinstance(given, dict) or "as-of" not in given:
        raise AgreementError(f'scenario "{name}" has no given.as-of', file, "Say as of when it is asked.")
    for kind in ("claims", "findings", "positions"):
        rows = given.get(kind) or []
        if not isinstance(rows, list) or not all(isinstance(r, dict) for r in rows):
            raise AgreementError(f'scenario "{name}": {kind} are a list of rows', file, "Begin each with `- {id: ...`.")
    if not isinstance(given.get("signed") or {}, dict):
        raise AgreementError(
            f'scenario "{name}": signed does not say by whom', file, "Write `signed: {D-1: [russia]}`."
        )
    expect = row.get("expect") or {}
    parts = (
        [expect, *(expect.get(k) or {} for k in ("findings", "readings", "incidents", "bodies", "decisions"))]
        if isinstance(expect, dict)
        else [None]
    )
    readings = (expect.get("readings") or {}) if isinstance(expect, dict) else {}
    parts += list(readings.values()) if isinstance(readings, dict) else []
    if not all(isinstance(part, dict) for part in parts):
        raise AgreementError(
            f'scenario "{name}": what is expected is not named', file, "Write `name: what` under each."
        )
    unknown = sorted({k for c in given.get("claims") or [] for k in c} - COLUMNS)
    if unknown:
        hint = did_you_mean(unknown[0], COLUMNS) or "The columns stand in docs/sources.md."
        raise AgreementError(f'scenario "{name}": a claim has no column "{unknown[0]}"', file, hint)


COLUMNS = {
    "id", "kind", "act", "when", "precision", "said", "place", "lat", "lon", "radius_km", "actor", "target", "object",
    "facility", "held_by", "manner", "said_by", "denied_by", "deaths", "deaths_low", "deaths_high", "injured", "count",
    "unit", "parts", "since_start", "series", "event", "decides", "for", "finds", "standard", "confidence", "source",
    "published", "words",
}  # fmt: skip
"""The columns of the claims table, docs/sources.md."""


def _misses(agreement: Agreement, folder: Path, row: dict[str, Any], file: str) -> Iterator[str]:
    given, expect = row.get("given") or {}, row.get("expect") or {}
    tz = zone(agreement.text.time_zone)
    claims = [*_course(agreement, folder, given), *_claims(agreement, given, file)]
    as_of = Span.parse(str(given["as-of"]), tz).end
    known_at = Span.parse(str(given["known-at"]), tz).end if "known-at" in given else _RECEIVED
    judged = _judged(agreement, claims, given, (as_of, known_at), file)
    yield from _findings(judged, expect.get("findings") or {})
    yield from _bodies(judged, expect.get("bodies") or {})
    for name, wanted in (expect.get("decisions") or {}).items():
        told = {d.claim: d.model_dump(mode="json") for d in judged.status.decisions}
        yield from _facts(f"decision {name}", told.get(name), wanted)
    for name, wanted in (expect.get("readings") or {}).items():
        yield from _under(judged, name, {k: v for k, v in wanted.items() if "/" in k})
        yield from _weighed(judged, name, wanted.get("weighed") or {})
        wanted = {k: v for k, v in wanted.items() if "/" not in k and k != "weighed"}  # noqa: PLW2901
        if name not in judged.status.readings:
            yield f"there is no reading {name}"
            continue
        yield from _reading(name, judged.status.readings[name], wanted)
    yield from _incidents(judged, expect.get("incidents") or {})


def _judged(
    agreement: Agreement, claims: list[Claim], given: dict[str, Any], moments: tuple[datetime, datetime], file: str
) -> Judged:
    """The scenario judged, with what bodies said by the moment known at, and with signatures where it speaks of them."""
    try:
        rows = (given.get("findings") or [], given.get("positions") or [])
        said = said_in(*rows, agreement.text, Names(agreement), zone(agreement.text.time_zone))
    except AskError as error:
        raise AgreementError(f"{error.where}: {error.what}", file, error.remedy) from None
    signers: dict[str, list[str]] | None = given.get("signed")
    if signers is not None:
        claims = [c.model_copy(update={"signed_by": tuple(signers.get(c.id, ()))}) for c in claims]
    return judge_told(agreement, Told(tuple(claims), "0", said=said, signed=signers is not None), *moments)


def _bodies(judged: Judged, expected: dict[str, Any]) -> Iterator[str]:
    """Findings and positions of bodies as they are shown, each a set of fields."""
    told: dict[str, Any] = {}
    for incident in judged.status.incidents:
        told |= {p.id: p.model_dump(mode="json") for f in incident.by_body for p in f.positions}
        told |= {p.id: p.model_dump(mode="json") for p in incident.stances}
        for found in incident.by_body:
            told[found.id] = {**found.model_dump(mode="json"), "positions": [p.id for p in found.positions]}
    for name, wanted in expected.items():
        yield from _facts(name, told.get(name), wanted)


def _facts(label: str, told: dict[str, Any] | None, wanted: dict[str, Any]) -> Iterator[str]:
    """Each field that is not as wanted."""
    if told is None:
        yield f"{label} is not shown"
        return
    for field, value in wanted.items():
        if told.get(field.replace("-", "_")) != value:
            yield f"{label} {field} expected {value}, found {told.get(field.replace('-', '_'))}"


def _weighed(judged: Judged, reading: str, expected: dict[str, Any]) -> Iterator[str]:
    """What a reading makes of bodies' findings, as ``incident/provision``: the verdict, then whether it counts."""
    told: dict[str, list[str]] = {}
    for incident in judged.status.incidents:
        rows = {f.provision: f.weighed for f in incident.findings} | incident.weighed
        told |= {
            f"{incident.id}/{p}": [w[reading].verdict, w[reading].counted] for p, w in rows.items() if reading in w
        }
    for thing, wanted in expected.items():
        got = told.get(thing)
        if (got or "none") != wanted:
            yield f"{reading}: {thing} weighed, expected {wanted}, found {got or 'none'}"


def _course(agreement: Agreement, folder: Path, given: dict[str, Any]) -> list[Claim]:
    if not given.get("course"):
        return []
    names = Names(agreement)
    found: list[Claim] = []
    for report in collect(folder / "course" / "claims.csv", _RECEIVED):
        if isinstance(report, SetAside):
            raise AgreementError(report.sentence(), "course/claims.csv")
        found += read(report, agreement, names, known_when_published=True)
    return found


def _claims(agreement: Agreement, given: dict[str, Any], file: str) -> list[Claim]:
    names = Names(agreement)
    found: list[Claim] = []
    for number, row in enumerate(given.get("claims") or [], 1):
        record = {"source": "scenario", "words": "scenario", "said_by": "", "published": str(given["as-of"])[:10]}
        record |= {key: str(value) for key, value in row.items()}
        report = Report(
            id=record["id"], layout="claims-table", file=file, row=number, file_digest="", received="2000-01-01T00:00:00+00:00",
            record=record,
        )  # fmt: skip
        try:
            found += read(report, agreement, names)
        except Unreadable as error:
            raise AgreementError(f"claim {record['id']}: {error.reason}", file, error.remedy) from None
    return found


def _findings(judged: Judged, expected: dict[str, dict[str, Any]]) -> Iterator[str]:
    found: dict[tuple[str, str], Finding] = {(f.incident, f.provision): f for f in judged.findings}
    for incident, provisions in expected.items():
        for provision, wanted in provisions.items():
            verdict, *reasons = wanted if isinstance(wanted, list) else [wanted]
            finding = found.get((incident, provision))
            if finding is None:
                if verdict != "none":
                    yield f"{incident} is not judged under {provision}"
                continue
            if finding.verdict != verdict or not set(reasons) <= {*finding.reasons, finding.exception}:
                got = f"{finding.verdict} because {', '.join(finding.reasons)}"
                yield f"{incident} under {provision}: expected {wanted}, found {got}"


def _under(judged: Judged, reading: str, expected: dict[str, Any]) -> Iterator[str]:
    """Findings under one reading, as ``incident/provision``: the verdict with time taken into account, then reasons."""
    found = {f"{f.incident}/{f.provision}": f for f in judged.findings}
    for thing, wanted in expected.items():
        verdict, *reasons = wanted if isinstance(wanted, list) else [wanted]
        finding = found.get(thing)
        got = finding.under.get(reading) if finding else None
        if got is None or got[0] != verdict or not set(reasons) <= set(got[1]):
            yield f"{reading}: {thing} expected {wanted}, found {got[0] + ' because ' + ', '.join(got[1]) if got else 'none'}"


def _reading(name: str, reading: ReadingStatus, expected: dict[str, Any]) -> Iterator[str]:
    for thing, wanted in expected.items():
        if thing in reading.clocks:
            yield from _clock(f"{name} {thing}", reading, thing, wanted)
        elif thing in reading.gates:
            if reading.gates[thing].state != wanted:
                yield f"{name}: {thing} expected {wanted}, found {reading.gates[thing].state} ({reading.gates[thing].why})"
        elif thing in reading.provisions:
            yield from _provision(f"{name}: {thing}", reading.provisions[thing], wanted)
        elif thing in reading.windows:
            found = reading.windows[thing].state
            if found != wanted:
                yield f"{name}: {thing} expected {wanted}, found {found}"
        elif thing in reading.procedures:
            yield from _procedure(f"{name}: {thing}", reading.procedures[thing], wanted)
        else:
            yield f"{name}: nothing is called {thing}"


def _provision(label: str, found: ProvisionStatus, wanted: Any) -> Iterator[str]:
    """The standing, or a set of its fields."""
    wanted = wanted if isinstance(wanted, dict) else {"standing": wanted}
    told = found.model_dump(mode="json")
    if wanted.get("standing", found.standing) not in get_args(StandingWord):
        yield f'{label}: "{wanted["standing"]}" is no standing; they are {", ".join(get_args(StandingWord))}'
        return
    for field, value in wanted.items():
        got = told.get(field.replace("-", "_"))
        if got != value and not (isinstance(got, dict) and isinstance(value, dict) and value.items() <= got.items()):
            yield f"{label} {field} expected {value}, found {got} ({found.why})"


def _procedure(label: str, cases: tuple[ProcedureCase, ...], wanted: dict[str, Any]) -> Iterator[str]:
    """For each breach, ``cured`` or the state of a step, or a set of a step's fields."""
    told = {c.incident: {"cured": c.cured} | {s.id: s.state for s in c.steps} for c in cases}
    steps = {(c.incident, s.id): s.model_dump(mode="json") for c in cases for s in c.steps}
    for incident, states in wanted.items():
        if incident not in told:
            yield f"{label} does not follow {incident}"
            continue
        for step, state in states.items():
            if isinstance(state, dict):
                yield from _facts(f"{label} {incident} {step}", steps.get((incident, step)), state)
            elif told[incident].get(step) != state:
                yield f"{label} {incident} {step}: expected {state}, found {told[incident].get(step)}"


def _clock(label: str, reading: ReadingStatus, thing: str, wanted: Any) -> Iterator[str]:
    clock = reading.clocks[thing]
    wanted = wanted if isinstance(wanted, dict) else {"state": wanted}
    if "state" in wanted and clock.state != wanted["state"]:
        yield f"{label} expected {wanted['state']}, found {clock.state} ({clock.why})"
    if "elapsed" in wanted and clock.elapsed_s != int(duration(str(wanted["elapsed"])).total_seconds()):
        yield f"{label} expected {wanted['elapsed']}, found {clock.elapsed_s} s"
    if "not-before" in wanted and (clock.complete_at or clock.earliest or "") < str(wanted["not-before"]):
        yield f"{label} could be complete at {clock.complete_at or clock.earliest}"
    for limb, days in (wanted.get("limbs") or {}).items():
        states = {d.day: d.state for d in clock.limbs.get(limb, ())}
        for day, state in days.items():
            if states.get(str(day)) != state:
                yield f"{label} {limb} on {day}: expected {state}, found {states.get(str(day))}"


def _incidents(judged: Judged, expected: dict[str, Any]) -> Iterator[str]:
    found = {i.id: i for i in judged.incidents}
    for name, wanted in expected.items():
        if wanted == "none":
            if name in found:
                yield f"{name} should be no incident"
            continue
        if name not in found:
            yield f"there is no incident {name}"
            continue
        incident = found[name]
        facts: dict[str, Any] = {
            "unattributed": incident.unattributed,
            "attribution": sorted("+".join(g) for g in incident.actors),
            "claims": len(incident.claims),
            "deaths": [incident.toll.low, incident.toll.high],
            "denied-by": sorted(incident.denied_by),
            "contested-by": next((i.contested_by for i in judged.status.incidents if i.id == name), {}),
        }
        for fact, value in wanted.items():
            if facts.get(fact) != value:
                yield f"{name}: {fact} expected {value}, found {facts.get(fact)}"
