"""Small notebooks on the smallest world, built for real: for tests of everything between notebook and reader."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from helpers.publish import build
from helpers.publish.report import Report
from helpers.publish.terms import How, Outcome

OPEN = """from helpers.analysis import files, report, tables

selection = report.open_report("contacts", globals())
report.cover(selection)"""
GOOD = (OPEN, "tables.levels(selection)", "files.rows(selection)")
PARAMETERS = 'as_of = "latest"'
PLAN = """timezone = "UTC"
[[report]]
slug = "small"
title = "A small report"
notebook = "contacts"
"""


class Silent:
    """No progress shown; what was told is kept."""

    def __init__(self) -> None:
        self.stopped = threading.Event()
        self.said: list[str] = []

    def say(self, what: str) -> None:
        self.said.append(what)

    def begin(self, reports: Sequence[str]) -> None: ...
    def step(self, slug: str, what: str) -> None: ...
    def end(self, outcome: Outcome) -> None: ...
    def close(self) -> None: ...


@dataclass
class Workshop:
    """A folder with notebooks and their plan, and one to publish into."""

    notebooks: Path
    data: Path
    out: Path

    def write(self, *cells: str) -> None:
        """Write the notebook, of a title, its parameters, and the cells."""
        first = new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]})
        notebook = new_notebook(cells=[new_markdown_cell("# Title"), first, *map(new_code_cell, cells)])
        for number, cell in enumerate(notebook.cells):
            cell["id"] = f"cell-{number}"
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(notebook, self.notebooks / "contacts.ipynb")

    def __call__(self, *cells: str, parameters: dict[str, object] | None = None, **how: object) -> Outcome:
        """Build a report of the notebook with these cells, even where it is current."""
        self.write(*cells)
        report = Report("small", "A small report", "contacts", parameters or {})
        return build.build([report], self.out, Silent(), How(**{"force": True} | how))[0]

    def good(self, slug: str = "small") -> dict[str, bytes]:
        """The files of a published report."""
        return {path.name: path.read_bytes() for path in sorted((self.out / slug).iterdir())}
