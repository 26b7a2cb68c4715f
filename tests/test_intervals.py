"""Ratios, dispersion and resampled visits: against oracles, published examples, each other, and by simulation."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.rates import confint_poisson_2indep

from helpers.analysis.measures import clusters
from helpers.analysis.measures.intervals import dispersion, garwood, rate_ratio, rate_ratio_p

# Ratio of two rates


def test_the_ratio_of_a_published_example() -> None:
    """R's documentation of `poisson.test`: lung cancer at 55 to 59, Fredericia against three other Danish cities."""
    ratio, low, high = rate_ratio(6 + 8 + 7, 11, 1083 + 1050 + 878, 800)
    assert (ratio, low, high) == pytest.approx((1.971488, 0.8584264, 4.2772659), rel=1e-6)


@pytest.mark.parametrize(("before", "after"), [(16, 64), (1, 1), (7, 2), (40, 41), (3, 0)])
@pytest.mark.parametrize("exposures", [(365, 366), (253, 471), (1.0, 0.56)])
def test_the_interval_of_a_ratio_is_that_of_the_binomial_share(before: int, after: int, exposures: tuple) -> None:
    share = stats.binomtest(after, before + after).proportion_ci(0.95, method="exact")
    e1, e2 = exposures
    expected = [p / (1 - p) * e1 / e2 for p in (after / (before + after), share.low, share.high)]
    assert np.ravel(rate_ratio(before, after, e1, e2)) == pytest.approx(expected)


def test_the_interval_of_a_ratio_is_near_the_score_interval_of_statsmodels_for_large_counts() -> None:
    low, high = confint_poisson_2indep(6400, 366, 1600, 365, method="score", compare="ratio")
    assert np.ravel(rate_ratio(1600, 6400, 365, 366))[1:] == pytest.approx((low, high), rel=2e-3)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [(0, 5, (np.inf, 0.91636, np.inf)), (5, 0, (0, 0, 1.09128)), (0, 0, (np.nan, 0, np.inf))],
)
def test_the_ratio_without_counts(before: int, after: int, expected: tuple) -> None:
    assert np.ravel(rate_ratio(before, after, 1, 1)) == pytest.approx(expected, abs=5e-5, nan_ok=True)


@pytest.mark.parametrize(("before", "after"), [(16, 64), (5, 5), (0, 6), (9, 1), (0, 0), (30, 44)])
def test_the_p_value_is_twice_the_smaller_tail_of_scipy(before: int, after: int) -> None:
    tails = [
        stats.binomtest(after, before + after, 366 / 731, alternative=side).pvalue if before + after else 1
        for side in ("less", "greater")
    ]
    assert rate_ratio_p(before, after, 365, 366) == pytest.approx(min(1, 2 * min(tails)))


def test_test_and_interval_agree_for_all_small_counts() -> None:
    for before in range(25):
        for after in range(25):
            _, low, high = rate_ratio(before, after, 1, 1)
            assert (rate_ratio_p(before, after, 1, 1) < 0.05) == (not low <= 1 <= high), (before, after)


def test_the_interval_of_a_ratio_covers_at_least_what_it_says() -> None:
    draw = np.random.default_rng(7)
    for rate, ratio in ((2, 1), (8, 4), (20, 1.5), (16, 4)):
        before, after = draw.poisson(rate, 20000), draw.poisson(rate * ratio, 20000)
        _, low, high = rate_ratio(before, after, 1, 1)
        assert np.count_nonzero((low <= ratio) & (ratio <= high)) / 20000 >= 0.95


# Dispersion


def test_dispersion_against_scipy() -> None:
    counts, days = [9, 8, 8, 5, 8, 5, 4, 2, 5, 5, 4, 1], [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    expected = np.array(days) * sum(counts) / sum(days)
    found = stats.chisquare(counts, expected)
    assert dispersion(counts, days) == pytest.approx((found.statistic / 11, found.pvalue))


@pytest.mark.parametrize("counts", [[], [3], [0, 0, 0]])
def test_dispersion_of_too_little_is_missing(counts: list[int]) -> None:
    assert np.isnan(dispersion(counts, np.ones(len(counts)))).all()


def test_dispersion_of_poisson_counts_is_seldom_called_an_excess() -> None:
    draw = np.random.default_rng(3)
    found = [dispersion(draw.poisson(5, 12), np.full(12, 30.0))[1] < 0.05 for _ in range(3000)]
    assert 0.03 < np.count_nonzero(found) / 3000 < 0.065


# Whole visits


def test_sizes_counts_the_meetings_of_each_visit() -> None:
    rows = pd.DataFrame({"root": ["RK0002", "RK0001", "RK0002", "RK0003", "RK0002"]})
    assert clusters.sizes(rows).tolist() == [1, 3, 1]


@pytest.mark.parametrize("n", [1, 4, 16, 64])
def test_single_meetings_have_garwoods_interval(n: int) -> None:
    assert clusters.total(np.ones(n)) == pytest.approx(np.ravel(garwood(n)), rel=0.06, abs=0.03)


@pytest.mark.parametrize(("before", "after"), [(16, 64), (5, 9), (30, 12)])
def test_single_meetings_have_the_exact_interval_of_the_ratio(before: int, after: int) -> None:
    found = clusters.ratio(np.ones(before), np.ones(after), 365, 366)
    assert found == pytest.approx(np.ravel(rate_ratio(before, after, 365, 366)), rel=0.06)


def test_meetings_in_lumps_are_less_certain_than_as_many_single_ones() -> None:
    lumps, single = clusters.total([10.0] * 4), clusters.total(np.ones(40))
    assert lumps[0] < single[0]
    assert lumps[1] > single[1]


def test_without_visits_there_is_no_upper_end() -> None:
    low, high = clusters.total([])
    assert (low, np.isnan(high)) == (0, True)
    ratio, low, high = clusters.ratio([], [1.0, 2.0], 1, 1)
    assert (np.isnan(ratio), low, high) == (True, 0, np.inf)


def test_the_same_visits_have_the_same_interval() -> None:
    clusters._weights.cache_clear()
    first = clusters.total([1.0, 2.0, 5.0])
    clusters._weights.cache_clear()
    assert clusters.total([1.0, 2.0, 5.0]) == first
    assert clusters.total([5.0, 1.0, 2.0]) == first


@pytest.mark.parametrize("visits", [15, 40])
def test_resampled_visits_cover_at_their_nominal_rate(visits: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Visits come by chance, and so do the meetings of each: 1.7 on average, some visits with many."""
    monkeypatch.setattr(clusters, "DRAWS", 800)
    clusters._weights.cache_clear()
    draw = np.random.default_rng(11)

    def world(mean: float) -> np.ndarray:
        n = draw.poisson(mean)
        return 1.0 + draw.poisson(draw.exponential(0.7, n))

    runs, of_total, of_ratio = 1200, 0, 0
    for _ in range(runs):
        before, after = world(visits), world(visits * 2)
        low, high = clusters.total(before)
        of_total += low <= visits * 1.7 <= high
        _, low, high = clusters.ratio(before, after, 1, 1)
        of_ratio += low <= 2 <= high
    clusters._weights.cache_clear()
    assert 0.93 <= of_total / runs <= 0.97
    assert 0.93 <= of_ratio / runs <= 0.975
