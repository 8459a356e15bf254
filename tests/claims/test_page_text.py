"""The article's text out of a page, with and without markup."""

import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.claims.page import article_of
from holdfire.claims.page.article import CUT, NOTHING
from holdfire.claims.page.decode import MOST_BYTES, decoded, is_markup
from holdfire.errors import HoldfireError, SourceError
from tests.claims.pages_told import ARABIC, ENGLISH, MENU, OTHERS, RUSSIAN, lines, page

TITLE = "Four killed at a market as the pause frays"
LANGUAGES = [
    ("en", ENGLISH, TITLE),
    ("ar", ARABIC, "مقتل أربعة في سوق رغم الهدنة"),
    ("ru", RUSSIAN, "Четверо погибли на рынке, несмотря на паузу"),
]


@pytest.mark.parametrize(("language", "paragraphs", "title"), LANGUAGES)
@pytest.mark.parametrize("made", [page, lines])
def test_the_article_is_found_in_three_languages(made, language: str, paragraphs: tuple[str, ...], title: str) -> None:  # type: ignore[no-untyped-def]
    """Menus, other headlines and forms stay out; every paragraph stays in, parted by one empty line."""
    article = article_of(made(paragraphs, title), "text/html" if made is page else "text/plain")
    assert article.text == "\n\n".join(paragraphs)
    assert (article.language, article.title) == (language, title)
    assert article.left_out > 0 and article.note == ""


@pytest.mark.parametrize("made", [page, lines])
def test_every_character_stands_in_the_page(made) -> None:  # type: ignore[no-untyped-def]
    """Nothing is put in: each paragraph is found in the page's own text."""
    raw = made(ENGLISH, TITLE)
    assert all(part in decoded(raw).replace("&#x27;", "'") for part in article_of(raw).text.split("\n\n"))


def test_the_digest_is_of_the_text() -> None:
    """Claims point at the text by the SHA-256 of its UTF-8."""
    article = article_of(lines(ARABIC, "مقتل أربعة في سوق رغم الهدنة"), "text/plain")
    assert article.digest() == "sha256:" + hashlib.sha256(article.text.encode("utf-8")).hexdigest()


@pytest.mark.parametrize(
    "raw", [b"", b" \n ", "\n".join(MENU * 9).encode(), page((), "Front page"), b"<html><body></body></html>"]
)
def test_a_page_that_is_all_menu_says_so(raw: bytes) -> None:
    """The text is empty and the note tells why; what was left out is counted."""
    article = article_of(raw, "text/html")
    assert (article.text, article.note) == ("", NOTHING)
    assert article.published is None


@pytest.mark.parametrize(
    ("paragraphs", "encoding", "declared"),
    [
        (RUSSIAN, "cp1251", ""),
        (RUSSIAN, "koi8-r", "charset=koi8-r"),
        (ARABIC, "cp1256", "charset=windows-1256"),
        (RUSSIAN, "utf-16", ""),
        (RUSSIAN, "utf-16-le", ""),
        (ENGLISH, "utf-8-sig", "charset=iso-8859-1"),
        (ARABIC, "utf-8", "charset=iso-8859-1"),
    ],
)
def test_any_encoding_is_read(paragraphs: tuple[str, ...], encoding: str, declared: str) -> None:
    """By mark, by declaration where it fits, or by a guess; UTF-8 is believed before a wrong declaration."""
    raw = "\n\n".join(paragraphs).encode(encoding)
    assert article_of(raw, f"text/plain; {declared}").text == "\n\n".join(paragraphs)


def test_nuls_and_controls_do_not_stand_in_the_way() -> None:
    """They are dropped, and the words around them are whole."""
    raw = "\n".join(ENGLISH).replace("market", "mar\x00ket").replace("Two", "\x07Two").encode()
    assert article_of(raw, "text/plain").text == "\n\n".join(ENGLISH)


@pytest.mark.parametrize("raw", [b"%PDF-1.7 stream", b"\x1f\x8b\x08\x00rest", b"PK\x03\x04rest", bytes(range(32)) * 20])
def test_bytes_that_are_no_text_are_refused(raw: bytes) -> None:
    """With a sentence on what they are not, and what to give instead."""
    with pytest.raises(SourceError, match="neither text nor HTML"):
        article_of(raw, "application/octet-stream")


