"""The smallest report: an executed notebook with a cover, to which a test adds the cells that it is about."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from helpers.exhibits import Column, Cover, Figure, File, Record, Table, link

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
HOSTILE = (
    "<script>alert(1)</script>",
    "<b>x</b>",
    "$x$",
    '#read("/etc/passwd")',
    r"\input{x}",
    '=HYPERLINK("http://x")',
    "{{ cover }}",
)
"""What would do something in HTML, LaTeX, Typst, a spreadsheet or Jinja if it were not printed as itself."""


def drawing(inside: str = '<path d="M 0 0 L 9 9" style="stroke: #4a7fb5"/>', attributes: str = "") -> str:
    """An SVG as matplotlib writes it, smaller."""
    return (
        f'<svg xmlns="{SVG}" xmlns:xlink="{XLINK}" width="90pt" height="30pt" viewBox="0 0 90 30" version="1.1"'
        f'{attributes}><defs><style type="text/css">*{{stroke-linejoin: round; stroke-linecap: butt}}</style></defs>'
        f'<g id="figure_1">{inside}</g></svg>'
    )


def cover(**words: Any) -> Cover:
    defaults = {
        "title": "Contacts",
        "subtitle": "How many",
        "kicker": "Report",
        "facts": [("As known on", "1 March 2024"), ("Data", "version 1")],
        "authors": ["A. Author"],
        "keywords": ["Russia", "DPRK"],
        "headline": ["One contact"],
        "date": "2024-03-01",
    }
    return Cover(**(defaults | words))


def figure(label: str = "fig-a", **words: Any) -> Figure:
    defaults = {
        "headline": "One line rises",
        "subtitle": "Contacts a month",
        "note": "n = 1.",
        "source": "Source: the data.",
        "alt": "One line from left to right.",
        "svg": drawing(),
        "narrow": drawing(),
        "png": b"",
        "columns": [Column("Month"), Column("Contacts", "right")],
        "rows": [Record([["2024-01"], ["1"]])],
        "dark": {"#4a7fb5": "#7fabd8"},
    }
    return Figure(label=label, **(defaults | words))


def table(label: str = "tab-a", **words: Any) -> Table:
    defaults = {
        "caption": "Who met",
        "note": "All rows.",
        "source": "Source: the data.",
        "columns": [Column("Id"), Column("Russia"), Column("DPRK")],
        "rows": [
            Record([["RK0001"], ["Сергей Лавров"], ["최선희", link("TASS", "https://example.org/1")]], id="RK0001")
        ],
    }
    return Table(label=label, **(defaults | words))


def csv(text: str = "contact_id,name\nRK0001,Лавров\n", name: str = "contacts.csv") -> File:
    return File(name=name, media_type="text/csv", description="The rows of this report", text=text)


def shows(*exhibits: Any, source: str = "show()") -> NotebookNode:
    """A code cell that showed exhibits."""
    outputs = [new_output("display_data", data=exhibit._repr_mimebundle_()) for exhibit in exhibits]
    return new_code_cell(source, execution_count=1, outputs=outputs)


def leaves(kind: str, **output: Any) -> NotebookNode:
    """A code cell that left another output."""
    return new_code_cell("show()", execution_count=1, outputs=[new_output(kind, **output)])


def notebook(*cells: NotebookNode | str, first: Cover | None = None) -> NotebookNode:
    """A notebook with a cover and these cells; a string is Markdown."""
    made = [new_markdown_cell(cell) if isinstance(cell, str) else cell for cell in cells]
    whole = new_notebook(cells=[shows(first or cover(), source="cover()"), *made])
    for number, cell in enumerate(whole.cells, 1):
        cell["id"] = f"cell-{number}"
    return whole
