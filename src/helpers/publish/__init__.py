"""From the plan to published reports: run, gate, press, swap; a report is published whole or not at all."""
