"""Who says so: origins and languages of the sources, contacts told by one side, days on which sources differ."""

from __future__ import annotations

import pandas as pd

from helpers.dataset.selection import Selection

RARE = 0.01
"""Share of the searches below which a language is told with others."""
KINDS = {"both": "Both sides", "russia": "Russia only", "dprk": "DPRK only", "third": "Third parties only"}
"""Who tells of a contact, by the lists that it stands on."""


def told_by(lists: pd.DataFrame) -> pd.Series:
    """Who tells of each contact (`coverage.lists`): a key of `KINDS`."""
    told = pd.Series("third", index=lists.index)
    told[lists["russia"]] = "russia"
    told[lists["dprk"]] = "dprk"
    told[lists.all(axis=1)] = "both"
    return told


def depth(selection: Selection) -> pd.DataFrame:
    """How many sources and origins each counted contact has, those of its parts included.

    Returns
    -------
    A frame by `contact_id`: `sources`, `origins`.
    """
    claims = selection.claims.assign(root=selection.claims["contact_id"].str.split(".").str[0])
    about = claims[claims["root"].isin(selection.counted["contact_id"])].groupby("root")
    frame = about.agg(sources=("source_id", "nunique"), origins=("origin", "nunique"))
    return frame.reindex(selection.counted["contact_id"], fill_value=0)


def sources_by(selection: Selection, column: str) -> pd.DataFrame:
    """How many of the sources known on the day there are by `origin` or `language`, most frequent first.

    Returns
    -------
    `value`, `n`.
    """
    used = selection.claims.drop_duplicates("source_id")[column].astype("str").value_counts()
    frame = used.rename_axis("value").rename("n").reset_index()
    return frame.sort_values(["n", "value"], ascending=[False, True], ignore_index=True)


def other_days(selection: Selection) -> pd.DataFrame:
    """Claims that give another first day for a held contact than the one adjudicated.

    Returns
    -------
    `contact_id`, `title`, `start` (adjudicated), `says_start`, `days` (later than adjudicated), `publisher`, `url`,
    `speaker`, by contact.
    """
    days = selection.held[selection.held["date_precision"] == "day"][["contact_id", "title", "start"]]
    asserted = selection.claims[selection.claims["stance"] == "asserts"]
    claims = asserted[["contact_id", "says_start", "publisher", "url", "speaker"]].merge(days, on="contact_id")
    claims = claims.assign(days=(claims["says_start"] - claims["start"]).dt.days)
    columns = ["contact_id", "title", "start", "says_start", "days", "publisher", "url", "speaker"]
    return claims.loc[claims["days"].fillna(0) != 0, columns].reset_index(drop=True)


def searches(selection: Selection) -> pd.DataFrame:
    """What the searches brought, by the day on which they were made and their language.

    Returns
    -------
    `on` (day; missing for the last row, which is of all), `language` (`all` for the last row; rare ones are
    `other`), `searches`, `fruitful` (how many brought at least one new contact), `new_contacts`; by day, most frequent
    language first.
    """
    made = selection.dataset.searches
    often = made["language"].map(made["language"].value_counts(normalize=True)) >= RARE
    frame = (
        made.assign(fruitful=made["new_contacts"] > 0, language=made["language"].where(often, "other"))
        .groupby(["on", "language"], as_index=False)
        .agg(searches=("query", "size"), fruitful=("fruitful", "sum"), new_contacts=("new_contacts", "sum"))
        .sort_values(["on", "searches", "language"], ascending=[True, False, True])
    )
    total = {name: int(frame[name].sum()) for name in ("searches", "fruitful", "new_contacts")}
    return pd.concat([frame, pd.DataFrame([{"on": pd.NaT, "language": "all"} | total])], ignore_index=True)
