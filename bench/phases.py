"""The phases of one build as it runs, seconds each: `python bench/phases.py REPORT FOLDER BEGUN` in a fresh process.

BEGUN is when the process was started, in seconds since 1970. The build is the ordinary one; what it tells its progress
bar is timed.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from helpers.publish import build, choose
from helpers.publish.job import FILES, PDF, PRESS, PUBLISHING, SAVING
from helpers.publish.terms import How, Outcome

ENDS = {
    "begin": "interpreter, imports, what is due",
    "of": "imports of what forks jobs and kernels",
    "cell": "kernel",
    SAVING: "cells",
    PRESS: "saving, reading, gate",
    PDF: "HTML, the PDF beside it",
    FILES: "PDF, after the HTML",
    PUBLISHING: "files, manifest",
    "end": "publishing, index",
    "close": "ending what forks",
}
"""What ends a phase, and the name of the phase."""


class Watch:
    """A progress bar that notes when each phase ended."""

    def __init__(self) -> None:
        self.stopped = threading.Event()
        self.ended: dict[str, float] = {}

    def note(self, what: str) -> None:
        if what in ENDS:
            self.ended.setdefault(what, time.time())

    def say(self, what: str) -> None:
        """Nothing is shown."""

    def begin(self, reports: Sequence[str]) -> None:
        self.note("begin")

    def step(self, slug: str, what: str) -> None:
        self.note(what if what in ENDS else what.split()[0])

    def end(self, outcome: Outcome) -> None:
        assert not outcome.causes, outcome.causes
        self.note("end")

    def close(self) -> None:
        self.note("close")


def main() -> None:
    """Build a report, and print each phase."""
    report, folder, begun = sys.argv[1:]
    watch = Watch()
    build.build(choose.chosen([report]), Path(folder), watch, How(force=True))
    before = float(begun)
    for what, name in ENDS.items():
        print(f"{watch.ended[what] - before:.3f} {name}")
        before = watch.ended[what]


if __name__ == "__main__":
    main()
