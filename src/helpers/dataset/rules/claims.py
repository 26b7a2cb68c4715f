"""Rules of claims and their sources."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from helpers.dataset.rules.base import day, problem, rule
from helpers.dataset.text import Tables
from helpers.problems import Problem


@rule("sources", "claims", "offices", "counts", "mentions")
def sources_are_used(tables: Tables) -> Iterator[Problem]:
    """A source serves a claim, an office or a published count or is a list of others; its address is a web address."""
    used = {row["source_id"] for table in ("claims", "offices", "counts", "mentions") for row in tables[table]}
    for row in tables["sources"]:
        if row["source_id"] not in used:
            yield problem(row, tables, "source_id", "serves no claim, no office and no count, and is no list of others")
        if not re.match(r"https?://[^\s/]+", row["url"]):
            yield problem(row, tables, "url", f"{row['url']!r} is no web address", "http:// or https://")


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
