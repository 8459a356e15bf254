"""The event table of an archive: its columns, declared once, and what is wrong with a row or a file.

One row is one incident. Times are instants; with ``local`` they are what a clock on the wall shows, to be read in the time zone
of each agreement, for a source that tells a day and no zone. Coordinates are WGS84 degrees in columns of their own. Names are
written as the source writes them: whom they mean is asked of each agreement.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, get_args

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from holdfire.claims.claim import UNKNOWN, Confidence, Review
from holdfire.errors import SourceError
from holdfire.incidents.incident import HAPPENINGS
from holdfire.sources import SetAside

Numbers = np.ndarray[Any, np.dtype[Any]]
TEXT, WORDS, INSTANT = pa.string(), pa.list_(pa.string()), pa.timestamp("us", "UTC")


@dataclass(frozen=True)
class Column:
    """One column: its type, what it holds, and what stands where it is left out (None: it must be there)."""

    name: str
    type: pa.DataType
    says: str
    otherwise: Any = None
    asked: bool = False


COLUMNS = (
    Column("id", TEXT, "name of the incident, once in the whole table", asked=True),
    Column("act", TEXT, "what was done, by a word that agreements use (docs/agreement.md)", asked=True),
    Column("start", INSTANT, "its first moment", asked=True),
    Column("end", INSTANT, "the moment after its last; equal to start for one exact instant", asked=True),
    Column("local", pa.bool_(), "true: start and end are clock times in the zone of whichever agreement asks", False),
    Column("precision", TEXT, "how exactly the time is known: day, week, month...", "range"),
    Column("kind", TEXT, "incident, access, duty or investigation", "incident"),
    Column("place", TEXT, "name of the place", ""),
    Column("lat", pa.float64(), "latitude; empty where no place is known"),
    Column("lon", pa.float64(), "longitude"),
    Column("radius_km", pa.float64(), "how far off the point may be"),
    Column("facility", TEXT, "type of facility, by a word of the agreement"),
    Column("actors", pa.list_(WORDS), "who did it: alternatives, each a list of those who acted together", []),
    Column("target", TEXT, "to whom; or civilians, aid, monitors, each-other, unknown", UNKNOWN),
    Column("held_by", TEXT, "who held the place"),
    Column("manner", TEXT, "in which manner, by a word of the agreement"),
    Column("object", TEXT, "with what thing, in words: mortar 120 mm", ""),
    Column("number", pa.float64(), "how many things or people it was about"),
    Column("unit", TEXT, "of what", ""),
    Column("claimants", WORDS, "who says so", [], asked=True),
    Column("denied_by", WORDS, "who denies it", []),
    Column("confidence", TEXT, "low, medium or high", "medium"),
    Column("standard", TEXT, "grade in which monitors verified it"),
    Column("review", TEXT, "none for what people wrote; proposed, accepted or rejected for what a machine read", "none"),
    Column("deaths_low", pa.int64(), "dead, the least told"),
    Column("deaths", pa.int64(), "dead, the best number"),
    Column("deaths_high", pa.int64(), "dead, the most told"),
    Column("injured", pa.int64(), "hurt"),
    Column("naming", TEXT, "how names are written: ucdp (several with commas), acled (years and country behind), or empty", ""),
    Column("claims", WORDS, "ids of the claims it stands on; its own id where none are told", []),
    Column("source", TEXT, "where it was read", ""),
    Column("words", TEXT, "what was said", ""),
)  # fmt: skip
EVENT = pa.schema([(c.name, c.type) for c in COLUMNS])
_KINDS = (
    (pa.types.is_integer, pa.types.is_integer),
    (pa.types.is_floating, lambda t: pa.types.is_floating(t) or pa.types.is_integer(t)),
    (pa.types.is_boolean, pa.types.is_boolean),
    (pa.types.is_timestamp, pa.types.is_timestamp),
    (pa.types.is_string, lambda t: pa.types.is_string(t) or pa.types.is_large_string(t) or _is_text_by_number(t)),
)


def _is_text_by_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_dictionary(kind)) and bool(
        pa.types.is_string(kind.value_type) or pa.types.is_large_string(kind.value_type)
    )


def check_columns(schema: pa.Schema, where: str) -> None:
    """Raise ``SourceError`` where a column is missing, stands twice or holds another type than it must."""
    for column in COLUMNS:
        found = schema.get_all_field_indices(column.name)
        if not found and column.asked:
            raise SourceError(f"the column {column.name} is missing", where, f"It holds {column.says}.")
        if len(found) > 1:
            raise SourceError(f"the column {column.name} stands twice", where, "Write the file again with one of them.")
        if found and not _fits(schema.field(found[0]).type, column.type):
            told = schema.field(found[0]).type
            remedy = f"It holds {column.says}; write the file again with that type."
            raise SourceError(f"the column {column.name} is {told} and should be {column.type}", where, remedy)


def _fits(told: pa.DataType, wanted: pa.DataType) -> bool:
    if pa.types.is_null(told):
        return True
    if pa.types.is_list(wanted):
        return bool(pa.types.is_list(told) or pa.types.is_large_list(told)) and _fits(
            told.value_type, wanted.value_type
        )
    return any(is_kind(wanted) and may_be(told) for is_kind, may_be in _KINDS)


def as_events(table: pa.Table, where: str) -> pa.Table:
    """The table with every column in its type; what is left out holds what ``Column.otherwise`` says.

    A time without a zone is UTC. Raises ``SourceError`` as ``check_columns``, and for a number that its type cannot hold.
    """
    check_columns(table.schema, where)
    columns = []
    for column in COLUMNS:
        if column.name not in table.column_names:
            columns.append(pa.repeat(pa.scalar(column.otherwise, column.type), table.num_rows))
            continue
        told = table[column.name]
        try:
            cast = told.cast(column.type)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            said = str(error).splitlines()[0][:120]
            raise SourceError(f"the column {column.name} does not hold {column.type} ({said})", where) from None
        if column.otherwise is not None and cast.null_count:
            cast = pc.if_else(pc.is_null(cast), pa.scalar(column.otherwise, column.type), cast)
        columns.append(cast)
    return pa.table(columns, schema=EVENT)


Test = Callable[[pa.Table], Numbers]
_YEARS = (-30_610_224_000, 95_617_584_000)
"""1000-01-01 and 5000-01-01 in seconds: beyond lies a slip, and the edge of what agreements reckon with."""
_LONGEST_S = 3700 * 86_400
"""As for UCDP's events: ten years and some days."""
_ACCURATE = "Give latitude -90 to 90 and longitude -180 to 180, or neither where no place is known."


