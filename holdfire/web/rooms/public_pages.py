"""The public edition as files that any host can serve: pages in three languages without a script, and the same as JSON.

Links are relative and nothing is asked of another host. The same edition gives the same bytes.
"""

import json
from importlib.resources import files
from pathlib import Path

from holdfire.agreement.model import AgreementText
from holdfire.errors import CaseError
from holdfire.publish.edition import Rules
from holdfire.publish.edition_model import (
    Cell,
    Edition,
    Public,
    PublicClock,
    PublicCoverage,
    PublicDay,
    PublicGate,
    PublicIncident,
    PublicProvision,
    PublicReading,
)
from holdfire.publish.words import LOCALES, N_
from holdfire.web.shell import rendered
from holdfire.whole import write_whole

FIELDS: dict[type[Public], tuple[str, dict[str, str]]] = {
    PublicIncident: (
        N_("Of each incident"),
        {
            "day": N_("the day on which it began, never the hour"),
            "act": N_("what happened, by the agreement's own words for acts"),
            "cell": N_("the cell of the grid, where the place is known so exactly; never a point or a name of a place"),
            "blamed": N_("whom sources blame, where it is a party, a guarantor or an excluded group"),
            "target": N_("against whom, in the same words"),
            "dead_low": N_("the lowest number of dead that is told"),
            "dead_high": N_("the highest number of dead that is told"),
            "sources": N_("what its sources are to the agreement, never their names"),
            "denied": N_("whether anybody denies it"),
        },
    ),
    Cell: (N_("Of each place"), {"row": N_("the row of its cell"), "column": N_("the column of its cell")}),
    PublicReading: (
        N_("Of each reading"),
        {
            "reading": N_("its name"),
            "clocks": N_("its clocks"),
            "gates": N_("its gates"),
            "provisions": N_("its provisions, those of unpublished zones left out"),
        },
    ),
    PublicClock: (
        N_("Of each clock"),
        {
            "clock": N_("its name in the agreement"),
            "state": N_("how it stands"),
            "counted_hours": N_("how many hours count"),
            "needed_hours": N_("how many hours are needed"),
            "days": N_("its days"),
        },
    ),
    PublicDay: (N_("Of each day of a clock"), {"day": N_("which day"), "state": N_("whether it counted")}),
    PublicGate: (N_("Of each gate"), {"gate": N_("its name in the agreement"), "state": N_("how it stands")}),
    PublicProvision: (
        N_("Of each provision"),
        {
            "provision": N_("its name in the agreement"),
            "standing": N_("how it stands"),
            "findings": N_("how many incidents are judged breach, permitted, outside scope or undetermined"),
        },
    ),
    PublicCoverage: (
        N_("Of each day"),
        {"day": N_("which day"), "looked": N_("what those who looked are to the agreement")},
    ),
}
"""Every field that is public, in words; a test holds it against the types."""
WITHHELD = {
    "too-recent": N_("happened too short a time ago"),
    "act-withheld": N_("are of an act that is told by number alone"),
    "protected-site": N_("happened at a protected site"),
    "not-sure": N_("are not sure enough"),
    "unpublished-zone": N_("are provisions of a zone that is not published"),
}
KINDS = {
    "party": N_("a party"),
    "guarantor": N_("a guarantor"),
    "monitor": N_("a monitor"),
    "provider": N_("a provider of aid"),
    "witness": N_("a witness of the agreement"),
    "excluded": N_("an excluded group"),
    "outsider": N_("an outsider"),
    "unclear": N_("one whose role is unclear"),
    "claimant": N_("one who only reports"),
    "other": N_("one the agreement does not name"),
}
CLOCK_DAYS = {
    "counted": N_("counted in full"),
    "part": N_("counted in part"),
    "not-counted": N_("did not count"),
    "contested": N_("contested"),
    "no-coverage": N_("nobody looked"),
    "ahead": N_("still ahead"),
}
TARGET_WORDS = {
    "civilians": N_("civilians"),
    "aid": N_("aid"),
    "monitors": N_("monitors"),
    "other": N_("somebody not named here"),
}
DATA, SCHEMA = "edition.json", "edition.schema.json"
NAMES = (
    *("index.html", DATA, SCHEMA),
    *(f"{language}{page}.html" for language in LOCALES for page in ("", "-seen")),
)
"""The files of an edition."""


def pages_of(made: Edition, rules: Rules, text: AgreementText) -> dict[str, bytes]:
    """The files of an edition by their names."""
    found = {"index.html": rendered("public-start.html.j2", "en", text, edition=made, style=style())}
    for language in LOCALES:
        told = {"edition": made, "rules": rules, "style": style(), "kinds": KINDS, "withheld": WITHHELD}
        told |= {"fields": list(FIELDS.values()), "clock_days": CLOCK_DAYS, "targets": TARGET_WORDS, "corner": corner}
        found[f"{language}.html"] = rendered("public.html.j2", language, text, **told)
        found[f"{language}-seen.html"] = rendered("public-seen.html.j2", language, text, **told)
    found[DATA] = made.model_dump_json(indent=1) + "\n"
    found[SCHEMA] = json.dumps(Edition.model_json_schema(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    return {name: found[name].encode() for name in NAMES}


def corner(cell: Cell, tenths: int) -> tuple[float, float, float, float]:
    """The southern, western, northern and eastern edge of a cell, in degrees."""
    south, west = cell.row * tenths / 10 - 90, cell.column * tenths / 10 - 180
    return south, west, min(south + tenths / 10, 90.0), min(west + tenths / 10, 180.0)


def style() -> str:
    """The look of the pages."""
    publish, web = files("holdfire.publish") / "templates", files("holdfire.web") / "templates"
    return (publish / "page.css").read_text("utf-8") + (web / "public.css").read_text("utf-8")


def written(folder: Path, pages: dict[str, bytes]) -> None:
    """Write the files into a folder; others in it are left alone. Raises ``CaseError`` when that cannot be done."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in pages.items():
            write_whole(folder / name, data)
    except OSError as error:
        raise CaseError(
            f"the edition cannot be written ({error.strerror})", str(folder), "Name another folder."
        ) from None
