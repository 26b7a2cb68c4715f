"""What the benches share: whole processes timed, and the stock chain that they are compared with."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from helpers import paths

ROUNDS = int(os.environ.get("ROUNDS", "3"))
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
PYTHON = sys.executable


def timed(command: Sequence[str], folder: Path) -> float:
    """Seconds that a command takes; it must succeed."""
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return time.perf_counter() - start


def stock(notebook: str, executed: Path, parameters: Mapping[str, str]) -> dict[str, list[str]]:
    """What a user would type: papermill, then nbconvert to HTML, then to webpdf where a browser is there."""
    given = [word for name, value in parameters.items() for word in ("-p", name, value)]
    commands = {
        "papermill": [PYTHON, "-m", "papermill", str(paths.NOTEBOOKS / f"{notebook}.ipynb"), str(executed), *given],
        "nbconvert --to html": [PYTHON, "-m", "nbconvert", "--to", "html", str(executed)],
    }
    if CHROMIUM:
        webpdf = Path(__file__).with_name("webpdf.py")
        commands["nbconvert --to webpdf"] = [PYTHON, str(webpdf), CHROMIUM, str(executed)]
    return commands


def parts(notebook: str, executed: Path) -> dict[str, float]:
    """Seconds of what no way of making a report can do without, each measured alone in one fresh process."""
    return _told("parts.py", notebook, str(executed), folder=executed.parent)


def phases(report: str, out: Path) -> dict[str, float]:
    """Seconds of each phase of a build as it runs."""
    return _told("phases.py", report, str(out), str(time.time()), folder=out.parent)


def _told(script: str, *arguments: str, folder: Path) -> dict[str, float]:
    command = [PYTHON, "-P", str(Path(__file__).with_name(script)), *arguments]
    said = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout
    return {name: float(seconds) for seconds, name in (line.split(" ", 1) for line in said.splitlines())}


def by_hyperfine(commands: Sequence[Sequence[str]], runs: int) -> list[float] | None:
    """Median seconds of commands by another clock than ours; nothing where hyperfine is not installed."""
    if not (hyperfine := shutil.which("hyperfine")):
        return None
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "told.json"
        options = ["--shell=none", "--warmup=1", f"--runs={runs}", f"--export-json={told}"]
        subprocess.run([hyperfine, *options, *map(shlex.join, commands)], check=True, capture_output=True)
        return [result["median"] for result in json.loads(told.read_text("utf-8"))["results"]]


def medians(rounds: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """The median of each step over rounds."""
    return {step: statistics.median(one[step] for one in rounds) for step in rounds[0]}


def machine() -> str:
    """The machine and how busy it is."""
    load = f", load {os.getloadavg()[0]:.1f} at the start" if hasattr(os, "getloadavg") else ""
    return f"{os.cpu_count()} cores{load}"


def listed(title: str, seconds: Mapping[str, float]) -> None:
    """Print steps and their sum."""
    print(title)
    for step, value in seconds.items():
        print(f"  {value:7.2f}  {step}")
    print(f"  {sum(seconds.values()):7.2f}  in all")
