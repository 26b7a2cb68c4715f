"""The profile: what belongs to a subject, whom it met, and where it stands among all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from executed import executed, prose, rows
from selected import busy
from world import World

from helpers import parameters
from helpers.analysis import profile, tables, words
from helpers.analysis.figures.whole import within_whole
from helpers.analysis.subject import Subject
from helpers.dataset import descriptor, subjects
from helpers.dataset.load import Dataset, load
from helpers.dataset.selection import Selection
from helpers.press import document, html, pdf
from helpers.problems import ProblemsFound
from helpers.publish import gate

RELEASED = descriptor.read().released
DOMAINS = descriptor.read().field("contacts.domain").values


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the world of a test is written; the parameters are checked against it."""
    monkeypatch.setenv("CONTACTS_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def of(small: World, folder: Path, subject: str, value: str, **given: Any) -> Subject:
    for source in small.tables["sources"]:
        source["published"] = ""
    data = load(small.write(folder))
    return profile.of(Selection(data, parameters.check("profile", {"subject": subject, "value": value} | given)))


def ids(frame: pd.DataFrame) -> list[str]:
    return frame["contact_id"].tolist()


def test_a_person_has_what_they_took_part_in_and_the_visits_around_it(folder: Path) -> None:
    putin = of(busy(), folder, "person", "ru-putin")
    assert ids(putin.own.known) == ["RK0002", "RK0002.01", "RK0003"]
    assert ids(putin.own.counted) == ["RK0002", "RK0003"]
    assert len(putin.everyone.counted) == 7


def test_levels_are_those_of_the_whole_record(folder: Path) -> None:
    """The host's level of a visit comes from its parts; a narrower view must not change it."""
    rudenko = of(busy(), folder, "person", "ru-lavrov")
    visit = rudenko.own.known.set_index("contact_id").loc["RK0002"]
    assert (visit["level_russia"], visit["level_dprk"]) == (6, 4)


@pytest.mark.parametrize(
    ("subject", "value", "found"),
    [
        ("domain", "health", ["RK0007"]),
        ("person", "ru-rudenko", ["RK0006"]),
        (
            "office",
            "Minister of Foreign Affairs",
            ["RK0001", "RK0002", "RK0004", "RK0005", "RK0009", "RK0006", "RK0007"],
        ),
        ("office", "foreign affairs", ["RK0001", "RK0002", "RK0004", "RK0005", "RK0009", "RK0006", "RK0007"]),
        ("office", "experts", ["RK0007"]),
        ("office", "Office of Andrey Rudenko", ["RK0006"]),
        ("place", "Vientiane", ["RK0005"]),
        ("place", "moscow", ["RK0002", "RK0009"]),
    ],
)
def test_what_belongs_to_a_subject(folder: Path, subject: str, value: str, found: list[str]) -> None:
    small = busy()
    small.add("participants", contact_id="RK0007", side="russia", official_id="ru-lavrov", capacity="accompanying")
    assert ids(of(small, folder, subject, value, conferences=True).own.counted) == found


def test_an_office_counts_only_while_it_is_held(folder: Path) -> None:
    small = busy()
    small.tables["offices"][0] |= {"until": "2024-06-30"}
    small.add("offices", official_id="ru-lavrov", office="Special envoy", since="2024-07-01")
    assert ids(of(small, folder, "office", "Special envoy").own.counted) == ["RK0005"]


REFUSED = {
    "a domain": (
        {"value": "defense"},
        f"value 'defense' is no domain of the data; allowed: {', '.join(DOMAINS)}; did you mean defence?",
    ),
    "a name": (
        {"subject": "person", "value": "Kim Jong Un"},
        "value 'Kim Jong Un' is no person of the data; allowed: kp-choe-son-hui, kp-kim-jong-un, ru-lavrov, ru-putin, "
        "ru-rudenko; did you mean kp-kim-jong-un?",
    ),
    "an id": (
        {"subject": "person", "value": "ru-lavrow"},
        "value 'ru-lavrow' is no person of the data; allowed: kp-choe-son-hui, kp-kim-jong-un, ru-lavrov, ru-putin, "
        "ru-rudenko; did you mean ru-lavrov?",
    ),
    "words of an office": (
        {"subject": "office", "value": "Minster"},
        "value 'Minster' is no office of the data; allowed: Experts, Minister of Foreign Affairs, Office of Andrey "
        "Rudenko, Office of Kim Jong Un, Office of Vladimir Putin; did you mean Minister?",
    ),
    "a place": (
        {"subject": "place", "value": "Vientian"},
        "value 'Vientian' is no place of the data; allowed: Hall RK0003, Hall RK0006, Hall RK0010, Moscow, Pyongyang, "
        "Vientiane; did you mean Vientiane?",
    ),
    "nothing": (
        {"subject": "office", "value": " "},
        "value ' ' is no office of the data; allowed: Experts, Minister of Foreign Affairs, Office of Andrey Rudenko, "
        "Office of Kim Jong Un, Office of Vladimir Putin",
    ),
    "a domain within a domain": (
        {"value": "health", "domain": "defence"},
        "domain defence would narrow a profile of a domain; allowed: all",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_subject_that_the_data_do_not_know(folder: Path, name: str) -> None:
    busy().write(folder)
    given, said = REFUSED[name]
    with pytest.raises(ProblemsFound) as found:
        parameters.check("profile", given)
    assert str(found.value) == f"parameters: {said}"


def test_everything_wrong_with_a_profile_is_said_at_once(folder: Path) -> None:
    busy().write(folder)
    with pytest.raises(ProblemsFound) as found:
        parameters.check("profile", {"value": "x", "start": "2024-02-01", "end": "2024-01-01"})
    assert str(found.value).splitlines() == [
        "parameters: start 2024-02-01 is after end 2024-01-01",
        f"parameters: value 'x' is no domain of the data; allowed: {', '.join(DOMAINS)}",
    ]


def test_counterparts_are_the_other_side_of_where_the_subject_itself_was(folder: Path) -> None:
    putin = of(busy(), folder, "person", "ru-putin").counterparts
    assert putin[["name", "side", "n", "level", "last"]].to_numpy().tolist() == [
        ["Kim Jong Un", "dprk", 1, 6, pd.Timestamp("2024-06-18")],
        ["Choe Son Hui", "dprk", 1, 4, pd.Timestamp("2024-01-16")],
    ]


def test_the_counterparts_of_a_domain_are_all_who_took_part(folder: Path) -> None:
    frame = of(busy(), folder, "domain", "leaders").counterparts
    assert frame[["name", "side", "office"]].to_numpy().tolist() == [
        ["Kim Jong Un", "dprk", "Office of Kim Jong Un"],
        ["Vladimir Putin", "russia", "Office of Vladimir Putin"],
    ]


@pytest.mark.parametrize(
    ("subject", "value", "standing"),
    [
        ("domain", "diplomacy", (1, 3)),
        ("domain", "health", (2, 3)),
        ("domain", "sport", None),
        ("person", "ru-lavrov", (1, 3)),
        ("person", "ru-putin", (2, 3)),
        ("place", "Moscow", (2, 6)),
        ("office", "Foreign Affairs", None),
    ],
)
def test_the_place_among_others(folder: Path, subject: str, value: str, standing: tuple[int, int] | None) -> None:
    assert of(busy(), folder, subject, value).standing == standing


def test_the_sentences(folder: Path) -> None:
    assert profile.summary(of(busy(), folder, "person", "ru-putin")).markdown.splitlines() == [
        "- **How often.** 2 of 7 contacts from 1 January 2023 to 31 December 2024, as known on "
        f"{words.day(pd.Timestamp(RELEASED))} ([figure](#fig-whole)); 1 from the DPRK to Russia, 1 the other way. That "
        "is place 2 of 3 people of their side by number, ties shared.",
        "- **When.** From 14 January 2024 to 18 June 2024, the median pause 156 days and the longest 156 days; 196 "
        r"days since the last, [Putin \[state visit\] \*to\* Pyongyang](#RK0003) ([figure](#fig-quarters)).",
        "- **How high.** 2 of 2 of known level at minister's rank or above (100%, exact 95% interval 16% to 100%), "
        "against 5 of 6 in all (83%).",
        "- **With whom.** 2 names on record, most often Kim Jong Un (1) and Choe Son Hui (1) "
        "([table](#tab-counterparts)).",
        "- **What is only said.** No plans and allegations stand beside what was held; none counts "
        "([table](#tab-not-held)).",
    ]


def test_the_figure_marks_the_own_among_all(folder: Path) -> None:
    figure = within_whole(of(busy(), folder, "person", "ru-putin"))
    told = {row.cells[0][0]["text"]: row.cells[3][0] for row in figure.rows}
    assert [contact_id for contact_id, own in told.items() if own == "True"] == ["RK0002", "RK0003"]
    assert len(told) == 7
    assert figure.headline == "Vladimir Putin: 2 of 7 contacts, 2 of 2 of known level at minister's rank or above"
    assert "Share 2 of 7, exact 95% interval 4% to 71%." in figure.note


def test_notes_and_tables_name_the_subject(folder: Path) -> None:
    own = of(busy(), folder, "person", "ru-putin").own
    assert profile.cover(Subject(own)).facts[3] == ("Selection", "Vladimir Putin")
    assert [row.id for row in tables.contacts(own).rows] == ["RK0002", "RK0002.01", "RK0003"]


# The real record


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_domain_has_a_profile(real: Dataset, domain: str) -> None:
    subject = profile.of(Selection(real, parameters.check("profile", {"value": domain})))
    assert len(subject.own.counted) == (subject.everyone.counted["domain"] == domain).sum()
    assert profile.summary(subject).markdown.startswith(("- **How often.** ", "**No contacts of "))
    assert len(tables.counterparts(subject).rows) == min(len(subject.counterparts), 25)


def test_people_of_one_contact_and_of_many_have_a_profile(real: Dataset) -> None:
    times = real.participants["official_id"].value_counts()
    for person in (times.index[0], times.index[-1]):
        subject = profile.of(Selection(real, parameters.check("profile", {"subject": "person", "value": person})))
        assert set(real.participants.loc[real.participants["official_id"] == person, "contact_id"]) >= {
            contact_id for contact_id in ids(subject.own.known) if "." in contact_id
        }
        assert profile.cover(subject).title == real.officials.set_index("official_id")["name"][person]
        assert profile.summary(subject).markdown


def test_every_value_that_the_data_know_is_allowed(real: Dataset) -> None:
    for subject in ("domain", "person", "office", "place"):
        for value in subjects.known(subject)[::9]:
            parameters.check("profile", {"subject": subject, "value": value})
            assert subjects.contacts_of(real, subject, value) or subject in ("domain", "person", "office")


RUNS = {
    "default": {},
    "a person": {"subject": "person", "value": "kp-choe-son-hui"},
    "an office": {"subject": "office", "value": "Foreign Affairs"},
    "a place": {"subject": "place", "value": "Vladivostok"},
    "a narrow window": {"start": "2024-06-01", "end": "2024-06-30"},
    "nothing": {"value": "justice", "min_level": 6},
    "2024-01-14": {"subject": "person", "value": "kp-choe-son-hui", "as_of": "2024-01-14"},
    "2024-01-15": {"subject": "person", "value": "kp-choe-son-hui", "as_of": "2024-01-15"},
    "2024-01-16": {"subject": "person", "value": "kp-choe-son-hui", "as_of": "2024-01-16"},
}


@pytest.mark.parametrize("name", RUNS)
def test_the_notebook_makes_a_report(name: str) -> None:
    notebook = executed("profile", **RUNS[name])
    made = document.read(notebook)
    assert gate.problems(notebook, made) == []
    assert "<h2 id=" in html.render(made)
    assert pdf.render(made, notebook).startswith(b"%PDF")


def test_the_text_of_the_notebook_changes_from_day_to_day() -> None:
    said = {}
    for day in ("2024-01-14", "2024-01-15", "2024-01-16"):
        notebook = executed("profile", **RUNS[day])
        table = {row[0]: row[4] for row in rows(notebook, "tab-contacts")}
        said[day[-2:]] = (table.get("RK0300"), table.get("RK0300.02"), prose(notebook).split(" of ")[0])
    assert said == {
        "14": ("Announced", None, "- **How often.** 4"),
        "15": ("Held, C", "Possible", "- **How often.** 5"),
        "16": ("Held, C", "Held, C", "- **How often.** 5"),
    }
