"""The selection of a report: what is counted in it, what is drawn apart, and what each of these rows is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from helpers.dataset.known import as_known
from helpers.dataset.load import Dataset
from helpers.parameters import Counting

TALKS = ("meeting", "call", "video")


@dataclass(frozen=True, eq=False)
class Selection:
    """The contacts of a window as known on a day, sorted into what is counted and what is not.

    Every frame has the columns of `known.as_known`, and `level`: the level under the side rule of the parameters.
    A selection equals only itself, so that what is measured on it can be kept (`functools.lru_cache`).
    """

    dataset: Dataset
    parameters: Counting
    among: frozenset[str] | None = None
    """Ids of the only contacts that are spoken of, those of one person, say; nothing for all."""

    @cached_property
    def start(self) -> pd.Timestamp:
        return pd.Timestamp(self.parameters.start)

    @cached_property
    def end(self) -> pd.Timestamp:
        """Last day on which anything can be counted: days after the day of knowledge are not quiet, but unknown."""
        return min(self.horizon, self.on)

    @cached_property
    def horizon(self) -> pd.Timestamp:
        """Last day of the window, up to which plans are shown."""
        return pd.Timestamp(self.parameters.end)

    @cached_property
    def on(self) -> pd.Timestamp:
        """The day whose knowledge is shown."""
        return pd.Timestamp(self.parameters.day_known)

    @cached_property
    def known(self) -> pd.DataFrame:
        """Everything known on the day, whatever its date and status."""
        known = as_known(self.dataset, self.on)
        known = known.assign(level=level(known, self.parameters.side_rule))
        return known if self.among is None else known[known["contact_id"].isin(self.among)].reset_index(drop=True)

    @cached_property
    def matching(self) -> pd.DataFrame:
        """What fits domain and direction; the undated too."""
        fits = pd.Series(True, index=self.known.index)
        for column in ("domain", "direction"):
            wanted = getattr(self.parameters, column)
            if wanted != "all":
                fits &= self.known[column] == wanted
        return self.known[fits]

    @cached_property
    def held(self) -> pd.DataFrame:
        """Held contacts and their parts in the window; transfers are none."""
        rows = self.matching
        roots = rows[(rows["status"] == "held") & (rows["kind"] != "transfer")]
        return roots[roots["start"].between(self.start, self.end)]

    @cached_property
    def counted(self) -> pd.DataFrame:
        """The rows that the report counts, under all of its parameters."""
        return self.countable[of_unit(self.countable, self.parameters.unit)]

    @cached_property
    def countable(self) -> pd.DataFrame:
        """The rows that one unit or another counts, under all other parameters."""
        chosen = self.held
        if not self.parameters.greetings:
            chosen = chosen[chosen["kind"] != "greeting"]
        if not self.parameters.conferences:
            chosen = chosen[chosen["multilateral"] != "only"]
        if self.parameters.min_origins > 1:
            chosen = chosen[chosen["origins"] >= self.parameters.min_origins]
        if self.parameters.min_level > 0:
            chosen = chosen[(chosen["level"] >= self.parameters.min_level).fillna(False)]
        return chosen

    @cached_property
    def greetings(self) -> pd.DataFrame:
        """Held greetings of the window, whatever the parameters count."""
        return self.held[self.held["kind"] == "greeting"]

    @cached_property
    def not_held(self) -> pd.DataFrame:
        """Plans and lapsed plans of the window, and those that have no day yet; transfers are apart."""
        rows = self.matching
        rows = rows[(rows["status"] != "held") & (rows["kind"] != "transfer")]
        return rows[rows["start"].between(self.start, self.horizon) | rows["start"].isna()]

    @cached_property
    def transfers(self) -> pd.DataFrame:
        """Alleged and admitted transfers of the window: never contacts."""
        rows = self.known[self.known["kind"] == "transfer"]
        return rows[rows["start"].between(self.start, self.end) | rows["start"].isna()]

    @cached_property
    def claims(self) -> pd.DataFrame:
        """Every claim known on the day, with its source, by contact, oldest first."""
        claims = self.dataset.claims
        known = claims[claims["known_from"] <= self.on]
        joined = known.merge(self.dataset.sources, on="source_id", suffixes=("", "_source"))
        return joined.sort_values(["contact_id", "known_from", "source_id"], kind="stable", ignore_index=True)

    def claims_about(self, contact_id: str) -> pd.DataFrame:
        """The claims about one contact."""
        return self.claims.iloc[self._claims_by_contact.get(contact_id, [])]

    @cached_property
    def _claims_by_contact(self) -> dict[str, list[int]]:
        return self.claims.groupby("contact_id").indices

    def label(self, column: str, value: object) -> str:
        """Label of a code of `contacts`."""
        return self.dataset.descriptor.field(f"contacts.{column}").label(value)


def of_unit(rows: pd.DataFrame, unit: str) -> pd.Series:
    """Which rows are of a unit: `contacts` are roots, `visits` roots that are visits, `meetings` talks of any kind."""
    if unit == "meetings":
        return rows["kind"].isin(TALKS)
    roots = rows["part_of"].isna()
    return roots & (rows["kind"] == "visit") if unit == "visits" else roots


def level(rows: pd.DataFrame, side_rule: str) -> pd.Series:
    """Level of each row under a side rule; missing where it is unknown.

    The headline rule takes the visitor's level for visits and the lower side's for everything else: a visit is as high
    as the one who travels, a joint act is bounded by the weaker mandate.
    """
    if side_rule == "headline":
        return rows["level_visitor"].where(rows["kind"] == "visit", rows["level_lower"])
    return rows[f"level_{side_rule}"]
