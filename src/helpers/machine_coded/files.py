"""The files that a user names: found, told apart by what they hold, and refused together where they cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet

from helpers.machine_coded import inflate, layouts
from helpers.machine_coded.layouts import Layout
from helpers.problems import Problem, ProblemsFound

PARQUET = ".parquet"
EXPORT = ".export.csv"
KNOWN = (".zip", *inflate.TEXT, PARQUET)


@dataclass(frozen=True)
class Group:
    """Parquet files of one layout and one schema, which an engine can scan together."""

    layout: Layout
    files: tuple[Path, ...]


def find(sources: Sequence[str]) -> list[Path]:
    """All files of known kinds that the sources name, each once, in order of their paths.

    Parameters
    ----------
    sources
        Files, folders (with all that is in them), or patterns such as `2024*.zip`.

    Raises
    ------
    ProblemsFound
        A source names nothing, or nothing that can be read.
    """
    found: set[Path] = set()
    problems = []
    for source in sources:
        path = Path(source)
        if path.is_dir():
            named = [file for file in path.rglob("*") if file.is_file() and not file.name.startswith(".")]
        else:
            named = [path] if path.is_file() else _fitting(source)
        known = {file.resolve() for file in named if file.suffix.lower() in KNOWN}
        if not named:
            problems.append(Problem(source, "no such file or folder, and no file fits it as a pattern"))
        elif not known:
            problems.append(Problem(source, "holds no event table", allowed=f"files that end in {', '.join(KNOWN)}"))
        found |= known
    if problems := problems + _twice(sorted(found)):
        raise ProblemsFound(problems)
    return sorted(found)


def _twice(found: Sequence[Path]) -> list[Problem]:
    """Exports of GDELT that are there zipped and as text, or in two folders: their rows would count twice."""
    first: dict[str, Path] = {}
    problems = []
    for file in found:
        name = file.name.lower().removesuffix(".zip")
        if name.endswith(EXPORT) and first.setdefault(name, file) != file:
            problems.append(Problem(str(file), f"is the same export as {first[name]}; its rows would count twice"))
    return problems


def _fitting(pattern: str) -> list[Path]:
    """The files that fit a pattern, which may begin at a root: pathlib takes relative patterns only."""
    path = Path(pattern)
    root = Path(path.anchor)
    return [file for file in root.glob(str(path.relative_to(root))) if file.is_file()] if pattern else []


def grouped(files: Sequence[Path]) -> list[Group]:
    """Parquet files by layout and by the types of the columns that are read.

    Raises
    ------
    ProblemsFound
        A file is no Parquet file, or holds a table of another kind.
    """
    groups: dict[tuple[str, str], list[Path]] = {}
    problems = []
    for file in files:
        try:
            schema = pyarrow.parquet.read_schema(file)
        except (pyarrow.ArrowException, OSError) as error:
            problems.append(Problem(str(file), f"is no Parquet file: {str(error).splitlines()[0]}"))
            continue
        layout = layouts.of_names(schema.names)
        if layout is None:
            kinds = ", ".join(layout.title for layout in layouts.LAYOUTS.values())
            problems.append(Problem(str(file), "has the columns of no known kind", allowed=kinds))
            continue
        types = ", ".join(f"{name} {schema.field(name).type}" for name in layout.needed if name in schema.names)
        groups.setdefault((layout.name, types), []).append(file)
    if problems:
        raise ProblemsFound(problems)
    return [Group(layouts.LAYOUTS[name], tuple(files)) for (name, _), files in groups.items()]
