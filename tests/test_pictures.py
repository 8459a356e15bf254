"""The same picture under another name, wherever it came from, leads two reports together."""

import base64
import io
import random
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from holdfire import custody, disputes, pipeline, reviews
from holdfire.case import Case
from holdfire.claims.page.pictures import shown_on
from holdfire.cli.app import app
from holdfire.disputes import Act
from holdfire.incidents import media
from holdfire.pictures import pictures_of
from holdfire.record import open_record
from holdfire.sources.raw import RawStore
from tests.claims.test_from_odk import UUID, central_csv
from tests.sources.documents_made import Archive
from tests.test_disputes import FOUNDING

AT = datetime(2016, 9, 20, 9, tzinfo=UTC)
OTHER = f"1{UUID[1:]}"


def picture(seed: int, kind: str = "JPEG", size: int = 300) -> bytes:
    """A picture that no other seed makes: coloured squares."""
    image = pytest.importorskip("PIL.Image", reason="pictures need the extra holdfire[media]")
    pytest.importorskip("imagehash", reason="pictures need the extra holdfire[media]")
    draw = pytest.importorskip("PIL.ImageDraw", reason="pictures need the extra holdfire[media]")
    chance, made = random.Random(seed), image.new("RGB", (200, 200), (200, 200, 180))  # noqa: S311 - no secret
    pen = draw.Draw(made)
    for _ in range(14):
        left, top = chance.randrange(200), chance.randrange(200)
        colour = tuple(chance.randrange(256) for _ in range(3))
        pen.rectangle((left, top, left + chance.randrange(20, 120), top + chance.randrange(20, 120)), fill=colour)
    out = io.BytesIO()
    made.resize((size, size)).save(out, kind)
    return out.getvalue()


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """A case of the United Nations with a person who decides."""
    made = pipeline.new_case(tmp_path / "case", FOUNDING, pipeline.Founding(AT, "un", turned="reported"))
    custody.make_person(made, "rahimi", AT)
    return made


def submission(case: Case, name: str, uuid: str, photo: tuple[str, bytes], **changed: str) -> None:
    """A packed export with one submission and its picture."""
    text = central_csv(case.folder.parent / "incident.csv").read_text("utf-8").replace(UUID, uuid)
    for old, new in changed.items():
        text = text.replace(old.replace("_", " "), new)
    with zipfile.ZipFile(case.folder.parent / name, "w") as packed:
        packed.writestr("incident.csv", text)
        packed.writestr("incident-photos.csv", f"photo,PARENT_KEY,KEY\n{photo[0]},uuid:{uuid},k\n")
        packed.writestr(f"media/{photo[0]}", photo[1])
    done = pipeline.collect_into(case, case.folder.parent / name, AT)
    assert (done.kept, done.set_aside) == (1, 0)


def page(words: str, shows: str, address: str) -> str:
    """An article with a picture, and a logo that stands on every page of its outlet."""
    return f"""<!doctype html><html lang="en"><head><title>Raid on Atarib</title><link rel="canonical" href="{address}">
<meta property="og:site_name" content="{address[8:12]}"><meta property="article:published_time" content="2016-09-14T08:00:00Z">
</head><body><img src="/logo.png"><article><h1>Raid on Atarib</h1><figure>{shows}</figure><p>{words}</p>
<p>People fled towards the villages in the west, and the road was closed for the rest of the day, residents said.</p>
</article></body></html>"""


WORDS = (
    "Syrian government warplanes bombed the town of Atarib in Aleppo province on Tuesday, killing at least 12 civilians.",
    "Rebels shelled the village of Nubl with rockets on Monday, and three people were wounded, a doctor told reporters.",
)


def test_two_submissions_with_one_picture_are_told_as_a_likely_pair(case: Case) -> None:
    """Smaller, in another format and under another name; the reason stands among the others. Another picture gives none."""
    submission(case, "a.zip", UUID, ("crater.jpg", picture(1)))
    submission(case, "b.zip", OTHER, ("IMG_22.png", picture(1, "PNG", 180)), Local_monitors="Other people")
    submission(case, "c.zip", f"2{UUID[1:]}", ("x.jpg", picture(2)), Local_monitors="Third people")
    found = {(p.a[9], p.b[9]): p for p in reviews.likely(case, AT, possible=True)}
    assert "the same picture" in found["0", "1"].reasons[-1].says
    assert not any(r.what == "picture" for pair, p in found.items() if pair != ("0", "1") for r in p.reasons)
    assert all(p.points == sum(r.points for r in p.reasons) for p in found.values())


def test_a_picture_used_anew_is_told_though_nothing_else_is_alike(case: Case) -> None:
    """Two weeks apart the pair is no candidate by place and time; the picture alone lists it, and says what it may mean."""
    submission(case, "a.zip", UUID, ("crater.jpg", picture(1)))
    submission(case, "b.zip", OTHER, ("again.jpg", picture(1, "JPEG", 220)), **{"2016-09-12T19": "2016-09-18T19"})
    (pair,) = reviews.likely(case, AT)
    assert (pair.word, pair.points) == ("possible", 0) and "may use it anew" in pair.reasons[0].says
    disputes.link(case, [pair.a, pair.b], "CRATER", Act(AT, "one crater", "rahimi"))
    assert not reviews.likely(case, AT + timedelta(hours=1))


