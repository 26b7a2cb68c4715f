"""Bars over time and over domains."""

from __future__ import annotations

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from helpers.analysis import theme
from helpers.analysis.measures.counts import LEVELS


def _places(frame: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Middle and width of the bar of each period, in days of the axis."""
    left = mdates.date2num(frame["first"])
    width = mdates.date2num(frame["last"]) + 1 - left
    return left + width / 2, width * 0.78


def counts(
    ax: Axes,
    frame: pd.DataFrame,
    *,
    intervals: bool = True,
    incomplete: tuple[pd.Timestamp, pd.Timestamp] | None = None,
    narrow: bool = False,
) -> Axes:
    """Counts per period (`measures.per_period`), with intervals if wanted; a quiet period is marked by its zero.

    Days that are `incomplete` (first and last) are shaded: not all that took place on them can be known yet.
    """
    middle, width = _places(frame)
    whole = frame["whole"].to_numpy()
    bars = ax.bar(middle, frame["n"], width, color=theme.LEVEL_COLOURS[4], edgecolor=theme.LEVEL_COLOURS[5], lw=0.5)
    for bar, is_whole in zip(bars, whole, strict=True):
        if not is_whole:
            bar.set(hatch="////", alpha=0.6)
    some = (frame["n"] > 0).to_numpy()
    if intervals:
        ax.vlines(middle[some], frame["low"][some], frame["high"][some], color=theme.MUTED, lw=0.9)
    for x, n in zip(middle, frame["n"], strict=True):
        if n == 0:
            ax.text(x, 0, "0", ha="center", va="bottom", color=theme.MUTED, fontsize=8)
    if len(frame) <= 8 and not narrow:
        for x, n, half in zip(middle, frame["n"], width / 2, strict=True):
            if n:
                ax.text(x - half * 0.9, n, f" {n}", ha="left", va="bottom", fontsize=9, fontweight=theme.SEMIBOLD)
    if incomplete:
        first, last = mdates.date2num(incomplete)
        ax.axvspan(first, last + 1, facecolor=theme.GRID, edgecolor=theme.MUTED, hatch="....", lw=0, zorder=0)
    theme.time_axis(ax, frame["first"].iloc[0], frame["last"].iloc[-1], narrow)
    theme.count_axis(ax, frame.loc[some, "high" if intervals else "n"].max())
    return ax


def level_stack(ax: Axes, frame: pd.DataFrame, *, labels: dict[int, str], narrow: bool = False) -> Axes:
    """Counts by level and period (`measures.by_level`), the highest level at the bottom, where bars compare best."""
    middle, width = _places(frame)
    base = np.zeros(len(frame))
    for level in LEVELS:
        n = frame[level].to_numpy()
        if n.any():
            ax.bar(middle, n, width, bottom=base, label=labels[level], **_level_style(level))
        base += n
    theme.time_axis(ax, frame["first"].iloc[0], frame["last"].iloc[-1], narrow)
    theme.count_axis(ax, base.max())
    _level_legend(ax, narrow)
    return ax


def directions(ax: Axes, frame: pd.DataFrame, *, labels: dict[str, str], narrow: bool = False) -> Axes:
    """Counts by direction and period (`measures.by_direction`): to Russia upwards, to the DPRK downwards."""
    middle, width = _places(frame)
    up, down = frame["to_russia"].to_numpy(), frame["to_dprk"].to_numpy()
    style = {"edgecolor": theme.LEVEL_OUTLINE, "lw": 0.6}
    ax.bar(middle, up, width, color=theme.RUSSIA, **style)
    ax.bar(middle, -down, width, color=theme.DPRK, hatch="....", **style)
    for x, a, b in zip(middle, up, down, strict=True):
        ax.text(x, a, f"{a}", ha="center", va="bottom", fontsize=8.5)
        ax.text(x, -b, f"{b}", ha="center", va="top", fontsize=8.5)
    ax.axhline(0, color=theme.INK, lw=0.8)
    theme.time_axis(ax, frame["first"].iloc[0], frame["last"].iloc[-1], narrow)
    highest = max(up.max(), down.max(), 1)
    ax.set_ylim(-highest * 1.35, highest * 1.35)
    ax.set_yticks([])
    ax.grid(False)
    ax.spines["bottom"].set_visible(False)
    for y, va, code in ((0.99, "top", "to_russia"), (0.01, "bottom", "to_dprk")):
        ax.text(0.005, y, labels[code], transform=ax.transAxes, ha="left", va=va, fontweight=theme.SEMIBOLD)
    return ax


def domains(ax: Axes, frame: pd.DataFrame, *, names: dict[str, str], labels: dict[int, str], narrow: bool) -> Axes:
    """Counts by domain and level (`measures.by_domain`), most frequent on top, each bar with its count."""
    y = np.arange(len(frame))[::-1]
    base = np.zeros(len(frame))
    for level in LEVELS:
        n = frame[level].to_numpy()
        if n.any():
            ax.barh(y, n, 0.72, left=base, label=labels[level], **_level_style(level))
        base += n
    for place, n in zip(y, frame["n"], strict=True):
        theme.number_beside(ax, n, place, n, fontweight=theme.SEMIBOLD)
    ax.set_yticks(y, [names[domain] for domain in frame["domain"]], color=theme.INK)
    ax.set_xlim(0, max(frame["n"].max() * 1.1, 1))
    _without_count_axis(ax)
    _level_legend(ax, narrow)
    return ax


def uplift(ax: Axes, frame: pd.DataFrame, *, hosts: dict[str, str], narrow: bool) -> Axes:
    """Visits by how far the host outranks the visitor, a pair of bars a step: `uplift`, `to_russia`, `to_dprk`."""
    y = np.arange(len(frame))[::-1]
    styles = {"to_russia": {"color": theme.RUSSIA}, "to_dprk": {"color": theme.DPRK, "hatch": "...."}}
    for shift, (direction, style) in zip((0.2, -0.2), styles.items(), strict=True):
        n = frame[direction].to_numpy()
        ax.barh(y + shift, n, 0.36, label=hosts[direction], edgecolor=theme.LEVEL_OUTLINE, lw=0.6, **style)
        for place, number in zip(y + shift, n, strict=True):
            theme.number_beside(ax, number, place, number, fontsize=8.5)
    ax.set_yticks(y, frame["name"], color=theme.INK)
    ax.set_xlim(0, max(frame[["to_russia", "to_dprk"]].to_numpy().max() * 1.1, 1))
    _without_count_axis(ax)
    theme.legend(ax, *ax.get_legend_handles_labels(), columns=2, narrow=narrow)
    return ax


def _without_count_axis(ax: Axes) -> None:
    """Bars that carry their numbers need no axis of counts."""
    ax.set_xticks([])
    ax.grid(False)
    ax.spines["bottom"].set_visible(False)


def _level_style(level: int) -> dict[str, object]:
    """Fill and outline of a level; unknown is hatched, as a second code beside its colour."""
    style = {"color": theme.LEVEL_COLOURS[level], "edgecolor": theme.LEVEL_OUTLINE, "lw": 0.6}
    return style | {"hatch": "////"} if level == 0 else style


def _level_legend(ax: Axes, narrow: bool) -> None:
    handles, labels = ax.get_legend_handles_labels()
    if handles:
        theme.legend(ax, handles, labels, columns=3, narrow=narrow)
