"""Kill a build at many moments and see what is left: `make faults` prints the table of moments and outcomes.

A report of older data stands; the data are corrected; the build of the new edition is killed. Readers must find the
old edition or the new one, whole, and nothing may go on running. The next run must publish the new edition and leave
nothing behind.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
from workshop import PLAN, Workshop
from world import world

from helpers.dataset import descriptor
from helpers.publish import processes, stamps

KILLER = Path(__file__).with_name("killer")
LIGHT = (
    """from helpers import parameters
from helpers.dataset import descriptor
from helpers.exhibits import Cover, File, Prose

said = descriptor.read().raw["title"]
Cover("T", "S", "K", [("Data", said)], ["A"], ["k"], [said], "2024-01-01")""",
    "Prose(said)",
    """File("contacts.csv", "text/csv", "Rows", f'contact_id,title\\nRK0001,"{said}"\\n')""",
)
"""Cells that need no tables: their kernel is up in no time."""
DEADLINE = 120.0


@dataclass
class Scene:
    """An old edition that stands, new data, and the files of both editions."""

    folder: Path
    old: dict[str, bytes]
    new: dict[str, bytes]

    def fresh(self) -> Path:
        """A folder to publish into, with the old edition in it."""
        out = Path(tempfile.mkdtemp(dir=self.folder, prefix="out-")) / "reports"
        shutil.copytree(self.folder / "old", out)
        return out

    def command(self, out: Path, **env: str) -> subprocess.Popen[str]:
        """Begin a build in the folder."""
        own = {
            "CONTACTS_DATA": str(self.folder / "data"),
            "CONTACTS_NOTEBOOKS": str(self.folder / "notebooks"),
            "PYTHONUTF8": "1",
        }
        return subprocess.Popen(
            [sys.executable, "-m", "helpers", "build", "--out", str(out)],
            env=os.environ | own | env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.folder,
        )


def scene(folder: Path) -> Scene:
    """Set the scene: two builds."""
    workshop = Workshop(folder / "notebooks", folder / "data", folder / "old")
    workshop.notebooks.mkdir()
    (workshop.notebooks / "reports.toml").write_text(PLAN, "utf-8")
    workshop.write(*LIGHT)
    data = world().write(workshop.data)
    made = Scene(folder, {}, {})
    for edition, out in (("old", folder / "old"), ("new", folder / "new")):
        built = made.command(out)
        said = built.communicate(timeout=DEADLINE)
        assert built.returncode == 0, said
        setattr(made, edition, files(out))
        if edition == "old":
            title = json.dumps(descriptor.read(data).raw["title"])
            text = (data / "datapackage.json").read_text("utf-8")
            (data / "datapackage.json").write_text(text.replace(title, f'"Corrected: {title[1:]}', 1), "utf-8")
    assert made.old != made.new
    return made


def files(out: Path) -> dict[str, bytes]:
    """The files of the published report."""
    return {path.name: path.read_bytes() for path in sorted((out / "small").iterdir())}


@dataclass(frozen=True)
class Outcome:
    """What a kill led to."""

    moment: str
    edition: str
    """Which edition readers found: old or new."""
    faults: list[str]
    """What should not have been; empty for a fault that was survived."""


def killed(scene: Scene, who: str, at: int) -> Outcome:
    """Kill one process of a build before its event of this number."""
    out = scene.fresh()
    log = out.parent / "log"
    build = scene.command(out, **killing(who, at, log))
    said = build.communicate(timeout=DEADLINE)[1]
    moment = log.read_text("utf-8").strip() if log.exists() else "not reached"
    return _seen(scene, out, build.returncode, said, f"{who} before {moment or 'not reached'}")


def killing(who: str, at: int, log: Path) -> dict[str, str]:
    """Variables that have a process killed."""
    found = os.pathsep.join(filter(None, (str(KILLER), os.environ.get("PYTHONPATH"))))
    return {"KILL_WHO": who, "KILL_AT": str(at), "KILL_LOG": str(log), "PYTHONPATH": found}


def killed_after(scene: Scene, seconds: float) -> Outcome:
    """Kill the builder after so much time."""
    out = scene.fresh()
    build = scene.command(out)
    time.sleep(seconds)
    build.kill()
    said = build.communicate(timeout=DEADLINE)[1]
    return _seen(scene, out, build.returncode, said, f"builder after {seconds:.2f} s")


def events(scene: Scene, who: str) -> int:
    """How many events one process of a build has."""
    out = scene.fresh()
    log = out.parent / "log"
    build = scene.command(out, **killing(who, 0, log))
    assert build.communicate(timeout=DEADLINE)
    return int(log.read_text("utf-8").split()[0])


def _seen(scene: Scene, out: Path, status: int, said: str, moment: str) -> Outcome:
    faults = []
    found = files(out)
    edition = {True: "new", False: "old"}[found == scene.new]
    if found not in (scene.old, scene.new):
        faults.append("the report is a mixture")
    if "Traceback" in said:
        faults.append(f"a traceback: {said.splitlines()[-1]}")
    if not moment.endswith("not reached") and (status == 0) != (edition == "new") and status != -9:
        faults.append(f"status {status} with the {edition} edition")
    until = time.monotonic() + 10
    while (left := running(out)) and time.monotonic() < until:
        time.sleep(0.1)
    faults += [f"process {process} goes on" for process in left]
    again = scene.command(out)
    told = again.communicate(timeout=DEADLINE)
    if again.returncode != 0:
        faults.append(f"the next run ended with status {again.returncode}: {told}")
    if files(out) != scene.new:
        faults.append("the next run did not publish the new edition")
    there = {path.name for path in out.iterdir()}
    expected = {"small", "index.html", "index.json", "feed.xml", "history.json", ".lock"}
    faults += [f"{name} was left behind" for name in sorted(there - expected - {stamps.FILE})]
    faults += [f"{name} is missing" for name in sorted(expected - there)]
    shutil.rmtree(out.parent)
    return Outcome(moment, edition, faults)


def running(out: Path) -> list[int]:
    """Processes of builds into a folder."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(processes.VARIABLE, "").startswith(processes.mark(out)):
                found.append(process.pid)
        except (psutil.Error, OSError):
            continue
    return found


