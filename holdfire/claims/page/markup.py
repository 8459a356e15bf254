"""Blocks of an HTML page in the order they stand: paragraphs, headings, items, cells, each with its share of links.

Always: a block's text is the page's own, with runs of white space as one space; two line breaks part blocks as a paragraph
does. Linear in the page; bounded by ``MOST_CHARACTERS`` and ``MOST_BLOCKS``.
"""

import re
from dataclasses import dataclass
from typing import Any

MOST_CHARACTERS = 8_000_000
MOST_BLOCKS = 60_000
BLOCK_TAGS = frozenset(
    (
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "button",
            "caption",
            "center",
            "dd",
            "details",
            "dialog",
            "div",
        ),
        *(
            "dl",
            "dt",
            "fieldset",
            "figcaption",
            "figure",
            "footer",
            "form",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
            "hr",
        ),
        *(
            "html",
            "iframe",
            "img",
            "input",
            "label",
            "legend",
            "li",
            "main",
            "nav",
            "ol",
            "option",
            "p",
            "picture",
            "pre",
        ),
        *(
            "section",
            "select",
            "summary",
            "table",
            "tbody",
            "td",
            "textarea",
            "tfoot",
            "th",
            "thead",
            "title",
            "tr",
            "ul",
        ),
        *("video", "audio"),
    )
)
UNSEEN_TAGS = frozenset(
    (
        *("script", "style", "noscript", "template", "svg", "head", "iframe", "object", "embed", "select", "option"),
        *("textarea", "button", "canvas", "map"),
    )
)
ASIDE_TAGS = frozenset(["nav", "aside", "footer", "form", "menu", "dialog"])
CAPTION_TAGS = frozenset(("figcaption", "figure"))
_ASIDE = re.compile(
    r"(?:^|[\s_-])(?:related|promo|newsletter|subscri\w*|share|sharing|social|comments?|commentlist|disqus|footer"
    r"|sidebar|widget|cookies?|consent|nav|navbar"
    r"|menu|breadcrumbs?|recirc\w*|teaser|outbrain|taboola|advert\w*|ads?|sponsor\w*|toolbar|pagination|popup|modal"
    r"|banner|author-?(?:bio|box|info)"
    r"|bio|tags?|taglist|most-?read|trending|recommend\w*|login|signup|copyright|disclaimer)(?:$|[\s_-])",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"caption|credit|legend|gallery|slideshow|photo-?(?:by|info|text)|wp-caption|bildunter", re.IGNORECASE
)
_BREAK = re.compile(r"\x1e[ \t\r\n\xa0]*(?:\x1e[ \t\r\n\xa0]*)+")


@dataclass(frozen=True)
class Block:
    """One block: its text, the tag around it, the share of its characters that are links, and what it stands in."""

    text: str
    tag: str
    links: float = 0.0
    aside: bool = False
    caption: bool = False


def parsed(text: str) -> Any:
    """The tree of a page, or None when there is none in it."""
    from lxml import etree, html  # noqa: PLC0415 - heavy, and text without markup needs none

    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(text[:MOST_CHARACTERS].encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


class _Walk:
    """Collects the text between block tags, and how much of it is links."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.parts: list[str] = []
        self.linked, self.links, self.asides, self.captions, self.unseen = 0, 0, 0, 0, 0
        self.tags: list[str] = ["body"]

    def add(self, text: str | None) -> None:
        if text and not self.unseen:
            self.parts.append(text)
            if self.linked:
                self.links += len(text.strip())

    def flush(self) -> None:
        if not self.parts:
            return
        whole = "".join(self.parts)
        length = sum(len(p.strip()) for p in self.parts)
        share = min(1.0, self.links / length) if length else 0.0
        for piece in _BREAK.split(whole):
            text = " ".join(piece.replace("\x1e", " ").split())
            if text and len(self.blocks) < MOST_BLOCKS:
                self.blocks.append(Block(text, self.tags[-1], share, self.asides > 0, self.captions > 0))
        self.parts, self.links = [], 0


def blocks_of(tree: Any) -> list[Block]:
    """The blocks of a page that a reader sees, in order."""
    from lxml import etree  # noqa: PLC0415 - heavy, and text without markup needs none

    walk = _Walk()
    marks: list[tuple[bool, bool, bool]] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            marks.append(_enter(walk, tag, element))
            walk.add(element.text if tag else None)
        else:
            _leave(walk, tag, marks.pop())
            walk.add(element.tail)
    walk.flush()
    return walk.blocks


def _enter(walk: _Walk, tag: str, element: Any) -> tuple[bool, bool, bool]:
    if tag in BLOCK_TAGS:
        walk.flush()
        walk.tags.append(tag)
    if tag == "br":
        walk.parts.append("\x1e")
    walk.linked += tag == "a"
    names = (
        f"{element.get('class') or ''} {element.get('id') or ''}"[:300] if tag and tag not in ("body", "html") else ""
    )
    aside = tag in ASIDE_TAGS or (names != " " and _ASIDE.search(names) is not None)
    caption = tag in CAPTION_TAGS or (names != " " and _CAPTION.search(names) is not None)
    unseen = not tag or tag in UNSEEN_TAGS
    walk.asides, walk.captions, walk.unseen = walk.asides + aside, walk.captions + caption, walk.unseen + unseen
    return aside, caption, unseen


def _leave(walk: _Walk, tag: str, marks: tuple[bool, bool, bool]) -> None:
    if tag in BLOCK_TAGS:
        walk.flush()
        walk.tags.pop()
    walk.linked -= tag == "a"
    aside, caption, unseen = marks
    walk.asides, walk.captions, walk.unseen = walk.asides - aside, walk.captions - caption, walk.unseen - unseen
