"""Figures: contacts and rows on separate panels, because rows are not contacts."""

from __future__ import annotations

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes

from helpers.analysis import theme, words
from helpers.analysis.figures.compose import tabular
from helpers.exhibits import Figure
from helpers.machine_coded.report import measures
from helpers.machine_coded.report.beside import Beside, with_files
from helpers.machine_coded.report.words import NOT_CONTACTS, note, source

ROWS, CONTACTS = theme.ACCENT, theme.LEVEL_COLOURS[4]
EMPTY = "The files cover no whole span that could be shown"


@with_files
def per_month(beside: Beside) -> Figure:
    """Contacts per month above, rows per million below."""
    frame = measures.months(beside)
    known = frame.dropna(subset="rate")
    if known.empty:
        headline = "The files cover no whole month of the window"
    else:
        most, busiest = (
            words.listing([f"{month:%B %Y}" for month in known.loc[known[column] == known[column].max(), "month"]])
            for column in ("rate", "contacts")
        )
        headline = f"Most rows in {most}, most contacts in {busiest}"
        if most == busiest:
            headline = f"Most rows and most contacts in {most}"

    def draw(ax: Axes, narrow: bool) -> None:
        above, below = _panels(ax)
        left = mdates.date2num(frame["month"])
        width = frame["month"].dt.days_in_month.to_numpy()
        for panel, column, colour in ((above, "contacts", CONTACTS), (below, "rate", ROWS)):
            panel.bar(left + width / 2, frame[column], width * 0.78, color=colour)
            theme.time_axis(panel, frame["month"].iloc[0], beside.selection.end, narrow)
        theme.count_axis(above, frame["contacts"].max())
        above.set_title("Contacts, curated")
        below.set_title(_title(beside, narrow))
        for place, rate in zip(left + width / 2, frame["rate"], strict=True):
            if pd.isna(rate):
                below.text(place, 0, "?", ha="center", va="bottom", color=theme.MUTED, fontsize=8)

    return _figure(
        beside,
        draw,
        frame if len(known) else frame.head(0),
        label="fig-machine-months",
        headline=headline,
        subtitle=f"Held contacts per month, and rows of the pair per million rows, {words.window(beside.selection)}",
        detail="A question mark: the files do not cover the whole month.",
        alt=f"Two panels of bars per month, contacts above and rows below, {len(known)} months covered. {headline}.",
        columns={"month": "Month", "contacts": "Contacts", "rows": "Rows", "rate": "Rows per million"},
        height=2.9,
    )


@with_files
def around(beside: Beside) -> Figure:
    """Mean rate before, on and after the first day of visits and of all other contacts."""
    frame = measures.around(beside)
    visit = frame["kind"] == "visit"
    parts = {"Visits": frame[visit], "All other contacts": frame[~visit]}
    profiles = {name: measures.profile(beside, part).assign(of=name) for name, part in parts.items() if len(part)}
    table = pd.concat(profiles.values()) if profiles else pd.DataFrame(columns=["of", "offset", "rate", "median"])
    if frame.empty:
        headline = "The files cover no contact with the days around it"
    else:
        before, after = frame["rate_before"].mean(), frame["rate_on"].mean()
        headline = (
            f"Per million rows, {after:,.0f} were of the pair on the days of a contact and {before:,.0f} in the "
            f"{words.count(beside.parameters.days, 'day')} before"
        )

    def draw(ax: Axes, narrow: bool) -> None:
        panels = _panels(ax, sharey=True)
        for panel, name in zip(panels, parts, strict=True):
            panel.set_title(f"{name} (n = {len(parts[name])}): {NOT_CONTACTS}")
            if name in profiles:
                shown = profiles[name]
                colours = [ROWS if offset == 0 else theme.LEVEL_COLOURS[3] for offset in shown["offset"]]
                panel.bar(shown["offset"], shown["rate"], 0.78, color=colours)
                panel.axhline(shown["median"].iloc[0], color=theme.INK, lw=0.8, ls=(0, (4, 3)))
            panel.xaxis.get_major_locator().set_params(integer=True)
        panels[-1].set_xlabel("Days from the first day of the contact")

    return _figure(
        beside,
        draw,
        table,
        label="fig-machine-around",
        headline=headline,
        subtitle="Mean rows of the pair per million rows of the day, by days from the first day of each contact",
        detail=f"n = {words.count(len(frame), 'contact')} with all days covered; dashed: median of all covered days. "
        "Days around contacts overlap, and what is written about one contact is counted for its neighbours too.",
        alt=f"Two panels of bars by day around contacts, visits above and all other contacts below. {headline}.",
        columns={"of": "Contacts", "offset": "Days", "rate": "Rows per million", "median": "Median of all days"},
        height=2.9,
    )


