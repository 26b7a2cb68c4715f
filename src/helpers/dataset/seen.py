"""What a report sees of the data: the rows spoken of by its day, and the tables that its notebook uses.

A notebook is given this and no more, and the manifest holds the digest of just this: a change elsewhere cannot reach
the report, and does not make it due.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers import paths
from helpers.dataset import descriptor, text
from helpers.dataset.descriptor import Descriptor
from helpers.dataset.rules.base import day
from helpers.dataset.text import Row, Tables

OF_DAY = ("contacts", "participants", "officials", "offices", "sources", "claims")
"""Tables that every notebook sees, as of its day."""
BESIDE: Mapping[str, tuple[str, ...]] = {
    "contacts": ("searches",),
    "quality": ("searches", "codings", "counts", "mentions"),
    "brief": ("revisions",),
    "profile": (),
    "machine_coded": (),
}
"""Tables that a notebook sees besides. No search, no published count and no list of others is left out for its day; a
revision is seen from the day of its release."""


@dataclass(frozen=True)
class Scope:
    """Which part of the data a report sees."""

    notebook: str
    on: dt.date
    """The day whose knowledge is shown."""
    person: str = ""
    """An official who is named even if nobody had spoken of them by then."""

    @property
    def tables(self) -> tuple[str, ...]:
        return (*OF_DAY, *BESIDE[self.notebook])


class Unseen:
    """Stands for a table that is not seen: to use it is an error, and not an empty table."""

    def __init__(self, said: str):
        self._said = said

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # what Python itself asks for, such as when it copies
            raise AttributeError(name)
        raise LookupError(self._said)

    def __getitem__(self, name: object) -> Any:
        raise LookupError(self._said)

    def __len__(self) -> int:
        raise LookupError(self._said)


def restricted(tables: Tables, scope: Scope) -> dict[str, list[Row]]:
    """The rows of each table that are seen.

    These are the claims known by the day, the contacts that they are about with their participants and codings, those
    who took part or spoke, their offices of all times, the sources of claims, offices, counts and lists, and the
    revisions of releases by the day. A search, a count and a list of others have no day of knowledge, so all are seen.
    A cell that holds no day counts as known, since nothing says that it is later.
    """

    def those(table: str, column: str, ids: set[str]) -> list[Row]:
        return [row for row in tables[table] if row[column] in ids]

    def by_the_day(table: str, column: str) -> list[Row]:
        return [row for row in tables[table] if (known := day(row[column])) is None or known <= scope.on]

    claims = by_the_day("claims", "known_from")
    spoken_of = _ids(claims, "contact_id")
    participants = those("participants", "contact_id", spoken_of)
    named = _ids([*participants, *claims], "official_id") | {scope.person}
    offices = those("offices", "official_id", named)
    found = {
        "contacts": those("contacts", "contact_id", spoken_of),
        "participants": participants,
        "officials": those("officials", "official_id", named),
        "offices": offices,
        "claims": claims,
        "searches": tables["searches"],
        "codings": those("codings", "contact_id", spoken_of),
        "counts": tables["counts"],
        "mentions": tables["mentions"],
        "revisions": by_the_day("revisions", "released"),
    }
    seen = {name: rows for name, rows in found.items() if name in scope.tables and name in tables.descriptor.files}
    cited = _ids([*claims, *offices, *seen.get("counts", ()), *seen.get("mentions", ())], "source_id")
    return seen | {"sources": those("sources", "source_id", cited)}


def digests(folder: Path, described: Descriptor, scope: Scope, whole: str) -> dict[str, str]:
    """SHA-256 of what is seen of each file of the package, by its name, the descriptor included.

    Parameters
    ----------
    whole
        The digest of the whole package, `descriptor.digest`: what was read under it is not read again.
    """
    tables, sound = _read(folder, whole)
    if not sound:  # what cannot be read cannot be restricted
        return {name: _sha256((folder / name).read_bytes()) for name in (descriptor.NAME, *described.files.values())}
    return of_rows(folder, described, restricted(tables, scope))


def of_rows(folder: Path, described: Descriptor, rows: Mapping[str, list[Row]]) -> dict[str, str]:
    """The same from the rows that are seen."""
    parts = {descriptor.NAME: (folder / descriptor.NAME).read_bytes()} | {
        described.files[table]: text.written(kept, list(described.tables[table])).encode()
        for table, kept in rows.items()
    }
    return {name: _sha256(parts[name]) for name in sorted(parts)}


def digest(parts: Mapping[str, str]) -> str:
    """SHA-256 over the digests of the files."""
    return _sha256("".join(f"{name}\0{part}\n" for name, part in sorted(parts.items())).encode())


def ahead() -> None:
    """Read the data before somebody asks: a process that is forked from this one need not read them again."""
    folder = paths.data()
    _read(folder, descriptor.digest(folder, descriptor.read(folder)))


@functools.lru_cache(maxsize=1)
def _read(folder: Path, whole: str) -> tuple[Tables, bool]:
    """The tables as text, and whether each could be read; `whole` tells one state of the folder from another."""
    tables, problems = text.read(folder, descriptor.read(folder))
    return tables, not problems


def _ids(rows: list[Row], column: str) -> set[str]:
    return {row[column] for row in rows} - {""}


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
