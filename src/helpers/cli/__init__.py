"""The console command `contacts`."""

from importlib import import_module

import click

from helpers import __version__

COMMANDS = {
    **{name: f"helpers.cli.data:{name}" for name in ("check", "add", "due", "record")},
    "format": "helpers.cli.data:format_",
    "list": "helpers.cli.reports:list_",
    **{name: f"helpers.cli.reports:{name}" for name in ("build", "verify")},
    "changes": "helpers.cli.compare:changes",
    "status": "helpers.cli.standing:status",
    "machine-coded": "helpers.machine_coded.command:machine_coded",
}
"""Where each command is; imported when it is asked for, because no command needs what the others do."""


class _Commands(click.Group):
    def list_commands(self, context: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, _, command = COMMANDS[name].partition(":")
        return getattr(import_module(module), command)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="contacts")
def main() -> None:
    """Contacts between Russia and the DPRK, 2023-24: check the data, build the reports."""
