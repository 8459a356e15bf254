"""Mail: its words are documents, whoever sent it stays closed, and what is attached is not lost."""

import gzip
import hashlib
from pathlib import Path

import pytest

from holdfire.sources.documents import Limits, documents_in
from holdfire.sources.report import Report, SetAside
from holdfire.sources.sensitive import sensitive_columns
from tests.sources.documents_made import ARABIC, MESSAGE, NOW, RUSSIAN, bytes_of, gathered, page

FROM = b"From resident@example.org Mon Sep 12 19:00:00 2016\n"


def mail(body: bytes, kind: str = "text/plain; charset=utf-8", more: str = "", number: int = 1) -> bytes:
    """A plain message."""
    head = f"From: Someone <s@example.org>\nTo: us@example.org\nSubject: Report {number}\n"
    head += f"Date: Mon, 12 Sep 2016 19:00:00 +0300\nMessage-ID: <{number}@example.org>\nMIME-Version: 1.0\n{more}"
    return f"{head}Content-Type: {kind}\n\n".encode() + body


def read(
    tmp_path: Path, body: bytes, limits: Limits | None = None, name: str = "m.eml"
) -> tuple[list[Report], list[SetAside]]:
    """Reports and what was set aside."""
    path = tmp_path / name
    path.write_bytes(body)
    reports, aside, _ = gathered(path, limits or Limits())
    return reports, aside


def test_a_message_is_its_words_and_what_is_attached(tmp_path: Path) -> None:
    """The plain words once, the bulletin as a document of its own, the picture kept, the paper set aside with a remedy."""
    path = tmp_path / "m.eml"
    path.write_bytes(MESSAGE)
    (words, bulletin), (paper,), store = gathered(path)
    assert bytes_of(store, words).startswith(b"Shells fell on the town at seven") and words.media_type == "text/plain"
    assert words.record["title"] == "قصف على البلدة" and words.record["published"] == "2016-09-12T16:00:00+00:00"
    assert b"Forty-two violations" in bytes_of(store, bulletin) and bulletin.record["attachment"] == "bulletin.html"
    kept = {name: digest for name, digest in words.record.items() if name.startswith("attachment/")}
    assert sorted(kept) == ["attachment/crater.jpg", "attachment/list.pdf"]
    for digest in kept.values():
        with store.open(digest) as file:
            assert file.read().startswith((b"\xff\xd8\xff", b"%PDF"))
    assert paper.text == "list.pdf" and "not read" in paper.reason and paper.remedy
    with store.open(words.record["sealed/within"]) as file:
        assert file.read() == MESSAGE


def test_who_sent_it_stands_only_in_columns_that_are_sealed(tmp_path: Path) -> None:
    """Sender and recipients are in no other column, in no id and in nothing that is set aside."""
    reports, aside = read(tmp_path, MESSAGE)
    for report in reports:
        assert "resident@example.org" in report.record["contact"] and "hotline@example.org" in report.record["persons"]
        sealed = sensitive_columns(report, protected=False)
        told = report.model_copy(update={"record": {k: v for k, v in report.record.items() if k not in sealed}})
        assert "example.org" not in told.model_dump_json() and "Resident" not in told.model_dump_json()
    assert "example.org" not in "".join(a.model_dump_json() for a in aside)


def test_a_box_is_its_messages_and_each_is_the_same_as_saved_alone(tmp_path: Path) -> None:
    """``From`` in a text parts nothing; a message collected from a box and from a file is one."""
    tricky = mail(b"It began so:\n\nFrom the hill they fired.\nFrom noon on it was quiet.\n", number=2)
    box = FROM + MESSAGE + b"\n" + FROM + tricky + b"\n" + FROM + mail(RUSSIAN.encode(), number=3)
    reports, _ = read(tmp_path, box, name="box")
    assert [(r.row, r.record["title"]) for r in reports][2:] == [(2, "Report 2"), (3, "Report 3")]
    (alone, _), _ = read(tmp_path, MESSAGE)
    assert (alone.id, alone.record) == (reports[0].id, reports[0].record)


@pytest.mark.parametrize(
    ("plain", "markup", "chosen"),
    [
        ("Three shells fell near the mill at noon.", "<p>Three shells fell near the mill at noon.</p>", "text/plain"),
        ("See this in a browser.", "<p>" + "Three shells fell near the mill at noon. " * 9 + "</p>", "text/html"),
        ("", "<p>Three shells fell.</p>", "text/html"),
    ],
)
def test_of_two_forms_of_the_same_words_one_is_read(tmp_path: Path, plain: str, markup: str, chosen: str) -> None:
    """The plain one, unless it holds less than half."""
    parts = f"--x\nContent-Type: text/plain\n\n{plain}\n--x\nContent-Type: text/html\n\n{markup}\n--x--\n"
    (report,), aside = read(tmp_path, mail(parts.encode(), "multipart/alternative; boundary=x"))
    assert report.media_type == chosen and not aside


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1256", "iso-8859-6"])
def test_words_and_subject_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    """Declared in the header, or not at all."""
    subject = ARABIC[:40]
    for declared in (f"text/plain; charset={encoding}", "text/plain"):
        body = mail(ARABIC.encode(encoding), declared).replace(b"Report 1", subject.encode(encoding))
        (report,), _ = read(tmp_path, body)
        assert report.record["title"] == subject.strip()
        assert ARABIC.encode(encoding).decode(report.record["charset"]) == ARABIC


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("Mon, 12 Sep 2016 19:00:00 +0300", "2016-09-12T16:00:00+00:00"),
        ("Mon, 12 Sep 2016 19:00:00 -0000", "2016-09-12T19:00:00+00:00"),
        ("Mon, 12 Sep 2016 19:00:00", ""),
        ("Mon, 12 Sep 20160 19:00:00 +0300", ""),
        ("yesterday", ""),
    ],
)
def test_a_moment_without_a_zone_is_not_made_up(tmp_path: Path, given: str, told: str) -> None:
    """What the header says is kept beside what it comes to."""
    (report,), _ = read(tmp_path, mail(b"words").replace(b"Mon, 12 Sep 2016 19:00:00 +0300", given.encode()))
    assert report.record.get("published", "") == told and report.record["published_as_given"] == given


