"""The brief: what moved between two days, in frames, sentences and tables."""

from __future__ import annotations

import csv
import io
import itertools
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from executed import executed, prose, rows
from selected import busy
from world import World, world

from helpers import parameters
from helpers.analysis import brief, files, news, tables
from helpers.analysis.figures.pauses import pauses
from helpers.dataset.load import Dataset, load
from helpers.dataset.selection import Selection
from helpers.press import document, html, pdf
from helpers.publish import gate


def found(small: World, folder: Path, **given: Any) -> news.News:
    for source in small.tables["sources"]:
        source["published"] = ""
    return news.news(Selection(load(small.write(folder)), parameters.check("brief", given)))


def real_news(data: Dataset, **given: Any) -> news.News:
    return news.news(Selection(data, parameters.check("brief", given)))


def moved(one: news.News) -> list[tuple[str, str, str]]:
    return [(row.contact_id, row.what, row.said) for row in one.changed.itertuples()]


def sentences(one: news.News) -> list[str]:
    return [line.removeprefix("- ") for line in brief.summary(one).markdown.splitlines()]


def moving() -> World:
    """A world in which between 31 May and 30 June 2024 something of every kind happens."""
    small = world()
    small.add("sources", source_id="S0002", url="https://example.org/2", origin="kcna")
    plan = {"stance": "announces", "known_from": "2024-04-10"}
    small.contact("RK0002", start="2024-06-05", end="2024-06-06", title="Planned and held", claim=plan)
    small.tables["claims"][-1]["says_start"] = "2024-06-05"
    small.add("claims", contact_id="RK0002", known_from="2024-06-06")
    small.contact("RK0003", start="2024-05-20", end="", title="Planned and silent", claim=plan)
    small.tables["claims"][-1]["says_start"] = "2024-05-20"
    small.contact("RK0004", start="2024-06-10", end="2024-06-12", title="New visit", claim={"known_from": "2024-06-12"})
    inside = {"kind": "meeting", "part_of": "RK0004", "start": "2024-06-11", "end": "2024-06-11"}
    small.contact("RK0004.01", title="Talks", claim={"known_from": "2024-06-12"}, **inside)
    small.contact(
        "RK0005", start="2024-02-01", end="2024-02-01", title="Late report", claim={"known_from": "2024-06-20"}
    )
    small.contact("RK0006", start="2024-03-01", end="2024-03-02", title="Told again")
    small.add("claims", contact_id="RK0006", source_id="S0002", speaker="dprk", known_from="2024-06-15")
    small.contact("RK0007", start="2024-05-30", end="2024-06-03", title="Still on", claim={"known_from": "2024-05-30"})
    small.contact("RK0008", start="2024-07-09", end="", title="To come", claim={"stance": "announces"})
    small.tables["claims"][-1] |= {"known_from": "2024-06-25", "says_start": "2024-07-09"}
    allegation = {"speaker": "media", "known_from": "2024-05-01", "says_start": "2024-04-30"}
    small.contact("RK0009", start="2024-04-30", end="", title="Claimed, taken back", claim=allegation)
    small.add("claims", contact_id="RK0009", speaker="media", stance="retracts", known_from="2024-06-02")
    return small


def test_everything_that_moved_is_told_by_its_kind(tmp_path: Path) -> None:
    one = found(moving(), tmp_path, as_of="2024-06-30")
    assert one.since == pd.Timestamp("2024-05-31")
    assert moved(one) == [
        ("RK0005", "new", "held"),
        ("RK0004", "new", "held"),
        ("RK0004.01", "new", "held"),
        ("RK0008", "new", "announced"),
        ("RK0002", "came about", "status: announced → held"),
        ("RK0003", "lapsed", "status: announced → lapsed"),
        ("RK0007", "corrected", "end: none → 2024-06-03"),
        ("RK0009", "withdrawn", "alleged"),
        ("RK0006", "better sourced", "confidence: C → A; origins of sources: 1 → 2"),
    ]


