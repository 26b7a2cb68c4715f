"""Whom the subject of a profile met."""

from __future__ import annotations

import pandas as pd

from helpers.analysis import words
from helpers.analysis.subject import Subject
from helpers.exhibits import Column, Record, Table

MOST = 25


def counterparts(subject: Subject) -> Table:
    """The counterparts of a person or of an office; of a domain or a place, everyone who took part."""
    sides = subject.everyone.dataset.descriptor.field("participants.side")
    levels = words.level_names(subject.everyone)
    frame = subject.counterparts
    met = subject.kind in ("person", "office")
    more = f" {len(frame) - MOST} more are in the file of rows and in the data." if len(frame) > MOST else ""
    return Table(
        label="tab-counterparts",
        caption=f"{'Whom they met or wrote to' if met else 'Who took part'}: {subject.name}",
        note="Contacts: visits and what stands alone, each once, whatever the number of meetings in it. Rank is that "
        f"of the office on the day, the highest where it changed.{more}",
        source=words.source(subject.everyone),
        columns=[
            Column("Name", share=1.8),
            Column("Side", share=0.8),
            Column("Office on the last day", share=3),
            Column("Rank", share=1.4),
            Column("Contacts", "right", share=0.7),
            Column("Last", share=1),
        ],
        rows=[
            Record(
                [
                    [row.name],
                    [sides.label(row.side)],
                    [row.office],
                    ["unknown" if pd.isna(row.level) else levels[row.level]],
                    [str(row.n)],
                    [words.short_day(row.last)],
                ]
            )
            for row in frame.head(MOST).itertuples(index=False)
        ],
        empty="Nobody is on record in this selection.",
    )
