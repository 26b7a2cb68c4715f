"""Read a text file of events in one pass: every line is counted, only lines that name both countries are parsed."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np

from helpers.machine_coded import inflate, layouts, lines
from helpers.machine_coded.inflate import Broken

LISTED = 100
"""Lines of one file that are listed one by one when they are refused; all are counted."""
_ONE_DAY = re.compile(r"\d{8}(\d{6})?\.export\.csv", re.IGNORECASE)
"""Names of GDELT's files whose rows were all added on one day."""
_FIRST = 9
"""Lines by which the width of a file without names is settled."""
_NEWLINE, _TAB = 10, 9


class Event(NamedTuple):
    """A row of the pair, in the columns that all layouts have in common."""

    source: str
    event_day: int
    """As a number, 20240618."""
    added_day: int | None
    type: str
    story: str | None
    mentions: int | None
    intensity: float | None


class Refused(NamedTuple):
    """A line that is no row of its table."""

    line: int
    says: str


@dataclass
class Scan:
    """What one file holds."""

    rows: int = 0
    """Rows of all countries."""
    days: Counter[tuple[str, int]] = field(default_factory=Counter)
    """Rows of all countries by source and day."""
    events: list[Event] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    refused_lines: int = 0
    broken: str = ""
    """Why nothing of the file is used; empty for a file that was read whole."""


def scan(path: Path) -> Scan:
    """Read one file. A broken one gives no rows, and says why."""
    found = Scan()
    try:
        for name, pieces in inflate.pieces(path):
            _Text(name, pieces, found).read()
    except Broken as broken:
        return Scan(broken=str(broken))
    except OSError as error:
        return Scan(broken=f"cannot be read: {error.strerror or error}")
    if not found.rows and not found.refused_lines:
        return Scan(broken="holds no rows")
    return found


