"""A document as PDF, set by Typst in this process: tagged (PDF/UA-1) and with its data attached (PDF/A-3a)."""

from __future__ import annotations

import calendar
import datetime as dt
import json
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

import nbformat
import typst

from helpers import fonts
from helpers.press.document import NOTEBOOK_FILE, Document

STANDARDS = ["a-3a", "ua-1"]
FIGURE_FILE, TEMPLATE, DATA, ATTACHED = "figure-{number}.svg", "report.typ", "document.json", "attached"
LONGEST_ROW = 4500
"""Characters of a row beyond which it may be taller than a page."""
_MISSING_GLYPH = re.compile(r"the text (.+?) could not be displayed")


class CannotBeSet(ValueError):
    """Typst refuses the document; the message says why."""


def render(document: Document, notebook: nbformat.NotebookNode) -> bytes:
    """The PDF, dated by SOURCE_DATE_EPOCH or else by the day that the report speaks for.

    Parameters
    ----------
    notebook
        The executed notebook; it is attached without what its cells showed.

    Raises
    ------
    CannotBeSet
        A character has no glyph, or the standards of the file refuse something.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    timestamp = int(epoch) if epoch else calendar.timegm(dt.date.fromisoformat(document.cover["date"]).timetuple())
    with _workshop(document, nbformat.writes(without_outputs(notebook))) as folder:
        try:
            return typst.compile(
                str(folder / TEMPLATE),
                root=str(folder),
                font_paths=typst.Fonts(
                    include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(fonts.FOLDER)]
                ),
                ignore_system_fonts=True,
                pdf_standards=STANDARDS,
                timestamp=timestamp,
                package_path=str(folder / "no-packages"),
                package_cache_path=str(folder / "no-packages"),
            )
        except typst.TypstError as error:
            missing = dict.fromkeys(_MISSING_GLYPH.findall(str(error)))
            says = f"no font of the report has {', '.join(missing)}" if missing else f"the PDF cannot be set: {error}"
            raise CannotBeSet(says) from None


def without_outputs(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A copy of a notebook with its parameters and without what its cells showed."""
    nothing = {"outputs": [], "execution_count": None}
    cells = [cell | nothing if cell.cell_type == "code" else cell for cell in notebook.cells]
    return nbformat.from_dict({**notebook, "cells": cells})


@contextmanager
def _workshop(document: Document, notebook: str) -> Iterator[Path]:
    """A fresh folder with the template, the document and its files: Typst can read nothing else."""
    with tempfile.TemporaryDirectory(prefix="report-") as name:
        folder = Path(name)
        blocks = []
        for block in document.blocks:
            if block["kind"] == "code":
                continue
            if block["kind"] == "figure":
                file = FIGURE_FILE.format(number=block["number"])
                (folder / file).write_text(block["svg"], "utf-8")
                block = {key: value for key, value in block.items() if key not in ("svg", "narrow", "rows")}
                block["file"] = file
            blocks.append(block)
        attachments = _attached(document, notebook, folder)
        foot = "; ".join(
            f"{name} {value}" for name, value in document.cover["facts"] if name in ("As known on", "Data")
        )
        content = {
            "cover": document.cover,
            "blocks": blocks,
            "anchors": document.anchors,
            "attachments": attachments,
            "fonts": {"text": fonts.TEXT, "korean": fonts.KOREAN},
            "foot": foot,
            "tall": any(_length(row) > LONGEST_ROW for b in blocks if b["kind"] == "table" for row in b["rows"]),
        }
        (folder / DATA).write_text(json.dumps(content, ensure_ascii=False), "utf-8")
        (folder / TEMPLATE).write_text(
            resources.files("helpers.press").joinpath("templates", TEMPLATE).read_text("utf-8")
        )
        yield folder


def _attached(document: Document, notebook: str, folder: Path) -> list[dict[str, str]]:
    files = [
        *((file["name"], file["media_type"], file["description"], file["text"], "data") for file in document.files),
        (NOTEBOOK_FILE, "application/x-ipynb+json", "The notebook that made this report", notebook, "source"),
    ]
    (folder / ATTACHED).mkdir()
    attachments = []
    for name, mime, description, text, relationship in files:
        (folder / ATTACHED / Path(name).name).write_text(text, "utf-8", newline="")
        attachments.append(
            {"name": Path(name).name, "mime": mime, "description": description, "relationship": relationship}
        )
    return attachments


def _length(row: dict) -> int:
    return max(sum(len(p) if isinstance(p, str) else len(p["text"]) for p in cell) for cell in row["cells"])
