"""The draft of an agreement, written from the terms of a page, for a person to check and fill in.

Each clause holds the page's own words under ``says`` and the characters it stands on under ``article``. A field that the page
does not say is ``unknown``, or a question under ``undecided``; what was concluded rather than read says so under ``unsaid``.
"""

import re
from collections.abc import Iterator
from datetime import timedelta

from holdfire.agreement.acts import ACTS, ATTACKS
from holdfire.agreement.yaml_text import MOST_BYTES, one_line
from holdfire.agreement.yaml_writing import Said as Quoted
from holdfire.agreement.yaml_writing import comment, written
from holdfire.claims.page.model import Article
from holdfire.claims.terms.model import ActorSaid, DutySaid, GateSaid, Said, Terms
from holdfire.claims.terms.page import slug
from holdfire.errors import AgreementError
from holdfire.when import iso, zone

_TOP = """\
# yaml-language-server: $schema=agreement.schema.json
# A draft made by a machine from one page. Nobody has checked it: a page tells of an agreement and is not its text. `says` holds
# the page's words, `article` where they stand in it. Check who is bound (`binds`) and what the page leaves open (`unsaid`,
# `undecided` and every `unknown`), draw the zones, and then run
#   holdfire check CASE
# docs/terms.md tells how it was made, docs/agreement.md explains every field.
"""
_POSSESSIVE = re.compile(r"['’]s?$")
_UNDONE = {"withdrawal": ["withdrawal-reversed"], "assembly": ["assembly-left"]}
_QUESTIONS = {
    "makers": ("Who made the agreement?", ()),
    "actors": ("Whom does it speak of?", ()),
    "backings": ("Who answers for whom?", ()),
    "start": ("When does it begin?", ("day-d",)),
    "start-hour": ("At what hour does it begin, and by whose clock?", ("day-d",)),
    "end": ("How long does the truce hold, and what ends it?", ("truce",)),
    "clock": ("Must anything last for a certain time, and how long?", ()),
    "day-boundary": ("At what hour does a day begin?", ("truce",)),
    "resets": ("What sets a count back, stops it or leaves it running, and who says so?", ("truce",)),
    "monitors": ("Who watches, and whose findings count?", ("truce",)),
    "gates": ("Does anything follow when it holds?", ()),
    "duties": ("What must each side do and leave?", ()),
    "exclusions": ("Who stands outside it?", ()),
    "zones": ("Where does it hold?", ("truce",)),
}
_ZONE_KINDS = {"country": "undrawn", "undrawn": "undrawn", "unpublished": "unpublished", "to-be-agreed": "to-be-agreed"}


def draft_agreement(
    terms: Terms, article: Article, *, identity: str, title: str = "", time_zone: str, page: str = ""
) -> str:
    """The text of agreement.yaml, which loads beside an empty zones.geojson.

    ``page`` is the address or name of the page. Raises ``AgreementError`` for terms of a page that announces no agreement, and
    for a time zone that is none.
    """
    if terms.announced is None:
        raise AgreementError(
            "the page announces no agreement that could be read", page, "Draft from clauses instead: docs/clauses.md."
        )
    try:
        tz = zone(time_zone)
    except ValueError as error:
        raise AgreementError(one_line(str(error)), "the draft", "Use the local time of the place.") from None
    actors = {one.id: one for one in terms.actors if one.kind != "all-sides"}
    parts: dict[str, dict[str, object]] = {
        "": _head(terms, article, identity, title, time_zone, page),
        "events": {"day-d": _day_d(terms, tz)},
        "actors": dict(_actors(terms, actors)),
        "zones": dict(_zones(terms)),
        "windows": {"truce": _window(terms)},
        "provisions": {one.id: _provision(one, set(actors)) for one in terms.duties},
        "clocks": dict(_clocks(terms)),
        "gates": {one.id: _gate(one, terms, set(actors)) for one in terms.gates},
        "undecided": dict(_undecided(terms)),
        "readings": {"as-written": _reading(terms)},
    }
    text = _TOP + _figures(terms) + _sources(terms)
    for name, body in parts.items():
        if body:
            text += "\n" + (written({name: body}) if name else written(body))
    if len(text.encode()) > MOST_BYTES:
        raise AgreementError("the draft would be larger than an agreement may be", page, "Is this one page?")
    return text


def _quoted(*found: Said) -> Quoted:
    return Quoted(" / ".join(dict.fromkeys(" ".join(one.words.split()) for one in found)))


def _at(one: Said) -> Quoted:
    return Quoted(f"characters {one.start}-{one.end} of the article")


