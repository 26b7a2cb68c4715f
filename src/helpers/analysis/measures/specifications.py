"""Specifications: every reasonable definition of what is counted, and the headline numbers under one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import pandas as pd

from helpers.analysis.measures import clusters, comparisons, effort
from helpers.analysis.measures.intervals import clopper_pearson, rate_ratio
from helpers.dataset.selection import Selection, level, of_unit

MINISTER = 4
FORESEEN = ("announced", "lapsed")
"""Statuses that "announced too" lets in: what a side announced or foresaw, and nobody has said that it took place."""


@dataclass(frozen=True)
class Choice:
    """One definition of what is counted and how."""

    unit: str
    min_level: int
    side_rule: str
    conferences: bool
    greetings: bool
    min_origins: int
    foreseen: bool = False
    thinned: bool = False


def chosen(selection: Selection) -> Choice:
    """The definition that the report itself uses."""
    given = selection.parameters
    return Choice(given.unit, given.min_level, given.side_rule, given.conferences, given.greetings, given.min_origins)


def alternatives(base: Choice) -> list[tuple[str, str, Choice]]:
    """Every definition that differs from the report's in one point: question, answer, and the definition."""
    units = [("Unit", f"{unit} counted", replace(base, unit=unit)) for unit in ("contacts", "visits", "meetings")]
    floors = [
        ("Level", name, replace(base, min_level=floor))
        for name, floor in (("any level", 0), ("vice-minister or above", 3), ("minister or above", 4))
    ]
    rules = [
        ("Side", f"level by {name}", replace(base, side_rule=rule))
        for name, rule in (
            ("visitor, else lower side", "headline"),
            ("visitor", "visitor"),
            ("lower side", "lower"),
            ("higher side", "higher"),
        )
    ]
    rest = [
        ("Conferences", f"conferences {'out' if base.conferences else 'in'}", _flip(base, "conferences")),
        ("Greetings", f"greetings {'out' if base.greetings else 'in'}", _flip(base, "greetings")),
        ("Sources", "one origin is enough", replace(base, min_origins=1)),
        ("Sources", "two origins or more", replace(base, min_origins=2)),
        ("Status", "announced or lapsed too", replace(base, foreseen=True)),
        ("Searches", "years searched alike", replace(base, thinned=True)),
    ]
    return [row for row in (*units, *floors, *rules, *rest) if row[2] != base]


