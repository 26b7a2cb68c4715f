"""Files that are always whole: the old one stays until the new one is on the disk."""

from __future__ import annotations

import os
from pathlib import Path


def whole(path: Path, text: str) -> None:
    """Write a text file in one step, as its readers see it."""
    draft = path.with_name(f".{path.name}")
    try:
        with draft.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
