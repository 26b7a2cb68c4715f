"""Tables: the counts, what is not held, what is alleged, the parameters, and every contact with its sources."""

from __future__ import annotations

from collections import defaultdict

import pandas as pd

from helpers import parameters
from helpers.analysis import files, measures, words
from helpers.dataset.selection import Selection, of_unit
from helpers.dataset.status import CONFIDENCE, STATUSES
from helpers.exhibits import Column, Piece, Record, Table, link

SHOWN_SOURCES = 4


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


def not_held(selection: Selection) -> Table:
    """Plans, lapsed plans and allegations, each with who said what."""
    names = {code.value: code.label for code in STATUSES}
    rows = selection.not_held
    return Table(
        label="tab-not-held",
        caption="Announced, possible, put off, called off, lapsed and alleged: not held as far as was known",
        note="The day is the one last foreseen or alleged by the day of knowledge; none of these counts.",
        source=words.source(selection),
        columns=[Column("Foreseen", share=1.1), Column("What", share=3), Column("Status"), Column("Said by", share=3)],
        rows=[
            Record([[_day(row)], [row["title"]], [names[row["status"]]], _claims(selection, row)], row["contact_id"])
            for _, row in rows.iterrows()
        ],
        empty="Nothing was known of this kind.",
    )


def transfers(selection: Selection) -> Table:
    """Alleged and admitted transfers with everyone's stance: never counted as contacts."""
    names = {code.value: code.label for code in STATUSES}
    rows = selection.transfers
    return Table(
        label="tab-transfers",
        caption="Transfers of arms, troops, fuel or labour: what was alleged, denied and admitted",
        note="Kept because the public debate turns on them; never counted as contacts. No delivery is inferred from "
        "the timing of a visit. A denial is a speaker's stance: it makes an allegation disputed, not untrue.",
        source=words.source(selection),
        columns=[Column("Day"), Column("What", share=3), Column("Status", share=1.1), Column("Said by", share=3.2)],
        rows=[
            Record(
                [
                    [_day(row)],
                    [row["title"]],
                    [
                        "Admitted" if row["status"] == "held" else names[row["status"]],
                        *([", disputed"] if row["disputed"] else []),
                    ],
                    _claims(selection, row),
                ],
                row["contact_id"],
            )
            for _, row in rows.iterrows()
        ],
        empty="No transfer was known of in this window.",
    )


def contacts(selection: Selection) -> Table:
    """Every counted contact with its parts, levels, confidence and sources, by day."""
    counted = selection.counted
    held = selection.held
    inside = held[held["part_of"].isin(counted["contact_id"]) & ~held["contact_id"].isin(counted["contact_id"])]
    shown = pd.concat([counted, inside])
    first = counted.set_index("contact_id")["start"]
    shown = shown.assign(group=first.reindex(shown["part_of"]).set_axis(shown.index).fillna(shown["start"]))
    shown = shown.sort_values(["group", "root", "contact_id"])
    cited = _sources(selection)
    confidence = "; ".join(f"{code.value} {code.label.lower()}" for code in CONFIDENCE)
    return Table(
        label="tab-contacts",
        caption=f"Every {words.units(selection, 1)} counted, with what happened during visits",
        note=f"Level: Russian side / DPRK side, ? where unknown. Confidence: {confidence}.",
        source=words.source(selection),
        columns=[
            Column("Id", share=1.05),
            Column("Day", share=1.35),
            Column("What", share=4.2),
            Column("Level", share=0.75),
            Column("Conf.", share=0.75),
            Column("Sources", share=2.6),
        ],
        rows=[_contact(row, cited.get(row["contact_id"], [])) for _, row in shown.iterrows()],
        empty="No contacts match this selection.",
    )


def chosen(selection: Selection) -> Table:
    """The parameters of this report beside their defaults."""
    given = selection.parameters
    rows = [
        Record([[name], [parameters.shown(getattr(given, name))], [default], [meaning]])
        for name, _, default, meaning in parameters.described(type(given))
    ]
    return Table(
        label="tab-parameters",
        caption="The parameters of this report",
        note="Any of them can be set when the report is built, and is checked before anything runs.",
        source=words.source(selection),
        columns=[Column("Parameter"), Column("Here"), Column("Default"), Column("Meaning", share=4)],
        rows=rows,
    )


def levels(selection: Selection) -> Table:
    """The scale of levels, from the descriptor."""
    codes = selection.dataset.descriptor.field("participants.rank").codes
    return Table(
        label="tab-levels",
        caption="Levels: the rank of the office on the day",
        note="Only principals, and authors and addressees of letters, set a side's level.",
        source=words.source(selection),
        columns=[Column("Level", share=0.5), Column("Name", share=1.6), Column("Offices", share=5)],
        rows=[Record([[code.value], [code.label], [code.meaning]]) for code in codes],
    )


