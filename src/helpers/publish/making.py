"""Make the reports that are due: check, run, gate, press, publish each as soon as it is ready."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

from helpers.problems import ProblemsFound
from helpers.publish import crew, editions, failure, history, index, manifest, preload, processes, swap
from helpers.publish.job import Job, Made
from helpers.publish.report import Report
from helpers.publish.terms import How, Outcome, Progress

LISTING_SECONDS = 2.0
"""So long a report may be published and not yet listed, while others are made. After a kill the next build lists it."""


def made(due: dict[str, Report], run: Path, data: Path, out: Path, progress: Progress, how: How) -> Iterator[Outcome]:
    """Make reports from a snapshot of the data, and publish each as soon as it is ready."""
    tasks = [
        Job(report, swap.staging(run, slug), data, how.epoch, how.limits, processes.mark(out, run.name, slug))
        for slug, report in due.items()
    ]
    progress.begin(list(due))
    with contextlib.ExitStack() as opened:
        server = opened.enter_context(preload.servers([] if how.backend else tasks))
        means = {slug: manifest.means(report, how.epoch) for slug, report in due.items()}
        state = manifest.state(data)
        aside = opened.enter_context(ThreadPoolExecutor(1))
        starting = opened.enter_context(contextlib.closing(_Starting(progress)))
        checked = aside.submit(_check, data, starting) if due else None  # what reports were made from was sound
        if how.backend:
            starting.close()  # a cluster tells no steps
        ended = opened.enter_context(contextlib.closing(crew.made(tasks, how.jobs, how.backend, starting, server)))
        listing = opened.enter_context(contextlib.closing(_Listing(out)))
        for one in ended:
            starting.close()
            outcome = _settled(due[one.slug], means[one.slug], state, out, run, one, checked)
            listing.renew()
            progress.end(outcome)
            yield outcome


class _Listing:
    """Keeps the index up with the reports. It lists all of them each time, so of many only now and then."""

    def __init__(self, out: Path):
        self._out, self._last, self._stale = out, -LISTING_SECONDS, False

    def renew(self) -> None:
        """List what has just been published or has failed, now or soon."""
        self._stale = True
        if time.monotonic() - self._last >= LISTING_SECONDS:
            self.close()
            self._last = time.monotonic()

    def close(self) -> None:
        """List what is not listed yet."""
        if self._stale:
            index.write(self._out)
            self._stale = False


class _Starting:
    """Passes the steps of jobs on until the first notebook runs: from then on this process is idle."""

    def __init__(self, progress: Progress):
        self._progress, self._begun, self._over = progress, set(), threading.Event()
        self.stopped = progress.stopped

    def step(self, slug: str, what: str) -> None:
        """Pass a step on; the first one of a report tells how many there will be, the second that its notebook runs."""
        self._progress.step(slug, what)
        if slug in self._begun:
            self.close()
        self._begun.add(slug)

    def close(self) -> None:
        """End the start, whatever came of it."""
        self._over.set()

    def wait(self) -> None:
        """Wait for its end."""
        self._over.wait()


def _settled(
    report: Report, means: dict[str, Any], state: str, out: Path, run: Path, made: Made, checked: Future[None]
) -> Outcome:
    """Publish what a job has made, or keep why it failed."""
    checked.result()  # where the data are broken, that is the cause to tell
    staged = swap.staging(run, report.slug)
    found = manifest.read(staged)
    if not made.causes and found is None:
        made = replace(made, causes=["its manifest cannot be read"])
    if not made.causes and (differing := _otherwise(means, state, found)):
        made = replace(made, causes=[f"while it was being built, or where it was built, {what}" for what in differing])
    if made.causes:
        return Outcome(report, failure.keep(out, report, staged, made), made.causes)
    before = editions.rows(out / report.slug)
    kinds = Counter(change["kind"] for change in editions.changes(before, editions.rows(staged)))
    changed = {kind: kinds[kind] for kind in ("added", "corrected", "withdrawn")} if before else None
    swap.publish(out, run, report.slug)
    failure.clear(out, [report.slug])
    history.built(out, report.slug, report.schedule, changed)
    return Outcome(report, out / report.slug, headline=found["headline"], changed=changed)


def _otherwise(means: dict[str, Any], state: str, found: dict[str, Any]) -> list[str]:
    """In what a report was made otherwise than from these data and with these means, a sentence each."""
    data = found["data"]  # what a report sees is determined by the whole, its parameters and the code
    copy = [] if data["sha256"] == state else ["the copy of the data was changed"]
    return copy + manifest.changes(means | {"data": data}, found)


def _check(data: Path, starting: _Starting) -> None:
    starting.wait()  # its imports would hold up those of the first kernel; beside the cells it takes no time
    from helpers.dataset import check

    if problems := check.problems(data):
        raise ProblemsFound(problems)
