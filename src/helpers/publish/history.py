"""When each report was built, and when a run last found it current: what no report says of itself.

`history.json` is written whole after each report. One that cannot be read counts as empty: the next run fills it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from helpers.publish import manifest, written
from helpers.publish.schedule import Schedule

FILE = "history.json"
FORM = 1
AHEAD = dt.timedelta(minutes=5)
"""So far ahead of the clock a moment may lie: clocks are set a little now and then."""


@dataclass(frozen=True)
class Record:
    """What is remembered of one report."""

    built: dt.datetime
    succeeded: dt.datetime | None
    """When a run last built it or found it current; nothing where that lies in the future: the clock was put back."""
    schedule: Schedule | None = None
    changed: Mapping[str, Any] | None = None
    """What was new against the edition before."""


def now() -> dt.datetime:
    """The moment, in UTC, to the second."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


def read(out: Path) -> dict[str, Record]:
    """What is remembered, by the name of the report; of published reports only."""
    kept = _kept(out)
    folders = [path.parent for path in sorted(out.glob(f"*/{manifest.FILE}"))]
    return {folder.name: _record(folder, kept.get(folder.name, {})) for folder in folders}


def built(out: Path, slug: str, schedule: Schedule | None, changed: Mapping[str, Any] | None = None) -> None:
    """Remember that a report has just been built, and what was new in it."""
    kept, moment = _kept(out), now()
    _keep(out, kept | {slug: _told(out / slug, schedule, moment, moment, changed)})


def current(out: Path, schedules: Mapping[str, Schedule | None]) -> None:
    """Remember that reports have just been found current; by their names, when each is due."""
    kept, moment = _kept(out), now()
    for slug, schedule in schedules.items():
        before = kept.get(slug, {})
        since = _record(out / slug, before).built
        kept[slug] = _told(out / slug, schedule, since, moment, before.get("changed"))
    _keep(out, kept)


def _told(
    folder: Path, schedule: Schedule | None, since: dt.datetime, success: dt.datetime, changed: Mapping[str, Any] | None
) -> dict[str, Any]:
    return {
        "edition": manifest.digest(folder),
        "built": since.isoformat(),
        "succeeded": success.isoformat(),
        "schedule": asdict(schedule) if schedule else None,
        "changed": changed,
    }


def _keep(out: Path, kept: Mapping[str, dict[str, Any]]) -> None:
    there = {name: record for name, record in sorted(kept.items()) if (out / name / manifest.FILE).exists()}
    written.whole(out / FILE, json.dumps({"form": FORM, "reports": there}, indent=1, ensure_ascii=False) + "\n")


def _kept(out: Path) -> dict[str, dict[str, Any]]:
    try:
        kept = json.loads((out / FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    reports = kept.get("reports") if isinstance(kept, dict) and kept.get("form") == FORM else None
    return {name: record for name, record in (reports or {}).items() if isinstance(record, dict)}


def _record(folder: Path, kept: Mapping[str, Any]) -> Record:
    built = dt.datetime.fromtimestamp(int((folder / manifest.FILE).stat().st_mtime), dt.UTC)
    try:
        same = kept["edition"] == manifest.digest(folder)
        success = dt.datetime.fromisoformat(kept["succeeded"])
        return Record(
            dt.datetime.fromisoformat(kept["built"]) if same else built,
            success if success <= now() + AHEAD else None,
            Schedule(**kept["schedule"]) if kept["schedule"] else None,
            kept["changed"] if same else None,
        )
    except (KeyError, TypeError, ValueError):
        # Published, but not yet remembered: the build was killed in between, or the record was damaged.
        return Record(built, built if built <= now() + AHEAD else None)
