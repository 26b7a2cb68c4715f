"""The plan `notebooks/reports.toml`: the only list of reports, with its sweeps and when each report is due."""

from __future__ import annotations

import re
import tomllib
import zoneinfo
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from helpers import parameters, paths
from helpers.problems import Problem, ProblemsFound, listed, meant
from helpers.publish.report import Report, differing
from helpers.publish.schedule import EVERY, Schedule
from helpers.publish.unfold import unfolded

FILE = "reports.toml"
KEYS = ("slug", "title", "notebook", "parameters", "sweep", "every")
CALENDAR = ("timezone", "grace_hours")
GRACE_HOURS = 36
RESERVED = ("failed", "con", "prn", "aux", "nul")
"""Names that a report cannot have: the folder of failures, and what Windows takes for devices."""
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def read() -> list[Report]:
    """The reports of the plan, each sweep unfolded.

    Raises
    ------
    ProblemsFound
        The plan is missing or wrong; every problem is listed.
    """
    return unfolded(entries(), FILE)


def entries() -> list[Report]:
    """The reports as they stand in the plan, sweeps not unfolded.

    Raises
    ------
    ProblemsFound
        The plan is missing or wrong.
    """
    path = paths.notebooks() / FILE
    try:
        plan = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise ProblemsFound([Problem(FILE, f"no such file in {path.parent}")]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProblemsFound([Problem(FILE, f"is not TOML: {error}")]) from None
    found = plan.get("report", [])
    if not isinstance(found, list) or not all(isinstance(entry, Mapping) for entry in found):
        raise ProblemsFound([Problem(FILE, "is no list of tables", field="report", allowed="[[report]] for each")])
    problems = list(_calendar_problems(plan))
    calendar = {} if problems else plan
    entries = [entry for each in found if (entry := _entry(each, calendar, problems))]
    slugs = [entry.slug for entry in entries]
    problems += [Problem(FILE, "stands twice", id=slug) for slug in set(slugs) if slugs.count(slug) > 1]
    if problems:
        # What a sweep unfolds to is told together with what is wrong elsewhere.
        once = {entry.slug: entry for entry in entries}
        raise ProblemsFound([*problems, *_problems_of_sweeps(list(once.values()))])
    return entries


def _calendar_problems(plan: Mapping[str, Any]) -> Iterator[Problem]:
    allowed = (*CALENDAR, "report")
    for key in plan:
        if key not in allowed:
            yield Problem(FILE, "is no key of the plan", None, "", key, listed(allowed), meant(key, allowed))
    zone, grace = plan.get("timezone", "UTC"), plan.get("grace_hours", GRACE_HOURS)
    known = zoneinfo.available_timezones()
    if zone not in known:
        near = meant(str(zone), known)
        yield Problem(FILE, f"{zone!r} is no time zone", None, "", "timezone", "UTC, Europe/Berlin and the like", near)
    if isinstance(grace, bool) or not isinstance(grace, int) or grace < 0:
        yield Problem(FILE, f"{grace!r} does not fit", None, "", "grace_hours", "a whole number of hours, 0 or more")
    if "timezone" not in plan and any("every" in entry for entry in plan.get("report", [])):
        yield Problem(FILE, "is missing: reports with `every` are due by its calendar", field="timezone")


def _entry(entry: Mapping[str, Any], plan: Mapping[str, Any], problems: list[Problem]) -> Report | None:
    slug = str(entry.get("slug", "a report without slug"))
    count = len(problems)
    for key in entry:
        if key not in KEYS:
            problems.append(Problem(FILE, "is no key of a report", None, slug, key, listed(KEYS), meant(key, KEYS)))
    for key in KEYS[:3]:
        if not isinstance(entry.get(key), str) or not entry[key]:
            problems.append(Problem(FILE, "is missing", None, slug, key))
    if not _SLUG.fullmatch(slug) or slug in RESERVED:
        allowed = f"small letters, digits, hyphens; not {listed(RESERVED)}"
        problems.append(Problem(FILE, f"{slug!r} does not fit", None, slug, "slug", allowed))
    if entry.get("notebook") not in parameters.REPORTS:
        known = list(parameters.REPORTS)
        near = meant(str(entry.get("notebook")), known)
        problems.append(Problem(FILE, "is no notebook", None, slug, "notebook", listed(known), near))
    for key in ("parameters", "sweep"):
        if not isinstance(entry.get(key, {}), Mapping):
            problems.append(Problem(FILE, "is no table", None, slug, key, f"{key} = {{ name = value }}"))
    every = entry.get("every")
    if every is not None and every not in EVERY:
        near = meant(str(every), EVERY)
        problems.append(Problem(FILE, f"{every!r} does not fit", None, slug, "every", listed(EVERY), near))
    if len(problems) > count:
        return None
    schedule = Schedule(every, plan.get("timezone", "UTC"), plan.get("grace_hours", GRACE_HOURS)) if every else None
    report = Report(slug, entry["title"], entry["notebook"], schedule=schedule, sweep=entry.get("sweep", {}))
    try:
        return replace(report, parameters=differing(report, entry.get("parameters", {}), f"{FILE} {slug}"))
    except ProblemsFound as found:
        problems += found.problems
        return None


def _problems_of_sweeps(entries: Sequence[Report]) -> list[Problem]:
    try:
        unfolded(entries, FILE)
    except ProblemsFound as found:
        return found.problems
    return []
