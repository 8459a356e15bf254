"""Parquet: typed columns, each with its meaning, unit and HXL tag as metadata; one row group for so many rows."""

import io
import json
from collections.abc import Iterator
from typing import Any

from holdfire.exports.dictionary import dictionary
from holdfire.exports.table import Column, Made, batches

GROUP = 50_000
"""Rows of one group: what is held in memory at once."""


class _Drain(io.RawIOBase):
    """Takes what a writer writes, and gives it away piece by piece."""

    def __init__(self) -> None:
        self.held: list[bytes] = []
        self.at = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        taken = bytes(data)
        self.held.append(taken)
        self.at += len(taken)
        return len(taken)

    def tell(self) -> int:
        return self.at

    def drained(self) -> bytes:
        """What was written since the last time."""
        data = b"".join(self.held)
        self.held.clear()
        return data


def parquet_pieces(made: Made) -> Iterator[bytes]:
    """The table as Parquet, compressed by Zstandard. Times are instants in UTC."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema(
        [pa.field(c.name, _type(c), metadata=_metadata(c)) for c in made.columns],
        metadata={"holdfire": json.dumps(dictionary(made), ensure_ascii=False, sort_keys=True)},
    )
    drain = _Drain()
    with pq.ParquetWriter(pa.PythonFile(drain, mode="w"), schema, compression="zstd") as writer:
        for batch in batches(made.rows, GROUP):
            arrays = [pa.array(values, f.type) for values, f in zip(zip(*batch, strict=True), schema, strict=True)]
            writer.write_batch(pa.record_batch(arrays, schema=schema))
            yield drain.drained()
    yield drain.drained()


def _type(column: Column) -> Any:
    import pyarrow as pa

    types = {
        "words": pa.list_(pa.string()),
        "actors": pa.list_(pa.string()),
        "groups": pa.list_(pa.list_(pa.string())),
        "whole": pa.int64(),
        "number": pa.float64(),
        "moment": pa.timestamp("us", "UTC"),
        "day": pa.date32(),
        "yes": pa.bool_(),
    }
    return types.get(column.kind, pa.string())


def _metadata(column: Column) -> dict[str, str]:
    told = {"says": column.says, "unit": column.unit, "hxl": column.hxl}
    return {name: value for name, value in told.items() if value}
