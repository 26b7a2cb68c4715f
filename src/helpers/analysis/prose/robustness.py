"""How robust the headline findings are, and which definitions turn them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.analysis import words
from helpers.analysis.measures import robustness
from helpers.analysis.measures.specifications import pool
from helpers.dataset.selection import Selection
from helpers.exhibits import Prose


def in_short(selection: Selection) -> str:
    """Both findings in one sentence each: firm, or turned by what."""
    frame = robustness.one_at_a_time(selection, pool(selection))
    found = robustness.verdict(frame)
    said = [text for text in (_ratio_in_short(found), _share_in_short(found)) if text]
    return f"{' '.join(said) or 'There is too little here to vary'} ([figure](#fig-robustness))."


def how_robust(selection: Selection) -> Prose:
    """What each other definition does to the two findings, and what all of them together do."""
    if selection.counted.empty:
        return Prose("Nothing is counted in this selection, so there is nothing to vary.")
    frame = robustness.one_at_a_time(selection, pool(selection))
    found, grid = robustness.verdict(frame), robustness.every_combination(selection, pool(selection))
    paragraphs = [text for text in (_ratio(frame, found), _share(frame, found), _all(grid)) if text]
    return Prose("\n\n".join(paragraphs) or "There is too little here to vary.")


def _ratio_in_short(found: robustness.Verdict) -> str:
    others = found.definitions[0]
    if not others:
        return ""
    more = "more" if found.own["ratio"] > 1 else "fewer"
    if found.own_open:
        return f"That there was {more} in 2024 may be chance by the report's own definition."
    if not found.ratio_turns and not found.ratio_open:
        return f"That there was {more} in 2024 holds beyond chance under all {others} other definitions."
    return (
        f"That there was {more} in 2024 holds beyond chance under {others - len(found.ratio_turns + found.ratio_open)} "
        f"of {others} other definitions, not with {_first(found.ratio_turns + found.ratio_open)}."
    )


def _share_in_short(found: robustness.Verdict) -> str:
    if not found.definitions[1]:
        return ""
    half = "More than half" if found.own["share"] > 0.5 else "No more than half"
    turned = f"turns with {_first(found.share_turns)}" if found.share_turns else "holds under every definition"
    return f"{half} at minister's rank or above {turned}"


def _first(answers: list[str], most: int = 3) -> str:
    """The first of some answers, and how many more there are."""
    return words.listing(answers[:most] + ([f"{len(answers) - most} more"] if len(answers) > most else []))


def _ratio(frame: pd.DataFrame, found: robustness.Verdict) -> str:
    if not found.definitions[0]:
        if np.isnan(found.own["n_before"]):
            return "The years are not compared in this window, so only the share of high level is varied."
        return "One of the years has nothing to count, so that no ratio can be given or varied."
    own = found.own
    text = (
        f"By the report's own choice the rate of 2024 is {own['ratio']:.1f} times "
        f"({own['low']:.1f} to {own['high']:.1f}) that of 2023. "
        f"Changing one point at a time gives {found.definitions[0]} other ratios. "
    )
    if found.own_open:
        text += "That may be chance. "
    if found.ratio_turns:
        text += f"The finding turns round with {_listed(frame, found.ratio_turns, _times)}. "
    if found.ratio_open:
        text += (
            f"It keeps its direction but may be chance with {_listed(frame, found.ratio_open, _times)}: there no more "
            "should be said than that a difference is not shown. "
        )
    if not found.ratio_turns and not found.ratio_open:
        text += "Not one turns the finding, and none leaves it to chance. "
    return text.strip()


def _share(frame: pd.DataFrame, found: robustness.Verdict) -> str:
    if not found.definitions[1]:
        return ""
    half = "More than half" if found.own["share"] > 0.5 else "No more than half"
    text = f"{half} were at minister's rank or above ({_percent(found.own)}). "
    if not found.share_turns:
        return f"{text}This side of half is kept under all {found.definitions[1]} other definitions."
    return (
        f"{text}That turns with {_listed(frame, found.share_turns, _percent)}; whoever quotes the share has to say "
        "whose rank is meant and what is counted."
    )


def _all(grid: pd.DataFrame) -> str:
    """All combinations at once."""
    ratio = grid["ratio"].dropna()
    ratio = ratio[np.isfinite(ratio)]
    share = grid["share"].dropna()
    said = []
    if len(ratio):
        above, below = int((grid["low"] > 1).sum()), int((grid["high"] < 1).sum())
        said.append(
            f"the ratio runs from {ratio.min():.1f} to {ratio.max():.1f}, is above 1 in {_part(ratio > 1)}, and its "
            f"whole interval lies above 1 in {above or 'none'} of them and below in {below or 'none'}"
        )
    if len(share):
        said.append(
            f"the share runs from {share.min():.0%} to {share.max():.0%} and is more than half in {_part(share > 0.5)}"
        )
    return f"With all choices combined freely, {'; '.join(said)}." if said else ""


def _part(holds: pd.Series) -> str:
    return f"{int(holds.sum())} of {len(holds)} combinations"


def _listed(frame: pd.DataFrame, answers: list[str], say: object) -> str:
    rows = frame.set_index("answer")
    return words.listing([f"{answer} ({say(rows.loc[answer])})" for answer in answers])


def _times(row: pd.Series) -> str:
    if not np.isfinite(row["ratio"]):
        return "none in 2023"
    return f"{row['ratio']:.1f} times, {row['low']:.1f} to {row['high']:.1f}"


def _percent(row: pd.Series) -> str:
    return f"{row['share']:.0%}, {row['share_low']:.0%} to {row['share_high']:.0%}"
