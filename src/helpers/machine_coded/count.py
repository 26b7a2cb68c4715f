"""From files to small tables: read what is text, let the engine scan what is Parquet, count, and write."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import narwhals.stable.v2 as nw

from helpers.machine_coded import files, folder, gather, tables
from helpers.machine_coded import rows as rows_of_text
from helpers.machine_coded.engines import Engine
from helpers.machine_coded.layouts import LAYOUTS
from helpers.machine_coded.progress import Bar
from helpers.machine_coded.store import Stamp, Store
from helpers.problems import Problem, ProblemsFound


def count(
    sources: Sequence[str], engine_name: str, connect: str, out: Path | None, workers: int | None, bar: Bar
) -> list[str]:
    """Count the rows of the pair in all that the sources name, and write the tables.

    Returns
    -------
    list of str
        What was found, a sentence each.

    Raises
    ------
    ProblemsFound
        A source, the engine or the folder cannot be used: no table is changed.
    """
    found = files.find(sources)
    groups = files.grouped([file for file in found if file.suffix.lower() == files.PARQUET])
    texts = [file for file in found if file.suffix.lower() != files.PARQUET]
    with closing(Engine(engine_name, connect)) as engine:
        return _counted(engine, len(found), groups, texts, out, workers, bar)


def _counted(
    engine: Engine,
    found: int,
    groups: Sequence[files.Group],
    texts: Sequence[Path],
    out: Path | None,
    workers: int | None,
    bar: Bar,
) -> list[str]:
    scans = [(group.layout, engine.scan(group.files, group.layout.needed), group.files) for group in groups]
    if problems := [
        problem
        for layout, scan, paths in scans
        for problem in tables.problems(str(paths[0]), scan.collect_schema(), layout)
    ]:
        raise ProblemsFound(problems)
    out = (out or Path(folder.NAME)).resolve()
    try:
        out.mkdir(parents=True, exist_ok=True)
        with closing(Store(out / folder.STATE)) as store:
            _read(store, texts, workers, bar)
            days: Counter[tuple[str, int]] = Counter({(source, day): rows for source, day, rows in store.days()})
            rows = [tables.pair(scan, layout) for layout, scan, _ in scans]
            if texts:
                rows_of_text.write(out / folder.ROWS, store.events())
                rows.append(engine.scan([out / folder.ROWS], rows_of_text.SCHEMA.names))
            held = engine.held(nw.concat(rows, how="vertical") if rows[1:] else rows[0])
            months, daily = (
                tables.settled(tables.collected(tables.counted(held, every, engine.held)))
                for every in (tables.MONTH, tables.DAY)
            )
            for layout, scan, _ in scans:
                for day, number in tables.days(scan, layout).items():
                    days[layout.name, day] += number
            refusals, totals = store.refusals(), store.totals()
        folder.write(out, folder.MONTHLY, folder.counts(months))
        folder.write(out, folder.DAILY, folder.counts(daily))
        folder.write(out, folder.DAYS, ((name, folder.period(day), n) for (name, day), n in sorted(days.items())))
        folder.write(out, folder.REFUSED, refusals)
    except OSError as error:
        says = f"cannot be written: {error.strerror}"
        raise ProblemsFound([Problem(str(error.filename or out), says)]) from None
    return _summary(found, days, months, totals, out)


def _read(store: Store, texts: Sequence[Path], workers: int | None, bar: Bar) -> None:
    stamps = [Stamp.of(path) for path in texts]
    due = list(store.unread(stamps))
    bar.begin(len(due), sum(stamp.size for stamp in due))
    try:
        gather.gather(store, due, bar.step, workers=workers)
    finally:
        bar.end()
    store.choose(stamps)


def _summary(
    number: int, days: Counter[tuple[str, int]], months: Iterable[dict[str, Any]], totals: dict[str, int], out: Path
) -> list[str]:
    pair: Counter[str] = Counter()
    for row in months:
        if row["type"] == folder.ALL and row["date"] == "event":
            pair[row["source"]] += row["rows"]
    lines = [f"{number:,} file{'s' if number > 1 else ''}"]
    for name, layout in LAYOUTS.items():
        rows = sum(n for (source, _), n in days.items() if source == name)
        if rows or pair[name]:
            lines.append(f"{layout.title}: {pair[name]:,} rows of the pair among {rows:,}")
    if totals["broken"] or totals["refused"]:
        lines.append(
            f"refused: {totals['broken']:,} files and {totals['refused']:,} lines, listed in {out / folder.REFUSED}"
        )
    return [*lines, f"tables (rows, not contacts): {out}"]
