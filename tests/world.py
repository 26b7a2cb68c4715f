"""The smallest world: a data package with one held meeting, to which a test adds what it is about."""

from __future__ import annotations

import csv
import io
import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from helpers import paths
from helpers.dataset import descriptor

DATA = paths.ROOT / "data"

DEFAULTS: dict[str, dict[str, Any]] = {
    "contacts": {
        "contact_id": "RK0001",
        "kind": "visit",
        "start": "2023-10-18",
        "end": "2023-10-19",
        "date_precision": "day",
        "direction": "to_dprk",
        "modality": "in_person",
        "place": "Pyongyang",
        "country": "KP",
        "domain": "diplomacy",
        "multilateral": "no",
        "title": "Foreign Minister Lavrov visits Pyongyang",
        "review": "single",
    },
    "participants": {"contact_id": "RK0001", "side": "russia", "official_id": "ru-lavrov", "capacity": "principal"},
    "officials": {"official_id": "ru-lavrov", "side": "russia", "name": "Sergey Lavrov", "name_ru": "Сергей Лавров"},
    "offices": {
        "official_id": "ru-lavrov",
        "office": "Minister of Foreign Affairs",
        "rank": 4,
        "source_id": "S0001",
    },
    "sources": {
        "source_id": "S0001",
        "url": "https://example.org/1",
        "publisher": "TASS",
        "origin": "tass",
        "published": "2023-10-19",
        "language": "en",
        "title": "Lavrov arrives in Pyongyang",
    },
    "claims": {
        "contact_id": "RK0001",
        "source_id": "S0001",
        "speaker": "russia",
        "stance": "asserts",
        "strength": "firm",
        "basis": "statement",
        "known_from": "2023-10-18",
    },
    "searches": {
        "period": "2023-10",
        "query": "Lavrov Pyongyang",
        "language": "en",
        "hits": 8,
        "new_contacts": 1,
        "on": "2026-11-23",
    },
    "codings": {
        "contact_id": "RK0001",
        "coder": "first",
        "kind": "visit",
        "start": "2023-10-18",
        "direction": "to_dprk",
        "modality": "in_person",
        "domain": "diplomacy",
        "multilateral": "no",
        "level_russia": 4,
        "level_dprk": 4,
        "status": "held",
        "on": "2026-11-25",
    },
    "counts": {
        "count_id": "PC01",
        "source_id": "S0001",
        "counted_by": "Reuters",
        "start": "2023-01-01",
        "end": "2023-12-31",
        "direction": "both",
        "min_level": 3,
        "n": 1,
        "exactness": "exact",
    },
    "mentions": {
        "source_id": "S0001",
        "item": "Lavrov in Pyongyang",
        "day": "2023-10-18",
        "contact_id": "RK0001",
        "in_record": "before",
    },
    "revisions": {
        "contact_id": "RK0001",
        "version": "0.2.0",
        "released": "2026-11-25",
        "change": "corrected",
        "columns": "title",
    },
}
CHOE = {"official_id": "kp-choe-son-hui", "side": "dprk", "name": "Choe Son Hui", "name_ru": "", "name_ko": "최선희"}


@dataclass
class World:
    """Rows of a package; `write` makes the files."""

    tables: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {table: [] for table in DEFAULTS})

    def add(self, table: str, **cells: Any) -> World:
        """Add a row: the table's defaults with other cells."""
        self.tables[table].append(DEFAULTS[table] | cells)
        return self

    def contact(
        self, contact_id: str, *, russia: str = "ru-lavrov", dprk: str = "kp-choe-son-hui", **cells: Any
    ) -> World:
        """Add a contact with a principal on each side and one claim, as its `claim` cells say.

        Each but the first stands in a place of its own, so that no two are the same contact.
        """
        claim = cells.pop("claim", {})
        if contact_id != DEFAULTS["contacts"]["contact_id"]:
            cells.setdefault("place", f"Hall {contact_id}")
        self.add("contacts", contact_id=contact_id, **cells)
        self.add("participants", contact_id=contact_id, side="russia", official_id=russia)
        self.add("participants", contact_id=contact_id, side="dprk", official_id=dprk)
        self.add("claims", contact_id=contact_id, **({"known_from": cells.get("start", "2023-10-18")} | claim))
        return self

    def write(self, folder: Path) -> Path:
        """Write the package into a folder, in canonical order."""
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(DATA / descriptor.NAME, folder / descriptor.NAME)
        described = descriptor.read(folder)
        for table, rows in self.tables.items():
            columns = list(described.tables[table])
            keys = described.keys(table)
            ordered = sorted(rows, key=lambda row: [str(row.get(key, "")) for key in keys])
            (folder / described.files[table]).write_text(_csv(columns, ordered), "utf-8", newline="")
        return folder


def world() -> World:
    """Lavrov's visit to Choe Son Hui, as RK0001."""
    small = World()
    for table in ("officials", "offices", "sources", "searches"):
        small.add(table)
    small.add("officials", **CHOE)
    small.add("offices", official_id="kp-choe-son-hui")
    return small.contact("RK0001")


def edit(path: Path, old: str, new: str) -> None:
    """Break a file on purpose; the old text must be there once."""
    text = path.read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new), "utf-8", newline="")


def set_descriptor(folder: Path, **values: Any) -> None:
    path = folder / descriptor.NAME
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | values), "utf-8")


def _csv(columns: list[str], rows: list[dict[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([row.get(column, "") for column in columns] for row in rows)
    return out.getvalue()
