"""The audit: agreement of coders, what two lists tell, published counts, and who says so."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from executed import executed
from matplotlib.figure import Figure as Canvas
from selected import busy, selected
from world import World

from helpers.analysis import figures, prose, tables
from helpers.analysis.charts import audit
from helpers.analysis.measures import agreement, coverage, delay, published, recall, sourcing
from helpers.dataset import coding
from helpers.dataset.load import Dataset
from helpers.dataset.selection import Selection
from helpers.exhibits import Table, link
from helpers.parameters import Counting
from helpers.press import document
from helpers.publish import gate

# Two coders


def codings(first: str, second: str, variable: str = "kind") -> pd.DataFrame:
    """Readings of one variable by two coders, a letter or digit a contact; a space is none."""
    rows = [
        {"contact_id": f"RK{number:04}", "coder": coder, variable: None if value == " " else value}
        for coder, values in (("first", first), ("second", second))
        for number, value in enumerate(values)
    ]
    frame = pd.DataFrame(rows) if variable == "kind" else pd.DataFrame(rows).assign(kind="visit")
    return frame.assign(**{variable: pd.to_numeric(frame[variable])}) if variable in agreement.ORDINAL else frame


def test_alpha_of_krippendorffs_own_example() -> None:
    # K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), example B: Ben and Gerry, twelve articles.
    found = agreement.alpha(codings("aabbdcccedda", "babbbcccedd" + "d"), "kind")
    assert round(found["alpha"], 3) == 0.692
    assert (found["n"], found["same"]) == (12, 9 / 12)
    assert found["low"] < found["alpha"] < found["high"]


def test_ordinal_alpha_takes_a_near_miss_for_less_than_a_far_one() -> None:
    near = agreement.alpha(codings("654321654321", "654321654322", "level_dprk"), "level_dprk")["alpha"]
    far = agreement.alpha(codings("654321654321", "654321654326", "level_dprk"), "level_dprk")["alpha"]
    assert 1 > near > 0.95 > far


def test_an_unknown_level_is_no_reading_and_a_difference_all_the_same() -> None:
    both = codings("65430", "65434", "level_russia")
    assert agreement.alpha(both, "level_russia")["n"] == 4
    frame = pd.concat([both.assign(**dict.fromkeys(agreement.NOMINAL, "x"), level_dprk=4)])
    assert agreement.differences(frame).to_dict("records") == [
        {"contact_id": "RK0004", "variable": "level_russia", "first": "", "second": "4"}
    ]


def test_a_transfer_has_no_level() -> None:
    both = codings("6543", "6540", "level_russia").assign(kind=["visit", "visit", "transfer", "visit"] * 2)
    assert agreement.alpha(both, "level_russia")["n"] == 2


def test_a_contact_that_one_coder_read_is_not_compared() -> None:
    assert agreement.alpha(codings("aabb", "aab"), "kind")["n"] == 3


def test_where_one_code_occurs_there_is_no_alpha() -> None:
    found = agreement.alpha(codings("aaa", "aaa"), "kind")
    assert (found["n"], found["same"], np.isnan(found["alpha"])) == (3, 1.0, True)
    assert agreement.verdict(found["alpha"]) == "nothing to tell apart"


@pytest.mark.parametrize(
    ("value", "verdict"),
    [(0.8, "reliable"), (0.799, "tentative"), (0.67, "tentative"), (0.669, "not reliable"), (-0.2, "not reliable")],
)
def test_verdicts(value: float, verdict: str) -> None:
    assert agreement.verdict(value) == verdict


def test_the_interval_of_alpha_covers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Coders who agree in nine of ten and else draw at random: alpha is 0.9 in the long run."""
    monkeypatch.setattr(agreement, "RESAMPLES", 300)
    rng, letters = np.random.default_rng(1), np.array(list("abcd"))
    covered = 0
    for _ in range(60):
        first = rng.choice(letters, 80)
        second = np.where(rng.random(80) < 0.9, first, rng.choice(letters, 80))
        found = agreement.alpha(codings("".join(first), "".join(second)), "kind")
        covered += found["low"] <= 0.9 <= found["high"]
    assert covered >= 52