def _truth(values: Any) -> Numbers:
    found = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    return np.asarray(pc.fill_null(found, False).to_numpy(zero_copy_only=False), dtype=bool)


def _blank(name: str) -> Test:
    return lambda t: _truth(pc.or_kleene(pc.is_null(t[name]), pc.equal(t[name], "")))


def _none_of(name: str, known: Sequence[str]) -> Test:
    return lambda t: ~_truth(pc.is_in(t[name], value_set=pa.array(known)))


def _number(table: pa.Table, name: str) -> Numbers:
    return np.asarray(table[name].to_numpy(zero_copy_only=False), dtype=np.float64)


def _half_placed(t: pa.Table) -> Numbers:
    found: Numbers = _truth(pc.is_null(t["lat"])) != _truth(pc.is_null(t["lon"]))
    return found


def _not_finite(t: pa.Table) -> Numbers:
    return _bad(t, "lat", lambda x: ~np.isfinite(x)) | _bad(t, "lon", lambda x: ~np.isfinite(x))


def _off_globe(t: pa.Table) -> Numbers:
    return _bad(t, "lat", lambda x: np.abs(x) > 90) | _bad(t, "lon", lambda x: np.abs(x) > 180)


def _bad(t: pa.Table, name: str, wrong: Callable[[Numbers], Numbers]) -> Numbers:
    """Where a number is told and wrong; what is not told is not wrong."""
    with np.errstate(invalid="ignore"):
        found: Numbers = _truth(pc.is_valid(t[name])) & wrong(_number(t, name))
    return found


