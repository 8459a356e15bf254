"""The article out of a page by Holdfire, trafilatura and boilerpy3: from HTML, and from text that has lost its markup.

HTML. Pages of Scrapinghub's benchmark by its own measure (runs of four words, precision and recall a page, their means), pages of
trafilatura's evaluation set by its own (pieces that must and must not appear), and pages of fundus and one of CNN Arabic by the
first measure. Where fundus keeps several layouts of one publisher the best fitting is the truth, for each extractor alike.

Stripped. The same pages with their tags taken off by lxml: scripts and styles gone, one line a block, the title on top; and again
with one line for every piece of text between two tags, which breaks paragraphs at links. Peers read those lines each in ``<p>``.
The founding page is as it was crawled; its truth is what stands from the report's first paragraph to its last.

Halves. Rules were looked at on pages whose SHA-256 of the name is even; ``measured`` are the others. Small sets are given whole.
Titles and days: of pages whose truth says them, equal to it, and for days wrong or none; trafilatura's are by htmldate.
Speed: pages a second of one core, as medians of three runs, and the peak of memory of the whole process.
Run: ``python -m benchmarks.articles [--halves] [--no-speed]``.
"""

import argparse
import html
import json
import resource
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from typing import Any

from benchmarks.articles_pages import (
    Page,
    arabic,
    by_pieces,
    by_runs,
    data,
    founding,
    fundus,
    scrapinghub,
    trafilatura_set,
    words,
)
from holdfire.claims.page import article_of
from holdfire.claims.page.decode import decoded
from holdfire.claims.page.language import language_of

SETTINGS = {"include_comments": False, "include_tables": True, "include_formatting": False}
Extract = Callable[[bytes], str]


def holdfire_html(raw: bytes) -> str:
    return article_of(raw, "text/html").text


def holdfire_text(raw: bytes) -> str:
    return article_of(raw, "text/plain").text


def trafilatura_html(raw: bytes) -> str:
    from trafilatura import extract  # noqa: PLC0415 - a peer

    return extract(raw, **SETTINGS) or ""


def boilerpy_html(raw: bytes) -> str:
    from boilerpy3 import extractors  # noqa: PLC0415 - a peer

    with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        return str(extractors.ArticleExtractor(raise_on_failure=False).get_content(decoded(raw)))


def justext_html(raw: bytes) -> str:
    """With every stop list together, as trafilatura's own evaluation calls it."""
    import justext  # noqa: PLC0415 - a peer
    from trafilatura.external import jt_stoplist_init  # noqa: PLC0415 - a peer

    found = justext.justext(raw, jt_stoplist_init(), 50, 200, 0.1, 0.2, 0.2, 200, True)
    return "\n".join(p.text for p in found if not p.is_boilerplate)


HTML: dict[str, Extract] = {"holdfire": holdfire_html, "trafilatura": trafilatura_html, "boilerpy3": boilerpy_html}
BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "button",
        "center",
        "dd",
        "div",
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
        "label",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "select",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)


def stripped(raw: bytes, pieces: bool) -> list[str]:
    """A page's text without its markup: a line for each block, or for each piece of text between two tags."""
    from lxml import etree  # noqa: PLC0415 - beside the peers
    from lxml import html as parser  # noqa: PLC0415 - beside the peers

    tree = parser.document_fromstring(
        decoded(raw).encode(), parser=parser.HTMLParser(encoding="utf-8", remove_comments=True)
    )
    title = " ".join((tree.findtext(".//title") or "").split())
    etree.strip_elements(tree, "script", "style", "noscript", "template", "svg", "head", with_tail=False)
    lines: list[str] = []
    open_line: list[str] = []

    def close() -> None:
        text = " ".join("".join(open_line).split())
        open_line.clear()
        if text:
            lines.append(text)

    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if pieces or (isinstance(element.tag, str) and element.tag in BLOCKS):
            close()
        said = (
            element.text
            if event == "start" and isinstance(element.tag, str)
            else element.tail
            if event == "end"
            else None
        )
        open_line.append(said or "")
    close()
    return [title, *lines] if title else lines


def wrapped(text: bytes) -> bytes:
    lines = text.decode().split("\n")
    return (
        "<html><body>" + "".join(f"<p>{html.escape(one)}</p>" for one in lines if one.strip()) + "</body></html>"
    ).encode()


TEXT: dict[str, Extract] = {
    "holdfire": holdfire_text,
    "boilerpy3": lambda raw: boilerpy_html(wrapped(raw)),
    "trafilatura": lambda raw: trafilatura_html(wrapped(raw)),
    "justext": lambda raw: justext_html(wrapped(raw)),
}


def table(
    name: str, pages: Sequence[Page], extractors: dict[str, Extract], score: Callable[..., dict[str, float]]
) -> dict[str, Any]:
    told: dict[str, Any] = {"pages": len(pages)}
    for who, extract in extractors.items():
        told[who] = score([(p, extract(p.raw)) for p in pages])
        s = told[who]
        print(
            f"{name:34} {len(pages):4} {who:12} precision {s['precision']:.3f}  recall {s['recall']:.3f}  F {s['f']:.3f}"
        )
    return told


def split(
    name: str,
    pages: Sequence[Page],
    extractors: dict[str, Extract],
    score: Callable[..., dict[str, float]],
    halves: bool,
) -> dict[str, Any]:
    """All pages, and those that were not looked at; both halves when asked."""
    told = {"all": table(name, pages, extractors, score)}
    told["measured"] = table(f"{name}, measured", [p for p in pages if p.measured], extractors, score)
    if halves:
        told["looked_at"] = table(f"{name}, looked at", [p for p in pages if not p.measured], extractors, score)
    return told


