"""Time the count of machine-coded rows against the parts that cannot be avoided, on made rows, in one run.

Text: our pass over zipped exports against inflating them alone. Parquet: our one expression against the engine called
directly for the same result. Memory: the largest process of the command, with few files and with many. What is compared
takes turns within this run; machines are noisy.
"""

from __future__ import annotations

import functools
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet

from helpers import paths

sys.path.append(str(paths.ROOT / "tests"))
from machine_rows import line, text

from helpers.machine_coded import engines, inflate, layouts, prefilter, tables
from helpers.problems import ProblemsFound

ROWS = int(os.environ.get("ROWS", "5_000_000"))
ROUNDS = int(os.environ.get("ROUNDS", "5"))
IN_A_FILE = 2_400
"""Rows of an export of fifteen minutes."""
DIFFERENT = 24
"""Exports that differ; the others are copies of them under names of their own."""
PARQUET_FILES, MANY = 4, 20
"""Parquet files that hold all rows, and how often they are linked for the measure of memory."""
WATCHED = """
import subprocess, sys, time
start = time.perf_counter()
subprocess.run(sys.argv[1:], check=True, capture_output=True)
seconds = time.perf_counter() - start
try:
    import resource
    unit = 2**20 if sys.platform == "darwin" else 2**10
    print(seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // unit)
except ImportError:  # Windows does not tell
    print(seconds, 0)
"""
"""Runs a command in a process of its own, and says its seconds and the megabytes of its largest process."""
COUNTRIES = ("USA", "CHN", "GBR", "UKR", "ISR", "FRA", "DEU", "IND", "JPN", "KOR", "RUS", "PRK", "")
WEIGHTS = (30, 8, 8, 5, 8, 4, 4, 6, 4, 3, 4, 0.8, 40)


def main() -> None:
    """Print what was measured."""
    print(f"{os.cpu_count()} cores, load {_load()}, {ROWS:,} made rows, medians of {ROUNDS} rounds that take turns")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        exports = made_exports(folder / "zips")
        measure_text(exports)
        measure_command(folder, exports)
        parquet = made_parquet(folder / "parquet")
        measure_engines(parquet)
        measure_memory(folder, parquet)
    print(f"load at the end {_load()}")


