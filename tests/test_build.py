"""The way from notebook to published report: what is refused, what is kept, and that nothing good is lost."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import nbformat
import pytest
from conftest import contacts
from nbformat.v4 import new_code_cell, new_notebook
from workshop import GOOD, OPEN, PLAN, Silent, Workshop
from world import edit, world

from helpers import __version__, paths
from helpers.problems import ProblemsFound
from helpers.publish import build, gate, making, manifest, plan, stamps, swap, verify
from helpers.publish.job import AFTER_CELLS
from helpers.publish.limits import Limits
from helpers.publish.report import Report
from helpers.publish.terms import How, Outcome

SLUG = "contacts-2023-24"
PLANNED = ", ".join(report.slug for report in plan.read())
INDEX = ("index.html", "index.json", "feed.xml", "history.json")


def test_the_flagship_is_whole(built: Path) -> None:
    folder = built / SLUG
    names = {f"{SLUG}.html", f"{SLUG}.pdf", f"{SLUG}.ipynb", "contacts.csv", "manifest.json"}
    assert {path.name for path in folder.iterdir()} == names
    assert {path.name for path in built.iterdir()} - {stamps.FILE} == {SLUG, *INDEX, ".lock", "stdout.txt"}
    made = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert made["parameters"] == {}
    for name, file in made["files"].items():
        content = (folder / name).read_bytes()
        assert (file["bytes"], file["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    assert set(made["files"]) == names - {"manifest.json"}
    assert f"{SLUG}/{SLUG}.html" in (built / "index.html").read_text("utf-8")


def test_the_end_of_a_build_says_where_and_what(built: Path) -> None:
    said = (built / "stdout.txt").read_text("utf-8").splitlines()
    made = json.loads((built / SLUG / "manifest.json").read_text("utf-8"))
    assert said == [f"{SLUG}: published: {built / SLUG}", *(f"  {line}" for line in made["headline"])]
    with (built / SLUG / "contacts.csv").open(encoding="utf-8-sig", newline="") as file:
        counted = sum(row["role"] == "counted" for row in csv.DictReader(file))
    assert said[1].startswith(f"  {counted} contacts held, ")


def test_same_input_gives_the_same_bytes(built: Path, tmp_path: Path) -> None:
    again = contacts("build", SLUG, "--out", str(tmp_path), cwd=tmp_path)
    assert again.returncode == 0, again.stderr
    for path in (built / SLUG).iterdir():
        assert (tmp_path / SLUG / path.name).read_bytes() == path.read_bytes(), path.name


def test_plain_papermill_from_any_folder(tmp_path: Path) -> None:
    out = tmp_path / "out.ipynb"
    command = [
        "papermill",
        "--no-progress-bar",
        str(paths.NOTEBOOKS / "contacts.ipynb"),
        str(out),
        "-p",
        "start",
        "2023-07-01",
    ]
    done = subprocess.run([sys.executable, "-m", *command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    notebook = nbformat.read(out, as_version=4)
    shown = [output.data.get("text/markdown", "") for cell in notebook.cells for output in cell.get("outputs", [])]
    assert any("1 July 2023 to 31 December 2024" in text for text in shown)
    command[-2] = "strat"
    refused = subprocess.run(
        [sys.executable, "-m", *command], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert refused.returncode != 0
    assert "parameters strat: is no parameter of this report" in refused.stderr
    assert "did you mean start?" in refused.stderr


def test_a_small_report_is_published(workshop: Workshop, tmp_path: Path) -> None:
    outcome = workshop(*GOOD)
    assert (outcome.causes, outcome.folder) == ([], tmp_path / "out" / "small")
    assert not (tmp_path / "out" / swap.STAGING).exists()
    assert not (tmp_path / "out" / "failed").exists()


BAD = {
    "an error": (
        (OPEN, "1 / 0"),
        ["ZeroDivisionError: division by zero"],
    ),
    "leaving in the middle": (
        (OPEN, "import sys\nsys.exit(0)", "files.rows(selection)"),
        [
            "cell 4 shows nothing: 'import sys'",
            "cell 5 did not run: 'files.rows(selection)'",
            "the rows of the report do not travel with it: no cell shows a file",
            "cell 4 left error output: '0'",
        ],
    ),
    "printing": (
        (*GOOD, 'print("debug")'),
        ["cell 6 shows nothing: 'print(\"debug\")'", "cell 6 left stream output: 'debug'"],
    ),
    "showing nothing": ((*GOOD, "x_ = 1"), ["cell 6 shows nothing: 'x_ = 1'"]),
    "a stock figure": (
        (*GOOD, 'from IPython.display import HTML\nHTML("<b>x</b>")'),
        [
            "cell 6 shows nothing: 'from IPython.display import HTML'",
            "cell 6 shows what a report cannot hold: text/html, text/plain",
        ],
    ),
    "no rows": (GOOD[:2], ["the rows of the report do not travel with it: no cell shows a file"]),
    "a dead kernel": (
        (OPEN, "import os\nos._exit(1)"),
        ["the kernel died: the machine ran out of memory, or the cell ended its own process"],
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_what_must_not_be_published(workshop: Workshop, tmp_path: Path, name: str) -> None:
    out = tmp_path / "out"
    workshop(*GOOD)
    before = workshop.good()
    cells, causes = BAD[name]
    outcome = workshop(*cells)
    # IPython's advice on how to exit names a file of this machine.
    assert [cause for cause in outcome.causes if "To exit" not in cause] == causes
    assert workshop.good() == before
    kept = {path.name for path in outcome.folder.iterdir()}
    assert (outcome.folder, kept) == (out / "failed" / "small", {"failure.json", "index.html", "small.ipynb"})
    page = (outcome.folder / "index.html").read_text("utf-8")
    assert "is untouched" in page
    assert "failed/small/index.html" in (out / "index.html").read_text("utf-8")
    assert workshop(*GOOD).causes == []
    assert workshop.good() == before
    assert not (out / "failed").exists()


@pytest.mark.parametrize("last", ["1 / 0", "import os\nos._exit(1)", "import time\ntime.sleep(600)"])
def test_what_was_shown_before_a_failure_is_kept(workshop: Workshop, last: str) -> None:
    outcome = workshop(OPEN, "tables.levels(selection)", last, limits=Limits(cell=3))
    assert outcome.causes
    notebook = nbformat.read(outcome.folder / "small.ipynb", as_version=4)
    shown = [bool(cell.outputs) for cell in notebook.cells if cell.cell_type == "code" and cell.source != last]
    assert shown[-2:] == [True, True]


def test_a_cell_that_never_ends(workshop: Workshop) -> None:
    outcome = workshop(OPEN, "import time\ntime.sleep(600)", limits=Limits(cell=3))
    assert outcome.causes == ["the cell did not end within 3 seconds"]
    assert "Cell 4 of the notebook failed." in (outcome.folder / "index.html").read_text("utf-8")


def test_the_failure_page_names_cell_cause_and_data_row(workshop: Workshop) -> None:
    problem = 'Problem("contacts.csv", "is wrong", 12, "RK0007")'
    cell = f"from helpers.problems import Problem, ProblemsFound\nraise ProblemsFound([{problem}])"
    outcome = workshop(OPEN, cell)
    assert outcome.causes == ["contacts.csv:12 RK0007: is wrong"]
    page = (outcome.folder / "index.html").read_text("utf-8")
    assert "Cell 4 of the notebook failed." in page
    assert "<li>contacts.csv:12 RK0007: is wrong</li>" in page
    assert "raise ProblemsFound" in page


def test_broken_data_build_nothing(tmp_path: Path) -> None:
    folder = world().write(tmp_path / "data")
    edit(folder / "contacts.csv", ",visit,", ",vizit,")
    out = tmp_path / "out"
    done = contacts("build", "--out", str(out), CONTACTS_DATA=str(folder))
    assert done.returncode == 1
    assert "contacts.csv:2 RK0001 kind: 'vizit' is no code" in done.stderr
    assert done.stderr.endswith("1 problem; nothing was built or changed.\n")
    assert [path.name for path in out.iterdir()] == [".lock"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-p", "strat=2023-01-01"], "parameters strat: is no parameter of this report; "),
        (
            ["-p", "unit=visit"],
            "parameters unit: 'visit' does not fit; allowed: contacts, visits, meetings; did you mean visits?",
        ),
        (["-p", "start=2024-02-01", "-p", "end=2024-01-01"], "parameters: start 2024-02-01 is after end 2024-01-01"),
        (["-p", "end=2025-01-31"], "parameters: end 2025-01-31 is outside the data; allowed: 2023-01-01 to 2024-12-31"),
        (
            ["--as-of", "yesterday"],
            "parameters as_of: 'yesterday' does not fit; allowed: a day such as 2024-01-16, or latest",
        ),
        (["-p", "unit"], "parameters: 'unit' is no pair; allowed: NAME=VALUE"),
        (
            ["contacts-2023"],
            f"reports.toml contacts-2023: is no report of the plan; allowed: {PLANNED}; did you mean {SLUG}?",
        ),
    ],
)
def test_bad_arguments_are_refused_before_a_kernel_starts(tmp_path: Path, arguments: list[str], said: str) -> None:
    done = contacts("build", *arguments, "--out", str(tmp_path / "out"))
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file", "utf-8")
    done = contacts("build", "--out", str(tmp_path / "out"))
    assert done.returncode == 1
    assert done.stderr.splitlines()[0] == f"{tmp_path / 'out'}: cannot be written: File exists"


def test_an_empty_selection_is_a_report_that_says_so(tmp_path: Path) -> None:
    done = contacts("build", SLUG, "-p", "domain=justice", "-p", "min_level=6", "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr
    slug = f"{SLUG}--min_level-6--domain-justice".replace("_", "-")
    assert done.stdout.splitlines() == [
        f"{slug}: published: {tmp_path / slug}",
        "  no contacts held, 1 January 2023 to 31 December 2024",
    ]
    page = (tmp_path / slug / f"{slug}.html").read_text("utf-8")
    assert "No contacts match this selection." in page
    assert page.count(">No contacts match this selection</text>") == 26  # thirteen figures, wide and narrow


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize(("sent", "status"), [(signal.SIGKILL, -signal.SIGKILL), (signal.SIGINT, 130)])
def test_a_build_that_is_stopped_leaves_the_last_good_report(
    built: Path, tmp_path: Path, sent: signal.Signals, status: int
) -> None:
    good = {path.name: path.read_bytes() for path in (built / SLUG).iterdir()}
    folder = tmp_path / SLUG
    folder.mkdir()
    for name, content in good.items():
        (folder / name).write_bytes(content)
    running = subprocess.Popen(
        [sys.executable, "-m", "helpers", "build", "--force", "--out", str(tmp_path)],
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUTF8": "1"},
        start_new_session=True,
    )
    deadline = time.monotonic() + 60
    while not list((tmp_path / swap.STAGING).glob(f"*/{SLUG}/{swap.NEW}/*.ipynb")):
        assert running.poll() is None, running.stderr.read()
        assert time.monotonic() < deadline
        time.sleep(0.05)
    os.kill(running.pid, sent)
    said = running.communicate(timeout=60)[1]
    assert running.returncode == status, said
    assert "Traceback" not in said
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == good
    swap.recover(tmp_path)
    assert not (tmp_path / swap.STAGING).exists()


def test_the_gate_wants_every_cell_run() -> None:
    from helpers.press.document import Document

    cell = new_code_cell("figures.per_month(selection)")
    notebook = new_notebook(cells=[cell])
    document = Document(files=[{"name": "contacts.csv"}])
    assert gate.problems(notebook, document) == ["cell 1 did not run: 'figures.per_month(selection)'"]
    cell.execution_count = 1
    assert gate.problems(notebook, document) == ["cell 1 shows nothing: 'figures.per_month(selection)'"]


def test_what_is_current_is_not_built_again(workshop: Workshop, tmp_path: Path) -> None:
    assert not workshop(*GOOD, force=False).current
    before = workshop.good()
    again = workshop(*GOOD, force=False)
    assert (again.current, again.causes) == (True, [])
    assert workshop.good() == before
    assert not workshop(*GOOD).current


def why(workshop: Workshop, **changes: object) -> list[str]:
    report = Report("small", "A small report", "contacts") if not changes else Report(**changes)
    return manifest.reasons(report, workshop.out, paths.data(), "")


def test_why_a_report_is_built(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    assert why(workshop) == ["there is no report with a manifest of this version yet"]
    workshop(*GOOD)
    assert why(workshop) == []
    other = why(workshop, slug="small", title="Another", notebook="contacts", parameters={"unit": "visits"})
    assert other == [
        "title changed from A small report to Another",
        "parameter unit changed from its default to visits",
    ]
    published = json.loads((workshop.out / "small" / "manifest.json").read_text("utf-8"))
    with (workshop.data / "searches.csv").open("a", encoding="utf-8") as file:
        file.write("2023-11,Kozlov,en,0,0,2026-11-23\n")
    old = published["data"]
    new = manifest.inputs(Report("small", "A small report", "contacts"), paths.data(), "")["data"]
    assert why(workshop) == [
        f"data changed from {old['version']} ({old['seen'][:12]}) to {new['version']} ({new['seen'][:12]})"
        " in searches.csv"
    ]
    edit(workshop.data / "searches.csv", "2023-11,Kozlov,en,0,0,2026-11-23\n", "")
    was = published["code"]["sha256"][:12]
    monkeypatch.setattr("helpers.publish.manifest.code_digest", lambda notebook: "1" * 64)
    assert why(workshop) == [f"code changed from {__version__} ({was}) to {__version__} ({'1' * 12})"]
    monkeypatch.setattr("helpers.publish.manifest.code_digest", lambda notebook: published["code"]["sha256"])
    font = "SourceSans3-It.ttf"
    monkeypatch.setattr("helpers.publish.manifest._font_digests", lambda: published["fonts"] | {font: "2" * 64})
    assert why(workshop) == [f"font {font} changed from {published['fonts'][font][:12]} to {'2' * 12}"]
    monkeypatch.setattr("helpers.publish.manifest._font_digests", lambda: published["fonts"])
    monkeypatch.setattr("helpers.publish.manifest.PACKAGES", ("pandas",))
    monkeypatch.setattr("helpers.publish.manifest._version", lambda name: "9.9")
    reasons = why(workshop)
    assert f"package pandas changed from {published['packages']['pandas']} to 9.9" in reasons
    assert f"package numpy changed from {published['packages']['numpy']} to none" in reasons


def test_a_report_changed_by_hand_is_built_again(workshop: Workshop, tmp_path: Path) -> None:
    workshop(*GOOD)
    before = workshop.good()
    (tmp_path / "out" / "small" / "small.pdf").unlink()
    with (tmp_path / "out" / "small" / "contacts.csv").open("a", encoding="utf-8") as file:
        file.write("one more\n")
    assert why(workshop) == ["contacts.csv was changed after it was published", "small.pdf is missing"]
    (tmp_path / "out" / "small" / "manifest.json").write_text("{half", "utf-8")
    assert why(workshop) == ["there is no report with a manifest of this version yet"]
    assert not workshop(*GOOD, force=False).current
    assert workshop.good() == before


def again(out: Path) -> verify.Verdict:
    (verdict,) = verify.verify(out, ["small"], Silent())
    return verdict


def test_verify_makes_the_same_bytes_or_says_what_differs(
    workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    workshop(*GOOD)
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert again(out) == verify.Verdict("small", 4, [])
    assert "SOURCE_DATE_EPOCH" not in os.environ
    edit(tmp_path / "data" / "officials.csv", "Sergey Lavrov", "Sergei Lavrov")
    verdict = again(out)
    names = ["contacts.csv", "small.html", "small.ipynb", "small.pdf"]
    assert verdict.differences[:-1] == [f"{name} differs" for name in names if name != "contacts.csv"]
    assert verdict.differences[-1].startswith("data changed from ")
    edit(tmp_path / "data" / "officials.csv", "ru-lavrov,russia", "ru-lavrov,dprk")
    with pytest.raises(ProblemsFound):
        again(out)


def test_verify_knows_what_was_published(tmp_path: Path) -> None:
    with pytest.raises(ProblemsFound, match="no report has been published here"):
        verify.published(tmp_path, ())
    (tmp_path / "small").mkdir()
    (tmp_path / "small" / "manifest.json").write_text("{}", "utf-8")
    with pytest.raises(ProblemsFound) as found:
        verify.published(tmp_path, ("smal",))
    assert str(found.value) == f"{tmp_path} smal: is no published report; allowed: small; did you mean small?"
    assert again(tmp_path).differences == ["manifest.json cannot be read, or is of another version"]


def test_the_commands_say_what_is_current_and_the_same(built: Path) -> None:
    planned = contacts("build", SLUG, "--dry-run", "--out", str(built))
    assert (planned.returncode, planned.stdout) == (0, f"{SLUG}: is current\n")
    again = contacts("build", SLUG, "--out", str(built))
    assert again.stdout.splitlines()[0] == f"{SLUG}: current: {built / SLUG}"
    same = contacts("verify", "--out", str(built))
    assert (same.returncode, same.stdout) == (0, f"{SLUG}: the same, byte for byte (4 files)\n"), same.stderr


SPARED = ("pandas", "numpy", "scipy", "matplotlib", "joblib", "nbformat", "papermill", "psutil", "frictionless")


@pytest.mark.parametrize(
    ("option", "state", "spared"), [([], "current", SPARED), (["--force"], "published", ("joblib", "numpy", "pandas"))]
)
def test_a_build_imports_no_more_than_it_needs(
    workshop: Workshop, option: list[str], state: str, spared: tuple[str, ...]
) -> None:
    (workshop.notebooks / "reports.toml").write_text(PLAN, "utf-8")
    workshop(*GOOD)
    own = {"CONTACTS_DATA": str(workshop.data), "CONTACTS_NOTEBOOKS": str(workshop.notebooks)}
    code = (
        "import sys\nfrom helpers.cli import main\n"
        f"main({['build', *option, '--out', str(workshop.out)]}, standalone_mode=False)\n"
        f"print([name for name in {spared} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | own, capture_output=True, text=True, check=True
    )
    first, *_, last = done.stdout.splitlines()
    assert first == f"small: {state}: {workshop.out / 'small'}"
    assert last == "[]"


@pytest.mark.parametrize("given", [{}, {"as_of": "2024-06-30"}])
def test_a_report_tells_as_many_steps_as_it_promised(workshop: Workshop, given: dict[str, str]) -> None:
    told: list[str] = []
    progress = Silent()
    progress.step = lambda slug, what: told.append(what)
    workshop.write(*GOOD)
    (outcome,) = build.build([Report("small", "A small report", "contacts", given)], workshop.out, progress)
    assert outcome.causes == []
    promised, *steps = told
    assert promised == f"of {len(steps)}"
    cells = len(steps) - len(AFTER_CELLS)
    assert steps == [*(f"cell {number} of {cells}" for number in range(1, cells + 1)), *AFTER_CELLS]


def listed(out: Path) -> list[str]:
    return [report["slug"] for report in json.loads((out / "index.json").read_text("utf-8"))["reports"]]


@pytest.mark.parametrize(("seconds", "meanwhile"), [(0.0, ["a", "b"]), (1000.0, ["a"])])
def test_a_build_that_is_stopped_has_listed_what_it_published(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch, seconds: float, meanwhile: list[str]
) -> None:
    """The index is written after the first report, then now and then, and when the build ends, however it ends."""
    monkeypatch.setattr(making, "LISTING_SECONDS", seconds)
    workshop.write(*GOOD)
    seen: list[list[str]] = []

    class Stopping(Silent):
        def end(self, outcome: Outcome) -> None:
            seen.append(listed(workshop.out))
            if outcome.report.slug == "b":
                raise KeyboardInterrupt

    reports = [Report(slug, "A small report", "contacts") for slug in "abc"]
    with pytest.raises(KeyboardInterrupt):
        build.build(reports, workshop.out, Stopping(), How())
    assert seen == [["a"], meanwhile]
    assert listed(workshop.out) == ["a", "b"]


def test_the_check_begins_when_the_first_notebook_runs() -> None:
    starting = making._Starting(Silent())
    waited = threading.Thread(target=starting.wait, daemon=True)
    waited.start()
    for slug, what in (("one", "of 9"), ("two", "of 9")):
        starting.step(slug, what)
    waited.join(0.2)
    assert waited.is_alive()
    starting.step("one", "cell 1 of 9")
    waited.join(5)
    assert not waited.is_alive()
