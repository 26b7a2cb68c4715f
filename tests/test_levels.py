"""Levels: the rank of the office on the day."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from selected import selected
from world import World, world

from helpers.analysis import words
from helpers.dataset import levels

SIDES = ["level_russia", "level_dprk", "level_lower", "level_higher", "level_visitor", "uplift"]


def office(small: World, official: str, rank: int, **cells: Any) -> World:
    return small.add("offices", official_id=official, office=f"Office of rank {rank}", rank=rank, **cells)


def person(small: World, official: str, rank: int, **cells: Any) -> World:
    """An official with one office."""
    side = "russia" if official.startswith("ru") else "dprk"
    small.add("officials", official_id=official, side=side, name=official, name_ru="")
    return office(small, official, rank, **cells)


def known(small: World, folder: Path, **given: Any) -> dict[str, list[int | None]]:
    """The levels of every contact known: Russia, DPRK, lower, higher, visitor, uplift."""
    frame = selected(small, folder, **given).known.set_index("contact_id")[SIDES]
    assert (frame.dtypes == "Int64").all()
    return {row.Index: [None if pd.isna(level) else level for level in row[1:]] for row in frame.itertuples()}


def shoigu() -> World:
    """Shoigu, minister of defence until 12 May 2024 and secretary of the Security Council after."""
    small = world()
    person(small, "ru-shoigu", 4, until="2024-05-12")
    office(small, "ru-shoigu", 5, since="2024-05-13")
    for number, day in (("2", "2024-05-12"), ("3", "2024-05-13"), ("4", "2024-09-13")):
        small.contact(f"RK000{number}", russia="ru-shoigu", start=day, end=day)
    return small


def test_rank_belongs_to_the_office_on_the_day(tmp_path: Path) -> None:
    found = known(shoigu(), tmp_path)
    assert {contact: row[0] for contact, row in found.items()} == {"RK0001": 4, "RK0002": 4, "RK0003": 5, "RK0004": 5}


def test_the_day_after_an_office_ended_has_no_rank(tmp_path: Path) -> None:
    small = shoigu()
    small.tables["participants"] = [row for row in small.tables["participants"] if row["contact_id"] != "RK0003"]
    small.add("participants", contact_id="RK0003", official_id="ru-shoigu", capacity="accompanying")
    small.add("participants", contact_id="RK0003", side="dprk", official_id="kp-choe-son-hui")
    data = selected(small, tmp_path).dataset
    offices = data.offices[data.offices["rank"] != 5]
    days = pd.Series(pd.to_datetime(["2024-05-12", "2024-05-13"]), index=["RK0002", "RK0003"])
    mine = data.participants[data.participants["official_id"] == "ru-shoigu"].set_index("contact_id")
    ranks = levels.ranks(mine.reset_index(), offices, days)
    assert ranks.tolist() == [4, pd.NA, pd.NA]  # RK0002, RK0003, and RK0004, whose day is not given


def test_of_several_offices_the_highest_counts(tmp_path: Path) -> None:
    small = office(office(world(), "kp-choe-son-hui", 5, since="2024-01-01"), "kp-choe-son-hui", 2)
    small.contact("RK0002", start="2024-01-01", end="2024-01-01")
    assert {contact: row[1] for contact, row in known(small, tmp_path).items()} == {"RK0001": 4, "RK0002": 5}


@pytest.mark.parametrize(("capacity", "level"), [("principal", 6), ("accompanying", 4), ("host", 4)])
def test_only_principals_set_the_level(tmp_path: Path, capacity: str, level: int) -> None:
    small = person(world(), "ru-putin", 6)
    small.add("participants", official_id="ru-putin", capacity=capacity)
    assert known(small, tmp_path) == {"RK0001": [level, 4, 4, level, level, 4 - level]}


def test_an_unknown_rank_stays_missing(tmp_path: Path) -> None:
    small = world()
    small.add("contacts", contact_id="RK0002", start="2024-01-05", end="2024-01-05")
    small.add("participants", contact_id="RK0002", official_id="", label="A delegation", rank=0)
    small.add("participants", contact_id="RK0002", side="dprk", official_id="kp-choe-son-hui")
    small.add("claims", contact_id="RK0002", known_from="2024-01-05")
    assert known(small, tmp_path)["RK0002"] == [None, 4, None, None, None, None]
    small.tables["participants"][-2]["rank"] = 3
    assert known(small, tmp_path)["RK0002"] == [3, 4, 3, 4, 3, 1]


def test_an_office_of_unknown_rank_is_unknown_too(tmp_path: Path) -> None:
    small = world()
    small.tables["offices"][0]["rank"] = 0
    assert known(small, tmp_path) == {"RK0001": [None, 4, None, None, None, None]}


def test_one_known_principal_is_enough_for_a_side(tmp_path: Path) -> None:
    small = world().add("participants", official_id="", label="Somebody", rank=0)
    assert known(small, tmp_path) == {"RK0001": [4, 4, 4, 4, 4, 0]}


def reception(**part: Any) -> World:
    """Lavrov's visit with a meeting with Kim Jong Un inside."""
    small = person(world(), "kp-kim-jong-un", 6)
    cells = {"part_of": "RK0001", "kind": "meeting", "start": "2023-10-19"} | part
    return small.contact("RK0001.01", dprk="kp-kim-jong-un", **cells)