def languages(sets: dict[str, list[Page]]) -> dict[str, Any]:
    """For each language, by the measure of each set: F of both, and how many pages."""
    told: dict[str, Any] = {}
    groups: dict[tuple[str, str], list[Page]] = defaultdict(list)
    for name, pages in sets.items():
        for page in pages:
            sample = " ".join(page.truths[:1] or page.wanted)
            groups[language_of(sample) or "?", "pieces" if name == "trafilatura" else "runs"].append(page)
    for (language, measure), pages in sorted(groups.items()):
        score = by_pieces if measure == "pieces" else by_runs
        f = {who: score([(p, HTML[who](p.raw)) for p in pages])["f"] for who in ("holdfire", "trafilatura")}
        told[f"{language} by {measure}"] = {"pages": len(pages), **f}
        print(
            f"{language:3} by {measure:7} {len(pages):4} pages  holdfire {f['holdfire']:.3f}  trafilatura {f['trafilatura']:.3f}"
        )
    return told


def without_markup(pages: Sequence[Page], pieces: bool) -> list[Page]:
    return [Page(p.name, "\n".join(stripped(p.raw, pieces)).encode(), p.truths) for p in pages]


def said_of(page: Page) -> Iterator[tuple[str, str, str]]:
    """Title and day by each: (who, title, day)."""
    from trafilatura import bare_extraction  # noqa: PLC0415 - a peer

    ours = article_of(page.raw, "text/html", page.address)
    yield "holdfire", ours.title, ours.published.start.date().isoformat() if ours.published else ""
    theirs = bare_extraction(page.raw, url=page.address, with_metadata=True, include_comments=False)
    said = theirs.as_dict() if theirs is not None and not isinstance(theirs, dict) else {}
    yield "trafilatura", said.get("title") or "", said.get("date") or ""


def titles_and_days(pages: Sequence[Page]) -> dict[str, Any]:
    told: dict[str, Counter[str]] = defaultdict(Counter)
    for page in pages:
        for who, title, day in said_of(page):
            told[who]["titles"] += bool(page.titles)
            told[who]["titles_right"] += bool(page.titles) and words(title.lower()) in [
                words(t.lower()) for t in page.titles
            ]
            told[who]["days"] += bool(page.days)
            told[who]["days_right"] += bool(page.days) and day in page.days
            told[who]["days_wrong"] += bool(page.days and day) and day not in page.days
    for who, c in told.items():
        print(
            f"{who:12} titles {c['titles_right']} of {c['titles']}, "
            f"days {c['days_right']} right and {c['days_wrong']} wrong of {c['days']}"
        )
    return {who: dict(c) for who, c in told.items()}


def speed(pages: Sequence[Page]) -> dict[str, Any]:
    from trafilatura import bare_extraction  # noqa: PLC0415 - a peer

    runs: dict[str, Callable[[bytes], Any]] = {
        "holdfire": lambda raw: article_of(raw, "text/html"),
        "trafilatura": trafilatura_html,
        "trafilatura_with_metadata": lambda raw: bare_extraction(raw, with_metadata=True, include_comments=False),
    }
    told: dict[str, Any] = {}
    for who, run in runs.items():
        took = []
        for _ in range(3):
            began = time.process_time()
            for page in pages:
                run(page.raw)
            took.append(time.process_time() - began)
        told[who] = round(len(pages) / statistics.median(took), 1)
    told["of_trafilatura"] = round(told["holdfire"] / told["trafilatura"], 2)
    told["of_trafilatura_with_metadata"] = round(told["holdfire"] / told["trafilatura_with_metadata"], 2)
    told["peak_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    print("pages a second: " + ", ".join(f"{k} {v}" for k, v in told.items()))
    return told


def main() -> None:
    """Read the arguments, print the tables, end with one line of JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--halves", action="store_true", help="also the half that rules were looked at on")
    parser.add_argument("--no-speed", action="store_true", help="leave the timing out")
    asked = parser.parse_args()
    folder = data()
    sets = {
        "scrapinghub": scrapinghub(folder / "pages-scrapinghub"),
        "trafilatura": trafilatura_set(folder / "pages-trafilatura"),
        "fundus": fundus(folder / "pages-fundus"),
        "arabic-cnn": arabic(folder / "pages-arabic-cnn"),
    }
    told: dict[str, Any] = {"html": {}, "stripped": {}}
    for name in ("scrapinghub", "trafilatura"):
        score = by_pieces if name == "trafilatura" else by_runs
        told["html"][name] = split(f"HTML {name}", sets[name], HTML, score, asked.halves)
    told["html"]["scrapinghub"]["published"], told["html"]["trafilatura"]["published"] = 0.958, 0.924
    for name in ("fundus", "arabic-cnn"):
        told["html"][name] = table(f"HTML {name}", sets[name], HTML, by_runs)
    told["languages"] = languages(sets)
    told["stripped"]["founding"] = table("stripped, the founding page", founding(), TEXT, by_runs)
    for pieces, how in ((False, "blocks"), (True, "pieces")):
        for name in ("scrapinghub", "fundus", "arabic-cnn"):
            pages = without_markup(sets[name], pieces)
            if name == "scrapinghub":
                told["stripped"][f"{name} {how}"] = split(f"stripped {name} {how}", pages, TEXT, by_runs, asked.halves)
            else:
                told["stripped"][f"{name} {how}"] = table(f"stripped {name} {how}", pages, TEXT, by_runs)
    told["titles_and_days"] = titles_and_days([*sets["trafilatura"], *sets["fundus"]])
    if not asked.no_speed:
        told["speed"] = speed([*sets["scrapinghub"], *sets["trafilatura"]])
    print(json.dumps({"metric": "articles", **told}))


if __name__ == "__main__":
    main()
