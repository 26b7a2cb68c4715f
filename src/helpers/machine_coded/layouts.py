"""Layouts of event tables: which columns a table has, and which of them say what we count."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

_ACTOR = (
    *("Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code"),
    *("Type1Code", "Type2Code", "Type3Code"),
)
_GEO = ("Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID")


def _gdelt(geo: tuple[str, ...]) -> tuple[str, ...]:
    return (
        *("GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate"),
        *(f"Actor{number}{name}" for number in (1, 2) for name in _ACTOR),
        *("IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale"),
        *("NumMentions", "NumSources", "NumArticles", "AvgTone"),
        *(f"{place}_{name}" for place in ("Actor1Geo", "Actor2Geo", "ActionGeo") for name in geo),
        *("DATEADDED", "SOURCEURL"),
    )


@dataclass(frozen=True)
class Layout:
    """One kind of event table."""

    name: str
    title: str
    actors: tuple[str, str]
    """Columns that name the countries of the two actors."""
    russia: str
    dprk: str
    event: str
    """Column of the day on which the event is said to have happened."""
    added: str
    """Column of the day on which the row was added or its story published; empty where the table has none."""
    type: str
    """Column of the CAMEO root, of a CAMEO code that begins with it, or of the PLOVER type."""
    story: tuple[str, ...]
    """Columns that together tell one story from another."""
    mentions: str
    intensity: str
    header: tuple[str, ...] = ()
    """All columns in order, for tables whose files have no line of names."""
    mark: str = ""
    """A column that no other layout has, for tables whose files name their columns."""
    type_length: int | None = None
    """Number of characters of `type` that are the root; None where all are."""

    @property
    def needed(self) -> tuple[str, ...]:
        """The columns that are read."""
        named = (*self.actors, self.event, self.added, self.type, *self.story, self.mentions, self.intensity)
        return tuple(dict.fromkeys(name for name in named if name))

    @property
    def counted_by(self) -> str:
        """The day by which all rows are counted: `added` in tables that say it of every file, else `event`."""
        return "added" if self.header else "event"

    @property
    def counted_column(self) -> str:
        """The column of that day."""
        return self.added if self.header else self.event


_GDELT = {
    "actors": ("Actor1CountryCode", "Actor2CountryCode"),
    "russia": "RUS",
    "dprk": "PRK",
    "event": "SQLDATE",
    "added": "DATEADDED",
    "type": "EventRootCode",
    "story": ("SOURCEURL",),
    "mentions": "NumMentions",
    "intensity": "GoldsteinScale",
}

GDELT2 = Layout("gdelt2", "GDELT 2.0", header=_gdelt(_GEO), **_GDELT)
GDELT1 = Layout("gdelt1", "GDELT 1.0", header=_gdelt(tuple(name for name in _GEO if name != "ADM2Code")), **_GDELT)
ICEWS = Layout(
    "icews",
    "ICEWS",
    actors=("Source Country", "Target Country"),
    russia="Russian Federation",
    dprk="North Korea",
    event="Event Date",
    added="",
    type="CAMEO Code",
    story=("Story ID",),
    mentions="",
    intensity="Intensity",
    mark="CAMEO Code",
    type_length=2,
)
POLECAT = Layout(
    "polecat",
    "POLECAT",
    actors=("Actor Country", "Recipient Country"),
    russia="RUS",
    dprk="PRK",
    event="Event Date",
    added="Publication Date",
    type="Event Type",
    # The table numbers events and no stories: what it says of the whole story stands in for a number.
    story=("Source", "Publication Date", "Story People", "Story Organizations", "Story Locations"),
    mentions="",
    intensity="Intensity",
    mark="Recipient Country",
)

LAYOUTS = {layout.name: layout for layout in (GDELT1, GDELT2, ICEWS, POLECAT)}

WIDTHS = {
    len(GDELT2.header): GDELT2,
    len(GDELT1.header): GDELT1,
    len(GDELT1.header) - 1: GDELT1,  # until 31 March 2013 without SOURCEURL
}
"""The layout of a file without a line of names, by its number of columns."""


def of_names(names: Collection[str]) -> Layout | None:
    """The layout of a table that names its columns; None for a table of another kind.

    A Parquet file of GDELT may hold some of the columns only; without its places it is taken for GDELT 2.0.
    """
    for layout in (ICEWS, POLECAT):
        if layout.mark in names:
            return layout
    if set(names) & {*GDELT2.actors, GDELT2.event}:
        older = "ActionGeo_ADM1Code" in names and "ActionGeo_ADM2Code" not in names
        return GDELT1 if older else GDELT2
    return None