def _no_radius(t: pa.Table) -> Numbers:
    with np.errstate(invalid="ignore"):
        radius = _number(t, "radius_km")
        found: Numbers = _truth(pc.is_valid(t["lat"])) & ~((radius >= 0) & (radius <= 20100))
        return found


def _less(first: str, second: str) -> Test:
    return lambda t: _truth(pc.less(t[second], t[first]))


def _seconds(t: pa.Table, name: str) -> Numbers:
    found: Numbers = t[name].cast(pa.int64()).fill_null(0).to_numpy() // 10**6
    return found


def _off_calendar(t: pa.Table) -> Numbers:
    found: Numbers = (_seconds(t, "start") < _YEARS[0]) | (_seconds(t, "end") >= _YEARS[1])
    return found


def _too_long(t: pa.Table) -> Numbers:
    return _seconds(t, "end") - _seconds(t, "start") > _LONGEST_S


def _negative(t: pa.Table) -> Numbers:
    named = ("deaths_low", "deaths", "deaths_high", "injured")
    found: Numbers = np.logical_or.reduce([_truth(pc.less(t[name], 0)) for name in named])
    return found


_WRONG: tuple[tuple[Test, str, str], ...] = (
    (_blank("id"), "it has no id", "Give every incident a name of its own."),
    (lambda t: _truth(pc.is_null(t["start"])), "start is empty", "Say when it began, or how early it may have been."),
    (lambda t: _truth(pc.is_null(t["end"])), "end is empty", "Say when it was over; the start again for an instant."),
    (_less("start", "end"), "it ends before it begins", "Swap start and end, or mend the one that is wrong."),
    (_off_calendar, "its time lies outside the years 1000 to 4999", "Mend the year."),
    (_too_long, "it lasts more than ten years", "Mend the year, or tell its parts."),
    (_none_of("kind", HAPPENINGS), "its kind makes no incident", f"Write one of {', '.join(HAPPENINGS)}."),
    (_none_of("confidence", get_args(Confidence)), "its confidence is no such word", "Write low, medium or high."),
    (_none_of("review", get_args(Review)), "its review is no such word", f"Write one of {', '.join(get_args(Review))}."),
    (_half_placed, "one coordinate is told and the other is not", _ACCURATE),
    (_not_finite, "a coordinate is no finite number", _ACCURATE),
    (_off_globe, "a coordinate is out of range", _ACCURATE),
    (_no_radius, "its place has no radius_km from 0 to 20,100", "Say how far off the point may be."),
    (lambda t: _bad(t, "number", lambda x: ~np.isfinite(x)), "number is no finite number", "Leave it empty."),
    (_negative, "a number of people is below nought", "Leave it empty where it is not known."),
    (_less("deaths_low", "deaths_high"), "deaths_low is above deaths_high", "Swap them."),
)  # fmt: skip


def good_and_bad(events: pa.Table, file: str, first_row: int) -> tuple[pa.Table, list[SetAside]]:
    """Rows that can be judged, and the others with the first thing wrong with each. Rows are numbered from ``first_row``."""
    wrong = np.full(events.num_rows, -1, dtype=np.int8)
    for number, (test, _, _) in enumerate(_WRONG):
        if events.num_rows:
            wrong = np.where((wrong < 0) & test(events), number, wrong).astype(np.int8)
    if not (wrong >= 0).any():
        return events, []
    rows = []
    for at in np.flatnonzero(wrong >= 0).tolist():
        _, reason, remedy = _WRONG[wrong[at]]
        told = events["id"][at].as_py() or ""
        rows.append(SetAside(file=file, row=first_row + at, reason=reason, remedy=remedy, text=told[:200]))
    return events.filter(pa.array(wrong < 0)), rows
