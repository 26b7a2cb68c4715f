"""Charts by their artists, not their pixels; figures by the numbers that stand beside the ink."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_hex, to_rgb, to_rgba
from matplotlib.figure import Figure as Canvas
from matplotlib.markers import MarkerStyle
from selected import busy, selected
from test_measures import DIRECTIONS, WINDOW, contacts
from world import DATA

from helpers.analysis import figures, measures, theme, words
from helpers.analysis.charts import bars, forest, marks, pairs, timeline
from helpers.analysis.charts import change as change_chart
from helpers.analysis.figures import compose
from helpers.analysis.measures import intervals
from helpers.dataset import descriptor
from helpers.dataset.selection import Selection
from helpers.dataset.status import STATUS
from helpers.exhibits import Figure

DAY = pd.Timestamp
SPAN = (WINDOW["start"], WINDOW["end"])
LEVEL_NAMES = {level: f"level {level}" for level in measures.LEVELS}
DIRECTION_NAMES = {code: f"direction {code}" for code in DIRECTIONS}
STATUS_NAMES = {code.value: code.label for code in descriptor.read(DATA).field(STATUS).codes}


@pytest.fixture
def ax() -> Axes:
    return Canvas(figsize=(6, 3)).subplots()


def heights(container: object) -> list[float]:
    return [patch.get_height() for patch in container]


def texts(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


def dots(ax: Axes) -> list[PathCollection]:
    """Collections of marks that are drawn; those for the legend hold none."""
    return [c for c in ax.collections if isinstance(c, PathCollection) and len(c.get_offsets())]


# Bars


def test_counts_draws_a_bar_for_each_count_and_a_zero_for_each_quiet_period(ax: Axes) -> None:
    rows = contacts("2023-11-02", "2023-11-30", "2024-01-31")
    frame = measures.per_period(rows, start=DAY("2023-11-02"), end=DAY("2024-03-31"), every="M")
    bars.counts(ax, frame, narrow=True)
    [drawn] = ax.containers
    assert heights(drawn) == [2, 0, 1, 0, 0]
    assert [patch.get_hatch() for patch in drawn] == ["////", None, None, None, None]
    middles = [round(patch.get_x() + patch.get_width() / 2, 6) for patch in drawn]
    months = [("2023-11-01", 30), ("2023-12-01", 31), ("2024-01-01", 31), ("2024-02-01", 29), ("2024-03-01", 31)]
    assert middles == [mdates.date2num(DAY(first)) + days / 2 for first, days in months]
    assert [(text.get_text(), round(text.get_position()[0], 6)) for text in ax.texts] == [
        ("0", middles[1]),
        ("0", middles[3]),
        ("0", middles[4]),
    ]
    [lines] = [c for c in ax.collections if isinstance(c, LineCollection)]
    ends = [sorted(point[1] for point in segment) for segment in lines.get_segments()]
    assert ends == [pytest.approx(sorted(np.ravel(intervals.garwood(n)))) for n in (2, 1)]


def test_counts_without_intervals_draws_none(ax: Axes) -> None:
    bars.counts(ax, measures.per_period(contacts("2024-01-16"), every="Q", **WINDOW), intervals=False)
    assert [c for c in ax.collections if isinstance(c, LineCollection)] == []
    assert texts(ax) == ["0"] * 7 + [" 1"]


def test_the_axis_reaches_above_every_interval(ax: Axes) -> None:
    frame = measures.per_period(contacts(*["2024-01-16"] * 10), every="M", **WINDOW)
    bars.counts(ax, frame)
    assert ax.get_ylim() == (0, pytest.approx(intervals.garwood(10)[1] * 1.08))


def test_level_stack_puts_the_highest_at_the_bottom_and_nothing_is_lost(ax: Axes) -> None:
    days = ["2024-01-16"] * 4 + ["2024-07-01"] * 2
    frame = measures.by_level(contacts(*days, level=[6, 4, 4, None, 6, 1]), every="Q", **WINDOW)
    bars.level_stack(ax, frame, labels=LEVEL_NAMES)
    drawn = {container.get_label(): container for container in ax.containers}
    assert list(drawn) == ["level 6", "level 4", "level 1", "level 0"]
    assert {name: heights(c)[4:7] for name, c in drawn.items()} == {
        "level 6": [1, 0, 1],
        "level 4": [2, 0, 0],
        "level 1": [0, 0, 1],
        "level 0": [1, 0, 0],
    }
    assert {name: [patch.get_y() for patch in c][4:7] for name, c in drawn.items()} == {
        "level 6": [0, 0, 0],
        "level 4": [1, 0, 1],
        "level 1": [3, 0, 1],
        "level 0": [3, 0, 2],
    }
    for name, container in drawn.items():
        colour = theme.LEVEL_COLOURS[int(name[-1])]
        assert {to_hex(patch.get_facecolor()) for patch in container} == {colour}
        assert {patch.get_hatch() for patch in container} == {"////" if name == "level 0" else None}


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2)."""
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return float(np.dot(parts, (0.2126, 0.7152, 0.0722)))


@pytest.mark.parametrize("dark", [False, True])
def test_colours_follow_the_order_of_levels(dark: bool) -> None:
    ramp = [theme.LEVEL_COLOURS[level] for level in measures.LEVELS]
    light = [luminance(theme.DARK[colour] if dark else colour) for colour in ramp]
    assert light == sorted(light, reverse=dark)
    assert len(set(light)) == len(measures.LEVELS)


