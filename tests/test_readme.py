"""What the documents say is so: the README's commands, the codebook's tables, the pins of every installer."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from conftest import contacts
from selected import busy, selected
from world import DATA, world

from helpers import __version__, paths
from helpers.dataset import codebook, descriptor, holdings
from helpers.dataset.load import Dataset

README = (paths.ROOT / "README.md").read_text("utf-8")
SESSIONS = [block.strip().splitlines() for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL)]
COMMANDS = [line[2:] for session in SESSIONS for line in session if line.startswith("$ ")]
PROJECT = tomllib.loads((paths.ROOT / "pyproject.toml").read_text("utf-8"))


def test_the_readme_has_its_two_commands_first() -> None:
    assert COMMANDS[:2] == ["make report", "make test"]


@pytest.mark.parametrize("command", [command for command in COMMANDS if command.startswith("make ")])
def test_make_commands_exist(command: str) -> None:
    done = subprocess.run([*shlex.split(command), "-n"], cwd=paths.ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 127:
        pytest.skip("no make here")
    assert done.returncode == 0, done.stderr
    wanted = {"make report": "contacts build", "make test": "-m pytest"}[command]
    assert wanted in done.stdout


@pytest.mark.parametrize("command", [command for command in COMMANDS if not command.startswith("make ")])
def test_the_other_commands_run(command: str, tmp_path: Path) -> None:
    name, *arguments = shlex.split(command)
    if name == "papermill":
        arguments = [str(paths.ROOT / arguments[0]), str(tmp_path / arguments[1]), *arguments[2:]]
        command_line = [sys.executable, "-m", "papermill", *arguments]
        done = subprocess.run(command_line, cwd=tmp_path, capture_output=True, text=True, check=False)
    else:
        assert name == "contacts"
        done = contacts(*arguments, *(["--out", str(tmp_path)] if arguments[0] == "build" else []))
    session = next(session for session in SESSIONS if f"$ {command}" in session)
    shown = [line for line in session if not line.startswith("$ ")]
    assert done.returncode == (1 if shown else 0), done.stderr
    if shown:
        assert done.stderr.splitlines() == shown


def test_links_and_rooms_of_the_readme_exist() -> None:
    targets = re.findall(r"\]\((?!http)([^)#]+)\)", README)
    rooms = re.findall(r"`((?:src|notebooks|data|tests|bench)/[\w/.]*)`", README)
    assert targets
    assert rooms
    for name in targets + rooms:
        assert (paths.ROOT / name).exists(), name


def test_the_codebook_tells_the_descriptor() -> None:
    text = codebook.read(DATA)
    assert codebook.renewed(text, descriptor.read(DATA)) == text


def test_format_renews_the_codebook(tmp_path: Path) -> None:
    folder = world().write(tmp_path / "data")
    (folder / codebook.FILE).write_text(f"# Rules\n\n{codebook.BEGIN}\nstale text\n{codebook.END}\n\nEnd\n", "utf-8")
    done = contacts("format", CONTACTS_DATA=str(folder))
    assert done.stdout == "CODEBOOK.md brought into form\n"
    text = codebook.read(folder)
    assert "stale text" not in text
    assert "| `vizit` |" not in text
    assert "| `visit` | Visit |" in text
    assert text.endswith("\nEnd\n")


def test_the_readme_of_the_data_tells_its_holdings(real: Dataset) -> None:
    text = (DATA / holdings.FILE).read_text("utf-8")
    assert holdings.renewed(text, real) == text
    counts = holdings.counts(real)
    assert f"| Held contacts of the headline | {counts.loc['Held contacts of the headline'].iloc[0]} |" in text


def test_holdings_are_counted_from_the_tables(tmp_path: Path) -> None:
    small = selected(busy(), tmp_path).dataset
    counts = holdings.counts(small)
    assert counts["All"].to_dict() == {
        "Held contacts of the headline": 7,
        "Held greetings": 1,
        "Held attendance at conferences": 1,
        "Plans, lapsed plans and allegations": 1,
        "Transfers, alleged or admitted": 1,
        "Parts of visits": 1,
    }
    assert "14 claims from 3 sources, with 5 officials in 5 offices; 1 searches" in holdings.paragraph(small)


def test_a_contact_is_added_by_the_command(tmp_path: Path) -> None:
    folder = world().write(tmp_path / "data")
    mine = tmp_path / "mine.toml"
    template = contacts("add", "--template").stdout
    mine.write_text(template.replace("ru-matsegora", "ru-lavrov"), "utf-8")
    done = contacts("add", str(mine), CONTACTS_DATA=str(folder))
    assert done.stdout == (
        "RK0002 added: rows of claims 1, contacts 1, offices 1, officials 1, participants 2, sources 1.\n"
    )
    again = contacts("add", str(mine), CONTACTS_DATA=str(folder))
    assert again.returncode == 1
    assert "looks like RK0002 of 2024-12-16" in again.stderr
    assert contacts("add").returncode == 2
    due = contacts("due", CONTACTS_DATA=str(folder)).stdout.splitlines()
    assert re.fullmatch(r"\d contacts are to be coded twice, \d of them still wait\.", due[0])


def test_conda_and_pip_ask_for_the_same() -> None:
    conda = yaml.safe_load((paths.ROOT / "environment.yml").read_text("utf-8"))["dependencies"]
    own = [item.replace("_", "-") for item in conda if isinstance(item, str) and item != "pip"]
    pip = next(item["pip"] for item in conda if isinstance(item, dict))
    python = f"python{PROJECT['project']['requires-python']}"
    assert sorted([*own, *(item for item in pip if not item.startswith("-"))]) == sorted(
        [python, *PROJECT["project"]["dependencies"]]
    )


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_locks_have_hashes_and_no_addresses(name: str) -> None:
    text = (paths.ROOT / name).read_text("utf-8")
    assert "://" not in text
    pinned = {re.split(r"[=\[ ]", line)[0] for line in text.splitlines() if re.match(r"[a-z0-9]", line)}
    for entry in re.split(r"\n(?=[a-z0-9])", text.strip()):
        assert "--hash=sha256:" in entry, entry.splitlines()[0]
    for requirement in PROJECT["project"]["dependencies"]:
        assert re.split(r"[<>=\[]", requirement)[0] in pinned


def test_one_version() -> None:
    citation = yaml.safe_load((paths.ROOT / "CITATION.cff").read_text("utf-8"))
    data = descriptor.read(DATA)
    assert PROJECT["project"]["version"] == __version__
    assert citation["version"] == data.version
    assert citation["date-released"] == data.released
    assert f"## {__version__}\n" in (paths.ROOT / "CHANGELOG.md").read_text("utf-8")
    assert f"## {data.version} ({data.released})\n" in (DATA / "CHANGELOG.md").read_text("utf-8")
