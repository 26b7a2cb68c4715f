"""The rows that travel with a report, and the words that all parts of it share."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selected import busy, selected
from world import world

from helpers import exhibits
from helpers.analysis import files, words


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_text_starts_a_formula(start: str) -> None:
    frame = pd.DataFrame({"title": [f"{start}1+1", f"a{start}1"]})
    assert read(files.as_csv(frame)) == [["title"], [f"'{start}1+1"], [f"a{start}1"]]


@settings(deadline=None)
@given(st.lists(st.text(), min_size=1))
def test_text_comes_back_as_it_was_but_for_the_apostrophe(texts: list[str]) -> None:
    [_, *rows] = read(files.as_csv(pd.DataFrame({"n": range(len(texts)), "text": pd.Series(texts, dtype="object")})))
    assert [cells[1].removeprefix("'") for cells in rows] == [text.removeprefix("'") for text in texts]
    assert [cells[1] for cells in rows if cells[1].startswith(exhibits.FORMULA_STARTS)] == []


def test_numbers_days_and_gaps_are_plain() -> None:
    frame = pd.DataFrame(
        {
            "uplift": pd.array([-2, None], dtype="Int64"),
            "share": [-0.5, float("nan")],
            "start": pd.to_datetime(["2024-01-16", None]),
            "disputed": [True, False],
            "kind": pd.Categorical(["visit", None]),
        }
    )
    assert read(files.as_csv(frame)) == [
        ["uplift", "share", "start", "disputed", "kind"],
        ["-2", "-0.5", "2024-01-16", "True", "visit"],
        ["", "", "", "False", ""],
    ]


def test_the_file_holds_what_the_report_used_each_row_once(tmp_path: Path) -> None:
    small = busy()
    small.tables["contacts"][0]["title"] = '=HYPERLINK("https://example.org")'
    file = files.rows(selected(small, tmp_path, as_of="2024-12-31"))
    rows = list(csv.DictReader(io.StringIO(file.text)))
    assert {row["contact_id"]: row["role"] for row in rows} == {
        "RK0001": "counted",
        "RK0002": "counted",
        "RK0002.01": "part",
        "RK0003": "counted",
        "RK0004": "counted",
        "RK0005": "counted",
        "RK0006": "counted",
        "RK0007": "counted",
        "RK0008": "greeting",
        "RK0010": "plan",
        "RK0011": "transfer",
    }
    assert len(rows) == 11
    assert rows[0]["title"] == '\'=HYPERLINK("https://example.org")'
    assert rows[3]["sources"] == "https://example.org/1 https://example.org/S0002"
    assert [row["start"] for row in rows if row["role"] == "plan"] == ["2024-12-10"]
    assert (file.name, file.media_type, file.description) == (
        "contacts.csv",
        "text/csv",
        "The rows of this report, 1 January 2023 to 31 December 2024, as known on 31 December 2024",
    )


def test_meetings_counted_inside_visits_stand_once(tmp_path: Path) -> None:
    file = files.rows(selected(busy(), tmp_path, unit="meetings", greetings=True))
    rows = list(csv.DictReader(io.StringIO(file.text)))
    counted = [row["contact_id"] for row in rows if row["role"] == "counted"]
    assert (counted, len(rows)) == (["RK0002.01", "RK0004", "RK0005"], 6)


def test_greetings_counted_stand_once(tmp_path: Path) -> None:
    file = files.rows(selected(busy(), tmp_path, greetings=True, start="2024-05-01", end="2024-05-31"))
    rows = [(row["contact_id"], row["role"]) for row in csv.DictReader(io.StringIO(file.text))]
    assert rows == [("RK0008", "counted")]


def test_an_empty_selection_makes_an_empty_file(tmp_path: Path) -> None:
    text = files.rows(selected(world(), tmp_path, as_of="2023-01-01")).text
    assert text.count("\n") == 1
    assert text.startswith('"contact_id","part_of","kind",')


@pytest.mark.parametrize(("n", "said"), [(0, "no visits"), (1, "1 visit"), (2, "2 visits"), (11, "11 visits")])
def test_count(n: int, said: str) -> None:
    assert words.count(n, "visit") == said


def test_words() -> None:
    day = pd.Timestamp("2024-01-06")
    assert (words.day(day), words.short_day(day)) == ("6 January 2024", "6 Jan 2024")
    assert words.count(3, "highest", "highest") == "3 highest"
    assert [words.listing(list(items)) for items in ("", "a", "ab", "abc")] == ["", "a", "a and b", "a, b and c"]
    assert words.surname("Sergey Lavrov", "russia") == "Lavrov"
    assert words.surname("Choe Son Hui", "dprk") == "Choe Son Hui"


def test_words_of_a_selection(tmp_path: Path) -> None:
    plain = selected(busy(), tmp_path)
    assert words.filters(plain) == ""
    assert [words.units(plain, n) for n in (None, 0, 1, 2)] == ["contacts", "contacts", "contact", "contacts"]
    assert words.note(plain) == (
        f"n = 7 held contacts, 1 January 2023 to 31 December 2024. {words.IN_SHORT['contacts']} Level is the visitor's "
        "rank for visits, the lower side's for all else."
    )
    assert words.source(plain) == (
        f"Source: {plain.dataset.descriptor.raw['title']}, data {plain.dataset.descriptor.version} "
        f"({plain.dataset.digest[:8]}), as known on {words.day(plain.on)}."
    )
    given = {"domain": "sport", "direction": "third", "min_level": 4, "min_origins": 2}
    narrow = selected(busy(), tmp_path, conferences=True, greetings=True, **given)
    assert words.filters(narrow) == (
        "Selection: domain Sport, youth and tourism; direction Third country; level Minister or equal or higher, "
        "unknown levels left out; at least 2 origins of sources; attendance at conferences counted; greetings counted. "
    )


def test_mover_names_the_side_that_came_or_both(tmp_path: Path) -> None:
    rows = selected(busy(), tmp_path).counted.set_index("contact_id", drop=False)
    said = {contact: words.mover(selected(busy(), tmp_path), row) for contact, row in rows.iterrows()}
    assert said == {
        "RK0001": "Lavrov",
        "RK0002": "Choe Son Hui",
        "RK0003": "Putin",
        "RK0004": "Lavrov–Choe Son Hui",
        "RK0005": "Lavrov–Choe Son Hui",
        "RK0006": "Rudenko",
        "RK0007": "Experts",
    }
