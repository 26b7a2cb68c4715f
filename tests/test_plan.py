"""The plan and its sweeps: what they stand for, and how what is wrong in them is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar
from unittest import mock

import pytest
from conftest import contacts
from pydantic import Field

from helpers import parameters, paths
from helpers.dataset import descriptor
from helpers.parameters import Day, Window
from helpers.problems import ProblemsFound
from helpers.publish import choose, plan
from helpers.publish.schedule import Schedule

SLUG = "contacts-2023-24"
PERIODS = "a day, month, quarter or year such as 2024-01-16, 2024-01, 2024-Q1 or 2024; a range such as 2023-01..latest"


class Following(Window):
    """A report that says what was new since the one before."""

    follows: ClassVar = {"since": "as_of"}
    since: Day | None = Field(None, description="day of the report before")


@pytest.fixture
def planned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Write a plan; its notebook `following` follows from its predecessor."""
    monkeypatch.setenv(paths.NOTEBOOKS_VARIABLE, str(tmp_path))
    contracts = {"contacts": parameters.Counting, "following": Following}
    with mock.patch.dict(parameters.REPORTS, contracts, clear=True):
        yield lambda text: (tmp_path / plan.FILE).write_text(text, "utf-8")


BRIEF = '[[report]]\nslug = "brief"\ntitle = "Brief"\nnotebook = "following"\n'
CONTACTS = '[[report]]\nslug = "{0}"\ntitle = "T"\nnotebook = "contacts"\n'


def told(call: Callable[..., object], *args: object, **kwargs: object) -> list[str]:
    with pytest.raises(ProblemsFound) as found:
        call(*args, **kwargs)
    return str(found.value).splitlines()


def test_parameters_of_a_build_have_their_own_place() -> None:
    reports = choose.chosen([SLUG], {"unit": "visits", "start": "2024-01-01"})
    assert [report.slug for report in reports] == [f"{SLUG}--start-2024-01-01--unit-visits"]
    assert reports[0].parameters == {"start": "2024-01-01", "unit": "visits"}
    assert reports[0].schedule is None
    assert [report.slug for report in choose.chosen([SLUG], {"unit": "contacts"})] == [SLUG]


def test_everything_wrong_in_a_plan_is_told_at_once(planned: Callable[[str], None]) -> None:
    planned(
        'timezone = "Europe/Berlim"\ngrace_hours = -1\nevery = "daily"\n'
        '[[report]]\nslug = "A b"\ntitel = "T"\nnotebook = "contact"\nsweep = "as_of"\n'
        '[[report]]\nslug = "x"\ntitle = "T"\nnotebook = "contacts"\nparameters = {unit = "visit"}\nevery = "dayly"\n'
        '[[report]]\nslug = "failed"\ntitle = "T"\nnotebook = "contacts"\n'
        '[[report]]\nslug = "y"\ntitle = "T"\nnotebook = "contacts"\n'
        'sweep = {as_off = "2024-01", end = ["2024-13", "2024-02..2024-Q2"], min_level = "*", unit = []}\n'
        '[[report]]\nslug = "z"\ntitle = "T"\nnotebook = "contacts"\nparameters = {unit = "visits"}\n'
        'sweep = {unit = ["visits", "vists"]}\n'
    )
    slug = "small letters, digits, hyphens; not failed, con, prn, aux, nul"
    names = ", ".join(["window", *parameters.Counting.model_fields])
    assert sorted(told(plan.read)) == sorted(
        [
            "reports.toml every: is no key of the plan; allowed: timezone, grace_hours, report",
            "reports.toml grace_hours: -1 does not fit; allowed: a whole number of hours, 0 or more",
            "reports.toml A b notebook: is no notebook; allowed: contacts, following; did you mean contacts?",
            f"reports.toml A b slug: 'A b' does not fit; allowed: {slug}",
            f"reports.toml failed slug: 'failed' does not fit; allowed: {slug}",
            "reports.toml A b sweep: is no table; allowed: sweep = { name = value }",
            "reports.toml timezone: 'Europe/Berlim' is no time zone; allowed: UTC, Europe/Berlin and the like; "
            "did you mean Europe/Berlin?",
            "reports.toml A b titel: is no key of a report; allowed: slug, title, notebook, parameters, sweep, every; "
            "did you mean title?",
            "reports.toml A b title: is missing",
            "reports.toml x every: 'dayly' does not fit; allowed: daily, weekly, monthly, quarterly, yearly; "
            "did you mean daily?",
            f"reports.toml y as_off: cannot be swept; allowed: {names}; did you mean as_of?",
            f"reports.toml y end: '2024-02..2024-Q2' is no period; allowed: {PERIODS}",
            f"reports.toml y end: '2024-13' is no period; allowed: {PERIODS}",
            "reports.toml y min_level: has no list of codes that '*' could stand for",
            "reports.toml y unit: sweeps over nothing",
            "reports.toml z unit: is set and swept",
        ]
    )


