"""The end of a bulletin: errata to earlier days, the table of all incidents of the day, the map, and the record's head."""

from holdfire.publish.bulletin.document import Picture, Section, Table
from holdfire.publish.bulletin.period import Change
from holdfire.publish.bulletin.picture import drawn_map
from holdfire.publish.bulletin.say import Say, verdict_under

MOST_DRAWN = 2000
"""Incidents drawn on one map; the table tells them all."""


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
            say.names.word(i.target),
            say.tellers(i.claimants) + (f"; {gettext('denied by')} {say.tellers(i.denied_by)}" if i.denied_by else ""),
            _verdicts(say, [verdict_under(i, r) for r in readings]),
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


def map_of(say: Say) -> Section:
    """The map, with every place that the bulletin tells of."""
    day = say.told.incidents(say.told.period)[:MOST_DRAWN]
    svg = drawn_map(say.told.agreement, day, say.words)
    if not svg:
        return Section("map", "")
    shows = say.gettext(
        "Zones of the agreement and the incidents of the day. A circle is as wide as the place is uncertain: it is no pin. "
        "The annex tells each one in words."
    )
    return Section("map", say.gettext("Map"), pictures=(Picture(svg, shows),))


def record(say: Say) -> Section:
    """Where the record stands, and how anybody checks what is told here."""
    now, gettext = say.told.now, say.gettext
    rows = tuple((gettext("Head of the record"), head) for head in now.checkpoint.split("; "))
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
            "A published pack is checked without the record: holdfire verify FILE, or the verifier’s page in a browser."
        ),
    )
    return Section(
        "record",
        gettext("The record, and how to verify"),
        says=says,
        tables=(Table(gettext("The record"), (gettext("What"), gettext("Value")), rows),),
    )
