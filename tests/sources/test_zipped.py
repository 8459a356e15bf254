"""Zips as sources come in: releases, exports with pictures, packed folders; and what hostile hands make of them."""

import csv
import gzip
import hashlib
import io
import stat
import tempfile
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire import pipeline
from holdfire.case import Case
from holdfire.errors import SourceError
from holdfire.record import open_record
from holdfire.sources.arriving import Ways, arriving
from holdfire.sources.documents.limits import LIMITS
from holdfire.sources.raw import RawStore
from holdfire.sources.report import Report, SetAside
from tests.claims.test_from_odk import UUID, central_csv
from tests.conftest import BEGUN, ROOT
from tests.sources.books import book, claim
from tests.sources.documents_made import ENGLISH, page
from tests.sources.ged_rows import ged_row, write_ged
from tests.sources.test_bad_input import HEADER, good
from tests.sources.test_tables_layouts import shared

NOW = datetime(2026, 11, 23, tzinfo=UTC)
TABLE = "\n".join([HEADER, good(1), good(2), "broken,row"])


def packed(path: Path, members: Mapping[str, bytes | str]) -> Path:
    """A zip of these members."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return path


def gathered(path: Path, most: int = 512) -> tuple[list[Report], list[SetAside], RawStore]:
    """Reports and what was set aside, in order, and the store with what was kept."""
    store = RawStore(path.parent / "kept")
    ways = Ways(put=store.put, fetched_into=path.parent / "fetched", most_megabytes=most)
    told = list(arriving(str(path), NOW, ways))
    return [r for r in told if isinstance(r, Report)], [r for r in told if isinstance(r, SetAside)], store


def refusal(path: Path, most: int = 512) -> SourceError:
    """Why a whole zip is refused."""
    with pytest.raises(SourceError) as refused:
        gathered(path, most)
    assert refused.value.where and refused.value.remedy and "\n" not in str(refused.value)
    return refused.value


def test_a_release_of_ucdp_is_read_as_it_is_downloaded(tmp_path: Path) -> None:
    """One table in a zip is that table: same ids; its place names both; a candidate release is known by the member's name."""
    plain = write_ged(tmp_path / "GEDEvent_v25_0_9.csv", ged_row())
    zipped = packed(tmp_path / "ged-candidate.zip", {plain.name: plain.read_bytes()})
    ((one,), _, _), ((other,), _, _) = gathered(plain), gathered(zipped)
    assert one.id == other.id and one.record == other.record
    assert other.file == "ged-candidate.zip!GEDEvent_v25_0_9.csv"
    assert other.file_digest == f"sha256:{hashlib.sha256(zipped.read_bytes()).hexdigest()}"


@pytest.mark.parametrize(("name", "member"), [("events", "export"), ("mentions", "mentions")])
def test_gdelt_is_read_as_it_is_published(tmp_path: Path, name: str, member: str) -> None:
    """Real rows under the name of a quarter of an hour, tab separated, without a header, called CSV in capitals."""
    source = shared(f"gdelt-sample/{name}.csv")
    zipped = packed(tmp_path / f"g.{member}.CSV.zip", {f"20160912120000.{member}.CSV": source.read_bytes()})
    reports, aside, _ = gathered(zipped)
    assert len(reports) == len(source.read_text("utf-8").splitlines()) and not aside


def test_a_packed_export_of_a_form_brings_its_pictures_along(tmp_path: Path) -> None:
    """Rows of the repeat and pictures from ``media/`` or from a folder of the submission's id; bytes kept under their digests."""
    inner = central_csv(tmp_path / "incident.csv").read_text("utf-8")
    rows = io.StringIO()
    names = ("1.jpg", "2.jpg", "3.jpg")
    csv.writer(rows).writerows([["photo", "PARENT_KEY", "KEY"], *([n, f"uuid:{UUID}", n] for n in names)])
    zipped = packed(tmp_path / "incident.zip", {
        "out/incident.csv": inner, "out/incident-photos.csv": rows.getvalue(), "out/media/1.jpg": b"one",
        f"abu/attachments/x/{UUID}/2.jpg": b"two", "out/media/9.jpg": b"nobody's",
    })  # fmt: skip
    (report,), aside, store = gathered(zipped)
    assert report.record["photos[3]/photo"] == "3.jpg" and report.record["attachment/3.jpg"] == ""
    for name, content in (("1.jpg", b"one"), ("2.jpg", b"two")):
        with store.open(report.record[f"attachment/{name}"]) as file:
            assert file.read() == content
    assert [(a.file, a.reason) for a in aside] == [
        ("incident.zip!out/media/9.jpg", "no row of the zip names this picture, film or sound")
    ]


