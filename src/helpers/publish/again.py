"""A build that is asked for again while nothing has changed: what it said is said again, before anything is imported.

It is known to be so for a while from a run that found every report current: while all that they rest on stands as that
run found it, and what it wrote is there. Such an answer writes nothing, so no success is recorded by it.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Sequence
from pathlib import Path

from helpers import paths
from helpers.publish import marks

TYPE_CHECKING = False
if TYPE_CHECKING:  # without typing, which takes long to import
    from helpers.publish.report import Report
    from helpers.publish.stamps import Stamps

FILE = ".again.json"
FORM = 1
LASTS = 3600.0
"""Seconds: so old may the success be that is on record, while every run succeeds."""


def answer(command: Sequence[str]) -> str | None:
    """What a command would say; nothing where that is not known, for whatever reason.

    Parameters
    ----------
    command
        The words of the command line after its name.
    """
    looked = time.time_ns()
    try:
        out = _folder(command)
        kept = json.loads((out / FILE).read_text("utf-8"))
        known = (
            (kept["form"], kept["command"]) == (FORM, list(command))
            and kept["since"] <= looked / 1e9 < kept["until"]
            and all(os.environ.get(name, "") == value for name, value in kept["environment"].items())
            and not any((out / name).exists() for name in kept["absent"])
            and all(_digest(out / name) == digest for name, digest in kept["written"].items())
            and marks.of(marks.world(), looked) == kept["world"] != ""
            and all(marks.of(marks.within(out / slug), looked) == mark != "" for slug, mark in kept["reports"].items())
        )
        return kept["said"] if known else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def keep(out: Path, command: Sequence[str], said: str, reports: Sequence[Report], stamps: Stamps) -> None:
    """Keep what a run said that found every report current; nothing where files changed too lately to be trusted.

    Parameters
    ----------
    said
        What it told the user.
    stamps
        How everything stood before the run asked what had changed.
    """
    from helpers.publish import failure, history, index, manifest, swap, written
    from helpers.publish.stamps import FILE as STAMPS

    epoch, now = manifest.epoch(), history.now()
    world, found = stamps.marks(reports, epoch)
    if not world or not all(found.values()):
        return
    files = (index.FILE, index.JSON, index.FEED, history.FILE, STAMPS)
    due = [report.schedule.next_due(now, now).timestamp() for report in reports if report.schedule]
    kept = {
        "form": FORM,
        "command": list(command),
        "since": now.timestamp(),
        "until": min([*due, now.timestamp() + LASTS]),  # what is due has to be recorded as done
        "environment": {manifest.EPOCH: epoch},
        "absent": [swap.STAGING, failure.FOLDER],
        "world": world,
        "reports": found,
        "said": said,
    }
    try:
        kept["written"] = {name: _digest(out / name) for name in files}
        written.whole(out / FILE, json.dumps(kept, ensure_ascii=False) + "\n")
    except OSError:
        return  # somebody else is at work in the folder: nothing is lost


def _folder(command: Sequence[str]) -> Path:
    """Where a command publishes. Were it read wrong, no run would have kept this very command there."""
    words = iter(command)
    for word in words:
        if word == "--out":
            return Path(next(words, "")).resolve()
        if word.startswith("--out="):
            return Path(word.partition("=")[2]).resolve()
    return paths.REPORTS


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
