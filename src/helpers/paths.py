"""Where things are: every path of the project comes from here, never from the working directory."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"
REPORTS = ROOT / "reports"

DATA_VARIABLE = "CONTACTS_DATA"
NOTEBOOKS_VARIABLE = "CONTACTS_NOTEBOOKS"


def data() -> Path:
    """Folder of the data package: `data/`, unless the variable CONTACTS_DATA names another one.

    A build sets the variable to its own snapshot, so that every cell of a report sees the same rows.
    """
    return Path(os.environ.get(DATA_VARIABLE) or ROOT / "data").resolve()


def notebooks() -> Path:
    """Folder of the notebooks and the plan: `notebooks/`, unless the variable CONTACTS_NOTEBOOKS names another one."""
    return Path(os.environ.get(NOTEBOOKS_VARIABLE) or NOTEBOOKS).resolve()