# Who is due for it


def test_due_are_a_fifth_by_chance_the_highest_and_everything_not_held(tmp_path: Path) -> None:
    due = coding.due(selected(busy(), tmp_path).dataset)
    assert {"RK0003", "RK0010", "RK0011"} <= set(due["contact_id"])
    assert not due["coded"].any()
    assert due["part_of"].isna().all()
    more = busy().contact("RK0099", start="2024-10-10", end="2024-10-10")
    assert set(due["contact_id"]) == set(coding.due(selected(more, tmp_path / "more").dataset)["contact_id"]) - {
        "RK0099"
    }


def test_the_fifth_is_about_a_fifth(real: Dataset) -> None:
    due = coding.due(real)
    roots = real.contacts["part_of"].isna().sum()
    rest = due[
        (due["status"] == "held") & ~(due[["level_lower", "level_visitor"]] >= coding.HIGH).fillna(False).any(axis=1)
    ]
    assert 0.1 < len(rest) / roots < 0.3


def test_readings_are_what_the_rows_say(tmp_path: Path) -> None:
    read = coding.readings(selected(busy(), tmp_path).dataset).set_index("contact_id")
    assert list(read.columns) == list(coding.VARIABLES)
    assert read.loc["RK0007", ["level_russia", "level_dprk", "status"]].tolist() == [0, 0, "held"]
    assert str(read.loc["RK0010", "start"])[:10] == "2024-12-10"


# Two lists


def test_chapman_by_a_worked_example() -> None:
    # Ten marked, fifteen caught, five of these marked: 28 (Chapman 1951, as every textbook counts it).
    found = coverage.chapman(10, 15, 5)
    assert int(found["estimate"]) == 28
    assert (found["seen"], found["low"] > 20, found["high"] > 28) == (20, True, True)


def test_lists_that_agree_leave_nothing_unseen() -> None:
    assert coverage.chapman(7, 7, 7) == {"seen": 7, "estimate": 7.0, "low": 7.0, "high": 7.0}
    assert coverage.chapman(0, 0, 0)["estimate"] == 0


def test_an_overlap_larger_than_a_list_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^5 on both lists do not fit lists of 4 and 9$"):
        coverage.chapman(4, 9, 5)


def test_chapmans_interval_covers_for_independent_lists() -> None:
    rng = np.random.default_rng(2)
    covered = 0
    for _ in range(400):
        first, second = rng.random(120) < 0.7, rng.random(120) < 0.6
        found = coverage.chapman(int(first.sum()), int(second.sum()), int((first & second).sum()))
        covered += found["low"] <= 120 <= found["high"]
    assert covered / 400 > 0.92


def test_a_copied_list_makes_the_estimate_a_lower_bound() -> None:
    rng = np.random.default_rng(3)
    low = 0
    for _ in range(200):
        first = rng.random(120) < 0.6
        second = np.where(first, rng.random(120) < 0.8, rng.random(120) < 0.3)
        low += coverage.chapman(int(first.sum()), int(second.sum()), int((first & second).sum()))["estimate"] < 120
    assert low > 190


def two_sided() -> World:
    """RK0001 told by Russia, RK0002 by both through a part, RK0003 by the DPRK; the rest by Russia."""
    small = busy()
    small.add("claims", contact_id="RK0002.01", source_id="S0002", speaker="dprk", known_from="2024-01-17")
    return small


def test_what_is_said_of_a_part_is_said_of_the_visit(tmp_path: Path) -> None:
    selection = selected(two_sided(), tmp_path)
    lists = coverage.lists(selection, selection.counted)
    told = sourcing.told_by(lists)
    assert told[["RK0001", "RK0002", "RK0003"]].tolist() == ["russia", "both", "both"]
    estimates = coverage.estimates(selection).set_index("group")
    assert estimates.index.tolist() == ["2023", "2024", "Vice-minister or above", "All"]
    assert estimates.loc["All", ["russia", "dprk", "both", "neither", "seen"]].tolist() == [7, 2, 2, 0, 7]


