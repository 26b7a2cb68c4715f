"""What the machine saw around each contact: small frames, no ink."""

from __future__ import annotations

import pandas as pd

from helpers.dataset.selection import of_unit
from helpers.machine_coded.report.beside import Beside

PARTS = ("before", "on", "after")
EVENT_COLUMNS = ("contact_id", "title", "kind", "level", "start", "last")


def dated(beside: Beside) -> pd.DataFrame:
    """The counted contacts whose day is known, with `last`, their last day (the first, where no end is given)."""
    rows = beside.selection.counted
    rows = rows[of_unit(rows, "contacts") & (rows["date_precision"] == "day") & rows["start"].notna()]
    return rows.assign(last=rows["end"].where(rows["end"].notna(), rows["start"]))


def around(beside: Beside) -> pd.DataFrame:
    """Rows before, on and after each contact of which the files cover every day.

    Returns
    -------
    pandas.DataFrame
        One row a contact, by day: `before`, `on` and `after` are rows of the pair on the days before it, from its
        first to its last day, and after it; `rate_before`, `rate_on`, `rate_after` the same per million rows of all
        countries. `missed`: there was no row on its days nor after them. Windows of contacts may overlap: the columns
        cannot be added.
    """
    span = pd.Timedelta(days=beside.parameters.days)
    day = pd.Timedelta(days=1)
    found = []
    for contact in dated(beside)[list(EVENT_COLUMNS)].itertuples(index=False):
        spans = (
            (contact.start - span, contact.start - day),
            (contact.start, contact.last),
            (contact.last + day, contact.last + span),
        )
        parts = [beside.days.loc[first:last] for first, last in spans]
        if sum(map(len, parts)) < (spans[2][1] - spans[0][0]).days + 1:
            continue
        rows = [int(part["rows"].sum()) for part in parts]
        rates = [part["rows"].sum() / part["total"].sum() * 1e6 for part in parts]
        found.append([*contact, *rows, *rates, rows[1] + rows[2] == 0])
    columns = [*EVENT_COLUMNS, *PARTS, *(f"rate_{part}" for part in PARTS), "missed"]
    frame = pd.DataFrame(found, columns=columns).astype({"missed": bool})
    return frame.sort_values(["start", "contact_id"], ignore_index=True)


def profile(beside: Beside, contacts: pd.DataFrame) -> pd.DataFrame:
    """Mean rate by day, counted from the first day of each contact.

    Returns
    -------
    pandas.DataFrame
        `offset` in days, from before to after; `rate`, the mean over the contacts; `median`, over all covered days.
    """
    reach = beside.parameters.days
    offsets = range(-reach, reach + 1)
    rate = beside.days["rate"]
    means = [rate.reindex(contacts["start"] + pd.Timedelta(days=offset)).mean() for offset in offsets]
    return pd.DataFrame({"offset": list(offsets), "rate": means, "median": rate.median()})


def months(beside: Beside) -> pd.DataFrame:
    """Contacts, rows and rate by month of the window; rows are missing where the files do not cover the whole month.

    Returns
    -------
    pandas.DataFrame
        `month` (its first day), `contacts`, `rows`, `rate`.
    """
    selection = beside.selection
    starts = pd.date_range(selection.start.replace(day=1), selection.end, freq="MS")
    contacts = beside.selection.counted["start"].dt.to_period("M").value_counts()
    days = beside.days[["rows", "total"]]
    by_month = days.groupby(days.index.to_period("M")).agg(
        rows=("rows", "sum"), total=("total", "sum"), n=("rows", "size")
    )
    whole = by_month[by_month["n"] == by_month.index.days_in_month].reindex(starts.to_period("M"))
    return pd.DataFrame(
        {
            "month": starts,
            "contacts": contacts.reindex(starts.to_period("M")).fillna(0).astype(int).to_numpy(),
            "rows": whole["rows"].to_numpy(),
            "rate": (whole["rows"] / whole["total"] * 1e6).to_numpy(),
        }
    )


def by_level(frame: pd.DataFrame) -> pd.DataFrame:
    """Contacts of `around` by level, highest first: `n`, `missed`, and `rows`, the median of rows on and after."""
    levels = frame.assign(level=frame["level"].fillna(0).astype(int), made=frame["on"] + frame["after"])
    grouped = levels.groupby("level").agg(n=("missed", "size"), missed=("missed", "sum"), rows=("made", "median"))
    return grouped.sort_index(ascending=False).reset_index()
