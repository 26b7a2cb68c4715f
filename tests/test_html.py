"""The page: one file that asks nothing of anybody, in which every text prints as itself."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re

import pytest
from bs4 import BeautifulSoup
from fontTools.ttLib import TTFont
from small_report import HOSTILE, Column, Record, cover, csv, drawing, figure, notebook, shows, table

from helpers.exhibits import Facet
from helpers.press import exporters, html
from helpers.press.html import tongues

FIRST = "See [figure](#fig-a), [figure](#fig-b) and [table](#tab-a).[^a] And again.[^b]"
FIRST += "\n\n[^a]: One *note*.\n\n[^b]: Two\n\n    - items"
CLIPPED = drawing('<defs><clipPath id="p1"><rect/></clipPath></defs><path d="M 0 0" clip-path="url(#p1)"/>')


def page(*cells: object, **words: object) -> BeautifulSoup:
    return BeautifulSoup(html.render(exporters.read(notebook(*cells, first=cover(**words)))), "html.parser")


@pytest.fixture(scope="module")
def small() -> BeautifulSoup:
    """A page of two figures with the same drawing, a table, two footnotes and a file."""
    figures = [figure(label, svg=CLIPPED, narrow=CLIPPED) for label in ("fig-a", "fig-b")]
    cells = (
        *("## First", FIRST, shows(*figures), "## Имена 이름", shows(table())),
        *("[site](https://example.org/) [row](#RK0001)", shows(csv(), source="files()")),
    )
    return page(*cells, title="Встречи", subtitle="Встречи", kicker="Отчёт", facts=[("День", "Март")])


def ids(soup: BeautifulSoup) -> list[str]:
    return [tag["id"] for tag in soup.find_all(id=True)]


def test_no_address_leads_out_but_those_of_links(small: BeautifulSoup) -> None:
    addresses = [
        (t.name, t[a]) for t in small.find_all(True) for a in ("href", "src", "xlink:href", "srcset") if t.get(a)
    ]
    outside = {(name, address) for name, address in addresses if not address.startswith(("#", "data:"))}
    assert outside == {("a", "https://example.org/1"), ("a", "https://example.org/")}
    assert set(re.findall(r"url\(([^)]{5})", str(small))) == {"data:", "#fig-"}
    assert "@import" not in str(small)
    assert small.find_all(["script", "iframe", "img", "object", "embed", "base", "form"]) == []


def test_what_the_page_may_do_is_said_to_the_browser(small: BeautifulSoup) -> None:
    [policy] = small.find_all("meta", attrs={"http-equiv": "Content-Security-Policy"})
    assert policy["content"] == (
        "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    assert policy.find_previous_sibling(["style", "link", "script"]) is None


def test_every_inner_address_has_one_target(small: BeautifulSoup) -> None:
    found = ids(small)
    assert len(found) == len(set(found))
    inner = {tag["href"][1:] for tag in small.find_all("a") if tag["href"].startswith("#")}
    assert inner - set(found) == set()
    used = re.findall(r'(?:url\(|xlink:href=")#([^)"]+)', str(small))
    assert sorted(used) == [f"fig-{f}-{v}-p1" for f in "ab" for v in ("narrow", "svg")]
    assert set(used) - set(found) == set()


def test_headings_cannot_take_the_ids_of_the_page() -> None:
    found = ids(page("## Report", "## The report", "## Note 1", "## Call 1\n\na[^1]\n\n[^1]: b"))
    assert found == ["the:report", "report", "the-report", "note-1", "call-1", "call:1", "note:1"]


def test_code_is_folded(small: BeautifulSoup) -> None:
    folded = small.select("details.code")
    assert [details.code.text.strip() for details in folded] == ["cover()", "show()", "show()", "files()"]
    assert [details.get("open") for details in folded] == [None] * 4
    assert [pre for pre in small.find_all("pre") if not pre.find_parent("details")] == []


def test_footnotes_lead_there_and_back(small: BeautifulSoup) -> None:
    calls = small.select('a[role="doc-noteref"]')
    notes = small.select("section.notes > ol > li")
    assert [(call.text, call["href"], call["id"]) for call in calls] == [
        ("1", "#note:1", "call:1"),
        ("2", "#note:2", "call:2"),
    ]
    assert [note["id"] for note in notes] == ["note:1", "note:2"]
    assert [note.select_one('a[role="doc-backlink"]')["href"] for note in notes] == ["#call:1", "#call:2"]
    assert [note.get_text(" ", strip=True) for note in notes] == ["One note . ↑", "Two items ↑"]
    assert notes[1].select_one("ul > li").text == "items"


def test_references_say_the_number_of_the_caption(small: BeautifulSoup) -> None:
    [said] = [p for p in small.find_all("p") if p.text.startswith("See ")]
    assert {link["href"]: link.text for link in said.find_all("a", role=None)} == {
        "#fig-a": "Figure 1",
        "#fig-b": "Figure 2",
        "#tab-a": "Table 1",
    }
    assert [(f["id"], f.select_one(".number").text) for f in small.find_all("figure")] == [
        ("fig-a", "Figure 1"),
        ("fig-b", "Figure 2"),
    ]
    assert small.select_one("#tab-a caption").text == "Table 1. Who met"


def test_drawings_have_words_and_data(small: BeautifulSoup) -> None:
    for found in small.find_all("figure"):
        drawings = found.select(".drawing")
        assert [(d["class"], d["role"], d["aria-label"]) for d in drawings] == [
            (["drawing", "wide"], "img", "One line from left to right."),
            (["drawing", "narrow"], "img", "One line from left to right."),
        ]
        download = found.select_one("details.data a[download]")
        assert download["download"] == f"{found['id']}.csv"
        data = base64.b64decode(download["href"].removeprefix("data:text/csv;charset=utf-8;base64,"))
        assert data == b"\xef\xbb\xbfMonth,Contacts\n2024-01,1\n"


def test_files_travel_in_the_page(small: BeautifulSoup) -> None:
    [file] = small.select("p.file a")
    data = base64.b64decode(file["href"].removeprefix("data:text/csv;charset=utf-8;base64,"))
    assert (file["download"], data.decode("utf-8-sig")) == ("contacts.csv", csv().text)


def test_tables_have_heads_and_rows_have_anchors(small: BeautifulSoup) -> None:
    shown = small.select_one("#tab-a table")
    assert [(head["scope"], head.text) for head in shown.select("th")] == [
        ("col", "Id"),
        ("col", "Russia"),
        ("col", "DPRK"),
    ]
    assert [cell["data-head"] for cell in shown.select("#RK0001 td")] == ["Id", "Russia", "DPRK"]
    assert shown.select_one("#RK0001 a.anchor")["href"] == "#RK0001"


def test_a_table_without_rows_says_so() -> None:
    shown = page(shows(table(rows=[], empty="Nobody met."))).select_one("#tab-a")
    assert [p.text.strip() for p in shown.find_all("p")] == [
        "Table 1. Who met",
        "Nobody met.",
        "All rows. Source: the data.",
    ]
    assert shown.table is None


def test_russian_and_korean_are_marked(small: BeautifulSoup) -> None:
    assert str(tongues("Sergey (Сергей Лавров), 최선희 & Kim; С. В. Лавров")) == (
        'Sergey (<span lang="ru">Сергей Лавров</span>), <span lang="ko">최선희</span> &amp; Kim; '
        '<span lang="ru">С. В. Лавров</span>'
    )
    unmarked = [
        text
        for text in small.body.find_all(string=re.compile("[\u0400-\u04ff\uac00-\ud7a3]"))
        if not text.find_parent(attrs={"lang": True}) or text.find_parent(attrs={"lang": True}).name == "html"
    ]
    assert unmarked == []
    assert [(span["lang"], span.text) for span in small.select("#tab-a [lang]")] == [
        ("ru", "Сергей Лавров"),
        ("ko", "최선희"),
    ]


def faces(soup: BeautifulSoup) -> dict[tuple[str, str, str], set[int]]:
    rule = r"font-family:'([^']+)';font-style:(\w+);font-weight:(\d+);[^}]*base64,([^)]+)\)"
    return {
        (family, style, weight): set(TTFont(io.BytesIO(base64.b64decode(data))).getBestCmap())
        for family, style, weight, data in re.findall(rule, soup.style.text)
    }


def test_fonts_hold_the_characters_of_the_page_and_no_others(small: BeautifulSoup) -> None:
    found = faces(small)
    text, korean = ("Source Sans 3", "normal", "400"), ("Noto Sans CJK KR", "normal", "400")
    assert sorted(found) == [
        korean,
        ("Source Sans 3", "italic", "400"),
        text,
        ("Source Sans 3", "normal", "600"),
    ]
    wanted = {ord(character) for character in small.body.get_text() if not character.isspace()}
    assert {chr(c) for c in wanted - found[text] - found[korean]} == set()
    assert {chr(c) for c in found[korean] if chr(c) >= "가"} == set("최선희이름")
    assert (ord("Л") in found[text], ord("Ж") in found[text]) == (True, False)


def test_a_page_without_korean_brings_no_korean_font() -> None:
    assert {family for family, *_ in faces(page("Лавров"))} == {"Source Sans 3"}


def test_hostile_words_print_as_themselves() -> None:
    rows = [Record([[words], [words]]) for words in HOSTILE]
    shown = page(
        *("\n\n".join(HOSTILE), f"## {HOSTILE[0]}", "```\n" + "\n".join(HOSTILE) + "\n```"),
        shows(figure(headline=HOSTILE[0], alt=f'"{HOSTILE[1]}"')),
        shows(table(caption=HOSTILE[0], note=HOSTILE[1], columns=[Column(HOSTILE[0]), Column("b")], rows=rows)),
        shows(csv(), source=HOSTILE[0]),
        title=HOSTILE[0],
        authors=['"><script>'],
    )
    main = shown.main
    assert tuple(p.text for p in main.find_all("p", recursive=False)) == HOSTILE
    assert shown.h1.text == main.h2.text == shown.nav.li.text == main.select_one("figcaption strong").text == HOSTILE[0]
    assert main.select_one(".table th").text == HOSTILE[0]
    assert main.find("pre", recursive=False).text.strip() == "\n".join(HOSTILE)
    assert tuple(row.td.text for row in main.select(".table tbody tr")) == HOSTILE
    assert {div["aria-label"] for div in main.select(".drawing")} == {f'"{HOSTILE[1]}"'}
    assert main.select("details.code code")[-1].text.strip() == HOSTILE[0]
    assert shown.find("meta", attrs={"name": "author"})["content"] == '"><script>'
    assert shown.find_all(["script", "b"]) == []


def test_no_cell_of_a_download_starts_a_formula() -> None:
    rows = [Record([[cell], ["-1.5"]]) for cell in ('=HYPERLINK("http://x")', "+a", "-b", "@c", "\td", "e=f", "")]
    download = page(shows(figure(rows=rows))).select_one("details.data a[download]")
    lines = base64.b64decode(download["href"].split(",")[1]).decode("utf-8-sig").splitlines()
    assert lines == [
        "Month,Contacts",
        '"\'=HYPERLINK(""http://x"")",-1.5',
        "'+a,-1.5",
        "'-b,-1.5",
        "'@c,-1.5",
        "'\td,-1.5",
        "e=f,-1.5",
        ",-1.5",
    ]


FACETS = [Facet("Level", ["high", "low"]), Facet("Status", ["held"])]
FOUND = [
    Record([["RK0001"], ["Лавров"]], "RK0001", ["high", "held"], ["RK0001", "1"], "RK0001: a visit. In: the data."),
    Record([["RK0002"], ['"><script>']], "RK0002", ["'>", "held"], ["RK0002", "2"], "<b>x</b>"),
]


@pytest.fixture(scope="module")
def finding() -> BeautifulSoup:
    """A page with a table that can be searched, and lines to cite."""
    columns = [Column("Id"), Column("What")]
    return page(shows(table(columns=columns, rows=FOUND, facets=FACETS)), cite='A. Author. <b>"Contacts"</b>.')


def test_the_one_script_of_a_page_is_named_by_its_hash(finding: BeautifulSoup) -> None:
    [script] = finding.find_all("script")
    assert script.attrs == {}
    digest = base64.b64encode(hashlib.sha256(script.string.encode()).digest()).decode()
    [policy] = finding.find_all("meta", attrs={"http-equiv": "Content-Security-Policy"})
    assert f"; script-src 'sha256-{digest}'; " in policy["content"]
    assert "unsafe-eval" not in policy["content"]
    assert re.findall(r"fetch\(|XMLHttp|import\(|localStorage|document\.cookie|innerHTML|eval\(", script.string) == []


def test_rows_carry_what_the_script_finds_them_by(finding: BeautifulSoup) -> None:
    found = finding.select_one("#tab-a table")
    assert json.loads(found["data-facets"]) == [{"name": f.name, "choices": f.choices} for f in FACETS]
    rows = found.select("tbody tr")
    assert [json.loads(row["data-facets"]) for row in rows] == [["high", "held"], ["'>", "held"]]
    assert [json.loads(row["data-keys"]) for row in rows] == [["RK0001", "1"], ["RK0002", "2"]]
    assert [row["id"] for row in rows] == ["RK0001", "RK0002"]


def test_without_its_script_a_table_is_whole_and_has_no_dead_controls(finding: BeautifulSoup) -> None:
    assert finding.main.find_all(["form", "input", "select", "button"]) == []
    assert [row.select("td")[1].span.text for row in finding.select("#tab-a tbody tr")] == ["Лавров", '"><script>']


def test_the_report_and_its_rows_say_how_to_cite_them(finding: BeautifulSoup) -> None:
    assert finding.select_one("header p.cite q").text == 'A. Author. <b>"Contacts"</b>.'
    lines = finding.select("#tab-a details.cite")
    assert [(line.summary["aria-label"], line.q.text) for line in lines] == [
        ("Cite RK0001", "RK0001: a visit. In: the data."),
        ("Cite RK0002", "<b>x</b>"),
    ]


def test_the_same_notebook_gives_the_same_page() -> None:
    once = str(page("a[^1]\n\n[^1]: b", shows(figure()), shows(table())))
    html._subset.cache_clear()
    assert str(page("a[^1]\n\n[^1]: b", shows(figure()), shows(table()))) == once