def test_the_sentences_count_what_moved(tmp_path: Path) -> None:
    assert sentences(found(moving(), tmp_path, as_of="2024-06-30")) == [
        "**New.** 6 contacts held as known on 30 June 2024, 3 as known on 31 May 2024: 3 new contacts became known as "
        "held, 1 of them held by 31 May 2024 and reported later ([table](#tab-changed)). The highest: "
        "[Late report](#RK0005) (1 Feb 2024). 1 plan or allegation came up.",
        "**Corrected or withdrawn.** Of what was known before, 1 corrected and 1 withdrawn. 1 row gained sources and "
        "changed in nothing else.",
        "**Due.** 1 plan for the 30 days to come: To come; none whose day has passed unreported; none without a day "
        "([table](#tab-pending)). Of earlier plans 1 came about and 1 lapsed.",
        "**Pace.** In the 90 days to 30 June 2024 3 contacts began: 1.0 a month against 0.2 before in this window, "
        "exact 95% interval of the ratio 0.7 to 37.9; no more of a difference than chance alone can make.",
        "**The last at minister's rank or above.** New visit, 20 days before 30 June 2024 ([figure](#fig-pauses), "
        "[table](#tab-last)).",
    ]


def test_the_tables_say_what_moved_and_what_is_due(tmp_path: Path) -> None:
    one = found(moving(), tmp_path, as_of="2024-06-30")
    told = [["".join(map(str, cell[:1])) for cell in row.cells] for row in tables.changed(one).rows]
    assert [[row[0], *row[1:5]] for row in told] == [
        ["RK0005", "1 Feb 2024", "Late report", "4 / 4", "New: held"],
        ["RK0004", "10–12 Jun 2024", "New visit; with Talks", "4 / 4", "New: held"],
        ["RK0008", "9 Jul 2024", "To come", "4 / 4", "New: announced"],
        ["RK0002", "5–6 Jun 2024", "Planned and held", "4 / 4", "Came about: status: announced → held"],
        ["RK0003", "20 May 2024", "Planned and silent", "4 / 4", "Lapsed: status: announced → lapsed"],
        ["RK0007", "30 May–3 Jun 2024", "Still on", "4 / 4", "Corrected: end: none → 2024-06-03"],
        ["RK0009", "30 Apr 2024", "Claimed, taken back", "4 / 4", "Withdrawn: alleged"],
    ]
    assert [row.cells[1:3] for row in tables.pending(one).rows] == [[["in 9 days"], ["To come (RK0008)"]]]
    numbers = {row.cells[0][0]: [cell[0] for cell in row.cells[1:]] for row in tables.numbers(one).rows}
    assert numbers["Contacts"] == ["3", "6", "+3"]
    assert numbers["Plans and allegations"] == ["3", "2", "-1"]
    assert numbers["Transfers"] == ["0", "0", "0"]
    last = [[cell[0] for cell in row.cells] for row in tables.last_contacts(one.after).rows]
    assert last == [["Minister or equal", "10 Jun 2024: New visit (RK0004)", "20", "106", "6"]]


def test_the_file_of_changes_holds_all_of_them(tmp_path: Path) -> None:
    file = files.changes(found(moving(), tmp_path, as_of="2024-06-30"))
    told = list(csv.DictReader(io.StringIO(file.text)))
    assert (file.name, len(told)) == ("changes.csv", 9)
    assert told[-1]["contact_id"] == "RK0006"
    assert told[-1]["what"] == "better sourced"


def test_a_day_before_the_data_knows_nothing(tmp_path: Path) -> None:
    one = found(world(), tmp_path, as_of="2023-01-31")
    assert one.since == pd.Timestamp("2022-12-31")
    assert moved(one) == []
    assert sentences(one)[3] == (
        "**Pace.** In the 31 days to 31 January 2023 no contacts began; the window before is too short to compare."
    )
    assert pauses(one.after).headline == "No contacts match this selection"


def test_the_pace_is_compared_once_the_window_is_long_enough(tmp_path: Path) -> None:
    short, long = (news.pace(found(world(), tmp_path / d, as_of=d).after) for d in ("2023-06-28", "2023-06-29"))
    assert (short.days_before, short.comparable) == (89, False)
    assert (long.days_before, long.comparable) == (90, True)


