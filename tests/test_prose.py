"""Prose: every number in a sentence against a count of its own."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from selected import busy, selected
from world import World, world

from helpers.analysis import figures, prose, report
from helpers.analysis.measures import clusters
from helpers.exhibits import plain
from helpers.press import markdown

LEVELS = {"RK0001": 4, "RK0002": 4, "RK0003": 6, "RK0004": 4, "RK0005": 4, "RK0006": 3, "RK0007": None}
"""Headline level of everything that the busy world counts, as its author meant it."""


def said(folder: Path, **given: Any) -> dict[str, str]:
    """The sentences of the summary by their first words."""
    lines = prose.summary(selected(busy(), folder, **given)).markdown.splitlines()
    return {match[1]: match[2] for match in (re.fullmatch(r"- \*\*(.+?)\.\*\* (.+)", line) for line in lines)}


def rate(n: int) -> str:
    """Exact interval of a rate, from the gamma distribution."""
    low = stats.gamma.ppf(0.025, n) if n else 0
    return f"95% interval of the rate {low:.0f} to {stats.gamma.ppf(0.975, n + 1):.0f}"


def share(n: int, of: int) -> str:
    """A share with its exact interval, from the beta distribution."""
    low = stats.beta.ppf(0.025, n, of - n + 1) if n else 0
    high = stats.beta.ppf(0.975, n + 1, of - n) if n < of else 1
    return f"({n / of:.0%}, 95% interval {low:.0%} to {high:.0%})"


def test_the_summary_counts_what_there_is(tmp_path: Path) -> None:
    known = [level for level in LEVELS.values() if level is not None]
    ministers, vice = sum(level >= 4 for level in known), sum(level >= 3 for level in known)
    assert said(tmp_path, as_of="2024-12-31") == {
        "How often": "7 contacts took place from 1 January 2023 to 31 December 2024, as known on 31 December 2024: "
        f"1 in 2023 ({rate(1)}) and 6 in 2024 ({rate(6)}). 19 months of 24 passed without any ([figure](#fig-months)).",
        "How high": f"{ministers} of the {len(known)} contacts of known level were at minister's rank or above "
        f"{share(ministers, len(known))}, {vice} at vice-minister's or above; "
        f"of {len(LEVELS) - len(known)} the level is unknown ([figure](#fig-lanes)).",
        "At the top": r"At the level of heads of state: [Putin \[state visit\] \*to\* Pyongyang](#RK0003) "
        "(18 Jun 2024).",
        "What changed": "6 contacts in 2024 against 1 in 2023 is a rate 6.0 times as high (95% interval 0.7 to 275.2), "
        "which may be chance. No single change of rate stands out: a change is 2.2 times as probable as none, and 20 "
        "is asked for ([figure](#fig-change)).",
        "How firm": "That there was more in 2024 may be chance by the report's own definition. More than half at "
        "minister's rank or above holds under every definition ([figure](#fig-robustness)).",
        "Who to whom": "1 went or wrote from the DPRK to Russia, 4 the other way ([figure](#fig-directions)).",
        "About what": "Most often foreign affairs (5), health (1) and leaders (1) ([figure](#fig-domains)).",
        "What is only said": "1 plan or allegation and 1 alleged or admitted transfer stood beside what was held, as "
        "far as was known: none of them counts as a contact ([figure](#fig-not-held)).",
    }


def test_the_summary_changes_with_what_was_known(tmp_path: Path) -> None:
    before, after = (said(tmp_path, as_of=day, end="2024-06-30") for day in ("2024-06-17", "2024-06-18"))
    assert before["How often"] == (
        "2 contacts took place from 1 January 2023 to 17 June 2024, as known on 17 June 2024: "
        f"1 in 2023 ({rate(1)}) and 1 in 2024 ({rate(1)}). 16 months of 18 passed without any ([figure](#fig-months))."
    )
    assert after["How often"] == (
        "3 contacts took place from 1 January 2023 to 18 June 2024, as known on 18 June 2024: "
        f"1 in 2023 ({rate(1)}) and 2 in 2024 ({rate(2)}). 15 months of 18 passed without any ([figure](#fig-months))."
    )
    assert ("At the top" in before, "At the top" in after) == (False, True)
    assert before["What is only said"].startswith(
        "No plans and allegations and no alleged or admitted transfers stood "
    )


def test_the_summary_follows_the_parameters(tmp_path: Path) -> None:
    meetings = said(tmp_path, unit="meetings", start="2024-01-01", side_rule="higher", as_of="2024-12-31")
    assert meetings["How often"] == (
        "3 meetings took place from 1 January 2024 to 31 December 2024, as known on 31 December 2024. "
        "9 months of 12 passed without any ([figure](#fig-months))."
    )
    assert meetings["How high"].startswith(
        f"3 of the 3 meetings of known level were at minister's rank or above {share(3, 3)}"
    )
    assert "At the top" not in meetings  # a meeting inside a visit is no contact of its own
    unknown = said(tmp_path, start="2024-09-12", as_of="2024-12-31")
    assert list(unknown) == ["How often", "What changed", "How firm", "Who to whom", "About what", "What is only said"]
    assert unknown["How firm"] == "There is too little here to vary ([figure](#fig-robustness))."
    assert unknown["What changed"] == (
        "The days counted do not hold both years whole, so the years are not compared. In so few months with contacts "
        "no change is looked for ([figure](#fig-change))."
    )


def test_at_most_six_heads_of_state_are_named(tmp_path: Path) -> None:
    small = busy()
    for number in range(20, 27):
        cells = {"start": "2024-11-01", "end": "2024-11-01", "title": f"Visit {number}"}
        small.contact(f"RK00{number}", russia="ru-putin", dprk="kp-kim-jong-un", **cells)
    text = prose.summary(selected(small, tmp_path)).markdown
    assert re.findall(r"\[Visit (\d+)\]", text) == ["20", "21", "22", "23", "24"]
    assert "(#RK0024) (1 Nov 2024), and 2 more." in text


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (
            {"as_of": "2023-01-01"},
            "**No contacts match this selection.** The window from 1 January 2023 to 1 January 2023 holds no held "
            "rows before level and unit are chosen, as known on 1 January 2023.",
        ),
        (
            {"as_of": "2024-12-31", "unit": "visits", "min_level": 5, "end": "2023-12-31"},
            "**No visits match this selection.** Selection\\: level Head of government or equal or higher, unknown "
            "levels left out\\. The window from 1 January 2023 to 31 December 2023 holds 1 held row "
            "before level and unit are chosen, as known on 31 December 2024.",
        ),
    ],
)
def test_an_empty_selection_says_what_it_looked_at(tmp_path: Path, given: dict[str, Any], text: str) -> None:
    assert prose.summary(selected(busy(), tmp_path, **given)).markdown == text


def test_the_headline(tmp_path: Path) -> None:
    assert prose.headline(selected(busy(), tmp_path, as_of="2024-12-31")) == [
        "7 contacts held, 1 January 2023 to 31 December 2024",
        "5 of 6 of known level at minister's rank or above",
        "as known on 31 December 2024; 1 more planned, lapsed or alleged",
    ]
    assert prose.headline(selected(busy(), tmp_path, as_of="2023-01-01")) == [
        "no contacts held, 1 January 2023 to 1 January 2023"
    ]


def test_plans_and_allegations_in_words(tmp_path: Path) -> None:
    stance = (
        "A denial is a speaker's stance, not the status of an event; [table](#tab-not-held) and "
        "[table](#tab-transfers) give "
        "each speaker's words their own source."
    )
    texts = {
        "2024-12-31": "beside the held contacts 1 announced. Of 1 transfer of arms, troops, fuel or labour spoken of, "
        "1 rested on third parties alone, 1 of these denied by a side said to take part. ",
        "2024-10-18": "beside the held contacts no plan that had not come to pass. Of 1 transfer of arms, troops, "
        "fuel or labour spoken of, 1 rested on third parties alone, 0 of these denied by a side said to take part. ",
        "2024-10-17": "beside the held contacts no plan that had not come to pass. ",
    }
    for day, text in texts.items():
        when = f"{pd.Timestamp(day).day} {pd.Timestamp(day):%B %Y}"
        found = prose.status_of_plans(selected(busy(), tmp_path, as_of=day)).markdown
        assert found == f"As known on {when}, the window holds {text}{stance}"


def test_the_method_counts_rows_and_single_words(tmp_path: Path) -> None:
    text = prose.method(selected(busy(), tmp_path, as_of="2024-12-31")).markdown
    assert "published by 31 December 2024: 12 rows of the record had been spoken of by then." in text
    assert "6 of 7 contacts rest on one side's word alone" in text
    assert "they are shown. 0 of them were coded twice, independently." in text
    twice = busy()
    twice.tables["contacts"][0]["review"] = "double"
    twice.add("codings").add("codings", coder="second")
    coded = prose.method(selected(twice, tmp_path, as_of="2024-12-31")).markdown
    assert "they are shown. 1 of them were coded twice, independently." in coded
    empty = prose.method(selected(busy(), tmp_path, as_of="2023-01-01", side_rule="dprk")).markdown
    assert "published by 1 January 2023: no rows of the record" in empty
    assert "0 of 0 contacts rest on one side's word alone" in empty
    assert "Here level is the rank of the DPRK side." in empty
    assert "do not hold: of the searches on record, about 1 for 2023. And the definitions are choices:" in empty


def steady(after: int, before: int = 6) -> World:
    """Visits of ministers on the first of months: so many in each month of 2024, and some in all of 2023."""
    small = world()
    small.tables["contacts"].clear()
    small.tables["participants"].clear()
    small.tables["claims"].clear()
    days = [f"2023-{2 * n + 1:02}-01" for n in range(before)]
    days += [f"2024-{month:02}-{day:02}" for month in range(1, 13) for day in range(1, after + 1)]
    for number, day in enumerate(days, 1):
        small.contact(f"RK{number:04}", start=day, end=day, title=f"Visit {number}")
    return small


def test_what_changed_names_the_month_and_its_doubts(tmp_path: Path) -> None:
    selection = selected(steady(4), tmp_path, as_of="2024-12-31")
    years, when, hedges = prose.what_changed(selection).markdown.split("\n\n")
    assert years == (
        "48 contacts in 2024 against 6 in 2023 is a rate 8.0 times as high (95% interval 3.4 to 22.8). Periods are "
        "compared only as the calendar or a public event sets them ([table](#tab-comparisons)); months chosen for "
        "their counts, or side by side, are not."
    )
    assert when.startswith(
        "One change of rate explains the months better than none, most probably from Jan 2024 on (95% of the "
        "probability lies on "
    )
    assert "The Bayes factor is over 1,000; with a prior half and one twice as firm it is over 1,000." in when
    assert hedges == (
        "The model knows one step or none: steady growth would be read as a step, too. Within a year the months "
        "vary no more than chance allows, as far as so few can tell."
    )
    headline = figures.change(selection).headline
    assert re.fullmatch(r"From Jan 2024 on 7\.\d times as many a month \(95% interval 3\.\d to 1\d\.\d\)", headline)


def test_lumps_and_searches_are_said_where_they_are(tmp_path: Path) -> None:
    small = steady(0, 0)
    for number, day in enumerate(["2024-03-01"] * 15 + ["2023-05-01"] * 2, 1):
        small.contact(f"RK{number:04}", start=day, end=day, title=f"Visit {number}")
    for year in ("2023", "2024"):
        small.add("searches", period=year)
    text = prose.what_changed(selected(small, tmp_path, as_of="2024-12-31")).markdown
    assert "Within 2024 the months vary 14.7 times as much as chance alone would make them (p < 0.001): " in text
    assert "Within 2023" not in text
    assert "contacts come in lumps, and exact intervals are too narrow." in text
    assert text.endswith(
        "about 2 searches were made for 2023 and 1 for 2024; [figure](#fig-robustness) shows the years thinned alike."
    )


def test_how_robust_says_what_turns(tmp_path: Path) -> None:
    small = steady(1)  # 6 and 12 visits, all of ministers; two of 2023 held many meetings
    for number in (1, 2):
        for part in range(1, 10):
            cells = {"kind": "meeting", "part_of": f"RK000{number}", "title": f"Talk {part}"}
            day = f"2023-{2 * number - 1:02}-01"
            small.contact(f"RK000{number}.{part:02}", start=day, end=day, **cells)
    text = prose.how_robust(selected(small, tmp_path, as_of="2024-12-31")).markdown
    ratio, share, _ = text.split("\n\n")
    assert ratio.startswith(
        "By the report's own choice the rate of 2024 is 2.0 times (0.7 to 6.5) that of 2023. Changing one point at a "
        "time gives 7 other ratios. That may be chance. It keeps its direction but may be chance with visits counted "
    )
    assert share == (
        "More than half were at minister's rank or above (100%, 81% to 100%). This side of half is kept under all 9 "
        "other definitions."
    )
    small.tables["offices"][0]["rank"] = 3
    lower = prose.how_robust(selected(small, tmp_path / "lower", as_of="2024-12-31")).markdown.split("\n\n")[1]
    assert lower == (
        "No more than half were at minister's rank or above (0%, 0% to 19%). That turns with level by higher side "
        "(100%, 81% to 100%); whoever quotes the share has to say whose rank is meant and what is counted."
    )


def test_a_finding_that_turns_round_is_said(tmp_path: Path) -> None:
    small = steady(1)
    for number in range(7, 19):  # the visits of 2024 rest on nobody of minister's rank
        for row in small.tables["participants"]:
            if row["contact_id"] == f"RK{number:04}" and row["side"] == "russia":
                row.update(official_id="", label="Experts", rank=1)
    text = prose.how_robust(selected(small, tmp_path, as_of="2024-12-31")).markdown
    assert "The finding turns round with vice-minister or above (0.0 times, 0.0 to 0.8)" in text
    assert "That there was more in 2024 may be chance" in said_of(small, tmp_path / "said")["How firm"]


def said_of(small: World, folder: Path) -> dict[str, str]:
    lines = prose.summary(selected(small, folder, as_of="2024-12-31")).markdown.splitlines()
    return {match[1]: match[2] for match in (re.fullmatch(r"- \*\*(.+?)\.\*\* (.+)", line) for line in lines)}


def test_meetings_of_a_year_have_the_interval_of_whole_visits(tmp_path: Path) -> None:
    text = said(tmp_path, unit="meetings", as_of="2024-12-31")["How often"]
    low, high = clusters.total([1.0, 1.0, 1.0])
    assert f": 0 in 2023 and 3 in 2024 (95% interval of the rate {low:.0f} to {high:.0f})." in text


def test_the_cover_states_its_facts(tmp_path: Path) -> None:
    selection = selected(busy(), tmp_path, as_of="2024-12-31", min_level=3)
    cover = report.cover(selection)
    described = selection.dataset.descriptor
    assert dict(cover.facts) == {
        "Window": "1 January 2023 to 31 December 2024",
        "As known on": "31 December 2024",
        "Counted": "6 contacts",
        "Selection": "level Vice-minister or equal or higher, unknown levels left out",
        "Data": f"{described.raw['title']}, version {described.version}, {selection.dataset.digest[:12]}",
        "Licence": "Text and data CC BY 4.0",
    }
    assert (cover.date, cover.headline) == ("2024-12-31", prose.headline(selection))
    plain_facts = dict(report.cover(selected(world(), tmp_path)).facts)
    assert (plain_facts["Selection"], plain_facts["Counted"]) == ("all levels, domains, directions", "1 contact")


def printed(text: str) -> list[dict[str, Any]]:
    return markdown.blocks(text)


TRAPS = [
    "**bold** and _slanted_ and ~~struck~~",
    "[a link](https://example.org) and [figure](#fig-months)",
    "<script>alert(1)</script> &amp; &copy;",
    "1. a list",
    "1) a list",
    "- a list",
    "+ a list",
    "# a heading",
    "> a quotation",
    "`code` and $x^2$",
    "a | b",
    "---",
    "===",
    "[^1] a footnote",
    "![an image](x.png)",
    r"back\slash \* and \\",
    "http://example.org/a_b_c",
    "Чхве Сон Хи – 최선희",
    "***",
    "~~~",
    "[x]: https://example.org",
    "a  b",
]


@pytest.mark.parametrize("text", TRAPS)
def test_data_print_as_themselves(text: str) -> None:
    assert printed(plain(text)) == [{"kind": "paragraph", "content": [text]}]


@settings(deadline=None)
@given(st.text(st.characters(categories=("L", "N", "P", "S"), include_characters=" "), min_size=1, max_size=60))
def test_any_text_prints_as_itself(text: str) -> None:
    text = " ".join(text.split()) or "-"
    [block] = printed(plain(text))
    assert (block["kind"], markdown.text_of(block["content"])) == ("paragraph", markdown.clean(text))


def test_a_title_of_the_data_prints_as_itself_in_the_summary(tmp_path: Path) -> None:
    [listed] = printed(prose.summary(selected(busy(), tmp_path)).markdown)
    [top] = [item for [item] in listed["items"] if item["content"][0] == {"kind": "strong", "content": ["At the top."]}]
    link = next(piece for piece in top["content"] if not isinstance(piece, str) and piece["kind"] == "link")
    assert link == {"kind": "link", "to": "#RK0003", "content": ["Putin [state visit] *to* Pyongyang"]}
