"""Make published reports again from their manifests, and compare the bytes."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from helpers.problems import Problem, ProblemsFound, listed, meant
from helpers.publish import manifest
from helpers.publish.build import build
from helpers.publish.report import Report
from helpers.publish.terms import How, Outcome, Progress


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


def verify(out: Path, slugs: Sequence[str], progress: Progress, how: How = How()) -> Iterator[Verdict]:  # noqa: B008
    """Build published reports once more, aside, with the parameters of their manifests, and compare every file."""
    made: dict[str, dict[str, Any]] = {}
    for slug in slugs:
        if (found := manifest.read(out / slug)) is None:
            yield Verdict(slug, 0, [f"{manifest.FILE} cannot be read, or is of another version"])
        elif found["slug"] != slug:
            yield Verdict(slug, 0, [f"{manifest.FILE} is of another report, {found['slug']}"])
        else:
            made[slug] = found
    # Reports that were built with another SOURCE_DATE_EPOCH are built apart.
    for epoch, same in itertools.groupby(sorted(made, key=_epoch(made)), key=_epoch(made)):
        reports = [Report(slug, made[slug]["title"], made[slug]["notebook"], made[slug]["parameters"]) for slug in same]
        with tempfile.TemporaryDirectory(prefix="verify-") as folder:
            for outcome in build(reports, Path(folder).resolve(), progress, replace(how, epoch=epoch)):
                yield _compared(out, made[outcome.report.slug], outcome)


def _epoch(made: dict[str, dict[str, Any]]) -> Any:
    return lambda slug: made[slug]["source_date_epoch"]


def _compared(out: Path, made: dict[str, Any], outcome: Outcome) -> Verdict:
    slug = made["slug"]
    if outcome.causes:
        return Verdict(slug, 0, ["it cannot be built any more", *outcome.causes])
    again = manifest.read(outcome.folder)
    files = sorted({*made["files"], *again["files"]})
    differing = [name for name in files if made["files"].get(name) != again["files"].get(name)]
    differences = [f"{name} differs" for name in differing]
    if differing:
        differences += manifest.changes(made, again) or ["nothing that is known to matter has changed"]
    return Verdict(slug, len(files), manifest.altered(made, out / slug) + differences)
