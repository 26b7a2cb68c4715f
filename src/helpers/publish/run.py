"""Run a notebook with papermill, and bring what it left into one canonical form."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.exceptions import PapermillExecutionError

from helpers import paths

CELL_SECONDS = 600
"""Time that one cell may take."""


class RunFailed(Exception):
    """A cell failed; the half-run notebook is kept."""

    def __init__(self, cell: int, source: str, cause: str):
        self.cell, self.source, self.cause = cell, source, cause
        super().__init__(f"cell {cell} failed: {cause}")


def run(
    notebook: Path, out: Path, parameters: Mapping[str, Any], data: Path, on_cell: Callable[[int], None]
) -> nbformat.NotebookNode:
    """Execute a notebook on a snapshot of the data.

    Parameters
    ----------
    out
        Where the executed notebook is written, also when a cell fails.
    on_cell
        Called with the number of each cell, counted from 1, when it starts.

    Raises
    ------
    RunFailed
        A cell raised, ran out of time, or its kernel died.
    """
    begun = 0

    def begins(cell: nbformat.NotebookNode, cell_index: int) -> None:
        nonlocal begun
        begun = cell_index + 1
        on_cell(begun)

    with _environment({paths.DATA_VARIABLE: str(data)}):
        try:
            papermill.execute_notebook(
                str(notebook),
                str(out),
                parameters=dict(parameters),
                progress_bar=False,
                kernel_name="python3",
                engine_name="contacts",
                execution_timeout=CELL_SECONDS,
                shutdown_kernel="immediate",
                # The kernel's own chatter belongs to no report and to no log of ours.
                extra_arguments=["--IPKernelApp.log_level=ERROR"],
                on_cell_start=begins,
            )
        except (PapermillExecutionError, DeadKernelError, CellTimeoutError) as error:
            raise RunFailed(begun, _settle(out).cells[begun - 1].source, _cause(error)) from None
    return _settle(out)


def _settle(path: Path) -> nbformat.NotebookNode:
    """Remove what differs between two runs of the same: times, durations, paths, random ids."""
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata.pop("papermill", None)
    notebook.metadata.get("language_info", {}).pop("version", None)
    kept = []
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        if "papermill-error-cell-tag" in tags:
            continue  # papermill's own banner
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        if "injected-parameters" in tags:
            cell["id"] = "injected-parameters"
        kept.append(cell)
    notebook.cells = kept
    nbformat.write(notebook, path)
    return notebook


def _cause(error: PapermillExecutionError | DeadKernelError | CellTimeoutError) -> str:
    """What went wrong, for readers: a list of problems needs no name of an exception before it."""
    if isinstance(error, DeadKernelError):
        return "the kernel died: the machine ran out of memory, or the cell ended its own process"
    if isinstance(error, CellTimeoutError):
        return f"the cell did not end within {CELL_SECONDS} seconds"
    return error.evalue if error.ename == "ProblemsFound" else f"{error.ename}: {error.evalue}"


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
