"""What the package holds, as a table of its README: made from the tables, so that no number in it is typed."""

from __future__ import annotations

import pandas as pd

from helpers.dataset.known import as_known
from helpers.dataset.load import Dataset

FILE = "README.md"
BEGIN, END = "<!-- holdings: made from the tables by `contacts format` -->", "<!-- end of holdings -->"


def counts(dataset: Dataset) -> pd.DataFrame:
    """How many rows of each kind there are, by year, as known at the release.

    Returns
    -------
    One row a kind (index), with a column for each year that occurs, `Undated` and `All`.
    """
    known = as_known(dataset, pd.Timestamp(dataset.descriptor.released))
    root, held = known["part_of"].isna(), known["status"] == "held"
    transfer, greeting = known["kind"] == "transfer", known["kind"] == "greeting"
    alone = known["multilateral"] == "only"
    contact = root & ~transfer
    kinds = {
        "Held contacts of the headline": contact & held & ~greeting & ~alone,
        "Held greetings": contact & held & greeting,
        "Held attendance at conferences": contact & held & alone & ~greeting,
        "Plans, lapsed plans and allegations": contact & ~held,
        "Transfers, alleged or admitted": root & transfer,
        "Parts of visits": ~root,
    }
    years = known["start"].dt.strftime("%Y").fillna("Undated")
    table = pd.DataFrame({name: years[chosen].value_counts() for name, chosen in kinds.items()}).T
    table = table.reindex(columns=[*sorted(set(years) - {"Undated"}), "Undated"]).fillna(0).astype(int)
    return table.assign(All=table.sum(axis=1))


def paragraph(dataset: Dataset) -> str:
    """How much stands behind the contacts, in one paragraph."""
    known = as_known(dataset, pd.Timestamp(dataset.descriptor.released))
    held = known[known["part_of"].isna() & (known["kind"] != "transfer") & (known["status"] == "held")]
    claims = dataset.claims.merge(dataset.sources[["source_id", "origin"]], on="source_id")
    claims = claims.assign(root=claims["contact_id"].str.split(".").str[0])
    about = claims[claims["root"].isin(held["contact_id"])].groupby("root")
    sources, origins = (about[column].nunique() for column in ("source_id", "origin"))
    double = int((dataset.contacts["review"] == "double").sum())
    return (
        f"Behind them stand {len(claims)} claims from {claims['source_id'].nunique()} sources, with "
        f"{len(dataset.officials)} officials in {len(dataset.offices)} offices; {len(dataset.searches)} searches are "
        f"logged. Of the held roots, transfers aside, {(sources >= 2).mean():.0%} rest on two or more sources and "
        f"{(origins >= 2).mean():.0%} on two or more independent origins. {double} roots were coded twice."
    )


def renewed(text: str, dataset: Dataset) -> str:
    """The text of the README with its table and paragraph made anew."""
    table = counts(dataset)
    head = "| as known at the release | " + " | ".join(table.columns) + " |"
    rows = [
        f"| {name} | {' | '.join(map(str, row))} |" for name, row in zip(table.index, table.to_numpy(), strict=True)
    ]
    made = "\n".join([head, "|---|" + "--:|" * len(table.columns), *rows, "", paragraph(dataset)])
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}\n\n{made}\n\n{END}{rest.partition(END)[2]}"
