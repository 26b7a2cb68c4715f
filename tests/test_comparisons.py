"""What may be compared, and what the code refuses to."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from test_measures import contacts

from helpers.analysis.measures import comparisons, ordinal
from helpers.analysis.measures.refusal import Refused

DAY = pd.Timestamp
WINDOW = {"start": DAY("2023-01-01"), "end": DAY("2024-12-31")}


def rows(*days: str) -> pd.DataFrame:
    frame = contacts(*days)
    return frame.assign(root=frame["contact_id"])


def refused(call: object, *args: object, **given: object) -> str:
    with pytest.raises(Refused) as caught:
        call(*args, **given)
    return str(caught.value)


def test_the_years_are_compared_exactly() -> None:
    found = comparisons.compare(rows(*["2023-05-01"] * 16, *["2024-05-01"] * 64), "years", unit="contacts", **WINDOW)
    assert (found.n_before, found.n_after) == (16, 64)
    assert (found.ratio, found.low, found.high) == pytest.approx((3.989, 2.279, 7.393), abs=5e-4)
    assert found.p == pytest.approx(6.27e-8, rel=1e-2)


def test_meetings_are_compared_by_whole_visits() -> None:
    frame = rows(*["2023-05-01"] * 8, *["2024-05-01"] * 16)
    exact = comparisons.compare(frame, "years", unit="visits", **WINDOW)
    lumps = comparisons.compare(frame.assign(root=["A"] * 8 + list("BCDEFGHI") * 2), "years", unit="meetings", **WINDOW)
    assert (lumps.ratio, math.isnan(lumps.p)) == (exact.ratio, True)
    assert lumps.low < exact.low < exact.high < lumps.high


def test_the_visit_that_a_comparison_is_about_is_in_neither_period() -> None:
    for name, day in (("summit", "2023-09-12"), ("treaty", "2024-06-19")):
        found = comparisons.compare(rows(day), name, unit="contacts", **WINDOW)
        assert (found.n_before, found.n_after) == (0, 0)


def test_days_at_the_edges_of_periods_count() -> None:
    days = ["2023-01-01", "2023-12-31", "2024-01-01", "2024-12-31"]
    found = comparisons.compare(rows(*days), "years", unit="contacts", **WINDOW)
    assert (found.n_before, found.n_after) == (2, 2)


def test_what_is_not_declared_is_refused() -> None:
    assert refused(comparisons.compare, rows(), "2024-05", unit="contacts", **WINDOW) == (
        "no comparison is declared as '2024-05'; allowed: years, summit, treaty. Periods are declared with a reason: "
        "months chosen for their counts, or side by side, would show chance as change"
    )


def test_a_window_that_cuts_a_period_is_refused() -> None:
    window = WINDOW | {"end": DAY("2024-12-30")}
    assert refused(comparisons.compare, rows(), "years", unit="contacts", **window) == (
        "the days counted, 2023-01-01 to 2024-12-30, do not hold the whole of 2023 (2023-01-01 to 2023-12-31) and of "
        "2024 (2024-01-01 to 2024-12-31)"
    )


@pytest.mark.parametrize(("start", "end"), [("2023-01-02", "2024-12-31"), ("2023-01-01", "2024-12-30")])
def test_both_periods_have_to_be_whole(start: str, end: str) -> None:
    years = comparisons.DECLARED["years"]
    assert comparisons.fits(years, **WINDOW)
    assert not comparisons.fits(years, DAY(start), DAY(end))


def test_adjacent_months_cannot_even_be_declared() -> None:
    may, june = (
        comparisons.Period(name, DAY(first), DAY(last))
        for name, first, last in (("May", "2024-05-01", "2024-05-31"), ("June", "2024-06-01", "2024-06-30"))
    )
    assert refused(comparisons.Comparison, may, june, "they differ") == (
        "May has 31 days, and a period that is compared has 180 or more: single and adjacent months differ by chance "
        "and by what was reported"
    )
    years = comparisons.DECLARED["years"]
    assert refused(comparisons.Comparison, years.after, years.before, "") == "2024 and 2023 overlap"


def test_every_declared_comparison_has_a_reason() -> None:
    assert all(comparison.reason for comparison in comparisons.DECLARED.values())
    assert list(comparisons.DECLARED) == ["years", "summit", "treaty"]


# Levels are ranks


@pytest.mark.parametrize("name", ["mean", "average", "sum"])
def test_an_average_of_levels_is_refused(name: str) -> None:
    assert refused(ordinal.statistic, pd.Series([4, 6], dtype="Int64"), name) == (
        f"levels have no {name}: they are ranks, and the distance from one to the next is no amount; allowed: median, "
        "maximum, or the share at or above a level"
    )


@pytest.mark.parametrize(
    ("levels", "median", "maximum"),
    [([4, 6, 1], 4, 6), ([2, 4], 2, 4), ([2, 4, None, None, None], 2, 4), ([None], None, None), ([], None, None)],
)
def test_median_and_maximum_are_levels_that_occur(levels: list, median: int | None, maximum: int | None) -> None:
    series = pd.Series(levels, dtype="Int64")
    assert (ordinal.statistic(series, "median"), ordinal.statistic(series, "maximum")) == (median, maximum)


def test_the_side_rules_side_by_side() -> None:
    frame = contacts(*["2024-01-16"] * 3).assign(
        kind=pd.Categorical(["visit", "meeting", "letter"]),
        level_visitor=pd.array([4, None, 6], dtype="Int64"),
        level_lower=pd.array([4, 3, None], dtype="Int64"),
        level_higher=pd.array([6, 4, None], dtype="Int64"),
    )
    found = ordinal.side_rules(frame, 4)
    assert found[["rule", "n", "of", "median", "maximum"]].to_numpy().tolist() == [
        ["headline", 1, 2, 3, 4],
        ["visitor", 2, 2, 4, 6],
        ["lower", 1, 2, 3, 4],
        ["higher", 2, 2, 4, 6],
    ]
    assert found["share"].tolist() == [0.5, 1.0, 0.5, 1.0]
