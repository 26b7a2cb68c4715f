"""Sourced contacts between Russia and the DPRK, 2023-24: from the dataset to reports that can be checked.

Rooms: `dataset` (tables in, checked and typed, as known on a day), `analysis` (frames, figures, tables, prose),
`press` (executed notebook in, HTML and PDF out), `publish` (runs, checks and publishes reports). Analysis and press
never import each other: they meet in notebooks, through the exhibits of `exhibits`.
"""

__version__ = "0.6.0"
