"""The scope of a report, from its notebook and its parameters: for the notebook itself and for its manifest alike."""

from __future__ import annotations

from helpers import parameters
from helpers.dataset.seen import Scope


def of(notebook: str, chosen: parameters.Window) -> Scope | None:
    """What a notebook sees with these parameters; nothing for one at the screen, where the day is chosen later."""
    if notebook in parameters.EXPLORED:
        return None
    person = chosen.value if isinstance(chosen, parameters.Profile) and chosen.subject == "person" else ""
    return Scope(notebook, chosen.day_known, person)
