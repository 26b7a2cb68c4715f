"""Unfold the sweeps of a plan: the reports that its entries stand for, under names that cannot collide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from helpers import parameters
from helpers.problems import Problem, ProblemsFound
from helpers.publish import sweep
from helpers.publish.report import Report, differing

LONGEST = 100
"""Letters of a name: it stands twice in the path of each file."""


def unfolded(entries: Sequence[Report], where: str) -> list[Report]:
    """The reports that entries stand for, under names of their own.

    Raises
    ------
    ProblemsFound
        A sweep is wrong, one of its reports is, or two reports would have one name.
    """
    problems: list[Problem] = []
    reports = [report for entry in entries for report in _swept(entry, where, problems)]
    owners = defaultdict(list)
    for report in reports:
        owners[report.slug].append(report.entry or report.slug)
        if len(report.slug) > LONGEST:
            problems.append(Problem(where, f"is a name of more than {LONGEST} letters", id=report.slug))
    for slug, of in owners.items():
        if len(of) > 1:
            problems.append(
                Problem(where, f"would be the name of {len(of)} reports: of {' and of '.join(of)}", id=slug)
            )
    if problems:
        raise ProblemsFound(problems)
    return reports


def _swept(entry: Report, where: str, problems: list[Problem]) -> Iterator[Report]:
    if not entry.sweep:
        yield entry
        return
    place = f"{where} {entry.slug}"
    both = sorted(set(entry.sweep) & set(entry.parameters))
    problems += [Problem(place, "is set and swept", field=name) for name in both]
    try:
        points = sweep.points(parameters.REPORTS[entry.notebook], entry.sweep, place)
    except ProblemsFound as found:
        problems += found.problems
        return
    for point in points:
        slug, title = f"{entry.slug}-{point.name}", f"{entry.title}: {point.words}"
        try:
            own = differing(entry, {**point.parameters, **entry.parameters}, f"{where} {slug}")
        except ProblemsFound as found:
            problems += found.problems
        else:
            yield replace(entry, slug=slug, title=title, parameters=own, entry=entry.slug, sweep={})
