"""Marks on a time axis: lanes of levels, lanes of statuses, and the labelled timeline."""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Iterator, Mapping, Sequence

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from helpers.analysis import theme

DIRECTION_MARKERS = {"to_russia": "^", "to_dprk": "v", "none": "o", "third": "s"}
STATUS_STYLES = {
    "announced": {"marker": "o", "facecolor": "none", "edgecolor": theme.LEVEL_COLOURS[5]},
    "possible": {"marker": "D", "facecolor": "none", "edgecolor": theme.LEVEL_COLOURS[4]},
    "postponed": {"marker": ">", "facecolor": "none", "edgecolor": theme.MUTED},
    "cancelled": {"marker": "x", "color": theme.MUTED},
    "lapsed": {"marker": "_", "color": theme.MUTED},
    "alleged": {"marker": "+", "color": theme.ACCENT},
}
"""Marks of what is not held: never filled, so that none looks like a contact that took place."""


TIMELINE_INCHES, TIMELINE_INCHES_NARROW = 0.27, 0.56
"""Room that one text of the timeline takes: two lines wide, three lines narrow."""


def dodge(days: Sequence[float], gap: float) -> np.ndarray:
    """Offsets 0, 1, -1, 2, … that keep marks on one lane apart where their days are closer than `gap`."""
    offsets = np.zeros(len(days))
    last: dict[int, float] = {}
    for at in np.argsort(days, kind="stable"):
        free = next(slot for slot in _slots() if days[at] - last.get(slot, -np.inf) >= gap)
        offsets[at], last[free] = free, days[at]
    return offsets


def _slots() -> Iterator[int]:
    """Numbers that go outwards from nought: 0, 1, -1, 2, -2 and so on."""
    yield 0
    for step in itertools.count(1):
        yield from (step, -step)


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> np.ndarray:
    """Positions as near as possible to the wanted ones, ascending, at least `gap` apart, inside `low` to `high`."""
    at = np.array(wanted, dtype=float)
    gap = min(gap, (high - low) / max(len(at) - 1, 1))  # where there is no room for all, they share what there is
    for i in range(len(at)):
        at[i] = max(at[i], low if i == 0 else at[i - 1] + gap)
    for i in reversed(range(len(at))):
        at[i] = min(at[i], high if i == len(at) - 1 else at[i + 1] - gap)
    return at


def level_lanes(
    ax: Axes,
    frame: pd.DataFrame,
    *,
    window: tuple[pd.Timestamp, pd.Timestamp],
    names: Mapping[int, str],
    directions: Mapping[str, str],
    narrow: bool = False,
) -> Axes:
    """One mark a contact: its day against its level; the mark's shape says who travelled.

    Parameters
    ----------
    frame
        Columns `start`, `level` (missing: unknown), `direction`, `label` (text beside the mark, or empty).
    """
    lanes = [6, 5, 4, 3, 2, 1, 0]
    levels = frame["level"].fillna(0).astype(int)
    span = (window[1] - window[0]).days
    step, gap = 0.115, span / (45 if narrow else 85)
    for level in lanes:
        ax.axhline(level, color=theme.GRID, lw=0.6, zorder=0)
        rows = frame[levels == level]
        if rows.empty:
            continue
        days = mdates.date2num(rows["start"])
        heights = level + np.clip(dodge(days, gap) * step, -0.42, 0.42)
        for direction, marker in DIRECTION_MARKERS.items():
            chosen = (rows["direction"] == direction).to_numpy()
            ax.scatter(
                days[chosen],
                heights[chosen],
                s=20 if narrow else 26,
                marker=marker,
                color=theme.LEVEL_COLOURS[level],
                edgecolor=theme.LEVEL_OUTLINE,
                lw=0.6,
                zorder=3,
            )
    if not narrow:
        _lane_labels(ax, frame, levels, span)
    theme.time_axis(ax, *window, narrow)
    ax.set_ylim(-0.6, 6.75)
    _name_lanes(ax, dict(zip(lanes, [names[level] for level in lanes], strict=True)), narrow)
    ax.grid(False)
    for direction, marker in DIRECTION_MARKERS.items():
        if (frame["direction"] == direction).any():
            style = {"color": theme.LEVEL_COLOURS[3], "edgecolor": theme.LEVEL_OUTLINE, "lw": 0.6, "s": 26}
            ax.scatter([], [], marker=marker, label=directions[direction], **style)
    theme.legend(ax, *ax.get_legend_handles_labels(), columns=4, narrow=narrow)
    return ax


