"""The command that says whether all is well, for people and for monitors."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from helpers import paths
from helpers.cli.refusal import says_problems


@click.command()
@click.option("--out", type=click.Path(path_type=Path), help="Where reports are published, if not in reports/.")
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON.")
@says_problems
def status(out: Path | None, as_json: bool) -> None:
    """Say how every report stands; end with status 0 when all of the plan is current and on time.

    Status 1 says that a report failed, is overdue, is missing, or is out of date.
    """
    from helpers.publish import status as standing
    from helpers.publish.stamps import Stamps

    out = (out or paths.REPORTS).resolve()
    stamps = Stamps(out)
    found = standing.status(out, stamps.chosen(), stamps)
    well = standing.is_well(found)
    if as_json:
        click.echo(json.dumps({"well": well, "reports": found}, indent=1, ensure_ascii=False))
    else:
        for one in found:
            due = f"; next due {one['next_due']}" if one["built"] and one["next_due"] and not one["overdue"] else ""
            built = f"; built {one['built']}" if one["built"] else ""
            click.echo(f"{one['slug']}: {one['state']}{built}{due}{'' if one['planned'] else '; not of the plan'}")
            for line in one["because"]:
                click.echo(f"  {line}")
    if not well:
        sys.exit(1)
