"""Tables: each takes a selection and returns an exhibit."""

from helpers.analysis.tables.brief import changed, last_contacts, numbers, pending
from helpers.analysis.tables.claims import not_held, transfers
from helpers.analysis.tables.coders import coder_differences, reliability
from helpers.analysis.tables.comparisons import declared, rhythm, side_rules
from helpers.analysis.tables.contacts import contacts
from helpers.analysis.tables.counterparts import counterparts
from helpers.analysis.tables.counts import counts
from helpers.analysis.tables.coverage import estimates, published_counts, searches
from helpers.analysis.tables.method import chosen, levels
from helpers.analysis.tables.people import officials
from helpers.analysis.tables.recall import recalled, unlike_lists
from helpers.analysis.tables.revised import revised
from helpers.analysis.tables.sources import languages, origins, other_days

__all__ = [
    "changed",
    "chosen",
    "coder_differences",
    "contacts",
    "counterparts",
    "counts",
    "declared",
    "estimates",
    "languages",
    "last_contacts",
    "levels",
    "not_held",
    "numbers",
    "officials",
    "origins",
    "other_days",
    "pending",
    "published_counts",
    "recalled",
    "reliability",
    "revised",
    "rhythm",
    "searches",
    "side_rules",
    "transfers",
    "unlike_lists",
]
