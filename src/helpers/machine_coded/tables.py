"""Tables of the rows of the pair, each one expression over narwhals' stable API for every engine."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import narwhals.stable.v2 as nw

from helpers.machine_coded.folder import ALL
from helpers.machine_coded.layouts import Layout
from helpers.problems import Problem

DAY, MONTH = 1, 100
"""What a day as a number is divided by to give the period."""
KEYS = ("source", "date", "period", "type")
SUMS = ("rows", "with_mentions", "mentions", "with_intensity", "intensity")
NO_DAY = 0
NONE = ""
"""The story of a row that names none."""
_DATES = (nw.Date, nw.Datetime)


def problems(where: str, schema: nw.Schema, layout: Layout) -> list[Problem]:
    """What a table of a layout lacks to be counted."""
    found = []
    for name in layout.needed:
        if name not in schema:
            found.append(Problem(where, f"is {layout.title} without this column", field=name))
        elif name in (layout.event, layout.added):
            if not (schema[name].is_integer() or schema[name] == nw.String or isinstance(schema[name], _DATES)):
                found.append(_unfit(where, name, schema, "days, whole numbers such as 20240618, or text"))
        elif name in (layout.mentions, layout.intensity):
            if not schema[name].is_numeric():
                found.append(_unfit(where, name, schema, "numbers"))
        elif name in (*layout.actors, layout.type) and schema[name] not in (nw.String, nw.Categorical):
            found.append(_unfit(where, name, schema, "text"))
    return found


def _unfit(where: str, name: str, schema: nw.Schema, allowed: str) -> Problem:
    return Problem(where, f"holds {schema[name]}", field=name, allowed=allowed)


def pair(frame: nw.LazyFrame, layout: Layout) -> nw.LazyFrame:
    """The rows in which Russia and the DPRK are the two actors, either way round, in the columns of `Event`."""
    schema, column = frame.collect_schema(), nw.col
    one, other = map(column, layout.actors)
    rows = frame.filter(
        ((one == layout.russia) & (other == layout.dprk)) | ((one == layout.dprk) & (other == layout.russia))
    )
    kind = column(layout.type).cast(nw.String)
    stories = [column(name).cast(nw.String).fill_null(NONE) for name in layout.story]
    story = nw.concat_str(stories, separator="|") if stories[1:] else stories[0]
    return rows.select(
        source=nw.lit(layout.name),
        event_day=day(schema, layout.event),
        added_day=day(schema, layout.added) if layout.added else nw.lit(NO_DAY, nw.Int64),
        type=kind.str.slice(0, layout.type_length) if layout.type_length else kind,
        story=nw.when(story != "|" * (len(stories) - 1)).then(story),
        mentions=column(layout.mentions).cast(nw.Float64) if layout.mentions else nw.lit(None, nw.Float64),
        intensity=column(layout.intensity).cast(nw.Float64).fill_nan(None),
    )


def counted(rows: nw.LazyFrame, every: int, hold: Callable[[nw.LazyFrame], nw.LazyFrame]) -> nw.LazyFrame:
    """Rows, distinct stories, mentions and intensity by source, date, period and type.

    Parameters
    ----------
    rows
        As `pair` gives them.
    every
        `MONTH` or `DAY`.
    hold
        Computes a frame and holds it, such as `Engine.held`: Dask cannot plan one grouping upon another.

    Returns
    -------
    nw.LazyFrame
        `date` is `event` or `added`: the same rows are counted by the one and by the other, never to be added.
        `period` is a number, 202406 or 20240618. `mentions` and `intensity` are sums; `with_mentions` and
        `with_intensity` say how many rows give them.
    """
    column = nw.col
    told = rows.with_columns(
        rows=nw.lit(1),
        story=column("story").fill_null(NONE),
        with_mentions=_number(~column("mentions").is_null()),
        mentions=column("mentions").fill_null(0.0),
        with_intensity=_number(~column("intensity").is_null()),
        intensity=column("intensity").fill_null(0.0),
    )
    views = [
        told.filter(column(f"{date}_day") > NO_DAY).select(
            "source",
            nw.lit(date).alias("date"),
            (column(f"{date}_day") // every).alias("period"),
            kind.alias("type"),
            *("story", *SUMS),
        )
        for date in ("event", "added")
        for kind in (column("type"), nw.lit(ALL))
    ]
    # In two steps of plain sums: engines differ in how they count distinct values, and in what they make of nulls.
    by_story = nw.concat(views, how="vertical").group_by(*KEYS, "story")
    stories = hold(by_story.agg(*(column(name).sum() for name in SUMS)))
    told_apart = stories.with_columns(stories=_number(column("story") != NONE))
    return told_apart.group_by(*KEYS).agg(*(column(name).sum() for name in (*SUMS, "stories")))


def _number(truth: nw.Expr) -> nw.Expr:
    return nw.when(truth).then(nw.lit(1)).otherwise(nw.lit(0))


def days(frame: nw.LazyFrame, layout: Layout) -> Counter[int]:
    """Rows of all countries by the day that the layout counts by, as a number; 0 where there is none."""
    # Moments are grouped as they are, and only the few that are left become days: no engine computes on every row.
    moments = frame.group_by(layout.counted_column).agg(rows=nw.len())
    found: Counter[int] = Counter()
    for row in collected(moments):
        digits = re.sub(r"\D", "", str(row[layout.counted_column] or ""))[:8]
        found[int(digits) if len(digits) == 8 else 0] += int(row["rows"])
    return found


def day(schema: nw.Schema, name: str) -> nw.Expr:
    """A column of days, or of moments, as whole numbers such as 20240618."""
    column = nw.col(name)
    if schema[name].is_integer():
        number = column.cast(nw.Int64)
        return nw.when(number >= 10**8).then(number // 10**6).otherwise(number)
    if isinstance(schema[name], _DATES):
        year, month, day = (part.cast(nw.Int64) for part in (column.dt.year(), column.dt.month(), column.dt.day()))
        return year * 10_000 + month * 100 + day
    return column.str.replace_all("-", "", literal=True).str.slice(0, 8).cast(nw.Int64)


def collected(frame: nw.LazyFrame) -> list[dict[str, Any]]:
    """The rows of a small lazy frame, brought home."""
    return frame.collect().rows(named=True)


def settled(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """What `counted` gives, in order, with the mean of `intensity`, and None where no row says anything."""
    done = []
    for row in rows:
        done.append(
            {name: row[name] for name in KEYS[:2]}
            | {
                "period": int(row["period"]),
                "type": row["type"],
                "rows": int(row["rows"]),
                "stories": int(row["stories"]) or None,
                "mentions": int(row["mentions"]) if row["with_mentions"] else None,
                "intensity": row["intensity"] / int(row["with_intensity"]) if row["with_intensity"] else None,
            }
        )
    return sorted(done, key=lambda row: [row[name] for name in KEYS])
