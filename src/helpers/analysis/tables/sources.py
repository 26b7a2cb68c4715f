"""Who says so: origins, languages, and days on which sources differ."""

from __future__ import annotations

import pandas as pd

from helpers.analysis import words
from helpers.analysis.cells import ids, percent, records
from helpers.analysis.measures import sourcing
from helpers.analysis.tables.contacts import anchors
from helpers.dataset.selection import Selection
from helpers.exhibits import Column, Record, Table, link

MOST_ORIGINS, MOST_LANGUAGES = 15, 6
LANGUAGES = {"all": "All", "en": "English", "ru": "Russian", "ko": "Korean", "ja": "Japanese", "other": "Other"}


def origins(selection: Selection) -> Table:
    """The origins that most sources rest on."""
    return Table(
        label="tab-origins",
        caption="Whose word or reporting the sources rest on",
        note="An origin is whose word an item rests on, not who printed it: TASS quoting KCNA is the DPRK's word.",
        source=words.source(selection),
        columns=[Column("Origin", share=3), Column("Sources", "right"), Column("Share", "right")],
        rows=records(_most(sourcing.sources_by(selection, "origin"), MOST_ORIGINS), ["value", "n", "share"]),
        empty="No source was known by then.",
    )


def languages(selection: Selection) -> Table:
    """Languages of the sources."""
    frame = sourcing.sources_by(selection, "language")
    frame = frame.assign(value=frame["value"].map(lambda code: LANGUAGES.get(code, code)))
    return Table(
        label="tab-languages",
        caption="Languages of the sources",
        note="Of every source known by the day of knowledge.",
        source=words.source(selection),
        columns=[Column("Language", share=3), Column("Sources", "right"), Column("Share", "right")],
        rows=records(_most(frame, MOST_LANGUAGES), ["value", "n", "share"]),
        empty="No source was known by then.",
    )


def other_days(selection: Selection) -> Table:
    """Sources that give another first day than the one adjudicated."""
    speakers = selection.dataset.descriptor.field("claims.speaker")
    anchored = anchors(selection)
    rows = [
        Record(
            [
                ids([row.contact_id], anchored),
                [row.title],
                [f"{row.start:%Y-%m-%d}"],
                [f"{row.says_start:%Y-%m-%d} ({row.days:+.0f})"],
                [f"{speakers.label(row.speaker)}, ", link(row.publisher, row.url)],
            ]
        )
        for row in sourcing.other_days(selection).itertuples()
    ]
    return Table(
        label="tab-days",
        caption="Sources that give another first day",
        note="The day at the place is taken; in brackets by how many days the source differs.",
        source=words.source(selection),
        columns=[
            Column("Id"),
            Column("What", share=3.4),
            Column("Taken", share=1.2),
            Column("Said", share=1.6),
            Column("By", share=2.4),
        ],
        rows=rows,
        empty="All agree on the days.",
    )


def _most(frame: pd.DataFrame, most: int) -> pd.DataFrame:
    """The most frequent values with their shares, the rest in one row."""
    shown, rest = frame.head(most), frame.iloc[most:]
    if len(rest):
        others = {"value": f"{len(rest)} others", "n": int(rest["n"].sum())}
        shown = pd.concat([shown, pd.DataFrame([others])], ignore_index=True)
    return shown.assign(share=(shown["n"] / shown["n"].sum()).map(percent))