def test_every_colour_has_one_for_dark_paper() -> None:
    named = {
        theme.INK,
        theme.MUTED,
        theme.GRID,
        theme.PAPER,
        theme.ACCENT,
        theme.LEVEL_OUTLINE,
        theme.RUSSIA,
        theme.DPRK,
    }
    assert named | set(theme.LEVEL_COLOURS.values()) == set(theme.DARK)


def test_directions_go_up_to_russia_and_down_to_the_dprk(ax: Axes) -> None:
    directions = ["to_russia", "to_dprk", "to_dprk", "none", "third"]
    frame = measures.by_direction(contacts(*["2024-01-16"] * 5, direction=directions), every="Q", **WINDOW)
    bars.directions(ax, frame, labels=DIRECTION_NAMES)
    up, down = ax.containers
    assert (heights(up), heights(down)) == ([0, 0, 0, 0, 1, 0, 0, 0], [0, 0, 0, 0, -2, 0, 0, 0])
    counts = [text for quarter in range(8) for text in (("1", "2") if quarter == 4 else ("0", "0"))]
    assert texts(ax) == [*counts, "direction to_russia", "direction to_dprk"]


def test_domains_are_as_long_as_their_counts(ax: Axes) -> None:
    domains, levels = ["sport", "diplomacy", "diplomacy", "diplomacy"], [None, 4, 4, 2]
    frame = measures.by_domain(contacts(*["2024-01-16"] * 4, domain=domains, level=levels))
    bars.domains(ax, frame, names={"sport": "Sport", "diplomacy": "Diplomacy"}, labels=LEVEL_NAMES, narrow=False)
    widths = {c.get_label(): [patch.get_width() for patch in c] for c in ax.containers}
    assert widths == {"level 4": [2, 0], "level 2": [1, 0], "level 0": [0, 1]}
    left = {c.get_label(): [patch.get_x() for patch in c] for c in ax.containers}
    assert left == {"level 4": [0, 0], "level 2": [2, 0], "level 0": [3, 0]}
    assert texts(ax) == ["3", "1"]
    assert [text.get_text() for text in ax.get_yticklabels()] == ["Diplomacy", "Sport"]


# Marks


def lanes_of(ax: Axes, frame: pd.DataFrame, narrow: bool = False) -> list[tuple[float, int, str]]:
    """Day, lane and colour of every mark that `level_lanes` draws."""
    marks.level_lanes(ax, frame, window=SPAN, names=LEVEL_NAMES, directions=DIRECTION_NAMES, narrow=narrow)
    return sorted(
        (x, round(y), to_hex(collection.get_facecolor()[0]))
        for collection in dots(ax)
        for x, y in collection.get_offsets()
    )


ANY_ROWS = st.lists(
    st.tuples(
        st.dates(SPAN[0].date(), SPAN[1].date()).map(str), st.none() | st.integers(1, 6), st.sampled_from(DIRECTIONS)
    ),
    max_size=25,
)


@settings(deadline=None, max_examples=20)
@given(ANY_ROWS)
def test_lanes_have_one_mark_for_each_contact_in_the_colour_of_its_level(rows: list[tuple]) -> None:
    days, levels, directions = ([row[at] for row in rows] for at in range(3))
    frame = contacts(*days, level=levels, direction=directions).assign(label="")
    expected = [
        (mdates.date2num(DAY(day)), level or 0, theme.LEVEL_COLOURS[level or 0])
        for day, level in zip(days, levels, strict=True)
    ]
    assert lanes_of(Canvas().subplots(), frame) == sorted(expected)


def test_the_shape_of_a_mark_says_who_travelled(ax: Axes) -> None:
    days = ["2023-01-16", "2023-04-16", "2023-08-16", "2023-12-16"]
    lanes_of(ax, contacts(*days, direction=DIRECTIONS).assign(label=""))
    shapes = {mdates.num2date(c.get_offsets()[0][0]).strftime("%Y-%m-%d"): c.get_paths()[0].vertices for c in dots(ax)}
    for day, direction in zip(days, DIRECTIONS, strict=True):
        marker = MarkerStyle(marks.DIRECTION_MARKERS[direction])
        assert np.allclose(shapes[day], marker.get_path().transformed(marker.get_transform()).vertices)
    assert len({vertices.tobytes() for vertices in shapes.values()}) == 4


def test_labels_stand_wide_and_not_narrow_and_never_over_each_other() -> None:
    wide, narrow = Canvas().subplots(), Canvas().subplots()
    frame = contacts("2024-01-16", "2024-01-17", "2024-01-18", "2024-01-19", level=[6] * 4).assign(label="Putin")
    lanes_of(wide, frame)
    lanes_of(narrow, frame, narrow=True)
    places = [text.get_position()[1] for text in wide.texts]
    assert (texts(wide), len(set(places))) == (["Putin"] * 3, 3)
    assert texts(narrow) == [LEVEL_NAMES[level] for level in measures.LEVELS]


def test_what_is_not_held_has_a_style_of_its_own_and_is_never_filled() -> None:
    assert list(marks.STATUS_STYLES) == [status for status in STATUS_NAMES if status != "held"]
    for status, style in marks.STATUS_STYLES.items():
        assert style.get("facecolor") == "none" or not MarkerStyle(style["marker"]).is_filled(), status


