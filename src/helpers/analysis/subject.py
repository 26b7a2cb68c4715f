"""The subject of a profile: its own contacts beside everyone's, its counterparts, its rank and its pauses."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from helpers.analysis import words
from helpers.dataset import levels, subjects
from helpers.dataset.selection import Selection

SIDES = {"russia": "dprk", "dprk": "russia"}


@dataclass(frozen=True)
class Subject:
    """A domain, a person, the holders of an office, or a place, within the selection of everyone."""

    everyone: Selection

    @property
    def kind(self) -> str:
        return self.everyone.parameters.subject

    @property
    def value(self) -> str:
        return self.everyone.parameters.value

    @property
    def name(self) -> str:
        """The subject as a reader calls it."""
        return words.subject(self.everyone)

    @cached_property
    def own(self) -> Selection:
        """The subject's own contacts, under the same parameters."""
        ids = subjects.contacts_of(self.everyone.dataset, self.kind, self.value)
        return Selection(self.everyone.dataset, self.everyone.parameters, ids)

    @cached_property
    def counterparts(self) -> pd.DataFrame:
        """Whom the subject met or wrote to, most frequent first; of a domain or a place, everyone who took part.

        Returns
        -------
        One row a person or unnamed participant: `name`, `side`, `office` (the last one held in these contacts), `n`
        (visits and what stands alone, each once), `level` (highest rank, missing where unknown) and `last` (day).
        """
        data, held = self.everyone.dataset, self._met()
        people = data.participants.assign(row=data.participants.index)
        people = people[people["contact_id"].isin(held["contact_id"])]
        if self.kind in ("person", "office"):
            own = subjects.members(data, self.kind, self.value)
            sides = own[["contact_id", "side"]].assign(side=own["side"].astype("str").map(SIDES)).drop_duplicates()
            people = people.assign(side=people["side"].astype("str")).merge(sides, on=["contact_id", "side"])
        days = held.set_index("contact_id")["start"]
        people = people.assign(
            on=days.reindex(people["contact_id"]).to_numpy(),
            root=people["contact_id"].str.split(".").str[0],
            key=people["official_id"].fillna(people["label"]),
            rank=levels.ranks(data.participants, data.offices, days).reindex(people["row"]).to_numpy(),
        )
        names = data.officials.set_index("official_id")["name"]
        rows = [
            {
                "name": names.get(key, key),
                "side": str(at["side"].iloc[0]),
                "office": self._office(key, at["on"].max()),
                "n": at["root"].nunique(),
                "level": at["rank"].max(),
                "last": at["on"].max(),
            }
            for key, at in people.groupby("key")
        ]
        frame = pd.DataFrame(rows, columns=["name", "side", "office", "n", "level", "last"])
        frame = frame.assign(level=frame["level"].astype("Int64").replace(0, pd.NA))
        return frame.sort_values(["n", "level", "name"], ascending=[False, False, True], ignore_index=True)

    @cached_property
    def standing(self) -> tuple[int, int] | None:
        """Its rank by the number of counted rows, and among how many; ties share the better rank.

        Nothing for offices, whose words may name any number of bodies, and where it has no counted row.
        """
        counted = self.everyone.counted
        if self.kind == "office" or self.own.counted.empty:
            return None
        if self.kind == "person":
            people = self.everyone.dataset.participants
            side = self.everyone.dataset.officials.set_index("official_id")["side"][self.value]
            people = people[(people["side"] == side) & people["official_id"].notna()]
            people = people.assign(root=people["contact_id"].str.split(".").str[0])
            taking_part = people.melt(["official_id"], ["contact_id", "root"], value_name="id").drop(columns="variable")
            taking_part = taking_part[taking_part["id"].isin(counted["contact_id"])].drop_duplicates()
            totals = taking_part["official_id"].value_counts()
        else:
            totals = counted[self.kind].astype("str").value_counts()
        totals = totals[totals > 0]
        if self.value not in totals.index:
            return None
        return int((totals > totals[self.value]).sum()) + 1, len(totals)

    @cached_property
    def pauses(self) -> pd.Series:
        """Days between the counted rows, from start to start; empty for fewer than two."""
        return self.own.counted["start"].sort_values().diff().dt.days.dropna()

    def _met(self) -> pd.DataFrame:
        """The held rows of the window in which the subject itself takes part."""
        held = self.own.held
        counted = self.own.counted["contact_id"]
        held = held[held["contact_id"].isin(counted) | held["part_of"].isin(counted)]
        if self.kind not in ("person", "office"):
            return held
        own = subjects.members(self.everyone.dataset, self.kind, self.value)
        return held[held["contact_id"].isin(own["contact_id"])]

    def _office(self, official_id: str, on: pd.Timestamp) -> str:
        offices = self.everyone.dataset.offices
        held = offices[
            (offices["official_id"] == official_id)
            & (offices["since"].isna() | (offices["since"] <= on))
            & (offices["until"].isna() | (on <= offices["until"]))
        ]
        return "; ".join(held.sort_values("rank", ascending=False)["office"])
