"""Comparisons of two periods that are declared here, each with a reason outside the counts; no other is made."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from helpers.analysis.measures import clusters, intervals
from helpers.analysis.measures.refusal import Refused

SHORTEST = 180
"""Days that each period of a comparison has at least: months and seasons are not compared."""


@dataclass(frozen=True)
class Period:
    """Days from `first` to `last`, with the name that prose gives them."""

    name: str
    first: pd.Timestamp
    last: pd.Timestamp

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Comparison:
    """Two periods and the reason why they were chosen, which is not that the data differ between them."""

    before: Period
    after: Period
    reason: str

    def __post_init__(self) -> None:
        for period in (self.before, self.after):
            if period.days < SHORTEST:
                raise Refused(
                    f"{period.name} has {period.days} days, and a period that is compared has {SHORTEST} or more: "
                    "single and adjacent months differ by chance and by what was reported"
                )
        if self.before.last >= self.after.first:
            raise Refused(f"{self.before.name} and {self.after.name} overlap")


@dataclass(frozen=True)
class Ratio:
    """Rate of the later period over that of the earlier, with its 95% interval."""

    comparison: Comparison
    n_before: int
    n_after: int
    ratio: float
    low: float
    high: float
    p: float
    """Missing for meetings, whose interval comes from resampling."""


def _period(name: str, first: str, last: str) -> Period:
    return Period(name, pd.Timestamp(first), pd.Timestamp(last))


DECLARED = {
    "years": Comparison(
        _period("2023", "2023-01-01", "2023-12-31"),
        _period("2024", "2024-01-01", "2024-12-31"),
        "the two calendar years of the record, fixed by its bounds",
    ),
    "summit": Comparison(
        _period("the time before Kim Jong Un's visit of September 2023", "2023-01-01", "2023-09-11"),
        _period("the time since that visit", "2023-09-18", "2024-12-31"),
        "the summit at the Vostochny Cosmodrome; the visit of 12 to 17 September 2023 is in neither period",
    ),
    "treaty": Comparison(
        _period("the time before Putin's visit of June 2024", "2023-01-01", "2024-06-18"),
        _period("the time since that visit", "2024-06-20", "2024-12-31"),
        "the treaty of 19 June 2024; the visit of that day is in neither period",
    ),
}
"""The only comparisons there are, set by the calendar and by two public events; `years` is the headline's."""


def compare(rows: pd.DataFrame, name: str, *, start: pd.Timestamp, end: pd.Timestamp, unit: str) -> Ratio:
    """The ratio of two declared periods.

    Contacts and visits are compared by the conditional exact test, meetings by resampling whole visits.

    Parameters
    ----------
    rows
        Counted rows of the window from `start` to `end`, with `start` and `root`.

    Raises
    ------
    Refused
        The comparison is not declared, or the window does not hold both of its periods whole.
    """
    if name not in DECLARED:
        raise Refused(
            f"no comparison is declared as {name!r}; allowed: {', '.join(DECLARED)}. Periods are declared with a "
            "reason: months chosen for their counts, or side by side, would show chance as change"
        )
    chosen = DECLARED[name]
    before, after = chosen.before, chosen.after
    if not fits(chosen, start, end):
        raise Refused(
            f"the days counted, {start:%Y-%m-%d} to {end:%Y-%m-%d}, do not hold the whole of {before.name} "
            f"({before.first:%Y-%m-%d} to {before.last:%Y-%m-%d}) and of {after.name} "
            f"({after.first:%Y-%m-%d} to {after.last:%Y-%m-%d})"
        )
    parts = [rows[rows["start"].between(period.first, period.last)] for period in (before, after)]
    n1, n2 = (len(part) for part in parts)
    if unit == "meetings":
        found = clusters.ratio(*(clusters.sizes(part) for part in parts), before.days, after.days)
        return Ratio(chosen, n1, n2, *found, p=float("nan"))
    found = (float(value) for value in intervals.rate_ratio(n1, n2, before.days, after.days))
    return Ratio(chosen, n1, n2, *found, p=intervals.rate_ratio_p(n1, n2, before.days, after.days))


def fits(comparison: Comparison, start: pd.Timestamp, end: pd.Timestamp) -> bool:
    """Whether a window holds both periods whole."""
    return start <= comparison.before.first and comparison.after.last <= end
