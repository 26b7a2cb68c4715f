"""The one door from CSV to typed tables: read as text, check, then type."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd

from helpers import paths
from helpers.dataset import descriptor, rules, seen, text
from helpers.dataset.descriptor import Descriptor, Field
from helpers.problems import Problem, ProblemsFound, listed


@dataclass(frozen=True)
class Dataset:
    """The package as typed tables, with the columns that the descriptor gives them.

    Dates are `datetime64`, whole numbers `Int64`, coded columns categoricals in the order of their codes, all else
    text. Empty cells are missing values; nothing else is (`NA` is a place like any other).
    """

    descriptor: Descriptor
    contacts: pd.DataFrame
    participants: pd.DataFrame
    officials: pd.DataFrame
    offices: pd.DataFrame
    sources: pd.DataFrame
    claims: pd.DataFrame
    searches: pd.DataFrame
    codings: pd.DataFrame
    counts: pd.DataFrame
    mentions: pd.DataFrame
    revisions: pd.DataFrame
    digest: str
    """SHA-256 over the descriptor and all tables, or over what is seen of them, in hexadecimal."""


def load(folder: Path | None = None, scope: seen.Scope | None = None) -> Dataset:
    """Load the data package.

    All of it is checked. With a scope the dataset holds only what is seen under it, and a table that is not seen
    refuses to be used; so does one that an earlier version of the data does not have.

    Raises
    ------
    ProblemsFound
        A file, a header, a cell or one of the project's rules is not right; every problem is listed.
    """
    folder = folder or paths.data()
    described = descriptor.read(folder)
    state = _state(folder, described)
    tables, frames = _whole(folder, state)
    if scope is None:
        return Dataset(described, **copy.deepcopy(frames), digest=state)
    kept = seen.restricted(tables, scope)
    found = dict(frames)
    for table, rows in tables.rows.items():
        if table in kept:
            lines = {row.line for row in kept[table]}
            chosen = pd.Series([row.line in lines for row in rows], dtype="bool")
            found[table] = frames[table][chosen].reset_index(drop=True)
        else:
            said = f"the notebook {scope.notebook} does not see {table}: dataset.seen.BESIDE says what it sees"
            found[table] = seen.Unseen(said)
    return Dataset(described, **found, digest=seen.digest(seen.of_rows(folder, described, kept)))


def ahead() -> None:
    """Read the data before somebody asks: a process that is forked from this one need not read them again."""
    folder = paths.data()
    _whole(folder, _state(folder, descriptor.read(folder)))


def _state(folder: Path, described: Descriptor) -> str:
    """The digest of the whole package; empty where a file is missing, which reading it will say."""
    try:
        return descriptor.digest(folder, described)
    except FileNotFoundError:
        return ""


@lru_cache(maxsize=1)
def _whole(folder: Path, state: str) -> tuple[text.Tables, dict[str, pd.DataFrame | seen.Unseen]]:
    """All tables, as text and typed; `state` tells one state of the folder from another."""
    described = descriptor.read(folder)
    tables, problems = text.read(folder, described)
    frames = {}
    for table, rows in tables.rows.items():
        columns = described.tables[table]
        raw = pd.DataFrame([row.cells for row in rows], columns=list(columns), dtype="str")
        lines = [row.line for row in rows]
        frames[table] = pd.DataFrame(
            {name: _typed(raw[name], field, described.files[table], lines, problems) for name, field in columns.items()}
        )
    for _, needed, rule in rules.RULES:
        if tables.has(*needed):
            problems += rule(tables)
    if problems:
        raise ProblemsFound(problems)
    for table in set(rules.TABLES) - set(described.files):
        frames[table] = seen.Unseen(f"version {described.version} of the data has no table {table}")
    return tables, frames


def _typed(column: pd.Series, field: Field, file: str, lines: list[int], problems: list[Problem]) -> pd.Series:
    """One column in its type; cells that do not fit are added to `problems`."""
    given = column.where(column != "")
    if field.type == "date":
        typed = pd.to_datetime(given, format="%Y-%m-%d", errors="coerce").astype("datetime64[s]")
        allowed = "a day such as 2024-01-16"
    elif field.type == "integer":
        typed = pd.to_numeric(given, errors="coerce").astype("Float64")
        typed = typed.where(typed % 1 == 0).astype("Int64")
        allowed = "a whole number"
    elif field.codes:
        typed = given.astype(pd.CategoricalDtype(field.values))
        allowed = listed(field.values)
    else:
        return given
    for at in column.index[given.notna() & typed.isna()]:
        problems.append(Problem(file, f"{column[at]!r} does not fit", lines[at], "", field.name, allowed))
    return typed
