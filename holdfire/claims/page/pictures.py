"""The pictures that a page shows with its article: where they are, and those that stand in the page itself.

Logos, portraits of authors and advertisements stand on many pages and tell of no happening: only what the page names as its own
picture (``og:image``) and what stands within its article or a figure is taken.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from holdfire.claims.page.decode import decoded

MOST = 20
"""Pictures of one page."""
MOST_INLINE = 8_000_000
"""Characters of a picture that stands in the page itself."""
_OWN = ("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src")
_AROUND = ("article", "main", "figure", "picture")
_SOURCES = ("src", "data-src", "data-original", "data-lazy-src")
_INLINE = re.compile(r"data:image/(?:jpeg|jpg|png|gif|webp);base64,", re.IGNORECASE)


@dataclass(frozen=True)
class Shown:
    """Addresses of pictures, each once in the order of the page, and the bytes of those that stand in it."""

    addresses: tuple[str, ...] = ()
    inline: tuple[bytes, ...] = ()


def shown_on(raw: bytes, media_type: str, address: str) -> Shown:
    """What a page shows. ``media_type`` with the encoding by which its bytes are kept. Nothing for what is no page."""
    from lxml import html  # noqa: PLC0415 - heavy, and only pages need it

    try:
        tree = html.document_fromstring(
            decoded(raw, media_type).encode("utf-8"), parser=html.HTMLParser(encoding="utf-8")
        )
    except Exception:  # a page can be no page in more ways than the parser names
        return Shown()
    found: dict[str, None] = {}
    inline: dict[bytes, None] = {}
    for told in _told(tree):
        if len(found) + len(inline) >= MOST:
            break
        if begins := _INLINE.match(told[:40]):
            if body := _unfolded(told[begins.end() :]):
                inline[body] = None
        elif not told.startswith("data:"):
            found[_joined(address, told)] = None
    return Shown(tuple(found), tuple(inline))


def _told(tree: Any) -> list[str]:
    """What the page names as its picture, then what stands within its article."""
    named = [
        m.get("content", "") for m in tree.iter("meta") if (m.get("property") or m.get("name", "")).lower() in _OWN
    ]
    around = [
        next((v for name in _SOURCES if (v := image.get(name, "").strip()) and not v.startswith("data:,")), "")
        for image in tree.iter("img")
        if any(above.tag in _AROUND for above in image.iterancestors())
    ]
    return [told.strip() for told in (*named, *around) if told.strip()]


def _joined(address: str, told: str) -> str:
    try:
        return urljoin(address, told)
    except ValueError:
        return told


def _unfolded(text: str) -> bytes:
    if len(text) > MOST_INLINE:
        return b""
    try:
        return base64.b64decode(text, validate=False)
    except (binascii.Error, ValueError):
        return b""
