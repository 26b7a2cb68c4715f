"""What has been read so far, in one SQLite file: work that is interrupted goes on where it stopped."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from helpers.machine_coded.prefilter import Event, Scan
from helpers.problems import Problem, ProblemsFound

FORM = 1
"""Raised when a scan keeps other things: what an older one kept is read anew."""
_TABLES = """
create table if not exists files (
    id integer primary key, path text unique, size integer, changed integer, rows integer, refused integer,
    broken text);
create table if not exists events (
    file integer, source text, event_day integer, added_day integer, type text, story text, mentions integer,
    intensity real);
create table if not exists days (file integer, source text, day integer, rows integer);
create table if not exists refused (file integer, line integer, says text);
create index if not exists events_file on events (file);
create index if not exists days_file on days (file);
create index if not exists refused_file on refused (file);
"""
_DETAILS = ("events", "days", "refused")


@dataclass(frozen=True)
class Stamp:
    """A file as it was when it was read."""

    path: str
    size: int
    changed: int
    """Nanoseconds of its last change."""

    @classmethod
    def of(cls, path: Path) -> Stamp:
        status = path.stat()
        return cls(str(path.resolve()), status.st_size, status.st_mtime_ns)


class Store:
    """Scans of files, kept one by one."""

    def __init__(self, path: Path):
        """Open a store, or make one.

        Raises
        ------
        ProblemsFound
            The file is no store, or cannot be written.
        """
        try:
            self._base = sqlite3.connect(path)
            [form] = self._base.execute("pragma user_version").fetchone()
            if form not in (0, FORM):
                self._base.executescript("".join(f"drop table if exists {name};" for name in ("files", *_DETAILS)))
            self._base.executescript(f"pragma journal_mode=wal; pragma synchronous=normal; {_TABLES}")
            self._base.execute(f"pragma user_version = {FORM}")
        except sqlite3.Error as error:
            says = f"cannot be used to keep what was read: {error}; move it away to start anew"
            raise ProblemsFound([Problem(str(path), says)]) from None

    def close(self) -> None:
        """Keep all and close."""
        self._base.commit()
        self._base.close()

    def unread(self, stamps: Iterable[Stamp]) -> Iterator[Stamp]:
        """Those of the files that were not read yet, or have changed since."""
        for stamp in stamps:
            query = "select 1 from files where path = ? and size = ? and changed = ?"
            if not self._base.execute(query, (stamp.path, stamp.size, stamp.changed)).fetchone():
                yield stamp

    def keep(self, scans: Iterable[tuple[Stamp, Scan]]) -> None:
        """Keep what some files hold, all of it or nothing."""
        with self._base:
            for stamp, scan in scans:
                self._keep(stamp, scan)

    def _keep(self, stamp: Stamp, scan: Scan) -> None:
        old = self._base.execute("delete from files where path = ? returning id", (stamp.path,)).fetchall()
        for [number] in old:
            for table in _DETAILS:
                self._base.execute(f"delete from {table} where file = ?", (number,))
        fields = (stamp.path, stamp.size, stamp.changed, scan.rows, scan.refused_lines, scan.broken)
        number = self._base.execute("insert into files values (null, ?, ?, ?, ?, ?, ?)", fields).lastrowid
        insert = self._base.executemany
        insert("insert into events values (?, ?, ?, ?, ?, ?, ?, ?)", ((number, *event) for event in scan.events))
        insert("insert into days values (?, ?, ?, ?)", ((number, *day, rows) for day, rows in scan.days.items()))
        insert("insert into refused values (?, ?, ?)", ((number, *refused) for refused in scan.refused))

    def choose(self, stamps: Iterable[Stamp]) -> None:
        """Name the files that `events`, `days`, `refusals` and `totals` are about: others may have been read before."""
        self._base.execute("create temp table if not exists chosen (path text primary key)")
        self._base.execute("delete from chosen")
        self._base.executemany("insert into chosen values (?)", ((stamp.path,) for stamp in stamps))
        self._base.commit()

    def events(self) -> Iterator[Event]:
        """The rows of the pair, by file and line."""
        columns = ", ".join(Event._fields)
        query = (
            f"select {columns} from events join files on id = file join chosen using (path) order by path, events.rowid"
        )
        with closing(self._base.execute(query)) as rows:
            yield from map(Event._make, rows)

    def days(self) -> list[tuple[str, int, int]]:
        """Source, day, and number of rows of all countries."""
        return self._base.execute(
            "select source, day, sum(days.rows) from days join files on id = file join chosen using (path) "
            "group by source, day order by source, day"
        ).fetchall()

    def refusals(self) -> list[tuple[str, int | None, str]]:
        """File, line and reason of all that was refused; no line where a whole file was, or lines are only counted."""
        found = self._base.execute(
            "select path, null, broken from files join chosen using (path) where broken != '' union all "
            "select path, line, says from refused join files on id = file join chosen using (path) union all "
            "select path, null, (refused - listed) || ' more lines' from files join chosen using (path) join "
            "(select file, count(*) as listed from refused group by file) on file = id where refused > listed"
        ).fetchall()
        return sorted(found, key=lambda row: (row[0], row[1] is None, row[1] or 0))

    def totals(self) -> dict[str, int]:
        """Numbers of files, of broken files, of rows of all countries, of rows of the pair, and of refused lines."""
        query = (
            "select count(*), coalesce(sum(broken != ''), 0), coalesce(sum(rows), 0), coalesce(sum(refused), 0), "
            "(select count(*) from events join files on id = file join chosen using (path)) "
            "from files join chosen using (path)"
        )
        files, broken, rows, refused, pair = self._base.execute(query).fetchone()
        return {"files": files, "broken": broken, "rows": rows, "refused": refused, "pair": pair}