class _Text:
    """One text of a file while it is read."""

    def __init__(self, name: str, pieces: Iterable[bytes], found: Scan):
        self.name, self.pieces, self.found = name, pieces, found
        self.line = 1
        """Number of the first line of the block that is looked at."""

    def read(self) -> None:
        blocks = lines.whole(self.pieces)
        first = next(blocks, b"").removeprefix(b"\xef\xbb\xbf")
        if not first:
            return
        self._settle(first[: 1 << 16])
        self.one_day = bool(_ONE_DAY.fullmatch(Path(self.name).name))
        if self.quotes:
            first, self.line = first[first.index(b"\n") + 1 :], 2
        for block in chain([first], blocks):
            self._block(block)

    def _settle(self, start: bytes) -> None:
        """Settle the layout by the first lines."""
        head = start.partition(b"\n")[0]
        self.separator, self.quotes = b"\t" if b"\t" in head else b",", True
        names = [name.strip() for name in self._split(head)]
        if layout := layouts.of_names(names):
            self.layout, self.width = layout, len(names)
            if missing := [name for name in layout.needed if name not in names]:
                raise Broken(f"{self.name} is {layout.title} without the columns {', '.join(missing)}")
        else:
            self.separator, self.quotes = b"\t", False
            self.width = _usual_width(start)
            if self.width not in layouts.WIDTHS:
                allowed = ", ".join(f"{width} ({layout.title})" for width, layout in layouts.WIDTHS.items())
                raise Broken(
                    f"{self.name} has {self.width} columns and no line of names that is known; "
                    f"allowed without names: {allowed}"
                )
            self.layout = layouts.WIDTHS[self.width]
            names = list(self.layout.header[: self.width])
        self.place = {name: number for number, name in enumerate(names)}
        self.tags = tuple(self._tag(country) for country in (self.layout.dprk, self.layout.russia))

    def _tag(self, country: str) -> bytes:
        """A country as it stands in a line: between separators, but where there may be quotation marks."""
        return country.encode() if self.quotes else self.separator + country.encode() + self.separator

    def _split(self, line: bytes) -> list[str]:
        text = line.rstrip(b"\r").decode("utf-8", "backslashreplace")
        separator = self.separator.decode()
        return next(csv.reader([text], delimiter=separator), []) if self.quotes else text.split(separator)

    def _block(self, block: bytes) -> None:
        """Count the lines of a block, and parse those that name both countries."""
        cells = np.frombuffer(block, np.uint8)
        number = int(np.count_nonzero(cells == _NEWLINE))
        wrong: set[int] = set()
        if self.separator == b"\t" and np.count_nonzero(cells == _TAB) != number * (self.width - 1):
            wrong = self._refuse_wrong_widths(block)
        for start, end in lines.holding(block, *self.tags):
            self._parse(block, start, end)
        self._count_days(block, number, wrong)
        self.line += number

    def _refuse_wrong_widths(self, block: bytes) -> set[int]:
        """The lines of a block that are no rows: those of another width, which are listed, and blank ones."""
        wrong = set()
        for number, line in enumerate(block.split(b"\n")[:-1]):
            columns = line.count(b"\t") + 1
            if columns != self.width:
                wrong.add(number)
                if line.strip():
                    self._refuse(number, f"has {columns} columns and not {self.width}")
        return wrong

    def _refuse(self, number: int, says: str) -> None:
        self.found.refused_lines += 1
        if len(self.found.refused) < LISTED:
            self.found.refused.append(Refused(self.line + number, says))

    def _parse(self, block: bytes, start: int, end: int) -> None:
        cells = self._split(block[start:end])
        if len(cells) != self.width:
            if self.separator != b"\t":  # those with tabs are refused already
                self._refuse(block.count(b"\n", 0, start), f"has {len(cells)} columns and not {self.width}")
            return
        layout = self.layout
        if {cells[self.place[actor]] for actor in layout.actors} != {layout.russia, layout.dprk}:
            return
        try:
            self.found.events.append(self._event(cells))
        except ValueError as error:
            self._refuse(block.count(b"\n", 0, start), str(error))

    def _event(self, cells: list[str]) -> Event:
        layout = self.layout
        story = "|".join(cells[self.place[name]] for name in layout.story if name in self.place)
        return Event(
            layout.name,
            _day(layout.event, cells[self.place[layout.event]]),
            _day(layout.added, cells[self.place[layout.added]]) if layout.added else None,
            cells[self.place[layout.type]][: layout.type_length],
            story if story.strip("|") else None,
            self._number(layout.mentions, cells, int),
            self._number(layout.intensity, cells, float),
        )

    def _number(self, column: str, cells: list[str], kind: type) -> int | float | None:
        text = cells[self.place[column]] if column else ""
        if not text:
            return None
        try:
            return kind(text)
        except ValueError:
            raise ValueError(f"{column} {text!r} is no number") from None

    def _count_days(self, block: bytes, lines: int, wrong: set[int]) -> None:
        """Count all rows by day; a file of one added day by its first and last line."""
        self.found.rows += lines - len(wrong)
        if self.one_day and lines and not wrong:
            first, last = block[: block.index(b"\n")], block[block.rfind(b"\n", 0, -1) + 1 : -1]
            if (day := self._counted_day(first)) == self._counted_day(last):
                self.found.days[self.layout.name, day] += lines
                return
        for number, line in enumerate(block.split(b"\n")[:-1]):
            if number not in wrong:
                self.found.days[self.layout.name, self._counted_day(line)] += 1

    def _counted_day(self, line: bytes) -> int:
        """The day by which a row is counted, as a number; 0 where it is none."""
        place = self.place[self.layout.counted_column]
        if self.layout.header:
            cell = line.rsplit(b"\t", self.width - place)[1]  # among the last columns
        else:
            cell = line.split(self.separator, place + 1)[place : place + 1]  # among the first
            cell = cell[0] if cell else b""
        text = cell.strip(b'"\r').replace(b"-", b"")[:8]
        return int(text) if text.isdigit() else 0


def _usual_width(start: bytes) -> int:
    """Number of columns of most of the first lines: the first one alone may be damaged."""
    widths = Counter(line.count(b"\t") + 1 for line in start.split(b"\n", _FIRST)[:_FIRST] if line.strip())
    return widths.most_common(1)[0][0] if widths else 0


def _day(column: str, text: str) -> int:
    digits = text.replace("-", "")[:8]
    try:
        dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise ValueError(f"{column} {text!r} is no day") from None
    return int(digits)
