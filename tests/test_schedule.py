"""When reports are due, by the calendar of a time zone, also when its clocks are put forward or back."""

from __future__ import annotations

import datetime as dt

import pytest

from helpers.publish.schedule import Schedule


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("every", "zone", "success", "due"),
    [
        ("daily", "UTC", "2024-01-31 23:59", "2024-02-01 00:00"),
        ("daily", "UTC", "2024-02-01 00:00", "2024-02-02 00:00"),
        ("weekly", "UTC", "2024-01-17 12:00", "2024-01-22 00:00"),
        ("monthly", "UTC", "2024-01-31 12:00", "2024-02-01 00:00"),
        ("monthly", "Asia/Seoul", "2024-01-31 14:59", "2024-01-31 15:00"),
        ("monthly", "Asia/Seoul", "2024-01-31 15:00", "2024-02-29 15:00"),
        ("quarterly", "America/New_York", "2024-01-15 00:00", "2024-04-01 04:00"),
        ("yearly", "UTC", "2024-01-01 00:01", "2025-01-01 00:00"),
        # 31 March 2024 had 23 hours in Berlin, 27 October had 25.
        ("daily", "Europe/Berlin", "2024-03-30 23:00", "2024-03-31 22:00"),
        ("daily", "Europe/Berlin", "2024-10-26 22:00", "2024-10-27 23:00"),
        # In Santiago there is no midnight on the day when its clocks are put forward.
        ("daily", "America/Santiago", "2024-09-07 12:00", "2024-09-08 04:00"),
    ],
)
def test_next_due(every: str, zone: str, success: str, due: str) -> None:
    schedule = Schedule(every, zone, 36)
    now = utc("2026-01-01 00:00")
    assert schedule.next_due(utc(success), now) == utc(due)
    assert schedule.deadline(utc(due)) == utc(due) + dt.timedelta(hours=36)


def test_what_was_never_built_is_due_since_the_latest_moment() -> None:
    assert Schedule("monthly", "UTC", 0).next_due(None, utc("2024-05-15 08:00")) == utc("2024-05-01 00:00")
    assert Schedule("yearly", "UTC", 0).next_due(None, utc("2024-01-01 00:00")) == utc("2024-01-01 00:00")