def made_exports(folder: Path) -> list[Path]:
    """Zipped exports of GDELT 2.0 with all rows."""
    folder.mkdir()
    chosen = random.Random(1)
    models = []
    for number in range(DIFFERENT):
        model = folder / f"model-{number}"
        with zipfile.ZipFile(model, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("20240101000000.export.CSV", text(_line(chosen) for _ in range(IN_A_FILE)))
        models.append(model)
    made = []
    for number in range(ROWS // IN_A_FILE):
        slot = time.strftime("%Y%m%d%H%M%S", time.gmtime(1704067200 + 900 * number))
        made.append(Path(shutil.copyfile(models[number % DIFFERENT], folder / f"{slot}.export.CSV.zip")))
    for model in models:
        model.unlink()
    return made


def _line(chosen: random.Random) -> str:
    one, other = chosen.choices(COUNTRIES, WEIGHTS, k=2)
    root = f"{chosen.randint(1, 20):02d}"
    words = "-".join(chosen.choices(("visit", "talks", "summit", "army", "trade", "minister", "city", "court"), k=6))
    place = chosen.choice(("Moscow, Moskva, Russia", "Seoul, Soul-t'ukpyolsi, South Korea", "Paris, France", ""))
    spot = {"FullName": place, "Lat": f"{chosen.uniform(-60, 60):.4f}", "Long": f"{chosen.uniform(-180, 180):.4f}"}
    places = {f"{actor}Geo_{key}": value for actor in ("Actor1", "Actor2", "Action") for key, value in spot.items()}
    return line(
        GLOBALEVENTID=chosen.randint(7 * 10**8, 10**9),
        SQLDATE="20240101",
        DATEADDED="20240101000000",
        Actor1CountryCode=one,
        Actor2CountryCode=other,
        Actor1Code=one,
        Actor2Code=other,
        EventRootCode=root,
        EventCode=f"{root}{chosen.randint(0, 9)}",
        NumMentions=chosen.randint(1, 40),
        GoldsteinScale=f"{chosen.uniform(-10, 10):.1f}",
        AvgTone=f"{chosen.uniform(-10, 10):.14f}",
        SOURCEURL=f"https://www.example.org/world/{chosen.randint(1, 10**9)}/{words}.html",
        **places,
    )


def measure_text(exports: list[Path]) -> None:
    """One process: our pass against inflating alone, by turns over the same files."""
    some = exports[: min(len(exports), 400)]
    rows = len(some) * IN_A_FILE

    def inflated() -> None:
        for path in some:
            for _, pieces in inflate.pieces(path):
                for _ in pieces:
                    pass

    def zipfile_alone() -> None:
        for path in some:
            with zipfile.ZipFile(path) as archive, archive.open(archive.namelist()[0]) as file:
                while file.read(1 << 20):
                    pass

    def filtered() -> None:
        for path in some:
            prefilter.scan(path)

    print("\ntext, one process, million rows a second of processor time")
    fast = inflate.inflater
    for inflater in dict.fromkeys((inflate.zlib, fast)):
        inflate.inflater = inflater
        alone, stock, ours = _turns(inflated, zipfile_alone, filtered, clock=time.process_time)
        print(
            f"  {inflater.__name__:15} ours {rows / ours / 1e6:.2f}, inflating alone {rows / alone / 1e6:.2f} "
            f"({alone / ours:.0%} of its speed), zipfile alone {rows / stock / 1e6:.2f} ({stock / ours:.0%})"
        )


def measure_command(folder: Path, exports: list[Path]) -> None:
    """The command on a quarter of the exports and on all; then again, when nothing is left to read."""
    print("\nthe command on zipped exports, whole processes")
    quarter = folder / "quarter"
    quarter.mkdir()
    for path in exports[: len(exports) // 4]:
        os.link(path, quarter / path.name)
    for name, source, out in (
        ("a quarter", quarter, "out-1"),
        ("all", exports[0].parent, "out-2"),
        ("all again", exports[0].parent, "out-2"),
    ):
        seconds, megabytes, files = _command(source, folder / out)
        rows = files * IN_A_FILE
        print(
            f"  {name:10} {files:5} files {seconds:6.1f} s, {rows / seconds / 1e6:5.2f} million rows/s, {megabytes} MB"
        )


def made_parquet(folder: Path) -> list[Path]:
    """Parquet files of the columns that are read, with all rows."""
    folder.mkdir()
    chosen = random.Random(2)
    made = []
    rows = ROWS // PARQUET_FILES
    for number in range(PARQUET_FILES):
        days = [20240000 + 100 * chosen.randint(1, 12) + chosen.randint(1, 28) for _ in range(rows)]
        table = pa.table(
            {
                "SQLDATE": days,
                "Actor1CountryCode": chosen.choices(COUNTRIES, WEIGHTS, k=rows),
                "Actor2CountryCode": chosen.choices(COUNTRIES, WEIGHTS, k=rows),
                "EventRootCode": [f"{chosen.randint(1, 20):02d}" for _ in range(rows)],
                "NumMentions": [chosen.randint(1, 40) for _ in range(rows)],
                "GoldsteinScale": [chosen.uniform(-10, 10) for _ in range(rows)],
                "DATEADDED": [day * 10**6 + 1500 * chosen.randint(0, 95) for day in days],
                "SOURCEURL": [f"https://www.example.org/{chosen.randint(1, rows)}/a-visit.html" for _ in range(rows)],
            }
        )
        made.append(folder / f"{number}.parquet")
        pyarrow.parquet.write_table(table, made[-1], compression="zstd", row_group_size=250_000)
    return made


def measure_engines(files: list[Path]) -> None:
    """Our expression against each engine called directly, by turns; both give the monthly table."""
    print("\nParquet, one process, seconds for the monthly table")
    for name, direct in (("polars", _polars), ("duckdb", _duckdb), ("dask", _dask), ("pyspark", _pyspark)):
        try:
            engine = engines.Engine(name)
        except ProblemsFound as missing:
            print(f"  {name:8} {missing}")
            continue

        def ours(engine: engines.Engine = engine) -> object:
            rows = engine.held(tables.pair(engine.scan(files, layouts.GDELT2.needed), layouts.GDELT2))
            return tables.settled(tables.collected(tables.counted(rows, tables.MONTH, engine.held)))

        here, there = _turns(ours, lambda direct=direct: direct(files))
        print(f"  {name:8} ours {here:.3f}, called directly {there:.3f}: {here / there:.2f} times")
        engine.close()


def _polars(files: list[Path]) -> object:
    import polars as pl

    one, other = pl.col("Actor1CountryCode"), pl.col("Actor2CountryCode")
    rows = (
        pl.scan_parquet(files)
        .filter(((one == "RUS") & (other == "PRK")) | ((one == "PRK") & (other == "RUS")))
        .select("SQLDATE", "DATEADDED", "EventRootCode", "SOURCEURL", "NumMentions", "GoldsteinScale")
        .collect()
        .lazy()
    )
    views = [
        rows.select(
            pl.lit(date).alias("date"), period.alias("period"), kind, "SOURCEURL", "NumMentions", "GoldsteinScale"
        )
        for date, period in (("event", pl.col("SQLDATE") // 100), ("added", pl.col("DATEADDED") // 10**8))
        for kind in (pl.col("EventRootCode"), pl.lit("all").alias("EventRootCode"))
    ]
    return (
        pl.concat(views)
        .group_by("date", "period", "EventRootCode")
        .agg(pl.len(), pl.col("SOURCEURL").n_unique(), pl.col("NumMentions").sum(), pl.col("GoldsteinScale").mean())
        .sort("date", "period", "EventRootCode")
        .collect()
    )


def _duckdb(files: list[Path]) -> object:
    import duckdb

    rows = duckdb.read_parquet([str(file) for file in files])
    pair = duckdb.sql(
        "select SQLDATE, DATEADDED, EventRootCode, SOURCEURL, NumMentions, GoldsteinScale from rows where "
        "(Actor1CountryCode = 'RUS' and Actor2CountryCode = 'PRK') or "
        "(Actor1CountryCode = 'PRK' and Actor2CountryCode = 'RUS')"
    ).to_arrow_table()
    views = " union all ".join(
        f"select '{date}' as date, {period} as period, {kind} as kind, SOURCEURL, NumMentions, GoldsteinScale from pair"
        for date, period in (("event", "SQLDATE // 100"), ("added", "DATEADDED // 100000000"))
        for kind in ("EventRootCode", "'all'")
    )
    assert rows is not None
    assert pair is not None
    return duckdb.sql(
        "select date, period, kind, count(*), count(distinct SOURCEURL), sum(NumMentions), avg(GoldsteinScale) "
        f"from ({views}) group by all order by all"
    ).fetchall()


def _dask(files: list[Path]) -> object:
    import dask.dataframe as dd
    import pandas as pd

    wanted = ["SQLDATE", "DATEADDED", "EventRootCode", "SOURCEURL", "NumMentions", "GoldsteinScale"]
    actors = ["Actor1CountryCode", "Actor2CountryCode"]
    rows = dd.read_parquet([str(file) for file in files], columns=wanted + actors)
    one, other = (rows[name] for name in actors)
    pair = rows[((one == "RUS") & (other == "PRK")) | ((one == "PRK") & (other == "RUS"))][wanted].compute()
    views = [
        pair.assign(date=date, period=period, EventRootCode=kind)
        for date, period in (("event", pair["SQLDATE"] // 100), ("added", pair["DATEADDED"] // 10**8))
        for kind in (pair["EventRootCode"], "all")
    ]
    return (
        pd.concat(views)
        .groupby(["date", "period", "EventRootCode"])
        .agg({"SQLDATE": "size", "SOURCEURL": "nunique", "NumMentions": "sum", "GoldsteinScale": "mean"})
        .reset_index()
    )


def _pyspark(files: list[Path]) -> object:
    from pyspark.sql import SparkSession
    from pyspark.sql import functions as sql

    one, other = sql.col("Actor1CountryCode"), sql.col("Actor2CountryCode")
    rows = (
        SparkSession.getActiveSession()
        .read.parquet(*map(str, files))
        .filter(((one == "RUS") & (other == "PRK")) | ((one == "PRK") & (other == "RUS")))
        .select("SQLDATE", "DATEADDED", "EventRootCode", "SOURCEURL", "NumMentions", "GoldsteinScale")
        .cache()
    )
    views = [
        rows.select(
            sql.lit(date).alias("date"),
            sql.floor(number / divisor).alias("period"),
            kind.alias("kind"),
            *("SOURCEURL", "NumMentions", "GoldsteinScale"),
        )
        for date, number, divisor in (("event", sql.col("SQLDATE"), 100), ("added", sql.col("DATEADDED"), 10**8))
        for kind in (sql.col("EventRootCode"), sql.lit("all"))
    ]
    counted = [sql.count("*"), sql.countDistinct("SOURCEURL"), sql.sum("NumMentions"), sql.avg("GoldsteinScale")]
    together = functools.reduce(lambda left, right: left.unionByName(right), views)
    found = together.groupBy("date", "period", "kind").agg(*counted).orderBy("date", "period", "kind").collect()
    rows.unpersist()
    return found


def measure_memory(folder: Path, files: list[Path]) -> None:
    """The command on the Parquet files, and on many links to them."""
    print("\nthe command on Parquet, whole processes")
    many = folder / "many"
    many.mkdir()
    for number in range(MANY):
        for file in files:
            os.link(file, many / f"{number}-{file.name}")
    for name in ("polars", "duckdb"):
        for source, times in ((files[0].parent, 1), (many, MANY)):
            seconds, megabytes, number = _command(source, folder / f"out-{name}-{times}", "--engine", name)
            print(f"  {name:8} {number:3} files, {ROWS * times:12,} rows {seconds:6.1f} s, {megabytes} MB")


def _command(source: Path, out: Path, *options: str) -> tuple[float, int, int]:
    """Seconds, megabytes of the largest process, and number of files of a run of the command."""
    command = [sys.executable, "-m", "helpers", "machine-coded", str(source), "--out", str(out), *options]
    done = subprocess.run([sys.executable, "-c", WATCHED, *command], check=True, capture_output=True, text=True)
    seconds, megabytes = done.stdout.split()
    return float(seconds), int(megabytes), sum(1 for _ in source.iterdir())


def _turns(*jobs: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> list[float]:
    """Median seconds of each job by a clock; the jobs take turns."""
    seconds: list[list[float]] = [[] for _ in jobs]
    for _ in range(ROUNDS):
        for job, times in zip(jobs, seconds, strict=True):
            start = clock()
            job()
            times.append(clock() - start)
    return [statistics.median(times) for times in seconds]


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "not known"


if __name__ == "__main__":
    main()
