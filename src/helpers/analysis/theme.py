"""The theme: the one owner of colour, type, grid and size of every chart."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

import matplotlib as mpl
import matplotlib.dates as mdates
import pandas as pd
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers import fonts

SEMIBOLD = 600

INK, MUTED, GRID, PAPER, ACCENT = "#1b2430", "#5b6675", "#d9dee5", "#ffffff", "#b3421f"
LEVEL_COLOURS = {6: "#10294a", 5: "#234f83", 4: "#4a7fb5", 3: "#86aed3", 2: "#b9d1e7", 1: "#e1ebf5", 0: "#f4f4f2"}
"""From dark to light in equal steps of lightness, so that the order survives grey print and colour blindness."""
LEVEL_OUTLINE = "#33475f"
RUSSIA, DPRK = "#4a7fb5", "#b9d1e7"

DARK = {
    INK: "#e7eaee",
    MUTED: "#a5afbc",
    GRID: "#39424e",
    PAPER: "#14181e",
    ACCENT: "#f08a62",
    LEVEL_OUTLINE: "#8fa3ba",
    "#10294a": "#e6f0fa",
    "#234f83": "#b6d2ee",
    "#4a7fb5": "#7fabd8",
    "#86aed3": "#4f7fb0",
    "#b9d1e7": "#355a82",
    "#e1ebf5": "#243b55",
    "#f4f4f2": "#20252c",
}
"""Colour on dark paper for each colour above: the order of lightness is turned round with the paper."""

WIDE_INCHES = 6.3
"""Width of the text block of an A4 page, so that 9 points in a chart are 9 points on paper."""
NARROW_INCHES = 3.5

BACKING = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.6}
"""Paper under words that lines would cross."""

STYLE = {
    "font.family": [fonts.TEXT, fonts.KOREAN],
    "font.size": 9,
    "axes.titlesize": 9,
    "axes.titleweight": SEMIBOLD,
    "axes.titlelocation": "left",
    "axes.labelsize": 9,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": MUTED,
    "axes.facecolor": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "grid.color": GRID,
    "grid.linewidth": 0.6,
    "text.color": INK,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.major.size": 3,
    "ytick.major.size": 0,
    "figure.facecolor": "none",
    "legend.frameon": False,
    "legend.fontsize": 9,
    "hatch.linewidth": 0.6,
    "svg.fonttype": "none",
    "text.hinting": "none",  # no page shows it, and words are measured in half the time without
}

Draw = Callable[[Axes, bool], object]
"""Draws on axes; the second argument says that they are narrow."""


@dataclass(frozen=True)
class Drawing:
    """One chart, in every form that an exhibit carries."""

    svg: str
    narrow: str
    png: bytes


def render(draw: Draw, *, label: str, height: float, narrow_height: float | None = None) -> Drawing:
    """Draw a chart wide and narrow.

    Parameters
    ----------
    draw
        Called with axes of the theme and whether they are narrow.
    label
        Name of the figure; it keeps the ids inside its drawings apart from those of other figures.
    height, narrow_height
        Inches; the narrow one is as high as the wide one unless said otherwise.
    """
    _register_fonts()
    svg, png = _drawn(draw, False, height, f"{label}-wide")
    narrow, _ = _drawn(draw, True, narrow_height or height, f"{label}-narrow", preview=False)
    return Drawing(svg, narrow, png)


def _drawn(draw: Draw, narrow: bool, height: float, salt: str, *, preview: bool = True) -> tuple[str, bytes]:
    with mpl.rc_context(STYLE | {"svg.hashsalt": salt}):
        figure = Figure(figsize=(NARROW_INCHES if narrow else WIDE_INCHES, height), layout="constrained")
        figure.get_layout_engine().set(w_pad=0.06, h_pad=0.03)
        draw(figure.subplots(), narrow)
        figure.get_layout_engine().execute(figure)
        figure.set_layout_engine(None)  # laid out once; with any engine, even the empty one, saving draws twice
        svg, png = io.StringIO(), io.BytesIO()
        figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
        if preview:
            figure.savefig(png, format="png", dpi=130, facecolor=PAPER, metadata={"Software": None})
    return svg.getvalue(), png.getvalue()


def _register_fonts() -> None:
    """Make the shipped fonts known; every bold one answers to the semibold weight that the charts ask for."""
    known = {entry.fname for entry in font_manager.fontManager.ttflist}
    for family, path, style, weight in (
        (fonts.TEXT, fonts.REGULAR, "normal", 400),
        (fonts.TEXT, fonts.ITALIC, "italic", 400),
        (fonts.TEXT, fonts.SEMIBOLD, "normal", SEMIBOLD),
        (fonts.KOREAN, fonts.KOREAN_REGULAR, "normal", 400),
        (fonts.KOREAN, fonts.KOREAN_BOLD, "normal", SEMIBOLD),
    ):
        if str(path) not in known:
            entry = font_manager.FontEntry(str(path), name=family, style=style, weight=weight, size="scalable")
            font_manager.fontManager.ttflist.append(entry)


def split(ax: Axes, rows: int, columns: int, **ratios: object) -> list[Axes]:
    """Axes in a grid in the place of one, row by row; `ratios` as for a matplotlib grid."""
    figure, cells = ax.figure, ax.get_subplotspec().subgridspec(rows, columns, **ratios)
    ax.remove()
    return [figure.add_subplot(cells[row, column]) for row in range(rows) for column in range(columns)]


def time_axis(ax: Axes, start: pd.Timestamp, end: pd.Timestamp, narrow: bool) -> None:
    """A horizontal time axis over a window: ticks by quarter, the year under the first tick of each year."""
    ax.set_xlim(start, end + pd.Timedelta(days=1))
    days = (end - start).days
    step = 1 if days < 200 else (6 if narrow and days > 500 else 3)
    months = pd.date_range(start.replace(day=1), end, freq="MS")
    ticks = [m for m in months if (m.month - 1) % step == 0 and m >= start] or [start]
    seen: set[int] = set()
    labels = []
    for tick in ticks:
        labels.append(f"{tick:%b}" if tick.year in seen else f"{tick:%b}\n{tick:%Y}")
        seen.add(tick.year)
    ax.set_xticks(mdates.date2num(ticks), labels)
    ax.tick_params(axis="x", labelrotation=0)


def count_axis(ax: Axes, highest: float) -> None:
    """A vertical axis of counts: whole numbers from zero."""
    ax.set_ylim(0, max(highest * 1.08, 1))
    ax.yaxis.get_major_locator().set_params(integer=True, nbins=5, min_n_ticks=2)


def legend(ax: Axes, handles: list, labels: list[str], *, columns: int, narrow: bool) -> None:
    """A legend above the axes, from the left edge of the drawing; a narrow one has two columns, closely set."""
    close = {"ncols": 2, "fontsize": 8, "handlelength": 0.8, "columnspacing": 0.6, "handletextpad": 0.4}
    roomy = {"ncols": columns, "handlelength": 1.1, "columnspacing": 1.2}
    ax.figure.legend(handles, labels, loc="outside upper left", **(close if narrow else roomy))


def number_beside(ax: Axes, x: float, y: float, n: int, **style: object) -> None:
    """The number of a horizontal bar, just beyond its end."""
    ax.annotate(f"{n}", (x, y), xytext=(3, 0), textcoords="offset points", va="center", **style)


def say_empty(ax: Axes, text: str = "No contacts match this selection") -> None:
    """What a chart without anything to draw says in its middle."""
    ax.set(xticks=[], yticks=[])
    ax.grid(False)
    ax.text(0.5, 0.5, text, transform=ax.transAxes, ha="center", va="center", color=MUTED)
