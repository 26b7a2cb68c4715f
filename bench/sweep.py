"""Time 24 monthly briefs, HTML and PDF, against the stock chain in a loop.

Targets: the loop takes at least 6 times as long; a report takes at most 1.3 times its cells, divided by the cores.
MONTHS sets another number of months.
"""

from __future__ import annotations

import os
import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from timing import PYTHON, ROUNDS, machine, parts, stock, timed

MONTHS = int(os.environ.get("MONTHS", "24"))
CORES = os.cpu_count() or 1


def main() -> None:
    """Print the seconds and the ratios."""
    days = [day.date().isoformat() for day in pd.date_range("2023-01-31", periods=MONTHS, freq="ME")]
    print(f"{MONTHS} briefs: {machine()}, seconds of whole processes: of the stock loop once, else medians of {ROUNDS}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # A build and its cells take turns: the speed of a shared machine changes from one minute to the next.
        rounds = [_round(days, folder / f"ours-{number}") for number in range(ROUNDS)]
        theirs = 0.0
        for day in days:
            steps = stock("brief", folder / f"{day}.ipynb", {"as_of": day})
            theirs += sum(timed(command, folder) for command in steps.values())
    ours, cells, ratio = map(statistics.median, zip(*rounds, strict=True))
    print(f"  {ours:7.2f}  contacts build brief --sweep as_of=… --jobs {CORES}: {ours / MONTHS:.2f} a report")
    print(f"  {theirs:7.2f}  the stock chain in a loop: {theirs / MONTHS:.2f} a report")
    print(f"  {cells:7.2f}  the cells of one brief, run alone")
    print(f"ratio: the stock loop takes {theirs / ours:.1f} times as long as ours")
    print(f"ratio: a report takes {ratio:.2f} times its cells divided by the cores")


def _round(days: Sequence[str], out: Path) -> tuple[float, float, float]:
    """Seconds of a build of all briefs, and of the cells of the last one alone; a report by its cells a core."""
    out.mkdir()
    sweep = ["brief", "--sweep", f"as_of={','.join(days)}", "--jobs", str(CORES)]
    ours = timed([PYTHON, "-m", "helpers", "build", *sweep, "--out", str(out)], out)
    made = [folder / f"{folder.name}.ipynb" for folder in sorted(out.glob("brief-*"))]
    assert len(made) == MONTHS
    cells = parts("brief", made[-1])["cells"]
    return ours, cells, ours / MONTHS / (cells / CORES)


if __name__ == "__main__":
    main()
