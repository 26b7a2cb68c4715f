"""A notebook run in this process, cell by cell, as a kernel would: quick enough to run it under many parameters."""

from __future__ import annotations

import ast
from typing import Any

import nbformat
from nbformat import NotebookNode

from helpers import exhibits, paths


def executed(name: str, **given: Any) -> NotebookNode:
    """The notebook of that name after a run with these parameters."""
    notebook = nbformat.read(paths.NOTEBOOKS / f"{name}.ipynb", as_version=4)
    namespace: dict[str, Any] = {}
    for count, cell in enumerate((cell for cell in notebook.cells if cell.cell_type == "code"), 1):
        tree = ast.parse(cell.source)
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, name, "exec"), namespace)
        if "parameters" in cell.metadata.get("tags", []):
            namespace |= given
        if last is not None:
            shown = eval(compile(ast.Expression(last.value), name, "eval"), namespace)
            bundle = shown._repr_mimebundle_()
            cell.outputs = [nbformat.v4.new_output("execute_result", data=bundle, execution_count=count)]
        cell.execution_count = count
    return notebook


def shown(notebook: NotebookNode, label: str) -> dict[str, Any]:
    """What a figure or table of an executed notebook carries."""
    payloads = [output.data[mime] for output in outputs(notebook) for mime in output.data if mime in KINDS]
    return next(payload for payload in payloads if payload["label"] == label)


def rows(notebook: NotebookNode, label: str) -> list[list[str]]:
    """The cells of a figure's data or of a table, as text."""
    return [["".join(map(text_of, cell)) for cell in row["cells"]] for row in shown(notebook, label)["rows"]]


def prose(notebook: NotebookNode) -> str:
    """All computed sentences."""
    return "\n".join(output.data[exhibits.PROSE] for output in outputs(notebook) if exhibits.PROSE in output.data)


def outputs(notebook: NotebookNode) -> list[NotebookNode]:
    return [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]


def text_of(piece: str | dict[str, str]) -> str:
    return piece if isinstance(piece, str) else piece["text"]


KINDS = (exhibits.FIGURE, exhibits.TABLE)
