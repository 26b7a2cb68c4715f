"""The tables as text: read without guessing, kept in one canonical form."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from helpers.dataset.descriptor import Descriptor
from helpers.problems import Problem, listed, meant

BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Row:
    """One row of a table with the line it stands on."""

    table: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


@dataclass
class Tables:
    """Every table as rows of text; a table that could not be read is missing."""

    descriptor: Descriptor
    rows: dict[str, list[Row]] = field(default_factory=dict)
    sound: set[str] = field(default_factory=set)
    """Tables whose file, header and row widths are right: only these take part in rules across tables."""

    def __getitem__(self, table: str) -> list[Row]:
        return self.rows.get(table, [])

    def has(self, *tables: str) -> bool:
        return self.sound.issuperset(tables)


def read(folder: Path, descriptor: Descriptor) -> tuple[Tables, list[Problem]]:
    """Read every table of the package as text, with the problems of files, headers and row widths."""
    tables = Tables(descriptor)
    problems: list[Problem] = []
    for table, name in descriptor.files.items():
        found: list[Problem] = []
        text = _decoded(folder / name, found)
        if text is not None:
            tables.rows[table] = list(_rows(table, name, text, list(descriptor.tables[table]), found))
            if not found:
                tables.sound.add(table)
        problems += found
    return tables, problems


def _decoded(path: Path, problems: list[Problem]) -> str | None:
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        near = meant(path.name, [other.name for other in path.parent.glob("*.csv")])
        problems.append(Problem(path.name, f"no such file in {path.parent}", meant=near))
        return None
    if raw.startswith(BOM):
        problems.append(Problem(path.name, "begins with a byte order mark", line=1, allowed="UTF-8 without one"))
        raw = raw.removeprefix(BOM)
    if b"\r" in raw:
        line = raw[: raw.index(b"\r")].count(b"\n") + 1
        problems.append(Problem(path.name, "has carriage returns", line=line, allowed="lines that end in LF"))
        raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        byte = f"byte 0x{raw[error.start]:02x}"
        problems.append(Problem(path.name, f"is not UTF-8 ({byte})", line=line, allowed="UTF-8"))
        return None


def _rows(table: str, name: str, text: str, columns: list[str], problems: list[Problem]) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        for column in header:
            if column not in columns:
                problems.append(
                    Problem(name, "is no column of this table", 1, "", column, listed(columns), meant(column, columns))
                )
        for column in columns:
            if column not in header:
                problems.append(Problem(name, "column is missing", 1, "", column, listed(columns)))
        if not problems and header != columns:
            problems.append(Problem(name, "columns stand in another order", 1, allowed=listed(columns)))
        line = reader.line_num
        for cells in reader:
            start, line = line + 1, reader.line_num
            if len(cells) != len(header):
                says = f"has {len(cells)} cells where the header has {len(header)}"
                problems.append(Problem(name, says, start, cells[0] if cells else ""))
                continue
            yield Row(table, start, dict.fromkeys(columns, "") | dict(zip(header, cells, strict=True)))
    except csv.Error as error:
        problems.append(Problem(name, f"is not CSV: {error}", reader.line_num))


def canonical(rows: list[Row], keys: list[str]) -> list[Row]:
    """Rows in the one order in which a table is kept."""
    return sorted(rows, key=lambda row: [row[key] for key in keys])


def written(rows: list[Row], columns: list[str]) -> str:
    """A table as the text of its file."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([row[column] for column in columns] for row in rows)
    return out.getvalue()