def test_status_lanes_draw_one_open_mark_each_and_a_ring_where_disputed(ax: Axes) -> None:
    statuses = [*marks.STATUS_STYLES, "alleged"]
    days = pd.to_datetime([f"2024-0{month}-01" for month in range(1, len(statuses) + 1)])
    frame = pd.DataFrame({"start": days, "status": statuses, "disputed": [False] * 6 + [True]})
    marks.status_lanes(ax, frame, window=SPAN, names=STATUS_NAMES)
    lanes = {round(y): text.get_text() for y, text in zip(ax.get_yticks(), ax.get_yticklabels(), strict=True)}
    drawn, rings = [], []
    for collection in dots(ax):
        [size] = collection.get_sizes()
        where = rings if size > 100 else drawn
        where += [(mdates.num2date(x).strftime("%Y-%m-%d"), lanes[round(y)]) for x, y in collection.get_offsets()]
        filled = [path for path in collection.get_paths() if path.codes is not None and 79 in path.codes]
        assert not filled or len(collection.get_facecolor()) == 0
    expected = [(f"{day:%Y-%m-%d}", STATUS_NAMES[status]) for day, status in zip(days, statuses, strict=True)]
    assert sorted(drawn) == expected
    assert rings == [("2024-07-01", "Alleged")]


def test_timeline_has_a_mark_on_the_day_and_the_words_of_each(ax: Axes) -> None:
    frame = contacts("2024-01-16", "2024-01-17", "2024-06-19", level=[4, None, 6])
    frame = frame.assign(title=["A", "B", "C" * 200], when=["16 Jan 2024", "17 Jan 2024", "19 Jun 2024"])
    timeline.timeline(ax, frame, window=SPAN)
    found = [(c.get_offsets()[0][1], to_hex(c.get_facecolor()[0])) for c in dots(ax)]
    days = mdates.date2num(frame["start"])
    assert found == [(day, theme.LEVEL_COLOURS[level]) for day, level in zip(days, (4, 0, 6), strict=True)]
    assert texts(ax)[:4] == ["16 Jan 2024", "A", "17 Jan 2024", "B"]
    assert texts(ax)[4] == "19 Jun 2024"
    assert texts(ax)[6:] == ["Jan 2023", "Apr", "Jul", "Oct", "Jan 2024", "Apr", "Jul", "Oct"]


@pytest.mark.parametrize("narrow", [False, True])
def test_a_dense_lane_hides_no_mark(ax: Axes, narrow: bool) -> None:
    """Thirty contacts in one week: every mark has a place of its own, inside its lane, in a drawing high enough."""
    frame = contacts(*["2024-01-16"] * 30, *["2023-05-01"] * 2, level=[4] * 30 + [2] * 2).assign(label="")
    marks.level_lanes(ax, frame, window=SPAN, names=LEVEL_NAMES, directions=DIRECTION_NAMES, narrow=narrow)
    places = [tuple(place) for collection in dots(ax) for place in collection.get_offsets()]
    assert len(set(places)) == 32
    middles = sorted(y for _, y in places if y > 3)
    crowded = marks.crowding(frame, window=SPAN, narrow=narrow)
    assert min(np.diff(middles)) * crowded == pytest.approx(marks.STEP)
    if narrow:  # below the name of the lane
        assert (middles[0], middles[-1]) == (pytest.approx(4 - marks.ROOM_NARROW), 4)
    else:
        assert (middles[0], middles[-1]) == (
            pytest.approx(4 - 14 * marks.ROOM / 15),
            pytest.approx(4 + marks.ROOM),
        )
    assert marks.crowding(frame.tail(2), window=SPAN, narrow=narrow) == 1
    assert marks.crowding(frame.head(0), window=SPAN, narrow=narrow) == 1


def test_a_window_of_one_day_keeps_its_marks_apart(ax: Axes) -> None:
    frame = contacts(*["2024-06-19"] * 3, level=[6] * 3).assign(label="Putin")
    day = (DAY("2024-06-19"), DAY("2024-06-19"))
    marks.level_lanes(ax, frame, window=day, names=LEVEL_NAMES, directions=DIRECTION_NAMES)
    assert len({tuple(place) for collection in dots(ax) for place in collection.get_offsets()}) == 3


def test_pair_lanes_have_a_mark_for_each_contact_of_each_pair(ax: Axes) -> None:
    days = pd.to_datetime(["2023-05-01", "2024-05-01", "2024-06-19"])
    frame = pd.DataFrame({"lane": [0, 0, 1], "name": ["A – B", "A – B", "C – D"], "start": days})
    pairs.pair_lanes(ax, frame.assign(level=pd.array([4, None, 6], "Int64")), window=SPAN, names=LEVEL_NAMES)
    found = sorted(
        (mdates.num2date(x).strftime("%Y-%m-%d"), y, to_hex(colour))
        for collection in dots(ax)
        for (x, y), colour in zip(collection.get_offsets(), collection.get_facecolor(), strict=True)
    )
    colours = [theme.LEVEL_COLOURS[level] for level in (4, 0, 6)]
    assert found == [("2023-05-01", 1, colours[0]), ("2024-05-01", 1, colours[1]), ("2024-06-19", 0, colours[2])]
    assert [(label.get_text(), y) for label, y in zip(ax.get_yticklabels(), ax.get_yticks(), strict=True)] == [
        ("A – B", 1),
        ("C – D", 0),
    ]


# Change, and estimates with intervals


def months(*counts: int) -> pd.DataFrame:
    first = pd.date_range("2024-01-01", periods=len(counts), freq="MS")
    last = first + pd.offsets.MonthEnd(0)
    return pd.DataFrame({"first": first, "last": last, "whole": True, "n": counts})


