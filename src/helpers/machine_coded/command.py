"""The console command `contacts machine-coded`.

What it needs is imported inside: `contacts` stays quick, and works without the extra.
"""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

import click

from helpers.problems import Problem, ProblemsFound

ENGINES = ("polars", "duckdb", "pyspark", "dask")


@click.command("machine-coded")
@click.argument("sources", nargs=-1, metavar="SOURCE...")
@click.option("--engine", default=ENGINES[0], show_default=True, metavar="NAME", help=f"One of {', '.join(ENGINES)}.")
@click.option("--connect", default="", metavar="ADDRESS", help="A cluster: sc://HOST for pyspark, tcp://HOST for dask.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the tables; machine_coded unless given.")
@click.option("--workers", type=click.IntRange(1), help="Processes that read text files; one per core unless given.")
@click.option("--bigquery", is_flag=True, help="Read nothing; print the same count as a query for BigQuery.")
@click.option("--start", metavar="DATE", help="With --bigquery: first day on which rows were added.")
@click.option("--end", metavar="DATE", help="With --bigquery: last day.")
def machine_coded(
    sources: tuple[str, ...],
    engine: str,
    connect: str,
    out: Path | None,
    workers: int | None,
    bigquery: bool,
    start: str | None,
    end: str | None,
) -> None:
    """Count the rows of Russia and the DPRK in tables of machine-coded events: rows, not contacts.

    SOURCE is a file, a folder or a pattern: GDELT 1.0 or 2.0 exports, ICEWS or POLECAT, zipped as they come, as text or
    as Parquet. What is interrupted goes on with the same command.
    """
    try:
        if bigquery:
            click.echo(_query(sources, start, end))
        else:
            _count(sources, engine, connect, out, workers, start, end)
    except ProblemsFound as found:
        for problem in found.problems:
            click.echo(str(problem), err=True)
        count = len(found.problems)
        click.echo(f"{count} problem{'s' if count > 1 else ''}; no table was written or changed.", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        click.echo("\nInterrupted; what was read is kept, and the same command goes on.", err=True)
        sys.exit(130)


def _query(sources: tuple[str, ...], start: str | None, end: str | None) -> str:
    from helpers import parameters

    if sources:
        raise ProblemsFound([Problem("machine-coded", "--bigquery reads no files", allowed="no SOURCE")])
    given = {name: value for name, value in (("start", start), ("end", end)) if value}
    window = parameters.check("machine_coded", given, "machine-coded")
    _needs("sqlglot")
    from helpers.machine_coded import query

    return query.bigquery(window.start, window.end)


def _count(
    sources: tuple[str, ...],
    engine: str,
    connect: str,
    out: Path | None,
    workers: int | None,
    start: str | None,
    end: str | None,
) -> None:
    from helpers.problems import listed, meant

    problems = []
    if engine not in ENGINES:
        near = meant(engine, ENGINES)
        problems.append(Problem("engine", f"{engine!r} does not fit", None, "", "", listed(ENGINES), near))
    if not sources:
        problems.append(Problem("machine-coded", "no SOURCE is given", allowed="files, folders or patterns"))
    for name, value in (("start", start), ("end", end)):
        if value:
            problems.append(Problem(name, "goes with --bigquery only", allowed="all days of the files are counted"))
    if problems:
        raise ProblemsFound(problems)
    _needs("narwhals", "numpy", "pyarrow")
    from helpers.machine_coded import count
    from helpers.machine_coded.progress import Bar

    # Libraries tell their authors what will change: whoever counts can do nothing about it.
    warnings.simplefilter("ignore", FutureWarning)
    summary = count.count(sources, engine, connect, out, workers, Bar())
    for line in summary:
        click.echo(line)


def _needs(*packages: str) -> None:
    from importlib.util import find_spec

    missing = [package for package in packages if find_spec(package) is None]
    if missing:
        raise ProblemsFound(
            [Problem("machine-coded", f"needs {', '.join(missing)}", allowed="after: pip install .[scale]")]
        )
