"""Time and memory of the flagship report when the data have ten times the contacts, and of a long table in the PDF.

Targets: at most 10 times the time and 3 times the memory; a table of 5,000 rows is set. The contacts are copies of
those in `data/`, each with the claims and participants of its original, at a place of its own.
"""

from __future__ import annotations

import csv
import dataclasses
import os
import re
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
import psutil
from timing import PYTHON, machine

from helpers import paths
from helpers.press import document, pdf

TIMES = 10
ROWS = 5000
FLAGSHIP = "contacts-2023-24"
COPIED = ("contacts.csv", "participants.csv", "claims.csv")


NUMBERED = {"contact_id", "part_of", "pair"}
FIRST = {"RK": 3000, "P": 300}
"""Numbers from here on are of copies."""


class Names:
    """Ids of the copies of contacts and pairs, the same in every table."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, str], str] = {}

    def of(self, copy: int, name: str) -> str:
        """The id of a copy; parts keep their number."""
        if not (found := re.fullmatch(r"(RK|P)(\d+)(.*)", name)):
            return name
        letters, number, part = found.groups()
        there = sum(known.startswith(letters) for known in self._known.values())
        key = copy, letters + number
        return self._known.setdefault(key, f"{letters}{FIRST[letters] + there:0{len(str(FIRST[letters]))}d}") + part


def main() -> None:
    """Print seconds, memory and ratios."""
    print(f"growth: {machine()}, one round")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found = [built(folder, times) for times in (1, TIMES)]
        for times, (seconds, memory, contacts, size) in zip((1, TIMES), found, strict=True):
            used = f"{seconds:7.2f} s {memory / 1e6:6.0f} MB"
            print(f"  {used}  {times:2d} times, {contacts} contacts, HTML {size / 1e6:.1f} MB")
        (small, less, *_), (large, more, *_) = found
        print(f"ratio: {large / small:.1f} times the time, {more / less:.2f} times the memory")
        for rows, seconds in long_table(folder / f"out-1/{FLAGSHIP}/{FLAGSHIP}.ipynb"):
            print(f"  {seconds:7.2f} s  a PDF with one table of {rows} rows")


def built(folder: Path, times: int) -> tuple[float, int, int, int]:
    """Seconds, the most memory of all processes together, contacts, and bytes of the page of a build."""
    data, out = folder / f"data-{times}", folder / f"out-{times}"
    shutil.copytree(paths.data(), data)
    names = Names()
    contacts, *_ = [multiply(data / file, times, names) for file in COPIED]
    command = [PYTHON, "-m", "helpers", "build", FLAGSHIP, "--force", "--out", str(out)]
    start = time.perf_counter()
    process = subprocess.Popen(command, env=os.environ | {paths.DATA_VARIABLE: str(data)}, stderr=subprocess.PIPE)
    most = [0]
    watch = threading.Thread(target=_watch, args=(process.pid, most), daemon=True)
    watch.start()
    said = process.communicate()[1]
    seconds = time.perf_counter() - start
    assert process.returncode == 0, said.decode()
    watch.join()
    return seconds, most[0], contacts, (out / FLAGSHIP / f"{FLAGSHIP}.html").stat().st_size


def _watch(pid: int, most: list[int]) -> None:
    """Keep the most memory that a process and all under it ever had together, pages that they share counted once."""
    top = psutil.Process(pid)
    while top.is_running() and top.status() != psutil.STATUS_ZOMBIE:
        total = 0
        try:
            for process in [top, *top.children(recursive=True)]:
                memory = process.memory_full_info()
                total += getattr(memory, "pss", memory.uss)
        except psutil.Error:
            continue
        most[0] = max(most[0], total)
        time.sleep(0.05)


def multiply(file: Path, times: int, ids: Names) -> int:
    """Add copies of all rows about contacts to a table; returns how many rows it has then."""
    with file.open(encoding="utf-8", newline="") as opened:
        reader = csv.DictReader(opened)
        names, rows = list(reader.fieldnames or ()), list(reader)
    copies = [_copied(row, copy, ids) for copy in range(1, times) for row in rows]
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows + copies)
    return len(rows) + len(copies)


def _copied(row: dict[str, str], copy: int, ids: Names) -> dict[str, str]:
    made = {column: ids.of(copy, value) if column in NUMBERED else value for column, value in row.items()}
    for column in ("title", "place"):
        if row.get(column):
            made[column] = f"{row[column]} {copy}"
    if "review" in made:
        made["review"] = "single"  # nobody coded a copy twice
    return made


def long_table(executed: Path) -> Iterator[tuple[int, float]]:
    """Rows and seconds of a PDF whose longest table has as many rows as that of the report, and then ROWS."""
    notebook = nbformat.read(executed, as_version=4)
    made = document.read(notebook)
    longest = max((b for b in made.blocks if b["kind"] == "table"), key=lambda block: len(block["rows"]))
    for rows in (len(longest["rows"]), ROWS):
        more = [
            longest["rows"][n % len(longest["rows"])] | ({} if n < len(longest["rows"]) else {"id": ""})
            for n in range(rows)
        ]
        blocks = [block if block is not longest else block | {"rows": more} for block in made.blocks]
        start = time.perf_counter()
        pdf.render(dataclasses.replace(made, blocks=blocks), notebook)
        yield rows, time.perf_counter() - start


if __name__ == "__main__":
    main()
