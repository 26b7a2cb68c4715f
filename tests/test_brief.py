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
from helpers.analysis.revised import releases
from helpers.analysis.tables.revised import spans
from helpers.dataset.load import Dataset, load
from helpers.dataset.selection import Selection
from helpers.exhibits import Prose, link
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
        ("RK0002", "came about", "was announced"),
        ("RK0003", "lapsed", "was announced"),
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
        ["RK0002", "5–6 Jun 2024", "Planned and held", "4 / 4", "Came about: was announced"],
        ["RK0003", "20 May 2024", "Planned and silent", "4 / 4", "Lapsed: was announced"],
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


def test_a_plan_without_a_day_is_shown_while_it_is_spoken_of(tmp_path: Path) -> None:
    plan = {"stance": "anticipates", "known_from": "2024-01-10"}
    small = world().contact("RK0002", start="", end="", date_precision="unknown", title="Invited", claim=plan)
    table = {day: tables.pending(found(small, tmp_path / day, as_of=day)) for day in ("2024-04-08", "2024-04-09")}
    assert [row.cells[2][0] for row in table["2024-04-08"].rows] == ["Invited (RK0002)"]
    assert table["2024-04-09"].rows == []
    assert "Left out: 1 without a day and not spoken of for 90 days." in table["2024-04-09"].note


@pytest.mark.parametrize(
    ("day", "precision", "said"),
    [
        ("2024-05-01", "day", "in 21 days"),
        ("2024-04-11", "day", "in 1 day"),
        ("2024-04-10", "day", "today"),
        ("2024-04-08", "day", "2 days ago"),
        ("2024-05-01", "about", "in about 21 days"),
        ("2024-05-01", "month", "month only"),
    ],
)
def test_a_plan_is_due_no_closer_than_its_day_is_known(tmp_path: Path, day: str, precision: str, said: str) -> None:
    plan = {"stance": "announces", "known_from": "2024-03-20", "says_start": day}
    small = world().contact("RK0002", start=day, end="", date_precision=precision, title="To come", claim=plan)
    [row] = tables.pending(found(small, tmp_path, as_of="2024-04-10")).rows
    assert row.cells[1] == [said]


def test_the_file_of_changes_holds_all_of_them(tmp_path: Path) -> None:
    file = files.changes(found(moving(), tmp_path, as_of="2024-06-30"))
    told = list(csv.DictReader(io.StringIO(file.text)))
    assert (file.name, len(told)) == ("changes.csv", 9)
    assert told[-1]["contact_id"] == "RK0006"
    assert told[-1]["what"] == "better sourced"


def releasing() -> World:
    """A world that two releases of November 2026 revised in every way; RK0001 became known that month."""
    small = world()
    small.tables["claims"][0]["known_from"] = "2026-11-12"
    for number in (2, 3, 4, 6):
        gone = {"review": "withdrawn", "note": "a rehearsal"} if number == 6 else {}
        small.contact(f"RK000{number}", start="2023-10-18", end="2023-10-18", title=f"Visit {number}", **gone)
    for contact_id, version, change, columns in (
        ("RK0001", "0.1.9", "corrected", "start end"),
        ("RK0002", "0.1.9", "added", ""),
        ("RK0002", "0.1.10", "corrected", "title"),
        ("RK0003", "0.1.9", "corrected", "place origins"),
        ("RK0003", "0.1.10", "corrected", "kind place level_dprk"),
        ("RK0004", "0.1.10", "corrected", "confidence origins"),
        ("RK0005", "0.1.10", "withdrawn", ""),
        ("RK0006", "0.1.9", "corrected", "title"),
        ("RK0006", "0.1.10", "withdrawn", ""),
        ("RK0007", "0.1.9", "added", ""),
        ("RK0007", "0.1.10", "withdrawn", ""),
    ):
        day = {"0.1.9": "2026-11-10", "0.1.10": "2026-11-20"}[version]
        small.add("revisions", contact_id=contact_id, version=version, released=day, change=change, columns=columns)
    return small


def test_what_releases_revised_is_told_once_a_contact(tmp_path: Path) -> None:
    one = found(releasing(), tmp_path, as_of="2026-11-25", since="2026-10-31")
    assert sentences(one)[2] == (
        "**Corrected in the record.** Released since: data 0.1.9 (10 Nov 2026) and 0.1.10 (20 Nov 2026), with 1 "
        "contact added, 2 corrected and 2 withdrawn ([table](#tab-revised)). Of 1 other the sources alone differ."
    )
    table = tables.revised(one)
    assert table.caption == "Corrected in the record by data 0.1.9 and 0.1.10"
    assert [row.cells for row in table.rows] == [
        [[link("RK0001", "#RK0001")], ["Foreign Minister Lavrov visits Pyongyang"], ["start, end"], ["0.1.9"]],
        [
            ["RK0003"],
            ["Visit 3"],
            ["kind, place, level of the DPRK side, origins of sources"],
            ["0.1.9 and 0.1.10"],
        ],
        [["RK0005"], ["no longer in the data"], ["withdrawn"], ["0.1.10"]],
        [["RK0006"], ["Visit 6"], ["withdrawn: a rehearsal"], ["0.1.9 and 0.1.10"]],
    ]
    for note in ("Withdrawn: a rehearsal", "Merged into RK0001"):
        small = releasing()
        small.tables["contacts"][-1]["note"] = note
        [*_, last] = tables.revised(found(small, tmp_path, as_of="2026-11-25", since="2026-10-31")).rows
        assert last.cells[2] == [note]
    assert "Left out: 1 contact of which the sources alone differ. Added (1): RK0002." in table.note
    assert "what releases have corrected since is told apart" in brief.reading(one).markdown


