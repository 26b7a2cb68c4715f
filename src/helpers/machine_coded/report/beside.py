"""The two records side by side: the curated contacts, and the days of a table of machine-coded rows."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from helpers import parameters
from helpers.dataset import scope
from helpers.dataset.load import load
from helpers.dataset.selection import Selection
from helpers.exhibits import Prose
from helpers.machine_coded import folder
from helpers.machine_coded.layouts import LAYOUTS, Layout
from helpers.parameters import MachineCoded
from helpers.problems import Problem, ProblemsFound, listed

NO_FILES = Prose("No files are given, so there is nothing to show here.")


@dataclass(frozen=True)
class Beside:
    """Contacts of a window as known on a day, and the rows of the pair day by day."""

    selection: Selection
    parameters: MachineCoded
    days: pd.DataFrame
    """One row a day that the files cover, in order: `rows` and `stories` of the pair, `total` rows of all countries,
    `rate`, rows of the pair per million of all rows. A day that is not there is unknown, and not a day without rows."""

    @property
    def layout(self) -> Layout:
        return LAYOUTS[self.parameters.source]


def open_report(notebook: str, namespace: Mapping[str, Any]) -> Beside:
    """The two records of a notebook, from the variables that its cells have set so far.

    Raises
    ------
    ProblemsFound
        A parameter, the data or the folder are not right.
    """
    given = parameters.from_cells(notebook, namespace)
    window = {name: getattr(given, name) for name in ("start", "end", "as_of")}
    selection = Selection(load(scope=scope.of(notebook, given)), parameters.Counting(**window))
    return Beside(selection, given, _days(given))


def with_files(exhibit: Callable[[Beside], Any]) -> Callable[[Beside], Any]:
    """An exhibit that says so where no files are given."""

    @functools.wraps(exhibit)
    def shown(beside: Beside) -> Any:
        return exhibit(beside) if beside.parameters.folder else NO_FILES

    return shown


def _days(given: MachineCoded) -> pd.DataFrame:
    if not given.folder:
        return pd.DataFrame({name: pd.Series(dtype=float) for name in ("rows", "stories", "total", "rate")})
    place = Path(given.folder)
    totals, counted = (_read(place / name, columns) for name, columns in _wanted().items())
    by = LAYOUTS[given.source].counted_by
    totals = totals[(totals["source"] == given.source) & (totals["day"] != "")]
    if totals.empty:
        there = listed(sorted(_read(place / folder.DAYS, folder.COLUMNS[folder.DAYS])["source"].unique())) or "none"
        raise ProblemsFound([Problem(str(place), f"holds no rows of {given.source}", None, "", "source", there)])
    counted = counted[(counted["source"] == given.source) & (counted["date"] == by) & (counted["type"] == folder.ALL)]
    total = pd.Series(pd.to_numeric(totals["rows"]).to_numpy(), index=pd.to_datetime(totals["day"])).sort_index()
    counted = counted.set_index(pd.to_datetime(counted["day"]))
    days = pd.DataFrame(
        {name: pd.to_numeric(counted[name]).reindex(total.index).fillna(0) for name in ("rows", "stories")}
    )
    return days.assign(total=total, rate=days["rows"] / total * 1e6)


def _wanted() -> dict[str, tuple[str, ...]]:
    return {name: folder.COLUMNS[name] for name in (folder.DAYS, folder.DAILY)}


def _read(path: Path, columns: tuple[str, ...]) -> pd.DataFrame:
    says = ""
    try:
        frame = pd.read_csv(path, dtype="str", keep_default_na=False)
        if tuple(frame.columns) != columns:
            says = "does not have the columns that `contacts machine-coded` writes"
    except FileNotFoundError:
        says = "no such file"
    except (OSError, ValueError) as error:
        says = f"cannot be read: {error}"
    if says:
        allowed = "a folder that `contacts machine-coded` wrote"
        raise ProblemsFound([Problem(str(path), says, None, "", "folder", allowed)])
    return frame
