"""nbconvert exporters: `jupyter nbconvert --to contacts_html` and `--to contacts_pdf`."""

from __future__ import annotations

from typing import Any

import nbformat
from nbconvert.exporters.exporter import Exporter
from traitlets import Unicode

from helpers.press import document, html, pdf


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


class ReportHTMLExporter(Exporter):
    """An executed report notebook as one HTML file."""

    file_extension = Unicode(".html").tag(config=True)
    output_mimetype = "text/html"
    export_from_notebook = "Report (HTML)"

    def from_notebook_node(self, nb: Any, resources: Any = None, **kwargs: Any) -> tuple[str, dict]:
        notebook, resources = super().from_notebook_node(nb, resources, **kwargs)
        return html.render(read(notebook)), resources


class ReportPDFExporter(Exporter):
    """An executed report notebook as PDF."""

    file_extension = Unicode(".pdf").tag(config=True)
    output_mimetype = "application/pdf"
    export_from_notebook = "Report (PDF)"

    def from_notebook_node(self, nb: Any, resources: Any = None, **kwargs: Any) -> tuple[bytes, dict]:
        notebook, resources = super().from_notebook_node(nb, resources, **kwargs)
        return pdf.render(read(notebook), notebook), resources
