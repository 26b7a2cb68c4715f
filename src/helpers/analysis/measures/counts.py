"""How many: in each period, at each level, in each direction and domain.

`rows` are always the counted rows of a selection: columns `start` (day), `level` (Int64, missing when unknown), and the
columns of the contacts table. Periods without contacts are rows of zero; outside the window there are no rows.
"""

from __future__ import annotations

import pandas as pd

from helpers.analysis.measures.intervals import clopper_pearson, garwood

LEVELS = [6, 5, 4, 3, 2, 1, 0]
"""Levels from the highest to unknown, which counts as 0."""


def periods(start: pd.Timestamp, end: pd.Timestamp, every: str) -> pd.DataFrame:
    """The months (`M`), quarters (`Q`) or years (`Y`) that a window touches.

    Returns
    -------
    One row a period: `period` (label), `first` and `last` (days), `whole` (false where the window cuts it).
    """
    spans = pd.period_range(start, end, freq=every)
    label = {"M": lambda p: f"{p:%b %Y}", "Q": lambda p: f"Q{p.quarter} {p.year}", "Y": lambda p: f"{p.year}"}[every]
    first, last = spans.start_time.normalize(), spans.end_time.normalize()
    return pd.DataFrame(
        {"period": [label(p) for p in spans], "first": first, "last": last, "whole": (first >= start) & (last <= end)}
    )


def per_period(rows: pd.DataFrame, *, start: pd.Timestamp, end: pd.Timestamp, every: str) -> pd.DataFrame:
    """How many there were in each period, with the exact 95% interval of the underlying rate.

    Returns
    -------
    `periods` with `n`, `low` and `high`.
    """
    frame = periods(start, end, every)
    n = rows["start"].dt.to_period(every).value_counts()
    frame["n"] = n.reindex(frame["first"].dt.to_period(every), fill_value=0).to_numpy()
    frame["low"], frame["high"] = garwood(frame["n"])
    return frame


def by_level(rows: pd.DataFrame, *, start: pd.Timestamp, end: pd.Timestamp, every: str) -> pd.DataFrame:
    """How many at each level in each period.

    Returns
    -------
    `periods` with one column a level, 6 to 0; 0 is unknown.
    """
    frame = periods(start, end, every)
    counts = pd.crosstab(rows["start"].dt.to_period(every), rows["level"].fillna(0).astype(int))
    counts = counts.reindex(index=frame["first"].dt.to_period(every), columns=LEVELS, fill_value=0)
    return frame.join(counts.reset_index(drop=True))


def by_direction(rows: pd.DataFrame, *, start: pd.Timestamp, end: pd.Timestamp, every: str) -> pd.DataFrame:
    """How many in each direction in each period.

    Returns
    -------
    `periods` with a column for each code of the direction.
    """
    frame = periods(start, end, every)
    counts = pd.crosstab(rows["start"].dt.to_period(every), rows["direction"], dropna=False)
    columns = list(rows["direction"].cat.categories)
    counts = counts.reindex(index=frame["first"].dt.to_period(every), columns=columns, fill_value=0)
    return frame.join(counts.reset_index(drop=True).rename_axis(columns=None))


def by_domain(rows: pd.DataFrame) -> pd.DataFrame:
    """How many in each domain at each level, most frequent first.

    Returns
    -------
    One row a domain that occurs: `domain`, `n`, and one column a level, 6 to 0; 0 is unknown.
    """
    counts = pd.crosstab(rows["domain"].astype("str"), rows["level"].fillna(0).astype(int))
    counts = counts.reindex(columns=LEVELS, fill_value=0)
    counts.insert(0, "n", counts.sum(axis=1))
    frame = counts.rename_axis(index="domain", columns=None).reset_index()
    return frame.sort_values(["n", "domain"], ascending=[False, True], ignore_index=True)


def share_at_or_above(rows: pd.DataFrame, level: int) -> dict[str, float]:
    """Share at or above a level among those whose level is known, with its exact 95% interval.

    Returns
    -------
    `n` (at or above), `of` (level known), `share`, `low`, `high`; the share of nothing is missing.
    """
    known = rows["level"].dropna()
    n, of = int((known >= level).sum()), len(known)
    low, high = clopper_pearson(n, of)
    return {"n": n, "of": of, "share": n / of if of else float("nan"), "low": low, "high": high}


def balance(rows: pd.DataFrame, groups: dict[str, pd.Series]) -> pd.DataFrame:
    """Share of the rows that went to Russia, in each of some groups of them that are not empty.

    Parameters
    ----------
    rows
        Those in which one side travelled or wrote: `direction` is `to_russia` or `to_dprk`.
    groups
        Which rows belong, by name of the group; the first is that of all.

    Returns
    -------
    One row a group: `name`, `own` (the first), `n` (to Russia), `of`, `share`, `low`, `high` (exact 95% interval).
    """
    to_russia = rows["direction"] == "to_russia"
    found = []
    for number, (name, inside) in enumerate(groups.items()):
        n, of = int((to_russia & inside).sum()), int(inside.sum())
        if of:
            low, high = clopper_pearson(n, of)
            found.append(
                {"name": name, "own": number == 0, "n": n, "of": of, "share": n / of, "low": low, "high": high}
            )
    return pd.DataFrame(found, columns=["name", "own", "n", "of", "share", "low", "high"])


def uplift(visits: pd.DataFrame) -> pd.DataFrame:
    """How many steps the host outranked the visitor, by direction.

    Returns
    -------
    One row a step from the lowest that occurs, or 0, to the highest: `uplift`, `to_russia`, `to_dprk`; visits with an
    unknown level on either side are left out.
    """
    known = visits[visits["uplift"].notna()]
    steps = known["uplift"].astype(int)
    span = range(min(steps.min(), 0), max(steps.max(), 0) + 1) if len(steps) else range(0)
    counts = pd.crosstab(steps, known["direction"].astype("str")).reindex(index=span, fill_value=0)
    counts = counts.reindex(columns=["to_russia", "to_dprk"], fill_value=0)
    return counts.rename_axis(index="uplift", columns=None).reset_index()


def contact_days(rows: pd.DataFrame) -> int:
    """Days on which a contact took place, each contact and day once; an unknown end counts as one day."""
    last = rows["end"].fillna(rows["start"])
    return int(((last - rows["start"]).dt.days + 1).sum())


def highest(rows: pd.DataFrame, most: int) -> pd.DataFrame:
    """The highest of the rows, at most so many, by date; among equals, whole visits go before parts."""
    ranked = rows.assign(is_part=rows["part_of"].notna())
    ranked = ranked.sort_values(["level", "is_part", "level_higher", "start"], ascending=[False, True, False, True])
    return ranked.head(most).drop(columns="is_part").sort_values(["start", "contact_id"])
