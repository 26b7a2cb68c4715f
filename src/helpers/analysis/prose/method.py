"""How the report counts."""

from __future__ import annotations

from helpers.analysis import words
from helpers.analysis.measures import effort
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
    ]
    statistics = [
        "Intervals of counts are exact (Garwood) and speak of the rate behind a count; intervals of shares are exact "
        "binomial (Clopper and Pearson). The rates of two periods are compared exactly, given the sum of their counts "
        "(Przyborowski and Wilenski), and only where the periods are declared in the code. The meetings of one visit "
        "come together, so their intervals weigh whole visits anew (a Bayesian bootstrap after Rubin). One change of "
        "rate is set against none in a Gamma-Poisson model with a closed form (Raftery and Akman). Intervals are 95%, "
        "draws are seeded, and the same data give the same numbers.",
        "Adjacent months are not compared. Levels are ranks: they have a median, a maximum and shares, and no average.",
    ]
    made = effort.per_year(selection.dataset.searches)
    searched = words.listing([f"{n:.0f} for {year}" for year, n in made.items()])
    limits = (
        "Two limits weigh most. What nobody made public is missing, and so is what the pages that could be searched do "
        f"not hold{f': of the searches on record, about {searched}' if searched else ''}. And the definitions are "
        "choices: [figure](#fig-robustness) shows which findings they carry and which they turn."
    )
    return Prose("\n\n".join([" ".join(days), " ".join(statistics), limits]))
