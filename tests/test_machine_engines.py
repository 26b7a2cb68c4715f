"""One expression, every engine: counts exactly alike, means to 1e-9, and alike to a count in plain Python."""

from __future__ import annotations

import datetime as dt
import os
import random
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest

pytest.importorskip("narwhals", reason="the extra [scale] is not installed")
pytest.importorskip("polars", reason="the extra [scale] is not installed")
pytest.importorskip("pyarrow", reason="the extra [scale] is not installed")

import pyarrow as pa
import pyarrow.parquet
from machine_rows import export, line

from helpers.machine_coded import count, folder, tables
from helpers.machine_coded.command import ENGINES as OFFERED
from helpers.machine_coded.engines import ENGINES, Engine
from helpers.machine_coded.layouts import GDELT1, GDELT2, ICEWS, LAYOUTS, POLECAT, Layout, of_names
from helpers.machine_coded.progress import Bar
from helpers.problems import ProblemsFound

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::ResourceWarning")

ROWS = 1500
CONNECTS = {"pyspark": "grpc", "dask": "distributed"}
"""What an engine needs to be reached elsewhere."""
COUNTRIES = {"icews": ("Russian Federation", "North Korea", "Japan"), "other": ("RUS", "PRK", "JPN")}
TYPES = {"icews": ("010", "042", "193"), "polecat": ("CONSULT", "AID")}


def why_not(engine: str, *, elsewhere: bool = False) -> str:
    """Why an engine cannot be tested here; empty where it can."""
    for needed in (engine, *([CONNECTS[engine]] if elsewhere else [])):
        if find_spec(needed) is None:
            return f"{needed} is not installed: pip install .[{ENGINES[engine]}]"
    return "pyspark needs Java" if engine == "pyspark" and not shutil.which("java") else ""


@contextmanager
def spark_connect(folder: Path) -> Iterator[str]:
    """The address of a server of Spark Connect."""
    import pyspark

    home = Path(pyspark.__file__).parent
    with socket.create_server(("localhost", 0)) as free:
        port = free.getsockname()[1]
    settings = {"spark.connect.grpc.binding.port": str(port), "spark.ui.enabled": "false"}
    given = [word for name, value in settings.items() for word in ("--conf", f"{name}={value}")]
    server = "org.apache.spark.sql.connect.service.SparkConnectServer"
    command = [str(home / "bin" / "spark-submit"), "--master", "local[2]", *given, "--class", server, "spark-internal"]
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen(
            command, cwd=folder, stdout=log, stderr=log, env=os.environ | {"SPARK_HOME": str(home)}
        )
    try:
        end = time.monotonic() + 120
        while process.poll() is None and time.monotonic() < end:
            with suppress(OSError):
                socket.create_connection(("localhost", port), 1).close()
                break
            time.sleep(0.2)
        yield f"sc://localhost:{port}"
    finally:
        process.terminate()
        process.wait(60)


@contextmanager
def dask_cluster(folder: Path) -> Iterator[str]:
    """The address of a scheduler of Dask with workers of its own."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, local_directory=str(folder)
    ) as cluster:
        yield cluster.scheduler_address


CLUSTERS = {"pyspark": spark_connect, "dask": dask_cluster}


@pytest.fixture(scope="module", params=[*ENGINES, *(f"{name} elsewhere" for name in CLUSTERS)])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Every engine on this machine, and those that can be reached elsewhere by their address."""
    name, elsewhere, _ = request.param.partition(" elsewhere")
    if reason := why_not(name, elsewhere=bool(elsewhere)):
        pytest.skip(reason)
    with ExitStack() as opened:
        address = opened.enter_context(CLUSTERS[name](tmp_path_factory.mktemp(name))) if elsewhere else ""
        made = Engine(name, address)
        yield made
        made.close()


def made(layout: Layout, *, days: str = "number") -> dict[str, list[Any]]:
    """Columns of rows of all kinds: of the pair either way round, of others, with and without story, mentions, mean."""
    chosen = random.Random(layout.name)
    countries = COUNTRIES.get(layout.name, COUNTRIES["other"])

    def day() -> Any:
        when = dt.date(2024, chosen.randint(1, 12), chosen.randint(1, 28))
        if days == "date":
            return when
        return when.isoformat() if days == "text" else int(f"{when:%Y%m%d}")

    columns: dict[str, list[Any]] = {name: [] for name in layout.needed}
    for _ in range(ROWS):
        row = {
            layout.actors[0]: chosen.choice([*countries, None]),
            layout.actors[1]: chosen.choice(countries),
            layout.event: day(),
            layout.type: chosen.choice(TYPES.get(layout.name, ("01", "04", "19"))),
            layout.intensity: chosen.choice([None, chosen.uniform(-10, 10), float("nan")]),
        }
        row |= {name: chosen.choice([None, "", "a", "b", "c"]) for name in layout.story if name != layout.added}
        if layout is ICEWS:
            row["Story ID"] = chosen.randint(1, 50)
        if layout.added:
            moment = day()
            row[layout.added] = moment * 10**6 + 121500 if layout is GDELT2 and days == "number" else moment
        if layout.mentions:
            row[layout.mentions] = chosen.choice([None, 1, 2, 40])
        for name, value in row.items():
            columns[name].append(value)
    return columns


