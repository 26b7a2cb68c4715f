"""Cover and sentences, computed from both records; and how to get files, where there are none."""

from __future__ import annotations

from helpers.analysis import words
from helpers.exhibits import Cover, Prose
from helpers.machine_coded.report import measures
from helpers.machine_coded.report.beside import Beside
from helpers.machine_coded.report.words import NOT_CONTACTS

HOW_TO = """**No files are given.** This report sets tables of machine-coded events beside the contacts; it
ships none, because they are large and not ours to pass on.

1. Get files, for the months of the window and a week on both sides:
    - GDELT 2.0: the exports of fifteen minutes, `….export.CSV.zip`, that the project's master file list names, or the
      table in BigQuery (`contacts machine-coded --bigquery` prints the query). GDELT 1.0: its daily exports.
    - ICEWS and POLECAT: the yearly files from Harvard's Dataverse.
2. Install the extra, and count: `pip install .[scale]`, then `contacts machine-coded FOLDER --out machine_coded`.
3. Set `folder` in the cell of parameters to the folder that was written, and `source` to the table; run all cells."""


def cover(beside: Beside) -> Cover:
    """Title and facts of the report."""
    selection, days = beside.selection, beside.days.index
    data = selection.dataset.descriptor
    covered = words.span(days.min(), days.max()) if len(days) else "no files are given"
    return Cover(
        title="Machine-coded rows beside the contacts",
        subtitle=f"What a machine saw of the contacts between Russia and the DPRK, {words.window(selection)}",
        kicker="Comparison of records",
        facts=[
            ("Window", words.window(selection)),
            ("As known on", words.day(selection.on)),
            ("Contacts", words.count(len(selection.counted), "contact")),
            ("Rows", beside.layout.title if beside.parameters.folder else "no files are given"),
            ("Files cover", covered),
            ("Data", f"{data.raw['title']}, version {data.version}, {selection.dataset.digest[:12]}"),
        ],
        authors=[person["title"] for person in data.raw["contributors"]],
        keywords=[*data.raw["keywords"], "event data"],
        headline=_headline(beside),
        date=f"{selection.on:%Y-%m-%d}",
    )


def summary(beside: Beside) -> Prose:
    """The findings in a few sentences, or how to get files."""
    if not beside.parameters.folder:
        return Prose(HOW_TO)
    frame, dated = measures.around(beside), measures.dated(beside)
    reach = words.count(beside.parameters.days, "day")
    found = [
        f"**Covered.** Of {words.count(len(beside.selection.counted), 'counted contact')}, {len(dated)} have a known "
        f"day; the files cover {len(frame)} of these with the {reach} before and after. Only these are compared."
    ]
    if len(frame):
        missed = int(frame["missed"].sum())
        found += [
            f"**Seen.** Of {words.count(len(frame), 'contact')}, {len(frame) - missed} had a row of the pair on their "
            f"days or within {reach} after; of {missed} the machine saw nothing. A row in those days need not be "
            "about the contact: that two records agree on a week is the most that can be said.",
            f"**Before, on, after.** Per million rows of all countries, {frame['rate_before'].mean():,.1f} were of the "
            f"pair in the {reach} before a contact, {frame['rate_on'].mean():,.1f} on its days and "
            f"{frame['rate_after'].mean():,.1f} in the {reach} after (means; [figure](#fig-machine-around)).",
        ]
    visits = frame[frame["kind"] == "visit"]
    if len(visits):
        made = visits["on"] + visits["after"]
        found.append(
            f"**Rows of one visit.** From {made.min():,} to {made.max():,}, median {made.median():,.0f} "
            "([figure](#fig-machine-visits)): rows follow attention, and count neither visits nor meetings."
        )
    return Prose("\n".join(f"- {sentence}" for sentence in found))


def _headline(beside: Beside) -> list[str]:
    if not beside.parameters.folder:
        return ["No files are given: the report says how to get them"]
    frame = measures.around(beside)
    return [
        f"{int(beside.days['rows'].sum()):,} rows of the pair ({NOT_CONTACTS}) in {beside.layout.title}",
        f"{int(frame['missed'].sum())} of {words.count(len(frame), 'contact')} left no row",
    ]
