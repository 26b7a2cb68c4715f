"""Measures of contacts: small tidy frames, without files and without ink; a module for each question.

The counts that every report draws stand here by name: `measures.per_period(rows, ...)`.
"""

from helpers.analysis.measures.counts import (
    LEVELS,
    balance,
    by_direction,
    by_domain,
    by_level,
    contact_days,
    highest,
    per_period,
    periods,
    share_at_or_above,
    uplift,
)

__all__ = [
    "LEVELS",
    "balance",
    "by_direction",
    "by_domain",
    "by_level",
    "contact_days",
    "highest",
    "per_period",
    "periods",
    "share_at_or_above",
    "uplift",
]
