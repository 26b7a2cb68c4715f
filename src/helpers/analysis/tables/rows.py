"""Rows of tables from frames."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from helpers.exhibits import Record


def records(frame: pd.DataFrame, columns: list[str]) -> list[Record]:
    """The named columns of a frame as rows of a table."""
    return [Record([[str(value)] for value in values]) for values in frame[columns].itertuples(index=False)]


def percent(share: float) -> str:
    """A share in whole per cent; empty for none."""
    return "" if pd.isna(share) else f"{share:.0%}"


def intervals(frame: pd.DataFrame, text: Callable[[float, float], str]) -> list[str]:
    """The columns `low` and `high` as texts; empty where there is none."""
    return ["" if pd.isna(row.low) else text(row.low, row.high) for row in frame.itertuples()]
