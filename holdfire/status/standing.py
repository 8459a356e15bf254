"""How each provision stands under a reading: kept, broken, disputed, undetermined, not due, unpublished."""

from datetime import datetime

from holdfire.agreement.acts import ACCESS
from holdfire.agreement.model import Provision
from holdfire.agreement.times import UNSAID, every_value, resolve, said_by
from holdfire.findings import Finding
from holdfire.incidents import Incident
from holdfire.status.counting import Counted
from holdfire.status.limbs import Evidence, coverage
from holdfire.status.model import ProvisionStatus, StandingWord
from holdfire.when import Span, duration, seconds

VERDICTS = ("breach", "permitted", "outside-scope", "undetermined")
Spans = list[tuple[int, int]] | None
Answer = tuple[StandingWord, str, tuple[str, ...]]


def provision_status(name: str, spans: Spans, e: Evidence, as_of: datetime) -> ProvisionStatus:
    """One provision as of an instant; ``spans`` are the seconds in which it is in force, None when undecided."""
    provision = e.text.provisions[name]
    counted = [(i, f) for i in e.incidents for f in e.findings.get(i.id, []) if f.provision == name]
    told = [(i, f, e.counter.of(i)) for i, f in counted]
    numbers = dict.fromkeys(VERDICTS, 0)
    for _, finding, how in told:
        if how is not Counted.NO:
            numbers[finding.under[e.reading][0]] += 1
    standing, why, because = _standing(name, provision, spans, told, e, as_of)
    return ProvisionStatus(standing=standing, why=why, findings=numbers, because=because)


def _standing(
    name: str,
    provision: Provision,
    spans: Spans,
    told: list[tuple[Incident, Finding, Counted]],
    e: Evidence,
    as_of: datetime,
) -> Answer:
    if spans is not None and not any(start <= seconds(as_of) for start, _ in spans):
        return "not-due", "not in force yet under this reading", ()
    unpublished = any(z in UNSAID or e.text.zones[z].geometry is None for z in every_value(provision.zone))
    if unpublished and provision.broken_by:
        return "unpublished", "it holds in a place that was never published", ()
    if provision.broken_by:
        return _prohibition(provision, spans, told, e, as_of)
    if provision.kept_by:
        return _duty(provision, e, as_of)
    return "undetermined", "no act the sources can show would keep or break it", ()


def _prohibition(
    provision: Provision, spans: Spans, told: list[tuple[Incident, Finding, Counted]], e: Evidence, as_of: datetime
) -> Answer:
    by_word: dict[str, list[str]] = {}
    for incident, finding, how in told:
        verdict = finding.under[e.reading][0]
        if how is Counted.YES and verdict == "breach":
            by_word.setdefault("broken", []).append(incident.id)
        elif how is Counted.CONTESTED and verdict == "breach":
            by_word.setdefault("disputed", []).append(incident.id)
        elif how is not Counted.NO and verdict == "undetermined":
            by_word.setdefault("undetermined", []).append(incident.id)
    words: tuple[tuple[StandingWord, str], ...] = (
        ("broken", "counted breaches"),
        ("disputed", "breaches told, all of them contested"),
        ("undetermined", "incidents told, none of them determined"),
    )
    for word, why in words:
        if found := by_word.get(word):
            return word, f"{len(found)} {why}", tuple(found)
    if spans is None:
        return "undetermined", "the text does not settle when it is in force", ()
    first = min(start for start, _ in spans)
    day = Span(datetime.fromtimestamp(max(first, -(10**10)), as_of.tzinfo), as_of)
    return _silence(provision, day, e)


def _silence(provision: Provision, day: Span, e: Evidence) -> Answer:
    """No incident was told. That is calm only if someone looked for such acts and told of none."""
    if set(provision.broken_by) <= set(ACCESS):
        told = [i for i in e.incidents if i.act in provision.kept_by and e.counter.of(i) is not Counted.NO]
        done = tuple(i.id for i in told if i.span.meets(day))
        everywhere = all(e.text.zones[z].kind == "country" for z in every_value(provision.zone))
        if done and everywhere:
            return "kept", "what it asks for was done and no hindrance was told", done
        return "undetermined", "no word on it that is placed in its zone" if done else "no word on it", done
    by_id = {c.id: c for c in e.claims}
    looked = coverage(e.claims, day, e.counter)
    counts = [c for name in looked if (c := by_id[name]).count and c.count and c.count.number > 0]
    if counts:
        because = tuple(c.id for c in counts)
        return "undetermined", "counts tell of breaches without saying where or which", because
    if looked:
        return "kept", "claimants this reading counts looked and told of no breach", looked
    return "undetermined", "nobody this reading counts is known to have looked", ()


def _duty(provision: Provision, e: Evidence, as_of: datetime) -> Answer:
    """A duty to do something: done, undone, or not yet."""
    doers = {b.actor for b in provision.binds if b.actor}
    sides = {b.side for b in provision.binds if b.side}
    roles = {b.role for b in provision.binds if b.role}
    bound = {n for n, a in e.text.actors.items() if n in doers or a.side in sides or a.role in roles}
    acts = {**dict.fromkeys(provision.undone_by, False), **dict.fromkeys(provision.kept_by, True)}
    moves = [i for i in e.incidents if i.act in acts and (not i.actors or any(set(g) & bound for g in i.actors))]
    because = tuple(c.id for i in moves for c in i.claims)
    if provision.every is not None:
        return _recurring(provision, moves, e, as_of)
    deadline = (
        resolve(said_by(provision.deadline, e.reading), e.text, e.reading, end=True) if provision.deadline else None
    )
    late = deadline is not None and deadline <= as_of
    if moves and acts[moves[-1].act or ""]:
        if moves[-1].denied_by or e.counter.of(moves[-1]) is not Counted.YES:
            return "disputed", "said to be done; not confirmed by others or not counted", because
        return "kept", "said to be done", because
    if moves:
        told = "the deadline passed" if late else "its deadline is ahead" if deadline else "the text sets no date"
        return ("broken" if late else "not-due"), f"begun and taken back; {told}", because
    if late:
        return "undetermined", "the deadline passed and there is no word that it was done", ()
    return "not-due", "its deadline is ahead" if deadline else "no word that it was done; the text sets no date", ()


def _recurring(provision: Provision, moves: list[Incident], e: Evidence, as_of: datetime) -> Answer:
    """A duty that falls due again and again: kept when each full period so far has its act."""
    first = resolve(said_by(provision.from_, e.reading), e.text, e.reading) if provision.from_ else None
    if first is None or provision.every is None:
        return "undetermined", "the text does not settle from when it recurs", ()
    period = duration(provision.every)
    whole = int((as_of - first) / period)
    due = [Span(first + n * period, first + (n + 1) * period) for n in range(whole)]
    met = [span for span in due if any(i.span.meets(span) for i in moves)]
    because = tuple(c.id for i in moves for c in i.claims)
    if not due:
        return "not-due", "its first period has not run out", because
    if len(met) == len(due):
        return "kept", f"done in each of {len(due)} periods", because
    return "undetermined", f"no word of it for {len(due) - len(met)} of {len(due)} periods", because
