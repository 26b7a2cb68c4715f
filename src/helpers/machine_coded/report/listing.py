"""Tables and the file of the report: what was missed, and every contact with its rows."""

from __future__ import annotations

import pandas as pd

from helpers.analysis import words
from helpers.analysis.files import as_csv
from helpers.exhibits import Column, File, Record, Table
from helpers.machine_coded.report import measures
from helpers.machine_coded.report.beside import Beside, with_files
from helpers.machine_coded.report.words import note, source

CONTACT = [Column("Id", share=1.1), Column("Days", share=1.6), Column("Contact", share=3.6), Column("Level", share=1.6)]


@with_files
def by_level(beside: Beside) -> Table:
    """Contacts seen and missed, by level."""
    names = words.level_names(beside.selection)
    frame = measures.by_level(measures.around(beside))
    return Table(
        label="tab-machine-levels",
        caption="What the machine saw and missed, by level of the contact",
        note=f"Missed: no row on the days of the contact nor {beside.parameters.days} days after. {note(beside)}",
        source=source(beside),
        columns=[Column("Level", share=2), *(Column(name, "right") for name in ("Contacts", "Missed", "Median rows"))],
        rows=[
            Record([[names[row.level]], [str(row.n)], [str(row.missed)], [f"{row.rows:,.0f}"]])
            for row in frame.itertuples()
        ],
        empty="The files cover no contact with the days around it.",
    )


@with_files
def missed(beside: Beside) -> Table:
    """The contacts of which the machine saw nothing."""
    frame = measures.around(beside)
    return Table(
        label="tab-machine-missed",
        caption="Contacts that left no row",
        note=f"No row of the pair on their days nor in the {beside.parameters.days} days after. {note(beside)}",
        source=source(beside),
        columns=CONTACT,
        rows=[Record(cells) for cells in _contacts(beside, frame[frame["missed"]])],
        empty="Every contact that the files cover had a row of the pair on its days or after.",
    )


@with_files
def contacts(beside: Beside) -> Table:
    """Every covered contact with its rows before, on and after."""
    frame = measures.around(beside)
    counts = [[[f"{row[part]:,}"] for part in measures.PARTS] for row in frame.to_dict("records")]
    rows = [Record([*cells, *numbers]) for cells, numbers in zip(_contacts(beside, frame), counts, strict=True)]
    return Table(
        label="tab-machine-contacts",
        caption="Rows before, on and after each contact",
        note=f"Before and after: {beside.parameters.days} days each. Windows overlap; the columns cannot be added. "
        f"{note(beside)}",
        source=source(beside),
        columns=[*CONTACT, *(Column(part.capitalize(), "right") for part in measures.PARTS)],
        rows=rows,
        empty="The files cover no contact with the days around it.",
    )


def rows(beside: Beside) -> File:
    """Every covered contact with its rows, as CSV."""
    return File(
        name="machine_coded.csv",
        media_type="text/csv",
        description=f"Rows of {beside.layout.title} around each contact, {words.window(beside.selection)}",
        text=as_csv(measures.around(beside)),
    )


def _contacts(beside: Beside, frame: pd.DataFrame) -> list[list[list[str]]]:
    names = words.level_names(beside.selection)
    return [
        [
            [row["contact_id"]],
            [words.days(row)],
            [row["title"]],
            [names[0 if pd.isna(row["level"]) else int(row["level"])]],
        ]
        for _, row in frame.assign(end=frame["last"], date_precision="day").iterrows()
    ]
