"""Every contact with its sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pandas as pd

from helpers.analysis import files, words
from helpers.analysis.measures import LEVELS
from helpers.dataset.selection import Selection
from helpers.dataset.status import CONFIDENCE
from helpers.exhibits import Column, Facet, Piece, Record, Table, link

SHOWN_SOURCES = 4
ROLES = {
    "counted": "Held",
    "part": "Held, during a visit",
    "greeting": "Held, greeting",
    "conference": "Held, conference alone",
}
"""What a held row is to the report, beside the statuses of what is not held."""


def contacts(selection: Selection) -> Table:
    """What is counted, what happened during visits, and what stands apart, by day: each row with its sources."""
    shown, cited = rows(selection).to_dict("records"), sources(selection)
    levels = words.level_names(selection)
    confidence = "; ".join(f"{code.value} {code.label.lower()}" for code in CONFIDENCE)
    return Table(
        label="tab-contacts",
        caption=f"Every {words.units(selection, 1)} counted, what happened during visits, and what stands apart",
        note="A dash: during the visit above it. Level: Russian side / DPRK side, ? where unknown. A letter after what "
        f"is held says on whose word: {confidence}. Greetings, plans and allegations stand apart and do not count.",
        source=words.source(selection),
        columns=[
            Column("Id", share=1.05),
            Column("Day", share=1.35),
            Column("What", share=4),
            Column("Level", share=0.75),
            Column("Status", share=1.15),
            Column("Sources", share=2.6),
        ],
        rows=[_contact(selection, row, cited.get(row["contact_id"], [])) for row in shown],
        empty="No contacts match this selection.",
        facets=[
            Facet("Level", [levels[level] for level in LEVELS]),
            Facet("Direction", list(words.codes(selection, "direction").values())),
            Facet("Domain", list(words.codes(selection, "domain").values())),
            Facet("Status", [*ROLES.values(), *_not_held_statuses(selection).values()]),
        ],
    )


def rows(selection: Selection) -> pd.DataFrame:
    """The rows of the table of contacts, a visit before what happened during it, with their `standing` in words."""
    counted, held = selection.counted, selection.held
    inside = held[held["part_of"].isin(counted["contact_id"])]
    conferences = held[(held["multilateral"] == "only") & held["part_of"].isna()]
    apart = {"greeting": selection.greetings, "conference": conferences}
    used = {"counted": counted, "part": inside, **apart}
    standing = [rows.assign(standing=ROLES[role]) for role, rows in used.items()]
    plans = selection.not_held
    plans = plans.assign(standing=plans["status"].astype("str").map(words.statuses(selection)))
    shown = pd.concat([*standing, plans]).drop_duplicates("contact_id")
    first = shown.set_index("contact_id")["start"]
    group = first.reindex(shown["part_of"]).set_axis(shown.index).fillna(shown["start"])
    return shown.assign(group=group).sort_values(["group", "root", "contact_id"])


def anchors(selection: Selection) -> set[str]:
    """The ids that a report with this table and that of transfers leads to."""
    return {*rows(selection)["contact_id"], *selection.transfers["contact_id"]}


def citation(selection: Selection, row: Mapping[str, Any]) -> str:
    """A line by which others can cite a contact."""
    return f"{row['contact_id']}: {row['title']}, {words.days(row)}. In: {words.release(selection)}."


def level(row: Mapping[str, Any] | pd.Series) -> str:
    """Levels of the two sides, as the tables print them."""
    return " / ".join("?" if pd.isna(row[side]) else str(row[side]) for side in ("level_russia", "level_dprk"))


def sources(selection: Selection, most: int = SHOWN_SOURCES) -> dict[str, list[Piece]]:
    """For each contact the publisher and day of the first source of each origin; the rest are in the file of rows."""
    cited = selection.claims.drop_duplicates(["contact_id", "source_id"])
    first = cited.drop_duplicates(["contact_id", "origin"]).groupby("contact_id").head(most)
    pieces: dict[str, list[Piece]] = defaultdict(list)
    for claim in first.itertuples():
        published = "" if pd.isna(claim.published) else f", {words.short_day(claim.published)}"
        before = ["; "] if pieces[claim.contact_id] else []
        pieces[claim.contact_id] += [*before, link(f"{claim.publisher}{published}", claim.url)]
    more = cited["contact_id"].value_counts() - first["contact_id"].value_counts()
    for contact_id, n in more[more > 0].items():
        pieces[contact_id].append(f"; {n} more in {files.NAME}")
    return pieces


def _contact(selection: Selection, row: Mapping[str, Any], cited: list[Piece]) -> Record:
    title = row["title"] if pd.isna(row["part_of"]) else f"– {row['title']}"
    apart = row["standing"] == ROLES["greeting"]
    status = "Greeting" if apart else row["standing"].split(",")[0]
    letter = "" if pd.isna(row["confidence"]) or not row["confidence"] else f", {row['confidence']}"
    day = "" if pd.isna(row["start"]) else f"{row['start']:%Y-%m-%d}"
    rank = 0 if pd.isna(row["level"]) else int(row["level"])
    return Record(
        [[row["contact_id"]], [words.days(row)], [title], [level(row)], [f"{status}{letter}"], cited],
        row["contact_id"],
        facets=[
            words.level_names(selection)[rank],
            selection.label("direction", row["direction"]),
            selection.label("domain", row["domain"]),
            row["standing"],
        ],
        keys=[row["contact_id"], day, "", str(rank), row["standing"], ""],
        cite=citation(selection, row),
    )


def _not_held_statuses(selection: Selection) -> dict[str, str]:
    return {code: label for code, label in words.statuses(selection).items() if code != "held"}
