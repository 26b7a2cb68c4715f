"""Markdown to blocks: plain data, from which no markup language is ever built as text.

A block is `{"kind": …}` with `content` (inlines or blocks); an inline is a string or `{"kind": …}`. What Markdown
cannot say in these terms (raw HTML, links that run programs) prints as itself.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.footnote import footnote_plugin

REFERENCE_WORDS = ("figure", "table")
"""Text of a link inside the report that stands for a name and number: `[figure](#fig-a)` prints as `Figure 1`."""

Block = dict[str, Any]
Inline = str | dict[str, Any]
Notes = dict[int, list[SyntaxTreeNode]]
"""What each footnote says."""

_PARSER = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).use(footnote_plugin)
# Direction overrides can make a line read as another one; control and private characters are refused by the formats.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ue000-\uf8ff\ufeff\ufffe\uffff"
    "\U000f0000-\U0010ffff]"
)
_SAFE_LINK = re.compile(r"(https?://|mailto:|#)", re.IGNORECASE)
_MARKS = {"strong": "strong", "em": "em", "s": "strike"}


def clean(text: str) -> str:
    """Text that both outputs can print: composed, with invisible control characters made visible."""
    return unicodedata.normalize("NFC", _UNPRINTABLE.sub(lambda m: f"[U+{ord(m[0]):04X}]", text))


def safe_link(address: str) -> str:
    """The address of a link, or an empty string where it is not a web, mail or inner address."""
    address = clean(address).strip()
    return address if _SAFE_LINK.match(address) else ""


def blocks(source: str) -> list[Block]:
    """The blocks of a Markdown text."""
    tokens = _PARSER.parse(source)
    tree = SyntaxTreeNode(tokens)
    notes: Notes = {}
    for node in tree.children:
        if node.type == "footnote_block":
            notes |= {note.meta["id"]: note.children for note in node.children}
    return _blocks([node for node in tree.children if node.type != "footnote_block"], notes)


def text_of(content: list[Inline]) -> str:
    """The words of inlines, without footnotes."""
    return "".join(
        piece if isinstance(piece, str) else piece.get("text") or text_of(piece.get("content", []))
        for piece in content
        if isinstance(piece, str) or piece["kind"] != "footnote"
    )


def _blocks(nodes: list[SyntaxTreeNode], notes: Notes) -> list[Block]:
    return [_block(node, notes) for node in nodes if node.type != "footnote_anchor"]


def _block(node: SyntaxTreeNode, notes: Notes) -> Block:
    match node.type:
        case "heading" if node.level:  # inside a list, a quote or a footnote it opens no section
            return {"kind": "paragraph", "content": [{"kind": "strong", "content": _inlines(node, notes)}]}
        case "heading":
            return {"kind": "heading", "level": int(node.tag[1]), "content": _inlines(node, notes)}
        case "paragraph":
            return {"kind": "paragraph", "content": _inlines(node, notes)}
        case "bullet_list" | "ordered_list":
            items = [_blocks(item.children, notes) for item in node.children]
            start = int(node.attrGet("start") or 1)
            return {"kind": "list", "ordered": node.type == "ordered_list", "start": start, "items": items}
        case "blockquote":
            return {"kind": "quote", "content": _blocks(node.children, notes)}
        case "fence" | "code_block":
            return {"kind": "literal", "text": clean(node.content.rstrip("\n"))}
        case "hr":
            return {"kind": "rule"}
        case "table":
            head, *body = [row for part in node.children for row in part.children]
            cells = [[_inlines(cell, notes) for cell in row.children] for row in (head, *body)]
            return {"kind": "grid", "head": cells[0], "rows": cells[1:]}
        case _:
            return {"kind": "literal", "text": clean(node.content)}


def _inlines(node: SyntaxTreeNode, notes: Notes) -> list[Inline]:
    return [inline for child in node.children for inline in _inline(child, notes)]


def _inline(node: SyntaxTreeNode, notes: Notes) -> list[Inline]:
    match node.type:
        case "inline":
            return _inlines(node, notes)
        case "text":
            return [clean(node.content)] if node.content else []
        case "softbreak":
            return [" "]
        case "hardbreak":
            return [{"kind": "break"}]
        case "code_inline":
            return [{"kind": "code", "text": clean(node.content)}]
        case "strong" | "em" | "s":
            return [{"kind": _MARKS[node.type], "content": _inlines(node, notes)}]
        case "footnote_ref":
            # A note is not set within itself: its own number is not among the notes that it may call.
            others = {number: note for number, note in notes.items() if number != node.meta["id"]}
            note = notes.get(node.meta["id"])
            return [] if note is None else [{"kind": "footnote", "content": _blocks(note, others)}]
        case "footnote_anchor":
            return []
        case "link":
            content, address = _inlines(node, notes), safe_link(str(node.attrGet("href") or ""))
            if not address:
                return content
            if address.startswith("#") and text_of(content) in REFERENCE_WORDS:
                return [{"kind": "reference", "to": address[1:]}]
            return [{"kind": "link", "to": address, "content": content}]
        case "image":
            return [clean(f"[image: {node.content}]")]
        case _:
            return [clean(node.content)]
