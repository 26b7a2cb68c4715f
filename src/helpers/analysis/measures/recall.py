"""Recall: how many of the contacts that lists of others name the record held before they were read."""

from __future__ import annotations

import pandas as pd

from helpers.analysis.measures.intervals import clopper_pearson
from helpers.dataset.selection import Selection

ALL, OTHERS = "All lists", "Lists that no claim cites"
NEAR_DAYS = 1
DATED = ("day", "about")
"""How exactly a day of the record is known that a list's day can be held against."""
COLUMNS = ["named", "before", "since", "missing", "days", "near"]


def by_list(selection: Selection) -> pd.DataFrame:
    """What each list names that is a contact by the rules, and what of it the record held.

    A contact that a list names in several items counts once; the record held it before only if it held all of them.

    Returns
    -------
    By `source_id`: `named`, of them held `before` the list was read, added `since`, `missing`; `days` (items whose day
    the list and the record give), `near` (of them within a day); `own` (a claim of the record cites it).
    """
    found = _mentions(selection)
    counted = {source_id: _counted(rows) for source_id, rows in found.groupby("source_id")}
    frame = pd.DataFrame.from_dict(counted, orient="index", columns=COLUMNS)
    return frame.assign(own=frame.index.isin(selection.dataset.claims["source_id"]))


def total(selection: Selection) -> pd.DataFrame:
    """The same for all lists together, and for those that no claim of the record cites, each contact once.

    Returns
    -------
    By group (`ALL`, `OTHERS`): the counts of `by_list`, `lists`, and `recall` (share held before; missing where nothing
    is named) with `low` and `high`, exact for a binomial share.
    """
    found = _mentions(selection)
    others = found[~found["source_id"].isin(selection.dataset.claims["source_id"])]
    rows = {}
    for group, mentions in ((ALL, found), (OTHERS, others)):
        counts = _counted(mentions)
        low, high = clopper_pearson(counts["before"], counts["named"])
        share = counts["before"] / counts["named"] if counts["named"] else float("nan")
        more = {"lists": mentions["source_id"].nunique(), "recall": share, "low": low, "high": high}
        rows[group] = counts | more
    return pd.DataFrame.from_dict(rows, orient="index")


def unlike(selection: Selection) -> pd.DataFrame:
    """What a list names and the record lacked, or dates by more than a day otherwise.

    Returns
    -------
    `source_id`, `item`, `day` (text, as the list gives it), `contact_id`, `start` and `date_precision` (of the record),
    `in_record`, `note`; what is missing first, then what was added, then the days.
    """
    found = _mentions(selection)
    other_day = found["apart"].abs() > NEAR_DAYS
    order = found["in_record"].map({"missing": 0, "since": 1, "before": 2}).astype(int)
    frame = found.assign(order=order)[other_day | (found["in_record"] != "before")]
    frame = frame.sort_values(["order", "source_id", "item"], ignore_index=True)
    return frame[["source_id", "item", "day", "contact_id", "start", "date_precision", "in_record", "note"]]


def _mentions(selection: Selection) -> pd.DataFrame:
    """Items that are contacts by the rules, each with `what` (which contact) and `apart` (days after the record's)."""
    starts = selection.dataset.contacts[["contact_id", "start", "date_precision"]]
    found = selection.dataset.mentions.merge(starts, on="contact_id", how="left")
    found = found[found["in_record"] != "outside"]
    dated = pd.to_datetime(found["day"].where(found["day"].str.len() == len("2024-01-16")), format="%Y-%m-%d")
    dated = dated.where(found["date_precision"].isin(DATED))
    alone = found["source_id"] + " " + found["item"]
    return found.assign(what=found["contact_id"].fillna(alone), apart=(dated - found["start"]).dt.days)


def _counted(mentions: pd.DataFrame) -> dict[str, int]:
    worst = mentions["in_record"].map({"before": 0, "since": 1, "missing": 2}).astype(int).groupby(mentions["what"])
    held = worst.max()
    counts = {name: int((held == order).sum()) for order, name in enumerate(("before", "since", "missing"))}
    apart = mentions["apart"].dropna().abs()
    days = {"days": len(apart), "near": int((apart <= NEAR_DAYS).sum())}
    return {"named": len(held)} | counts | days
