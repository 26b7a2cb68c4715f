"""Who meets whom, and how far hosts outrank their visitors."""

from __future__ import annotations

import pandas as pd

from helpers.analysis import measures, words
from helpers.analysis.charts import bars
from helpers.analysis.charts import pairs as chart
from helpers.analysis.figures.compose import figure
from helpers.analysis.measures import pairs
from helpers.analysis.measures.intervals import clopper_pearson
from helpers.dataset.selection import Selection
from helpers.exhibits import Figure

MOST = 10


def who_meets_whom(selection: Selection) -> Figure:
    """The pairs of named officials that met or wrote to each other most often, each contact a mark in time."""
    met = pairs.meetings(words.with_parts(selection), selection.dataset.participants)
    often = pairs.most_frequent(met, MOST)
    names = selection.dataset.officials.set_index("official_id")["name"]
    often["name"] = [f"{words.surname(names[row.russia], 'russia')} – {names[row.dprk]}" for row in often.itertuples()]
    frame = met.merge(often.assign(lane=often.index)[["russia", "dprk", "lane", "name"]], on=["russia", "dprk"])
    frame = frame.sort_values(["lane", "start"], ignore_index=True)
    levels = words.level_names(selection)
    frame["level_name"] = frame["level"].fillna(0).astype(int).map(levels)
    if met.empty:
        headline = "No two named officials met in this selection"
    elif often.empty:
        headline = f"No two officials met more than once; {words.count(len(met), 'pair')} met once"
    else:
        top = often[often["n"] == often["n"].max()]
        times = f"{top['n'].iloc[0]} contacts" + (" each" if len(top) > 1 else "")
        once = len(met.drop_duplicates(["russia", "dprk"])) - int((met.groupby(["russia", "dprk"]).size() > 1).sum())
        headline = f"Most often together: {words.listing(list(top['name']))}, in {times}; {once} pairs met once only"
    return figure(
        selection,
        lambda ax, narrow: chart.pair_lanes(
            ax, frame, window=(selection.start, selection.end), names=levels, narrow=narrow
        ),
        frame,
        label="fig-pairs",
        headline=headline,
        subtitle=f"Pairs of named officials that met, spoke or wrote more than once, at most {MOST}; a mark a contact",
        note=f"{words.note(selection)} Principals, authors and addressees only, in the contacts counted and in what "
        "happened during them; a visit counts once for two people, however often they met in it. Whoever is not named, "
        "or only accompanied, is not drawn.",
        alt=f"Lanes of marks over time, one lane a pair of officials. {headline}.",
        columns={"name": "Pair", "contact_id": "Id", "start": "Day", "level_name": "Level"},
        height=0.9 + 0.24 * max(len(often), 2),
        narrow_height=1.2 + 0.34 * max(len(often), 2),
    )


def uplift(selection: Selection) -> Figure:
    """Visits by how many steps the host outranked the visitor."""
    rows = selection.counted
    visits = rows[rows["kind"] == "visit"]
    frame = measures.uplift(visits)
    frame["name"] = [_step(step) for step in frame["uplift"]]
    totals = frame[["to_russia", "to_dprk"]].sum(axis=1)
    of, above = int(totals.sum()), int(totals[frame["uplift"] > 0].sum())
    below = int(totals[frame["uplift"] < 0].sum())
    headline = (
        f"In {above} of {of} visits the highest host outranked the visitor, in {below or 'none'} the visitor the host"
        if of
        else "No visits with both levels known in this selection"
    )
    return figure(
        selection,
        lambda ax, narrow: bars.uplift(
            ax, frame, hosts={"to_russia": "Russia hosts", "to_dprk": "The DPRK hosts"}, narrow=narrow
        ),
        frame,
        label="fig-uplift",
        headline=headline,
        subtitle="Visits by the rank of the highest host who received them, against the visitor's own",
        note=f"n = {of} held visits with both levels known, {words.window(selection)}; "
        f"{words.count(len(visits) - of, 'visit')} left out because a level is unknown. Received above their rank: "
        f"{_above(frame, 'to_russia')} in Russia, {_above(frame, 'to_dprk')} in the DPRK. A visitor meets several "
        "hosts and the highest counts, so that equality is the least to be expected, and a rank above it is no favour "
        "in itself.",
        alt=f"Pairs of horizontal bars, one pair a step between the host's rank and the visitor's. {headline}.",
        columns={"name": "Host against visitor", "to_russia": "Russia hosts", "to_dprk": "The DPRK hosts"},
        height=0.75 + 0.31 * max(len(frame), 1),
        narrow_height=0.95 + 0.36 * max(len(frame), 1),
        contacts=[
            visits.loc[(visits["uplift"] == step).fillna(False), "contact_id"].tolist() for step in frame["uplift"]
        ],
    )


def _above(frame: pd.DataFrame, direction: str) -> str:
    """How many visitors in one direction were received above their rank, with the interval of the share."""
    n, of = int(frame.loc[frame["uplift"] > 0, direction].sum()), int(frame[direction].sum())
    low, high = clopper_pearson(n, of)
    return f"{n} of {of} (exact 95% interval {low:.0%} to {high:.0%})"


def _step(step: int) -> str:
    if step == 0:
        return "Equal rank"
    return f"{abs(step)} {'step' if abs(step) == 1 else 'steps'} {'above' if step > 0 else 'below'}"
