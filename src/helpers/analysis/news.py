"""What is new on a day since another one: the frames of the brief."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from helpers.analysis import words
from helpers.analysis.measures.intervals import rate_ratio
from helpers.dataset import changes
from helpers.dataset.selection import Selection

RECENT_DAYS = 90
"""What counts as recent; the rest of the window has to be at least as long before the two are compared."""
PENDING = ("announced", "possible", "postponed")
DUE_DAYS = 30
SOURCING = {"confidence", "origins"}
"""Columns whose change says that more sources are known, not that the contact is told otherwise."""
KINDS = ("new", "came about", "lapsed", "turned", "corrected", "withdrawn", "better sourced")
"""What can have happened to a row, in the order of the brief."""
DERIVED = {
    "status": "status",
    "disputed": "disputed",
    "confidence": "confidence",
    "origins": "origins of sources",
    "level_russia": "level of the Russian side",
    "level_dprk": "level of the DPRK side",
}
"""Names of the compared columns that no table of the data has."""


@dataclass(frozen=True)
class News:
    """One selection as known on two days."""

    before: Selection
    after: Selection

    @property
    def since(self) -> pd.Timestamp:
        """The day of the brief before this one."""
        return self.before.on

    @cached_property
    def changed(self) -> pd.DataFrame:
        """What happened to each contact of the window between the two days, by kind and day.

        Returns
        -------
        The columns of the selection (of the later day, where it is known then), with `what` (of `KINDS`) and `said`
        (what it was and what it is, in words).
        """
        was, now = self._window(self.before), self._window(self.after)
        found = {change.contact_id: change for change in changes.between(was, now)}
        frame = pd.concat([now, was[~was["contact_id"].isin(now["contact_id"])]])
        frame = frame[frame["contact_id"].isin(found)]
        of_each = [found[contact_id] for contact_id in frame["contact_id"]]
        kinds = pd.Categorical([_kind(change) for change in of_each], KINDS, ordered=True)
        said = [self._said(change, row) for change, (_, row) in zip(of_each, frame.iterrows(), strict=True)]
        return frame.assign(what=kinds, said=said).sort_values(["what", "start", "contact_id"], ignore_index=True)

    @cached_property
    def pending(self) -> pd.DataFrame:
        """Plans that may still come to pass, by the day foreseen; the undated last."""
        rows = self.after.not_held
        rows = rows[rows["status"].isin(PENDING)]
        return rows.assign(days=(rows["start"] - self.after.on).dt.days).sort_values(["start", "contact_id"])

    def spoken_of_lately(self, rows: pd.DataFrame) -> pd.Series:
        """Whether anybody has said anything of each row in the recent days."""
        last = self.after.claims.groupby("contact_id")["known_from"].max().reindex(rows["contact_id"])
        return pd.Series((self.after.on - last).dt.days.to_numpy() < RECENT_DAYS, index=rows.index)

    @cached_property
    def numbers(self) -> dict[str, tuple[int, int]]:
        """The headline numbers on the earlier and on the later day."""
        before, after = changes.numbers(self.before), changes.numbers(self.after)
        return {name: (before[name], after[name]) for name in after}

    def name(self, column: str) -> str:
        """A compared column in words."""
        fields = self.after.dataset.descriptor.tables["contacts"]
        return DERIVED[column] if column in DERIVED else fields[column].title.lower()

    def _window(self, known: Selection) -> pd.DataFrame:
        """Everything known of the window on one of the two days, the undated too."""
        rows = known.matching
        return rows[rows["start"].between(self.after.start, self.after.horizon) | rows["start"].isna()]

    def _said(self, change: changes.Change, row: pd.Series) -> str:
        if not change.columns:
            return self._status(row["status"], row)
        if "status" in change.columns:
            old, new = (self._status(status, row) for status in change.columns["status"])
            return f"{old} → {new}" if _kind(change) == "turned" else f"was {old}"
        return "; ".join(
            f"{self.name(column)}: {self._value(column, old)} → {self._value(column, new)}"
            for column, (old, new) in change.columns.items()
        )

    def _status(self, status: str, row: pd.Series) -> str:
        """A transfer is not held but admitted."""
        admitted = status == "held" and row["kind"] == "transfer"
        return "admitted" if admitted else words.statuses(self.after)[status].lower()

    def _value(self, column: str, value: str) -> str:
        if not value:
            return "none"
        field = self.after.dataset.descriptor.tables["contacts"].get(column)
        return field.label(value).lower() if field is not None and field.codes else value


def news(selection: Selection) -> News:
    """The selection of a brief beside what was known on the day of the brief before it."""
    day = selection.parameters.day_before
    return News(Selection(selection.dataset, selection.parameters.model_copy(update={"as_of": day})), selection)


def last_at_each_level(selection: Selection) -> pd.DataFrame:
    """The last counted row at each level that occurs, highest first.

    Returns
    -------
    `level`, `contact_id`, `start`, `title`, `n` (how many in the window), `days` (from its start to the last day that
    can be counted) and `longest` (longest pause between two of them in days, missing where there is only one).
    """
    rows = selection.counted.dropna(subset="level").sort_values(["start", "contact_id"])
    found = []
    for level, at in rows.groupby("level"):
        last = at.iloc[-1]
        pauses = at["start"].diff().dt.days
        found.append(
            {"level": int(level), **last[["contact_id", "start", "title"]], "n": len(at)}
            | {"days": (selection.end - last["start"]).days, "longest": pauses.max()}
        )
    columns = ["level", "contact_id", "start", "title", "n", "days", "longest"]
    frame = pd.DataFrame(found, columns=columns).sort_values("level", ascending=False, ignore_index=True)
    return frame.astype({"longest": "Int64"})


@dataclass(frozen=True)
class Pace:
    """The recent days against the rest of the window before them."""

    first: pd.Timestamp
    """First of the recent days."""
    n: int
    days: int
    n_before: int
    days_before: int

    @property
    def comparable(self) -> bool:
        """Whether the window before is at least as long as what is recent."""
        return self.days_before >= self.days

    @property
    def interval(self) -> tuple[float, float]:
        """Exact 95% interval of the ratio of the recent rate to the one before."""
        _, low, high = rate_ratio(self.n_before, self.n, self.days_before, self.days)
        return float(low), float(high)


def pace(selection: Selection) -> Pace:
    """How many of the counted rows began in the recent days, and how many in the window before."""
    first = max(selection.end - pd.Timedelta(days=RECENT_DAYS - 1), selection.start)
    recent = int((selection.counted["start"] >= first).sum())
    days = (selection.end - first).days + 1
    return Pace(first, recent, days, len(selection.counted) - recent, (first - selection.start).days)


def _kind(change: changes.Change) -> str:
    if change.kind != "corrected":
        return {"added": "new"}.get(change.kind, change.kind)
    if "status" in change.columns:
        return {"held": "came about", "lapsed": "lapsed"}.get(change.columns["status"][1], "turned")
    return "better sourced" if set(change.columns) <= SOURCING else "corrected"
