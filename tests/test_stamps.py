"""What an earlier run found and said: taken over while nothing was touched, found anew when anything was."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import contacts
from workshop import Silent, Workshop
from world import edit

from helpers.cli import main
from helpers.publish import again, build, choose, failure, history, index, manifest, marks, plan, stamps, swap
from helpers.publish.stamps import Stamps
from helpers.publish.terms import Outcome

NONE: list[str] = []
WRITTEN = (index.FILE, index.JSON, index.FEED, history.FILE, stamps.FILE)
"""What every run leaves beside the reports."""


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
    monkeypatch.setattr(marks, "COARSEST_NS", 10**18)
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
    told = contacts("build", "--jobs", "1", "--out", str(settled.out), PYTHONPROFILEIMPORTTIME="1")
    assert "small: current" in told.stdout
    imported = {line.rpartition("|")[2].strip() for line in told.stderr.splitlines()}
    assert "helpers.publish.build" in imported
    assert not imported & {"pydantic", "jinja2", "pandas", "joblib", "nbformat", "tqdm", "helpers.publish.making"}


def run(workshop: Workshop, *more: str) -> list[str]:
    """Run the command in this process, as the console does; its words."""
    command = ["build", *more, "--out", str(workshop.out)]
    main(command, standalone_mode=False, obj=command)
    return command


@pytest.fixture
def said(settled: Workshop, capsys: pytest.CaptureFixture[str]) -> tuple[list[str], str]:
    """A command that found all current, and what it said."""
    command = run(settled)
    return command, capsys.readouterr().out.removesuffix("\n")


def test_the_same_is_said_again_and_nothing_is_written(settled: Workshop, said: tuple[list[str], str]) -> None:
    command, words = said
    assert words.splitlines()[0] == f"small: current: {settled.out / 'small'}"
    before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in settled.out.rglob("*") if path.is_file()}
    assert again.answer(command) == words
    assert before == {
        path: (path.stat().st_mtime_ns, path.read_bytes()) for path in settled.out.rglob("*") if path.is_file()
    }


def test_another_command_has_no_answer(
    settled: Workshop, said: tuple[list[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command, words = said
    out = str(settled.out)
    for other in (["build", "small", "--out", out], ["build", "--force", "--out", out], [*command, "--dry-run"]):
        assert again.answer(other) is None
    for other in (["build"], ["build", "--out"], ["build", "--out", str(tmp_path)], ["build", f"--out={tmp_path}"]):
        assert again.answer(other) is None
    monkeypatch.chdir(settled.out.parent)
    for same in (["build", "--out", "out"], ["build", f"--out={out}"]):
        main(same, standalone_mode=False, obj=same)
        assert again.answer(same) == words
    assert again.answer(command) is None  # of two commands the later one is kept


def touch_kept(**values: object) -> Callable[[Workshop], None]:
    """Put other values into what was kept; None takes one away."""

    def touch(workshop: Workshop) -> None:
        path = workshop.out / again.FILE
        kept = json.loads(path.read_text("utf-8")) | values
        path.write_text(json.dumps({name: value for name, value in kept.items() if value is not None}), "utf-8")

    return touch


TOUCHED_BESIDE = {
    **{f"{name} edited": lambda w, name=name: (w.out / name).write_bytes(b"other") for name in WRITTEN},
    **{f"{name} gone": lambda w, name=name: (w.out / name).unlink() for name in WRITTEN},
    "a build at work": lambda w: (w.out / swap.STAGING).mkdir(),
    "a failure": lambda w: (w.out / failure.FOLDER / "small").mkdir(parents=True),
    "the report withdrawn": lambda w: shutil.rmtree(w.out / "small"),
    "the answer gone": lambda w: (w.out / again.FILE).unlink(),
    "the answer cut": lambda w: (w.out / again.FILE).write_text("{half", "utf-8"),
    "no bytes of text": lambda w: (w.out / again.FILE).write_bytes(b"\xff"),
    "the answer of another kind": lambda w: (w.out / again.FILE).write_text("[]", "utf-8"),
    "another form": touch_kept(form=0),
    "no words": touch_kept(said=None),
    "another kind of reports": touch_kept(reports=[]),
    "its time is over": touch_kept(until=time.time() - 1),
    "from the future": touch_kept(since=time.time() + 1000),
    "another epoch": touch_kept(environment={manifest.EPOCH: "1"}),
    "nothing known of the world": touch_kept(world=""),
}


@pytest.mark.parametrize("touch", (TOUCHED | TOUCHED_BESIDE).values(), ids=TOUCHED | TOUCHED_BESIDE)
def test_whatever_is_touched_has_no_answer(
    touch: Callable[[Workshop], None], settled: Workshop, said: tuple[list[str], str]
) -> None:
    command, words = said
    assert again.answer(command) == words
    touch(settled)
    assert again.answer(command) is None


def test_an_answer_lasts_an_hour_or_until_a_report_is_due(settled: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = dt.datetime(2026, 3, 1, 23, 40, tzinfo=dt.UTC)
    monkeypatch.setattr(history, "now", lambda: moment)
    kept = lambda: json.loads((settled.out / again.FILE).read_text("utf-8"))  # noqa: E731
    run(settled)
    assert (kept()["since"], kept()["until"]) == (moment.timestamp(), moment.timestamp() + 3600)
    edit(settled.notebooks / plan.FILE, 'notebook = "contacts"', 'notebook = "contacts"\nevery = "daily"')
    run(settled)
    assert kept()["until"] == moment.timestamp() + 20 * 60


def test_no_answer_is_kept_of_what_is_not_certain(settled: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    command = ["build", "--out", str(settled.out)]
    main(command, standalone_mode=False)  # by who does not say how it was asked for
    assert not (settled.out / again.FILE).exists()
    with monkeypatch.context() as patched:
        patched.setattr(marks, "COARSEST_NS", 10**18)
        run(settled)
    assert not (settled.out / again.FILE).exists()
    edit(settled.notebooks / "contacts.ipynb", "Title", "Other")
    run(settled)  # it publishes
    assert not (settled.out / again.FILE).exists()


@pytest.mark.parametrize("disturb", [TOUCHED["the notebook"], TOUCHED_BESIDE["index.json gone"]])
def test_what_changes_while_a_run_speaks_has_no_answer(
    disturb: Callable[[Workshop], None], settled: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is kept is how all stood before the run asked, not how it stands when the run ends."""
    real = build.build

    def disturbed(*args: object, **kwargs: object) -> list[Outcome]:
        outcomes = real(*args, **kwargs)
        disturb(settled)
        return outcomes

    monkeypatch.setattr(build, "build", disturbed)
    assert again.answer(run(settled)) is None