def _lane_labels(ax: Axes, frame: pd.DataFrame, levels: pd.Series, span: int) -> None:
    """Labels above the marks of a lane, on alternating heights where they would touch, none where there is no room."""
    character = span / 95
    taken: dict[tuple[int, int], float] = {}
    for row, level in zip(frame.itertuples(), levels, strict=True):
        if not row.label:
            continue
        x = float(mdates.date2num(row.start))
        for tier in (0, 1, -1):
            if x - len(row.label) * character / 2 > taken.get((level, tier), -np.inf):
                taken[level, tier] = x + len(row.label) * character / 2
                y = level + (0.2 + 0.26 * tier if tier >= 0 else -0.2)
                ax.text(x, y, row.label, ha="center", va="bottom" if tier >= 0 else "top", fontsize=8)
                break


def status_lanes(
    ax: Axes,
    frame: pd.DataFrame,
    *,
    window: tuple[pd.Timestamp, pd.Timestamp],
    names: Mapping[str, str],
    narrow: bool = False,
) -> Axes:
    """What was not held: one open mark each, on the lane of its status. Columns `start`, `status`, `disputed`."""
    lanes = [status for status in STATUS_STYLES if (frame["status"] == status).any()]
    gap = (window[1] - window[0]).days / (40 if narrow else 70)
    for y, status in enumerate(reversed(lanes)):
        rows = frame[frame["status"] == status]
        days = mdates.date2num(rows["start"])
        heights = y + np.clip(dodge(days, gap) * 0.13, -0.4, 0.4)
        ax.scatter(days, heights, s=30, lw=1.3, **STATUS_STYLES[status])
        disputed = rows["disputed"].to_numpy()
        ax.scatter(
            days[disputed], heights[disputed], s=110, marker="o", facecolor="none", edgecolor=theme.ACCENT, lw=0.8
        )
    theme.time_axis(ax, *window, narrow)
    ax.set_ylim(-0.7, max(len(lanes) - 0.3, 0.7))
    _name_lanes(ax, {y: names[status] for y, status in enumerate(reversed(lanes))}, narrow)
    return ax


def _name_lanes(ax: Axes, names: Mapping[int, str], narrow: bool) -> None:
    """Names of lanes: beside them, or where there is no room above their beginning."""
    ax.set_yticks(list(names), [] if narrow else list(names.values()), color=theme.INK)
    if narrow:
        for y, name in names.items():
            ax.text(0, y + 0.2, name, transform=ax.get_yaxis_transform(), va="bottom", fontsize=8, color=theme.MUTED)


def timeline(ax: Axes, frame: pd.DataFrame, *, window: tuple[pd.Timestamp, pd.Timestamp], narrow: bool = False) -> Axes:
    """Time downwards, a mark for each day and its text beside it, moved apart where texts would touch.

    Parameters
    ----------
    frame
        Columns `start`, `level`, `when` and `title` (texts), sorted by day.
    """
    first, last = (float(mdates.date2num(day)) for day in window)
    per_inch = (last - first) / ax.figure.get_figheight()
    columns = 38 if narrow else 84
    titles = [textwrap.wrap(f"{row.title}", columns, max_lines=2, placeholder=" …") for row in frame.itertuples()]
    days = mdates.date2num(frame["start"])
    places = spread(days, per_inch * (TIMELINE_INCHES_NARROW if narrow else TIMELINE_INCHES), first, last)
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
