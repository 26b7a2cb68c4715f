"""What the audit finds, in sentences."""

from __future__ import annotations

from helpers.analysis import words
from helpers.analysis.measures import agreement, coverage, published, recall, sourcing
from helpers.dataset import coding
from helpers.dataset.selection import Selection
from helpers.exhibits import Prose


def audit(selection: Selection) -> Prose:
    """The findings of the audit in a few sentences."""
    if selection.counted.empty:
        return Prose(f"**No {words.units(selection)} match this selection**: there is nothing to audit.")
    parts = (_missing, _lists, _sources, _coders, _counts, _searches)
    said = [part(selection) for part in parts]
    return Prose("\n".join(f"- {sentence}" for sentence in said if sentence))


def audit_headline(selection: Selection) -> list[str]:
    """The audit's numbers, each as a short sentence."""
    depth = sourcing.depth(selection)
    lines = [f"{words.count(len(depth), *words.UNITS[selection.parameters.unit])} audited, {words.window(selection)}"]
    if len(depth):
        row = coverage.estimates(selection).iloc[-1]
        lines.append(
            f"at least {row.estimate:.0f} took place by the two sides' lists ({row.low:.0f} to {row.high:.0f})"
        )
        lines.append(f"{(depth['origins'] >= 2).mean():.0%} rest on two or more independent origins")
    return lines


def double_coding(selection: Selection) -> Prose:
    """How the second coding was made, and what it cannot tell."""
    due = coding.due(selection.dataset)
    done, open_ = int(due["coded"].sum()), int((~due["coded"]).sum())
    rest = f" {words.count(open_, 'root')} due for it had not been read a second time at the release." if open_ else ""
    return Prose(
        f"A second coder read {words.count(done, 'root')} from the sources and the rules, without sight of the first "
        f"coding: one in {coding.ONE_IN} by chance (the hash of the id), all whose visitor or lower side is of rank "
        f"{coding.HIGH} or above, and everything that is not held.{rest} The second coder was told by a line which "
        "event is meant, and saw sources often only from their beginning: agreement on what happened, above all, owes "
        "something to that line. Agreement says that the rules are clear, not that the sources are true."
    )


def _missing(selection: Selection) -> str:
    row = coverage.estimates(selection).iloc[-1]
    return (
        f"**What is missing.** Russian sources tell of {row.russia} {words.units(selection)}, sources of the DPRK of "
        f"{row.dprk}, both of {row.both}. If the two were independent there would have been {row.estimate:.0f} "
        f"(95% interval {row.low:.0f} to {row.high:.0f}); as they copy each other, that is a lower bound "
        "([table](#tab-coverage))."
    )


def _lists(selection: Selection) -> str:
    total = recall.total(selection)
    every, others = total.loc[recall.ALL], total.loc[recall.OTHERS]
    if not every["named"]:
        return ""
    rest = f"{every['since']:.0f} were added, {every['missing']:.0f} are still missing"
    of_others = (
        f" Of the {others['named']:.0f} on lists that no claim cites it held {others['recall']:.0%} "
        f"({others['low']:.0%} to {others['high']:.0%})."
        if others["named"]
        else ""
    )
    return (
        f"**Lists of others.** {words.count(int(every['lists']), 'list')} of others name {every['named']:.0f} contacts "
        f"and parts of contacts; the record held {every['before']:.0f} of them ({every['recall']:.0%}, 95% interval "
        f"{every['low']:.0%} to {every['high']:.0%}) before they were read, {rest}.{of_others} Of {every['days']:.0f} "
        f"first days that both give {every['near']:.0f} agree within a day ([table](#tab-recall))."
    )


def _sources(selection: Selection) -> str:
    depth = sourcing.depth(selection)
    told = sourcing.told_by(coverage.lists(selection, selection.counted)).value_counts()
    return (
        f"**Who says so.** {(depth['sources'] >= 2).mean():.0%} of the {words.units(selection)} have two or more "
        f"sources, {(depth['origins'] >= 2).mean():.0%} two or more independent origins; {told.get('russia', 0)} are "
        f"told by Russia alone, {told.get('dprk', 0)} by the DPRK alone ([figure](#fig-told-by))."
    )


def _coders(selection: Selection) -> str:
    table = agreement.table(selection.dataset.codings).dropna(subset="alpha")
    if table.empty:
        return ""
    names = selection.dataset.descriptor.tables["codings"]
    weak = table[table["alpha"] < agreement.TO_PUBLISH]
    lowest = table.loc[table["alpha"].idxmin()]
    text = (
        f"**Two coders.** Alpha lies between {lowest['alpha']:.2f} ({names[lowest['variable']].title.lower()}) and "
        f"{table['alpha'].max():.2f} on {words.count(int(table['n'].max()), 'contact')}"
    )
    if weak.empty:
        return f"{text}: every variable is reliable by the codebook's bound ([figure](#fig-alpha))."
    said = words.listing([f"{names[row.variable].title.lower()} ({row.alpha:.2f})" for row in weak.itertuples()])
    return f"{text}; below the bound for publication lies {said} ([figure](#fig-alpha))."


def _counts(selection: Selection) -> str:
    compared = published.compare(selection)
    if compared.empty:
        return ""
    agree = int(compared["agrees"].sum())
    return (
        f"**Other counts.** By the same rules the record agrees with {agree} of {len(compared)} published counts "
        "([table](#tab-published))."
    )


def _searches(selection: Selection) -> str:
    rows = sourcing.searches(selection)
    if len(rows) < 2:
        return ""
    days = rows.iloc[:-1].groupby("on")[["searches", "fruitful"]].sum()
    shares = [f"{row.fruitful / row.searches:.0%} of those of {words.day(day)}" for day, row in days.iterrows()]
    return (
        f"**Searches.** Of {rows.iloc[-1].searches} logged searches {rows.iloc[-1].fruitful} brought something new: "
        f"{words.listing(shares)} ([table](#tab-searches))."
    )
