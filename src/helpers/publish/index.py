"""The index of all reports in a folder, made from their manifests."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, PackageLoader

from helpers.publish import failure, manifest

FILE = "index.html"


def write(out: Path) -> Path:
    """Write the index; the old one stays until the new one is whole."""
    folders = [path.parent for path in sorted(out.glob(f"*/{manifest.FILE}"))]
    reports = [found for folder in folders if (found := manifest.read(folder))]
    failed = sorted(path.parent.name for path in (out / failure.FOLDER).glob("*/index.html"))
    environment = Environment(loader=PackageLoader("helpers.publish"), autoescape=True)
    environment.filters["size"] = _size
    page = environment.get_template("index.html.j2").render(reports=reports, failed=failed)
    draft = out / f".{FILE}"
    draft.write_text(page, "utf-8", newline="\n")
    draft.replace(out / FILE)
    return out / FILE


def _size(bytes_: int) -> str:
    return f"{bytes_ / 1e6:.1f} MB" if bytes_ >= 1e5 else f"{bytes_ / 1e3:.0f} kB"
