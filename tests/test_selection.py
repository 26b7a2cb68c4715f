"""What is counted, under every parameter."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from selected import busy, selected
from world import World, world

from helpers import parameters
from helpers.analysis import measures, tables
from helpers.dataset.load import Dataset
from helpers.dataset.selection import Selection


def ids(rows: Any) -> list[str]:
    return rows["contact_id"].tolist()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """The busy world, and a transfer that a side admits."""
    small = busy()
    goods = {"kind": "transfer", "modality": "goods", "country": "ZZ", "place": "none", "domain": "defence"}
    small.contact("RK0012", start="2024-10-05", end="2024-10-05", title="Arms, admitted", **goods)
    return selected(small, tmp_path_factory.mktemp("busy")).dataset


def select(data: Dataset, **given: Any) -> Selection:
    return Selection(data, parameters.check("contacts", given))


def chosen(data: Dataset, **given: Any) -> list[str]:
    return ids(select(data, **given).counted)


CONTACTS = ["RK0001", "RK0002", "RK0003", "RK0004", "RK0005", "RK0006", "RK0007"]


def test_a_visit_with_six_meetings_over_five_days(tmp_path: Path) -> None:
    small = world()
    small.tables["contacts"][0] |= {"start": "2023-10-18", "end": "2023-10-22"}
    for number in range(1, 7):
        day = f"2023-10-{17 + min(number, 5)}"
        small.contact(f"RK0001.{number:02}", part_of="RK0001", kind="meeting", start=day, end=day)
    counts = {unit: len(selected(small, tmp_path, unit=unit).counted) for unit in ("contacts", "visits", "meetings")}
    assert counts == {"contacts": 1, "visits": 1, "meetings": 6}
    selection = selected(small, tmp_path)
    assert measures.contact_days(selection.counted) == 5
    window = [(row.cells[0][0], row.cells[-1][0]) for row in tables.counts(selection).rows]
    assert window == [
        ("Contacts (visits and what stands alone)", "1"),
        ("Visits", "1"),
        ("Meetings, calls and video talks", "6"),
        ("Contact-days", "5"),
        ("Greetings (not among the contacts)", "0"),
    ]


def test_units(data: Dataset) -> None:
    assert chosen(data) == CONTACTS
    assert chosen(data, unit="visits") == ["RK0001", "RK0002", "RK0003", "RK0006", "RK0007"]
    assert chosen(data, unit="meetings") == ["RK0002.01", "RK0004", "RK0005"]


@pytest.mark.parametrize(
    ("given", "left"),
    [
        ({"min_level": 0}, CONTACTS),
        ({"min_level": 1}, CONTACTS[:-1]),
        ({"min_level": 4}, CONTACTS[:-2]),
        ({"min_level": 5}, ["RK0003"]),
        ({"min_level": 5, "side_rule": "higher"}, ["RK0002", "RK0003"]),
        ({"min_level": 4, "side_rule": "dprk"}, CONTACTS[:-1]),
        ({"min_level": 4, "side_rule": "lower"}, CONTACTS[:5]),
        ({"min_level": 1, "side_rule": "visitor"}, ["RK0001", "RK0002", "RK0003", "RK0006"]),
        ({"min_level": 5, "side_rule": "russia"}, ["RK0002", "RK0003"]),
        ({"domain": "leaders"}, ["RK0003"]),
        ({"domain": "sport"}, []),
        ({"direction": "to_russia"}, ["RK0002"]),
        ({"direction": "third"}, ["RK0005"]),
        ({"conferences": True}, [*CONTACTS[:5], "RK0009", *CONTACTS[5:]]),
        ({"greetings": True}, [*CONTACTS[:2], "RK0008", *CONTACTS[2:]]),
        ({"min_origins": 2}, ["RK0003"]),
        ({"min_origins": 3}, []),
        ({"start": "2024-06-18", "end": "2024-07-26"}, ["RK0003", "RK0004", "RK0005"]),
        ({"start": "2024-06-19", "end": "2024-07-25"}, ["RK0004"]),
        ({"start": "2024-01-15", "end": "2024-01-31"}, []),
        ({"as_of": "2024-06-17"}, CONTACTS[:2]),
        ({"as_of": "2023-01-01"}, []),
    ],
)
def test_each_parameter_narrows_or_widens_as_it_says(data: Dataset, given: dict[str, Any], left: list[str]) -> None:
    assert chosen(data, **given) == left


def everything() -> list[dict[str, Any]]:
    switches = itertools.product(("contacts", "visits", "meetings"), (0, 4), (False, True), (False, True))
    names = ("unit", "min_level", "conferences", "greetings")
    return [dict(zip(names, values, strict=True)) for values in switches]


def test_transfers_are_never_counted(data: Dataset) -> None:
    for given in everything():
        selection = select(data, **given)
        for rows in (selection.counted, selection.held, selection.not_held, selection.greetings):
            assert not {"RK0011", "RK0012"} & set(ids(rows)), given
        assert ids(selection.transfers) == ["RK0011", "RK0012"]
    assert selection.transfers["status"].tolist() == ["alleged", "held"]


def test_only_held_rows_are_counted(data: Dataset) -> None:
    for given in everything():
        assert set(select(data, **given).counted["status"].astype("str")) == {"held"}, given


def test_what_is_not_held_keeps_the_undated(tmp_path: Path) -> None:
    small: World = busy()
    word = {"stance": "anticipates", "known_from": "2024-03-01"}
    small.contact("RK0012", start="", end="", date_precision="unknown", title="An invitation", claim=word)
    before = {"says_start": "2022-12-31"}
    small.contact("RK0013", start="2024-04-01", end="", title="Never was", claim=word | before)
    in_june = {"says_start": "2024-06-10"}
    small.contact("RK0014", start="2024-08-01", end="", title="Foreseen in June", claim=word | in_june)
    assert ids(selected(small, tmp_path).not_held) == ["RK0014", "RK0010", "RK0012"]
    assert ids(selected(small, tmp_path, end="2024-06-30").not_held) == ["RK0014", "RK0012"]
    assert ids(selected(small, tmp_path, as_of="2024-02-29").not_held) == []
    june = selected(small, tmp_path, as_of="2024-07-10").not_held
    assert dict(zip(june["contact_id"], june["status"], strict=True)) == {"RK0014": "possible", "RK0012": "possible"}
    july = selected(small, tmp_path, as_of="2024-07-11").not_held
    assert dict(zip(july["contact_id"], july["status"], strict=True)) == {"RK0014": "lapsed", "RK0012": "possible"}


def test_greetings_are_drawn_apart_whether_counted_or_not(data: Dataset) -> None:
    for greetings in (False, True):
        assert ids(select(data, greetings=greetings).greetings) == ["RK0008"]


def test_claims_are_those_known_on_the_day_oldest_first(data: Dataset) -> None:
    def said(as_of: str) -> list[str]:
        return select(data, as_of=as_of).claims_about("RK0011")["stance"].astype("str").tolist()

    assert [said(day) for day in ("2024-10-17", "2024-10-18", "2024-10-20")] == [[], ["asserts"], ["asserts", "denies"]]


def test_the_window_of_a_world_is_that_of_the_descriptor(data: Dataset) -> None:
    described, selection = data.descriptor, select(data)
    assert (selection.start.date(), selection.end.date()) == (described.first_day, described.last_day)
    assert selection.on.date() == described.released


TABLES = ("contacts", "not_held", "transfers", "officials")


@pytest.mark.parametrize("name", TABLES)
def test_tables_of_an_empty_selection_have_no_rows(data: Dataset, name: str) -> None:
    nothing, something = (getattr(tables, name)(select(data, as_of=day)).rows for day in ("2023-01-01", "2024-12-31"))
    assert (len(nothing), bool(something)) == (0, True)


def test_days_after_the_day_of_knowledge_are_not_quiet_but_unknown(tmp_path: Path) -> None:
    later = world().contact("RK0002", start="2024-06-01", end="2024-06-01")
    selection = selected(later, tmp_path, as_of="2023-11-15")
    assert (selection.end, selection.horizon) == (pd.Timestamp("2023-11-15"), pd.Timestamp("2024-12-31"))
    months = measures.per_period(selection.counted, start=selection.start, end=selection.end, every="M")
    assert (len(months), months["n"].sum(), bool(months["whole"].iloc[-1])) == (11, 1, False)


def test_plans_reach_to_the_end_of_the_window(tmp_path: Path) -> None:
    plan = {"stance": "announces", "known_from": "2023-11-01", "says_start": "2024-06-01"}
    later = world().contact("RK0002", start="2024-06-01", end="2024-06-01", claim=plan)
    selection = selected(later, tmp_path, as_of="2023-11-15")
    assert selection.not_held["contact_id"].tolist() == ["RK0002"]
