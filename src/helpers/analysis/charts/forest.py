"""Estimates with their intervals, a row each: the ratio and the share under many definitions, and shares of groups."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from helpers.analysis import theme

RATIO_TICKS = [0.5, 1, 2, 4, 8, 16]


def specifications(ax: Axes, frame: pd.DataFrame, *, panels: tuple[str, ...], narrow: bool = False) -> list[Axes]:
    """One row a definition, the report's own on top: the ratio of the years and the share of high level.

    A filled mark says that its whole interval lies on one side of the line (equal rates; half), an open one that it
    does not.

    Parameters
    ----------
    frame
        `answer`, `own`, and `ratio`, `low`, `high`, `share`, `share_low`, `share_high` (shares in per cent); a
        missing estimate has no mark.
    panels
        `ratio`, `share`, or both, with what stands above each.
    """
    y = np.arange(len(frame))[::-1].astype(float)
    drawn = theme.split(ax, 1, len(panels), wspace=0.06)
    own = frame["own"].to_numpy()
    for number, (panel, name) in enumerate(zip(drawn, panels, strict=True)):
        if name == "ratio":
            columns, line = ("ratio", "low", "high"), 1.0
            _ratio_axis(panel, frame)
        else:
            columns, line = ("share", "share_low", "share_high"), 50.0
            _share_axis(panel)
        _rows(panel, frame[list(columns)].to_numpy(dtype=float), y, own=own, line=line)
        panel.set_title({"ratio": "Rate of 2024 over 2023", "share": "Minister or above"}[name], fontsize=8.5)
        _names(panel, frame["answer"], y, own, shown=number == 0, narrow=narrow)
    return drawn


def shares(ax: Axes, frame: pd.DataFrame, *, ends: tuple[str, str], narrow: bool = False) -> Axes:
    """A share a row with its interval: `name`, `own` (the first, of all), `share`, `low`, `high` in per cent.

    `ends` says what none and all of it would mean.
    """
    y = np.arange(len(frame))[::-1].astype(float)
    _share_axis(ax)
    _rows(ax, frame[["share", "low", "high"]].to_numpy(dtype=float), y, own=frame["own"].to_numpy(), line=50.0)
    _names(ax, frame["name"], y, frame["own"].to_numpy(), shown=True, narrow=narrow)
    for x, text, side in ((0, f"← {ends[0]}", "left"), (1, f"{ends[1]} →", "right")):
        ax.text(x, 1.01, text, transform=ax.transAxes, ha=side, va="bottom", fontsize=8.5, color=theme.MUTED)
    return ax


def _rows(ax: Axes, values: np.ndarray, y: np.ndarray, *, own: np.ndarray, line: float) -> None:
    ax.axvline(line, color=theme.INK, lw=0.8, zorder=1)
    left, right = ax.get_xlim()
    for (estimate, low, high), place, is_own in zip(values, y, own, strict=True):
        if not np.isfinite(low) or np.isnan(high):
            continue
        colour = theme.ACCENT if is_own else theme.LEVEL_COLOURS[5]
        ax.plot([max(low, left), min(high, right)], [place, place], color=colour, lw=1.2, zorder=2)
        for end, limit, marker in ((low, left, "<"), (high, right, ">")):
            if (end < left) if marker == "<" else (end > right):
                ax.plot([limit], [place], marker=marker, color=colour, ms=4, clip_on=False, zorder=2)
        if left <= estimate <= right:
            beyond = low > line or high < line
            ax.plot(
                [estimate],
                [place],
                marker="o",
                ms=5.5,
                color=colour,
                mfc=colour if beyond else theme.PAPER,
                clip_on=False,
            )
    ax.set_ylim(-0.7, len(y) - 0.3)


def _names(ax: Axes, names: pd.Series, y: np.ndarray, own: np.ndarray, *, shown: bool, narrow: bool) -> None:
    """Names of rows: beside them, or where there is no room above their beginning."""
    ax.set_yticks(y, [] if narrow or not shown else list(names), color=theme.INK)
    weights = [theme.SEMIBOLD if first else "normal" for first in own]
    for label, weight in zip(ax.get_yticklabels(), weights, strict=False):
        label.set_fontweight(weight)
    if narrow and shown:
        for name, place, weight in zip(names, y, weights, strict=True):
            style = {"va": "bottom", "fontsize": 8, "fontweight": weight, "zorder": 4, "bbox": theme.BACKING}
            ax.text(0, place + 0.16, name, transform=ax.get_yaxis_transform(), **style)
    ax.grid(False)
    ax.grid(True, axis="x")


def _ratio_axis(ax: Axes, frame: pd.DataFrame) -> None:
    """A logarithmic axis from a little below the lowest end to a little above the highest, at most 1/16 to 32."""
    ends = frame[["low", "high"]].to_numpy(dtype=float).ravel()
    ends = ends[np.isfinite(ends) & (ends > 0)]
    low, high = (float(np.clip(end, 1 / 16, 32)) for end in (ends.min(initial=0.8) / 1.1, ends.max(initial=1.25) * 1.1))
    ax.set_xscale("log")
    ax.set_xlim(low, high)
    ticks = [tick for tick in RATIO_TICKS if low <= tick <= high]
    ax.set_xticks(ticks, [f"×{tick:g}" for tick in ticks])
    ax.set_xticks([], minor=True)


def _share_axis(ax: Axes) -> None:
    ax.set_xlim(0, 100)
    ax.set_xticks([0, 25, 50, 75, 100], ["0%", "", "50%", "", "100%"])
