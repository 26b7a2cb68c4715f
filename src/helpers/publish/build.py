"""Build reports: check, run, gate, press, publish; the last good report stays until the new one is whole."""

from __future__ import annotations

import contextlib
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from helpers import paths
from helpers.problems import ProblemsFound
from helpers.publish import crew, editions, failure, history, index, lock, manifest, preload, processes, snapshot, swap
from helpers.publish.job import Job, Limits, Made
from helpers.publish.report import Report


class Progress(Protocol):
    """Told what a build is doing; whoever sets `stopped` has it begin no other report."""

    stopped: threading.Event

    def say(self, what: str) -> None: ...
    def begin(self, reports: Sequence[str]) -> None: ...
    def step(self, slug: str, what: str) -> None: ...
    def end(self, outcome: Outcome) -> None: ...
    def close(self) -> None: ...


@dataclass
class Outcome:
    """What came of one report."""

    report: Report
    folder: Path
    """Where it was published, or where the failure is explained."""
    causes: list[str] = field(default_factory=list)
    """Why it failed; empty for a published report."""
    headline: list[str] = field(default_factory=list)
    current: bool = False
    """It was published before, and nothing that it depends on has changed."""
    changed: dict[str, Any] | None = None
    """What is new against the edition before: how many contacts were added, corrected, withdrawn."""


@dataclass(frozen=True)
class How:
    """How a build goes about it."""

    force: bool = False
    """Build the current ones too."""
    jobs: int | None = None
    """How many reports at once: one where it is not said, on a cluster as many as it has workers."""
    backend: str = ""
    """A backend of joblib for a cluster."""
    wait: float = 0
    """Seconds to wait for another build to end."""
    limits: Limits = field(default_factory=Limits)
    epoch: str = field(default_factory=manifest.epoch)


def reasons(report: Report, out: Path, data: Path, epoch: str | None = None) -> list[str]:
    """Why a report has to be built, a sentence each; an empty list for one that is current."""
    published = manifest.read(out / report.slug)
    if published is None:
        return ["there is no report with a manifest of this version yet"]
    now = manifest.inputs(report, data, manifest.epoch() if epoch is None else epoch, published)
    return manifest.changes(published, now) + manifest.altered(published, out / report.slug)


def build(reports: Sequence[Report], out: Path, progress: Progress, how: How = How()) -> list[Outcome]:
    """Build what is out of date; one report that fails does not stop the others.

    Raises
    ------
    ProblemsFound
        The data are not sound, another build is at work or the folder cannot be written: nothing good was lost.
    """
    with lock.held(out, how.wait, progress.say):
        try:
            if swap.is_left(out):  # an earlier build was killed
                processes.end(processes.mark(out))
                swap.recover(out)
            return _built(reports, out, progress, how)
        except OSError as error:
            raise ProblemsFound([lock.unwritable(out, error)]) from None
        finally:
            progress.close()
            if swap.is_left(out):
                processes.end(processes.mark(out))
                with contextlib.suppress(OSError):
                    swap.recover(out)


def _built(reports: Sequence[Report], out: Path, progress: Progress, how: How) -> list[Outcome]:
    def due(data: Path) -> dict[str, Report]:
        return {report.slug: report for report in reports if how.force or reasons(report, out, data, how.epoch)}

    outcomes: dict[str, Outcome] = {}
    if due(paths.data()):
        run = swap.run(out)
        data = snapshot.take(run)
        for outcome in _made(due(data), run, data, out, progress, how):
            outcomes[outcome.report.slug] = outcome
    outcomes |= {report.slug: _current(report, out) for report in reports if report.slug not in outcomes}
    index.write(out)
    return [outcomes[report.slug] for report in reports]


def _made(due: dict[str, Report], run: Path, data: Path, out: Path, progress: Progress, how: How) -> Iterator[Outcome]:
    """Make reports from a snapshot of the data, and publish each as soon as it is ready."""
    tasks = [
        Job(report, swap.staging(run, slug), data, how.epoch, how.limits, processes.mark(out, run.name, slug))
        for slug, report in due.items()
    ]
    progress.begin(list(due))
    with contextlib.ExitStack() as opened:
        server = opened.enter_context(preload.servers([] if how.backend else tasks))
        wanted = {slug: manifest.inputs(report, data, how.epoch) for slug, report in due.items()}
        aside = opened.enter_context(ThreadPoolExecutor(1))
        starting = opened.enter_context(contextlib.closing(_Starting(progress)))
        checked = aside.submit(_check, data, starting) if due else None  # what reports were made from was sound
        if how.backend:
            starting.close()  # a cluster tells no steps
        made = opened.enter_context(contextlib.closing(crew.made(tasks, how.jobs, how.backend, starting, server)))
        for one in made:
            starting.close()
            outcome = _settled(due[one.slug], wanted[one.slug], out, run, one, checked)
            index.write(out)  # at once: a build that is killed later leaves no report that is not listed
            progress.end(outcome)
            yield outcome


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
    report: Report, wanted: dict[str, Any], out: Path, run: Path, made: Made, checked: Future[None]
) -> Outcome:
    """Publish what a job has made, or keep why it failed."""
    checked.result()  # where the data are broken, that is the cause to tell
    staged = swap.staging(run, report.slug)
    found = manifest.read(staged)
    if not made.causes and found is None:
        made = replace(made, causes=["its manifest cannot be read"])
    if not made.causes and (differing := manifest.changes(wanted, found)):
        made = replace(made, causes=[f"while it was being built, or where it was built, {what}" for what in differing])
    if made.causes:
        return Outcome(report, failure.keep(out, report, staged, made), made.causes)
    before = editions.rows(out / report.slug)
    kinds = Counter(change["kind"] for change in editions.changes(before, editions.rows(staged)))
    changed = {kind: kinds[kind] for kind in ("added", "corrected", "withdrawn")} if before else None
    swap.publish(out, run, report.slug)
    failure.clear(out, [report.slug])
    history.succeeded(out, report.slug, report.schedule, built=True, changed=changed)
    return Outcome(report, out / report.slug, headline=found["headline"], changed=changed)


def _current(report: Report, out: Path) -> Outcome:
    published = manifest.read(out / report.slug)
    failure.clear(out, [report.slug])
    history.succeeded(out, report.slug, report.schedule, built=False)
    return Outcome(report, out / report.slug, headline=published["headline"], current=True)


def _check(data: Path, starting: _Starting) -> None:
    starting.wait()  # its imports would hold up those of the first kernel; beside the cells it takes no time
    from helpers.dataset import check

    if problems := check.problems(data):
        raise ProblemsFound(problems)
