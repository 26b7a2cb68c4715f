"""Time 24 monthly briefs, HTML and PDF, against the stock chain in a loop.

Targets: the loop takes at least 6 times as long; a report takes at most 1.3 times its cells, divided by the cores.
MONTHS sets another number of months.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pandas as pd
from timing import PYTHON, machine, parts, stock, timed

MONTHS = int(os.environ.get("MONTHS", "24"))
CORES = os.cpu_count() or 1


def main() -> None:
    """Print the seconds and the ratios."""
    days = [day.date().isoformat() for day in pd.date_range("2023-01-31", periods=MONTHS, freq="ME")]
    print(f"{MONTHS} briefs: {machine()}, one round, seconds of whole processes")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sweep = ["brief", "--sweep", f"as_of={','.join(days)}", "--jobs", str(CORES)]
        ours = timed([PYTHON, "-m", "helpers", "build", *sweep, "--out", str(folder / "ours")], folder)
        assert len(list((folder / "ours").glob("brief-*/*.pdf"))) == MONTHS
        theirs = 0.0
        for day in days:
            steps = stock("brief", folder / f"{day}.ipynb", {"as_of": day})
            theirs += sum(timed(command, folder) for command in steps.values())
        cells = parts("brief", folder / f"{days[-1]}.ipynb")["cells"]
    print(f"  {ours:7.2f}  contacts build {' '.join(sweep[:2])} as_of=… --jobs {CORES}: {ours / MONTHS:.2f} a report")
    print(f"  {theirs:7.2f}  the stock chain in a loop: {theirs / MONTHS:.2f} a report")
    print(f"  {cells:7.2f}  the cells of one brief, run alone")
    print(f"ratio: the stock loop takes {theirs / ours:.1f} times as long as ours")
    print(f"ratio: a report takes {ours / MONTHS / (cells / CORES):.2f} times its cells divided by the cores")


if __name__ == "__main__":
    main()
