"""Build reports: find what is due, make it, tell how all stand; the last good report stays until the new one is whole.

What making takes long to import is imported when something is due: mostly nothing is.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path

from helpers.problems import ProblemsFound
from helpers.publish import failure, history, index, lock, manifest, processes, swap
from helpers.publish.report import Report
from helpers.publish.stamps import Stamps
from helpers.publish.terms import How, Outcome, Progress


def build(
    reports: Sequence[Report],
    out: Path,
    progress: Progress,
    how: How = How(),  # noqa: B008
    stamps: Stamps | None = None,
) -> list[Outcome]:
    """Build what is out of date; one report that fails does not stop the others.

    Raises
    ------
    ProblemsFound
        The data are not sound, another build is at work or the folder cannot be written: nothing good was lost.
    """
    with lock.held(out, how.wait, progress.say):
        try:
            if swap.is_left(out):  # an earlier build was killed
                processes.end(processes.mark(out))
                swap.recover(out)
            stamps = stamps or Stamps(out)
            stamps.look()  # the lock may have been long in coming
            return _built(reports, out, progress, how, stamps)
        except OSError as error:
            raise ProblemsFound([lock.unwritable(out, error)]) from None
        finally:
            progress.close()
            if swap.is_left(out):
                processes.end(processes.mark(out))
                with contextlib.suppress(OSError):
                    swap.recover(out)


def _built(reports: Sequence[Report], out: Path, progress: Progress, how: How, stamps: Stamps) -> list[Outcome]:
    outcomes: dict[str, Outcome] = {}
    if how.force or any(stamps.reasons(report, how.epoch) for report in reports):
        from helpers.publish import making, snapshot

        run = swap.run(out)
        data = snapshot.take(run)  # what is due is found once more: the data may have changed meanwhile
        due = {one.slug: one for one in reports if how.force or manifest.reasons(one, out, data, how.epoch)}
        for outcome in making.made(due, run, data, out, progress, how):
            outcomes[outcome.report.slug] = outcome
    current = {report.slug: report for report in reports if report.slug not in outcomes}
    failure.clear(out, list(current))
    history.current(out, {slug: report.schedule for slug, report in current.items()})
    for slug, report in current.items():
        headline = manifest.read(out / slug)["headline"]
        outcomes[slug] = Outcome(report, out / slug, headline=headline, current=True)
    index.write(out)
    stamps.keep()
    return [outcomes[report.slug] for report in reports]
