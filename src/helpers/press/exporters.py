"""nbconvert exporters: `jupyter nbconvert --to contacts_html` and `--to contacts_pdf`."""

from __future__ import annotations

import calendar
import copy
import datetime as dt
import os
from typing import Any

import nbformat
from nbconvert.exporters.exporter import Exporter
from traitlets import Unicode

from helpers.press import document, html, pdf
from helpers.press.pdf import GlyphMissing

__all__ = ["GlyphMissing", "ReportHTMLExporter", "ReportPDFExporter", "ReportRefused", "read", "to_html", "to_pdf"]


class ReportRefused(ValueError):
    """The notebook cannot be a report; the message says why, a line each."""


def read(notebook: nbformat.NotebookNode) -> document.Document:
    """The document of an executed notebook.

    Raises
    ------
    ReportRefused
        It holds something that must not be published.
    """
    found = document.read(notebook)
    if found.problems:
        raise ReportRefused("\n".join(found.problems))
    return found


def to_html(read_document: document.Document) -> str:
    """The HTML of a document: one file, with its fonts, drawings and data inside."""
    return html.render(read_document)


def to_pdf(read_document: document.Document, notebook: nbformat.NotebookNode) -> bytes:
    """The PDF of a document with its notebook attached, dated by SOURCE_DATE_EPOCH or the day it speaks for."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    day = dt.date.fromisoformat(read_document.cover["date"])
    timestamp = int(epoch) if epoch else calendar.timegm(day.timetuple())
    return pdf.render(read_document, nbformat.writes(without_outputs(notebook)), timestamp)


def without_outputs(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A copy of a notebook with its parameters and without what its cells showed."""
    bare = copy.deepcopy(notebook)
    for cell in bare.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return bare


class ReportHTMLExporter(Exporter):
    """An executed report notebook as one HTML file."""

    file_extension = Unicode(".html").tag(config=True)
    output_mimetype = "text/html"
    export_from_notebook = "Report (HTML)"

    def from_notebook_node(self, nb: Any, resources: Any = None, **kwargs: Any) -> tuple[str, dict]:
        notebook, resources = super().from_notebook_node(nb, resources, **kwargs)
        return to_html(read(notebook)), resources


class ReportPDFExporter(Exporter):
    """An executed report notebook as PDF."""

    file_extension = Unicode(".pdf").tag(config=True)
    output_mimetype = "application/pdf"
    export_from_notebook = "Report (PDF)"

    def from_notebook_node(self, nb: Any, resources: Any = None, **kwargs: Any) -> tuple[bytes, dict]:
        notebook, resources = super().from_notebook_node(nb, resources, **kwargs)
        return to_pdf(read(notebook), notebook), resources
