"""Search effort: how many searches each year had, and contacts thinned as if both had had the fewer."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from helpers.analysis.measures.intervals import rate_ratio

DRAWS = 2000
SEED = 20241231


def per_year(searches: pd.DataFrame) -> pd.Series:
    """Searches made for each year; one for a span counts in each year by its months.

    Parameters
    ----------
    searches
        Column `period`: a month, a year, or a span of either (`2023-05`, `2023`, `2023-10/2024-03`).
    """
    found: dict[int, float] = {}
    for period, n in searches["period"].value_counts(sort=False).items():
        (first, january), (last, december) = _months(period)
        for year in range(first, last + 1):
            months = (december if year == last else 12) - (january if year == first else 1) + 1
            whole = 12 * (last - first) + december - january + 1
            found[year] = found.get(year, 0.0) + n * (months / whole)
    return pd.Series(found, dtype=float).sort_index()


def thinning(searches: pd.DataFrame, years: tuple[int, int]) -> tuple[float, float]:
    """Share of each year's contacts to keep, so that both stand for equally many searches.

    It supposes that with fewer searches proportionately fewer contacts had been found, which is the worst case: the
    later searches for a year find less than the first. Nothing is thinned where a year was not searched.
    """
    made = per_year(searches).reindex(years, fill_value=0.0).to_numpy()
    least = made.min()
    return tuple(float(least / n) for n in made) if least > 0 else (1.0, 1.0)


def _months(period: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """Year and month in which a period begins and in which it ends."""
    first, last = (period.split("/") * 2)[:2]
    years, months = zip(*(re.fullmatch(r"(\d{4})(?:-(\d\d))?", part).groups() for part in (first, last)), strict=True)
    return (int(years[0]), int(months[0] or 1)), (int(years[1]), int(months[1] or 12))


def kept(roots: pd.Series, keep: np.ndarray) -> np.ndarray:
    """Seeded draws of which rows are kept, by whole visits: boolean, one draw a row.

    Parameters
    ----------
    roots
        Root of each row; rows of one root are kept or left out together.
    keep
        Probability of each row, the same for all of one root.
    """
    codes, uniques = pd.factorize(roots, sort=True)
    drawn = np.random.default_rng(SEED).random((DRAWS, len(uniques)))
    return drawn[:, codes] < keep


def thinned_ratio(n_before: np.ndarray, n_after: np.ndarray, days_before: int, days_after: int) -> tuple[float, ...]:
    """Medians, over the draws, of the ratio of the rates and of the ends of its exact interval."""
    return tuple(float(np.median(ends)) for ends in rate_ratio(n_before, n_after, days_before, days_after))
