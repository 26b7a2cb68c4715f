"""Add a contact from one small file: rows for every table, ids given, and nothing written unless all of it is sound."""

from __future__ import annotations

import re
import shutil
import tempfile
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from helpers.dataset import check, descriptor, text
from helpers.dataset.descriptor import Descriptor
from helpers.dataset.rules.contacts import MODALITY_OF
from helpers.dataset.text import Row, Tables
from helpers.problems import Problem, ProblemsFound, listed, meant

TEMPLATE = Path(__file__).with_name("contact.toml")
"""A filled example, to be copied and changed."""

KEYS = {
    "contact": (
        *("kind", "start", "end", "date_precision", "direction", "modality", "place", "country", "domain"),
        *("multilateral", "pair", "title", "note", "part_of"),
    ),
    "participant": (
        *("side", "official_id", "label", "rank", "capacity"),
        *("name", "name_ru", "name_ko", "aliases", "office", "since", "until"),
    ),
    "source": ("url", "publisher", "origin", "published", "language", "title", "claim"),
    "claim": (
        *("speaker", "official_id", "stance", "strength", "basis", "known_from", "says_start", "says_place", "note"),
    ),
}


@dataclass
class Addition:
    """What a file adds."""

    contact_id: str
    problems: list[Problem] = field(default_factory=list)
    rows: list[tuple[Row, str]] = field(default_factory=list)
    """Each row with its place in the file, such as `participant 2`."""

    def row(self, described: Descriptor, table: str, cells: dict[str, str], place: str) -> None:
        """Add a row; columns that nothing is said of are empty."""
        columns = described.tables[table]
        filled = {column: cells.get(column, "") for column in columns}
        self.rows.append((Row(table, 0, filled), place))


def add(file: Path, folder: Path) -> tuple[str, dict[str, int]]:
    """Add the contact that a TOML file describes to the package in a folder.

    A source whose address is known is used again; a new person gets an id from the name.

    Returns
    -------
    The id of the contact, and how many rows each table gained.

    Raises
    ------
    ProblemsFound
        The file, or the package with it, is not sound: every problem, by its place in the file. Nothing was written.
    """
    given = _read(file)
    described = descriptor.read(folder)
    if problems := check.problems(folder):
        raise ProblemsFound(problems)
    tables, _ = text.read(folder, described)
    addition = _addition(given, tables, file.name)
    if addition.problems:
        raise ProblemsFound(addition.problems)
    places = {id(row): place for row, place in addition.rows}
    for row, _ in addition.rows:
        tables.rows[row.table].append(row)
    with tempfile.TemporaryDirectory() as name:
        staged = Path(name)
        shutil.copyfile(folder / descriptor.NAME, staged / descriptor.NAME)
        added = {}
        for table, rows in tables.rows.items():
            ordered = text.canonical(rows, described.keys(table))
            added |= {(described.files[table], line): places.get(id(row)) for line, row in enumerate(ordered, 2)}
            content = text.written(ordered, list(described.tables[table]))
            (staged / described.files[table]).write_text(content, "utf-8", newline="\n")
        if found := check.problems(staged):
            raise ProblemsFound(_by_place(problem, added.get((problem.where, problem.line)), file) for problem in found)
        for table in {row.table for row, _ in addition.rows}:
            shutil.copyfile(staged / described.files[table], folder / described.files[table])
    return addition.contact_id, dict(Counter(row.table for row, _ in addition.rows))


def _by_place(problem: Problem, place: str | None, file: Path) -> Problem:
    """A problem of a row that the file adds, by its place in the file; any other as it is."""
    if place is None:
        return problem
    return replace(problem, where=file.name, line=None, id=place)


