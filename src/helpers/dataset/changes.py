"""What changed between two states of the record: two versions of the data, or the same data as known on two days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from helpers.dataset.change import COMPARED, Change
from helpers.dataset.load import load
from helpers.dataset.selection import Selection, of_unit
from helpers.parameters import LATEST, Counting
from helpers.problems import Problem, ProblemsFound


@dataclass(frozen=True)
class Comparison:
    """Everything that differs between two states, and the numbers before and after."""

    before: str
    after: str
    numbers: dict[str, tuple[int, int]]
    changes: list[Change]


def state(name: str) -> Selection:
    """A state of the record: a folder with a data package, or a day on which the present data are read.

    Raises
    ------
    ProblemsFound
        It is neither, the day is outside the data, or the package is not sound.
    """
    if Path(name).is_dir():
        return Selection(load(Path(name)), Counting())
    try:
        day: Any = LATEST if name == LATEST else dt.date.fromisoformat(name)
    except ValueError:
        allowed = f"a folder with a data package, a day such as 2024-01-16, or {LATEST}"
        raise ProblemsFound([Problem(name, "is no state of the record", allowed=allowed)]) from None
    data = load()
    first, last = data.descriptor.first_day, data.descriptor.released
    if day != LATEST and not first <= day <= last:
        raise ProblemsFound([Problem(name, "is outside the data", allowed=f"{first} to {last}, or {LATEST}")])
    return Selection(data, Counting(as_of=day))


def compare(before: str, after: str) -> Comparison:
    """Compare two states, each named as `state` takes it."""
    old, new = state(before), state(after)
    ours, theirs = numbers(old), numbers(new)
    return Comparison(
        before, after, {key: (ours[key], theirs[key]) for key in ours}, list(between(old.known, new.known))
    )


def numbers(selection: Selection) -> dict[str, int]:
    """The headline numbers of a state."""
    rows = selection.countable
    counts = {unit: int(of_unit(rows, unit).sum()) for unit in ("contacts", "visits", "meetings")}
    apart = {"greetings": selection.greetings, "plans and allegations": selection.not_held}
    return counts | {name: len(rows) for name, rows in apart.items()} | {"transfers": len(selection.transfers)}


def between(before: pd.DataFrame, after: pd.DataFrame) -> Iterator[Change]:
    """Contacts added, corrected and withdrawn between two frames of `known.as_known`, by id."""
    old, new = (frame.set_index("contact_id")[[*COMPARED]].to_dict("index") for frame in (before, after))
    for contact_id in sorted({*old, *new}):
        if contact_id not in old:
            yield Change(contact_id, "added", new[contact_id]["title"])
        elif contact_id not in new:
            yield Change(contact_id, "withdrawn", old[contact_id]["title"])
        else:
            pairs = {name: (_text(old[contact_id][name]), _text(new[contact_id][name])) for name in COMPARED}
            differing = {name: (was, now) for name, (was, now) in pairs.items() if was != now}
            if differing:
                yield Change(contact_id, "corrected", new[contact_id]["title"], differing)


def _text(value: object) -> str:
    if pd.isna(value):
        return ""
    return f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else str(value)
