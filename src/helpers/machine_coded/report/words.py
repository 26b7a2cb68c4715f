"""Words that the exhibits of machine-coded rows share."""

from __future__ import annotations

from helpers.analysis import words
from helpers.machine_coded.report.beside import Beside

NOT_CONTACTS = "rows, not contacts"

DAYS = {
    "added": "the day on which the row was added",
    "event": "the day of the event, as the machine dated it",
}


def note(beside: Beside) -> str:
    """What a row is, and by which day it is counted."""
    return (
        f"Rows, not contacts: a row is a sentence in which a machine read one side as doing something to the other, "
        f"whoever met whom. Days are {DAYS[beside.layout.counted_by]}."
    )


def source(beside: Beside) -> str:
    """The source line: both records."""
    days = beside.days.index
    covered = f"{words.span(days.min(), days.max())}, {words.count(len(days), 'day')}" if len(days) else "no days"
    return f"{words.source(beside.selection)} {beside.layout.title}: the reader's own files, {covered}."
