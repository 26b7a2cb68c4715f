"""The PDF: what its structure says to machines, and that every text prints as itself."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pikepdf
import pytest
from conftest import contacts
from small_report import HOSTILE, Column, Record, cover, csv, drawing, figure, link, notebook, shows, table

from helpers.press import exporters, pdf

SLUG = "contacts-2023-24"
PDFTOTEXT = shutil.which("pdftotext")
reads_text = pytest.mark.skipif(PDFTOTEXT is None, reason="needs pdftotext (poppler-utils) to read the text of a PDF")

ROWS = [Record([[f"RK{i:04}"], ["Сергей Лавров"], ["최선희"]], id=f"RK{i:04}") for i in range(1, 61)]
LONG = "https://example.org/" + "a_long/path-of.words?and=queries&" * 4
NOTEBOOK = notebook(
    "## First\n\nSee [figure](#fig-a), [table](#tab-a) and [row](#RK0060).[^a]\n\n[^a]: One note."
    "\n\n    - of two blocks",
    shows(figure(svg=drawing("<text style=\"font: 9px 'Source Sans 3'\">Words</text>"))),
    "### Under it\n\n1. a\n   - b\n\n> quoted\n\n|x|y|\n|-|-|\n|1|2|",
    shows(table(rows=ROWS)),
    "## Hostile\n\n" + "\n\n".join(HOSTILE),
    shows(table("tab-b", columns=[Column("Words")], rows=[Record([[words]]) for words in HOSTILE])),
    shows(table("tab-c", rows=[], empty="Nobody met.")),
    shows(table("tab-d", columns=[Column("Address")], rows=[Record([[link(LONG, LONG)]])])),
    shows(csv()),
)


def printed(whole: nbformat.NotebookNode) -> bytes:
    return pdf.render(exporters.read(whole), whole)


@pytest.fixture(scope="module")
def small() -> Iterator[pikepdf.Pdf]:
    """The PDF of a figure, a table over pages, a footnote and hostile words."""
    with pikepdf.open(io.BytesIO(printed(NOTEBOOK))) as pdf:
        yield pdf


def elements(node: pikepdf.Object) -> Iterator[pikepdf.Dictionary]:
    """The elements of a structure tree, in order."""
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from elements(child)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        yield node
        yield from elements(node.get("/K"))


def tagged(pdf: pikepdf.Pdf, kind: str) -> list[pikepdf.Dictionary]:
    return [element for element in elements(pdf.Root.StructTreeRoot.K) if str(element.S) == kind]


def heads(pdf: pikepdf.Pdf) -> list[list[str]]:
    """For each table the scopes that its heads declare, in order; an empty one for a head that declares none."""

    def scope(head: pikepdf.Dictionary) -> str:
        return next((str(entry["/Scope"]) for entry in head.get("/A", []) if "/Scope" in entry), "")

    return [
        [scope(cell) for cell in elements(table.get("/K")) if str(cell.S) == "/TH"] for table in tagged(pdf, "/Table")
    ]


def bookmarks(pdf: pikepdf.Pdf) -> list[str]:
    def under(items: list[pikepdf.OutlineItem], depth: int = 0) -> Iterator[str]:
        for item in items:
            yield "  " * depth + item.title
            yield from under(item.children, depth + 1)

    with pdf.open_outline() as outline:
        return list(under(outline.root))


def text_of(data: bytes, tmp_path: Path) -> list[str]:
    """The text of each page."""
    (tmp_path / "report.pdf").write_bytes(data)
    command = [PDFTOTEXT, "-layout", str(tmp_path / "report.pdf"), "-"]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8").split("\f")


def saved(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def test_the_file_declares_its_standards_and_its_subject(small: pikepdf.Pdf) -> None:
    with small.open_metadata() as declared:
        names = ("pdfuaid:part", "pdfaid:part", "pdfaid:conformance", "dc:title", "dc:creator", "dc:language")
        assert {name: declared.get(name) for name in names} == {
            "pdfuaid:part": "1",
            "pdfaid:part": "3",
            "pdfaid:conformance": "A",
            "dc:title": "Contacts: How many",
            "dc:creator": ["A. Author"],
            "dc:language": {"en-GB"},
        }
        assert (declared["dc:description"], declared["pdf:Keywords"]) == ("How many", "Russia, DPRK")
    assert (str(small.Root.Lang), bool(small.Root.MarkInfo.Marked)) == ("en-GB", True)
    assert bool(small.Root.ViewerPreferences.DisplayDocTitle)
    assert [str(intent.S) for intent in small.Root.OutputIntents] == ["/GTS_PDFA1"]


def test_every_part_is_tagged(small: pikepdf.Pdf) -> None:
    kinds = Counter(str(element.S) for element in elements(small.Root.StructTreeRoot.K))
    wanted = {
        "/Document": 1,
        "/Title": 1,
        "/Figure": 1,
        "/Note": 1,
        "/BlockQuote": 1,
        "/Table": 4,  # tab-a, tab-b, tab-d and the grid; tab-c has no rows
        "/THead": 4,
        "/TH": 3 + 1 + 1 + 2,
        "/TR": 61 + (1 + len(HOSTILE)) + 2 + 2,
        "/Caption": 5,
        "/H1": 3,  # contents and two of the report
        "/H2": 1,
    }
    assert {kind: kinds[kind] for kind in wanted} == wanted
    assert all("/StructParents" in page for page in small.pages if page.get("/Contents"))


def test_figures_say_what_they_show(small: pikepdf.Pdf) -> None:
    assert [str(found.Alt) for found in tagged(small, "/Figure")] == ["One line from left to right."]


def test_heads_of_tables_say_their_scope(small: pikepdf.Pdf) -> None:
    # The Markdown table has two columns; of the exhibits, one has three and two have one; the empty one is no table.
    assert heads(small) == [["/Column"] * columns for columns in (2, 3, 1, 1)]


def test_russian_and_korean_carry_their_language(small: pikepdf.Pdf) -> None:
    languages = Counter(str(e["/Lang"]) for e in elements(small.Root.StructTreeRoot.K) if "/Lang" in e)
    assert languages == {"ru": 60, "ko": 60}


def test_attachments_read_back_byte_for_byte(small: pikepdf.Pdf) -> None:
    found = {name: (spec.get_file().read_bytes(), str(spec.relationship)) for name, spec in small.attachments.items()}
    assert found == {
        "contacts.csv": (csv().text.encode(), "/Data"),
        "notebook.ipynb": (nbformat.writes(pdf.without_outputs(NOTEBOOK)).encode(), "/Source"),
    }
    assert {name: spec.get_file().mime_type for name, spec in small.attachments.items()} == {
        "contacts.csv": "text/csv",
        "notebook.ipynb": "application/x-ipynb+json",
    }
    attached = nbformat.reads(found["notebook.ipynb"][0].decode(), as_version=4)
    assert [cell.source for cell in attached.cells] == [cell.source for cell in NOTEBOOK.cells]
    assert {len(cell.outputs) for cell in attached.cells if cell.cell_type == "code"} == {0}


def test_attachments_cannot_replace_the_files_of_the_press() -> None:
    names = ("report.typ", "document.json", "figure-1.svg")
    whole = notebook(shows(figure()), shows(*(csv("mine", name) for name in names)))
    with pikepdf.open(io.BytesIO(printed(whole))) as pdf:
        found = {name: spec.get_file().read_bytes() for name, spec in pdf.attachments.items()}
        assert {name: found[name] for name in names} == dict.fromkeys(names, b"mine")
        assert len(tagged(pdf, "/Figure")) == 1


def test_bookmarks(small: pikepdf.Pdf) -> None:
    assert bookmarks(small) == ["First", "  Under it", "Hostile"]


def test_links_say_and_find_where_they_lead(small: pikepdf.Pdf) -> None:
    numbers = {page.objgen: number for number, page in enumerate(small.pages, 1)}
    links = [(numbers[page.objgen], link) for page in small.pages for link in page.get("/Annots", [])]
    assert {str(link.A.URI) for _, link in links if "/A" in link} == {LONG}
    places = [(on, str(link.Contents), link.Dest) for on, link in links if "/Dest" in link]
    # The table begins on the page that refers to it; its last row stands on the next one.
    assert [(words, numbers[to[0].objgen]) for on, words, to in places if on == 2] == [
        ("Figure 1", 2),
        ("Table 1", 2),
        ("page 2", 3),
        ("Footnote 1", 2),
        ("1", 2),
    ]
    named = {str(to) for _, _, to in places if isinstance(to, pikepdf.String)}
    assert named == {"first", "hostile"}  # what the contents on the cover list
    assert named - set(pikepdf.NameTree(small.Root.Names.Dests)) == set()


def test_the_same_document_gives_the_same_bytes_on_its_own_day(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = notebook("a", shows(figure()), shows(csv()))
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    once = printed(whole)
    assert printed(whole) == once
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    dates = []
    for data in (once, printed(whole)):
        with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_metadata() as declared:
            dates.append((str(pdf.docinfo["/CreationDate"])[:16], declared["xmp:CreateDate"][:19]))
    assert dates == [("D:20240301000000", "2024-03-01T00:00:00"), ("D:20231114221320", "2023-11-14T22:13:20")]


@pytest.mark.parametrize(
    ("whole", "message"),
    [
        (notebook("A 中 b"), 'no font of the report has `"中"`'),
        (notebook(shows(table(caption="😀"))), 'no font of the report has `"😀"`'),
        (notebook(first=cover(title="中")), 'no font of the report has `"中"`'),
    ],
)
def test_a_character_that_no_font_has_is_named(whole: nbformat.NotebookNode, message: str) -> None:
    with pytest.raises(pdf.CannotBeSet) as missing:
        printed(whole)
    assert str(missing.value) == message


@reads_text
def test_hostile_words_print_as_themselves(small: pikepdf.Pdf, tmp_path: Path) -> None:
    text = "\n".join(text_of(saved(small), tmp_path))
    lines = Counter(line.strip() for line in text.splitlines())
    assert {words: lines[words] for words in HOSTILE} == dict.fromkeys(HOSTILE, 2)
    assert "root:" not in text


@reads_text
def test_heads_of_long_tables_stand_on_every_page(small: pikepdf.Pdf, tmp_path: Path) -> None:
    pages = [page for page in text_of(saved(small), tmp_path) if re.search(r"^ *RK\d{4} .*최선희", page, re.MULTILINE)]
    assert len(pages) > 1
    assert [len(re.findall(r"^ *Id +Russia +DPRK$", page, re.MULTILINE)) for page in pages] == [1] * len(pages)
    rows = [row for page in pages for row in re.findall(r"^ *(RK\d{4}) +Сергей Лавров +최선희$", page, re.MULTILINE)]
    assert rows == [f"RK{i:04}" for i in range(1, 61)]


@reads_text
def test_long_addresses_break_and_copy_whole(small: pikepdf.Pdf, tmp_path: Path) -> None:
    [page] = [page for page in text_of(saved(small), tmp_path) if "https://example.org" in page]
    assert re.sub(r"\s", "", LONG) in re.sub(r"\s", "", page)


@reads_text
def test_footnotes_references_and_empty_tables_are_set(small: pikepdf.Pdf, tmp_path: Path) -> None:
    text = re.sub(r"\s+", " ", "\n".join(text_of(saved(small), tmp_path)))
    assert "See Figure 1, Table 1 and row.1" in text
    assert "One note. • of two blocks" in text
    assert "Table 3 Who met Nobody met. All rows. Source: the data." in text


@pytest.fixture(scope="module")
def flagship(built: Path) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(built / SLUG / f"{SLUG}.pdf") as opened:
        yield opened


def test_the_real_pdf_declares_its_standards(flagship: pikepdf.Pdf) -> None:
    with flagship.open_metadata() as declared:
        names = ("pdfuaid:part", "pdfaid:part", "pdfaid:conformance")
        assert [declared[name] for name in names] == ["1", "3", "A"]
        assert declared["dc:title"].startswith("Contacts between Russia and the DPRK: How frequent they were")
    assert (str(flagship.Root.Lang), bool(flagship.Root.MarkInfo.Marked)) == ("en-GB", True)


def test_the_real_pdf_says_its_figures_and_tables(flagship: pikepdf.Pdf, built: Path) -> None:
    page = (built / SLUG / f"{SLUG}.html").read_text("utf-8")
    alts = [str(found.Alt) for found in tagged(flagship, "/Figure")]
    assert len(alts) == page.count("<figure id=")
    assert min(map(len, alts)) > 40
    assert len(heads(flagship)) == page.count('<div class="table" id=')
    assert all(set(scopes) == {"/Column"} for scopes in heads(flagship))
    chapters = re.findall(r'<h2 id="[^"]+">([^<]+)</h2>', page)
    assert len(chapters) > 5
    assert [title for title in bookmarks(flagship) if not title.startswith(" ")] == ["Figures", "Tables", *chapters]


def test_the_real_pdf_carries_the_rows_and_the_notebook(flagship: pikepdf.Pdf, built: Path) -> None:
    assert sorted(flagship.attachments) == ["contacts.csv", "notebook.ipynb"]
    rows = flagship.attachments["contacts.csv"].get_file().read_bytes()
    assert (built / SLUG / "contacts.csv").read_bytes() == b"\xef\xbb\xbf" + rows
    attached = nbformat.reads(flagship.attachments["notebook.ipynb"].get_file().read_bytes().decode(), as_version=4)
    published = nbformat.read(built / SLUG / f"{SLUG}.ipynb", as_version=4)
    assert attached == pdf.without_outputs(published)
    assert [len(cell.outputs) for cell in attached.cells if cell.cell_type == "code" and cell.outputs] == []


HALF = 0.5
"""Share of its height to which a page of the body is filled, but for the last: a figure that does not fit moves on."""
MILLIMETRE = 72 / 25.4
TOP, BOTTOM = 27, 24


def filled(file: Path) -> list[float]:
    """How far down each page of a report reaches, as a share of the height between its margins."""
    command = [PDFTOTEXT, "-bbox", str(file), "-"]
    pages = subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8").split("<page ")[1:]
    shares = []
    for page in pages:
        height = float(re.search(r'height="([\d.]+)"', page)[1]) - BOTTOM * MILLIMETRE
        ends = [float(end) for end in re.findall(r'yMax="([\d.]+)"', page)]
        lowest = max((end for end in ends if end < height + MILLIMETRE), default=0)
        shares.append((lowest - TOP * MILLIMETRE) / (height - TOP * MILLIMETRE))
    return shares


@reads_text
@pytest.mark.parametrize("lines", range(22, 36))
def test_a_table_begins_with_more_than_a_row(tmp_path: Path, lines: int) -> None:
    words = "\n\n".join(["One line."] * lines)
    pages = text_of(printed(notebook(f"## First\n\n{words}\n\n## Last", shows(table(rows=ROWS)))), tmp_path)
    begun = [page for page in pages[1:] if "Who met" in page]
    assert len(begun) == 1
    assert len(re.findall(r"^ *RK\d+", begun[0], re.MULTILINE)) >= 3
    assert re.search(r"^ *Last$", begun[0], re.MULTILINE)


@reads_text
def test_no_page_of_the_real_pdf_is_half_empty(built: Path) -> None:
    shares = filled(built / SLUG / f"{SLUG}.pdf")
    assert len(shares) > 10
    assert [(page, round(share, 2)) for page, share in enumerate(shares[:-1], 1) if share < HALF] == []


@reads_text
def test_no_page_of_a_profile_is_half_empty(tmp_path: Path) -> None:
    done = contacts("build", "profile-defence", "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr
    shares = filled(tmp_path / "profile-defence" / "profile-defence.pdf")
    assert [(page, round(share, 2)) for page, share in enumerate(shares[:-1], 1) if share < HALF] == []


CITE = "A. Author. Contacts: How many."


@reads_text
def test_a_report_has_a_cover_with_its_numbers_and_a_brief_begins_at_once(tmp_path: Path) -> None:
    words = {"cite": CITE, "headline": ["One contact", "none at the top"]}
    cells = ("## First\n\nWords.", shows(figure()), shows(table(rows=ROWS)))
    report, brief = (
        text_of(printed(notebook(*cells, first=cover(form=form, **words))), tmp_path) for form in ("report", "brief")
    )
    assert [
        said for said in ("Contacts", "One contact", "none at the top", f"Cite as {CITE}") if said not in report[0]
    ] == []
    assert "Contents\nFirst . ." in report[0]
    assert "Words." in report[1]
    assert "Contents" not in "".join(brief)
    assert [said for said in ("Contacts", "How many", "Words.") if said not in brief[0]] == []
    assert f"Cite as {CITE}" in brief[-2]
    assert "As known on" in brief[-2]
    assert len(report) - len(brief) == 1


@reads_text
@pytest.mark.parametrize(("sections", "exhibits"), [(1, 9), (11, 1)])
def test_a_longer_report_has_a_page_of_contents(tmp_path: Path, sections: int, exhibits: int) -> None:
    cells = [f"## Part {n}\n\nWords {n}." for n in range(sections)]
    shown = [shows(table(f"tab-{n}", caption=f"Caption {n}", rows=[])) for n in range(exhibits)]
    pages = text_of(printed(notebook(*cells, *shown)), tmp_path)
    assert ["Contents" in page for page in pages[:3]] == [False, True, False]
    assert [
        part for part in ("Tables", f"Part {sections - 1}", f"Caption {exhibits - 1}") if part not in pages[1]
    ] == []
    assert "Words 0." in pages[2]


def test_a_brief_is_tagged_like_a_report() -> None:
    with pikepdf.open(io.BytesIO(printed(notebook("## First", first=cover(form="brief"))))) as made:
        assert [len(tagged(made, kind)) for kind in ("/Title", "/H1")] == [1, 1]
        assert bookmarks(made) == ["First"]