def test_an_answer_needs_no_library(settled: Workshop) -> None:
    time.sleep(2.1)  # what was copied is no longer new
    first, second = (contacts("build", "--out", str(settled.out), PYTHONPROFILEIMPORTTIME="1") for _ in range(2))
    assert first.stdout == second.stdout
    ours = {line.rpartition("|")[2].strip() for line in second.stderr.splitlines() if line.count("|") == 2}
    assert {name for name in ours if name.startswith("helpers.")} == {
        *("helpers.publish", "helpers.publish.again", "helpers.publish.marks", "helpers.paths")
    }
    assert not ours & {"click", "filelock", "dataclasses", "typing", "datetime"}


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe of which nobody reads is told in another way there")
def test_who_does_not_listen_gets_no_traceback(settled: Workshop) -> None:
    time.sleep(2.1)
    contacts("build", "--out", str(settled.out))
    kept = (settled.out / again.FILE).read_bytes()
    for answered in (True, False):
        if not answered:
            (settled.out / again.FILE).unlink()
        reading, writing = os.pipe()
        os.close(reading)
        with os.fdopen(writing) as pipe:
            command = [sys.executable, "-m", "helpers", "build", "--out", str(settled.out)]
            done = subprocess.run(command, stdout=pipe, stderr=subprocess.PIPE, text=True, check=False)
        assert (done.returncode, done.stderr) == (1, "")
        assert not answered or (settled.out / again.FILE).read_bytes() == kept
