"""What changed and when, with what speaks against it."""

from __future__ import annotations

import numpy as np

from helpers.analysis import words
from helpers.analysis.measures import change, comparisons, effort, intervals, series
from helpers.dataset.selection import Selection
from helpers.exhibits import Prose

PRIORS = (0.5, 2.0)
"""Shapes of the prior, beside the report's own, for which the Bayes factor is told too."""
ENOUGH = 10
"""Contacts of a year from which chi-square tells whether its months vary more than by chance."""


def in_short(selection: Selection) -> str:
    """The change in one or two sentences."""
    return f"{_years(selection)} {_when(selection)} ([figure](#fig-change))."


def what_changed(selection: Selection) -> Prose:
    """The declared comparison, the change, and the hedges that their numbers call for."""
    if selection.counted.empty:
        return Prose("Nothing is counted in this selection, so there is nothing to compare.")
    looked_for = series.one_change(selection) is not None
    paragraphs = [
        f"{_years(selection)} Periods are compared only as the calendar or a public event sets them "
        "([table](#tab-comparisons)); months chosen for their counts, or side by side, are not.",
        f"{_when(selection)}. {_how_sure(selection)}",
        *([_hedges(selection)] if looked_for else []),
    ]
    return Prose("\n\n".join(paragraphs))


def _years(selection: Selection) -> str:
    declared = comparisons.DECLARED["years"]
    if not comparisons.fits(declared, selection.start, selection.end):
        return "The days counted do not hold both years whole, so the years are not compared."
    unit = selection.parameters.unit
    found = comparisons.compare(selection.counted, "years", start=selection.start, end=selection.end, unit=unit)
    counts = f"{words.count(found.n_after, *words.UNITS[unit]).capitalize()} in 2024 against {found.n_before or 'none'}"
    if not np.isfinite(found.ratio):
        return f"{counts} in 2023: no ratio can be given."
    said = (
        f"{counts} in 2023 is a rate {found.ratio:.1f} times as high (95% interval {found.low:.1f} to {found.high:.1f})"
    )
    return f"{said}." if found.low > 1 or found.high < 1 else f"{said}, which may be chance."


def _when(selection: Selection) -> str:
    found = series.one_change(selection)
    noun = series.noun(selection)
    if found is None:
        return f"In so few months with {noun} no change is looked for"
    if not found.found:
        return (
            f"No single change of rate stands out: a change is {series.said_factor(found.factor)} times as probable as "
            f"none, and {change.STRONG:.0f} is asked for"
        )
    likely = list(found.credible()["period"])
    months = words.listing(likely) if len(likely) < 4 else f"{len(likely)} months, {likely[0]} to {likely[-1]}"
    return (
        f"One change of rate explains the months better than none, most probably from {found.best['period']} on "
        f"(95% of the probability lies on {months}): {found.before:.1f} {noun} a month before, {found.after:.1f} "
        f"since, {found.ratio:.1f} times as many (95% interval {found.low:.1f} to {found.high:.1f})"
    )


def _how_sure(selection: Selection) -> str:
    found = series.one_change(selection)
    if found is None:
        return f"It takes {change.SHORTEST} months or more."
    months = series.months(selection)
    others = [series.said_factor(change.one_change(months, shape).factor) for shape in PRIORS]
    odds = series.power(selection)
    return (
        f"The Bayes factor is {series.said_factor(found.factor)}; with a prior half and one twice as firm it is "
        f"{words.listing(list(dict.fromkeys(others)))}. Of simulated flat series as long and as full as this "
        f"{odds['flat']:.1%} would be called changed; a doubling in the middle would be missed in "
        f"{1 - odds['double']:.0%} of cases and a trebling in {1 - odds['treble']:.0%}, so that silence about a change "
        "is no proof of a steady rate."
    )


def _hedges(selection: Selection) -> str:
    """What could pass for a change in the contacts: growth, lumps, and searching."""
    said = ["The model knows one step or none: steady growth would be read as a step, too."]
    months = series.months(selection)
    for year, part in months.groupby(months["first"].dt.year):
        excess, p = intervals.dispersion(part["n"], part["days"])
        if part["n"].sum() >= ENOUGH and p < 0.05:
            said.append(
                f"Within {year} the months vary {excess:.1f} times as much as chance alone would make them "
                f"(p {words.p_value(p)}): contacts come in lumps, and exact intervals are too narrow."
            )
    if len(said) == 1:
        said.append("Within a year the months vary no more than chance allows, as far as so few can tell.")
    made = effort.per_year(selection.dataset.searches)
    if {2023, 2024} <= set(made.index):
        said.append(
            f"And what is found depends on what is searched: about {made[2023]:.0f} searches were made for 2023 and "
            f"{made[2024]:.0f} for 2024; [figure](#fig-robustness) shows the years thinned alike."
        )
    return " ".join(said)
