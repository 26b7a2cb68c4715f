"""How long each level has been silent."""

from __future__ import annotations

import pandas as pd

from helpers.analysis import words
from helpers.analysis.charts import pauses as chart
from helpers.analysis.figures.compose import figure
from helpers.analysis.news import last_at_each_level
from helpers.dataset.selection import Selection
from helpers.exhibits import Figure

SHOWN = pd.DateOffset(months=12)
"""How far back the lanes reach."""


def pauses(selection: Selection) -> Figure:
    """Each level's contacts of the last twelve months, and the days since the last of them."""
    names = words.level_names(selection)
    rows = selection.counted.dropna(subset="level")
    frame = rows.assign(level=rows["level"].astype(int), level_name=rows["level"].map(names))
    first = max(selection.start, selection.end - SHOWN + pd.Timedelta(days=1))
    last = last_at_each_level(selection)
    noun = words.UNITS[selection.parameters.unit][0]
    if frame.empty:
        headline = "No contacts match this selection"
    else:
        top, near = last.iloc[0], last.loc[last["days"].idxmin()]
        headline = f"{words.count(int(top['days']), 'day')} since the last {noun} at the highest level seen so far"
        headline += f", {names[top['level']].lower()}"
        if near["level"] != top["level"]:
            headline += f"; {words.count(int(near['days']), 'day')} at that of {names[near['level']].lower()}"
    shown = frame[frame["start"] >= first]
    told = words.listing([f"{names[row.level].lower()} {row.days}" for row in last.itertuples()])
    return figure(
        selection,
        lambda ax, narrow: chart.pauses(ax, frame, window=(first, selection.end), names=names, narrow=narrow),
        frame,
        label="fig-pauses",
        headline=headline,
        subtitle=f"Ticks: held {words.units(selection)}, {words.span(first, selection.end)}; bars and numbers: days "
        "since the last one at that level",
        note=f"n = {len(shown)} in the days drawn, {len(frame)} in the window; those of unknown level are left out. "
        f"{words.filters(selection)}A pause ends with the window or with the day of knowledge; a {noun} not yet "
        "reported would shorten it.",
        alt=f"Lanes by level with a tick for each {noun} over time and a bar from the last of them to the end; days "
        f"since the last: {told or 'none'}.",
        columns={"contact_id": "Id", "start": "Day", "level_name": "Level", "title": "What"},
        height=0.65 + 0.24 * max(len(last), 1),
        narrow_height=0.75 + 0.45 * max(len(last), 1),
    )
