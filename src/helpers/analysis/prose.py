"""Prose: sentences whose every number is computed, hedges included."""

from __future__ import annotations

import pandas as pd

from helpers.analysis import measures, words
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
    parts = [
        f"{row.n} in {row.period} (95% interval of the rate {row.low:.0f} to {row.high:.0f})"
        for row in years.itertuples()
    ]
    return f": {words.listing(parts)}"