def test_each_member_has_its_own_rows_and_its_own_troubles(tmp_path: Path) -> None:
    """Two tables, a workbook, a page and a table nobody knows: each row under its member, each trouble too."""
    made = book(tmp_path / "b.xlsx", {"s": [HEADER.split(","), claim(7)]})
    zipped = packed(tmp_path / "all.zip", {
        "a/one.csv": TABLE, "b/one.csv": TABLE.replace("c1", "c8").replace("c2", "c9"), "book.xlsx": made.read_bytes(),
        "page.html": page(ENGLISH), "strange.csv": "x,y\n1,2\n", "__MACOSX/._one.csv": b"\0", "a/.DS_Store": b"\0",
        "readme.pdf": b"%PDF-1.4 words",
    })  # fmt: skip
    reports, aside, _ = gathered(zipped)
    assert [r.file for r in reports] == ["all.zip!a/one.csv"] * 2 + ["all.zip!b/one.csv"] * 2 + [
        "all.zip!book.xlsx",
        "all.zip!page.html",
    ]
    told = {(a.file.partition("!")[2], a.row): a.reason for a in aside}
    assert set(told) == {("a/one.csv", 4), ("b/one.csv", 4), ("strange.csv", 0), ("readme.pdf", 0)}
    assert "PDF" in told["readme.pdf", 0] and "no layout known" in told["strange.csv", 0]


def _linked(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as made:
        info = zipfile.ZipInfo("link.csv")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        made.writestr(info, "/etc/passwd")
        made.writestr("good.csv", TABLE)
    return path


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("../out.csv", TABLE, "leads out of the zip"),
        ("/etc/out.csv", TABLE, "leads out of the zip"),
        ("C:\\out.csv", TABLE, "leads out of the zip"),
        ("deep.zip", b"PK\x05\x06" + b"\0" * 18, "a zip within the zip"),
        ("bomb.csv", b"\0" * 30_000_000, "200 times its size"),
    ],
)
def test_a_hostile_member_is_set_aside_and_the_good_one_read(
    tmp_path: Path, name: str, content: bytes | str, said: str
) -> None:
    """Its reason is told; nothing is written outside; the table beside it is read."""
    zipped = packed(tmp_path / "h.zip", {name: content, "good.csv": TABLE})
    reports, aside, _ = gathered(zipped)
    assert [r.id for r in reports] == ["claims-table:c1", "claims-table:c2"]
    assert any(said in a.reason for a in aside) and not list(tmp_path.parent.glob("out.csv"))


def test_a_link_in_a_zip_is_not_followed(tmp_path: Path) -> None:
    """Where it leads is never looked at."""
    reports, aside, _ = gathered(_linked(tmp_path / "l.zip"))
    assert len(reports) == 2 and "the member is a link" in [a.reason for a in aside]


def test_a_member_behind_a_password_is_told(tmp_path: Path) -> None:
    """Alone it is the whole answer."""
    path = packed(tmp_path / "p.zip", {"a.csv": TABLE})
    body = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # the flag of encryption in both headers
        body[body.index(mark) + at] |= 1
    path.write_bytes(bytes(body))
    assert refusal(path).what == "a password closes it" and refusal(path).where == "p.zip!a.csv"


def test_a_zip_that_is_cut_is_refused(tmp_path: Path) -> None:
    """In one sentence."""
    path = packed(tmp_path / "c.zip", {"a.csv": TABLE})
    path.write_bytes(path.read_bytes()[:-30])
    assert "broken or cut" in refusal(path).what


