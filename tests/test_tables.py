"""The table of contacts: one home for every row, with what it is found, sorted and cited by."""

from __future__ import annotations

from pathlib import Path

import pytest
from selected import busy, selected

from helpers.analysis import tables
from helpers.dataset.selection import Selection
from helpers.exhibits import Table


@pytest.fixture
def selection(tmp_path: Path) -> Selection:
    return selected(busy(), tmp_path, as_of="2024-12-31")


@pytest.fixture
def table(selection: Selection) -> Table:
    return tables.contacts(selection)


def test_counted_rows_their_parts_and_what_stands_apart_are_there_once(table: Table) -> None:
    assert {row.id: row.facets[3] for row in table.rows} == {
        "RK0001": "Held",
        "RK0002": "Held",
        "RK0002.01": "Held, during a visit",
        "RK0008": "Held, greeting",
        "RK0003": "Held",
        "RK0004": "Held",
        "RK0005": "Held",
        "RK0009": "Held, conference alone",
        "RK0006": "Held",
        "RK0007": "Held",
        "RK0010": "Announced",
    }
    assert [row.id for row in table.rows][:4] == ["RK0001", "RK0002", "RK0002.01", "RK0008"]


def test_every_value_of_a_row_is_among_the_choices_of_its_facet(table: Table) -> None:
    assert [facet.name for facet in table.facets] == ["Level", "Direction", "Domain", "Status"]
    for row in table.rows:
        assert [value in facet.choices for value, facet in zip(row.facets, table.facets, strict=True)] == [True] * 4
        assert len(row.keys) == len(table.columns)


def test_rows_sort_by_day_and_level_and_say_how_to_cite_them(table: Table) -> None:
    keys = {row.id: row.keys for row in table.rows}
    assert keys["RK0002.01"] == ["RK0002.01", "2024-01-16", "", "4", "Held, during a visit", ""]
    assert keys["RK0007"][3] == "0"
    cite = {row.id: row.cite for row in table.rows}["RK0002"]
    assert cite.startswith(
        "RK0002: Choe Son Hui visits Russia, 14–17 Jan 2024. In: Contacts between Russia and the DPRK"
    )
    assert cite.endswith("as known on 31 December 2024.")


def test_the_status_in_print_is_short(table: Table) -> None:
    told = {row.id: row.cells[4][0] for row in table.rows}
    assert [told[i] for i in ("RK0001", "RK0002.01", "RK0008", "RK0010")] == [
        "Held, C",
        "Held, C",
        "Greeting, C",
        "Announced",
    ]


def test_plans_lead_to_their_row_in_the_table_of_contacts(selection: Selection, table: Table) -> None:
    [plan] = tables.not_held(selection).rows
    assert (plan.id, plan.cells[1]) == ("", [{"text": "A visit foreseen", "href": "#RK0010"}])
    assert "RK0010" in {row.id for row in table.rows}


def test_each_speaker_is_named_once(tmp_path: Path) -> None:
    small = busy()
    small.add("claims", contact_id="RK0011", source_id="S0003", speaker="rok", known_from="2024-10-21")
    small.add("claims", contact_id="RK0011", stance="dismisses", known_from="2024-10-22")
    [transfer] = tables.transfers(selected(small, tmp_path)).rows
    said = "".join(piece if isinstance(piece, str) else piece["text"] for piece in transfer.cells[3])
    assert said == (
        "Republic of Korea asserts (TASS, 18 Oct 2024 and 1 more); Russia denies (TASS, 20 Oct 2024), dismisses (TASS, "
        "22 Oct 2024)"
    )
