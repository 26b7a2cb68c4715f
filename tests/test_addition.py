"""A contact from one small file: ids given, people and sources known again, nothing written unless all is sound."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from world import DATA, World

from helpers.dataset import addition, check
from helpers.problems import ProblemsFound

VISIT = """[contact]
kind = "visit"
start = 2024-12-16
end = 2024-12-18
direction = "to_dprk"
place = "Wonsan"
country = "KP"
domain = "health"
title = "A delegation in Wonsan"

[[participant]]
side = "russia"
official_id = "ru-lavrov"

[[participant]]
side = "dprk"
name = "Kim New"
office = "Vice-Minister"
rank = 3

[[source]]
url = "https://example.org/new"
publisher = "KCNA"
origin = "kcna"
published = 2024-12-17
language = "en"
title = "The delegation arrives"

[[source.claim]]
speaker = "dprk"
stance = "asserts"
known_from = 2024-12-17
"""


@pytest.fixture
def package(small: tuple[World, Path]) -> Path:
    sound, folder = small
    return sound.write(folder)


def add(package: Path, text: str) -> tuple[str, dict[str, int]]:
    file = package.parent / "mine.toml"
    file.write_text(text, "utf-8")
    return addition.add(file, package)


def refused(package: Path, text: str) -> list[str]:
    before = {path.name: path.read_bytes() for path in package.iterdir()}
    with pytest.raises(ProblemsFound) as found:
        add(package, text)
    assert {path.name: path.read_bytes() for path in package.iterdir()} == before
    return [str(problem) for problem in found.value.problems]


def rows(package: Path, table: str) -> list[dict[str, str]]:
    with (package / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_contact_gets_its_ids_and_its_rows(package: Path) -> None:
    contact_id, gained = add(package, VISIT)
    assert contact_id == "RK0002"
    assert gained == {"contacts": 1, "participants": 2, "officials": 1, "offices": 1, "sources": 1, "claims": 1}
    assert check.problems(package) == []
    new = rows(package, "contacts")[-1]
    assert (new["date_precision"], new["modality"], new["multilateral"], new["review"]) == (
        "day",
        "in_person",
        "no",
        "single",
    )
    assert [row["official_id"] for row in rows(package, "officials")] == ["kp-choe-son-hui", "kp-kim-new", "ru-lavrov"]
    assert rows(package, "claims")[-1]["source_id"] == "S0002"
    assert next(row for row in rows(package, "offices") if row["official_id"] == "kp-kim-new")["source_id"] == "S0002"


def test_a_known_source_and_a_known_person_are_taken_again(package: Path) -> None:
    add(package, VISIT)
    part = VISIT.replace('kind = "visit"', 'kind = "meeting"\npart_of = "RK0002"').replace("end = 2024-12-18", "")
    contact_id, gained = add(package, part)
    assert contact_id == "RK0002.01"
    assert gained == {"contacts": 1, "participants": 2, "claims": 1}


def test_a_namesake_is_not_taken_for_another(package: Path) -> None:
    text = VISIT.replace('official_id = "ru-lavrov"', 'name = "Ivan Lavrov"\noffice = "Clerk"\nrank = 1')
    assert refused(package, text) == [
        "mine.toml participant 1 official_id: ru-lavrov is Sergey Lavrov already; "
        "allowed: the official_id of Ivan Lavrov, with the given name in it for a namesake"
    ]
    named = text.replace('name = "Ivan', 'official_id = "ru-lavrov-ivan"\nname = "Ivan')
    assert add(package, named)[1]["officials"] == 2


def test_every_problem_at_once_by_its_place_in_the_file(package: Path) -> None:
    text = (
        VISIT.replace('"visit"', '"vizit"')
        .replace("ru-lavrov", "ru-lavrof")
        .replace("known_from = 2024-12-17", "known_from = 2024-12-11")
    )
    kinds = "visit, meeting, call, video, letter, greeting, signing, ceremony, exercise, transfer"
    assert refused(package, text) == [
        f"mine.toml contact kind: 'vizit' is no code; allowed: {kinds}; did you mean visit?",
        "mine.toml source 1 claim 1 known_from: 2024-12-11 is before RK0002 began; "
        "allowed: 2024-12-16 or later, or another stance",
        "mine.toml participant 1 official_id: 'ru-lavrof' is not in officials.csv; did you mean ru-lavrov?",
        "mine.toml participant 1 official_id: no office of ru-lavrof covers 2024-12-16; allowed: a row in offices.csv",
    ]


def test_misspelt_sections_and_keys(package: Path) -> None:
    assert refused(package, VISIT.replace("[contact]", "[contakt]")) == [
        "mine.toml contact: is missing; allowed: [contact]",
        "mine.toml contakt: is no key here; allowed: contact, participant, source; did you mean contact?",
    ]
    keys = ", ".join(addition.KEYS["claim"])
    assert refused(package, VISIT.replace("stance", "stanze")) == [
        f"mine.toml source 1 claim 1 stanze: is no key here; allowed: {keys}; did you mean stance?"
    ]
    assert refused(package, VISIT.split("[[source.claim]]")[0]) == [
        "mine.toml source 1 claim: says nothing; allowed: [[source.claim]]"
    ]


def test_a_file_that_is_none(package: Path) -> None:
    with pytest.raises(ProblemsFound, match=r"nothing\.toml: cannot be read: No such file or directory$"):
        addition.add(package.parent / "nothing.toml", package)
    assert refused(package, "[contact\n")[0].startswith("mine.toml: is not TOML: ")


def test_a_package_that_is_broken_already_is_told_first(package: Path) -> None:
    path = package / "contacts.csv"
    path.write_text(path.read_text("utf-8").replace(",visit,", ",vizit,"), "utf-8", newline="")
    assert [problem.split(":")[0] for problem in refused(package, VISIT)] == ["contacts.csv"]


def test_the_template_is_a_sound_contact(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    for path in [*DATA.glob("*.csv"), DATA / "datapackage.json"]:
        (folder / path.name).write_bytes(path.read_bytes())
    contact_id, gained = addition.add(addition.TEMPLATE, folder)
    assert contact_id.startswith("RK")
    assert gained["contacts"] == 1
    assert check.problems(folder) == []
