"""Every check of the data, seen refusing: the whole message, with its address."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import contacts
from world import World, edit, world

from helpers.dataset import check


def said(folder: Path) -> list[str]:
    return [str(problem) for problem in check.problems(folder)]


def test_a_sound_world_has_no_problem(small: tuple[World, Path]) -> None:
    sound, folder = small
    assert said(sound.write(folder)) == []


KINDS = "visit, meeting, call, video, letter, greeting, signing, ceremony, exercise, transfer"

BREAKS = {
    "unknown code": (
        ("contacts.csv", ",visit,", ",vizit,"),
        f"contacts.csv:2 RK0001 kind: 'vizit' is no code; allowed: {KINDS}; did you mean visit?",
    ),
    "bad date": (
        ("contacts.csv", "2023-10-18", "2023-10-48"),
        "contacts.csv:2 RK0001 start: '2023-10-48' is no date; allowed: a day such as 2024-01-16",
    ),
    "end before start": (
        ("contacts.csv", "2023-10-19", "2023-10-17"),
        "contacts.csv:2 RK0001 end: 2023-10-17 is before the start 2023-10-18; allowed: 2023-10-18 or later",
    ),
    "outside the covered period": (
        ("contacts.csv", "2023-10-18,2023-10-19", "2022-10-18,2022-10-19"),
        "contacts.csv:2 RK0001 start: 2022-10-18 is outside the covered period; allowed: 2023-01-01 to 2024-12-31",
    ),
    "dangling reference": (
        ("participants.csv", "ru-lavrov", "ru-lavrof"),
        "participants.csv:3 RK0001 official_id: 'ru-lavrof' is not in officials.csv; did you mean ru-lavrov?",
    ),
    "claim known before it could be": (
        ("claims.csv", "2023-10-18", "2023-10-17"),
        "claims.csv:2 RK0001 known_from: 2023-10-17 is before RK0001 began; "
        "allowed: 2023-10-18 or later, or another stance",
    ),
    "published before it was known": (
        ("sources.csv", "2023-10-19", "2023-10-16"),
        "claims.csv:2 RK0001 known_from: 2023-10-18 is after S0001 was published (2023-10-16); "
        "allowed: 2023-10-16 or earlier",
    ),
    "direction character": (
        ("contacts.csv", "Foreign Minister", "Foreign \u202eMinister"),
        "contacts.csv:2 RK0001 title: holds the invisible character U+202E; allowed: printable text on one line",
    ),
    "space at the end": (
        ("contacts.csv", "Pyongyang,KP", "Pyongyang ,KP"),
        "contacts.csv:2 RK0001 place: 'Pyongyang ' begins or ends with a space; did you mean 'Pyongyang'?",
    ),
    "script as an address": (
        ("sources.csv", "https://example.org/1", "javascript:alert(1)"),
        "sources.csv:2 S0001 url: 'javascript:alert(1)' is no web address; allowed: http:// or https://",
    ),
    "required cell empty": (
        ("contacts.csv", ",Pyongyang,", ",,"),
        "contacts.csv:2 RK0001 place: is empty; allowed: City or site, in its usual English spelling; "
        "`unknown` when no source says.",
    ),
    "modality": (
        ("contacts.csv", "in_person", "phone"),
        "contacts.csv:2 RK0001 modality: 'phone' does not fit a visit; allowed: in_person",
    ),
    "rank without a label": (
        ("participants.csv", "ru-lavrov,,,", "ru-lavrov,,4,"),
        "participants.csv:3 RK0001 rank: has a rank although a person is named; "
        "allowed: a rank with a label; a person's rank comes from offices.csv",
    ),
    "side of a person": (
        ("officials.csv", "kp-choe-son-hui,dprk", "kp-choe-son-hui,russia"),
        "participants.csv:2 RK0001 side: kp-choe-son-hui is listed on the side dprk; allowed: russia",
    ),
    "only a denial": (
        ("claims.csv", "asserts", "denies"),
        "contacts.csv:2 RK0001 contact_id: is only spoken of as denies",
    ),
    "tombstone without a reason": (
        ("contacts.csv", "single", "withdrawn"),
        "contacts.csv:2 RK0001 note: is empty although the row is withdrawn; allowed: the reason",
    ),
    "merged into nothing": (
        ("contacts.csv", "single,", "merged,a duplicate"),
        "contacts.csv:2 RK0001 note: does not name the row it was merged into",
    ),
    "date precision": (
        ("contacts.csv", ",day,", ",unknown,"),
        "contacts.csv:2 RK0001 start: 2023-10-18 is given although date_precision is unknown",
    ),
    "wrong id": (
        ("searches.csv", "2023-10,Lavrov", "October,Lavrov"),
        "searches.csv:2 October period: 'October' does not fit; "
        r"allowed: pattern \d{4}(-(0[1-9]|1[0-2]))?(/\d{4}(-(0[1-9]|1[0-2]))?)?",
    ),
    "not a number": (
        ("searches.csv", ",8,1,", ",many,1,"),
        "searches.csv:2 2023-10 hits: 'many' is no integer; allowed: a whole number",
    ),
    "missing column": (
        ("officials.csv", ",aliases", ""),
        "officials.csv:1 aliases: column is missing; allowed: official_id, side, name, name_ru, name_ko, aliases",
    ),
    "misspelt column": (
        ("officials.csv", "name_ru", "name_rus"),
        "officials.csv:1 name_rus: is no column of this table; "
        "allowed: official_id, side, name, name_ru, name_ko, aliases; did you mean name_ru?",
    ),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_package_is_told_with_its_address(small: tuple[World, Path], name: str) -> None:
    sound, folder = small
    sound.write(folder)
    (file, old, new), message = BREAKS[name]
    edit(folder / file, old, new)
    assert message in said(folder)


def test_duplicate_ids_and_order(small: tuple[World, Path]) -> None:
    sound, folder = small
    sound.write(folder)
    rows = (folder / "sources.csv").read_text("utf-8").splitlines()
    (folder / "sources.csv").write_text("\n".join([*rows, rows[1]]) + "\n", "utf-8", newline="")
    assert said(folder) == [
        "sources.csv:3 S0001 source_id: is the same row as line 2",
        "sources.csv:3 S0001 url: 'https://example.org/1' stands in another row too; allowed: each value once",
    ]
    edit(folder / "officials.csv", "kp-choe-son-hui,dprk,Choe Son Hui,,최선희,\n", "")
    with (folder / "officials.csv").open("a", encoding="utf-8", newline="") as file:
        file.write("kp-choe-son-hui,dprk,Choe Son Hui,,최선희,\n")
    assert (
        "officials.csv:2 ru-lavrov official_id: is out of order: kp-choe-son-hui belongs here; "
        "allowed: rows sorted by official_id (`contacts format` does it)" in said(folder)
    )


def test_contact_without_claim_or_side(small: tuple[World, Path]) -> None:
    sound, folder = small
    sound.add("contacts", contact_id="RK0002").write(folder)
    assert said(folder) == [
        "contacts.csv:3 RK0002 contact_id: has no claim; allowed: at least one row in claims.csv",
        "contacts.csv:3 RK0002 contact_id: has nobody on the side dprk; allowed: a row in participants.csv",
        "contacts.csv:3 RK0002 contact_id: has nobody on the side russia; allowed: a row in participants.csv",
    ]


def test_part_outside_its_visit(small: tuple[World, Path]) -> None:
    sound, folder = small
    sound.contact("RK0001.01", part_of="RK0001", kind="meeting", start="2023-10-20", end="2023-10-20")
    sound.tables["sources"][0]["published"] = "2023-10-20"
    assert said(sound.write(folder)) == [
        "contacts.csv:3 RK0001.01 end: 2023-10-20 is after the end of RK0001; allowed: 2023-10-19 or earlier",
        "contacts.csv:3 RK0001.01 start: 2023-10-20 is outside the days of RK0001; allowed: 2023-10-18 to 2023-10-19",
    ]


def test_the_same_contact_twice(small: tuple[World, Path]) -> None:
    sound, folder = small
    sound.contact("RK0002", start="2023-10-19", end="", place="Pyongyang", claim={"known_from": "2023-10-19"})
    assert said(sound.write(folder)) == [
        "contacts.csv:3 RK0002 contact_id: looks like RK0001 of 2023-10-18: same kind, people and place; "
        "allowed: one row for one contact"
    ]
    sound.tables["contacts"][1]["start"] = "2023-10-20"
    sound.tables["claims"][1]["known_from"] = "2023-10-20"
    sound.tables["sources"][0]["published"] = "2023-10-20"
    assert said(sound.write(folder)) == []


def test_a_contact_is_coded_twice_where_two_readings_are_kept(small: tuple[World, Path]) -> None:
    sound, folder = small
    sound.tables["contacts"][0]["review"] = "double"
    sound.add("codings")
    twice = "contacts.csv:2 RK0001 review: 'double' is said, but codings.csv does not hold two readings"
    assert said(sound.write(folder)) == [f"{twice}; did you mean single?"]
    sound.add("codings", coder="second", level_dprk=3)
    assert said(sound.write(folder)) == []
    sound.tables["contacts"][0]["review"] = "single"
    assert said(sound.write(folder)) == [
        "contacts.csv:2 RK0001 review: 'single' is said, but codings.csv holds two readings; did you mean double?"
    ]


def test_rank_that_no_office_covers(small: tuple[World, Path]) -> None:
    sound, folder = small
    sound.tables["offices"][0]["until"] = "2023-10-17"
    assert said(sound.write(folder)) == [
        "participants.csv:3 RK0001 official_id: no office of ru-lavrov covers 2023-10-18; "
        "allowed: Minister of Foreign Affairs … to 2023-10-17"
    ]


def test_unused_rows(small: tuple[World, Path]) -> None:
    sound, folder = small
    sound.add("sources", source_id="S0002", url="https://example.org/2")
    sound.add("officials", official_id="ru-putin", name="Vladimir Putin")
    assert said(sound.write(folder)) == [
        "officials.csv:4 ru-putin official_id: takes part in no contact and makes no claim",
        "sources.csv:3 S0002 source_id: serves no claim, no office and no count, and is no list of others",
    ]


def test_what_a_list_names_is_found_or_it_is_said_why(small: tuple[World, Path]) -> None:
    sound, folder = small
    sound.add("mentions", item="a", contact_id="").add("mentions", item="b", in_record="missing", note="No page")
    sound.add("mentions", item="c", contact_id="", in_record="outside").add("mentions", item="d", day="2024-1")
    sound.add("mentions", item="e", contact_id="RK0009").add("mentions", item="f", source_id="S0009")
    told = said(sound.write(folder))
    assert told[:4] == [
        "mentions.csv:2 S0001 contact_id: is empty, but the item is 'before'; allowed: the row it is",
        "mentions.csv:3 S0001 contact_id: names a row, but the item is 'missing'; allowed: before or since, or no row",
        "mentions.csv:4 S0001 note: is empty, but the record does not hold the item; allowed: why it does not",
        r"mentions.csv:5 S0001 day: '2024-1' does not fit; allowed: pattern \d{4}(-\d{2}(-\d{2})?)?",
    ]
    assert [line.split(":")[1] for line in told[4:]] == ["6 S0001 contact_id", "7 S0009 source_id"]


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (
            lambda text: b"\xef\xbb\xbf" + text,
            "claims.csv:1: begins with a byte order mark; allowed: UTF-8 without one",
        ),
        (
            lambda text: text.replace(b"\n", b"\r\n"),
            "claims.csv:1: has carriage returns; allowed: lines that end in LF",
        ),
        (lambda text: text.replace(b"firm", b"fi\xffm"), "claims.csv:2: is not UTF-8 (byte 0xff); allowed: UTF-8"),
        (lambda text: text + b"RK0001,S0001\n", "claims.csv:3 RK0001: has 2 cells where the header has 11"),
    ],
)
def test_files_as_bytes(small: tuple[World, Path], raw: object, message: str) -> None:
    sound, folder = small
    path = sound.write(folder) / "claims.csv"
    path.write_bytes(raw(path.read_bytes()))
    assert message in said(folder)


def test_a_missing_file(small: tuple[World, Path]) -> None:
    sound, folder = small
    sound.write(folder)
    (folder / "offices.csv").rename(folder / "office.csv")
    assert said(folder) == [f"offices.csv: no such file in {folder}; did you mean office.csv?"]


def test_every_problem_is_said_at_once_by_the_command(tmp_path: Path) -> None:
    folder = world().write(tmp_path / "data")
    edit(folder / "contacts.csv", ",visit,", ",vizit,")
    edit(folder / "sources.csv", "2023-10-19", "19 October")
    done = contacts("check", CONTACTS_DATA=str(folder))
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        f"contacts.csv:2 RK0001 kind: 'vizit' is no code; allowed: {KINDS}; did you mean visit?",
        "sources.csv:2 S0001 published: '19 October' is no date; allowed: a day such as 2024-01-16",
        "2 problems; nothing was built or changed.",
    ]
    assert done.stdout == ""


def test_format_sorts_and_changes_nothing_else(tmp_path: Path) -> None:
    folder = world().write(tmp_path / "data")
    sorted_text = (folder / "officials.csv").read_text("utf-8")
    head, *rows = sorted_text.splitlines()
    (folder / "officials.csv").write_text("\n".join([head, *reversed(rows)]) + "\n", "utf-8", newline="")
    done = contacts("format", CONTACTS_DATA=str(folder))
    assert (done.returncode, done.stdout) == (0, "officials.csv brought into form\n")
    assert (folder / "officials.csv").read_text("utf-8") == sorted_text