def test_change_draws_counts_steps_and_the_posterior(ax: Axes) -> None:
    frame = months(1, 0, 6, 5).assign(posterior=[np.nan, 10.0, 85.0, 5.0])
    upper, lower = change_chart.change(ax, frame, rates=(0.5, 5.5), events=[(DAY("2024-02-10"), "Putin")], narrow=True)
    assert heights(upper.containers[0]) == [1, 0, 6, 5]
    assert heights(lower.containers[0]) == [0, 10, 85, 5]
    steps = [line for line in upper.lines if line.get_color() == theme.ACCENT]
    assert [(list(map(str, mdates.num2date(line.get_xdata()))), list(line.get_ydata())) for line in steps] == [
        (["2024-01-01 00:00:00+00:00", "2024-03-01 00:00:00+00:00"], [0.5, 0.5]),
        (["2024-03-01 00:00:00+00:00", "2024-05-01 00:00:00+00:00"], [5.5, 5.5]),
    ]
    assert texts(upper) == ["0", "0.5 a month", "5.5 a month", "Putin"]
    [dashed] = [line for line in upper.lines if line.get_color() == theme.MUTED]
    assert list(dashed.get_xdata()) == [mdates.date2num(DAY("2024-02-10"))] * 2


def test_without_a_change_there_are_no_steps(ax: Axes) -> None:
    upper, lower = change_chart.change(ax, months(1, 1).assign(posterior=np.nan), rates=None, events=[])
    assert [line for line in upper.lines if line.get_color() == theme.ACCENT] == []
    assert heights(lower.containers[0]) == [0, 0]


def test_words_of_events_that_would_touch_stand_in_rows() -> None:
    words_at = [(DAY("2024-02-10"), "Putin to the DPRK"), (DAY("2024-02-12"), "Kim Jong Un to Russia")]
    far = [(DAY("2024-01-02"), "A"), (DAY("2024-03-30"), "B")]
    rows = []
    for events in (words_at, far):
        upper, _ = change_chart.change(
            Canvas().subplots(), months(1, 1, 1).assign(posterior=np.nan), rates=None, events=events, narrow=True
        )
        rows.append([text.get_position()[1] for text in upper.texts])
    assert rows == [[1.03, pytest.approx(1.13)], [1.03, 1.03]]


def test_more_events_than_there_is_room_for_are_lines_alone() -> None:
    events = [(DAY("2024-02-10"), f"Visitor {number} to the DPRK") for number in range(9)]
    upper, _ = change_chart.change(
        Canvas().subplots(), months(1, 1, 1).assign(posterior=np.nan), rates=None, events=events * 2
    )
    worded = [text for text in upper.texts if text.get_text().startswith("Visitor")]
    assert len(worded) == change_chart.MOST_ROWS
    tops = [max(line.get_ydata()) for line in upper.lines if line.get_linestyle() == "--"]
    assert tops == pytest.approx([1.03, 1.13, 1.23, *[1] * 6])


def estimates(**columns: list[float]) -> pd.DataFrame:
    return pd.DataFrame({"answer": ["own", "b", "c"], "own": [True, False, False]} | columns)


def test_specifications_draw_an_estimate_and_its_interval_in_each_row(ax: Axes) -> None:
    frame = estimates(
        ratio=[4.0, 2.0, np.nan],
        low=[2.0, 0.5, np.nan],
        high=[8.0, np.inf, np.nan],
        share=[40.0, 70.0, 60.0],
        share_low=[30.0, 55.0, 40.0],
        share_high=[52.0, 80.0, 80.0],
    )
    left, right = forest.specifications(ax, frame, panels=("ratio", "share"))

    def points(panel: Axes) -> list[tuple[float, float, bool]]:
        return [
            (line.get_xdata()[0], line.get_ydata()[0], line.get_markerfacecolor() != theme.PAPER)
            for line in panel.lines
            if line.get_marker() == "o"
        ]

    def spans(panel: Axes) -> list[list[float]]:
        return [list(line.get_xdata()) for line in panel.lines[1:] if len(line.get_xdata()) == 2]

    assert points(left) == [(4.0, 2.0, True), (2.0, 1.0, False)]
    assert points(right) == [(40.0, 2.0, False), (70.0, 1.0, True), (60.0, 0.0, False)]
    assert spans(left) == [[2.0, 8.0], [0.5, left.get_xlim()[1]]]
    assert [line.get_xdata()[0] for line in left.lines if line.get_marker() == ">"] == [left.get_xlim()[1]]
    assert spans(right) == [[30.0, 52.0], [55.0, 80.0], [40.0, 80.0]]
    assert [panel.lines[0].get_xdata()[0] for panel in (left, right)] == [1.0, 50.0]
    assert [label.get_text() for label in left.get_yticklabels()] == ["own", "b", "c"]
    assert {label.get_text() for label in right.get_yticklabels()} <= {""}


def test_shares_name_their_ends_and_rows(ax: Axes) -> None:
    frame = estimates(share=[40.0, 100.0, 0.0], low=[30.0, 60.0, 0.0], high=[50.0, 100.0, 30.0])
    forest.shares(ax, frame.rename(columns={"answer": "name"}), ends=("none", "all"), narrow=True)
    assert texts(ax) == ["own", "b", "c", "← none", "all →"]
    assert ax.get_xlim() == (0, 100)


def test_uplift_draws_a_pair_of_bars_for_each_step(ax: Axes) -> None:
    frame = pd.DataFrame({"uplift": [0, 1], "to_russia": [3, 0], "to_dprk": [1, 2], "name": ["Equal", "1 above"]})
    bars.uplift(ax, frame, hosts={"to_russia": "Russia hosts", "to_dprk": "The DPRK hosts"}, narrow=False)
    widths = {c.get_label(): [patch.get_width() for patch in c] for c in ax.containers}
    assert widths == {"Russia hosts": [3, 0], "The DPRK hosts": [1, 2]}
    assert texts(ax) == ["3", "0", "1", "2"]


