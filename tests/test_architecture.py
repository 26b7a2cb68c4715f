"""The rooms of the package and who may enter which; thin notebooks."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from helpers import paths

SOURCE = paths.ROOT / "src" / "helpers"

ROOMS: dict[str, set[str]] = {
    "problems": set(),
    "paths": set(),
    "exhibits": set(),
    "fonts": set(),
    "parameters": {"parameters", "problems", "dataset.descriptor", "dataset.subjects"},
    "dataset": {"problems", "paths", "dataset"},
    "dataset.changes": {"dataset", "parameters", "problems"},
    "dataset.scope": {"dataset.seen", "parameters"},
    "dataset.selection": {"dataset", "parameters"},
    "analysis": {"analysis", "dataset", "exhibits", "parameters"},
    "analysis.explore": {"analysis", "dataset", "exhibits", "parameters", "problems"},
    "analysis.theme": {"fonts"},
    "analysis.cells": {"exhibits"},
    "analysis.measures": {"analysis.measures", "analysis.words", "dataset.rules", "dataset.selection"},
    "analysis.measures.agreement": set(),
    "analysis.measures.cadence": set(),
    "analysis.measures.change": set(),
    "analysis.measures.clusters": set(),
    "analysis.measures.counts": {"analysis.measures.intervals"},
    "analysis.measures.delay": set(),
    "analysis.measures.effort": {"analysis.measures.intervals"},
    "analysis.measures.intervals": set(),
    "analysis.measures.refusal": set(),
    "analysis.charts": {"analysis.charts", "analysis.theme", "analysis.measures.counts"},
    "press": {"press", "exhibits", "fonts"},
    "publish": {"publish", "dataset", "press", "parameters", "paths", "problems", "exhibits", ""},
    "cli": {"cli", "machine_coded.command", "publish", "dataset", "parameters", "paths", "problems", ""},
    "machine_coded": {"machine_coded", "exhibits", "parameters", "problems"},
    "machine_coded.report": {
        *("machine_coded.report", "machine_coded.folder", "machine_coded.layouts"),
        *("analysis", "dataset", "exhibits", "parameters", "problems"),
    },
    "__main__": {"cli", "publish.again"},
    "": set(),
}
"""What each room may import of the package; the longest name that fits a module is its room, "" is the package."""


def named(path: Path, root: Path = SOURCE) -> str:
    """Name of a module inside the package: `dataset.load`, `fonts`, or an empty string for the package itself."""
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


MODULES = {named(path): path for path in sorted(SOURCE.rglob("*.py"))}


def inside(module: str, room: str) -> bool:
    return module == room or (bool(room) and module.startswith(f"{room}."))


def imports(tree: ast.AST, modules: set[str]) -> Iterator[tuple[int, str]]:
    """Line and name of every module of the package that a module imports, inside functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] == "helpers":
                    yield node.lineno, alias.name.removeprefix("helpers").removeprefix(".")
        elif isinstance(node, ast.ImportFrom) and node.level:
            yield node.lineno, "." * node.level
        elif isinstance(node, ast.ImportFrom) and node.module.split(".")[0] == "helpers":
            base = node.module.removeprefix("helpers").removeprefix(".")
            for alias in node.names:
                inner = f"{base}.{alias.name}" if base else alias.name
                yield node.lineno, inner if inner in modules else base


def trespasses(module: str, source: str, modules: set[str]) -> list[str]:
    """Imports of a module that its room does not allow."""
    room = max((room for room in ROOMS if inside(module, room)), key=len)
    return [
        f"{module or 'helpers'}:{line} imports {target}"
        for line, target in imports(ast.parse(source), modules)
        if not any(inside(target, allowed) for allowed in ROOMS[room])
    ]


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_what_its_room_allows(module: str) -> None:
    assert trespasses(module, MODULES[module].read_text("utf-8"), set(MODULES)) == []


