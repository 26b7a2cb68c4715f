"""Cadence: days from one contact to the next, at or above each level."""

from __future__ import annotations

import pandas as pd


def gaps(rows: pd.DataFrame, level: int = 0) -> pd.DataFrame:
    """Days from each contact at or above a level to the next, by their first days; 0 admits unknown levels.

    Returns
    -------
    One row a pair of successive contacts: `since`, `until` (days), `days`.
    """
    days = starts(rows, level)
    return pd.DataFrame({"since": days[:-1], "until": days[1:], "days": (days[1:] - days[:-1]).days})


def starts(rows: pd.DataFrame, level: int = 0) -> pd.DatetimeIndex:
    """First days of the contacts at or above a level, in order."""
    chosen = rows if level == 0 else rows[(rows["level"] >= level).fillna(False)]
    return pd.DatetimeIndex(chosen["start"].sort_values())


def summary(rows: pd.DataFrame, levels: list[int], *, end: pd.Timestamp) -> pd.DataFrame:
    """How contacts at or above each level follow one another.

    Returns
    -------
    One row a level: `level`, `n`, `median` (days between, missing below two contacts), `longest` (days), `since` and
    `until` of the longest, `last` (first day of the latest), `ago` (days from it to the end of the window).
    """
    found = []
    for level in levels:
        days, between = starts(rows, level), gaps(rows, level)
        longest = between.loc[between["days"].idxmax()] if len(between) else None
        last = days[-1] if len(days) else pd.NaT
        found.append(
            {
                "level": level,
                "n": len(days),
                "median": between["days"].median(),
                "longest": pd.NA if longest is None else longest["days"],
                "since": pd.NaT if longest is None else longest["since"],
                "until": pd.NaT if longest is None else longest["until"],
                "last": last,
                "ago": (end - last).days if len(days) else pd.NA,
            }
        )
    return pd.DataFrame(found).astype({"longest": "Int64", "ago": "Int64", "median": "Float64"})
