"""What can be asked of an agreement by itself, in a case or on its own: its dates, its picture, its changes, a first draft."""

import re
from datetime import UTC, datetime
from pathlib import Path

from holdfire.agreement import Agreement, differences, load, reading_differences
from holdfire.agreement.from_clauses import draft_from_clauses
from holdfire.answers import Changed
from holdfire.case import SETTINGS
from holdfire.claims.page import MOST_BYTES, Article, article_of
from holdfire.claims.terms import draft_agreement as draft_text
from holdfire.claims.terms import terms_in
from holdfire.errors import AskError, CaseError
from holdfire.findings.as_decided import as_decided
from holdfire.findings.decisions import decisions_of
from holdfire.pipeline import agreement_at, claims_of, open_case, write_schema
from holdfire.when import zone


def dated_agreement(folder: Path) -> Agreement:
    """The agreement for its calendar: the text after its latest amendment, with the days that the record's decisions fixed."""
    found = agreement_at(folder)
    text = found.later[-1][1] if found.later else found.text
    latest = found.model_copy(update={"text": text})
    if not (folder / SETTINGS).is_file():
        return latest
    claims, _ = claims_of(open_case(folder))
    return as_decided(latest, decisions_of(claims, datetime.max.replace(tzinfo=UTC), text))


def ical_of(folder: Path) -> bytes:
    """The calendar of an agreement as an iCalendar file."""
    from holdfire.publish.ical import ical

    return ical(dated_agreement(folder))


def acts_at_hand(folder: Path) -> set[str] | None:
    """The acts that the record of a case tells of; None where there is no record, or nothing in it."""
    if not (folder / SETTINGS).is_file():
        return None
    claims, _ = claims_of(open_case(folder))
    return {c.act for c in claims if c.act} or None


def drawing_of(folder: Path, language: str) -> str:
    """The agreement of a case, or of a folder that holds one, as an SVG document."""
    from holdfire.publish.draw import draw

    return draw(agreement_at(folder), language)


def changes_between(before: Path, after: str, readings: str) -> list[Changed]:
    """What two agreements, or two readings of one, have differently. Raises ``AskError`` when neither is asked for."""
    if readings:
        first, _, second = readings.partition(",")
        found = reading_differences(agreement_at(before), first.strip(), second.strip())
    elif after:
        found = differences(agreement_at(before), agreement_at(Path(after)))
    else:
        raise AskError("there is nothing to compare it with", remedy="Name a second folder, or --readings R,S.")
    return [Changed(where=c.where, kind=c.kind, before=c.before, after=c.after, says=c.says) for c in found]


CLAUSE_TABLES = (".csv", ".tsv")


def _article(page: Path) -> Article:
    """The article of a page on disk, of which no more is read than pages are read of anywhere."""
    with page.open("rb") as file:
        return article_of(file.read(MOST_BYTES + 1), "", page.name)


def draft_agreement(source: Path, folder: Path, title: str, time_zone: str) -> Agreement:
    """A draft agreement in a new folder, from a table of clauses or from a page that announces one.

    Raises ``CaseError`` when something is in the way, ``AgreementError`` for a page that announces no agreement, and
    ``SourceError`` for a file that is neither.
    """
    if folder.exists() and any(folder.iterdir()):
        raise CaseError("the folder is not empty", str(folder), "Name a new one; nothing was changed.")
    identity = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-")[:60] or "draft"
    if source.suffix.lower() in CLAUSE_TABLES or not source.is_file():
        text = draft_from_clauses(source, identity=identity, title=title or "Draft agreement", time_zone=time_zone)
    else:
        article = _article(source)
        terms = terms_in(article, zone(time_zone))
        text = draft_text(terms, article, identity=identity, title=title, time_zone=time_zone, page=source.name)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "agreement.yaml").write_text(text, "utf-8")
    (folder / "zones.geojson").write_text('{"type": "FeatureCollection", "features": []}\n', "utf-8")
    write_schema(folder)
    return load(folder)
