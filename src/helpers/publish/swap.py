"""Put a finished folder in the place of an older one, so that readers see the one or the other and never a mixture."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import time
from pathlib import Path

STAGING = ".staging"
NEW, PREVIOUS = "new", "previous"
TRIES = 20


def run(out: Path) -> Path:
    """A fresh folder for one build: what is left of an earlier one can never write into it."""
    import uuid

    folder = out / STAGING / uuid.uuid4().hex[:8]
    folder.mkdir(parents=True)
    return folder


def staging(run: Path, slug: str) -> Path:
    """The folder in which a report is made; on the same disk as the place where it will be published."""
    return run / slug / NEW


def publish(out: Path, run: Path, slug: str) -> None:
    """Publish the staged report of that name."""
    new, target = staging(run, slug), out / slug
    if not target.exists():
        new.rename(target)
    elif not _exchange(new, target):
        # Two renames where the system cannot exchange two folders: `recover` mends a stop between them.
        target.rename(run / slug / PREVIOUS)
        new.rename(target)


def is_left(out: Path) -> bool:
    """Whether something is staged: by a build at work, or by one that was killed."""
    return (out / STAGING).exists()


def recover(out: Path) -> None:
    """Bring back reports whose publication was cut off between two renames, and clear what was staged."""
    for previous in (out / STAGING).glob(f"*/*/{PREVIOUS}"):
        target = out / previous.parent.name
        if not target.exists():
            previous.rename(target)
    for attempt in range(TRIES):
        # A job on another machine may write until it sees that its folder has gone.
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(out / STAGING, ignore_errors=attempt < TRIES - 1)
        if not (out / STAGING).exists():
            return
        time.sleep(0.1)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in a single step, where the system can: Linux and macOS."""
    import ctypes

    try:
        system = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "linux":
            at_cwd, exchange = -100, 2
            done = system.renameat2(at_cwd, os.fsencode(one), at_cwd, os.fsencode(other), exchange)
        elif sys.platform == "darwin":
            swap = 2
            done = system.renamex_np(os.fsencode(one), os.fsencode(other), swap)
        else:
            return False
    except (OSError, AttributeError, TypeError):
        return False
    return done == 0
