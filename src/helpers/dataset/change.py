"""A change of one contact between two states of the record."""

from __future__ import annotations

from dataclasses import dataclass, field

COMPARED = (
    *("status", "disputed", "confidence", "kind", "start", "end", "date_precision", "direction", "place", "country"),
    *("domain", "multilateral", "level_russia", "level_dprk", "origins", "title", "part_of"),
)
"""Columns of `known.as_known` whose change is a change of the contact."""


@dataclass(frozen=True)
class Change:
    """One contact that is new, gone, or told otherwise than before."""

    contact_id: str
    kind: str
    """`added`, `corrected` or `withdrawn`."""
    title: str
    columns: dict[str, tuple[str, str]] = field(default_factory=dict)
    """For a corrected one: what it was and what it is, by column; empty text for nothing."""
