"""Rows of the pair that were read from text, as Parquet for an engine."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet

from helpers.machine_coded.prefilter import Event

SCHEMA = pa.schema(
    {
        "source": pa.string(),
        "event_day": pa.int64(),
        "added_day": pa.int64(),
        "type": pa.string(),
        "story": pa.string(),
        "mentions": pa.float64(),
        "intensity": pa.float64(),
    }
)
"""The columns of `tables.pair`."""
_CHUNK = 100_000


def write(path: Path, events: Iterable[Event]) -> None:
    """Write rows of the pair, some at a time."""
    rows = iter(events)
    with pyarrow.parquet.ParquetWriter(path, SCHEMA) as writer:
        while chunk := list(islice(rows, _CHUNK)):
            writer.write_table(pa.Table.from_pylist([event._asdict() for event in chunk], SCHEMA))
