"""Who goes to whom."""

from __future__ import annotations

import pandas as pd

from helpers.analysis import measures, words
from helpers.analysis.charts import bars, forest
from helpers.analysis.figures.compose import figure, within
from helpers.analysis.measures.intervals import clopper_pearson
from helpers.dataset.selection import Selection
from helpers.exhibits import Figure

MINISTER = 4
FEWEST, MOST = 5, 6
"""Journeys and letters that a domain has at least to have a row of its own; and how many domains have one."""


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
        contacts=within(frame, rows),
        height=2.2,
    )


def balance(selection: Selection) -> Figure:
    """Share of journeys and letters that went to Russia: of all, by year, by level and by domain, with intervals."""
    rows = selection.counted
    moved = rows[rows["direction"].isin(["to_russia", "to_dprk"])]
    groups = _groups(selection, moved)
    frame = measures.balance(moved, groups)
    percent = {side: frame[side] * 100 for side in ("share", "low", "high")}
    headline = _leaning(frame.iloc[0]) if len(moved) else "Nobody travelled or wrote in this selection"
    return figure(
        selection,
        lambda ax, narrow: forest.shares(
            ax, frame.assign(**percent), ends=("all to the DPRK", "all to Russia"), narrow=narrow
        ),
        frame.assign(**percent) if len(moved) else frame.head(0),
        label="fig-balance",
        headline=headline,
        subtitle=f"Share that went to Russia, of held {words.units(selection)} with a direction, by group",
        note=f"{words.note(selection, len(moved))} Lines: exact 95% interval; a filled mark: all of it on one side of "
        f"half. Domains: those with most, at least {FEWEST}.",
        alt=f"Dots with intervals, one row a group, on a scale from all to the DPRK to all to Russia. {headline}.",
        columns={"name": "Group", "n": "To Russia", "of": "Of", "share": "Per cent"}
        | {"low": "95% from", "high": "95% to"},
        height=0.75 + 0.2 * len(frame),
        narrow_height=0.75 + 0.3 * len(frame),
        contacts=[moved.loc[groups[name], "contact_id"].tolist() for name in frame["name"]],
    )


def _groups(selection: Selection, moved: pd.DataFrame) -> dict[str, pd.Series]:
    """What the balance is asked of: all, each year, ministers and below, and the domains with enough."""
    levels, names = moved["level"], words.codes(selection, "domain")
    groups = {"All": pd.Series(True, index=moved.index)}
    years = moved["start"].dt.year
    if years.nunique() > 1:
        groups |= {str(year): years == year for year in sorted(years.unique())}
    groups["Minister or above"] = (levels >= MINISTER).fillna(False)
    groups["Below minister"] = (levels < MINISTER).fillna(False)
    often = moved["domain"].astype("str").value_counts()
    often = sorted(often[often >= FEWEST].items(), key=lambda item: (-item[1], item[0]))[:MOST]
    return groups | {names[domain]: moved["domain"] == domain for domain, _ in often}


def _leaning(total: pd.Series) -> str:
    said = f"{total['n']} of {total['of']} went to Russia ({total['share']:.0%})"
    if total["low"] > 0.5:
        return f"{said}: more than the other way, beyond chance"
    if total["high"] < 0.5:
        return f"{said}: fewer than the other way, beyond chance"
    return f"{said}: no lean to either side beyond chance"
