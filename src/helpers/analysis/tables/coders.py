"""How far two coders agree, and where they do not."""

from __future__ import annotations

import pandas as pd

from helpers.analysis import words
from helpers.analysis.cells import ids, intervals, percent, records
from helpers.analysis.measures import agreement
from helpers.analysis.tables.contacts import anchors
from helpers.dataset.selection import Selection
from helpers.exhibits import Column, Record, Table


def reliability(selection: Selection) -> Table:
    """Krippendorff's alpha of every variable."""
    columns = selection.dataset.descriptor.tables["codings"]
    frame = agreement.table(selection.dataset.codings)
    frame = frame.assign(
        variable=[columns[name].title for name in frame["variable"]],
        same=frame["same"].map(percent),
        verdict=frame["alpha"].map(agreement.verdict),
        interval=intervals(frame, "{:.2f} to {:.2f}".format),
        alpha=["" if pd.isna(value) else f"{value:.2f}" for value in frame["alpha"]],
    )
    return Table(
        label="tab-alpha",
        caption="Two coders on the same contacts: Krippendorff's alpha",
        note="Ordinal for levels, nominal for all else; the intervals resample contacts. From "
        f"{agreement.TO_PUBLISH:.2f} on a variable is reliable, from {agreement.TENTATIVE:.2f} tentative. A level that "
        "a coder did not know counts as no reading.",
        source=words.source(selection),
        columns=[
            Column("Variable", share=2),
            *(Column(name, "right") for name in ("Contacts", "Read alike", "Alpha")),
            Column("95% interval", "right", 1.3),
            Column("Verdict", share=1.5),
        ],
        rows=records(frame, ["variable", "n", "same", "alpha", "interval", "verdict"]),
    )


def coder_differences(selection: Selection) -> Table:
    """Every reading in which the two coders differ."""
    columns = selection.dataset.descriptor.tables["codings"]
    titles = selection.dataset.contacts.set_index("contact_id")["title"]
    codings = selection.dataset.codings
    frame = agreement.differences(codings[codings["contact_id"].isin(selection.known["contact_id"])])
    anchored = anchors(selection)
    frame = frame.assign(
        title=frame["contact_id"].map(titles), variable=[columns[name].title for name in frame["variable"]]
    )
    return Table(
        label="tab-differences",
        caption="Where the two coders differ",
        note="Both readings are kept as they were made; the record stands as adjudicated afterwards.",
        source=words.source(selection),
        columns=[
            Column("Id"),
            Column("What", share=3.6),
            Column("Variable", share=1.5),
            Column("First", share=1.2),
            Column("Second", share=1.2),
        ],
        rows=[
            Record([ids([row.contact_id], anchored), [row.title], [row.variable], [row.first], [row.second]])
            for row in frame.itertuples()
        ],
        empty="They do not differ.",
    )
