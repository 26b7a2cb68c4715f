"""What an earlier run found: taken over while nothing was touched, found anew when anything was."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import contacts
from faults import LIGHT
from workshop import PLAN, Silent, Workshop
from world import edit, world

from helpers import paths
from helpers.publish import build, choose, manifest, plan, stamps
from helpers.publish.stamps import Stamps

NONE: list[str] = []


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
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
def settled(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    """A copy that a run found current, on files that are taken for old enough to be trusted."""
    monkeypatch.setattr(stamps, "COARSEST_NS", 0)
    folder = shutil.copytree(published, tmp_path / "copy")
    shop = Workshop(folder / "notebooks", folder / "data", folder / "out")
    monkeypatch.setenv(paths.DATA_VARIABLE, str(shop.data))
    monkeypatch.setenv(paths.NOTEBOOKS_VARIABLE, str(shop.notebooks))
    asked = Stamps(shop.out)
    (outcome,) = build.build(asked.chosen(), shop.out, Silent(), stamps=asked)
    assert outcome.current
    return shop


def found_anew(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which of the two questions a run has to find the answer to."""
    asked: list[str] = []

    def told(name: str, real: Callable[..., object]) -> Callable[..., object]:
        return lambda *args, **kwargs: (asked.append(name), real(*args, **kwargs))[1]

    with monkeypatch.context() as patched:
        patched.setattr(choose, "chosen", told("chosen", choose.chosen))
        patched.setattr(manifest, "reasons", told("reasons", manifest.reasons))
        remembered = Stamps(workshop.out)
        (report,) = remembered.chosen()
        why = remembered.reasons(report, "")
    return asked + why


def test_nothing_is_found_twice(settled: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    assert found_anew(settled, monkeypatch) == NONE


def test_a_report_from_an_answer_is_the_report(settled: Workshop) -> None:
    edit(settled.notebooks / plan.FILE, 'notebook = "contacts"', 'notebook = "contacts"\nevery = "monthly"')
    edit(settled.notebooks / plan.FILE, "every =", 'parameters = { as_of = 2024-01-16, domain = "defence" }\nevery =')
    for _ in range(2):
        asked = Stamps(settled.out)
        assert asked.chosen() == plan.read()
        asked.keep()
    assert len(json.loads((settled.out / stamps.FILE).read_text("utf-8"))["answers"]) == 1


def same_size(path: Path) -> None:
    """Another content of the same size, with the same clock of changes."""
    before, content = path.stat(), path.read_bytes()
    path.write_bytes(content[:-2] + bytes([content[-2] ^ 1]) + content[-1:])
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


TOUCHED = {
    "a row of the data": lambda w: edit(w.data / "searches.csv", "en", "ru"),
    "a file put beside the data": lambda w: (w.data / "more.csv").write_text("more", "utf-8"),
    "the notebook": lambda w: edit(w.notebooks / "contacts.ipynb", "Title", "Other"),
    "the plan": lambda w: edit(w.notebooks / plan.FILE, "A small report", "Another"),
    "a notebook beside it": lambda w: (w.notebooks / "new.ipynb").write_text("{}", "utf-8"),
    "the report": lambda w: (w.out / "small" / "small.html").write_text("other", "utf-8"),
    "a file taken from the report": lambda w: (w.out / "small" / "small.pdf").unlink(),
    "a file put beside the report": lambda w: (w.out / "small" / "more.txt").write_text("more", "utf-8"),
    "what was remembered": lambda w: (w.out / stamps.FILE).write_text("{half", "utf-8"),
    "what was remembered in another form": lambda w: (w.out / stamps.FILE).write_text("[]", "utf-8"),
}


@pytest.mark.parametrize("touch", TOUCHED.values(), ids=TOUCHED)
def test_whatever_is_touched_is_looked_at(
    touch: Callable[[Workshop], None], settled: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    touch(settled)
    assert "reasons" in found_anew(settled, monkeypatch)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps no clock of changes that nobody can set")
def test_a_clock_that_was_put_back_hides_nothing(settled: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    same_size(settled.out / "small" / "small.html")
    assert found_anew(settled, monkeypatch) == ["reasons", "small.html was changed after it was published"]


def test_other_packages_and_another_epoch_are_another_world(
    settled: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (report,) = plan.read()
    assert Stamps(settled.out).reasons(report, "1") == ["source_date_epoch changed from none to 1"]
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert "reasons" in found_anew(settled, monkeypatch)


def test_what_was_changed_a_moment_ago_is_not_trusted(settled: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    (settled.out / stamps.FILE).unlink()
    monkeypatch.setattr(stamps, "COARSEST_NS", 10**18)
    build.build(plan.read(), settled.out, Silent())
    assert not (settled.out / stamps.FILE).exists()
    assert found_anew(settled, monkeypatch) == ["chosen", "reasons"]


def test_what_changes_while_a_build_waits_is_seen(settled: Workshop) -> None:
    asked = Stamps(settled.out)
    edit(settled.notebooks / "contacts.ipynb", "Title", "Other")  # as another build holds the lock
    assert not build.build(asked.chosen(), settled.out, Silent(), stamps=asked)[0].current


def test_a_build_with_nothing_to_do_imports_no_heavy_library(settled: Workshop) -> None:
    time.sleep(2.1)  # what was copied is no longer new
    assert contacts("build", "--out", str(settled.out)).returncode == 0
    told = contacts("build", "--out", str(settled.out), PYTHONPROFILEIMPORTTIME="1")
    assert "small: current" in told.stdout
    imported = {line.rpartition("|")[2].strip() for line in told.stderr.splitlines()}
    assert "helpers.publish.build" in imported
    assert not imported & {"pydantic", "jinja2", "pandas", "joblib", "nbformat", "tqdm", "helpers.publish.making"}
