"""A file of clauses made into the draft of an agreement, for a lawyer to fill in.

In: the clause files that ``clauses`` reads. Out: the text of agreement.yaml, which loads and checks clean beside an empty
zones.geojson. What was guessed says so under ``unsaid``; ``says`` holds each clause as its author wrote it. See docs/clauses.md.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

from holdfire.agreement.clauses import (
    NEEDS,
    Clause,
    ClauseFile,
    Option,
    Section,
    read_clauses,
    read_options,
    read_sections,
)
from holdfire.agreement.crosscheck import LONGEST_ID
from holdfire.agreement.wording import blanks_of, options_of, rule_of, speaks_of_parties, title_of
from holdfire.agreement.yaml_text import MOST_BYTES, one_line
from holdfire.agreement.yaml_writing import Said, comment, written
from holdfire.errors import AgreementError, did_you_mean
from holdfire.when import zone

_IDENTITY = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")
_TOP = """\
# yaml-language-server: $schema=agreement.schema.json
"""
_TO_DO = """\
# Nothing here has been checked by anyone. For each clause: check `rule` and `binds`, which are guessed from the wording; name
# the acts that break or keep it (`broken-by`, `kept-by`); settle each line under `unsaid` and take it out. Then run
#   holdfire check CASE
# docs/agreement.md explains every field, docs/clauses.md how this draft was made.
"""
_EVENTS = """
# The moment the text counts from. Once it is known, write it here.
events:
  day-d: {at: unknown, source: [H]}

# Placeholders. Replace them by those who sign, and add everyone else the text names.
actors:
  party-a: {name: {en: Party A}, role: party, source: [H]}
  party-b: {name: {en: Party B}, role: party, source: [H]}

"""
_READINGS = """
# Declared ways to read the text where it is silent or disputed. At least one.
readings:
  as-written:
    title: {en: As written}
    whose: nobody
    basis: The words of the clauses alone.
    starts: day-d
    counts: {unreviewed: false}
"""


def draft_from_clauses(
    clauses: Path,
    *,
    options: Path | None = None,
    sections: Path | None = None,
    identity: str,
    title: str,
    time_zone: str,
) -> str:
    """The text of agreement.yaml, one provision for each clause that is in use.

    For the handbook's layout, options.csv and sections.csv that lie beside ``clauses`` are read where none are given.
    Raises ``AgreementError`` with file, line and remedy: all is written or nothing.
    """
    _check_head(identity, title, time_zone)
    read = read_clauses(clauses)
    known_options = _beside(clauses, options, "options.csv", read)
    known_sections = _beside(clauses, sections, "sections.csv", read)
    choices = read_options(known_options) if known_options else None
    headings = read_sections(known_sections) if known_sections else None
    draft = _header(read) + _head(read, identity, title, time_zone) + _EVENTS
    draft += "# Clauses, in the order of their sections.\nprovisions:\n"
    draft += "".join(_provisions(read, choices, headings)) + _READINGS
    if len(draft.encode()) > MOST_BYTES:
        raise AgreementError(
            f"the draft would be larger than {MOST_BYTES // 1_000_000} MB", read.file, "Split the file into several."
        )
    return draft


def _check_head(identity: str, title: str, time_zone: str) -> None:
    if not _IDENTITY.fullmatch(identity):
        raise AgreementError(
            one_line(f'"{identity}" is no id for an agreement'),
            "the draft",
            "Use small letters, digits and hyphens, at most 61 of them.",
        )
    if not title.strip() or any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in title):
        raise AgreementError(
            "the title is empty or holds control characters", "the draft", "Give it a title on one line."
        )
    try:
        zone(time_zone)
    except ValueError as error:
        raise AgreementError(
            one_line(str(error)), "the draft", "Most agreements count in the local time of the place."
        ) from None


def _beside(clauses: Path, given: Path | None, name: str, read: ClauseFile) -> Path | None:
    """The file that was named, or the one of that name beside the handbook's clauses, or none."""
    beside = clauses.parent / name
    return given or (beside if read.handbook and beside.is_file() else None)


def _header(read: ClauseFile) -> str:
    """Where the draft comes from, whose words it carries, and what was left out."""
    came = f"A draft made from the clauses of {read.file} (SHA-256 {read.digest})."
    whose = "The text in `says` is that of its authors, not of Holdfire: see that you may use it before you hand it on."
    if read.handbook:
        came += (
            ' The columns are those of the "Digital Ceasefire & Deescalation Handbook" of HRC Berkeley'
            " (github.com/hrcberkeley/digital-ceasefires, data/provisions.csv), a working draft."
        )
        whose += " We found no licence in that repository: ask its authors."
    lines = [came, whose]
    if read.retired:
        lines.append(f"Retired clauses left out: {read.retired}.")
    if read.unknown:
        lines.append(f"Columns that Holdfire does not know and left out: {'; '.join(read.unknown)}.")
    return _TOP + "".join(comment(line) for line in lines) + _TO_DO


def _head(read: ClauseFile, identity: str, title: str, time_zone: str) -> str:
    about = f"A draft made from {read.file}: {len(read.clauses)} clauses, which nobody has checked yet."
    head = {
        "holdfire": 1,
        "id": Said(identity),
        "title": {"en": Said(title.strip())},
        "about": Said(about),
        "time-zone": Said(time_zone),
        "sources": {"H": Said(f"{read.file}, the clauses this draft was made from")},
    }
    return "\n" + written(head)