def _contact(row: pd.Series, sources: list[Piece]) -> Record:
    level = " / ".join("?" if pd.isna(row[side]) else str(row[side]) for side in ("level_russia", "level_dprk"))
    title = row["title"] if pd.isna(row["part_of"]) else f"– {row['title']}"
    cells = [[row["contact_id"]], [_day(row)], [title], [level], [str(row["confidence"])], sources]
    return Record(cells, row["contact_id"])


def _day(row: pd.Series) -> str:
    """The days of a row; the doubt of an inexact one is said, and so is an end that nobody gave."""
    if pd.isna(row["start"]):
        return "no day"
    if row["date_precision"] == "month":
        return f"{row['start']:%b %Y}"
    text = words.short_day(row["start"])
    if pd.notna(row["end"]) and row["end"] != row["start"]:
        same = row["end"].to_period("M") == row["start"].to_period("M")
        first = f"{row['start'].day}" if same else f"{row['start'].day} {row['start']:%b}"
        text = f"{first}–{words.short_day(row['end'])}"
    return f"about {text}" if row["date_precision"] == "about" else text


def _sources(selection: Selection) -> dict[str, list[Piece]]:
    """For each contact the publisher and day of the first source of each origin; the rest are in the file of rows."""
    cited = selection.claims.drop_duplicates(["contact_id", "source_id"])
    first = cited.drop_duplicates(["contact_id", "origin"]).groupby("contact_id").head(SHOWN_SOURCES)
    pieces: dict[str, list[Piece]] = defaultdict(list)
    for claim in first.itertuples():
        published = "" if pd.isna(claim.published) else f", {words.short_day(claim.published)}"
        before = ["; "] if pieces[claim.contact_id] else []
        pieces[claim.contact_id] += [*before, link(f"{claim.publisher}{published}", claim.url)]
    more = cited["contact_id"].value_counts() - first["contact_id"].value_counts()
    for contact_id, n in more[more > 0].items():
        pieces[contact_id].append(f"; {n} more in {files.NAME}")
    return pieces


def _claims(selection: Selection, row: pd.Series) -> list[Piece]:
    """Who said what when about a contact: for each speaker and stance the first time, linked to where it was said."""
    speakers = selection.dataset.descriptor.field("claims.speaker")
    stances = selection.dataset.descriptor.field("claims.stance")
    about = selection.claims_about(row["contact_id"]).sort_values("known_from", kind="stable")
    times = about.groupby(["speaker", "stance"], observed=True).size()
    pieces: list[Piece] = []
    for claim in about.drop_duplicates(["speaker", "stance"]).itertuples():
        said = f"{speakers.label(claim.speaker)} {stances.label(claim.stance).lower()}"
        pieces += ["; ", f"{said}, ", link(f"{claim.publisher}, {words.short_day(claim.known_from)}", claim.url)]
        if (more := times[claim.speaker, claim.stance] - 1) > 0:
            pieces.append(f" and {words.count(int(more), 'more source')}")
    return pieces[1:]


def officials(selection: Selection) -> Table:
    """Everyone named in the contacts of this report, with names as their states write them and their offices."""
    data = selection.dataset
    shown = pd.concat([selection.held, selection.not_held])
    people = data.participants[data.participants["contact_id"].isin(shown["contact_id"])]
    named = data.officials[data.officials["official_id"].isin(people["official_id"])]
    offices = data.offices.assign(until=data.offices["until"].fillna(selection.end)).sort_values(["since", "office"])
    rows = []
    for person in named.sort_values(["side", "name"]).itertuples():
        held = offices[offices["official_id"] == person.official_id]
        spells = [f"{spell.office}{_spell(spell, selection)} ({spell.rank})" for spell in held.itertuples()]
        script = person.name_ru if person.side == "russia" else person.name_ko
        rows.append(Record([[person.name], ["" if pd.isna(script) else script], ["; ".join(spells)]]))
    return Table(
        label="tab-officials",
        caption="Who is named, with the offices held in the covered period",
        note="In brackets the rank of the office. Names in Russian or Korean where a source gave them.",
        source=words.source(selection),
        columns=[Column("Name", share=1.6), Column("In Russian or Korean", share=1.8), Column("Offices", share=4)],
        rows=rows,
        empty="Nobody is named.",
    )


def _spell(spell: tuple, selection: Selection) -> str:
    """When an office began or ended inside the covered period; nothing where it ran throughout."""
    first, last = (pd.Timestamp(day) for day in (selection.dataset.descriptor.first_day, selection.end))
    since = f" from {words.short_day(spell.since)}" if pd.notna(spell.since) and spell.since > first else ""
    until = f" until {words.short_day(spell.until)}" if spell.until < last else ""
    return since + until
