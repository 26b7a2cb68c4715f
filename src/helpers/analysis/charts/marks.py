"""Marks on a time axis, in lanes of levels and of statuses."""

from __future__ import annotations

import itertools
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

STEP = 0.135
"""Distance of marks moved apart, in lanes."""
ROOM, ROOM_NARROW = 0.42, 0.6
"""How far from its lane a mark may stand: to either side, or where narrow below it, since its name stands above it."""
GAPS, GAPS_NARROW = 85, 45
"""How many marks the width of a lane holds side by side."""


def dodge(days: Sequence[float], gap: float, *, hanging: bool = False) -> np.ndarray:
    """Offsets 0, 1, -1, 2, … that keep marks on one lane apart where their days are closer than `gap`.

    Where they are `hanging`, the offsets are 0, -1, -2, …
    """
    offsets = np.zeros(len(days))
    last: dict[int, float] = {}
    for at in np.argsort(days, kind="stable"):
        free = next(slot for slot in _slots(hanging) if days[at] - last.get(slot, -np.inf) >= gap)
        offsets[at], last[free] = free, days[at]
    return offsets


def _slots(hanging: bool) -> Iterator[int]:
    """Numbers that go outwards from nought: 0, 1, -1, 2, -2 and so on, or downwards."""
    yield 0
    for step in itertools.count(1):
        yield from (-step,) if hanging else (step, -step)


def offsets(days: Sequence[float], gap: float, *, narrow: bool, step: float = STEP) -> np.ndarray:
    """Distances from a lane, in lanes: steps of `dodge`, smaller where so many would leave the lane."""
    slots = dodge(days, gap, hanging=narrow)
    return slots * min(step, (ROOM_NARROW if narrow else ROOM) / max(np.abs(slots).max(initial=0), 1))


def crowding(frame: pd.DataFrame, *, window: tuple[pd.Timestamp, pd.Timestamp], narrow: bool) -> float:
    """How many times as high as usual lanes of levels have to be, so that no mark covers another; 1 or more."""
    gap = least_gap(window, narrow)
    lanes = frame.groupby(frame["level"].fillna(0).astype(int))["start"]
    most = max((np.abs(dodge(mdates.date2num(days), gap, hanging=narrow)).max() for _, days in lanes), default=0)
    return max(1.0, most * STEP / (ROOM_NARROW if narrow else ROOM))


def least_gap(window: tuple[pd.Timestamp, pd.Timestamp], narrow: bool) -> float:
    """Days that two marks on one lane are apart at least."""
    return (window[1] - window[0]).days / (GAPS_NARROW if narrow else GAPS)


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
    gap = least_gap(window, narrow)
    placed = np.zeros(len(frame))
    for level in lanes:
        ax.axhline(level, color=theme.GRID, lw=0.6, zorder=0)
        rows = frame[levels == level]
        if rows.empty:
            continue
        days = mdates.date2num(rows["start"])
        heights = level + offsets(days, gap, narrow=narrow)
        placed[levels == level] = heights
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
        _lane_labels(ax, frame, levels, placed, span)
    theme.time_axis(ax, *window, narrow)
    ax.set_ylim(-0.8 if narrow else -0.6, 6.75)
    name_lanes(ax, dict(zip(lanes, [names[level] for level in lanes], strict=True)), narrow)
    ax.grid(False)
    for direction, marker in DIRECTION_MARKERS.items():
        if (frame["direction"] == direction).any():
            style = {"color": theme.LEVEL_COLOURS[3], "edgecolor": theme.LEVEL_OUTLINE, "lw": 0.6, "s": 26}
            ax.scatter([], [], marker=marker, label=directions[direction], **style)
    theme.legend(ax, *ax.get_legend_handles_labels(), columns=4, narrow=narrow)
    return ax


def _lane_labels(ax: Axes, frame: pd.DataFrame, levels: pd.Series, placed: np.ndarray, span: int) -> None:
    """Labels above the marks of a lane, a row higher or below them where they would touch, none where there is no room.

    `placed` is where the marks stand; a label clears all that lie under it.
    """
    character = span / 95
    taken: dict[tuple[int, int], float] = {}
    days = mdates.date2num(frame["start"])
    for row, level, x in zip(frame.itertuples(), levels, days, strict=True):
        if not row.label:
            continue
        half = len(row.label) * character / 2
        under = placed[(levels == level).to_numpy() & (np.abs(days - x) < half)]
        for tier in (0, 1, -1):
            if x - half > taken.get((level, tier), -np.inf):
                taken[level, tier] = x + half
                y = under.min() - 0.2 if tier < 0 else under.max() + 0.2 + 0.26 * tier
                ax.text(x, y, row.label, ha="center", va="top" if tier < 0 else "bottom", fontsize=8)
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
        heights = y + offsets(days, gap, narrow=narrow, step=0.13)
        ax.scatter(days, heights, s=30, lw=1.3, **STATUS_STYLES[status])
        disputed = rows["disputed"].to_numpy()
        ax.scatter(
            days[disputed], heights[disputed], s=110, marker="o", facecolor="none", edgecolor=theme.ACCENT, lw=0.8
        )
    theme.time_axis(ax, *window, narrow)
    ax.set_ylim(-0.8, max(len(lanes) - 0.3, 0.7))
    name_lanes(ax, {y: names[status] for y, status in enumerate(reversed(lanes))}, narrow)
    return ax


def name_lanes(ax: Axes, names: Mapping[int, str], narrow: bool) -> None:
    """Names of lanes: beside them, or where there is no room above their beginning."""
    ax.set_yticks(list(names), [] if narrow else list(names.values()), color=theme.INK)
    if narrow:
        for y, name in names.items():
            ax.text(0, y + 0.14, name, transform=ax.get_yaxis_transform(), va="bottom", fontsize=8, color=theme.MUTED)
