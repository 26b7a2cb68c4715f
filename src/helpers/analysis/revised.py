"""What releases of the data did to the record between the two days of a brief."""

from __future__ import annotations

import pandas as pd

from helpers.analysis.news import SOURCING, News
from helpers.dataset.change import COMPARED
from helpers.dataset.rules.revisions import number


def releases(news: News) -> dict[str, pd.Timestamp]:
    """The versions released after the brief before and by the day of this one, in order, each with its day.

    One that changed no contact is not among them.
    """
    days = _rows(news).groupby("version")["released"].first()
    return {version: days[version] for version in sorted(days.index, key=number)}


def revised(news: News) -> pd.DataFrame:
    """What these releases together did to each contact of the whole record, whatever the brief selects.

    Returns
    -------
    One row a contact, by id: `contact_id`, `what` (`added`, `corrected`, `withdrawn`, or `sourced` where nothing but
    the sources differs), `columns` and `versions` (lists), `title` and `note` (missing for what the data no longer
    have). What was added and then withdrawn is left out.
    """
    found = []
    for contact_id, rows in _rows(news).groupby("contact_id"):
        ordered = sorted(rows.itertuples(), key=lambda row: number(row.version))
        changes = [row.change for row in ordered]
        names = {name for row in ordered if pd.notna(row.columns) for name in row.columns.split()}
        if what := _what(changes, names):
            columns = [name for name in COMPARED if name in names]
            found.append((contact_id, what, columns, [row.version for row in ordered]))
    frame = pd.DataFrame(found, columns=["contact_id", "what", "columns", "versions"])
    contacts = news.after.dataset.contacts[["contact_id", "title", "note"]]
    return frame.merge(contacts, how="left", on="contact_id")


def _rows(news: News) -> pd.DataFrame:
    rows = news.after.dataset.revisions
    return rows[(rows["released"] > news.since) & (rows["released"] <= news.after.on)]


def _what(changes: list[str], columns: set[str]) -> str:
    """What successive changes of one contact come to; empty text for nothing."""
    if changes[-1] == "withdrawn":
        return "" if changes[0] == "added" else "withdrawn"
    if "added" in changes:
        return "added"
    return "sourced" if columns <= SOURCING else "corrected"