def _head(terms: Terms, article: Article, identity: str, title: str, time_zone: str, page: str) -> dict[str, object]:
    name = " ".join((title or article.title or "Draft agreement").split())
    whose = ", ".join(filter(None, (article.agency, article.outlet and f"as carried by {article.outlet}", page)))
    published = article.published
    when = (
        f"; published {iso(published.start)[:10]} to {iso(published.end)[:10]} ({published.how})" if published else ""
    )
    announced = terms.announced
    return {
        "holdfire": 1,
        "id": Quoted(identity),
        "title": {"en": Quoted(one_line(name))},
        "about": Quoted(
            f"A draft from one page, which nobody has checked. In its words: {_quoted(announced)}." if announced else ""
        ),
        "time-zone": Quoted(time_zone),
        "sources": {"P": Quoted(one_line(f"{whose or 'the page'}: {article.title or 'no title'}{when}"))},
    }


def _day_d(terms: Terms, tz: object) -> dict[str, object]:
    start = terms.start
    if start is None:
        return {"at": "unknown", "source": ["P"]}
    at, note = "unknown", "The page does not tell on what day that was."
    if start.first and start.last:
        first = start.first.astimezone(tz)  # type: ignore[arg-type]
        day = start.last - start.first
        if day <= timedelta(hours=1):
            at, note = first.isoformat(timespec="minutes"), "Concluded from the words and the day of publication."
        elif day <= timedelta(days=1):
            at, note = (
                first.date().isoformat(),
                "The day is told and not the hour; a bare date stands for its first moment.",
            )
    return {"at": at, "text-says": _quoted(start.said), "note": Quoted(note), "source": ["P"]}


def _actors(terms: Terms, actors: dict[str, ActorSaid]) -> Iterator[tuple[str, dict[str, object]]]:
    taken = {name.casefold() for one in actors.values() for name in (one.name, one.id)}
    for name, one in actors.items():
        aliases = []
        for said in one.said:
            words = _POSSESSIVE.sub("", " ".join(said.words.split()))
            if words.casefold() not in taken and len(words) > 1:
                taken.add(words.casefold())
                aliases.append(Quoted(words))
        through = [
            duty.through[0] for duty in terms.duties if name in duty.who and duty.through and duty.through[0] in actors
        ]
        body: dict[str, object] = {"name": {"en": Quoted(one.name)}, "role": _role(one)}
        if aliases:
            body["aliases"] = aliases
        if through:
            body["answered-for-by"] = through[0]
        if note := _note(terms, name, bool(through)):
            body["note"] = Quoted(note)
        yield name, {**body, "source": ["P"]}


def _role(one: ActorSaid) -> str:
    if "excluded" in one.roles:
        return "excluded"
    if one.kind == "body":
        return "witness"
    if one.kind == "state" and ("backer" in one.roles or ("maker" in one.roles and "bound" not in one.roles)):
        return "guarantor"
    return "party" if {"bound", "maker"} & set(one.roles) else "unclear"


def _note(terms: Terms, name: str, answers: bool) -> str:
    told = [f"Backed by {one.by}: {_quoted(one.said)}." for one in terms.backings if one.whom == name]
    if answers:
        told.append("Who answers for it is concluded from who is to bring it to keep its part.")
    return " ".join(told)


def _zones(terms: Terms) -> Iterator[tuple[str, dict[str, object]]]:
    for one in terms.zones:
        note = f"In the page's words: {_quoted(one.said)}. Nobody has drawn it."
        yield (
            one.id,
            {"name": {"en": Quoted(one.name)}, "kind": _ZONE_KINDS[one.kind], "note": Quoted(note), "source": ["P"]},
        )


def _window(terms: Terms) -> dict[str, object]:
    length = next((one for one in terms.lengths if one.of == "window"), None)
    body: dict[str, object] = {"name": {"en": "The truce"}, "from": "day-d"}
    if length:
        body |= {"lasts": length.text, "note": Quoted(f"In the page's words: {_quoted(length.said)}.")}
    else:
        body |= {"until": "unknown"}
    return {**body, "silence": "unknown", "source": ["P"]}


