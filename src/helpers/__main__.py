"""The console command `contacts`, which is `python -m helpers` too: answered at once where the answer is known."""

import sys

from helpers.publish import again


def main() -> None:
    """Say what a build said that is asked for again while nothing has changed, or else do what the command asks."""
    command = sys.argv[1:]
    if command[:1] == ["build"] and (said := again.answer(command)) is not None:
        try:
            print(said, flush=True)
            return
        except (OSError, ValueError):
            pass  # whoever reads has left, or cannot read it: the command tells that better
    from helpers.cli import main as commands

    commands(command, prog_name="contacts", obj=command)


if __name__ == "__main__":
    main()
