"""The table of what releases of the data corrected in the record."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from helpers.analysis import cells, words
from helpers.analysis.news import News
from helpers.analysis.revised import releases
from helpers.analysis.revised import revised as revised_contacts
from helpers.analysis.tables.brief import anchors
from helpers.dataset.rules import TOMBSTONES
from helpers.exhibits import Column, Prose, Record, Table


def revised(news: News) -> Table | Prose:
    """Contacts that releases since the brief before corrected or withdrew; nothing where there was no release."""
    versions = releases(news)
    if not versions:
        return Prose("")
    rows, anchored = revised_contacts(news), anchors(news)
    told = rows[rows["what"].isin(["corrected", "withdrawn"])]
    added, sourced = (rows.loc[rows["what"] == what, "contact_id"].tolist() for what in ("added", "sourced"))
    return Table(
        label="tab-revised",
        caption=f"Corrected in the record by data {words.listing(list(versions))}",
        note="Of the whole record, whatever this brief selects. Named is what differs from the release before. "
        f"Left out: {words.count(len(sourced), 'contact')} of which the sources alone differ. "
        f"Added ({len(added)}): {', '.join(spans(added)) or 'none'}.",
        source=words.source(news.after),
        columns=[Column("Id", share=1.05), Column("What", share=4), Column("Corrected", share=3), Column("Data")],
        rows=[
            Record(
                [
                    cells.ids([row.contact_id], anchored),
                    [row.title if pd.notna(row.title) else "no longer in the data"],
                    [_said(news, row)],
                    [words.listing(row.versions)],
                ]
            )
            for row in told.itertuples()
        ],
        empty="Nothing that was in the record before was corrected or withdrawn.",
    )


def spans(ids: list[str]) -> list[str]:
    """Ids in their order, those that follow on each other as one: `RK0100.10–12`, `RK1000–1008`."""
    runs: list[list[str]] = []
    for name in ids:
        if runs and name == _next(runs[-1][-1]):
            runs[-1].append(name)
        else:
            runs.append([name])
    return [run[0] if len(run) == 1 else f"{run[0]}–{re.split(r'[K.]', run[-1])[-1]}" for run in runs]


def _next(contact_id: str) -> str:
    return re.sub(r"\d+$", lambda digits: f"{int(digits[0]) + 1:0{len(digits[0])}}", contact_id)


def _said(news: News, row: Any) -> str:
    if row.what == "corrected":
        return ", ".join(news.name(column) for column in row.columns)
    if pd.isna(row.note):
        return "withdrawn"
    # Most notes of what is withdrawn or merged begin by saying so.
    return row.note if row.note.lower().startswith(TOMBSTONES) else f"withdrawn: {row.note}"
