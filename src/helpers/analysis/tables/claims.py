"""What is not held, and what is alleged, each with who said what."""

from __future__ import annotations

import pandas as pd

from helpers.analysis import words
from helpers.dataset.selection import Selection
from helpers.exhibits import Column, Piece, Record, Table, link


def not_held(selection: Selection) -> Table:
    """Plans, lapsed plans and allegations, each with who said what."""
    names = words.statuses(selection)
    rows = selection.not_held
    return Table(
        label="tab-not-held",
        caption="Announced, possible, put off, called off, lapsed and alleged: not held as far as was known",
        note="The day is the one last foreseen or alleged by the day of knowledge; none of these counts. Each leads to "
        "its row in the table of contacts.",
        source=words.source(selection),
        columns=[Column("Foreseen", share=1.1), Column("What", share=3), Column("Status"), Column("Said by", share=3)],
        rows=[
            Record(
                [
                    [words.days(row)],
                    [link(row["title"], f"#{row['contact_id']}")],
                    [names[row["status"]]],
                    said_by(selection, row),
                ]
            )
            for _, row in rows.iterrows()
        ],
        empty="Nothing was known of this kind.",
    )


def transfers(selection: Selection) -> Table:
    """Alleged and admitted transfers with everyone's stance: never counted as contacts."""
    names = words.statuses(selection)
    rows = selection.transfers
    return Table(
        label="tab-transfers",
        caption="Transfers of arms, troops, fuel or labour: what was alleged, denied and admitted",
        note="Kept because the public debate turns on them; never counted as contacts. No delivery is inferred from "
        "the timing of a visit. A denial is a speaker's stance: it makes an allegation disputed, not untrue.",
        source=words.source(selection),
        columns=[Column("Day"), Column("What", share=3), Column("Status", share=1.1), Column("Said by", share=3.2)],
        rows=[
            Record(
                [
                    [words.days(row)],
                    [row["title"]],
                    [
                        "Admitted" if row["status"] == "held" else names[row["status"]],
                        *([", disputed"] if row["disputed"] else []),
                    ],
                    said_by(selection, row),
                ],
                row["contact_id"],
            )
            for _, row in rows.iterrows()
        ],
        empty="No transfer was known of in this window.",
    )


def said_by(selection: Selection, row: pd.Series) -> list[Piece]:
    """Who said what when about a contact: for each speaker and stance the first time, linked to where it was said.

    Each speaker is named once, in the order in which they first spoke.
    """
    speakers = selection.dataset.descriptor.field("claims.speaker")
    stances = selection.dataset.descriptor.field("claims.stance")
    about = selection.claims_about(row["contact_id"]).sort_values("known_from", kind="stable")
    times = about.groupby(["speaker", "stance"], observed=True).size()
    pieces: list[Piece] = []
    for speaker, said in about.drop_duplicates(["speaker", "stance"]).groupby("speaker", sort=False, observed=True):
        pieces.append(f"{'; ' if pieces else ''}{speakers.label(speaker)} ")
        for nth, claim in enumerate(said.itertuples()):
            where = link(f"{claim.publisher}, {words.short_day(claim.known_from)}", claim.url)
            pieces += [f"{', ' if nth else ''}{stances.label(claim.stance).lower()} (", where]
            more = int(times[speaker, claim.stance]) - 1
            pieces.append(f" and {more} more)" if more else ")")
    return pieces