def _read(file: Path) -> dict[str, Any]:
    """The file, its sections and keys known; values are left to the check of the package."""
    try:
        given = tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise ProblemsFound([Problem(str(file), f"cannot be read: {error.strerror}")]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProblemsFound([Problem(file.name, f"is not TOML: {error}")]) from None
    problems = list(_misspelt(file.name, "", given, ("contact", "participant", "source")))
    for name, wanted in (("contact", dict), ("participant", list), ("source", list)):
        if not isinstance(given.get(name), wanted) or not given[name]:
            head = f"[{name}]" if wanted is dict else f"[[{name}]]"
            problems.append(Problem(file.name, "is missing", field=name, allowed=head))
    if not problems:
        problems += _misspelt(file.name, "contact", given["contact"], KEYS["contact"])
        for place, entry in _entries(given, "participant"):
            problems += _misspelt(file.name, place, entry, KEYS["participant"])
        for place, source in _entries(given, "source"):
            problems += _misspelt(file.name, place, source, KEYS["source"])
            for inner, claim in _entries(source, "claim"):
                problems += _misspelt(file.name, f"{place} {inner}", claim, KEYS["claim"])
            if not source.get("claim"):
                problems.append(Problem(file.name, "says nothing", None, place, "claim", "[[source.claim]]"))
    if problems:
        raise ProblemsFound(problems)
    return given


def _entries(given: dict[str, Any], name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, entry in enumerate(given.get(name, []), 1):
        yield f"{name} {number}", entry


def _misspelt(file: str, place: str, entry: dict[str, Any], keys: tuple[str, ...]) -> Iterator[Problem]:
    for key in entry:
        if key not in keys:
            yield Problem(file, "is no key here", None, place, key, listed(keys), meant(key, keys))


def _addition(given: dict[str, Any], tables: Tables, file: str) -> Addition:
    described = tables.descriptor
    contact = _cells(given["contact"])
    addition = Addition(_next_contact(tables, contact.get("part_of", "")))
    defaults = {
        "date_precision": "day" if contact.get("start") else "unknown",
        "modality": MODALITY_OF.get(contact.get("kind", ""), "in_person"),
        "multilateral": "no",
        "review": "single",
        "contact_id": addition.contact_id,
    }
    addition.row(described, "contacts", defaults | contact, "contact")
    source_ids = _add_sources(given, tables, addition)
    names = {row["official_id"]: row["name"] for row in tables["officials"]}
    spells = {(row["official_id"], row["office"], row["since"]) for row in tables["offices"]}
    for place, entry in _entries(given, "participant"):
        cells = {"capacity": "principal", "contact_id": addition.contact_id} | _cells(entry)
        if "name" in cells:
            official_id = cells.setdefault("official_id", _official_id(cells["name"], cells.get("side", "")))
            if official_id not in names:
                addition.row(described, "officials", cells, place)
            elif names[official_id] != cells["name"]:
                says = f"{official_id} is {names[official_id]} already"
                fits = f"the official_id of {cells['name']}, with the given name in it for a namesake"
                addition.problems.append(Problem(file, says, None, place, "official_id", fits))
            names.setdefault(official_id, cells["name"])
        if "office" in cells:
            if (cells.get("official_id"), cells["office"], cells.get("since", "")) not in spells:
                addition.row(described, "offices", cells | {"source_id": source_ids[0]}, place)
            cells.pop("rank", None)
        addition.row(described, "participants", cells, place)
    return addition


def _add_sources(given: dict[str, Any], tables: Tables, addition: Addition) -> list[str]:
    """Add the sources and claims of the file; returns the id of each of its sources."""
    known = {row["url"]: row["source_id"] for row in tables["sources"]}
    number = max((int(row["source_id"][1:]) for row in tables["sources"]), default=0)
    ids = []
    for place, entry in _entries(given, "source"):
        cells = _cells(entry)
        url = cells.get("url", "")
        if url not in known:
            number += 1
            known[url] = f"S{number:04}"
            addition.row(tables.descriptor, "sources", cells | {"source_id": known[url]}, place)
        ids.append(known[url])
        said = {"strength": "firm", "basis": "statement", "contact_id": addition.contact_id, "source_id": known[url]}
        for inner, claim in _entries(entry, "claim"):
            addition.row(tables.descriptor, "claims", said | _cells(claim), f"{place} {inner}")
    return ids


def _next_contact(tables: Tables, part_of: str) -> str:
    """The next free id: of a root, or of a part of the root named."""
    names = [row["contact_id"] for row in tables["contacts"]]
    if part_of:
        taken = [int(name.split(".")[1]) for name in names if name.startswith(f"{part_of}.")]
        return f"{part_of}.{max(taken, default=0) + 1:02}"
    return f"RK{max((int(name[2:6]) for name in names), default=0) + 1:04}"


def _official_id(name: str, side: str) -> str:
    """The id of a person: Russians by family name, Koreans by the whole name."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z]+", plain)
    return "-".join(["ru", *words[-1:]]) if side == "russia" else "-".join(["kp", *words])


def _cells(entry: dict[str, Any]) -> dict[str, str]:
    """The values of a section as cells; the sections inside it are not among them."""
    return {key: str(value) for key, value in entry.items() if not isinstance(value, list)}
