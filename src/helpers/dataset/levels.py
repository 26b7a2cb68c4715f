"""Level: the rank of the office on the day, for each side of a contact."""

from __future__ import annotations

import pandas as pd

from helpers.dataset.rules import LEVEL_SETTING

UNKNOWN_RANK = 0


def ranks(participants: pd.DataFrame, offices: pd.DataFrame, days: pd.Series) -> pd.Series:
    """Rank of each participant on the day of the contact.

    Parameters
    ----------
    participants, offices
        The tables of that name.
    days
        Day of each contact, by `contact_id`.

    Returns
    -------
    Int64 series on the index of `participants`: a person's highest rank among the offices held on the day, or the
    rank coded for an unnamed participant; 0 where the rank is unknown, missing where no office covers the day.
    """
    on = days.reindex(participants["contact_id"]).to_numpy()
    held = participants.assign(on=on, row=participants.index).merge(offices, on="official_id", suffixes=("", "_held"))
    covers = (held["since"].isna() | (held["since"] <= held["on"])) & (
        held["until"].isna() | (held["on"] <= held["until"])
    )
    named = held.loc[covers].groupby("row")["rank_held"].max()
    return participants["rank"].fillna(named.reindex(participants.index).astype("Int64"))


def by_side(contacts: pd.DataFrame, participants: pd.DataFrame, offices: pd.DataFrame, days: pd.Series) -> pd.DataFrame:
    """Level of each side of each contact, and what follows from the two.

    Only principals, authors and addressees set a level. The visitor's side of a visit is taken from the visit itself,
    its host's from the visit and those of its parts that were held, since visitors are received more than once.

    Parameters
    ----------
    contacts
        The contacts wanted, with `part_of`, `kind`, `direction` and `status`; nobody else's participants count.
    participants, offices, days
        As in `ranks`.

    Returns
    -------
    A frame by `contact_id` with Int64 columns `level_russia`, `level_dprk`, `level_lower`, `level_higher`,
    `level_visitor` (side that travels or writes; missing where neither does) and `uplift` (other side's level minus
    the visitor's). Missing means unknown; a level is never imputed.
    """
    setting = participants[participants["capacity"].isin(LEVEL_SETTING)]
    level = ranks(setting, offices, days).replace(UNKNOWN_RANK, pd.NA)
    own = _highest(setting["contact_id"], setting["side"], level).reindex(contacts["contact_id"])

    took_place = contacts[contacts["part_of"].isna() | (contacts["status"] == "held")]
    inside = setting["contact_id"].isin(took_place["contact_id"])
    roots = setting["contact_id"].str.split(".").str[0]
    whole = _highest(roots[inside], setting["side"], level[inside]).reindex(contacts["contact_id"])
    direction = contacts.set_index("contact_id")["direction"].astype("str")
    is_visit = contacts.set_index("contact_id")["kind"] == "visit"

    levels = pd.DataFrame(index=own.index)
    for side, other_travels in (("russia", "to_russia"), ("dprk", "to_dprk")):
        hosts = is_visit & (direction == other_travels)
        levels[f"level_{side}"] = own[side].mask(hosts, whole[side])
    sides = levels[["level_russia", "level_dprk"]]
    known = sides.notna().all(axis=1)
    levels["level_lower"] = sides.min(axis=1).where(known)
    levels["level_higher"] = sides.max(axis=1).where(known)
    visitor, host = _travelling(levels, direction, "to_dprk"), _travelling(levels, direction, "to_russia")
    levels["level_visitor"] = visitor
    levels["uplift"] = host - visitor
    return levels.astype("Int64")


def _highest(contact: pd.Series, side: pd.Series, level: pd.Series) -> pd.DataFrame:
    table = level.groupby([contact, side.astype("str")]).max().unstack()
    return table.reindex(columns=["russia", "dprk"]).astype("Int64")


def _travelling(levels: pd.DataFrame, direction: pd.Series, russia_travels: str) -> pd.Series:
    """Level of the side that travels when Russia does so in the direction named; missing where neither does."""
    other = {"to_dprk": "to_russia", "to_russia": "to_dprk"}[russia_travels]
    russia = levels["level_russia"].where(direction == russia_travels)
    return russia.fillna(levels["level_dprk"].where(direction == other))