def test_pictures_in_a_crawl_belong_to_the_pages_that_show_them(case: Case) -> None:
    """Two outlets show one picture beside different words: one origin, once a person joins them; the logo says nothing."""
    archive = Archive()
    for outlet, words, shows in (
        ("blue", WORDS[0], "/media/raid.jpg"),
        ("grey", WORDS[1], "https://cdn.example/p.png"),
    ):
        address = f"https://{outlet}.example/story"
        archive.answer(address, page(words, f'<img src="{shows}">', address).encode())
        archive.answer(f"https://{outlet}.example/logo.png", picture(9), "image/png")
    archive.answer("https://blue.example/media/raid.jpg", picture(1), "image/jpeg")
    archive.answer("https://cdn.example/p.png", picture(1, "JPEG", 260), "image/jpeg")
    archive.answer("https://blue.example/dot.png", picture(3, "PNG", 4), "image/png")
    path = case.folder.parent / "crawl.warc"
    path.write_bytes(archive.done())
    done = pipeline.collect_into(case, path, AT)
    assert done.set_aside == 0 and done.kept == 2 + 4
    pairs = [p for p in reviews.likely(case, AT) if any(r.what == "picture" for r in p.reasons)]
    assert pairs
    disputes.link(case, [pairs[0].a, pairs[0].b], "RAID", Act(AT, "one raid", "rahimi"))
    found = reviews.origins_of(case, AT + timedelta(hours=1))["RAID"]
    assert found.independent.number == 1 and any("show the same picture" in why for why in found.because)


def test_pictures_saved_with_a_page_are_compared(case: Case) -> None:
    """A page saved as MHTML with its picture beside it, and one saved as a single file with its picture in it."""
    address = "https://blue.example/story"
    inline = base64.b64encode(picture(1)).decode()
    single = page(WORDS[0], f'<img src="data:image/jpeg;base64,{inline}">', address)
    (case.folder.parent / "single.html").write_text(single, "utf-8")
    photo = base64.encodebytes(picture(1, "JPEG", 260)).decode()
    where = "https://grey.example/story"
    mhtml = f"""From: <Saved by Blink>
Snapshot-Content-Location: {where}
Subject: Raid
Date: Wed, 14 Sep 2016 08:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="b"

--b
Content-Type: text/html; charset=utf-8
Content-Location: {where}

{page(WORDS[1], '<img src="https://grey.example/a.png">', where)}
--b
Content-Type: image/jpeg
Content-Transfer-Encoding: base64
Content-Location: https://grey.example/a.png

{photo}
--b--
"""
    (case.folder.parent / "saved.mhtml").write_text(mhtml, "utf-8")
    for name, kept in (("single.html", 1), ("saved.mhtml", 2)):
        assert pipeline.collect_into(case, case.folder.parent / name, AT).kept == kept
    assert any(r.what == "picture" for p in reviews.likely(case, AT) for r in p.reasons)


def test_hashes_are_worked_out_once_and_made_again_when_the_file_is_gone(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They lie beside the raw bytes; a damaged file is made anew with the same bytes; an altered picture has none."""
    submission(case, "a.zip", UUID, ("crater.jpg", picture(1)))
    with open_record(case) as record:
        (report,) = (e.data["id"] for e in record.ledger.entries("report-received"))
    first, path = pictures_of(case, [report]), case.folder / "raw" / "pictures.json"
    told = path.read_bytes()
    path.write_text("{damaged", "utf-8")
    assert pictures_of(case, [report]) == first and path.read_bytes() == told
    monkeypatch.setattr("holdfire.pictures.media_hash", lambda *a: pytest.fail("worked out a second time"))
    assert pictures_of(case, [report]) == first
    monkeypatch.undo()
    path.unlink()
    for digest in RawStore(case.folder).digests():
        (case.folder / "raw" / "sha256" / digest[7:9] / digest[7:]).write_bytes(b"altered")
    assert pictures_of(case, [report]) == {}


def test_a_closed_submission_leaves_no_picture_behind(case: Case) -> None:
    """On the closed path nothing that came along is kept."""
    submission_ = central_csv(case.folder.parent / "incident.csv").read_text("utf-8")
    with zipfile.ZipFile(case.folder.parent / "z.zip", "w") as packed:
        packed.writestr("incident.csv", submission_.replace("shelling", "sexual-violence"))
        packed.writestr("incident-photos.csv", f"photo,PARENT_KEY,KEY\np.jpg,uuid:{UUID},k\n")
        packed.writestr("media/p.jpg", b"a picture")
    done = pipeline.collect_into(case, case.folder.parent / "z.zip", AT)
    assert (done.kept, done.referred) == (0, 1) and not list(RawStore(case.folder).digests())


def test_without_the_extra_it_is_said_that_pictures_were_not_compared(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing fails and nothing is passed over in silence."""
    submission(case, "a.zip", UUID, ("crater.jpg", b"\xff\xd8\xff" + bytes(5_000)))
    monkeypatch.setattr(media, "find_spec", lambda _: None)
    monkeypatch.setattr("holdfire.pictures.installed", media.installed)
    done = CliRunner().invoke(app, ["likely", str(case.folder)])
    assert done.exit_code == 0 and "holdfire[media]" in done.output


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        ('<meta property="og:image" content="/a.jpg">', ("https://e.example/a.jpg",)),
        ('<article><img data-src="b.jpg" src="data:,"></article>', ("https://e.example/x/b.jpg",)),
        (
            '<main><p><img src="//c.example/c.jpg"></p></main><footer><img src="d.jpg"></footer>',
            ("https://c.example/c.jpg",),
        ),
        ('<article><img src="http://[bad"></article>', ("http://[bad",)),
        ('<aside><img src="ad.jpg"></aside>', ()),
    ],
)
def test_only_pictures_of_the_article_count(markup: str, found: tuple[str, ...]) -> None:
    """Its own picture and those within it; not what stands around it."""
    raw = f"<html><body>{markup}<p>words</p></body></html>".encode()
    assert shown_on(raw, "text/html; charset=utf-8", "https://e.example/x/y").addresses == found
