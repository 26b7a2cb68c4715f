"""Asking a server for forked processes, and holding them."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

from helpers.publish.forking import server

SOCKET = "CONTACTS_FORKING"
"""Variable with the number of the file descriptor at which a process finds the server that its parent left it."""
PROVISIONED = {"JUPYTER_DEFAULT_PROVISIONER_NAME": "contacts"}
"""Has Jupyter ask our provisioner for kernels."""
POSSIBLE = sys.platform.startswith("linux")
"""Elsewhere there is no fork, or the libraries of the system do not bear it."""
ANSWER = 4096
"""Bytes of an answer."""
SECONDS = 10.0
"""How long a killed process is waited for."""


class Unavailable(Exception):
    """The server has gone, or would not serve: an ordinary process does the same, if later."""


class Forked:
    """A forked process, held as `subprocess` holds its own; it is killed with its session when it is let go."""

    stdin: TextIO | None = None
    stdout: TextIO | None = None
    stderr = None

    def __init__(self, control: socket.socket):
        self._control = control
        self._waits = threading.Lock()
        """Held by the thread that listens: several may want to know of the end, and it is told once."""
        self.returncode: int | None = None
        self.pid: int = self._told()["pid"]

    def poll(self) -> int | None:
        """The exit status, or nothing for one that runs."""
        with contextlib.suppress(BlockingIOError, subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """The exit status, once there is one; a negative one is the signal that killed it."""
        with self._waits:
            if self.returncode is None:
                self._control.settimeout(timeout)
                try:
                    self.returncode = self._told()["status"]
                except TimeoutError:
                    raise subprocess.TimeoutExpired(str(self.pid), timeout) from None
                except Unavailable:
                    self.returncode = -signal.SIGKILL  # the server has gone, and all that it forked with it
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal to the process alone."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask the process to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """Kill the process alone."""
        self.send_signal(signal.SIGKILL)

    def release(self) -> None:
        """Let it go: the server kills what still runs of its session; returns when it has."""
        if self.returncode is None:
            with contextlib.suppress(OSError):
                self._control.shutdown(socket.SHUT_WR)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.wait(SECONDS)
        with self._waits:
            if self.returncode is None:
                self.returncode = -signal.SIGKILL
            self._control.close()

    def _told(self) -> dict[str, int]:
        if not (answer := self._control.recv(ANSWER)):
            raise Unavailable
        return json.loads(answer)


class Server:
    """A server that can be asked for processes; it ends, with all of them, when nobody holds its socket."""

    def __init__(
        self, requests: socket.socket, process: subprocess.Popen | None = None, leaves: Mapping[str, str] | None = None
    ):
        self._requests, self._process = requests, process
        self._leaves = dict(leaves or {})

    @classmethod
    def start(cls, names: Sequence[str], environ: Mapping[str, str], leave: Server | None = None) -> Server:
        """Start a server that imports modules and calls functions, `module:function`; it answers when it has.

        Parameters
        ----------
        leave
            Another server, which the forked processes find as theirs (`left`).

        Raises
        ------
        Unavailable
            No process can be started.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        leaves = {SOCKET: leave._requests.fileno()} if leave else {}
        try:
            with theirs:
                process = subprocess.Popen(
                    [sys.executable, "-m", server.__name__, str(theirs.fileno()), *names],
                    env=dict(environ),
                    pass_fds=[theirs.fileno(), *leaves.values()],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                )
        except OSError as error:
            ours.close()
            raise Unavailable from error
        return cls(ours, process, {name: str(number) for name, number in leaves.items()})

    @classmethod
    def left(cls) -> Server | None:
        """The server that a parent left to this process."""
        number = os.environ.get(SOCKET)
        return cls(socket.socket(fileno=os.dup(int(number)))) if number else None

    def fork(
        self, function: str, arguments: Sequence[Any], environ: Mapping[str, str], standard: Sequence[int]
    ) -> Forked:
        """A process that calls a function.

        Parameters
        ----------
        function
            `module:name`.
        arguments
            Plain values, fit for JSON.
        environ
            All of its environment; the server that was left to it is added.
        standard
            File descriptors of its standard input, output and error.

        Raises
        ------
        Unavailable
            There is no server any more.
        """
        request = {"function": function, "arguments": list(arguments), "folder": str(Path.cwd())}
        request["environ"] = {**environ, **self._leaves}
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            with theirs:
                socket.send_fds(self._requests, [json.dumps(request).encode()], [theirs.fileno(), *standard])
            return Forked(ours)
        except (OSError, Unavailable) as error:
            ours.close()
            raise Unavailable from error

    def popen(self, function: str, environ: Mapping[str, str], stderr: TextIO) -> Forked:
        """A process that calls a function without arguments, its standard input and output held as text.

        Raises
        ------
        Unavailable
            There is no server any more.
        """
        theirs_in, ours_in = os.pipe()
        ours_out, theirs_out = os.pipe()
        try:
            forked = self.fork(function, [], environ, [theirs_in, theirs_out, stderr.fileno()])
        except Unavailable:
            for end in (ours_in, ours_out):
                os.close(end)
            raise
        finally:
            for end in (theirs_in, theirs_out):
                os.close(end)
        forked.stdin = os.fdopen(ours_in, "w", encoding="utf-8")
        forked.stdout = os.fdopen(ours_out, encoding="utf-8")
        return forked

    def close(self) -> None:
        """Let the server go; one that this process started has ended when this returns."""
        if self._process:
            with contextlib.suppress(OSError):
                self._requests.shutdown(socket.SHUT_WR)
                self._requests.settimeout(SECONDS)
                self._requests.recv(1)  # its end of the socket closes with it; `Popen.wait` would look now and then
            self._process.kill()
            self._process.wait()
        self._requests.close()
