"""Progress of a build: on a terminal a bar for each report at work, in a log a plain line when one begins."""

from __future__ import annotations

import sys
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from tqdm import tqdm

    from helpers.publish.terms import Outcome


class Progress:
    """What `publish.build` tells, shown; jobs tell it from threads of their own."""

    def __init__(self) -> None:
        self.stopped = threading.Event()
        self._terminal = sys.stderr.isatty()
        self._lock = threading.RLock()
        self._bars: dict[str, tqdm | None] = {}
        self._reports = self._ended = 0

    def say(self, what: str) -> None:
        """Say a sentence."""
        from tqdm import tqdm

        with self._lock, tqdm.external_write_mode(file=sys.stderr):
            click.echo(what, err=True)

    def begin(self, reports: Sequence[str]) -> None:
        """Note how many reports will be built."""
        self._reports = len(reports)

    def step(self, slug: str, what: str) -> None:
        """Show the next step of a report; the first one tells how many there will be, such as `of 25`."""
        with self._lock:
            if slug not in self._bars:
                self._bars[slug] = self._bar(slug, int(what.removeprefix("of ")))
            elif (bar := self._bars[slug]) is not None:
                bar.update()
                bar.set_postfix_str(what)

    def end(self, outcome: Outcome) -> None:
        """Take the bar of a report away, and say what came of it where there are many."""
        self._ended += 1
        with self._lock:
            if (bar := self._bars.get(outcome.report.slug)) is not None:
                bar.close()
        if self._reports > 1:
            state = "FAILED" if outcome.causes else "published"
            self.say(f"{self._ended} of {self._reports}: {outcome.report.slug}: {state}")

    def close(self) -> None:
        """Take away what is still shown."""
        with self._lock:
            for bar in filter(None, self._bars.values()):
                bar.close()
            self._bars.clear()

    def _bar(self, slug: str, steps: int) -> tqdm | None:
        if self._terminal:
            from tqdm import tqdm

            return tqdm(total=steps, desc=slug, leave=False, bar_format="{desc} {bar} {n}/{total}{postfix} {elapsed}")
        click.echo(f"building {slug}", err=True)
        return None
