"""Two rates compared, against statsmodels and by simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.rates import test_poisson_2indep as two_poisson

from helpers.analysis import rates
from helpers.analysis.intervals import clopper_pearson

COUNTS, DAYS = st.integers(0, 60), st.integers(30, 700)


@settings(deadline=None)
@given(COUNTS, DAYS, st.integers(1, 60), DAYS)
def test_it_is_the_exact_conditional_test(n: int, days: int, other: int, days_other: int) -> None:
    found = rates.ratio(n, days, other, days_other)
    oracle = two_poisson(n, days, other, days_other, method="exact-cond")
    assert found.p == pytest.approx(oracle.pvalue, rel=1e-9)
    assert found.ratio == pytest.approx((n / days) / (other / days_other))
    assert found.low <= found.ratio <= found.high


def test_over_equal_days_it_is_the_odds_of_a_binomial_share() -> None:
    low, high = clopper_pearson(8, 10)
    found = rates.ratio(8, 100, 2, 100)
    assert (found.low, found.high) == (pytest.approx(low / (1 - low)), pytest.approx(high / (1 - high)))
    assert not found.differs


EDGE = 0.025**0.2
"""In closed form: the share at which none of five is seen once in forty times."""


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [((0, 5), 0.0, (1 - EDGE) / EDGE), ((5, 0), EDGE / (1 - EDGE), math.inf), ((0, 0), 0.0, math.inf)],
)
def test_nothing_on_one_side_leaves_the_interval_open(counts: tuple[int, int], low: float, high: float) -> None:
    found = rates.ratio(counts[0], 90, counts[1], 90)
    assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high))
    assert not found.differs


def test_more_and_fewer_are_told_from_chance() -> None:
    assert rates.ratio(21, 90, 34, 457).differs
    assert rates.ratio(2, 90, 60, 457).differs
    assert not rates.ratio(14, 90, 66, 641).differs


def test_the_interval_covers_and_a_steady_pace_is_seldom_called_changed() -> None:
    draws = np.random.default_rng(1).poisson((9.0, 45.0), (2000, 2))
    intervals = [rates.ratio(int(n), 90, int(other), 450) for n, other in draws]
    assert np.mean([one.low <= 1 <= one.high for one in intervals]) >= 0.95
    assert np.mean([one.differs for one in intervals]) <= 0.05
