"""Reports built on a cluster through joblib: a real one of Dask, on this machine."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import contacts
from faults import LIGHT, running
from workshop import Workshop

distributed = pytest.importorskip("distributed", reason="needs Dask: the extra [cluster]")


@pytest.fixture
def swept(workshop: Workshop) -> Workshop:
    """Three reports, one of which fails."""
    workshop.write(f"assert unit != 'visits', 'no visits'\n{LIGHT[0]}", *LIGHT[1:])
    notebook = workshop.notebooks / "contacts.ipynb"
    text = notebook.read_text("utf-8").replace('as_of = \\"latest\\"', 'unit = \\"contacts\\"')
    notebook.write_text(text, "utf-8")
    plan = workshop.notebooks / "reports.toml"
    plan.write_text(plan.read_text("utf-8") + 'sweep = { unit = "*" }\n', "utf-8")
    return workshop


@pytest.mark.filterwarnings("ignore")
def test_a_dask_cluster_builds_the_same_bytes(swept: Workshop, tmp_path: Path) -> None:
    cluster = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, local_directory=str(tmp_path)
    )
    with cluster:
        where = {"DASK_SCHEDULER_ADDRESS": cluster.scheduler_address}
        done = contacts("build", "--backend", "dask", "--out", str(swept.out), **where)
        workers = [worker["nanny"] for worker in cluster.scheduler_info["workers"].values()]
    said = [line.split(": ")[:2] for line in done.stdout.splitlines() if not line.startswith("  ")]
    assert said == [
        ["small-contacts", "published"],
        ["small-visits", "FAILED"],
        ["small-meetings", "published"],
    ], done.stderr
    assert (done.returncode, len(workers)) == (1, 2)
    assert "Traceback" not in done.stderr
    assert running(swept.out) == []
    near = tmp_path / "near"
    contacts("build", "--jobs", "2", "--out", str(near))
    for slug in ("small-contacts", "small-meetings"):
        files = {path.name: path.read_bytes() for path in (swept.out / slug).iterdir()}
        assert files == {path.name: path.read_bytes() for path in (near / slug).iterdir()}


@pytest.mark.parametrize(
    ("backend", "env", "said"),
    [
        ("dask", {}, "backend: 'dask' needs the address of a cluster in DASK_SCHEDULER_ADDRESS"),
        ("dusk", {}, "backend: 'dusk' is not to be had: Invalid backend: dusk, expected one of "),
        ("dask", {"DASK_SCHEDULER_ADDRESS": "tcp://127.0.0.1:1"}, "backend: 'dask' is not to be had: Timed out "),
    ],
)
def test_a_cluster_that_is_not_there(workshop: Workshop, backend: str, env: dict[str, str], said: str) -> None:
    workshop.write(*LIGHT)
    quick = {"DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "1s"}
    done = contacts("build", "--backend", backend, "--out", str(workshop.out), **env, **quick)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-2].startswith(said)
    assert "Traceback" not in done.stderr
    assert running(workshop.out) == []
