"""The pages around the reports, set from templates."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader


def render(template: str, **values: Any) -> str:
    """A page."""
    return _environment().get_template(template).render(values)


@cache
def _environment() -> Environment:
    """One for all pages of a process: a template takes longer to compile than to set."""
    environment = Environment(loader=PackageLoader("helpers.publish"), autoescape=True)
    environment.filters |= {"size": _size, "day": _day, "moment": _moment, "sha256": _sha256}
    return environment


def _sha256(text: str) -> str:
    """What a content security policy names a script by."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _size(bytes_: int) -> str:
    return f"{bytes_ / 1e6:.1f} MB" if bytes_ >= 1e5 else f"{bytes_ / 1e3:.0f} kB"


def _day(iso: str) -> str:
    day = dt.date.fromisoformat(iso)
    return f"{day.day} {day:%B %Y}"


def _moment(iso: str, timezone: str | None = None) -> str:
    moment = dt.datetime.fromisoformat(iso).astimezone(ZoneInfo(timezone or "UTC"))
    return f"{moment.day} {moment:%B %Y, %H:%M} {timezone or 'UTC'}"
