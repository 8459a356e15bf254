"""The MUC-3/4 corpus: messages with their day, answer keys as templates, and the conference's own list of places."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from holdfire.claims.page.model import Article, Dated
from holdfire.claims.places.model import Candidate, Mention

MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
_MESSAGE = re.compile(r"^((?:DEV|TST\d)-MUC\d-\d{4})[^\n]*\n", re.M)
_DATELINE = re.compile(
    r"^\s*(?P<place>[^\n]{2,60}?),\s+(?P<day>\d{1,2}) (?P<month>[A-Z]{3})[A-Z]*\.? ?(?P<year>\d{2})?(?P<source>.{0,120}?)--",
    re.M | re.S,
)
_TAGS = re.compile(r"^\s*(?:\[[^\]]{1,300}\]\s*)*", re.S)
_SLOT = re.compile(r"^(\d{1,2})\.\s+[A-Z :]+?\s{2,}(.*)$")
_ALTERNATIVE = re.compile(r'"(?:[^"\\]|\\.)*"|[^/"]+')
_PLACE = re.compile(r"([^():]+?)\s*(?:\(([^)]*)\))?\s*(?::|$)")


@dataclass(frozen=True)
class Filler:
    """One answer: any of ``options`` is right; ``tags`` the cross-referenced strings; ``optional`` where none is right too."""

    options: tuple[str, ...]
    tags: tuple[str, ...] = ()
    optional: bool = False


@dataclass
class Template:
    """One incident of an answer key or of a response: slot number to answers."""

    optional: bool = False
    slots: dict[int, list[Filler]] = field(default_factory=dict)


@dataclass
class Message:
    """One text with its day of publication and the place it was sent from."""

    id: str
    article: Article
    place: str


def messages(paths: list[Path]) -> Iterator[Message]:
    """Every message of the files, in order. The header line, the date line and bracketed tags are left out of the text."""
    for path in paths:
        text = path.read_text("latin-1")
        marks = list(_MESSAGE.finditer(text))
        for number, mark in enumerate(marks):
            body = text[mark.end() : marks[number + 1].start() if number + 1 < len(marks) else len(text)].strip("\n ")
            yield _message(mark[1], body)


def _message(name: str, body: str) -> Message:
    line = _DATELINE.search(body[:500])
    dated, place = None, ""
    if line:
        place = line["place"].strip()
        year = 1900 + int(line["year"] or 89)
        try:
            day = datetime(year, MONTHS.index(line["month"][:3]) + 1, int(line["day"]), tzinfo=UTC)
            dated = Dated(start=day, end=day + timedelta(days=1), how="stated")
        except ValueError:
            pass
        body = body[line.end() :]
    body = body[_TAGS.match(body).end() :]  # type: ignore[union-attr]
    text = re.sub(r"\n[ \t]+(?=\S)", lambda m: "\n\n" if m.group().count(" ") > 2 else "\n", body)
    return Message(
        name, Article(text=text, language="en", published=dated, dateline=line.group() if line else ""), place
    )


def keys(paths: list[Path]) -> dict[str, list[Template]]:
    """Answer keys by message; a message without incidents has an empty list."""
    found: dict[str, list[Template]] = {}
    for path in paths:
        template, slot, name, values = Template(), 0, "", {}
        for line in [*path.read_text("latin-1").splitlines(), "0.  MESSAGE: ID   END"]:
            if line.startswith(";"):
                continue
            match = _SLOT.match(line)
            if match and int(match[1]) == 0:
                if name:
                    _keep(found, name, values)
                name, values, slot = match[2].split()[0], {}, 0
                template = Template()
            elif match:
                slot = int(match[1])
                values[slot] = [match[2].strip()]
            elif line.strip() and slot:
                values.setdefault(slot, []).append(line.strip())
        del template
    return found


def _keep(found: dict[str, list[Template]], name: str, values: dict[int, list[str]]) -> None:
    templates = found.setdefault(name, [])
    if values.get(1, ["*"])[0].startswith("*") or values.get(4, ["*"])[0].startswith("*"):
        return
    template = Template(optional="OPTIONAL" in values[1][0])
    for slot, lines in values.items():
        if slot > 1:
            template.slots[slot] = [f for f in map(_filler, lines) if f is not None]
    templates.append(template)


def _filler(line: str) -> Filler | None:
    line = line.strip()
    optional = line.startswith("?")
    line = line.lstrip("? ").strip("() ") if line.startswith(("?", "(")) else line
    if line in ("-", "*", ""):
        return None
    head, tags = line, ""
    if not line.startswith('"'):
        head, _, tags = line.partition(': "')
        tags = f'"{tags}' if tags else ""
    elif re.match(r'("(?:[^"\\]|\\.)*"\s*/?\s*)+:', line):
        cut = re.match(r'(?:"(?:[^"\\]|\\.)*"\s*/?\s*)+', line)
        head, tags = line[: cut.end()], line[cut.end() :].lstrip(": ")  # type: ignore[union-attr]
    return Filler(tuple(_options(head)), tuple(_options(tags)), optional)


def _options(text: str) -> Iterator[str]:
    for part in _ALTERNATIVE.findall(text):
        cleaned = part.strip().strip('"').replace('\\"', "").strip()
        if cleaned and cleaned != "-":
            yield cleaned


class Places:
    """The conference's list of places: a name to the paths (country first) it stands at, found in running text."""

    def __init__(self, folder: Path) -> None:
        self.paths: dict[str, list[tuple[str, ...]]] = {}
        self.countries: set[str] = set()
        for name in ("containing-areas-part1.v5", "containing-areas-part2", "places-international.v3"):
            for line in (folder / name).read_text("latin-1").splitlines():
                self._line(line.partition("*")[0].strip())
        for country, other in (
            ("EL SALVADOR", "SALVADOR"),
            ("EL SALVADOR", "SALVADORAN"),
            ("COLOMBIA", "COLOMBIAN"),
            ("PERU", "PERUVIAN"),
            ("CHILE", "CHILEAN"),
            ("GUATEMALA", "GUATEMALAN"),
            ("HONDURAS", "HONDURAN"),
            ("BOLIVIA", "BOLIVIAN"),
            ("ECUADOR", "ECUADORAN"),
            ("ARGENTINA", "ARGENTINE"),
            ("NICARAGUA", "NICARAGUAN"),
            ("PANAMA", "PANAMANIAN"),
        ):
            self.paths.setdefault(f"~{other}", [(country,)])
        self._longest: dict[str, int] = {}
        for name in self.paths:
            first, size = name.split()[0], len(name.split())
            self._longest[first] = max(size, self._longest.get(first, 0))

    def _line(self, line: str) -> None:
        if ":" not in line or line.startswith("?"):
            return
        country, _, rest = line.partition(":")
        names = [n.strip() for n, _ in _PLACE.findall(rest) if n.strip()]
        country = country.strip()
        if not names or not country.replace(" ", "").replace(".", "").isalpha() or not country.isupper():
            return
        self.countries.add(country)
        self.paths.setdefault(country, [(country,)])
        path = (country, *names)
        known = self.paths.setdefault(names[-1], [])
        if path not in known:
            known.append(path)

    def mentions(self, text: str, language: str) -> tuple[Mention, ...]:
        """Longest names first, none overlapping."""
        words = list(re.finditer(r"[A-Z0-9](?:(?!'S\b)[A-Z0-9.'-])*", text.upper()))
        found: list[Mention] = []
        i = 0
        while i < len(words):
            for size in range(min(self._longest.get(words[i].group().rstrip("."), 0), len(words) - i), 0, -1):
                name = " ".join(
                    w.group().rstrip(".") if n == size - 1 else w.group() for n, w in enumerate(words[i : i + size])
                )
                if name in self.paths and (size > 1 or len(name) > 3):
                    start, end = words[i].start(), words[i + size - 1].end()
                    found.append(_mention(text[start:end], start, end, name, self.paths[name]))
                    i += size
                    break
            else:
                i += 1
        return tuple(found)

    def country_of(self, words: str) -> str:
        """The country named, or meant by an adjective; empty where neither."""
        name = words.upper().strip(" .")
        if name in self.countries:
            return name
        return self.paths[f"~{name}"][0][0] if f"~{name}" in self.paths else ""


def _mention(words: str, start: int, end: int, name: str, paths: list[tuple[str, ...]]) -> Mention:
    candidates = tuple(
        Candidate(id=": ".join(p), name=name, kind="area", lat=0, lon=0, radius_km=20000, country=p[0]) for p in paths
    )
    return Mention(start=start, end=end, words=words, candidates=candidates, unsure=len(paths) > 1)
