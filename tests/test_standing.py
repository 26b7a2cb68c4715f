"""`contacts status`: whether everything is current and on time, for people and for monitors."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from conftest import contacts
from faults import LIGHT
from workshop import Silent, Workshop

from helpers.publish import build, failure, history, plan, status
from helpers.publish.job import Made
from helpers.publish.report import Report

NONE_YET = "there is no report with a manifest of this version yet"


@pytest.fixture
def monthly(workshop: Workshop) -> Workshop:
    """A report that is due every month."""
    path = workshop.notebooks / plan.FILE
    path.write_text(f'{path.read_text("utf-8")}every = "monthly"\n', "utf-8")
    workshop.write(*LIGHT)
    return workshop


def states(workshop: Workshop) -> list[tuple[str, str]]:
    return [(one["slug"], one["state"]) for one in status.status(workshop.out, plan.read())]


def test_a_report_through_its_months(monthly: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    def at(text: str) -> None:
        monkeypatch.setattr(history, "now", lambda: dt.datetime.fromisoformat(f"{text}+00:00"))

    at("2024-01-20T08:00")
    assert states(monthly) == [("small", "missing")]
    build.build(plan.read(), monthly.out, Silent())
    assert states(monthly) == [("small", "current")]
    at("2024-02-02T11:59")  # due since the 1st, but the grace of 36 hours has not gone by
    assert states(monthly) == [("small", "current")]
    at("2024-02-02T12:00")
    (stands,) = status.status(monthly.out, plan.read())
    said = "it was due at 2024-02-01T00:00:00+00:00; the last success was at 2024-01-20T08:00:00+00:00"
    assert (stands["state"], stands["because"]) == ("overdue", [said])
    assert not status.is_well([stands])
    # The next run catches up, without building what is current.
    (outcome,) = build.build(plan.read(), monthly.out, Silent())
    assert outcome.current
    (stands,) = status.status(monthly.out, plan.read())
    assert (stands["state"], stands["next_due"]) == ("current", "2024-03-01T00:00:00+00:00")
    assert stands["built"] == "2024-01-20T08:00:00+00:00"


def test_a_month_that_was_missed_is_caught_up(monthly: Workshop) -> None:
    path = monthly.notebooks / plan.FILE
    path.write_text(f'{path.read_text("utf-8")}sweep = {{ end = "2024-09..2024-10" }}\n', "utf-8")
    assert len(build.build(plan.read(), monthly.out, Silent())) == 2
    path.write_text(path.read_text("utf-8").replace("2024-10", "latest"), "utf-8")
    outcomes = build.build(plan.read(), monthly.out, Silent())
    assert [(outcome.report.slug, outcome.current) for outcome in outcomes] == [
        ("small-2024-09", True),
        ("small-2024-10", True),
        ("small-2024-11", False),
        ("small-2024-12", False),
    ]


def test_the_command(monthly: Workshop) -> None:
    out = str(monthly.out)
    told = contacts("status", "--out", out)
    assert (told.returncode, told.stdout) == (1, f"small: missing\n  {NONE_YET}\n")
    build.build([*plan.read(), Report("extra", "Of today", "contacts")], monthly.out, Silent())
    told = contacts("status", "--out", out)
    assert told.returncode == 0, told.stderr
    lines = [line.split("; ") for line in told.stdout.splitlines()]
    assert [(line[0], line[-1]) for line in lines] == [
        ("small: current", f"next due {due(monthly)}"),
        ("extra: current", "not of the plan"),
    ]
    monthly.write(*LIGHT, "1 / 0")
    told = contacts("status", "--out", out)
    assert told.returncode == 1
    assert [line.split("; ")[0] for line in told.stdout.splitlines() if line[0] != " "] == [
        "small: out of date",
        "extra: out of date",
    ]
    assert build.build(plan.read(), monthly.out, Silent())[0].causes == ["ZeroDivisionError: division by zero"]
    told = contacts("status", "--out", out, "--json")
    assert told.returncode == 1
    found = json.loads(told.stdout)
    assert (found["well"], found["reports"][0]["state"]) == (False, "failed")
    assert found["reports"][0]["because"] == ["ZeroDivisionError: division by zero"]
    assert found["reports"][0]["published"]


def due(workshop: Workshop) -> str:
    return status.status(workshop.out, plan.read())[0]["next_due"]


def test_a_failure_outside_the_plan_is_not_passed_over(monthly: Workshop) -> None:
    build.build(plan.read(), monthly.out, Silent())
    extra = Report("extra", "Of today", "contacts")
    failure.keep(monthly.out, extra, monthly.out / "nowhere", Made("extra", ["it broke"]))
    found = status.status(monthly.out, plan.read())
    assert [(one["slug"], one["state"], one["because"]) for one in found] == [
        ("small", "current", []),
        ("extra", "failed", ["it broke"]),
    ]
    assert not status.is_well(found)