def test_the_hosts_level_is_the_highest_over_the_visit_and_its_parts(tmp_path: Path) -> None:
    assert known(reception(), tmp_path) == {"RK0001": [4, 6, 4, 6, 4, 2], "RK0001.01": [4, 6, 4, 6, 4, 2]}


def test_the_visitors_level_is_that_of_the_visit_alone(tmp_path: Path) -> None:
    small = person(reception(russia="ru-putin"), "ru-putin", 6)
    assert known(small, tmp_path) == {"RK0001": [4, 6, 4, 6, 4, 2], "RK0001.01": [6, 6, 6, 6, 6, 0]}


def test_the_host_side_follows_the_direction(tmp_path: Path) -> None:
    there = {"direction": "to_russia", "place": "Moscow", "country": "RU"}
    small = person(reception(russia="ru-putin", **there), "ru-putin", 6)
    small.tables["contacts"][0] |= there
    # Putin hosts in Moscow; Kim does not, and as a visitor is only in a part.
    assert known(small, tmp_path)["RK0001"] == [6, 4, 4, 6, 4, 2]


def test_a_reception_counts_only_once_it_was_held(tmp_path: Path) -> None:
    small = reception(claim={"stance": "anticipates", "known_from": "2023-10-18", "says_start": "2023-10-19"})
    small.add("claims", contact_id="RK0001.01", known_from="2023-10-20")
    found = {day: known(small, tmp_path, as_of=f"2023-10-{day}")["RK0001"] for day in (18, 19, 20)}
    assert found == {18: [4, 4, 4, 4, 4, 0], 19: [4, 4, 4, 4, 4, 0], 20: [4, 6, 4, 6, 4, 2]}
    small.tables["contacts"][1] |= {"review": "withdrawn", "note": "a misreading"}
    assert known(small, tmp_path) == {"RK0001": [4, 4, 4, 4, 4, 0]}


@pytest.mark.parametrize("direction", ["none", "third"])
def test_where_neither_travels_there_is_no_visitor(tmp_path: Path, direction: str) -> None:
    small = person(world(), "ru-putin", 6)
    place = {"kind": "meeting", "country": "LA", "place": "Vientiane", "direction": direction}
    small.contact("RK0002", russia="ru-putin", start="2024-07-26", end="2024-07-26", **place)
    assert known(small, tmp_path)["RK0002"] == [6, 4, 4, 6, None, None]


def test_author_and_addressee_set_the_levels_of_a_letter(tmp_path: Path) -> None:
    small = person(world(), "ru-putin", 6)
    small.add(
        "contacts",
        contact_id="RK0002",
        kind="letter",
        modality="written",
        country="ZZ",
        place="none",
        direction="to_russia",
        start="2024-01-05",
        end="2024-01-05",
    )
    small.add("participants", contact_id="RK0002", official_id="ru-putin", capacity="addressee")
    small.add("participants", contact_id="RK0002", side="dprk", official_id="kp-choe-son-hui", capacity="author")
    small.add("claims", contact_id="RK0002", known_from="2024-01-05")
    assert known(small, tmp_path)["RK0002"] == [6, 4, 4, 6, 4, 2]


def test_the_level_of_a_plan_is_that_of_the_day_foreseen(tmp_path: Path) -> None:
    small = shoigu()
    plan = {"stance": "announces", "known_from": "2024-04-01", "says_start": "2024-05-01"}
    small.contact("RK0005", russia="ru-shoigu", start="2024-06-01", end="2024-06-01", claim=plan)
    small.add("claims", contact_id="RK0005", known_from="2024-06-01")
    shown = {day: known(small, tmp_path, as_of=day)["RK0005"][0] for day in ("2024-04-01", "2024-06-01")}
    assert shown == {"2024-04-01": 4, "2024-06-01": 5}


@pytest.mark.parametrize(
    ("side_rule", "visit", "meeting"),
    [
        ("headline", 5, 4),
        ("visitor", 5, 5),
        ("lower", 4, 4),
        ("higher", 5, 5),
        ("russia", 5, 5),
        ("dprk", 4, 4),
    ],
)
def test_level_under_each_side_rule(tmp_path: Path, side_rule: str, visit: int, meeting: int) -> None:
    small = person(world(), "ru-matviyenko", 5)
    small.add("participants", official_id="ru-matviyenko")
    small.contact("RK0001.01", russia="ru-matviyenko", part_of="RK0001", kind="meeting")
    levels_ = selected(small, tmp_path, side_rule=side_rule).known.set_index("contact_id")["level"]
    assert levels_.to_dict() == {"RK0001": visit, "RK0001.01": meeting}


def test_every_rank_has_a_name(tmp_path: Path) -> None:
    assert sorted(words.level_names(selected(world(), tmp_path))) == [0, 1, 2, 3, 4, 5, 6]
