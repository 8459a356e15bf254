"""What an index is held against: the whole record, read anew and sifted by hand."""

from collections.abc import Iterable

from holdfire import pipeline
from holdfire.case import Case
from holdfire.claims import Claim, as_known, by_review
from holdfire.findings.said import Said
from holdfire.incidents import Incident, fuse
from holdfire.index import Asked, Index
from holdfire.status.status import FOREVER
from holdfire.status.weighing import placed


def claims_in(case: Case) -> dict[str, Claim]:
    """Every claim as it is known now, by id."""
    return {c.id: c for c in as_known(pipeline.told_in(case).claims, FOREVER)}


def incidents_in(case: Case) -> list[Incident]:
    """Every incident as it is known now."""
    told = pipeline.told_in(case)
    return fuse(by_review(as_known(told.claims, FOREVER))[0], FOREVER, told.parted)


def said_in(case: Case, incidents: Iterable[Incident]) -> Said:
    """What bodies said, by the ids that incidents have now."""
    return placed(pipeline.told_in(case).said, list(incidents))


def by_cursor(kept: Index, asked: Asked, most: int = 7) -> list[str]:
    """The ids of every incident that is asked for, page by page."""
    found: list[str] = []
    after: str | None = None
    while True:
        page = kept.incidents(asked, after, most)
        found += [row.id for row in page.rows]
        if (after := page.next) is None:
            assert page.count == len(found)
            return found


def claims_by_cursor(kept: Index, asked: Asked, most: int = 7) -> list[Claim]:
    """Every claim that is asked for, page by page."""
    found: list[Claim] = []
    after: str | None = None
    while True:
        page = kept.claims(asked, after, most)
        found += page.rows
        if (after := page.next) is None:
            assert page.count == len(found)
            return found


def held(case: Case, kept: Index) -> None:
    """The index holds what the record does: every claim, every incident whole, and what bodies found on each."""
    claims, incidents = claims_in(case), incidents_in(case)
    assert sorted(claims_by_cursor(kept, Asked()), key=lambda c: c.id) == [claims[n] for n in sorted(claims)]
    order = sorted(incidents, key=lambda i: (i.span.start, i.id))
    assert by_cursor(kept, Asked(order="oldest")) == [i.id for i in order]
    assert by_cursor(kept, Asked()) == [i.id for i in reversed(order)]
    said = said_in(case, incidents)
    alone = {i.id for i in incidents if sum(o.id == i.id for o in incidents) == 1}
    for incident in incidents:
        if incident.id in alone:
            assert kept.incident(incident.id) == incident
            row = kept.row(incident.id)
            found = said.standing(said.on_incident.get(incident.id, ()))
            assert row is not None and row.found_by == tuple(sorted({f.body for f in found}))
    waiting = sorted((c for c in claims.values() if c.review == "proposed"), key=lambda c: (c.start, c.id))
    assert claims_by_cursor(kept, Asked(waiting=True, order="oldest")) == waiting
