"""The manifest of a report: all that it was made from, so that it can be made again."""

from __future__ import annotations

import hashlib
import json
import os
import platform
from importlib import metadata
from pathlib import Path
from typing import Any

import helpers
from helpers import paths
from helpers.dataset import descriptor
from helpers.press.document import Document
from helpers.publish.plan import Report

FILE = "manifest.json"
FORM = 1
"""Raised when manifests get another form: those of an older one are not compared with."""
EPOCH = "SOURCE_DATE_EPOCH"
PACKAGES = (
    *("fonttools", "ipykernel", "ipython", "jinja2", "markdown-it-py", "matplotlib", "mdit-py-plugins", "nbclient"),
    *("nbconvert", "nbformat", "numpy", "pandas", "papermill", "pydantic", "pygments", "scipy", "typst"),
)


def inputs(report: Report, data: Path) -> dict[str, Any]:
    """All that decides the bytes of a report, known before it is built."""
    described = descriptor.read(data)
    return {
        "form": FORM,
        "slug": report.slug,
        "title": report.title,
        "notebook": report.notebook,
        "parameters": dict(report.parameters),
        "data": {"version": described.version, "sha256": descriptor.digest(data, described)},
        "code": {"version": helpers.__version__, "sha256": code_digest(report.path)},
        "source_date_epoch": os.environ.get(EPOCH, ""),
        "python": platform.python_version(),
        "packages": {name: metadata.version(name) for name in PACKAGES},
    }


def make(report: Report, document: Document, folder: Path, data: Path) -> dict[str, Any]:
    """The manifest of a report whose files lie in a folder. It holds no clock: the same input gives the same bytes."""
    return inputs(report, data) | {
        "as_of": document.cover["date"],
        "subtitle": document.cover["subtitle"],
        "headline": document.cover["headline"],
        "files": {
            path.name: {"bytes": path.stat().st_size, "sha256": _sha256(path)} for path in sorted(folder.iterdir())
        },
    }


def read(folder: Path) -> dict[str, Any] | None:
    """The manifest of a published report; nothing where there is none of this form that can be read."""
    try:
        manifest = json.loads((folder / FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return manifest if isinstance(manifest, dict) and manifest.get("form") == FORM else None


def changes(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """What differs between the inputs of two builds, a sentence each."""
    found = []
    for name in ("title", "notebook", "python", "source_date_epoch"):
        if before[name] != now[name]:
            found.append(f"{name} changed from {before[name] or 'none'} to {now[name] or 'none'}")
    for group, noun, absent in (("parameters", "parameter", "its default"), ("packages", "package", "none")):
        for name in sorted({**before[group], **now[group]}):
            old, new = before[group].get(name, absent), now[group].get(name, absent)
            if old != new:
                found.append(f"{noun} {name} changed from {old} to {new}")
    for name in ("data", "code"):
        if before[name]["sha256"] != now[name]["sha256"]:
            old, new = (f"{side[name]['version']} ({side[name]['sha256'][:12]})" for side in (before, now))
            found.append(f"{name} changed from {old} to {new}")
    return found


def altered(manifest: dict[str, Any], folder: Path) -> list[str]:
    """Which files of a report are not what its manifest says, a sentence each."""
    found = []
    for name, file in manifest["files"].items():
        if not (folder / name).exists():
            found.append(f"{name} is missing")
        elif _sha256(folder / name) != file["sha256"]:
            found.append(f"{name} was changed after it was published")
    return found


def write(manifest: dict[str, Any], folder: Path) -> None:
    """Write a manifest into the folder of its report."""
    (folder / FILE).write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", "utf-8", newline="\n")


def code_digest(notebook: Path) -> str:
    """SHA-256 over the package, its templates and fonts, and one notebook."""
    package = Path(helpers.__file__).parent
    files = [path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    total = hashlib.sha256()
    for path in sorted([*files, notebook], key=lambda path: path.relative_to(paths.ROOT).as_posix()):
        total.update(path.relative_to(paths.ROOT).as_posix().encode() + b"\0" + bytes.fromhex(_sha256(path)))
    return total.hexdigest()


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
