"""Reading the terms of an agreement out of a page that announces one."""

from dataclasses import replace
from datetime import UTC, tzinfo

from holdfire.claims.page.model import Article
from holdfire.claims.terms.announced import Announced, announced_in
from holdfire.claims.terms.duties import duties_in
from holdfire.claims.terms.gates import gates_in
from holdfire.claims.terms.lexicon import LANGUAGES, lexicon
from holdfire.claims.terms.model import FIELDS, ActorRole, ActorSaid, Terms, ZoneSaid
from holdfire.claims.terms.page import slug
from holdfire.claims.terms.reading import Page, page_of
from holdfire.claims.terms.relations import backings_in, excluded_in
from holdfire.claims.terms.states import name_of
from holdfire.claims.terms.told import figures_in, sources_in
from holdfire.claims.terms.when_said import lengths_in, start_in
from holdfire.claims.terms.who import Mention
from holdfire.claims.terms.zones import zones_in

MOST_SAID = 12
"""Spellings kept of one actor, the first ones."""
_FEWEST = 2
"""Kinds of term (a start, a length or step, a duty, two makers) below which a page only mentions an agreement."""


def terms_in(article: Article, tz: tzinfo = UTC) -> Terms:
    """The terms of the agreement that an article announces; empty terms for an article that announces none. Never raises.

    ``tz`` is where days and hours are local. A language other than English, Arabic and Russian gives empty terms.
    """
    language = article.language or "en"
    empty = Terms(language=language)
    if language not in LANGUAGES:
        return empty
    page = page_of(article, lexicon(language), tz)
    announced = announced_in(page)
    if announced is None:
        return empty
    if page.names.home and slug(name_of(page.names.home)) in announced.makers:
        page = page_of(article, page.lexicon, tz, replace(page.names, apart=False))
        announced = announced_in(page) or announced
    found = _terms(page, announced)
    told = (
        found.start,
        found.lengths or found.gates,
        [d for d in found.duties if d.said != announced.said],
        found.makers[1:],
    )
    return found if sum(map(bool, told)) >= _FEWEST else empty


def _terms(page: Page, announced: Announced) -> Terms:
    gates = gates_in(page)
    duties, named_zones = duties_in(page, gates, announced.said)
    backings = backings_in(page)
    excluded = excluded_in(page)
    zones: dict[str, ZoneSaid] = {one.id: one for one in (*named_zones, *zones_in(page))}
    roles: dict[str, set[ActorRole]] = {}
    for ids, role in (
        (announced.makers, "maker"),
        ([one.by for one in backings], "backer"),
        ([who for one in duties for who in (*one.who, *one.toward)], "bound"),
        ([one.whom for one in backings], "bound"),
        ([who for one in duties for who in one.through], "backer"),
        (list(excluded), "excluded"),
        ([who for one in gates for who in one.by], "decides"),
    ):
        for one in ids:
            roles.setdefault(one, set()).add(role)  # type: ignore[arg-type]
    found = Terms(
        language=page.lexicon.language,
        announced=announced.said,
        makers=announced.makers,
        actors=_actors(page, roles),
        backings=backings,
        start=start_in(page),
        lengths=lengths_in(page, gates),
        duties=duties,
        gates=gates,
        exclusions=tuple(excluded),
        zones=tuple(zones.values()),
        figures=figures_in(page.article, page.lexicon),
        sources=sources_in(page.article, page.lexicon),
    )
    return found.model_copy(update={"unknown": _unknown(found)})


def _actors(page: Page, roles: dict[str, set[ActorRole]]) -> tuple[ActorSaid, ...]:
    """Everybody the terms need, in the order in which the page names them."""
    by_id: dict[str, list[Mention]] = {}
    for named in page.named:
        for one in named:
            if one.id in roles:
                by_id.setdefault(one.id, []).append(one)
    found = []
    for name, mentions in by_id.items():
        first = mentions[0]
        kept = {page.between(one.start, one.end): one for one in reversed(mentions)}
        spans = sorted((one.start, one.end) for one in kept.values())[:MOST_SAID]
        held = roles[name] - ({"bound"} if "excluded" in roles[name] else set())
        found.append(
            ActorSaid(
                id=name,
                name=first.name,
                kind=first.kind,
                roles=tuple(sorted(held)),
                said=tuple(page.said(*span) for span in spans),
                state=first.state,
            )
        )
    return tuple(found)


def _unknown(found: Terms) -> tuple[str, ...]:
    """The fields that an agreement needs and the page does not say."""
    told = {
        "makers": bool(found.makers),
        "actors": bool(found.actors),
        "backings": bool(found.backings),
        "start": found.start is not None,
        "start-hour": bool(found.start and found.start.first and found.start.last and _hours(found) < 24),
        "end": any(one.of == "window" for one in found.lengths),
        "clock": any(one.of == "clock" for one in found.lengths),
        "monitors": any(one.act == "monitoring" for one in found.duties),
        "gates": bool(found.gates),
        "duties": any(one.said != found.announced for one in found.duties),
        "exclusions": bool(found.exclusions),
        "zones": bool(found.zones),
    }
    return tuple(field for field in FIELDS if not told.get(field))


def _hours(found: Terms) -> float:
    start = found.start
    return (start.last - start.first).total_seconds() / 3600 if start and start.first and start.last else float("inf")
