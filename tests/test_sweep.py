"""Every figure, table and paragraph of the flagship under many parameters, and the whole notebook under a few."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import nbclient
import nbformat
import pytest
from matplotlib.figure import Figure as Canvas

from helpers import parameters, paths
from helpers.analysis import figures, prose, tables, theme
from helpers.analysis.figures import compose
from helpers.dataset import descriptor
from helpers.dataset.load import Dataset
from helpers.dataset.selection import Selection
from helpers.exhibits import Figure

DOMAINS = descriptor.read().field("contacts.domain").values
SWEEP: list[dict[str, Any]] = [
    *({"as_of": f"2024-01-{day}"} for day in (14, 15, 16)),
    {"start": "2024-01-10", "end": "2024-01-20"},
    {"start": "2024-06-19", "end": "2024-06-19"},
    {"start": "2023-11-15", "end": "2024-02-14", "unit": "visits"},
    {"as_of": "2023-01-01"},
    {"min_level": 6, "domain": "sport"},
    {"unit": "meetings"},
    {"unit": "meetings", "as_of": "2023-06-30"},
    {"unit": "visits", "side_rule": "dprk", "greetings": True, "conferences": True},
    {"min_level": 4, "min_origins": 2, "direction": "third"},
    *({"domain": domain} for domain in DOMAINS),
]


def called(module: str) -> list[str]:
    """The functions of a module that the flagship's cells call."""
    cells = nbformat.read(paths.NOTEBOOKS / "contacts.ipynb", as_version=4).cells
    found = [name for cell in cells for name in re.findall(rf"^{module}\.(\w+)\(selection\)", cell.source, re.M)]
    assert len(found) >= 3
    return found


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures draw all their artists, wide and narrow, and write no picture."""

    def render(draw: theme.Draw, **_: object) -> theme.Drawing:
        for narrow in (False, True):
            draw(Canvas(figsize=(3.5 if narrow else 6.3, 3)).subplots(), narrow)
        return theme.Drawing("", "", b"")

    monkeypatch.setattr(compose.theme, "render", render)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("given", SWEEP, ids=lambda given: " ".join(f"{k}={v}" for k, v in given.items()))
def test_the_flagship_speaks_under_all_parameters(real: Dataset, given: dict[str, Any]) -> None:
    selection = Selection(real, parameters.check("contacts", given))
    said = [getattr(prose, name)(selection).markdown for name in called("prose")]
    said += prose.headline(selection)
    for name in called("figures"):
        figure: Figure = getattr(figures, name)(selection)
        assert figure.alt.endswith(f"{figure.headline}.")
        assert {len(row.cells) for row in figure.rows} <= {len(figure.columns)}
        said += [figure.headline, figure.subtitle, figure.note, figure.alt]
    for name in called("tables"):
        table = getattr(tables, name)(selection)
        assert {len(row.cells) for row in table.rows} <= {len(table.columns)}
        said += [table.caption, table.note]
    for text in said:
        assert text.strip()
        assert re.findall(r"\bnan\b|\bNaT\b|<NA>|\bNone\b|\{|\}|  |\(\)|\.\.", text) == [], text


def test_the_replay_of_january_2024(real: Dataset) -> None:
    """Foreseen on the 14th and 15th, held on the 16th: the report says on each day what was known on it."""
    days = [Selection(real, parameters.check("contacts", {"as_of": f"2024-01-{day}"})) for day in (14, 15, 16)]
    talk = real.contacts[real.contacts["title"].str.contains("Putin receives Choe Son Hui|Putin.*Choe Son Hui")]
    ids = set(talk.loc[talk["start"] == "2024-01-16", "contact_id"])
    assert ids
    held = [ids & set(day.held["contact_id"]) for day in days]
    foreseen = [ids & set(day.not_held["contact_id"]) for day in days]
    assert (held[0], held[1], held[2]) == (set(), set(), ids)
    assert foreseen[1] == ids
    assert foreseen[2] == set()
    texts = [prose.status_of_plans(day).markdown + prose.summary(day).markdown for day in days]
    assert len(set(texts)) == 3
    assert [f"as known on {n} January 2024" in text for n, text in zip((14, 15, 16), texts, strict=True)] == [True] * 3


@pytest.mark.parametrize(
    "given", [{"as_of": "2024-01-15"}, {"as_of": "2023-01-01"}, {"start": "2024-06-01", "end": "2024-06-30"}]
)
def test_the_whole_notebook_runs(given: dict[str, Any], tmp_path: Path) -> None:
    notebook = nbformat.read(paths.NOTEBOOKS / "contacts.ipynb", as_version=4)
    lines = [f"{name} = {json.dumps(value)}" for name, value in given.items()]
    notebook.cells.insert(2, nbformat.v4.new_code_cell("\n".join(lines)))
    client = nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3")
    client.execute(cwd=str(tmp_path), env=os.environ | {"MPLBACKEND": "agg"})
    shown = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert {output["output_type"] for output in shown} == {"execute_result"}
    text = json.dumps(shown)
    assert all(f"[{label}]" in text for label in ("fig-change", "fig-robustness", "fig-pairs", "tab-comparisons"))
