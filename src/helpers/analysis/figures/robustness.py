"""How robust the headline is: the same two findings under every reasonable definition."""

from __future__ import annotations

from helpers.analysis import theme, words
from helpers.analysis.charts import forest
from helpers.analysis.figures.compose import figure
from helpers.analysis.measures import effort
from helpers.analysis.measures import robustness as findings
from helpers.analysis.measures.specifications import pool
from helpers.dataset.selection import Selection
from helpers.exhibits import Figure

NOTHING = "Nothing to vary in this selection"
RATE, SHARE = "the rate of 2024 over that of 2023", "the share at minister's rank or above"
SUBTITLES = {
    ("ratio", "share"): f"Left, {RATE}; right, {SHARE}",
    ("ratio",): RATE[0].upper() + RATE[1:],
    ("share",): SHARE[0].upper() + SHARE[1:],
    (): NOTHING,
}


def robustness(selection: Selection) -> Figure:
    """The ratio of the years and the share at minister's rank or above, a row for each definition."""
    frame = findings.one_at_a_time(selection, pool(selection))
    verdict = findings.verdict(frame)
    empty = selection.counted.empty
    headline = "No contacts match this selection" if empty else verdict.headline
    frame = frame.assign(**{name: frame[name] * 100 for name in ("share", "share_low", "share_high")})
    panels = tuple(name for name in ("ratio", "share") if frame[name].notna().any())
    shown = frame.assign(**{name: frame[name].round().astype("Int64") for name in ("n_before", "n_after", "at", "of")})
    columns = {"answer": "Definition", "n_before": "2023", "n_after": "2024", "ratio": "Ratio"}
    columns |= {"low": "95% from", "high": "95% to", "at": "High", "of": "Of", "share": "Per cent"}
    columns |= {"share_low": "95% from ", "share_high": "95% to "}
    for panel, belonging in (("ratio", findings.RATIO), ("share", findings.SHARE)):
        if panel not in panels:
            columns = {name: head for name, head in columns.items() if name not in belonging}
    return figure(
        selection,
        lambda ax, narrow: (
            forest.specifications(ax, frame, panels=panels, narrow=narrow) if panels else theme.say_empty(ax, NOTHING)
        ),
        shown.head(0) if empty else shown,
        label="fig-robustness",
        headline=headline,
        subtitle=f"{SUBTITLES[panels]}; each row differs from the report's own choice in one point",
        note=f"{words.note(selection)} Filled: the whole 95% interval lies on one side of the line (equal rates, "
        "half); open: it does not. Intervals: exact given the sum, for meetings by resampling whole visits; exact "
        "binomial. Years searched alike: contacts of the more searched year are left out at random, medians of "
        f"{effort.DRAWS:,} draws from the contacts named in the data. No mark: the choice does not touch that number.",
        alt=f"Rows of dots with intervals, one for each of {len(frame)} definitions. {headline}.",
        columns=columns,
        contacts=shown["contacts"].tolist(),
        height=0.75 + 0.155 * len(frame),
        narrow_height=0.9 + 0.31 * len(frame),
    )