@pytest.mark.parametrize(
    ("module", "source", "found"),
    [
        ("analysis.prose", "from helpers.press import html", ["analysis.prose:1 imports press.html"]),
        ("press.html", "import helpers.analysis.words", ["press.html:1 imports analysis.words"]),
        ("press.html", "from helpers.dataset.load import load", ["press.html:1 imports dataset.load"]),
        (
            "analysis.charts.bars",
            "from helpers.analysis import figures",
            ["analysis.charts.bars:1 imports analysis.figures"],
        ),
        ("analysis.charts.bars", "from helpers import dataset", ["analysis.charts.bars:1 imports dataset"]),
        (
            "parameters.contracts",
            "from helpers.dataset import load",
            ["parameters.contracts:1 imports dataset.load"],
        ),
        ("parameters.words", "from helpers.parameters.contracts import Window", []),
        ("dataset.known", "from helpers import parameters", ["dataset.known:1 imports parameters"]),
        ("publish.run", "def f():\n    from helpers.analysis import words", ["publish.run:2 imports analysis.words"]),
        ("press.pdf", "from .html import page", ["press.pdf:1 imports ."]),
        ("analysis.prose", "from helpers.analysis import words\nimport pandas", []),
    ],
)
def test_a_trespass_is_seen(module: str, source: str, found: list[str]) -> None:
    assert trespasses(module, source, set(MODULES)) == found


def test_every_room_has_a_module() -> None:
    assert [room for room in ROOMS if not any(inside(module, room) for module in MODULES)] == []


def test_analysis_and_press_never_meet() -> None:
    halves = {"analysis": "press", "press": "analysis"}
    for one, other in halves.items():
        allowed = set().union(*(ROOMS[room] for room in ROOMS if inside(room, one)))
        assert [name for name in allowed if inside(name, other)] == []


def test_no_import_goes_in_a_circle() -> None:
    names = set(MODULES)
    graph = {
        name: {target for _, target in imports(ast.parse(path.read_text("utf-8")), names)} - {"", name}
        for name, path in MODULES.items()
    }
    while free := [name for name, targets in graph.items() if not targets & set(graph)]:
        for name in free:
            del graph[name]
    assert graph == {}


def test_there_is_no_utils() -> None:
    lumber = {"utils", "util", "misc", "common", "tools", "lib"}
    assert [module for module in MODULES if lumber & set(module.split("."))] == []


