"""From bytes as received to one ``Article``."""

import re
from dataclasses import dataclass, field
from datetime import date

from holdfire.claims.page.credits import agency_in, byline_in, dateline_of, outlet_of
from holdfire.claims.page.decode import MOST_BYTES, decoded, is_markup
from holdfire.claims.page.from_markup import article_of_blocks
from holdfire.claims.page.heads import Head, head_of
from holdfire.claims.page.inferred import inferred
from holdfire.claims.page.language import language_of
from holdfire.claims.page.lines import Line, ends_sentence, folded, lines_of
from holdfire.claims.page.markup import blocks_of, parsed
from holdfire.claims.page.model import Article, Dated
from holdfire.claims.page.stated import stated
from holdfire.claims.page.stripped import article_lines, headed, is_headline
from holdfire.claims.page.titles import title_of_head, title_of_lines, without_site
from holdfire.claims.page.wrapping import paragraphs

_TAG = re.compile(r"<[^<>]{0,2000}>")
"""For a page nested too deep to be parsed: its tags, to be taken for breaks."""
MOST_LINES = 60_000
FEWEST_WORDS = 8
"""Words in sentences below which a page holds no article but menus."""
CREDIT_LINES, FOOTER_LINES = 6, 60
"""Lines after an article that may still credit its agency, and last lines of a page that may say whose rights they are."""
READ_FOR_DAYS = ("en", "ar", "ru")
"""Languages whose words for days, feasts and lengths are known; in others no day is inferred."""
CUT = f"Only the first {MOST_BYTES // 1024**2} MiB of the page were read."
NOTHING = "Nothing on this page reads like an article: it is menus, headlines and notices."


@dataclass
class _Page:
    lines: list[Line]
    kept: list[int]
    title: str
    head: Head = field(default_factory=Head)


def article_of(raw: bytes, media_type: str = "", address: str = "", *, known: date | None = None) -> Article:
    """The article out of a page, HTML or text that has lost its markup.

    ``address`` is where the page was; ``known`` a day by which it was there (when it was fetched): no date after it is
    believed. A page that is all menu gives an empty text and a ``note``. Raises ``SourceError`` when the bytes are no text.
    """
    text = decoded(raw, media_type)
    page = _of_markup(text) if is_markup(text, media_type) else None
    if page is None:
        page = _of_lines(text)
    article = _told(page, address, known)
    if len(raw) > MOST_BYTES:
        article = article.model_copy(update={"note": f"{article.note} {CUT}".strip()})
    return article


def _of_markup(text: str) -> _Page | None:
    tree = parsed(text)
    if tree is None:
        return None
    head, blocks = head_of(tree), blocks_of(tree)
    if not blocks:
        return _of_lines(_TAG.sub("\n", text))
    page_title = " ".join((tree.findtext(".//title") or "").split())
    title = title_of_head(head.titles, page_title)
    lines = lines_of([b.text for b in blocks])
    kept = article_of_blocks(tree, blocks, lines, title or page_title, len(text)) if blocks else []
    return _Page(lines, kept, title, head)


def _of_lines(text: str) -> _Page:
    lines = lines_of(paragraphs(text)[:MOST_LINES])
    kept = article_lines(lines, lines[0].text if lines else "")
    title = title_of_lines(lines, kept[0], kept[-1] + 1) if kept else ""
    if title:
        kept = [n for n in kept if not is_headline(lines[n], title)]
    return _Page(lines, kept, title or (without_site(lines[0].text) if kept and lines[0].words <= 30 else ""))


def _told(page: _Page, address: str, known: date | None) -> Article:
    lines, kept, head = page.lines, page.kept, page.head
    whole = sum(len(n.text) for n in lines)
    if sum(lines[n].words for n in kept if lines[n].is_sentence or ends_sentence(lines[n].text)) < FEWEST_WORDS:
        return Article(
            text="",
            title=page.title,
            outlet=outlet_of(head.sites, address, dateline_of(()), ()),
            left_out=whole,
            note=NOTHING,
        )
    texts = [lines[n].text for n in kept]
    text = "\n\n".join(texts)
    above, below = _above(page), [n.text for n in lines[kept[-1] + 1 : kept[-1] + 1 + CREDIT_LINES]]
    taken = set(kept)
    inner = [lines[n].text for n in range(kept[0], kept[-1] + 1) if n not in taken]
    line = dateline_of([*above[-2:], *texts[:2]])
    footer = [n.text for n in lines[max(kept[-1] + 1, len(lines) - FOOTER_LINES) :] if n.kind == "notice"]
    where = address or head.address
    language = language_of(text, head.language)
    return Article(
        text=text,
        title=page.title,
        outlet=outlet_of(head.sites, where, line, footer),
        agency=agency_in([*above, *inner, *below, texts[-1]], line, head.authors),
        byline=byline_in([*above, *inner, *below], head.authors),
        dateline=line.place,
        language=language,
        published=_published(page, where, text, language, known),
        left_out=max(0, whole - sum(len(t) for t in texts)),
    )


def _above(page: _Page) -> list[str]:
    """The lines between the headline and the article, at most twelve."""
    start = page.kept[0]
    head = headed(page.lines, page.title, start, page.kept[-1] + 1)
    return [n.text for n in page.lines[max(0, start - 12, head) : start]]


def _near(page: _Page) -> list[str]:
    """The lines that may date an article: between its headline and its text, and dates right above the headline."""
    start = page.kept[0]
    head = headed(page.lines, page.title, start, page.kept[-1] + 1) if page.title else -1
    over = [n.text for n in page.lines[max(0, head - 4) : max(0, head - 1)] if n.kind == "date"]
    return (
        [*_above(page)[-8:], *over]
        if page.title
        else [n.text for n in page.lines[max(0, start - 3) : start] if n.kind == "date"]
    )


def _published(page: _Page, address: str, text: str, language: str, known: date | None) -> Dated | None:
    near = [a for a in _near(page) if len(a) <= 120 and folded(a) != folded(page.title)]
    opening = text[:120].split("\n", maxsplit=1)[0]
    line = dateline_of([opening])
    found = stated(page.head.dates, address, near, opening[: line.end] if line.place else "", known)
    return found or (inferred(text, known) if language in READ_FOR_DAYS else None)
