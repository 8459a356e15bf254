"""Redaction: for every table, format and edition, what was planted in a case is in no byte that its edition must not hold."""

import csv
import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pyarrow.parquet as pq
import pytest

from holdfire import pipeline
from holdfire.agreement.noun import Role
from holdfire.asked import EDITIONS
from holdfire.case import Case
from holdfire.editions import edition_of
from holdfire.errors import AskError
from holdfire.exporting import Export, Given, export, table
from holdfire.exports import FORMATS, dictionary, pieces
from holdfire.exports.columns import OF_WHAT
from holdfire.exports.layouts import COLUMNS
from holdfire.publish.edition_model import named_openly
from tests.planted import SECRETS, case_with_secrets

START = datetime(2026, 3, 1, 9, tzinfo=UTC)
NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The founding case with secrets of every kind planted in it."""
    return case_with_secrets(tmp_path_factory.mktemp("planted"), START, known_when_published=True)


@pytest.fixture(scope="module")
def given(planted: Case) -> Given:
    """The case judged once, and its public edition."""
    judged = pipeline.judged_at(planted, "2016-09-25", None, NOW)
    return Given(judged, edition_of(planted, "2016-09-25", NOW))


def _bytes_in(data: bytes, format_: str) -> bytes:
    """Every byte that is told: as it lies, as unpacked, as read."""
    if format_ == "xlsx":
        with zipfile.ZipFile(io.BytesIO(data)) as held:
            return data + b"".join(held.read(name) for name in held.namelist())
    if format_ == "parquet":
        read = pq.read_table(io.BytesIO(data))
        return data + repr((read.to_pylist(), read.schema.metadata, [f.metadata for f in read.schema])).encode()
    return data


@pytest.mark.parametrize("edition", ["party", "public"])
@pytest.mark.parametrize("format_", FORMATS)
def test_no_export_holds_what_its_edition_must_not(planted: Case, given: Given, format_: str, edition: str) -> None:
    """Every table that the format has, in every layout, its dictionary too; none tells of a secret."""
    written = set()
    for what in OF_WHAT:
        for layout in ("", *COLUMNS):
            try:
                made = table(planted, Export(what, format_, edition, layout=layout), NOW, given)
            except AskError:
                continue
            told = _bytes_in(b"".join(pieces(made, format_, planted.agreement.text)), format_)
            told += json.dumps(dictionary(made), ensure_ascii=False).encode()
            written.add(what)
            for secret in SECRETS[edition]:
                assert secret.casefold().encode() not in told.lower(), f"{secret} stands in {what}, {layout}"
    wanted = {"incidents", "access"} if format_ in ("geojson", "stix", "hxl") else set(OF_WHAT) - {"claims"}
    assert wanted <= written and ("claims" in written) == (edition == "party")


def test_parties_are_told_who_speaks_by_role(planted: Case, given: Given) -> None:
    """Only those whom the agreement binds or excludes, and those who answer for them, are named."""
    text = planted.agreement.text
    openly = {name for name in text.actors if named_openly(name, text)} | set(get_args(Role)) | {"other"}
    for what in OF_WHAT:
        made = table(planted, Export(what, edition="party"), NOW, given)
        for row in csv.DictReader(io.StringIO(b"".join(pieces(made, "csv", text)).decode("utf-8-sig"))):
            named = {n for c in ("claimants", "denied_by") for n in (row.get(c) or "").split(";")} - {""}
            assert named <= openly, (what, row)


def test_the_secrets_were_there_to_be_told(planted: Case, tmp_path: Path) -> None:
    """The body's own export holds them: what the others lack is redaction, not chance. Sites are coarse even there."""
    claims = export(planted, Export("claims", as_of="2016-09-25"), tmp_path, NOW)
    told = Path(claims.file).read_text("utf-8-sig")
    for secret in (
        "Umm Hidden",
        "Abu Secret",
        "Whispering",
        "Shadows",
        "hospital",
        "Hidden Hamlet",
        "SECRET-1",
        "36.20213",
    ):
        assert secret in told
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(told))}
    assert rows["SECRET-1"]["lat"] == "36.25" and float(rows["SECRET-1"]["radius_km"]) >= 8


def test_parties_are_told_the_incident_and_not_where_its_site_is(planted: Case, tmp_path: Path) -> None:
    """Its id, to answer to; no place, no coordinates; whoever told is a role."""
    done = export(planted, Export("incidents", edition="party", as_of="2016-09-25"), tmp_path, NOW)
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(Path(done.file).read_text("utf-8-sig")))}
    row = rows["SECRET-1"]
    assert (row["place"], row["lat"], row["radius_km"]) == ("protected-site", "", "")
    assert row["claimants"] == "other" and "facility" not in row and "event" not in row
    assert rows["SECRET-2"]["actors"] == "other" and rows["SECRET-2"]["lat"] == "36.20213"


def test_every_edition_is_tried() -> None:
    """An edition that is added is redacted and tried, or is the body's own."""
    assert set(EDITIONS) == {"internal", *SECRETS}