def test_a_release_is_told_after_the_brief_before_and_by_the_day(tmp_path: Path) -> None:
    windows = [
        ("2026-10-31", "2026-11-09"),
        ("2026-10-31", "2026-11-10"),
        ("2026-11-09", "2026-11-20"),
        ("2026-11-10", "2026-11-20"),
        ("2026-11-20", "2026-11-25"),
    ]
    briefs = [found(releasing(), tmp_path / day, since=since, as_of=day) for since, day in windows]
    assert [list(releases(one)) for one in briefs] == [[], ["0.1.9"], ["0.1.9", "0.1.10"], ["0.1.10"], []]
    for one in (briefs[0], briefs[-1]):
        assert tables.revised(one) == Prose("")
        assert [said for said in sentences(one) if "record" in said] == []
        assert "releases" not in brief.reading(one).markdown


def test_a_release_that_only_added_corrects_nothing(tmp_path: Path) -> None:
    small = world()
    small.add("revisions", change="added", columns="")
    one = found(small, tmp_path, as_of="2026-11-25")
    assert sentences(one)[2] == (
        "**Corrected in the record.** Released since: data 0.2.0 (25 Nov 2026), with 1 contact added, none corrected "
        "and none withdrawn ([table](#tab-revised))."
    )
    table = tables.revised(one)
    assert (table.rows, table.empty) == ([], "Nothing that was in the record before was corrected or withdrawn.")


@pytest.mark.parametrize(
    ("ids", "said"),
    [
        ("", []),
        ("RK0001", ["RK0001"]),
        ("RK0099 RK0100 RK0101 RK0103", ["RK0099–0101", "RK0103"]),
        ("RK0100 RK0100.01 RK0100.09 RK0100.10 RK0101.11", ["RK0100", "RK0100.01", "RK0100.09–10", "RK0101.11"]),
    ],
)
def test_ids_that_follow_on_each_other_are_told_as_one(ids: str, said: list[str]) -> None:
    assert spans(ids.split()) == said


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
        "2024-01-16": (None, ("came about", "was possible")),
    }


RUNS = {
    "latest": {},
    "releases": {"as_of": "2026-11-25", "since": "2026-10-31"},
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


def test_the_notebook_tells_releases_where_there_were_any() -> None:
    told = executed("brief", **RUNS["releases"])
    assert (
        "**Corrected in the record.** Released since: data 0.2.0 (25 Nov 2026) and 0.3.0 (25 Nov 2026), with 116 "
        "contacts added, 19 corrected and none withdrawn ([table](#tab-revised)). Of 37 others the sources alone "
        "differ."
    ) in prose(told)
    revised = {row[0]: row[2:] for row in rows(told, "tab-revised")}
    assert len(revised) == 19
    assert revised["RK0811"] == ["status, start", "0.2.0"]
    assert revised["RK0607"] == ["start, end, date precision, origins of sources", "0.3.0"]
    for day in ("2024-01-16", "2026-11-24"):
        silent = executed("brief", as_of=day)
        assert "record.**" not in prose(silent)
        assert "released" not in prose(silent)
        with pytest.raises(StopIteration):
            rows(silent, "tab-revised")


def test_an_empty_record_has_a_brief(tmp_path: Path) -> None:
    one = found(World(), tmp_path, as_of="2024-06-30")
    assert moved(one) == []
    assert sentences(one) == [
        "**New.** No contacts held as known on 30 June 2024, none as known on 31 May 2024: no new contacts became "
        "known as held ([table](#tab-changed)).",
        "**Corrected or withdrawn.** Of what was known before, none corrected and none withdrawn.",
        "**Due.** No plans for the 30 days to come; none whose day has passed unreported; none without a day "
        "([table](#tab-pending)). Of earlier plans none came about and none lapsed.",
        "**Pace.** In the 90 days to 30 June 2024 no contacts began, and none before: there is nothing to compare.",
    ]
    made = (tables.changed(one), tables.pending(one), tables.last_contacts(one.after))
    assert [(table.rows, bool(table.empty)) for table in made] == [([], True)] * 3
    assert pauses(one.after).rows == []
    assert files.changes(one).text.count("\n") == 1
