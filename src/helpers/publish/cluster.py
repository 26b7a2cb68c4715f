"""Clusters that are already there, reached through joblib's own backends: Dask and Ray."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from typing import Any

import joblib

from helpers.problems import Problem, ProblemsFound

DASK, RAY = "dask", "ray"
ADDRESS = {DASK: "DASK_SCHEDULER_ADDRESS", RAY: "RAY_ADDRESS"}
"""Variables that say where a cluster is; Dask and Ray read them themselves."""


def connected(backend: str) -> contextlib.ExitStack:
    """A context in which joblib works with a backend and its cluster; with none, on this machine.

    Raises
    ------
    ProblemsFound
        The backend or its cluster is not there.
    """
    connect: dict[str, Callable[[], Any]] = {DASK: _dask, RAY: _ray}
    with contextlib.ExitStack() as opened:
        try:
            if backend in connect:
                opened.enter_context(connect[backend]())
            if backend:
                opened.enter_context(joblib.parallel_config(backend=backend))
        except (ImportError, ValueError, OSError) as error:
            raise ProblemsFound([Problem("backend", f"{backend!r} is not to be had: {error}")]) from None
        return opened.pop_all()


def _dask() -> Any:
    from distributed import Client

    _address(DASK)
    return Client(set_as_default=True)


@contextlib.contextmanager
def _ray() -> Iterator[None]:
    import ray
    from ray.util.joblib import register_ray

    ray.init(address=_address(RAY))
    register_ray()
    try:
        yield
    finally:
        ray.shutdown()


def _address(backend: str) -> str:
    """Where the cluster is: a build uses one that is there and starts none."""
    variable = ADDRESS[backend]
    if not os.environ.get(variable):
        raise ProblemsFound([Problem("backend", f"{backend!r} needs the address of a cluster in {variable}")])
    return os.environ[variable]
