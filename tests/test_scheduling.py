"""The recipes of docs/schedule: they call commands that exist, and the schedulers' own tools accept them."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import click
import defusedxml.ElementTree
import pytest
import yaml

from helpers import paths
from helpers.cli import main

RECIPES = paths.ROOT / "docs" / "schedule"
WORKFLOW = paths.ROOT / ".github" / "workflows" / "reports.yml"
CALL = re.compile(r"contacts(?:\.exe</Command>\s*<Arguments>| )((?:build|status)\b[^\n)<\"|`;]*)")
SYSTEMD = shutil.which("systemd-analyze")


def command(name: str) -> click.Command:
    """A command of the console; a name that is none has no context to make."""
    return main.get_command(click.Context(main), name)


def calls(text: str) -> list[list[str]]:
    """The commands of the console that a text calls."""
    return [found.split(" 2>")[0].split() for found in CALL.findall(text)]


@pytest.mark.parametrize(
    "path", [*sorted(RECIPES.iterdir()), WORKFLOW, paths.ROOT / "docs" / "scheduling.md"], ids=lambda path: path.name
)
def test_recipes_call_commands_that_exist(path: Path) -> None:
    found = calls(path.read_text("utf-8"))
    assert found or path.name in ("contacts.timer", "contacts-failed.service")
    for name, *arguments in found:
        command(name).make_context(name, [argument.strip("'") for argument in arguments])


def test_a_call_of_an_option_that_is_not_there_is_seen() -> None:
    ((name, *arguments),) = calls("17 4 * * * log=$($CONTACTS/bin/contacts build --job 2 2>&1) || echo")
    assert (name, arguments) == ("build", ["--job", "2"])
    with pytest.raises(Exception, match="No such option"):
        command(name).make_context(name, ["--jab", "2"])


@pytest.mark.skipif(SYSTEMD is None, reason="needs systemd-analyze")
def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    program = tmp_path / ".venv" / "bin" / "contacts"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n", "utf-8")
    program.chmod(0o755)
    for unit in [*RECIPES.glob("*.service"), *RECIPES.glob("*.timer")]:
        text = unit.read_text("utf-8").replace("/srv/contacts", str(tmp_path)).replace("User=contacts", "User=root")
        (tmp_path / unit.name).write_text(text.replace("/usr/bin/logger", "/bin/true"), "utf-8")
    units = [str(path) for path in tmp_path.glob("contacts*.*")]
    done = subprocess.run([SYSTEMD, "verify", *units], capture_output=True, text=True, check=False)
    assert (done.returncode, [line for line in done.stderr.splitlines() if str(tmp_path) in line]) == (0, []), (
        done.stderr
    )
    (when,) = re.findall("OnCalendar=(.*)", (RECIPES / "contacts.timer").read_text("utf-8"))
    done = subprocess.run([SYSTEMD, "calendar", when], capture_output=True, text=True, check=False)
    assert (done.returncode, "Next elapse" in done.stdout) == (0, True)
    assert when.endswith(" UTC")
    wrong = tmp_path / "contacts.timer"
    wrong.write_text(wrong.read_text("utf-8").replace("04:17:00", "4h"), "utf-8")
    assert subprocess.run([SYSTEMD, "verify", str(wrong)], capture_output=True, check=False).returncode != 0


def lint(path: Path) -> subprocess.CompletedProcess[str]:
    schema = "vendor.github-workflows"
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_workflow_is_one_that_github_accepts(tmp_path: Path) -> None:
    done = lint(WORKFLOW)
    assert done.returncode == 0, done.stdout
    wrong = tmp_path / "reports.yml"
    wrong.write_text(WORKFLOW.read_text("utf-8").replace("runs-on:", "run-on:"), "utf-8")
    assert lint(wrong).returncode == 1


def test_the_workflow_pins_what_it_uses_and_may_do_little() -> None:
    text = WORKFLOW.read_text("utf-8")
    used = re.findall(r"uses: (\S+)", text)
    assert len(used) == 7
    assert [name for name in used if not re.fullmatch(r"actions/[\w/-]+@[0-9a-f]{40}", name)] == []
    told = yaml.safe_load(text)
    assert told["permissions"] == {}
    assert {name: job["permissions"] for name, job in told["jobs"].items()} == {
        "build": {"contents": "read"},
        "publish": {"pages": "write", "id-token": "write"},
        "stay-awake": {"actions": "write"},
    }
    assert told["concurrency"]["cancel-in-progress"] is False


def test_the_task_of_windows_makes_up_for_missed_runs() -> None:
    root = defusedxml.ElementTree.parse(RECIPES / "contacts-task.xml").getroot()
    told = {element.tag.rpartition("}")[2]: element.text for element in root.iter()}
    assert (told["StartWhenAvailable"], told["MultipleInstancesPolicy"]) == ("true", "Queue")
    assert told["StartBoundary"].endswith("Z")


def test_the_dag_is_python() -> None:
    tree = ast.parse((RECIPES / "airflow_dag.py").read_text("utf-8"))
    assert {
        node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    } == {
        "DAG",
        "BashOperator",
        "PapermillOperator",
    }
