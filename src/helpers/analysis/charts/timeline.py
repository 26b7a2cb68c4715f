"""Time downwards, with words beside each mark."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from helpers.analysis import theme

INCHES, INCHES_NARROW = 0.27, 0.56
"""Room that one text takes: two lines wide, three lines narrow."""


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> np.ndarray:
    """Positions as near as possible to the wanted ones, ascending, at least `gap` apart, inside `low` to `high`."""
    at = np.array(wanted, dtype=float)
    gap = min(gap, (high - low) / max(len(at) - 1, 1))  # where there is no room for all, they share what there is
    for i in range(len(at)):
        at[i] = max(at[i], low if i == 0 else at[i - 1] + gap)
    for i in reversed(range(len(at))):
        at[i] = min(at[i], high if i == len(at) - 1 else at[i + 1] - gap)
    return at


def timeline(ax: Axes, frame: pd.DataFrame, *, window: tuple[pd.Timestamp, pd.Timestamp], narrow: bool = False) -> Axes:
    """Time downwards, a mark for each day and its text beside it, moved apart where texts would touch.

    Parameters
    ----------
    frame
        Columns `start`, `level`, `when` and `title` (texts), sorted by day.
    """
    first, last = float(mdates.date2num(window[0])), float(mdates.date2num(window[1])) + 1
    per_inch = (last - first) / ax.figure.get_figheight()
    columns = 38 if narrow else 84
    titles = [textwrap.wrap(f"{row.title}", columns, max_lines=2, placeholder=" …") for row in frame.itertuples()]
    days = mdates.date2num(frame["start"])
    places = spread(days, per_inch * (INCHES_NARROW if narrow else INCHES), first, last)
    ax.axvline(0, color=theme.GRID, lw=2)
    for row, day, place, lines in zip(frame.itertuples(), days, places, titles, strict=True):
        level = 0 if pd.isna(row.level) else int(row.level)
        style = {"s": 30, "zorder": 3, "edgecolor": theme.LEVEL_OUTLINE, "lw": 0.6}
        ax.scatter([0], [day], color=theme.LEVEL_COLOURS[level], **style)
        ax.plot([0.012, 0.04, 0.055], [day, place, place], color=theme.MUTED, lw=0.5)
        if narrow:
            ax.text(0.065, place, row.when, va="bottom", fontweight=theme.SEMIBOLD, fontsize=8.5)
            ax.text(0.065, place, "\n".join(lines), va="top", fontsize=8.5, linespacing=1.15)
        else:
            ax.text(0.06, place, row.when, va="center", fontweight=theme.SEMIBOLD, fontsize=8.5)
            ax.text(0.19, place, "\n".join(lines), va="center", fontsize=9, linespacing=1.15)
    ax.set_xlim(-0.2 if narrow else -0.1, 1)
    ax.set_ylim(last + per_inch * 0.15, first - per_inch * 0.15)
    years = pd.date_range(window[0].replace(day=1), window[1], freq="QS")
    years = [day for day in years if day >= window[0]]
    ax.set_yticks([])
    ax.set_xticks([])
    ax.grid(False)
    ax.spines["bottom"].set_visible(False)
    for day in years:
        text = f"{day:%b %Y}" if day.month == 1 else f"{day:%b}"
        ax.text(-0.015, float(mdates.date2num(day)), text, ha="right", va="center", color=theme.MUTED, fontsize=8.5)
    return ax
