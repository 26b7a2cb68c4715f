"""Machine-coded tables from files to counts: what is read, what is refused, what is kept."""

from __future__ import annotations

import csv
import itertools
import random
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import contacts

pytest.importorskip("narwhals", reason="the extra [scale] is not installed")
pytest.importorskip("polars", reason="the extra [scale] is not installed")
pytest.importorskip("pyarrow", reason="the extra [scale] is not installed")

import pyarrow as pa
import pyarrow.parquet
from machine_rows import COLUMNS, cells, export, line, text, zipped

from helpers import paths
from helpers.machine_coded import count, files, folder, gather, inflate, lines, prefilter
from helpers.machine_coded.layouts import LAYOUTS
from helpers.machine_coded.prefilter import Event, Refused, Scan
from helpers.machine_coded.progress import Bar
from helpers.machine_coded.store import Stamp, Store
from helpers.problems import ProblemsFound

SAMPLES = next((root / "shared" / "samples" for root in paths.ROOT.parents if (root / "shared").is_dir()), paths.ROOT)
BACK = {"Actor1CountryCode": "PRK", "Actor2CountryCode": "RUS"}
OTHERS = {"Actor1CountryCode": "USA", "Actor1Code": "USA"}
VISIT = Event("gdelt2", 20240618, 20240619, "04", "https://example.org/visit", 4, 1.9)


