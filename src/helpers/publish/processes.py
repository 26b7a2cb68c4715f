"""The processes of a build, known by a mark in their environment, which all that they start inherits.

A mark finds what neither a process group nor a tree does: what a notebook's cell started before its kernel was killed,
and what an earlier build left running when it was killed itself.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import psutil

VARIABLE = "CONTACTS_BUILD"
SECONDS = 10.0
"""How long ended processes are waited for."""


def mark(out: Path, *names: str) -> str:
    """The mark of all processes that build into a folder, or of those of one run or one report there."""
    return "|".join([str(out), *names, ""])


def around(marked: str) -> str:
    """The mark of the run around the mark of one of its reports."""
    return marked.rsplit("|", 2)[0] + "|"


def end(marked: str) -> None:
    """End every process whose mark begins like this, but not the one that asks; returns when they have gone."""
    import psutil  # here, because a build that has nothing to do ends nothing

    ended = list(_marked(marked))
    for process in ended:
        try:
            process.kill()
        except psutil.Error:
            continue
    psutil.wait_procs(ended, timeout=SECONDS)


def _marked(marked: str) -> Iterator[psutil.Process]:
    import psutil

    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and process.environ().get(VARIABLE, "").startswith(marked):
                yield process
        except (psutil.Error, OSError):
            continue  # it has ended, or belongs to somebody else
