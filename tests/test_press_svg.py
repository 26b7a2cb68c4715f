"""Drawings: what is refused, what is admitted, and two of them in one page."""

from __future__ import annotations

import re

import pytest
from small_report import SVG, drawing

from helpers.analysis import theme
from helpers.press import svg

OUTSIDE = "its drawing refers to something outside itself"
BOMB = '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
REFUSED = {
    "script": (drawing("<script>alert(1)</script>"), "its drawing holds the element <script>"),
    "script of no namespace": (drawing('<script xmlns=""/>'), "its drawing holds the element <script>"),
    "foreign object": (drawing("<foreignObject/>"), "its drawing holds the element <foreignObject>"),
    "animation": (drawing("<set/>"), "its drawing holds the element <set>"),
    "image": (drawing('<image xlink:href="#a"/>'), "its drawing holds the element <image>"),
    "event": (drawing(attributes=' onload="alert(1)"'), "its drawing holds the attribute 'onload'"),
    "plain href": (drawing('<use href="#a"/>'), "its drawing holds the attribute 'href'"),
    "other file": (drawing('<use xlink:href="http://example.org/#a"/>'), OUTSIDE),
    "script as an address": (drawing('<use xlink:href="javascript:alert(1)"/>'), OUTSIDE),
    "url in a style": (drawing('<path style="fill: url(http://example.org)"/>'), OUTSIDE),
    "url in an attribute": (drawing('<path fill="url( #a)"/>'), OUTSIDE),
    "url spelt with escapes": (drawing(r'<path style="fill: u\72l(http://example.org)"/>'), OUTSIDE),
    "image set": (drawing("<path style=\"background: image-set('http://example.org' 1x)\"/>"), OUTSIDE),
    "style sheet": (
        drawing("<style>@import 'http://example.org'</style>"),
        "its drawing holds a style sheet of its own",
    ),
    "entities": (BOMB + drawing("<text>&b;</text>"), "its drawing is no sound SVG (EntitiesForbidden)"),
    "outside entity": (
        '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + drawing("<text>&a;</text>"),
        "its drawing is no sound SVG (EntitiesForbidden)",
    ),
    "nothing": ("", "its drawing is no sound SVG (ParseError)"),
    "half": (drawing()[:-3], "its drawing is no sound SVG (ParseError)"),
    "HTML": ("<html/>", "its drawing is no SVG"),
    "SVG by name alone": ("<svg/>", "its drawing is no SVG"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_drawing_that_could_do_something_is_refused(name: str) -> None:
    source, message = REFUSED[name]
    with pytest.raises(svg.Refused) as refused:
        svg.admitted(source)
    assert str(refused.value) == message


@pytest.fixture(scope="module")
def drawn() -> str:
    """What matplotlib writes for bars with a hatch, a marker, a clipped line and Korean words."""

    def draw(ax: object, _: bool) -> None:
        ax.bar([1, 2], [3, 4], color="#4a7fb5", hatch="//")
        ax.plot([1, 2], [1, 2], marker="o", color=theme.ACCENT)
        ax.set_title("최선희 & <b>", rotation=3)

    return theme.render(draw, label="fig-a", height=2).svg


def test_what_matplotlib_writes_is_admitted(drawn: str) -> None:
    admitted = svg.admitted(drawn)
    assert (drawn.count("<metadata>"), admitted.count("metadata")) == (1, 0)
    assert {tag: admitted.count(f"<{tag} ") for tag in ("path", "use", "pattern", "clipPath")} == {
        tag: drawn.count(f"<{tag} ") for tag in ("path", "use", "pattern", "clipPath")
    }
    assert "최선희 &amp; &lt;b&gt;" in admitted
    assert svg.admitted(admitted) == admitted


def test_comments_instructions_and_descriptions_are_dropped() -> None:
    source = drawing("<!-- a --><?xml-stylesheet href='http://example.org'?><title>b</title><path d='M 0 0'/>")
    assert svg.admitted(source) == svg.admitted(drawing("<path d='M 0 0'/>"))


def test_direction_characters_in_a_drawing_become_visible() -> None:
    assert ">a[U+202E]b<" in svg.admitted(drawing("<text>a\u202eb</text>"))


def test_two_drawings_of_one_page_share_no_id(drawn: str) -> None:
    admitted = svg.admitted(drawn)
    pages = [svg.for_page(admitted, prefix, {}) for prefix in ("fig-a-svg-", "fig-b-svg-")]
    ids = [re.findall(r'\bid="([^"]+)"', page) for page in pages]
    for prefix, page, own in zip(("fig-a-svg-", "fig-b-svg-"), pages, ids, strict=True):
        assert len(own) == 4  # tick, marker, hatch, clip path: ids that nothing refers to are gone
        assert {i[: len(prefix)] for i in own} == {prefix}
        assert set(re.findall(r'(?:url\(|href=")#([^)"]+)', page)) == set(own)
    assert not set(ids[0]) & set(ids[1])


def test_colours_follow_the_paper() -> None:
    source = svg.admitted(drawing('<path fill="#4a7fb5" style="stroke: #4a7fb5; fill: #123456"/>'))
    assert svg.for_page(source, "a-", {"#4a7fb5": "#7fabd8"}) == (
        f'<svg xmlns="{SVG}" viewBox="0 0 90 30" version="1.1"><defs /><g>'
        '<path fill="var(--c4a7fb5,#4a7fb5)" style="stroke: var(--c4a7fb5,#4a7fb5); fill: #123456" /></g></svg>'
    )
