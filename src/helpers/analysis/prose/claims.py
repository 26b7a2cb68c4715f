"""What was foreseen, alleged and denied."""

from __future__ import annotations

from helpers.analysis import words
from helpers.dataset.selection import Selection
from helpers.exhibits import Prose


def status_of_plans(selection: Selection) -> Prose:
    """What was foreseen or alleged, in one paragraph."""
    names = {status: name.lower() for status, name in words.statuses(selection).items()}
    counts = selection.not_held["status"].value_counts()
    said = [f"{counts[status]} {name}" for status, name in names.items() if counts.get(status)]
    transfers = selection.transfers
    disputed = int(transfers["disputed"].sum())
    text = (
        f"As known on {words.day(selection.on)}, the window holds beside the held contacts "
        f"{words.listing(said) or 'no plan that had not come to pass'}. "
    )
    alleged = int((transfers["status"] == "alleged").sum())
    if len(transfers):
        text += (
            f"Of {words.count(len(transfers), 'transfer')} of arms, troops, fuel or labour spoken of, "
            f"{alleged} rested on third parties alone, {disputed} of these denied by a side said to take part. "
        )
    return Prose(
        text + "A denial is a speaker's stance, not the status of an event; [table](#tab-not-held) and "
        "[table](#tab-transfers) give each speaker's words their own source."
    )
