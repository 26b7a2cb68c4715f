"""The project's own rules of the data, each a generator of problems over the tables as text.

A rule names the tables it needs; it runs only when these could be read. Frictionless runs them as a custom check
(`check.OwnRules`); types, patterns, keys and required cells are Frictionless' own.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

from helpers.dataset.descriptor import NAME
from helpers.dataset.text import Row, Tables, canonical
from helpers.problems import Problem, listed, meant

Rule = Callable[[Tables], Iterator[Problem]]
RULES: list[tuple[str, tuple[str, ...], Rule]] = []

LEVEL_SETTING = ("principal", "author", "addressee")
TOMBSTONES = ("merged", "withdrawn")
UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffd]")
WRITTEN_KINDS = ("letter", "greeting")
MODALITY_OF = {"call": "phone", "video": "video", "letter": "written", "greeting": "written", "transfer": "goods"}


def rule(*tables: str) -> Callable[[Rule], Rule]:
    """Register a rule; the first table is the one it speaks of."""

    def register(function: Rule) -> Rule:
        RULES.append((tables[0], tables, function))
        return function

    return register


def problem(row: Row, tables: Tables, column: str, says: str, allowed: str = "", near: str = "") -> Problem:
    """A problem with one cell of a row."""
    key = tables.descriptor.keys(row.table)[0]
    return Problem(tables.descriptor.files[row.table], says, row.line, row[key], column, allowed, near)


def day(text: str) -> dt.date | None:
    """A date, or nothing where the cell is empty or Frictionless already refused it."""
    try:
        return dt.date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
    except ValueError:
        return None


def first_known(tables: Tables) -> dict[str, dt.date]:
    """The day on which each contact was first spoken of."""
    known: dict[str, dt.date] = {}
    for claim in tables["claims"]:
        when = day(claim["known_from"])
        if when:
            known[claim["contact_id"]] = min(when, known.get(claim["contact_id"], when))
    return known


def by_contact(tables: Tables, table: str) -> dict[str, list[Row]]:
    """Rows of a table by the contact they speak of; an empty list for any other."""
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in tables[table]:
        grouped[row["contact_id"]].append(row)
    return grouped


def for_every_table(function: Callable[[Tables, str], Iterator[Problem]]) -> None:
    """Register a rule that holds for each table by itself."""
    for table in ("contacts", "participants", "officials", "offices", "sources", "claims", "searches"):
        rule(table)(lambda tables, table=table: function(tables, table))


@for_every_table
def codes(tables: Tables, table: str) -> Iterator[Problem]:
    """A coded cell holds a code of the descriptor."""
    coded = [field for field in tables.descriptor.tables[table].values() if field.codes]
    for row in tables[table]:
        for field in coded:
            value = row[field.name]
            if value and value not in field.values:
                near = meant(value, field.values) or meant(value, [code.label for code in field.codes])
                near = next((code.value for code in field.codes if near in (code.value, code.label)), "")
                yield problem(row, tables, field.name, f"{value!r} is no code", listed(field.values), near)


@for_every_table
def clean_text(tables: Tables, table: str) -> Iterator[Problem]:
    """Cells hold printable text: no control or direction characters, no spaces at the ends."""
    for row in tables[table]:
        for column, value in row.cells.items():
            if bad := UNPRINTABLE.search(value):
                says = f"holds the invisible character U+{ord(bad[0]):04X}"
                yield problem(row, tables, column, says, "printable text on one line")
            elif value != value.strip():
                yield problem(row, tables, column, f"{value!r} begins or ends with a space", near=repr(value.strip()))


@for_every_table
def order_and_repeats(tables: Tables, table: str) -> Iterator[Problem]:
    """Rows stand in canonical order, each once."""
    keys = tables.descriptor.keys(table)
    seen: dict[tuple[str, ...], int] = {}
    for row in tables[table]:
        name = tuple(row[key] for key in keys)
        if name in seen:
            yield problem(row, tables, ", ".join(keys), f"is the same row as line {seen[name]}")
        seen.setdefault(name, row.line)
    rows = tables[table]
    for kept, sorted_row in zip(rows, canonical(rows, keys), strict=True):
        if kept is not sorted_row:
            says = f"is out of order: {sorted_row[keys[0]]} belongs here"
            yield problem(kept, tables, keys[0], says, f"rows sorted by {', '.join(keys)} (`contacts tidy` does it)")
            return


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


@rule("participants")
def named_or_described(tables: Tables) -> Iterator[Problem]:
    """A participant is a person, or a label with a rank."""
    for row in tables["participants"]:
        if bool(row["official_id"]) == bool(row["label"]):
            says = "names a person and a label" if row["label"] else "names nobody"
            yield problem(row, tables, "official_id", says, "either official_id, or label and rank")
        elif bool(row["label"]) != bool(row["rank"]):
            says = "has a label without a rank" if row["label"] else "has a rank although a person is named"
            yield problem(row, tables, "rank", says, "a rank with a label; a person's rank comes from offices.csv")


@rule("participants", "officials")
def sides_agree(tables: Tables) -> Iterator[Problem]:
    """A person takes part on the side they belong to; the id says which."""
    sides = {row["official_id"]: row["side"] for row in tables["officials"]}
    for row in tables["participants"]:
        side = sides.get(row["official_id"])
        if side and row["side"] != side:
            yield problem(row, tables, "side", f"{row['official_id']} is listed on the side {row['side']}", side)
    for row in tables["officials"]:
        prefix = "ru-" if row["side"] == "russia" else "kp-"
        if not row["official_id"].startswith(prefix):
            yield problem(row, tables, "official_id", f"does not fit the side {row['side']}", f"{prefix}…")


@rule("participants", "contacts", "offices", "claims")
def ranks_are_covered(tables: Tables) -> Iterator[Problem]:
    """Every named person who sets a level holds an office, with a rank, on the day."""
    offices: dict[str, list[Row]] = defaultdict(list)
    for row in tables["offices"]:
        offices[row["official_id"]].append(row)
    known = first_known(tables)
    when = {row["contact_id"]: day(row["start"]) or known.get(row["contact_id"]) for row in tables["contacts"]}
    for row in tables["participants"]:
        on = when.get(row["contact_id"])
        if not row["official_id"] or row["capacity"] not in LEVEL_SETTING or on is None:
            continue
        spells = offices[row["official_id"]]
        if not any((day(s["since"]) or on) <= on <= (day(s["until"]) or on) for s in spells):
            held = "; ".join(f"{s['office']} {s['since'] or '…'} to {s['until'] or '…'}" for s in spells)
            says = f"no office of {row['official_id']} covers {on}"
            yield problem(row, tables, "official_id", says, held or "a row in offices.csv")


@rule("offices")
def spells_run_forward(tables: Tables) -> Iterator[Problem]:
    """An office ends after it began."""
    for row in tables["offices"]:
        since, until = day(row["since"]), day(row["until"])
        if since and until and until < since:
            yield problem(row, tables, "until", f"{until} is before since {since}", f"{since} or later")


@rule("sources", "claims", "offices")
def sources_are_used(tables: Tables) -> Iterator[Problem]:
    """A source serves a claim or an office, and its address is a web address."""
    used = {row["source_id"] for table in ("claims", "offices") for row in tables[table]}
    for row in tables["sources"]:
        if row["source_id"] not in used:
            yield problem(row, tables, "source_id", "serves no claim and no office")
        if not re.match(r"https?://[^\s/]+", row["url"]):
            yield problem(row, tables, "url", f"{row['url']!r} is no web address", "http:// or https://")


@rule("officials", "participants", "claims")
def officials_are_used(tables: Tables) -> Iterator[Problem]:
    """A person takes part in something or says something."""
    used = {row["official_id"] for table in ("participants", "claims") for row in tables[table]}
    for row in tables["officials"]:
        if row["official_id"] not in used:
            yield problem(row, tables, "official_id", "takes part in no contact and makes no claim")


@rule("claims", "contacts", "sources")
def claims_in_time(tables: Tables) -> Iterator[Problem]:
    """Nothing is asserted before it began, nor published before it was known."""
    starts = {row["contact_id"]: (day(row["start"]), row["date_precision"]) for row in tables["contacts"]}
    published = {row["source_id"]: day(row["published"]) for row in tables["sources"]}
    # Pyongyang and Moscow are hours apart from Washington and from each other: a day's slack is no contradiction.
    slack = dt.timedelta(days=1)
    for row in tables["claims"]:
        known = day(row["known_from"])
        start, precision = starts.get(row["contact_id"], (None, ""))
        if known and start and row["stance"] == "asserts" and precision == "day" and known < start:
            says = f"{known} is before {row['contact_id']} began"
            yield problem(row, tables, "known_from", says, f"{start} or later, or another stance")
        out = published.get(row["source_id"])
        if known and out and known > out + slack:
            says = f"{known} is after {row['source_id']} was published ({out})"
            yield problem(row, tables, "known_from", says, f"{out} or earlier")
        if known and known > tables.descriptor.released:
            says = f"{known} is after the release of the data"
            yield problem(row, tables, "known_from", says, f"{tables.descriptor.released} or earlier")


@rule("claims", "officials")
def speakers_are_themselves(tables: Tables) -> Iterator[Problem]:
    """A named speaker speaks for their own side."""
    sides = {row["official_id"]: row["side"] for row in tables["officials"]}
    speaker_sides = {code.value: code.side for code in tables.descriptor.field("claims.speaker").codes}
    for row in tables["claims"]:
        side = sides.get(row["official_id"])
        if side and speaker_sides.get(row["speaker"]) != side:
            says = f"{row['official_id']} belongs to {side}, the speaker is {row['speaker']}"
            yield problem(row, tables, "speaker", says, side)


def descriptor_problems(tables: Tables) -> Iterator[Problem]:
    """Codes of the descriptor are told apart."""
    for table, fields in tables.descriptor.tables.items():
        for field in fields.values():
            for value, count in Counter(field.values).items():
                if count > 1:
                    yield Problem(NAME, f"code {value!r} stands {count} times", id=table, field=field.name)
