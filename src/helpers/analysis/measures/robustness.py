"""Robustness: the headline findings under every reasonable definition, and which of them turn a finding.

Source of the kind of analysis: U. Simonsohn, J. P. Simmons and L. D. Nelson, "Specification curve analysis", Nature
Human Behaviour 4 (2020), 1208-1214.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from helpers.analysis.measures.specifications import MINISTER, Choice, Pool, alternatives, chosen
from helpers.dataset.selection import Selection

RATIO = ("n_before", "n_after", "ratio", "low", "high")
SHARE = ("at", "of", "share", "share_low", "share_high")


@lru_cache(maxsize=4)
def one_at_a_time(selection: Selection, pool: Pool) -> pd.DataFrame:
    """The ratio of the two years and the share at minister's rank or above, under each definition.

    Returns
    -------
    One row a definition, the report's own first: `question`, `answer`, `own`; `contacts`, the ids of what it counts in
    the window, for years searched alike of what is drawn from; `n_before`, `n_after`, `ratio`, `low`, `high`, missing
    where the window does not hold both years or the definition leaves the count as it is; `at`, `of`, `share`,
    `share_low`, `share_high`, missing where the definition is about the level that counts.
    """
    base = chosen(selection)
    found = []
    for question, answer, choice in [("", "as in this report", base), *alternatives(base)]:
        row = {"question": question, "answer": answer, "own": choice == base}
        values = pool.thinned(choice) if choice.thinned else pool.ratio(choice) | pool.share(choice)
        silent: tuple[str, ...] = ()
        if question == "Side" and not base.min_level:
            silent += RATIO
        if question == "Level" or base.min_level >= MINISTER:
            silent += SHARE
        if not pool.comparable:
            silent += RATIO
            if choice.thinned:
                silent += SHARE
        row["contacts"] = pool.rows.loc[pool.counted(choice), "contact_id"].tolist()
        found.append(row | values | dict.fromkeys(silent, np.nan))
    frame = pd.DataFrame(found).astype(dict.fromkeys((*RATIO, *SHARE), float))
    speaks = frame["own"] | frame["ratio"].notna() | frame["share"].notna()
    return frame[speaks].reset_index(drop=True)


def every_combination(selection: Selection, pool: Pool) -> pd.DataFrame:
    """The same under every combination of the definitions: a row each, with the fields of `Choice` before the values.

    A side rule is varied only where it matters: for the share, and for the ratio from a level upwards.
    """
    own = chosen(selection)
    sides = list(dict.fromkeys(("headline", "visitor", "lower", "higher", own.side_rule)))
    found = []
    for unit, floor, side, conferences, greetings, origins, foreseen, thinned in itertools.product(
        ("contacts", "visits", "meetings"), (0, 3, 4), sides, *[(False, True)] * 2, (1, 2), *[(False, True)] * 2
    ):
        choice = Choice(unit, floor, side, conferences, greetings, origins, foreseen, thinned)
        row: dict[str, object] = dict(vars(choice))
        if pool.comparable and (floor or side == sides[0]):
            row |= pool.ratio(choice)
        if floor == 0 and not thinned:
            row |= pool.share(choice)
        found.append(row)
    frame = pd.DataFrame(found)
    return frame.reindex(columns=[*vars(own), *RATIO, *SHARE])


@dataclass(frozen=True)
class Verdict:
    """What becomes of the two findings when one definition is changed, in words that follow from the frame."""

    ratio_turns: list[str]
    """Answers under which the ratio lies on the other side of 1."""
    ratio_open: list[str]
    """Answers under which it stays there, but its interval holds 1."""
    share_turns: list[str]
    """Answers under which the share lies on the other side of one half."""
    definitions: tuple[int, int]
    """How many other definitions speak of the ratio, and of the share."""
    own: dict[str, float]

    @property
    def own_open(self) -> bool:
        """Whether the report's own ratio may be chance."""
        return self.own["low"] <= 1 <= self.own["high"]

    @property
    def headline(self) -> str:
        """One sentence for both findings, as far as there are any."""
        said = []
        if self.definitions[0]:
            more = "more" if self.own["ratio"] > 1 else "fewer"
            weak = len(self.ratio_turns) + len(self.ratio_open)
            held = self.definitions[0] - weak
            own = ", perhaps by chance;" if self.own_open else ""
            others = f"{held} of {self.definitions[0]} other definitions"
            said.append(f"{more.capitalize()} in 2024{own} beyond chance under {others}")
        if self.definitions[1]:
            half = "most" if self.own["share"] > 0.5 else "no more than half"
            stay = self.definitions[1] - len(self.share_turns)
            said.append(f"{half} at minister's rank or above under {stay} of {self.definitions[1]}")
        text = "; ".join(said) or "Nothing to compare in this selection"
        return text[0].upper() + text[1:]


def verdict(frame: pd.DataFrame) -> Verdict:
    """Which definitions of `one_at_a_time` turn a finding of the report, and which leave it open."""
    own = frame[frame["own"]].iloc[0]
    others = frame[~frame["own"]]
    ratio = others[others["ratio"].notna()] if np.isfinite(own["ratio"]) else others.head(0)
    share = others[others["share"].notna()] if np.isfinite(own["share"]) else others.head(0)
    turned = (ratio["ratio"] > 1) != (own["ratio"] > 1)
    holds_one = (ratio["low"] <= 1) & (ratio["high"] >= 1)
    other_half = (share["share"] > 0.5) != (own["share"] > 0.5)
    return Verdict(
        ratio_turns=list(ratio.loc[turned, "answer"]),
        ratio_open=list(ratio.loc[~turned & holds_one, "answer"]),
        share_turns=list(share.loc[other_half, "answer"]),
        definitions=(len(ratio), len(share)),
        own=own[[*RATIO, *SHARE]].to_dict(),
    )
