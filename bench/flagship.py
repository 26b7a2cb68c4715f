"""Time our build of the flagship report against the stock chain, and against its unavoidable parts, in one run.

Whole processes, medians of several rounds, all taking turns: machines are noisy. Targets: the stock chain takes at
least 2.5 times as long; we take at most 1.3 times the parts.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from timing import CHROMIUM, PYTHON, ROUNDS, listed, machine, medians, parts, phases, stock, timed

FLAGSHIP = "contacts-2023-24"


def main() -> None:
    """Print the medians and the ratios."""
    print(f"flagship: {machine()}, medians of {ROUNDS} rounds, seconds of whole processes")
    ours, running, chain, alone = [], [], [], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build = [PYTHON, "-m", "helpers", "build", FLAGSHIP, "--force", "--out", str(folder / "ours")]
        for _ in range(ROUNDS):
            ours.append({"build": timed(build, folder)})
            running.append(phases(FLAGSHIP, folder / "phases"))
            executed = folder / "stock.ipynb"
            steps = stock("contacts", executed, {})
            chain.append({step: timed(command, folder) for step, command in steps.items()})
            alone.append(parts("contacts", executed))
    own, theirs, least = medians(ours)["build"], medians(chain), medians(alone)
    print(f"  {own:7.2f}  contacts build --force (data checked, HTML, PDF/UA, manifest, index)")
    listed("its phases, as it runs:", medians(running))
    listed("the stock chain:", theirs)
    listed("unavoidable, each part alone:", least)
    print(f"ratio: the stock chain takes {sum(theirs.values()) / own:.2f} times as long as ours")
    print(f"ratio: ours takes {own / sum(least.values()):.2f} times as long as the unavoidable parts")
    if CHROMIUM is None:
        print("no browser here: the stock chain made no PDF, ours did")


if __name__ == "__main__":
    main()
