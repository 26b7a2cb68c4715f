"""How many: four counts of the same record."""

from __future__ import annotations

from helpers.analysis import measures, words
from helpers.dataset.selection import Selection, of_unit
from helpers.exhibits import Column, Record, Table


def counts(selection: Selection) -> Table:
    """Contacts, visits, meetings and contact-days by year: four counts that are never added together."""
    held = selection.held
    held = held[(held["kind"] != "greeting") & (held["multilateral"] != "only")]
    years = measures.periods(selection.start, selection.end, "Y")
    spans = [(row.period, max(row.first, selection.start), min(row.last, selection.end)) for row in years.itertuples()]
    if len(spans) > 1:
        spans.append(("Window", selection.start, selection.end))
    rows = []
    for name, pick in (
        ("Contacts (visits and what stands alone)", lambda rows: int(of_unit(rows, "contacts").sum())),
        ("Visits", lambda rows: int(of_unit(rows, "visits").sum())),
        ("Meetings, calls and video talks", lambda rows: int(of_unit(rows, "meetings").sum())),
        ("Contact-days", lambda rows: measures.contact_days(rows[of_unit(rows, "contacts")])),
    ):
        values = [str(pick(held[held["start"].between(first, last)])) for _, first, last in spans]
        rows.append(Record([[name], *([value] for value in values)]))
    greetings = [str(int(selection.greetings["start"].between(a, b).sum())) for _, a, b in spans]
    rows.append(Record([["Greetings (not among the contacts)"], *([n] for n in greetings)]))
    return Table(
        label="tab-counts",
        caption="Four counts of the same record, never to be added together",
        note="Held only; attendance at multilateral events without a bilateral meeting is left out. One visit with six "
        "meetings over five days is 1 contact, 1 visit, 6 meetings and 5 contact-days. Domain and direction as chosen; "
        "level and origins do not narrow this table.",
        source=words.source(selection),
        columns=[Column("Count", share=3), *(Column(name, "right") for name, _, _ in spans)],
        rows=rows,
    )
