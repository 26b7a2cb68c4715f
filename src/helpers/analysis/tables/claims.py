"""What is not held, and what is alleged, each with who said what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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
            for row in rows.to_dict("records")
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
            for row in rows.to_dict("records")
        ],
        empty="No transfer was known of in this window.",
    )


def said_by(selection: Selection, row: Mapping[str, Any]) -> list[Piece]:
    """Who said what when about a contact: for each speaker and stance the first time, linked to where it was said.

    Each speaker is named once, in the order in which they first spoke.
    """
    speakers = selection.dataset.descriptor.field("claims.speaker")
    stances = selection.dataset.descriptor.field("claims.stance")
    about = selection.claims_about(row["contact_id"])
    columns = (about[name] for name in ("speaker", "stance", "publisher", "known_from", "url"))
    said: dict[str, dict[str, list[list[Any]]]] = {}
    for speaker, stance, *claim in zip(*columns, strict=True):
        said.setdefault(speaker, {}).setdefault(stance, []).append(claim)
    pieces: list[Piece] = []
    for speaker, of_stance in said.items():
        pieces.append(f"{'; ' if pieces else ''}{speakers.label(speaker)} ")
        for nth, (stance, claims) in enumerate(of_stance.items()):
            publisher, known_from, url = claims[0]
            where = link(f"{publisher}, {words.short_day(known_from)}", url)
            pieces += [f"{', ' if nth else ''}{stances.label(stance).lower()} (", where]
            pieces.append(f" and {len(claims) - 1} more)" if len(claims) > 1 else ")")
    return pieces
