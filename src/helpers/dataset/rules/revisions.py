"""Rules of revisions: releases in order, columns that are compared, and a last word on each contact that holds."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from helpers.dataset.change import COMPARED
from helpers.dataset.rules.base import TOMBSTONES, day, problem, rule
from helpers.dataset.text import Row, Tables
from helpers.problems import Problem, listed, meant


def number(version: str) -> tuple[int, ...]:
    """A version as numbers, by which versions stand in order; none for what is no version."""
    return tuple(map(int, version.split("."))) if re.fullmatch(r"\d+(\.\d+)*", version) else ()


@rule("revisions")
def releases_in_order(tables: Tables) -> Iterator[Problem]:
    """A version has one day, no earlier than that of the version before it; none comes after the data at hand."""
    described = tables.descriptor
    released = {described.version: described.released}
    first: dict[str, Row] = {}
    for row in tables["revisions"]:
        version, on = row["version"], day(row["released"])
        if not number(version) or on is None:
            continue
        if number(version) > number(described.version):
            says = f"{version} is after the version of the data"
            yield problem(row, tables, "version", says, f"{described.version} or earlier")
            continue
        first.setdefault(version, row)
        if on != released.setdefault(version, on):
            yield problem(row, tables, "released", f"{on} is not the day of {version}", str(released[version]))
    for earlier, later in itertools.pairwise(sorted(released, key=number)):
        if released[earlier] > released[later]:
            says = f"{released[earlier]} is after {later} was released"
            yield problem(first[earlier], tables, "released", says, f"{released[later]} or earlier")


@rule("revisions")
def columns_are_compared(tables: Tables) -> Iterator[Problem]:
    """A corrected contact names the columns that differ, each once and in their order; no other names any."""
    for row in tables["revisions"]:
        names = row["columns"].split()
        if row["change"] == "corrected" and not names:
            yield problem(row, tables, "columns", "is empty although the contact is corrected", listed(COMPARED))
        elif row["change"] != "corrected" and names:
            says = f"{row['columns']!r} is given although the contact is {row['change']}"
            yield problem(row, tables, "columns", says, "empty")
        unknown = [name for name in names if name not in COMPARED]
        for name in unknown:
            yield problem(row, tables, "columns", f"{name!r} is not compared", listed(COMPARED), meant(name, COMPARED))
        ordered = " ".join(name for name in COMPARED if name in names)
        if not unknown and row["columns"] != ordered:
            yield problem(row, tables, "columns", f"{row['columns']!r} is out of order", ordered)


@rule("revisions", "contacts")
def last_word_holds(tables: Tables) -> Iterator[Problem]:
    """A contact last added or corrected has a row, be it a tombstone since; one last withdrawn has no other row.

    A version that is not recorded yet may do otherwise: until it is, nothing is asked.
    """
    revisions = sorted(tables["revisions"], key=lambda row: number(row["version"]))
    if tables.descriptor.version not in {row["version"] for row in revisions}:
        return
    reviews = {row["contact_id"]: row["review"] for row in tables["contacts"]}
    for row in {row["contact_id"]: row for row in revisions}.values():
        review = reviews.get(row["contact_id"])
        stands = review is not None and review not in TOMBSTONES
        if row["change"] == "withdrawn" and stands:
            says = "'withdrawn' is said, but contacts.csv holds it"
        elif row["change"] in ("added", "corrected") and review is None:
            says = f"{row['change']!r} is said, but contacts.csv does not hold it"
        else:
            continue
        yield problem(row, tables, "change", says, "so from the next version in datapackage.json on")
