"""Machine-coded rows beside the contacts: measures by hand, panels, refusals, the notebook with and without files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest
from executed import executed
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawn
from selected import busy
from world import World

from helpers import exhibits, parameters, paths
from helpers.analysis import theme
from helpers.machine_coded import folder
from helpers.machine_coded.report import beside, figures, listing, measures, prose
from helpers.machine_coded.report.beside import Beside
from helpers.problems import ProblemsFound
from helpers.publish import plan

BUSY_DAYS = {"2024-06-18": (40, 12), "2024-06-19": (60, 20), "2024-06-21": (9, 3), "2024-01-13": (5, 5)}
"""Rows and stories of the pair; all other days have none."""
TOTAL = 1000


def tables(place: Path, first: str = "2023-01-01", last: str = "2025-01-31", source: str = "gdelt2") -> Path:
    """A folder as `contacts machine-coded` writes it: 1,000 rows of all countries a day."""
    place.mkdir(parents=True, exist_ok=True)
    days = pd.date_range(first, last).strftime("%Y-%m-%d")
    lines = [f"{source},{day},{TOTAL}" for day in days]
    (place / folder.DAYS).write_text("\n".join([",".join(folder.COLUMNS[folder.DAYS]), *lines, ""]), "utf-8")
    lines = [
        f"{source},{date},{day},{kind},{rows},{stories},{rows},1.000000"
        for date in ("added", "event")
        for day, (rows, stories) in sorted(BUSY_DAYS.items())
        for kind in ("04", folder.ALL)
    ]
    (place / folder.DAILY).write_text("\n".join([",".join(folder.COLUMNS[folder.DAILY]), *lines, ""]), "utf-8")
    return place


@pytest.fixture
def records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Beside:
    return opened(busy(), tmp_path, monkeypatch, folder=str(tables(tmp_path / "counted")))


def opened(small: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, **given: Any) -> Beside:
    for source in small.tables["sources"]:
        source["published"] = ""
    monkeypatch.setenv(paths.DATA_VARIABLE, str(small.write(tmp_path / "data")))
    return beside.open_report("machine_coded", given)


def row(records: Beside, contact_id: str) -> dict[str, Any]:
    frame = measures.around(records)
    return frame[frame["contact_id"] == contact_id].iloc[0].to_dict()


def test_before_on_and_after_by_hand(records: Beside) -> None:
    visit = row(records, "RK0003")  # 18 and 19 June
    assert [visit[part] for part in measures.PARTS] == [0, 100, 9]
    assert visit["rate_on"] == 100 / 2000 * 1e6
    assert visit["rate_after"] == 9 / 7000 * 1e6
    assert not visit["missed"]
    call = row(records, "RK0004")  # 20 June: the days of the visit are the days before it
    assert [call[part] for part in measures.PARTS] == [100, 0, 9]
    assert row(records, "RK0002")["before"] == 5  # announced on the 13th of January
    assert row(records, "RK0002")["missed"]
    assert row(records, "RK0006")["last"] == pd.Timestamp("2024-09-10")  # no end is given


def test_only_counted_contacts_of_a_known_day(records: Beside) -> None:
    counted = ["RK0001", "RK0002", "RK0003", "RK0004", "RK0005", "RK0006", "RK0007"]
    assert list(measures.around(records)["contact_id"]) == counted  # no greeting, conference, plan, transfer or part
    records.selection.counted.loc[records.selection.counted["contact_id"] == "RK0003", "date_precision"] = "about"
    assert "RK0003" not in list(measures.around(records)["contact_id"])


def test_days_that_no_file_covers_are_unknown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tables(tmp_path / "counted", "2024-06-11", "2024-06-26")
    found = opened(busy(), tmp_path, monkeypatch, folder=str(place))
    assert list(measures.around(found)["contact_id"]) == ["RK0003"]
    months = measures.months(found)
    assert months["rows"].isna().all()  # June is not covered whole
    assert months.set_index("month")["contacts"][pd.Timestamp("2024-06-01")] == 2


def test_months_and_levels(records: Beside) -> None:
    months = measures.months(records).set_index("month")
    june = months.loc[pd.Timestamp("2024-06-01")]
    assert (june["contacts"], june["rows"], june["rate"]) == (2, 109, 109 / 30_000 * 1e6)
    assert months.loc[pd.Timestamp("2024-07-01"), "rows"] == 0  # covered, and quiet
    levels = measures.by_level(measures.around(records))
    assert levels.to_dict("records") == [
        {"level": 6, "n": 1, "missed": 0, "rows": 109.0},
        {"level": 4, "n": 4, "missed": 3, "rows": 0.0},
        {"level": 3, "n": 1, "missed": 1, "rows": 0.0},
        {"level": 0, "n": 1, "missed": 1, "rows": 0.0},
    ]


def test_the_profile_is_a_mean_over_contacts(records: Beside) -> None:
    frame = measures.around(records)
    profile = measures.profile(records, frame).set_index("offset")["rate"]
    assert list(profile.index) == list(range(-7, 8))
    assert profile[0] == pytest.approx(40 / TOTAL * 1e6 / 7)  # of seven contacts one has rows on its first day
    assert profile[1] == pytest.approx((60 + 9) / TOTAL * 1e6 / 7)  # the visit's second day, and the day after the call


def test_icews_is_counted_by_the_day_of_the_event(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tables(tmp_path / "counted", source="icews")
    text = (place / folder.DAILY).read_text("utf-8")
    kept = [line for line in text.splitlines() if ",added," not in line]
    (place / folder.DAILY).write_text("\n".join(kept) + "\n", "utf-8")
    found = opened(busy(), tmp_path, monkeypatch, folder=str(place), source="icews")
    assert found.days["rows"].sum() == 114
    assert "as the machine dated it" in figures.per_month(found).note


def drawn(monkeypatch: pytest.MonkeyPatch, exhibit: Any, records: Beside) -> list[Axes]:
    """The axes that a figure draws, wide."""
    axes: list[Axes] = []
    render = theme.render

    def spied(draw: theme.Draw, **options: Any) -> theme.Drawing:
        figure = Drawn()
        draw(figure.subplots(), False)
        axes.extend(figure.axes)
        return render(draw, **options)

    monkeypatch.setattr(theme, "render", spied)
    exhibit(records)
    return axes


@pytest.mark.parametrize("name", ["per_month", "around", "per_visit"])
def test_rows_stand_on_panels_of_their_own(name: str, records: Beside, monkeypatch: pytest.MonkeyPatch) -> None:
    axes = drawn(monkeypatch, getattr(figures, name), records)
    titles = [ax.get_title(loc="left") or ax.get_title() for ax in axes]
    assert (
        titles
        == {
            "per_month": ["Contacts, curated", "GDELT 2.0: rows, not contacts, per million rows"],
            "around": ["Visits (n = 5): rows, not contacts", "All other contacts (n = 2): rows, not contacts"],
            "per_visit": ["Visits, by their level: rows, not contacts"],
        }[name]
    )
    if name == "per_month":
        contacts, rows = ([bar.get_height() for bar in ax.patches] for ax in axes)
        assert (sum(contacts), max(rows)) == (7, 109 / 30_000 * 1e6)
    if name == "per_visit":
        assert sorted(x for lane in axes[0].collections for x, _ in lane.get_offsets()) == [0, 0, 0, 0, 109]


def test_exhibits_say_what_a_row_is(records: Beside) -> None:
    made = [figures.per_month(records), figures.around(records), figures.per_visit(records)]
    made += [listing.by_level(records), listing.missed(records), listing.contacts(records)]
    for exhibit in made:
        assert "Rows, not contacts: a row is a sentence in which a machine read" in exhibit.note
        assert exhibit.source.endswith(
            "GDELT 2.0: the reader's own files, 1 January 2023 to 31 January 2025, 762 days."
        )
    assert [record.cells[0] for record in listing.missed(records).rows] == [
        ["RK0001"],
        ["RK0002"],
        ["RK0005"],
        ["RK0006"],
        ["RK0007"],
    ]
    assert listing.contacts(records).rows[2].cells[1:2] == [["18–19 Jun 2024"]]
    assert "5 of 7 contacts left no row" in prose.cover(records).headline
    assert "Of 7 contacts, 2 had a row of the pair" in prose.summary(records).markdown
    assert listing.rows(records).text.splitlines()[3].split(",")[6:9] == ['"0"', '"100"', '"9"']


def test_files_that_cover_no_contact(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tables(tmp_path / "counted", "2023-02-02", "2023-02-03")
    found = opened(busy(), tmp_path, monkeypatch, folder=str(place))
    assert [exhibit(found).headline for exhibit in (figures.per_month, figures.around, figures.per_visit)] == [
        "The files cover no whole month of the window",
        "The files cover no contact with the days around it",
        "The files cover no visit with the days after it",
    ]
    assert [exhibit(found).rows for exhibit in (listing.by_level, listing.missed, listing.contacts)] == [[], [], []]
    assert prose.cover(found).headline[1] == "0 of no contacts left no row"


def refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, **given: Any) -> str:
    with pytest.raises(ProblemsFound) as found:
        opened(busy(), tmp_path, monkeypatch, **given)
    return str(found.value)


def test_folders_that_are_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tables(tmp_path / "counted")
    wanted = "allowed: a folder that `contacts machine-coded` wrote"
    absent = tmp_path / "absent"
    assert refusal(tmp_path, monkeypatch, folder=str(absent)) == (
        f"{absent / folder.DAYS} folder: no such file; {wanted}"
    )
    assert refusal(tmp_path, monkeypatch, folder=str(place), source="icews") == (
        f"{place} source: holds no rows of icews; allowed: gdelt2"
    )
    (place / folder.DAYS).write_text("day,rows\n", "utf-8")
    assert refusal(tmp_path, monkeypatch, folder=str(place)) == (
        f"{place / folder.DAYS} folder: does not have the columns that `contacts machine-coded` writes; {wanted}"
    )
    assert refusal(tmp_path, monkeypatch, source="gdelt3") == (
        "parameters source: 'gdelt3' does not fit; allowed: gdelt1, gdelt2, icews, polecat; did you mean gdelt2?"
    )
    assert refusal(tmp_path, monkeypatch, days=31, folder=1) == (
        "parameters days: 31 does not fit; allowed: 1 to 30\nparameters folder: 1 does not fit; allowed: text"
    )


# The notebook


def shown(notebook: nbformat.NotebookNode, mime: str) -> list[Any]:
    return [output.data[mime] for cell in notebook.cells for output in cell.get("outputs", []) if mime in output.data]


def test_without_files_the_notebook_says_how_to_get_them() -> None:
    notebook = executed("machine_coded")
    said = shown(notebook, exhibits.PROSE)
    assert said[0] == prose.HOW_TO
    assert set(said[1:]) == {beside.NO_FILES.markdown}
    assert shown(notebook, exhibits.FIGURE) == shown(notebook, exhibits.TABLE) == []


def test_the_notebook_passes_the_gate_with_files(tmp_path: Path) -> None:
    from helpers.press import document, html, pdf
    from helpers.publish import gate

    notebook = executed("machine_coded", folder=str(tables(tmp_path / "counted")))
    read = document.read(notebook)
    assert gate.problems(notebook, read) == []
    assert [figure["label"] for figure in shown(notebook, exhibits.FIGURE)] == [
        *("fig-machine-months", "fig-machine-around", "fig-machine-visits"),
    ]
    assert "rows, not contacts" in html.render(read)
    assert pdf.render(read, notebook).startswith(b"%PDF")


def test_the_plan_leaves_the_notebook_out() -> None:
    assert "machine_coded" not in {report.notebook for report in plan.read()}
    assert "machine_coded" in parameters.REPORTS


def test_the_report_needs_no_extra() -> None:
    heavy = ("narwhals", "polars", "duckdb", "pyarrow", "pyspark", "dask", "sqlglot")
    code = (
        f"import sys\nfor name in {heavy}: sys.modules[name] = None\n"
        "from helpers.machine_coded.report import beside, figures, listing, prose\n"
        "records = beside.open_report('machine_coded', {})\n"
        "print(prose.summary(records).markdown[:26])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "**No files are given.** Thi\n"[:26] + "\n"), done.stderr
