"""What is new in one edition of a report against another: by the rows that both travel with."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from helpers.dataset.change import Change
from helpers.problems import Problem, ProblemsFound
from helpers.publish import manifest

KEY, TITLE, ROLE = "contact_id", "title", "role"


def compare(before: Path, after: Path) -> dict[str, Any]:
    """Compare two published reports.

    Returns
    -------
    dict
        `before` and `after`, each with folder, data version and as-of day; `headline` as two lists of sentences;
        `numbers`, rows by their role, as pairs; `changes`, a list of added, corrected and withdrawn contacts as of
        `dataset.change.Change`.

    Raises
    ------
    ProblemsFound
        A folder holds no report that can be read.
    """
    made = {folder: manifest.read(folder) for folder in (before, after)}
    missing = [
        Problem(str(f), "holds no report with a manifest of this version") for f, found in made.items() if not found
    ]
    if missing:
        raise ProblemsFound(missing)
    old, new = rows(before), rows(after)
    counts = [Counter(row.get(ROLE, "rows") for row in side.values()) for side in (old, new)]
    return {
        "before": _edition(before, made[before]),
        "after": _edition(after, made[after]),
        "headline": [made[before]["headline"], made[after]["headline"]],
        "numbers": {role: (counts[0][role], counts[1][role]) for role in sorted({*counts[0], *counts[1]})},
        "changes": changes(old, new),
    }


def changes(old: Mapping[str, Mapping[str, str]], new: Mapping[str, Mapping[str, str]]) -> list[dict[str, Any]]:
    """Contacts added, corrected (with old and new) and withdrawn, by id."""
    found = []
    for contact_id in sorted({*old, *new}):
        was, now = old.get(contact_id), new.get(contact_id)
        if was is None:
            found.append(Change(contact_id, "added", now[TITLE]))
        elif now is None:
            found.append(Change(contact_id, "withdrawn", was[TITLE]))
        else:
            columns = [name for name in dict.fromkeys([*was, *now]) if was.get(name, "") != now.get(name, "")]
            pairs = {name: (was.get(name, ""), now.get(name, "")) for name in columns}
            if pairs:
                found.append(Change(contact_id, "corrected", now[TITLE], pairs))
    return [asdict(change) for change in found]


def rows(folder: Path) -> dict[str, dict[str, str]]:
    """The rows that travel with a report, by id; none where it has no such file."""
    try:
        with (folder / manifest.ROWS).open(encoding="utf-8-sig", newline="") as file:
            return {row[KEY]: row for row in csv.DictReader(file) if KEY in row and TITLE in row}
    except (OSError, UnicodeDecodeError):
        return {}


def _edition(folder: Path, made: Mapping[str, Any]) -> dict[str, str]:
    return {"folder": str(folder), "data": made["data"]["version"], "as_of": made["as_of"]}
