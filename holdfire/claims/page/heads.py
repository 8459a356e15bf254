"""What an HTML page says of itself: meta tags, JSON-LD of schema.org, ``time`` elements tied to the article.

Only what the page ties to the article is read for its date: a date beside another headline is not. Broken JSON is read for
the keys alone. Bounded: scripts above ``MOST_JSON`` characters are left.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

MOST_JSON = 400_000
DATE_KEYS = (
    *("article:published_time", "og:article:published_time", "og:published_time", "article:published", "datepublished"),
    *("date_published", "publication_date", "publication-date", "publicationdate", "publish-date", "publish_date"),
    *("publishdate", "published_date", "published-date", "pubdate", "parsely-pub-date", "sailthru.date"),
    *("cxenseparse:recs:publishtime", "bt:pubdate", "dc.date.issued", "dcterms.issued", "dcterms.created"),
    *("dc.date.created", "dc.date", "dc.created", "dcterms.date", "article.created", "originalpublicationdate"),
    *("mediator_published_time", "ptime", "date"),
)
"""Names of meta tags that give a page's day of publication, as publishers use them; those of updates are not among them."""
_TITLE_KEYS = ("og:title", "twitter:title", "dc.title", "headline")
_SITE_KEYS = (
    "og:site_name",
    "application-name",
    "dc.publisher",
    "publisher",
    "twitter:site",
    "apple-mobile-web-app-title",
)
_AUTHOR_KEYS = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "byl",
    "cxenseparse:author",
)
_ARTICLES = re.compile(r"article|posting|report", re.IGNORECASE)
_LOOSE = re.compile(r'"(datePublished|headline)"\s*:\s*"([^"\\]{4,300})"')


@dataclass
class Head:
    """What the page says of itself; ``dates`` are (where it says so, what), the surest first."""

    titles: list[str] = field(default_factory=list)
    sites: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    dates: list[tuple[str, str]] = field(default_factory=list)
    language: str = ""
    address: str = ""


def head_of(tree: Any) -> Head:
    """The head of a parsed page."""
    head = Head(language=(tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "")[:12])
    metas = _metas(tree)
    for said in _json_ld(tree):
        _from_json(head, said)
    _from_metas(head, metas)
    for element in tree.iter("link"):
        if "canonical" in (element.get("rel") or "").lower() and not head.address:
            head.address = (element.get("href") or "")[:2000]
    head.address = head.address or metas.get("og:url", "")
    _from_elements(head, tree)
    return head


def _metas(tree: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        key = (
            (meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv") or "")
            .lower()
            .strip()
        )
        value = " ".join((meta.get("content") or "").split())[:1000]
        if key and value:
            found.setdefault(key, value)
    return found


def _from_metas(head: Head, metas: dict[str, str]) -> None:
    head.dates += [(key, metas[key]) for key in DATE_KEYS if key in metas]
    head.titles += [metas[key] for key in _TITLE_KEYS if key in metas]
    head.sites += [metas[key] for key in _SITE_KEYS if key in metas]
    head.authors += [metas[key] for key in _AUTHOR_KEYS if key in metas]
    head.language = head.language or metas.get("content-language", metas.get("og:locale", ""))[:12]


def _json_ld(tree: Any) -> Iterator[dict[str, Any]]:
    for script in tree.iter("script"):
        text = script.text or ""
        if "ld+json" not in (script.get("type") or "").lower() or not 2 < len(text) <= MOST_JSON:
            continue
        try:
            yield from _articles(json.loads(text, strict=False))
        except (ValueError, RecursionError):
            loose = dict(reversed(_LOOSE.findall(text)))
            if loose:
                yield loose


def _articles(said: Any) -> list[dict[str, Any]]:
    """The objects that speak of an article, wherever they hang; a thousand are looked at."""
    found, waiting = [], [said]
    for _ in range(1000):
        if not waiting:
            break
        one = waiting.pop(0)
        if isinstance(one, list):
            waiting += one[:200]
        elif isinstance(one, dict):
            kind = one.get("@type")
            kinds = " ".join(str(k) for k in kind) if isinstance(kind, list) else str(kind or "")
            if _ARTICLES.search(kinds) or ("datePublished" in one and "headline" in one):
                found.append(one)
            else:
                waiting += [one[k] for k in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart") if k in one]
    return found[:3]


def _from_json(head: Head, said: dict[str, Any]) -> None:
    if isinstance(said.get("datePublished"), str):
        head.dates.append(("JSON-LD datePublished", said["datePublished"]))
    if isinstance(said.get("headline"), str):
        head.titles.append(" ".join(said["headline"].split())[:400])
    publisher = said.get("publisher")
    if isinstance(publisher, dict) and isinstance(publisher.get("name"), str):
        head.sites.append(publisher["name"][:200])
    head.authors += _names(said.get("author"))
    if isinstance(said.get("inLanguage"), str):
        head.language = head.language or said["inLanguage"][:12]


def _names(said: Any) -> list[str]:
    many = said if isinstance(said, list) else [said]
    names = [m.get("name") if isinstance(m, dict) else m for m in many[:10]]
    return (
        [", ".join(n for n in names if isinstance(n, str) and n)[:300]]
        if any(isinstance(n, str) and n for n in names)
        else []
    )


_NOT_TIED = frozenset(("aside", "nav", "footer", "li", "form"))


def _from_elements(head: Head, tree: Any) -> None:
    """Dates marked as the article's, the headings, and the first ``time`` shortly after the headline."""
    since_heading, best = 10**6, ""
    for number, element in enumerate(tree.iter("h1", "time", "p", "div", "span", "meta")):
        if number > 20_000:
            break
        since_heading += 1
        if element.tag == "h1":
            text = " ".join(element.text_content().split())[:400]
            if text:
                head.titles.append(text)
                since_heading = 0
            continue
        marked = "datepublished" in (element.get("itemprop") or "").lower() or element.get("pubdate") is not None
        said = element.get("datetime") or element.get("content") or ""
        if marked and said:
            head.dates.append(("datePublished", said))
        elif element.tag == "time" and said and not best and since_heading < 40 and not _is_beside(element):
            best = said
    if best:
        head.dates.append(("the first time after the headline", best))


def _is_beside(element: Any) -> bool:
    return any(parent.tag in _NOT_TIED for parent in element.iterancestors())
