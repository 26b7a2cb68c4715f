"""Definitions: each counts what a report with those parameters would count; verdicts follow from the numbers."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from selected import busy, selected

from helpers import parameters
from helpers.analysis import measures
from helpers.analysis.measures import comparisons, effort, robustness, specifications
from helpers.analysis.measures.specifications import Choice, Pool
from helpers.dataset.load import Dataset
from helpers.dataset.selection import Selection


def of(real: Dataset, **given: Any) -> Selection:
    return Selection(real, parameters.check("contacts", given))


@pytest.fixture(scope="module")
def flagship(real: Dataset) -> Selection:
    return of(real)


PARAMETERS = [
    {"unit": unit, "min_level": floor, "side_rule": rule, "conferences": c, "greetings": g, "min_origins": origins}
    for unit, (floor, rule), (c, g), origins in itertools.product(
        ("contacts", "visits", "meetings"),
        ((0, "headline"), (3, "visitor"), (4, "higher")),
        ((False, True), (True, False)),
        (1, 2),
    )
]


@pytest.mark.parametrize("given", [*PARAMETERS[::5], {"domain": "defence"}, {"direction": "to_dprk", "unit": "visits"}])
def test_a_definition_counts_what_a_report_with_its_parameters_counts(real: Dataset, given: dict[str, Any]) -> None:
    selection = of(real, **given)
    pool, own = Pool(selection), specifications.chosen(selection)
    assert pool.rows.loc[pool.counted(own), "contact_id"].tolist() == selection.counted["contact_id"].tolist()
    share = measures.share_at_or_above(selection.counted, 4)
    assert [pool.share(own)[name] for name in ("at", "of", "share_low")] == [share["n"], share["of"], share["low"]]
    window = {"start": selection.start, "end": selection.end, "unit": own.unit}
    ratio = comparisons.compare(selection.counted, "years", **window)
    found = pool.ratio(own)
    assert (found["n_before"], found["n_after"]) == (ratio.n_before, ratio.n_after)
    assert (found["ratio"], found["low"], found["high"]) == pytest.approx((ratio.ratio, ratio.low, ratio.high))


def test_another_definition_of_the_flagship_is_another_report(real: Dataset, flagship: Selection) -> None:
    pool = Pool(flagship)
    for given in PARAMETERS[::7]:
        choice = Choice(**given)
        assert list(pool.rows.loc[pool.counted(choice), "contact_id"]) == list(of(real, **given).counted["contact_id"])


def test_announced_too_adds_what_was_announced_and_nothing_alleged(flagship: Selection) -> None:
    pool = Pool(flagship)
    own = specifications.chosen(flagship)
    more = pool.rows[pool.counted(replace(own, foreseen=True)) & ~pool.counted(own)]
    plans = flagship.not_held
    plans = plans[plans["status"].isin(["announced", "lapsed"]) & plans["part_of"].isna()]
    plans = plans[plans["start"].between(flagship.start, flagship.end) & (plans["multilateral"] != "only")]
    assert set(more["contact_id"]) == set(plans["contact_id"])


def test_every_question_of_the_issue_is_asked(flagship: Selection) -> None:
    frame = robustness.one_at_a_time(flagship, Pool(flagship))
    assert frame["answer"].tolist() == [
        "as in this report",
        "visits counted",
        "meetings counted",
        "vice-minister or above",
        "minister or above",
        "level by visitor",
        "level by lower side",
        "level by higher side",
        "conferences in",
        "greetings in",
        "two origins or more",
        "announced or lapsed too",
        "years searched alike",
    ]
    assert frame["own"].tolist() == [True] + [False] * 12
    assert frame.loc[frame["ratio"].isna(), "question"].tolist() == ["Side"] * 3
    assert frame.loc[frame["share"].isna(), "question"].tolist() == ["Level"] * 2


def test_every_definition_names_the_contacts_that_it_counts(flagship: Selection) -> None:
    frame = robustness.one_at_a_time(flagship, Pool(flagship)).set_index("answer")
    assert set(frame.loc["as in this report", "contacts"]) == set(flagship.counted["contact_id"])
    exact = frame[(frame["question"] != "Searches") & frame["ratio"].notna() & frame["share"].notna()]
    both = flagship.known.set_index("contact_id")["start"]
    in_a_year = exact["contacts"].map(lambda ids: int(both[ids].dt.year.isin([2023, 2024]).sum()))
    assert in_a_year.tolist() == (exact["n_before"] + exact["n_after"]).tolist()
    of_visits = flagship.counted.loc[flagship.counted["kind"] == "visit", "contact_id"]
    assert frame.loc["visits counted", "contacts"] == of_visits.tolist()
    assert frame.loc["years searched alike", "contacts"] == frame.loc["as in this report", "contacts"]


def test_alternatives_differ_from_the_report_in_one_point() -> None:
    own = Choice("visits", 4, "higher", True, True, 2)
    for _, answer, choice in specifications.alternatives(own):
        assert sum(vars(own)[name] != vars(choice)[name] for name in vars(own)) == 1, answer
    answers = [answer for _, answer, _ in specifications.alternatives(own)]
    assert {"conferences out", "greetings out", "one origin is enough", "any level"} <= set(answers)


def test_a_window_without_both_years_has_no_ratio(real: Dataset) -> None:
    selection = of(real, end="2024-06-30")
    frame = robustness.one_at_a_time(selection, Pool(selection))
    assert frame["ratio"].isna().all()
    assert "years searched alike" not in set(frame["answer"])
    assert frame["share"].notna().sum() == len(frame)


def test_a_report_of_ministers_alone_does_not_speak_of_their_share(real: Dataset) -> None:
    selection = of(real, min_level=4)
    assert robustness.one_at_a_time(selection, Pool(selection))["share"].isna().all()


def test_all_combinations_hold_the_single_ones(flagship: Selection) -> None:
    pool = Pool(flagship)
    single, grid = robustness.one_at_a_time(flagship, pool), robustness.every_combination(flagship, pool)
    assert not grid.duplicated(list(vars(specifications.chosen(flagship)))).any()
    exact = single[single["question"] != "Searches"]
    assert set(exact["ratio"].dropna()) <= set(grid["ratio"])
    assert set(exact["share"].dropna()) <= set(grid["share"])
    assert grid["share"].notna().sum() == 3 * 4 * 2**4


# Verdicts


def frame(**columns: list[float]) -> pd.DataFrame:
    n = len(columns["ratio"])
    base = {"answer": [f"answer {i}" for i in range(n)], "own": [True] + [False] * (n - 1)}
    filled = {name: [np.nan] * n for name in (*robustness.RATIO, *robustness.SHARE)}
    return pd.DataFrame(base | filled | columns)


def test_a_verdict_names_what_turns_and_what_is_left_open() -> None:
    found = robustness.verdict(
        frame(
            ratio=[4.0, 2.0, 0.8, 3.0, np.nan],
            low=[2.3, 0.7, 0.4, 1.2, np.nan],
            high=[7.0, 5.5, 1.6, 6.0, np.nan],
            share=[0.41, 0.68, np.nan, 0.5, 0.44],
        )
    )
    assert found.ratio_open == ["answer 1"]
    assert found.ratio_turns == ["answer 2"]
    assert found.share_turns == ["answer 1"]
    assert found.definitions == (3, 3)
    assert not found.own_open
    assert found.headline == (
        "More in 2024 beyond chance under 1 of 3 other definitions; no more than half at minister's rank or above "
        "under 2 of 3"
    )


def test_a_verdict_of_fewer_and_by_chance() -> None:
    found = robustness.verdict(frame(ratio=[0.9, 0.5], low=[0.5, 0.3], high=[1.4, 0.8], share=[0.6, 0.7]))
    assert found.headline == (
        "Fewer in 2024, perhaps by chance; beyond chance under 1 of 1 other definitions; most at minister's rank or "
        "above under 1 of 1"
    )


def test_a_verdict_of_nothing() -> None:
    nothing = robustness.verdict(frame(ratio=[np.nan, 2.0], share=[np.nan, np.nan]))
    assert (nothing.definitions, nothing.headline) == ((0, 0), "Nothing to compare in this selection")


# Effort


def test_searches_count_in_the_years_that_they_are_about() -> None:
    periods = ["2023", "2023-05", "2024-01/2024-03", "2023-11/2024-02", "2023/2024", "2024", "2024"]
    made = effort.per_year(pd.DataFrame({"period": periods}))
    assert made.to_dict() == {2023: 1 + 1 + 0.5 + 0.5, 2024: 1 + 0.5 + 0.5 + 2}


def test_the_more_searched_year_is_thinned() -> None:
    searches = pd.DataFrame({"period": ["2023"] * 3 + ["2024"] * 4})
    assert effort.thinning(searches, (2023, 2024)) == (1.0, 0.75)
    assert effort.thinning(searches.head(3), (2023, 2024)) == (1.0, 1.0)


def test_whole_visits_are_kept_or_left_out() -> None:
    roots = pd.Series(["A", "A", "B", "C", "A"])
    drawn = effort.kept(roots, np.array([0.3, 0.3, 1.0, 0.0, 0.3]))
    assert drawn.shape == (effort.DRAWS, 5)
    assert (drawn[:, 0] == drawn[:, 1]).all()
    assert (drawn[:, 0] == drawn[:, 4]).all()
    assert drawn[:, 2].all()
    assert not drawn[:, 3].any()
    assert np.count_nonzero(drawn[:, 0]) / effort.DRAWS == pytest.approx(0.3, abs=0.04)
    assert (effort.kept(roots, np.full(5, 0.5)) == effort.kept(roots, np.full(5, 0.5))).all()


def test_thinned_draws_agree_with_searches_as_exposure(flagship: Selection) -> None:
    """Per search there were as many as the draws give on the middle: another way to the same number."""
    pool, own = Pool(flagship), specifications.chosen(flagship)
    drawn, closed = pool.thinned(own), pool.ratio(replace(own, thinned=True))
    assert drawn["ratio"] == pytest.approx(closed["ratio"], rel=0.05)
    assert drawn["n_before"] == closed["n_before"]
    assert drawn["n_after"] == pytest.approx(closed["n_after"] * pool.keep[1], abs=1)
    assert drawn["low"] < drawn["ratio"] < drawn["high"]
    assert drawn == pool.thinned(own)


def test_a_small_world_is_varied_without_a_stumble(tmp_path: Path) -> None:
    for number, given in enumerate(({}, {"as_of": "2023-01-01"}, {"unit": "meetings"}, {"min_level": 6})):
        selection = selected(busy(), tmp_path / str(number), **given)
        pool = Pool(selection)
        assert robustness.verdict(robustness.one_at_a_time(selection, pool)).headline
        assert len(robustness.every_combination(selection, pool)) == 3 * 3 * 4 * 2**5