def test_days_that_cannot_be_complete_are_shaded(ax: Axes) -> None:
    frame = measures.per_period(contacts("2024-01-16"), every="M", start=DAY("2024-01-01"), end=DAY("2024-02-20"))
    bars.counts(ax, frame, incomplete=(DAY("2024-02-18"), DAY("2024-02-20")))
    [shade] = [patch for patch in ax.patches if patch not in ax.containers[0].patches]
    first = mdates.date2num(DAY("2024-02-18"))
    assert (shade.get_x(), shade.get_x() + shade.get_width()) == (first, first + 3)


def room(draw: st.DrawFn) -> tuple[list[float], float, float, float]:
    low = draw(st.floats(-1e4, 1e4))
    high = low + draw(st.floats(1, 1e4))
    wanted = sorted(draw(st.lists(st.floats(low, high), max_size=40)))
    return wanted, draw(st.floats(0.01, 500)), low, high


@settings(deadline=None)
@given(st.composite(room)())
def test_spread_keeps_order_gaps_and_bounds(case: tuple[list[float], float, float, float]) -> None:
    wanted, gap, low, high = case
    places = timeline.spread(wanted, gap, low, high)
    least, tiny = min(gap, (high - low) / max(len(wanted) - 1, 1)), 1e-6
    assert len(places) == len(wanted)
    assert (np.diff(places) >= least - tiny).all()
    assert ((low - tiny <= places) & (places <= high + tiny)).all()


def test_spread_moves_nothing_that_has_room() -> None:
    assert timeline.spread([1, 5, 9], 2, 0, 10).tolist() == [1, 5, 9]
    assert timeline.spread([1, 1, 9.5], 2, 0, 10).tolist() == [1, 3, 9.5]
    assert timeline.spread([9, 9, 9], 2, 0, 10).tolist() == [6, 8, 10]
    assert timeline.spread([5, 5, 5], 90, 0, 10).tolist() == [0, 5, 10]


@settings(deadline=None)
@given(st.lists(st.integers(0, 730).map(float), max_size=60), st.floats(0.5, 20))
def test_dodge_never_overlaps(days: list[float], gap: float) -> None:
    offsets = marks.dodge(days, gap)
    for offset in set(offsets):
        same = np.sort([day for day, other in zip(days, offsets, strict=True) if other == offset])
        assert (np.diff(same) >= gap).all()


def test_dodge_moves_nothing_that_has_room() -> None:
    assert marks.dodge([0, 10, 20], 10).tolist() == [0, 0, 0]
    assert marks.dodge([20, 0, 9, 1], 10).tolist() == [0, 0, -1, 1]
    assert marks.dodge([20, 0, 9, 1], 10, hanging=True).tolist() == [0, 0, -2, -1]


def test_an_empty_chart_says_so(ax: Axes) -> None:
    theme.say_empty(ax)
    assert texts(ax) == ["No contacts match this selection"]
    assert (list(ax.get_xticks()), list(ax.get_yticks())) == ([], [])


# Figures


FIGURES = [name for name in figures.__all__ if name != "reliability"]
"""Those of a selection; the agreement of coders belongs to the record."""
LABELS = {
    "balance": "fig-balance",
    "change": "fig-change",
    "delays": "fig-delay",
    "directions": "fig-directions",
    "domains": "fig-domains",
    "greetings": "fig-greetings",
    "level_lanes": "fig-lanes",
    "levels_per_quarter": "fig-levels",
    "not_held": "fig-not-held",
    "per_month": "fig-months",
    "per_quarter": "fig-quarters",
    "robustness": "fig-robustness",
    "timeline": "fig-timeline",
    "told_by": "fig-told-by",
    "uplift": "fig-uplift",
    "who_meets_whom": "fig-pairs",
}
COUNTS = {
    "balance": "n = 5 held contacts,",
    "greetings": "n = 1 greeting,",
    "not_held": "n = 2,",
    "uplift": "n = 4 held visits with both levels known,",
}
NO_COUNTS = {
    "greetings": "n = 0 greetings,",
    "not_held": "n = 0,",
    "uplift": "n = 0 held visits with both levels known,",
}


@pytest.fixture(scope="module")
def selection(tmp_path_factory: pytest.TempPathFactory) -> Selection:
    return selected(busy(), tmp_path_factory.mktemp("busy"), as_of="2024-12-31")


def made(selection: Selection) -> dict[str, Figure]:
    return {name: getattr(figures, name)(selection) for name in FIGURES}


@pytest.fixture(scope="module")
def drawn(selection: Selection) -> dict[str, Figure]:
    return made(selection)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Figure]:
    return made(selected(busy(), tmp_path_factory.mktemp("empty"), as_of="2023-01-01"))


def cells(figure: Figure) -> list[list[str]]:
    """The data of a figure as text, without the ids of the contacts behind each row."""
    drawn = len([column for column in figure.columns if column.name != "Contacts"])
    return [
        [cell[0] if isinstance(cell[0], str) else cell[0]["text"] for cell in row.cells[:drawn]] for row in figure.rows
    ]


def column(figure: Figure, name: str) -> list[int]:
    at = [column.name for column in figure.columns].index(name)
    return [int(row[at]) for row in cells(figure)]


