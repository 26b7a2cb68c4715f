"""The project's own rules of the data, each a generator of problems over the tables as text.

A rule names the tables it needs; it runs only when these could be read. Frictionless runs them as a custom check
(`check.OwnRules`); types, patterns, keys and required cells are Frictionless' own. A module registers its rules when it
is imported.
"""

from helpers.dataset.rules import claims, contacts, mentions, people, revisions
from helpers.dataset.rules.base import LEVEL_SETTING, RULES, TOMBSTONES, problem
from helpers.dataset.rules.cells import TABLES, descriptor_problems

__all__ = [
    "LEVEL_SETTING",
    "RULES",
    "TABLES",
    "TOMBSTONES",
    "claims",
    "contacts",
    "descriptor_problems",
    "mentions",
    "people",
    "problem",
    "revisions",
]
