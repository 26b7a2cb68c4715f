"""Who meets whom: named principals of the two sides in the same contact."""

from __future__ import annotations

import pandas as pd

from helpers.dataset.rules import LEVEL_SETTING


def meetings(rows: pd.DataFrame, participants: pd.DataFrame) -> pd.DataFrame:
    """Each two named principals, authors or addressees of the two sides that a contact brought together.

    Parameters
    ----------
    rows
        Contacts and parts of visits: `contact_id`, `root`, `start`, `level`.
    participants
        The table of that name.

    Returns
    -------
    One row for each two and each visit, or contact that stands alone, however often they met in it: `russia`, `dprk`
    (ids), and `contact_id`, `root`, `start`, `level` of the first such row, by day.
    """
    named = participants[participants["capacity"].isin(LEVEL_SETTING) & participants["official_id"].notna()]
    russia, dprk = (
        named.loc[named["side"] == side, ["contact_id", "official_id"]].rename(columns={"official_id": side})
        for side in ("russia", "dprk")
    )
    met = rows[["contact_id", "root", "start", "level"]].merge(russia, on="contact_id").merge(dprk, on="contact_id")
    met = met.sort_values(["start", "contact_id", "russia", "dprk"], kind="stable")
    columns = ["russia", "dprk", "contact_id", "root", "start", "level"]
    return met.drop_duplicates(["russia", "dprk", "root"])[columns].reset_index(drop=True)


def most_frequent(met: pd.DataFrame, most: int) -> pd.DataFrame:
    """The pairs that met most often, at least twice: `russia`, `dprk`, `n`, `first`, `last`; most frequent first."""
    grouped = met.groupby(["russia", "dprk"])["start"].agg(n="size", first="min", last="max").reset_index()
    often = grouped[grouped["n"] > 1].sort_values(["n", "last", "russia", "dprk"], ascending=[False, False, True, True])
    return often.head(most).reset_index(drop=True)
