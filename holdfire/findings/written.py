"""Findings and positions as a person writes them, in a scenario or a file: rows with the words of docs/agreement.md, section 6.

::

    - {id: F-1, by: russia, on: X-1, under: S02-04, verdict: breach, who: syrian-government | opposition, percent: 80,
       standard: reasonable-grounds, at: 2016-04-02T10:00, nature: artillery, scale: one village, why: What it rests on.}
    - {id: P-1, by: united-states, on: F-1, says: not-confirmed, at: 2016-04-03, why: No word of ours.}

``by: [russia, united-states]`` is a joint finding: one for each of them, ``F-1/russia`` and ``F-1/united-states``.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo
from typing import Any

from pydantic import ValidationError

from holdfire.agreement.model import AgreementText
from holdfire.claims import Names
from holdfire.errors import AskError, did_you_mean
from holdfire.findings.body import Alternative, BodyFinding, BodyPosition
from holdfire.findings.said import Said, Statement, checked
from holdfire.when import Span

_FINDING = {
    "id", "by", "on", "under", "verdict", "who", "standard", "percent", "severity", "why", "present", "jointly-with",
    "self-reported", "at", "supersedes",
}  # fmt: skip
_POSITION = {"id", "by", "on", "of", "says", "why", "to", "at", "supersedes"}
UNDETERMINED = "undetermined"

Row = Mapping[str, Any]


def said_in(findings: Iterable[Row], positions: Iterable[Row], text: AgreementText, names: Names, tz: tzinfo) -> Said:
    """All that these rows say. Times without an offset are local to ``tz``; a bare day means its end.

    Raises ``AskError``: one sentence that names the row, for a word, actor, provision or standard that is not known.
    """
    parts = {part for p in text.procedures.values() for step in p.steps for part in step.assesses}
    made = tuple(f for row in findings for f in findings_in(row, parts, names, tz))
    on_findings = {f.id for f in made}
    taken = tuple(position_in(row, on_findings, names, tz) for row in positions)
    for finding in made:
        checked(finding, text)
    for position in taken:
        checked(position, text)
    return Said(made, taken)


def findings_in(row: Row, parts: Iterable[str], names: Names, tz: tzinfo) -> tuple[BodyFinding, ...]:
    """One finding; for several under ``by``, one for each, made jointly. ``parts`` are words a procedure assesses by."""
    parts = set(parts)
    _words(row, _FINDING | parts, ("id", "by", "on", "at"))
    at = _instant(row, tz)
    bodies = [names.actor(b, at) for b in _several(row["by"])]
    together = [*bodies, *(names.actor(b, at) for b in _several(row.get("jointly-with", [])))]
    alternatives = _who(row.get("who", []), names, at)
    said = {
        "incident": row["on"],
        "provision": row.get("under"),
        "verdict": row.get("verdict"),
        "attribution": alternatives,
        "attribution_undetermined": UNDETERMINED in _several(row.get("who", [])),
        "assessment": {part: str(row[part]) for part in sorted(parts & set(row))},
        "present": tuple(names.actor(m, at) for m in _several(row.get("present", []))),
        "self_reported": row.get("self-reported", False),
        "at": at,
        **{f: row[f] for f in ("standard", "percent", "severity", "why", "supersedes") if f in row},
    }
    return tuple(
        _made(
            BodyFinding,
            row,
            {
                "id": row["id"] if len(bodies) == 1 else f"{row['id']}/{body}",
                "body": body,
                "jointly_with": tuple(b for b in together if b != body),
                **said,
            },
        )
        for body in bodies
    )


def position_in(row: Row, findings: Iterable[str], names: Names, tz: tzinfo) -> BodyPosition:
    """One position: on a finding where ``on`` is the id of one of ``findings``, else on an incident unless ``of`` says else."""
    _words(row, _POSITION, ("id", "by", "on", "says", "at"))
    at = _instant(row, tz)
    found = {
        "id": row["id"],
        "body": names.actor(str(row["by"]), at),
        "on": row["on"],
        "of": row.get("of", "finding" if row["on"] in set(findings) else "incident"),
        "says": row["says"],
        "to": tuple(names.actor(b, at) for b in _several(row.get("to", []))),
        "at": at,
        **{f: row[f] for f in ("why", "supersedes") if f in row},
    }
    return _made(BodyPosition, row, found)


def _words(row: Row, known: set[str], needed: tuple[str, ...]) -> None:
    name = str(row.get("id", "a row without id"))
    for word in row:
        if word not in known:
            raise AskError(f'"{word}" is no word of a finding or position', name, did_you_mean(word, known))
    for word in needed:
        if word not in row:
            raise AskError(f"it does not say {word}", name, f"Write {word}: as docs/agreement.md, section 6, has it.")


def _several(value: Any) -> list[str]:
    """Names; a whole text is read as in the claims table, ``a + b | c``, by ``_who``."""
    return [str(v) for v in value if not isinstance(v, Mapping)] if isinstance(value, list) else [str(value)]


def _who(value: Any, names: Names, at: datetime) -> tuple[Alternative, ...]:
    """Alternatives from ``a + b | c``, from a list of such texts, or from rows ``{actors: [a, b], percent: 60}``."""
    found = []
    for one in value if isinstance(value, list) else str(value).split("|"):
        actors, percent = (one.get("actors", []), one.get("percent")) if isinstance(one, Mapping) else (one, None)
        listed = [str(a) for a in actors] if isinstance(actors, list) else str(actors).split("+")
        if [a.strip() for a in listed] != [UNDETERMINED]:
            found.append(Alternative(actors=tuple(names.actor(a.strip(), at) for a in listed), percent=percent))
    return tuple(found)


def _instant(row: Row, tz: tzinfo) -> datetime:
    try:
        return Span.parse(str(row["at"]), tz).end
    except ValueError as error:
        raise AskError(f"at: {error}", str(row["id"])) from None


def _made(kind: type[Statement], row: Row, said: dict[str, Any]) -> Statement:
    try:
        return kind.model_validate(said)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part).replace("_", "-") for part in first["loc"])
        raise AskError(f"{where + ': ' if where else ''}{first['msg']}", str(row["id"]), "Mend that word.") from None
