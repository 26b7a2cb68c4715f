"""The panel without a browser: set values, look at what it shows."""

from __future__ import annotations

import datetime as dt
import shlex
import tomllib
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner
from conftest import CHROMIUM, chromium
from executed import executed  # noqa: F401
from selected import busy, selected

from helpers import cli, parameters, paths
from helpers.analysis import explore, files
from helpers.analysis.explore import NAMES, Panel
from helpers.publish import plan

VS_CODE = """<!doctype html><html lang="en"><title>Web view</title><style>
    a {{color: #4daafc}}  /* links in its dark theme */
    main {{background: white; color: black}}  /* what its Jupyter extension lays behind widgets, whatever the theme */
</style><main>{}</main></html>"""
"""The rules of VS Code's web view of outputs that meet in the panel."""


@pytest.fixture
def panel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Panel:
    monkeypatch.chdir(tmp_path)
    return explore.panel(selected(busy(), tmp_path / "data"))


def said(panel: Panel) -> str:
    return panel.said.value.split(";")[0]


def test_there_is_a_control_for_each_parameter_at_its_value(panel: Panel) -> None:
    defaults = parameters.Counting()
    assert list(panel.controls) == list(NAMES) == list(parameters.Counting.model_fields)
    chosen = {name: parameters.LATEST if value is None else value for name, value in panel.chosen.items()}
    assert chosen == defaults.model_dump()
    assert [control.description for control in panel.controls.values()] == list(NAMES.values())


def test_the_choices_are_those_of_the_contract(panel: Panel) -> None:
    for name, choices in (
        ("unit", ["contacts", "visits", "meetings"]),
        ("side_rule", ["headline", "visitor", "lower", "higher", "russia", "dprk"]),
        ("direction", ["all", "to_dprk", "to_russia", "none", "third"]),
        ("min_level", list(range(7))),
    ):
        assert [value for _, value in panel.controls[name].options] == choices


def test_what_is_shown_follows_what_is_chosen(panel: Panel) -> None:
    assert said(panel).startswith("<p>7 contacts held")
    for name, value, begins in (
        ("unit", "visits", "<p>5 visits held, 1 January 2023"),
        ("direction", "to_russia", "<p>1 visit held"),
        ("direction", "all", "<p>5 visits held"),
        ("min_level", 4, "<p>3 visits held"),
        ("start", dt.date(2024, 1, 1), "<p>2 visits held, 1 January 2024"),
        ("as_of", dt.date(2024, 1, 16), "<p>1 visit held, 1 January 2024 to 16 January 2024"),
        ("as_of", None, "<p>2 visits held, 1 January 2024 to 31 December 2024"),
        ("conferences", True, "<p>3 visits held"),
    ):
        panel.controls[name].value = value
        assert said(panel).startswith(begins), (name, value)


def test_only_the_page_in_front_is_drawn(panel: Panel) -> None:
    assert [name for name, page in panel.pages.items() if page.value] == ["How often"]
    panel.tab.selected_index = 4
    assert [name for name, page in panel.pages.items() if page.value] == ["How often", "Contacts"]
    assert "RK0003" in panel.pages["Contacts"].value
    panel.controls["domain"].value = "health"
    assert "RK0003" not in panel.pages["Contacts"].value
    assert "RK0007" in panel.pages["Contacts"].value


@pytest.mark.parametrize("page", range(len(explore.SHOWN)))
def test_every_page_shows_its_exhibit_and_an_empty_one_says_so(panel: Panel, page: int) -> None:
    panel.tab.selected_index = page
    full = list(panel.pages.values())[page].value
    assert ("<img alt=" in full) == (page != 4)
    panel.controls["domain"].value = "justice"
    assert said(panel).startswith("<p>no contacts held")
    assert list(panel.pages.values())[page].value != full


def test_what_does_not_fit_is_said_and_nothing_is_lost(panel: Panel) -> None:
    shown = panel.pages["How often"].value
    panel.controls["end"].value = dt.date(2022, 1, 1)
    message = (
        "parameters: end 2022-01-01 is outside the data; allowed: 2023-01-01 to 2024-12-31\n"
        "parameters: start 2023-01-01 is after end 2022-01-01"
    )
    assert panel.said.value == f'<pre role="alert" style="white-space:pre-wrap">{message}</pre>'
    assert panel.pages["How often"].value == shown
    panel.tab.selected_index = 1
    assert message in panel.said.value
    panel.controls["end"].value = dt.date(2024, 12, 31)
    assert said(panel).startswith("<p>7 contacts held")


def test_a_choice_is_saved_as_rows_and_never_over_a_file(panel: Panel, tmp_path: Path) -> None:
    panel.controls["domain"].value = "health"
    panel.file.value = "health"
    panel.save.click()
    assert panel.saved.value == f'<span role="status">Saved: {tmp_path / "health.csv"}</span>'
    assert (tmp_path / "health.csv").read_text("utf-8-sig") == files.rows(panel.selection).text
    panel.controls["domain"].value = "all"
    panel.save.click()
    assert panel.saved.value == (
        '<span role="alert">Not saved: health.csv: there is a file of that name; choose another</span>'
    )
    panel.file.value = "no/such/folder.csv"
    panel.save.click()
    assert panel.saved.value == '<span role="alert">Not saved: no/such/folder.csv: No such file or directory</span>'


def test_a_choice_is_the_parameters_of_a_report(panel: Panel, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in (("unit", "visits"), ("as_of", dt.date(2024, 1, 16)), ("greetings", True), ("min_level", 3)):
        panel.controls[name].value = value
    entry, command = panel.snippet.value.split("\n\n")
    [report] = tomllib.loads(entry)["report"]
    assert parameters.check("contacts", report["parameters"]) == panel.selection.parameters
    assert command == (
        "contacts build contacts-2023-24 -p as_of=2024-01-16 -p unit=visits -p min_level=3 -p greetings=true"
    )
    dry = CliRunner().invoke(cli.main, [*shlex.split(command)[1:], "--dry-run", "--out", str(tmp_path / "out")])
    assert dry.exit_code == 0, dry.output
    monkeypatch.setattr(paths, "NOTEBOOKS", tmp_path)
    (tmp_path / plan.FILE).write_text(entry, "utf-8")
    assert plan.read()[0].parameters == report["parameters"]


def test_defaults_need_no_parameters(panel: Panel) -> None:
    entry, command = panel.snippet.value.split("\n\n")
    assert "parameters" not in tomllib.loads(entry)["report"][0]
    assert command == "contacts build contacts-2023-24"


def test_parameters_can_be_reached_from_the_keyboard(panel: Panel) -> None:
    assert not panel.snippet.disabled


def test_a_sentence_stands_where_widgets_are_not_shown(panel: Panel) -> None:
    assert panel._repr_mimebundle_()["text/plain"] == (
        "A panel to explore the contacts. Run this cell to use it: in JupyterLab, or in VS Code with Jupyter."
    )


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here; set CHROMIUM to its path")
def test_sources_can_be_read_and_told_from_text_in_a_dark_vs_code(panel: Panel) -> None:
    panel.tab.selected_index = 4
    with chromium() as browser:
        page = browser.new_page()
        page.set_content(VS_CODE.format(panel.pages["Contacts"].value))
        found = Axe().run(page, options={"runOnly": ["color-contrast", "link-in-text-block"]}).response["violations"]
        lines = page.locator("td a").evaluate_all("links => links.map(a => getComputedStyle(a).textDecorationLine)")
    assert [(rule["id"], node["html"]) for rule in found for node in rule["nodes"]] == []
    assert set(lines) == {"underline"}