def rows_of(out: Path, name: str) -> list[list[str]]:
    with (out / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def counted(*sources: Path, out: Path, engine: str = "polars") -> list[str]:
    return count.count([str(source) for source in sources], engine, "", out, 1, Bar())


# One file


def test_both_directions_are_kept_and_nothing_else(tmp_path: Path) -> None:
    lines = [
        line(),
        line(**BACK, EventRootCode="19", GoldsteinScale="-10"),
        line(**OTHERS),
        line(Actor2CountryCode="USA"),
        line(Actor1CountryCode="PRK"),  # both codes stand in the line, but not as the two countries
        line(Actor2CountryCode="RUS"),
        line(Actor1CountryCode="", Actor2CountryCode=""),
    ]
    found = prefilter.scan(export(tmp_path, lines))
    assert found.events == [VISIT, VISIT._replace(type="19", intensity=-10.0)]
    assert found.rows == 7
    assert found.days == {("gdelt2", 20240619): 7}
    assert (found.refused, found.refused_lines, found.broken) == ([], 0, "")


@pytest.mark.parametrize(
    ("layout", "event"),
    [
        ("gdelt1", Event("gdelt1", 20240618, 20240619, "04", "https://example.org/visit", 4, 1.9)),
        ("gdelt2", VISIT),
        ("icews", Event("icews", 20240618, None, "04", "100", None, 1.9)),
        (
            "polecat",
            Event(
                *("polecat", 20240618, 20240619, "CONSULT", "An agency|2024-06-19|Vladimir Putin; Kim Jong Un||"),
                *(None, 1.9),
            ),
        ),
    ],
)
def test_every_layout_is_told_by_its_columns(layout: str, event: Event, tmp_path: Path) -> None:
    name = "20240619.export.CSV" if layout.startswith("gdelt") else f"{layout}.txt"
    found = prefilter.scan(zipped(tmp_path / f"{name}.zip", text([line(layout)], layout)))
    assert found == Scan(rows=1, days={(layout, found_day(layout)): 1}, events=[event])


def found_day(layout: str) -> int:
    return 20240619 if LAYOUTS[layout].counted_by == "added" else 20240618


def test_gdelt_before_2013_has_no_addresses(tmp_path: Path) -> None:
    (tmp_path / "1995.csv").write_text(line("gdelt1").rpartition("\t")[0] + "\n", "utf-8")
    [event] = prefilter.scan(tmp_path / "1995.csv").events
    assert event == Event("gdelt1", 20240618, 20240619, "04", None, 4, 1.9)


def test_icews_with_commas_and_quotation_marks(tmp_path: Path) -> None:
    path = tmp_path / "icews.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        names = {"Source Country": "North Korea", "Target Country": "Russian Federation"}
        writer.writerows([COLUMNS["icews"], cells("icews"), cells("icews", **names), cells("icews", City="A, B")])
        file.write("1,2024-06-18,North Korea,Russian Federation\r\n")
    found = prefilter.scan(path)
    assert len(found.events) == 3
    assert found.refused == [Refused(5, "has 4 columns and not 20")]
    assert found.days == {("icews", 20240618): 4}


@pytest.mark.parametrize("packed", [1, 7, 300, inflate.PACKED])
def test_pieces_of_any_size_give_the_same(packed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [line(**OTHERS), line(), "short\tline", *[line(**OTHERS)] * 20, line(**BACK)]
    monkeypatch.setattr(inflate, "PACKED", packed)
    found = prefilter.scan(zipped(tmp_path / "20240619.export.CSV.zip", text(lines).rstrip("\n")))
    assert found.events == [VISIT, VISIT]
    assert found.rows == 23
    assert found.refused == [Refused(3, "has 2 columns and not 61")]


def test_days_are_counted_line_by_line_where_a_file_holds_several(tmp_path: Path) -> None:
    lines = [line(DATEADDED="20240619000000"), line(DATEADDED="20240620000000"), line(DATEADDED="20240619000000")]
    days = {("gdelt2", 20240619): 2, ("gdelt2", 20240620): 1}
    assert prefilter.scan(zipped(tmp_path / "2024.zip", text(lines), "2024.csv")).days == days
    middle = [line(DATEADDED="20240619000000"), line(DATEADDED="20240620000000")]
    assert prefilter.scan(export(tmp_path, middle)).days == days | {("gdelt2", 20240619): 1}


@pytest.mark.parametrize("inflater", ["zlib", "isal.isal_zlib"])
def test_both_inflaters_see_the_same(inflater: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inflate, "inflater", pytest.importorskip(inflater))
    path = export(tmp_path, [line(**OTHERS)] * 2000 + [line()])
    assert prefilter.scan(path).events == [VISIT]
    whole = path.read_bytes()
    path.write_bytes(whole[:60] + bytes(byte ^ 255 for byte in whole[60:90]) + whole[90:])
    assert prefilter.scan(path).broken.startswith("20240619121500.export.CSV ")


# Lines that are no rows


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (line() + "\tmore", "has 62 columns and not 61"),
        (line()[:150], "has 53 columns and not 61"),
        (line() + line(), "has 121 columns and not 61"),
        ("no columns at all", "has 1 columns and not 61"),
        (line(SQLDATE="20240231"), "SQLDATE '20240231' is no day"),
        (line(SQLDATE="June"), "SQLDATE 'June' is no day"),
        (line(SQLDATE=""), "SQLDATE '' is no day"),
        (line(DATEADDED="0"), "DATEADDED '0' is no day"),
        (line(NumMentions="many"), "NumMentions 'many' is no number"),
        (line(GoldsteinScale="1,9"), "GoldsteinScale '1,9' is no number"),
    ],
)
def test_a_line_that_is_no_row_is_listed(bad: str, says: str, tmp_path: Path) -> None:
    lines = [line(**OTHERS), bad, *[line(**OTHERS)] * 9, line()]
    found = prefilter.scan(export(tmp_path, lines))
    assert found.refused == [Refused(2, says)]
    assert (found.refused_lines, found.events) == (1, [VISIT])


def test_many_bad_lines_are_all_counted(tmp_path: Path) -> None:
    found = prefilter.scan(export(tmp_path, [line()] * 9 + ["bad"] * 250))
    assert (len(found.refused), found.refused_lines, found.rows) == (prefilter.LISTED, 250, 9)


@pytest.mark.parametrize(
    ("content", "rows", "stories"),
    [
        (text([line()]).replace("\n", "\r\n").encode(), 1, ["https://example.org/visit"]),
        (text([line()]).encode("utf-8-sig"), 1, ["https://example.org/visit"]),
        (text([line()]).rstrip("\n").encode(), 1, ["https://example.org/visit"]),
        (text([line(), "", line(**OTHERS), ""]).encode(), 2, ["https://example.org/visit"]),
        (text([line(SOURCEURL="é")]).encode("latin-1"), 1, ["\\xe9"]),
        (text([line(SOURCEURL='"a')]).encode(), 1, ['"a']),
        (text([line(SOURCEURL="a\0b")]).encode(), 1, ["a\0b"]),
        (text([line(SOURCEURL="")]).encode(), 1, [None]),
    ],
)
def test_odd_bytes_are_read(content: bytes, rows: int, stories: list[str | None], tmp_path: Path) -> None:
    found = prefilter.scan(zipped(tmp_path / "20240619121500.export.CSV.zip", content))
    assert (found.rows, [event.story for event in found.events]) == (rows, stories)
    assert (found.refused, found.broken) == ([], "")


