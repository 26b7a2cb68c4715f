"""A document as one HTML file that asks nothing of anybody: fonts, drawings and data inside."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import re
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import uharfbuzz as hb
from fontTools.ttLib import TTFont
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from helpers import exhibits, fonts
from helpers.press import svg
from helpers.press.document import Document
from helpers.press.markdown import text_of

_SCRIPTS = re.compile(
    "(?P<ko>[\uac00-\ud7a3]+(?: [\uac00-\ud7a3]+)*)|(?P<ru>[\u0400-\u04ff]+(?:[ .,\u2013-]+[\u0400-\u04ff]+)*)"
)
_FACES = (
    (fonts.TEXT, fonts.REGULAR, "normal", 400),
    (fonts.TEXT, fonts.ITALIC, "italic", 400),
    (fonts.TEXT, fonts.SEMIBOLD, "normal", 600),
    (fonts.KOREAN, fonts.KOREAN_REGULAR, "normal", 400),
)
_USUAL = frozenset(map(chr, range(0x20, 0x7F))) | frozenset("\n\u00a0–—‘’“”…→×−±≥≤·")
"""Characters that every page's fonts have: with them most pages want the same fonts, which are cut once for many."""
_FEATURES = [int.from_bytes(tag) for tag in (b"kern", b"liga", b"tnum", b"mark", b"mkmk")]
SCRIPT = "find.js"
_HIGHLIGHTER = HtmlFormatter(nowrap=True, classprefix="k-")
_LEXER = PythonLexer()  # its rules are compiled with the first one that is made: once for all whose process is forked


def render(document: Document) -> str:
    """The page."""
    footnotes: list[Any] = []
    script = resources.files("helpers.press").joinpath("templates", SCRIPT).read_text("utf-8")
    body = _PAGE.render(
        cover=document.cover,
        blocks=document.blocks,
        files=document.files,
        anchors=document.anchors,
        dark=document.dark,
        footnotes=footnotes,
        sections=[block for block in document.blocks if block["kind"] == "heading" and block["level"] == 2],
        css=Markup(_STYLE.render()),
        faces=Markup("@FACES@"),
        scripted=_scripted(document),
        script=Markup(script),
        script_hash=_hash(script),
    )
    return body.replace("@FACES@", _font_faces(body), 1)


def _scripted(document: Document) -> bool:
    """Whether the page has something that the script is for; a page that has not carries none."""
    tables = [block for block in document.blocks if block["kind"] == "table"]
    return bool(document.cover.get("cite")) or any(table.get("facets") for table in tables)


def _hash(script: str) -> str:
    """The script as a content security policy names it: this one may run and no other."""
    return f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}"


def tongues(text: str) -> Markup:
    """Text with its Russian and Korean runs marked as such, for voices, hyphens and fonts."""
    out, at = Markup(), 0
    for run in _SCRIPTS.finditer(text):
        out += escape(text[at : run.start()]) + Markup('<span lang="{}">{}</span>').format(run.lastgroup, run[0])
        at = run.end()
    return out + escape(text[at:])


def _code(source: str) -> Markup:
    return Markup(highlight(source, _LEXER, _HIGHLIGHTER))


def _drawing(figure: dict[str, Any], variant: str) -> Markup:
    prefix = f"{figure['label']}-{variant}-"
    return Markup(svg.for_page(figure[variant], prefix, figure["dark"])) if figure[variant] else Markup()


def _download(text: str, media_type: str) -> str:
    """The address of a file inside the page."""
    return f"data:{media_type};charset=utf-8;base64,{base64.b64encode(text.encode('utf-8-sig')).decode()}"


def _csv(figure: dict[str, Any]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(column["name"] for column in figure["columns"])
    for row in figure["rows"]:
        writer.writerow(_plain(cell) for cell in row["cells"])
    return out.getvalue()


def _plain(cell: list[Any]) -> str:
    text = "".join(piece if isinstance(piece, str) else piece["text"] for piece in cell)
    return text if re.fullmatch(r"[+-]?[\d.]+", text) else exhibits.spreadsheet_safe(text)


def ahead() -> None:
    """Cut the fonts before somebody asks: a process that is forked from this one need not cut them again."""
    _font_faces("")


def _font_faces(page: str) -> str:
    """The fonts as style rules, each cut down to the characters of the page and those that most pages have."""
    characters = _USUAL | frozenset(page)
    return "".join(
        f"@font-face{{font-family:'{family}';font-style:{style};font-weight:{weight};font-display:block;"
        f"src:url(data:font/woff2;base64,{data}) format('woff2')}}"
        for family, path, style, weight in _FACES
        if (data := _subset(path, characters))
    )


@cache
def _subset(path: Path, characters: frozenset[str]) -> str:
    """A font with only the characters wanted, in Base64; empty where it has none of them but the space."""
    face = hb.Face(hb.Blob.from_file_path(str(path)))
    wanted = {ord(character) for character in characters} & set(face.unicodes)
    if path == fonts.KOREAN_REGULAR and max(wanted, default=0) < 0x3131:
        return ""
    cut = hb.SubsetInput()
    cut.unicode_set.update(wanted)
    cut.layout_feature_tag_set.clear()
    cut.layout_feature_tag_set.update(_FEATURES)
    cut.flags = hb.SubsetFlags.NO_HINTING
    out = io.BytesIO()
    with TTFont(io.BytesIO(hb.subset(face, cut).blob.data), recalcTimestamp=False, recalcBBoxes=False) as font:
        font.flavor = "woff2"
        font.save(out)
    return base64.b64encode(out.getvalue()).decode()


_ENVIRONMENT = Environment(
    loader=PackageLoader("helpers.press"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONMENT.filters |= {"tongues": tongues, "code": _code, "words": text_of}
_ENVIRONMENT.globals |= {"drawing": _drawing, "download": _download, "csv_of": _csv}
# Compiled with the module, once for all reports whose processes are forked.
_PAGE, _STYLE = map(_ENVIRONMENT.get_template, ("report.html.j2", "report.css"))
