"""The highest contacts, by date, in words."""

from __future__ import annotations

from helpers.analysis import measures, words
from helpers.analysis.charts import timeline as chart
from helpers.analysis.figures.compose import figure
from helpers.dataset.selection import Selection
from helpers.exhibits import Figure

MOST = 12


def timeline(selection: Selection) -> Figure:
    """The highest of the counted rows down a line of time."""
    rows = measures.highest(selection.counted, MOST)
    names = words.level_names(selection)
    frame = rows.assign(
        when=[words.short_day(day) for day in rows["start"]], level_name=rows["level"].fillna(0).map(names)
    )
    if rows.empty:
        headline = "No contacts match this selection"
    else:
        counts = rows["level"].fillna(0).astype(int).value_counts().sort_index(ascending=False)
        said = [f"{n} at the level of {names[level].lower()}" for level, n in counts.items()]
        headline = f"The {words.count(len(rows), 'highest', 'highest')}: {words.listing(said)}"
    return figure(
        selection,
        lambda ax, narrow: chart.timeline(ax, frame, window=(selection.start, selection.end), narrow=narrow),
        frame,
        label="fig-timeline",
        headline=headline,
        subtitle=f"The highest {words.units(selection)} by level, at most {MOST}; darker marks are higher",
        note=words.note(selection),
        alt=f"A line of time with {len(rows)} labelled marks; all stand in the table of contacts. {headline}.",
        columns={"contact_id": "Id", "start": "Day", "level_name": "Level", "title": "What"},
        height=1 + chart.INCHES * MOST,
        narrow_height=1 + chart.INCHES_NARROW * MOST,
    )
