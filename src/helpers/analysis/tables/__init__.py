"""Tables: each takes a selection and returns an exhibit."""

from helpers.analysis.tables.claims import not_held, transfers
from helpers.analysis.tables.comparisons import declared, rhythm, side_rules
from helpers.analysis.tables.contacts import contacts
from helpers.analysis.tables.counts import counts
from helpers.analysis.tables.method import chosen, levels
from helpers.analysis.tables.people import officials

__all__ = [
    "chosen",
    "contacts",
    "counts",
    "declared",
    "levels",
    "not_held",
    "officials",
    "rhythm",
    "side_rules",
    "transfers",
]
