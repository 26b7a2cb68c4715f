"""How high: every contact by its level, and levels over time."""

from __future__ import annotations

from helpers.analysis import measures, words
from helpers.analysis.charts import bars, marks
from helpers.analysis.figures.compose import figure, within
from helpers.dataset.selection import Selection
from helpers.exhibits import Figure

MINISTER = 4
LABELLED_FROM = 5
"""Lanes from this level upwards have labels beside their marks."""


def level_lanes(selection: Selection) -> Figure:
    """One mark a contact: its day against its level, the highest with labels."""
    rows = selection.counted
    names = words.level_names(selection)
    high = (rows["level"] >= LABELLED_FROM).fillna(False)
    frame = rows.assign(
        label=[words.mover(selection, row) if up else "" for (_, row), up in zip(rows.iterrows(), high, strict=True)],
        level_name=rows["level"].fillna(0).map(names),
        direction_name=rows["direction"].astype("str").map(words.codes(selection, "direction")),
    )
    top = rows["level"].max()
    unknown = int(rows["level"].isna().sum())
    share = measures.share_at_or_above(rows, MINISTER)
    if rows.empty:
        headline = "No contacts match this selection"
    else:
        at_top = int((rows["level"] == top).sum())
        headline = (
            f"{share['n']} of {share['of']} {words.units(selection)} of known level were at minister's rank or above; "
            f"{at_top} reached the highest, {names[int(top)].lower()}"
        )
    interval = f"{share['low']:.0%} to {share['high']:.0%}"
    window = (selection.start, selection.end)
    wide, small = (marks.crowding(frame, window=window, narrow=narrow) for narrow in (False, True))
    note = f"{words.note(selection)} Level unknown: {unknown}. Exact 95% interval of the share: {interval}."
    return figure(
        selection,
        lambda ax, narrow: marks.level_lanes(
            ax,
            frame,
            window=window,
            names=names,
            directions=words.codes(selection, "direction"),
            narrow=narrow,
        ),
        frame,
        label="fig-lanes",
        headline=headline,
        subtitle="Each mark is one of them: its day against its level; marks that would touch are moved up or down",
        note=note,
        alt=f"Lanes of marks over time, one lane a level from working level to head of state. {headline}.",
        columns={
            "contact_id": "Id",
            "start": "Day",
            "level_name": "Level",
            "direction_name": "Direction",
            "title": "What",
        },
        height=0.7 + 3.2 * wide,
        narrow_height=0.9 + 3.5 * small,
    )


def levels_per_quarter(selection: Selection) -> Figure:
    """Counts by level and quarter."""
    rows, names = selection.counted, words.level_names(selection)
    frame = measures.by_level(rows, start=selection.start, end=selection.end, every="Q")
    high = frame[[level for level in measures.LEVELS if level >= MINISTER]].sum(axis=1)
    best = frame.loc[high == high.max(), "period"].tolist()
    if rows.empty:
        headline = "No contacts match this selection"
    elif high.max() == 0:
        headline = f"No {words.units(selection, 1)} was at minister's rank or above"
    else:
        each = " each" if len(best) > 1 else ""
        headline = f"Most at minister's rank or above: {words.listing(best)}, with {int(high.max())}{each}"
    present = [level for level in measures.LEVELS if frame[level].any()]
    return figure(
        selection,
        lambda ax, narrow: bars.level_stack(ax, frame, labels=names, narrow=narrow),
        frame if len(rows) else frame.head(0),
        label="fig-levels",
        headline=headline,
        subtitle=f"Held {words.units(selection)} per quarter by level, the highest at the bottom",
        note=words.note(selection),
        alt=f"Stacked bars of {words.units(selection)} per quarter by level. {headline}.",
        columns={"period": "Quarter"} | {level: names[level] for level in present},
        contacts=within(frame, rows),
        height=2.6,
        narrow_height=3.8,
    )
