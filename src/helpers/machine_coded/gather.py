"""Read many text files, each by one process at a time, and keep what each holds as soon as it is read."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from pathlib import Path

from helpers.machine_coded import prefilter
from helpers.machine_coded.prefilter import Scan
from helpers.machine_coded.store import Stamp, Store
from helpers.problems import Problem, ProblemsFound

BATCH = 1 << 24
"""Bytes of files that are handed to a process at a time: large enough that handing over takes no time."""
MOST = 64
"""Files that are handed over at a time."""
ALONE = 1 << 25
"""Bytes up to which starting processes takes longer than reading."""

Told = Callable[[int, int, int], None]
"""Told of progress: files, bytes and rows that were read since it was told last."""


def gather(store: Store, stamps: Sequence[Stamp], told: Told, *, workers: int | None = None) -> None:
    """Read those of the files that the store does not know.

    Parameters
    ----------
    workers
        Processes that read; as many as there are cores unless said otherwise.

    Raises
    ------
    ProblemsFound
        A process was killed; what was read before is kept.
    """
    due = list(store.unread(stamps))
    workers = workers or os.cpu_count() or 1
    batches = _batches(due)
    if workers == 1 or sum(stamp.size for stamp in due) < ALONE:
        for batch in batches:
            _keep(store, _scan(batch), told)
        return
    # Each process starts afresh: what is read must not depend on what the parent holds, nor on the system.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_leave_interrupts_to_the_parent) as pool:
        # Few batches wait at a time, so that memory does not grow with the number of files.
        waiting: set[Future[list[tuple[Stamp, Scan]]]] = set()
        try:
            while True:
                waiting |= {pool.submit(_scan, batch) for batch in islice(batches, 2 * workers - len(waiting))}
                if not waiting:
                    break
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                for future in done:
                    _keep(store, future.result(), told)
        except BrokenProcessPool:
            says = "a process that read files was killed, perhaps for want of memory; what was read is kept: try again"
            raise ProblemsFound([Problem("machine-coded", says)]) from None
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _batches(stamps: Sequence[Stamp]) -> Iterator[list[Stamp]]:
    batch: list[Stamp] = []
    size = 0
    for stamp in stamps:
        batch.append(stamp)
        size += stamp.size
        if size >= BATCH or len(batch) == MOST:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _scan(batch: list[Stamp]) -> list[tuple[Stamp, Scan]]:
    return [(stamp, prefilter.scan(Path(stamp.path))) for stamp in batch]


def _keep(store: Store, scans: list[tuple[Stamp, Scan]], told: Told) -> None:
    store.keep(scans)
    told(len(scans), sum(stamp.size for stamp, _ in scans), sum(scan.rows for _, scan in scans))
