"""Processes that import what the jobs and kernels of a build need, and fork them; and the environment they all share.

Nothing here takes long to import: the servers do their imports while the build does its own.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping, Sequence

from helpers import paths
from helpers.publish import job as jobs
from helpers.publish import manifest, processes
from helpers.publish.forking import client, imports
from helpers.publish.forking.client import Server, Unavailable
from helpers.publish.job import Job

BACKEND = "module://matplotlib_inline.backend_inline"
"""What a kernel gives matplotlib, which asks for it when it is imported."""
WITHOUT_THREADS = {
    **dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}
"""Keeps libraries from starting threads when they are imported: reports are what runs side by side."""
KERNEL_IMPORTS = (
    *("ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.debugger"),
    *("IPython.core.completerlib", "IPython.core.debugger", "IPython.core.oinspect", "IPython.extensions.storemagic"),
    *("psutil", "sqlite3", "tornado.platform.asyncio"),
)
"""What every kernel imports when it starts, or with its first cell."""
KERNELS_AHEAD = ("helpers.dataset.load:ahead",)
"""What every kernel of a build finds the same: the snapshot of the data."""
JOBS_AHEAD = ("helpers.publish.manifest:ahead", "helpers.press.html:ahead")
"""What every job finds the same: the code, and most letters."""
SEVERAL_AHEAD = ("helpers.dataset.seen:ahead",)
"""What several find the same besides, the data; for one alone they would take memory long before it needs them."""


@contextlib.contextmanager
def servers(tasks: Sequence[Job]) -> Iterator[Server | None]:
    """A server that forks jobs, which find one that forks their kernels; nothing where there is no fork."""
    with contextlib.ExitStack() as opened:
        yield _started(tasks, opened) if tasks and client.POSSIBLE else None


def _started(tasks: Sequence[Job], opened: contextlib.ExitStack) -> Server | None:
    own = environment(tasks[0], {processes.VARIABLE: processes.around(tasks[0].mark)})
    notebooks = dict.fromkeys(task.report.path for task in tasks)
    modules = [*KERNEL_IMPORTS, *imports.imported(notebooks)]
    ahead = [*JOBS_AHEAD, *(SEVERAL_AHEAD if len(tasks) > 1 else ())]
    try:
        kernels = Server.start([*modules, *KERNELS_AHEAD], {"MPLBACKEND": BACKEND} | own)
        opened.enter_context(contextlib.closing(kernels))
        return opened.enter_context(contextlib.closing(Server.start([*jobs.IMPORTS, *ahead], own, kernels)))
    except Unavailable:
        return None


def environment(task: Job, more: Mapping[str, str]) -> dict[str, str]:
    """The environment of a job's own process, which its kernel inherits.

    What Jupyter and IPython write goes with the staged folder, and no user's own start-up files change a report.
    """
    own = {name: str(task.folder.with_name(name.lower())) for name in ("JUPYTER_RUNTIME_DIR", "IPYTHONDIR")}
    own |= WITHOUT_THREADS | {paths.DATA_VARIABLE: str(task.data), manifest.EPOCH: task.epoch, **more}
    return {name: value for name, value in (os.environ | own).items() if value}
