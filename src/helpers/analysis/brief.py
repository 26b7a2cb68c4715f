"""The brief in sentences: what moved between two days, what is due, and whether the pace has changed."""

from __future__ import annotations

from helpers.analysis import report, words
from helpers.analysis.news import DUE_DAYS, News, last_at_each_level, pace
from helpers.analysis.revised import releases, revised
from helpers.dataset.selection import Selection
from helpers.exhibits import Cover, Prose, plain

MONTH = 365.25 / 12
MINISTER = 4


def cover(news: News) -> Cover:
    """Title and facts of the brief."""
    selection = news.after
    return report.titled(
        selection,
        title="Russia and the DPRK: brief on contacts",
        subtitle=f"As known on {words.day(selection.on)}, compared with {words.day(news.since)}",
        kicker="Brief",
        headline=[_counts(news), *([said] if (said := _last(selection, MINISTER, link=False)) else [])],
        facts=[("Compared with", words.day(news.since))],
        form="brief",
    )


def summary(news: News) -> Prose:
    """What a reader has to know, in a few sentences."""
    said = [
        _news(news),
        _corrections(news),
        _record(news),
        _plans(news),
        _pace(news.after),
        _last(news.after, MINISTER),
    ]
    return Prose("\n".join(f"- {sentence}" for sentence in said if sentence))


def reading(news: News) -> Prose:
    """How to read the brief."""
    revised_since = (
        "A brief of the earlier day may have printed other numbers: what releases have corrected since is told apart. "
        if releases(news)
        else ""
    )
    return Prose(
        "Both days are read from the same release of the data, each with what had been published by then; a row that "
        f"a later search found counts as known from the day of its source. {revised_since}The last weeks before "
        f"{words.day(news.after.on)} are thin by nature: what was held then is in part reported later. Intervals are "
        "exact; of twenty briefs in a time of steady pace one would call it changed. "
        f"{words.DEFINITIONS[news.after.parameters.unit]}"
    )


def _counts(news: News) -> str:
    old, new = news.numbers[news.after.parameters.unit]
    noun = words.count(new, *words.UNITS[news.after.parameters.unit]).capitalize()
    return f"{noun} held as known on {words.day(news.after.on)}, {old or 'none'} as known on {words.day(news.since)}"


def _news(news: News) -> str:
    rows = news.changed
    held = rows[rows["what"].isin(["new", "came about"]) & (rows["status"] == "held") & (rows["kind"] != "transfer")]
    counted = held[held["contact_id"].isin(news.after.counted["contact_id"])]
    earlier = int((counted["start"] <= news.since).sum())
    late = f", {earlier} of them held by {words.short_day(news.since)} and reported later" if earlier else ""
    said = rows[(rows["what"] == "new") & (rows["status"] != "held") & (rows["kind"] != "transfer")]
    transfers = rows[(rows["what"] == "new") & (rows["kind"] == "transfer")]
    new = words.count(len(counted), *(f"new {noun}" for noun in words.UNITS[news.after.parameters.unit]))
    text = f"**New.** {_counts(news)}: {new} became known as held{late} ([table](#tab-changed))."
    highest = counted.sort_values(["level", "start"], ascending=[False, True]).head(1)
    for row in highest.itertuples():
        text += f" The highest: [{plain(row.title)}](#{row.contact_id}) ({words.short_day(row.start)})."
    if len(said):
        text += f" {words.count(len(said), 'plan or allegation', 'plans and allegations').capitalize()} came up."
    if len(transfers):
        text += f" {words.count(len(transfers), 'transfer').capitalize()} came up; none counts as a contact."
    return text


def _corrections(news: News) -> str:
    kinds = news.changed["what"].value_counts()
    parts = [f"{kinds.get(kind, 0) or 'none'} {kind}" for kind in ("corrected", "withdrawn")]
    sourced = int(kinds.get("better sourced", 0))
    more = f" {words.count(sourced, 'row').capitalize()} gained sources and changed in nothing else." if sourced else ""
    return f"**Corrected or withdrawn.** Of what was known before, {words.listing(parts)}.{more}"


def _record(news: News) -> str:
    """What releases of the data did since the brief before; nothing where there was none."""
    versions = [f"{version} ({words.short_day(day)})" for version, day in releases(news).items()]
    if not versions:
        return ""
    kinds = revised(news)["what"].value_counts()
    added, corrected, withdrawn, sourced = (
        kinds.get(kind, 0) for kind in ("added", "corrected", "withdrawn", "sourced")
    )
    more = f" Of {words.count(sourced, 'other')} the sources alone differ." if sourced else ""
    return (
        f"**Corrected in the record.** Released since: data {words.listing(versions)}, with "
        f"{words.count(added, 'contact')} added, {corrected or 'none'} corrected and {withdrawn or 'none'} withdrawn "
        f"([table](#tab-revised)).{more}"
    )


def _plans(news: News) -> str:
    pending, changed = news.pending, news.changed["what"].value_counts()
    soon = pending[pending["days"].between(0, DUE_DAYS)]
    past, undated = int((pending["days"] < 0).sum()), int(pending["days"].isna().sum())
    text = f"**Due.** {words.count(len(soon), 'plan').capitalize()} for the {DUE_DAYS} days to come"
    text += f": {words.listing([plain(title) for title in soon['title'].head(3)])}" if len(soon) else ""
    text += f" and {len(soon) - 3} more" if len(soon) > 3 else ""
    text += f"; {past or 'none'} whose day has passed unreported; {undated or 'none'} without a day"
    came, lapsed = int(changed.get("came about", 0)), int(changed.get("lapsed", 0))
    return (
        f"{text} ([table](#tab-pending)). Of earlier plans {came or 'none'} came about and {lapsed or 'none'} lapsed."
    )


def _pace(selection: Selection) -> str:
    recent = pace(selection)
    noun = words.UNITS[selection.parameters.unit]
    head = f"**Pace.** In the {recent.days} days to {words.day(selection.end)} {words.count(recent.n, *noun)} began"
    if not recent.comparable:
        return f"{head}; the window before is too short to compare."
    low, high = recent.interval
    rates = f"{_monthly(recent.n, recent.days)} a month against {_monthly(recent.n_before, recent.days_before)} before"
    if recent.n + recent.n_before == 0:
        return f"{head}, and none before: there is nothing to compare."
    interval = f"exact 95% interval of the ratio {low:.1f} to {_bound(high)}"
    verdict = (
        f"{'more' if low > 1 else 'fewer'} than chance alone would explain"
        if low > 1 or high < 1
        else "no more of a difference than chance alone can make"
    )
    return f"{head}: {rates} in this window, {interval}; {verdict}."


def _last(selection: Selection, level: int, *, link: bool = True) -> str:
    """The last contact at a level or above; nothing where there is none."""
    last = last_at_each_level(selection)
    high = last[last["level"] >= level].sort_values("start")
    if high.empty:
        return ""
    row = high.iloc[-1]
    noun = words.UNITS[selection.parameters.unit][0]
    ago = words.count(int(row["days"]), "day")
    if not link:
        return f"last {noun} at minister's rank or above {ago} before {words.day(selection.end)}"
    return (
        f"**The last at minister's rank or above.** {plain(row['title'])}, {ago} before {words.day(selection.end)} "
        "([figure](#fig-pauses), [table](#tab-last))."
    )


def _monthly(n: int, days: int) -> str:
    return f"{n / days * MONTH:.1f}"


def _bound(value: float) -> str:
    return "any" if value == float("inf") else f"{value:.1f}"
