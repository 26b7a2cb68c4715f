"""What is kept of a report that failed: its half-run notebook, and a short page that says where and why."""

from __future__ import annotations

import shutil
from pathlib import Path

from jinja2 import Environment, PackageLoader

from helpers.publish.plan import Report
from helpers.publish.run import RunFailed

FOLDER = "failed"


def keep(out: Path, report: Report, executed: Path, causes: list[str], failed: RunFailed | None) -> Path:
    """Keep the notebook beside a page about the failure; returns their folder."""
    folder = out / FOLDER / report.slug
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    if executed.exists():
        shutil.move(executed, folder / executed.name)
    environment = Environment(loader=PackageLoader("helpers.publish"), autoescape=True)
    page = environment.get_template("failure.html.j2").render(
        report=report,
        causes=causes,
        cell=failed.cell if failed else None,
        source=failed.source if failed else "",
        notebook=executed.name,
        good=(out / report.slug).exists(),
    )
    (folder / "index.html").write_text(page, "utf-8", newline="\n")
    return folder


def clear(out: Path, slug: str) -> None:
    """Forget an earlier failure of a report that is good again."""
    folder = out / FOLDER / slug
    if folder.exists():
        shutil.rmtree(folder)
        if not any((out / FOLDER).iterdir()):
            (out / FOLDER).rmdir()
