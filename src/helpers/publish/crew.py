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
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

import joblib
from joblib.parallel import get_active_backend

from helpers import paths
from helpers.problems import Problem, ProblemsFound
from helpers.publish import job as jobs
from helpers.publish import processes
from helpers.publish.job import Job, Made

DASK, RAY = "dask", "ray"
ADDRESS = {DASK: "DASK_SCHEDULER_ADDRESS", RAY: "RAY_ADDRESS"}
"""Variables that say where a cluster is; Dask and Ray read them themselves."""


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
    with _configured(backend):
        near = not backend
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
            yield from parallel(joblib.delayed(perform)(task, watch if near else None) for task in tasks)
        except BaseException:
            watch.stopped.set()
            for task in tasks:
                processes.end(task.mark)
            raise


def perform(task: Job, watch: Watch | None = None) -> Made:
    """Do a job in a process of its own, and end all that it started when it has ended or its time is over."""
    slug = task.report.slug
    if watch and watch.stopped.is_set():
        return Made(slug, ["the build was stopped"])
    own = {processes.VARIABLE: task.mark, paths.DATA_VARIABLE: str(task.data), "SOURCE_DATE_EPOCH": task.epoch}
    late = threading.Event()
    result = None
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as complaints:
        process = subprocess.Popen(
            [sys.executable, "-m", jobs.__name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
            encoding="utf-8",
            env={name: value for name, value in (os.environ | own).items() if value},
            **_apart(),
        )
        timer = threading.Timer(task.limits.report, lambda: (late.set(), processes.end(task.mark)))
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
            processes.end(task.mark)
            process.stdout.close()
            with contextlib.suppress(OSError):
                process.stdin.close()
            process.wait()
        complaints.seek(0)
        said = complaints.read().strip().splitlines()
    if late.is_set():
        return Made(slug, [f"the report was not ready within {task.limits.report} seconds"])
    return Made(**result) if result else Made(slug, [_how_it_ended(process.returncode), *said[-1:]])


def _how_it_ended(status: int) -> str:
    if status < 0:
        return f"the process that made the report was killed by signal {-status} ({signal.Signals(-status).name})"
    return f"the process that made the report ended with status {status}"


def _apart() -> dict[str, Any]:
    """A group of its own, so that Ctrl-C reaches the build alone, which then ends its jobs."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}


def _configured(backend: str) -> contextlib.ExitStack:
    """The chosen backend of joblib, connected to its cluster; a context."""
    connect: dict[str, Callable[[], Any]] = {DASK: _dask, RAY: _ray}
    with contextlib.ExitStack() as opened:
        try:
            if backend in connect:
                opened.enter_context(connect[backend]())
            if backend:
                opened.enter_context(joblib.parallel_config(backend=backend))
        except (ImportError, ValueError, OSError) as error:
            raise ProblemsFound([Problem("backend", f"{backend!r} is not to be had: {error}")]) from None
        return opened.pop_all()


def _dask() -> Any:
    from distributed import Client

    _address(DASK)
    return Client(set_as_default=True)


@contextlib.contextmanager
def _ray() -> Iterator[None]:
    import ray
    from ray.util.joblib import register_ray

    ray.init(address=_address(RAY))
    register_ray()
    try:
        yield
    finally:
        ray.shutdown()


def _address(backend: str) -> str:
    """Where the cluster is: a build uses one that is there and starts none."""
    variable = ADDRESS[backend]
    if not os.environ.get(variable):
        raise ProblemsFound([Problem("backend", f"{backend!r} needs the address of a cluster in {variable}")])
    return os.environ[variable]
