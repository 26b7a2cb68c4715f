"""How the report counts."""

from __future__ import annotations

from helpers.analysis import words
from helpers.dataset.selection import Selection
from helpers.exhibits import Prose


def method(selection: Selection) -> Prose:
    """How this report counts, from its own parameters."""
    rows = selection.counted
    known = selection.known
    single = int((rows["confidence"] == "C").sum())
    days = [
        f"This report uses only what had been published by {words.day(selection.on)}: "
        f"{words.count(len(known), 'row')} of the record had been spoken of by then.",
        f"{words.DEFINITIONS[selection.parameters.unit]}",
        f"Here {words.RULES[selection.parameters.side_rule]}. [table](#tab-levels) gives the scale; "
        "the unknown stays so.",
        f"A contact is held when a side that takes part says so. {single} of {len(rows)} {words.units(selection)} rest "
        f"on one side's word alone: that is normal in this record, and they are shown.",
        f"{int((rows['review'] == 'double').sum())} of them were coded twice, independently.",
        "Intervals of counts are exact (Garwood) and speak of the rate behind a count; intervals of shares are exact "
        "binomial (Clopper and Pearson). Adjacent months are not compared.",
    ]
    return Prose(" ".join(days))
