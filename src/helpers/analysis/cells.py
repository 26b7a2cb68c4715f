"""From values of a frame to cells of a table."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping

import pandas as pd

from helpers.exhibits import Piece, Record, link


def records(frame: pd.DataFrame, columns: list[str]) -> list[Record]:
    """The named columns of a frame as rows of a table (see `cell`)."""
    rows = frame[columns].itertuples(index=False, name=None)
    return [Record([cell(column, value) for column, value in zip(columns, values, strict=True)]) for values in rows]


def cell(column: str, value: object) -> list[Piece]:
    """A value as a cell; the id of a contact, or a list of ids, leads to the table of contacts."""
    if isinstance(value, list):
        return ids(value)
    return [link(str(value), f"#{value}")] if column == "contact_id" else [text(value)]


def ids(
    names: list[str], anchored: Container[str] | None = None, after: Mapping[str, str] | None = None
) -> list[Piece]:
    """Ids of contacts, each leading to its row where the report has it, with a word after it if there is one."""
    pieces: list[Piece] = []
    for name in names:
        shown = name if anchored is not None and name not in anchored else link(name, f"#{name}")
        pieces += [", ", shown, f" ({after[name]})"] if after else [", ", shown]
    return pieces[1:] or ["none"]


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