def by_hand(layout: Layout, columns: dict[str, list[Any]], every: int) -> dict[tuple, tuple]:
    """The same count in plain Python."""
    cells: dict[tuple, list[tuple]] = {}
    for values in zip(*columns.values(), strict=True):
        row = dict(zip(columns, values, strict=True))
        if {row[name] for name in layout.actors} != {layout.russia, layout.dprk}:
            continue
        kind = row[layout.type][: layout.type_length]
        parts = [row[name] for name in layout.story]
        story = "|".join("" if part is None else str(part) for part in parts)
        story = story if story.strip("|") else None
        for date, column in (("event", layout.event), ("added", layout.added)):
            if column:
                number = int(str(row[column]).replace("-", "")[:8]) // every
                for of in (kind, folder.ALL):
                    mean = row[layout.intensity]
                    mentions = row[layout.mentions] if layout.mentions else None
                    found = cells.setdefault((layout.name, date, number, of), [])
                    found.append((story, mentions, None if mean != mean else mean))
    done = {}
    for key, rows in cells.items():
        stories, mentions, means = (
            [value for value in column if value is not None] for column in zip(*rows, strict=True)
        )
        done[key] = (
            len(rows),
            len(set(stories)) if stories else None,
            sum(mentions) if mentions else None,
            fmean(means) if means else None,
        )
    return done


@pytest.mark.parametrize(
    ("layout", "days", "every"),
    [
        (GDELT2, "number", tables.MONTH),
        (GDELT2, "number", tables.DAY),
        (GDELT2, "text", tables.MONTH),
        (GDELT1, "number", tables.MONTH),
        (ICEWS, "date", tables.MONTH),
        (POLECAT, "text", tables.DAY),
    ],
    ids=lambda value: getattr(value, "name", str(value)),
)
def test_every_engine_counts_the_same(engine: Engine, layout: Layout, days: str, every: int, tmp_path: Path) -> None:
    columns = made(layout, days=days)
    paths = []
    for number in range(2):  # two files, as most are
        half = {name: values[number::2] for name, values in columns.items()}
        paths.append(tmp_path / f"{number}.parquet")
        pyarrow.parquet.write_table(pa.table(half), paths[-1])
    frame = engine.scan(paths, layout.needed)
    assert tables.problems("made", frame.collect_schema(), layout) == []
    rows = tables.settled(tables.collected(tables.counted(engine.held(tables.pair(frame, layout)), every, engine.held)))
    wanted = by_hand(layout, columns, every)
    found = {
        tuple(row[key] for key in tables.KEYS): (row["rows"], row["stories"], row["mentions"], row["intensity"])
        for row in rows
    }
    assert list(found) == sorted(wanted)
    assert {key: value[:3] for key, value in found.items()} == {key: value[:3] for key, value in wanted.items()}
    for key, value in found.items():
        assert value[3] == (None if wanted[key][3] is None else pytest.approx(wanted[key][3], abs=1e-9)), key
    total: dict[int, int] = {}
    for value in columns[layout.counted_column]:
        number = int(str(value).replace("-", "")[:8])
        total[number] = total.get(number, 0) + 1
    assert tables.days(frame, layout) == total


def test_every_engine_writes_the_same_bytes(engine: Engine, tmp_path: Path) -> None:
    pyarrow.parquet.write_table(pa.table(made(ICEWS, days="date")), tmp_path / "icews.parquet")
    pyarrow.parquet.write_table(pa.table(made(GDELT2)), tmp_path / "gdelt.parquet")
    pair = [line(), line(Actor1CountryCode="PRK", Actor2CountryCode="RUS", NumMentions="")]
    export(tmp_path, [*pair, line(Actor1CountryCode="USA"), "bad"] + [line(Actor1CountryCode="")] * 9)
    said = {
        name: count.count([str(tmp_path)], name, address, tmp_path.parent / f"{tmp_path.name}-{name}", 1, Bar())
        for name, address in (("polars", ""), (engine.name, engine.address))
    }
    assert said["polars"][:-2] == said[engine.name][:-2]
    for name in folder.COLUMNS:
        one, other = (tmp_path.parent / f"{tmp_path.name}-{made}" / name for made in ("polars", engine.name))
        assert one.read_bytes() == other.read_bytes(), name