def averages(source: str) -> list[str]:
    """Calls that average something named after levels or ranks: ranks have no average."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            text = ast.unparse(node)
            if called in ("mean", "average", "nanmean", "fmean") and re.search("level|rank|uplift", text):
                found.append(text)
    return found


@pytest.mark.parametrize("module", [name for name in MODULES if inside(name, "analysis")])
def test_nothing_averages_levels(module: str) -> None:
    assert averages(MODULES[module].read_text("utf-8")) == []


def test_an_average_of_levels_is_seen() -> None:
    source = "rows['level'].mean()\nnp.mean(rank)\nmean(days)\nrows.level.median()\nnp.average(visits['uplift'])"
    assert averages(source) == ["rows['level'].mean()", "np.mean(rank)", "np.average(visits['uplift'])"]


def undocumented(source: str) -> list[str]:
    """Public functions and classes of a module without a docstring."""
    tree = ast.parse(source)
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    public = [node for node in tree.body if isinstance(node, kinds) and not node.name.startswith("_")]
    return [node.name for node in public if not ast.get_docstring(node)]


@pytest.mark.parametrize("module", MODULES)
def test_modules_and_public_names_have_docstrings(module: str) -> None:
    source = MODULES[module].read_text("utf-8")
    assert ast.get_docstring(ast.parse(source))
    assert undocumented(source) == []


def test_a_missing_docstring_is_seen() -> None:
    source = 'def a():\n    """Say."""\ndef b():\n    pass\nclass C:\n    pass\ndef _d():\n    pass'
    assert undocumented(source) == ["b", "C"]


# Notebooks


NOTEBOOKS = {path.stem: path for path in sorted(paths.NOTEBOOKS.glob("*.ipynb"))}
THICK = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda),
    *(ast.For, ast.AsyncFor, ast.While, ast.If, ast.IfExp, ast.Try, ast.TryStar, ast.With, ast.AsyncWith),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
)
MOST_CALLS = 2


def faults(notebook: NotebookNode) -> list[str]:
    """Everything that makes a notebook more than title, parameters, set-up, and calls."""
    found = []
    if notebook.metadata.get("kernelspec", {}).get("name") != "python3":
        found.append("the kernel is not python3")
    cells = notebook.cells
    if not (cells and cells[0].cell_type == "markdown" and cells[0].source.startswith("# ")):
        found.append("cell 1 is no title")
    code = [(number, cell) for number, cell in enumerate(cells, 1) if cell.cell_type == "code"]
    tagged = [number for number, cell in code if "parameters" in cell.metadata.get("tags", [])]
    if tagged != [2]:
        found.append(f"parameters cells: {tagged}")
    for number, cell in code:
        if cell.outputs or cell.execution_count is not None:
            found.append(f"cell {number} has stored outputs")
        try:
            tree = ast.parse(cell.source)
        except SyntaxError:
            found.append(f"cell {number} is not plain Python")
            continue
        thick = [type(node).__name__ for node in ast.walk(tree) if isinstance(node, THICK)]
        found += [f"cell {number} has a {name}" for name in thick]
        calls = sum(isinstance(node, ast.Call) for node in ast.walk(tree))
        imported = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
        if number in tagged:
            literal = all(isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) for node in tree.body)
            found += [] if literal else [f"cell {number} sets more than plain values"]
        elif number == 3:
            found += [] if imported else ["cell 3 imports nothing"]
        elif imported or not 1 <= calls <= MOST_CALLS or not all(isinstance(node, ast.Expr) for node in tree.body):
            found.append(f"cell {number} is not one or two calls")
    if [number for number, _ in code[:2]] != [2, 3]:
        found.append("cells 2 and 3 are not parameters and set-up")
    return found


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_notebooks_are_thin(name: str) -> None:
    assert faults(nbformat.read(NOTEBOOKS[name], as_version=4)) == []


def thin() -> NotebookNode:
    v4 = nbformat.v4
    cells = [
        v4.new_markdown_cell("# Title"),
        v4.new_code_cell("unit = 'visits'", metadata={"tags": ["parameters"]}),
        v4.new_code_cell("from helpers.analysis import prose, report\nselection = report.open_report('x', globals())"),
        v4.new_code_cell("prose.summary(selection)"),
    ]
    return v4.new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})


def test_a_thin_notebook_has_no_faults() -> None:
    assert faults(thin()) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("def f():\n    return g()", ["cell 4 has a FunctionDef", "cell 4 is not one or two calls"]),
        ("class A:\n    pass", ["cell 4 has a ClassDef", "cell 4 is not one or two calls"]),
        ("for x in y:\n    f(x)", ["cell 4 has a For", "cell 4 is not one or two calls"]),
        ("while f():\n    g()", ["cell 4 has a While", "cell 4 is not one or two calls"]),
        ("try:\n    f()\nexcept E:\n    g()", ["cell 4 has a Try", "cell 4 is not one or two calls"]),
        ("f([x for x in y])", ["cell 4 has a ListComp"]),
        ("f(lambda: 1)", ["cell 4 has a Lambda"]),
        ("f(g(h()))", ["cell 4 is not one or two calls"]),
        ("x = f()", ["cell 4 is not one or two calls"]),
        ("selection", ["cell 4 is not one or two calls"]),
        ("import os\nf()", ["cell 4 is not one or two calls"]),
        ("%matplotlib inline", ["cell 4 is not plain Python"]),
    ],
)
def test_a_thick_cell_is_seen(source: str, found: list[str]) -> None:
    notebook = thin()
    notebook.cells[3].source = source
    assert faults(notebook) == found


def test_a_thick_notebook_is_seen() -> None:
    notebook = thin()
    notebook.metadata.kernelspec.name = "ir"
    notebook.cells[0].source = "Title"
    notebook.cells[1].source = "unit = f()"
    notebook.cells[2].source = "f()"
    notebook.cells[3].execution_count = 1
    assert faults(notebook) == [
        "the kernel is not python3",
        "cell 1 is no title",
        "cell 2 sets more than plain values",
        "cell 3 imports nothing",
        "cell 4 has stored outputs",
    ]
    notebook.cells[1].metadata.tags = []
    notebook.cells.insert(1, nbformat.v4.new_markdown_cell("Text"))
    assert faults(notebook)[2:] == [
        "parameters cells: []",
        "cell 3 imports nothing",
        "cell 5 has stored outputs",
        "cells 2 and 3 are not parameters and set-up",
    ]
