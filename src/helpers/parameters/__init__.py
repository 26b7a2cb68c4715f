"""Parameters are a contract: names, types, ranges and choices, declared once and checked before a kernel starts.

The same declaration gives the refusal, the help of the console command and the table of parameters in the report.
"""

from helpers.parameters.checking import check, from_cells
from helpers.parameters.contracts import (
    EXPLORED,
    LATEST,
    REPORTS,
    Brief,
    Counting,
    Day,
    MachineCoded,
    Profile,
    Window,
)
from helpers.parameters.words import codes, described, is_day, shown

__all__ = [
    "EXPLORED",
    "LATEST",
    "REPORTS",
    "Brief",
    "Counting",
    "Day",
    "MachineCoded",
    "Profile",
    "Window",
    "check",
    "codes",
    "described",
    "from_cells",
    "is_day",
    "shown",
]
