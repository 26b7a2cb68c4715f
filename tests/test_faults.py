"""Faults that an unattended build must survive: after each no broken report is visible, the last good one is whole,
nothing is left behind, and the next run succeeds.

`make faults` kills at many more moments and prints the table of them.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import faults
import pytest
from conftest import contacts
from faults import LIGHT, Scene
from workshop import GOOD, OPEN, Silent, Workshop
from world import edit

from helpers import __version__
from helpers.dataset import descriptor
from helpers.problems import ProblemsFound
from helpers.publish import build, history, lock, manifest, processes, snapshot, status, swap
from helpers.publish.limits import Limits
from helpers.publish.report import Report

KILLS = int(os.environ.get("CONTACTS_KILLS", "6"))
"""How often each process is killed, at moments spread over a build."""
SMALL = [Report("small", "A small report", "contacts")]

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of POSIX")


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return faults.scene(tmp_path_factory.mktemp("scene"))


@posix
@pytest.mark.parametrize("who", ["builder", "job", "kernel"])
def test_a_kill_at_any_moment(scene: Scene, who: str) -> None:
    outcomes = [faults.killed(scene, who, at) for at in faults.moments(scene, who, KILLS)]
    assert [(outcome.moment, outcome.faults) for outcome in outcomes if outcome.faults] == []
    assert len(outcomes) == KILLS


@posix
def test_what_would_be_a_fault_is_seen(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def spoilt(out: Path) -> dict[str, bytes]:
        (out / ".staging").mkdir(exist_ok=True)
        return {"small.html": b"half"}

    monkeypatch.setattr(faults, "files", spoilt)
    assert faults.killed(scene, "builder", 10**9).faults == [
        "the report is a mixture",
        "the next run did not publish the new edition",
        ".staging was left behind",
    ]


def well(workshop: Workshop) -> None:
    """The next run publishes, and leaves nothing behind."""
    outcome = workshop(*LIGHT, force=False)
    assert outcome.causes == []
    names = {"small", "index.html", "index.json", "feed.xml", "history.json", ".lock"}
    assert {path.name for path in workshop.out.iterdir()} == names
    assert faults.running(workshop.out) == []


# What a cell may do

DEAF = """import signal, subprocess, sys, time
started = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
while True:
    try:
        time.sleep(600)
    except KeyboardInterrupt:
        pass"""
"""A cell that never ends, does not listen, and has started a process in a session of its own."""


@pytest.mark.parametrize(
    ("limits", "cause"),
    [
        (Limits(cell=2), "the cell did not end within 2 seconds"),
        (Limits(report=6), "the report was not ready within 6 seconds"),
    ],
)
def test_a_cell_that_never_ends(workshop: Workshop, limits: Limits, cause: str) -> None:
    workshop(*LIGHT)
    before = workshop.good()
    outcome = workshop(DEAF, limits=limits)
    assert outcome.causes == [cause]
    assert faults.running(workshop.out) == []
    assert workshop.good() == before
    well(workshop)


@posix
def test_out_of_memory(workshop: Workshop) -> None:
    workshop(*LIGHT)
    before = workshop.good()
    # What libraries reserve and never touch counts too.
    limit = """import psutil, resource
most = psutil.Process().memory_info().vms + 2**28
resource.setrlimit(resource.RLIMIT_AS, (most, most))
"""
    (cause,) = workshop(f"{limit}rows = bytearray(2**31)").causes
    assert cause.startswith("MemoryError")
    # What the system's own killer does.
    (cause,) = workshop("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)").causes
    assert cause.startswith("the kernel died: the machine ran out of memory")
    assert workshop.good() == before
    well(workshop)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="kernels listen at ports elsewhere")
def test_no_kernel_waits_for_a_port_that_another_process_may_take_first(workshop: Workshop) -> None:
    cell = """from ipykernel import get_connection_info
