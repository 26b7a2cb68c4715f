"""Time our build of the flagship report against the stock chain on the same notebook, in one run.

The stock chain is what a user would type: papermill, then nbconvert to HTML, then to webpdf where a browser is there.
Whole processes, medians of several rounds, the two taking turns: machines are noisy.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from helpers import paths

ROUNDS = int(os.environ.get("ROUNDS", "3"))
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def main() -> None:
    """Print the medians and the ratio."""
    seconds: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for _ in range(ROUNDS):
            for step, command in steps(folder).items():
                seconds.setdefault(step, []).append(timed(command, folder))
    medians = {step: statistics.median(times) for step, times in seconds.items()}
    print(f"{os.cpu_count()} cores, medians of {ROUNDS} rounds, seconds of whole processes")
    for step, median in medians.items():
        print(f"  {median:6.2f}  {step}  (all: {', '.join(f'{s:.2f}' for s in seconds[step])})")
    ours = medians.pop(OURS)
    stock = sum(medians.values())
    print(f"  {stock:6.2f}  stock chain in all")
    print(f"ratio: the stock chain takes {stock / ours:.2f} times as long as ours")
    if CHROMIUM is None:
        print("no browser here: the stock chain made no PDF, ours did")


FLAGSHIP = "contacts-2023-24"
OURS = "contacts build --force (checks, HTML, PDF/UA, manifest, index)"


def steps(folder: Path) -> dict[str, list[str]]:
    """What is timed: each step with its command."""
    python = sys.executable
    executed = folder / "stock.ipynb"
    commands = {
        OURS: [python, "-m", "helpers", "build", FLAGSHIP, "--force", "--out", str(folder / "ours")],
        "papermill": [python, "-m", "papermill", str(paths.NOTEBOOKS / "contacts.ipynb"), str(executed)],
        "nbconvert --to html": [python, "-m", "nbconvert", "--to", "html", str(executed)],
    }
    if CHROMIUM:
        webpdf = Path(__file__).with_name("webpdf.py")
        commands["nbconvert --to webpdf"] = [python, str(webpdf), CHROMIUM, str(executed)]
    return commands


def timed(command: list[str], folder: Path) -> float:
    """Seconds that a command takes; it must succeed."""
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
