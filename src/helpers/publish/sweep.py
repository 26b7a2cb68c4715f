"""Sweeps: one report per month, quarter, domain …; each value with its name, its words and its parameters."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from helpers import parameters
from helpers.dataset import descriptor
from helpers.parameters import LATEST, Window
from helpers.problems import Problem, ProblemsFound, listed, meant

if TYPE_CHECKING:
    import pandas as pd

WINDOW = "window"
"""What is swept for reports of one period each: their start is its first day, their end its last."""
ALL = "*"
TO = ".."
PERIODS = "a day, month, quarter or year such as 2024-01-16, 2024-01, 2024-Q1 or 2024; a range such as 2023-01..latest"
_GRAINS = {r"\d{4}": "Y", r"\d{4}-Q[1-4]": "Q", r"\d{4}-\d\d": "M", r"\d{4}-\d\d-\d\d": "D"}
_WORDS = {"Y": "%Y", "Q": "quarter %q of %Y", "M": "%B %Y", "D": "%-d %B %Y"}


@dataclass(frozen=True)
class Point:
    """One report of a sweep: what is added to its name and title, and the parameters it is given."""

    name: str
    words: str
    parameters: Mapping[str, Any]


def points(contract: type[Window], sweep: Mapping[str, Any], where: str) -> list[Point]:
    """Every report of a sweep: one per value, or per combination where several parameters are swept.

    Parameters
    ----------
    sweep
        For each swept parameter, or `window`: a value, a list of them, a range such as `2023-01..2024-12`, or `*` for
        all codes. A range may end with `latest`: the last whole period of the data.

    Raises
    ------
    ProblemsFound
        A parameter cannot be swept, or a value is not one; every problem is listed.
    """
    problems: list[Problem] = []
    axes = [list(_axis(contract, name, given, where, problems)) for name, given in sweep.items()]
    if problems:
        raise ProblemsFound(problems)
    return [
        Point(
            "-".join(point.name for point in combined),
            ", ".join(point.words for point in combined),
            {name: value for point in combined for name, value in point.parameters.items()},
        )
        for combined in itertools.product(*axes)
    ]


def named(value: Any) -> str:
    """A value as part of a folder's name: small letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", parameters.shown(value).lower()).strip("-")


def _axis(contract: type[Window], name: str, given: Any, where: str, problems: list[Problem]) -> Iterator[Point]:
    sweepable = [WINDOW, *contract.model_fields]
    if name not in sweepable:
        problems.append(Problem(where, "cannot be swept", None, "", name, listed(sweepable), meant(name, sweepable)))
        return
    values = given if isinstance(given, list) else [given]
    if not values:
        problems.append(Problem(where, "sweeps over nothing", field=name))
    if name == WINDOW or parameters.is_day(contract, name):
        yield from _periods(contract, name, values, where, problems)
        return
    labels = parameters.codes(contract, name)
    for value in values:
        if value == ALL and labels:
            yield from (Point(named(code), label, {name: code}) for code, label in labels.items())
        elif value == ALL:
            problems.append(Problem(where, f"has no list of codes that {ALL!r} could stand for", field=name))
        else:
            yield Point(named(value), labels.get(value, f"{name} {parameters.shown(value)}"), {name: value})


def _periods(
    contract: type[Window], name: str, values: list[Any], where: str, problems: list[Problem]
) -> Iterator[Point]:
    periods: list[pd.Period] = []
    for value in values:
        found = _range(name, str(value))
        if not found:
            problems.append(Problem(where, f"{str(value)!r} is no period", None, "", name, PERIODS))
        periods += found
    followers = [follower for follower, followed in contract.follows.items() if followed == name]
    first = descriptor.read().first_day
    for number, period in enumerate(periods):
        # The report before the first one of a range is the one of the period before: wherever a sweep begins, the
        # report of a month is the same.
        before = periods[number - 1] if number else period - 1
        follows = _day(name, before, contract)
        following = {follower: follows for follower in followers if follows >= first.isoformat()}
        yield Point(
            named(period),
            period.strftime(_WORDS[period.freqstr[0]].replace("%-d", str(period.day))),
            {"start": f"{period.start_time:%Y-%m-%d}", "end": f"{period.end_time:%Y-%m-%d}"}
            if name == WINDOW
            else following | {name: _day(name, period, contract)},
        )


def _range(name: str, value: str) -> list[pd.Period]:
    """The periods of a range, or the only one; nothing where the text is neither."""
    import pandas as pd

    first, to, last = value.partition(TO)
    grain = next((grain for form, grain in _GRAINS.items() if re.fullmatch(form, first)), None)
    same = last == LATEST or not to or any(re.fullmatch(form, last) for form, g in _GRAINS.items() if g == grain)
    if grain is None or not same:
        return []
    try:
        begin = pd.Period(first, grain)
        if not to:
            return [begin]
        return list(pd.period_range(begin, _latest(name, grain) if last == LATEST else pd.Period(last, grain)))
    except ValueError:
        return []


def _latest(name: str, grain: str) -> pd.Period:
    """The last period that had ended when the data were released, or the last one that they cover."""
    import pandas as pd

    data = descriptor.read()
    day = pd.Timestamp(data.last_day if name in (WINDOW, "start", "end") else data.released)
    period = pd.Period(day, grain)
    return period if period.end_time.normalize() <= day else period - 1


def _day(name: str, period: pd.Period, contract: type[Window]) -> str:
    return f"{period.start_time if name in contract.first_days else period.end_time:%Y-%m-%d}"
