"""The same count as a query for BigQuery, where GDELT 2.0 lies as a public table."""

from __future__ import annotations

import datetime as dt

import sqlglot
from sqlglot import exp

from helpers.machine_coded.folder import ALL
from helpers.machine_coded.layouts import GDELT2

TABLE = "`gdelt-bq.gdeltv2.events_partitioned`"
PARTITION = "_PARTITIONTIME"
"""What the table is partitioned by: a query without it reads, and pays for, all years."""


def bigquery(start: dt.date, end: dt.date) -> str:
    """The query as text.

    Parameters
    ----------
    start, end
        First and last day on which rows were added.
    """
    return tree(start, end).sql(dialect="bigquery", pretty=True, identify=True)


def tree(start: dt.date, end: dt.date) -> exp.Expression:
    """The query, before any dialect: what `tables.counted` gives for the rows that `tables.pair` keeps."""
    one, other = GDELT2.actors
    first, after = (day.isoformat() for day in (start, end + dt.timedelta(days=1)))
    views = " union all ".join(
        f"select '{date}' as `date`, div({date}_day, 100) as period, {kind} as `type`, story, mentions, intensity "
        "from pair"
        for date in ("event", "added")
        for kind in ("`type`", f"'{ALL}'")
    )
    return sqlglot.parse_one(
        f"""
        with pair as (
            select {GDELT2.event} as event_day, div({GDELT2.added}, 1000000) as added_day, {GDELT2.type} as `type`,
                nullif({GDELT2.story[0]}, '') as story, {GDELT2.mentions} as mentions, {GDELT2.intensity} as intensity
            from {TABLE}
            where {PARTITION} >= timestamp '{first}' and {PARTITION} < timestamp '{after}' and (
                ({one} = '{GDELT2.russia}' and {other} = '{GDELT2.dprk}')
                or ({one} = '{GDELT2.dprk}' and {other} = '{GDELT2.russia}'))
        ), views as ({views})
        select '{GDELT2.name}' as source, `date`, period, `type`, count(*) as `rows`, count(distinct story) as stories,
            sum(mentions) as mentions, avg(intensity) as intensity
        from views group by `date`, period, `type` order by `date`, period, `type`
        """,
        read="bigquery",
    )
