"""The project's own data: sound, in order, and true to what was checked by hand."""

from __future__ import annotations

import subprocess
import sys

import pandas as pd
import pytest
from world import DATA

from helpers.dataset import check
from helpers.dataset.known import as_known
from helpers.dataset.load import Dataset
from helpers.dataset.selection import Selection
from helpers.parameters import Counting

PUTIN_CHOE, CONTAINERS, PUTIN_IN_PYONGYANG = "RK0300.02", "RK0700", "RK0450"


def on(dataset: Dataset, contact_id: str, day: str) -> tuple[str, bool] | None:
    """Status and dispute of a contact as known on a day."""
    known = as_known(dataset, pd.Timestamp(day)).set_index("contact_id")
    if contact_id not in known.index:
        return None
    row = known.loc[contact_id]
    return str(row["status"]), bool(row["disputed"])


def test_the_data_are_sound() -> None:
    assert check.problems(DATA) == []


def test_frictionless_itself_agrees() -> None:
    command = [sys.executable, "-m", "frictionless", "validate", str(DATA / "datapackage.json")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_record_covers_both_years(real: Dataset) -> None:
    held = Selection(real, Counting(greetings=True)).counted
    assert len(held) >= 60
    assert held["start"].dt.year.value_counts().loc[[2023, 2024]].min() >= 15
    assert (real.claims.groupby("contact_id").size().reindex(real.contacts["contact_id"]) >= 1).all()


@pytest.mark.parametrize(
    ("contact_id", "day", "standing"),
    [
        (PUTIN_CHOE, "2024-01-14", None),
        (PUTIN_CHOE, "2024-01-15", ("possible", False)),
        (PUTIN_CHOE, "2024-01-16", ("held", False)),
        (CONTAINERS, "2023-10-12", None),
        (CONTAINERS, "2023-10-13", ("alleged", False)),
        (CONTAINERS, "2023-10-16", ("alleged", False)),
        (CONTAINERS, "2023-10-17", ("alleged", True)),
        (CONTAINERS, "2024-12-31", ("alleged", True)),
        (PUTIN_IN_PYONGYANG, "2023-09-12", None),
        (PUTIN_IN_PYONGYANG, "2023-09-14", ("possible", False)),
        (PUTIN_IN_PYONGYANG, "2024-01-15", ("possible", False)),
        (PUTIN_IN_PYONGYANG, "2024-06-18", ("announced", False)),
        (PUTIN_IN_PYONGYANG, "2024-06-19", ("held", False)),
    ],
)
def test_the_replay(real: Dataset, contact_id: str, day: str, standing: tuple[str, bool] | None) -> None:
    assert on(real, contact_id, day) == standing


def test_shoigus_two_offices(real: Dataset) -> None:
    known = as_known(real, pd.Timestamp("2024-12-31")).set_index("contact_id")
    led = real.participants.query("official_id == 'ru-shoigu' and capacity == 'principal'")["contact_id"]
    visits = known.loc[[i for i in led if i in known.index and known.loc[i, "kind"] == "visit"]]
    levels = {(row.start.year, int(row.level_russia)) for row in visits.itertuples() if row.direction == "to_dprk"}
    assert levels == {(2023, 4), (2024, 5)}


def test_a_plan_shows_the_day_last_foreseen_not_what_came_of_it(real: Dataset) -> None:
    known = as_known(real, pd.Timestamp("2024-01-15")).set_index("contact_id")
    assert pd.isna(known.loc[PUTIN_IN_PYONGYANG, "start"])


def test_no_transfer_is_ever_counted(real: Dataset) -> None:
    for unit in ("contacts", "visits", "meetings"):
        counted = Selection(real, Counting(unit=unit, greetings=True, conferences=True)).counted
        assert not (counted["kind"] == "transfer").any()
