"""Every contact with its sources."""

from __future__ import annotations

from collections import defaultdict

import pandas as pd

from helpers.analysis import files, words
from helpers.dataset.selection import Selection
from helpers.dataset.status import CONFIDENCE
from helpers.exhibits import Column, Piece, Record, Table, link

SHOWN_SOURCES = 4


def contacts(selection: Selection) -> Table:
    """Every counted contact with its parts, levels, confidence and sources, by day."""
    counted = selection.counted
    held = selection.held
    inside = held[held["part_of"].isin(counted["contact_id"]) & ~held["contact_id"].isin(counted["contact_id"])]
    shown = pd.concat([counted, inside])
    first = counted.set_index("contact_id")["start"]
    shown = shown.assign(group=first.reindex(shown["part_of"]).set_axis(shown.index).fillna(shown["start"]))
    shown = shown.sort_values(["group", "root", "contact_id"])
    cited = _sources(selection)
    confidence = "; ".join(f"{code.value} {code.label.lower()}" for code in CONFIDENCE)
    return Table(
        label="tab-contacts",
        caption=f"Every {words.units(selection, 1)} counted, with what happened during visits",
        note=f"Level: Russian side / DPRK side, ? where unknown. Confidence: {confidence}.",
        source=words.source(selection),
        columns=[
            Column("Id", share=1.05),
            Column("Day", share=1.35),
            Column("What", share=4.2),
            Column("Level", share=0.75),
            Column("Conf.", share=0.75),
            Column("Sources", share=2.6),
        ],
        rows=[_contact(row, cited.get(row["contact_id"], [])) for _, row in shown.iterrows()],
        empty="No contacts match this selection.",
    )


def _contact(row: pd.Series, sources: list[Piece]) -> Record:
    level = " / ".join("?" if pd.isna(row[side]) else str(row[side]) for side in ("level_russia", "level_dprk"))
    title = row["title"] if pd.isna(row["part_of"]) else f"– {row['title']}"
    cells = [[row["contact_id"]], [words.days(row)], [title], [level], [str(row["confidence"])], sources]
    return Record(cells, row["contact_id"])


def _sources(selection: Selection) -> dict[str, list[Piece]]:
    """For each contact the publisher and day of the first source of each origin; the rest are in the file of rows."""
    cited = selection.claims.drop_duplicates(["contact_id", "source_id"])
    first = cited.drop_duplicates(["contact_id", "origin"]).groupby("contact_id").head(SHOWN_SOURCES)
    pieces: dict[str, list[Piece]] = defaultdict(list)
    for claim in first.itertuples():
        published = "" if pd.isna(claim.published) else f", {words.short_day(claim.published)}"
        before = ["; "] if pieces[claim.contact_id] else []
        pieces[claim.contact_id] += [*before, link(f"{claim.publisher}{published}", claim.url)]
    more = cited["contact_id"].value_counts() - first["contact_id"].value_counts()
    for contact_id, n in more[more > 0].items():
        pieces[contact_id].append(f"; {n} more in {files.NAME}")
    return pieces