def test_a_message_within_a_message_has_its_own_sender(tmp_path: Path) -> None:
    """What is passed on says who first wrote it."""
    inner = mail(b"I saw it myself.", number=7).replace(b"Someone", b"A Witness")
    outer = b"--x\nContent-Type: text/plain\n\nSee below.\n--x\nContent-Type: message/rfc822\n\n" + inner + b"\n--x--\n"
    (first, second), aside = read(tmp_path, mail(outer, "multipart/mixed; boundary=x"))
    assert "Witness" in second.record["contact"] and "Witness" not in first.record["contact"] and not aside
    assert second.record["title"] == "Report 7" and second.record["sealed/within"] == first.record["sealed/within"]


def test_a_message_with_nothing_but_a_picture_is_told(tmp_path: Path) -> None:
    """No words keep it, so it is set aside with its name."""
    body = mail(b"/9j/4AAQ", "image/jpeg; name=crater.jpg", "Content-Transfer-Encoding: base64\n")
    reports, (aside,) = read(tmp_path, body)
    assert not reports and aside.text == "crater.jpg"


def test_a_message_without_words_is_told_and_not_lost(tmp_path: Path) -> None:
    """An empty one, one of parts that hold nothing, and one whose text is no text."""
    for body in (mail(b""), mail(b"--x\n\n--x--\n", "multipart/mixed; boundary=x"), mail(bytes(range(1, 9)) * 90)):
        reports, (aside,) = read(tmp_path, FROM + mail(b"words") + b"\n\n" + FROM + body)
        assert len(reports) == 1 and aside.row == 2 and aside.remedy


def test_a_page_that_a_browser_saved_as_one_file_is_a_page(tmp_path: Path) -> None:
    """MHTML has the form of mail and no sender; the page knows its address, and what belongs to it is not read."""
    head = "From: <Saved by Blink>\nSnapshot-Content-Location: https://news.example/1\nSubject: A page\n"
    head += "Date: Mon, 12 Sep 2016 16:00:00 -0000\nMIME-Version: 1.0\n"
    head += 'Content-Type: multipart/related; type="text/html"; boundary="x"\n\n'
    parts = f"--x\nContent-Type: text/html\nContent-Location: https://news.example/1\n\n{page(RUSSIAN)}\n"
    parts += "--x\nContent-Type: text/css\n\np {}\n--x\nContent-Type: text/html\n\n<p>an advertisement</p>\n--x--\n"
    (report,), aside = read(tmp_path, (head + parts).encode(), name="page.mhtml")
    assert report.record["address"] == "https://news.example/1" and report.media_type == "text/html" and not aside
    assert "contact" not in report.record and report.record["fetched"] == "2016-09-12T16:00:00+00:00"


def nested(levels: int) -> bytes:
    """A message in a message in a message."""
    body = mail(b"the innermost words")
    for _ in range(levels):
        body = mail(body, "message/rfc822")
    return body


def wrapped(levels: int) -> bytes:
    """Parts within parts within parts."""
    body = b"Content-Type: text/plain\n\nthe innermost words\n"
    for n in range(levels):
        body = f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n".encode() + body + f"\n--b{n}--\n".encode()
    return mail(b"", "text/plain").split(b"Content-Type")[0] + body


@pytest.mark.parametrize(
    "bomb",
    [
        nested(30), nested(3_000), wrapped(60), wrapped(2_000),
        mail(b"--x\n\n" * 50_000, "multipart/mixed; boundary=x"),
        mail(b"--x\nContent-Type: text/plain\n\nwords\n" * 3_000 + b"--x--\n", "multipart/mixed; boundary=x"),
        mail(b"\n" * 1_100_000),
        mail(b"words", more="X-Header: y\n" * 1_000_001),
        mail(b"words" * 1_000),
    ],
    ids=["nested", "nested deep", "parts", "parts deep", "tiny parts", "many parts", "lines", "headers", "long"],
)  # fmt: skip
def test_a_mail_bomb_is_set_aside_and_the_next_message_read(tmp_path: Path, bomb: bytes) -> None:
    """Nested too deeply, in too many parts or lines, or too large: told in a sentence, and the box goes on."""
    box = FROM + bomb + b"\n\n" + FROM + mail(RUSSIAN.encode(), number=9)
    limits = Limits(message=4_000) if len(bomb) < 7_000 else Limits()
    reports, aside = read(tmp_path, box, limits, "box")
    assert reports[-1].record["title"] == "Report 9" and aside and all(a.row == 1 and a.remedy for a in aside)
    assert len(aside) < 5


def test_a_box_packed_and_cut_gives_the_messages_before_the_cut(tmp_path: Path) -> None:
    """What ended before is read; that something is missing is told."""
    words = [" ".join(hashlib.sha256(b"%d %d" % (n, i)).hexdigest() for i in range(30)) for n in range(9)]
    box = b"".join(FROM + mail(w.encode(), number=n) + b"\n\n" for n, w in enumerate(words))
    path = tmp_path / "box.gz"
    path.write_bytes(gzip.compress(box)[:-2_000])
    told = list(documents_in(path, NOW, lambda _: "sha256:" + "0" * 64))
    assert 2 < sum(isinstance(row, Report) for row in told) < 9
    assert isinstance(told[-1], SetAside) and "early" in told[-1].reason
