"""Drawings: only inert SVG is admitted, and in HTML its colours follow the paper."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, ParseError, register_namespace, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from helpers.press.markdown import clean

SVG = "{http://www.w3.org/2000/svg}"
HREF = "{http://www.w3.org/1999/xlink}href"
ELEMENTS = {
    "svg",
    "g",
    "defs",
    "style",
    "path",
    "use",
    "text",
    "tspan",
    "rect",
    "circle",
    "line",
    "clipPath",
    "pattern",
}
DROPPED = {"metadata", "title", "desc"}
# What matplotlib writes; nothing that loads, links out or runs.
ATTRIBUTES = {
    *("id", "style", "class", "d", "x", "y", "width", "height", "viewBox", "version", "transform", "clip-path"),
    *("clip-rule", "fill-rule", "r", "cx", "cy", "x1", "y1", "x2", "y2", "fill", "stroke", "patternUnits", "type"),
}
# Other functions of style sheets fetch images; with an escape in its name a function is another one, too.
FUNCTIONS = {"url", "matrix", "rotate", "scale", "skewX", "skewY", "translate"}
STYLE_SHEET = "*{stroke-linejoin: round; stroke-linecap: butt}"

register_namespace("", SVG[1:-1])
register_namespace("xlink", HREF[1:].split("}")[0])


class Refused(ValueError):
    """A drawing holds something that a report must not."""


def admitted(source: str) -> str:
    """A drawing as SVG that can do nothing but be seen.

    Raises
    ------
    Refused
        It is no SVG, or holds elements, attributes or addresses beyond what a drawing needs.
    """
    try:
        root = fromstring(source, forbid_dtd=False)
    except (ParseError, DefusedXmlException) as error:
        raise Refused(f"its drawing is no sound SVG ({type(error).__name__})") from None
    if root.tag != f"{SVG}svg":
        raise Refused("its drawing is no SVG")
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag.removeprefix(SVG) in DROPPED:
                parent.remove(child)
    for element in root.iter():
        _check(element)
        element.text, element.tail = clean(element.text or ""), clean(element.tail or "")
    return tostring(root, encoding="unicode")


def _check(element: Element) -> None:
    name = element.tag.removeprefix(SVG)
    if name not in ELEMENTS:
        raise Refused(f"its drawing holds the element <{name}>")
    if name == "style" and (element.text or "").strip() != STYLE_SHEET:
        raise Refused("its drawing holds a style sheet of its own")
    for key, value in element.attrib.items():
        if key == HREF:
            if not value.startswith("#"):
                raise Refused("its drawing refers to something outside itself")
        elif key not in ATTRIBUTES:
            raise Refused(f"its drawing holds the attribute {key!r}")
        functions = re.findall(r"([\w-]+)\(", value) if "(" in value else []  # long paths have none
        if re.search(r"url\((?!#)", value) or set(functions) - FUNCTIONS:
            raise Refused("its drawing refers to something outside itself")


def for_page(source: str, prefix: str, dark: dict[str, str]) -> str:
    """An admitted drawing for a page that holds many: ids of its own, colours as variables of the page.

    Parameters
    ----------
    prefix
        Goes before every id that the drawing refers to; other ids are dropped.
    dark
        The colours that change on dark paper.
    """
    root = fromstring(source)
    used = set(re.findall(r'(?:url\(|href=")#([^)"]+)', source))
    for element in root.iter():
        if "id" in element.attrib:
            if element.attrib["id"] in used:
                element.attrib["id"] = prefix + element.attrib["id"]
            else:
                del element.attrib["id"]
        for key, value in element.attrib.items():
            if key == HREF:
                element.attrib[key] = f"#{prefix}{value[1:]}"
            elif "url(#" in value:
                element.attrib[key] = value.replace("url(#", f"url(#{prefix}")
        for key in ("style", "fill", "stroke"):
            if key in element.attrib:
                element.attrib[key] = _coloured(element.attrib[key], dark)
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag == f"{SVG}style":
                parent.remove(child)  # the page's own style sheet says the same once
    for side in ("width", "height"):
        root.attrib.pop(side, None)
    return tostring(root, encoding="unicode")


def size(source: str) -> tuple[float, float]:
    """Width and height of a drawing in points."""
    root = fromstring(source)
    return tuple(float(root.attrib[side].removesuffix("pt")) for side in ("width", "height"))


def _coloured(value: str, dark: dict[str, str]) -> str:
    return re.sub(
        r"#[0-9a-f]{6}", lambda m: f"var(--c{m[0][1:]},{m[0]})" if m[0] in dark else m[0], value, flags=re.IGNORECASE
    )
