"""Tables of the brief: what moved, what is due, and how long ago each level last met."""

from __future__ import annotations

import pandas as pd

from helpers.analysis import words
from helpers.analysis.news import RECENT_DAYS, News, last_at_each_level
from helpers.analysis.tables.claims import said_by
from helpers.analysis.tables.contacts import citation, level, sources
from helpers.dataset.selection import Selection
from helpers.exhibits import Column, Piece, Record, Table

NAMED_PARTS = 3
"""How many of the meetings of a new visit are named; the highest are."""
SHOWN_SOURCES = 2


def numbers(news: News) -> Table:
    """The headline numbers on both days."""
    return Table(
        label="tab-numbers",
        caption="The headline numbers then and now",
        note="Counts of the window, never to be added together; plans, allegations and transfers are not contacts.",
        source=words.source(news.after),
        columns=[
            Column("Held, or as said", share=2),
            Column(words.short_day(news.since), "right"),
            Column(words.short_day(news.after.on), "right"),
            Column("Change", "right"),
        ],
        rows=[
            Record([[name.capitalize()], [str(old)], [str(new)], [f"{new - old:+d}" if new != old else "0"]])
            for name, (old, new) in news.numbers.items()
        ],
    )


def changed(news: News) -> Table:
    """What is new, came about, lapsed, was corrected or withdrawn; meetings of a new visit stand in its row."""
    rows, parts = _folded(news)
    # What is withdrawn had sources before.
    cited = sources(news.before, most=SHOWN_SOURCES) | sources(news.after, most=SHOWN_SOURCES)
    return Table(
        label="tab-changed",
        caption=f"What is new, corrected or withdrawn since {words.day(news.since)}",
        note="Level: Russian side / DPRK side, ? where unknown. Of a new visit the highest meetings are named; all "
        "stand in the file of changes. What only gained sources is left out here.",
        source=words.source(news.after),
        columns=[
            Column("Id", share=1.05),
            Column("Day", share=1.3),
            Column("What", share=3.4),
            Column("Level", share=0.75),
            Column("What is new", share=1.5),
            Column("Sources", share=2.6),
        ],
        rows=[_change(news, row, parts, cited) for _, row in rows.iterrows()],
        empty="Nothing of the window is new, corrected or withdrawn.",
    )


def anchors(news: News) -> set[str]:
    """The ids that a report with this table leads to."""
    return {*_folded(news)[0]["contact_id"]}


def pending(news: News) -> Table:
    """What is announced, possible or put off, and may still come to pass, with who said so."""
    names = words.statuses(news.after)
    shown = news.pending[news.pending["days"].notna() | news.spoken_of_lately(news.pending)]
    left_out = len(news.pending) - len(shown)
    more = f" Left out: {left_out} without a day and not spoken of for {RECENT_DAYS} days." if left_out else ""
    return Table(
        label="tab-pending",
        caption="Announced, possible or put off, and not yet held or lapsed",
        note="By the day last foreseen. A plan lapses when its day passed more than 30 days ago and nobody has said "
        f"that it took place; one without a day does not lapse.{more}",
        source=words.source(news.after),
        columns=[
            Column("Foreseen", share=1.2),
            Column("Due", share=1),
            Column("What", share=3),
            Column("Status", share=0.9),
            Column("Said by", share=2.6),
        ],
        rows=[
            Record(
                [
                    [words.days(row)],
                    [_due(row)],
                    [f"{row['title']} ({row['contact_id']})"],
                    [names[row["status"]]],
                    said_by(news.after, row),
                ]
            )
            for _, row in shown.iterrows()
        ],
        empty="Nothing is announced or thought possible in this window.",
    )


def last_contacts(selection: Selection) -> Table:
    """For each level the days since its last contact, beside the longest pause that the window has seen."""
    names = words.level_names(selection)
    singular, plural = words.UNITS[selection.parameters.unit]
    return Table(
        label="tab-last",
        caption=f"Days from the last {singular} at each level to {words.day(selection.end)}",
        note=f"Held {plural} of known level alone, from the first day of each. The longest pause is between two of "
        "them in the window. What is not yet reported is not there: silence is not absence.",
        source=words.source(selection),
        columns=[
            Column("Level", share=1.7),
            Column("The last", share=4),
            Column("Days since", "right", share=0.7),
            Column("Longest pause", "right", share=0.8),
            Column("In the window", "right", share=0.8),
        ],
        rows=[
            Record(
                [
                    [names[row.level]],
                    [f"{words.short_day(row.start)}: {row.title} ({row.contact_id})"],
                    [str(row.days)],
                    ["" if pd.isna(row.longest) else str(row.longest)],
                    [str(row.n)],
                ]
            )
            for row in last_at_each_level(selection).itertuples()
        ],
        empty="No contacts match this selection.",
    )


def _folded(news: News) -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:
    """What moved but for sources alone, and apart from it the held parts of new visits, by visit."""
    rows = news.changed[news.changed["what"] != "better sourced"]
    whole = rows.loc[rows["part_of"].isna() & rows["what"].isin(["new", "came about"]), "contact_id"]
    folded = rows["part_of"].isin(whole) & (rows["what"] == "new") & (rows["status"] == "held")
    return rows[~folded], dict(list(rows[folded].groupby("part_of")))


def _change(news: News, row: pd.Series, parts: dict[str, pd.DataFrame], cited: dict[str, list[Piece]]) -> Record:
    contact_id = row["contact_id"]
    inside = parts.get(contact_id)
    title = row["title"] if pd.isna(row["part_of"]) else f"During {row['part_of']}: {row['title']}"
    if inside is not None:
        highest = inside.sort_values("level_higher", ascending=False, kind="stable").head(NAMED_PARTS)
        more = len(inside) - len(highest)
        said = [*highest["title"], *([f"{more} more"] if more else [])]
        title += f"; with {words.listing(said)}"
    new = f"New: {row['said']}" if row["what"] == "new" else f"{row['what'].capitalize()}: {row['said']}"
    cells = [[contact_id], [words.days(row)], [title], [level(row)], [new], cited.get(contact_id, [])]
    return Record(cells, contact_id, cite=citation(news.after, row))


def _due(row: pd.Series) -> str:
    """How far off a plan is, no closer than its day is known."""
    if pd.isna(row["days"]):
        return "no day"
    if row["date_precision"] == "month":
        return "month only"
    days, about = int(row["days"]), "about " if row["date_precision"] == "about" else ""
    if days < 0:
        return f"{about}{words.count(-days, 'day')} ago"
    return f"in {about}{words.count(days, 'day')}" if days else f"{about}today"
