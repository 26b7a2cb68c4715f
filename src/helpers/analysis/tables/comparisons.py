"""What is compared with what: declared periods, side rules, and cadence."""

from __future__ import annotations

import math

import pandas as pd

from helpers.analysis import words
from helpers.analysis.measures import cadence, comparisons, ordinal
from helpers.dataset.selection import Selection
from helpers.exhibits import Column, Record, Table

MINISTER = 4


def declared(selection: Selection) -> Table:
    """Every comparison of periods that was declared, made where the window holds both periods."""
    rows = []
    unit = selection.parameters.unit
    for name, comparison in comparisons.DECLARED.items():
        cells = [[_days(comparison.before)], [_days(comparison.after)], [_sentence(comparison.reason)]]
        if not comparisons.fits(comparison, selection.start, selection.end):
            rows.append(Record([*cells, ["not whole in this window"], [""]]))
            continue
        found = comparisons.compare(selection.counted, name, start=selection.start, end=selection.end, unit=unit)
        counts = f"{found.n_before} → {found.n_after}"
        rows.append(Record([*cells, [counts], [_ratio(found)]]))
    return Table(
        label="tab-comparisons",
        caption="The comparisons of periods that are declared, and no others",
        note="Counts before and after; ratio of the rates per day with its 95% interval, "
        + (
            "by resampling whole visits."
            if unit == "meetings"
            else "exact given the sum of the counts (Przyborowski and Wilenski), and the p-value of equal rates. The "
            "first is the headline's; the others are shown beside it and share its rows."
        ),
        source=words.source(selection),
        columns=[
            Column("Before", share=1.5),
            Column("After", share=1.5),
            Column("Why these", share=2.6),
            Column("Counts"),
            Column("Ratio of rates", share=1.7),
        ],
        rows=rows,
    )


def side_rules(selection: Selection) -> Table:
    """The levels of the same rows under each rule of whose rank counts."""
    frame = ordinal.side_rules(selection.counted, MINISTER)
    names = words.level_names(selection)
    rows = [
        Record(
            [
                [_sentence(words.RULES[row.rule].removeprefix("level is "))],
                [str(row.of)],
                [f"{row.n}"],
                [f"{row.share:.0%} ({row.low:.0%} to {row.high:.0%})" if row.of else "–"],
                [names[row.median] if pd.notna(row.median) else "–"],
                [names[row.maximum] if pd.notna(row.maximum) else "–"],
            ]
        )
        for row in frame.itertuples()
    ]
    return Table(
        label="tab-side-rules",
        caption="The same contacts by the visitor's rank, the lower side's and the higher side's",
        note="High: at minister's rank or above, of those whose level is known under the rule; exact 95% interval. The "
        "median is a level that occurs. Levels have no average: they are ranks.",
        source=words.source(selection),
        columns=[
            Column("Whose rank", share=2.4),
            Column("Known", "right", share=0.8),
            Column("High", "right", share=0.7),
            Column("Share", share=1.6),
            Column("Median", share=1.6),
            Column("Highest", share=1.4),
        ],
        rows=rows if len(selection.counted) else [],
        empty="No contacts match this selection.",
    )


def rhythm(selection: Selection) -> Table:
    """Days between one contact and the next, at or above each level."""
    names = words.level_names(selection)
    frame = cadence.summary(selection.counted, [6, 5, 4, 3, 0], end=selection.end)
    rows = []
    for row in frame[frame["n"] > 0].itertuples():
        name = (
            f"{names[row.level]} or above"
            if 0 < row.level < 6
            else {6: names[6], 0: "Any, unknown included"}[row.level]
        )
        longest = f"{row.longest} ({words.short_day(row.since)} to {words.short_day(row.until)})" if row.n > 1 else "–"
        median = f"{row.median:g}" if row.n > 1 else "–"
        rows.append(Record([[name], [str(row.n)], [median], [longest], [f"{row.ago} ({words.short_day(row.last)})"]]))
    return Table(
        label="tab-cadence",
        caption="Days from one contact to the next, at or above each level",
        note="Between first days; two that begin on one day are 0 apart. The last column counts from the latest to the "
        f"last day counted, {words.day(selection.end)}. Silence is not absence: a gap is one in what was made public.",
        source=words.source(selection),
        columns=[
            Column("Level", share=2),
            Column("Number", "right", share=0.8),
            Column("Median days", "right", share=0.9),
            Column("Longest, days", share=2.2),
            Column("Since the latest, days", share=1.6),
        ],
        rows=rows,
        empty="No contacts match this selection.",
    )


def _days(period: comparisons.Period) -> str:
    return f"{words.short_day(period.first)} to {words.short_day(period.last)}"


def _ratio(found: comparisons.Ratio) -> str:
    if not math.isfinite(found.ratio):
        return "no ratio"
    text = f"{found.ratio:.2f} ({found.low:.2f} to {found.high:.2f})"
    return text if math.isnan(found.p) else f"{text}, p {words.p_value(found.p)}"


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]
