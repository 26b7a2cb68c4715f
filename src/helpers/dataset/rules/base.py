"""What every rule is made of: the register, an address for each problem, and days."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterator

from helpers.dataset.text import Row, Tables
from helpers.problems import Problem

Rule = Callable[[Tables], Iterator[Problem]]
RULES: list[tuple[str, tuple[str, ...], Rule]] = []

LEVEL_SETTING = ("principal", "author", "addressee")
"""Capacities that set the level of a side."""
TOMBSTONES = ("merged", "withdrawn")
"""States of rows that no report shows."""


def rule(*tables: str) -> Callable[[Rule], Rule]:
    """Register a rule; the first table is the one it speaks of."""

    def register(function: Rule) -> Rule:
        RULES.append((tables[0], tables, function))
        return function

    return register


def problem(row: Row, tables: Tables, column: str, says: str, allowed: str = "", near: str = "") -> Problem:
    """A problem with one cell of a row."""
    key = tables.descriptor.keys(row.table)[0]
    return Problem(tables.descriptor.files[row.table], says, row.line, row[key], column, allowed, near)


def day(text: str) -> dt.date | None:
    """A date, or nothing where the cell is empty or Frictionless already refused it."""
    try:
        return dt.date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
    except ValueError:
        return None


def first_known(tables: Tables) -> dict[str, dt.date]:
    """The day on which each contact was first spoken of."""
    known: dict[str, dt.date] = {}
    for claim in tables["claims"]:
        when = day(claim["known_from"])
        if when:
            known[claim["contact_id"]] = min(when, known.get(claim["contact_id"], when))
    return known


def by_contact(tables: Tables, table: str) -> dict[str, list[Row]]:
    """Rows of a table by the contact they speak of; an empty list for any other."""
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in tables[table]:
        grouped[row["contact_id"]].append(row)
    return grouped
