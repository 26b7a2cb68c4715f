"""Shared fixtures: small worlds, and one real report that is built once."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib
import pytest
from faults import LIGHT
from workshop import PLAN, Silent, Workshop
from world import DATA, World, world

from helpers import paths
from helpers.dataset.load import Dataset, load
from helpers.publish import build, marks, plan
from helpers.publish.stamps import Stamps

if TYPE_CHECKING:
    from playwright.sync_api import Browser

matplotlib.use("agg")


@pytest.fixture
def small(tmp_path: Path) -> tuple[World, Path]:
    """A world to change, and the folder to write it into."""
    return world(), tmp_path / "data"


@pytest.fixture(scope="session")
def real() -> Dataset:
    """The project's own data."""
    return load(DATA)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with the flagship report, built by the console command from another working directory."""
    out = tmp_path_factory.mktemp("reports")
    done = contacts("build", "contacts-2023-24", "--out", str(out), cwd=out.parent)
    assert done.returncode == 0, done.stderr
    (out / "stdout.txt").write_text(done.stdout, "utf-8")
    return out


@pytest.fixture(scope="session")
def small_published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Notebooks, data, and the report made of them."""
    folder = tmp_path_factory.mktemp("published")
    shop = Workshop(folder / "notebooks", world().write(folder / "data"), folder / "out")
    shop.notebooks.mkdir()
    (shop.notebooks / plan.FILE).write_text(PLAN, "utf-8")
    shop.write(*LIGHT)
    own = {paths.DATA_VARIABLE: str(shop.data), paths.NOTEBOOKS_VARIABLE: str(shop.notebooks)}
    done = contacts("build", "--out", str(shop.out), **own)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def settled(small_published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    """A copy that a run found current, on files that are taken for old enough to be trusted."""
    monkeypatch.setattr(marks, "COARSEST_NS", 0)
    folder = shutil.copytree(small_published, tmp_path / "copy")
    shop = Workshop(folder / "notebooks", folder / "data", folder / "out")
    monkeypatch.setenv(paths.DATA_VARIABLE, str(shop.data))
    monkeypatch.setenv(paths.NOTEBOOKS_VARIABLE, str(shop.notebooks))
    asked = Stamps(shop.out)
    (outcome,) = build.build(asked.chosen(), shop.out, Silent(), stamps=asked)
    assert outcome.current
    return shop


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    """Small notebooks on the smallest world, with a plan of one report."""
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir()
    (notebooks / "reports.toml").write_text(PLAN, "utf-8")
    data = world().write(tmp_path / "data")
    monkeypatch.setenv(paths.DATA_VARIABLE, str(data))
    monkeypatch.setenv(paths.NOTEBOOKS_VARIABLE, str(notebooks))
    return Workshop(notebooks, data, tmp_path / "out")


def contacts(*args: str, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the console command."""
    return subprocess.run(
        [sys.executable, "-m", "helpers", *args],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd or paths.ROOT,
        env=os.environ | {"PYTHONUTF8": "1"} | env,
        check=False,
    )


CHROMIUM = next(filter(None, (os.environ.get("CHROMIUM"), *map(shutil.which, ("chromium", "chromium-browser")))), None)

if CHROMIUM is None and os.environ.get("CONTACTS_REQUIRE_BROWSER"):
    raise RuntimeError("CONTACTS_REQUIRE_BROWSER is set and there is no Chromium")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium without a window, or the one that CHROMIUM names."""
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield launched
        launched.close()
