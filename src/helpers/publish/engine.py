"""The papermill engine of reports: the stock one without its pauses, and what it leaves in one canonical form."""

from __future__ import annotations

import sys
import time
import uuid
from collections.abc import Callable
from queue import Empty
from typing import Any

import nbformat
import zmq
from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager
from papermill.engines import NBClientEngine
from traitlets import Type

SAVE_SECONDS = 5.0
RECONNECT = 5
"""Milliseconds after which a client tries again whose kernel does not listen yet; ZeroMQ would wait a hundred."""
NAMED_SOCKETS = sys.platform.startswith("linux")
"""Whether sockets can have names that are no files: only here."""


class PromptClient(AsyncKernelClient):
    """Holds a kernel for ready when it says that it is idle; the stock client waits until it has been silent."""

    def _context_default(self) -> zmq.Context:
        context = super()._context_default()
        context.reconnect_ivl = RECONNECT
        return context

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Return when both channels work.

        Raises
        ------
        RuntimeError
            The kernel died, or did not answer in time, in seconds.
        """
        end = time.monotonic() + (float("inf") if timeout is None else timeout)
        while True:
            asked = self.kernel_info()
            try:
                reply = await self.shell_channel.get_msg(timeout=1)
                while not _is_idle(await self.iopub_channel.get_msg(timeout=0.2), asked):
                    pass
            except Empty:  # the channel of outputs was not connected yet: what the kernel said there is lost
                pass
            else:
                self._handle_kernel_info_reply(reply)
                return
            if not await self._async_is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > end:
                raise RuntimeError(f"Kernel didn't respond in {timeout:.0f} seconds")


def _is_idle(message: dict[str, Any], asked: str) -> bool:
    """Whether a message ends what a request began."""
    return message["content"].get("execution_state") == "idle" and message["parent_header"].get("msg_id") == asked


class PromptManager(AsyncKernelManager):
    """Gives prompt clients, and talks with its kernel over sockets of a name that nobody else has.

    Jupyter's own way is to look for free ports and hope that they are still free when the kernel takes them. On a busy
    machine another process is sometimes first, and the kernel dies before its first cell.
    """

    client_factory = Type(PromptClient)

    def _transport_default(self) -> str:
        return "ipc" if NAMED_SOCKETS else "tcp"

    def _ip_default(self) -> str:
        return f"@contacts-{uuid.uuid4().hex}" if NAMED_SOCKETS else super()._ip_default()


class ReportEngine(NBClientEngine):
    """Saves every few seconds: writing the whole notebook twice a cell takes longer than many cells."""

    @classmethod
    def execute_notebook(cls, *args: Any, **kwargs: Any) -> nbformat.NotebookNode:
        """Run a notebook, and give papermill the canonical form to write; it has to see for itself what failed."""
        notebook = super().execute_notebook(*args, **kwargs)
        return notebook if notebook.metadata.papermill.exception else settled(notebook)

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: Any, kernel_name: str, on_end: Callable[[], None] = lambda: None, **kwargs: Any
    ) -> None:
        """Run the cells of a managed notebook; `on_end` is called when they and their kernel have ended."""
        save, last, broken = nb_man.save, time.monotonic(), True

        def save_now_and_then(*args: Any, **kwargs: Any) -> None:
            nonlocal last
            ended = nb_man.nb.metadata.papermill.get("end_time") is not None
            # A notebook that ends well is written by papermill itself.
            if broken if ended else time.monotonic() - last > SAVE_SECONDS:
                save(*args, **kwargs)
                last = time.monotonic()

        nb_man.save = save_now_and_then
        super().execute_managed_notebook(nb_man, kernel_name, kernel_manager_class=PromptManager, **kwargs)
        broken = False
        on_end()


def settled(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A notebook without what differs between two runs of the same: times, durations, paths, random ids."""
    notebook.metadata.pop("papermill", None)
    notebook.metadata.get("language_info", {}).pop("version", None)
    kept = []
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        if "papermill-error-cell-tag" in tags:
            continue  # papermill's own banner
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        if "injected-parameters" in tags:
            cell["id"] = "injected-parameters"
        kept.append(cell)
    notebook.cells = kept
    return notebook
