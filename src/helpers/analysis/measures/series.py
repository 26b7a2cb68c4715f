"""The monthly series of a selection in which a change is looked for, and what is found in it."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from helpers.analysis import words
from helpers.analysis.measures import change, counts
from helpers.dataset.selection import Selection


def events(selection: Selection) -> pd.DataFrame:
    """The rows whose months are counted: the counted ones; of meetings that come together, the first of each visit."""
    rows = selection.counted
    return rows.drop_duplicates("root") if selection.parameters.unit == "meetings" else rows


def noun(selection: Selection) -> str:
    """What the series counts."""
    return "contacts with a meeting" if selection.parameters.unit == "meetings" else words.units(selection)


@lru_cache(maxsize=8)
def months(selection: Selection) -> pd.DataFrame:
    """`counts.per_period` by month, with `days`: how many days of the month lie in the window."""
    window = {"start": selection.start, "end": selection.end}
    frame = counts.per_period(events(selection), every="M", **window)
    first, last = frame["first"].clip(lower=selection.start), frame["last"].clip(upper=selection.end)
    return frame.assign(days=(last - first).dt.days + 1)


@lru_cache(maxsize=8)
def one_change(selection: Selection) -> change.Change | None:
    """One change of rate in the months; nothing where they are too few, or empty."""
    frame = months(selection)
    return change.one_change(frame) if len(frame) >= change.SHORTEST and frame["n"].sum() else None


@lru_cache(maxsize=8)
def power(selection: Selection) -> dict[str, float]:
    """How often a change would be spoken of in as many months with as many events, by what is simulated."""
    frame = months(selection)
    days, total = frame["days"].to_numpy(), int(frame["n"].sum())
    return {
        "flat": change.power(days, total, ratio=1),
        "flat, excess 2": change.power(days, total, ratio=1, excess=2),
        "double": change.power(days, total, ratio=2),
        "treble": change.power(days, total, ratio=3),
    }


def said_factor(factor: float) -> str:
    """A Bayes factor as a reader reads it; beyond a thousand the figure would only feign precision."""
    if factor >= 1000:
        return "over 1,000"
    return f"{factor:.0f}" if factor >= 10 else f"{factor:.1f}"
