"""Prose: sentences whose every number is computed, hedges included."""

from helpers.analysis.prose.audit import audit, audit_headline, double_coding
from helpers.analysis.prose.change import what_changed
from helpers.analysis.prose.claims import status_of_plans
from helpers.analysis.prose.method import method
from helpers.analysis.prose.robustness import how_robust
from helpers.analysis.prose.summary import headline, summary

__all__ = [
    "audit",
    "audit_headline",
    "double_coding",
    "headline",
    "how_robust",
    "method",
    "status_of_plans",
    "summary",
    "what_changed",
]
