"""The table `revisions`: what a release changed against the one before, recorded when it is made."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

from helpers.dataset import changes, descriptor, rules, text
from helpers.dataset.text import Row
from helpers.problems import Problem, ProblemsFound

TABLE = "revisions"


def recorded(before: Path, folder: Path) -> tuple[str, Counter[str]]:
    """The table with the version of a folder in it: what differs from the release before, both read on its day.

    Parameters
    ----------
    before
        Folder with the data package of the release before.
    folder
        Folder with the data package of the release, its version and day set.

    Returns
    -------
    The text of the table's file, and how many contacts the version added, corrected and withdrew.

    Raises
    ------
    ProblemsFound
        The version is recorded already, `before` is not the one before it, a package is not sound, or the table would
        break a rule.
    """
    described, earlier = descriptor.read(folder), descriptor.read(before).version
    version, file = described.version, described.files[TABLE]
    tables, _ = text.read(folder, described)
    so_far = {row["version"] for row in tables[TABLE]}
    if version in so_far:
        raise ProblemsFound([Problem(file, f"{version} is recorded already", allowed="each version once")])
    number = rules.revisions.number
    if not max(map(number, so_far), default=()) <= number(earlier) < number(version):
        raise ProblemsFound([Problem(str(before), f"is {earlier}", allowed=f"the release before {version}")])
    old, new = (changes.state(str(one)).known for one in (before, folder))
    found = list(changes.between(old, new))
    of_version = {"version": version, "released": str(described.released)}
    rows = [Row(TABLE, 0, of_version | _cells(change)) for change in found]
    ordered = text.canonical([*tables[TABLE], *rows], described.keys(TABLE))
    tables.rows[TABLE] = [replace(row, line=line) for line, row in enumerate(ordered, 2)]
    problems = [problem for table, _, rule in rules.RULES if table == TABLE for problem in rule(tables)]
    if problems:
        raise ProblemsFound(problems)
    return text.written(ordered, list(described.tables[TABLE])), Counter(change.kind for change in found)


def _cells(change: changes.Change) -> dict[str, str]:
    return {"contact_id": change.contact_id, "change": change.kind, "columns": " ".join(change.columns)}