@pytest.mark.parametrize(
    ("text", "media_type", "markup"),
    [
        ("<!doctype html><p>x", "", True),
        ("<p>One</p><p>Two</p><br>", "text/plain", True),
        ("A line with <b>one</b> tag", "text/plain", False),
        ("x < y and y > z", "text/html", False),
        ("Lines\nof\nwords", "text/html", False),
    ],
)
def test_markup_is_told_by_what_the_page_holds(text: str, media_type: str, markup: bool) -> None:
    """Media types are often wrong."""
    assert is_markup(text, media_type) is markup


def test_notices_inside_an_article_are_left_out() -> None:
    """A newsletter, a credit, a share line and a row of links are the page's; a quotation with such words is the article's."""
    quoted = '"Sign up for the patrol list today," the doctor told the crowd that had gathered in front of the clinic.'
    notices = (
        "<p>Sign up for our daily newsletter</p><p>Photo: The Valley Post</p><p>Share this article on Facebook</p>"
    )
    raw = page((*ENGLISH, quoted), TITLE, before=notices, after="<p>Read more: Harvest late in the south</p>")
    assert article_of(raw).text == "\n\n".join((*ENGLISH, quoted))


@pytest.mark.parametrize("made", [page, lines])
def test_readers_comments_are_not_the_article(made) -> None:  # type: ignore[no-untyped-def]
    """What stands under a mark such as "3 comments" is somebody else's word."""
    said = (
        "Ali B. says:",
        "18 January 2031 at 10:15",
        "I was there on Tuesday and it was far worse than this, believe me, all of you.",
        "Reply",
    )
    after = "".join(f"<div>{one}</div>" for one in said) if made is page else said
    raw = made(
        ENGLISH,
        TITLE,
        after=f'<div class="comments"><h3>3 comments</h3>{after}</div>' if made is page else ("3 comments", *said),
    )
    assert "far worse" not in article_of(raw).text and article_of(raw).text.startswith(ENGLISH[0])


def test_a_line_that_teases_another_article_is_left_out() -> None:
    """A paragraph that stands alone beside a date begins another article."""
    teaser = (
        "GMT 10:50 2031 Thursday ,9 January",
        "The minister opened the bridge on Monday, after four years of work.",
    )
    raw = lines(ENGLISH, TITLE, after=("Related", *teaser, OTHERS[0], *teaser[:1], OTHERS[1]))
    assert article_of(raw, "text/plain").text == "\n\n".join(ENGLISH)


def test_paragraphs_broken_at_a_width_are_whole_again() -> None:
    """Text wrapped at seventy characters comes out a line a paragraph."""
    wrapped = []
    for one in ENGLISH:
        words, row = one.split(), ""
        for word in words:
            if len(row) + len(word) > 68:
                wrapped.append(row)
                row = ""
            row = f"{row} {word}".strip()
        wrapped += [row, ""]
    assert article_of("\n".join(wrapped).encode(), "text/plain").text == "\n\n".join(ENGLISH)


def test_sentences_broken_at_links_are_whole_again() -> None:
    """Where links were taken out on lines of their own, the sentence goes on."""
    broken = [re.sub(r" (said|who|and|would|shelling|since) ", r"\n\1 ", one) for one in ENGLISH]
    assert sum(one.count("\n") for one in broken) >= 6
    assert article_of("\n".join(broken).encode(), "text/plain").text == "\n\n".join(ENGLISH)


def test_a_page_nested_too_deep_is_still_read() -> None:
    """The parser gives up on fifty thousand boxes in each other; the words do not."""
    deep = b"<div>" * 50_000 + "".join(f"<p>{one}</p>" for one in ENGLISH).encode() + b"</div>" * 50_000
    assert ENGLISH[0] in article_of(deep, "text/html").text


def test_a_huge_page_is_read_in_part_and_says_so() -> None:
    """Only its first bytes are read."""
    raw = page(ENGLISH, TITLE) + b" " * MOST_BYTES
    article = article_of(raw, "text/html")
    assert article.note == CUT and article.text == "\n\n".join(ENGLISH)


def test_the_same_page_gives_the_same_article() -> None:
    """Nothing hangs on what was read before."""
    raw = page(RUSSIAN, "Четверо погибли на рынке")
    first = article_of(raw)
    article_of(lines(ENGLISH, TITLE))
    assert article_of(raw) == first


@given(
    st.binary(max_size=2000)
    | st.text(max_size=600).map(str.encode)
    | st.text("<>/pa \n\"'=", max_size=600).map(str.encode)
)
def test_no_bytes_make_it_fall_over(raw: bytes) -> None:
    """An article, or a sentence that says why there is none."""
    try:
        article = article_of(raw, "text/html")
    except HoldfireError:
        return
    assert article.left_out >= 0
