"""The console command `contacts`."""

from __future__ import annotations

import dataclasses
import functools
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from tqdm import tqdm

from helpers import __version__, parameters, paths
from helpers.machine_coded.command import machine_coded
from helpers.problems import Problem, ProblemsFound


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="contacts")
def main() -> None:
    """Contacts between Russia and the DPRK, 2023-24: check the data, build the reports."""


main.add_command(machine_coded)


def _says_problems(command: Callable[..., None]) -> Callable[..., None]:
    """End with status 1 and every problem on a line, without a traceback, where a user gave something wrong."""

    @functools.wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except ProblemsFound as found:
            for problem in found.problems:
                click.echo(str(problem), err=True)
            count = len(found.problems)
            click.echo(f"{count} problem{'s' if count > 1 else ''}; nothing was built or changed.", err=True)
            sys.exit(1)
        except KeyboardInterrupt:
            click.echo("\nInterrupted; published reports are untouched.", err=True)
            sys.exit(130)

    return wrapped


@main.command()
@_says_problems
def check() -> None:
    """Check the data package; say every problem with its file, line, id and field."""
    from helpers.dataset import check as dataset_check

    if problems := dataset_check.problems():
        raise ProblemsFound(problems)
    click.echo(f"The data in {paths.data()} are sound.")


@main.command()
@_says_problems
def tidy() -> None:
    """Put the rows of every table into canonical order, and make the codebook's tables anew."""
    from helpers.dataset import codebook, descriptor, text

    folder = paths.data()
    described = descriptor.read(folder)
    tables, problems = text.read(folder, described)
    if problems:
        raise ProblemsFound(problems)
    tidied = {
        described.files[table]: text.written(text.canonical(rows, described.keys(table)), list(described.tables[table]))
        for table, rows in tables.rows.items()
    }
    if (folder / codebook.FILE).exists():
        tidied[codebook.FILE] = codebook.renewed(codebook.read(folder), described)
    for name, content in tidied.items():
        if (folder / name).read_text("utf-8") != content:
            (folder / name).write_text(content, "utf-8", newline="\n")
            click.echo(f"{name} tidied")


@main.command("list")
@_says_problems
def list_() -> None:
    """List the reports of the plan, and the parameters of their notebooks."""
    from helpers.publish import plan

    for report in plan.read():
        own = "".join(f" {name}={value}" for name, value in report.parameters.items())
        click.echo(f"{report.slug}: {report.title} ({report.notebook}.ipynb{own})")
    for notebook, contract in parameters.REPORTS.items():
        click.echo(f"\nParameters of {notebook}.ipynb, to be given as -p NAME=VALUE:")
        for name, allowed, default, meaning in parameters.described(contract):
            click.echo(f"  {name} = {default}\n      {meaning}\n      allowed: {allowed}")


@main.command()
@click.argument("reports", nargs=-1, metavar="[REPORT]...")
@click.option("-p", "--parameter", "given", multiple=True, metavar="NAME=VALUE", help="Set a parameter; see the list.")
@click.option("--as-of", metavar="DATE", help="Use only what was published by this day; the same as -p as_of=DATE.")
@click.option("--out", type=click.Path(path_type=Path), help="Publish here instead of in reports/.")
@click.option("--force", is_flag=True, help="Build what is current too.")
@click.option("--dry-run", is_flag=True, help="Only say what would be built, and why.")
@_says_problems
def build(
    reports: tuple[str, ...], given: tuple[str, ...], as_of: str | None, out: Path | None, force: bool, dry_run: bool
) -> None:
    """Build the reports that are out of date, of all of the plan unless some are named.

    A report built with parameters of its own is published beside the planned one.
    """
    from helpers.publish import build as building
    from helpers.publish import plan

    values = _pairs(given) | ({"as_of": as_of} if as_of else {})
    wanted = plan.chosen(plan.read(), reports, values)
    out = (out or paths.REPORTS).resolve()
    if dry_run:
        for report in wanted:
            why = building.reasons(report, out, paths.data()) or (["asked for"] if force else [])
            click.echo(f"{report.slug}: {'would be built: ' + '; '.join(why) if why else 'is current'}")
        return
    outcomes = building.build(wanted, out, _Bar(), force=force)
    for outcome in outcomes:
        state = "FAILED" if outcome.causes else "current" if outcome.current else "published"
        click.echo(f"{outcome.report.slug}: {state}: {outcome.folder}")
        for line in outcome.causes or outcome.headline:
            click.echo(f"  {line}")
    if any(outcome.causes for outcome in outcomes):
        sys.exit(1)


@main.command()
@click.argument("reports", nargs=-1, metavar="[REPORT]...")
@click.option("--out", type=click.Path(path_type=Path), help="Where they were published, if not in reports/.")
@_says_problems
def verify(reports: tuple[str, ...], out: Path | None) -> None:
    """Make published reports again from their manifests and compare them byte for byte."""
    from helpers.publish import verify as verifying

    out = (out or paths.REPORTS).resolve()
    bar, same = _Bar(), True
    for slug in verifying.published(out, reports):
        verdict = verifying.verify(out, slug, bar)
        if verdict.differences:
            same = False
            click.echo(f"{slug}: NOT THE SAME")
        else:
            click.echo(f"{slug}: the same, byte for byte ({verdict.files} files)")
        for line in verdict.differences:
            click.echo(f"  {line}")
    if not same:
        sys.exit(1)


@main.command()
@click.argument("before")
@click.argument("after", default=parameters.LATEST)
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON.")
@_says_problems
def changes(before: str, after: str, as_json: bool) -> None:
    """Say what changed between two states of the record.

    A state is a folder with a data package (another version, say), or a day: the present data as known on it. Contacts
    are named by id as added, corrected (with old and new) or withdrawn; the headline numbers come before and after.
    """
    from helpers.dataset import changes as comparing

    found = comparing.compare(before, after)
    if as_json:
        click.echo(json.dumps(dataclasses.asdict(found), indent=2, ensure_ascii=False))
        return
    for name, (old, new) in found.numbers.items():
        click.echo(f"{name}: {old} -> {new}" if old != new else f"{name}: {old}")
    for change in found.changes:
        click.echo(f"{change.kind} {change.contact_id} {change.title}")
        for column, (old, new) in change.columns.items():
            click.echo(f"    {column}: {old or 'nothing'} -> {new or 'nothing'}")


def _pairs(given: tuple[str, ...]) -> dict[str, str]:
    pairs, problems = {}, []
    for pair in given:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            problems.append(Problem("parameters", f"{pair!r} is no pair", allowed="NAME=VALUE"))
        elif name in pairs:
            problems.append(Problem("parameters", "is given twice", field=name))
        pairs[name] = value
    if problems:
        raise ProblemsFound(problems)
    return pairs


class _Bar:
    """Progress on a terminal as a bar; in a log as a line a report."""

    def __init__(self) -> None:
        self._bar: tqdm | None = None

    def begin(self, report: Any, steps: int) -> None:
        self.end()
        if sys.stderr.isatty():
            self._bar = tqdm(total=steps, desc=report.slug, bar_format="{desc} {bar} {n}/{total}{postfix} {elapsed}")
        else:
            click.echo(f"building {report.slug}", err=True)

    def step(self, what: str) -> None:
        if self._bar is not None:
            self._bar.update()
            self._bar.set_postfix_str(what)

    def end(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None
