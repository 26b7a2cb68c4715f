"""What share of all contacts a profile's own are, and where among them they stand."""

from __future__ import annotations

from helpers.analysis import measures, words
from helpers.analysis.charts import whole as chart
from helpers.analysis.figures.compose import figure
from helpers.analysis.measures.intervals import clopper_pearson
from helpers.analysis.subject import Subject
from helpers.exhibits import Figure

MINISTER = 4


def within_whole(subject: Subject) -> Figure:
    """Every counted contact by day and level, the subject's own marked."""
    everyone, own = subject.everyone, subject.own.counted
    names = words.level_names(everyone)
    rows = everyone.counted
    frame = rows.assign(level=rows["level"].fillna(0).astype(int), own=rows["contact_id"].isin(own["contact_id"]))
    frame = frame.assign(level_name=frame["level"].map(names))
    n, of = len(own), len(rows)
    low, high = clopper_pearson(n, of)
    share = measures.share_at_or_above(own, MINISTER)
    if not n:
        headline = f"{subject.name}: none of {words.count(of, *words.UNITS[everyone.parameters.unit])}"
    else:
        headline = f"{subject.name}: {n} of {of} {words.units(everyone)}"
        headline += f", {share['n']} of {share['of']} of known level at minister's rank or above"
    return figure(
        everyone,
        lambda ax, narrow: chart.within_whole(
            ax, frame, window=(everyone.start, everyone.end), names=names, narrow=narrow
        ),
        frame,
        label="fig-whole",
        headline=headline,
        subtitle=f"Ticks: held {words.units(everyone)} by day and level; discs: {subject.name}",
        note=f"{words.note(everyone, of)} Share {n} of {of}, exact 95% interval {low:.0%} to {high:.0%}.",
        alt=f"Lanes by level with a tick for each of {of} {words.units(everyone)} over time and a disc on the {n} of "
        f"{subject.name}, to see where among all they stand.",
        columns={"contact_id": "Id", "start": "Day", "level_name": "Level", "own": "Own", "title": "What"},
        height=0.7 + 0.28 * max(frame["level"].nunique(), 1),
        narrow_height=0.7 + 0.45 * max(frame["level"].nunique(), 1),
    )
