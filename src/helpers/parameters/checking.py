"""Values held to a contract; what is wrong is told in our words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pydantic

from helpers.parameters import words
from helpers.parameters.contracts import EXPLORED, REPORTS, Window
from helpers.problems import Problem, ProblemsFound, listed, meant


def check(notebook: str, given: Mapping[str, Any], where: str = "parameters") -> Window:
    """The parameters of a notebook, checked.

    Raises
    ------
    ProblemsFound
        Every name, type, range or choice that is wrong, with what was probably meant.
    """
    contract = (REPORTS | EXPLORED)[notebook]
    try:
        return contract.model_validate(dict(given))
    except pydantic.ValidationError as error:
        found = [problem for details in error.errors() for problem in _problems(contract, details, where)]
        raise ProblemsFound(found) from None


def from_cells(notebook: str, namespace: Mapping[str, Any]) -> Window:
    """The parameters of a notebook from its own variables, right after the cells that set them.

    Any plain value in the namespace counts as a parameter, so that a misspelt name is refused: papermill only warns.
    """
    plain = (str, int, float, bool, dt.date, list, dict, type(None))
    given = {
        name: value
        for name, value in namespace.items()
        if not name.startswith("_") and name not in ("In", "Out") and isinstance(value, plain)
    }
    return check(notebook, given)


def _problems(contract: type[Window], details: Mapping[str, Any], where: str) -> list[Problem]:
    """One error of pydantic in our words; the window tells all that is wrong with it in one error."""
    context = details.get("ctx", {})
    if not details["loc"]:
        return [Problem(where, says, allowed=allowed, meant=near) for says, allowed, near in context["wrong"]]
    name, value = str(details["loc"][0]), details["input"]
    names = list(contract.model_fields)
    if details["type"] == "extra_forbidden":
        return [Problem(where, "is no parameter of this report", None, "", name, listed(names), meant(name, names))]
    allowed = words.allowed(contract, name)
    near = meant(str(value), [choice.removeprefix("or ") for choice in allowed.split(", ")])
    return [Problem(where, f"{value!r} does not fit", None, "", name, allowed, near)]
