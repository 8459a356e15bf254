"""Duties: done, done late, done in part, taken back, or no word of it; side by side for those who owe it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from holdfire.agreement.model import Provision
from holdfire.agreement.times import Moment, later, moment, said_by
from holdfire.findings.matter import Matter, of_kind
from holdfire.findings.persons import Obligor
from holdfire.findings.places import Relation
from holdfire.incidents import Incident
from holdfire.status.amounts import Amount, done_of, short_of
from holdfire.status.counting import Counted
from holdfire.status.evidence import Evidence
from holdfire.status.lies import lies
from holdfire.status.model import StandingWord
from holdfire.when import Span, duration, last_moment

NOT_DONE = "not-done"
"""What a claim ``finds`` when it says that a duty is not fulfilled at that time."""


@dataclass(frozen=True)
class Answer:
    """How something stands: the word, why, what it rests on, side by side, since when, how much is done, and when it broke."""

    standing: StandingWord
    why: str
    because: tuple[str, ...] = ()
    by: dict[str, StandingWord] = field(default_factory=dict)
    at: datetime | None = None
    amounts: tuple[str, ...] = ()
    broke_at: datetime | None = None


@dataclass(frozen=True)
class Move:
    """An act that fulfils a duty (``done``) or takes it back; ``doubt`` says what of place, thing and doer is open."""

    incident: Incident
    done: bool
    doubt: str

    @property
    def sure(self) -> bool:
        """True when nothing is in doubt."""
        return not self.doubt


def duty(provision: Provision, e: Evidence, as_of: datetime, since: datetime | None = None) -> Answer:
    """How a duty stands, for all who owe it. What was over before ``since``, when it began to be owed, does not count."""
    if since is not None:
        e = e.since(since)
    owed_by = [o for o in e.obligors(provision, as_of) if o.name != provision.mirrors]
    if not owed_by:
        return Answer("not-due", "it binds nobody under this reading")
    if provision.jointly or len(owed_by) < 2:
        actors = frozenset(a for o in owed_by for a in o.actors)
        zones = tuple(dict.fromkeys(z for o in owed_by for z in o.zones))
        together_ = Obligor("", actors, zones, all(o.settled for o in owed_by))
        return _one(provision, together_, e, as_of, alone=True)
    found = {o.name: _one(provision, o, e, as_of, alone=False) for o in owed_by}
    words = {name: answer.standing for name, answer in found.items()}
    why = "; ".join(f"{name}: {answer.why}" for name, answer in found.items())
    if len({a.why for a in found.values()}) == 1:
        why = f"each side: {next(iter(found.values())).why}"
    ends = [a.at for a in found.values()]
    return Answer(
        together(list(words.values())),
        why,
        tuple(dict.fromkeys(c for a in found.values() for c in a.because)),
        words,
        max(at for at in ends if at) if all(ends) else None,
        tuple(f"{name}: {amount}" for name, a in found.items() for amount in a.amounts),
        min((a.broke_at for a in found.values() if a.broke_at), default=None),
    )


def together(words: list[StandingWord]) -> StandingWord:
    """One word for all: the gravest doubt first; done by some and not yet by others is in part."""
    for word in ("broken", "disputed", "undetermined", "partly"):
        if word in words:
            return word
    if "not-due" in words:
        return "not-due" if set(words) == {"not-due"} else "partly"
    return "late" if "late" in words else "kept"


def _one(provision: Provision, owes: Obligor, e: Evidence, as_of: datetime, *, alone: bool) -> Answer:
    moves = _moves(provision, owes, e, alone=alone)
    if provision.every is not None:
        return _recurring(provision, moves, e, as_of)
    due = _due(provision, e)
    if provision.mirrors:
        began = _mirrored(provision, e)
        if began is None:
            return Answer("not-due", f"it mirrors {provision.mirrors}, which has not moved")
        due = Moment(Span(began, began + duration(provision.within))) if provision.within else due
    answer = _stands(provision, moves, e, due, as_of)
    effort = provision.effort == "best-effort" and answer.standing == "broken"
    return (
        Answer("undetermined", f"an effort is owed, not the result; {answer.why}", answer.because) if effort else answer
    )


def _due(provision: Provision, e: Evidence) -> Moment | None:
    if provision.deadline is None:
        return None
    said = said_by(provision.deadline, e.reading)
    return e.held.of(("due", e.reading), (provision, e.text), lambda: moment(said, e.text, e.reading))


def _moves(provision: Provision, owes: Obligor, e: Evidence, *, alone: bool) -> list[Move]:
    told = e.counted_of(frozenset({*provision.kept_by, *provision.undone_by}))
    what = "moves", owes, alone, e.reading
    return e.held.of(what, (provision, told, e.agreement), lambda: _moved(provision, owes, told, e, alone=alone))


def _moved(provision: Provision, owes: Obligor, told: list[Incident], e: Evidence, *, alone: bool) -> list[Move]:
    zones = owes.zones or e.zones(provision)
    found = []
    for incident, relation in zip(told, lies(e.agreement, zones, told, e.reading), strict=True):
        kind = of_kind(Matter(incident.objects, incident.calibre_mm), provision.objects, e.text)
        doer = _by(incident, owes, alone=alone)
        if relation is Relation.OUTSIDE or kind is False or doer is False:
            continue
        undone = incident.act not in provision.kept_by or any(c.finds == NOT_DONE for c in incident.claims)
        here = relation is Relation.INSIDE or (relation is Relation.UNKNOWN_PLACE and _whole_country(zones, e))
        open_ = [
            (here, "whether in its place"),
            (kind is True, "whether of this kind"),
            (doer is True, "whether by those who owe it"),
            (owes.settled, "whether those who did it are bound"),
        ]
        found.append(Move(incident, not undone, " and ".join(why for clear, why in open_ if not clear)))
    return sorted(found, key=lambda m: (m.incident.span.end, m.incident.id))


def _whole_country(zones: Sequence[str], e: Evidence) -> bool:
    """A duty owed throughout a country is owed wherever in it; one owed in a port is not fulfilled by a place nobody told."""
    return all(z in e.text.zones and e.text.zones[z].kind == "country" for z in zones)


def _by(incident: Incident, owes: Obligor, *, alone: bool) -> bool | None:
    """True when surely done by those who owe it, None when perhaps. An act of nobody named fulfils what one alone owes."""
    if incident.unattributed:
        return True if alone else None
    hits = [bool(set(group) & owes.actors) for group in incident.actors]
    return True if all(hits) else None if any(hits) else False


def _stands(provision: Provision, moves: list[Move], e: Evidence, due: Moment | None, as_of: datetime) -> Answer:
    """The same as ``_fulfilled``: without numbers to reach by some time, it hangs on the time only by whether that is past."""
    if provision.quantities:
        return _fulfilled(provision, moves, e, due, as_of)
    past = due is not None and due.span.end + due.doubt <= as_of
    what = "stands", e.reading, (due.span, due.doubt) if due else None, past
    on = provision, moves, e.agreement, e.counter
    return e.held.of(what, on, lambda: _fulfilled(provision, moves, e, due, as_of))


def _fulfilled(provision: Provision, moves: Sequence[Move], e: Evidence, due: Moment | None, as_of: datetime) -> Answer:
    """One who owes it: nothing told, taken back, in doubt, contested, in part, late or in time."""
    because = tuple(c.id for m in moves for c in m.incident.claims)
    past = due is not None and due.span.end + due.doubt <= as_of
    if not moves:
        return _nothing_told(provision, e, due, as_of, past=past)
    firm = [m for m in moves if m.sure and not m.incident.denied_by and e.counter.of(m.incident) is Counted.YES]
    since = _reached_at(provision, firm, e)
    if not moves[-1].done:
        return replace(_taken_back(moves[-1], due, since, past=past), because=because)
    standing_ = [m for m in _still_standing(moves) if m in firm]
    if not standing_:
        sure = [m for m in _still_standing(moves) if m.sure]
        if sure:
            return Answer("disputed", "said to be done; not confirmed by others or not counted", because, {}, since)
        return Answer("undetermined", f"told, but it is open {moves[-1].doubt}", because, {}, since)
    amounts = done_of(provision, [(m.incident, m.done) for m in firm], e)
    told = tuple(str(a) for a in amounts)
    answer = _so_much(amounts, as_of, past=past) or _in_time(standing_[-1 if amounts else 0], due)
    if answer.standing == "kept" and any(a.late for a in amounts):
        answer = replace(answer, standing="late", why="said to be done, a milestone of it late")
    return replace(answer, because=because, at=since, amounts=told)


def _nothing_told(provision: Provision, e: Evidence, due: Moment | None, as_of: datetime, *, past: bool) -> Answer:
    if past:
        return Answer("undetermined", "the deadline passed and there is no word that it was done")
    if any(a.by is not None and a.by <= as_of for a in done_of(provision, [], e)):
        return Answer("undetermined", "a milestone passed and there is no word of it")
    if provision.deadline is not None and said_by(provision.deadline, e.reading) == "unpublished":
        return Answer("not-due", "no word that it was done; its date was never published")
    return Answer("not-due", "its deadline is ahead" if due else "no word that it was done; the text sets no date")


def _taken_back(last: Move, due: Moment | None, since: datetime | None, *, past: bool) -> Answer:
    """What was done and taken back, or is said not to be done: broken once it is due."""
    state = "the deadline passed" if past else "its deadline is ahead" if due else "the text sets no date"
    denied = any(c.finds == NOT_DONE for c in last.incident.claims)
    word: StandingWord = "broken" if past and last.sure else "not-due"
    if (past and not last.sure) or (due is None and since is not None):
        word = "undetermined"
    broke = max(due.span.end, last.incident.span.start) if due and word == "broken" else None
    why = f"{'said not to be done' if denied else 'begun and taken back'}; {state}"
    return Answer(word, why, at=since, broke_at=broke)


def _so_much(amounts: Sequence[Amount], as_of: datetime, *, past: bool) -> Answer | None:
    """What the numbers say, where they do not say that all is done."""
    if short := short_of(amounts):
        overdue = any(a.by is not None and a.by <= as_of and not a.enough() for a in amounts)
        state = "the deadline passed" if past else "a milestone passed" if overdue else "the rest is not due yet"
        return Answer("partly", f"done in part: {short}; {state}")
    if unknown := ", ".join(str(a) for a in amounts if a.done is not None and a.whole_unknown):
        return Answer("undetermined", f"{unknown}; how many there are is not known")
    if amounts and all(a.done is None for a in amounts):
        return Answer("undetermined", "said to be done; how much of it is not told")
    return None


def _still_standing(moves: Sequence[Move]) -> list[Move]:
    """The acts of fulfilment since the last that took one back."""
    found: list[Move] = []
    for move in moves:
        if move.done:
            found.append(move)
        else:
            found.clear()
    return found


def _reached_at(provision: Provision, firm: Sequence[Move], e: Evidence) -> datetime | None:
    """When it was first fulfilled, whatever came after."""
    for number in range(1, len(firm) + 1):
        so_far = firm[:number]
        amounts = done_of(provision, [(m.incident, m.done) for m in so_far], e)
        if so_far[-1].done and all(a.enough() for a in amounts):
            return last_moment(so_far[-1].incident.span)
    return None


def _in_time(move: Move, due: Moment | None) -> Answer:
    if due is not None and move.incident.span.start >= due.span.end + due.doubt:
        days = (move.incident.span.start - due.span.end) / timedelta(days=1)
        return Answer("late", f"said to be done, {days:.1f} days after its deadline")
    return Answer("kept", "said to be done")


def _mirrored(provision: Provision, e: Evidence) -> datetime | None:
    """When the actor it mirrors first did one of the acts, if it did."""
    own = provision.mirrors or ""
    members = frozenset({own, *(n for n, a in e.text.actors.items() if a.part_of == own)})
    anywhere = e.held.of("anywhere", (provision,), lambda: provision.model_copy(update={"zone": None}))
    moves = _moves(anywhere, Obligor(own, members, ()), e, alone=False)
    done = [last_moment(m.incident.span) for m in moves if m.done and m.sure]
    return min(done, default=None)


def _enough(provision: Provision, acts: Sequence[Move], e: Evidence) -> bool:
    """True when the acts of one period fulfil every quantity, each counted within that period."""
    return all(a.enough() for a in done_of(provision, [(m.incident, m.done) for m in acts], e))


def _recurring(provision: Provision, moves: Sequence[Move], e: Evidence, as_of: datetime) -> Answer:
    """A duty that falls due again and again: kept when each full period so far has its act."""
    first = moment(said_by(provision.from_, e.reading), e.text, e.reading) if provision.from_ is not None else None
    if first is None or provision.every is None:
        return Answer("undetermined", "the text does not settle from when it recurs")
    due: list[Span] = []
    start = first.span.start
    while (end := later(start, provision.every, e.text)) <= as_of:
        due.append(Span(start, end))
        start = end
    done = {span: [m for m in moves if m.done and m.incident.span.meets(span)] for span in due}
    met = [span for span, acts in done.items() if acts and _enough(provision, acts, e)]
    short = [span for span, acts in done.items() if acts and span not in met]
    missed = [
        span
        for span in due
        if not done[span] and any(not m.done and m.sure and m.incident.span.meets(span) for m in moves)
    ]
    because = tuple(c.id for m in moves for c in m.incident.claims)
    if not due:
        return Answer("not-due", "its first period has not run out", because)
    if len(met) == len(due):
        return Answer("kept", f"done in each of {len(due)} periods", because, {}, due[-1].end)
    if missed:
        why = f"said not to be done in {len(missed)} of {len(due)} periods"
        return Answer("broken", why, because, broke_at=missed[0].end)
    if short:
        return Answer("partly", f"less than what is owed in {len(short)} of {len(due)} periods", because)
    return Answer("undetermined", f"no word of it for {len(due) - len(met)} of {len(due)} periods", because)
