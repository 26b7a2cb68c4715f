"""Jobs at work: each in its own process under a time limit, several at once through joblib."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol, TextIO

from helpers.problems import Problem, ProblemsFound
from helpers.publish import job as jobs
from helpers.publish import preload, processes
from helpers.publish.forking import client
from helpers.publish.forking.client import Forked, Server, Unavailable
from helpers.publish.job import Job, Made


class Watch(Protocol):
    """Told how a job goes on; it can be asked to stop."""

    stopped: threading.Event

    def step(self, slug: str, what: str) -> None: ...


def made(
    tasks: Sequence[Job], workers: int | None, backend: str, watch: Watch, server: Server | None = None
) -> Iterator[Made]:
    """What comes of jobs, each as soon as it has ended.

    Parameters
    ----------
    workers
        How many at once: one where it is not said, on a cluster as many as it has.
    backend
        A backend of joblib, such as `dask` or `ray`; an empty string for this machine.
    server
        Forks jobs on this machine; where there is none, each is an interpreter of its own.

    Raises
    ------
    ProblemsFound
        The backend is not there.
    """
    if not tasks:
        return
    near = not backend
    count = workers or (1 if near else -1)
    watching = watch if near else None
    with contextlib.ExitStack() as opened:
        if near and count == 1:
            done = (perform(task, watching, server) for task in tasks)
        else:
            done = opened.enter_context(_together(tasks, count, backend, watching, server))
        try:
            yield from done
        except BaseException as error:
            watch.stopped.set()
            for task in tasks:
                processes.end(task.mark)
            if near or not isinstance(error, Exception):
                raise
            lost = f"{backend!r} lost a job: {type(error).__name__}: {error}"
            raise ProblemsFound([Problem("backend", lost)]) from None


@contextlib.contextmanager
def _together(
    tasks: Sequence[Job], count: int, backend: str, watch: Watch | None, server: Server | None
) -> Iterator[Iterable[Made]]:
    """Several at once."""
    # Imported here: joblib takes longer to import than a server to start, and one after the other needs none of it.
    import joblib
    from joblib.parallel import get_active_backend

    from helpers.publish import cluster

    with cluster.connected(backend):
        ordered = "generator_unordered"
        if not get_active_backend(prefer="threads")[0].supports_return_generator:
            ordered = "list"  # Ray's tells all at the end
        # Threads are enough on this machine: each does nothing but wait for the process of its job.
        parallel = joblib.Parallel(
            n_jobs=count,
            prefer="threads",
            return_as=ordered,
            pre_dispatch="all" if backend else "n_jobs",  # a cluster has a queue of its own
            batch_size=1,
        )
        yield parallel(joblib.delayed(perform)(task, watch, server) for task in tasks)


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
    own = preload.environment(task, {processes.VARIABLE: task.mark})
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


def _how_it_ended(status: int) -> str:
    if status < 0:
        return f"the process that made the report was killed by signal {-status} ({signal.Signals(-status).name})"
    return f"the process that made the report ended with status {status}"


def _apart() -> dict[str, Any]:
    """A group of its own, so that Ctrl-C reaches the build alone, which then ends its jobs."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}
