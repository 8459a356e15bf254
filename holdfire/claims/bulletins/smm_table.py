"""Tables of observations as the OSCE Special Monitoring Mission to Ukraine published them beneath its daily report.

Columns: position of the mission, event location (range and bearing from that position), means, number, observation, description,
weapon, date and time. A cell left empty under a position means the same position. N/K is "not known" and stays unknown.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo

from holdfire.claims.bulletins.model import BulletinClaim, BulletinContext, Maker, Seen, Spans
from holdfire.claims.bulletins.sentences import Piece, sentences
from holdfire.claims.bulletins.smm_prose import tell
from holdfire.claims.bulletins.smm_totals import SERIES, totals
from holdfire.claims.bulletins.smm_words import ASSESSED, EXERCISE, MOST_RANGE_KM, act_of
from holdfire.claims.language import numbers_in, times_in
from holdfire.claims.language.days import stated_days
from holdfire.claims.language.spelling import plain
from holdfire.sources.report import SetAside
from holdfire.when import Span

BODY = "OSCE SMM"
_COLUMNS = {
    "post": r"(?:smm|mission)\s?position|position|позици\w+|место\s?положени\w+|расположени\w+",
    "place": r"event\s?location|location|мест\w+\s(?:событи|происшестви)\w+|направлени\w+",
    "means": r"means|способ\w*|средств\w*",
    "number": r"no\.?|number|count|кол\w*(?:-во)?",
    "observation": r"observation|type|event|событи\w+|наблюдени\w+|тип",
    "description": r"description|notes?|remarks?|описани\w+|примечани\w+",
    "weapon": r"weapon\w*|вооружени\w+|оружи\w+",
    "when": r"date,?\s?(?:and\s)?time|date\s?/\s?time|дата,?\s?(?:и\s)?время",
    "day": r"date|дата",
    "hour": r"time|время",
}
_HEADS = {name: re.compile(rf"^(?:{pattern})\b.*$", re.I) for name, pattern in _COLUMNS.items()}
_CELLS = (
    re.compile(r"\t"),
    re.compile(r"\s*\|\s*"),
    re.compile(r"\s{2,}"),
    re.compile(r"\s*;\s*"),
    re.compile(r"\s+·\s+"),
)
_RANGE = re.compile(
    r"(?P<a>\d+(?:[.,]\d+)?)(?:\s?[-–—]\s?(?P<b>\d+(?:[.,]\d+)?))?\s?(?P<unit>km|км|m|м)\b\.?(?:\s(?:to\sthe|на|к))?\s?(?P<rose>[\w-]+(?:\s?-\s?[\w-]+)?)?",
    re.I,
)
_ROSE = re.compile(
    r"^(?:[nsew]{1,3}|[сювз]{1,3}|(?:north|south|east|west)(?:-?(?:north|south|east|west)){0,2}|(?:северо|юго)?-?(?:восток|запад|север|юг)\w*)$",
    re.I,
)
_UNKNOWN = frozenset(("n/k", "nk", "n\\k", "unknown", "not known", "-", "–", "—", "н/д", "неизвестно", ""))
FEWEST_COLUMNS = 5


@dataclass
class _Cell:
    text: str
    start: int
    end: int


@dataclass
class Table:
    """A table found in a text: which column is what, by its header."""

    columns: dict[str, int]
    split: re.Pattern[str]
    width: int
    post: _Cell | None = None
    rows: list[Piece] = field(default_factory=list)


def header_in(line: str) -> Table | None:
    """The table that a header line opens; None for any other line."""
    for split in _CELLS:
        cells = [c.strip() for c in split.split(line.strip().strip("|"))]
        columns = columns_of(cells)
        if columns:
            return Table(columns, split, len(cells))
    return None


def columns_of(cells: Sequence[str]) -> dict[str, int] | None:
    """Which column is what; None where the header is not that of a table of observations."""
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        name = next(
            (n for n, pattern in _HEADS.items() if n not in found and pattern.match(cell.strip().strip("*"))), None
        )
        if name:
            found[name] = at
    when = "when" in found or "hour" in found
    return found if len(found) >= FEWEST_COLUMNS and when and "post" in found and "observation" in found else None


def read(maker: Maker, language: str) -> None:
    """Rows of every table in the text, and the totals of the sentences around them."""
    table: Table | None = None
    at = 0
    prose: list[Piece] = []
    for line in maker.text.split("\n"):
        piece = Piece(at, at + len(line), line)
        at += len(line) + 1
        opened = header_in(line)
        if opened:
            table = opened
        elif table and line.strip() and not re.fullmatch(r"[\s|:+-]*", line):
            cells = _cells(table, piece)
            if len(cells) > 1:
                _row(maker, table, cells, piece, language)
            else:
                table = table if len(line) < 60 else None
                prose.append(piece)
        elif line.strip():
            prose.append(piece)
    region = ""
    for piece in prose:
        for sentence in sentences(piece.words):
            whole = Piece(piece.start + sentence.start, piece.start + sentence.end, sentence.words)
            if not tell(maker, whole, language):
                region = totals(maker, whole, language, region)


def _cells(table: Table, piece: Piece) -> list[_Cell]:
    start, end = piece.start, piece.end
    words = piece.words
    lead, tail = len(words) - len(words.lstrip(" |" if "|" in table.split.pattern else " ")), len(words.rstrip(" |"))
    cells, done = [], lead if "|" in table.split.pattern else 0
    for match in table.split.finditer(words, done, tail):
        cells.append((done, match.start()))
        done = match.end()
    cells.append((done, max(done, tail)))
    del end
    return [
        _Cell(
            words[a:b].strip(),
            start + a + len(words[a:b]) - len(words[a:b].lstrip()),
            start + a + len(words[a:b].rstrip()),
        )
        for a, b in cells
    ]


def _row(maker: Maker, table: Table, cells: list[_Cell], piece: Piece, language: str) -> None:
    missing = table.width - len(cells)
    if missing == 1 and table.columns.get("post") == 0:
        cells = [_Cell("", piece.start, piece.start), *cells]
    elif missing:
        maker.leave(
            piece.start,
            piece.end,
            f"{len(cells)} cells where the table has {table.width}",
            "Mend the row, or enter it by hand.",
        )
        return
    row = {name: cells[at] for name, at in table.columns.items()}
    if row["post"].text and row["post"].text.lower() not in _UNKNOWN:
        table.post = row["post"]
    if table.post is None:
        maker.leave(piece.start, piece.end, "no position of the mission above or in the row", "Enter the row by hand.")
        return
    _observation(maker, row, table.post, piece, language)


def _observation(maker: Maker, row: dict[str, _Cell], post: _Cell, piece: Piece, language: str) -> None:
    when = _when(row, maker, language)
    if isinstance(when, str):
        maker.leave(piece.start, piece.end, when, "Write day and hour like 25-Nov, 19:35.")
        return
    span, precision = when
    number = _number(row.get("number"), language)
    if number == -1:
        maker.leave(piece.start, piece.end, f'"{row["number"].text[:20]}" is no number', "Write a number or N/K.")
        return
    seen, problem = _seen(row, post, number)
    if problem:
        maker.leave(piece.start, piece.end, problem, "Write range and bearing like 3-5km ENE, or N/K.")
        return
    spans: Spans = {
        "start": (row["when" if "when" in row else "hour"].start, row["when" if "when" in row else "hour"].end)
    }
    spans["seen.post"] = (post.start, post.end)
    for name, key in (
        ("place", "seen.towards"),
        ("number", "seen.number"),
        ("observation", "seen.observation"),
        ("weapon", "weapon"),
    ):
        if name in row and row[name].text:
            spans[key] = (row[name].start, row[name].end)
    weapon = _known(row.get("weapon"))
    notes = " ".join(row[name].text for name in ("observation", "description") if name in row)
    exercise = bool(ASSESSED.search(piece.words))
    maker.add(
        "incident",
        piece.start,
        piece.end,
        spans,
        seen,
        act=act_of(weapon, notes),
        span=span,
        precision=precision,
        place=f"{seen.towards} of {post.text}" if seen.towards else f"seen from {post.text}",
        weapon=weapon or None,
        manner=EXERCISE if exercise else None,
    )


def _known(cell: _Cell | None) -> str:
    return "" if cell is None or cell.text.lower() in _UNKNOWN else cell.text


def _number(cell: _Cell | None, language: str) -> int | None:
    """How many; None where not known, -1 where the cell is no number."""
    known = _known(cell)
    if not known or re.search(r"uncountable|multiple|numerous|неисчислим", known, re.I):
        return None
    said = numbers_in(known, language)
    best = said[0].best if said else None
    return int(best) if best is not None and best == int(best) else -1


def _seen(row: dict[str, _Cell], post: _Cell, number: int | None) -> tuple[Seen, str]:
    """What was seen and from where; range and bearing only as far as the cell tells them."""
    told = _known(row.get("place"))
    means, what = _known(row.get("means")), row["observation"].text
    plainly = Seen(post=post.text, means=means, observation=what, number=number)
    if not told:
        return plainly, ""
    match = _RANGE.search(plain(told)[0])
    if not match:
        bare = bool(_ROSE.match(plain(told)[0].strip()))
        return plainly.model_copy(update={"towards": told}), "" if bare or not re.search(
            r"\d", told
        ) else f'"{told[:30]}" is no range'
    low, high = float(match["a"].replace(",", ".")), float((match["b"] or match["a"]).replace(",", "."))
    scale = 1.0 if match["unit"] in ("km", "км") else 0.001
    if low > high or high * scale > MOST_RANGE_KM:
        return plainly, f'"{told[:30]}" is no range that can be seen or heard'
    return plainly.model_copy(update={"towards": told, "low_km": low * scale, "high_km": high * scale}), ""


def _when(row: dict[str, _Cell], maker: Maker, language: str) -> tuple[Span, str] | str:
    """The time of a row; a range of hours stays a range. A sentence where it cannot be read."""
    words = ", ".join(row[name].text for name in ("when", "day", "hour") if name in row)
    return row_time(words, language, maker.window, maker.context.tz)


_HOURS = re.compile(r"(?<!\d)([01]?\d|2[0-4])[:.]([0-5]\d)(?!\d)")


def row_time(words: str, language: str, window: Span, tz: tzinfo) -> tuple[Span, str] | str:
    """A cell like "25-Nov, 19:35-19:50" as a span; the year is the window's. A reason where it is no time."""
    even = re.sub(r"(?<=\d)-(?=[^\W\d])", " ", words)
    dayless = _HOURS.sub(lambda m: " " * len(m[0]), even)
    days = [t for t in times_in(dayless, language, window, tz) if t.precision == "day"]
    if not days:
        return (
            f'"{words[:30]}" tells no day'
            if stated_days(plain(words)[0], language) == []
            else f'"{words[:30]}" is no day near the report'
        )
    day = days[0].first.astimezone(tz).date()
    hours = [(int(h), int(m)) for h, m in _HOURS.findall(even)]
    if not hours:
        return Span.day(day, tz), "day"
    moments = [datetime(day.year, day.month, day.day, tzinfo=tz) + timedelta(hours=h, minutes=m) for h, m in hours[:2]]
    first, last = moments[0], moments[-1]
    if last < first:
        last += timedelta(days=1)
    return Span(first, last + timedelta(minutes=1)), "minute" if first == last else "range"


def table_claims(
    rows: Sequence[Sequence[str]], window: Span, context: BulletinContext, language: str = "en"
) -> tuple[list[BulletinClaim], list[SetAside]]:
    """Claims from a table whose cells are known, its header first: a sheet, or a table out of a page.

    Spans count in the cells joined by tabs and the rows by line breaks.
    """
    text = "\n".join("\t".join(cell.replace("\t", " ").replace("\n", " ").strip() for cell in row) for row in rows)
    maker = Maker(context, text, BODY, SERIES, window)
    read(maker, language)
    return maker.claims, maker.aside
