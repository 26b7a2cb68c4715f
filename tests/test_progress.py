"""Progress: a bar for each report on a terminal, plain lines in a log."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from helpers.cli.progress import Progress
from helpers.publish.report import Report
from helpers.publish.terms import Outcome


def show(monkeypatch: pytest.MonkeyPatch, *, terminal: bool, slugs: list[str]) -> str:
    said = io.StringIO()
    said.isatty = lambda: terminal
    monkeypatch.setattr(sys, "stderr", said)
    progress = Progress()
    progress.begin(slugs)
    for slug in slugs:
        progress.step(slug, "of 5")
        progress.step(slug, "cell 1 of 2")
    for slug in slugs:
        progress.end(Outcome(Report(slug, "T", "contacts"), Path(), ["it broke"] if slug == "b" else []))
    progress.say("something")
    progress.close()
    return said.getvalue()


def test_lines_in_a_log(monkeypatch: pytest.MonkeyPatch) -> None:
    assert show(monkeypatch, terminal=False, slugs=["a", "b"]).splitlines() == [
        "building a",
        "building b",
        "1 of 2: a: published",
        "2 of 2: b: FAILED",
        "something",
    ]
    assert show(monkeypatch, terminal=False, slugs=["a"]).splitlines() == ["building a", "something"]


def test_a_bar_for_each_report_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    said = show(monkeypatch, terminal=True, slugs=["a", "b"])
    for text in ("a ", "b ", "1/5", "cell 1 of 2", "1 of 2: a: published"):
        assert text in said
