"""Tables: each takes a selection and returns an exhibit."""

from helpers.analysis.tables.brief import changed, last_contacts, numbers, pending
from helpers.analysis.tables.claims import not_held, transfers
from helpers.analysis.tables.contacts import contacts
from helpers.analysis.tables.counterparts import counterparts
from helpers.analysis.tables.counts import counts
from helpers.analysis.tables.method import chosen, levels
from helpers.analysis.tables.people import officials

__all__ = [
    "changed",
    "chosen",
    "contacts",
    "counterparts",
    "counts",
    "last_contacts",
    "levels",
    "not_held",
    "numbers",
    "officials",
    "pending",
    "transfers",
]