# Files that are broken


def locked(path: Path) -> None:
    export(path.parent, [line()]).rename(path)
    whole = bytearray(path.read_bytes())
    whole[6] |= 1
    whole[whole.index(b"PK\1\2") + 8] |= 1
    path.write_bytes(bytes(whole))


def packed_otherwise(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("a.csv", text([line()]))


def damaged(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.csv", text([line()]))
    path.write_bytes(path.read_bytes().replace(b"VLADIMIR", b"WLADIMIR"))


def cut(path: Path) -> None:
    export(path.parent, [line()] * 50).rename(path)
    path.write_bytes(path.read_bytes()[:200])


def headless(path: Path) -> None:
    export(path.parent, [line()]).rename(path)
    path.write_bytes(b"XX" + path.read_bytes()[2:])


WIDTHS = "61 (GDELT 2.0), 58 (GDELT 1.0), 57 (GDELT 1.0)"
BROKEN: dict[str, tuple[Callable[[Path], object], str]] = {
    "no zip": (lambda path: path.write_bytes(b"<html>not found</html>"), "is no zip, or its end is missing"),
    "empty": (lambda path: path.write_bytes(b""), "is no zip, or its end is missing"),
    "cut": (cut, "is no zip, or its end is missing"),
    "locked": (locked, "20240619121500.export.CSV is locked with a password"),
    "another method": (packed_otherwise, "a.csv is packed by method 12; allowed: stored, deflated"),
    "damaged": (damaged, "a.csv does not have the check sum that the zip gives"),
    "headless": (headless, "20240619121500.export.CSV does not begin where the zip says"),
    "without text": (lambda path: zipped(path, "a", "a.pdf"), "holds no text (.csv, .tab, .tsv, .txt)"),
    "empty text": (lambda path: zipped(path, "", "a.csv"), "holds no rows"),
    "blank lines": (lambda path: zipped(path, text(["", "", line()])[:2], "a.csv"), None),
    "mentions": (
        lambda path: zipped(path, "1\t2\t3\n", "a.csv"),
        f"a.csv has 3 columns and no line of names that is known; allowed without names: {WIDTHS}",
    ),
    "no column": (
        lambda path: zipped(path, "Event ID\tEvent Date\tCAMEO Code\n1\t2024-01-01\t042\n", "a.tab"),
        "a.tab is ICEWS without the columns Source Country, Target Country, Story ID, Intensity",
    ),
}
BROKEN["blank lines"] = (
    BROKEN["blank lines"][0],
    f"a.csv has 0 columns and no line of names that is known; allowed without names: {WIDTHS}",
)


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_file_gives_no_rows_and_says_why(kind: str, tmp_path: Path) -> None:
    make, says = BROKEN[kind]
    path = tmp_path / "broken.zip"
    make(path)
    assert prefilter.scan(path) == Scan(broken=says)


def test_what_is_refused_is_listed_and_the_rest_counted(tmp_path: Path) -> None:
    exports = tmp_path / "exports"
    exports.mkdir()
    good = export(exports, [line(), "bad", *[line(**OTHERS)] * 9])
    (exports / "20240620000000.export.CSV.zip").write_bytes(b"")
    many = export(exports, [line()] * 9 + ["bad"] * 101, "20240621000000")
    said = counted(exports, out=tmp_path / "out")
    assert said == [
        "3 files",
        "GDELT 2.0: 10 rows of the pair among 19",
        f"refused: 1 files and 102 lines, listed in {tmp_path / 'out' / folder.REFUSED}",
        f"tables (rows, not contacts): {tmp_path / 'out'}",
    ]
    refused = rows_of(tmp_path / "out", folder.REFUSED)
    assert refused[:2] == [
        [str(good), "2", "has 1 columns and not 61"],
        [str(exports / "20240620000000.export.CSV.zip"), "", "is no zip, or its end is missing"],
    ]
    assert refused[-1] == [str(many), "", "1 more lines"]
    assert len(refused) == 2 + 101


# Interrupted and gone on with


def test_interrupted_work_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    exports = tmp_path / "exports"
    exports.mkdir()
    for hour in range(6):
        export(exports, [line()], f"202406190{hour}0000")
    read: list[str] = []
    scan = prefilter.scan

    def interrupted(path: Path) -> Scan:
        if len(read) == 4:
            raise KeyboardInterrupt
        read.append(path.name)
        return scan(path)

    monkeypatch.setattr(gather, "MOST", 2)
    monkeypatch.setattr(prefilter, "scan", interrupted)
    with pytest.raises(KeyboardInterrupt):
        counted(exports, out=tmp_path / "out")
    assert not (tmp_path / "out" / folder.MONTHLY).exists()
    monkeypatch.setattr(prefilter, "scan", lambda path: read.append(path.name) or scan(path))
    assert counted(exports, out=tmp_path / "out")[1] == "GDELT 2.0: 6 rows of the pair among 6"
    assert read == sorted(path.name for path in exports.iterdir())  # each once
    export(exports, [line(), line()], "20240619050000")
    assert counted(exports, out=tmp_path / "out")[1] == "GDELT 2.0: 7 rows of the pair among 7"
    assert len(read) == 7  # only the one that changed
    assert counted(exports / "20240619050000.export.CSV.zip", out=tmp_path / "out")[1] == (
        "GDELT 2.0: 2 rows of the pair among 2"
    )


def test_processes_give_the_same_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stamps = [Stamp.of(export(tmp_path, [line()] * (hour + 1), f"202406190{hour}0000")) for hour in range(5)]
    told: list[tuple[int, int, int]] = []
    monkeypatch.setattr(gather, "ALONE", 0)
    monkeypatch.setattr(gather, "MOST", 1)
    stores = [Store(tmp_path / name) for name in ("one", "many")]
    for store, workers in zip(stores, (1, 2), strict=True):
        gather.gather(store, stamps, lambda *step: told.append(step), workers=workers)
        store.choose(stamps)
    assert list(stores[0].events()) == list(stores[1].events()) == [VISIT] * 15
    assert [store.totals() for store in stores] == [{"files": 5, "broken": 0, "rows": 15, "refused": 0, "pair": 15}] * 2
    assert sum(rows for _, _, rows in told) == 30
    for store in stores:
        store.close()


def test_a_store_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / folder.STATE).write_text("notes of my own, longer than a page of a data base\n" * 40, "utf-8")
    with pytest.raises(ProblemsFound) as found:
        counted(export(tmp_path, [line()]), out=tmp_path)
    says = "cannot be used to keep what was read: file is not a database; move it away to start anew"
    assert str(found.value) == f"{tmp_path / folder.STATE}: {says}"


def test_what_an_older_form_kept_is_read_anew(tmp_path: Path) -> None:
    source = export(tmp_path, [line()])
    counted(source, out=tmp_path / "out")
    base = sqlite3.connect(tmp_path / "out" / folder.STATE)
    base.execute("update files set rows = 99")
    base.execute("pragma user_version = 999")
    base.commit()
    base.close()
    assert counted(source, out=tmp_path / "out")[1] == "GDELT 2.0: 1 rows of the pair among 1"


def test_files_without_a_row_of_the_pair(tmp_path: Path) -> None:
    source = export(tmp_path, [line(**OTHERS)] * 3)
    assert counted(source, out=tmp_path / "out")[1] == "GDELT 2.0: 0 rows of the pair among 3"
    assert rows_of(tmp_path / "out", folder.MONTHLY) == []
    assert rows_of(tmp_path / "out", folder.DAYS) == [["gdelt2", "2024-06-19", "3"]]


# What a user gives


def parquet(path: Path, **columns: list[object]) -> Path:
    pyarrow.parquet.write_table(pa.table(columns), path)
    return path


def refusal(*sources: Path) -> list[str]:
    with pytest.raises(ProblemsFound) as found:
        counted(*sources, out=Path(sources[0]).parent / "out")
    return str(found.value).splitlines()


def test_sources_that_name_nothing(tmp_path: Path) -> None:
    (tmp_path / "notes.pdf").write_bytes(b"")
    (tmp_path / "empty").mkdir()
    nothing = "no such file or folder, and no file fits it as a pattern"
    kinds = "allowed: files that end in .zip, .csv, .tab, .tsv, .txt, .parquet"
    assert refusal(tmp_path / "2024*.zip", tmp_path / "absent", tmp_path / "empty", tmp_path) == [
        f"{tmp_path}: holds no event table; {kinds}",
        f"{tmp_path / '2024*.zip'}: {nothing}",
        f"{tmp_path / 'absent'}: {nothing}",
        f"{tmp_path / 'empty'}: {nothing}",
    ]


def test_an_export_that_is_there_twice(tmp_path: Path) -> None:
    one = export(tmp_path, [line()])
    (tmp_path / "20240619121500.export.CSV").write_text(text([line()]), "utf-8")
    plain = tmp_path / "20240619121500.export.CSV"
    assert refusal(tmp_path) == [f"{one}: is the same export as {plain}; its rows would count twice"]


def test_patterns_and_folders_find_each_file_once(tmp_path: Path) -> None:
    inner = tmp_path / "2024" / "06"
    inner.mkdir(parents=True)
    one, other = export(inner, [line()], "20240619000000"), export(inner, [line()], "20240620000000")
    assert files.find([str(tmp_path), str(tmp_path / "**" / "*.zip"), str(one)]) == [one, other]
    assert files.find([str(inner / "20240620*")]) == [other]


def test_parquet_that_cannot_be_counted(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1 and nothing else")
    parquet(tmp_path / "b.parquet", name=["x"])
    first, second = refusal(tmp_path)
    assert first.startswith(f"{tmp_path / 'a.parquet'}: is no Parquet file: ")
    assert second == f"{tmp_path / 'b.parquet'}: has the columns of no known kind; allowed: {KINDS}"


KINDS = "GDELT 1.0, GDELT 2.0, ICEWS, POLECAT"


def test_every_wrong_column_of_parquet_is_said_at_once(tmp_path: Path) -> None:
    path = parquet(
        tmp_path / "a.parquet",
        SQLDATE=[1.5],
        Actor1CountryCode=[1],
        Actor2CountryCode=["PRK"],
        EventRootCode=[4],
        NumMentions=["4"],
        GoldsteinScale=[1.9],
        DATEADDED=[20240619121500],
    )
    assert refusal(path) == [
        f"{path} Actor1CountryCode: holds Int64; allowed: text",
        f"{path} EventRootCode: holds Int64; allowed: text",
        f"{path} NumMentions: holds String; allowed: numbers",
        f"{path} SOURCEURL: is GDELT 2.0 without this column",
        f"{path} SQLDATE: holds Float64; allowed: days, whole numbers such as 20240618, or text",
    ]


def test_the_command_says_all_that_is_wrong(tmp_path: Path) -> None:
    done = contacts("machine-coded", "--engine", "polar", "--start", "2024-01-01", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [
        "engine: 'polar' does not fit; allowed: polars, duckdb, pyspark, dask; did you mean polars?",
        "machine-coded: no SOURCE is given; allowed: files, folders or patterns",
        "start: goes with --bigquery only; allowed: all days of the files are counted",
        "3 problems; no table was written or changed.",
    ]
    source = export(tmp_path, [line()])
    done = contacts("machine-coded", str(source), "--connect", "sc://host", cwd=tmp_path)
    assert done.stderr.splitlines()[0] == (
        "connect: polars runs on this machine and connects to nothing; allowed: with --engine pyspark or dask"
    )
    assert [path.name for path in tmp_path.iterdir()] == [source.name]
    done = contacts("machine-coded", "--bigquery", "--start", "2024-02-30", "x", cwd=tmp_path)
    assert done.stderr.splitlines()[0] == "machine-coded: --bigquery reads no files; allowed: no SOURCE"


def test_the_command_counts(tmp_path: Path) -> None:
    export(tmp_path, [line(), line(**BACK), line(**OTHERS)])
    done = contacts("machine-coded", "2024*.zip", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    out = (tmp_path / "machine_coded").resolve()
    assert done.stdout.splitlines() == [
        "1 file",
        "GDELT 2.0: 2 rows of the pair among 3",
        f"tables (rows, not contacts): {out}",
    ]
    assert done.stderr == ""
    assert (out / folder.MONTHLY).read_text("utf-8").splitlines() == [
        "source,date,month,type,rows,stories,mentions,intensity",
        "gdelt2,added,2024-06,04,2,1,8,1.900000",
        "gdelt2,added,2024-06,all,2,1,8,1.900000",
        "gdelt2,event,2024-06,04,2,1,8,1.900000",
        "gdelt2,event,2024-06,all,2,1,8,1.900000",
    ]
    assert rows_of(out, folder.DAYS) == [["gdelt2", "2024-06-19", "3"]]
    assert rows_of(out, folder.DAILY)[0] == ["gdelt2", "added", "2024-06-19", "04", "2", "1", "8", "1.900000"]


def test_contacts_stays_quick_and_works_without_the_extra(tmp_path: Path) -> None:
    heavy = ("narwhals", "polars", "duckdb", "pyarrow", "pyspark", "dask", "sqlglot", "numpy", "pandas", "sqlite3")
    code = f"import sys, helpers.machine_coded.command; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
    (tmp_path / "hide.py").write_text(
        "import sys, importlib.util as u\n"
        "found = u.find_spec\n"
        "u.find_spec = lambda name, package=None: None if name == 'narwhals' else found(name, package)\n"
        "sys.modules['narwhals'] = None\n"
        "from helpers.cli import main\n"
        "main()\n",
        "utf-8",
    )
    command = [sys.executable, str(tmp_path / "hide.py"), "machine-coded", "x.zip"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (done.returncode, done.stderr.splitlines()[0]) == (
        1,
        "machine-coded: needs narwhals; allowed: after: pip install .[scale]",
    )


# Real rows, where they lie beside the project


@pytest.mark.skipif(not list(SAMPLES.glob("*.export.CSV")), reason="no real samples beside the project")
def test_real_rows(tmp_path: Path) -> None:
    [gdelt], [icews] = SAMPLES.glob("*.export.CSV"), SAMPLES.glob("icews*.csv")
    assert counted(zipped(tmp_path / f"{gdelt.name}.zip", gdelt.read_bytes()), icews, out=tmp_path / "out")[:3] == [
        "2 files",
        "GDELT 2.0: 2 rows of the pair among 2,414",
        "ICEWS: 80 rows of the pair among 80",
    ]
    rows = [row for row in rows_of(tmp_path / "out", folder.MONTHLY) if row[3] == "all"]
    assert [row[:6] for row in rows] == [
        ["gdelt2", "added", "2018-01", "all", "2", "1"],
        ["gdelt2", "event", "2018-01", "all", "2", "1"],
        ["icews", "event", "2018-06", "all", "80", rows[2][5]],
    ]
    with icews.open(encoding="utf-8", newline="") as file:
        assert int(rows[2][5]) == len({row["Story ID"] for row in csv.DictReader(file)})
    assert rows_of(tmp_path / "out", folder.REFUSED) == []


@pytest.mark.parametrize(
    ("key", "other", "pieces"),
    [
        (b"\tPRK\t", b"\tRUS\t", (b"\tPRK\t", b"\tRUS\t", b"PRK", b"\tPR", b"K\t", b"x", b"\t", b"\n", b"\n\n")),
        (b"PRK", b"RUS", (b"PRK", b"RUS", b"PR", b"RK", b"K", b"\n", b"a")),
        (b"North Korea", b"Russia", (b"North Korea", b"Russia", b"North ", b"h ", b" K", b"Korea", b"\n", b"N")),
    ],
)
def test_lines_that_hold_both_are_found_wherever_they_stand(
    key: bytes, other: bytes, pieces: tuple[bytes, ...]
) -> None:
    chosen, found = random.Random(2), 0
    for number in range(3000):
        block = b"".join(chosen.choices(pieces, k=chosen.choice((1, 3, 8, 20)) if number % 50 else 400)) + b"\n"
        ends = list(itertools.accumulate(len(row) + 1 for row in block.split(b"\n")[:-1]))
        each = zip([0, *ends], ends, strict=False)
        wanted = [(start, end - 1) for start, end in each if key in (row := block[start:end]) and other in row]
        assert list(lines.holding(block, key, other)) == wanted, block
        found += len(wanted)
    assert found > 300
