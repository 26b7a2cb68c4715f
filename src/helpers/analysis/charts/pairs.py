"""Marks on a time axis, in lanes of pairs of people."""

from __future__ import annotations

from collections.abc import Mapping

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes

from helpers.analysis import theme
from helpers.analysis.charts import marks


def pair_lanes(
    ax: Axes,
    frame: pd.DataFrame,
    *,
    window: tuple[pd.Timestamp, pd.Timestamp],
    names: Mapping[int, str],
    narrow: bool = False,
) -> Axes:
    """One lane for each two who met, the most frequent on top, a mark for each contact in the colour of its level.

    Parameters
    ----------
    frame
        Columns `lane` (0 on top), `name` (of the lane), `start`, `level` (missing: unknown).
    """
    lanes = frame.drop_duplicates("lane").set_index("lane")["name"].sort_index()
    last, gap = len(lanes) - 1, marks.least_gap(window, narrow)
    levels = frame["level"].fillna(0).astype(int)
    for lane in lanes.index:
        ax.axhline(last - lane, color=theme.GRID, lw=0.6, zorder=0)
        rows = frame["lane"] == lane
        days = mdates.date2num(frame.loc[rows, "start"])
        heights = last - lane + marks.offsets(days, gap, narrow=narrow, step=0.2)
        colours = [theme.LEVEL_COLOURS[level] for level in levels[rows]]
        ax.scatter(days, heights, s=34, color=colours, edgecolor=theme.LEVEL_OUTLINE, lw=0.6, zorder=3)
    for level in sorted(set(levels), reverse=True):
        style = {"color": theme.LEVEL_COLOURS[level], "edgecolor": theme.LEVEL_OUTLINE, "lw": 0.6, "s": 34}
        ax.scatter([], [], label=names[level], **style)
    theme.time_axis(ax, *window, narrow)
    ax.set_ylim(-0.8, last + 0.75)
    marks.name_lanes(ax, {last - lane: name for lane, name in lanes.items()}, narrow)
    ax.grid(False)
    theme.legend(ax, *ax.get_legend_handles_labels(), columns=2, narrow=narrow)
    return ax
