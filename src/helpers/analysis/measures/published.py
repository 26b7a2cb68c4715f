"""Published counts, and ours by the same rule, every contact named."""

from __future__ import annotations

import pandas as pd

from helpers.dataset.selection import Selection


def compare(selection: Selection) -> pd.DataFrame:
    """Each published count beside ours: held visits of its days, direction and lowest rank, conferences included.

    Returns
    -------
    The rows of `counts` with `ours` (number), `agrees`, `contact_ids` (list: those counted) and `near` (list: visits
    of the same days and direction that the rule leaves out because their level is lower or unknown).
    """
    known = selection.known
    visits = known[(known["kind"] == "visit") & (known["status"] == "held")]
    rows = []
    for count in selection.dataset.counts.itertuples():
        fits = visits[visits["start"].between(count.start, count.end)]
        if count.direction != "both":
            fits = fits[fits["direction"] == count.direction]
        high = (fits["level_visitor"] >= int(count.min_level)).fillna(False)
        ours = int(high.sum())
        rows.append(
            {
                "count_id": count.count_id,
                "ours": ours,
                "agrees": ours > count.n if count.exactness == "more_than" else ours == count.n,
                "contact_ids": fits.loc[high, "contact_id"].tolist(),
                "near": fits.loc[~high, "contact_id"].tolist(),
            }
        )
    frame = pd.DataFrame(rows, columns=["count_id", "ours", "agrees", "contact_ids", "near"])
    return selection.dataset.counts.merge(frame, on="count_id")
