"""The profile in sentences: how often, how high, when, with whom, and what is only said."""

from __future__ import annotations

from helpers.analysis import measures, report, words
from helpers.analysis.subject import Subject
from helpers.dataset.selection import Selection
from helpers.exhibits import Cover, Prose, plain

MINISTER = 4
KINDS = {"domain": "domains", "person": "people of their side", "place": "places"}
TOP = 3


def of(selection: Selection) -> Subject:
    """The subject that the parameters of a profile name."""
    return Subject(selection)


def cover(subject: Subject) -> Cover:
    """Title and facts of the profile."""
    everyone, own = subject.everyone, subject.own
    n, total = len(own.counted), len(everyone.counted)
    share = measures.share_at_or_above(own.counted, MINISTER)
    headline = [f"{n or 'none'} of {words.count(total, *words.UNITS[everyone.parameters.unit])} held"]
    if n:
        headline.append(f"{share['n']} of {share['of']} of known level at minister's rank or above")
        headline.append(f"last on {words.day(own.counted['start'].max())}")
    return report.titled(
        own,
        title=subject.name,
        subtitle="Contacts between Russia and the DPRK: a profile",
        kicker=f"Profile: {subject.kind}",
        headline=headline,
    )


def summary(subject: Subject) -> Prose:
    """The findings in a few sentences."""
    if subject.own.counted.empty:
        everyone = words.count(len(subject.everyone.counted), *words.UNITS[subject.everyone.parameters.unit])
        said = f"**No {words.units(subject.own)} of {plain(subject.name)} match this selection,** of {everyone} in all."
        return Prose(f"{said} {_only_said(subject)}")
    sentences = [_how_often(subject), _when(subject), _how_high(subject), _whom(subject), _only_said(subject)]
    return Prose("\n".join(f"- {sentence}" for sentence in sentences))


def reading(subject: Subject) -> Prose:
    """What belongs to the profile, and how it counts."""
    belongs = {
        "domain": "Each contact stands in one domain, that of the visiting side's highest principal.",
        "person": "A contact belongs to everyone who took part in it, or in what happened during it, in whatever "
        "capacity.",
        "office": "A contact belongs to the office when somebody who held it on the day took part, or when an unnamed "
        "participant is called by its words.",
        "place": "A visit belongs to each place in which something of it happened.",
    }[subject.kind]
    return Prose(
        f"{belongs} {words.DEFINITIONS[subject.own.parameters.unit]} What was published by "
        f"{words.day(subject.own.on)} is used, and nothing later. Few contacts make wide intervals: a profile "
        "shows who is on record, not who matters."
    )


def _how_often(subject: Subject) -> str:
    own, total = subject.own.counted, len(subject.everyone.counted)
    directions = own["direction"].value_counts()
    text = (
        f"**How often.** {len(own)} of {words.count(total, *words.UNITS[subject.own.parameters.unit])} from "
        f"{words.window(subject.everyone)}, as known on {words.day(subject.own.on)} ([figure](#fig-whole)); "
        f"{directions['to_russia']} from the DPRK to Russia, {directions['to_dprk']} the other way."
    )
    if subject.standing:
        rank, among = subject.standing
        place = "the most" if rank == 1 else f"place {rank}"
        text += f" That is {place} of {among} {KINDS[subject.kind]} by number, ties shared."
    return text


def _when(subject: Subject) -> str:
    own = subject.own.counted.sort_values(["start", "contact_id"])
    first, last = own.iloc[0], own.iloc[-1]
    if len(own) == 1:
        return (
            f"**When.** Once: [{plain(first['title'])}](#{first['contact_id']}), {words.days(first)} "
            "([figure](#fig-quarters))."
        )
    pauses = subject.pauses
    since = (subject.own.end - last["start"]).days
    return (
        f"**When.** From {words.day(first['start'])} to {words.day(last['start'])}, the median pause "
        f"{words.count(round(pauses.median()), 'day')} and the longest {words.count(int(pauses.max()), 'day')}; "
        f"{words.count(since, 'day')} since the last, [{plain(last['title'])}](#{last['contact_id']}) "
        "([figure](#fig-quarters))."
    )


def _how_high(subject: Subject) -> str:
    own = measures.share_at_or_above(subject.own.counted, MINISTER)
    everyone = measures.share_at_or_above(subject.everyone.counted, MINISTER)
    unknown = len(subject.own.counted) - own["of"]
    if not own["of"]:
        return (
            f"**How high.** The level of {words.count(unknown, *words.UNITS[subject.own.parameters.unit])} is unknown."
        )
    interval = f"({own['share']:.0%}, exact 95% interval {own['low']:.0%} to {own['high']:.0%})"
    left_out = f"; of {unknown} the level is unknown" if unknown else ""
    return (
        f"**How high.** {own['n']} of {own['of']} of known level at minister's rank or above {interval}, against "
        f"{everyone['n']} of {everyone['of']} in all ({everyone['share']:.0%}){left_out}."
    )


def _whom(subject: Subject) -> str:
    frame = subject.counterparts
    if frame.empty:
        return "**With whom.** Nobody is on record."
    listed = [f"{plain(row.name)} ({row.n})" for row in frame.head(TOP).itertuples(index=False)]
    return f"**With whom.** {words.count(len(frame), 'name')} on record, most often {words.listing(listed)} " + (
        "([table](#tab-counterparts))."
    )


def _only_said(subject: Subject) -> str:
    plans, transfers = subject.own.not_held, subject.own.transfers
    text = f"{words.count(len(plans), 'plan or allegation', 'plans and allegations').capitalize()}"
    if len(transfers):
        text += f" and {words.count(len(transfers), 'alleged or admitted transfer')}"
    verb = "stands" if len(plans) + len(transfers) == 1 else "stand"
    return f"**What is only said.** {text} {verb} beside what was held; none counts ([table](#tab-not-held))."
