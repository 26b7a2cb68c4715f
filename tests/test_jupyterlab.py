"""Notebooks in a real JupyterLab: the flagship run from top to bottom, the panel of the explorer used by hand."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import CHROMIUM, chromium
from playwright.sync_api import Browser, Page
from playwright.sync_api import TimeoutError as TooLate

from helpers import paths

SECONDS = 120
BEGUN = (
    r"() => [...document.querySelectorAll('.jp-InputPrompt')].some(prompt => /\[(\*|\d+)\]/.test(prompt.textContent))"
)


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[str]:
    """Address of a JupyterLab server that serves a folder with the notebooks."""
    for name in ("contacts.ipynb", "explore.ipynb"):
        shutil.copyfile(paths.NOTEBOOKS / name, tmp_path / name)
    options = (
        "--no-browser",
        "--allow-root",
        "--port=0",
        "--IdentityProvider.token=",
        f"--ServerApp.root_dir={tmp_path}",
    )
    quiet = ("--LabApp.news_url=", "--LabApp.check_for_updates_class=")
    own = {"JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime"), "JUPYTER_CONFIG_DIR": str(tmp_path / "config")}
    log = tmp_path / "lab.log"
    with log.open("w", encoding="utf-8") as file:
        command = [sys.executable, "-m", "jupyterlab", *options, *quiet]
        server = subprocess.Popen(command, stderr=file, env=os.environ | own)
        try:
            yield _address(server, log)
        finally:
            server.terminate()
            server.wait(timeout=30)


def _address(server: subprocess.Popen, log: Path) -> str:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        assert server.poll() is None, log.read_text("utf-8")
        if found := re.search(r"http://(?:localhost|127\.0\.0\.1):\d+", log.read_text("utf-8")):
            return found[0]
        time.sleep(0.2)
    raise AssertionError(log.read_text("utf-8"))


def run_all_cells(page: Page) -> None:
    """Choose "Run All Cells", again if no cell begins: a menu may open before the command behind it is ready."""
    for _ in range(4):
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_text("Run All Cells", exact=True).click()
        try:
            page.wait_for_function(BEGUN, timeout=20_000)
        except TooLate:
            page.keyboard.press("Escape")
        else:
            return
    raise AssertionError("no cell began to run")


def opened(browser: Browser, address: str) -> Page:
    """A notebook in JupyterLab, its kernel ready: before, "Run All Cells" is taken and does nothing."""
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    page.goto(address)
    page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=SECONDS * 1000, state="attached")
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=SECONDS * 1000)
    return page


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here; set CHROMIUM to its path")
def test_run_all_cells_in_jupyterlab(lab: str, tmp_path: Path) -> None:
    with chromium() as browser:
        page = opened(browser, f"{lab}/lab/tree/contacts.ipynb")
        run_all_cells(page)
        page.get_by_text("[contacts.csv] The rows of this report").wait_for(timeout=SECONDS * 1000)
        page.keyboard.press("Control+s")
        page.wait_for_function("() => !document.querySelector('.jp-mod-dirty')", timeout=SECONDS * 1000)
    cells = json.loads((tmp_path / "contacts.ipynb").read_text("utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    shown = [output["output_type"] for cell in code for output in cell["outputs"]]
    assert all(cell["execution_count"] for cell in code)
    assert set(shown) == {"execute_result"}
    assert len(shown) == len(code) - 1  # every cell but that of the parameters


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here; set CHROMIUM to its path")
def test_the_panel_of_the_explorer_follows_a_choice(lab: str, tmp_path: Path) -> None:
    with chromium() as browser:
        page = opened(browser, f"{lab}/lab/tree/explore.ipynb")
        run_all_cells(page)
        page.get_by_text(re.compile(r"^\d+ contacts held, ")).wait_for(timeout=SECONDS * 1000)
        page.get_by_role("combobox", name="Unit").select_option("visits")
        page.get_by_text(re.compile(r"^\d+ visits held, ")).wait_for(timeout=SECONDS * 1000)
        page.get_by_role("combobox", name="Domain").select_option("Defence")
        page.get_by_role("tab", name="Contacts").click()
        page.get_by_role("columnheader", name="Sources").wait_for(timeout=SECONDS * 1000)
        page.get_by_role("button", name="Save rows as CSV").click()
        page.get_by_text(f"Saved: {tmp_path / 'contacts.csv'}").wait_for(timeout=SECONDS * 1000)
        height = page.locator(".contacts-page:visible").evaluate("element => element.offsetHeight")
        kept = page.get_by_label("Parameters").input_value()
        page.get_by_label("Parameters").click()
        page.keyboard.press("Control+a")
        copied = page.evaluate("() => document.activeElement.selectionEnd - document.activeElement.selectionStart")
        page.set_viewport_size({"width": 800, "height": 1000})
        words = page.get_by_role("button", name="Save rows as CSV").evaluate("e => [e.scrollWidth, e.clientWidth]")
        whole = page.locator(".jp-OutputArea-output > .widget-vbox").evaluate("e => [e.scrollWidth, e.clientWidth]")
    assert words[0] == words[1]  # the button keeps its words where there is less room
    assert whole[0] == whole[1]
    assert height == 800  # a table of many rows scrolls
    assert copied == len(kept)
    assert kept.endswith("contacts build contacts-2023-24 -p unit=visits -p domain=defence")
    saved = (tmp_path / "contacts.csv").read_text("utf-8-sig")
    assert saved.startswith('"contact_id","part_of","kind"')
    assert '"defence"' in saved
    assert '"health"' not in saved