def test_pauses_are_drawn_from_the_last_contact_to_the_end(tmp_path: Path) -> None:
    figure = pauses(found(busy(), tmp_path, as_of="2024-12-31").after)
    told = {row.cells[0][0]["text"]: row.cells[2][0] for row in figure.rows}
    assert told == {
        "RK0001": "Minister or equal",
        "RK0002": "Minister or equal",
        "RK0003": "Head of state",
        "RK0004": "Minister or equal",
        "RK0005": "Minister or equal",
        "RK0006": "Vice-minister or equal",
    }
    assert figure.headline == (
        "196 days since the last contact at the highest level seen so far, head of state; 112 days at that of "
        "vice-minister or equal"
    )
    assert figure.alt.endswith(
        "days since the last: head of state 196, minister or equal 158 and vice-minister or equal 112."
    )
    assert [number for number in (">196<", ">158<", ">112<") if number not in figure.svg] == []


# The real record


@pytest.mark.parametrize("month", pd.period_range("2023-01", "2024-12", freq="M"), ids=str)
def test_a_brief_can_be_made_for_every_month_end(real: Dataset, month: pd.Period) -> None:
    day = month.end_time.normalize()
    one = real_news(real, as_of=f"{day:%Y-%m-%d}")
    assert one.since == (month - 1).end_time.normalize()
    assert brief.summary(one).markdown.count("**") >= 8
    assert one.changed["what"].isna().sum() == 0
    assert (one.changed.loc[one.changed["status"] == "held", "start"].dropna() <= day).all()
    for table in (tables.changed(one), tables.pending(one), tables.numbers(one), tables.last_contacts(one.after)):
        assert [len(row.cells) for row in table.rows] == [len(table.columns)] * len(table.rows)


def test_each_brief_takes_up_where_the_one_before_ended(real: Dataset) -> None:
    ends = [f"{month.end_time:%Y-%m-%d}" for month in pd.period_range("2023-12", "2024-03", freq="M")]
    briefs = [real_news(real, as_of=day) for day in ends]
    for one, following in itertools.pairwise(briefs):
        assert {name: new for name, (_, new) in one.numbers.items()} == {
            name: old for name, (old, _) in following.numbers.items()
        }


def test_the_days_of_january_2024_are_told_as_the_codebook_says(real: Dataset) -> None:
    told = {}
    for day in ("2024-01-14", "2024-01-15", "2024-01-16"):
        one = real_news(real, as_of=day, since="2024-01-01" if day == "2024-01-14" else f"2024-01-{int(day[-2:]) - 1}")
        pending = one.pending.set_index("contact_id")["status"].astype("str").to_dict()
        changed = {contact_id: (what, said) for contact_id, what, said in moved(one)}
        told[day] = (pending.get("RK0300.02"), changed.get("RK0300.02"))
    assert told == {
        "2024-01-14": (None, None),
        "2024-01-15": ("possible", ("new", "possible")),
        "2024-01-16": (None, ("came about", "status: possible → held")),
    }


RUNS = {
    "latest": {},
    "a narrow window": {"start": "2024-06-01", "end": "2024-06-30", "as_of": "2024-06-30"},
    "nothing": {"domain": "justice", "min_level": 6},
    "2024-01-14": {"as_of": "2024-01-14"},
    "2024-01-15": {"as_of": "2024-01-15"},
    "2024-01-16": {"as_of": "2024-01-16"},
}


@pytest.mark.parametrize("name", RUNS)
def test_the_notebook_makes_a_report(name: str) -> None:
    notebook = executed("brief", **RUNS[name])
    made = document.read(notebook)
    assert gate.problems(notebook, made) == []
    assert "<h2 id=" in html.render(made)
    assert pdf.render(made, notebook).startswith(b"%PDF")


def test_the_text_of_the_notebook_changes_from_day_to_day() -> None:
    said = {day[-2:]: executed("brief", as_of=day) for day in ("2024-01-14", "2024-01-15", "2024-01-16")}
    for day, pending, visit, known in (
        ("14", [], "New: announced", "no new contacts became known as held"),
        ("15", [["no day", "no day", "Possible"]], "New: held", "1 new contact became known as held"),
        ("16", [], "New: held", "1 new contact became known as held"),
    ):
        due = [row for row in rows(said[day], "tab-pending") if "Putin receives Choe" in row[2]]
        assert [[*row[:2], row[3]] for row in due] == pending
        [new] = [row for row in rows(said[day], "tab-changed") if row[0] == "RK0300"]
        assert new[4] == visit
        assert ("Putin receives Choe Son Hui" in new[2]) == (day == "16")
        assert known in prose(said[day])
