"""Markdown to blocks: what it says, and what it must never do."""

from __future__ import annotations

from typing import Any

import pytest
from small_report import HOSTILE

from helpers.exhibits import plain
from helpers.press.markdown import blocks, clean, safe_link, text_of


def paragraph(*content: Any) -> dict[str, Any]:
    return {"kind": "paragraph", "content": list(content)}


def footnote(*content: Any) -> dict[str, Any]:
    return {"kind": "footnote", "content": list(content)}


BLOCKS = {
    "heading": (
        "## Two *words*",
        {"kind": "heading", "level": 2, "content": ["Two ", {"kind": "em", "content": ["words"]}]},
    ),
    "paragraph of two lines": ("a\nb  \nc", paragraph("a", " ", "b", {"kind": "break"}, "c")),
    "marks": (
        "**a** ~~b~~ `c$`",
        paragraph(
            {"kind": "strong", "content": ["a"]},
            " ",
            {"kind": "strike", "content": ["b"]},
            " ",
            {"kind": "code", "text": "c$"},
        ),
    ),
    "list in a list": (
        "3. a\n   - b\n4. c",
        {
            "kind": "list",
            "ordered": True,
            "start": 3,
            "items": [
                [paragraph("a"), {"kind": "list", "ordered": False, "start": 1, "items": [[paragraph("b")]]}],
                [paragraph("c")],
            ],
        },
    ),
    "quote": ("> a", {"kind": "quote", "content": [paragraph("a")]}),
    "fence": ("```python\nx = 1\n```", {"kind": "literal", "text": "x = 1"}),
    "rule": ("***", {"kind": "rule"}),
    "table": (
        "|a|b|\n|-|-:|\n|*1*||",
        {"kind": "grid", "head": [["a"], ["b"]], "rows": [[[{"kind": "em", "content": ["1"]}], []]]},
    ),
    "link": (
        "[a](https://example.org/)",
        paragraph({"kind": "link", "to": "https://example.org/", "content": ["a"]}),
    ),
    "reference": ("see [figure](#fig-a)", paragraph("see ", {"kind": "reference", "to": "fig-a"})),
    "image": ("![a map](http://example.org/map.png)", paragraph("[image: a map]")),
    "footnote": ("a[^n]\n\n[^n]: b *c*", paragraph("a", footnote(paragraph("b ", {"kind": "em", "content": ["c"]})))),
    "footnote of two blocks": (
        "a[^n]\n\n[^n]: b\n\n    - c",
        paragraph(
            "a",
            footnote(paragraph("b"), {"kind": "list", "ordered": False, "start": 1, "items": [[paragraph("c")]]}),
        ),
    ),
    "footnote called twice": (
        "a[^n] b[^n]\n\n[^n]: c",
        paragraph("a", footnote(paragraph("c")), " b", footnote(paragraph("c"))),
    ),
    "footnote in a footnote": (
        "a[^n]\n\n[^n]: b[^m]\n\n[^m]: c",
        paragraph("a", footnote(paragraph("b", footnote(paragraph("c"))))),
    ),
    "footnote that calls itself": ("a[^n]\n\n[^n]: b[^n]", paragraph("a", footnote(paragraph("b")))),
    "heading in a quote": (
        "> # a",
        {"kind": "quote", "content": [paragraph({"kind": "strong", "content": ["a"]})]},
    ),
}


@pytest.mark.parametrize("name", BLOCKS)
def test_blocks(name: str) -> None:
    source, block = BLOCKS[name]
    assert blocks(source) == [block]


@pytest.mark.parametrize("words", HOSTILE)
def test_what_another_language_would_run_is_text(words: str) -> None:
    assert blocks(words) == [paragraph(words)]


def test_raw_html_is_text() -> None:
    assert blocks("<div onclick='x()'>\na\n</div>") == [paragraph("<div onclick='x()'>", " ", "a", " ", "</div>")]


@pytest.mark.parametrize("words", [*HOSTILE, "*a* _b_ [c](d) # e", "1. a", "a[^1] ~~b~~ | c | `d` &amp; <http://e>"])
def test_data_quoted_with_plain_print_as_themselves(words: str) -> None:
    [block] = blocks(plain(words))
    assert (block["kind"], text_of(block["content"])) == ("paragraph", words)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,x",
        "//x",
        "file:///x",
        "",
    ],
)
def test_links_that_lose_their_address(address: str) -> None:
    assert safe_link(address) == ""


@pytest.mark.parametrize(
    "address", ["https://example.org/a?b=c#d", "HTTP://example.org", "mailto:a@example.org", "#fig-a"]
)
def test_links_that_keep_it(address: str) -> None:
    assert safe_link(address) == address


def test_a_link_without_an_address_keeps_its_words() -> None:
    assert blocks("[a](<ftp://example.org/>)") == [paragraph("a")]
    assert blocks("[a](javascript:alert(1))") == [paragraph("[a](javascript:alert(1))")]


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("a\u202eb", "a[U+202E]b"),
        ("a\u2066b\u200f", "a[U+2066]b[U+200F]"),
        ("a\x07b\x9f\r", "a[U+0007]b[U+009F][U+000D]"),
        ("\ufeffa\ue000\U00100000", "[U+FEFF]a[U+E000][U+100000]"),
        ("e\u0301 \u1112\u1161\u11ab", "\u00e9 한"),
        ("a\tb\nc Ё", "a\tb\nc Ё"),
    ],
)
def test_invisible_characters_become_visible(text: str, printed: str) -> None:
    assert clean(text) == printed


def test_invisible_characters_of_every_kind_of_text() -> None:
    assert blocks("a\u202e `\u202e` ![\u202e](x) &#x202e;\n\n    \u202e") == [
        paragraph("a[U+202E] ", {"kind": "code", "text": "[U+202E]"}, " ", "[image: [U+202E]]", " [U+202E]"),
        {"kind": "literal", "text": "[U+202E]"},
    ]


def test_words_of_inlines() -> None:
    [block] = blocks("a **b `c`** [d](#e)[^n]\n\n[^n]: not this")
    assert text_of(block["content"]) == "a b c d"
