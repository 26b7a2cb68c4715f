"""Status: what was known of a contact on a day, from the claims published by then."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from helpers.dataset.descriptor import Code
from helpers.dataset.load import Dataset

LAPSE_DAYS = 30

STATUS = "codings.status"
"""Address of the column that gives the statuses their names and meanings."""

CONFIDENCE = (
    Code("A", "Both sides", "Officials or state media of both sides say so."),
    Code("B", "One side and an independent origin", "One side says so, and an independent origin does too."),
    Code("C", "One side", "One side says so and nobody else: normal, shown and not dropped."),
    Code("D", "Third parties", "Only third parties say so."),
    Code("E", "One anonymous source", "A single unnamed source says so."),
)

FORESEEN = ("announces", "anticipates")
PLANS = (*FORESEEN, "postpones", "cancels")
PLANNED_STATUS = {
    "announces": "announced",
    "anticipates": "possible",
    "postpones": "postponed",
    "cancels": "cancelled",
}
IMAGERY = ("image", "satellite", "tracking", "document")
SHARED_SPEAKERS = ("russia_media", "media", "research", "other_state", "un")
"""Speakers under whose code many speak: there the origin tells who takes back a claim."""


@dataclass(frozen=True)
class Standing:
    """Where a contact stands on a day."""

    status: str
    disputed: bool = False
    """Alleged, and a side said to take part denies it."""
    confidence: str = ""
    """Letter of `CONFIDENCE`; empty for plans."""
    says_start: pd.Timestamp | None = None
    """For anything not held: the day as the latest claim gives it; nothing where it gives none."""

    def __post_init__(self) -> None:
        if pd.isna(self.says_start):  # NaT is not even equal to itself
            object.__setattr__(self, "says_start", None)


def standing(claims: pd.DataFrame, on: pd.Timestamp, *, own_word_needed: bool = False) -> Standing | None:
    """Where one contact stands on a day, or nothing if nobody had spoken of it.

    Parameters
    ----------
    claims
        Claims about one contact, with the columns `side` (of the speaker) and `origin` (of the source) joined.
    on
        The day; only claims known by then count.
    own_word_needed
        Held only if a side that takes part says so: for transfers, since imagery shows ships and not what they carry.
    """
    known = claims[claims["known_from"] <= on].sort_values("known_from", kind="stable")
    return _standing(list(known.itertuples(index=False)), on, own_word_needed)


def _standing(known: list, on: pd.Timestamp, own_word_needed: bool) -> Standing | None:
    """The same from rows of claims known by the day, the earliest first."""
    rows = _not_retracted(known)
    asserted = [row for row in rows if row.stance == "asserts"]
    own_word = [row for row in asserted if row.side != "third"]
    third_word = [row for row in asserted if row.side == "third"]
    # An outsider can foresee a meeting; only a side can announce it, put it off or call it off.
    plans = [row for row in rows if row.stance in (FORESEEN if row.side == "third" else PLANS)]

    if own_word or (not own_word_needed and _independently_shown(third_word)):
        return Standing("held", confidence=_confidence(own_word, third_word))
    own_plans = [row for row in plans if row.side != "third"]
    latest = (own_plans or plans)[-1] if plans else None
    passed = latest is not None and pd.notna(latest.says_start) and (on - latest.says_start).days > LAPSE_DAYS
    if third_word and (latest is None or passed or not own_plans):
        denied = any(row.stance == "denies" and row.side != "third" for row in rows)
        day = next((row.says_start for row in reversed(third_word) if pd.notna(row.says_start)), None)
        return Standing("alleged", denied, _confidence(own_word, third_word), day)
    if latest is None:
        return None
    if passed and latest.stance != "cancels":
        return Standing("lapsed", says_start=latest.says_start)
    status = PLANNED_STATUS[latest.stance]
    if status == "announced" and latest.side == "third":
        status = "possible"
    return Standing(status, says_start=latest.says_start)


def standings(dataset: Dataset, on: pd.Timestamp) -> pd.DataFrame:
    """Standing of every contact spoken of by a day.

    Returns
    -------
    A frame by `contact_id`: `status` and `confidence` (categoricals), `disputed`, `says_start`, and `origins`, the
    number of distinct origins of those who say that it took place or will.
    """
    sides = {code.value: code.side for code in dataset.descriptor.field("claims.speaker").codes}
    transfers = set(dataset.contacts.loc[dataset.contacts["kind"] == "transfer", "contact_id"])
    known = dataset.claims[dataset.claims["known_from"] <= on]
    known = known.assign(
        side=known["speaker"].astype("str").map(sides),
        origin=known["source_id"].map(dataset.sources.set_index("source_id")["origin"]),
    )
    about: dict[str, list] = {}
    for row in known.sort_values(["contact_id", "known_from"], kind="stable").itertuples(index=False):
        about.setdefault(row.contact_id, []).append(row)
    rows = {}
    for contact_id, claims in about.items():
        found = _standing(claims, on, contact_id in transfers)
        if found is not None:
            affirming = {row.origin for row in claims if row.stance in ("asserts", *FORESEEN) and pd.notna(row.origin)}
            rows[contact_id] = vars(found) | {"origins": len(affirming)}
    frame = pd.DataFrame(
        list(rows.values()),
        index=pd.Index(list(rows), dtype="str", name="contact_id"),
        columns=["status", "disputed", "confidence", "says_start", "origins"],
    )
    return frame.assign(
        status=frame["status"].astype(pd.CategoricalDtype(dataset.descriptor.field(STATUS).values)),
        disputed=frame["disputed"].astype(bool),
        confidence=frame["confidence"].astype(pd.CategoricalDtype([code.value for code in CONFIDENCE], ordered=True)),
        says_start=pd.to_datetime(frame["says_start"]).astype("datetime64[s]"),
        origins=frame["origins"].astype("Int64"),
    )


def _not_retracted(rows: list) -> list:
    """Claims without those that their own speaker took back later, and without the retractions."""
    kept: list = []
    for row in rows:
        if row.stance == "retracts":
            kept = [other for other in kept if _speaks(other) != _speaks(row)]
        else:
            kept.append(row)
    return kept


def _speaks(row: tuple) -> tuple[str, ...]:
    return (row.speaker, row.origin) if row.speaker in SHARED_SPEAKERS else (row.speaker,)


def _independently_shown(third_word: list) -> bool:
    """At least two independent third origins, one of them not text."""
    origins = {row.origin for row in third_word if row.basis != "anonymous"}
    return len(origins) >= 2 and any(row.basis in IMAGERY for row in third_word)


def _confidence(own_word: list, third_word: list) -> str:
    sides = {row.side for row in own_word}
    if len(sides) == 2:
        return "A"
    if own_word:
        return "B" if {row.origin for row in third_word} - {row.origin for row in own_word} else "C"
    one_origin = len({row.origin for row in third_word}) == 1
    return "E" if one_origin and all(row.basis == "anonymous" for row in third_word) else "D"
