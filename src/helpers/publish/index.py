"""The index of all reports in a folder, as a page, as JSON and as an Atom feed, made from manifests and history."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path
from typing import Any

from helpers.publish import history, standing, written
from helpers.publish.standing import Standing

FILE, JSON, FEED = "index.html", "index.json", "feed.xml"
FORM = 1
ENTRIES = 100
"""So many of the latest editions and failures are in the feed."""


def write(out: Path) -> Path:
    """Write the JSON, and page and feed where they tell something new; each old one stays until the new one is whole.

    The page gives the last success to the day, the JSON to the second: most runs have nothing else to tell.
    """
    now = history.now()
    reports = standing.read(out, now)
    shown = [report | {"succeeded": (report["succeeded"] or "")[:10]} for report in reports]
    of = hashlib.sha256(json.dumps(shown).encode()).hexdigest()
    if _pages(out, of) != _told(out):
        _write_pages(out, shown, now)
    told = {"form": FORM, "written": now.isoformat(), "pages": _pages(out, of), "reports": reports}
    written.whole(out / JSON, json.dumps(told, indent=1, ensure_ascii=False) + "\n")
    return out / FILE


def _pages(out: Path, of: str) -> dict[str, str]:
    """The digest of what the page and the feed tell, and theirs; none where there is no such file."""
    there = [path for path in (out / FILE, out / FEED) if path.exists()]
    return {"of": of} | {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in there}


def _told(out: Path) -> dict[str, str] | None:
    """The same as the last run left them."""
    try:
        return json.loads((out / JSON).read_text("utf-8"))["pages"]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write_pages(out: Path, reports: list[Standing], now: dt.datetime) -> None:
    from helpers.publish import pages  # it brings Jinja2

    page = pages.render(
        "index.html.j2",
        # What speaks of the latest day comes first.
        good=sorted((r for r in reports if r["published"]), key=lambda r: r["as_of"], reverse=True),
        failed=[report for report in reports if report["failure"]],
        script=pages.render("index.js"),
    )
    written.whole(out / FILE, page)
    entries = sorted(_entries(reports), key=lambda entry: entry["updated"], reverse=True)[:ENTRIES]
    updated = entries[0]["updated"] if entries else now.isoformat()
    feed = pages.render("feed.xml.j2", id=_urn("reports"), entries=entries, updated=updated)
    written.whole(out / FEED, feed)


def _entries(reports: list[Standing]) -> list[dict[str, Any]]:
    """An entry for each edition and each failure; a new edition has a new id, so that readers show it as new."""
    entries = []
    for report in reports:
        name = f"{report['slug']} {report['built']}"
        if report["published"]:
            lines = [report["subtitle"], *report["headline"], *_changed(report["changed"])]
            entries.append({"id": _urn(name), "title": report["title"], "href": report["page"], "lines": lines})
            entries[-1] |= {"updated": report["built"], "published": report["built"]}
        if failure := report["failure"]:
            title, at = f"Failed: {report['title']}", failure["at"] or "1970-01-01T00:00:00+00:00"
            entries.append({"id": _urn(f"{name} failed {at}"), "title": title, "href": failure["page"]})
            entries[-1] |= {"updated": at, "published": at, "lines": failure["causes"]}
    return entries


def _changed(changed: dict[str, int] | None) -> list[str]:
    if not changed:
        return []
    told = [f"{number} {kind}" for kind, number in changed.items() if number]
    return [f"Against the edition before: {', '.join(told) or 'the same rows'}"]


def _urn(name: str) -> str:
    import uuid

    return uuid.uuid5(uuid.NAMESPACE_URL, f"russia-dprk-contacts/{name}").urn
