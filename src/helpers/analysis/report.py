"""Open a report: its parameters checked, its data loaded, its cover written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from helpers import parameters
from helpers.analysis import prose, words
from helpers.dataset.load import load
from helpers.dataset.selection import Selection
from helpers.exhibits import Cover


def open_report(notebook: str, namespace: Mapping[str, Any]) -> Selection:
    """The selection of a notebook, from the variables that its cells have set so far.

    Raises
    ------
    ProblemsFound
        A parameter or the data are not right.
    """
    return Selection(load(), parameters.from_cells(notebook, namespace))


def cover(selection: Selection) -> Cover:
    """Title and facts of the report."""
    data = selection.dataset.descriptor
    counted = len(selection.counted)
    return Cover(
        title="Contacts between Russia and the DPRK",
        subtitle=f"How frequent they were and at what level, {words.window(selection)}",
        kicker="Analytical report",
        facts=[
            ("Window", words.window(selection)),
            ("As known on", words.day(selection.on)),
            ("Counted", words.count(counted, *words.UNITS[selection.parameters.unit])),
            (
                "Selection",
                words.filters(selection).removeprefix("Selection: ").strip() or "all levels, domains, directions",
            ),
            ("Data", f"{data.raw['title']}, version {data.version}, {selection.dataset.digest[:12]}"),
            ("Licence", "Text and data CC BY 4.0"),
        ],
        authors=[person["title"] for person in data.raw["contributors"]],
        keywords=data.raw["keywords"],
        headline=prose.headline(selection),
        date=f"{selection.on:%Y-%m-%d}",
    )
