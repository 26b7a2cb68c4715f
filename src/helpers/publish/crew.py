"""Jobs at work: each in its own process under a time limit, several at once through joblib."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol, TextIO

import joblib
from joblib.parallel import get_active_backend

from helpers import paths
from helpers.problems import Problem, ProblemsFound
from helpers.publish import cluster, manifest, processes
from helpers.publish import job as jobs
from helpers.publish.forking import client, imports
from helpers.publish.forking.client import Forked, Server, Unavailable
from helpers.publish.job import Job, Made

BACKEND = "module://matplotlib_inline.backend_inline"
"""What a kernel gives matplotlib, which asks for it when it is imported."""
WITHOUT_THREADS = {
    **dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}
"""Keeps libraries from starting threads when they are imported: reports are what runs side by side."""
KERNEL_IMPORTS = ("ipykernel.kernelapp", "ipykernel.ipkernel", "IPython.core.completerlib")


class Watch(Protocol):
    """Told how a job goes on; it can be asked to stop."""

    stopped: threading.Event

    def step(self, slug: str, what: str) -> None: ...


def made(tasks: Sequence[Job], workers: int | None, backend: str, watch: Watch) -> Iterator[Made]:
    """What comes of jobs, each as soon as it has ended.

    Parameters
    ----------
    workers
        How many at once: one where it is not said, on a cluster as many as it has.
    backend
        A backend of joblib, such as `dask` or `ray`; an empty string for this machine.

    Raises
    ------
    ProblemsFound
        The backend is not there.
    """
    if not tasks:
        return
    near = not backend
    with cluster.connected(backend), _forking(tasks if near else []) as server:
        count = workers or (1 if near else -1)
        ordered = "generator_unordered"
        if not get_active_backend(prefer="threads")[0].supports_return_generator:
            ordered = "list"  # Ray's tells all at the end
        # Threads are enough on this machine: each does nothing but wait for the process of its job.
        parallel = joblib.Parallel(
            n_jobs=count,
            prefer="threads",
            return_as=ordered,
            pre_dispatch="n_jobs" if near else "all",  # a cluster has a queue of its own
            batch_size=1,
        )
        try:
            yield from parallel(joblib.delayed(perform)(task, watch if near else None, server) for task in tasks)
        except BaseException as error:
            watch.stopped.set()
            for task in tasks:
                processes.end(task.mark)
            if near or not isinstance(error, Exception):
                raise
            lost = f"{backend!r} lost a job: {type(error).__name__}: {error}"
            raise ProblemsFound([Problem("backend", lost)]) from None


@contextlib.contextmanager
def _forking(tasks: Sequence[Job]) -> Iterator[Server | None]:
    """A server that forks jobs, which find one that forks their kernels; nothing where there is no fork."""
    with contextlib.ExitStack() as servers:
        yield _servers(tasks, servers) if tasks and client.POSSIBLE else None


def _servers(tasks: Sequence[Job], opened: contextlib.ExitStack) -> Server | None:
    own = _environment(tasks[0], {processes.VARIABLE: processes.around(tasks[0].mark)})
    notebooks = dict.fromkeys(task.report.path for task in tasks)
    modules = [*KERNEL_IMPORTS, *imports.imported(notebooks)]
    try:
        kernels = opened.enter_context(contextlib.closing(Server.start(modules, {"MPLBACKEND": BACKEND} | own)))
        return opened.enter_context(contextlib.closing(Server.start(jobs.IMPORTS, own, kernels)))
    except Unavailable:
        return None


def perform(task: Job, watch: Watch | None = None, server: Server | None = None) -> Made:
    """Do a job in a process of its own, and end all that it started when it has ended or its time is over."""
    if watch and watch.stopped.is_set():
        return Made(task.report.slug, ["the build was stopped"])
    try:
        return _performed(task, watch, server)
    except OSError as error:
        return Made(task.report.slug, [f"no process could be started for the report: {error.strerror}"])


def _performed(task: Job, watch: Watch | None, server: Server | None) -> Made:
    slug = task.report.slug
    late = threading.Event()
    result = None
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as complaints:
        process = _started(task, complaints, server)
        timer = threading.Timer(task.limits.report, lambda: (late.set(), _end(task, process)))
        timer.daemon = True
        timer.start()
        try:
            with contextlib.suppress(BrokenPipeError):
                process.stdin.write(jobs.as_line(task))
                process.stdin.flush()
            for line in process.stdout:
                told = json.loads(line)
                result = told.get("made", result)
                if watch and "step" in told:
                    watch.step(slug, told["step"])
            process.wait()
        finally:
            timer.cancel()
            _end(task, process)
            process.stdout.close()
            with contextlib.suppress(OSError):
                process.stdin.close()
            process.wait()
        complaints.seek(0)
        said = complaints.read().strip().splitlines()
    if late.is_set():
        return Made(slug, [f"the report was not ready within {task.limits.report} seconds"])
    return Made(**result) if result else Made(slug, [_how_it_ended(process.returncode), *said[-1:]])


def _started(task: Job, complaints: TextIO, server: Server | None) -> subprocess.Popen | Forked:
    """The process of a job: a forked one where there is a server, or else a fresh interpreter."""
    own = _environment(task, {processes.VARIABLE: task.mark})
    if server:
        with contextlib.suppress(Unavailable):
            return server.popen(f"{jobs.__name__}:main", own | client.PROVISIONED, complaints)
    return subprocess.Popen(
        [sys.executable, "-m", jobs.__name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=complaints,
        text=True,
        encoding="utf-8",
        env=own,
        **_apart(),
    )


def _end(task: Job, process: subprocess.Popen | Forked) -> None:
    """End the process of a job and all that it started."""
    if isinstance(process, Forked):
        process.release()
    processes.end(task.mark)


def _environment(task: Job, more: Mapping[str, str]) -> dict[str, str]:
    """The environment of a job's own process, which its kernel inherits.

    What Jupyter and IPython write goes with the staged folder, and no user's own start-up files change a report.
    """
    own = {name: str(task.folder.with_name(name.lower())) for name in ("JUPYTER_RUNTIME_DIR", "IPYTHONDIR")}
    own |= WITHOUT_THREADS | {paths.DATA_VARIABLE: str(task.data), manifest.EPOCH: task.epoch, **more}
    return {name: value for name, value in (os.environ | own).items() if value}


def _how_it_ended(status: int) -> str:
    if status < 0:
        return f"the process that made the report was killed by signal {-status} ({signal.Signals(-status).name})"
    return f"the process that made the report ended with status {status}"


def _apart() -> dict[str, Any]:
    """A group of its own, so that Ctrl-C reaches the build alone, which then ends its jobs."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}
