"""One consistent copy of the data, which every cell of every report of a build sees."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

from helpers import paths
from helpers.dataset import descriptor
from helpers.problems import Problem, ProblemsFound

NAME = "data"
TRIES = 5
PAUSE_SECONDS = 0.5


def take(folder: Path) -> Path:
    """Copy the data package into a folder; a copy during which a file was changed is made again.

    Raises
    ------
    ProblemsFound
        A file is missing, or the files go on being changed.
    """
    source, copy = paths.data(), folder / NAME
    copy.mkdir(parents=True)
    for attempt in range(TRIES):
        time.sleep(PAUSE_SECONDS * bool(attempt))
        before = _contents(source)
        for name in before:
            (copy / name).write_bytes(_read(source / name))
        if before == _contents(copy) == _contents(source):
            return copy
    raise ProblemsFound(
        [Problem(str(source), "was changed each time it was being copied; try again when it is at rest")]
    )


def _contents(folder: Path) -> dict[str, str]:
    """SHA-256 of each file of a data package."""
    names = [descriptor.NAME, *descriptor.read(folder).files.values()]
    missing = [name for name in names if not (folder / name).exists()]
    if missing:
        raise ProblemsFound([Problem(name, f"no such file in {folder}") for name in missing])
    return {name: hashlib.sha256(_read(folder / name)).hexdigest() for name in names}


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ProblemsFound([Problem(str(path), f"cannot be read: {error.strerror}")]) from None
