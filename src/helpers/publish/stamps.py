"""What an earlier run found, taken over while all that it rests on stands untouched.

Finding out that nothing has to be built takes the contracts of parameters, every file's digest and the versions of all
packages. A run that finds the same sizes, clocks and places of the same files as the run before need not find it again.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from helpers import paths
from helpers.publish import marks, written
from helpers.publish.report import Report
from helpers.publish.schedule import Schedule

FILE = ".stamps.json"
FORM = 1


class Stamps:
    """Answers, each stamped with how the files stood that it rests on: code, packages, notebooks, data, reports."""

    def __init__(self, out: Path):
        self._out, self._world = out, ""
        self.look()

    def look(self) -> None:
        """Look anew at the files: before a question that others may have had the time to change the answer of."""
        self._looked, before = time.time_ns(), self._world
        self._world = marks.of(marks.world(), self._looked)
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

        return self._answer(_why(report, epoch), marks.within(self._out / report.slug), find)

    def marks(self, reports: Iterable[Report], epoch: str) -> tuple[str, dict[str, str]]:
        """How the files stood that every answer rests on, and those of each report; empty where that is not known."""
        answers = self._answers | self._learned
        return self._world, {one.slug: answers.get(json.dumps(_why(one, epoch)), [""])[0] for one in reports}

    def keep(self) -> None:
        """Keep what was learned for the next run; only for who holds the lock of the folder."""
        if self._learned:
            kept = {"form": FORM, "world": self._world, "answers": self._answers | self._learned}
            written.whole(self._out / FILE, json.dumps(kept, ensure_ascii=False) + "\n")

    def _answer(self, question: Any, on: Iterable[str], find: Callable[[], Any]) -> Any:
        name, mark = json.dumps(question), marks.of(on, self._looked)
        if mark and self._answers.get(name, [""])[0] == mark:
            return self._answers[name][1]
        found = find()
        if mark and self._world:
            self._learned[name] = [mark, found]
        return found


def _why(report: Report, epoch: str) -> list[Any]:
    """The question why a report has to be built."""
    return ["reasons", asdict(report), epoch]


def _read(path: Path, world: str) -> dict[str, list[Any]]:
    """What an earlier run kept; nothing where it rests on another world, or cannot be read."""
    try:
        kept = json.loads(path.read_text("utf-8"))
        return kept["answers"] if world and (kept["form"], kept["world"]) == (FORM, world) else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
