"""What an earlier run found, taken over while all that it rests on stands untouched, as git trusts its index.

Finding out that nothing has to be built takes the contracts of parameters, every file's digest and the versions of all
packages. A run that finds the same sizes, clocks and places of the same files as the run before need not find it again.
"""

from __future__ import annotations

import hashlib
import json
import os
import site
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import helpers
from helpers import paths
from helpers.publish import written
from helpers.publish.report import Report
from helpers.publish.schedule import Schedule

FILE = ".stamps.json"
FORM = 1
COARSEST_NS = 2_000_000_000
"""The coarsest clock of a file system in use: a file changed so lately could change again and show the same moment."""


class Stamps:
    """Answers, each stamped with how the files stood that it rests on: code, packages, notebooks, data, reports."""

    def __init__(self, out: Path):
        self._out, self._world = out, ""
        self.look()

    def look(self) -> None:
        """Look anew at the files: before a question that others may have had the time to change the answer of."""
        self._looked, before = time.time_ns(), self._world
        self._world = self._mark(_world())
        self._answers = _read(self._out / FILE, self._world)
        self._learned: dict[str, list[Any]] = self._learned if before == self._world != "" else {}

    def chosen(
        self,
        slugs: Sequence[str] = (),
        given: Mapping[str, Any] | None = None,
        *,
        swept: Mapping[str, Any] | None = None,
        only: Sequence[str] = (),
    ) -> list[Report]:
        """The reports that are asked for: see `choose.chosen`."""

        def find() -> list[dict[str, Any]]:
            from helpers.publish import choose

            return [asdict(report) for report in choose.chosen(slugs, given, swept=swept, only=only)]

        found = self._answer(["chosen", slugs, given, swept, only], [], find)
        return [Report(**told | {"schedule": told["schedule"] and Schedule(**told["schedule"])}) for told in found]

    def reasons(self, report: Report, epoch: str) -> list[str]:
        """Why a report has to be built from the data as they are: see `manifest.reasons`."""

        def find() -> list[str]:
            from helpers.publish import manifest

            return manifest.reasons(report, self._out, paths.data(), epoch)

        return self._answer(["reasons", asdict(report), epoch], _files(self._out / report.slug), find)

    def keep(self) -> None:
        """Keep what was learned for the next run; only for who holds the lock of the folder."""
        if self._learned:
            kept = {"form": FORM, "world": self._world, "answers": self._answers | self._learned}
            written.whole(self._out / FILE, json.dumps(kept, ensure_ascii=False) + "\n")

    def _answer(self, question: Any, on: Iterable[Path], find: Callable[[], Any]) -> Any:
        name, mark = json.dumps(question), self._mark(on)
        if mark and self._answers.get(name, [""])[0] == mark:
            return self._answers[name][1]
        found = find()
        if mark and self._world:
            self._learned[name] = [mark, found]
        return found

    def _mark(self, files: Iterable[Path]) -> str:
        """A digest of how files stand; nothing where one was changed too lately to be told from its next change."""
        total = hashlib.sha256(sys.version.encode())
        for path in files:
            try:
                file = path.stat()
            except OSError:
                told = ()
            else:
                told = (file.st_size, file.st_mtime_ns, file.st_ctime_ns, file.st_ino)
                if max(file.st_mtime_ns, file.st_ctime_ns) > self._looked - COARSEST_NS:
                    return ""
            total.update(f"{path} {told}\0".encode())
        return total.hexdigest()


def _world() -> Iterator[Path]:
    """What every answer rests on. A package that is installed or taken away touches the folder of packages."""
    further = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    yield from map(Path, filter(None, (*site.getsitepackages(), site.getusersitepackages(), *further)))
    for folder in (Path(helpers.__file__).parent, paths.notebooks(), paths.data()):
        yield from _files(folder)


def _files(folder: Path) -> Iterator[Path]:
    """A folder and all in it, in order, without what Python and Jupyter leave there."""
    for path, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in ("__pycache__", ".ipynb_checkpoints"))
        yield Path(path)
        yield from (Path(path, name) for name in sorted(names))


def _read(path: Path, world: str) -> dict[str, list[Any]]:
    """What an earlier run kept; nothing where it rests on another world, or cannot be read."""
    try:
        kept = json.loads(path.read_text("utf-8"))
        return kept["answers"] if world and (kept["form"], kept["world"]) == (FORM, world) else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