def test_the_rows_of_the_robustness_lead_to_their_contacts(drawn: dict, selection: Selection) -> None:
    figure = drawn["robustness"]
    assert [column.name for column in figure.columns][-1] == "Contacts"
    behind = {row.cells[0][0]: [piece["href"] for piece in row.cells[-1][::2]] for row in figure.rows}
    assert behind["as in this report"] == [f"#{contact}" for contact in selection.counted["contact_id"]]
    visits = selection.counted[selection.counted["kind"] == "visit"]
    assert behind["visits counted"] == [f"#{contact}" for contact in visits["contact_id"]]


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_carries_what_must_stand_beside_it(name: str, drawn: dict, selection: Selection) -> None:
    figure = drawn[name]
    data = selection.dataset
    assert figure.label == LABELS[name]
    assert figure.source == (
        f"Source: {data.descriptor.raw['title']}, data {data.descriptor.version} ({data.digest[:8]}), "
        "as known on 31 December 2024."
    )
    n = COUNTS.get(name, "n = 7 held contacts,")
    assert figure.note.startswith(f"{n} 1 January 2023 to 31 December 2024")
    assert figure.alt.endswith(f" {figure.headline}.")
    assert figure.subtitle
    assert figure.svg.startswith("<?xml")
    assert figure.svg != figure.narrow
    assert figure.png.startswith(b"\x89PNG")
    assert {len(row.cells) for row in figure.rows} == {len(figure.columns)}


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_without_rows_says_so(name: str, empty: dict, drawn: dict) -> None:
    figure = empty[name]
    assert ">No contacts match this selection</text>" in figure.svg
    assert ">No contacts match this selection</text>" in figure.narrow
    assert ">No contacts match this selection</text>" not in drawn[name].svg
    assert figure.rows == []
    n = NO_COUNTS.get(name, "n = 0 held contacts,")
    last = "31 December 2024" if name == "not_held" else "1 January 2023"  # nothing is counted beyond the day known
    assert figure.note.startswith(f"{n} 1 January 2023 to {last}")
    assert re.findall(r"[1-9]\d*", figure.headline) == []


COUNTED = {"RK0001": "2023-10", "RK0002": "2024-01", "RK0003": "2024-06", "RK0004": "2024-06", "RK0005": "2024-07"} | {
    "RK0006": "2024-09",
    "RK0007": "2024-09",
}
"""What the busy world counts, and its months."""


BEHIND = {"per_month": COUNTED, "per_quarter": COUNTED, "directions": COUNTED, "levels_per_quarter": COUNTED}
BEHIND |= {"domains": COUNTED, "greetings": {"RK0008": "2024-05-09"}, "change": COUNTED}
BEHIND |= {"uplift": ["RK0001", "RK0002", "RK0003", "RK0006"]}


@pytest.mark.parametrize("name", BEHIND)
def test_the_rows_of_counts_name_the_contacts_behind_them(drawn: dict, name: str) -> None:
    assert drawn[name].columns[-1].name == "Contacts"
    named = [[piece for piece in row.cells[-1] if not isinstance(piece, str)] for row in drawn[name].rows]
    assert sorted(piece["text"] for pieces in named for piece in pieces) == sorted(BEHIND[name])
    assert {piece["href"] == f"#{piece['text']}" for pieces in named for piece in pieces} == {True}
    if name in ("per_month", "per_quarter", "domains", "greetings"):
        assert [len(pieces) for pieces in named] == [int(row[1]) for row in cells(drawn[name])]


def test_each_group_of_the_balance_names_its_contacts(drawn: dict) -> None:
    named = {cells(drawn["balance"])[i][0]: len(row.cells[-1][::2]) for i, row in enumerate(drawn["balance"].rows)}
    assert named == dict(zip(named, map(int, column(drawn["balance"], "Of")), strict=True))
    assert named["All"] == 5


def test_the_rows_of_the_months_are_the_counts(drawn: dict) -> None:
    months = [f"{month:%b %Y}" for month in pd.period_range("2023-01", "2024-12", freq="M")]
    counts = Counter(f"{DAY(month):%b %Y}" for month in COUNTED.values())
    low, high = intervals.garwood([counts[month] for month in months])
    expected = [
        [month, str(counts[month]), f"{a:.1f}", f"{b:.1f}"] for month, a, b in zip(months, low, high, strict=True)
    ]
    assert cells(drawn["per_month"]) == expected
    assert drawn["per_month"].alt == (
        "Bar chart of contacts per month, Jan 2023 to Dec 2024: 7 in all over 24 months. "
        "1 contact in 2023 and 6 in 2024; 19 months passed without any."
    )


def test_the_rows_of_the_quarters_are_the_counts(drawn: dict) -> None:
    assert column(drawn["per_quarter"], "Number") == [0, 0, 0, 1, 1, 2, 3, 0]
    assert drawn["per_quarter"].alt == (
        "Bar chart of contacts per quarter, Q1 2023 to Q4 2024: 7 in all over 8 quarters. "
        "The busiest quarter was Q3 2024 with 3 contacts; 4 quarters passed without any."
    )


def test_the_rows_of_the_greetings_are_the_counts(drawn: dict) -> None:
    assert [name.name for name in drawn["greetings"].columns] == ["Period", "Number", "Contacts"]
    assert column(drawn["greetings"], "Number") == [0] * 16 + [1] + [0] * 7
    assert drawn["greetings"].alt == (
        "Bar chart of greetings per month, Jan 2023 to Dec 2024: 1 in all over 24 months. "
        "1 greeting in 2024; 23 months passed without any."
    )


