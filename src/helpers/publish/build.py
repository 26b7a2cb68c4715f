"""Build reports: check, run, gate, press, publish; the last good report stays until the new one is whole."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import filelock
import nbformat

from helpers import paths
from helpers.dataset import descriptor
from helpers.press import document as press_document
from helpers.press import html, pdf
from helpers.press.document import Document
from helpers.problems import Problem, ProblemsFound
from helpers.publish import failure, gate, index, manifest, swap
from helpers.publish.plan import Report
from helpers.publish.run import RunFailed, run

LOCK = ".lock"
DATA = "data"


class Progress(Protocol):
    """Told what a build is doing."""

    def begin(self, report: Report, steps: int) -> None: ...
    def step(self, what: str) -> None: ...
    def end(self) -> None: ...


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


def reasons(report: Report, out: Path, data: Path) -> list[str]:
    """Why a report has to be built, a sentence each; an empty list for one that is current."""
    published = manifest.read(out / report.slug)
    if published is None:
        return ["there is no report with a manifest of this version yet"]
    return manifest.changes(published, manifest.inputs(report, data)) + manifest.altered(published, out / report.slug)


def build(reports: Sequence[Report], out: Path, progress: Progress, *, force: bool = False) -> list[Outcome]:
    """Build what is out of date, one report after the other; one that fails does not stop the others.

    Parameters
    ----------
    force
        Build the current ones too.

    Raises
    ------
    ProblemsFound
        The data are not sound or the folder cannot be written: nothing was built.
    """
    with _locked(out):
        swap.recover(out)
        try:
            data = _snapshot(out)
            due = [report for report in reports if force or reasons(report, out, data)]
            # The check and the kernel take turns waiting: together they take no longer than the notebook alone.
            with ThreadPoolExecutor(1) as aside:
                checked = aside.submit(_check, data) if due else None  # what reports were made from was sound
                outcomes = [
                    _built(report, out, data, checked, progress) if report in due else _current(report, out)
                    for report in reports
                ]
            index.write(out)
        except OSError as error:
            raise ProblemsFound([_unwritable(out, error)]) from None
        finally:
            progress.end()
            swap.recover(out)
    return outcomes


def _built(report: Report, out: Path, data: Path, checked: Future[None], progress: Progress) -> Outcome:
    cells = len(nbformat.read(report.path, as_version=4).cells)
    progress.begin(report, cells + 3)
    folder = swap.staging(out, report.slug)
    executed = folder / f"{report.slug}.ipynb"
    try:
        notebook = run(
            report.path, executed, report.parameters, data, lambda cell: progress.step(f"cell {cell} of {cells}")
        )
        checked.result()
        document = press_document.read(notebook)
        if causes := gate.problems(notebook, document):
            return _failed(report, out, executed, causes)
        _press(report, document, notebook, folder, progress)
        made = manifest.make(report, document, folder, data)
        manifest.write(made, folder)
    except RunFailed as failed:
        checked.result()  # where the data are broken, that is the cause to tell
        return _failed(report, out, executed, failed.cause.splitlines(), failed)
    except pdf.CannotBeSet as refused:
        return _failed(report, out, executed, str(refused).splitlines())
    progress.step("publishing")
    swap.publish(out, report.slug)
    failure.clear(out, report.slug)
    return Outcome(report, out / report.slug, headline=made["headline"])


def _press(
    report: Report, document: Document, notebook: nbformat.NotebookNode, folder: Path, progress: Progress
) -> None:
    progress.step("HTML and PDF")
    with ThreadPoolExecutor(1) as aside:
        printed = aside.submit(pdf.render, document, notebook)
        (folder / f"{report.slug}.html").write_text(html.render(document), "utf-8", newline="\n")
        (folder / f"{report.slug}.pdf").write_bytes(printed.result())
    progress.step("files")
    for file in document.files:
        # A byte order mark tells spreadsheets that the text is UTF-8.
        (folder / Path(file["name"]).name).write_text(file["text"], "utf-8-sig", newline="\n")


def _current(report: Report, out: Path) -> Outcome:
    published = manifest.read(out / report.slug)
    return Outcome(report, out / report.slug, headline=published["headline"], current=True)


def _failed(report: Report, out: Path, executed: Path, causes: list[str], failed: RunFailed | None = None) -> Outcome:
    return Outcome(report, failure.keep(out, report, executed, causes, failed), causes)


def _snapshot(out: Path) -> Path:
    """A copy of the data, which every cell of every report sees."""
    source, copy = paths.data(), out / swap.STAGING / "snapshot" / DATA
    copy.mkdir(parents=True)
    for name in (descriptor.NAME, *descriptor.read(source).files.values()):
        if (source / name).exists():
            shutil.copyfile(source / name, copy / name)
    return copy


def _check(data: Path) -> None:
    # Imported here because Frictionless takes about as long to import as a kernel to start.
    from helpers.dataset import check

    if problems := check.problems(data):
        raise ProblemsFound(problems)


def _locked(out: Path) -> filelock.FileLock:
    """The lock of the output folder, taken: a second build is turned away while the first one writes."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(out / LOCK)
        lock.acquire(timeout=0)
    except filelock.Timeout:
        raise ProblemsFound([Problem(str(out), "another build is writing here; try again when it has ended")]) from None
    except OSError as error:
        raise ProblemsFound([_unwritable(out, error)]) from None
    return lock


def _unwritable(out: Path, error: OSError) -> Problem:
    return Problem(str(error.filename or out), f"cannot be written: {error.strerror}")
