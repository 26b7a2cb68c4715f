"""Reporting delay: counts by hand, the correction for what cannot be known yet, and the shaded days."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from helpers.analysis.measures import delay

DAY = pd.Timestamp
ON = DAY("2024-06-30")


def held(*days: str) -> pd.DataFrame:
    return pd.DataFrame({"contact_id": [f"RK{n:04}" for n in range(1, len(days) + 1)], "start": pd.to_datetime(days)})


def claims(*rows: tuple[int, str, str]) -> pd.DataFrame:
    numbers, stances, days = zip(*rows, strict=True)
    return pd.DataFrame(
        {"contact_id": [f"RK{n:04}" for n in numbers], "stance": stances, "known_from": pd.to_datetime(days)}
    )


def known_after(days: list[int], starts: pd.DatetimeIndex) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Contacts on some days, each asserted so many days later; those not known by `ON` are left out."""
    known = starts + pd.to_timedelta(days, "D")
    contacts = pd.DataFrame({"contact_id": [f"RK{n:04}" for n in range(len(days))], "start": starts})
    said = pd.DataFrame({"contact_id": contacts["contact_id"], "stance": "asserts", "known_from": known})
    return contacts[known <= ON], said[known <= ON]


def test_the_delay_runs_to_the_first_claim_that_asserts() -> None:
    rows = claims(
        (1, "announces", "2024-01-02"),
        (1, "asserts", "2024-01-20"),
        (1, "asserts", "2024-01-18"),
        (2, "denies", "2024-02-02"),
        (3, "asserts", "2024-02-28"),
    )
    found = delay.days(held("2024-01-16", "2024-02-01", "2024-03-01"), rows)
    assert found.tolist() == [2, pd.NA, 0]


def test_the_distribution_without_late_contacts_is_the_plain_share() -> None:
    days = [0, 0, 0, 1, 1, 2, 2, 3, 7, 7]
    contacts, said = known_after(days, pd.DatetimeIndex(["2023-05-01"] * 10))
    found = delay.distribution(delay.days(contacts, said), contacts["start"], ON)
    assert found.index.tolist() == list(range(8))
    assert found.tolist() == pytest.approx([0.3, 0.5, 0.7, 0.8, 0.8, 0.8, 0.8, 1.0])
    assert [delay.until_complete(found, share) for share in (0.3, 0.5, 0.8, 0.81, 1.0)] == [0, 1, 3, 7, 7]


def test_a_distribution_by_hand_with_one_late_contact() -> None:
    """Three early contacts took 0, 0 and 2 days; one of yesterday took none, and could not have taken 2."""
    starts = pd.DatetimeIndex(["2024-01-01", "2024-01-02", "2024-01-03", "2024-06-29"])
    contacts, said = known_after([0, 0, 2, 0], starts)
    found = delay.distribution(delay.days(contacts, said), contacts["start"], ON)
    assert found.tolist() == pytest.approx([2 / 3, 2 / 3, 1])  # not 3 / 4


def test_the_correction_finds_the_true_shares_where_the_plain_ones_are_too_quick() -> None:
    draw = np.random.default_rng(2)
    starts = pd.DatetimeIndex(ON - pd.to_timedelta(draw.integers(0, 60, 4000), "D"))
    days = draw.geometric(0.1, 4000) - 1
    contacts, said = known_after(list(np.minimum(days, 40)), starts)
    delays = delay.days(contacts, said)
    corrected = delay.distribution(delays, contacts["start"], ON)
    true = 1 - 0.9 ** np.arange(1, 21)
    plain = np.array([(delays <= d).sum() / len(delays) for d in range(20)])
    assert np.abs(corrected.to_numpy()[:20] - true).max() < 0.03
    assert np.abs(plain - true).max() > 0.06


def test_no_delays_no_distribution() -> None:
    found = delay.distribution(pd.Series([pd.NA], dtype="Int64"), pd.Series([DAY("2024-01-01")]), ON)
    assert found.empty


def test_the_last_days_are_shaded_until_enough_would_be_known() -> None:
    contacts, said = known_after([0] * 18 + [2] + [4], pd.DatetimeIndex(["2024-01-01"] * 20))
    shaded = [delay.incomplete(contacts, said, on=ON, share=share) for share in (0.9, 0.95, 1.0)]
    assert shaded == [None, (DAY("2024-06-29"), ON), (DAY("2024-06-27"), ON)]


def test_too_few_contacts_tell_nothing_of_the_delay() -> None:
    contacts, said = known_after([3] * 19, pd.DatetimeIndex(["2024-01-01"] * 19))
    assert delay.incomplete(contacts, said, on=ON) is None
