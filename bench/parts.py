"""The unavoidable parts of one report, seconds each: `python bench/parts.py NOTEBOOK EXECUTED` in a fresh process.

EXECUTED is a file of the notebook as it was executed.

The interpreter and all imports once; a kernel started, asked, and ended; the cells, run in this very process, each
figure drawn once in each form that it is shown in; the page and the PDF, set once.
"""

from __future__ import annotations

import time

BEGUN = time.perf_counter()

import contextlib  # noqa: E402
import importlib  # noqa: E402
import io  # noqa: E402
import subprocess  # noqa: E402
import sys  # noqa: E402

from helpers import paths  # noqa: E402
from helpers.publish import job, preload  # noqa: E402
from helpers.publish.forking import imports  # noqa: E402


def main() -> None:
    """Print each part."""
    notebook = paths.NOTEBOOKS / f"{sys.argv[1]}.ipynb"
    said: dict[str, float] = {}
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    interpreter = time.perf_counter() - start
    for module in (*job.IMPORTS, *preload.KERNEL_IMPORTS, *imports.imported([notebook])):
        with contextlib.suppress(ImportError):
            importlib.import_module(module)
    said["interpreter and imports"] = interpreter + time.perf_counter() - BEGUN

    import nbformat
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output
    from jupyter_client.manager import start_new_kernel

    from helpers.press import document, html, pdf

    start = time.perf_counter()
    manager, client = start_new_kernel()
    client.stop_channels()
    manager.shutdown_kernel(now=True)
    said["kernel"] = time.perf_counter() - start

    shell = InteractiveShell.instance()
    read = nbformat.read(notebook, as_version=4)
    start = time.perf_counter()
    for cell in read.cells:
        if cell.cell_type == "code":
            with capture_output():
                shell.run_cell(cell.source).raise_error()
    said["cells"] = time.perf_counter() - start

    executed = nbformat.read(sys.argv[2], as_version=4)
    made = document.read(executed)
    for name, render in (("HTML", lambda: html.render(made)), ("PDF", lambda: pdf.render(made, executed))):
        start = time.perf_counter()
        render()
        said[name] = time.perf_counter() - start
    for name, seconds in said.items():
        print(f"{seconds:.3f} {name}")


if __name__ == "__main__":
    with contextlib.redirect_stderr(io.StringIO()):
        main()