class Pool:
    """What any definition could count, in arrays, so that many definitions are quick."""

    def __init__(self, selection: Selection) -> None:
        rows = selection.matching
        rows = rows[(rows["kind"] != "transfer") & rows["start"].between(selection.start, selection.end)]
        self.rows = rows[rows["status"].isin(["held", *FORESEEN])].reset_index(drop=True)
        rows = self.rows
        self.units = {unit: of_unit(rows, unit).to_numpy() for unit in ("contacts", "visits", "meetings")}
        self.levels = {
            rule: level(rows, rule).astype("Float64").to_numpy(dtype=float, na_value=np.nan)
            for rule in {"headline", "visitor", "lower", "higher", selection.parameters.side_rule}
        }
        self.held = (rows["status"] == "held").to_numpy()
        self.greeting = (rows["kind"] == "greeting").to_numpy()
        self.conference = (rows["multilateral"] == "only").to_numpy()
        self.origins = rows["origins"].fillna(0).to_numpy(dtype=int)
        self.roots = pd.factorize(rows["root"])[0]
        self.comparison = comparisons.DECLARED["years"]
        self.comparable = comparisons.fits(self.comparison, selection.start, selection.end)
        self.years = [
            rows["start"].between(period.first, period.last).to_numpy()
            for period in (self.comparison.before, self.comparison.after)
        ]
        years = (self.comparison.before.first.year, self.comparison.after.first.year)
        self.keep = effort.thinning(selection.dataset.searches, years)

    def counted(self, choice: Choice) -> np.ndarray:
        """Which rows a definition counts."""
        mask = self.units[choice.unit] & (self.origins >= choice.min_origins)
        if not choice.foreseen:
            mask = mask & self.held
        if not choice.greetings:
            mask = mask & ~self.greeting
        if not choice.conferences:
            mask = mask & ~self.conference
        if choice.min_level:
            mask = mask & (self.levels[choice.side_rule] >= choice.min_level)
        return mask

    def ratio(self, choice: Choice) -> dict[str, float]:
        """Counts of the two years, and the later rate over the earlier with its 95% interval."""
        mask = self.counted(choice)
        parts = [mask & year for year in self.years]
        n1, n2 = (int(part.sum()) for part in parts)
        # Thinning to equal searches makes searches the exposure; its draws are in `thinned`.
        e1, e2 = (
            (1 / keep for keep in self.keep)
            if choice.thinned
            else (
                self.comparison.before.days,
                self.comparison.after.days,
            )
        )
        if choice.unit == "meetings":
            sizes = [np.unique(self.roots[part], return_counts=True)[1] for part in parts]
            found = clusters.ratio(*sizes, e1, e2)
        else:
            found = _rate_ratio(n1, n2, e1, e2)
        return dict(zip(("n_before", "n_after", "ratio", "low", "high"), (n1, n2, *found), strict=True))

    def share(self, choice: Choice) -> dict[str, float]:
        """How many are at minister's rank or above among those of known level, and the share with its interval."""
        levels = self.levels[choice.side_rule][self.counted(choice)]
        n, of = int((levels >= MINISTER).sum()), int((~np.isnan(levels)).sum())
        low, high = clopper_pearson(n, of)
        return {"at": n, "of": of, "share": n / of if of else np.nan, "share_low": low, "share_high": high}

    def thinned(self, choice: Choice) -> dict[str, float]:
        """Ratio and share when whole visits are left out at random until both years had as many searches.

        Counts are the medians of the draws; so are the ratio, the share, and the ends of their intervals.
        """
        mask = self.counted(choice)
        keep = np.ones(len(mask))
        for year, share in zip(self.years, self.keep, strict=True):
            keep[year] = share
        drawn = effort.kept(pd.Series(self.roots), keep) & mask
        n1, n2 = (np.count_nonzero(drawn & year, axis=1) for year in self.years)
        found = effort.thinned_ratio(n1, n2, self.comparison.before.days, self.comparison.after.days)
        if choice.unit == "meetings":
            found = (found[0], *list(self.ratio(replace(choice, thinned=True)).values())[-2:])
        levels = self.levels[choice.side_rule]
        at = np.count_nonzero(drawn & (levels >= MINISTER), axis=1)
        of = np.count_nonzero(drawn & ~np.isnan(levels), axis=1)
        low, high = np.transpose([clopper_pearson(int(a), int(b)) for a, b in zip(at, of, strict=True)])
        shares = at[of > 0] / of[of > 0]
        return {
            **dict(zip(("n_before", "n_after"), (float(np.median(n)) for n in (n1, n2)), strict=True)),
            **dict(zip(("ratio", "low", "high"), found, strict=True)),
            "at": float(np.median(at)),
            "of": float(np.median(of)),
            "share": float(np.median(shares)) if len(shares) else np.nan,
            "share_low": float(np.median(low)),
            "share_high": float(np.median(high)),
        }


@lru_cache(maxsize=4)
def pool(selection: Selection) -> Pool:
    """The pool of a selection, made once."""
    return Pool(selection)


@lru_cache(maxsize=1024)
def _rate_ratio(n1: int, n2: int, e1: float, e2: float) -> tuple[float, float, float]:
    """`rate_ratio` of two numbers: many definitions share their counts."""
    ratio, low, high = rate_ratio(n1, n2, e1, e2)
    return float(ratio), float(low), float(high)


def _flip(base: Choice, name: str) -> Choice:
    return replace(base, **{name: not getattr(base, name)})
