"""Whether everything is current and on time, for people and for monitors."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from helpers.publish import history, manifest, standing
from helpers.publish.report import Report
from helpers.publish.stamps import Stamps
from helpers.publish.standing import Standing


def status(out: Path, planned: Sequence[Report], stamps: Stamps | None = None) -> list[Standing]:
    """How each report stands, with `state`: current, out of date, missing, overdue or failed, and `because`.

    Reports that are not of the plan are held to the manifest that they were published with.
    """
    stamps = stamps or Stamps(out)
    names = {report.slug for report in planned}
    others = [_again(made) for path in sorted(out.glob(f"*/{manifest.FILE}")) if (made := manifest.read(path.parent))]
    reports = [*planned, *(report for report in others if report.slug not in names)]
    why = {report.slug: stamps.reasons(report, manifest.epoch()) for report in reports}
    return standing.of_plan(out, planned, why, history.now())


def is_well(standings: Sequence[Standing]) -> bool:
    """Whether every planned report is current and on time, and none has failed."""
    return all(one["state"] == "current" for one in standings if one["planned"] or one["state"] == "failed")


def _again(made: dict) -> Report:
    return Report(made["slug"], made["title"], made["notebook"], made["parameters"])
