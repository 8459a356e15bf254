"""Two bodies' records of one day side by side: the agreed core, where they part, what only one tells, their own counts.

Each body's words stand in its own column; nothing is added, averaged or compared as equal across them.
"""

from collections.abc import Sequence
from datetime import datetime

from holdfire.findings.reconcile.model import Account, CountTold, Match
from holdfire.findings.reconcile.words import DENIED
from holdfire.publish.bulletin.document import Section, Table
from holdfire.publish.bulletin.say import Say

RULE = "side/1"
"""The counting rule of two bodies' happenings: each of either record once, in exactly one row."""


def sides(say: Say) -> Section:
    """What both tell of the day, what only one tells, and where they part."""
    found, gettext = say.told.sides, say.gettext
    if found is None:
        return Section("sides", "")
    tables = (_numbers(say), _both(say), _own(say), _doubtful(say), _counts(say))
    says = (
        gettext("Two records held against each other, each fused, judged and counted by itself: %(a)s and %(b)s.")
        % {"a": say.names.actor(found.a), "b": say.names.actor(found.b)},
    )
    return Section("sides", gettext("Between the sides"), says=says, tables=tuple(t for t in tables if t.rows))


def _of_day(say: Say, accounts: Sequence[Account]) -> list[Account]:
    return [a for a in accounts if say.told.period.holds(a.start)]


def _matched(say: Say) -> list[Match]:
    """Matches of which either account begins on the day."""
    found, period = say.told.sides, say.told.period
    return [m for m in found.matched if period.holds(m.a.start) or period.holds(m.b.start)] if found else []


def _numbers(say: Say) -> Table:
    found, gettext = say.told.sides, say.gettext
    if found is None:
        return Table("", (), ())
    both = _matched(say)
    agreed = sum("agreed" in m.kinds for m in both)
    a, b = say.names.actor(found.a), say.names.actor(found.b)
    doubtful = [o.account for o in (*found.ambiguous_a, *found.ambiguous_b)]
    rows = (
        (gettext("Both tell of it, and part in nothing"), say.number(agreed)),
        (gettext("Both tell of it, and part in something"), say.number(len(both) - agreed)),
        (gettext("Only %(who)s tells of it") % {"who": a}, say.number(len(_of_day(say, found.only_a)))),
        (gettext("Only %(who)s tells of it") % {"who": b}, say.number(len(_of_day(say, found.only_b)))),
        (gettext("Cannot be told apart"), say.number(len(_of_day(say, doubtful)))),
    )
    rule = gettext(
        "Counted by rule %(rule)s: each happening of either record once. What only one tells may have happened all the same; "
        "that the other is silent is no denial."
    ) % {"rule": RULE}
    return Table(gettext("The day in two records"), (gettext("What"), gettext("Number")), rows, rule, numbers=(1,))


def _both(say: Say) -> Table:
    """The agreed core: what both say, and beside it each side's own where they part."""
    found, gettext = say.told.sides, say.gettext
    if found is None:
        return Table("", (), ())
    rows = []
    for m in _matched(say):
        accepted = gettext("accepted by a person") if m.status == "accepted" else gettext("proposed by the rule")
        core = "; ".join([*_core(say, m), accepted])
        rows.append((core, _its_own(say, m, 0), _its_own(say, m, 1)))
    head = (gettext("Both say"), say.names.actor(found.a), say.names.actor(found.b))
    return Table(gettext("Told by both: the agreed core, and each side’s own"), head, tuple(rows), wide=(0,))


def _core(say: Say, match: Match) -> list[str]:
    """What both accounts say, in words of the document."""
    a, b = match.a, match.b
    core = []
    if a.act and a.act == b.act:
        core.append(say.names.word(a.act))
    start, end = max(a.start, b.start, key=_at), min(a.end, b.end, key=_at)
    if _at(start) <= _at(end):
        core.append(say.times.span(start, end))
    if a.place and b.place and (a.place == b.place or None not in (a.radius_km, b.radius_km)):
        core.append(say.place(min((a, b), key=lambda t: (t.radius_km is None, t.radius_km or 0.0, t.place))))
    if a.target == b.target != "unknown":
        core.append(say.gettext("against %(whom)s") % {"whom": say.names.actor(a.target)})
    parted = {d.what for d in match.dissent}
    if "attribution" not in parted:
        core.append(say.accounts.blames(a))
    if a.toll and b.toll and "toll" not in parted:
        core.append(" / ".join(dict.fromkeys(map(say.accounts.toll, (a.toll, b.toll)))))
    return core


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _its_own(say: Say, match: Match, which: int) -> str:
    """What one side says that the other does not share."""
    own, other = (match.a, match.b) if which == 0 else (match.b, match.a)
    told = [own.incident]
    if own.act != other.act:
        told.append(say.names.word(own.act) if own.act else say.gettext("act not told"))
    for d in match.dissent:
        words = (d.a, d.b)[which]
        if d.what == "attribution":
            told.append(say.accounts.blames(own))
        elif d.what == "verdict":
            told.append(f"{d.provision}: {say.state('verdict', words)}")
        elif d.what == "toll":
            told.append(say.accounts.toll(words))
        elif own.position == DENIED:
            told.append(say.gettext("denies it"))
    told += [say.accounts.stance(s) for s in other.stances]
    return "; ".join(told)


