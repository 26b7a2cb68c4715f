"""From the plan to published reports: run, gate, press, swap; a report is published whole or not at all."""

import sys

# jsonschema builds a grammar for a format of addresses when it finds this package, which takes longer than all the rest
# of nbformat together and serves nothing here; without the package it leaves that one format unchecked.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
