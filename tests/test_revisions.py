"""Revisions: what each release changed, its rules, and the command that records it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import contacts
from world import World, edit, set_descriptor, world

from helpers.dataset import changes, check, descriptor
from helpers.dataset.change import COMPARED
from helpers.dataset.load import Dataset

VERSION, RELEASED = "1.1.0", "2026-11-25"
NAMES = ", ".join(COMPARED)
LATER = "so from the next version in datapackage.json on"


def released(small: World, folder: Path, version: str = VERSION, day: str = RELEASED) -> Path:
    """The package of a release."""
    set_descriptor(small.write(folder), version=version, created=f"{day}T00:00:00Z")
    return folder


def said(folder: Path) -> list[str]:
    return [str(problem) for problem in check.problems(folder)]


def revised(*rows: dict[str, Any]) -> World:
    """A world with these revisions, each of 1.1.0 and of the title of its only contact where it says no other."""
    small = world()
    for row in rows:
        small.add("revisions", **{"version": VERSION} | row)
    return small


def test_sound_revisions_have_no_problem(tmp_path: Path) -> None:
    rows = (
        {"version": "1.0.0", "released": "2026-11-20", "change": "added", "columns": ""},
        {"columns": "status start origins"},
        {"contact_id": "RK0002", "change": "withdrawn", "columns": ""},
    )
    assert said(released(revised(*rows), tmp_path)) == []


REFUSED: dict[str, tuple[tuple[dict[str, Any], ...], list[str]]] = {
    "unknown change": (
        ({"change": "corected"},),
        [
            "revisions.csv:2 RK0001 change: 'corected' is no code; allowed: added, corrected, withdrawn; "
            "did you mean corrected?",
            "revisions.csv:2 RK0001 columns: 'title' is given although the contact is corected; allowed: empty",
        ],
    ),
    "no version": (
        ({"version": "next"},),
        [r"revisions.csv:2 RK0001 version: 'next' does not fit; allowed: pattern \d+\.\d+\.\d+"],
    ),
    "no day": (
        ({"released": "soon"},),
        ["revisions.csv:2 RK0001 released: 'soon' is no date; allowed: a day such as 2024-01-16"],
    ),
    "a version to come": (
        ({"version": "1.10.0"},),
        ["revisions.csv:2 RK0001 version: 1.10.0 is after the version of the data; allowed: 1.1.0 or earlier"],
    ),
    "two days of a version": (
        ({"version": "1.0.0"}, {"version": "1.0.0", "contact_id": "RK0002", "released": "2026-11-24"}),
        ["revisions.csv:3 RK0002 released: 2026-11-24 is not the day of 1.0.0; allowed: 2026-11-25"],
    ),
    "another day than the release": (
        ({"released": "2026-11-24"},),
        ["revisions.csv:2 RK0001 released: 2026-11-24 is not the day of 1.1.0; allowed: 2026-11-25"],
    ),
    "days against versions": (
        (
            {"version": "0.9.0", "released": "2026-11-22"},
            {"version": "0.10.0", "released": "2026-11-21", "contact_id": "RK0002"},
        ),
        ["revisions.csv:2 RK0001 released: 2026-11-22 is after 0.10.0 was released; allowed: 2026-11-21 or earlier"],
    ),
    "after the release of the data": (
        ({"version": "1.0.0", "released": "2026-11-26"},),
        ["revisions.csv:2 RK0001 released: 2026-11-26 is after 1.1.0 was released; allowed: 2026-11-25 or earlier"],
    ),
    "corrected in nothing": (
        ({"columns": ""},),
        [f"revisions.csv:2 RK0001 columns: is empty although the contact is corrected; allowed: {NAMES}"],
    ),
    "added in a column": (
        ({"change": "added"},),
        ["revisions.csv:2 RK0001 columns: 'title' is given although the contact is added; allowed: empty"],
    ),
    "misspelt column": (
        ({"columns": "titel"},),
        [f"revisions.csv:2 RK0001 columns: 'titel' is not compared; allowed: {NAMES}; did you mean title?"],
    ),
    "columns in another order": (
        ({"columns": "title status"},),
        ["revisions.csv:2 RK0001 columns: 'title status' is out of order; allowed: status title"],
    ),
    "a column twice": (
        ({"columns": "title title"},),
        ["revisions.csv:2 RK0001 columns: 'title title' is out of order; allowed: title"],
    ),
    "corrected and not there": (
        ({"contact_id": "RK0002"},),
        [f"revisions.csv:2 RK0002 change: 'corrected' is said, but contacts.csv does not hold it; allowed: {LATER}"],
    ),
    "added and not there": (
        ({"contact_id": "RK0002", "change": "added", "columns": ""},),
        [f"revisions.csv:2 RK0002 change: 'added' is said, but contacts.csv does not hold it; allowed: {LATER}"],
    ),
    "withdrawn and there": (
        (
            {"version": "1.0.0", "released": "2026-11-20"},
            {"change": "withdrawn", "columns": ""},
        ),
        [f"revisions.csv:3 RK0001 change: 'withdrawn' is said, but contacts.csv holds it; allowed: {LATER}"],
    ),
    "a contact twice in a version": (
        ({}, {}),
        ["revisions.csv:3 RK0001 contact_id, released, version: is the same row as line 2"],
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_the_rules_refuse(tmp_path: Path, name: str) -> None:
    rows, problems = REFUSED[name]
    assert said(released(revised(*rows), tmp_path)) == problems


def test_rows_stand_by_contact_and_day(tmp_path: Path) -> None:
    small = revised({}, {"contact_id": "RK0002", "change": "withdrawn", "columns": ""})
    path = released(small, tmp_path) / "revisions.csv"
    head, first, second = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([head, second, first]) + "\n", "utf-8", newline="")
    assert said(tmp_path) == [
        "revisions.csv:2 RK0002 contact_id: is out of order: RK0001 belongs here; "
        "allowed: rows sorted by contact_id, released, version (`contacts format` does it)"
    ]


def test_tombstones_are_withdrawn_and_may_have_been_corrected_before(tmp_path: Path) -> None:
    for change, columns in (("withdrawn", ""), ("corrected", "title")):
        small = revised({"change": change, "columns": columns})
        small.tables["contacts"][0] |= {"review": "withdrawn", "note": "a rehearsal"}
        assert said(released(small, tmp_path / change)) == []


def test_the_last_word_is_that_of_the_highest_version(tmp_path: Path) -> None:
    gone = {"version": "0.9.0", "change": "withdrawn", "columns": ""}
    other = {"contact_id": "RK0002", "change": "withdrawn", "columns": ""}
    assert said(released(revised({"version": "0.10.0"}, gone, other), tmp_path)) == []


def test_a_version_that_is_not_recorded_yet_may_do_otherwise(tmp_path: Path) -> None:
    small = revised({"version": "1.0.0", "change": "withdrawn", "columns": ""})
    assert said(released(small, tmp_path)) == []


# The command


@pytest.fixture
def releases(tmp_path: Path) -> tuple[Path, Path]:
    """Two releases: one contact corrected, one gone, one a tombstone, one added."""
    old, new = world(), world()
    for contact_id in ("RK0002", "RK0003"):
        old.contact(contact_id, start="2023-10-18", end="2023-10-18")
    new.contact("RK0003", start="2023-10-18", end="2023-10-18", review="withdrawn", note="a rehearsal")
    new.contact("RK0004", start="2023-10-18", end="2023-10-18")
    new.add("revisions", version="1.0.0", released="2026-11-20", change="added", columns="")
    new.add("revisions", contact_id="RK0003", version="1.0.0", released="2026-11-20", change="added", columns="")
    before, after = released(old, tmp_path / "before", "1.0.0", "2026-11-20"), released(new, tmp_path / "after")
    edit(after / "contacts.csv", "RK0001,,visit,2023-10-18,2023-10-19", "RK0001,,visit,2023-10-18,2023-10-20")
    edit(after / "contacts.csv", "Pyongyang,KP", "Wonsan,KP")
    return before, after


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_release_is_recorded_once_and_nothing_else_is_touched(releases: tuple[Path, Path]) -> None:
    before, after = releases
    untouched = files(after)
    done = contacts("record", str(before), CONTACTS_DATA=str(after))
    assert (done.returncode, done.stdout, done.stderr) == (
        0,
        "1.1.0 recorded: 1 added, 1 corrected, 2 withdrawn.\n",
        "",
    )
    recorded = files(after)
    assert recorded.pop("revisions.csv").decode() == (
        "contact_id,version,released,change,columns\n"
        "RK0001,1.0.0,2026-11-20,added,\n"
        "RK0001,1.1.0,2026-11-25,corrected,end place\n"
        "RK0002,1.1.0,2026-11-25,withdrawn,\n"
        "RK0003,1.0.0,2026-11-20,added,\n"
        "RK0003,1.1.0,2026-11-25,withdrawn,\n"
        "RK0004,1.1.0,2026-11-25,added,\n"
    )
    assert recorded == {name: content for name, content in untouched.items() if name != "revisions.csv"}
    assert said(after) == []
    once = files(after)
    again = contacts("record", str(before), CONTACTS_DATA=str(after))
    assert (again.returncode, again.stdout, again.stderr.splitlines()) == (
        1,
        "",
        [
            "revisions.csv: 1.1.0 is recorded already; allowed: each version once",
            "1 problem; nothing was built or changed.",
        ],
    )
    assert files(after) == once


def test_the_table_is_replaced_in_one_step(releases: tuple[Path, Path]) -> None:
    before, after = releases
    table, other_name = after / "revisions.csv", after / "as it was"
    other_name.hardlink_to(table)
    was = table.read_bytes()
    assert contacts("record", str(before), CONTACTS_DATA=str(after)).returncode == 0
    assert (table.read_bytes() == was, other_name.read_bytes() == was) == (False, True)


def test_what_is_no_release_before_is_refused(releases: tuple[Path, Path], tmp_path: Path) -> None:
    before, after = releases
    untouched = files(after)
    set_descriptor(before, version="1.10.0")
    later = contacts("record", str(before), CONTACTS_DATA=str(after))
    assert later.stderr.splitlines()[0] == f"{before}: is 1.10.0; allowed: the release before 1.1.0"
    itself = contacts("record", str(after), CONTACTS_DATA=str(after))
    assert itself.stderr.splitlines()[0] == f"{after}: is 1.1.0; allowed: the release before 1.1.0"
    empty = tmp_path / "empty"
    empty.mkdir()
    nothing = contacts("record", str(empty), CONTACTS_DATA=str(after))
    assert nothing.stderr.splitlines()[0] == f"datapackage.json: no such file in {empty}"
    set_descriptor(before, version="0.9.0")
    skipped = contacts("record", str(before), CONTACTS_DATA=str(after))
    assert skipped.stderr.splitlines()[0] == f"{before}: is 0.9.0; allowed: the release before 1.1.0"
    assert [done.returncode for done in (later, itself, nothing, skipped)] == [1, 1, 1, 1]
    assert contacts("record", "2024-01-15", CONTACTS_DATA=str(after)).returncode == 2
    assert files(after) == untouched


def test_rows_that_would_break_a_rule_are_not_written(releases: tuple[Path, Path]) -> None:
    """The release before had recorded a contact that the folder given for it does not hold."""
    before, after = releases
    with (after / "revisions.csv").open("a", encoding="utf-8", newline="") as file:
        file.write("RK0005,1.0.0,2026-11-20,added,\n")
    untouched = files(after)
    done = contacts("record", str(before), CONTACTS_DATA=str(after))
    assert done.stderr.splitlines()[0] == (
        f"revisions.csv:8 RK0005 change: 'added' is said, but contacts.csv does not hold it; allowed: {LATER}"
    )
    assert files(after) == untouched


def test_versions_are_compared_that_had_fewer_tables(releases: tuple[Path, Path]) -> None:
    before, after = releases
    resources = descriptor.read(before).raw["resources"]
    set_descriptor(before, resources=[one for one in resources if one["name"] not in ("revisions", "counts")])
    for name in ("revisions.csv", "counts.csv"):
        (before / name).unlink()
    found = changes.compare(str(before), str(after)).changes
    assert [(change.contact_id, change.kind) for change in found] == [
        ("RK0001", "corrected"),
        ("RK0002", "withdrawn"),
        ("RK0003", "withdrawn"),
        ("RK0004", "added"),
    ]


# The real record


def test_the_revisions_are_those_of_the_changelog(real: Dataset) -> None:
    rows = real.revisions.set_index(["version", "contact_id"])
    new = "RK0103.20 RK0306.04 RK2200 RK2201 RK2202 RK2300 RK2301 RK2400 RK2500 RK2501"
    assert rows.query("version == '0.3.0' and change == 'added'").index.get_level_values(1).tolist() == new.split()
    assert {
        "RK0416": "kind start end date_precision level_dprk title",
        "RK0802": "kind country origins title",
        "RK0811": "status start",
    }.items() <= rows.loc["0.2.0", "columns"].to_dict().items()
    assert {
        "RK0103.19": "status confidence end origins",
        "RK0402": "end",
        "RK0607": "start end date_precision origins",
    }.items() <= rows.loc["0.3.0", "columns"].to_dict().items()
    assert rows.loc["0.2.0", "change"].value_counts().to_dict() == {"added": 106, "corrected": 41, "withdrawn": 0}
