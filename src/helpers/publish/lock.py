"""The lock of an output folder: one build at a time writes there; the system frees it when a build is killed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock

from helpers.problems import Problem, ProblemsFound

FILE = ".lock"


@contextmanager
def held(out: Path, wait: float, say: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock of a folder, which is made where there is none.

    Parameters
    ----------
    wait
        Seconds to wait for another build to end; 0 leaves at once.
    say
        Told that it waits.

    Raises
    ------
    ProblemsFound
        Another build still writes there, or the folder cannot be written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(out / FILE)
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout:
            if wait > 0:
                say(f"another build is writing to {out}; waiting up to {wait:g} seconds for it to end")
            lock.acquire(timeout=max(wait, 0))
    except filelock.Timeout:
        after = f"another build is still writing here after {wait:g} seconds" if wait > 0 else ""
        says = after or "another build is writing here; try again when it has ended, or wait for it with --wait SECONDS"
        raise ProblemsFound([Problem(str(out), says)]) from None
    except OSError as error:
        raise ProblemsFound([unwritable(out, error)]) from None
    try:
        yield
    finally:
        lock.release()


def unwritable(out: Path, error: OSError) -> Problem:
    """What is told where a folder or a file in it cannot be written."""
    return Problem(str(error.filename or out), f"cannot be written: {error.strerror}")
