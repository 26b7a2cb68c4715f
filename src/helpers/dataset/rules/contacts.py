"""Rules of contacts: their days, parts, kinds, pairs, and that somebody spoke of them and took part."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator

from helpers.dataset.rules.base import LEVEL_SETTING, TOMBSTONES, by_contact, day, problem, rule
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


@rule("contacts", "participants")
def no_contact_twice(tables: Tables) -> Iterator[Problem]:
    """No two roots are the same contact: kind, direction, place, the named who set levels, and a day at most one apart.

    Inside a visit the same people may well meet twice a day.
    """
    people = by_contact(tables, "participants")
    alike: dict[tuple, list[Row]] = defaultdict(list)
    for row in tables["contacts"]:
        named = frozenset(p["official_id"] for p in people[row["contact_id"]] if p["capacity"] in LEVEL_SETTING)
        if not row["part_of"] and row["review"] not in TOMBSTONES and named != {""}:
            alike[row["kind"], row["direction"], row["place"], named].append(row)
    for rows in alike.values():
        dated = sorted(((start, row) for row in rows if (start := day(row["start"]))), key=lambda pair: pair[0])
        for (before, first), (after, second) in itertools.pairwise(dated):
            if (after - before).days <= 1:
                says = f"looks like {first['contact_id']} of {before}: same kind, people and place"
                yield problem(second, tables, "contact_id", says, "one row for one contact")


@rule("contacts", "codings")
def double_is_double(tables: Tables) -> Iterator[Problem]:
    """A contact is marked as coded twice when two coders' readings of it are kept, and only then."""
    readings = by_contact(tables, "codings")
    for row in tables["contacts"]:
        coders = {reading["coder"] for reading in readings[row["contact_id"]]}
        twice = coders >= {"first", "second"}
        if row["review"] == "double" and not twice:
            says = "'double' is said, but codings.csv does not hold two readings"
            yield problem(row, tables, "review", says, near="single")
        elif row["review"] == "single" and twice:
            yield problem(row, tables, "review", "'single' is said, but codings.csv holds two readings", near="double")


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
