"""Coverage: what two lists of the same contacts tell of those on neither."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from helpers.dataset.selection import Selection

SIDES = ("russia", "dprk")


def lists(selection: Selection, rows: pd.DataFrame) -> pd.DataFrame:
    """On which of the two lists each contact stands: told by a Russian source, told by one of the DPRK.

    A list is what a side says itself, state media included; what is said of a visit's parts is said of the visit.

    Returns
    -------
    A frame of booleans by `contact_id` with the columns `russia` and `dprk`.
    """
    speakers = selection.dataset.descriptor.field("claims.speaker").codes
    of_side = {
        "russia": {code.value for code in speakers if code.side == "russia"} | {"russia_media"},
        "dprk": {code.value for code in speakers if code.side == "dprk"},
    }
    said = selection.claims[selection.claims["stance"] == "asserts"]
    roots = said["contact_id"].str.split(".").str[0]
    told = {side: set(roots[said["speaker"].isin(of_side[side])]) for side in SIDES}
    names = rows["contact_id"]
    return pd.DataFrame({side: names.isin(told[side]).to_numpy() for side in SIDES}, index=pd.Index(names))


def chapman(first: int, second: int, both: int, confidence: float = 0.95) -> dict[str, float]:
    """How many there were in all, from two lists and their overlap.

    The lists are taken to be independent. Where one copies the other the estimate is too low: a lower bound.

    Source: D. G. Chapman, University of California Publications in Statistics 1 (1951), 131-160; the interval treats
    the number on neither list as log-normal, after A. Chao, Biometrics 43 (1987), 783-791.

    Returns
    -------
    `seen` (on either list), `estimate`, `low`, `high`.

    Raises
    ------
    ValueError
        The overlap is larger than a list.
    """
    if not 0 <= both <= min(first, second):
        raise ValueError(f"{both} on both lists do not fit lists of {first} and {second}")
    seen = first + second - both
    estimate = (first + 1) * (second + 1) / (both + 1) - 1
    variance = (first + 1) * (second + 1) * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    unseen = estimate - seen
    if unseen <= 0:
        return {"seen": seen, "estimate": float(seen), "low": float(seen), "high": float(seen)}
    z = special.ndtri(1 - (1 - confidence) / 2)
    spread = np.exp(z * np.sqrt(np.log1p(variance / unseen**2)))
    return {"seen": seen, "estimate": estimate, "low": seen + unseen / spread, "high": seen + unseen * spread}


def estimates(selection: Selection) -> pd.DataFrame:
    """Chapman's estimate for the counted contacts of each year, of those from vice-minister's rank, and of all.

    Returns
    -------
    One row a group: `group`, `russia`, `dprk`, `both`, `neither` (told by third parties alone), and what `chapman`
    gives.
    """
    counted = selection.counted
    years = counted["start"].dt.year
    groups = {f"{year}": counted[years == year] for year in sorted(years.unique())}
    groups["Vice-minister or above"] = counted[(counted["level"] >= 3).fillna(False)]
    groups["All"] = counted
    rows = []
    for name, chosen in groups.items():
        on = lists(selection, chosen)
        first, second, both = int(on["russia"].sum()), int(on["dprk"].sum()), int(on.all(axis=1).sum())
        known = {"group": name, "russia": first, "dprk": second, "both": both, "neither": int((~on.any(axis=1)).sum())}
        rows.append(known | chapman(first, second, both))
    return pd.DataFrame(rows)
