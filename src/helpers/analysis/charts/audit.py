"""The audit drawn: alpha of each variable, and how soon contacts become known."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from helpers.analysis import theme


def alphas(ax: Axes, frame: pd.DataFrame, *, bounds: tuple[float, float], narrow: bool = False) -> Axes:
    """Alpha a row with its interval: `name`, `alpha`, `low`, `high`; lines where its verdict changes.

    A filled mark lies at or above the upper bound.
    """
    y = np.arange(len(frame))[::-1].astype(float)
    for bound in bounds:
        ax.axvline(bound, color=theme.INK, lw=0.8, zorder=1)
        ax.text(bound, len(frame) - 0.35, f"{bound:.2f}", ha="center", va="bottom", fontsize=8, color=theme.MUTED)
    for row, place in zip(frame.itertuples(), y, strict=True):
        colour = theme.LEVEL_COLOURS[5]
        ax.plot([max(row.low, 0), min(row.high, 1)], [place, place], color=colour, lw=1.2, zorder=2)
        fill = colour if row.alpha >= max(bounds) else theme.PAPER
        ax.plot([row.alpha], [place], marker="o", ms=5.5, color=colour, mfc=fill, clip_on=False, zorder=3)
    ax.set_yticks(y, list(frame["name"]), color=theme.INK, fontsize=8.5 if narrow else 9)
    ax.set_xlim(0, 1)
    ax.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
    ax.set_ylim(-0.7, len(frame) - 0.3)
    ax.grid(False)
    return ax


def delays(ax: Axes, shares: pd.Series, *, within: int, share: float, narrow: bool = False) -> Axes:
    """Share of contacts known within so many days (`delay.distribution`), and the day by which nearly all are."""
    last = max(int(shares.index[-1]), 1)
    shown = shares.reindex(range(last + 1)).ffill()
    ax.step(shown.index, shown * 100, where="post", color=theme.LEVEL_COLOURS[5], lw=1.4)
    ax.plot([within, within], [0, share * 100], color=theme.ACCENT, lw=1)
    ax.plot([within], [share * 100], marker="o", ms=5, color=theme.ACCENT, clip_on=False)
    text = f"{share:.0%} within {within} day{'' if within == 1 else 's'}"
    left = within > last / 2
    ax.annotate(
        text,
        (within, share * 50),
        xytext=(-6 if left else 6, 0),
        textcoords="offset points",
        ha="right" if left else "left",
        va="center",
        fontsize=8.5 if narrow else 9,
    )
    ax.set_xlim(0, last)
    ax.set_ylim(0, 104)
    ax.set_yticks([0, 50, 100], ["0%", "50%", "100%"])
    ax.xaxis.get_major_locator().set_params(integer=True, nbins=5 if narrow else 8)
    ax.set_xlabel("Days from the first day of a contact to the first word that it took place")
    if narrow:
        ax.set_xlabel("Days until the first word of it")
    return ax
