"""The findings in a few sentences."""

from __future__ import annotations

import pandas as pd

from helpers.analysis import measures, words
from helpers.analysis.measures import clusters
from helpers.analysis.prose import change, robustness
from helpers.dataset.selection import Selection, of_unit
from helpers.exhibits import Prose, plain

MINISTER, VICE_MINISTER = 4, 3


def summary(selection: Selection) -> Prose:
    """The findings in a few sentences."""
    rows = selection.counted
    if rows.empty:
        return Prose(_nothing(selection))
    return Prose("\n".join(f"- {sentence}" for sentence in _findings(selection)))


def headline(selection: Selection) -> list[str]:
    """The two or three numbers of the report, each as a short sentence."""
    rows = selection.counted
    n = len(rows)
    share = measures.share_at_or_above(rows, MINISTER)
    lines = [f"{words.count(n, *words.UNITS[selection.parameters.unit])} held, {words.window(selection)}"]
    if n:
        lines.append(f"{share['n']} of {share['of']} of known level at minister's rank or above")
        lines.append(
            f"as known on {words.day(selection.on)}; {len(selection.not_held)} more planned, lapsed or alleged"
        )
    return lines


def _nothing(selection: Selection) -> str:
    held = len(selection.held)
    return (
        f"**No {words.units(selection)} match this selection.** {plain(words.filters(selection))}"
        f"The window from {words.window(selection)} holds {words.count(held, 'held row')} before level and unit are "
        f"chosen, as known on {words.day(selection.on)}."
    )


def _findings(selection: Selection) -> list[str]:
    rows, noun = selection.counted, words.units(selection)
    n = len(rows)
    months = measures.per_period(rows, start=selection.start, end=selection.end, every="M")
    share = measures.share_at_or_above(rows, MINISTER)
    vice = measures.share_at_or_above(rows, VICE_MINISTER)
    quiet = int((months["n"] == 0).sum())
    found = [
        f"**How often.** {words.count(n, *words.UNITS[selection.parameters.unit])} took place from "
        f"{words.window(selection)}, as known on {words.day(selection.on)}{_by_year(selection, rows)}. "
        f"{words.count(quiet, 'month').capitalize()} of {len(months)} passed without any ([figure](#fig-months))."
    ]
    if share["of"]:
        found.append(
            f"**How high.** {share['n']} of the {share['of']} {noun} of known level were at minister's rank or above "
            f"({share['share']:.0%}, 95% interval {share['low']:.0%} to {share['high']:.0%}), {vice['n']} at "
            f"vice-minister's or above; of {n - share['of']} the level is unknown ([figure](#fig-lanes))."
        )
    top = rows[of_unit(rows, "contacts") & (rows["level"] == 6)]
    if len(top):
        named = [
            f"[{plain(row.title)}](#{row.contact_id}) ({words.short_day(row.start)})"
            for row in top.head(6).itertuples()
        ]
        more = f", and {len(top) - 6} more" if len(top) > 6 else ""
        found.append(f"**At the top.** At the level of heads of state: {'; '.join(named)}{more}.")
    found += [f"**What changed.** {change.in_short(selection)}", f"**How firm.** {robustness.in_short(selection)}"]
    directions = rows["direction"].value_counts()
    found.append(
        f"**Who to whom.** {directions['to_russia']} went or wrote from the DPRK to Russia, {directions['to_dprk']} "
        f"the other way ([figure](#fig-directions))."
    )
    names = words.codes(selection, "domain")
    domains = measures.by_domain(rows).head(3)
    listed = words.listing([f"{names[row.domain].lower()} ({row.n})" for row in domains.itertuples()])
    found.append(f"**About what.** Most often {listed} ([figure](#fig-domains)).")
    plans = words.count(len(selection.not_held), "plan or allegation", "plans and allegations").capitalize()
    found.append(
        f"**What is only said.** {plans} and {words.count(len(selection.transfers), 'alleged or admitted transfer')} "
        f"stood beside what was held, as far as was known: none of them counts as a contact ([figure](#fig-not-held))."
    )
    return found


def _by_year(selection: Selection, rows: pd.DataFrame) -> str:
    """The count of each year, with its interval, where the window holds more than one."""
    years = measures.per_period(rows, start=selection.start, end=selection.end, every="Y")
    if len(years) < 2:
        return ""
    if selection.parameters.unit == "meetings":
        ends = [
            clusters.total(clusters.sizes(rows[rows["start"].between(y.first, y.last)])) for y in years.itertuples()
        ]
        years[["low", "high"]] = ends
    parts = [
        f"{row.n} in {row.period}"
        + (f" (95% interval of the rate {row.low:.0f} to {row.high:.0f})" if pd.notna(row.high) else "")
        for row in years.itertuples()
    ]
    return f": {words.listing(parts)}"
