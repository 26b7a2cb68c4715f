"""From values of a frame to cells of a table."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from helpers.exhibits import Piece, Record, link


def records(frame: pd.DataFrame, columns: list[str]) -> list[Record]:
    """The named columns of a frame as rows of a table (see `cell`)."""
    rows = frame[columns].itertuples(index=False, name=None)
    return [Record([cell(column, value) for column, value in zip(columns, values, strict=True)]) for values in rows]


def cell(column: str, value: object) -> list[Piece]:
    """A value as a cell; the id of a contact, or a list of ids, leads to the table of contacts."""
    if isinstance(value, list):
        return [piece for name in value for piece in (", ", link(name, f"#{name}"))][1:] or ["none"]
    return [link(str(value), f"#{value}")] if column == "contact_id" else [text(value)]


def text(value: object) -> str:
    """A value as text: days as ISO dates, fractions with one place, nothing for what is missing."""
    if pd.isna(value):
        return ""
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return f"{value:.1f}" if isinstance(value, float) else str(value)


def percent(share: float) -> str:
    """A share in whole per cent; empty for none."""
    return "" if pd.isna(share) else f"{share:.0%}"


def intervals(frame: pd.DataFrame, text: Callable[[float, float], str]) -> list[str]:
    """The columns `low` and `high` as texts; empty where there is none."""
    return ["" if pd.isna(row.low) else text(row.low, row.high) for row in frame.itertuples()]
