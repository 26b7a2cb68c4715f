"""Rules of contacts: their days, parts, kinds, pairs, and that somebody spoke of them and took part."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from helpers.dataset.rules.base import TOMBSTONES, by_contact, day, problem, rule
from helpers.dataset.text import Row, Tables
from helpers.problems import Problem, listed

WRITTEN_KINDS = ("letter", "greeting")
MODALITY_OF = {"call": "phone", "video": "video", "letter": "written", "greeting": "written", "transfer": "goods"}


@rule("contacts")
def days_of_contacts(tables: Tables) -> Iterator[Problem]:
    """Days are in order and inside the covered period; an empty start is an unknown date."""
    first, last = tables.descriptor.first_day, tables.descriptor.last_day
    for row in tables["contacts"]:
        start, end = day(row["start"]), day(row["end"])
        if start and end and end < start:
            yield problem(row, tables, "end", f"{end} is before the start {start}", f"{start} or later")
        if start and not first <= start <= last:
            yield problem(row, tables, "start", f"{start} is outside the covered period", f"{first} to {last}")
        if not row["start"] and row["date_precision"] not in ("unknown", ""):
            yield problem(row, tables, "start", f"is empty although date_precision is {row['date_precision']}")
        if row["start"] and row["date_precision"] == "unknown":
            yield problem(row, tables, "start", f"{row['start']} is given although date_precision is unknown")
        if row["end"] and not row["start"]:
            yield problem(row, tables, "end", f"{row['end']} is given without a start")


@rule("contacts")
def parts_inside_roots(tables: Tables) -> Iterator[Problem]:
    """A part has its root's number, belongs to a root, and lies within its days."""
    rows = {row["contact_id"]: row for row in tables["contacts"]}
    for row in tables["contacts"]:
        number, dot, _ = row["contact_id"].partition(".")
        if bool(dot) != bool(row["part_of"]) or (dot and row["part_of"] != number):
            yield problem(row, tables, "part_of", f"{row['part_of']!r} does not fit the id", number if dot else "empty")
            continue
        root = rows.get(row["part_of"])
        if root is None:
            continue
        start, first, last = day(row["start"]), day(root["start"]), day(root["end"])
        if start and first and (start < first or (last and start > last)):
            span = f"{first} to {last or 'unknown'}"
            yield problem(row, tables, "start", f"{start} is outside the days of {root['contact_id']}", span)
        end = day(row["end"])
        if end and last and end > last:
            yield problem(row, tables, "end", f"{end} is after the end of {root['contact_id']}", f"{last} or earlier")
        if row["kind"] == "visit":
            yield problem(row, tables, "kind", "a visit cannot be a part", "a root: leave part_of empty")


@rule("contacts")
def kind_fits(tables: Tables) -> Iterator[Problem]:
    """Kind, modality, country and tombstones agree."""
    for row in tables["contacts"]:
        wanted = MODALITY_OF.get(row["kind"], "in_person")
        if row["modality"] != wanted and row["kind"] not in ("signing", "ceremony"):
            yield problem(row, tables, "modality", f"{row['modality']!r} does not fit a {row['kind']}", wanted)
        nowhere = row["modality"] in ("phone", "video") or (row["modality"] == "written" and not row["part_of"])
        # What is handed over during a visit, and what is delivered, may have a place.
        if (row["country"] == "ZZ") != nowhere and row["modality"] != "goods":
            fits = "ZZ" if nowhere else "the country of the place, or QQ"
            yield problem(row, tables, "country", f"{row['country']!r} does not fit the modality", fits)
        if row["direction"] == "third" and row["country"] in ("RU", "KP"):
            yield problem(row, tables, "direction", f"'third' does not fit the country {row['country']}")
        if row["review"] in TOMBSTONES and not row["note"]:
            yield problem(row, tables, "note", f"is empty although the row is {row['review']}", "the reason")
        if row["review"] == "merged" and not re.search(r"\bRK\d{4}", row["note"]):
            yield problem(row, tables, "note", "does not name the row it was merged into")


@rule("contacts", "claims")
def every_contact_is_claimed(tables: Tables) -> Iterator[Problem]:
    """No row without a source; a denial needs something that it denies."""
    claims = by_contact(tables, "claims")
    for row in tables["contacts"]:
        stances = {claim["stance"] for claim in claims[row["contact_id"]]}
        if not stances:
            yield problem(row, tables, "contact_id", "has no claim", "at least one row in claims.csv")
        elif not stances & {"asserts", "announces", "anticipates"}:
            yield problem(row, tables, "contact_id", f"is only spoken of as {listed(sorted(stances))}")


@rule("contacts", "participants")
def both_sides_take_part(tables: Tables) -> Iterator[Problem]:
    """A contact has both sides."""
    participants = by_contact(tables, "participants")
    for row in tables["contacts"]:
        present = {participant["side"] for participant in participants[row["contact_id"]]}
        for side in ("russia", "dprk"):
            if side not in present:
                yield problem(row, tables, "contact_id", f"has nobody on the side {side}", "a row in participants.csv")


@rule("contacts")
def pairs(tables: Tables) -> Iterator[Problem]:
    """A pair joins the two directions of one exchange of greetings."""
    joined: dict[str, list[Row]] = defaultdict(list)
    for row in tables["contacts"]:
        if row["pair"]:
            joined[row["pair"]].append(row)
            if row["kind"] not in WRITTEN_KINDS:
                yield problem(row, tables, "pair", f"{row['pair']} is given for a {row['kind']}", "greetings, letters")
    for pair, rows in joined.items():
        if len(rows) != 2 or {row["direction"] for row in rows} != {"to_russia", "to_dprk"}:
            names = listed(row["contact_id"] for row in rows)
            yield problem(rows[0], tables, "pair", f"{pair} joins {names}", "two rows, one in each direction")
