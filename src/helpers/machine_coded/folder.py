"""The folder that a count leaves: small tables as CSV, and what is needed to go on where it stopped."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet

from helpers.exhibits import spreadsheet_safe
from helpers.machine_coded.prefilter import Event

NAME = "machine_coded"
"""The folder's name where none is given."""
STATE, ROWS = "read.sqlite", "rows.parquet"
MONTHLY, DAILY, DAYS, REFUSED = "monthly.csv", "daily.csv", "days.csv", "refused.csv"
COLUMNS = {
    MONTHLY: ("source", "date", "month", "type", "rows", "stories", "mentions", "intensity"),
    DAILY: ("source", "date", "day", "type", "rows", "stories", "mentions", "intensity"),
    DAYS: ("source", "day", "rows"),
    REFUSED: ("file", "line", "says"),
}
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


def write(folder: Path, name: str, rows: Iterable[Sequence[Any]]) -> None:
    """Write one of the tables, whole or not at all."""
    new = folder / f".{name}"
    with new.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS[name])
        writer.writerows([_text(value) for value in row] for row in rows)
    os.replace(new, folder / name)


def counts(rows: Iterable[Mapping[str, Any]]) -> Iterable[list[Any]]:
    """What `tables.settled` gives, with periods as 2024-06 or 2024-06-18."""
    for row in rows:
        yield [*(period(value) if name == "period" else value for name, value in row.items())]


def period(number: int) -> str:
    """A month or a day, given as a number, as text; empty for none."""
    digits = f"{int(number)}" if number else ""
    return "-".join(filter(None, (digits[:4], digits[4:6], digits[6:])))


def write_events(path: Path, events: Iterable[Event]) -> int:
    """Write rows of the pair as Parquet, some at a time, for an engine to scan; returns their number."""
    number, chunk = 0, []
    with pyarrow.parquet.ParquetWriter(path, SCHEMA) as writer:
        for event in events:
            chunk.append(event._asdict())
            number += 1
            if len(chunk) == _CHUNK:
                writer.write_table(pa.Table.from_pylist(chunk, SCHEMA))
                chunk = []
        writer.write_table(pa.Table.from_pylist(chunk, SCHEMA))
    return number


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.6f}"  # engines add in different orders: beyond this they may differ
    return spreadsheet_safe(value) if isinstance(value, str) else str(value)
