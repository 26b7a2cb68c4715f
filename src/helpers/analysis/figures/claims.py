"""What is said and was not held: plans, lapsed plans and allegations, with marks of their own."""

from __future__ import annotations

import pandas as pd

from helpers.analysis import words
from helpers.analysis.charts import marks
from helpers.analysis.figures.compose import figure
from helpers.dataset.selection import Selection
from helpers.exhibits import Figure


def not_held(selection: Selection) -> Figure:
    """Everything known on the day that was not held, by status: never stacked on what was."""
    names = words.statuses(selection)
    transfers = selection.transfers
    rows = pd.concat([selection.not_held, transfers[transfers["status"] != "held"]])
    frame = rows[rows["start"].notna()].sort_values("start").assign(status=lambda f: f["status"].astype("str"))
    frame["name"] = frame["status"].map(names)
    counts = frame["status"].value_counts()
    said = [f"{counts[status]} {names[status].lower()}" for status in names if counts.get(status)]
    disputed, undated = int(frame["disputed"].sum()), int(rows["start"].isna().sum())
    headline = f"Beside what was held: {words.listing(said)}" if said else "Nothing else was known for this window"
    return figure(
        selection,
        lambda ax, narrow: marks.status_lanes(
            ax, frame, window=(selection.start, selection.horizon), names=names, narrow=narrow
        ),
        frame,
        label="fig-not-held",
        headline=headline,
        subtitle="Each mark is one plan or allegation, at the day foreseen or alleged; none counts as a contact",
        note=f"n = {len(frame)}, {words.span(selection.start, selection.horizon)}; not drawn: {undated} without a day. "
        f"A ring marks the {disputed} that a side said to take part denies. Alleged transfers are included here.",
        alt=f"Lanes of open marks over time, one lane a status. {headline}.",
        columns={"contact_id": "Id", "start": "Day", "name": "Status", "title": "What"},
        height=0.9 + 0.42 * max(frame["status"].nunique(), 1),
    )
