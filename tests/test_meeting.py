"""Cadence, pairs, uplift and balance: by hand."""

from __future__ import annotations

import pandas as pd
import pytest
from scipy import stats
from test_measures import contacts

from helpers.analysis import measures
from helpers.analysis.measures import cadence, pairs

DAY = pd.Timestamp


# Cadence


def test_gaps_are_days_between_first_days_in_order() -> None:
    rows = contacts("2024-03-01", "2024-01-16", "2024-01-16", "2024-02-01", level=[4, 6, 4, None])
    assert cadence.gaps(rows)["days"].tolist() == [0, 16, 29]
    at_four = cadence.gaps(rows, 4)
    assert at_four.to_numpy().tolist() == [
        [DAY("2024-01-16"), DAY("2024-01-16"), 0],
        [DAY("2024-01-16"), DAY("2024-03-01"), 45],
    ]
    assert cadence.gaps(rows, 6).empty


def test_the_rhythm_at_each_level() -> None:
    rows = contacts("2024-01-01", "2024-01-11", "2024-03-01", "2024-03-05", level=[4, 4, 6, None])
    found = cadence.summary(rows, [6, 5, 4, 0], end=DAY("2024-03-31"))
    assert found.drop(columns=["since", "until"]).astype(object).where(found.notna(), None).to_numpy().tolist() == [
        [6, 1, None, None, DAY("2024-03-01"), 30],
        [5, 1, None, None, DAY("2024-03-01"), 30],
        [4, 3, 30.0, 50, DAY("2024-03-01"), 30],
        [0, 4, 10.0, 50, DAY("2024-03-05"), 26],
    ]
    longest = found.loc[found["level"] == 4, ["since", "until"]].iloc[0].tolist()
    assert longest == [DAY("2024-01-11"), DAY("2024-03-01")]
    nothing = cadence.summary(contacts(), [0], end=DAY("2024-03-31"))
    assert (nothing["n"].tolist(), nothing["ago"].isna().tolist()) == ([0], [True])


# Pairs


def participants(*rows: tuple[str, str, str | None, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["contact_id", "side", "official_id", "capacity"])


def test_a_visit_counts_once_for_two_people_however_often_they_met() -> None:
    rows = pd.DataFrame(
        {
            "contact_id": ["RK0001", "RK0001.01", "RK0001.02", "RK0002"],
            "root": ["RK0001", "RK0001", "RK0001", "RK0002"],
            "start": pd.to_datetime(["2024-01-14", "2024-01-16", "2024-01-17", "2024-06-01"]),
            "level": pd.array([4, 4, 3, None], dtype="Int64"),
        }
    )
    people = participants(
        ("RK0001", "dprk", "choe", "principal"),
        ("RK0001", "russia", "aide", "host"),
        ("RK0001.01", "dprk", "choe", "principal"),
        ("RK0001.01", "dprk", "deputy", "accompanying"),
        ("RK0001.01", "russia", "lavrov", "principal"),
        ("RK0001.02", "dprk", "choe", "principal"),
        ("RK0001.02", "russia", "lavrov", "principal"),
        ("RK0001.02", "russia", None, "principal"),
        ("RK0002", "russia", "lavrov", "author"),
        ("RK0002", "dprk", "choe", "addressee"),
        ("RK0009", "russia", "lavrov", "principal"),
        ("RK0009", "dprk", "choe", "principal"),
    )
    met = pairs.meetings(rows, people)
    assert met[["russia", "dprk", "contact_id"]].to_numpy().tolist() == [
        ["lavrov", "choe", "RK0001.01"],
        ["lavrov", "choe", "RK0002"],
    ]
    assert pairs.most_frequent(met, 5).to_numpy().tolist() == [
        ["lavrov", "choe", 2, DAY("2024-01-16"), DAY("2024-06-01")]
    ]


def test_the_most_frequent_pairs_first_and_those_met_once_left_out() -> None:
    days = pd.to_datetime(["2024-01-01", "2024-01-02", "2024-02-01", "2024-03-01", "2024-04-01", "2024-05-01"])
    met = pd.DataFrame({"russia": list("abacba"), "dprk": list("xyxzyx"), "start": days})
    assert pairs.most_frequent(met, 9)[["russia", "n"]].to_numpy().tolist() == [["a", 3], ["b", 2]]
    assert len(pairs.most_frequent(met, 1)) == 1
    assert pairs.most_frequent(met.head(0), 9).empty


# Uplift


def visits(*steps: int | None, direction: list[str] | None = None) -> pd.DataFrame:
    rows = contacts(*["2024-01-16"] * len(steps), direction=direction or ["to_dprk"] * len(steps))
    return rows.assign(uplift=pd.array(steps, dtype="Int64"))


def test_uplift_counts_the_steps_between_host_and_visitor() -> None:
    rows = visits(0, 2, 2, None, 0, direction=["to_dprk", "to_dprk", "to_russia", "to_russia", "to_russia"])
    assert measures.uplift(rows).to_numpy().tolist() == [[0, 1, 1], [1, 0, 0], [2, 1, 1]]
    assert measures.uplift(visits(-1))["uplift"].tolist() == [-1, 0]
    assert measures.uplift(visits(None)).to_numpy().tolist() == []


# Balance


def test_the_balance_of_groups_with_exact_intervals() -> None:
    rows = contacts(*["2024-01-16"] * 5, direction=["to_russia", "to_dprk", "to_dprk", "to_dprk", "to_russia"])
    groups = {"All": pd.Series(True, index=rows.index), "None": rows["level"] > 9, "Two": rows.index < 2}
    found = measures.balance(rows, groups)
    assert found[["name", "own", "n", "of"]].to_numpy().tolist() == [["All", True, 2, 5], ["Two", False, 1, 2]]
    expected = stats.binomtest(2, 5).proportion_ci(method="exact")
    assert found.loc[0, ["low", "high"]].tolist() == pytest.approx([expected.low, expected.high])
