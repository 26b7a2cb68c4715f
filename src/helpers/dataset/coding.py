"""Coding twice: which contacts are due for it, and how the present rows read a contact."""

from __future__ import annotations

import hashlib

import pandas as pd

from helpers.dataset.known import as_known
from helpers.dataset.load import Dataset

VARIABLES = ("kind", "start", "direction", "modality", "domain", "multilateral", "level_russia", "level_dprk", "status")
"""What two coders are compared by."""
ONE_IN = 5
"""Of the roots that nothing else makes due, one in so many is coded twice."""
HIGH = 5
"""Contacts whose visitor, or whose lower side, has this rank or a higher one are all coded twice."""


def due(dataset: Dataset) -> pd.DataFrame:
    """The roots that the codebook wants coded twice: a fifth by chance, the highest, and everything not held.

    Chance is the hash of the id, so that a row stays in the sample, or out of it, when others come or go.

    Returns
    -------
    The rows of `known.as_known` at the release that are due, with `coded`: whether two readings of it are kept.
    """
    known = as_known(dataset, pd.Timestamp(dataset.descriptor.released))
    roots = known[known["part_of"].isna()]
    drawn = roots["contact_id"].map(lambda name: int(hashlib.sha256(name.encode()).hexdigest(), 16) % ONE_IN == 0)
    high = (roots[["level_lower", "level_visitor"]] >= HIGH).fillna(False).any(axis=1)
    wanted = roots[drawn | high | (roots["status"] != "held")]
    coders = dataset.codings.groupby("contact_id")["coder"].nunique()
    return wanted.assign(coded=wanted["contact_id"].map(coders).fillna(0) >= 2).reset_index(drop=True)


def readings(dataset: Dataset) -> pd.DataFrame:
    """How the present rows read each contact, in the columns that two coders are compared by.

    A level that is not known is 0, as in `codings`; the day of a contact not held is the day last foreseen or alleged.
    """
    known = as_known(dataset, pd.Timestamp(dataset.descriptor.released))
    levels = known[["level_russia", "level_dprk"]].fillna(0)
    return known.assign(**levels)[["contact_id", *VARIABLES]]
