"""The index of all reports: page, JSON and feed; what is due, what has failed, and how to find a report."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import feedparser
import pytest
from conftest import CHROMIUM, chromium, contacts
from faults import LIGHT
from workshop import Silent, Workshop

from helpers.dataset import descriptor
from helpers.publish import build, editions, failure, history, index, manifest
from helpers.publish.job import Made
from helpers.publish.report import Report
from helpers.publish.schedule import Schedule

NOW = dt.datetime(2024, 5, 15, 8, tzinfo=dt.UTC)
SCHEDULE = Schedule("monthly", "Asia/Seoul", 36)


def publish(out: Path, slug: str, title: str, **more: object) -> None:
    """A published report, as far as an index sees it."""
    made = {
        "form": manifest.FORM,
        "slug": slug,
        "title": title,
        "notebook": "contacts",
        "parameters": {"unit": "visits"},
        "data": {"version": "1.2", "sha256": "d" * 64},
        "code": {"version": "3.4", "sha256": "c" * 64},
        "fonts": {},
        "source_date_epoch": "",
        "python": "3.11",
        "packages": {},
        "as_of": "2024-04-30",
        "window": ["2024-04-01", "2024-04-30"],
        "rows": {"counted": 7, "plan": 2},
        "subtitle": f"Of {title}",
        "facts": [["Window", "April 2024"], ["As known on", "30 April 2024"], ["Counted", "7 visits"]],
        "headline": ["7 visits held", "2 more < planned"],
        "files": {f"{slug}.html": {"bytes": 12, "sha256": "a"}},
    }
    (out / slug).mkdir(parents=True)
    manifest.write(made | more, out / slug)
    (out / slug / f"{slug}.html").write_text("<title>a</title>", "utf-8")


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three reports: one fine, one whose last build failed, and one of old; and one that has never been built."""
    out = tmp_path / "reports"
    monkeypatch.setattr(history, "now", lambda: NOW - dt.timedelta(days=60))
    publish(out, "old", "An <old> report")
    history.built(out, "old", SCHEDULE)
    monkeypatch.setattr(history, "now", lambda: NOW)
    publish(out, "defence", "Contacts in defence")
    history.built(out, "defence", SCHEDULE, {"added": 2, "corrected": 1, "withdrawn": 0})
    publish(out, "energy", "Contacts in energy")
    history.built(out, "energy", None)
    for slug in ("energy", "never"):
        made = Made(slug, ["cell 4: 1 < 2", "and more"], 4, "1 / 0")
        failure.keep(out, Report(slug, f"Report {slug}", "contacts"), out / "nowhere", made)
    index.write(out)
    return out


def test_the_page_tells_everything(shelf: Path) -> None:
    page = re.sub(r"\s+", " ", (shelf / "index.html").read_text("utf-8"))
    for text in (
        '<a href="old/old.html">An &lt;old&gt; report</a>',
        "<li>2 more &lt; planned</li>",
        "<div><dt>Window</dt><dd>April 2024</dd></div>",
        "<div><dt>Counted</dt><dd>7 visits</dd></div>",
        "<div><dt>With</dt><dd>unit = visits</dd></div>",
        "15 May 2024, 08:00 UTC</time>; against the edition before 2 added, 1 corrected, 0 withdrawn",
        '<b>Next due</b> <time datetime="2024-05-31T15:00:00+00:00">1 June 2024, 00:00 Asia/Seoul</time>, monthly',
        '<b>Overdue since</b> <time datetime="2024-03-31T15:00:00+00:00">1 April 2024, 00:00 Asia/Seoul</time>',
        'cell 4: 1 &lt; 2; and more. The <a href="energy/energy.html">last good report</a> is of 15 May 2024',
        "and more. There is no earlier report.",
        '<a href="old/old.html">old.html</a> (0 kB)',
    ):
        assert text in page, text


def test_the_policy_allows_the_script_and_no_other(shelf: Path) -> None:
    page = (shelf / "index.html").read_text("utf-8")
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert re.findall(r"script-src ([^;\"]*)", page) == [f"'sha256-{digest}'"]
    assert "default-src 'none'" in page


def test_json_for_programs(shelf: Path) -> None:
    told = json.loads((shelf / "index.json").read_text("utf-8"))
    assert (told["form"], told["written"]) == (1, "2024-05-15T08:00:00+00:00")
    defence, energy, never, old = told["reports"]
    keys = ("page", "window", "as_of", "rows", "built", "succeeded", "every", "next_due", "overdue_from", "overdue")
    assert [defence[key] for key in keys] == [
        "defence/defence.html",
        ["2024-04-01", "2024-04-30"],
        "2024-04-30",
        {"counted": 7, "plan": 2},
        "2024-05-15T08:00:00+00:00",
        "2024-05-15T08:00:00+00:00",
        "monthly",
        "2024-05-31T15:00:00+00:00",
        "2024-06-02T03:00:00+00:00",
        False,
    ]
    assert defence["files"]["defence.html"] == {"bytes": 12, "sha256": "a", "url": "defence/defence.html"}
    assert (old["overdue"], energy["overdue"], energy["next_due"]) == (True, False, None)
    page = "failed/energy/index.html"
    assert energy["failure"] == {
        "at": "2024-05-15T08:00:00+00:00",
        "causes": ["cell 4: 1 < 2", "and more"],
        "page": page,
    }
    assert (never["published"], never["title"], never["failure"]["page"]) == (
        False,
        "Report never",
        "failed/never/index.html",
    )


