"""Parameters are a contract: names, types, ranges and choices, declared once and checked before a kernel starts.

The same declaration gives the refusal, the help of the console command and the table of parameters in the report.
"""

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
from helpers.problems import Problem, ProblemsFound, listed, meant

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


def check(notebook: str, given: Mapping[str, Any], where: str = "parameters") -> Window:
    """The parameters of a notebook, checked.

    Raises
    ------
    ProblemsFound
        Every name, type, range or choice that is wrong, with what was probably meant.
    """
    contract = (REPORTS | EXPLORED)[notebook]
    try:
        return contract.model_validate(dict(given))
    except pydantic.ValidationError as error:
        found = [problem for details in error.errors() for problem in _problems(contract, details, where)]
        raise ProblemsFound(found) from None


def from_cells(notebook: str, namespace: Mapping[str, Any]) -> Window:
    """The parameters of a notebook from its own variables, right after the cells that set them.

    Any plain value in the namespace counts as a parameter, so that a misspelt name is refused: papermill only warns.
    """
    plain = (str, int, float, bool, dt.date, list, dict, type(None))
    given = {
        name: value
        for name, value in namespace.items()
        if not name.startswith("_") and name not in ("In", "Out") and isinstance(value, plain)
    }
    return check(notebook, given)


def described(contract: type[Window]) -> list[tuple[str, str, str, str]]:
    """Name, allowed values, default and meaning of every parameter of a contract."""
    return [
        (name, _allowed(contract, name), shown(field.default), field.description or "")
        for name, field in contract.model_fields.items()
    ]


def codes(contract: type[Window], name: str) -> dict[str, str]:
    """The codes that a parameter may have, with their labels; nothing for one that is not chosen from a list."""
    for known in contract.model_fields[name].metadata:
        if hasattr(getattr(known, "func", None), "choices"):
            return known.func.choices()
    return {value: value for value in contract.model_json_schema()["properties"][name].get("enum", ())}


def is_day(contract: type[Window], name: str) -> bool:
    """Whether a parameter is a day."""
    schema = contract.model_json_schema()["properties"][name]
    return "date" in [kind.get("format") for kind in (schema, *schema.get("anyOf", ()))]


def shown(value: Any) -> str:
    """A parameter's value as it is typed on the command line."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _allowed(contract: type[Window], name: str) -> str:
    schema = contract.model_json_schema()["properties"][name]
    if "enum" in schema:
        return listed(schema["enum"])
    if known := codes(contract, name):
        return listed(dict.fromkeys([contract.model_fields[name].default, *known]))
    if schema.get("type") == "integer":
        return f"{schema['minimum']} to {schema['maximum']}"
    if schema.get("type") == "boolean":
        return "true, false"
    if name == "value":
        return "what the data know under this subject"
    if schema.get("type") == "string" and "format" not in schema:
        return "text"
    words = [choice["const"] for choice in schema.get("anyOf", []) if "const" in choice]
    return ", or ".join(["a day such as 2024-01-16", *words])


def _problems(contract: type[Window], details: Mapping[str, Any], where: str) -> list[Problem]:
    """One error of pydantic in our words; the window tells all that is wrong with it in one error."""
    context = details.get("ctx", {})
    if not details["loc"]:
        return [Problem(where, says, allowed=allowed, meant=near) for says, allowed, near in context["wrong"]]
    name, value = str(details["loc"][0]), details["input"]
    names = list(contract.model_fields)
    if details["type"] == "extra_forbidden":
        return [Problem(where, "is no parameter of this report", None, "", name, listed(names), meant(name, names))]
    allowed = _allowed(contract, name)
    near = meant(str(value), [choice.removeprefix("or ") for choice in allowed.split(", ")])
    return [Problem(where, f"{value!r} does not fit", None, "", name, allowed, near)]
