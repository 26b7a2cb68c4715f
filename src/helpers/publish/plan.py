"""The plan `notebooks/reports.toml`: the only list of reports."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from helpers import parameters, paths
from helpers.problems import Problem, ProblemsFound, listed, meant

FILE = "reports.toml"
KEYS = ("slug", "title", "notebook", "parameters")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Report:
    """One report to build."""

    slug: str
    title: str
    notebook: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """The parameters that differ from the notebook's defaults, checked."""

    @property
    def path(self) -> Path:
        return paths.NOTEBOOKS / f"{self.notebook}.ipynb"


def read() -> list[Report]:
    """The reports of the plan.

    Raises
    ------
    ProblemsFound
        The plan is missing or wrong; every problem is listed.
    """
    path = paths.NOTEBOOKS / FILE
    try:
        plan = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise ProblemsFound([Problem(FILE, f"no such file in {path.parent}")]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProblemsFound([Problem(FILE, f"is not TOML: {error}")]) from None
    problems: list[Problem] = []
    entries = plan.get("report", [])
    reports = [report for entry in entries if (report := _report(entry, problems))]
    slugs = [report.slug for report in reports]
    problems += [Problem(FILE, "stands twice", id=slug) for slug in set(slugs) if slugs.count(slug) > 1]
    if problems:
        raise ProblemsFound(problems)
    return reports


def chosen(reports: Sequence[Report], slugs: Sequence[str], given: Mapping[str, Any]) -> list[Report]:
    """The reports asked for, all where none is named, with parameters given for this build.

    A report with parameters of its own is published beside the planned one, under a name that tells them.

    Raises
    ------
    ProblemsFound
        A name is not in the plan, or a parameter does not fit.
    """
    names = [report.slug for report in reports]
    problems = [
        Problem(FILE, "is no report of the plan", id=slug, allowed=listed(names), meant=meant(slug, names))
        for slug in slugs
        if slug not in names
    ]
    picked = [report for report in reports if not slugs or report.slug in slugs]
    varied = []
    for report in picked:
        try:
            varied.append(_varied(report, given))
        except ProblemsFound as found:
            problems += found.problems
    if problems:
        raise ProblemsFound(problems)
    return varied


def _report(entry: Mapping[str, Any], problems: list[Problem]) -> Report | None:
    slug = str(entry.get("slug", "a report without slug"))
    count = len(problems)
    for key in entry:
        if key not in KEYS:
            problems.append(Problem(FILE, "is no key of a report", None, slug, key, listed(KEYS), meant(key, KEYS)))
    for key in KEYS[:3]:
        if not isinstance(entry.get(key), str) or not entry[key]:
            problems.append(Problem(FILE, "is missing", None, slug, key))
    if not _SLUG.fullmatch(slug):
        problems.append(Problem(FILE, f"{slug!r} does not fit", None, slug, "slug", "small letters, digits, hyphens"))
    if entry.get("notebook") not in parameters.REPORTS:
        known = list(parameters.REPORTS)
        near = meant(str(entry.get("notebook")), known)
        problems.append(Problem(FILE, "is no notebook", None, slug, "notebook", listed(known), near))
    if len(problems) > count:
        return None
    report = Report(slug, entry["title"], entry["notebook"])
    try:
        return replace(report, parameters=_differing(report, entry.get("parameters", {}), f"{FILE} {slug}"))
    except ProblemsFound as found:
        problems += found.problems
        return None


def _varied(report: Report, given: Mapping[str, Any]) -> Report:
    own = _differing(report, {**report.parameters, **given}, "parameters")
    changed = [f"{name}-{value}" for name, value in own.items() if report.parameters.get(name) != value]
    name = "--".join([report.slug, *(re.sub(r"[^a-z0-9-]+", "-", change.lower()) for change in changed)])
    return replace(report, slug=name, parameters=own)


def _differing(report: Report, given: Mapping[str, Any], where: str) -> dict[str, Any]:
    """The checked parameters that differ from the defaults, as plain values."""
    contract = parameters.REPORTS[report.notebook]
    values = parameters.check(report.notebook, given, where).model_dump(mode="json")
    defaults = contract().model_dump(mode="json")
    return {name: value for name, value in values.items() if value != defaults[name]}
