"""Forms that come with Holdfire, for phones: XLSForms in English, Arabic and Russian, whose submissions are read directly.

In: a YAML file for each form, and ``lists.yaml`` with the choices they share. Out: XLSX files for ODK Central or KoboToolbox.
Always: the same YAML gives the same bytes; every question that could name a person is sealed at intake; no form asks for more
than a claim needs. The files lie beside this page, and ``python -m holdfire.sources.forms FOLDER`` writes them elsewhere.
"""

import sys
import zipfile
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml

FORMS = ("incident", "nothing_observed", "access", "market", "hotline")
LANGUAGES = ("English (en)", "Arabic (ar)", "Russian (ru)")
DATED = (2016, 9, 12, 0, 0, 0)
"""The date in every part of the packed files, so that nothing in them depends on when they were written."""
_HERE = Path(__file__).resolve().parent
_VERSION = "2026112501"
_LABELS = [f"label::{language}" for language in LANGUAGES]
_SURVEY = ["type", "name", *_LABELS, "required", "relevant", "constraint", "calculation", "appearance", "parameters"]
_THERE = ["{} there?", "هل يوجد {}؟", "Есть ли: {}?"]
_PRICE = ["Price of {}", "سعر {}", "Цена: {}"]

Sheets = dict[str, list[list[str]]]


def form_sheets(name: str) -> Sheets:
    """The three sheets of a form as rows of text: survey, choices, settings."""
    form = _read(f"{name}.yaml")
    rows = list(_questions(form["ask"]))
    constant = {"type": "calculate", "name": "holdfire_form", "calculation": f"'{form['form']}'"}
    meta = [{"type": kind, "name": kind} for kind in ("start", "end", "today")]
    survey = [[row.get(column, "") for column in _SURVEY] for row in (*meta, constant, *rows)]
    lists = dict.fromkeys(row["type"].split(" ", 1)[1] for row in rows if row["type"].startswith("select_one"))
    settings = [["form_title", "form_id", "version", "default_language"]]
    settings += [[form["title"][0], form["id"], _VERSION, LANGUAGES[0]]]
    return {"survey": [_SURVEY, *survey], "choices": _choices(lists), "settings": settings}


def form_bytes(name: str) -> bytes:
    """A form as an XLSX file; the same bytes every time."""
    from openpyxl import Workbook  # noqa: PLC0415 - only writing a form needs it

    book = Workbook()
    book.remove(book.active)
    for title, rows in form_sheets(name).items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        sheet.freeze_panes = "A2"
    held = BytesIO()
    book.save(held)
    return _undated(held)


def write_forms(folder: Path) -> list[Path]:
    """Write every form into a folder, which is made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{name}.xlsx" for name in FORMS]
    for name, path in zip(FORMS, paths, strict=True):
        path.write_bytes(form_bytes(name))
    return paths


@cache
def titles() -> dict[str, str]:
    """By the word that a submission carries, the English title of its form."""
    return {(form := _read(f"{name}.yaml"))["form"]: form["title"][0] for name in FORMS}


def titles_of(name: str) -> tuple[str, ...]:
    """The title of a form in English, Arabic and Russian."""
    return tuple(_read(f"{name}.yaml")["title"])


@cache
def items() -> dict[str, str]:
    """By name, the goods of the market check in English."""
    return {
        name: labels[0]
        for part in _read("market.yaml")["ask"]
        if isinstance(part, dict)
        for name, labels in part["items"].items()
    }


def _read(file: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((_HERE / file).read_text("utf-8"))
    return found


def _questions(ask: list[Any]) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    for part in ask:
        if isinstance(part, list):
            rows.append(_question(part))
            continue
        kind = "group" if "group" in part else "repeat"
        name = part[kind]
        rows.append({"type": f"begin_{kind}", "name": name, **_labelled(part["label"])})
        rows += _questions(part["ask"]) if "ask" in part else _goods(part["items"])
        rows.append({"type": f"end_{kind}", "name": name})
    return rows


def _question(part: list[Any]) -> dict[str, str]:
    kind, name, *labels = part[:5]
    rules = part[5] if len(part) > 5 else {}
    told = {key: "yes" if value is True else str(value) for key, value in rules.items()}
    return {"type": kind.replace(" + ", "_or_"), "name": name, **_labelled(labels), **told}


def _goods(items: dict[str, list[str]]) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    for name, labels in items.items():
        there, price = (
            [words.format(label) for words, label in zip(way, labels, strict=True)] for way in (_THERE, _PRICE)
        )
        rows.append({"type": "select_one there", "name": f"{name}_there", **_labelled(there)})
        relevant = f"${{{name}_there}} = 'yes' or ${{{name}_there}} = 'little'"
        rows.append(
            {
                "type": "decimal",
                "name": f"{name}_price",
                **_labelled(price),
                "relevant": relevant,
                "constraint": ". >= 0",
            }
        )
    return rows


def _labelled(labels: list[str]) -> dict[str, str]:
    return dict(zip(_LABELS, labels, strict=True))


def _choices(lists: dict[str, None]) -> list[list[str]]:
    """The choices of the lists a form uses; a name like ``act_or_hotline_act`` is two lists in one."""
    known = _read("lists.yaml")
    rows = [["list_name", "name", *_LABELS]]
    for name in lists:
        for part in name.split("_or_"):
            rows += [[name, choice, *labels] for choice, labels in known[part].items()]
    return rows


def _undated(held: BytesIO) -> bytes:
    """The packed file without the moment it was written at, in its parts and in its properties."""
    fresh = BytesIO()
    with zipfile.ZipFile(held) as packed, zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as written:
        for name in sorted(packed.namelist()):
            data = _CORE.encode() if name == "docProps/core.xml" else packed.read(name)
            entry = zipfile.ZipInfo(name, DATED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            written.writestr(entry, data)
    return fresh.getvalue()


_CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>Holdfire</dc:creator></cp:coreProperties>'
)


def main() -> None:
    """``python -m holdfire.sources.forms FOLDER``."""
    for path in write_forms(Path(sys.argv[1]) if len(sys.argv) > 1 else _HERE):
        print(path)
