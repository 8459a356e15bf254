"""The public edition of a case: made by its rules, looked at before anything leaves, and kept on record when it does."""

import hashlib
from datetime import UTC, datetime

from holdfire.case import Case
from holdfire.ledger import Entry
from holdfire.ledger.entry import EDITION
from holdfire.pipeline import judge_told, moments
from holdfire.publish.edition import cut, edition, rules_in
from holdfire.publish.edition_model import Edition
from holdfire.record import open_record
from holdfire.told import told_by
from holdfire.when import iso


def edition_of(case: Case, as_of: str | None, now: datetime) -> Edition:
    """The public edition as of an instant, the case's own default where none is given. Raises ``CaseError`` for bad rules."""
    rules = rules_in(case.folder)
    with open_record(case) as record:
        told = told_by(record)
    at, known = moments(case, as_of, None, told.latest, now)
    judged = judge_told(case.agreement, told, at, known)
    standing = judge_told(case.agreement, told, cut(at, rules.longest, case.agreement.text), known).status
    return edition(case.agreement, judged.incidents, standing, at, rules)


def released(case: Case, made: Edition, at: datetime, by: str | None = None) -> str:
    """Put on record that an edition was released: its digest, the days it tells of, how much was withheld. Returns the digest.

    The same edition is put on record once.
    """
    digest = hashlib.sha256(made.model_dump_json().encode()).hexdigest()
    data = {"sha256": digest, "until": made.until.isoformat(), "withheld": dict(made.withheld), "at": iso(at, UTC)}
    with open_record(case) as record:
        if not record.ledger.holds(EDITION, [digest[:16]]):
            record.append([Entry(EDITION, digest[:16], data)], at, by)
            record.sign(at)
    return digest
