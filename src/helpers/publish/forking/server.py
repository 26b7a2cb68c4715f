"""A process that imports modules once and then forks a child for each request: `python -m …forking.server FD NAME…`.

A name is a module, or `module:function` for one that is called besides: it does beforehand what every child would do.

It does nothing else, so that a child starts with that and no state of anybody's report. It holds no thread when it
forks; where one was started, it refuses to serve and whoever asked starts an ordinary process.

A request is one message on the socket FD: JSON with the name of a function, its arguments, the environment and the
folder, and beside it four file descriptors: a socket of this child alone, and its standard input, output and error.
On the child's socket the server tells its process id, and its exit status when it has ended. When the other end of
that socket is closed, the child is killed with all of its session; when FD is, every child is, and the server ends.
"""

from __future__ import annotations

import builtins
import contextlib
import gc
import importlib
import json
import os
import selectors
import signal
import socket
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

LONGEST = 1 << 20
"""Bytes of a request."""
HANDED = 4
"""File descriptors that come with a request."""


def ready(names: Sequence[str]) -> None:
    """Import modules, and call functions; what fails is left for the child to explain.

    Raises
    ------
    RuntimeError
        One of them started a thread: a child would have its locks without it.
    """
    # pandas asks, once and while it is imported, whether it will show its frames in a notebook.
    builtins.get_ipython = lambda: SimpleNamespace(kernel=True)
    try:
        for name in names:
            module, _, function = name.partition(":")
            with contextlib.suppress(Exception):
                imported = importlib.import_module(module)
                if function:
                    getattr(imported, function)()
    finally:
        del builtins.get_ipython
    if len(list(Path("/proc/self/task").iterdir())) > 1:
        raise RuntimeError("a thread was started")
    # Children share the memory of what is there now as long as nobody counts its references.
    gc.collect()
    gc.freeze()


def serve(requests: socket.socket) -> None:
    """Fork a child for each request until the socket is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    woken, wake = socket.socketpair()
    for end in (woken, wake):
        end.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
    children: dict[int, socket.socket] = {}
    with selectors.DefaultSelector() as selector:
        selector.register(requests, selectors.EVENT_READ)
        selector.register(woken, selectors.EVENT_READ)
        while True:
            for key, _ in selector.select():
                if key.fileobj is woken:
                    with contextlib.suppress(BlockingIOError):
                        woken.recv(4096)
                    for control in _reaped(children):
                        with contextlib.suppress(KeyError):
                            selector.unregister(control)
                        control.close()
                elif key.fileobj is requests:
                    message, handed, *_ = socket.recv_fds(requests, LONGEST, HANDED)
                    if not message:
                        for pid in children:
                            _kill(pid)
                        return
                    control = socket.socket(fileno=handed[0])
                    pid = os.fork()
                    if pid == 0:
                        _live(json.loads(message), handed[1:], [requests, woken, wake, control, *children.values()])
                    for descriptor in handed[1:]:
                        os.close(descriptor)
                    children[pid] = control
                    selector.register(control, selectors.EVENT_READ, pid)
                    with contextlib.suppress(OSError):
                        control.send(json.dumps({"pid": pid}).encode())
                elif key.data in children and not _received(key.fileobj):
                    _kill(key.data)
                    selector.unregister(key.fileobj)


def _received(control: socket.socket) -> bytes:
    try:
        return control.recv(1)
    except OSError:
        return b""


def _reaped(children: dict[int, socket.socket]) -> list[socket.socket]:
    """Tell of each child that has ended with what status; returns their sockets."""
    ended = []
    while children and (child := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)):
        pid = child.si_pid
        _kill(pid)  # what it left in its session; once it has been waited for, its number may be somebody else's
        _, status = os.waitpid(pid, 0)
        control = children.pop(pid)
        with contextlib.suppress(OSError):
            control.send(json.dumps({"status": os.waitstatus_to_exitcode(status)}).encode())
        ended.append(control)
    return ended


def _kill(pid: int) -> None:
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError):
            kill(pid, signal.SIGKILL)


def _live(request: dict[str, Any], standard: list[int], inherited: list[socket.socket]) -> NoReturn:
    """The life of a child: a session, an environment and a folder of its own, and the function."""
    status = 1
    try:
        os.setsid()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for each in inherited:
            each.close()
        for number, descriptor in enumerate(standard):
            os.dup2(descriptor, number)
            os.close(descriptor)
        os.environ.clear()
        os.environ.update(request["environ"])
        time.tzset()
        os.chdir(request["folder"])
        if numpy := sys.modules.get("numpy"):
            numpy.random.seed()  # Python's own generators look after themselves
        module, name = request["function"].split(":")
        getattr(importlib.import_module(module), name)(*request["arguments"])
        status = 0
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)


def main() -> None:
    """Do what is named, and serve."""
    descriptor, *names = sys.argv[1:]
    if sys.path and Path(sys.path[0]).resolve() == Path.cwd():
        del sys.path[0]  # `python -m` put it there; a child that wants the folder on its path puts it there itself
    requests = socket.socket(fileno=int(descriptor))
    ready(names)
    serve(requests)
    os._exit(0)  # all that was imported need not be cleared away


if __name__ == "__main__":
    main()