def test_a_member_larger_than_the_limit_is_not_unpacked(tmp_path: Path) -> None:
    """Its size stands in the list; the limit can be raised."""
    path = packed(tmp_path / "c.zip", {"a.csv": "\n".join([HEADER, *(good(1) for _ in range(20_000))])})
    assert "--limit-mb" in refusal(path, 1).remedy


def test_a_zip_with_nothing_or_too_much_in_it(tmp_path: Path) -> None:
    """An empty one, and one whose list alone would fill the memory."""
    assert refusal(packed(tmp_path / "e.zip", {})).what == "the zip holds no file"
    path = packed(tmp_path / "m.zip", {"a.csv": TABLE})
    body = bytearray(path.read_bytes())
    at = body.rindex(b"PK\x05\x06") + 12
    body[at : at + 4] = (LIMITS.members * 2_000 + 1).to_bytes(4, "little")
    path.write_bytes(bytes(body))
    assert "lists more than" in refusal(path).what


@given(st.data())
def test_a_changed_zip_never_crashes(data: st.DataObject) -> None:
    """Whatever bytes of it change, there are rows, reasons, or one sentence."""
    with tempfile.TemporaryDirectory() as folder:
        path = packed(Path(folder) / "f.zip", {"a.csv": TABLE, "media/1.jpg": b"x", "b.html": page(ENGLISH)})
        body = bytearray(path.read_bytes())
        for _ in range(data.draw(st.integers(1, 8))):
            body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
        path.write_bytes(bytes(body))
        try:
            reports, aside, _ = gathered(path)
        except SourceError as error:
            assert error.what and error.remedy
        else:
            assert reports or aside


def test_a_table_packed_with_gzip_is_read_as_far_as_it_is_whole(tmp_path: Path) -> None:
    """Whole, cut in the middle, and cut before its first row."""
    whole = gzip.compress("\n".join([HEADER, *(good(1).replace("c1", f"n{n}") for n in range(2_000))]).encode())
    path = tmp_path / "a.csv.gz"
    path.write_bytes(whole)
    assert len(gathered(path)[0]) == 2_000
    path.write_bytes(whole[: len(whole) // 2])
    reports, aside, _ = gathered(path)
    assert 100 < len(reports) < 2_000 and "end early" in aside[-1].reason
    path.write_bytes(whole[:20])
    assert "end early" in refusal(path).what


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """A fresh case under the terms of February 2016."""
    return pipeline.new_case(tmp_path / "case", ROOT / "agreements" / "syria-2016-02", BEGUN)


def test_what_was_received_is_kept_whole_unless_something_in_it_is_sealed(case: Case, tmp_path: Path) -> None:
    """The bytes of a plain table lie under the digest that its reports bear; those of a form with names in it do not."""
    plain = packed(tmp_path / "a.zip", {"a.csv": TABLE})
    closed = tmp_path / "b.csv"
    closed.write_text(f"{HEADER},contact\n{good(3)},0911 222\n", "utf-8")
    for path in (plain, closed):
        pipeline.collect_into(case, path, NOW)
    kept = set(RawStore(case.folder).digests())
    assert kept == {f"sha256:{hashlib.sha256(plain.read_bytes()).hexdigest()}"}
    with open_record(case) as record:
        told = {e.data["file"]: e.data["file_digest"] for e in record.ledger.entries("report-received")}
    assert told["a.zip!a.csv"] in kept and not isinstance(told["b.csv"], str)


def test_mended_members_wait_no_more(case: Case, tmp_path: Path) -> None:
    """A zip collected again under its name replaces what was set aside of all its members."""
    path = packed(tmp_path / "a.zip", {"a.csv": TABLE, "b.csv": f"{HEADER}\n{good(3)}"})
    pipeline.collect_into(case, path, NOW)
    assert [(r.file, r.row) for r in pipeline.set_aside_of(case)] == [("a.zip!a.csv", 4)]
    packed(path, {"a.csv": TABLE.replace("broken,row", good(4)), "b.csv": f"{HEADER}\n{good(3)}"})
    done = pipeline.collect_into(case, path, NOW)
    assert (done.kept, done.held, done.set_aside) == (1, 3, 0) and not pipeline.set_aside_of(case)