def _provisions(
    read: ClauseFile, options: Mapping[str, Option] | None, sections: Mapping[str, Section] | None
) -> Iterator[str]:
    """Each provision in order of section, then of clause, with section headings as comments between."""
    ids = _ids(read.clauses)
    groups = _grouped(read.clauses, sections)
    for section in _with_parents(groups, sections or {}):
        if heading := _heading(section, sections):
            yield "\n" + comment(f"==== {heading} ====", "  ")
        for clause in sorted(groups.get(section, []), key=lambda c: c.order):
            article = sections[section].heading if sections and section in sections else clause.id
            yield _needs(clause, ids)
            yield written({"provisions": {ids[clause.id]: _provision(clause, article, options)}}).partition("\n")[2]


def _heading(section: str, sections: Mapping[str, Section] | None) -> str:
    """Number and title of a section; its id where no file of sections tells them; nothing for clauses that stand in none."""
    if sections and section in sections:
        return sections[section].heading
    return section and f"section {section}"


def _grouped(clauses: tuple[Clause, ...], sections: Mapping[str, Section] | None) -> dict[str, list[Clause]]:
    """Clauses by section. Raises ``AgreementError`` for a section that the file of sections does not have."""
    groups: dict[str, list[Clause]] = {}
    for clause in clauses:
        if sections is not None and clause.section and clause.section not in sections:
            raise AgreementError(
                one_line(f'the section "{clause.section}" is not among the sections'),
                clause.where,
                did_you_mean(clause.section[:80], sections) or "Add it to the file of sections.",
            )
        groups.setdefault(clause.section, []).append(clause)
    return groups


def _with_parents(groups: Mapping[str, object], sections: Mapping[str, Section]) -> list[str]:
    """The sections that have clauses, or stand over one that has, in their order; clauses that stand in none come last."""
    wanted = dict.fromkeys(groups)
    for name in groups:
        above = name
        while above in sections and (above := sections[above].parent) in sections and above not in wanted:
            wanted[above] = None
    return [*(name for name in sections if name in wanted), *(name for name in wanted if name not in sections)]


def _ids(clauses: tuple[Clause, ...]) -> dict[str, str]:
    """The id of the provision made from each clause. Raises ``AgreementError`` where it is too long or made twice."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for clause in clauses:
        name = _id(clause.id)
        if not 0 < len(name) <= LONGEST_ID:
            raise AgreementError(
                one_line(f'the id "{clause.id}" makes no id of a provision'),
                clause.where,
                f"Use letters and digits, at most {LONGEST_ID} of them.",
            )
        if name in taken:
            raise AgreementError(
                one_line(f'"{clause.id}" and another clause both become the provision "{name}"'),
                clause.where,
                "Give each clause an id of its own.",
            )
        taken.add(name)
        found[clause.id] = name
    return found


def _id(name: str) -> str:
    """``p-3.1.1-01`` becomes ``3.1.1-01``: capitals, and a hyphen for all but letters, digits, points and underscores."""
    kept = (c if c in "._-" or unicodedata.category(c)[0] in "LMN" else "-" for c in name.removeprefix("p-").upper())
    return re.sub("-{2,}", "-", "".join(kept)).strip("-._")


def _needs(clause: Clause, ids: Mapping[str, str]) -> str:
    """Comments on what the clause leans on; a clause of this draft is called by its id here."""
    lines = ""
    for column, names in clause.needs:
        here = [ids.get(n, f"{n} (not in this draft)") if column == "requires_provisions" else n for n in names]
        lines += comment(f"needs {NEEDS[column]}: {', '.join(here)}", "  ")
    return lines


def _provision(clause: Clause, article: str, options: Mapping[str, Option] | None) -> dict[str, object]:
    body: dict[str, object] = {
        "article": Said(article),
        "title": {"en": Said(clause.title or title_of(clause.text))},
        "says": Said(clause.text),
        "rule": rule_of(clause.text),
    }
    if speaks_of_parties(clause.text):
        body["binds"] = [{"role": "party"}]
    body["unsaid"] = {name: Said(said) for name, said in _unsaid(clause, options).items()}
    body["source"] = ["H"]
    return body


def _unsaid(clause: Clause, options: Mapping[str, Option] | None) -> dict[str, str]:
    """What is left to the reader. Raises ``AgreementError`` for a placeholder that no option explains."""
    unsaid = {"rule": "guessed from the wording; check it", "acts": "which acts break or keep it"}
    for name in options_of(clause.text):
        if options is None:
            unsaid[name] = "choose; no options.csv told the choices"
        elif name in options:
            unsaid[name] = _choose(options[name].choices, options[name].default)
        else:
            raise AgreementError(
                one_line(f'"{{{{{name}}}}}" is not among the options'),
                clause.where,
                did_you_mean(name[:80], options) or "Add it to the file of options.",
            )
    if clause.choices:
        unsaid["choice"] = _choose(clause.choices, "")
    for number, blank in enumerate(blanks_of(clause.text), 1):
        unsaid[f"blank-{number}"] = f"fill in {blank}"
    return unsaid


def _choose(choices: tuple[str, ...], default: str) -> str:
    return f"choose one of: {'; '.join(choices)}" + (f" (default: {default})" if default else "")
