"""What the record holds of what there was: two lists, published counts, and the searches made."""

from __future__ import annotations

import pandas as pd

from helpers.analysis import words
from helpers.analysis.cells import ids, intervals, percent, records
from helpers.analysis.measures import coverage, published, sourcing
from helpers.analysis.tables.contacts import anchors
from helpers.analysis.tables.sources import LANGUAGES
from helpers.dataset.selection import Selection
from helpers.exhibits import Column, Record, Table, link


def estimates(selection: Selection) -> Table:
    """How many contacts the two sides' lists hold, and how many there were by Chapman's estimate."""
    frame = coverage.estimates(selection)
    frame = frame.assign(
        estimate=frame["estimate"].map("{:.0f}".format), interval=intervals(frame, "{:.0f} to {:.0f}".format)
    )
    return Table(
        label="tab-coverage",
        caption=f"Two lists of the same {words.units(selection)}, and a lower bound of how many there were",
        note="A list holds what a side or its state media told. Chapman's estimator takes the two as independent; they "
        "copy each other, so that the true number is higher. What neither side told is outside both.",
        source=words.source(selection),
        columns=[
            Column("Group", share=2),
            *(Column(name, "right") for name in ("Russian list", "DPRK list", "Both", "Neither", "Estimate")),
            Column("95% interval", "right", 1.3),
        ],
        rows=records(frame, ["group", "russia", "dprk", "both", "neither", "estimate", "interval"]),
    )


def published_counts(selection: Selection) -> Table:
    """Published counts beside ours by the same rule, with the contacts counted and those that the rule leaves out."""
    exactness, directions = (
        selection.dataset.descriptor.field(f"counts.{name}") for name in ("exactness", "direction")
    )
    sources = selection.dataset.sources.set_index("source_id")
    levels = selection.known.set_index("contact_id")["level_visitor"].map(str, na_action="ignore").fillna("?").to_dict()
    anchored = anchors(selection)
    rows = []
    for row in published.compare(selection).itertuples():
        source = sources.loc[row.source_id]
        what = f"{directions.label(row.direction)}, {words.short_day(row.start)} to {words.short_day(row.end)}"
        agrees = "agrees" if row.agrees else f"{row.ours - row.n:+d}"
        cells = [
            [f"{row.counted_by}, ", link(source["publisher"], source["url"])],
            [what],
            [f"{exactness.label(row.exactness)} {row.n}"],
            [f"{row.ours} ({agrees})"],
            ids(row.contact_ids, anchored),
            ids(row.near, anchored, after=levels),
        ]
        rows.append(Record(cells, row.count_id))
    return Table(
        label="tab-published",
        caption="Published counts, and ours by the same rule",
        note="Held visits at the lowest level that the count names or above, attendance at conferences included, by "
        "what was known on the day of knowledge. Left out are visits of the same days and direction at a lower or "
        "unknown level, which stands in brackets.",
        source=words.source(selection),
        columns=[
            Column("Counted by", share=1.5),
            Column("What", share=1.5),
            Column("Published", share=1.05),
            Column("Ours", share=0.9),
            Column("Counted here", share=2.2),
            Column("Left out", share=2.2),
        ],
        rows=rows,
        empty="No published count is kept.",
    )


def searches(selection: Selection) -> Table:
    """What the searches brought, by the day on which they were made and their language."""
    frame = sourcing.searches(selection)
    frame = frame.assign(
        on=["All" if pd.isna(day) else words.short_day(day) for day in frame["on"]],
        language=frame["language"].map(LANGUAGES),
        share=(frame["fruitful"] / frame["searches"]).map(percent),
    )
    return Table(
        label="tab-searches",
        caption="What the searches brought",
        note="A search is fruitful when it brought at least one contact, root or part, that the record did not hold. "
        "Every query is a row of searches.csv, fruitless ones too: a zero is a search that was made.",
        source=words.source(selection),
        columns=[
            Column("Made on", share=1.4),
            Column("Language", share=1.4),
            *(Column(name, "right") for name in ("Searches", "New contacts", "Fruitful")),
        ],
        rows=records(frame, ["on", "language", "searches", "new_contacts", "share"]),
        empty="No search is logged.",
    )
