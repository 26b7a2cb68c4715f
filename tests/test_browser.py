"""The flagship report as a reader meets it: in a browser without a network, wide and narrow, light and dark."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import CHROMIUM, chromium, contacts
from playwright.sync_api import Browser, Page
from small_report import Column, Record, notebook, shows, table

from helpers.press import exporters, html

SLUG = "contacts-2023-24"
PAGES = (f"{SLUG}/{SLUG}.html", "index.html")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: none on the PATH, and CHROMIUM names none"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as launched:
        yield launched


class Opened:
    """A page, what it asked for, and what it complained of."""

    def __init__(self, browser: Browser, file: Path, *, width: int, scheme: str):
        self.asked: list[str] = []
        self.complaints: list[str] = []
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, offline=True)
        self.page: Page = context.new_page()
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(file.as_uri())
        self.page.evaluate("document.fonts.ready")


@pytest.fixture(scope="module", params=[f"{s} {w}" for s in ("light", "dark") for w in (1280, 360)])
def opened(request: pytest.FixtureRequest, browser: Browser, built: Path) -> Iterator[dict[str, Opened]]:
    """Each page of the folder, opened."""
    scheme, width = request.param.split()
    pages = {name: Opened(browser, built / name, width=int(width), scheme=scheme) for name in PAGES}
    yield pages
    for one in pages.values():
        one.page.context.close()


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{rule['id']}: {node['target']}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("name", PAGES)
def test_it_asks_for_nothing_and_complains_of_nothing(opened: dict[str, Opened], built: Path, name: str) -> None:
    one = opened[name]
    assert [url for url in one.asked if not url.startswith("data:")] == [(built / name).as_uri()]
    assert one.complaints == []


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(opened: dict[str, Opened], name: str) -> None:
    page = opened[name].page
    page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    assert violations(page) == []


@pytest.mark.parametrize("name", PAGES)
def test_it_never_scrolls_sideways(opened: dict[str, Opened], name: str) -> None:
    page = opened[name].page
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def test_phones_see_the_narrow_drawings(opened: dict[str, Opened]) -> None:
    page = opened[PAGES[0]].page
    figures = page.locator("figure").count()
    seen = {kind: page.locator(f".drawing.{kind} svg:visible").count() for kind in ("wide", "narrow")}
    phone = page.viewport_size["width"] == 360
    assert figures >= 6
    assert seen == {"wide": 0 if phone else figures, "narrow": figures if phone else 0}


def test_drawings_follow_the_paper(opened: dict[str, Opened]) -> None:
    page = opened[PAGES[0]].page
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    ink = page.evaluate("getComputedStyle(document.querySelector('.drawing text')).fill")
    assert (paper, ink) == (
        ("rgb(20, 24, 30)", "rgb(165, 175, 188)") if dark else ("rgb(255, 255, 255)", "rgb(91, 102, 117)")
    )


def test_fonts_are_its_own(opened: dict[str, Opened]) -> None:
    loaded = "[...document.fonts].filter(face => face.status === 'loaded').map(face => face.family)"
    assert set(opened[PAGES[0]].page.evaluate(loaded)) == {"Source Sans 3", "Noto Sans CJK KR"}


def test_every_address_of_the_page_is_there(opened: dict[str, Opened], built: Path) -> None:
    for name in PAGES:
        addresses = opened[name].page.evaluate("[...document.querySelectorAll('a')].map(a => a.getAttribute('href'))")
        inner = [address[1:] for address in addresses if address.startswith("#")]
        targets = opened[name].page.evaluate("ids => ids.filter(id => !document.getElementById(id))", inner)
        files = [address for address in addresses if not re.match("#|data:|https?:", address)]
        assert (name, targets, [f for f in files if not (built / name).parent.joinpath(f).exists()]) == (name, [], [])
    suffixes = {Path(file).suffix for file in files}
    assert suffixes == {".html", ".pdf", ".ipynb", ".csv", ".json", ".xml"}


def test_it_can_be_read_by_keyboard(opened: dict[str, Opened]) -> None:
    page = opened[PAGES[0]].page
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#the:report"
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector(':target').tagName") == "MAIN"


def finder(page: Page) -> tuple[int, str]:
    """How many rows of the table of contacts are seen, and what its tools say of them."""
    return page.locator("#tab-contacts tbody tr:visible").count(), page.locator(".finder output").inner_text()


def test_the_table_of_contacts_can_be_searched_sorted_and_filtered(browser: Browser, built: Path) -> None:
    page = Opened(browser, built / PAGES[0], width=1280, scheme="light").page
    every, _ = finder(page)
    assert finder(page) == (every, f"{every} rows")
    assert page.locator(".finder select").count() == 5
    page.get_by_label("Search").fill("putin KIM")
    few, said = finder(page)
    assert said == f"{few} of {every} rows"
    assert 0 < few < every
    shown = page.locator("#tab-contacts tbody tr:visible").all_inner_texts()
    assert [row for row in shown if "putin" not in row.lower() or "kim" not in row.lower()] == []
    page.get_by_role("button", name="Show all").click()
    assert finder(page) == (every, f"{every} rows")
    for label, value in (("Level", "Head of state"), ("Direction", "Russia to the DPRK"), ("Status", "Held")):
        page.get_by_role("combobox", name=label, exact=True).select_option(value)
    facets = page.locator("#tab-contacts tbody tr:visible").evaluate_all("rows => rows.map(row => row.dataset.facets)")
    assert facets
    assert {tuple(json.loads(row)[at] for at in (0, 1, 3)) for row in facets} == {
        ("Head of state", "Russia to the DPRK", "Held")
    }
    page.get_by_role("button", name="Show all").click()
    page.get_by_role("combobox", name="Sort by").select_option(label="Day, downwards")
    days = page.locator("#tab-contacts tbody tr").evaluate_all(
        "rows => rows.map(row => JSON.parse(row.dataset.keys)[1])"
    )
    assert days == sorted(days, reverse=True)
    page.get_by_role("combobox", name="Sort by").select_option(label="as listed")
    assert len(days) == every


def test_a_link_to_a_row_that_is_filtered_out_shows_it(browser: Browser, built: Path) -> None:
    page = Opened(browser, built / PAGES[0], width=1280, scheme="light").page
    row = page.locator("#tab-contacts tbody tr").first.get_attribute("id")
    page.get_by_label("Search").fill("nothing that is there")
    assert finder(page)[0] == 0
    page.evaluate("id => location.hash = id", row)
    page.locator(f"#{row}").wait_for()
    assert finder(page)[0] > 0


def test_the_tools_of_the_table_work_by_keyboard(browser: Browser, built: Path) -> None:
    page = Opened(browser, built / PAGES[0], width=360, scheme="light").page
    page.get_by_label("Search").focus()
    page.keyboard.type("Lavrov")
    few, _ = finder(page)
    names = []
    for _ in range(6):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.closest('label,button').textContent.trim().split(' ')[0]"))
    assert names == ["Level", "Direction", "Domain", "Status", "Sort", "Show"]
    page.keyboard.press("Enter")
    assert finder(page)[0] > few


def test_a_citation_is_copied(browser: Browser, built: Path) -> None:
    one = Opened(browser, built / PAGES[0], width=1280, scheme="light")
    one.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    one.page.locator("#tab-contacts details.cite summary").first.click()
    line = one.page.locator("#tab-contacts details.cite[open] q").inner_text()
    one.page.locator("#tab-contacts details.cite[open] button").click()
    one.page.get_by_text("Copied").wait_for()
    assert one.page.evaluate("navigator.clipboard.readText()") == line
    assert one.complaints == []


def test_without_a_script_every_row_is_there(browser: Browser, built: Path) -> None:
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto((built / PAGES[0]).as_uri())
    assert page.locator(".finder").count() == 0
    assert page.locator("#tab-contacts tbody tr:visible").count() > 100
    assert page.locator("#tab-contacts details.cite").count() > 100
    context.close()


@pytest.mark.parametrize("width", [1280, 360])
def test_the_caption_of_a_wide_table_stays_while_the_table_scrolls(
    browser: Browser, tmp_path: Path, width: int
) -> None:
    columns = [Column("Case"), *(Column(f"Measurement{n}", "right") for n in range(24))]
    wide = table(columns=columns, rows=[Record([["a"], *[["12345"]] * 24])], caption="Said of all of them " * 8)
    (tmp_path / "wide.html").write_text(html.render(exporters.read(notebook("## All", shows(wide)))), "utf-8")
    page = Opened(browser, tmp_path / "wide.html", width=width, scheme="light").page
    box, caption = page.locator("#tab-a .sideways"), page.locator("#tab-a caption")
    before, room = caption.bounding_box(), box.bounding_box()
    assert box.evaluate("box => [box.scrollWidth > box.clientWidth, (box.scrollLeft = 9999, box.scrollLeft > 0)]") == [
        True,
        True,
    ]
    assert caption.bounding_box() == before
    assert before["x"] >= room["x"]
    assert before["x"] + before["width"] <= room["x"] + room["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []
    page.context.close()


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with a brief and a profile."""
    out = tmp_path_factory.mktemp("others")
    done = contacts("build", "brief", "profile-defence", "--as-of", "2024-06-30", "--out", str(out))
    assert done.returncode == 0, done.stderr
    return out


@pytest.mark.parametrize("look", [f"{s} {w}" for s in ("light", "dark") for w in (1280, 360)])
@pytest.mark.parametrize("slug", ["brief--as-of-2024-06-30", "profile-defence--as-of-2024-06-30"])
def test_brief_and_profile_stand_the_same_tests(browser: Browser, others: Path, slug: str, look: str) -> None:
    scheme, width = look.split()
    file = others / slug / f"{slug}.html"
    one = Opened(browser, file, width=int(width), scheme=scheme)
    assert one.page.evaluate("document.documentElement.scrollWidth") <= int(width)
    one.page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    assert violations(one.page) == []
    assert one.page.evaluate("document.documentElement.scrollWidth") <= int(width)
    assert one.complaints == []
    assert [url for url in one.asked if not url.startswith("data:")] == [file.as_uri()]
    one.page.context.close()
