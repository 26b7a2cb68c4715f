"""Rules of what lists of others name."""

from __future__ import annotations

from collections.abc import Iterator

from helpers.dataset.rules.base import problem, rule
from helpers.dataset.text import Tables
from helpers.problems import Problem

HELD = ("before", "since")


@rule("mentions")
def named_is_found_or_not(tables: Tables) -> Iterator[Problem]:
    """What the record holds is named by its id; what it lacks, or leaves out, says why."""
    for row in tables["mentions"]:
        held = row["in_record"] in HELD
        if held and not row["contact_id"]:
            yield problem(row, tables, "contact_id", f"is empty, but the item is {row['in_record']!r}", "the row it is")
        elif row["contact_id"] and not held:
            says = f"names a row, but the item is {row['in_record']!r}"
            yield problem(row, tables, "contact_id", says, " or ".join(HELD) + ", or no row")
        elif not held and not row["note"]:
            yield problem(row, tables, "note", "is empty, but the record does not hold the item", "why it does not")
