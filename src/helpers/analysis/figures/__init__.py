"""Figures: each takes a selection and returns an exhibit that answers one question."""

from helpers.analysis.figures.audit import delays, reliability, told_by
from helpers.analysis.figures.change import change
from helpers.analysis.figures.claims import not_held
from helpers.analysis.figures.direction import balance, directions
from helpers.analysis.figures.domains import domains
from helpers.analysis.figures.frequency import greetings, per_month, per_quarter
from helpers.analysis.figures.level import level_lanes, levels_per_quarter
from helpers.analysis.figures.meeting import uplift, who_meets_whom
from helpers.analysis.figures.robustness import robustness
from helpers.analysis.figures.timeline import timeline

__all__ = [
    "balance",
    "change",
    "delays",
    "directions",
    "domains",
    "greetings",
    "level_lanes",
    "levels_per_quarter",
    "not_held",
    "per_month",
    "per_quarter",
    "reliability",
    "robustness",
    "timeline",
    "told_by",
    "uplift",
    "who_meets_whom",
]
