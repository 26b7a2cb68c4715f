"""The gate: what an executed notebook must have before anybody sees its report."""

from __future__ import annotations

import nbformat

from helpers import exhibits
from helpers.press.document import Document

EXHIBITS = {exhibits.COVER, exhibits.FIGURE, exhibits.TABLE, exhibits.FILE, exhibits.PROSE}


def problems(notebook: nbformat.NotebookNode, document: Document) -> list[str]:
    """Why an executed notebook must not be published; an empty list where it may.

    Every code cell has run, every one after the parameters shows an exhibit, the rows of the report travel with it,
    and the document itself has no problem: no output of streams or errors, no word missing, no reference to nothing.
    """
    found = []
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        if cell.execution_count is None:
            found.append(f"cell {number} did not run: {_first_line(cell)}")
        elif not {"parameters", "injected-parameters"} & set(cell.metadata.get("tags", [])) and not _shown(cell):
            found.append(f"cell {number} shows nothing: {_first_line(cell)}")
    if not document.files:
        found.append("the rows of the report do not travel with it: no cell shows a file")
    return found + document.problems


def _shown(cell: nbformat.NotebookNode) -> bool:
    return any(EXHIBITS & set(output.get("data", {})) for output in cell.outputs)


def _first_line(cell: nbformat.NotebookNode) -> str:
    return repr(cell.source.strip().splitlines()[0])
