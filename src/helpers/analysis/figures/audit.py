"""The audit: who tells of the contacts, how far two coders agree, and how soon contacts become known."""

from __future__ import annotations

import pandas as pd

from helpers.analysis import measures, words
from helpers.analysis.charts import audit, bars
from helpers.analysis.figures.compose import figure
from helpers.analysis.measures import agreement, coverage, delay, sourcing
from helpers.dataset.selection import Selection
from helpers.exhibits import Figure


def told_by(selection: Selection) -> Figure:
    """How many contacts both sides tell of, one alone, or third parties alone, by level."""
    rows, levels = selection.counted, words.level_names(selection)
    told = sourcing.told_by(coverage.lists(selection, rows))
    frame = measures.by_domain(rows.assign(domain=told.to_numpy()))
    frame = frame.set_index("domain").reindex([key for key in sourcing.KINDS if key in set(told)]).reset_index()
    frame = frame.assign(name=frame["domain"].map(sourcing.KINDS))
    counts = told.value_counts()
    if rows.empty:
        headline = "No contacts match this selection"
    else:
        one = int(counts.get("russia", 0) + counts.get("dprk", 0))
        headline = (
            f"Both sides tell of {counts.get('both', 0)} of {len(rows)} {words.units(selection)}, one alone of {one}"
        )
    present = [level for level in measures.LEVELS if len(frame) and frame[level].any()]
    return figure(
        selection,
        lambda ax, narrow: bars.domains(ax, frame, names=sourcing.KINDS, labels=levels, narrow=narrow),
        frame,
        label="fig-told-by",
        headline=headline,
        subtitle=f"Held {words.units(selection)} by who tells of them, and by level",
        note=f"{words.note(selection)} State media count as their side; what is told of a part is told of its visit.",
        alt=f"Horizontal stacked bars, one for each of {len(frame)} groups of tellers, by level. {headline}.",
        columns={"name": "Told by", "n": "All"} | {level: levels[level] for level in present},
        height=1.0 + 0.24 * max(len(frame), 1),
        narrow_height=1.5 + 0.26 * max(len(frame), 1),
    )


def reliability(selection: Selection) -> Figure:
    """Krippendorff's alpha of every variable that can have one."""
    fields = selection.dataset.descriptor.tables["codings"]
    frame = agreement.table(selection.dataset.codings).dropna(subset="alpha")
    frame = frame.assign(name=[fields[name].title for name in frame["variable"]]).sort_values("alpha", ascending=False)
    bounds = (agreement.TENTATIVE, agreement.TO_PUBLISH)
    most = int(frame["n"].max()) if len(frame) else 0
    good = int((frame["alpha"] >= agreement.TO_PUBLISH).sum())
    headline = (
        f"Two coders agree reliably on {good} of {len(frame)} variables" if len(frame) else "Nothing was coded twice"
    )
    return figure(
        selection,
        lambda ax, narrow: audit.alphas(ax, frame, bounds=bounds, narrow=narrow),
        frame.round({"alpha": 2, "low": 2, "high": 2}),
        label="fig-alpha",
        headline=headline,
        subtitle="Krippendorff's alpha with its 95% interval; 1 is full agreement, 0 is chance",
        note=f"n = {words.count(most, 'contact')} read by both. Filled: {bounds[1]:.2f} or above. "
        "Levels are compared by rank (ordinal), all else as alike or not (nominal); intervals resample contacts.",
        alt=f"Dots with intervals, one for each of {len(frame)} variables, against two bounds. {headline}.",
        columns={"name": "Variable", "n": "Contacts", "alpha": "Alpha", "low": "95% from", "high": "95% to"},
        height=0.9 + 0.24 * max(len(frame), 1),
    )


def delays(selection: Selection) -> Figure:
    """How long contacts take to become known."""
    rows = selection.counted
    taken = delay.days(rows, selection.claims)
    shares, n = delay.distribution(taken, rows["start"], selection.on), int(taken.notna().sum())
    frame = pd.DataFrame({"days": shares.index, "share": shares.to_numpy() * 100})
    frame = frame[frame["share"].diff().fillna(1) != 0]
    within = delay.until_complete(shares) if len(shares) else 0
    median = delay.until_complete(shares, 0.5) if len(shares) else 0
    if not len(shares):
        headline = "No contacts match this selection"
    else:
        headline = (
            f"Half of the {words.units(selection)} were known within {words.count(median, 'day')} of their beginning, "
            f"{delay.COMPLETE:.0%} within {words.count(within, 'day')}"
        ).replace("within no days", "on the day")
    return figure(
        selection,
        lambda ax, narrow: audit.delays(ax, shares, within=within, share=delay.COMPLETE, narrow=narrow),
        frame,
        label="fig-delay",
        headline=headline,
        subtitle=f"Share of held {words.units(selection)} known within so many days",
        note=f"n = {n} held {words.units(selection, n)}, {words.window(selection)}, with an asserting source. The day "
        "of the source counts, not that of the search; corrected for contacts whose long delays could not have been "
        "seen yet (Lagakos).",
        alt=f"A rising step line of the share known, by days since the beginning. {headline}.",
        columns={"days": "Days", "share": "Known, per cent"},
        height=2.2,
    )
