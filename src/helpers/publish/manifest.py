"""The manifest of a report: all that it was made from, so that it can be made again."""

from __future__ import annotations

import hashlib
import json
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
PACKAGES = (
    *("fonttools", "ipykernel", "ipython", "jinja2", "markdown-it-py", "matplotlib", "mdit-py-plugins", "nbclient"),
    *("nbconvert", "nbformat", "numpy", "pandas", "papermill", "pydantic", "pygments", "scipy", "typst"),
)


def make(report: Report, document: Document, folder: Path, data: Path) -> dict[str, Any]:
    """The manifest of a report whose files lie in a folder. It holds no clock: the same input gives the same bytes."""
    described = descriptor.read(data)
    return {
        "slug": report.slug,
        "title": report.title,
        "notebook": report.notebook,
        "parameters": dict(report.parameters),
        "as_of": document.cover["date"],
        "subtitle": document.cover["subtitle"],
        "headline": document.cover["headline"],
        "data": {"version": described.version, "sha256": descriptor.digest(data, described)},
        "code": {"version": helpers.__version__, "sha256": code_digest(report.path)},
        "python": platform.python_version(),
        "packages": {name: metadata.version(name) for name in PACKAGES},
        "files": {
            path.name: {"bytes": path.stat().st_size, "sha256": _sha256(path)} for path in sorted(folder.iterdir())
        },
    }


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
