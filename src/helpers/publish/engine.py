"""The papermill engine of reports: the stock one, which writes the notebook now and then instead of at every cell."""

from __future__ import annotations

import time
from typing import Any

from papermill.engines import NBClientEngine

SAVE_SECONDS = 5.0


class ReportEngine(NBClientEngine):
    """Saves every few seconds and at the end: writing the whole notebook twice a cell takes longer than many cells."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **kwargs: Any) -> Any:
        """Run the cells of a managed notebook."""
        save, last = nb_man.save, time.monotonic()

        def save_now_and_then(*args: Any, **kwargs: Any) -> None:
            nonlocal last
            ended = nb_man.nb.metadata.papermill.get("end_time") is not None
            if ended or time.monotonic() - last > SAVE_SECONDS:
                save(*args, **kwargs)
                last = time.monotonic()

        nb_man.save = save_now_and_then
        return super().execute_managed_notebook(nb_man, kernel_name, **kwargs)
