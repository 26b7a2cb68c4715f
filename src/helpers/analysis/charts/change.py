"""A change of rate: months with the rates before and after, above the posterior of the month."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.transforms import blended_transform_factory

from helpers.analysis import theme
from helpers.analysis.charts import bars

Event = tuple[pd.Timestamp, str]
MOST_ROWS = 3
"""Rows of words over a chart: more of them would press it flat, so further events are lines alone."""


def change(
    ax: Axes,
    frame: pd.DataFrame,
    *,
    rates: tuple[float, float] | None,
    events: Sequence[Event],
    narrow: bool = False,
) -> list[Axes]:
    """Counts per month with events over them, and below the probability that each month is the first of a new rate.

    Parameters
    ----------
    frame
        `first`, `last`, `whole`, `n`, `posterior` (per cent; missing for the first month, or for all).
    rates
        Means per month before and after the most probable month, drawn as steps; nothing where no change is spoken of.
    events
        Days and words of what a reader will look for.
    """
    upper, lower = theme.split(ax, 2, 1, height_ratios=[3, 1.25])
    bars.counts(upper, frame, intervals=False, narrow=narrow)
    posterior = frame["posterior"].fillna(0).to_numpy()
    middle = mdates.date2num(frame["first"]) + (frame["last"] - frame["first"]).dt.days.to_numpy() / 2
    first, last = mdates.date2num(frame["first"].iloc[0]), mdates.date2num(frame["last"].iloc[-1]) + 1
    if rates:
        turn = mdates.date2num(frame["first"].iloc[posterior.argmax()])
        for ends, rate, side in (((first, turn), rates[0], "left"), ((turn, last), rates[1], "right")):
            upper.plot(ends, [rate, rate], color=theme.ACCENT, lw=1.8, solid_capstyle="butt")
            at = ends[0] if side == "left" else ends[1]
            style = {"color": theme.ACCENT, "fontweight": theme.SEMIBOLD, "bbox": theme.BACKING}
            shift = {"textcoords": "offset points", "xytext": (3 if side == "left" else -3, 3)}
            upper.annotate(f"{rate:.1f} a month", (at, rate), ha=side, va="bottom", **shift, **style)
    _events(upper, events, (first, last), narrow)
    upper.tick_params(axis="x", labelbottom=False)
    lower.bar(middle, posterior, 22, color=theme.ACCENT, edgecolor="none")
    theme.time_axis(lower, frame["first"].iloc[0], frame["last"].iloc[-1], narrow)
    lower.set_ylim(0, 105)
    lower.set_yticks([0, 50, 100], ["0%", "50%", "100%"])
    lower.set_title("Probability that the new rate begins in this month", fontsize=8.5, fontweight="normal")
    return [upper, lower]


def _events(ax: Axes, events: Sequence[Event], bounds: tuple[float, float], narrow: bool) -> None:
    """Lines on the days of events, their words above the chart, each a row higher where they would touch."""
    character = (bounds[1] - bounds[0]) / (52 if narrow else 105)
    across = blended_transform_factory(ax.transData, ax.transAxes)
    taken: list[float] = []
    for day, text in sorted(set(events)):
        x = float(mdates.date2num(day))
        half = len(text) * character / 2
        middle = float(np.clip(x, bounds[0] + half, max(bounds[1] - half, bounds[0] + half)))
        row = next((row for row, end in enumerate(taken) if middle - half > end), len(taken))
        worded = row < MOST_ROWS
        top = 1.03 + 0.1 * row if worded else 1
        ax.plot([x, x], [0, top], transform=across, color=theme.MUTED, lw=0.8, ls=(0, (2, 2)), clip_on=False, zorder=0)
        if not worded:
            continue
        taken[row : row + 1] = [middle + half + character]
        ax.text(middle, top, text, transform=across, ha="center", va="bottom", fontsize=8.5, color=theme.INK)
