"""The descriptor `datapackage.json`: the one home of every column, type, code, label, rank and meaning."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from helpers import paths
from helpers.problems import Problem, ProblemsFound

NAME = "datapackage.json"


@dataclass(frozen=True)
class Code:
    """One value of a coded column."""

    value: str
    label: str
    meaning: str
    side: str = ""
    """For speakers: the side they belong to (`russia`, `dprk` or `third`)."""


@dataclass(frozen=True)
class Field:
    """One column of a table."""

    name: str
    title: str
    type: str
    description: str
    codes: tuple[Code, ...]

    @cached_property
    def values(self) -> list[str]:
        return [code.value for code in self.codes]

    def label(self, value: Any) -> str:
        """Label of a code, for ink and prose."""
        return self._labels[str(value)]

    @cached_property
    def _labels(self) -> dict[str, str]:
        return {code.value: code.label for code in self.codes}


@dataclass(frozen=True)
class Descriptor:
    """The descriptor, read once."""

    raw: dict[str, Any]

    @cached_property
    def tables(self) -> dict[str, dict[str, Field]]:
        return {
            resource["name"]: {column["name"]: _field(column) for column in resource["schema"]["fields"]}
            for resource in self.raw["resources"]
        }

    @cached_property
    def files(self) -> dict[str, str]:
        return {resource["name"]: resource["path"] for resource in self.raw["resources"]}

    def keys(self, table: str) -> list[str]:
        """Columns that name a row of a table; rows are kept in their order."""
        return next(r["schema"]["rowOrder"] for r in self.raw["resources"] if r["name"] == table)

    def field(self, address: str) -> Field:
        """A column by its address, such as `contacts.kind`."""
        table, column = address.split(".")
        return self.tables[table][column]

    @property
    def version(self) -> str:
        return self.raw["version"]

    @cached_property
    def released(self) -> dt.date:
        return dt.date.fromisoformat(self.raw["created"][:10])

    @cached_property
    def first_day(self) -> dt.date:
        return dt.date.fromisoformat(self.raw["temporalCoverage"]["start"])

    @cached_property
    def last_day(self) -> dt.date:
        return dt.date.fromisoformat(self.raw["temporalCoverage"]["end"])


def _field(column: dict[str, Any]) -> Field:
    codes = tuple(
        Code(c["value"], c["label"], c.get("description", ""), c.get("side", "")) for c in column.get("categories", ())
    )
    return Field(column["name"], column.get("title", column["name"]), column["type"], column["description"], codes)


def read(folder: Path | None = None) -> Descriptor:
    """Read the descriptor of a data folder.

    Raises
    ------
    ProblemsFound
        The descriptor is missing or is not JSON.
    """
    path = (folder or paths.data()) / NAME
    try:
        return _parsed(path.read_text("utf-8"))
    except FileNotFoundError:
        raise ProblemsFound([Problem(NAME, f"no such file in {path.parent}")]) from None
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ProblemsFound([Problem(NAME, f"is not JSON: {error}", line=getattr(error, "lineno", None))]) from None


@lru_cache(4)
def _parsed(text: str) -> Descriptor:
    return Descriptor(json.loads(text))


def digest(folder: Path, described: Descriptor) -> str:
    """SHA-256 over the names and bytes of the files of the package."""
    total = hashlib.sha256()
    for name in sorted([NAME, *described.files.values()]):
        total.update(name.encode() + b"\0" + hashlib.sha256((folder / name).read_bytes()).digest())
    return total.hexdigest()
