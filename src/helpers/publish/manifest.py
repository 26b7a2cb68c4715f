"""The manifest of a report: all that it was made from, so that it can be made again.

What takes long to import is imported where it is used: a build that has nothing to do reads manifests and no more.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import platform
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import helpers
from helpers.dataset import descriptor
from helpers.problems import Problem, ProblemsFound, listed
from helpers.publish.report import Report

if TYPE_CHECKING:
    from helpers.press.document import Document

FILE = "manifest.json"
ROWS = "contacts.csv"
"""The file with the contacts of a report."""
FORM = 3
"""Raised when manifests get another form: those of an older one are not compared with."""
EPOCH = "SOURCE_DATE_EPOCH"
PACKAGES = (
    *("fonttools", "ipykernel", "ipython", "jinja2", "markdown-it-py", "matplotlib", "mdit-py-plugins", "nbclient"),
    *("nbconvert", "nbformat", "numpy", "pandas", "papermill", "pydantic", "pygments", "scipy", "typst", "uharfbuzz"),
)


KEYS = (
    *("slug", "title", "notebook", "parameters", "data", "code", "fonts", "source_date_epoch", "python", "packages"),
    *("as_of", "window", "rows", "facts", "subtitle", "headline", "files"),
)
FONTS = (".ttf", ".otf")


def epoch() -> str:
    """The variable SOURCE_DATE_EPOCH, or an empty string."""
    return os.environ.get(EPOCH, "")


def reasons(report: Report, out: Path, data: Path, epoch: str) -> list[str]:
    """Why a report has to be built, a sentence each; an empty list for one that is current.

    Parameters
    ----------
    out
        The folder of all reports.
    epoch
        The variable SOURCE_DATE_EPOCH of the build.
    """
    published = read(out / report.slug)
    if published is None:
        return ["there is no report with a manifest of this version yet"]
    return changes(published, inputs(report, data, epoch, published)) + altered(published, out / report.slug)


def inputs(report: Report, data: Path, epoch: str, published: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """All that decides the bytes of a report, known before it is built.

    Parameters
    ----------
    published
        The manifest of the report as it was published: where the data are the same, what is seen of them is taken from
        it. That it was seen with other parameters or other code is told as a change of these.

    Raises
    ------
    ProblemsFound
        A file of the data is missing.
    """
    return means(report, epoch) | {"data": _seen_of(report, data, (published or {}).get("data", {}))}


def means(report: Report, epoch: str) -> dict[str, Any]:
    """What a report is made with, and not from: all that decides its bytes but the data."""
    return {
        "form": FORM,
        "slug": report.slug,
        "title": report.title,
        "notebook": report.notebook,
        "parameters": dict(report.parameters),
        "code": {"version": helpers.__version__, "sha256": code_digest(report.path)},
        "fonts": _font_digests(),
        "source_date_epoch": epoch,
        "python": platform.python_version(),
        "packages": {name: _version(name) for name in PACKAGES},
    }


def state(data: Path) -> str:
    """SHA-256 of the whole data.

    Raises
    ------
    ProblemsFound
        A file of them is missing.
    """
    described = descriptor.read(data)
    if missing := [name for name in described.files.values() if not (data / name).exists()]:
        raise ProblemsFound([Problem(name, f"no such file in {data}") for name in missing])
    return descriptor.digest(data, described)


def _seen_of(report: Report, data: Path, known: Mapping[str, Any]) -> dict[str, Any]:
    """Version and digest of the whole data; and the digest of what the report sees of them, with those of the files."""
    whole = state(data)
    if known.get("sha256") == whole:
        return dict(known)
    from helpers import parameters
    from helpers.dataset import scope, seen

    described = descriptor.read(data)
    its = scope.of(report.notebook, parameters.check(report.notebook, report.parameters))
    files = seen.digests(data, described, its, whole)
    return {"version": described.version, "sha256": whole, "seen": seen.digest(files), "files": files}


def make(report: Report, document: Document, folder: Path, data: Path, epoch: str) -> dict[str, Any]:
    """The manifest of a report whose files lie in a folder. It holds no clock: the same input gives the same bytes."""
    from helpers import parameters

    checked = parameters.check(report.notebook, report.parameters)
    return inputs(report, data, epoch) | {
        "as_of": document.cover["date"],
        "window": [f"{checked.start}", f"{checked.end}"],
        "rows": _rows(document),
        "facts": document.cover["facts"],
        "subtitle": document.cover["subtitle"],
        "headline": document.cover["headline"],
        "files": {
            path.name: {"bytes": path.stat().st_size, "sha256": _sha256(path)} for path in sorted(folder.iterdir())
        },
    }


def _rows(document: Document) -> dict[str, int]:
    """How many contacts travel with a report, by their role in it, such as `counted`."""
    table = next((file["text"] for file in document.files if file["name"] == ROWS), "")
    return dict(sorted(Counter(row.get("role", "rows") for row in csv.DictReader(io.StringIO(table))).items()))


def read(folder: Path) -> dict[str, Any] | None:
    """The manifest of a published report; nothing where there is none of this form that can be read."""
    try:
        manifest = json.loads((folder / FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    whole = isinstance(manifest, dict) and manifest.get("form") == FORM and all(key in manifest for key in KEYS)
    return manifest if whole else None


def digest(folder: Path) -> str:
    """SHA-256 of the manifest of a published report: another one is another edition."""
    return _sha256(folder / FILE)


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
    for name in sorted({**before["fonts"], **now["fonts"]}):
        old, new = (side["fonts"].get(name, "none")[:12] for side in (before, now))
        if old != new:
            found.append(f"font {name} changed from {old} to {new}")
    for name, key in (("data", "seen"), ("code", "sha256")):
        if before[name][key] != now[name][key]:
            old, new = (f"{side[name]['version']} ({side[name][key][:12]})" for side in (before, now))
            where = f" in {listed(_differing(before, now))}" if name == "data" else ""
            found.append(f"{name} changed from {old} to {new}{where}")
    return found


def _differing(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """Names of the files of the data of which two builds see different things."""
    old, new = before["data"]["files"], now["data"]["files"]
    return [name for name in sorted({**old, **new}) if old.get(name) != new.get(name)]


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
    """SHA-256 over the package, its templates, and one notebook."""
    named = {name: digest for name, digest in _package().items() if not name.endswith(FONTS)}
    total = hashlib.sha256()
    for name, digest in sorted({**named, f"notebooks/{notebook.name}": _sha256(notebook)}.items()):
        total.update(name.encode() + b"\0" + bytes.fromhex(digest))
    return total.hexdigest()


def _font_digests() -> dict[str, str]:
    return {Path(name).name: digest for name, digest in _package().items() if name.endswith(FONTS)}


# A process keeps the code that it has imported: what it is made of is read once.


def ahead() -> None:
    """Read it before somebody asks: a process that is forked from this one need not read it again."""
    _package()
    for name in PACKAGES:
        _version(name)


@cache
def _package() -> dict[str, str]:
    """SHA-256 of each file of the package, by its name in it."""
    root = Path(helpers.__file__).parent
    files = (path for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(root).as_posix(): _sha256(path) for path in sorted(files)}


@cache
def _version(package: str) -> str:
    from importlib import metadata

    return metadata.version(package)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