def test_a_feed_that_readers_can_follow(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    feed = feedparser.parse((shelf / "feed.xml").read_bytes())
    assert (feed.bozo, feed.version) == (False, "atom10")
    titles = [(entry.title, entry.link, entry.updated) for entry in feed.entries]
    at = "2024-05-15T08:00:00+00:00"
    assert sorted(titles) == [
        ("An <old> report", "old/old.html", "2024-03-16T08:00:00+00:00"),
        ("Contacts in defence", "defence/defence.html", at),
        ("Contacts in energy", "energy/energy.html", at),
        ("Failed: Contacts in energy", "failed/energy/index.html", at),
        ("Failed: Report never", "failed/never/index.html", at),
    ]
    assert [entry.updated for entry in feed.entries] == sorted((entry.updated for entry in feed.entries), reverse=True)
    summary = next(entry.summary for entry in feed.entries if entry.title == "Contacts in defence")
    assert summary.splitlines()[-1] == "Against the edition before: 2 added, 1 corrected"
    ids = {entry.title: entry.id for entry in feed.entries}
    assert len(set(ids.values())) == 5
    assert feed.feed.updated == at
    # A new edition is a new entry; what is only found current is not.
    monkeypatch.setattr(history, "now", lambda: NOW + dt.timedelta(days=1))
    history.built(shelf, "defence", SCHEDULE)
    history.current(shelf, {"old": SCHEDULE})
    index.write(shelf)
    again = {entry.title: entry.id for entry in feedparser.parse((shelf / "feed.xml").read_bytes()).entries}
    assert {title for title in ids if ids[title] != again[title]} == {"Contacts in defence"}


def test_nothing_published_yet(tmp_path: Path) -> None:
    index.write(tmp_path)
    assert "No report has been published yet." in (tmp_path / "index.html").read_text("utf-8")
    assert json.loads((tmp_path / "index.json").read_text("utf-8"))["reports"] == []
    assert feedparser.parse((tmp_path / "feed.xml").read_bytes()).entries == []


def test_a_record_survives_its_report_and_its_loss(shelf: Path) -> None:
    (shelf / "history.json").unlink()
    records = history.read(shelf)
    stamp = dt.datetime.fromtimestamp(int((shelf / "old" / "manifest.json").stat().st_mtime), dt.UTC)
    assert records["old"].built == stamp
    history.built(shelf, "defence", SCHEDULE, {"added": 1})
    (shelf / "defence" / "manifest.json").unlink()
    history.current(shelf, {"old": None})
    assert json.loads((shelf / "history.json").read_text("utf-8"))["reports"].keys() == {"old"}


def test_what_is_new_in_an_edition(workshop: Workshop, tmp_path: Path) -> None:
    first, second = LIGHT[:2], LIGHT[2]
    workshop(*first, second.replace('"{said}"', '"{said}"\\nRK0002,Gone'))
    assert workshop(*first, second.replace('"{said}"', "Another\\nRK0003,New")).changed == {
        "added": 1,
        "corrected": 1,
        "withdrawn": 1,
    }
    (record,) = history.read(workshop.out).values()
    assert record.changed == {"added": 1, "corrected": 1, "withdrawn": 1}
    build.build([Report("other", "T", "contacts")], workshop.out, Silent())
    assert history.read(workshop.out)["other"].changed is None


def test_changes_between_two_reports(workshop: Workshop, tmp_path: Path) -> None:
    first, rows = LIGHT[:2], LIGHT[2]
    workshop(*first, rows)
    before = tmp_path / "before"
    (workshop.out / "small").rename(before)
    workshop(*first, rows.replace('"{said}"', "A\\nRK0002,New"))
    after = workshop.out / "small"
    done = contacts("changes", str(before), str(after))
    title = editions.rows(before)["RK0001"]["title"]
    assert done.stdout.splitlines() == [
        title,  # the headline
        "rows: 1 -> 2",
        "corrected RK0001 A",
        f"    title: {title} -> A",
        "added RK0002 New",
    ], done.stderr
    told = json.loads(contacts("changes", str(before), str(after), "--json").stdout)
    version = descriptor.read(workshop.data).version
    assert told["before"] == {"folder": str(before), "data": version, "as_of": "2024-01-01"}
    assert told["numbers"] == {"rows": [1, 2]}
    refused = contacts("changes", str(before), str(tmp_path))
    assert refused.stderr.splitlines()[0] == f"{tmp_path}: holds no report with a manifest of this version"


# In a browser


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: none on the PATH, and CHROMIUM names none")
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("light", 360), ("dark", 1280), ("dark", 360)])
def test_the_page_in_a_browser(shelf: Path, scheme: str, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    with chromium() as browser:
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, offline=True)
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on(
            "request", lambda asked: complaints.append(asked.url) if asked.url[:5] not in ("file:", "data:") else None
        )
        page.goto((shelf / "index.html").as_uri())
        assert Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        # The page was written in May 2024 and nothing has been built since: it says so by itself.
        assert page.locator("b:has-text('Overdue since')").count() == 2
        page.get_by_label("Search").fill("DEFENCE visits")
        assert page.locator("article:visible h2").all_inner_texts() == ["Contacts in defence"]
        assert page.locator("#found").inner_text() == "1 of 3 reports"
        page.get_by_label("Search").fill("")
        assert page.locator("article:visible").count() == 3
        assert complaints == []


@pytest.fixture
def unscripted(shelf: Path) -> Iterator[str]:
    """The page without its script."""
    with chromium() as browser:
        page = browser.new_context(java_script_enabled=False).new_page()
        page.goto((shelf / "index.html").as_uri())
        yield page.inner_text("main")


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: none on the PATH, and CHROMIUM names none")
def test_the_page_without_its_script(unscripted: str) -> None:
    assert "Contacts in energy" in unscripted
    assert "Search" not in unscripted
