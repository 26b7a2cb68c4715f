"""Every published notebook over the real data: each domain; the flagship narrow, empty, early, and as of a day."""

from __future__ import annotations

from typing import Any

import pytest
from executed import executed, rows
from nbformat import NotebookNode

from helpers.dataset import descriptor
from helpers.press import document, html, pdf
from helpers.publish import gate

DOMAINS = descriptor.read().field("contacts.domain").values
OF_DOMAIN = {
    "contacts": lambda domain: {"domain": domain},
    "brief": lambda domain: {"domain": domain},
    "quality": lambda domain: {"domain": domain},
    "profile": lambda domain: {"subject": "domain", "value": domain},
}
VISIT = "RK0300"
"""The visit of Choe Son Hui from 14 to 17 January 2024, during which Putin received her."""
RECEIVED = "Putin receives Choe"


def passes(notebook: NotebookNode) -> None:
    made = document.read(notebook)
    assert gate.problems(notebook, made) == []


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("name", OF_DOMAIN)
def test_a_notebook_makes_a_report_of_each_domain(name: str, domain: str) -> None:
    passes(executed(name, **OF_DOMAIN[name](domain)))


@pytest.mark.parametrize(
    "given",
    [
        {"start": "2024-06-01", "end": "2024-06-30", "unit": "visits"},
        {"domain": "justice", "min_level": 6},
        {"as_of": "2023-01-01"},
    ],
)
def test_the_flagship_passes_the_gate_and_the_press(given: dict[str, Any]) -> None:
    notebook = executed("contacts", **given)
    passes(notebook)
    made = document.read(notebook)
    assert "<h2 id=" in html.render(made)
    assert pdf.render(made, notebook).startswith(b"%PDF")


def test_the_flagship_tells_the_days_of_january_2024_as_they_were_known() -> None:
    found = {}
    for day in (14, 15, 16):
        notebook = executed("contacts", as_of=f"2024-01-{day}")
        passes(notebook)
        planned = [row[2] for row in rows(notebook, "tab-not-held") if RECEIVED in row[1]]
        listed = {row[0]: row[4] for row in rows(notebook, "tab-contacts") if row[0] == VISIT or RECEIVED in row[2]}
        found[day] = planned, list(listed.values())
    assert found == {
        14: ([], ["Announced"]),
        15: (["Possible"], ["Held, C", "Possible"]),
        16: ([], ["Held, C", "Held, C"]),
    }