def test_the_rows_of_the_directions_are_the_counts(drawn: dict) -> None:
    figure = drawn["directions"]
    assert column(figure, "Russia to the DPRK") == [0, 0, 0, 1, 0, 1, 2, 0]
    assert column(figure, "DPRK to Russia") == [0, 0, 0, 0, 1, 0, 0, 0]
    assert column(figure, "Neither travels") == [0, 0, 0, 0, 0, 1, 0, 0]
    assert column(figure, "Third country") == [0, 0, 0, 0, 0, 0, 1, 0]
    assert figure.alt == (
        "Bars per quarter, upwards for the DPRK to Russia, downwards for Russia to the DPRK. "
        "1 went from the DPRK to Russia, 4 from Russia to the DPRK."
    )
    low, high = intervals.clopper_pearson(1, 5)
    assert f"Share towards Russia 20%, exact 95% interval {low:.0%} to {high:.0%}. Not drawn: 1 " in figure.note


def test_the_rows_of_the_domains_are_the_counts(drawn: dict) -> None:
    assert [name.name for name in drawn["domains"].columns] == [
        "Domain",
        "All",
        "Head of state",
        "Minister or equal",
        "Vice-minister or equal",
        "Rank unknown",
        "Contacts",
    ]
    assert cells(drawn["domains"]) == [
        ["Foreign affairs", "5", "0", "4", "1", "0"],
        ["Health", "1", "0", "0", "0", "1"],
        ["Leaders", "1", "1", "0", "0", "0"],
    ]
    assert drawn["domains"].alt == (
        "Horizontal stacked bars, one for each of 3 domains, by level. "
        "Most were about foreign affairs (5), health (1) and leaders (1)."
    )


def test_the_rows_of_the_levels_are_the_counts(drawn: dict) -> None:
    figure = drawn["levels_per_quarter"]
    assert column(figure, "Head of state") == [0, 0, 0, 0, 0, 1, 0, 0]
    assert column(figure, "Minister or equal") == [0, 0, 0, 1, 1, 1, 1, 0]
    assert column(figure, "Vice-minister or equal") == [0, 0, 0, 0, 0, 0, 1, 0]
    assert column(figure, "Rank unknown") == [0, 0, 0, 0, 0, 0, 1, 0]
    assert len(figure.columns) == 6
    assert figure.alt == (
        "Stacked bars of contacts per quarter by level. Most at minister's rank or above: Q2 2024, with 2."
    )


LEVELS = ["Minister or equal"] * 2 + ["Head of state"] + ["Minister or equal"] * 2 + ["Vice-minister or equal"]


def test_the_rows_of_the_lanes_are_the_contacts(drawn: dict) -> None:
    figure = drawn["level_lanes"]
    assert [row[0] for row in cells(figure)] == list(COUNTED)
    assert [row[1][:7] for row in cells(figure)] == list(COUNTED.values())
    assert [row[2] for row in cells(figure)] == [*LEVELS, "Rank unknown"]
    assert figure.alt == (
        "Lanes of marks over time, one lane a level from working level to head of state. "
        "5 of 6 contacts of known level were at minister's rank or above; 1 reached the highest, head of state."
    )
    low, high = intervals.clopper_pearson(5, 6)
    assert figure.note.endswith(f"Level unknown: 1. Exact 95% interval of the share: {low:.0%} to {high:.0%}.")


def test_the_rows_of_the_timeline_are_the_contacts(drawn: dict) -> None:
    figure = drawn["timeline"]
    assert [row[0] for row in cells(figure)] == list(COUNTED)
    assert [row[2] for row in cells(figure)] == [*LEVELS, "Rank unknown"]
    assert figure.alt == (
        "A line of time with 7 labelled marks; all stand in the table of contacts. The 7 highest: "
        "1 at the level of head of state, 4 at the level of minister or equal, 1 at the level of vice-minister or "
        "equal and 1 at the level of rank unknown."
    )


def test_the_rows_of_what_is_not_held(drawn: dict) -> None:
    assert cells(drawn["not_held"]) == [
        ["RK0011", "2024-10-01", "Alleged", "Arms, alleged"],
        ["RK0010", "2024-12-10", "Announced", "A visit foreseen"],
    ]
    assert drawn["not_held"].alt == (
        "Lanes of open marks over time, one lane a status. Beside what was held: 1 announced and 1 alleged."
    )
    assert drawn["not_held"].note.endswith(
        "not drawn: 0 without a day. A ring marks the 1 that a side said to take part denies. "
        "Alleged transfers are included here."
    )


def test_the_drawing_is_that_of_the_rows(selection: Selection, monkeypatch: pytest.MonkeyPatch) -> None:
    """The frame that reaches the ink is the one whose rows the figure carries."""
    bars_drawn: dict[str, list[list[float]]] = {}

    def render(draw: theme.Draw, *, label: str, **_: object) -> theme.Drawing:
        ax = Canvas().subplots()
        draw(ax, False)
        bars_drawn[label] = [heights(container) for container in ax.containers if label != "fig-domains"]
        marked = [tuple(place) for collection in dots(ax) for place in collection.get_offsets()]
        bars_drawn[f"{label} marks"] = [[len(marked)]]
        return theme.Drawing("", "", b"")

    monkeypatch.setattr(compose.theme, "render", render)
    found = made(selection)
    assert bars_drawn["fig-months"] == [column(found["per_month"], "Number")]
    assert bars_drawn["fig-quarters"] == [column(found["per_quarter"], "Number")]
    assert bars_drawn["fig-greetings"] == [column(found["greetings"], "Number")]
    assert bars_drawn["fig-levels"] == [
        column(found["levels_per_quarter"], c.name) for c in found["levels_per_quarter"].columns[1:-1]
    ]
    down = [-n for n in column(found["directions"], "Russia to the DPRK")]
    assert bars_drawn["fig-directions"] == [column(found["directions"], "DPRK to Russia"), down]
    assert bars_drawn["fig-lanes marks"] == [[len(found["level_lanes"].rows)]]
    assert bars_drawn["fig-timeline marks"] == [[len(found["timeline"].rows)]]
    assert bars_drawn["fig-not-held marks"] == [[len(found["not_held"].rows) + 1]]  # and the ring of the disputed one