assert get_connection_info(unpack=True)["transport"] == "ipc"
tables.levels(selection)"""
    assert workshop(OPEN, cell, GOOD[2]).causes == []


def test_a_cell_that_cannot_say_why_it_failed(workshop: Workshop) -> None:
    (cause,) = workshop("get_ipython().showtraceback = lambda *_, **__: None\n1 / 0").causes
    assert cause == "the cell failed and could not say why: the kernel may have run short of memory"


def test_a_cell_that_ends_the_job(workshop: Workshop) -> None:
    workshop(*LIGHT)
    before = workshop.good()
    outcome = workshop("import os, psutil\npsutil.Process(int(os.environ['JPY_PARENT_PID'])).kill()")
    assert outcome.causes[0].startswith("the process that made the report ")
    (cause,) = workshop("import psutil, time\npsutil.Process().parent().kill()\ntime.sleep(600)").causes
    assert cause.startswith(("the kernel died", "the process that made the report "))
    assert workshop.good() == before
    well(workshop)


# Disks


@posix
@pytest.mark.parametrize("spoilt", ["the snapshot", "the report"])
def test_a_full_disk(workshop: Workshop, spoilt: str) -> None:
    import resource

    workshop(*GOOD)
    before = workshop.good()
    room = 20_000 if spoilt == "the snapshot" else max(map(len, before.values())) - 1
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, limits[1]))  # no file may grow beyond this
    try:
        causes = workshop(*GOOD).causes
    except ProblemsFound as found:
        causes = str(found).splitlines()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert [text.endswith("cannot be written: File too large") for text in causes] == [True], causes
    assert workshop.good() == before
    assert not (workshop.out / swap.STAGING).exists()
    well(workshop)


@contextmanager
def disk(folder: Path, options: str) -> Iterator[None]:
    """A disk of its own, where the tests may mount one."""
    mounted = (
        shutil.which("mount")
        and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], capture_output=True, check=False
        ).returncode
    )
    if not mounted:
        pytest.skip("needs the right to mount a disk")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_disk_that_is_really_full(workshop: Workshop) -> None:
    workshop.out.mkdir()
    with disk(workshop.out, "size=8m"):
        workshop(*LIGHT)
        before = workshop.good()
        room = shutil.disk_usage(workshop.out).free
        for left in (0, 50_000, 100_000):
            (workshop.out / "ballast").write_bytes(b"x" * (room - left))
            try:
                said = " ".join(workshop(*LIGHT).causes)
            except ProblemsFound as found:
                said = str(found)
            assert said.endswith("cannot be written: No space left on device")
            assert workshop.good() == before
            (workshop.out / "ballast").unlink()
        well(workshop)


def test_a_target_that_can_only_be_read(workshop: Workshop) -> None:
    workshop.out.mkdir()
    with disk(workshop.out, "size=20m"):
        workshop(*LIGHT)
        before = workshop.good()
        subprocess.run(["mount", "-o", "remount,ro", str(workshop.out)], check=True)
        with pytest.raises(ProblemsFound, match="cannot be written: Read-only file system"):
            workshop(*LIGHT)
        assert workshop.good() == before
        subprocess.run(["mount", "-o", "remount,rw", str(workshop.out)], check=True)
        well(workshop)


# Clocks, and what others do


def test_a_clock_that_goes_backwards(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    real = history.now
    future = real() + dt.timedelta(days=3650)
    plan = (workshop.notebooks / "reports.toml").read_text("utf-8")
    (workshop.notebooks / "reports.toml").write_text(f'grace_hours = 0\n{plan}every = "daily"\n', "utf-8")
    from helpers.publish import plan as planning

    workshop.write(*LIGHT)
    (report,) = planning.read()
    monkeypatch.setattr(history, "now", lambda: future)
    assert not build.build([report], workshop.out, Silent())[0].causes
    assert status.is_well(status.status(workshop.out, [report]))
    monkeypatch.setattr(history, "now", real)
    # A success in the future is none: else the report would not be overdue for ten years.
    os.utime(workshop.out / "small" / "manifest.json")
    (stands,) = status.status(workshop.out, [report])
    assert (stands["state"], stands["succeeded"]) == ("overdue", None)
    assert build.build([report], workshop.out, Silent())[0].current
    (stands,) = status.status(workshop.out, [report])
    assert (stands["state"], stands["succeeded"] <= f"{real().isoformat()}") == ("current", True)


def test_two_builders_at_once(workshop: Workshop) -> None:
    workshop(*LIGHT)
    out = workshop.out
    said: list[str] = []
    with lock.held(out, 0, said.append):
        begun = time.monotonic()
        with pytest.raises(ProblemsFound) as found, lock.held(out, 0, said.append):
            pass
        assert time.monotonic() - begun < 1
        wording = "another build is writing here; try again when it has ended, or wait for it with --wait SECONDS"
        assert (str(found.value), said) == (f"{out}: {wording}", [])
        with pytest.raises(ProblemsFound) as found, lock.held(out, 0.5, said.append):
            pass
        assert str(found.value) == f"{out}: another build is still writing here after 0.5 seconds"
    assert said == [f"another build is writing to {out}; waiting up to 0.5 seconds for it to end"]
    # Two commands: the second waits for the first, and finds its report current.
    first = subprocess.Popen([sys.executable, "-m", "helpers", "build", "--force", "--out", str(out)])
    while not (out / swap.STAGING).exists():
        time.sleep(0.02)
    refused = contacts("build", "--out", str(out))
    assert (refused.returncode, refused.stderr.splitlines()[0]) == (1, f"{out}: {wording}")
    second = contacts("build", "--out", str(out), "--wait", "120")
    assert first.wait(120) == 0
    assert (second.returncode, second.stdout.splitlines()[0]) == (0, f"small: current: {out / 'small'}")
    assert second.stderr == f"another build is writing to {out}; waiting up to 120 seconds for it to end\n"


def test_a_half_written_manifest_and_history(workshop: Workshop) -> None:
    workshop(*LIGHT)
    before = workshop.good()
    for name in ("small/manifest.json", "history.json"):
        path = workshop.out / name
        whole = path.read_text("utf-8")
        for half in (
            whole[: len(whole) // 2],
            "",
            "[]",
            '{"form": 2}',
            '{"form": 1, "reports": {"small": {"built": 3}}}',
        ):
            path.write_text(half, "utf-8")
            assert status.status(workshop.out, SMALL)[0]["slug"] == "small"
            well(workshop)
            assert workshop.good() == before
    assert json.loads((workshop.out / "history.json").read_text("utf-8"))["reports"].keys() == {"small"}


def test_a_report_deleted_by_hand(workshop: Workshop) -> None:
    workshop(*LIGHT)
    before = workshop.good()
    shutil.rmtree(workshop.out / "small")
    (stands,) = status.status(workshop.out, SMALL)
    assert (stands["state"], stands["because"]) == (
        "missing",
        ["there is no report with a manifest of this version yet"],
    )
    well(workshop)
    assert workshop.good() == before
    shutil.rmtree(workshop.out)
    well(workshop)


# Data and code that change meanwhile


def test_data_changed_while_they_are_copied(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "PAUSE_SECONDS", 0.01)
    read, reads, upset = snapshot._read, [], 12

    def disturbed(path: Path) -> bytes:
        content = read(path)
        if path.parent == workshop.data:
            reads.append(path)
            if len(reads) <= upset:
                with (workshop.data / "searches.csv").open("ab") as file:
                    file.write(b"\n")
        return content

    monkeypatch.setattr(snapshot, "_read", disturbed)
    taken = snapshot.take(workshop.out)
    assert {p.name: p.read_bytes() for p in taken.iterdir()} == {
        path.name: path.read_bytes()
        for path in workshop.data.iterdir()
        if path.name in {p.name for p in taken.iterdir()}
    }
    assert len(reads) > 2 * upset
    shutil.rmtree(taken)
    upset = 10**9
    with pytest.raises(ProblemsFound) as found:
        snapshot.take(workshop.out)
    says = "was changed each time it was being copied; try again when it is at rest"
    assert str(found.value) == f"{workshop.data}: {says}"


def test_data_changed_in_the_middle_of_a_build(workshop: Workshop) -> None:
    """Every cell sees the data of the beginning; the next run sees the others."""
    version = descriptor.read(workshop.data).version
    change = (
        "from pathlib import Path\n"
        f"path = Path({str(workshop.data / 'datapackage.json')!r})\n"
        f"_ = path.write_text(path.read_text('utf-8').replace('\"{version}\"', '\"99.0\"'), 'utf-8')"
    )
    outcome = workshop(f"{change}\n{LIGHT[0]}", *LIGHT[1:])
    assert outcome.causes == []
    made = manifest.read(workshop.out / "small")
    assert made["data"]["version"] == version
    (why, *_) = manifest.reasons(SMALL[0], workshop.out, workshop.data, "")
    assert why.startswith(f"data changed from {version} (")
    well(workshop)
    assert manifest.read(workshop.out / "small")["data"]["version"] == "99.0"


def test_the_copy_of_the_data_changed_in_the_middle_of_a_build(workshop: Workshop) -> None:
    workshop(*LIGHT)
    before = workshop.good()
    change = "from helpers import paths\n_ = (paths.data() / 'datapackage.json').open('a').write(' ')"
    (cause,) = workshop(f"{change}\n{LIGHT[0]}", *LIGHT[1:]).causes
    assert cause == "while it was being built, or where it was built, the copy of the data was changed"
    assert workshop.good() == before
    well(workshop)


def test_a_notebook_changed_in_the_middle_of_a_build(workshop: Workshop) -> None:
    workshop(*LIGHT)
    before = workshop.good()
    path = workshop.notebooks / "contacts.ipynb"
    touch = f"from pathlib import Path\n_ = Path({str(path)!r}).open('a').write(' ')"
    (cause,) = workshop(f"{touch}\n{LIGHT[0]}", *LIGHT[1:]).causes
    assert cause.startswith(f"while it was being built, or where it was built, code changed from {__version__} (")
    assert workshop.good() == before
    well(workshop)


# Stopping


@posix
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_stopping_ends_every_job(workshop: Workshop, sent: signal.Signals, code: int) -> None:
    workshop.write(DEAF)
    plan = workshop.notebooks / "reports.toml"
    plan.write_text(plan.read_text("utf-8") + 'sweep = { unit = "*" }\n', "utf-8")
    command = [sys.executable, "-m", "helpers", "build", "--jobs", "2", "--out", str(workshop.out)]
    running = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    until = time.monotonic() + 60
    while (
        len(faults.running(workshop.out)) < 6 and time.monotonic() < until
    ):  # two jobs, two kernels, what they started
        time.sleep(0.1)
    running.send_signal(sent)
    said = running.communicate(timeout=30)[1]
    assert running.returncode == code
    assert said.splitlines()[-1] == "Interrupted; published reports are untouched."
    assert "Traceback" not in said
    assert faults.running(workshop.out) == []
    assert {path.name for path in workshop.out.iterdir()} == {".lock"}


@posix
def test_what_a_killed_build_left_running_is_ended(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    (workshop.out / swap.STAGING / "run").mkdir(parents=True)  # what it had staged
    own = {processes.VARIABLE: processes.mark(workshop.out, "run", "small")}
    left = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], env=os.environ | own)
    another = {processes.VARIABLE: processes.mark(Path(f"{workshop.out}-2"), "run", "small")}
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], env=os.environ | another)
    waits = threading.Thread(target=left.wait)
    waits.start()
    seen: list[int | None] = []
    take = snapshot.take

    def taken(folder: Path) -> Path:
        waits.join(10)
        seen.append(left.returncode)
        return take(folder)

    monkeypatch.setattr(snapshot, "take", taken)
    well(workshop)
    assert seen == [-signal.SIGKILL]  # before the build began
    assert other.poll() is None
    other.kill()
    other.wait()


def test_one_bad_report_does_not_stop_the_others(workshop: Workshop) -> None:
    workshop.write(f"assert unit != 'visits', 'no visits'\n{LIGHT[0]}", *LIGHT[1:])
    edit(workshop.notebooks / "contacts.ipynb", 'as_of = \\"latest\\"', 'unit = \\"contacts\\"')
    plan = workshop.notebooks / "reports.toml"
    plan.write_text(plan.read_text("utf-8") + 'sweep = { unit = "*" }\n', "utf-8")
    done = contacts("build", "--jobs", "2", "--out", str(workshop.out))
    assert done.returncode == 1
    assert [line for line in done.stdout.splitlines() if not line.startswith("  ")] == [
        f"small-contacts: published: {workshop.out / 'small-contacts'}",
        f"small-visits: FAILED: {workshop.out / 'failed' / 'small-visits'}",
        f"small-meetings: published: {workshop.out / 'small-meetings'}",
    ]
    assert "  AssertionError: no visits" in done.stdout
    told = contacts("status", "--out", str(workshop.out))
    assert told.returncode == 1
    assert [line.split("; ")[0] for line in told.stdout.splitlines()] == [
        "small-contacts: current",
        "small-visits: failed",
        "  AssertionError: no visits",
        "small-meetings: current",
    ]


def test_nothing_is_left_outside_the_reports(
    workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    startup = home / ".ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "mine.py").write_text("said = 'of this user'", "utf-8")
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(home))
    before = sorted(home.rglob("*"))
    assert workshop("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)").causes
    assert workshop("said").causes[0].startswith("NameError")
    well(workshop)
    assert [path for path in sorted(home.rglob("*")) if path not in before and "jupyter" in str(path)] == []


def test_no_process_can_be_started(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object, **kwargs: object) -> None:
        raise OSError(11, "Resource temporarily unavailable")

    with monkeypatch.context() as patched:
        patched.setattr("helpers.publish.crew.subprocess.Popen", full)
        causes = workshop(*LIGHT).causes
    assert causes == ["no process could be started for the report: Resource temporarily unavailable"]
    well(workshop)
