"""Check a data package: Frictionless for types, keys and patterns, our rules as its custom check."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import attrs
from frictionless import Check, Checklist, FrictionlessException, Package, errors, system

from helpers import paths
from helpers.dataset import descriptor, rules, text
from helpers.dataset.text import Tables
from helpers.problems import Problem, listed, meant

# Files, headers, widths and repeated rows are told by `text` and `rules`, with better addresses.
TOLD_ELSEWHERE = {
    "encoding-error",
    "scheme-error",
    "source-error",
    "missing-label",
    "extra-label",
    "incorrect-label",
    "blank-label",
    "duplicate-label",
    "missing-cell",
    "extra-cell",
    "blank-row",
    "primary-key",
}


class BrokenRule(errors.RowError):
    """A rule of the project that a row breaks."""

    type = "broken-rule"
    title = "Broken rule"
    description = "A row breaks a rule of the codebook."
    template = "{note}"


@attrs.define(kw_only=True, repr=False)
class OwnRules(Check):
    """Runs the rules of `rules` that speak of the table at hand."""

    type = "own-rules"
    Errors = [BrokenRule]  # noqa: RUF012 - Frictionless' own protocol

    tables: Tables
    found: list[Problem] = attrs.field(factory=list)

    def validate_end(self) -> Iterator[BrokenRule]:
        for table, needed, rule in rules.RULES:
            if table == self.resource.name and self.tables.has(*needed):
                for problem in rule(self.tables):
                    self.found.append(problem)
                    yield BrokenRule(note=str(problem), cells=[], row_number=problem.line or 0)


def problems(folder: Path | None = None) -> list[Problem]:
    """Every problem of a data package, in the order of files and lines; an empty list for a sound one.

    Raises
    ------
    ProblemsFound
        The descriptor itself cannot be read.
    """
    folder = folder or paths.data()
    tables, found = text.read(folder, descriptor.read(folder))
    found += rules.descriptor_problems(tables)
    own = OwnRules(tables=tables)
    with system.use_context(trusted=True):
        try:
            package = Package(str(folder / descriptor.NAME))
        except FrictionlessException as error:
            return [Problem(descriptor.NAME, reason.note) for reason in error.reasons or [error.error]]
        for resource in list(package.resources):
            # Frictionless stops at a table it cannot open, which the file checks have already named.
            if resource.name not in tables.rows:
                package.remove_resource(resource.name)
        report = package.validate(checklist=Checklist(checks=[own]), limit_errors=1_000_000)
    for task in report.tasks:
        for error in task.errors:
            if not isinstance(error, BrokenRule):
                found += _translated(error, task.name, tables)
    for error in report.errors:
        found.append(Problem(descriptor.NAME, error.message))
    return sorted(set(found + own.found), key=lambda problem: problem.sort_key)


def _translated(error: errors.Error, table: str, tables: Tables) -> Iterator[Problem]:
    """One Frictionless error in our words."""
    if error.type in TOLD_ELSEWHERE or table not in tables.sound:
        return  # in a table that is not sound, cells may stand under the wrong column
    line = getattr(error, "row_number", None)
    row = next((row for row in tables[table] if row.line == line), None)
    if row is None:
        yield Problem(tables.descriptor.files[table], error.note, line)
    elif isinstance(error, errors.ForeignKeyError):
        for column, value in zip(error.field_names, error.field_cells, strict=True):
            target = error.reference_name or table
            known = [other[error.reference_field_names[0]] for other in tables[target]]
            says = f"{value!r} is not in {tables.descriptor.files[target]}"
            yield rules.problem(row, tables, column, says, near=meant(str(value), known))
    elif isinstance(error, errors.CellError):
        column = error.field_name
        yield rules.problem(row, tables, column, *_cell_words(error, row[column], tables.descriptor.tables[table]))
    else:
        yield rules.problem(row, tables, "", error.note)


def _cell_words(error: errors.CellError, value: str, fields: dict[str, descriptor.Field]) -> tuple[str, str]:
    field = fields[error.field_name]
    if error.type == "type-error":
        allowed = {"date": "a day such as 2024-01-16", "integer": "a whole number", "string": "a web address"}
        return f"{value!r} is no {field.type}", allowed.get(field.type, field.type)
    if not value:
        return "is empty", listed(field.values) or field.description
    if isinstance(error, errors.UniqueError):
        return f"{value!r} stands in another row too", "each value once"
    bound = re.search(r'constraint "(\w+)" is "(.*)"', error.note)
    return f"{value!r} does not fit", f"{bound[1]} {bound[2]}" if bound else field.description
