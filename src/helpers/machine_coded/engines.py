"""Engines by name: each scans Parquet files and holds what it found; all else is one narwhals expression for all."""

from __future__ import annotations

import socket
import warnings
from collections.abc import Sequence
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import narwhals.stable.v2 as nw

from helpers.problems import Problem, ProblemsFound

ENGINES = {"polars": "scale", "duckdb": "scale", "pyspark": "spark", "dask": "dask"}
"""The extra that installs each engine; the first one is the default."""

SECONDS = 10
"""How long an address may take to answer."""
SPARK_PORT = 15002
"""The port of Spark Connect where an address names none."""
LOCAL_SPARK = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.sql.shuffle.partitions": "4",  # of the 200 that suit a cluster, nearly all would be empty here
}
"""Settings of a session of our own; one that is there already keeps its own."""


class Engine:
    """One engine, connected."""

    def __init__(self, name: str, connect: str = ""):
        """Choose an engine.

        Parameters
        ----------
        connect
            Address of a cluster: of Spark Connect (`sc://…`) for pyspark, of a scheduler for dask. Without one, the
            session or client that the process has already is used, or a local one.

        Raises
        ------
        ProblemsFound
            The engine is not installed, takes no address, or nothing answers there.
        """
        self.name, self.address = name, connect
        for needed in (name, *(("grpc",) if connect and name == "pyspark" else ())):
            try:
                import_module(needed)
            except ImportError:
                says, allowed = f"{needed} is not installed", f"after: pip install .[{ENGINES[name]}]"
                raise ProblemsFound([Problem("engine", says, allowed=allowed)]) from None
        if connect and name not in ("pyspark", "dask"):
            says = f"{name} runs on this machine and connects to nothing"
            raise ProblemsFound([Problem("connect", says, allowed="with --engine pyspark or dask")])
        self._session, self._opened = _session(name, connect)

    def close(self) -> None:
        """End what was opened for this engine: a session that was there before stays."""
        self._opened.close()

    def scan(self, files: Sequence[Path], columns: Sequence[str]) -> nw.LazyFrame:
        """Parquet files of one schema as a lazy frame."""
        paths = [str(file) for file in files]
        if self.name == "polars":
            import polars

            return nw.from_native(polars.scan_parquet(paths, glob=False))
        if self.name == "duckdb":
            import duckdb

            return nw.from_native(duckdb.read_parquet(paths))
        if self.name == "pyspark":
            return nw.from_native(self._session.read.parquet(*paths))
        import dask.dataframe

        with warnings.catch_warnings():
            # It names a package that is to come; the versions of narwhals that we allow do without it.
            warnings.filterwarnings("ignore", message="Dask support is moving", category=FutureWarning)
            return nw.from_native(dask.dataframe.read_parquet(paths, columns=list(columns)))

    def held(self, rows: nw.LazyFrame) -> nw.LazyFrame:
        """The same rows, computed once and held by the engine, for all that is counted of them."""
        if self.name == "pyspark":
            return nw.from_native(rows.to_native().cache())
        # Of all rows few are left: Polars groups them in the time that DuckDB and Dask take to plan it.
        return rows.collect(backend="polars").lazy()


def _session(name: str, connect: str) -> tuple[Any, ExitStack]:
    """The session of an engine that has one, and how to end it."""
    session, opened = None, ExitStack()
    if name == "pyspark":
        from pyspark.sql import SparkSession

        session = None if connect else SparkSession.getActiveSession()
        if session is None:
            if connect:
                _knock(connect)
            spark = SparkSession.builder
            session = spark.remote(connect).create() if connect else spark.config(map=LOCAL_SPARK).getOrCreate()
            opened.callback(session.stop)
    elif name == "dask" and connect:
        from distributed import Client

        try:
            session = opened.enter_context(Client(connect, timeout=SECONDS))
        except (OSError, ValueError):
            raise _unanswered(connect, "tcp://HOST:8786, a scheduler of Dask that runs") from None
    return session, opened


def _knock(address: str) -> None:
    """Refuse an address of Spark Connect where nothing answers: Spark itself would try for a quarter of an hour."""
    try:
        at = urlsplit(address)
        if at.scheme != "sc" or not at.hostname:
            raise ValueError
        socket.create_connection((at.hostname, at.port or SPARK_PORT), SECONDS).close()
    except (OSError, ValueError):
        raise _unanswered(address, f"sc://HOST:{SPARK_PORT}, a server of Spark Connect that runs") from None


def _unanswered(address: str, allowed: str) -> ProblemsFound:
    return ProblemsFound([Problem("connect", f"nothing answers at {address}", allowed=allowed)])
