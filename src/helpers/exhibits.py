"""Exhibits: what a notebook shows and a report prints. The contract between analysis and press, and nothing else.

An exhibit displays itself in JupyterLab and carries its content as data under a MIME type of our own, from which the
press makes HTML and PDF. Payloads are plain JSON; `text` is never markup.
"""

from __future__ import annotations

import base64
import re
from dataclasses import asdict, dataclass, field
from html import escape
from typing import Any, Literal

COVER = "application/vnd.contacts.cover+json"
FIGURE = "application/vnd.contacts.figure+json"
TABLE = "application/vnd.contacts.table+json"
FILE = "application/vnd.contacts.file+json"
PROSE = "text/markdown"

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

Piece = str | dict[str, str]
"""A piece of a cell: text, or a link `{"text": …, "href": …}`."""

Bundle = dict[str, Any]


def link(text: str, href: str) -> Piece:
    """A linked piece of a cell; `#id` links inside the report."""
    return {"text": text, "href": href}


@dataclass(frozen=True)
class Column:
    """Head of one column of a table."""

    name: str
    align: str = "left"
    """`left` or `right`."""
    share: float = 1.0
    """Width relative to the other columns."""


@dataclass(frozen=True)
class Facet:
    """A quality by which readers can filter the rows of a table on the screen."""

    name: str
    choices: list[str]
    """Every value that a row can have, in the order in which it is offered."""


@dataclass(frozen=True)
class Record:
    """One row of a table."""

    cells: list[list[Piece]]
    id: str = ""
    """Anchor of the row, where the report links to it."""
    facets: list[str] = field(default_factory=list)
    """Its value for each facet of the table."""
    keys: list[str] = field(default_factory=list)
    """What it is sorted by on the screen, for each column; empty text for a column that does not sort."""
    cite: str = ""
    """A line by which others can cite the row."""


@dataclass(frozen=True)
class Cover:
    """Title and facts of a report: its first page, and the properties of its files."""

    title: str
    subtitle: str
    kicker: str
    """A line above the title."""
    facts: list[tuple[str, str]]
    authors: list[str]
    keywords: list[str]
    headline: list[str]
    """The two or three numbers of the report, a short sentence each."""
    date: str
    """The day that the report speaks for, ISO."""
    cite: str = ""
    """A line by which others can cite the report."""
    form: Literal["report", "brief"] = "report"
    """On paper a report has a cover and lists of its contents; a brief begins on its first page."""

    def _repr_mimebundle_(self, **_: Any) -> Bundle:
        left = Column("")  # notebooks set the cells of a table to the right
        rows = "".join(
            f"<tr>{_cell_html('th', [name], left)}{_cell_html('td', [value], left)}</tr>" for name, value in self.facts
        )
        head = f"<p><strong>{escape(self.title)}</strong><br>{escape(self.subtitle)}</p>"
        return {"text/plain": self.title, "text/html": f"{head}<table>{rows}</table>", COVER: asdict(self)}


@dataclass(frozen=True)
class Figure:
    """A drawing with everything that has to stand beside it."""

    label: str
    """Anchor, such as `fig-levels`; the report refers to it as `[figure](#fig-levels)`."""
    headline: str
    """The finding, as a sentence."""
    subtitle: str
    """What is drawn, in which unit, over which window."""
    note: str
    """n, definition, and how to read it."""
    source: str
    alt: str
    svg: str
    narrow: str
    """The same drawing for a narrow screen, as SVG."""
    png: bytes
    """Preview for notebooks."""
    columns: list[Column]
    """The data that were drawn."""
    rows: list[Record]
    dark: dict[str, str] = field(default_factory=dict)
    """Colour on dark paper for each colour of the drawing."""

    def _repr_mimebundle_(self, **_: Any) -> Bundle:
        image = base64.b64encode(self.png).decode()
        head = f"<p><strong>{escape(self.headline)}</strong><br>{escape(self.subtitle)}</p>"
        foot = f"<p><small>{escape(self.note)} {escape(self.source)}</small></p>"
        img = f'<img alt="{escape(self.alt, quote=True)}" src="data:image/png;base64,{image}" style="max-width:100%">'
        payload = {key: value for key, value in asdict(self).items() if key != "png"}
        return {"text/plain": f"[{self.label}] {self.headline}", "text/html": head + img + foot, FIGURE: payload}


@dataclass(frozen=True)
class Table:
    """A table with caption, note and source."""

    label: str
    caption: str
    note: str
    source: str
    columns: list[Column]
    rows: list[Record]
    empty: str = "No rows."
    """What is said in place of rows where there are none."""
    facets: list[Facet] = field(default_factory=list)
    """By what readers can filter it on the screen; a table without any is printed as it is."""

    def _repr_mimebundle_(self, **_: Any) -> Bundle:
        head = "".join(_cell_html("th", [column.name], column) for column in self.columns)
        body = "".join(
            f"<tr>{''.join(map(_cell_html, ['td'] * len(row.cells), row.cells, self.columns))}</tr>"
            for row in self.rows
        )
        foot = f"<p><small>{escape(self.note)} {escape(self.source)}</small></p>"
        table = (
            f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>" if self.rows else escape(self.empty)
        )
        html = f"<p><strong>{escape(self.caption)}</strong></p>{table}{foot}"
        return {"text/plain": f"[{self.label}] {self.caption}", "text/html": html, TABLE: asdict(self)}


@dataclass(frozen=True)
class Prose:
    """Sentences computed from the data, as Markdown; quote data with `plain`."""

    markdown: str

    def _repr_mimebundle_(self, **_: Any) -> Bundle:
        return {"text/plain": self.markdown, PROSE: self.markdown}


@dataclass(frozen=True)
class File:
    """A file that travels with the report: published beside it and attached to the PDF."""

    name: str
    media_type: str
    description: str
    text: str

    def _repr_mimebundle_(self, **_: Any) -> Bundle:
        return {"text/plain": f"[{self.name}] {self.description}", FILE: asdict(self)}


def plain(text: str) -> str:
    """Text of the data as Markdown that prints as itself."""
    return re.sub(r"([\\`*_{}\[\]()<>#+\-.!|~$&=:^])", r"\\\1", text)


def spreadsheet_safe(text: str) -> str:
    """Text of a cell as CSV may hold it: an apostrophe goes before what a spreadsheet would take for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _cell_html(tag: str, cell: list[Piece], column: Column) -> str:
    pieces = (
        escape(p) if isinstance(p, str) else f'<a href="{escape(p["href"])}">{escape(p["text"])}</a>' for p in cell
    )
    return f'<{tag} style="text-align:{column.align}">{"".join(pieces)}</{tag}>'
