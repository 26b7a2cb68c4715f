"""The command about what changed: between days, versions of the data, or published reports."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import click

from helpers.cli.refusal import says_problems


@click.command()
@click.argument("before")
@click.argument("after", required=False)
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON.")
@says_problems
def changes(before: str, after: str | None, as_json: bool) -> None:
    """Say what changed between two states of the record, or between two reports.

    A state is a folder with a data package (another version, say), or a day: the present data as known on it; a report
    is its folder. Contacts are named by id as added, corrected (with old and new) or withdrawn; the headline numbers
    come before and after.
    """
    from helpers.parameters import LATEST

    after = after or LATEST
    found = _reports(before, after) if _is_report(before) or _is_report(after) else _states(before, after)
    if as_json:
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    for old, new in zip(*found.get("headline", ((), ())), strict=False):
        click.echo(f"{old} -> {new}" if old != new else old)
    for name, (old, new) in found["numbers"].items():
        click.echo(f"{name}: {old} -> {new}" if old != new else f"{name}: {old}")
    for change in found["changes"]:
        click.echo(f"{change['kind']} {change['contact_id']} {change['title']}")
        for column, (old, new) in change["columns"].items():
            click.echo(f"    {column}: {old or 'nothing'} -> {new or 'nothing'}")


def _is_report(name: str) -> bool:
    from helpers.publish import manifest

    return (Path(name) / manifest.FILE).exists()


def _reports(before: str, after: str) -> dict[str, Any]:
    from helpers.publish import editions

    return editions.compare(Path(before), Path(after))


def _states(before: str, after: str) -> dict[str, Any]:
    from helpers.dataset import changes as comparing

    return dataclasses.asdict(comparing.compare(before, after))