def moments(scene: Scene, who: str, count: int) -> list[int]:
    """Moments spread over all events of a process."""
    total = events(scene, who)
    return sorted({round(1 + (total - 1) * number / max(count - 1, 1)) for number in range(count)})


def all_of(scene: Scene, count: int) -> Iterator[Outcome]:
    """Kill the builder at `count` moments, half of them of time, the kernel at as many, and the job at half as many."""
    for who, number in {"builder": count // 2, "job": count // 2, "kernel": count}.items():
        for at in moments(scene, who, number):
            yield killed(scene, who, at)
    begun = time.monotonic()
    scene.command(scene.fresh()).communicate(timeout=DEADLINE)
    lasted = time.monotonic() - begun
    later = count - count // 2
    for number in range(later):
        yield killed_after(scene, lasted * (number + 0.5) / later)


def main() -> int:
    """Print the table."""
    count, tally, faults = int(sys.argv[1]) if len(sys.argv) > 1 else 55, Counter(), 0
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        for outcome in all_of(scene(Path(folder)), count):
            who = " ".join(outcome.moment.split()[:2])
            tally[who, outcome.edition, "FAILED" if outcome.faults else "survived"] += 1
            faults += bool(outcome.faults)
            print(f"{outcome.moment}: {outcome.edition} edition; {'; '.join(outcome.faults) or 'survived'}", flush=True)
    print("\nkilled          moments  readers found  outcome")
    for (who, edition, result), number in sorted(tally.items()):
        print(f"{who:15} {number:7}  {edition:13}  {result}")
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(main())
