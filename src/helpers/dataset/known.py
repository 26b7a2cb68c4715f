"""The contacts as known on a day: one row each, with everything that is derived from the tables."""

from __future__ import annotations

import pandas as pd

from helpers.dataset import levels, status
from helpers.dataset.load import Dataset
from helpers.dataset.rules import TOMBSTONES


def as_known(dataset: Dataset, on: pd.Timestamp) -> pd.DataFrame:
    """Every contact that anybody had spoken of by a day, as it stood then.

    Returns
    -------
    The rows of `contacts` without tombstones, sorted by day and id, with these columns added: `root` (id of the root),
    `status`, `disputed`, `confidence`, `origins` (see `status.standings`), and the levels (see `levels.by_side`). For
    a contact not held by then, `start` is the day that its latest claim gives, not what came of it, and `end` is
    missing, as it is for one still going on; its levels are those of that day, or of the day it was first spoken of.
    """
    stands = status.standings(dataset, on)
    contacts = dataset.contacts[~dataset.contacts["review"].isin(TOMBSTONES)]
    contacts = contacts[contacts["contact_id"].isin(stands.index)]
    first_known = dataset.claims.groupby("contact_id")["known_from"].min()
    known = contacts.join(stands, on="contact_id")
    held = known["status"] == "held"
    # An allegation that gives no day is shown at the day it was coded for.
    dated = held | ((known["status"] == "alleged") & known["says_start"].isna() & (known["start"] <= on))
    known = known.assign(
        root=known["part_of"].fillna(known["contact_id"]),
        start=known["start"].where(dated, known["says_start"]),
        end=known["end"].where(dated & (known["end"] <= on)),
    ).drop(columns="says_start")
    days = known.set_index("contact_id")["start"]
    side_levels = levels.by_side(
        known, dataset.participants, dataset.offices, days.fillna(first_known.reindex(days.index))
    )
    known = known.join(side_levels, on="contact_id")
    return known.sort_values(["start", "contact_id"], kind="stable").reset_index(drop=True)
