"""What lists of others name, and what of it the record held."""

from __future__ import annotations

import pandas as pd

from helpers.analysis import words
from helpers.analysis.cells import ids
from helpers.analysis.measures import recall
from helpers.analysis.tables.contacts import anchors
from helpers.dataset.selection import Selection
from helpers.exhibits import Column, Record, Table, link

DAY, MONTH = "%Y-%m-%d", "%Y-%m"
LONG = 3
"""Lists that name fewer contacts share a row."""
NUMBERS = ("Named", "Held before", "Added since", "Missing")


def recalled(selection: Selection) -> Table:
    """How many of the contacts that lists of others name the record held, list by list."""
    lists = recall.by_list(selection).sort_values("named", ascending=False, kind="stable")
    sources = selection.dataset.sources.set_index("source_id")
    rows = []
    for row in lists[lists["named"] >= LONG].itertuples():
        source = sources.loc[row.Index]
        own = " (cited by claims)" if row.own else ""
        rows.append(Record([[link(source["title"], source["url"]), own], *_cells(row._asdict())]))
    short = lists[lists["named"] < LONG]
    if len(short):
        what = f"{words.count(len(short), 'list')} that {'name' if len(short) > 1 else 'names'} fewer than {LONG}"
        rows.append(Record([[what], *_cells(short.sum().to_dict())]))
    for group, row in recall.total(selection).iterrows():
        if row["lists"]:
            what = f"{group}: {words.count(int(row['lists']), 'list')}, each contact once"
            rows.append(Record([[what], *_cells(row.to_dict())]))
    return Table(
        label="tab-recall",
        caption="What lists of others name, and what of it the record held before they were read",
        note="Of the whole record, whatever is chosen: roots and parts that are contacts by the rules. The last column "
        "counts items whose first day both give. Lists draw on the same reports as the record, some on its own "
        "sources: they show what it missed of what is listed, not of what nobody lists.",
        source=words.source(selection),
        columns=[
            Column("List", share=3.4),
            *(Column(name, "right") for name in NUMBERS),
            Column("Within a day", "right", 1.2),
        ],
        rows=rows if len(lists) else [],
        empty="No list of others is kept.",
    )


def unlike_lists(selection: Selection) -> Table:
    """What lists of others name and the record lacked, or dates otherwise."""
    found = recall.unlike(selection)
    sources = selection.dataset.sources.set_index("source_id")
    labels = selection.dataset.descriptor.field("mentions.in_record")
    anchored = anchors(selection)
    rows = []
    for row in found.itertuples():
        source = sources.loc[row.source_id]
        held = "another day" if row.in_record == "before" else labels.label(row.in_record).lower()
        record = [] if pd.isna(row.contact_id) else ids([row.contact_id], anchored)
        form = MONTH if row.date_precision == "month" else DAY
        start = "" if pd.isna(row.start) else f"{row.start:{form}}"
        day, note = ("" if pd.isna(value) else value for value in (row.day, row.note))
        where = [link(source["publisher"], source["url"])]
        rows.append(Record([where, [row.item], [day], record, [start], [held], [note]]))
    return Table(
        label="tab-unlike",
        caption="Where lists of others and the record differ",
        note="What the record lacks or lacked before the list was read, and first days that differ by more than one. "
        "The note says which is followed.",
        source=words.source(selection),
        columns=[
            Column("List", share=1.3),
            Column("Item", share=2),
            Column("Its day"),
            Column("Contact"),
            Column("Our day"),
            Column("What"),
            Column("Note", share=2.6),
        ],
        rows=rows,
        empty="Lists and record agree.",
    )


def _cells(row: dict[str, object]) -> list[list[str]]:
    numbers = [[f"{row[name]:.0f}"] for name in ("named", "before", "since", "missing")]
    return [*numbers, [f"{row['near']:.0f} of {row['days']:.0f}"]]
