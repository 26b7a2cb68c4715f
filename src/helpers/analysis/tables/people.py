"""Who is who."""

from __future__ import annotations

from collections import defaultdict

import pandas as pd

from helpers.analysis import words
from helpers.dataset.selection import Selection
from helpers.exhibits import Column, Record, Table


def officials(selection: Selection) -> Table:
    """Everyone named in the contacts of this report, with names as their states write them and their offices."""
    data = selection.dataset
    shown = pd.concat([selection.held, selection.not_held])
    people = data.participants[data.participants["contact_id"].isin(shown["contact_id"])]
    named = data.officials[data.officials["official_id"].isin(people["official_id"])]
    offices = data.offices.assign(until=data.offices["until"].fillna(selection.end)).sort_values(["since", "office"])
    covered = (pd.Timestamp(data.descriptor.first_day), selection.end)
    held = defaultdict(list)
    for spell in offices[offices["official_id"].isin(named["official_id"])].itertuples():
        held[spell.official_id].append(f"{spell.office}{_within(spell, *covered)} ({spell.rank})")
    rows = []
    for person in named.sort_values(["side", "name"]).itertuples():
        script = person.name_ru if person.side == "russia" else person.name_ko
        rows.append(Record([[person.name], ["" if pd.isna(script) else script], ["; ".join(held[person.official_id])]]))
    return Table(
        label="tab-officials",
        caption="Who is named, with the offices held in the covered period",
        note="In brackets the rank of the office. Names in Russian or Korean where a source gave them.",
        source=words.source(selection),
        columns=[Column("Name", share=1.6), Column("In Russian or Korean", share=1.8), Column("Offices", share=4)],
        rows=rows,
        empty="Nobody is named.",
    )


def _within(spell: tuple, first: pd.Timestamp, last: pd.Timestamp) -> str:
    """When an office began or ended inside the covered period; nothing where it ran throughout."""
    since = f" from {words.short_day(spell.since)}" if pd.notna(spell.since) and spell.since > first else ""
    until = f" until {words.short_day(spell.until)}" if spell.until < last else ""
    return since + until
