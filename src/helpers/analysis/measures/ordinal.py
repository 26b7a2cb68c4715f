"""Levels are ranks: they have a median and a maximum, and shares at or above one, but no average."""

from __future__ import annotations

import pandas as pd

from helpers.analysis.measures import counts
from helpers.analysis.measures.refusal import Refused
from helpers.dataset.selection import level

RULES = ("headline", "visitor", "lower", "higher")

STATISTICS = {
    # The lower of the two in the middle: a level that occurs, not one half-way between two.
    "median": lambda known: int(known.quantile(0.5, interpolation="lower")),
    "maximum": lambda known: int(known.max()),
}


def statistic(levels: pd.Series, name: str) -> int | None:
    """Median or maximum of the known levels; nothing where none is known.

    Raises
    ------
    Refused
        Anything else: differences between ranks have no size that could be added up.
    """
    if name not in STATISTICS:
        raise Refused(
            f"levels have no {name}: they are ranks, and the distance from one to the next is no amount; "
            f"allowed: {', '.join(STATISTICS)}, or the share at or above a level"
        )
    known = levels.dropna().astype("int64")
    return STATISTICS[name](known) if len(known) else None


def side_rules(rows: pd.DataFrame, at_least: int) -> pd.DataFrame:
    """The same rows under each rule of whose rank is the level.

    Returns
    -------
    One row a rule: `rule`, `n` (at or above `at_least`), `of` (level known), `share`, `low`, `high` (exact 95%
    interval), `median`, `maximum` (missing where no level is known).
    """
    found = []
    for rule in RULES:
        levels = level(rows, rule)
        share = counts.share_at_or_above(rows.assign(level=levels), at_least)
        found.append({"rule": rule} | share | {name: statistic(levels, name) for name in STATISTICS})
    return pd.DataFrame(found).astype(dict.fromkeys(STATISTICS, "Int64"))