def test_the_same_selection_makes_the_same_bytes(selection: Selection, drawn: dict) -> None:
    again = figures.level_lanes(selection)
    assert (again.svg, again.narrow, again.png) == tuple(
        getattr(drawn["level_lanes"], form) for form in ("svg", "narrow", "png")
    )


def test_words_in_a_drawing_stay_words(drawn: dict, selection: Selection) -> None:
    assert "Putin [state visit] *to* Pyongyang" in drawn["timeline"].svg
    assert words.level_names(selection)[6] in drawn["level_lanes"].svg


def test_the_rows_of_the_change_are_the_months(drawn: dict) -> None:
    figure = drawn["change"]
    assert column(figure, "Number") == column(drawn["per_month"], "Number")
    posterior = [row[2] for row in cells(figure)]
    assert posterior[0] == ""
    assert sum(map(float, posterior[1:])) == pytest.approx(100, abs=1)
    assert figure.headline == "No single change of rate stands out from chance"
    assert " here it is 2.2. Simulated for 24 months with as many contacts: a flat rate would " in figure.note


def test_the_rows_of_the_balance_are_the_counts(drawn: dict) -> None:
    rows = [row[:3] for row in cells(drawn["balance"])]
    assert rows == [
        ["All", "1", "5"],
        ["2023", "0", "1"],
        ["2024", "1", "4"],
        ["Minister or above", "1", "3"],
        ["Below minister", "0", "1"],
    ]
    assert drawn["balance"].headline == "1 of 5 went to Russia (20%): no lean to either side beyond chance"


def test_the_rows_of_the_pairs_are_the_contacts(drawn: dict) -> None:
    assert [row[:2] for row in cells(drawn["who_meets_whom"])] == [
        ["Lavrov – Choe Son Hui", contact] for contact in ("RK0001", "RK0002", "RK0004", "RK0005")
    ]
    assert drawn["who_meets_whom"].headline == (
        "Most often together: Lavrov – Choe Son Hui, in 4 contacts; 3 pairs met once only"
    )


def test_the_rows_of_the_uplift_are_the_visits(drawn: dict) -> None:
    assert cells(drawn["uplift"]) == [["Equal rank", "0", "2"], ["1 step above", "0", "1"], ["2 steps above", "1", "0"]]
    assert drawn["uplift"].headline == (
        "In 2 of 4 visits the highest host outranked the visitor, in none the visitor the host"
    )
    assert "Received above their rank: 1 of 1 (exact 95% interval 3% to 100%) in Russia, 1 of 3" in drawn["uplift"].note


def test_the_rows_of_the_robustness_are_the_definitions(drawn: dict) -> None:
    rows = {row[0]: row[1:] for row in cells(drawn["robustness"])}
    assert rows["as in this report"] == ["1", "6", "6.0", "0.7", "275.2", "5", "6", "83.3", "35.9", "99.6"]
    assert rows["visits counted"][:2] == ["1", "4"]
    assert rows["meetings counted"][5:7] == ["3", "3"]
    assert drawn["robustness"].headline == (
        "More in 2024, perhaps by chance; beyond chance under 0 of 8 other definitions; most at minister's rank or "
        "above under 10 of 10"
    )


def test_meetings_have_no_exact_interval_in_a_period(tmp_path: Path) -> None:
    figure = figures.per_month(selected(busy(), tmp_path, unit="meetings", as_of="2024-12-31"))
    assert [name.name for name in figure.columns] == ["Period", "Number", "Contacts"]
    assert figure.note.endswith(
        "The meetings of one visit come together, so that a single period has no exact interval; the comparison of the "
        "years resamples whole visits."
    )


@pytest.mark.parametrize(("unit", "noun"), [("visits", "visits"), ("meetings", "meetings")])
def test_the_noun_is_that_of_the_unit(tmp_path: Path, unit: str, noun: str) -> None:
    selection = selected(busy(), tmp_path, unit=unit, start="2024-06-01")
    assert figures.timeline(selection).subtitle == f"The highest {noun} by level, at most 12; darker marks are higher"
    assert figures.per_quarter(selection).subtitle == f"Held {noun} per quarter, Q2 2024 to Q4 2024"


def test_paper_is_never_the_colour_of_a_mark() -> None:
    assert to_rgba(theme.PAPER) not in [to_rgba(colour) for colour in theme.LEVEL_COLOURS.values()]


def test_each_form_of_a_figure_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    draw = Canvas.draw
    monkeypatch.setattr(
        Canvas, "draw", lambda self, renderer: (drawn.append(type(renderer).__name__), draw(self, renderer))
    )
    theme.render(lambda ax, narrow: ax.plot([1, 2]), label="fig-one", height=2.0)
    assert sorted(drawn) == ["MixedModeRenderer", "MixedModeRenderer", "RendererAgg"]  # two of SVG, one of PNG
