"""A notebook as a document: its blocks and numbers, and every reason not to publish it, in whole sentences."""

from __future__ import annotations

from typing import Any

import pytest
from nbconvert.exporters import get_exporter
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from small_report import Record, csv, drawing, figure, leaves, link, notebook, shows, table

from helpers.exhibits import Prose
from helpers.press import document, exporters


def said(*cells: NotebookNode | str) -> list[str]:
    return document.read(notebook(*cells)).problems


def test_a_sound_notebook_has_no_problem() -> None:
    assert (
        said(
            "## A\n\nSee [figure](#fig-a), [table](#tab-a) and [row](#RK0001).",
            shows(figure()),
            shows(table()),
            shows(csv()),
        )
        == []
    )


REFUSED = {
    "stream": (leaves("stream", text="12 rows\n"), "cell 2 left stream output: '12 rows'"),
    "warning": (leaves("stream", name="stderr", text="UserWarning"), "cell 2 left stream output: 'UserWarning'"),
    "error": (leaves("error", ename="ValueError", evalue="no rows"), "cell 2 left error output: 'no rows'"),
    "picture alone": (
        leaves("display_data", data={"image/png": "AA==", "text/plain": "<Figure>"}),
        "cell 2 shows what a report cannot hold: image/png, text/plain",
    ),
    "result alone": (
        leaves("execute_result", data={"text/plain": "3"}),
        "cell 2 shows what a report cannot hold: text/plain",
    ),
    "figure without headline": (shows(figure(headline="")), "cell 2, fig-a: has no headline"),
    "figure without subtitle": (shows(figure(subtitle=" ")), "cell 2, fig-a: has no subtitle"),
    "figure without note": (shows(figure(note="")), "cell 2, fig-a: has no note"),
    "figure without source": (shows(figure(source="")), "cell 2, fig-a: has no source"),
    "figure without alt": (shows(figure(alt="")), "cell 2, fig-a: has no alt"),
    "figure without label": (shows(figure("")), "cell 2, an exhibit without label: has no label"),
    "table without caption": (shows(table(caption="")), "cell 2, tab-a: has no caption"),
    "table without note": (shows(table(note="")), "cell 2, tab-a: has no note"),
    "table without source": (shows(table(source="")), "cell 2, tab-a: has no source"),
    "table without label": (shows(table("")), "cell 2, an exhibit without label: has no label"),
    "alt that says nothing": (shows(figure(alt="Chart.")), "cell 2, fig-a: the alt text 'Chart.' says nothing"),
    "drawing that runs": (
        shows(figure(svg=drawing("<script/>"))),
        "cell 2, fig-a: its drawing holds the element <script>",
    ),
    "no narrow drawing": (shows(figure(narrow="")), "cell 2, fig-a: its drawing is no sound SVG (ParseError)"),
    "label twice": (shows(figure(), figure()), "the anchor 'fig-a' stands twice: Figure 1 and Figure 2"),
    "heading as label": ("## Tab a\n\nx", shows(table()), "the anchor 'tab-a' stands twice: Tab a and Table 1"),
    "row twice": (
        shows(table(rows=[Record([["a"]], id="RK1"), Record([["b"]], id="RK1")])),
        "the anchor 'RK1' stands twice: RK1 and RK1",
    ),
    "reference to nothing": ("See [figure](#fig-b).", "a reference to #fig-b, which is not in the report"),
    "inner link to nothing": ("See [there](#there).", "a reference to #there, which is not in the report"),
    "reference in a footnote": ("a[^1]\n\n[^1]: [figure](#fig-b)", "a reference to #fig-b, which is not in the report"),
    "reference in a table": (
        shows(table(rows=[Record([[link("RK2", "#RK2")]])])),
        "a reference to #RK2, which is not in the report",
    ),
    "level left out": ("## A\n\n#### B", "the heading 'B' skips from level 2 to level 4"),
    "alt that is the headline": (
        shows(figure(alt="One line rises.")),
        "cell 2, fig-a: the alt text says the headline alone, not the kind of chart and what of",
    ),
    "heading of nothing": ("##", "a heading of level 2 has no words"),
    "footnote in a heading": (
        "## A[^1]\n\n[^1]: b",
        "the heading 'A' holds a footnote; it is printed again above pages and in the contents",
    ),
    "link in a heading": (
        "## A [b](https://example.org/)",
        "the heading 'A b' holds a link; it is printed again above pages and in the contents",
    ),
    "file twice": (shows(csv(), csv()), "the file 'contacts.csv' stands twice"),
    "file named as the notebook": (shows(csv(name="notebook.ipynb")), "the file 'notebook.ipynb' stands twice"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_must_not_be_published_is_said(name: str) -> None:
    *cells, message = REFUSED[name]
    assert said(*cells) == [message]


def test_a_notebook_without_a_cover() -> None:
    assert document.read(new_notebook(cells=[new_markdown_cell("a")])).problems == ["the notebook shows no cover"]


def test_every_problem_is_said_at_once_and_stops_the_exporters() -> None:
    wrong = notebook("[figure](#fig-b)", shows(figure(alt="image", note="")), leaves("stream", text="x"))
    with pytest.raises(exporters.ReportRefused) as refused:
        exporters.read(wrong)
    assert str(refused.value).splitlines() == [
        "cell 3, fig-a: has no note",
        "cell 3, fig-a: the alt text 'image' says nothing",
        "cell 4 left stream output: 'x'",
        "a reference to #fig-b, which is not in the report",
    ]


def test_figures_tables_and_headings_are_numbered_apart() -> None:
    prose = Prose("## Figure\n\nSee [figure](#fig-b).")
    read = document.read(
        notebook(shows(prose), shows(figure("fig-a")), "## Table", shows(table()), "## Figure", shows(figure("fig-b")))
    )
    assert read.problems == []
    assert read.anchors == {
        "figure": "Figure",
        "fig-a": "Figure 1",
        "table": "Table",
        "tab-a": "Table 1",
        "RK0001": "RK0001",
        "figure-2": "Figure",
        "fig-b": "Figure 2",
    }


def test_titles_empty_cells_and_cells_of_the_notebook_alone_are_left_out() -> None:
    silent = new_markdown_cell("How to run me", metadata={"tags": [document.NOTEBOOK_ONLY]})
    read = document.read(notebook("# Title\n\na", silent, new_code_cell(" ")))
    assert read.blocks == [{"kind": "code", "text": "cover()"}, {"kind": "paragraph", "content": ["a"]}]


def test_the_data_of_figures_link_to_rows_that_are_there() -> None:
    rows = [Record([[link("RK0001", "#RK0001"), ", ", link("RK0002", "#RK0002")], ["1"]])]
    for cells, first in (((), "RK0001"), ((shows(table()),), {"text": "RK0001", "href": "#RK0001"})):
        read = document.read(notebook(shows(figure(rows=rows)), *cells))
        assert read.problems == []
        [found] = [block for block in read.blocks if block["kind"] == "figure"]
        assert found["rows"][0]["cells"] == [[first, ", ", "RK0002"], ["1"]]


def test_payloads_are_cleaned() -> None:
    row = Record([["a\u202e"], [link("b\x07", "javascript:alert(1)")], [link("c", "https://example.org/")]])
    [_, _, shown] = document.read(notebook(shows(table(caption="d\u202e", rows=[row])))).blocks
    assert shown["caption"] == "d[U+202E]"
    assert shown["rows"][0]["cells"] == [
        ["a[U+202E]"],
        ["b[U+0007]"],
        [{"text": "c", "href": "https://example.org/"}],
    ]


@pytest.mark.parametrize(
    ("name", "exporter", "begins"),
    [
        ("contacts_html", exporters.ReportHTMLExporter, "<!DOCTYPE html>"),
        ("contacts_pdf", exporters.ReportPDFExporter, b"%PDF-1.7"),
    ],
)
def test_nbconvert_finds_the_exporters(name: str, exporter: type, begins: Any) -> None:
    assert get_exporter(name) is exporter
    made, resources = exporter().from_notebook_node(notebook("a"))
    assert made.lstrip()[: len(begins)] == begins
    assert resources["output_extension"] == f".{name.removeprefix('contacts_')}"
    with pytest.raises(exporters.ReportRefused) as refused:
        exporter().from_notebook_node(notebook("[figure](#b)"))
    assert str(refused.value) == "a reference to #b, which is not in the report"
