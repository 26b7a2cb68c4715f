"""Open a report: its parameters checked, its data loaded, its cover written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from helpers import parameters
from helpers.analysis import prose, words
from helpers.dataset import scope
from helpers.dataset.load import load
from helpers.dataset.selection import Selection
from helpers.exhibits import Cover


def open_report(notebook: str, namespace: Mapping[str, Any]) -> Selection:
    """The selection of a notebook, from the variables that its cells have set so far.

    Raises
    ------
    ProblemsFound
        A parameter or the data are not right.
    """
    chosen = parameters.from_cells(notebook, namespace)
    return Selection(load(scope=scope.of(notebook, chosen)), chosen)


def cover(selection: Selection) -> Cover:
    """Title and facts of the flagship."""
    return titled(
        selection,
        title="Contacts between Russia and the DPRK",
        subtitle=f"How frequent they were and at what level, {words.window(selection)}",
        kicker="Analytical report",
        headline=prose.headline(selection),
    )


def audit_cover(selection: Selection) -> Cover:
    """Title and facts of the audit."""
    return titled(
        selection,
        title="Audit of the record of contacts between Russia and the DPRK",
        subtitle=f"What is missing, who says so, and how far coders and counts agree, {words.window(selection)}",
        kicker="Audit",
        headline=prose.audit_headline(selection),
    )


def titled(
    selection: Selection,
    *,
    title: str,
    subtitle: str,
    kicker: str,
    headline: list[str],
    facts: list[tuple[str, str]] | None = None,
    form: Literal["report", "brief"] = "report",
) -> Cover:
    """A cover with the facts that every report states, and with more of its own before them."""
    data = selection.dataset.descriptor
    counted = len(selection.counted)
    authors = [person["title"] for person in data.raw["contributors"]]
    return Cover(
        title=title,
        subtitle=subtitle,
        kicker=kicker,
        facts=[
            *(facts or []),
            ("Window", words.window(selection)),
            ("As known on", words.day(selection.on)),
            ("Counted", words.count(counted, *words.UNITS[selection.parameters.unit])),
            (
                "Selection",
                words.filters(selection).removeprefix("Selection: ").rstrip(" .") or "all levels, domains, directions",
            ),
            ("Data", f"{data.raw['title']}, version {data.version}, {selection.dataset.digest[:12]}"),
            ("Licence", "Text and data CC BY 4.0"),
        ],
        authors=authors,
        keywords=data.raw["keywords"],
        headline=headline,
        date=f"{selection.on:%Y-%m-%d}",
        cite=f"{words.listing(authors)}. {title}: {subtitle}. {words.release(selection)}. CC BY 4.0.",
        form=form,
    )
