"""Run a notebook with papermill."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.exceptions import PapermillExecutionError

from helpers.publish.engine import settled

MUTE = "the cell failed and could not say why: the kernel may have run short of memory"
DEAD = "the kernel died: the machine ran out of memory, or the cell ended its own process"


class RunFailed(Exception):
    """A cell failed; the half-run notebook is kept."""

    def __init__(self, cell: int, source: str, cause: str):
        self.cell, self.source, self.cause = cell, source, cause
        super().__init__(f"cell {cell} failed: {cause}")


def run(
    notebook: Path,
    out: Path,
    parameters: Mapping[str, Any],
    cell_seconds: int,
    *,
    on_cell: Callable[[int], None],
    on_end: Callable[[], None],
) -> nbformat.NotebookNode:
    """The executed notebook, in its canonical form.

    Parameters
    ----------
    out
        Where the executed notebook is written, also when a cell fails.
    cell_seconds
        Time that one cell may take.
    on_cell
        Called with the number of each cell, counted from 1, when it starts.
    on_end
        Called when no cell is left to run.

    Raises
    ------
    RunFailed
        A cell raised, ran out of time, or its kernel died; cell 0 where the kernel died before the first one.
    """
    begun = 0

    def begins(cell: nbformat.NotebookNode, cell_index: int) -> None:
        nonlocal begun
        begun = cell_index + 1
        on_cell(begun)

    try:
        return papermill.execute_notebook(
            str(notebook),
            str(out),
            parameters=dict(parameters),
            progress_bar=False,
            kernel_name="python3",
            engine_name="contacts",
            execution_timeout=cell_seconds,
            shutdown_kernel="immediate",
            # The kernel's own chatter belongs to no report and to no log of ours.
            extra_arguments=["--IPKernelApp.log_level=ERROR"],
            on_cell_start=begins,
            on_end=on_end,
        )
    except (PapermillExecutionError, DeadKernelError, CellTimeoutError) as error:
        stopped = settled(nbformat.read(out, as_version=4))
        nbformat.write(stopped, out)
        raise RunFailed(begun, stopped.cells[begun - 1].source if begun else "", _cause(error, cell_seconds)) from None
    except RuntimeError as error:
        # What jupyter_client raises for a kernel that dies while it starts has no class of its own.
        if "died" not in str(error):
            raise
        raise RunFailed(begun, "", DEAD) from None


def _cause(error: PapermillExecutionError | DeadKernelError | CellTimeoutError, cell_seconds: int) -> str:
    """What went wrong, for readers: a list of problems needs no name of an exception before it."""
    if isinstance(error, DeadKernelError):
        return DEAD
    if isinstance(error, CellTimeoutError):
        return f"the cell did not end within {cell_seconds} seconds"
    if error.ename == "CellExecutionError":  # papermill's word for an error that left no output
        return MUTE
    return error.evalue if error.ename == "ProblemsFound" else f"{error.ename}: {error.evalue}"
