"""Forked processes: ready at once, alone, and gone when they should be."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from workshop import OPEN, Silent, Workshop

from helpers import paths
from helpers.publish import build, preload
from helpers.publish import job as jobs
from helpers.publish.forking import client, imports
from helpers.publish.forking.client import Forked, Server, Unavailable
from helpers.publish.report import Report
from helpers.publish.terms import How

forking = pytest.mark.skipif(not client.POSSIBLE, reason="processes are forked on Linux only")
SOON = 20.0


def until(holds: Callable[[], bool]) -> bool:
    """Whether something holds before long."""
    end = time.monotonic() + SOON
    while not (held := holds()) and time.monotonic() < end:
        time.sleep(0.02)
    return held


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """An environment with functions to call in the module `deeds`."""
    (tmp_path / "deeds.py").write_text(
        "import json, os, subprocess, sys, time\n"
        "state = []\n"
        "def tell(): print(json.dumps([os.environ.get('OWN'), state, 'fractions' in sys.modules])); state.append(1)\n"
        "def leave(): sys.exit(3)\n"
        "def fail(): raise ValueError('no')\n"
        "def stay():\n"
        "    child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "    print(json.dumps([os.getpid(), child.pid]), flush=True); time.sleep(600)\n",
        "utf-8",
    )
    return {**os.environ, **preload.WITHOUT_THREADS, "PYTHONPATH": str(tmp_path)}


@pytest.fixture
def server(environ: dict[str, str]) -> Iterator[Server]:
    server = Server.start(["fractions", "no.such.module", "deeds:fail", "deeds:tell"], environ)
    yield server
    server.close()


@contextlib.contextmanager
def started(server: Server, deed: str, environ: dict[str, str]) -> Iterator[Forked]:
    """A process that calls a function of `deeds`; let go at the end."""
    with Path(os.devnull).open("w+") as nothing:
        process = server.popen(f"deeds:{deed}", environ, nothing)
    with process.stdin, process.stdout:
        yield process
    process.release()


@forking
def test_a_forked_process_has_what_was_done_ahead_an_environment_of_its_own_and_no_state_of_another(
    server: Server, environ: dict[str, str]
) -> None:
    for own in ("first", "second"):
        with started(server, "tell", environ | {"OWN": own}) as process:
            assert json.loads(process.stdout.read()) == [own, [1], True]
            assert process.wait(SOON) == 0


@forking
@pytest.mark.parametrize(("deed", "status"), [("leave", 3), ("fail", 1), ("unknown", 1)])
def test_it_ends_with_its_status(server: Server, environ: dict[str, str], deed: str, status: int) -> None:
    with started(server, deed, environ) as process:
        assert process.wait(SOON) == status


@forking
def test_one_that_is_let_go_is_killed_with_what_it_started(server: Server, environ: dict[str, str]) -> None:
    with started(server, "stay", environ) as process, started(server, "stay", environ) as other:
        pids, alive = json.loads(process.stdout.readline()), json.loads(other.stdout.readline())
        assert process.pid == pids[0]
        assert process.poll() is None
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.01)
        process.release()
        assert process.returncode == -9
        assert until(lambda: not any(map(psutil.pid_exists, pids)))
        assert all(map(psutil.pid_exists, alive))


@forking
def test_all_are_killed_when_nobody_holds_the_server(environ: dict[str, str]) -> None:
    server = Server.start(["deeds"], environ)
    with started(server, "stay", environ) as process:
        pids = json.loads(process.stdout.readline())
        server.close()
        assert until(lambda: not any(map(psutil.pid_exists, pids)))
        assert process.wait(SOON) == -9
    with pytest.raises(Unavailable):
        server.fork("deeds:tell", [], environ, [0, 1, 2])


@forking
def test_a_server_with_threads_does_not_serve(tmp_path: Path, environ: dict[str, str]) -> None:
    (tmp_path / "threaded.py").write_text(
        "import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n", "utf-8"
    )
    server = Server.start(["deeds", "threaded"], environ)
    with Path(os.devnull).open("w+") as nothing, pytest.raises(Unavailable):
        server.popen("deeds:tell", environ, nothing)
    server.close()


@forking
def test_what_is_done_ahead_for_jobs_and_notebooks_starts_no_thread(environ: dict[str, str]) -> None:
    environ["MPLBACKEND"] = preload.BACKEND
    notebooks = sorted(paths.NOTEBOOKS.glob("*.ipynb"))
    for names in (
        [*jobs.IMPORTS, *preload.JOBS_AHEAD, *preload.SEVERAL_AHEAD],
        [*preload.KERNEL_IMPORTS, *imports.imported(notebooks), *preload.KERNELS_AHEAD],
    ):
        server = Server.start(names, environ)
        with started(server, "tell", environ) as process:
            process.wait(SOON)
        server.close()


def test_what_notebooks_import(tmp_path: Path) -> None:
    cells = ["import a.b, c as d\nfrom e.f import g, h\nfrom . import i\nfrom j import *", "%magic\nimport k"]
    cells += ["if True:\n    import l\nimport a.b"]
    path = tmp_path / "one.ipynb"
    nbformat.write(new_notebook(cells=[new_markdown_cell("import m"), *map(new_code_cell, cells)]), path)
    broken = tmp_path / "broken.ipynb"
    broken.write_text("{", "utf-8")
    assert imports.imported([broken, tmp_path / "none.ipynb", path]) == ["a.b", "c", "e.f", "e.f.g", "e.f.h", "j"]


WIDE = "import pandas as pd\npd.DataFrame([range(40)])"
SHOWN = "import matplotlib.pyplot as plt\nplt.plot([1, 2]);"
BY_WHOM = "import psutil, sys\nprint('server' in ' '.join(psutil.Process().parent().cmdline()))"


@forking
def test_a_forked_kernel_gives_the_same_as_an_ordinary_one(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for possible in (True, False):
        monkeypatch.setattr(client, "POSSIBLE", possible)
        outcome = workshop(OPEN, WIDE, SHOWN, BY_WHOM)
        cells = nbformat.read(outcome.folder / "small.ipynb", as_version=4).cells
        *shown, whom = [cell.outputs for cell in cells if cell.cell_type == "code"]
        assert whom[0].text == f"{possible}\n"
        found.append([[output.get("data", {}) for output in outputs] for outputs in shown])
    assert found[0] == found[1]
    assert any("image/png" in data for outputs in found[0] for data in outputs)


@forking
def test_reports_of_one_build_know_nothing_of_each_other(workshop: Workshop) -> None:
    leak = (
        "import builtins, helpers, os\nprint(hasattr(builtins, 'left'), hasattr(helpers, 'left'), 'LEFT' in os.environ)"
    )
    workshop.write(OPEN, f"{leak}\nbuiltins.left = helpers.left = 1\nos.environ['LEFT'] = '1'")
    reports = [Report(slug, "A small report", "contacts", {}) for slug in ("one", "two", "three")]
    for outcome in build.build(reports, workshop.out, Silent(), How(force=True)):
        cells = nbformat.read(outcome.folder / f"{outcome.report.slug}.ipynb", as_version=4).cells
        assert cells[-1].outputs[0].text == "False False False\n"


@forking
def test_without_its_server_a_build_starts_ordinary_processes(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preload, "WITHOUT_THREADS", {})
    monkeypatch.setattr(client.server, "__name__", "no.such.module")
    outcome = workshop(OPEN, BY_WHOM)
    cells = nbformat.read(outcome.folder / "small.ipynb", as_version=4).cells
    assert cells[-1].outputs[0].text == "False\n"


@forking
def test_a_build_leaves_no_server(workshop: Workshop) -> None:
    workshop(OPEN)
    there = [p.cmdline() for p in psutil.Process().children(recursive=True) if p.status() != psutil.STATUS_ZOMBIE]
    assert not [line for line in there if client.server.__name__ in line]
