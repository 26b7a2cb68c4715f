"""About what."""

from __future__ import annotations

from helpers.analysis import measures, words
from helpers.analysis.charts import bars
from helpers.analysis.figures.compose import figure
from helpers.dataset.selection import Selection
from helpers.exhibits import Figure


def domains(selection: Selection) -> Figure:
    """Counts by domain and level."""
    rows = selection.counted
    names, levels = words.codes(selection, "domain"), words.level_names(selection)
    frame = measures.by_domain(rows)
    if rows.empty:
        headline = "No contacts match this selection"
    else:
        leading = [f"{names[row.domain].lower()} ({row.n})" for row in frame.head(3).itertuples()]
        headline = f"Most were about {words.listing(leading)}"
    frame = frame.assign(name=frame["domain"].map(names))
    present = [level for level in measures.LEVELS if frame[level].any()]
    return figure(
        selection,
        lambda ax, narrow: bars.domains(ax, frame, names=names, labels=levels, narrow=narrow),
        frame,
        label="fig-domains",
        headline=headline,
        subtitle=f"Held {words.units(selection)} by domain and level, {words.window(selection)}",
        note=f"{words.note(selection)} Each counts in one domain, that of the visiting side's highest principal.",
        alt=f"Horizontal stacked bars, one for each of {len(frame)} domains, by level. {headline}.",
        columns={"name": "Domain", "n": "All"} | {level: levels[level] for level in present},
        contacts=[rows.loc[rows["domain"] == domain, "contact_id"].tolist() for domain in frame["domain"]],
        height=0.8 + 0.2 * max(len(frame), 1),
        narrow_height=1.2 + 0.24 * max(len(frame), 1),
    )
