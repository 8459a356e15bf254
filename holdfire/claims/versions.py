"""Versions of claims: a record collected again with other values supersedes; the older one stays known for its time."""

from collections.abc import Iterable
from datetime import datetime

from holdfire.claims.claim import Claim


def as_known(versions: Iterable[Claim], known_at: datetime) -> list[Claim]:
    """One version of each claim, by id: the last known by ``known_at``, or, where none was, the last there is.

    ``versions`` come in the order of the record. The caller drops what was not known yet; it is kept here so that incidents
    keep their names as knowledge grows.
    """
    last: dict[str, Claim] = {}
    known: dict[str, Claim] = {}
    for claim in versions:
        last[claim.id] = claim
        if claim.known_from <= known_at:
            known[claim.id] = claim
    return [known.get(name, last[name]) for name in sorted(last)]


def by_review(claims: Iterable[Claim]) -> tuple[list[Claim], list[Claim]]:
    """Claims that people wrote or accepted, and those a machine read that wait for a person; rejected ones are in neither."""
    told = list(claims)
    return [c for c in told if c.review in ("none", "accepted")], [c for c in told if c.review == "proposed"]
