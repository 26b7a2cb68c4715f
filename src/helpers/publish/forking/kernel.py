"""Kernels forked from a server that has imported what notebooks import; the protocol is the ordinary one.

`ForkedProvisioner` is an entry point of `jupyter_client.kernel_provisioners`. Without a server it starts kernels as
Jupyter does.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from jupyter_client.provisioning import LocalProvisioner

from helpers.publish.forking.client import SECONDS, Forked, Server, Unavailable

LAUNCHER = "ipykernel_launcher"


class ForkedProvisioner(LocalProvisioner):
    """Launches kernels of this interpreter by a fork, and all others as Jupyter does."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Launch a kernel."""
        if LAUNCHER in cmd and (server := Server.left()):
            arguments = cmd[cmd.index(LAUNCHER) + 1 :]
            try:
                self.process = await asyncio.to_thread(_forked, server, arguments, kwargs["env"])
            except Unavailable:
                self.log.debug("no kernel could be forked; starting one as usual")
            else:
                self.pid = self.pgid = self.process.pid
                return self.connection_info
            finally:
                server.close()
        return await super().launch_kernel(cmd, **kwargs)

    async def kill(self, restart: bool = False) -> None:
        """Kill the process and wait for its end, which it tells at once; Jupyter would look every tenth of a second."""
        await super().kill(restart)
        if isinstance(self.process, Forked):
            with contextlib.suppress(subprocess.TimeoutExpired):
                await asyncio.to_thread(self.process.wait, SECONDS)

    async def cleanup(self, restart: bool = False) -> None:
        """Let go of the process."""
        if isinstance(self.process, Forked):
            self.process.release()
        await super().cleanup(restart)


def _forked(server: Server, arguments: list[str], environ: dict[str, str]) -> Forked:
    with Path(os.devnull).open() as nothing:
        parent = {"JPY_PARENT_PID": str(os.getpid())}  # as the launcher of Jupyter says it
        return server.fork(f"{__name__}:run", [arguments], environ | parent, [nothing.fileno(), 1, 2])


def run(arguments: list[str]) -> None:
    """Be a kernel."""
    from ipykernel.kernelapp import IPKernelApp

    sys.argv = [LAUNCHER, *arguments]
    # The parent that a kernel watches is the one that forked it; its default was read when the class was imported.
    IPKernelApp.launch_instance([*arguments, f"--IPKernelApp.parent_handle={os.getppid()}"])
