"""Reporting delay: how long contacts take to become known, and which last days cannot be complete yet."""

from __future__ import annotations

import numpy as np
import pandas as pd

COMPLETE = 0.95
FEWEST = 20
"""Contacts below which the delay is not estimated."""


def days(contacts: pd.DataFrame, claims: pd.DataFrame) -> pd.Series:
    """Days from the start of each contact to the first claim that asserts it; none is below zero.

    Parameters
    ----------
    contacts
        `contact_id`, `start`; those held.
    claims
        `contact_id`, `stance`, `known_from`; those known on the day of the report.

    Returns
    -------
    A whole number for each contact, on the index of `contacts`; missing where nobody asserts it.
    """
    asserted = claims[claims["stance"] == "asserts"].groupby("contact_id")["known_from"].min()
    first = asserted.reindex(contacts["contact_id"]).set_axis(contacts.index)
    return (first - contacts["start"]).dt.days.clip(lower=0).astype("Int64")


def distribution(delays: pd.Series, starts: pd.Series, on: pd.Timestamp) -> pd.Series:
    """Share of contacts known within so many days, corrected for those that are not known yet.

    On a day of knowledge only short delays can have been seen of late contacts. Each delay is therefore compared only
    with contacts that began early enough for it to be seen (right truncation).

    Returns
    -------
    By days from 0 to the longest delay seen, the share known within them, 1 at the last; empty without delays.

    Source: S. W. Lagakos, L. M. Barraj and V. De Gruttola, "Nonparametric analysis of truncated survival data, with
    application to AIDS", Biometrika 75 (1988), 515-523.
    """
    known = delays.notna()
    delay = delays[known].to_numpy(dtype=int)
    room = (on - starts[known]).dt.days.to_numpy()
    if not len(delay):
        return pd.Series(dtype=float)
    # The share within d days is the product, over longer delays j, of the chance not to take just j days given j or
    # fewer, among those that began at least j days ago.
    longer = np.arange(1, delay.max() + 1)
    exactly = (delay[:, None] == longer).sum(axis=0)
    at_risk = ((delay[:, None] <= longer) & (room[:, None] >= longer)).sum(axis=0)
    stays = 1 - exactly / np.maximum(at_risk, 1)
    return pd.Series([*np.cumprod(stays[::-1])[::-1], 1.0], index=range(delay.max() + 1))


def until_complete(shares: pd.Series, share: float = COMPLETE) -> int:
    """The fewest days within which at least such a share of the contacts becomes known."""
    return int(shares.index[shares >= share - 1e-12][0])


def incomplete(
    contacts: pd.DataFrame, claims: pd.DataFrame, *, on: pd.Timestamp, share: float = COMPLETE
) -> tuple[pd.Timestamp, pd.Timestamp] | None:
    """First and last of the days before the day of knowledge on which fewer than a share would be known by it.

    Nothing where the delay is nought for so many, or where fewer than `FEWEST` contacts tell of it.
    """
    delays = days(contacts, claims)
    if delays.notna().sum() < FEWEST:
        return None
    length = until_complete(distribution(delays, contacts["start"], on), share)
    return (on - pd.Timedelta(days=length - 1), on) if length else None