def _provision(one: DutySaid, actors: set[str]) -> dict[str, object]:
    title = one.act.replace("-", " ")
    body: dict[str, object] = {
        "article": _at(one.act_said),
        "title": {"en": Quoted(title.capitalize() if one.rule == "must" else f"No {title}")},
        "says": _quoted(one.said),
        "rule": one.rule,
    }
    unsaid = {"by-when": "by when it must be done"} if one.rule == "must" and not one.within else {}
    if binds := [
        {"role": "party"} if who == "all-sides" else {"actor": who}
        for who in one.who
        if who in actors or who == "all-sides"
    ]:
        body["binds"] = binds
    else:
        unsaid["who"] = "who owes it"
    acts = [*ATTACKS] if one.act == "attack" else [one.act] if one.act in ACTS else []
    body["broken-by" if one.rule == "must-not" else "kept-by"] = acts
    if one.act in _UNDONE:
        body["undone-by"] = _UNDONE[one.act]
    if one.rule == "must-not" and (shielded := [who for who in one.toward if who in actors]):
        body["protects"] = shielded
    if one.within and one.rule == "must":
        body["deadline"] = f"day-d + {one.within}"
        unsaid["from-when"] = "whether that time runs from the start"
    if one.zone:
        body["zone"] = one.zone
        unsaid["where"] = "where the lines run"
    open_ = {"unsaid": {k: Quoted(v) for k, v in unsaid.items()}} if unsaid else {}
    return {**body, "while": "truce", **open_, "source": ["P"]}


def _clock_id(length: str) -> str:
    return f"c-{slug(length)}"


def _clocks(terms: Terms) -> Iterator[tuple[str, dict[str, object]]]:
    for length in dict.fromkeys(one.text for one in terms.lengths if one.of == "clock"):
        told = [one.said for one in terms.lengths if one.of == "clock" and one.text == length]
        yield (
            _clock_id(length),
            {
                "title": {"en": Quoted(length)},
                "needs": length,
                "starts": "unknown",
                "limbs": {"calm": {"en": "As the condition has it"}},
                "unsaid": {"measure": Quoted(f"what must hold on each day; the page says: {_quoted(*told)}")},
                "source": ["P"],
            },
        )


def _gate(one: GateSaid, terms: Terms, actors: set[str]) -> dict[str, object]:
    condition: dict[str, object] = {"id": "held", "says": _quoted(*one.conditions)}
    if one.length and any(length.of == "clock" and length.text == one.length for length in terms.lengths):
        condition["clock"] = _clock_id(one.length)
    else:
        condition["unsaid"] = Quoted("How it is measured.")
    body: dict[str, object] = {
        "title": {"en": Quoted(one.acts[0].replace("-", " ").capitalize() if one.acts else f"Step {one.id}")},
        "says": _quoted(*one.effects),
        "decides": one.acts[0] if one.acts else f"step-{one.id.lower()}",
        "opens-when": [condition],
    }
    if keys := [who for who in one.by if who in actors]:
        body["opens"] = {"by": keys, "need": "all"}
    body |= {
        "decider": "Nobody named",
        "effect": _quoted(*one.effects),
        "unsaid": {
            "decider": Quoted("who states that the condition is met"),
            "keys": Quoted("whether those who take the step must both agree"),
        },
        "source": ["P"],
    }
    return body


def _undecided(terms: Terms) -> Iterator[tuple[str, dict[str, object]]]:
    clocks = [name for name, _ in _clocks(terms)]
    for number, field in enumerate(terms.unknown, 1):
        question, touches = _QUESTIONS[field]
        held = [*clocks] if field in ("resets", "day-boundary") and clocks else list(touches)
        body: dict[str, object] = {"question": Quoted(question)}
        yield (
            f"U-{number:02}",
            {**body, **({"touches": held} if held else {}), "note": Quoted("The page does not say."), "source": ["P"]},
        )


def _reading(terms: Terms) -> dict[str, object]:
    return {
        "title": {"en": "As written"},
        "whose": "nobody",
        "basis": Quoted("The words of the page alone."),
        "starts": "day-d",
        "counts": {"unreviewed": False},
    }


def _figures(terms: Terms) -> str:
    """Numbers as comments: they are no terms, and background ones no incidents."""
    lines = ""
    for one in terms.figures:
        kind = "background, no incident" if one.background else "told beside the terms"
        lines += comment(f"{one.number:,.0f} {one.of} ({kind}), characters {one.said.start}-{one.said.end}")
    return lines and "#\n# Figures of the page:\n" + lines


def _sources(terms: Terms) -> str:
    open_ = [f"{one.name} ({one.kind})" for one in terms.sources if not one.closed]
    closed = sum(one.closed for one in terms.sources)
    told = f"Whose word the page rests on: {', '.join(open_) or 'not said'}."
    return comment(told + (f" Private persons, not named here: {closed}." if closed else ""))
