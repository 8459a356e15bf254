"""Proposed statements as claims that wait for a person: names looked up, times and places never narrower than the words."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from holdfire.agreement.actors import Alias
from holdfire.agreement.model import Agreement
from holdfire.claims.claim import EACH_OTHER, UNKNOWN, UNMAPPED, Alternatives, Claim
from holdfire.claims.names import Names
from holdfire.claims.page.model import Article
from holdfire.claims.text.model import NEWS_DAYS, Proposed, Said
from holdfire.sources.report import SetAside

_ARMED = ("party", "guarantor", "excluded", "outsider", "unclear")
_ARTICLES = ("the ", "a ", "an ")


def actors_of(agreement: Agreement) -> tuple[tuple[str, str], ...]:
    """Every name and alias of an agreement's parties and excluded groups, for ``Context.actors``, in the order of the text."""
    found: dict[str, str] = {}
    for actor in agreement.text.actors.values():
        if actor.role in _ARMED:
            aliases = [a.name if isinstance(a, Alias) else a for a in actor.aliases]
            for name in (actor.name.en, actor.name.ar, actor.name.ru, *aliases):
                if name:
                    found.setdefault(name.replace("_", " "), "group")
    return tuple(found.items())


@dataclass(frozen=True)
class Source:
    """What every claim of one text shares: the report it came in, the outlet, when it was public or ours, and who knows names.

    ``facilities`` are words for kinds of protected places to the agreement's own (``hospital`` to ``hospital``).
    """

    report: str
    source: str
    known_from: datetime
    names: Names
    facilities: tuple[tuple[str, str], ...] = ()


def as_claims(
    proposed: tuple[Proposed, ...], article: Article, source: Source, *, asides: bool = False
) -> tuple[tuple[Claim, ...], tuple[SetAside, ...]]:
    """Claims with ``review="proposed"``, and what could not be dated. ``asides`` keeps what is no incident, as statements.

    ``text`` is the SHA-256 of the article's text, ``spans`` the characters of each field in it, ``words`` the sentence.
    """
    digest = sha256(article.text.encode()).hexdigest()
    claims: list[Claim] = []
    left: list[SetAside] = []
    for number, one in enumerate(proposed):
        if one.aside and not asides:
            continue
        when = _when(one, article)
        if when is None:
            left.append(_undated(one, source))
            continue
        claims.append(_claim(one, article, source, when, f"{source.report}#{number + 1}", digest))
    return tuple(claims), tuple(left)


def _undated(one: Proposed, source: Source) -> SetAside:
    return SetAside(
        file=source.source,
        row=one.sentence.start,
        reason="the words name no day and the page has no day of publication",
        remedy="Say when the page was published.",
        text=one.sentence.words,
    )


def _when(one: Proposed, article: Article) -> tuple[datetime, datetime, str] | None:
    """Start, end and precision. Words without a time may mean any moment of the week before publication."""
    if one.time is not None:
        return one.time.first, one.time.last, one.time.precision
    if article.published is None:
        return None
    begun = article.published.start.astimezone(UTC)
    early = (
        begun
        if one.kind in ("statement", "denial")
        else max(begun - timedelta(days=NEWS_DAYS), datetime.min.replace(tzinfo=UTC))
    )
    return early, article.published.end, "range"


def _claim(
    one: Proposed, article: Article, source: Source, when: tuple[datetime, datetime, str], name: str, digest: str
) -> Claim:
    start, end, precision = when
    best = one.places[0] if one.places else None
    located = best.candidates[0] if best is not None and best.candidates and not best.unsure else None
    claimants = _named([*one.speakers, *(one.actors if one.owned else ())], source, start)
    outlet = article.agency or article.outlet or source.source
    return Claim(
        id=name,
        report=source.report,
        kind="statement" if one.aside else one.kind,
        act=one.act,
        start=start,
        end=end,
        precision=precision,
        place=one.place.words if one.place else "",
        lat=located.lat if located else None,
        lon=located.lon if located else None,
        radius_km=located.radius_km if located else None,
        actors=_actors(one, source, start),
        target=_target(one, source, start),
        facility=_facility(one, source),
        claimants=claimants or (source.names.actor(outlet, start),),
        denied_by=_named(list(one.denied_by), source, start),
        toll=one.toll,
        count=one.count,
        confidence="low" if one.aside or one.stage != "done" or one.carried else "medium",
        source=source.source,
        published=_published(article),
        known_from=source.known_from,
        provisional=True,
        weapon=one.weapons[0].words if one.weapons else None,
        origin=source.names.actor(article.agency, start) if article.agency else "",
        review="proposed",
        text=digest,
        spans=_spans(one),
        words=one.sentence.words,
    )


def _published(article: Article) -> str | None:
    if article.published is None:
        return None
    first, last = article.published.start.astimezone(UTC), article.published.end.astimezone(UTC)
    return f"{first.isoformat(timespec='seconds')}/{last.isoformat(timespec='seconds')}"


def _plain(words: str) -> str:
    flat = " ".join(words.split())
    for article in _ARTICLES:
        if flat.casefold().startswith(article):
            return flat[len(article) :]
    return flat


def _name(said: Said, source: Source, on: datetime) -> str:
    """The actor whom words name: as they stand, or by the longest part of them that the agreement knows."""
    plain = _plain(said.words)
    found = source.names.actor(plain, on)
    if not found.startswith(UNMAPPED):
        return found
    words = plain.split()
    for length in range(len(words) - 1, 0, -1):
        for i in range(len(words) - length + 1):
            part = source.names.actor(" ".join(words[i : i + length]).strip("[](),.\"'«»"), on)
            if not part.startswith(UNMAPPED) and part != UNKNOWN:
                return part
    return found


def _named(said: list[Said], source: Source, on: datetime) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_name(one, source, on) for one in said if one.words.strip()))


def _actors(one: Proposed, source: Source, on: datetime) -> Alternatives:
    """Those blamed, together one side; of a clash, each is one of the sides and none is said to have begun."""
    found = tuple(sorted(set(_named([a for a in one.actors if one.actor_sense != "pronoun"], source, on))))
    return (found,) if found else ()


def _target(one: Proposed, source: Source, on: datetime) -> str:
    if one.act == "clash":
        return EACH_OTHER
    people = [t for t in one.targets if t.sort == "person"]
    if any(t.sense == "civilian" for t in people):
        return "civilians"
    if one.act == "attack-on-aid":
        return "aid"
    armed = [
        t
        for t in one.targets
        if t.sense in ("rebels", "government-forces", "group", "police", "military", "paramilitary")
    ]
    return _name(armed[0].said, source, on) if armed else UNKNOWN


def _facility(one: Proposed, source: Source) -> str | None:
    known = dict(source.facilities)
    return next((known[t.sense] for t in one.targets if t.sort == "thing" and t.sense in known), None)


def _spans(one: Proposed) -> dict[str, tuple[int, int]]:
    spans = {"act": one.trigger, "words": one.sentence, "place": one.place}
    firsts = {
        "actors": one.actors,
        "claimants": one.speakers,
        "denied_by": one.denied_by,
        "weapon": one.weapons,
        "toll": one.toll_said,
    }
    spans |= {field: said[0] for field, said in firsts.items() if said}
    spans["target"] = one.targets[0].said if one.targets else None
    found = {field: (said.start, said.end) for field, said in spans.items() if said is not None}
    if one.time is not None:
        found["start"] = (one.time.start, one.time.end)
    if one.count is not None:
        found["count"] = (one.trigger.start, one.trigger.end)
    return dict(sorted(found.items()))
