"""What a report sees of the data: what it does not see neither reaches it nor makes it due."""

from __future__ import annotations

import ast
import csv
import datetime as dt
import io
import json
from pathlib import Path

import pytest
from conftest import contacts
from faults import LIGHT
from test_architecture import SOURCE
from workshop import Silent, Workshop
from world import CHOE, DATA, DEFAULTS, World, edit, set_descriptor, world

from helpers import paths
from helpers.dataset import descriptor, scope, seen, text
from helpers.dataset.load import ahead, load
from helpers.dataset.seen import Scope
from helpers.parameters import REPORTS, check
from helpers.problems import ProblemsFound
from helpers.publish import build, manifest
from helpers.publish.report import Report
from helpers.publish.terms import How

MAY, JUNE, RELEASE = "2024-05-31", "2024-06-30", DEFAULTS["revisions"]["released"]
AS_OF = {"may": {"as_of": MAY}, "june": {"as_of": JUNE}, "latest": {}}
REPORTS_OF_DAYS = [Report(slug, "A small report", "contacts", given) for slug, given in AS_OF.items()]
KIM = CHOE | {"official_id": "kp-kim-ryong-ju", "name": "Kim Ryong Ju", "name_ko": ""}


def two() -> World:
    """A visit known in October 2023, and another known on 10 June 2024."""
    claim = {"known_from": "2024-06-10", "source_id": "S0002"}
    more = world().add("sources", source_id="S0002", url="https://example.org/2", published="2024-06-10")
    return more.contact("RK0002", start="2024-06-08", end="2024-06-08", claim=claim)


def three() -> World:
    """A third, with an official of its own, known in August 2024."""
    more = two().add("sources", source_id="S0003", url="https://example.org/3", published="2024-08-08")
    more.add("officials", **KIM).add("offices", official_id="kp-kim-ryong-ju", source_id="S0003")
    days = {"start": "2024-08-08", "end": "2024-08-08"}
    return more.contact("RK0003", dprk="kp-kim-ryong-ju", **days, claim={"source_id": "S0003"})


@pytest.fixture
def shelf(workshop: Workshop) -> Workshop:
    """The same small report as of three days."""
    two().write(workshop.data)
    workshop.write(*LIGHT)
    assert not [one.causes for one in build.build(REPORTS_OF_DAYS, workshop.out, Silent()) if one.causes]
    return workshop


def due(workshop: Workshop) -> dict[str, str]:
    """Why each report that is due has to be built, without versions and digests."""
    why = {report.slug: manifest.reasons(report, workshop.out, workshop.data, "") for report in REPORTS_OF_DAYS}
    assert all(found[0].startswith("data changed from ") for found in why.values() if found)
    return {slug: found[0].split(") in ")[1] for slug, found in why.items() if found}


# What is due


def test_a_changed_row_makes_due_who_sees_it(shelf: Workshop) -> None:
    assert due(shelf) == {}
    world_of_two = two()
    world_of_two.tables["claims"][1]["note"] = "said at noon"
    world_of_two.write(shelf.data)
    assert due(shelf) == {"june": "claims.csv", "latest": "claims.csv"}
    outcomes = build.build(REPORTS_OF_DAYS, shelf.out, Silent())
    assert [(one.report.slug, one.current, one.causes) for one in outcomes] == [
        ("may", True, []),
        ("june", False, []),
        ("latest", False, []),
    ]
    assert due(shelf) == {}


def test_rows_known_later_leave_earlier_reports_current(shelf: Workshop) -> None:
    three().write(shelf.data)
    names = "claims.csv, contacts.csv, offices.csv, officials.csv, participants.csv, sources.csv"
    assert due(shelf) == {"latest": names}


def test_what_cannot_be_told_by_day_makes_all_due(shelf: Workshop) -> None:
    two().add("searches", period="2024-08", query="Kozlov", new_contacts=0).write(shelf.data)
    assert due(shelf) == dict.fromkeys(AS_OF, "searches.csv")
    two().write(shelf.data)
    set_descriptor(shelf.data, version="99.0")
    assert due(shelf) == dict.fromkeys(AS_OF, "datapackage.json")


def test_tables_that_a_notebook_does_not_use_do_not_make_it_due(small: tuple[World, Path]) -> None:
    rows, folder = small
    told = {}
    for table in ("searches", "codings", "counts", "mentions", "revisions"):
        on = RELEASE if table == "revisions" else JUNE
        before = {name: parts(rows.write(folder), name, on) for name in seen.BESIDE}
        rows.add(table, **{"period": "2024-08"} if table == "searches" else {})
        rows.write(folder)
        told[table] = [name for name in before if parts(folder, name, on) != before[name]]
    assert told == {
        "searches": ["contacts", "quality"],
        "codings": ["quality"],
        "counts": ["quality"],
        "mentions": ["quality"],
        "revisions": ["brief"],
    }
    assert set(seen.BESIDE) == set(REPORTS)


