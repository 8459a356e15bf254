"""What several tell of one happening, seen from the sources: articles by their words, and registers of events against each other.

Nothing is joined here: `holdfire link` does that, by a person.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Final

from holdfire.agreement.acts import ATTACKS
from holdfire.answers import Alike, Matched, Registers
from holdfire.case import Case
from holdfire.claims import Claim, as_known
from holdfire.errors import AskError
from holdfire.incidents import fuse
from holdfire.incidents.incident import HAPPENINGS
from holdfire.incidents.registers import Entry, Window, fuse_registers
from holdfire.incidents.stories import same_story
from holdfire.pipeline import told_in
from holdfire.sources.raw import RawStore
from holdfire.when import zone
from holdfire.where import Place

NO_REGISTERS: Final = ("page", "picture", "odk")
"""Layouts whose reports are no entries of a register: articles and submissions tell what they like, as often as they like."""
KM, DAYS = 25.0, 1.0
"""The window when none is asked for: a place that is told by its district, and a day that was told late."""
ANY: Final = "any"


def alike(case: Case, now: datetime) -> list[Alike]:
    """Pages with claims that tell of one happening, by their own words: groups of two or more, the largest first."""
    claims = [c for c in as_known(told_in(case).claims, now) if c.review != "rejected" and c.text]
    by_page: dict[str, list[Claim]] = {}
    for claim in sorted(claims, key=lambda c: c.id):
        by_page.setdefault(claim.report, []).append(claim)
    raw = RawStore(case.folder)
    pages = {page: f"sha256:{held[0].text}" for page, held in sorted(by_page.items())}
    pages = {page: digest for page, digest in pages.items() if raw.has(digest)}
    names, texts = list(pages), []
    for digest in pages.values():
        with raw.open(digest) as file:
            texts.append(file.read().decode("utf-8", "replace"))
    groups = [g for g in same_story(texts) if len(g) > 1] if len(texts) > 1 else []
    found = [
        Alike(
            pages=tuple(names[n] for n in group),
            sources=tuple(dict.fromkeys(by_page[names[n]][0].source for n in group)),
            claims=tuple(c.id for n in group for c in by_page[names[n]]),
        )
        for group in groups
    ]
    return sorted(found, key=lambda a: (-len(a.pages), a.pages))


def registers(case: Case, now: datetime, *, km: float = KM, days: float = DAYS) -> Registers:
    """Registers held in a case against each other, by windows of distance and time, acts and who is blamed.

    A register is what one source tells in tables. A claim that tells no place, or no place nearer than a province, is no entry.
    Raises ``AskError`` for a window that is none.
    """
    if not (0 < km <= 1000 and 0 <= days <= 60):
        raise AskError(f"a window of {km:g} km and {days:g} days is none", remedy="Take up to 1,000 km and 60 days.")
    told, tz = told_in(case), zone(case.agreement.text.time_zone)
    known = as_known(told.claims, now)
    claims = sorted((c for c in known if _is_entry(c, km)), key=lambda c: c.id)
    together = {c.id: i.id for i in fuse(known, None, told.decided(now)) for c in i.claims}
    made = fuse_registers([_entry(c, tz) for c in claims], Window(km, days))
    points = {(one, other): points for one, other, points in made.pairs}
    matches = [_matched([claims[n] for n in g], g, points, together) for g in made.groups if len(g) > 1]
    return Registers(
        registers=tuple(sorted({c.source for c in claims})),
        entries=len(claims),
        events=len(made.groups),
        removed=len(claims) - len(made.groups),
        matches=tuple(sorted(matches, key=lambda m: m.claims)),
    )


def _is_entry(claim: Claim, km: float) -> bool:
    other = claim.report.partition(":")[0] in NO_REGISTERS
    placed = claim.where is not None and (claim.radius_km or 0) <= max(km, KM)
    return claim.kind in HAPPENINGS and claim.review in ("none", "accepted") and placed and not other


def _entry(claim: Claim, tz: tzinfo) -> Entry:
    """A claim as an entry: its days, its act from the finest word to none, and who is blamed or nobody."""
    first = claim.start.astimezone(tz).replace(hour=0, minute=0, second=0, microsecond=0)
    last = (claim.end.astimezone(tz) - timedelta(microseconds=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    act = claim.act or ANY
    family = "attack" if act in ATTACKS or act == "clash" else act
    blamed = "|".join(sorted("+".join(sorted(group)) for group in claim.actors)) or ANY
    where = claim.where or Place("", 0.0, 0.0, 0.0)
    return Entry(claim.source, where.lat, where.lon, first, max(first, last), ((act, family), (blamed, ANY)))


def _matched(
    claims: Sequence[Claim], group: tuple[int, ...], points: dict[tuple[int, int], int], together: dict[str, str]
) -> Matched:
    held = [points[a, b] for a in group for b in group if (a, b) in points]
    return Matched(
        claims=tuple(c.id for c in claims),
        sources=tuple(c.source for c in claims),
        act=claims[0].act or "",
        start=min(c.start for c in claims).isoformat(),
        place=next((c.place for c in claims if c.place), ""),
        agreement=max(held, default=0),
        joined=len({together[c.id] for c in claims}) == 1,
    )
