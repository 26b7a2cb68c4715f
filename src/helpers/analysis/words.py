"""Words that ink and prose share: names of units and levels, windows, and who met whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from helpers.dataset.selection import Selection
from helpers.dataset.status import STATUS

UNITS = {"contacts": ("contact", "contacts"), "visits": ("visit", "visits"), "meetings": ("meeting", "meetings")}

DEFINITIONS = {
    "contacts": "Contacts are visits, and meetings, calls, letters and signings that stand alone; a visit counts once, "
    "in the month in which it starts.",
    "visits": "Visits are journeys of officials to the other country; each counts once, in the month of its start.",
    "meetings": "Meetings, calls and video talks count one by one, those during visits included.",
}

IN_SHORT = {
    "contacts": "A visit counts once, in the month of its start.",
    "visits": "Each counts once, in the month of its start.",
    "meetings": "Meetings during visits count one by one.",
}
"""What the note under a figure says of the unit; the whole of `DEFINITIONS` stands in the method."""

RULES = {
    "headline": "level is the visitor's rank for visits, the lower side's for all else",
    "visitor": "level is the rank of the side that travels or writes",
    "lower": "level is the rank of the lower side",
    "higher": "level is the rank of the higher side",
    "russia": "level is the rank of the Russian side",
    "dprk": "level is the rank of the DPRK side",
}


def day(when: pd.Timestamp) -> str:
    """A day as a reader reads it, such as 16 January 2024."""
    return f"{when.day} {when:%B %Y}"


def short_day(when: pd.Timestamp) -> str:
    """A day where there is little room, such as 16 Jan 2024."""
    return f"{when.day} {when:%b %Y}"


def days(row: Mapping[str, Any] | pd.Series) -> str:
    """The days of a row; the doubt of an inexact one is said, and so is an end that nobody gave."""
    if pd.isna(row["start"]):
        return "no day"
    if row["date_precision"] == "month":
        return f"{row['start']:%b %Y}"
    text = short_day(row["start"])
    if pd.notna(row["end"]) and row["end"] != row["start"]:
        same = row["end"].to_period("M") == row["start"].to_period("M")
        first = f"{row['start'].day}" if same else f"{row['start'].day} {row['start']:%b}"
        text = f"{first}–{short_day(row['end'])}"
    return f"about {text}" if row["date_precision"] == "about" else text


def window(selection: Selection) -> str:
    """First and last of the days that are counted, as a phrase."""
    return span(selection.start, selection.end)


def span(first: pd.Timestamp, last: pd.Timestamp) -> str:
    """Days from one to another, as a reader reads them."""
    return f"{day(first)} to {day(last)}"


def units(selection: Selection, n: int | None = None) -> str:
    """The unit counted, in the number that fits `n`."""
    return UNITS[selection.parameters.unit][0 if n == 1 else 1]


def count(n: int, singular: str, plural: str | None = None) -> str:
    """A number with its noun: `1 visit`, `2 visits`, `no visits`."""
    noun = singular if n == 1 else plural or f"{singular}s"
    return f"{n or 'no'} {noun}"


def p_value(p: float) -> str:
    """A p-value with its sign: `= 0.02`, `< 0.001`."""
    if p < 0.001:
        return "< 0.001"
    return f"= {p:.3f}" if p < 0.01 else f"= {p:.2f}"


def level_names(selection: Selection) -> dict[int, str]:
    """Names of the levels, 0 for unknown."""
    return {int(code.value): code.label for code in selection.dataset.descriptor.field("participants.rank").codes}


def codes(selection: Selection, column: str) -> dict[str, str]:
    """Labels of the codes of a column of `contacts`."""
    return {code.value: code.label for code in selection.dataset.descriptor.field(f"contacts.{column}").codes}


def statuses(selection: Selection) -> dict[str, str]:
    """Labels of the statuses, in their order."""
    return {code.value: code.label for code in selection.dataset.descriptor.field(STATUS).codes}


def subject(selection: Selection) -> str:
    """The subject of a profile as a reader calls it: a person by name, a domain by its label."""
    chosen = selection.parameters
    if chosen.subject == "person":
        return selection.dataset.officials.set_index("official_id")["name"][chosen.value]
    return selection.label("domain", chosen.value) if chosen.subject == "domain" else chosen.value


def filters(selection: Selection) -> str:
    """What the parameters leave out or let in beyond the flagship's choice, as sentences; empty for that choice."""
    chosen = selection.parameters
    said = [] if selection.among is None else [subject(selection)]
    for column in ("domain", "direction"):
        value = getattr(chosen, column)
        if value != "all":
            said.append(f"{column} {selection.label(column, value)}")
    if chosen.min_level:
        said.append(f"level {level_names(selection)[chosen.min_level]} or higher, unknown levels left out")
    if chosen.min_origins > 1:
        said.append(f"at least {chosen.min_origins} origins of sources")
    if chosen.conferences:
        said.append("attendance at conferences counted")
    if chosen.greetings:
        said.append("greetings counted")
    return f"Selection: {'; '.join(said)}. " if said else ""


def note(selection: Selection, n: int | None = None) -> str:
    """The note under a figure of counted rows: n, window, selection, definition and level rule."""
    n = len(selection.counted) if n is None else n
    rule = RULES[selection.parameters.side_rule]
    head = f"n = {n} held {units(selection, n)}, {window(selection)}. {filters(selection)}"
    return f"{head}{IN_SHORT[selection.parameters.unit]} {rule[0].upper()}{rule[1:]}."


def source(selection: Selection) -> str:
    """The source line of every figure and table."""
    return f"Source: {release(selection)}."


def release(selection: Selection) -> str:
    """The data, their version and the day of knowledge, as sources and citations name them."""
    data = selection.dataset.descriptor
    version = f"data {data.version} ({selection.dataset.digest[:8]})"
    return f"{data.raw['title']}, {version}, as known on {day(selection.on)}"


def listing(items: list[str]) -> str:
    """Items as a phrase: `a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)


def principals(selection: Selection, contact_id: str, side: str) -> list[str]:
    """Who sets the level of a side of a contact, by name or label, in the order of the table."""
    people = selection.dataset.participants
    chosen = people[
        (people["contact_id"] == contact_id)
        & (people["side"] == side)
        & people["capacity"].isin(["principal", "author", "addressee"])
    ]
    names = selection.dataset.officials.set_index("official_id")["name"]
    return [row.label if pd.isna(row.official_id) else names[row.official_id] for row in chosen.itertuples()]


def surname(name: str, side: str) -> str:
    """What a label calls a person: Russians by family name, Koreans in full."""
    return name.split()[-1] if side == "russia" else name


def mover(selection: Selection, row: pd.Series) -> str:
    """The side that came or wrote, for the label beside a mark: its first principal; both where neither travelled."""
    sides = {"to_dprk": ["russia"], "to_russia": ["dprk"]}.get(row["direction"], ["russia", "dprk"])
    first = [principals(selection, row["contact_id"], side)[:1] for side in sides]
    return "–".join(surname(names[0], side) for names, side in zip(first, sides, strict=True) if names)


def with_parts(selection: Selection) -> pd.DataFrame:
    """The counted rows and the held parts of visits among them, each once, by day."""
    counted, held = selection.counted, selection.held
    inside = held[held["part_of"].isin(counted["contact_id"]) & ~held["contact_id"].isin(counted["contact_id"])]
    return pd.concat([counted, inside]).sort_values(["start", "contact_id"], kind="stable")
