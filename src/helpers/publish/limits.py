"""How long one cell and one whole report may take."""

from dataclasses import dataclass

CELL_SECONDS = 600
REPORT_SECONDS = 3600


@dataclass(frozen=True)
class Limits:
    """Time that one cell and one whole report may take, in seconds."""

    cell: int = CELL_SECONDS
    report: int = REPORT_SECONDS
