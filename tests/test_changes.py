"""What changed between two versions of the data, or between two days."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import contacts
from world import edit, world

from helpers import paths
from helpers.dataset import changes, descriptor
from helpers.dataset.changes import Change
from helpers.problems import ProblemsFound

RELEASED = descriptor.read().released


@pytest.fixture
def versions(tmp_path: Path) -> tuple[Path, Path]:
    """Two versions of a small package: one contact corrected, one added, one withdrawn."""
    old, new = world(), world()
    old.contact("RK0002", kind="meeting", direction="none", start="2023-10-18", end="2023-10-18", title="Gone")
    new.contact("RK0003", start="2023-10-18", end="2023-10-18", title="New")
    before, after = old.write(tmp_path / "before"), new.write(tmp_path / "after")
    edit(after / "contacts.csv", "RK0001,,visit,2023-10-18,2023-10-19", "RK0001,,visit,2023-10-18,2023-10-20")
    return before, after


def test_added_corrected_and_withdrawn_by_id(versions: tuple[Path, Path]) -> None:
    before, after = map(str, versions)
    found = changes.compare(before, after)
    assert found.changes == [
        Change(
            "RK0001",
            "corrected",
            "Foreign Minister Lavrov visits Pyongyang",
            {"end": ("2023-10-19", "2023-10-20")},
        ),
        Change("RK0002", "withdrawn", "Gone"),
        Change("RK0003", "added", "New"),
    ]
    assert found.numbers == {
        "contacts": (2, 2),
        "visits": (1, 2),
        "meetings": (1, 0),
        "greetings": (0, 0),
        "plans and allegations": (0, 0),
        "transfers": (0, 0),
    }
    assert changes.compare(before, before).changes == []


def test_two_days_of_the_same_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = world()
    plan.add("claims", contact_id="RK0001", stance="announces", known_from="2023-10-10", says_start="2023-10-18")
    monkeypatch.setenv(paths.DATA_VARIABLE, str(plan.write(tmp_path)))
    found = changes.compare("2023-10-09", "2023-10-10")
    assert found.changes == [Change("RK0001", "added", "Foreign Minister Lavrov visits Pyongyang")]
    (change,) = changes.compare("2023-10-10", "2023-10-19").changes
    assert change.columns == {
        "status": ("announced", "held"),
        "confidence": ("", "C"),
        "end": ("", "2023-10-19"),
    }


def test_the_command_in_words_and_as_json(versions: tuple[Path, Path]) -> None:
    before, after = map(str, versions)
    words = contacts("changes", before, after)
    assert words.stdout.splitlines() == [
        "contacts: 2",
        "visits: 1 -> 2",
        "meetings: 1 -> 0",
        "greetings: 0",
        "plans and allegations: 0",
        "transfers: 0",
        "corrected RK0001 Foreign Minister Lavrov visits Pyongyang",
        "    end: 2023-10-19 -> 2023-10-20",
        "withdrawn RK0002 Gone",
        "added RK0003 New",
    ]
    told = json.loads(contacts("changes", before, after, "--json").stdout)
    assert told["numbers"]["visits"] == [1, 2]
    assert [(change["contact_id"], change["kind"]) for change in told["changes"]] == [
        ("RK0001", "corrected"),
        ("RK0002", "withdrawn"),
        ("RK0003", "added"),
    ]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "yesterday",
            "yesterday: is no state of the record; "
            "allowed: a folder with a data package, a day such as 2024-01-16, or latest",
        ),
        ("2022-12-31", f"2022-12-31: is outside the data; allowed: 2023-01-01 to {RELEASED}, or latest"),
    ],
)
def test_what_is_no_state(name: str, said: str) -> None:
    with pytest.raises(ProblemsFound) as found:
        changes.state(name)
    assert str(found.value) == said
