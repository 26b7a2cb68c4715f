"""A report to build: its name, its notebook, and the parameters it gives it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from helpers import paths
from helpers.publish.schedule import Schedule


@dataclass(frozen=True)
class Report:
    """One report to build; one of the plan that sweeps stands for several."""

    slug: str
    title: str
    notebook: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """The parameters that differ from the notebook's defaults, checked."""
    schedule: Schedule | None = None
    entry: str = ""
    """The slug in the plan, where a sweep of it made this report."""
    sweep: Mapping[str, Any] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        return paths.notebooks() / f"{self.notebook}.ipynb"


def differing(report: Report, given: Mapping[str, Any], where: str) -> dict[str, Any]:
    """The checked parameters that differ from the defaults, as plain values.

    Raises
    ------
    ProblemsFound
        Every parameter that is wrong.
    """
    from helpers import parameters  # it brings pydantic, which a build that has nothing to do can spare

    contract = parameters.REPORTS[report.notebook]
    values = parameters.check(report.notebook, given, where).model_dump(mode="json")
    defaults = contract().model_dump(mode="json")
    return {name: value for name, value in values.items() if value != defaults[name]}
