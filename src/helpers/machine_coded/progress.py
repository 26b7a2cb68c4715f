"""How far reading has come: a bar on a terminal, a line now and then in a log."""

from __future__ import annotations

import sys
import time

import click
from tqdm import tqdm

SECONDS = 10
"""Time between two lines in a log."""


class Bar:
    """Told of files, bytes and rows; says rows per second and the time that is left."""

    def begin(self, files: int, size: int) -> None:
        """Begin with so many files of so many bytes."""
        self._files, self._size = files, size
        self._done, self._bytes, self._rows = 0, 0, 0
        self._begun = self._said = time.monotonic()
        shape = "{desc} {bar} {percentage:.0f}%{postfix} {elapsed}, {remaining} left"
        terminal = sys.stderr.isatty()
        self._bar = tqdm(total=size, desc=f"{files:,} files", bar_format=shape) if terminal and files else None

    def step(self, files: int, size: int, rows: int) -> None:
        """So much more was read."""
        self._done, self._bytes, self._rows = self._done + files, self._bytes + size, self._rows + rows
        if self._bar is not None:
            self._bar.set_postfix_str(f"{self._speed():,.0f} rows/s", refresh=False)
            self._bar.update(size)
        elif time.monotonic() - self._said > SECONDS:
            self._said = time.monotonic()
            left = (self._said - self._begun) / self._bytes * (self._size - self._bytes)
            text = f"{self._done:,} of {self._files:,} files, {self._rows:,} rows, {self._speed():,.0f} rows/s"
            click.echo(f"{text}, {left:,.0f} s left", err=True)

    def end(self) -> None:
        """All is read, or reading was given up."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def _speed(self) -> float:
        return self._rows / max(time.monotonic() - self._begun, 1e-9)
