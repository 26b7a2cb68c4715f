"""Choose what is built now: reports of the plan, or variations of them."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from helpers.problems import Problem, ProblemsFound, listed, meant
from helpers.publish import plan
from helpers.publish.plan import FILE
from helpers.publish.report import Report, differing
from helpers.publish.unfold import unfolded


def chosen(
    slugs: Sequence[str] = (),
    given: Mapping[str, Any] | None = None,
    *,
    swept: Mapping[str, Any] | None = None,
    only: Sequence[str] = (),
) -> list[Report]:
    """The reports of the plan that are asked for, all where nothing is.

    A report with parameters of its own is published beside the planned one, under a name that tells them.

    Parameters
    ----------
    slugs
        Names of reports, or of sweeps of the plan.
    given
        Parameters for this build.
    swept
        A sweep for this build, in place of the plan's own.
    only
        Patterns such as `brief-2024-*`; a report is built where its name fits one.

    Raises
    ------
    ProblemsFound
        A name or a pattern fits nothing, or a parameter does not fit.
    """
    given = given or {}
    entries = plan.entries()
    planned = unfolded(entries, FILE)
    if swept:
        entries = [replace(entry, sweep=swept) for entry in entries if not slugs or entry.slug in slugs]
        planned = unfolded(entries, "sweep")
    names = list(dict.fromkeys(name for report in planned for name in (report.entry or report.slug, report.slug)))
    problems = [
        Problem(FILE, "is no report of the plan", id=slug, allowed=listed(names), meant=meant(slug, names))
        for slug in slugs
        if slug not in names
    ]
    picked = [report for report in planned if not slugs or {report.slug, report.entry} & set(slugs)]
    for pattern in only:
        if not any(fnmatch.fnmatchcase(report.slug, pattern) for report in picked):
            problems.append(Problem(FILE, "fits no report", id=pattern, allowed=listed(names)))
    picked = [r for r in picked if not only or any(fnmatch.fnmatchcase(r.slug, pattern) for pattern in only)]
    varied = []
    for report in picked:
        try:
            varied.append(_varied(report, given))
        except ProblemsFound as found:
            problems += found.problems
    if problems:
        raise ProblemsFound(problems)
    return varied


def _varied(report: Report, given: Mapping[str, Any]) -> Report:
    own = differing(report, {**report.parameters, **given}, "parameters")
    changed = [f"{name}-{value}" for name, value in own.items() if report.parameters.get(name) != value]
    name = "--".join([report.slug, *(re.sub(r"[^a-z0-9-]+", "-", change.lower()) for change in changed)])
    return replace(report, slug=name, parameters=own, schedule=None if changed else report.schedule)
