"""The console command `contacts`."""

import click

from helpers import __version__
from helpers.cli import compare, data, reports, standing
from helpers.machine_coded.command import machine_coded


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="contacts")
def main() -> None:
    """Contacts between Russia and the DPRK, 2023-24: check the data, build the reports."""


for _command in (
    *(data.check, data.format_, data.add, data.due, data.record),
    *(reports.list_, reports.build, reports.verify),
    *(compare.changes, standing.status),
    machine_coded,
):
    main.add_command(_command)