def _own(say: Say) -> Table:
    """What only one tells, in two columns; the other's stance stands with each."""
    found, gettext = say.told.sides, say.gettext
    if found is None:
        return Table("", (), ())
    columns = [
        [_alone(say, account, other) for account in _of_day(say, accounts)]
        for accounts, other in ((found.only_a, found.b), (found.only_b, found.a))
    ]
    most = max(map(len, columns))
    filled = [[*column, *[""] * (most - len(column))] for column in columns]
    rows = tuple(zip(map(say.number, range(1, most + 1)), *filled, strict=True))
    head = (gettext("Row"), *(gettext("Only %(who)s tells") % {"who": say.names.actor(n)} for n in (found.a, found.b)))
    rule = gettext("Rows only count: what stands side by side here is not one happening.")
    return Table(gettext("Told by one alone, each in its own column"), head, rows, rule, wide=(1, 2), numbers=(0,))


def _alone(say: Say, account: Account, other: str) -> str:
    act = say.names.word(account.act) if account.act else say.gettext("act not told")
    told = [
        account.incident,
        say.times.span(account.start, account.end),
        act,
        say.place(account),
        say.accounts.blames(account),
    ]
    if account.toll:
        told.append(say.accounts.toll(account.toll))
    stances = [say.accounts.stance(s) for s in account.stances]
    who = say.names.actor(other)
    said = "; ".join(dict.fromkeys(stances)) if stances else say.gettext("says nothing of it")
    return "; ".join([*told, f"{who}: {said}"])


def _doubtful(say: Say) -> Table:
    """Happenings that may be one of several of the other side."""
    found, gettext = say.told.sides, say.gettext
    if found is None:
        return Table("", (), ())
    rows = []
    for name, doubtful in ((found.a, found.ambiguous_a), (found.b, found.ambiguous_b)):
        for open_ in doubtful:
            if say.told.period.holds(open_.account.start):
                may = ", ".join(c.incident for c in open_.candidates)
                act = say.names.word(open_.account.act) if open_.account.act else gettext("act not told")
                rows.append((open_.account.incident, say.names.actor(name), act, may))
    head = (gettext("Incident"), gettext("Whose record"), gettext("Act"), gettext("May be one of"))
    return Table(gettext("Cannot be told apart"), head, tuple(rows))


def _counts(say: Say) -> Table:
    """Both bodies' own counts of periods that meet the day, per item with what the other does not confirm."""
    found, gettext = say.told.sides, say.gettext
    if found is None:
        return Table("", (), ())
    rows = []
    for pair in found.counts:
        if pair.periods == "same" and _meets(say, pair.a):
            spans = say.times.span(pair.a.start, pair.a.end)
            rows.append((spans, _count(say, pair.a, found.b), _count(say, pair.b, found.a)))
    paired = {c.claim for pair in found.counts if pair.periods == "same" for c in (pair.a, pair.b)}
    loose = {c.claim: (0, c) for pair in found.counts for c in (pair.a,) if c.claim not in paired}
    loose |= {c.claim: (1, c) for pair in found.counts for c in (pair.b,) if c.claim not in paired}
    loose |= {c.claim: (0, c) for c in found.counts_only_a} | {c.claim: (1, c) for c in found.counts_only_b}
    for which, told in sorted(loose.values(), key=lambda row: (row[1].start, row[1].end, row[1].claim)):
        if _meets(say, told):
            said = _count(say, told, (found.b, found.a)[which])
            rows.append((say.times.span(told.start, told.end), *((said, "–") if which == 0 else ("–", said))))
    head = (gettext("Period"), say.names.actor(found.a), say.names.actor(found.b))
    rule = gettext("Each body’s own count by its own rule, side by side. Never added, averaged or compared as equal.")
    return Table(gettext("Two counts side by side"), head, tuple(rows), rule, wide=(1, 2))


def _meets(say: Say, told: CountTold) -> bool:
    period = say.told.period
    return _at(told.start) < period.ends and _at(told.end) > period.begins


def _count(say: Say, told: CountTold, other: str) -> str:
    """One body's count with its parts as stated, and what the other does not confirm, item by item."""
    parts = "; ".join(f"{p.name} {say.number(p.number)}" for p in told.parts)
    text = f"{say.number(told.number)} {say.names.word(told.unit)}" + (f" ({parts})" if parts else "")
    for stance in told.stances:
        of = {"who": say.names.actor(other), "all": say.number(told.number)}
        number = told.number if stance.number is None else stance.number
        says = {
            "not-confirmed": say.gettext("not confirmed by %(who)s: %(num)s of %(all)s"),
            "denies": say.gettext("denied by %(who)s: %(num)s of %(all)s"),
            "disagrees": say.gettext("%(who)s disagrees: %(num)s of %(all)s"),
        }[stance.says]
        text += f"; {says % {**of, 'num': say.number(number)}}" + (f" ({stance.parts})" if stance.parts else "")
    return text
