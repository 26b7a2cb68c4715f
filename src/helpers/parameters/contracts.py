"""The contracts: names, types, ranges and choices of the parameters of each notebook."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal, NamedTuple

import pydantic
from pydantic import Field
from pydantic_core import PydanticCustomError

from helpers.dataset import descriptor, subjects
from helpers.problems import listed

LATEST, PREVIOUS_MONTH = "latest", "previous month"


@dataclass(frozen=True)
class CodeOf:
    """Accepts the codes of a column of the descriptor, and other words."""

    address: str
    others: tuple[str, ...] = ()

    def choices(self) -> dict[str, str]:
        """Every code, with its label."""
        field = descriptor.read().field(self.address)
        return {value: field.label(value) for value in field.values}

    def __call__(self, value: str) -> str:
        if value not in (*self.others, *self.choices()):
            raise PydanticCustomError("choice", "is not among the choices")
        return value


def _is_code_of(address: str, *others: str) -> pydantic.AfterValidator:
    return pydantic.AfterValidator(CodeOf(address, others))


def _iso_day(value: Any) -> Any:
    """Accept days only as ISO dates: pydantic would take numbers for seconds since 1970."""
    if isinstance(value, dt.date) or value in (LATEST, PREVIOUS_MONTH):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return value
    raise PydanticCustomError("day", "is no day")


def _not_a_truth_value(value: Any) -> Any:
    """Refuse true and false where a number is wanted: pydantic would take them for 1 and 0."""
    if isinstance(value, bool):
        raise PydanticCustomError("number", "is no number")
    return value


Day = Annotated[dt.date, pydantic.BeforeValidator(_iso_day)]
Number = Annotated[int, pydantic.BeforeValidator(_not_a_truth_value)]


class Wrong(NamedTuple):
    """One thing that is wrong with several parameters together."""

    says: str
    allowed: str = ""
    meant: str = ""


class Window(pydantic.BaseModel):
    """Parameters that every report has: which days it speaks of, and what was known when."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    first_days: ClassVar[tuple[str, ...]] = ("start", "since")
    """Parameters for which a month or another period stands for its first day; for all others it is its last."""
    follows: ClassVar[Mapping[str, str]] = {}
    """Parameters that follow, in a sweep, from the report before: each takes the value that the other one had there."""

    start: Day = Field(dt.date(2023, 1, 1), description="first day of the window")
    end: Day = Field(dt.date(2024, 12, 31), description="last day of the window")
    as_of: Day | Literal["latest"] = Field(
        LATEST, description="use only what was published by this day; latest is the release of the data"
    )

    @pydantic.model_validator(mode="after")
    def _fits_together(self) -> Window:
        if wrong := self._wrong():
            raise PydanticCustomError("together", "does not fit", {"wrong": wrong})
        return self

    def _wrong(self) -> list[Wrong]:
        """All that is wrong with values that fit one by one."""
        data = descriptor.read()
        wrong = []
        if self.start > self.end:
            wrong.append(Wrong(f"start {self.start} is after end {self.end}"))
        for name, value in (("start", self.start), ("end", self.end)):
            if not data.first_day <= value <= data.last_day:
                wrong.append(Wrong(f"{name} {value} is outside the data", f"{data.first_day} to {data.last_day}"))
        if self.as_of != LATEST and not data.first_day <= self.as_of <= data.released:
            allowed = f"{data.first_day} to {data.released}, or {LATEST}"
            wrong.append(Wrong(f"as_of {self.as_of} is outside the data", allowed))
        elif self.day_known < self.start:
            wrong.append(Wrong(f"as_of {self.as_of} is before start {self.start}", f"{self.start} or later"))
        return wrong

    @property
    def day_known(self) -> dt.date:
        """The day whose knowledge the report shows."""
        return descriptor.read().released if self.as_of == LATEST else self.as_of


class Counting(Window):
    """What is counted, and how its level is read."""

    unit: Literal["contacts", "visits", "meetings"] = Field(
        "contacts",
        description="contacts are visits, calls, letters and meetings that stand alone; meetings also those in visits",
    )
    min_level: Number = Field(0, ge=0, le=6, description="lowest level that counts; 0 counts unknown levels too")
    side_rule: Literal["headline", "visitor", "lower", "higher", "russia", "dprk"] = Field(
        "headline", description="whose rank is the level; headline: the visitor's for visits, else the lower side's"
    )
    domain: Annotated[str, _is_code_of("contacts.domain", "all")] = Field("all", description="one field, or all")
    direction: Annotated[str, _is_code_of("contacts.direction", "all")] = Field(
        "all", description="who travels or writes to whom, or all"
    )
    conferences: bool = Field(False, description="count attendance at multilateral events without a bilateral meeting")
    greetings: bool = Field(False, description="count calendar-driven greetings")
    min_origins: Number = Field(
        1, ge=1, le=9, description="lowest number of independent origins of a contact's sources"
    )


class Brief(Counting):
    """What a brief compares: the day of the one before with its own."""

    follows: ClassVar[Mapping[str, str]] = {"since": "as_of"}

    since: Day | Literal["previous month"] = Field(
        PREVIOUS_MONTH,
        description="day of the brief before this one; previous month is the last day of the month before as_of",
    )

    @property
    def day_before(self) -> dt.date:
        """The day of the brief before this one."""
        return self.day_known.replace(day=1) - dt.timedelta(days=1) if self.since == PREVIOUS_MONTH else self.since

    def _wrong(self) -> list[Wrong]:
        wrong, first = super()._wrong(), descriptor.read().first_day
        if self.since != PREVIOUS_MONTH and not first <= self.since < self.day_known:
            allowed = f"{first} to the day before as_of {self.day_known}, or {PREVIOUS_MONTH}"
            wrong.append(Wrong(f"since {self.since} does not come before as_of", allowed))
        return wrong


class Profile(Counting):
    """What a profile is of."""

    subject: Literal["domain", "person", "office", "place"] = Field(
        "domain",
        description="what the profile is of: a field, a person, all who hold an office (an institution), or a place",
    )
    value: str = Field(
        "defence",
        description="which one: a code of domain, an official_id, words of an office such as Foreign Affairs, a place",
    )

    def _wrong(self) -> list[Wrong]:
        wrong, known = super()._wrong(), subjects.known(self.subject)
        if not subjects.fits(self.subject, self.value, known):
            near = subjects.near(self.subject, self.value, known)
            wrong.append(Wrong(f"value {self.value!r} is no {self.subject} of the data", listed(known), near))
        if self.subject == "domain" and self.domain != "all":
            wrong.append(Wrong(f"domain {self.domain} would narrow a profile of a domain", "all"))
        return wrong


class MachineCoded(Window):
    """Media-coded rows beside the curated contacts."""

    folder: str = Field("", description="folder that `contacts machine-coded` wrote; empty: how to get one is said")
    source: Literal["gdelt1", "gdelt2", "icews", "polecat"] = Field("gdelt2", description="which table of events")
    days: Number = Field(7, ge=1, le=30, description="days before and after each contact that are looked at")


REPORTS: dict[str, type[Window]] = {
    "contacts": Counting,
    "quality": Counting,
    "brief": Brief,
    "profile": Profile,
    "machine_coded": MachineCoded,
}
"""The contract of each notebook that makes a report, by the name of its file."""
EXPLORED: dict[str, type[Window]] = {"explore": Counting}
"""The contract of each notebook that is for work at the screen alone."""
