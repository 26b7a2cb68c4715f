"""The folder that a count leaves: small tables as CSV, and what is needed to go on where it stopped."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from helpers.exhibits import spreadsheet_safe

NAME = "machine_coded"
"""The folder's name where none is given."""
ALL = "all"
"""Type of the rows that count all types: distinct stories of single types cannot be added."""
STATE, ROWS = "read.sqlite", "rows.parquet"
MONTHLY, DAILY, DAYS, REFUSED = "monthly.csv", "daily.csv", "days.csv", "refused.csv"
COLUMNS = {
    MONTHLY: ("source", "date", "month", "type", "rows", "stories", "mentions", "intensity"),
    DAILY: ("source", "date", "day", "type", "rows", "stories", "mentions", "intensity"),
    DAYS: ("source", "day", "rows"),
    REFUSED: ("file", "line", "says"),
}


def write(folder: Path, name: str, rows: Iterable[Sequence[Any]]) -> None:
    """Write one of the tables, whole or not at all."""
    new = folder / f".{name}"
    with new.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS[name])
        writer.writerows([_text(value) for value in row] for row in rows)
    new.replace(folder / name)


def counts(rows: Iterable[Mapping[str, Any]]) -> Iterable[list[Any]]:
    """What `tables.settled` gives, with periods as 2024-06 or 2024-06-18."""
    for row in rows:
        yield [*(period(value) if name == "period" else value for name, value in row.items())]


def period(number: int) -> str:
    """A month or a day, given as a number, as text; empty for none."""
    digits = f"{int(number)}" if number else ""
    return "-".join(filter(None, (digits[:4], digits[4:6], digits[6:])))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.6f}"  # engines add in different orders: beyond this they may differ
    return spreadsheet_safe(value) if isinstance(value, str) else str(value)
