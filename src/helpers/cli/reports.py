"""Commands about reports: list, build, verify."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from helpers import paths
from helpers.cli.refusal import pairs, says_problems
from helpers.publish.limits import CELL_SECONDS, REPORT_SECONDS, Limits

_OUT = click.option("--out", type=click.Path(path_type=Path), help="Publish here instead of in reports/.")


def _at_work(command: Callable[..., None]) -> Callable[..., None]:
    """Options of every command that runs notebooks."""
    whole = click.IntRange(min=1)
    options = (
        click.option("--jobs", type=whole, help="How many reports at once; 1, or on a cluster as many as it has."),
        click.option("--backend", default="", help="A backend of joblib for a cluster that is there: dask or ray."),
        click.option("--cell-seconds", type=whole, default=CELL_SECONDS, show_default=True, help="Most for one cell."),
        click.option("--report-seconds", type=whole, default=REPORT_SECONDS, show_default=True, help="For a report."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.command("list")
@says_problems
def list_() -> None:
    """List the reports of the plan, and the parameters of their notebooks."""
    from helpers import parameters
    from helpers.publish import plan

    for report in plan.read():
        own = "".join(f" {name}={value}" for name, value in report.parameters.items())
        every = f"; {report.schedule.every}, {report.schedule.timezone}" if report.schedule else ""
        click.echo(f"{report.slug}: {report.title} ({report.notebook}.ipynb{own}{every})")
    for notebook, contract in parameters.REPORTS.items():
        click.echo(f"\nParameters of {notebook}.ipynb, to be given as -p NAME=VALUE:")
        for name, allowed, default, meaning in parameters.described(contract):
            click.echo(f"  {name} = {default}\n      {meaning}\n      allowed: {allowed}")


@click.command()
@click.argument("reports", nargs=-1, metavar="[REPORT]...")
@click.option("-p", "--parameter", "given", multiple=True, metavar="NAME=VALUE", help="Set a parameter; see the list.")
@click.option("--as-of", metavar="DATE", help="Use only what was published by this day; the same as -p as_of=DATE.")
@click.option(
    *("--sweep", "swept"),
    multiple=True,
    metavar="NAME=RANGE",
    help="One report for each: as_of=2023-01..2024-12, window=2024-Q1..latest, domain='*', domain=defence,economy.",
)
@click.option("--only", multiple=True, metavar="PATTERN", help="Only reports whose name fits, such as 'brief-2024-*'.")
@_OUT
@click.option("--force", is_flag=True, help="Build what is current too.")
@click.option("--dry-run", is_flag=True, help="Only say what would be built, and why.")
@click.option("--wait", type=click.FloatRange(min=0), default=0, help="Seconds to wait for another build to end.")
@_at_work
@click.pass_obj
@says_problems
def build(
    command: Sequence[str] | None,
    reports: tuple[str, ...],
    given: tuple[str, ...],
    as_of: str | None,
    swept: tuple[str, ...],
    only: tuple[str, ...],
    out: Path | None,
    dry_run: bool,
    **how: Any,
) -> None:
    """Build the reports that are out of date, of all of the plan unless some are named.

    A report built with parameters of its own is published beside the planned one. One that fails does not stop the
    others; the command then ends with status 1.
    """
    from helpers.cli.progress import Progress
    from helpers.publish import again
    from helpers.publish import build as building
    from helpers.publish.stamps import Stamps

    values = pairs(given) | ({"as_of": as_of} if as_of else {})
    sweep = {name: value.split(",") for name, value in pairs(swept, "sweep").items()}
    out = (out or paths.REPORTS).resolve()
    stamps = Stamps(out)
    wanted = stamps.chosen(reports, values, swept=sweep, only=only)
    if dry_run:
        from helpers.publish import manifest

        for report in wanted:
            why = stamps.reasons(report, manifest.epoch()) or (["asked for"] if how["force"] else [])
            click.echo(f"{report.slug}: {'would be built: ' + '; '.join(why) if why else 'is current'}")
        return
    outcomes = building.build(wanted, out, Progress(), _how(**how), stamps)
    lines: list[str] = []
    for outcome in outcomes:
        state = "FAILED" if outcome.causes else "current" if outcome.current else "published"
        lines += [f"{outcome.report.slug}: {state}: {outcome.folder}"]
        lines += [f"  {line}" for line in outcome.causes or outcome.headline]
    said = "\n".join(lines)
    click.echo(said)
    if command is not None and all(outcome.current for outcome in outcomes):
        again.keep(out, command, said, wanted, stamps)
    if any(outcome.causes for outcome in outcomes):
        sys.exit(1)


@click.command()
@click.argument("reports", nargs=-1, metavar="[REPORT]...")
@click.option("--out", type=click.Path(path_type=Path), help="Where they were published, if not in reports/.")
@_at_work
@says_problems
def verify(reports: tuple[str, ...], out: Path | None, **how: Any) -> None:
    """Make published reports again from their manifests and compare them byte for byte."""
    from helpers.cli.progress import Progress
    from helpers.publish import verify as verifying

    out = (out or paths.REPORTS).resolve()
    same = True
    for verdict in verifying.verify(out, verifying.published(out, reports), Progress(), _how(**how)):
        if verdict.differences:
            same = False
            click.echo(f"{verdict.slug}: NOT THE SAME")
        else:
            click.echo(f"{verdict.slug}: the same, byte for byte ({verdict.files} files)")
        for line in verdict.differences:
            click.echo(f"  {line}")
    if not same:
        sys.exit(1)


def _how(cell_seconds: int, report_seconds: int, **how: Any) -> Any:
    from helpers.publish.terms import How

    return How(limits=Limits(cell_seconds, report_seconds), **how)
