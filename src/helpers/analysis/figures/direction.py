"""Who goes to whom."""

from __future__ import annotations

from helpers.analysis import measures, words
from helpers.analysis.charts import bars
from helpers.analysis.figures.compose import figure
from helpers.analysis.intervals import clopper_pearson
from helpers.dataset.selection import Selection
from helpers.exhibits import Figure


def directions(selection: Selection) -> Figure:
    """Counts by direction and quarter: to Russia upwards, to the DPRK downwards."""
    rows, names = selection.counted, words.codes(selection, "direction")
    frame = measures.by_direction(rows, start=selection.start, end=selection.end, every="Q")
    to_russia, to_dprk = int(frame["to_russia"].sum()), int(frame["to_dprk"].sum())
    both = to_russia + to_dprk
    low, high = clopper_pearson(to_russia, both)
    if not both:
        headline = "Nobody travelled or wrote in this selection"
    else:
        headline = f"{to_russia} went from the DPRK to Russia, {to_dprk} from Russia to the DPRK"
    rest = words.listing([f"{int(frame[code].sum())} {names[code].lower()}" for code in ("none", "third")])
    balance = (
        f"Share towards Russia {to_russia / both:.0%}, exact 95% interval {low:.0%} to {high:.0%}. " if both else ""
    )
    return figure(
        selection,
        lambda ax, narrow: bars.directions(ax, frame, labels=names, narrow=narrow),
        frame if both else frame.head(0),
        label="fig-directions",
        headline=headline,
        subtitle=f"Held {words.units(selection)} per quarter by direction of travel or writing",
        note=f"{words.note(selection)} {balance}Not drawn: {rest}.",
        alt=f"Bars per quarter, upwards for the DPRK to Russia, downwards for Russia to the DPRK. {headline}.",
        columns={"period": "Quarter"} | names,
        height=2.2,
    )
