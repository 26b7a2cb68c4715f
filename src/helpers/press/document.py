"""An executed notebook as a document: its cover, its blocks, its files, and what is wrong with it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import nbformat

from helpers import exhibits
from helpers.press import svg
from helpers.press.markdown import Block, blocks, clean, safe_link, text_of

OWN = (exhibits.COVER, exhibits.FIGURE, exhibits.TABLE, exhibits.FILE)
WORDS_WANTED = {
    exhibits.FIGURE: ("label", "headline", "subtitle", "note", "source", "alt"),
    exhibits.TABLE: ("label", "caption", "note", "source"),
}
NOTEBOOK_ONLY = "notebook-only"
"""Tag of cells that speak to those who run the notebook, not to readers of the report."""
NOT_IN_HEADINGS = ("link", "reference", "footnote")
NOTEBOOK_FILE = "notebook.ipynb"
"""Name under which the notebook itself travels in the PDF."""
DUMMY_ALT = re.compile(r"(image|figure|chart|plot|alt text|untitled|todo)?\W*", re.IGNORECASE)


@dataclass
class Document:
    """What a report consists of, before any format."""

    cover: dict[str, Any] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    files: list[dict[str, str]] = field(default_factory=list)
    anchors: dict[str, str] = field(default_factory=dict)
    """What can be referred to, with the words of a reference: `fig-levels` is `Figure 3`."""
    dark: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    """What must not be published: outputs that no report can hold, words that are missing, references to nothing."""


def read(notebook: nbformat.NotebookNode) -> Document:
    """The document of an executed notebook; its `problems` say what is wrong with it."""
    document = Document()
    for number, cell in enumerate(notebook.cells, 1):
        if NOTEBOOK_ONLY in cell.metadata.get("tags", []):
            continue
        if cell.cell_type == "markdown":
            _add_prose(document, cell.source)
        elif cell.cell_type == "code" and cell.source.strip():
            document.blocks.append({"kind": "code", "text": clean(cell.source)})
            for output in cell.outputs:
                _add_output(document, output, f"cell {number}")
    if not document.cover:
        document.problems.append("the notebook shows no cover")
    for name, count in Counter([NOTEBOOK_FILE, *(file["name"] for file in document.files)]).items():
        if count > 1:
            document.problems.append(f"the file {name!r} stands twice")
    _number(document)
    _loosen(document)
    _check_references(document)
    return document


def _add_prose(document: Document, source: str) -> None:
    for block in blocks(source):
        if block["kind"] == "heading" and block["level"] == 1:
            continue  # the title of the notebook is on the cover
        document.blocks.append(block)


def _add_output(document: Document, output: nbformat.NotebookNode, where: str) -> None:
    if output.output_type not in ("display_data", "execute_result"):
        said = output.get("text") or output.get("evalue") or ""
        document.problems.append(f"{where} left {output.output_type} output: {str(said).strip()[:120]!r}")
        return
    mime = next((mime for mime in (*OWN, exhibits.PROSE) if mime in output.data), None)
    if mime is None:
        document.problems.append(f"{where} shows what a report cannot hold: {', '.join(sorted(output.data))}")
    elif mime == exhibits.PROSE:
        _add_prose(document, output.data[mime])
    elif mime == exhibits.COVER:
        document.cover = _cleaned(output.data[mime])
    elif mime == exhibits.FILE:
        document.files.append(dict(output.data[mime]))
    else:
        _add_exhibit(document, mime, _cleaned(output.data[mime]), where)


def _add_exhibit(document: Document, mime: str, payload: dict[str, Any], where: str) -> None:
    name = f"{where}, {payload.get('label') or 'an exhibit without label'}"
    for word in WORDS_WANTED[mime]:
        if not payload.get(word, "").strip():
            document.problems.append(f"{name}: has no {word}")
    if mime == exhibits.TABLE:
        document.blocks.append({"kind": "table"} | payload)
        return
    if payload.get("alt") and DUMMY_ALT.fullmatch(payload["alt"]):
        document.problems.append(f"{name}: the alt text {payload['alt']!r} says nothing")
    elif payload.get("alt") and payload["alt"].strip(" .") == payload.get("headline", "").strip(" ."):
        document.problems.append(f"{name}: the alt text says the headline alone, not the kind of chart and what of")
    for variant in ("svg", "narrow"):
        try:
            payload[variant] = svg.admitted(payload.get(variant, ""))
        except svg.Refused as error:
            document.problems.append(f"{name}: {error}")
            payload[variant] = ""
    document.dark |= payload["dark"]
    document.blocks.append({"kind": "figure"} | payload)


def _cleaned(value: Any) -> Any:
    """A payload with clean text; drawings are checked apart, and unsafe links lose their address."""
    if isinstance(value, dict):
        if set(value) == {"text", "href"}:
            address = safe_link(value["href"])
            text = clean(value["text"])
            return {"text": text, "href": address} if address else text
        return {key: item if key in ("svg", "narrow") else _cleaned(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_cleaned(item) for item in value]
    return clean(value) if isinstance(value, str) else value


def _number(document: Document) -> None:
    """Give headings their ids, figures and tables their numbers."""
    slugs: Counter[str] = Counter()
    exhibits_of: Counter[str] = Counter()
    above = 2  # the contents stand before the first heading
    for block in document.blocks:
        if block["kind"] == "heading":
            words = text_of(block["content"])
            slug = re.sub(r"\W+", "-", words.lower()).strip("-") or "section"
            slugs[slug] += 1
            block["id"] = slug if slugs[slug] == 1 else f"{slug}-{slugs[slug]}"
            _anchor(document, block["id"], words)
            document.problems += _heading_problems(block, words, above)
            above = block["level"]
        elif block["kind"] in ("figure", "table"):
            exhibits_of[block["kind"]] += 1
            block["number"] = exhibits_of[block["kind"]]
            _anchor(document, block["label"], f"{block['kind'].capitalize()} {block['number']}")
        if block["kind"] == "table":
            for row in block["rows"]:
                if row["id"]:
                    _anchor(document, row["id"], row["id"])


def _loosen(document: Document) -> None:
    """Unlink the data of figures where a link leads to nothing: the table of the rows they name may be absent."""
    for figure in (block for block in document.blocks if block["kind"] == "figure"):
        for row in figure["rows"]:
            row["cells"] = [[_loose(piece, document) for piece in cell] for cell in row["cells"]]


def _loose(piece: Any, document: Document) -> Any:
    inner = isinstance(piece, dict) and piece["href"].startswith("#")
    return piece["text"] if inner and piece["href"][1:] not in document.anchors else piece


def _heading_problems(heading: Block, words: str, above: int) -> list[str]:
    """What tagged PDF refuses: headings without words, headings that skip a level, links in running heads."""
    if not words.strip():
        return [f"a heading of level {heading['level']} has no words"]
    found = []
    if heading["level"] > above + 1:
        found.append(f"the heading {words!r} skips from level {above} to level {heading['level']}")
    if kinds := [p["kind"] for p in heading["content"] if not isinstance(p, str) and p["kind"] in NOT_IN_HEADINGS]:
        found.append(f"the heading {words!r} holds a {kinds[0]}; it is printed again above pages and in the contents")
    return found


def _anchor(document: Document, anchor: str, words: str) -> None:
    if anchor in document.anchors:
        document.problems.append(f"the anchor {anchor!r} stands twice: {document.anchors[anchor]} and {words}")
    document.anchors[anchor] = words


def _check_references(document: Document) -> None:
    """Refuse references to nothing, in prose and in tables."""

    def targets(value: Any) -> list[str]:
        if isinstance(value, dict):
            own = value.get("to") if value.get("kind") == "link" else value.get("href")
            if value.get("kind") == "reference":
                own = f"#{value['to']}"
            inner = [target for item in value.values() for target in targets(item)]
            return inner + ([own[1:]] if isinstance(own, str) and own.startswith("#") else [])
        return [target for item in value for target in targets(item)] if isinstance(value, list) else []

    for target in dict.fromkeys(targets(document.blocks)):
        if target not in document.anchors:
            document.problems.append(f"a reference to #{target}, which is not in the report")
