"""Files that travel with a report: the rows that it used."""

from __future__ import annotations

import csv
import io

import pandas as pd

from helpers.analysis import words
from helpers.analysis.news import News
from helpers.dataset.selection import Selection
from helpers.exhibits import File, spreadsheet_safe

NAME, CHANGES = "contacts.csv", "changes.csv"


def rows(selection: Selection) -> File:
    """The counted rows, the parts of visits among them and everything drawn apart, as CSV for spreadsheets."""
    apart = {"plan": selection.not_held, "transfer": selection.transfers, "greeting": selection.greetings}
    counted = selection.counted["contact_id"]
    held = selection.held
    used = {"counted": selection.counted, "part": held[held["part_of"].isin(counted)]} | apart
    frame = pd.concat([rows.assign(role=role) for role, rows in used.items()]).drop_duplicates("contact_id")
    urls = selection.claims.groupby("contact_id")["url"].agg(lambda urls: " ".join(dict.fromkeys(urls)))
    frame = frame.assign(sources=frame["contact_id"].map(urls)).sort_values("contact_id")
    return File(
        name=NAME,
        media_type="text/csv",
        description=f"The rows of this report, {words.window(selection)}, as known on {words.day(selection.on)}",
        text=as_csv(frame),
    )


def changes(news: News) -> File:
    """Every change of a brief, what only gained sources and the parts of new visits included."""
    first = ["contact_id", "what", "said"]
    frame = news.changed
    frame = frame[[*first, *(column for column in frame.columns if column not in first)]]
    span = f"{words.day(news.since)} and {words.day(news.after.on)}"
    return File(CHANGES, "text/csv", f"Everything that changed between {span}", as_csv(frame))


def as_csv(frame: pd.DataFrame) -> str:
    """A frame as CSV in which no text starts a formula: an apostrophe goes before what would."""
    out = io.StringIO()
    # All is quoted, because Python before 3.13 leaves a bare carriage return as it is, which splits a row.
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(frame.columns)
    for values in frame.itertuples(index=False):
        writer.writerow([_safe(value) for value in values])
    return out.getvalue()


def _safe(value: object) -> str:
    if pd.isna(value):
        return ""
    if isinstance(value, str):
        return spreadsheet_safe(value)
    return f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else str(value)
