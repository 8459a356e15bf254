"""The end of a bulletin: errata to earlier days, the table of all incidents of the day, and the record's head."""

from holdfire.publish.bulletin.document import Section, Table
from holdfire.publish.bulletin.period import Change
from holdfire.publish.bulletin.say import Say
from holdfire.publish.bulletin.words import moment


def errata(say: Say) -> Section:
    """What late knowledge changed of days that were declared."""
    gettext = say.gettext
    rows = tuple(
        (say.times.day(c.day), _what(say, c), say.reading(c.reading), _value(say, c, c.declared), _value(say, c, c.now))
        for c in say.told.changes
    )
    head = (gettext("Day"), gettext("What"), gettext("Reading"), gettext("As declared"), gettext("As known now"))
    says = gettext("What was declared stands as it was declared; this is what became known since.")
    rule = gettext("Breaches are counted up to the end of that day.")
    table = Table(gettext("Changed by late knowledge"), head, rows, rule)
    title = gettext("Errata to earlier days")
    return Section("errata", title, says=(says,) if rows else (), tables=(table,) if rows else ())


def _what(say: Say, change: Change) -> str:
    text = say.told.agreement.text
    if change.kind == "breaches":
        counted = say.gettext("breaches")
        return f"{say.provision(change.what)}: {counted}"
    if change.kind == "standing":
        return say.provision(change.what)
    return (text.gates if change.kind == "gate" else text.clocks)[change.what].title.in_(say.words.language)


def _value(say: Say, change: Change, told: str) -> str:
    return say.number(int(told)) if change.kind == "breaches" else say.state(change.kind, told)


def annex(say: Say) -> Section:
    """Every incident of the day, each with its verdict under every reading."""
    told, gettext = say.told, say.gettext
    readings = tuple(told.now.readings)
    rows = tuple(
        (
            i.id,
            say.when(i),
            say.act(i),
            say.place(i),
            say.who(i),
            say.names.actor(i.target),
            say.tellers(i.claimants) + say.denied(i.denied_by),
            _verdicts(say, [told.verdict(i, r) for r in readings]),
        )
        for i in told.incidents(told.period)
    )
    head = (
        gettext("Incident"),
        gettext("When"),
        gettext("Act"),
        gettext("Place"),
        gettext("Who is blamed"),
        gettext("Against whom"),
        gettext("Told by"),
        gettext("Verdict"),
    )
    rule = gettext("Verdicts are told in the order of the readings: %(readings)s.") % {
        "readings": "; ".join(map(say.reading, readings))
    }
    return Section(
        "annex",
        gettext("Annex: all incidents of the day"),
        tables=(Table(gettext("Incidents"), head, rows, rule),) if rows else (),
    )


def _verdicts(say: Say, found: list[str]) -> str:
    """One word where all readings agree."""
    return (
        say.state("verdict", found[0]) if len(set(found)) == 1 else " / ".join(say.state("verdict", v) for v in found)
    )


def record(say: Say) -> Section:
    """Where the record stands, and how anybody checks what is told here.

    Two bodies together have the same bytes: which cosignatures have reached either of them is left out there.
    """
    told, now, gettext = say.told, say.told.now, say.gettext
    rows = () if told.seals else tuple((gettext("Head of the record"), head) for head in now.checkpoint.split("; "))
    joint = say.edition == "joint"
    if joint:
        rows += tuple((gettext("Ledger %(origin)s") % {"origin": seal.origin}, seal.head) for seal in told.seals)
    for seal in told.seals if not joint else ():
        signed = gettext("signed by its own body") if seal.signed else gettext("not signed yet")
        rows += ((gettext("Ledger %(origin)s") % {"origin": seal.origin}, f"{seal.head}: {signed}"),)
        rows += tuple((gettext("Cosigned by %(who)s") % {"who": who}, moment(at, say.words)) for who, at in seal.by)
        if not seal.by:
            rows += ((gettext("Cosigned by"), gettext("nobody yet")),)
    rows += (
        (gettext("Digest of the status"), now.digest),
        (gettext("Digest of the agreement"), now.agreement_digest),
        (gettext("Made with"), f"Holdfire {now.version}"),
    )
    says = (
        gettext(
            "Whoever holds the record computes the same status: holdfire status CASE --as-of %(as_of)s --known-at %(known_at)s"
        )
        % {"as_of": now.as_of, "known_at": now.known_at},
        gettext(
            "A cosignature says: at this moment this was the longest ledger of that origin that its maker had seen, and it "
            "begins with every one cosigned before. holdfire verify CASE checks heads, signatures and cosignatures."
        ),
        gettext(
            "A published pack is checked without the record: holdfire verify FILE, or the verifier’s page in a browser."
        ),
    )
    return Section(
        "record",
        gettext("The record, and how to verify"),
        says=says,
        tables=(Table(gettext("The record"), (gettext("What"), gettext("Value")), rows, wide=(1,)),),
    )
