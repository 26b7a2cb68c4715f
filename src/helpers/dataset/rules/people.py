"""Rules of participants, officials and the offices that they hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from helpers.dataset.rules.base import LEVEL_SETTING, day, first_known, problem, rule
from helpers.dataset.text import Row, Tables
from helpers.problems import Problem


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


@rule("officials", "participants", "claims")
def officials_are_used(tables: Tables) -> Iterator[Problem]:
    """A person takes part in something or says something."""
    used = {row["official_id"] for table in ("participants", "claims") for row in tables[table]}
    for row in tables["officials"]:
        if row["official_id"] not in used:
            yield problem(row, tables, "official_id", "takes part in no contact and makes no claim")
