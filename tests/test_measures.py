"""Measures and intervals: against oracles, published values and exact coverage."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.rates import confint_poisson

from helpers.analysis import measures
from helpers.analysis.measures.intervals import clopper_pearson, garwood

DAY = pd.Timestamp
WINDOW = {"start": DAY("2023-01-01"), "end": DAY("2024-12-31")}
DIRECTIONS, DOMAINS = ["to_dprk", "to_russia", "none", "third"], ["leaders", "diplomacy", "sport"]


def contacts(*days: str, **columns: list[object]) -> pd.DataFrame:
    """Counted rows on some days; anything else is as a test says."""
    n = len(days)
    values = {
        "level": [4] * n,
        "level_higher": [6] * n,
        "direction": ["to_dprk"] * n,
        "domain": ["diplomacy"] * n,
        "end": list(days),
        "part_of": [None] * n,
    } | columns
    return pd.DataFrame(
        {
            "contact_id": [f"RK{number:04}" for number in range(1, n + 1)],
            "start": pd.to_datetime(list(days)).astype("datetime64[s]"),
            "end": pd.to_datetime(values["end"]).astype("datetime64[s]"),
            "level": pd.array(values["level"], dtype="Int64"),
            "level_higher": pd.array(values["level_higher"], dtype="Int64"),
            "direction": pd.Categorical(values["direction"], DIRECTIONS),
            "domain": pd.Categorical(values["domain"], DOMAINS),
            "part_of": pd.Series(values["part_of"], dtype="str"),
        }
    )


# Intervals


def test_garwood_against_published_values() -> None:
    low, high = garwood([0, 1, 5, 10, 20])
    assert np.round(low, 3).tolist() == [0.0, 0.025, 1.623, 4.795, 12.217]
    assert np.round(high, 3).tolist() == [3.689, 5.572, 11.668, 18.390, 30.888]


@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.99])
def test_garwood_against_statsmodels(confidence: float) -> None:
    counts = np.arange(1, 60)
    expected = confint_poisson(counts, 1, method="exact-c", alpha=1 - confidence)
    assert np.allclose(garwood(counts, confidence), expected, rtol=1e-10, atol=0)


@pytest.mark.parametrize("n", [0, 1, 3, 17])
def test_garwood_leaves_half_the_doubt_on_either_side(n: int) -> None:
    low, high = garwood(n)
    assert stats.poisson.cdf(n, high) == pytest.approx(0.025, abs=1e-12)
    assert low == 0 if n == 0 else stats.poisson.sf(n - 1, low) == pytest.approx(0.025, abs=1e-12)


def test_garwood_covers_at_least_what_it_says_for_every_rate() -> None:
    rates, counts = np.linspace(0.01, 25, 500), np.arange(0, 200)
    low, high = garwood(counts)
    inside = (low <= rates[:, None]) & (rates[:, None] <= high)
    coverage = (stats.poisson.pmf(counts, rates[:, None]) * inside).sum(axis=1)
    assert coverage.min() >= 0.95
    assert coverage.max() <= 1 + 1e-9


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(0, 10, 0.0, 0.3085), (5, 10, 0.1871, 0.8129), (10, 10, 0.6915, 1.0), (1, 1, 0.025, 1.0), (0, 0, 0.0, 1.0)],
)
def test_clopper_pearson_against_published_values(successes: int, trials: int, low: float, high: float) -> None:
    assert clopper_pearson(successes, trials) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize("trials", [1, 2, 7, 24, 80])
def test_clopper_pearson_against_statsmodels_and_by_coverage(trials: int) -> None:
    successes = np.arange(trials + 1)
    found = np.array([clopper_pearson(int(n), trials) for n in successes])
    assert np.allclose(found.T, proportion_confint(successes, trials, method="beta"), rtol=1e-8, atol=1e-12)
    shares = np.linspace(0.001, 0.999, 400)
    inside = (found[:, 0] <= shares[:, None]) & (shares[:, None] <= found[:, 1])
    coverage = (stats.binom.pmf(successes, trials, shares[:, None]) * inside).sum(axis=1)
    assert coverage.min() >= 0.95
    assert coverage.max() <= 1 + 1e-9


@pytest.mark.parametrize("confidence", [0.8, 0.99])
def test_clopper_pearson_takes_another_confidence(confidence: float) -> None:
    expected = proportion_confint(3, 24, method="beta", alpha=1 - confidence)
    assert clopper_pearson(3, 24, confidence) == pytest.approx(expected)


# Periods


def test_periods_that_the_window_cuts_are_not_whole() -> None:
    frame = measures.periods(DAY("2023-11-02"), DAY("2024-01-31"), "M")
    assert frame.to_dict("list") == {
        "period": ["Nov 2023", "Dec 2023", "Jan 2024"],
        "first": [DAY("2023-11-01"), DAY("2023-12-01"), DAY("2024-01-01")],
        "last": [DAY("2023-11-30"), DAY("2023-12-31"), DAY("2024-01-31")],
        "whole": [False, True, True],
    }
    cut = [
        measures.periods(DAY("2023-11-01"), DAY("2024-05-30"), every)[["period", "whole"]].values.tolist()
        for every in ("Q", "Y")
    ]
    assert cut == [
        [["Q4 2023", False], ["Q1 2024", True], ["Q2 2024", False]],
        [["2023", False], ["2024", False]],
    ]


def test_quiet_months_are_zeros_and_nothing_stands_outside_the_window() -> None:
    rows = contacts("2023-10-31", "2023-11-02", "2023-11-30", "2024-01-31", "2024-02-01")
    frame = measures.per_period(rows, start=DAY("2023-11-01"), end=DAY("2024-01-31"), every="M")
    assert frame[["period", "n"]].values.tolist() == [["Nov 2023", 2], ["Dec 2023", 0], ["Jan 2024", 1]]
    assert [np.round(frame[side], 3).tolist() for side in ("low", "high")] == [
        [0.242, 0.0, 0.025],
        [7.225, 3.689, 5.572],
    ]


@pytest.mark.parametrize(("every", "n"), [("M", 24), ("Q", 8), ("Y", 2)])
def test_without_contacts_every_period_is_a_zero(every: str, n: int) -> None:
    frame = measures.per_period(contacts(), every=every, **WINDOW)
    assert frame["n"].tolist() == [0] * n
    assert measures.by_level(contacts(), every=every, **WINDOW)[measures.LEVELS].to_numpy().tolist() == [[0] * 7] * n
    assert measures.by_direction(contacts(), every=every, **WINDOW)[DIRECTIONS].to_numpy().tolist() == [[0] * 4] * n
    assert measures.by_domain(contacts()).to_dict("list") == {"domain": [], "n": []} | {n: [] for n in measures.LEVELS}


def test_by_level_and_direction() -> None:
    days = ("2024-01-16", "2024-01-17", "2024-03-31", "2024-07-01")
    levels, directions = [4, None, 4, 6], ["to_russia", "none", "to_russia", "to_dprk"]
    rows = contacts(*days, level=levels, direction=directions)
    window = {"start": DAY("2024-01-01"), "end": DAY("2024-09-30"), "every": "Q"}
    frame = measures.by_level(rows, **window)
    assert frame[["period", *measures.LEVELS]].to_numpy().tolist() == [
        ["Q1 2024", 0, 0, 2, 0, 0, 0, 1],
        ["Q2 2024", 0, 0, 0, 0, 0, 0, 0],
        ["Q3 2024", 1, 0, 0, 0, 0, 0, 0],
    ]
    assert measures.by_direction(rows, **window)[["period", *DIRECTIONS]].to_numpy().tolist() == [
        ["Q1 2024", 0, 2, 1, 0],
        ["Q2 2024", 0, 0, 0, 0],
        ["Q3 2024", 1, 0, 0, 0],
    ]


def test_by_domain_puts_the_most_frequent_first_and_equals_in_order() -> None:
    rows = contacts(*["2024-01-16"] * 4, domain=["sport", "diplomacy", "diplomacy", "leaders"], level=[None, 4, 2, 6])
    assert measures.by_domain(rows).to_numpy().tolist() == [
        ["diplomacy", 2, 0, 0, 1, 0, 1, 0, 0],
        ["leaders", 1, 1, 0, 0, 0, 0, 0, 0],
        ["sport", 1, 0, 0, 0, 0, 0, 0, 1],
    ]


DAYS = st.dates(WINDOW["start"].date(), WINDOW["end"].date()).map(str)
ROWS = st.lists(
    st.tuples(DAYS, st.none() | st.integers(1, 6), st.sampled_from(DIRECTIONS), st.sampled_from(DOMAINS)), max_size=40
)


@settings(deadline=None, max_examples=60)
@given(ROWS, st.sampled_from("MQY"))
def test_every_row_is_counted_once_in_every_measure(rows: list[tuple], every: str) -> None:
    days, levels, directions, domains = ([row[at] for row in rows] for at in range(4))
    frame = contacts(*days, level=levels, direction=directions, domain=domains)
    by_level = measures.by_level(frame, every=every, **WINDOW)
    by_direction = measures.by_direction(frame, every=every, **WINDOW)
    by_domain = measures.by_domain(frame)
    per_period = measures.per_period(frame, every=every, **WINDOW)
    assert by_level[measures.LEVELS].sum(axis=1).tolist() == per_period["n"].tolist()
    assert by_direction[DIRECTIONS].sum(axis=1).tolist() == per_period["n"].tolist()
    assert by_domain["n"].sum() == per_period["n"].sum() == len(rows)
    level_totals = {level: levels.count(level or None) for level in measures.LEVELS}
    assert by_level[measures.LEVELS].sum().to_dict() == by_domain[measures.LEVELS].sum().to_dict() == level_totals
    assert by_direction[DIRECTIONS].sum().to_dict() == {code: directions.count(code) for code in DIRECTIONS}
    assert dict(zip(by_domain["domain"], by_domain["n"], strict=True)) == {d: domains.count(d) for d in set(domains)}
    assert by_domain["n"].is_monotonic_decreasing


# Shares, days, and the highest


def test_share_at_or_above_leaves_the_unknown_out() -> None:
    rows = contacts(*["2024-01-16"] * 5, level=[6, 4, 3, None, None])
    assert measures.share_at_or_above(rows, 4) == {
        "n": 2,
        "of": 3,
        "share": 2 / 3,
        "low": pytest.approx(0.0943, abs=5e-5),
        "high": pytest.approx(0.9916, abs=5e-5),
    }


@pytest.mark.parametrize("levels", [[], [None, None]])
def test_the_share_of_nothing_is_missing(levels: list[None]) -> None:
    share = measures.share_at_or_above(contacts(*["2024-01-16"] * len(levels), level=levels), 4)
    assert share == {"n": 0, "of": 0, "share": pytest.approx(float("nan"), nan_ok=True), "low": 0.0, "high": 1.0}


def test_contact_days() -> None:
    rows = contacts("2023-10-18", "2024-01-16", "2024-02-28", end=["2023-10-22", None, "2024-03-01"])
    assert measures.contact_days(rows) == 5 + 1 + 3
    assert measures.contact_days(contacts()) == 0


def test_the_highest_by_level_then_whole_visits_then_the_other_side_then_date() -> None:
    rows = contacts(
        "2024-01-01",
        "2024-02-01",
        "2024-03-01",
        "2024-04-01",
        "2024-05-01",
        "2024-06-01",
        level=[4, 4, 5, 4, None, 4],
        level_higher=[6, 4, 5, 6, None, 6],
        part_of=["RK0009", None, None, None, None, None],
    )
    order = [measures.highest(rows, most)["contact_id"].tolist() for most in range(1, 7)]
    assert order == [
        ["RK0003"],
        ["RK0003", "RK0004"],
        ["RK0003", "RK0004", "RK0006"],
        ["RK0002", "RK0003", "RK0004", "RK0006"],
        ["RK0001", "RK0002", "RK0003", "RK0004", "RK0006"],
        ["RK0001", "RK0002", "RK0003", "RK0004", "RK0005", "RK0006"],
    ]
    assert measures.highest(rows, 2).columns.tolist() == rows.columns.tolist()