def test_who_tells_of_a_contact() -> None:
    lists = pd.DataFrame({"russia": [True, True, False, False], "dprk": [True, False, True, False]})
    assert sourcing.told_by(lists).tolist() == ["both", "russia", "dprk", "third"]


# Published counts


def test_a_count_is_compared_by_its_own_rule(tmp_path: Path) -> None:
    small = busy()
    small.add("counts", n=1).add("counts", count_id="PC02", start="2024-01-01", end="2024-12-31", n=4)
    small.add("counts", count_id="PC03", start="2024-01-01", end="2024-12-31", direction="to_russia", min_level=5, n=1)
    small.add("counts", count_id="PC04", start="2024-01-01", end="2024-12-31", n=2, exactness="more_than")
    found = published.compare(selected(small, tmp_path)).set_index("count_id")
    assert found["ours"].tolist() == [1, 4, 0, 4]
    assert found["agrees"].tolist() == [True, True, False, True]
    assert found.loc["PC02", "contact_ids"] == ["RK0002", "RK0003", "RK0009", "RK0006"]
    assert found.loc["PC02", "near"] == ["RK0007"]
    assert found.loc["PC03", "near"] == ["RK0002", "RK0009"]
    cells = {row.id: row.cells for row in tables.published_counts(selected(small, tmp_path)).rows}
    near = [link("RK0002", "#RK0002"), " (4)", ", ", link("RK0009", "#RK0009"), " (4)"]
    assert cells["PC03"][2:] == [["exactly 1"], ["0 (-1)"], ["none"], near]
    assert cells["PC04"][2:4] == [["more than 2"], ["4 (agrees)"]]
    assert cells["PC02"][5] == [link("RK0007", "#RK0007"), " (?)"]


def test_the_published_counts_are_met(real: Dataset) -> None:
    found = published.compare(Selection(real, Counting())).set_index("count_id")
    assert found["n"].tolist() == [18, 15, 3, 24]
    assert found["agrees"].all(), found[["n", "ours"]]
    assert sorted(found.loc["PC03", "contact_ids"]) == ["RK0308", "RK0309", "RK0310"]


# Lists of others


def listed() -> World:
    """Two lists, the second a source of the record too; they share a contact, and each names some alone."""
    small = busy().add("sources", source_id="S0009", url="https://example.org/list", publisher="A list", origin="list")
    small.add("mentions", source_id="S0009")
    small.add("mentions", source_id="S0009", item="Choe in Russia", day="2024-01-15", contact_id="RK0002")
    small.add(
        "mentions", source_id="S0009", item="Choe and Putin", day="2024-01-19", contact_id="RK0002.01", note="Late"
    )
    small.add("mentions", source_id="S0009", item="Talks by telephone", day="2024-06", contact_id="RK0004")
    small.add("mentions", source_id="S0009", item="Call", day="2024-06-20", contact_id="RK0004", in_record="since")
    gone = {"contact_id": "", "in_record": "missing", "note": "No page"}
    small.add("mentions", source_id="S0009", item="A reception", day="2024-09-09", **gone)
    small.add("mentions", source_id="S0009", item="Tourists", **gone | {"in_record": "outside", "note": "Private"})
    small.add("mentions", source_id="S0002", item="Lavrov", day="", contact_id="RK0001", in_record="since")
    return small.add("mentions", source_id="S0002", item="Putin", day="2024-06-18", contact_id="RK0003")


def test_recall_counts_a_contact_once_and_by_its_worst(tmp_path: Path) -> None:
    selection = selected(listed(), tmp_path)
    lists = recall.by_list(selection)
    assert lists.loc["S0009"].tolist() == [5, 3, 1, 1, 4, 3, False]
    assert lists.loc["S0002"].tolist() == [2, 1, 1, 0, 1, 1, True]
    total = recall.total(selection)
    assert total.loc[recall.ALL, ["lists", "named", "before", "since", "missing"]].tolist() == [2, 6, 3, 2, 1]
    assert total.loc[recall.OTHERS, ["lists", "named", "before", "recall"]].tolist() == [1, 5, 3, 0.6]
    # Binomial limits of 3 of 6: R, binom.test(3, 6)$conf.int.
    assert total.loc[recall.ALL, ["low", "high"]].round(4).tolist() == [0.1181, 0.8819]
    assert recall.unlike(selection)["item"].tolist() == ["A reception", "Lavrov", "Call", "Choe and Putin"]


