"""Machine-coded event tables (GDELT, ICEWS, POLECAT) of any size: the rows of the pair, counted. Rows, not contacts.

An extra (`pip install .[scale]`): no curated report uses anything of this room. Text files are read in one pass by
`prefilter`, Parquet by an engine; either way `tables` counts the same rows, and `folder` keeps what was counted.
"""
