"""What changed and when: one change of rate against none."""

from __future__ import annotations

import pandas as pd

from helpers.analysis import words
from helpers.analysis.charts import change as chart
from helpers.analysis.figures.compose import figure, within
from helpers.analysis.measures import change as model
from helpers.analysis.measures import series
from helpers.dataset.selection import Selection
from helpers.exhibits import Figure

HEAD_OF_STATE = 6


def change(selection: Selection) -> Figure:
    """Months with the rates before and after the most probable change, and the probability of each month."""
    months = series.months(selection)
    found = series.one_change(selection)
    frame = months.assign(posterior=float("nan")) if found is None else found.months
    frame = frame.assign(posterior=frame["posterior"] * 100)
    spoken = found is not None and found.found
    noun = series.noun(selection)
    if frame["n"].sum() == 0:
        headline = "No contacts match this selection"
    elif found is None:
        headline = f"Too few months for a change: {len(frame)}, of {model.SHORTEST} needed"
    elif not spoken:
        headline = "No single change of rate stands out from chance"
    else:
        headline = (
            f"From {found.best['period']} on {found.ratio:.1f} times as many a month "
            f"(95% interval {found.low:.1f} to {found.high:.1f})"
            if found.ratio >= 1
            else f"From {found.best['period']} on {found.ratio:.0%} of the former number a month "
            f"(95% interval {found.low:.0%} to {found.high:.0%})"
        )
    return figure(
        selection,
        lambda ax, narrow: chart.change(
            ax,
            frame,
            rates=(found.before, found.after) if spoken else None,
            events=events(selection),
            narrow=narrow,
        ),
        frame if frame["n"].sum() else frame.head(0),
        label="fig-change",
        headline=headline,
        subtitle=f"Held {noun} per month; below, how probably each is the first month of a new rate, given one change",
        note=f"{words.note(selection)} {_note(selection, found)}",
        alt=f"Bars of {noun} per month, and under them bars of the probability of a change in each. {headline}.",
        columns={"period": "Month", "n": "Number", "posterior": "Probability, per cent"},
        height=3.3,
        narrow_height=3.6,
        contacts=within(frame, series.events(selection)),
    )


def events(selection: Selection) -> list[tuple[pd.Timestamp, str]]:
    """Journeys of a head of state to the other, whatever the report counts: what a reader will look for."""
    rows = selection.known
    rows = rows[(rows["kind"] == "visit") & (rows["status"] == "held") & (rows["level_visitor"] == HEAD_OF_STATE)]
    rows = rows[rows["start"].between(selection.start, selection.end)]
    to = {"to_russia": "Russia", "to_dprk": "the DPRK"}
    return [(row["start"], f"{words.mover(selection, row)} to {to[row['direction']]}") for _, row in rows.iterrows()]


def _note(selection: Selection, found: model.Change | None) -> str:
    if found is None:
        return "No change is looked for in so few."
    odds = series.power(selection)
    return (
        f"Lines: mean rates before and after, drawn where a change is spoken of: from a Bayes factor of "
        f"{model.STRONG:.0f} on; here it is {series.said_factor(found.factor)}. Simulated for {len(found.months)} "
        f"months with as many {series.noun(selection)}: a flat rate would be called changed in {odds['flat']:.1%} of "
        f"cases, in {odds['flat, excess 2']:.1%} if months varied twice as much as chance; a doubling in the middle is "
        f"found in {odds['double']:.0%}, a trebling in {odds['treble']:.0%}. Dashed: journeys of heads of state."
    )