def test_recall_is_told_with_every_difference(tmp_path: Path) -> None:
    selection = selected(listed(), tmp_path)
    rows = tables.recalled(selection).rows
    assert [row.cells[1:] for row in rows[:2]] == [
        [["5"], ["3"], ["1"], ["1"], ["3 of 4"]],
        [["2"], ["1"], ["1"], ["0"], ["1 of 1"]],
    ]
    assert rows[1].cells[0] == ["1 list that names fewer than 3"]
    assert [row.cells[0][0] for row in rows[2:]] == [
        "All lists: 2 lists, each contact once",
        "Lists that no claim cites: 1 list, each contact once",
    ]
    unlike = [row.cells[1:] for row in tables.unlike_lists(selection).rows]
    assert unlike[0] == [["A reception"], ["2024-09-09"], [], [""], ["missing"], ["No page"]]
    assert unlike[3][3:] == [["2024-01-16"], ["another day"], ["Late"]]
    text = prose.audit(selection).markdown
    assert "2 lists of others name 6 contacts and parts of contacts; the record held 3 of them (50%," in text
    assert "2 were added, 1 are still missing. Of the 5 on lists that no claim cites it held 60%" in text
    assert "Of 5 first days that both give 4 agree within a day" in text


def test_without_lists_there_is_no_recall(tmp_path: Path) -> None:
    selection = selected(busy(), tmp_path)
    assert not tables.recalled(selection).rows
    assert not tables.unlike_lists(selection).rows
    assert "Lists of others" not in prose.audit(selection).markdown


def test_the_record_holds_what_lists_name(real: Dataset) -> None:
    total = recall.total(Selection(real, Counting()))
    assert total.loc[recall.ALL, "lists"] >= 40
    assert total.loc[recall.ALL, "named"] >= 140
    assert total.loc[recall.ALL, "missing"] <= 3


# Sources


def test_another_day_is_told_with_its_source(tmp_path: Path) -> None:
    small = busy()
    small.add(
        "claims",
        contact_id="RK0003",
        source_id="S0003",
        speaker="rok",
        says_start="2024-06-17",
        known_from="2024-06-20",
    )
    selection = selected(small, tmp_path)
    assert sourcing.other_days(selection)[["contact_id", "days"]].to_numpy().tolist() == [["RK0003", -1]]
    assert tables.other_days(selection).rows[0].cells[3] == ["2024-06-17 (-1)"]


def test_depth_counts_the_sources_of_parts_too(tmp_path: Path) -> None:
    depth = sourcing.depth(selected(two_sided(), tmp_path))
    assert depth.loc["RK0002"].tolist() == [2, 2]
    assert depth.loc["RK0001"].tolist() == [1, 1]


def test_searches_by_day_and_language(tmp_path: Path) -> None:
    small = busy()
    small.add("searches", query="Лавров", language="ru", new_contacts=0)
    small.add("searches", query="Lavrov again", new_contacts=2, on="2026-11-25")
    found = sourcing.searches(selected(small, tmp_path)).drop(columns="on")
    assert found.to_numpy().tolist() == [["en", 1, 1, 1], ["ru", 1, 0, 0], ["en", 1, 1, 2], ["all", 3, 2, 3]]


AUDITS = (
    *(tables.coder_differences, tables.estimates, tables.languages, tables.origins, tables.other_days),
    *(tables.published_counts, tables.recalled, tables.reliability, tables.searches, tables.unlike_lists),
)


@pytest.mark.parametrize("table", AUDITS)
def test_every_audit_table_has_as_many_cells_as_columns(tmp_path: Path, table: object) -> None:
    full = busy().add("counts").add("codings").add("codings", coder="second", kind="meeting", level_dprk=3)
    full.tables["contacts"][0]["review"] = "double"
    for given in ({}, {"as_of": "2023-01-02"}):
        made: Table = table(selected(full, tmp_path, **given))
        assert all(len(row.cells) == len(made.columns) for row in made.rows)
        assert made.rows or made.empty


