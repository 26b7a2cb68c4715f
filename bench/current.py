"""Time a build that has nothing to do against an empty interpreter, and say which imports its time goes into.

Whole processes, medians of several rounds, the two taking turns. The target is below 0.25 s and at most 4 times.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from timing import by_hyperfine, timed

from helpers.publish import again

ROUNDS = 1 if os.environ.get("QUICK") else int(os.environ.get("ROUNDS", "5"))
LONGEST = 12
"""How many imports are listed."""
EMPTY = [sys.executable, "-c", "pass"]
CLICK = [sys.executable, "-c", "import click"]
SETTLED = 2.1
"""Seconds after which files are no longer so new that they are read again."""


def main() -> None:
    """Publish the plan once, then time the builds that find all of it current."""
    with tempfile.TemporaryDirectory() as folder:
        build = [sys.executable, "-m", "helpers", "build", "--out", folder]
        where = Path(folder)
        timed(build, where)
        first = timed(build, where)
        time.sleep(SETTLED)
        timed(build, where)
        rounds = [_round(build, where) for _ in range(ROUNDS)]
        empty, asked, looking, click = (statistics.median(times) for times in zip(*rounds, strict=True))
        print(f"{os.cpu_count()} cores, medians of {ROUNDS} rounds, seconds of whole processes")
        print(f"  {empty:6.3f}  empty interpreter")
        print(f"  {asked:6.3f}  contacts build, nothing changed ({asked / empty:.1f} times)")
        print(
            f"  {looking:6.3f}  the same once an hour, when it puts its success on record ({looking / empty:.1f} times)"
        )
        print(f"  {first:6.3f}  the first one after a build, which finds it out ({first / empty:.1f} times)")
        print(f"  {click:6.3f}  an interpreter that imports click and no more ({click / empty:.1f} times)")
        if other := by_hyperfine([EMPTY, build], ROUNDS):
            print(f"  {other[0]:6.3f}, {other[1]:.3f}  the first two by hyperfine")
        _tell_imports("of that build", build)
        (where / again.FILE).unlink()
        _tell_imports("once an hour", build)


def _tell_imports(when: str, build: list[str]) -> None:
    print(f"imports {when}, milliseconds, each with what it imports:")
    for milliseconds, name in imports(build)[:LONGEST]:
        print(f"  {milliseconds:6.1f}  {name}")


def _round(build: list[str], where: Path) -> tuple[float, float, float, float]:
    """Seconds of an empty interpreter, a build asked for again, one that has to look, and an import of click."""
    empty, asked = timed(EMPTY, where), timed(build, where)
    (where / again.FILE).unlink()
    return empty, asked, timed(build, where), timed(CLICK, where)


def imports(command: list[str]) -> list[tuple[float, str]]:
    """Milliseconds and name of every module that a command of Python imports, the slowest first."""
    python, *arguments = command
    told = subprocess.run([python, "-X", "importtime", *arguments], check=True, capture_output=True, text=True).stderr
    lines = [line.removeprefix("import time:").split("|") for line in told.splitlines() if line.count("|") == 2]
    found = [(int(total) / 1000, name.strip()) for _, total, name in lines if total.strip().isdigit()]
    return sorted(found, reverse=True)


if __name__ == "__main__":
    main()