@with_files
def per_visit(beside: Beside) -> Figure:
    """How many rows one visit makes, by level."""
    frame = measures.around(beside)
    frame = frame[frame["kind"] == "visit"].assign(made=frame["on"] + frame["after"])
    names = words.level_names(beside.selection)
    frame["rank"] = frame["level"].fillna(0).astype(int)
    frame["level_name"] = frame["rank"].map(names)
    made = frame["made"]
    headline = (
        f"One visit made from {made.min():,} to {made.max():,} rows, half of them {made.median():,.0f} or more"
        if len(frame)
        else "The files cover no visit with the days after it"
    )

    def draw(ax: Axes, narrow: bool) -> None:
        ranks = sorted(frame["rank"].unique())
        for place, rank in enumerate(ranks):
            rows = frame.loc[frame["rank"] == rank, "made"]
            style = {"color": theme.LEVEL_COLOURS[rank], "edgecolor": theme.LEVEL_OUTLINE, "linewidth": 0.7}
            ax.scatter(rows, [place] * len(rows), s=36, zorder=3, **style)
        ax.set_yticks(range(len(ranks)), [names[rank] for rank in ranks], color=theme.INK)
        ax.set_ylim(-0.6, len(ranks) - 0.4)
        ax.set_xscale("symlog", linthresh=1)
        ax.set_xlim(-0.3, max(made.max() * 1.6, 10))
        ax.xaxis.set_major_formatter(_thousands)
        ax.grid(axis="x")
        # The names of levels leave a narrow drawing little room.
        ax.set_title(f"Visits: {NOT_CONTACTS}" if narrow else f"Visits, by their level: {NOT_CONTACTS}")
        ax.set_xlabel("Rows (logarithmic)" if narrow else "Rows from the first day on (logarithmic from 1)")

    return _figure(
        beside,
        draw,
        frame.sort_values(["rank", "made"], ascending=False),
        label="fig-machine-visits",
        headline=headline,
        subtitle=f"Rows of the pair from the first day of each visit to {beside.parameters.days} days after its last",
        detail=f"n = {words.count(len(frame), 'visit')} with all days covered.",
        alt=f"Dots on lanes by level, one a visit, against the number of its rows. {headline}.",
        columns={"contact_id": "Id", "level_name": "Level", "start": "First day", "made": "Rows"},
        height=2.6,
    )


def _figure(
    beside: Beside,
    draw: theme.Draw,
    frame: pd.DataFrame,
    *,
    detail: str,
    columns: dict[str, str],
    height: float,
    **said: str,
) -> Figure:
    drawing = theme.render(
        (lambda ax, narrow: _say_empty(ax)) if frame.empty else draw,
        label=said["label"],
        height=1.4 if frame.empty else height,
    )
    heads, rows = tabular(frame, columns)
    return Figure(
        note=f"{detail} {note(beside)}",
        source=source(beside),
        svg=drawing.svg,
        narrow=drawing.narrow,
        png=drawing.png,
        columns=heads,
        rows=rows,
        dark=theme.DARK,
        **said,
    )


def _say_empty(ax: Axes) -> None:
    ax.set(xticks=[], yticks=[])
    ax.grid(False)
    ax.text(0.5, 0.5, EMPTY, transform=ax.transAxes, ha="center", va="center", color=theme.MUTED)


def _panels(ax: Axes, *, sharey: bool = False) -> tuple[Axes, Axes]:
    """Two panels, one above the other, in place of the axes given."""
    figure = ax.figure
    ax.remove()
    above, below = figure.subplots(2, 1, sharex=True, sharey=sharey)
    above.tick_params(labelbottom=True)
    for panel in (above, below):
        panel.yaxis.set_major_formatter(_thousands)
    return above, below


def _thousands(value: float, _: int) -> str:
    return f"{value:,.0f}" if value == round(value) else f"{value:g}"


def _title(beside: Beside, narrow: bool) -> str:
    return f"{beside.layout.title}: {NOT_CONTACTS}" + ("" if narrow else ", per million rows")