# The notebook


@pytest.mark.parametrize(
    "given",
    [
        {},
        *({"as_of": f"2024-01-{day}"} for day in (14, 15, 16)),
        {"as_of": "2023-01-01"},
        {"start": "2024-06-01", "end": "2024-06-30", "unit": "visits"},
        {"domain": "justice", "min_level": 6},
    ],
)
def test_the_audit_passes_the_gate(given: dict[str, str]) -> None:
    notebook = executed("quality", **given)
    assert gate.problems(notebook, document.read(notebook)) == []


# Ink and prose


def test_alpha_is_a_mark_filled_from_the_bound_on() -> None:
    ax = Canvas().subplots()
    frame = pd.DataFrame({"name": ["Kind", "Status"], "alpha": [0.9, 0.7], "low": [0.8, 0.5], "high": [1.0, 0.8]})
    audit.alphas(ax, frame, bounds=(agreement.TENTATIVE, agreement.TO_PUBLISH))
    marks = [line for line in ax.lines if line.get_marker() == "o"]
    assert [float(mark.get_xdata()[0]) for mark in marks] == [0.9, 0.7]
    assert marks[0].get_markerfacecolor() != marks[1].get_markerfacecolor()
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Kind", "Status"]
    assert [text.get_text() for text in ax.texts] == ["0.67", "0.80"]


@pytest.mark.parametrize(("within", "side"), [(1, "left"), (9, "right")])
def test_delays_step_up_and_name_the_day(within: int, side: str) -> None:
    ax = Canvas().subplots()
    audit.delays(ax, pd.Series([0.5, 0.9, 1.0], index=[0, 1, 10]), within=within, share=0.95)
    assert ax.lines[0].get_drawstyle() == "steps-post"
    assert ax.lines[0].get_ydata().tolist() == [50.0, 90.0, *[90.0] * 8, 100.0]
    (label,) = ax.texts
    assert (label.get_text(), label.get_ha()) == (f"95% within {within} day{'' if within == 1 else 's'}", side)


def test_the_audit_says_its_findings(real: Dataset) -> None:
    selection = Selection(real, Counting())
    text = prose.audit(selection).markdown
    row = coverage.estimates(selection).iloc[-1]
    assert f"there would have been {row.estimate:.0f} (95% interval {row.low:.0f} to {row.high:.0f})" in text
    assert "agrees with 4 of 4 published counts" in text
    taken = delay.days(selection.counted, selection.claims)
    assert figures.delays(selection).note.startswith(f"n = {taken.notna().sum()} ")
    told = sourcing.told_by(coverage.lists(selection, selection.counted))
    assert figures.told_by(selection).headline.startswith(f"Both sides tell of {(told == 'both').sum()} of ")
    assert "without sight of the first coding" in prose.double_coding(selection).markdown


def test_alpha_of_the_record_is_fit_to_publish(real: Dataset) -> None:
    """The codebook's bound: below it a variable's rule has to be rewritten."""
    table = agreement.table(real.codings).dropna(subset="alpha")
    assert table["n"].max() >= 100
    assert (table["alpha"] >= agreement.TO_PUBLISH).all(), table


@pytest.mark.parametrize("given", [{}, {"as_of": "2023-01-02"}, {"min_level": 6, "domain": "sport"}])
def test_the_audit_of_little_or_nothing_speaks(tmp_path: Path, given: dict[str, object]) -> None:
    selection = selected(busy(), tmp_path, **given)
    said = [prose.audit(selection).markdown, prose.double_coding(selection).markdown, *prose.audit_headline(selection)]
    for figure in (figures.told_by(selection), figures.reliability(selection), figures.delays(selection)):
        assert figure.alt.endswith(f"{figure.headline}.")
        said += [figure.headline, figure.note]
    assert not [text for text in said if "nan" in text or "None" in text or not text.strip()]