def test_an_engine_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "duckdb", None)
    with pytest.raises(ProblemsFound) as found:
        Engine("duckdb")
    assert str(found.value) == "engine: duckdb is not installed; allowed: after: pip install .[scale]"


def test_spark_connect_without_its_protocol(monkeypatch: pytest.MonkeyPatch) -> None:
    if reason := why_not("pyspark"):
        pytest.skip(reason)
    monkeypatch.setitem(__import__("sys").modules, "grpc", None)
    with pytest.raises(ProblemsFound) as found:
        Engine("pyspark", "sc://localhost")
    assert str(found.value) == "engine: grpc is not installed; allowed: after: pip install .[spark]"


@pytest.mark.parametrize(
    ("name", "address", "allowed"),
    [
        ("pyspark", "sc://localhost:1", "sc://HOST:15002, a server of Spark Connect that runs"),
        ("pyspark", "localhost:15002", "sc://HOST:15002, a server of Spark Connect that runs"),
        ("pyspark", "sc://localhost:port", "sc://HOST:15002, a server of Spark Connect that runs"),
        ("dask", "tcp://localhost:1", "tcp://HOST:8786, a scheduler of Dask that runs"),
        ("dask", "carrier://pigeon", "tcp://HOST:8786, a scheduler of Dask that runs"),
    ],
)
def test_an_address_where_nothing_answers(
    name: str, address: str, allowed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if reason := why_not(name, elsewhere=True):
        pytest.skip(reason)
    monkeypatch.setattr("helpers.machine_coded.engines.SECONDS", 1)
    with pytest.raises(ProblemsFound) as found:
        Engine(name, address)
    assert str(found.value) == f"connect: nothing answers at {address}; allowed: {allowed}"


def test_the_command_offers_every_engine() -> None:
    assert tuple(ENGINES) == OFFERED


def test_layouts_are_told_by_names() -> None:
    assert {name: of_names(layout.needed).name for name, layout in LAYOUTS.items()} == {
        "gdelt1": "gdelt2",  # without its places nothing tells it; they count alike
        "gdelt2": "gdelt2",
        "icews": "icews",
        "polecat": "polecat",
    }
    assert [of_names(layout.header).name for layout in (GDELT1, GDELT2)] == ["gdelt1", "gdelt2"]
    assert of_names(["name", "Event Date"]) is None


# The query for BigQuery


def test_the_query_counts_the_same() -> None:
    sqlglot = pytest.importorskip("sqlglot")
    duckdb = pytest.importorskip("duckdb")
    from helpers.machine_coded import query

    columns = made(GDELT2)
    columns[GDELT2.intensity] = [None if mean != mean else mean for mean in columns[GDELT2.intensity]]
    columns["_PARTITIONTIME"] = [dt.datetime.strptime(str(day)[:8], "%Y%m%d") for day in columns["DATEADDED"]]
    made_table = pa.table(columns)
    assert made_table.num_rows == ROWS
    start, end = dt.date(2024, 3, 1), dt.date(2024, 8, 15)
    text = query.bigquery(start, end)
    tree = sqlglot.parse_one(text, read="bigquery")
    [source] = [found for found in tree.find_all(sqlglot.exp.Table) if found.name == "events_partitioned"]
    assert source.sql(dialect="bigquery") == "`gdelt-bq.gdeltv2.events_partitioned`"
    source.replace(sqlglot.exp.to_table("made_table"))
    rows = duckdb.sql(tree.sql(dialect="duckdb")).fetchall()
    within = [number for number, day in enumerate(columns["_PARTITIONTIME"]) if start <= day.date() <= end]
    chosen = {name: [values[number] for number in within] for name, values in columns.items()}
    wanted = by_hand(GDELT2, chosen, tables.MONTH)
    assert {tuple(row[:4]): (row[4], row[5] or None, row[6]) for row in rows} == {
        key: value[:3] for key, value in wanted.items()
    }
    for row in rows:
        mean = wanted[tuple(row[:4])][3]
        assert row[7] == (None if mean is None else pytest.approx(mean, abs=1e-9))


def test_the_query_reads_its_partitions_only() -> None:
    pytest.importorskip("sqlglot")
    from helpers.machine_coded import query

    lines = [line.strip() for line in query.bigquery(dt.date(2023, 1, 1), dt.date(2024, 12, 31)).splitlines()]
    assert "`_PARTITIONTIME` >= CAST('2023-01-01' AS TIMESTAMP)" in lines
    assert "AND `_PARTITIONTIME` < CAST('2025-01-01' AS TIMESTAMP)" in lines
