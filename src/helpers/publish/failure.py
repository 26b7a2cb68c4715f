"""What is kept of a report that failed: its half-run notebook, and a short page that says where and why."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers.publish import history
from helpers.publish.report import Report

if TYPE_CHECKING:
    from helpers.publish.job import Made

FOLDER = "failed"
FILE = "failure.json"


def keep(out: Path, report: Report, staged: Path, made: Made) -> Path:
    """Keep the notebook beside a page about the failure; returns their folder."""
    from helpers.publish import pages  # it brings Jinja2, which a build without a failure can spare

    folder = out / FOLDER / report.slug
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    notebook = staged / f"{report.slug}.ipynb"
    if notebook.exists():
        shutil.move(notebook, folder / notebook.name)
    page = pages.render(
        "failure.html.j2",
        report=report,
        made=made,
        notebook=notebook.name if (folder / notebook.name).exists() else "",
        good=(out / report.slug).exists(),
    )
    (folder / "index.html").write_text(page, "utf-8", newline="\n")
    told = {"slug": report.slug, "title": report.title, "failed": history.now().isoformat(), "causes": made.causes}
    (folder / FILE).write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8", newline="\n")
    return folder


def read(out: Path) -> dict[str, dict[str, Any]]:
    """The failures that stand, by the name of the report: its title, when it failed, and the causes."""
    found = {}
    for path in sorted((out / FOLDER).glob("*/index.html")):
        slug = path.parent.name
        found[slug] = {"slug": slug, "title": slug, "failed": "", "causes": ["the cause was not written down"]}
        try:
            told = json.loads(path.with_name(FILE).read_text("utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(told, dict) and told.keys() >= found[slug].keys():
            found[slug] = told
    return found


def clear(out: Path, slugs: Sequence[str]) -> None:
    """Forget earlier failures of reports that are good again."""
    for slug in slugs:
        shutil.rmtree(out / FOLDER / slug, ignore_errors=True)
    if (out / FOLDER).exists() and not any((out / FOLDER).iterdir()):
        (out / FOLDER).rmdir()
