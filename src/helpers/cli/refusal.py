"""How a command ends that was given something wrong, or was stopped."""

from __future__ import annotations

import functools
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any, NoReturn

import click

from helpers.problems import Problem, ProblemsFound


def says_problems(command: Callable[..., None]) -> Callable[..., None]:
    """End with status 1 and every problem on a line, without a traceback, where a user gave something wrong.

    Ctrl-C and the system's order to end are told too, with the statuses that shells expect.
    """

    @functools.wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> None:
        signal.signal(signal.SIGTERM, _terminated)
        try:
            command(*args, **kwargs)
        except ProblemsFound as found:
            for problem in found.problems:
                click.echo(str(problem), err=True)
            count = len(found.problems)
            click.echo(f"{count} problem{'s' if count > 1 else ''}; nothing was built or changed.", err=True)
            sys.exit(1)
        except KeyboardInterrupt as stopped:
            click.echo("\nInterrupted; published reports are untouched.", err=True)
            sys.exit(128 + (stopped.args[0] if stopped.args else signal.SIGINT))

    return wrapped


def pairs(given: tuple[str, ...], where: str = "parameters") -> dict[str, str]:
    """Options of the form NAME=VALUE.

    Raises
    ------
    ProblemsFound
        One has no name or no equals sign, or a name is given twice.
    """
    found, problems = {}, []
    for pair in given:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            problems.append(Problem(where, f"{pair!r} is no pair", allowed="NAME=VALUE"))
        elif name in found:
            problems.append(Problem(where, "is given twice", field=name))
        found[name] = value
    if problems:
        raise ProblemsFound(problems)
    return found


def _terminated(number: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt(number)
