"""Make a published report again from its manifest, and compare the bytes."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from helpers.problems import Problem, ProblemsFound, listed, meant
from helpers.publish import manifest
from helpers.publish.build import Progress, build
from helpers.publish.plan import Report


@dataclass(frozen=True)
class Verdict:
    """What came of making a report again."""

    slug: str
    files: int
    """How many files were compared."""
    differences: list[str]
    """What differs, and what may be the reason, a sentence each; empty for the same bytes."""


def published(out: Path, slugs: tuple[str, ...]) -> list[str]:
    """The slugs of published reports, all where none is named.

    Raises
    ------
    ProblemsFound
        A name is no published report, or there is none at all.
    """
    there = sorted(path.parent.name for path in out.glob(f"*/{manifest.FILE}"))
    problems = [
        Problem(str(out), "is no published report", id=slug, allowed=listed(there) or "none", meant=meant(slug, there))
        for slug in slugs
        if slug not in there
    ]
    if not there and not slugs:
        problems.append(Problem(str(out), "no report has been published here"))
    if problems:
        raise ProblemsFound(problems)
    return list(slugs) or there


def verify(out: Path, slug: str, progress: Progress) -> Verdict:
    """Build a published report once more, aside, with the parameters of its manifest, and compare every file."""
    made = manifest.read(out / slug)
    if made is None:
        return Verdict(slug, 0, [f"{manifest.FILE} cannot be read, or is of another version"])
    report = Report(made["slug"], made["title"], made["notebook"], made["parameters"])
    before = os.environ.get(manifest.EPOCH)
    _set_epoch(made["source_date_epoch"])
    try:
        with tempfile.TemporaryDirectory(prefix="verify-") as folder:
            outcome = build([report], Path(folder), progress)[0]
            if outcome.causes:
                return Verdict(slug, 0, ["it cannot be built any more", *outcome.causes])
            again = manifest.read(outcome.folder)
    finally:
        _set_epoch(before or "")
    files = sorted({*made["files"], *again["files"]})
    differing = [name for name in files if made["files"].get(name) != again["files"].get(name)]
    differences = [f"{name} differs" for name in differing]
    if differing:
        differences += manifest.changes(made, again) or ["nothing that is known to matter has changed"]
    return Verdict(slug, len(files), manifest.altered(made, out / slug) + differences)


def _set_epoch(value: str) -> None:
    if value:
        os.environ[manifest.EPOCH] = value
    else:
        os.environ.pop(manifest.EPOCH, None)
