"""Feeds: each item a page, and no item lost to a feed that is broken, endless or a bomb."""

import tracemalloc
from pathlib import Path

import pytest

from holdfire.sources.documents import Limits, decoded
from holdfire.sources.report import Report, SetAside
from tests.sources.documents_made import ARABIC, ATOM, RSS, RUSSIAN, bytes_of, gathered


def read(tmp_path: Path, body: bytes, limits: Limits | None = None) -> tuple[list[Report], list[SetAside], list[str]]:
    """Reports, what was set aside, and the text of each report's page."""
    path = tmp_path / "feed.xml"
    path.write_bytes(body)
    reports, aside, store = gathered(path, limits or Limits())
    return reports, aside, [decoded(bytes_of(store, r), r.record["charset"]) for r in reports]


def test_an_item_is_a_page_with_its_own_words_address_and_date(tmp_path: Path) -> None:
    """Title and text of the item stand in the page as the feed has them; the feed itself is kept whole."""
    (one, two), aside, (page, arabic) = read(tmp_path, RSS)
    assert not aside and "Three people were <b>killed</b>." in page and "<h1>Shells fall on a town</h1>" in page
    assert ARABIC in arabic and two.row == 2
    assert one.record == {
        "outlet": "An agency", "feed_title": "An agency", "address_from": "feed", "within": one.file_digest, "address": "https://agency.example/1",
        "title": "Shells fall on a town", "published": "2016-09-12T16:00:00+00:00",
        "published_as_given": "Mon, 12 Sep 2016 19:00:00 +0300", "item": "urn:1", "charset": "utf-8", "charset_from": "feed",
    }  # fmt: skip


def test_atom_is_read_like_rss(tmp_path: Path) -> None:
    """The moment in UTC, the author as a byline."""
    (entry,), _, (page,) = read(tmp_path, ATOM)
    assert RUSSIAN in page and entry.record["published"] == "2016-09-12T21:30:00+00:00"
    assert entry.record["byline"] == "Press office" and entry.record["address"] == "https://monitor.example/e1"


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251", "koi8-r", "utf-16"])
@pytest.mark.parametrize("declared", [True, False], ids=["declared", "undeclared"])
def test_a_feed_in_any_encoding(tmp_path: Path, encoding: str, declared: bool) -> None:
    """Declared, undeclared, or with a mark."""
    text = ATOM.decode().replace('"1.0"?', f'"1.0" encoding="{encoding}"?' if declared else '"1.0"?')
    _, _, (page,) = read(tmp_path, text.encode(encoding))
    assert RUSSIAN in page


def test_an_item_read_again_in_a_longer_feed_is_the_same(tmp_path: Path) -> None:
    """A feed grows at its head; what was there keeps its id."""
    more = b"<item><title>Newer</title><link>https://agency.example/3</link></item>\n<item><title>Shells"
    before, _, _ = read(tmp_path, RSS)
    after, _, _ = read(tmp_path, RSS.replace(b"<item><title>Shells", more))
    assert [r.id for r in after[1:]] == [r.id for r in before] and len(after) == 3


def test_an_item_that_stands_twice_is_one_and_one_without_words_is_told(tmp_path: Path) -> None:
    """Nothing is read twice, and nothing is passed over in silence."""
    item = RSS[RSS.index(b"<item>") : RSS.index(b"</item>") + 7]
    empty = b"<item><link>https://agency.example/empty</link></item>"
    reports, (aside,), _ = read(tmp_path, RSS.replace(b"</channel>", item + empty + b"</channel>"))
    assert len(reports) == 2 and aside.text == "https://agency.example/empty"


def bomb(levels: int) -> bytes:
    """Entities made of entities."""
    lines = ['<!ENTITY a0 "ha">'] + [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, levels)]
    doctype = f"<!DOCTYPE rss [{''.join(lines)}]>"
    return RSS.replace(b"<rss", doctype.encode() + b"<rss").replace(b"Three", f"&a{levels - 1}; Three".encode())