def test_an_empty_table_that_is_seen_has_its_columns(small: tuple[World, Path]) -> None:
    rows, folder = small
    made = load(rows.write(folder), Scope("quality", dt.date.fromisoformat(JUNE)))
    assert list(made.mentions.columns) == list(descriptor.read(folder).tables["mentions"])


def test_a_revision_is_seen_from_the_day_of_its_release(small: tuple[World, Path]) -> None:
    rows, folder = small
    days = ("2026-11-24", RELEASE)
    before = [parts(rows.write(folder), "brief", day) for day in days]
    rows.add("revisions")
    after = [parts(rows.write(folder), "brief", day) for day in days]
    assert [was == now for was, now in zip(before, after, strict=True)] == [True, False]
    held = [len(load(folder, Scope("brief", dt.date.fromisoformat(day))).revisions) for day in days]
    assert held == [0, 1]


def test_a_table_that_an_earlier_version_does_not_have_refuses_to_be_used(small: tuple[World, Path]) -> None:
    rows, folder = small
    rows.write(folder)
    resources = json.loads((folder / descriptor.NAME).read_text("utf-8"))["resources"]
    kept = [resource for resource in resources if resource["name"] != "revisions"]
    set_descriptor(folder, version="0.2.0", resources=kept)
    for its in (None, Scope("brief", dt.date.fromisoformat(JUNE))):
        with pytest.raises(LookupError) as refused:
            len(load(folder, its).revisions)
        assert refused.value.args == ("version 0.2.0 of the data has no table revisions",)


def parts(folder: Path, notebook: str, on: str = JUNE) -> dict[str, str]:
    described = descriptor.read(folder)
    whole = descriptor.digest(folder, described)
    return seen.digests(folder, described, Scope(notebook, dt.date.fromisoformat(on)), whole)


def test_the_command_says_which_tables_changed(shelf: Workshop) -> None:
    version = descriptor.read(shelf.data).version
    old = manifest.read(shelf.out / "latest")["data"]["seen"][:12]
    (shelf.out / "latest").rename(shelf.out / "small")
    path = shelf.out / "small" / manifest.FILE
    path.write_text(path.read_text("utf-8").replace('"slug": "latest"', '"slug": "small"'), "utf-8")
    edit(shelf.data / "officials.csv", "Sergey Lavrov", "Sergei Lavrov")
    new = manifest.inputs(Report("small", "A small report", "contacts"), shelf.data, "")["data"]["seen"][:12]
    told = contacts("build", "--dry-run", "--out", str(shelf.out))
    said = f"data changed from {version} ({old}) to {version} ({new}) in officials.csv"
    assert said in told.stdout, told.stderr


# What is seen


def test_a_dataset_holds_what_is_seen_and_names_its_digest(small: tuple[World, Path]) -> None:
    _, folder = small
    more = three().add("codings").add("codings", contact_id="RK0002").add("codings", contact_id="RK0003")
    more.write(folder)
    tables, _ = text.read(folder, descriptor.read(folder))
    found = seen.restricted(tables, Scope("quality", dt.date.fromisoformat(MAY)))
    assert [row["contact_id"] for row in found["codings"]] == ["RK0001"]
    assert [row["official_id"] for row in found["officials"]] == ["kp-choe-son-hui", "ru-lavrov"]
    assert [row["source_id"] for row in found["sources"]] == ["S0001"]
    more.tables["codings"].clear()
    dataset = load(more.write(folder), Scope("brief", dt.date.fromisoformat(JUNE)))
    assert dataset.contacts["contact_id"].tolist() == ["RK0001", "RK0002"]
    assert dataset.claims["known_from"].max() <= dt.datetime.fromisoformat(JUNE)
    assert dataset.digest == seen.digest(parts(folder, "brief"))
    assert dataset.digest != load(folder).digest
    with pytest.raises(LookupError) as refused:
        dataset.counts["n"]
    said = "the notebook brief does not see counts: dataset.seen.BESIDE says what it sees"
    assert refused.value.args == (said,)
    for use in (lambda: dataset.counts.itertuples(), lambda: len(dataset.searches)):
        with pytest.raises(LookupError, match="the notebook brief does not see"):
            use()


