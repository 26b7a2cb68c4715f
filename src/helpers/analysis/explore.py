"""A panel for work at the screen: choose, and charts and table follow; keep a choice as rows or as parameters."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Iterable
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from helpers import parameters
from helpers.analysis import figures, files, prose, tables, words
from helpers.dataset.selection import Selection
from helpers.exhibits import Figure, Table
from helpers.parameters import Counting
from helpers.problems import ProblemsFound

SHOWN: dict[str, Callable[[Selection], Figure | Table]] = {
    "How often": figures.per_month,
    "How high": figures.level_lanes,
    "Who goes to whom": figures.directions,
    "About what": figures.domains,
    "Contacts": tables.contacts,
}
"""What the panel shows, a tab each."""
NAMES = {
    "start": "First day",
    "end": "Last day",
    "as_of": "As known on",
    "unit": "Unit",
    "min_level": "Lowest level",
    "side_rule": "Whose rank",
    "domain": "Domain",
    "direction": "Direction",
    "conferences": "Conferences",
    "greetings": "Greetings",
    "min_origins": "Least origins",
}
"""What a reader calls each parameter."""
LAYOUT = {"layout": widgets.Layout(width="20rem"), "style": {"description_width": "7rem"}}
MESSAGE = '<pre role="alert" style="white-space:pre-wrap">{}</pre>'
PAGE = (
    "<style>.contacts-page {{max-height: 50rem; overflow: auto; line-height: 1.4}}"
    ".contacts-page a {{color: inherit; text-decoration: underline}}</style>"
    '<div class="contacts-page">{}</div>'
)
"""A page of a tab. A long table scrolls in it, so that what keeps a choice stays in reach. Links have the colour of the
text: VS Code gives them one for its theme, pale on the white that it lays behind widgets, and JupyterLab none at all.
"""


def panel(selection: Selection) -> Panel:
    """The panel, opened on a selection."""
    return Panel(selection)


class Panel(widgets.VBox):
    """Controls, one for each parameter; what they select; and two ways to keep it.

    A choice that does not fit says why and leaves what was shown before.
    """

    def __init__(self, selection: Selection):
        self.selection = selection
        self.controls = _controls(selection)
        self.said = widgets.HTML()
        self.pages = {name: widgets.HTML() for name in SHOWN}
        self.snippet = widgets.Textarea(
            description="Parameters", rows=9, layout=widgets.Layout(width="auto"), style=LAYOUT["style"]
        )  # not disabled: from the keyboard it could not be reached, so not copied
        self.file = widgets.Text(value=files.NAME, description="File", **LAYOUT)
        self.save = widgets.Button(description="Save rows as CSV", icon="save", layout=widgets.Layout(width="12rem"))
        self.saved = widgets.HTML()
        self.tab = widgets.Tab(children=list(self.pages.values()), titles=list(SHOWN))
        for control in self.controls.values():
            control.observe(self._choose, names="value")
        self.tab.observe(self._choose, names="selected_index")
        self.save.on_click(self._save)
        grid = widgets.Box(list(self.controls.values()), layout=widgets.Layout(flex_flow="row wrap"))
        keep = widgets.Box([self.file, self.save, self.saved], layout=widgets.Layout(flex_flow="row wrap"))
        super().__init__([grid, self.said, self.tab, keep, self.snippet])
        self._show()

    def __repr__(self) -> str:
        """What stands where no widget is shown: in VS Code without its Jupyter extension, or where nothing runs."""
        return "A panel to explore the contacts. Run this cell to use it: in JupyterLab, or in VS Code with Jupyter."

    @property
    def chosen(self) -> dict[str, Any]:
        """The value of every control, by the name of its parameter."""
        return {name: control.value for name, control in self.controls.items()}

    def _choose(self, _: Any = None) -> None:
        given = {name: parameters.LATEST if value is None else value for name, value in self.chosen.items()}
        try:
            checked = parameters.check("explore", given)
        except ProblemsFound as found:
            self.said.value = MESSAGE.format(escape(str(found)))
            return
        self.selection = Selection(self.selection.dataset, checked)
        self._show()

    def _show(self) -> None:
        """Draw the page in front; the others are drawn when they come to the front."""
        name = list(SHOWN)[self.tab.selected_index or 0]
        self.said.value = f"<p>{escape('; '.join(prose.headline(self.selection)))}</p>"
        self.pages[name].value = PAGE.format(SHOWN[name](self.selection)._repr_mimebundle_()["text/html"])
        self.snippet.value = as_parameters(self.selection.parameters)
        self.saved.value = ""

    def _save(self, _: Any = None) -> None:
        """Write the rows beside the notebook, never over another file."""
        path = Path(self.file.value.strip() or files.NAME)
        path = path if path.suffix else path.with_suffix(".csv")
        try:
            with path.open("x", encoding="utf-8-sig", newline="") as out:
                out.write(files.rows(self.selection).text)
        except OSError as error:
            why = "there is a file of that name; choose another" if path.exists() else error.strerror
            self.saved.value = f'<span role="alert">Not saved: {escape(str(path))}: {escape(str(why))}</span>'
        else:
            self.saved.value = f'<span role="status">Saved: {escape(str(path.resolve()))}</span>'


def as_parameters(chosen: Counting) -> str:
    """A choice as an entry of `reports.toml` and as a command: what differs from the defaults."""
    values, defaults = chosen.model_dump(mode="json"), type(chosen)().model_dump(mode="json")
    own = {name: value for name, value in values.items() if value != defaults[name]}
    inner = ", ".join(f"{name} = {json.dumps(value)}" for name, value in own.items())
    entry = [
        "[[report]]",
        'slug = "contacts-own"',
        'title = "Contacts between Russia and the DPRK: a selection"',
        'notebook = "contacts"',
        *([f"parameters = {{{inner}}}"] if own else []),
    ]
    options = [part for name, value in own.items() for part in ("-p", f"{name}={parameters.shown(value)}")]
    return "\n".join([*entry, "", shlex.join(["contacts", "build", "contacts-2023-24", *options])])


def _controls(selection: Selection) -> dict[str, widgets.ValueWidget]:
    """A control for each parameter, at its present value."""
    chosen, levels = selection.parameters, words.level_names(selection)
    known = None if chosen.as_of == parameters.LATEST else chosen.as_of
    coded = {name: words.codes(selection, name) for name in ("domain", "direction")}
    literal = {name: list(parameters.codes(type(chosen), name)) for name in ("unit", "side_rule")}
    options: dict[str, Iterable[tuple[str, Any]]] = {
        **{name: [(value, value) for value in values] for name, values in literal.items()},
        **{name: [("all", "all"), *((label, code) for code, label in codes.items())] for name, codes in coded.items()},
        "min_level": [("any, unknown too", 0), *((levels[level], level) for level in sorted(levels) if level)],
    }
    controls: dict[str, widgets.ValueWidget] = {}
    for name, title in NAMES.items():
        value = getattr(chosen, name)
        if name in options:
            controls[name] = widgets.Dropdown(options=options[name], value=value, description=title, **LAYOUT)
        elif name in ("start", "end", "as_of"):
            controls[name] = widgets.DatePicker(value=known if name == "as_of" else value, description=title, **LAYOUT)
        elif isinstance(value, bool):
            controls[name] = widgets.Checkbox(value=value, description=title, **LAYOUT)
        else:
            controls[name] = widgets.BoundedIntText(value=value, min=1, max=9, description=title, **LAYOUT)
    return controls
