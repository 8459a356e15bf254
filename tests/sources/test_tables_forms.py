"""The forms that ship: valid XLSForms in three languages, the same bytes every time."""

import re
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pyxform.xls2xform import convert

from holdfire.agreement.acts import ACCESS, ACTS
from holdfire.sources.forms import FORMS, LANGUAGES, form_bytes, form_sheets, write_forms

HERE = Path(__file__).resolve().parents[2] / "holdfire" / "sources" / "forms"


@pytest.mark.parametrize("name", FORMS)
def test_a_form_is_a_form(tmp_path: Path, name: str) -> None:
    """Pyxform, which ODK and Kobo use, makes an XForm of it without a warning."""
    warnings: list[str] = []
    (tmp_path / f"{name}.xlsx").write_bytes(form_bytes(name))
    made = convert(tmp_path / f"{name}.xlsx", validate=False, warnings=warnings)
    assert not warnings and all(f'lang="{language}"' in made.xform for language in LANGUAGES)
    assert re.search(r"calculate=\"'[a-z]+-1'\"", made.xform)


@pytest.mark.parametrize("name", FORMS)
def test_every_label_stands_in_three_languages(name: str) -> None:
    """No question and no choice lacks its Arabic or its Russian, and none is in the wrong letters."""
    sheets = form_sheets(name)
    for title in ("survey", "choices"):
        header, *rows = sheets[title]
        at = [header.index(f"label::{language}") for language in LANGUAGES]
        for row in rows:
            english, arabic, russian = (row[place] for place in at)
            if english or row[0].startswith(("begin", "select", "text", "note")):
                assert english and re.search(r"[\u0600-\u06ff]", arabic) and re.search(r"[а-яА-Я]", russian), row


def test_the_acts_of_the_forms_are_acts() -> None:
    """What a person picks is a word that agreements know; sexual violence takes the closed path."""
    for name in FORMS:
        header, *rows = form_sheets(name)["choices"]
        assert header[:2] == ["list_name", "name"]
        for listed, choice, *_ in rows:
            if listed in ("act", "access_act", "market_act", "act_or_hotline_act"):
                assert choice in {**ACTS, **ACCESS, "sexual-violence": ""}, (name, choice)


def test_the_files_that_ship_are_those_that_are_built(tmp_path: Path) -> None:
    """What lies in the package says what its YAML says, and writing it twice gives the same bytes."""
    first, second = write_forms(tmp_path / "a"), write_forms(tmp_path / "b")
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in second]
    for path in first:
        one, two = load_workbook(path), load_workbook(HERE / path.name)
        assert [[c.value for c in r] for s in one for r in s] == [[c.value for c in r] for s in two for r in s], (
            path.name
        )
    with zipfile.ZipFile(first[0]) as packed:
        assert {entry.date_time[0] for entry in packed.infolist()} == {2016}
