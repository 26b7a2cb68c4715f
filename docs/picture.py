"""Write the picture of the README from the published flagship report: `make picture`."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import nbformat

from helpers import exhibits, paths

SLUG, LABEL = "contacts-2023-24", "fig-lanes"


def main() -> None:
    """Take the preview of one figure out of the executed notebook."""
    notebook = nbformat.read(paths.REPORTS / SLUG / f"{SLUG}.ipynb", as_version=4)
    outputs = [output.data for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    shown = next(data for data in outputs if data.get(exhibits.FIGURE, {}).get("label") == LABEL)
    image = re.search(r"data:image/png;base64,([A-Za-z0-9+/=]+)", shown["text/html"])[1]
    Path(__file__).with_name("levels.png").write_bytes(base64.b64decode(image))
    print(shown[exhibits.FIGURE]["headline"])


if __name__ == "__main__":
    main()
