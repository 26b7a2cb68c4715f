"""What notebooks import, read from their cells."""

from __future__ import annotations

import ast
import contextlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path


def imported(notebooks: Iterable[Path]) -> list[str]:
    """Names of the modules that notebooks import, in their order; a name from a module may be a module too.

    A notebook that cannot be read, or a cell that is not plain Python, is passed over: running it will say why.
    """
    found: dict[str, None] = {}
    for notebook in notebooks:
        with contextlib.suppress(OSError, ValueError, LookupError, TypeError):
            # Read as JSON, because nbformat takes longer to import than a kernel to start.
            for cell in json.loads(notebook.read_text("utf-8"))["cells"]:
                if cell["cell_type"] == "code":
                    with contextlib.suppress(SyntaxError):
                        found |= dict.fromkeys(_named(ast.parse("".join(cell["source"]))))
    return list(found)


def _named(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names if alias.name != "*")