def test_data_are_read_once_until_they_change(small: tuple[World, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    built, folder = small
    monkeypatch.setenv(paths.DATA_VARIABLE, str(built.write(folder)))
    ahead()
    with monkeypatch.context() as blind:
        blind.delattr(text, "read")
        mine = load()
        (title, *_) = mine.contacts["title"]
        mine.contacts["title"] = "Mine"  # reaches nobody else
        assert load().contacts["title"].tolist() == [title]
        assert load(scope=Scope("brief", dt.date.fromisoformat(JUNE))).contacts["title"].tolist() == [title]
    edit(folder / "contacts.csv", title, "Another title")
    assert load().contacts["title"].tolist() == ["Another title"]
    (folder / "claims.csv").unlink()
    for _ in range(2):
        with pytest.raises(ProblemsFound, match=r"claims\.csv: no such file"):
            load()


def test_the_person_of_a_profile_is_named_before_anybody_spoke_of_them(
    small: tuple[World, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, folder = small
    three().write(folder)
    monkeypatch.setenv(paths.DATA_VARIABLE, str(folder))
    chosen = check("profile", {"as_of": MAY, "subject": "person", "value": "kp-kim-ryong-ju"})
    its = scope.of("profile", chosen)
    assert its == Scope("profile", dt.date(2024, 5, 31), "kp-kim-ryong-ju")
    assert "kp-kim-ryong-ju" in load(folder, its).officials["official_id"].tolist()
    assert "kp-kim-ryong-ju" not in load(folder, Scope("profile", its.on)).officials["official_id"].tolist()
    assert scope.of("explore", check("explore", {"as_of": MAY})) is None


def test_what_cannot_be_read_counts_as_seen(small: tuple[World, Path]) -> None:
    rows, folder = small
    rows.write(folder)
    before = parts(folder, "brief")
    with (folder / "claims.csv").open("a", encoding="utf-8") as file:
        file.write("RK0009,S0001\n")
    assert parts(folder, "brief") != before
    rows.tables["claims"][0]["known_from"] = "soon"
    assert parts(rows.write(folder), "brief", "2023-01-02") != before
    tables, _ = text.read(folder, descriptor.read(folder))
    assert len(seen.restricted(tables, Scope("brief", dt.date(2023, 1, 2)))["claims"]) == 1


# By construction


def test_notebooks_get_their_data_by_one_door_and_restricted() -> None:
    """Whoever calls `load` in the rooms that notebooks import gives the scope."""
    rooms = [SOURCE / "analysis", SOURCE / "machine_coded"]
    calls = {
        f"{path.relative_to(SOURCE).as_posix()}: {', '.join(str(word.arg) for word in call.keywords)}"
        for room in rooms
        for path in room.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", getattr(call.func, "attr", "")) == "load"
    }
    assert calls == {"analysis/report.py: scope", "machine_coded/report/beside.py: scope"}


@pytest.mark.parametrize("notebook", ["contacts", "brief", "profile", "quality"])
def test_a_change_that_a_report_does_not_see_changes_no_byte(
    notebook: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real notebooks on the real data, as of a day, before and after everything that they do not see is changed."""
    data, out = tmp_path / "data", tmp_path / "out"
    data.mkdir()
    described = descriptor.read(DATA)
    for name in (descriptor.NAME, *described.files.values()):
        (data / name).write_bytes((DATA / name).read_bytes())
    monkeypatch.setenv(paths.DATA_VARIABLE, str(data))
    report = Report("a", "A report", notebook, {"as_of": JUNE, "end": JUNE})
    (outcome,) = build.build([report], out, Silent())
    assert outcome.causes == []
    before = {path.name: path.read_bytes() for path in outcome.folder.iterdir()}
    whole = descriptor.digest(data, described)

    changed = change_unseen(data, scope.of(notebook, check(notebook, report.parameters)))
    assert {"contacts", "claims", "codings", "sources", "revisions"} <= changed
    assert descriptor.digest(data, described) != whole
    assert manifest.reasons(report, out, data, "") == []
    (outcome,) = build.build([report], out, Silent(), How(force=True))
    assert (outcome.causes, outcome.current) == ([], False)
    after = {path.name: path.read_bytes() for path in outcome.folder.iterdir()}
    manifests = [files.pop(manifest.FILE) for files in (before, after)]
    assert [name for name in {**before, **after} if before.get(name) != after.get(name)] == []
    assert manifests[0] != manifests[1]  # the digest of the whole data


def change_unseen(data: Path, its: Scope) -> set[str]:
    """Change, in every row that is not seen, what may be changed without breaking a rule; names the tables changed."""
    described = descriptor.read(data)
    tables, _ = text.read(data, described)
    kept = seen.restricted(tables, its)
    free = {
        "contacts": {"title": "Unseen", "note": "Unseen", "domain": "sport"},
        "officials": {"name_ru": "Unseen"},
        "offices": {"rank": "1"},
        "sources": {"title": "Unseen", "origin": "unseen"},
        "claims": {"note": "Unseen", "strength": "hedged"},
        "searches": {"hits": "0", "new_contacts": "0"},
        "codings": {"kind": "letter", "domain": "sport", "level_russia": "1", "note": "Unseen"},
        "counts": {"n": "99", "note": "Unseen"},
        "mentions": {"day": "2023", "note": "Unseen"},
        "revisions": {"change": "corrected", "columns": "title"},
    }
    changed = set()
    for table, cells in free.items():
        seen_lines = {row.line for row in kept.get(table, ())}
        out = io.StringIO()
        writer = csv.DictWriter(out, list(described.tables[table]), lineterminator="\n")
        writer.writeheader()
        for row in tables[table]:
            if row.line in seen_lines or row.cells.get("review") == "merged":  # whose note names another row
                writer.writerow(row.cells)
            else:
                writer.writerow(row.cells | cells)
                changed.add(table)
        (data / described.files[table]).write_text(out.getvalue(), "utf-8", newline="")
    return changed
