"""How files stand: size, clocks and place, by which a later run can tell if one was touched, as git and make do.

Nothing here takes long to import: it is what a build with nothing to do asks first.
"""

from __future__ import annotations

import hashlib
import os
import site
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import helpers
from helpers import paths

COARSEST_NS = 2_000_000_000
"""The coarsest clock of a file system in use: a file changed so lately could change again and show the same moment."""
LEFT_BEHIND = ("__pycache__", ".ipynb_checkpoints")
"""What Python and Jupyter leave in folders."""


def of(files: Iterable[str], looked: int) -> str:
    """A digest of how files stand; nothing where one was changed too lately to be told from its next change.

    Parameters
    ----------
    looked
        When the look at them began, in nanoseconds since 1970.
    """
    total = hashlib.sha256(sys.version.encode())
    for path in files:
        try:
            file = os.stat(path)  # noqa: PTH116 - several hundred: a Path for each takes longer than to look at it
        except OSError:
            told = ()
        else:
            told = (file.st_size, file.st_mtime_ns, file.st_ctime_ns, file.st_ino)
            if max(file.st_mtime_ns, file.st_ctime_ns) > looked - COARSEST_NS:
                return ""
        total.update(f"{path} {told}\0".encode())
    return total.hexdigest()


def world() -> Iterator[str]:
    """What every report rests on. A package that is installed or taken away touches the folder of packages."""
    further = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    yield from filter(None, (*site.getsitepackages(), site.getusersitepackages(), *further))
    for folder in (Path(helpers.__file__).parent, paths.notebooks(), paths.data()):
        yield from within(folder)


def within(folder: Path) -> Iterator[str]:
    """A folder and all in it, in order, without what is left behind there."""
    for path, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in LEFT_BEHIND)
        yield path
        yield from (f"{path}{os.sep}{name}" for name in sorted(names))
