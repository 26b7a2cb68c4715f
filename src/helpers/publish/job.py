"""One report made in a process of its own: `python -m helpers.publish.job`, told what to make on standard input.

It writes into its staged folder and nowhere else; whoever holds the lock of the output folder publishes what it made.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from helpers.publish import processes
from helpers.publish.limits import Limits
from helpers.publish.report import Report

WATCH_SECONDS = 1.0
AFTER_CELLS = SAVING, PRESS, PDF, FILES, PUBLISHING = ("saving", "HTML and PDF", "PDF", "files", "publishing")
"""Steps of a report after those of its cells."""
IMPORTS = (
    *("nbformat.v4", "nbclient", "papermill", "papermill.engines", "jupyter_client.asynchronous"),
    *("helpers.press.document", "helpers.press.html", "helpers.press.pdf"),
    *("helpers.publish.engine", "helpers.publish.forking.kernel", "helpers.publish.gate", "helpers.publish.manifest"),
    *("helpers.publish.run", "helpers.dataset.seen", "helpers.parameters"),
    # What those import only when they are at work:
    *("IPython.paths", "psutil", "fontTools.ttLib.woff2", "fontTools.ttLib.tables.otTables"),
    *("fontTools.ttLib.tables._n_a_m_e", "fontTools.ttLib.tables._p_o_s_t"),
)
"""What a job imports, so that it can be imported once for many."""


@dataclass(frozen=True)
class Job:
    """What is made where, from what, within which time."""

    report: Report
    folder: Path
    """The staged folder; it does not exist yet."""
    data: Path
    """The snapshot of the data."""
    epoch: str
    """The variable SOURCE_DATE_EPOCH, or an empty string."""
    limits: Limits
    mark: str
    """The mark of its processes."""


@dataclass(frozen=True)
class Made:
    """What came of a job: a report in its folder, or why there is none."""

    slug: str
    causes: list[str] = field(default_factory=list)
    cell: int = 0
    """The cell that failed, counted from 1; 0 where none did."""
    source: str = ""


def make(job: Job, step: Callable[[str], None]) -> Made:
    """Run the notebook, let it through the gate, set HTML and PDF, and write the manifest."""
    import nbformat

    from helpers.press import document as press_document
    from helpers.press import pdf
    from helpers.publish import gate, manifest
    from helpers.publish.run import RunFailed, run

    slug = job.report.slug
    job.folder.mkdir(parents=True)
    # Papermill adds a cell with what was given.
    cells = len(nbformat.read(job.report.path, as_version=4).cells) + bool(job.report.parameters)
    step(f"of {cells + len(AFTER_CELLS)}")
    try:
        notebook = run(
            job.report.path,
            job.folder / f"{slug}.ipynb",
            job.report.parameters,
            job.limits.cell,
            on_cell=lambda cell: step(f"cell {cell} of {cells}"),
            on_end=lambda: step(SAVING),
        )
        document = press_document.read(notebook)
        if causes := gate.problems(notebook, document):
            return Made(slug, causes)
        notebook = pdf.without_outputs(notebook)  # what they show is in the document: the press wants the memory
        _press(slug, document, notebook, job.folder, step)
    except RunFailed as failed:
        return Made(slug, failed.cause.splitlines(), failed.cell, failed.source)
    except pdf.CannotBeSet as refused:
        return Made(slug, str(refused).splitlines())
    manifest.write(manifest.make(job.report, document, job.folder, job.data, job.epoch), job.folder)
    step(PUBLISHING)
    return Made(slug)


def _press(slug: str, document: Any, notebook: Any, folder: Path, step: Callable[[str], None]) -> None:
    from helpers.press import html, pdf

    step(PRESS)
    with ThreadPoolExecutor(1) as aside:
        printed = aside.submit(pdf.render, document, notebook)
        (folder / f"{slug}.html").write_text(html.render(document), "utf-8", newline="\n")
        step(PDF)
        (folder / f"{slug}.pdf").write_bytes(printed.result())
    step(FILES)
    for file in document.files:
        # A byte order mark tells spreadsheets that the text is UTF-8.
        (folder / Path(file["name"]).name).write_text(file["text"], "utf-8-sig", newline="\n")


def as_line(job: Job) -> str:
    """A job as one line of JSON."""
    report = {key: value for key, value in asdict(job.report).items() if key != "schedule"}
    told = {"report": report, "folder": str(job.folder), "data": str(job.data), "epoch": job.epoch}
    return json.dumps(told | {"limits": asdict(job.limits), "mark": job.mark}) + "\n"


def from_line(line: str) -> Job:
    """The job that a line of JSON tells."""
    told = json.loads(line)
    return Job(
        Report(**told["report"]),
        Path(told["folder"]),
        Path(told["data"]),
        told["epoch"],
        Limits(**told["limits"]),
        told["mark"],
    )


def _end_with_the_build(job: Job) -> None:
    """End this process and all it started when the build that wanted the report has ended or given up."""

    def end() -> None:
        processes.end(job.mark)
        os._exit(1)

    def when_it_is_silent() -> None:
        sys.stdin.read()
        end()

    def when_its_folder_has_gone() -> None:
        # The build may run on another machine: what it clears away is seen from here too.
        while job.data.exists():
            time.sleep(WATCH_SECONDS)
        end()

    for watch in (when_it_is_silent, when_its_folder_has_gone):
        threading.Thread(target=watch, daemon=True).start()


def main() -> None:
    """Make what is told on standard input; tell each step, and in the end what came of it, a line of JSON each."""
    tell = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)  # whatever prints, prints elsewhere
    job = from_line(sys.stdin.readline())
    _end_with_the_build(job)

    def said(**what: Any) -> None:
        tell.write(json.dumps(what) + "\n")

    try:
        made = make(job, lambda step: said(step=step))
    except OSError as error:
        name = Path(error.filename or job.folder).name
        made = Made(job.report.slug, [f"{name}: cannot be written: {error.strerror}"])
    said(made=asdict(made))


if __name__ == "__main__":
    main()
