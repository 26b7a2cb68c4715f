"""How often: contacts per month and per quarter, and the calendar of greetings."""

from __future__ import annotations

import pandas as pd

from helpers.analysis import measures, words
from helpers.analysis.charts import bars
from helpers.analysis.figures.compose import figure, within
from helpers.analysis.measures import delay
from helpers.dataset.selection import Selection
from helpers.exhibits import Figure

COLUMNS = {"period": "Period", "n": "Number"}
INTERVAL_COLUMNS = {"low": "95% from", "high": "95% to"}
NAMES = {"M": "month", "Q": "quarter"}
MEETINGS = (
    "The meetings of one visit come together, so that a single period has no exact interval; the comparison of the "
    "years resamples whole visits."
)
INTERVAL = "Lines: exact 95% interval (Garwood) of the rate behind each count; hatched: periods that the window cuts."


def per_month(selection: Selection) -> Figure:
    """Counted rows per month, with intervals."""
    return _per_period(selection, selection.counted, "M", words.units(selection), "fig-months")


def per_quarter(selection: Selection) -> Figure:
    """Counted rows per quarter, with intervals."""
    return _per_period(selection, selection.counted, "Q", words.units(selection), "fig-quarters")


def greetings(selection: Selection) -> Figure:
    """Greetings per month, apart from everything else."""
    rows = selection.greetings
    noun = "greeting" if len(rows) == 1 else "greetings"
    note = (
        f"n = {len(rows)} {noun}, {words.window(selection)}. Calendar-driven messages, each direction counted "
        "as one each; they are left out of all other counts unless a parameter lets them in."
    )
    return _per_period(selection, rows, "M", "greetings", "fig-greetings", note, intervals=False)


def _per_period(
    selection: Selection,
    rows: pd.DataFrame,
    every: str,
    noun: str,
    label: str,
    note: str | None = None,
    *,
    intervals: bool = True,
) -> Figure:
    window = {"start": selection.start, "end": selection.end}
    meetings = intervals and selection.parameters.unit == "meetings"
    intervals = intervals and not meetings
    incomplete, shaded = _incomplete(selection)
    frame = measures.per_period(rows, every=every, **window)
    name, quiet = NAMES[every], int((frame["n"] == 0).sum())
    span = f"{frame['period'].iloc[0]} to {frame['period'].iloc[-1]}"
    without = f"{words.count(quiet, name)} passed without any" if quiet else f"no {name} passed without one"
    if rows.empty:
        headline = f"No {noun} match this selection"
    else:
        headline = f"{_by_year(rows, noun) if every == 'M' else _busiest(frame, name, noun)}; {without}"
    alt = (
        f"Bar chart of {noun} per {name}, {span}: {len(rows)} in all over {words.count(len(frame), name)}. {headline}."
    )
    return figure(
        selection,
        lambda ax, narrow: bars.counts(ax, frame, intervals=intervals, incomplete=incomplete, narrow=narrow),
        frame if len(rows) else frame.head(0),
        label=label,
        headline=headline,
        subtitle=f"Held {noun} per {name}, {span}",
        note=(note or f"{words.note(selection)} {MEETINGS if meetings else INTERVAL}") + shaded,
        alt=alt,
        columns=COLUMNS | INTERVAL_COLUMNS if intervals else COLUMNS,
        contacts=within(frame, rows),
        height=2.5,
    )


def _by_year(rows: pd.DataFrame, noun: str) -> str:
    """How many in each year; months are too small to be set against each other."""
    years = rows["start"].dt.year.value_counts().sort_index()
    said = [f"{words.count(int(n), noun.removesuffix('s'), noun)} in {year}" for year, n in years.items()]
    return words.listing([said[0], *(f"{n} in {year}" for year, n in years.iloc[1:].items())])


def _busiest(frame: pd.DataFrame, name: str, noun: str) -> str:
    top = frame[frame["n"] == frame["n"].max()]
    said = words.count(int(top["n"].iloc[0]), noun.removesuffix("s"), noun)
    if len(top) > 1:
        return f"The busiest {name}s were {words.listing(list(top['period']))} with {said} each"
    return f"The busiest {name} was {top['period'].iloc[0]} with {said}"


def _incomplete(selection: Selection) -> tuple[tuple[pd.Timestamp, pd.Timestamp] | None, str]:
    """The last days of the window on which not all can be known yet, and what the note says of them."""
    days = delay.incomplete(selection.held, selection.claims, on=selection.on)
    if days is None or days[0] > selection.end:
        return None, ""
    text = f" Shaded: from {words.day(days[0])} on fewer than {delay.COMPLETE:.0%} of contacts would be known yet."
    return (days[0], min(days[1], selection.end)), text