def test_a_wrong_value_of_a_sweep_is_told_with_its_report(planned: Callable[[str], None]) -> None:
    planned(
        CONTACTS.format("a") + 'sweep = {unit = ["visits", "vists"]}\n'
        f"{CONTACTS.format('b')}sweep = {{as_of = '2022-11..2023-01'}}\n"
    )
    released = descriptor.read().released
    assert told(plan.read) == [
        "reports.toml a-vists unit: 'vists' does not fit; allowed: contacts, visits, meetings; did you mean visits?",
        f"reports.toml b-2022-11: as_of 2022-11-30 is outside the data; allowed: 2023-01-01 to {released}, or latest",
        f"reports.toml b-2022-12: as_of 2022-12-31 is outside the data; allowed: 2023-01-01 to {released}, or latest",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[report]\n", "reports.toml: is not TOML: "),
        ("report = 3\n", "reports.toml report: is no list of tables; allowed: [[report]] for each"),
        (CONTACTS.format("a") * 2, "reports.toml a: stands twice"),
        (
            f'{CONTACTS.format("a")}every = "daily"',
            "reports.toml timezone: is missing: reports with `every` are due by",
        ),
        (
            f'{CONTACTS.format("a-2024-01")}{CONTACTS.format("a")}sweep = {{as_of = "2024-01"}}',
            "reports.toml a-2024-01: would be the name of 2 reports: of a-2024-01 and of a",
        ),
        (
            f'{CONTACTS.format("a")}sweep = {{as_of = ["2024-01", "2024-01..2024-02"]}}',
            "reports.toml a-2024-01: would be the name of 2 reports: of a and of a",
        ),
        (f"{CONTACTS.format('a' * 101)}", f"reports.toml {'a' * 101}: is a name of more than 100 letters"),
    ],
)
def test_a_plan_that_cannot_be(planned: Callable[[str], None], text: str, said: str) -> None:
    planned(text)
    (line,) = told(plan.read)
    assert line.startswith(said)


def test_a_sweep_by_month_hands_each_report_the_day_of_the_one_before(planned: Callable[[str], None]) -> None:
    planned(f'{BRIEF}sweep = {{ as_of = "2023-01..2024-12" }}\n')
    reports = plan.read()
    assert [report.slug for report in reports][:2] == ["brief-2023-01", "brief-2023-02"]
    assert (len(reports), reports[-1].slug, reports[-1].title) == (24, "brief-2024-12", "Brief: December 2024")
    days = [(report.parameters["as_of"], report.parameters.get("since")) for report in reports]
    # No report can be as of a day before the data begin: the first one is left to the notebook's default.
    assert days[:2] == [("2023-01-31", None), ("2023-02-28", "2023-01-31")]
    assert [since for _, since in days[1:]] == [as_of for as_of, _ in days[:-1]]
    planned(f'{BRIEF}sweep = {{ as_of = "2024-12" }}\n')
    assert plan.read()[0].parameters == reports[-1].parameters
    planned(f'{BRIEF}parameters = {{since = "2023-06-01"}}\nsweep = {{ as_of = ["2023-07", "2023-09"] }}\n')
    assert [report.parameters["since"] for report in plan.read()] == ["2023-06-01"] * 2
    planned(f'{BRIEF}sweep = {{ as_of = ["2023-07", "2023-Q4"] }}\n')
    assert [report.parameters["since"] for report in plan.read()] == ["2023-06-30", "2023-07-31"]


