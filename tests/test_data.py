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


FACTS = """
RK0100     2023-07-25 2023-07-27 to_dprk   4 6
RK0103     2023-09-12 2023-09-17 to_russia 6 6
RK0103.02  2023-09-13 2023-09-13 to_russia 6 6
RK0200     2023-10-18 2023-10-19 to_dprk   4 6
RK0210     2023-11-14 2023-11-16 to_dprk   4 5
RK0220     2023-12-11 2023-12-15 to_dprk   4 5
RK0300.02  2024-01-16 2024-01-16 to_russia 6 4
RK0309     2024-03-18 2024-03-22 to_dprk   4 5
RK0310     2024-03-25 2024-03-27 to_dprk   4 4
RK0401     2024-04-13 2024-04-23 to_russia 4 4
RK0411     2024-06-10 2024-06-14 to_russia 4 3
RK0450     2024-06-19 2024-06-19 to_dprk   6 6
RK0705     2023-08-15 2023-08-15 to_dprk   6 6
RK0504     2024-09-13 2024-09-13 to_dprk   5 6
RK0505     2024-09-16 2024-09-23 to_russia 4 4
RK0600     2024-10-28 2024-11-06 to_russia 6 4
RK0601     2024-11-17 2024-11-20 to_dprk   4 6
RK0605     2024-11-29 2024-11-30 to_dprk   4 6
RK0606     2024-12-04 unknown    to_russia 3 3
RK0721     2024-08-03 2024-08-03 to_dprk   6 6
"""
"""Twenty contacts checked by hand: first and last day, direction, level of the Russian and of the DPRK side."""


@pytest.mark.parametrize("fact", FACTS.strip().splitlines(), ids=lambda fact: fact.split()[0])
def test_facts_checked_by_hand_against_two_sources(real: Dataset, fact: str) -> None:
    contact_id, *wanted = fact.split()
    row = as_known(real, pd.Timestamp(real.descriptor.released)).set_index("contact_id").loc[contact_id]
    days = ["unknown" if pd.isna(day) else f"{day:%Y-%m-%d}" for day in (row["start"], row["end"])]
    assert [*days, row["direction"], str(row["level_russia"]), str(row["level_dprk"])] == wanted
    assert row["status"] == "held"
    said = real.claims[real.claims["contact_id"].str.startswith(contact_id) & (real.claims["stance"] == "asserts")]
    assert said.merge(real.sources, on="source_id")["origin"].nunique() >= 2


def test_addresses_are_well_formed_and_unique(real: Dataset) -> None:
    urls = real.sources["url"]
    assert urls.is_unique
    assert urls.str.fullmatch(r"https?://[\w.-]+\.[\w-]+(:\d+)?(/\S*)?").all()


def test_most_held_roots_have_two_sources(real: Dataset) -> None:
    held = Selection(real, Counting(greetings=True, conferences=True)).counted
    claims = real.claims.assign(root=real.claims["contact_id"].str.split(".").str[0])
    sources = claims.groupby("root")["source_id"].nunique().reindex(held["contact_id"])
    assert (sources >= 2).mean() >= 0.75


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
