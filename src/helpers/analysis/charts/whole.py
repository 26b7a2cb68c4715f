"""Some of the contacts among all of them, on lanes of levels."""

from __future__ import annotations

from collections.abc import Mapping

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes

from helpers.analysis import theme


def within_whole(
    ax: Axes, frame: pd.DataFrame, *, window: tuple[pd.Timestamp, pd.Timestamp], names: Mapping[int, str], narrow: bool
) -> Axes:
    """A lane a level: a faint tick for each contact, a disc on the ticks of those that are meant.

    Parameters
    ----------
    frame
        `start`, `level` (0: unknown) and `own` (whether it is one of those meant), one row a contact.
    """
    lanes = sorted(frame["level"].unique())
    places = {level: y for y, level in enumerate(lanes)}
    heights = frame["level"].map(places)
    days = pd.Series(mdates.date2num(frame["start"]), index=frame.index)
    ax.vlines(days, heights - 0.2, heights + 0.2, color=theme.MUTED, lw=0.7, alpha=0.55, zorder=2)
    own = frame["own"]
    ax.scatter(
        days[own],
        heights[own],
        s=30 if narrow else 42,
        color=theme.LEVEL_COLOURS[5],
        edgecolor=theme.PAPER,
        lw=0.8,
        zorder=3,
    )
    theme.time_axis(ax, *window, narrow)
    ax.set_ylim(-0.6, len(lanes) - (0.1 if narrow else 0.4))
    ax.set_yticks(range(len(lanes)), [] if narrow else [names[level] for level in lanes], color=theme.INK)
    if narrow:
        for level, y in places.items():
            ax.text(0, y + 0.24, names[level], transform=ax.get_yaxis_transform(), va="bottom", fontsize=8)
    ax.grid(False)
    return ax
