"""Rules of single cells and of the order of rows, the same for every table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

from helpers.dataset.descriptor import NAME
from helpers.dataset.rules.base import problem, rule
from helpers.dataset.text import Tables, canonical
from helpers.problems import Problem, listed, meant

TABLES = (
    *("contacts", "participants", "officials", "offices", "sources", "claims"),
    *("searches", "codings", "counts", "mentions", "revisions"),
)
UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffd]")


def for_every_table(function: Callable[[Tables, str], Iterator[Problem]]) -> None:
    """Register a rule that holds for each table by itself."""
    for table in TABLES:
        rule(table)(lambda tables, table=table: function(tables, table))


@for_every_table
def codes(tables: Tables, table: str) -> Iterator[Problem]:
    """A coded cell holds a code of the descriptor."""
    coded = [field for field in tables.descriptor.tables[table].values() if field.codes]
    for row in tables[table]:
        for field in coded:
            value = row[field.name]
            if value and value not in field.values:
                near = meant(value, field.values) or meant(value, [code.label for code in field.codes])
                near = next((code.value for code in field.codes if near in (code.value, code.label)), "")
                yield problem(row, tables, field.name, f"{value!r} is no code", listed(field.values), near)


@for_every_table
def clean_text(tables: Tables, table: str) -> Iterator[Problem]:
    """Cells hold printable text: no control or direction characters, no spaces at the ends."""
    for row in tables[table]:
        for column, value in row.cells.items():
            if bad := UNPRINTABLE.search(value):
                says = f"holds the invisible character U+{ord(bad[0]):04X}"
                yield problem(row, tables, column, says, "printable text on one line")
            elif value != value.strip():
                yield problem(row, tables, column, f"{value!r} begins or ends with a space", near=repr(value.strip()))


@for_every_table
def order_and_repeats(tables: Tables, table: str) -> Iterator[Problem]:
    """Rows stand in canonical order, each once."""
    keys = tables.descriptor.keys(table)
    seen: dict[tuple[str, ...], int] = {}
    for row in tables[table]:
        name = tuple(row[key] for key in keys)
        if name in seen:
            yield problem(row, tables, ", ".join(keys), f"is the same row as line {seen[name]}")
        seen.setdefault(name, row.line)
    rows = tables[table]
    for kept, sorted_row in zip(rows, canonical(rows, keys), strict=True):
        if kept is not sorted_row:
            says = f"is out of order: {sorted_row[keys[0]]} belongs here"
            yield problem(kept, tables, keys[0], says, f"rows sorted by {', '.join(keys)} (`contacts format` does it)")
            return


def descriptor_problems(tables: Tables) -> Iterator[Problem]:
    """Codes of the descriptor are told apart."""
    for table, fields in tables.descriptor.tables.items():
        for field in fields.values():
            for value, count in Counter(field.values).items():
                if count > 1:
                    yield Problem(NAME, f"code {value!r} stands {count} times", id=table, field=field.name)
