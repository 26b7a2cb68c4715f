"""Lanes of contacts by level, and the pause since the last of each."""

from __future__ import annotations

from collections.abc import Mapping

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes

from helpers.analysis import theme


def pauses(
    ax: Axes, frame: pd.DataFrame, *, window: tuple[pd.Timestamp, pd.Timestamp], names: Mapping[int, str], narrow: bool
) -> Axes:
    """A lane a level: a tick for each contact, and a bar from the last of them to the end with its days.

    Parameters
    ----------
    frame
        `start` and `level`, one row a contact, every one at a known level.
    window
        First day that is drawn, and the day to which pauses run. A level whose last contact lies before the window has
        a bar that begins at its edge; its number still counts from the day of the contact.
    """
    left, right = (float(mdates.date2num(day)) for day in window)
    lanes = sorted(frame["level"].unique())
    for y, level in enumerate(lanes):
        days = mdates.date2num(frame.loc[frame["level"] == level, "start"])
        last = float(max(days))
        seen = [day for day in days if day >= left]
        ax.plot([max(last, left), right], [y, y], color=theme.LEVEL_COLOURS[4], lw=5, solid_capstyle="butt", zorder=2)
        ax.vlines(seen, y - 0.26, y + 0.26, color=theme.LEVEL_COLOURS[6], lw=1.1, zorder=3)
        number = {"xytext": (5, 0), "textcoords": "offset points", "va": "center", "fontweight": theme.SEMIBOLD}
        ax.annotate(f"{right - last:.0f}", (right, y), **number)
    ax.axvline(right, color=theme.INK, lw=0.8)
    theme.time_axis(ax, *window, narrow)
    ax.set_xlim(left, right + (right - left) * (0.14 if narrow else 0.08))
    ax.set_ylim(-0.6, len(lanes) - 0.3)
    ax.set_yticks(range(len(lanes)), [] if narrow else [names[level] for level in lanes], color=theme.INK)
    if narrow:
        for y, level in enumerate(lanes):
            ax.text(0, y + 0.3, names[level], transform=ax.get_yaxis_transform(), va="bottom", fontsize=8)
        ax.set_ylim(-0.6, len(lanes) - 0.1)
    ax.grid(False)
    ax.spines["bottom"].set_visible(False)
    return ax
