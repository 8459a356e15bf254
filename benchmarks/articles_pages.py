"""Pages with the text that must come out of them, and how an extract is scored against it."""

import gzip
import hashlib
import json
import re
import statistics
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.data import ROOT

FOUNDING = ("The United States and Russia reached a deal", "\"There's a risk that")
Parts = tuple[float, float, float]


@dataclass
class Page:
    name: str
    raw: bytes
    truths: list[str] = field(default_factory=list)
    wanted: list[str] = field(default_factory=list)
    unwanted: list[str] = field(default_factory=list)
    address: str = ""
    titles: list[str] = field(default_factory=list)
    days: list[str] = field(default_factory=list)
    title_on_top: str = ""

    @property
    def measured(self) -> bool:
        return int(hashlib.sha256(self.name.encode()).hexdigest()[:8], 16) % 2 == 1


def data() -> Path:
    folder = ROOT.parent / "shared" / "data"
    if not (folder / "pages-scrapinghub").is_dir():
        sys.exit(f"{folder} does not hold pages-scrapinghub and the other folders of pages.")
    return folder


def scrapinghub(folder: Path) -> list[Page]:
    told = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    read = [(k, gzip.decompress((folder / "html" / f"{k}.html.gz").read_bytes()), v) for k, v in told.items()]
    return [Page(k, raw, [v["articleBody"]], address=v.get("url", "")) for k, raw, v in read]


def trafilatura_set(folder: Path) -> list[Page]:
    told = json.loads((folder / "evaldata.json").read_text("utf-8"))
    pages = []
    for address, v in told.items():
        raw = gzip.decompress((folder / "html" / v["file"]).read_bytes())
        page = Page(address, raw, wanted=v["with"], unwanted=v["without"], address=address)
        page.titles, page.days = [v["title"]] if v.get("title") else [], [v["date"]] if v.get("date") else []
        pages.append(page)
    return pages


def fundus(folder: Path) -> list[Page]:
    pages = []
    for told in sorted(folder.glob("*/meta.info")):
        for name, v in json.loads(told.read_text("utf-8")).items():
            layouts = json.loads((told.parent / f"{name.split('_')[0]}.json").read_text("utf-8")).values()
            page = Page(name, gzip.decompress((told.parent / name).read_bytes()), address=v["url"])
            for one in layouts:
                body = one["body"]
                paragraphs = [p for s in body["sections"] for p in (*s["headline"], *s["paragraphs"])]
                page.truths.append("\n".join([*body["summary"], *paragraphs]))
                page.titles.append(one["title"])
                page.days.append(one["publishing_date"][:10])
            pages.append(page)
    return pages


def arabic(folder: Path) -> list[Page]:
    text = (folder / "arabic_article.txt").read_text("utf-8")
    return [Page("arabic_article", (folder / "arabic_article.html").read_bytes(), [text])]


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def shingles(text: str) -> Counter[tuple[str, ...]]:
    found = words(text)
    return Counter(tuple(found[n : n + 4]) for n in range(max(1, len(found) - 3)) if found)


def matched(truth: str, text: str) -> Parts:
    """Shares of right, surplus and missing runs of four words, as Scrapinghub's evaluate.py counts them."""
    a, b = shingles(truth), shingles(text)
    right = sum((a & b).values())
    surplus, missing = sum(b.values()) - right, sum(a.values()) - right
    whole = right + surplus + missing
    return (right / whole, surplus / whole, missing / whole) if whole else (0.0, 0.0, 0.0)


def f_of(parts: Parts) -> float:
    right, surplus, missing = parts
    return 2 * right / (2 * right + surplus + missing) if right else 0.0


def mean_scores(parts: Sequence[Parts]) -> dict[str, float]:
    precision = statistics.mean([p[0] / (p[0] + p[1]) for p in parts if p[0] + p[1] > 0] or [0.0])
    recall = statistics.mean([p[0] / (p[0] + p[2]) for p in parts if p[0] + p[2] > 0] or [0.0])
    whole = precision + recall
    return rounded(precision, recall, 2 * precision * recall / whole if whole else 0.0)


def rounded(precision: float, recall: float, f: float) -> dict[str, float]:
    return {"precision": round(precision, 3), "recall": round(recall, 3), "f": round(f, 3)}


def by_pieces(pages: Sequence[tuple[Page, str]]) -> dict[str, float]:
    """Trafilatura's own measure: pieces found that must be, and that must not be."""

    def norm(text: str) -> str:
        return re.sub(r"\s+", " ", text).strip()

    right = surplus = missing = 0
    for page, text in pages:
        there = norm(text)
        hits = sum(norm(w) in there for w in page.wanted)
        right, missing = right + hits, missing + len(page.wanted) - hits
        surplus += sum(norm(w) in there for w in page.unwanted)
    return rounded(
        right / max(1, right + surplus),
        right / max(1, right + missing),
        2 * right / max(1, 2 * right + surplus + missing),
    )


def by_runs(pages: Sequence[tuple[Page, str]]) -> dict[str, float]:
    return mean_scores([max((matched(truth, text) for truth in page.truths), key=f_of) for page, text in pages])


def founding() -> list[Page]:
    path = ROOT.parent / "shared" / "pages" / "000_386299fb57631da2.txt"
    lines = [one.strip() for one in path.read_text("utf-8").split("\n")]
    first, last = (next(n for n, one in enumerate(lines) if one.startswith(start)) for start in FOUNDING)
    return [Page("founding", path.read_bytes(), ["\n".join(one for one in lines[first : last + 1] if one)])]
