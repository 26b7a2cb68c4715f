"""The flagship report as a reader meets it: in a browser without a network, wide and narrow, light and dark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import CHROMIUM, chromium
from playwright.sync_api import Browser, Page

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
    assert suffixes == {".html", ".pdf", ".ipynb", ".csv", ".json"}


def test_it_can_be_read_by_keyboard(opened: dict[str, Opened]) -> None:
    page = opened[PAGES[0]].page
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#the:report"
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector(':target').tagName") == "MAIN"