@pytest.mark.parametrize(
    ("given", "slugs", "first", "title"),
    [
        (
            'window = "2023-Q4..2024-Q1"',
            ["2023q4", "2024q1"],
            {"start": "2023-10-01", "end": "2023-12-31"},
            "quarter 4 of 2023",
        ),
        ('window = ["2024"]', ["2024"], {"start": "2024-01-01"}, "2024"),
        ('start = "2023-02..2023-03"', ["2023-02", "2023-03"], {"start": "2023-02-01"}, "February 2023"),
        ('end = "2023-02..2023-03"', ["2023-02", "2023-03"], {"end": "2023-02-28"}, "February 2023"),
        ('as_of = "2024-01-15..2024-01-16"', ["2024-01-15", "2024-01-16"], {"as_of": "2024-01-15"}, "15 January 2024"),
        ('end = "2024-11..latest"', ["2024-11", "2024-12"], {"end": "2024-11-30"}, "November 2024"),
        ("min_level = [3, 5]", ["3", "5"], {"min_level": 3}, "min_level 3"),
        (
            'unit = "*", as_of = "2024-01"',
            ["contacts-2024-01", "visits-2024-01", "meetings-2024-01"],
            {"as_of": "2024-01-31"},
            "contacts, January 2024",
        ),
    ],
)
def test_what_a_sweep_stands_for(
    planned: Callable[[str], None], given: str, slugs: list[str], first: dict[str, object], title: str
) -> None:
    planned(CONTACTS.format("a") + f"sweep = {{ {given} }}\n")
    reports = plan.read()
    assert [report.slug for report in reports] == [f"a-{slug}" for slug in slugs]
    assert (reports[0].parameters, reports[0].title) == (first, f"T: {title}")


def test_every_domain_has_a_report(planned: Callable[[str], None]) -> None:
    planned(CONTACTS.format("a") + 'sweep = { domain = "*" }\n')
    field = descriptor.read().field("contacts.domain")
    found = {report.parameters["domain"]: report.title for report in plan.read()}
    assert found == {code: f"T: {field.label(code)}" for code in field.values}


def test_latest_is_the_last_month_that_had_ended(planned: Callable[[str], None]) -> None:
    planned(CONTACTS.format("a") + 'sweep = { as_of = "2024-12..latest" }\n')
    last = plan.read()[-1].parameters["as_of"]
    assert last <= f"{descriptor.read().released}"
    planned(CONTACTS.format("a") + f'sweep = {{ as_of = "2024-12..{last[:7]}" }}\n')
    assert plan.read()[-1].parameters["as_of"] == last


def test_what_is_asked_for(planned: Callable[[str], None]) -> None:
    planned(
        f'timezone = "UTC"\n{BRIEF}sweep = {{ as_of = "2024-01..2024-03" }}\nevery = "monthly"\n{CONTACTS.format("c")}'
    )
    monthly = [f"brief-2024-0{month}" for month in (1, 2, 3)]

    def names(*args: object, **kwargs: object) -> list[str]:
        return [report.slug for report in choose.chosen(*args, **kwargs)]

    assert names() == [*monthly, "c"]
    assert names(["brief"]) == monthly
    assert names(["brief-2024-02"]) == ["brief-2024-02"]
    assert names(only=["brief-2024-0[12]"]) == monthly[:2]
    assert names(["c"], swept={"unit": ["visits", "meetings"]}) == ["c-visits", "c-meetings"]
    assert names(["brief"], swept={"as_of": ["2023-11..2023-12"]}) == ["brief-2023-11", "brief-2023-12"]
    assert names(["brief"], {"end": "2024-06-30"}, only=["*-03"]) == ["brief-2024-03--end-2024-06-30"]
    (schedule,) = {report.schedule for report in choose.chosen(["brief"])}
    assert schedule == Schedule("monthly", "UTC", plan.GRACE_HOURS)
    allowed = "brief, brief-2024-01, brief-2024-02, brief-2024-03, c"
    assert told(choose.chosen, ["brie"], only=["x*"]) == [
        f"reports.toml x*: fits no report; allowed: {allowed}",
        f"reports.toml brie: is no report of the plan; allowed: {allowed}; did you mean brief?",
    ]
    assert told(choose.chosen, ["c"], swept={"untit": ["visits"]})[0].endswith("did you mean unit?")


def test_a_sweep_on_the_command_line() -> None:
    done = contacts("build", SLUG, "--sweep", "as_of=2023-12..2024-01", "--sweep", "unit=visits", "--dry-run")
    assert [line.split(":")[0] for line in done.stdout.splitlines()] == [
        f"{SLUG}-2023-12-visits",
        f"{SLUG}-2024-01-visits",
    ], done.stderr
    refused = contacts("build", "--sweep", "as_of", "--sweep", "unit=visits", "--sweep", "unit=meetings")
    assert refused.stderr.splitlines() == [
        "sweep: 'as_of' is no pair; allowed: NAME=VALUE",
        "sweep unit: is given twice",
        "2 problems; nothing was built or changed.",
    ]
    assert refused.returncode == 1
