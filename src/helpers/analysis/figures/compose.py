"""Compose a figure: a drawing with its words and its data."""

from __future__ import annotations

import pandas as pd

from helpers.analysis import theme, words
from helpers.analysis.cells import records
from helpers.dataset.selection import Selection
from helpers.exhibits import Column, Figure, Record


def figure(
    selection: Selection,
    draw: theme.Draw,
    frame: pd.DataFrame,
    *,
    label: str,
    headline: str,
    subtitle: str,
    note: str,
    alt: str,
    columns: dict[str, str],
    height: float,
    narrow_height: float | None = None,
    contacts: list[list[str]] | None = None,
) -> Figure:
    """A figure of a frame.

    Parameters
    ----------
    draw
        Draws the frame; not called where the frame is empty: the chart then says so.
    columns
        Columns of the frame that are the data of the figure, each with its name; ids in them, one or a list in a cell,
        lead to the table of contacts where the report has it.
    contacts
        For each row of the frame the ids of the contacts behind it, where its columns do not name them.
    """
    empty = frame.empty or not len(selection.known)
    drawing = theme.render(
        (lambda ax, narrow: theme.say_empty(ax)) if empty else draw,
        label=label,
        height=1.4 if empty else height,
        narrow_height=1.4 if empty else narrow_height,
    )
    if contacts is not None:
        frame, columns = frame.assign(contacts=contacts[: len(frame)]), columns | {"contacts": "Contacts"}
    heads, rows = tabular(frame, columns)
    return Figure(
        label=label,
        headline=headline,
        subtitle=subtitle,
        note=note,
        source=words.source(selection),
        alt=alt,
        svg=drawing.svg,
        narrow=drawing.narrow,
        png=drawing.png,
        columns=heads,
        rows=rows,
        dark=theme.DARK,
    )


def within(frame: pd.DataFrame, rows: pd.DataFrame) -> list[list[str]]:
    """For each period of a frame (`measures.periods`) the ids of the rows that began in it."""
    began, ids = rows["start"].to_numpy(), rows["contact_id"].to_numpy()
    spans = zip(frame["first"].to_numpy(), frame["last"].to_numpy(), strict=True)
    return [ids[(began >= first) & (began <= last)].tolist() for first, last in spans]


def tabular(frame: pd.DataFrame, columns: dict[str, str]) -> tuple[list[Column], list[Record]]:
    """The named columns of a frame as columns and rows of an exhibit."""
    numeric = {column: pd.api.types.is_numeric_dtype(frame[column]) for column in columns}
    heads = [Column(name, "right" if numeric[column] else "left") for column, name in columns.items()]
    return heads, records(frame, list(columns))
