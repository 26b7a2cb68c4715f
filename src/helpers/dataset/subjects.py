"""What a profile can be of: the domains, persons, offices and places that the data know."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from helpers import paths
from helpers.dataset import descriptor, text
from helpers.problems import meant

if TYPE_CHECKING:
    import pandas as pd

    from helpers.dataset.load import Dataset

NO_PLACE = ("unknown", "none")
"""What stands in the column of places where there is no place."""
WORDED = ("office", "place")
"""Subjects that are found by words of a text; the others are ids and codes."""


def known(subject: str, folder: Path | None = None) -> list[str]:
    """The values that a subject can take: codes, ids, or the texts in which words are looked for."""
    folder = folder or paths.data()
    described = descriptor.read(folder)
    if subject == "domain":
        return described.field("contacts.domain").values
    tables, _ = text.read(folder, described)
    if subject == "person":
        return sorted(row["official_id"] for row in tables["officials"])
    if subject == "place":
        return sorted({row["place"] for row in tables["contacts"]} - set(NO_PLACE))
    return sorted(
        {row["office"] for row in tables["offices"]} | {row["label"] for row in tables["participants"]} - {""}
    )


def fits(subject: str, value: str, choices: list[str]) -> bool:
    """Whether a value names something of `known`: an office or a place by words of it, all else in full."""
    return any(_says(choice, value) for choice in choices) if subject in WORDED else value in choices


def near(subject: str, value: str, choices: list[str]) -> str:
    """The choice that was probably meant: one that holds the words, or else one that is spelt alike."""
    holding = [choice for choice in choices if _says(choice.replace("-", " "), value.replace("-", " "))]
    if holding or not value.strip():
        return holding[0] if holding else ""
    whole = meant(value, choices)
    if whole or subject not in WORDED:
        return whole
    words = {word for choice in choices for word in re.findall(r"[\w'-]{4,}", choice)}
    return meant(value, sorted(words))


def contacts_of(dataset: Dataset, subject: str, value: str) -> frozenset[str]:
    """Ids of the contacts of a subject; where it takes part in what happened during a visit, of the visit too.

    An office counts where it was held on the day of the contact, or where an unnamed participant is called by it.
    """
    # Imported here because parameters are checked by commands that need no frames, and pandas takes long to import.
    import pandas as pd

    contacts, people = dataset.contacts, dataset.participants
    if subject == "domain":
        found = contacts.loc[contacts["domain"] == value, "contact_id"]
    elif subject == "place":
        found = contacts.loc[contacts["place"].map(lambda place: _says(place, value)).astype(bool), "contact_id"]
    elif subject == "person":
        found = people.loc[people["official_id"] == value, "contact_id"]
    else:
        named = people["label"].fillna("").map(lambda label: _says(label, value))
        found = pd.concat([people.loc[named, "contact_id"], _in_office(dataset, value)["contact_id"]])
    ids = frozenset(found)
    return ids if subject == "domain" else ids | {contact_id.split(".")[0] for contact_id in ids}


def members(dataset: Dataset, subject: str, value: str) -> pd.DataFrame:
    """Rows of `participants` that are the subject itself: a person's own, or those of the holders of an office."""
    people = dataset.participants
    if subject == "person":
        return people[people["official_id"] == value]
    if subject == "office":
        named = people["label"].fillna("").map(lambda label: _says(label, value))
        return people.loc[named | people.index.isin(_in_office(dataset, value)["row"])]
    return people.head(0)


def _in_office(dataset: Dataset, value: str) -> pd.DataFrame:
    """Participants who held an office of these words on the day of the contact; any day will do where it has none."""
    offices = dataset.offices[dataset.offices["office"].map(lambda office: _says(office, value)).astype(bool)]
    people = dataset.participants.assign(row=dataset.participants.index)
    held = people.merge(offices, on="official_id").merge(dataset.contacts[["contact_id", "start"]], on="contact_id")
    began = held["since"].isna() | held["start"].isna() | (held["since"] <= held["start"])
    return held[began & (held["until"].isna() | held["start"].isna() | (held["start"] <= held["until"]))]


def _says(text: str, words: str) -> bool:
    """Whether a text holds words, as whole words and in any case of letters."""
    return bool(words.strip()) and bool(re.search(rf"(?<!\w){re.escape(words.strip())}(?!\w)", text, re.IGNORECASE))
