"""Parameters: every kind of refusal, with the whole message."""

from __future__ import annotations

import ast
import datetime as dt
from typing import Any

import nbformat
import pytest

from helpers import parameters, paths
from helpers.dataset import descriptor
from helpers.parameters import Counting
from helpers.problems import ProblemsFound

NAMES = "start, end, as_of, unit, min_level, side_rule, domain, direction, conferences, greetings, min_origins"
DOMAINS = (
    "all, leaders, diplomacy, defence, security, justice, parliament, economy, transport, agriculture, science, "
    "health, culture, sport, regions"
)
A_DAY = "allowed: a day such as 2024-01-16"
SPAN = "allowed: 2023-01-01 to 2024-12-31"
RELEASED = descriptor.read(paths.ROOT / "data").released
AFTER = RELEASED + dt.timedelta(days=1)


def refusal(**given: Any) -> list[str]:
    with pytest.raises(ProblemsFound) as found:
        parameters.check("contacts", given)
    return str(found.value).splitlines()


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "misspelt": (
        {"unti": "visits"},
        f"parameters unti: is no parameter of this report; allowed: {NAMES}; did you mean unit?",
    ),
    "unknown": ({"colour": "red"}, f"parameters colour: is no parameter of this report; allowed: {NAMES}"),
    "in capitals": (
        {"START": "2023-01-01"},
        f"parameters START: is no parameter of this report; allowed: {NAMES}; did you mean start?",
    ),
    "no day": ({"start": "yesterday"}, f"parameters start: 'yesterday' does not fit; {A_DAY}"),
    "day that does not exist": ({"end": "2023-02-29"}, f"parameters end: '2023-02-29' does not fit; {A_DAY}"),
    "day without zeros": ({"end": "2024-1-6"}, f"parameters end: '2024-1-6' does not fit; {A_DAY}"),
    "day with a time": (
        {"end": "2024-01-06T00:00:00"},
        f"parameters end: '2024-01-06T00:00:00' does not fit; {A_DAY}",
    ),
    "number as a day": ({"start": 1704067200}, f"parameters start: 1704067200 does not fit; {A_DAY}"),
    "fraction as a day": ({"start": 19000.5}, f"parameters start: 19000.5 does not fit; {A_DAY}"),
    "number as day of knowledge": (
        {"as_of": 20240116},
        f"parameters as_of: 20240116 does not fit; {A_DAY}, or latest",
    ),
    "nothing": ({"start": None}, f"parameters start: None does not fit; {A_DAY}"),
    "latest start": ({"start": "latest"}, f"parameters start: 'latest' does not fit; {A_DAY}"),
    "misspelt latest": (
        {"as_of": "latst"},
        f"parameters as_of: 'latst' does not fit; {A_DAY}, or latest; did you mean latest?",
    ),
    "unknown unit": (
        {"unit": "visit"},
        "parameters unit: 'visit' does not fit; allowed: contacts, visits, meetings; did you mean visits?",
    ),
    "list of units": (
        {"unit": ["visits", "meetings"]},
        "parameters unit: ['visits', 'meetings'] does not fit; allowed: contacts, visits, meetings",
    ),
    "unknown side rule": (
        {"side_rule": "mean"},
        "parameters side_rule: 'mean' does not fit; allowed: headline, visitor, lower, higher, russia, dprk",
    ),
    "unknown domain": (
        {"domain": "defense"},
        f"parameters domain: 'defense' does not fit; allowed: {DOMAINS}; did you mean defence?",
    ),
    "number as a domain": ({"domain": 4}, f"parameters domain: 4 does not fit; allowed: {DOMAINS}"),
    "unknown direction": (
        {"direction": "to_rusia"},
        "parameters direction: 'to_rusia' does not fit; allowed: all, to_dprk, to_russia, none, third; "
        "did you mean to_russia?",
    ),
    "level too high": ({"min_level": 7}, "parameters min_level: 7 does not fit; allowed: 0 to 6"),
    "level too low": ({"min_level": -1}, "parameters min_level: -1 does not fit; allowed: 0 to 6"),
    "level in words": ({"min_level": "high"}, "parameters min_level: 'high' does not fit; allowed: 0 to 6"),
    "half a level": ({"min_level": 3.5}, "parameters min_level: 3.5 does not fit; allowed: 0 to 6"),
    "truth as a level": ({"min_level": True}, "parameters min_level: True does not fit; allowed: 0 to 6"),
    "no origins": ({"min_origins": 0}, "parameters min_origins: 0 does not fit; allowed: 1 to 9"),
    "too many origins": ({"min_origins": 10}, "parameters min_origins: 10 does not fit; allowed: 1 to 9"),
    "no truth value": (
        {"greetings": "flase"},
        "parameters greetings: 'flase' does not fit; allowed: true, false; did you mean false?",
    ),
    "number as a truth value": ({"conferences": 2}, "parameters conferences: 2 does not fit; allowed: true, false"),
    "start after end": (
        {"start": "2024-03-02", "end": "2024-03-01"},
        "parameters: start 2024-03-02 is after end 2024-03-01",
    ),
    "start before the data": ({"start": "2022-12-31"}, f"parameters: start 2022-12-31 is outside the data; {SPAN}"),
    "end after the data": ({"end": "2025-01-01"}, f"parameters: end 2025-01-01 is outside the data; {SPAN}"),
    "as of before the data": (
        {"as_of": "2022-12-31"},
        f"parameters: as_of 2022-12-31 is outside the data; allowed: 2023-01-01 to {RELEASED}, or latest",
    ),
    "as of before the window": (
        {"start": "2024-01-01", "as_of": "2023-12-31"},
        "parameters: as_of 2023-12-31 is before start 2024-01-01; allowed: 2024-01-01 or later",
    ),
    "as of after the release": (
        {"as_of": str(AFTER)},
        f"parameters: as_of {AFTER} is outside the data; allowed: 2023-01-01 to {RELEASED}, or latest",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    given, message = REFUSED[name]
    assert refusal(**given) == [message]


def test_everything_wrong_is_said_at_once() -> None:
    assert refusal(unit="visit", min_level=7, untl="2024-01-01") == [
        "parameters min_level: 7 does not fit; allowed: 0 to 6",
        "parameters unit: 'visit' does not fit; allowed: contacts, visits, meetings; did you mean visits?",
        f"parameters untl: is no parameter of this report; allowed: {NAMES}; did you mean unit?",
    ]
    assert refusal(start="2025-02-01", end="2022-01-01", as_of="2022-01-01") == [
        f"parameters: as_of 2022-01-01 is outside the data; allowed: 2023-01-01 to {RELEASED}, or latest",
        f"parameters: end 2022-01-01 is outside the data; {SPAN}",
        "parameters: start 2025-02-01 is after end 2022-01-01",
        f"parameters: start 2025-02-01 is outside the data; {SPAN}",
    ]


def test_the_edges_are_allowed() -> None:
    given = {"start": "2024-12-31", "end": "2024-12-31", "as_of": str(RELEASED), "min_level": 6, "min_origins": 9}
    assert parameters.check("contacts", given) == Counting(
        start=dt.date(2024, 12, 31), end=dt.date(2024, 12, 31), as_of=RELEASED, min_level=6, min_origins=9
    )
    given = {"start": "2023-01-01", "end": "2023-01-01", "as_of": "2023-01-01", "min_level": 0, "min_origins": 1}
    assert parameters.check("contacts", given).model_dump() == Counting().model_dump() | {
        "start": dt.date(2023, 1, 1),
        "end": dt.date(2023, 1, 1),
        "as_of": dt.date(2023, 1, 1),
    }


def test_text_of_the_command_line_is_typed() -> None:
    given = {"min_level": "4", "greetings": "true", "conferences": "false", "end": "2024-06-30"}
    assert parameters.check("contacts", given) == Counting(min_level=4, greetings=True, end=dt.date(2024, 6, 30))


def test_the_day_known() -> None:
    assert parameters.check("contacts", {}).day_known == RELEASED
    assert parameters.check("contacts", {"as_of": "2024-01-16"}).day_known == dt.date(2024, 1, 16)


def test_problems_carry_the_place_they_are_given() -> None:
    with pytest.raises(ProblemsFound) as found:
        parameters.check("contacts", {"min_level": 7}, "reports.toml visits")
    assert str(found.value) == "reports.toml visits min_level: 7 does not fit; allowed: 0 to 6"


def test_from_cells_reads_plain_variables_alone() -> None:
    namespace = {
        "__name__": "__main__",
        "_": "last output",
        "_i1": "unit = 'visits'",
        "In": ["unit = 'visits'"],
        "Out": {1: 2},
        "figures": parameters,
        "exit": exit,
        "selection": object(),
        "unit": "visits",
        "start": dt.date(2024, 1, 1),
    }
    assert parameters.from_cells("contacts", namespace) == Counting(unit="visits", start=dt.date(2024, 1, 1))


@pytest.mark.parametrize("value", ["visits", 1, 1.0, True, None, dt.date(2024, 1, 1), ["visits"], {"unit": 1}])
def test_from_cells_refuses_a_misspelt_variable(value: object) -> None:
    with pytest.raises(ProblemsFound) as found:
        parameters.from_cells("contacts", {"unit": "visits", "unnit": value})
    assert str(found.value) == (
        f"parameters unnit: is no parameter of this report; allowed: {NAMES}; did you mean unit?"
    )


NOTEBOOKS = parameters.REPORTS | parameters.EXPLORED


def cell(notebook: str) -> dict[str, Any]:
    """The variables that the parameters cell of a notebook sets."""
    cells = nbformat.read(paths.NOTEBOOKS / f"{notebook}.ipynb", as_version=4).cells
    [source] = [cell.source for cell in cells if "parameters" in cell.metadata.get("tags", [])]
    statements = ast.parse(source).body
    assert all(isinstance(statement, ast.Assign) for statement in statements)
    return {statement.targets[0].id: ast.literal_eval(statement.value) for statement in statements}


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_the_parameters_cell_sets_each_parameter_to_its_default(notebook: str) -> None:
    contract = NOTEBOOKS[notebook]
    fields = {name: field.default for name, field in contract.model_fields.items()}
    written = {name: str(value) if isinstance(value, dt.date) else value for name, value in fields.items()}
    assert list(cell(notebook).items()) == list(written.items())
    assert [type(value) for value in cell(notebook).values()] == [type(value) for value in written.values()]
    assert parameters.from_cells(notebook, cell(notebook)) == contract()


def test_every_report_has_its_notebook() -> None:
    assert sorted(NOTEBOOKS) == sorted(path.stem for path in paths.NOTEBOOKS.glob("*.ipynb"))


def test_described_lists_each_parameter() -> None:
    days, truth = "a day such as 2024-01-16", "true, false"
    described = parameters.described(Counting)
    assert [row[:3] for row in described] == [
        ("start", days, "2023-01-01"),
        ("end", days, "2024-12-31"),
        ("as_of", f"{days}, or latest", "latest"),
        ("unit", "contacts, visits, meetings", "contacts"),
        ("min_level", "0 to 6", "0"),
        ("side_rule", "headline, visitor, lower, higher, russia, dprk", "headline"),
        ("domain", DOMAINS, "all"),
        ("direction", "all, to_dprk, to_russia, none, third", "all"),
        ("conferences", truth, "false"),
        ("greetings", truth, "false"),
        ("min_origins", "1 to 9", "1"),
    ]
    assert [name for name, _, _, meaning in described if not meaning] == []
