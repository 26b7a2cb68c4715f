"""How the report was made: its parameters and its scale of levels."""

from __future__ import annotations

from helpers import parameters
from helpers.analysis import words
from helpers.dataset.selection import Selection
from helpers.exhibits import Column, Record, Table


def chosen(selection: Selection) -> Table:
    """The parameters of this report beside their defaults."""
    given = selection.parameters
    rows = [
        Record([[name], [parameters.shown(getattr(given, name))], [default], [meaning]])
        for name, _, default, meaning in parameters.described(type(given))
    ]
    return Table(
        label="tab-parameters",
        caption="The parameters of this report",
        note="Any of them can be set when the report is built, and is checked before anything runs.",
        source=words.source(selection),
        columns=[Column("Parameter"), Column("Here"), Column("Default"), Column("Meaning", share=4)],
        rows=rows,
    )


def levels(selection: Selection) -> Table:
    """The scale of levels, from the descriptor."""
    codes = selection.dataset.descriptor.field("participants.rank").codes
    return Table(
        label="tab-levels",
        caption="Levels: the rank of the office on the day",
        note="Only principals, and authors and addressees of letters, set a side's level.",
        source=words.source(selection),
        columns=[Column("Level", share=0.5), Column("Name", share=1.6), Column("Offices", share=5)],
        rows=[Record([[code.value], [code.label], [code.meaning]]) for code in codes],
    )