MINE = "a line that only this machine has"


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "{file}">]>',
        '<!DOCTYPE rss [<!ENTITY % y SYSTEM "{file}"> %y; <!ENTITY x "it">]>',
        '<!DOCTYPE rss SYSTEM "{file}" [<!ENTITY x PUBLIC "-//x" "{file}">]>',
        '<!DOCTYPE rss [<!-- don\'t --><!ENTITY z "]><rss>"><!ENTITY x "' + "long " * 20_000 + '">]>',
    ],
    ids=["general", "parameter", "public", "quadratic"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_no_entity_is_expanded_and_no_file_opened(tmp_path: Path, doctype: str, encoding: str) -> None:
    """Entities that a feed declares are taken out before it is parsed, in any encoding; the items are read without them."""
    secret = tmp_path / "secret.txt"
    secret.write_text(MINE, "utf-8")
    text = (
        RSS.decode()
        .replace("<rss", doctype.format(file=secret.as_uri()) + "<rss")
        .replace("Three", "&x; " * 500 + "Three")
    )
    reports, aside, pages = read(tmp_path, text.replace('encoding="utf-8"', f'encoding="{encoding}"').encode(encoding))
    assert len(reports) == 2 and "Three people" in pages[0] and MINE not in "".join(pages)
    assert "entities of its own" in aside[0].reason and max(map(len, pages)) < 10_000


@pytest.mark.timeout(60)
def test_a_bomb_of_entities_costs_neither_time_nor_memory(tmp_path: Path) -> None:
    """A thousand million laughs."""
    tracemalloc.start()
    reports, aside, _ = read(tmp_path, bomb(10))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(reports) == 2 and aside and most < 60_000_000


def test_a_feed_that_never_ends_is_read_as_far_as_may_be(tmp_path: Path) -> None:
    """Items that ended within the limit are read, the half one is not, and that it goes on is told."""
    item = "<item><title>Item {n}</title><link>https://agency.example/{n}</link><description>words of {n}</description></item>"
    head = RSS[: RSS.index(b"<item>")]
    endless = head + "".join(item.format(n=n) for n in range(2_000)).encode()
    reports, (aside,), pages = read(tmp_path, endless, Limits(document=20_000))
    assert 100 < len(reports) < 200 and "does not end" in aside.reason
    assert [r.record["title"] for r in reports] == [f"Item {n}" for n in range(len(reports))]
    assert all(f"words of {n}\n" in page for n, page in enumerate(pages))
    reports, aside_, _ = read(tmp_path, endless, Limits(items=10))
    assert len(reports) == 10 and "more than 10 items" in aside_[-1].reason


def test_a_feed_that_is_no_xml_is_read_all_the_same(tmp_path: Path) -> None:
    """Bare ampersands, tags that do not close, noughts: items are what matters."""
    broken = RSS.replace(b"Three people", b"Three & four \0 <br> people &nbsp;")
    reports, _, pages = read(tmp_path, broken)
    assert len(reports) == 2 and "Three" in pages[0] and "people" in pages[0]


def test_markup_in_a_title_stays_words(tmp_path: Path) -> None:
    """A title cannot close the page it is put into."""
    evil = RSS.replace(b"Shells fall on a town", b"&lt;/title&gt;&lt;h1&gt;Other &amp;quot;")
    (one, _), _, (page, _) = read(tmp_path, evil)
    assert page.count("<h1>") == 1 and page.count("</title>") == 1 and one.record["title"].startswith("</title>")


def test_an_item_of_another_outlet_names_it_and_its_address_is_whole(tmp_path: Path) -> None:
    """A feed that gathers others is not their origin; an address that counts from the feed's own is made whole."""
    one = RSS.replace(b"<guid>", b'<source url="https://wire.example/rss">The wire</source><guid>')
    one = one.replace(b"<link>https://agency.example/1</link>", b"<link>/news/1?a=b</link>")
    (item, other), _, _ = read(tmp_path, one)
    assert item.record["outlet"] == "The wire" and item.record["feed_title"] == "An agency"
    assert item.record["address"] == "https://agency.example/news/1?a=b" and other.record["outlet"] == "An agency"
