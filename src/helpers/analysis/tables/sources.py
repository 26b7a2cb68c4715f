"""Who says so: origins, languages, and days on which sources differ."""

from __future__ import annotations

import pandas as pd

from helpers.analysis import words
from helpers.analysis.audit import sourcing
from helpers.analysis.tables.rows import percent, records
from helpers.dataset.selection import Selection
from helpers.exhibits import Column, Record, Table, link

MOST_ORIGINS = 15
LANGUAGES = {"all": "All", "en": "English", "ru": "Russian", "ko": "Korean", "ja": "Japanese", "zh": "Chinese"}


def origins(selection: Selection) -> Table:
    """The origins that most sources rest on."""
    frame = sourcing.sources_by(selection, "origin")
    shown, rest = frame.head(MOST_ORIGINS), frame.iloc[MOST_ORIGINS:]
    if len(rest):
        others = {"value": f"{len(rest)} others", "n": int(rest["n"].sum())}
        shown = pd.concat([shown, pd.DataFrame([others])], ignore_index=True)
    return Table(
        label="tab-origins",
        caption="Whose word or reporting the sources rest on",
        note="An origin is whose word an item rests on, not who printed it: TASS quoting KCNA is the DPRK's word.",
        source=words.source(selection),
        columns=[Column("Origin", share=3), Column("Sources", "right"), Column("Share", "right")],
        rows=records(_with_share(shown), ["value", "n", "share"]),
        empty="No source was known by then.",
    )


def languages(selection: Selection) -> Table:
    """Languages of the sources."""
    frame = sourcing.sources_by(selection, "language")
    return Table(
        label="tab-languages",
        caption="Languages of the sources",
        note="Of every source known by the day of knowledge; by ISO 639-1 where the language is rare.",
        source=words.source(selection),
        columns=[Column("Language", share=3), Column("Sources", "right"), Column("Share", "right")],
        rows=records(_with_share(frame.assign(value=frame["value"].map(language))), ["value", "n", "share"]),
        empty="No source was known by then.",
    )


def other_days(selection: Selection) -> Table:
    """Sources that give another first day than the one adjudicated."""
    speakers = selection.dataset.descriptor.field("claims.speaker")
    rows = [
        Record(
            [
                [row.contact_id],
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


def _with_share(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(share=(frame["n"] / frame["n"].sum()).map(percent))


def language(code: str) -> str:
    """Name of a language; its code where it is rare."""
    return LANGUAGES.get(code, code)
