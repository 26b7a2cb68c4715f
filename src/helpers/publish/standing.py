"""How every report in a folder stands: what was published, when, what is due, and what failed.

One home for the index, the feed and `contacts status`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from helpers.publish import failure, history, manifest
from helpers.publish.report import Report
from helpers.publish.schedule import Schedule

Standing = dict[str, Any]
"""A report as plain values, fit for JSON: moments in UTC as ISO 8601, addresses relative to the folder."""


def read(out: Path, now: dt.datetime) -> list[Standing]:
    """How each report stands that was published into a folder or failed there, by name."""
    remembered, failures = history.read(out), failure.read(out)
    published = {slug: made for slug in remembered if (made := manifest.read(out / slug))}
    found = []
    for slug in sorted({*published, *failures}):
        standing = _published(slug, published[slug], remembered[slug], now) if slug in published else _unpublished(slug)
        if slug in failures:
            standing["title"] = standing["title"] or failures[slug]["title"]
            standing["failure"] = {"at": failures[slug]["failed"], "causes": failures[slug]["causes"]} | {
                "page": f"{failure.FOLDER}/{slug}/index.html"
            }
        found.append(standing)
    return found


def of_plan(out: Path, planned: Sequence[Report], why: Mapping[str, list[str]], now: dt.datetime) -> list[Standing]:
    """How each report of the plan stands, in its order, and then each other one: with `state` and `because`.

    Parameters
    ----------
    why
        For each report, of the plan or not, why it is not current.
    """
    there = {standing["slug"]: standing for standing in read(out, now)}
    remembered = history.read(out)
    found = []
    for report in planned:
        standing = there.pop(report.slug, None) or _unpublished(report.slug)
        success = remembered[report.slug].succeeded if report.slug in remembered else None
        standing |= {"title": report.title, "planned": True} | _due(report.schedule, success, now)
        found.append(standing)
    found += [standing | {"planned": False} for standing in there.values()]
    for standing in found:
        state, because = _state(standing, why.get(standing["slug"], []))
        standing |= {"state": state, "because": because}
    return found


def _published(slug: str, made: Mapping[str, Any], record: history.Record, now: dt.datetime) -> Standing:
    return {
        "slug": slug,
        "title": made["title"],
        "published": True,
        "page": f"{slug}/{slug}.html",
        "subtitle": made["subtitle"],
        "notebook": made["notebook"],
        "parameters": made["parameters"],
        "window": made["window"],
        "as_of": made["as_of"],
        "data": made["data"],
        "code": made["code"],
        "rows": made["rows"],
        "facts": dict(made["facts"]),
        "headline": made["headline"],
        "files": {name: file | {"url": f"{slug}/{name}"} for name, file in made["files"].items()},
        "built": record.built.isoformat(),
        "succeeded": record.succeeded.isoformat() if record.succeeded else None,
        "changed": record.changed,
        "failure": None,
    } | _due(record.schedule, record.succeeded, now)


def _unpublished(slug: str) -> Standing:
    nothing = {"built": None, "succeeded": None, "changed": None, "failure": None}
    return {"slug": slug, "title": "", "published": False} | nothing | _due(None, None, history.now())


def _due(schedule: Schedule | None, success: dt.datetime | None, now: dt.datetime) -> dict[str, Any]:
    if schedule is None:
        return {"every": None, "timezone": None, "next_due": None, "overdue_from": None, "overdue": False}
    due = schedule.next_due(success, now)
    deadline = schedule.deadline(due)
    return {
        "every": schedule.every,
        "timezone": schedule.timezone,
        "next_due": due.isoformat(),
        "overdue_from": deadline.isoformat(),
        "overdue": now >= deadline,
    }


def _state(standing: Standing, why: list[str]) -> tuple[str, list[str]]:
    """The worst that can be said of a report, and why."""
    if standing["failure"]:
        return "failed", standing["failure"]["causes"]
    if not standing["published"]:
        return "missing", why
    if standing["overdue"]:
        last = f"the last success was at {standing['succeeded']}" if standing["succeeded"] else "there was no success"
        return "overdue", [f"it was due at {standing['next_due']}; {last}", *why]
    return ("out of date", why) if why else ("current", [])
