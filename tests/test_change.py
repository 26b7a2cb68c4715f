"""One change against none: against numerical integration, a published series, and by simulation."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import integrate, stats

from helpers.analysis.measures import change

COAL = [
    *(4, 5, 4, 1, 0, 4, 3, 4, 0, 6, 3, 3, 4, 0, 2, 6, 3, 3, 5, 4, 5, 3, 1, 4, 4, 1, 5, 5, 3, 4, 2, 5, 2, 2, 3, 4, 2),
    *(1, 3, 2, 2, 1, 1, 1, 1, 3, 0, 0, 1, 0, 1, 1, 0, 0, 3, 1, 0, 3, 2, 2, 0, 1, 1, 1, 0, 1, 0, 1, 0, 0, 0, 2, 1, 0),
    *(0, 0, 1, 1, 0, 2, 3, 3, 1, 1, 2, 1, 1, 1, 1, 2, 4, 2, 0, 0, 0, 1, 4, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 1),
]
"""Disasters in British coal mines by year, 1851 to 1962 (Jarrett 1979), as in Carlin, Gelfand and Smith (1992)."""


def series(counts: list[int], days: float | list[float] = 30.0) -> pd.DataFrame:
    first = pd.date_range("2023-01-01", periods=len(counts), freq="MS")
    return pd.DataFrame({"period": [f"{day:%b %Y}" for day in first], "first": first, "n": counts, "days": days})


def test_the_coal_mines() -> None:
    """Raftery and Akman, and Carlin and others, find 1891 the last year of about 3.1 a year, and 0.9 after it."""
    years = pd.DataFrame({"period": range(1851, 1963), "first": range(1851, 1963), "n": COAL})
    found = change.one_change(years.assign(days=change.DAYS_OF_A_MONTH))
    assert (len(COAL), sum(COAL)) == (112, 191)
    assert found.best["period"] - 1 == 1891
    assert (round(found.before, 1), round(found.after, 1)) == (3.1, 0.9)
    assert found.factor > 1e12
    likely = found.credible(0.9)["period"] - 1
    assert (likely.min(), likely.max()) == (1886, 1893)


@pytest.mark.parametrize("shape", [0.5, 1.0, 2.0])
def test_the_bayes_factor_is_the_quotient_of_the_integrals(shape: float) -> None:
    counts, days = np.array([1, 0, 2, 6, 5.0]), np.array([31, 28, 31, 30, 15.0])
    prior = stats.gamma(shape, scale=counts.sum() / days.sum() / shape)

    def marginal(part: slice) -> float:
        def density(rate: float) -> float:
            return float(np.prod(stats.poisson.pmf(counts[part], rate * days[part])) * prior.pdf(rate))

        return integrate.quad(density, 0, 1.5, points=[0.02, 0.1, 0.3], limit=200)[0]

    split = np.array([marginal(slice(0, k)) * marginal(slice(k, 5)) for k in range(1, 5)])
    log_factor, posterior = change.evidence(counts, days, shape)
    assert np.exp(log_factor) == pytest.approx(split.mean() / marginal(slice(0, 5)), rel=1e-5)
    assert posterior == pytest.approx(split / split.sum(), rel=1e-5)


def test_the_ratio_is_that_of_draws_from_the_posterior() -> None:
    months = series([1, 0, 1, 2, 1, 0, 5, 6, 4, 7, 5, 6])
    found = change.one_change(months)
    draw = np.random.default_rng(5)
    counts, posterior = np.array(months["n"]), found.months["posterior"].dropna().to_numpy()
    at = draw.choice(np.arange(1, 12), 200_000, p=posterior)
    prior_days = 360 / counts.sum()
    before, after = np.cumsum(counts)[at - 1], counts.sum() - np.cumsum(counts)[at - 1]
    ratio = draw.gamma(1 + after) / (prior_days + 360 - 30 * at) / (draw.gamma(1 + before) / (prior_days + 30 * at))
    assert (found.ratio, found.low, found.high) == pytest.approx(np.quantile(ratio, (0.5, 0.025, 0.975)), rel=0.02)
    assert found.best["period"] == "Jul 2023"
    assert found.found


def test_the_months_of_a_posterior_are_a_probability_over_all_but_the_first() -> None:
    found = change.one_change(series([2, 3, 1, 2, 3, 2, 2, 3, 2, 1, 2, 3]))
    assert found.months["posterior"].isna().tolist() == [True] + [False] * 11
    assert found.months["posterior"].sum() == pytest.approx(1)
    assert not found.found
    assert found.credible(1.0)["period"].tolist() == found.months["period"].tolist()[1:]


def test_a_short_month_counts_by_its_days() -> None:
    """Half a month with half the contacts is no change."""
    whole, cut = ([4] * 12, 30.0), ([4] * 11 + [2], [30.0] * 11 + [15.0])
    factors = [change.one_change(series(*case)).factor for case in (whole, cut)]
    assert factors[1] == pytest.approx(factors[0], rel=0.1)
    assert change.one_change(series([4] * 11 + [2])).factor > factors[1]


@pytest.mark.parametrize("total", [20, 80, 200])
def test_a_flat_series_is_called_changed_no_oftener_than_stated(total: int) -> None:
    """Stated in the docstring of `STRONG`: at most once in twenty. An own simulation, by another way."""
    draw = np.random.default_rng(13)
    days = np.full(24, 30.4)
    counts = draw.multinomial(draw.poisson(total, 6000), np.full(24, 1 / 24)).astype(float)
    vain = np.count_nonzero(change.evidence(counts, days)[0] >= np.log(change.STRONG)) / 6000
    assert vain <= 1 / change.STRONG
    assert change.power(days, total, ratio=1) == pytest.approx(vain, abs=0.006)


def test_power_grows_with_the_change_and_is_the_same_every_time() -> None:
    days = np.full(24, 30.4)
    odds = [change.power(days, 80, ratio=ratio) for ratio in (1, 2, 3, 5)]
    assert odds == sorted(odds)
    assert odds[0] < 0.01
    assert odds[3] > 0.95
    assert change.power(days, 80, ratio=2) == odds[1]
    assert change.power(days, 80, ratio=1, excess=2) > odds[0]
