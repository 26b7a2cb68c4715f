"""`jupyter nbconvert --to webpdf` with the browser of the system, which nbconvert itself cannot be told to use."""

from __future__ import annotations

import functools
import sys

from nbconvert.nbconvertapp import main
from playwright.async_api import BrowserType


def use_browser(path: str) -> None:
    """Let every launch use the browser at a path."""
    launch = BrowserType.launch
    BrowserType.launch = functools.partialmethod(launch, executable_path=path)


if __name__ == "__main__":
    browser, *arguments = sys.argv[1:]
    use_browser(browser)
    main([*arguments, "--to", "webpdf", "--disable-chromium-sandbox"])
