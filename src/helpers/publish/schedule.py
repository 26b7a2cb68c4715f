"""When a report is due: at the start of each day, week, month, quarter or year by the calendar of a time zone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from dateutil import rrule

EVERY = {
    "daily": {"freq": rrule.DAILY},
    "weekly": {"freq": rrule.WEEKLY, "byweekday": rrule.MO},
    "monthly": {"freq": rrule.MONTHLY, "bymonthday": 1},
    "quarterly": {"freq": rrule.MONTHLY, "bymonth": (1, 4, 7, 10), "bymonthday": 1},
    "yearly": {"freq": rrule.YEARLY, "bymonth": 1, "bymonthday": 1},
}
_LONGEST = dt.timedelta(days=400)


@dataclass(frozen=True)
class Schedule:
    """How often a report has to be built, or found to be current."""

    every: str
    timezone: str
    """Name of the IANA database, such as `Europe/Berlin`."""
    grace_hours: int
    """So long after it is due a report is overdue."""

    def next_due(self, success: dt.datetime | None, now: dt.datetime) -> dt.datetime:
        """When a report is due that was last built or found current at `success`; in the past where it was missed."""
        if success is None:
            return self._dues(now - _LONGEST, now)[-1]
        return self._dues(success, success + _LONGEST)[0]

    def deadline(self, due: dt.datetime) -> dt.datetime:
        """From when on a report is overdue that was due then."""
        return due + dt.timedelta(hours=self.grace_hours)

    def _dues(self, after: dt.datetime, until: dt.datetime) -> list[dt.datetime]:
        """Moments due after the one moment, up to and with the other, in UTC."""
        zone = ZoneInfo(self.timezone)
        # The calendar's days are those of the zone; moments are compared in UTC, because its clocks may be put back.
        first = (after.astimezone(zone) - dt.timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        last = until.astimezone(zone).replace(tzinfo=None)
        days = rrule.rrule(dtstart=first.replace(tzinfo=None), until=last, **EVERY[self.every])
        moments = (day.replace(tzinfo=zone).astimezone(dt.UTC) for day in days)
        return [moment for moment in moments if after < moment <= until]
