"""How a build goes about it, and what it tells of its reports."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from helpers.publish import manifest
from helpers.publish.limits import Limits
from helpers.publish.report import Report


class Progress(Protocol):
    """Told what a build is doing; whoever sets `stopped` has it begin no other report."""

    stopped: threading.Event

    def say(self, what: str) -> None: ...
    def begin(self, reports: Sequence[str]) -> None: ...
    def step(self, slug: str, what: str) -> None: ...
    def end(self, outcome: Outcome) -> None: ...
    def close(self) -> None: ...


@dataclass
class Outcome:
    """What came of one report."""

    report: Report
    folder: Path
    """Where it was published, or where the failure is explained."""
    causes: list[str] = field(default_factory=list)
    """Why it failed; empty for a published report."""
    headline: list[str] = field(default_factory=list)
    current: bool = False
    """It was published before, and nothing that it depends on has changed."""
    changed: dict[str, Any] | None = None
    """What is new against the edition before: how many contacts were added, corrected, withdrawn."""


@dataclass(frozen=True)
class How:
    """How a build goes about it."""

    force: bool = False
    """Build the current ones too."""
    jobs: int | None = None
    """How many reports at once: one where it is not said, on a cluster as many as it has workers."""
    backend: str = ""
    """A backend of joblib for a cluster."""
    wait: float = 0
    """Seconds to wait for another build to end."""
    limits: Limits = field(default_factory=Limits)
    epoch: str = field(default_factory=manifest.epoch)
