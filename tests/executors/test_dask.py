from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import dask
import pytest
from distributed import Client, LocalCluster
from small_project import account_file, desk, files_of, request, together, write

from reviewgen import stored
from reviewgen.build import planned
from reviewgen.errors import ConfigError
from reviewgen.executors import dask as executor
from reviewgen.executors.dask import Dask
from reviewgen.executors.here import Here
from reviewgen.gather import gather
from reviewgen.ingest import ingest
from reviewgen.outputs import Place, place_of, slug
from reviewgen.results import Result
from reviewgen.shards import ShardJob

ACCOUNTS = ("A", "B", "C", "D")
ROOT = Path(__file__).resolve().parent.parent.parent
WORKER = "distributed.cli.dask_worker"
WORKERS = 3


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a small project."""
    accounts = [account_file(name, depth="brief") for name in ACCOUNTS]
    return write(tmp_path_factory.mktemp("project"), accounts, together(*map(desk, ACCOUNTS)))


def shards_of(project: Path, out: str | Path) -> list[ShardJob]:
    """Plan all packs of the project."""
    asked = replace(request(project, project, force=True), out=out).everywhere()
    return list(planned(gather(asked), asked).shards)


def one_shard(project: Path, out: str | Path) -> ShardJob:
    """Plan all packs of the project as one shard."""
    shards = shards_of(project, out)
    parts = {name: made for shard in shards for name, made in shard.inputs.items()}
    return replace(shards[0], job=gather(shards[0].request).part(ACCOUNTS), inputs=parts)


@pytest.fixture(scope="module")
def local(project: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Give every byte that a run in this process writes."""
    out = tmp_path_factory.mktemp("local")
    assert states(Here().run(shards_of(project, out))) == dict.fromkeys(ACCOUNTS, "built")
    return files_of(out)


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """Give the address of a scheduler without workers."""
    with LocalCluster(n_workers=0, processes=True, dashboard_address=executor.HERE) as cluster:
        yield cluster.scheduler_address


@pytest.fixture(scope="module")
def cluster(scheduler: str, bucket: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a scheduler with three worker processes, started elsewhere as people start them."""
    assert bucket, "its environment is what workers are started with"
    folder = tmp_path_factory.mktemp("workers")
    command = [sys.executable, "-m", WORKER, scheduler, "--nthreads", "1", "--no-nanny", "--no-dashboard"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with (folder / "log").open("w") as log:
        started = [
            subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log) for _ in range(WORKERS)
        ]
        with Client(scheduler, set_as_default=False) as client:
            client.wait_for_workers(WORKERS, timeout=60)
        yield scheduler
        for worker in started:
            worker.terminate()
        for worker in started:
            worker.wait()


def test_paths_are_the_same_everywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders of a request become absolute; URLs, and what was not asked for, stay as they are."""
    monkeypatch.chdir(tmp_path)
    near = replace(request(Path("p"), Path("out")), store="rows").everywhere()
    assert (near.folder, near.out, near.store) == (tmp_path / "p", str(tmp_path / "out"), str(tmp_path / "rows"))
    far = replace(request(Path("p"), Path("out")), out="s3://reviews/out", store=None).everywhere()
    assert (far.out, far.store) == ("s3://reviews/out", None)


def states(results: Iterator[Result]) -> dict[str, str]:
    """Return what became of each account; none comes twice."""
    found = list(results)
    assert max(Counter(one.account for one in found).values()) == 1
    return {one.account: one.state for one in found}


def all_of(place: Place) -> dict[str, bytes]:
    """Read every file of a place, what is ours alone included."""
    return {
        each: data
        for part in ("2026-10", ".reviewgen/2026-10")
        for name in place.sizes(part)
        for each, data in place.read_each([f"{part}/{name}"]).items()
    }


def until(condition: Callable[[], object], seconds: float = 60) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_three_workers_give_the_same_bytes(
    project: Path, cluster: str, local: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Worker processes that were started elsewhere write what this process writes, into a folder of this one's."""
    monkeypatch.chdir(tmp_path)
    results = list(Dask(cluster).run(shards_of(project, "out")))
    assert states(iter(results)) == dict.fromkeys(ACCOUNTS, "built")
    assert files_of(tmp_path / "out") == local
    assert {one.folder for one in results} == {str(tmp_path / "out" / "2026-10" / slug(name)) for name in ACCOUNTS}


def test_workers_read_their_own_rows_from_a_store(
    project: Path, cluster: str, local: dict[str, bytes], bucket: str, tmp_path: Path
) -> None:
    """From tables that were kept in an object store, workers make the packs that this process makes of the sources."""
    kept = f"{bucket}/{tmp_path.name}"
    ingest(project, kept, {})
    asked = replace(request(project, tmp_path / "out"), store=kept)
    shards = stored.shards(stored.outline(asked), asked, place_of(tmp_path / "out"))
    assert {name for shard in shards for name in shard.accounts} == set(ACCOUNTS)
    assert states(Dask(cluster).run(shards)) == dict.fromkeys(ACCOUNTS, "built")
    assert packs(files_of(tmp_path / "out")) == packs(local)


def packs(found: dict[str, bytes]) -> dict[str, bytes]:
    """Leave out what is known of packs: it tells what they were made from."""
    return {name: data for name, data in found.items() if not name.startswith(".")}


def test_workers_write_to_an_object_store(
    project: Path, cluster: str, local: dict[str, bytes], bucket: str, tmp_path: Path
) -> None:
    """Each worker puts its packs where the URL says, with the same bytes."""
    out = f"{bucket}/{tmp_path.name}"
    assert states(Dask(cluster).run(shards_of(project, out))) == dict.fromkeys(ACCOUNTS, "built")
    assert all_of(place_of(out)) == local


def test_a_killed_worker_loses_nothing(project: Path, cluster: str, local: dict[str, bytes], tmp_path: Path) -> None:
    """A worker is killed after its first pack: every account is delivered once, with the same bytes."""
    shard, found = one_shard(project, tmp_path / "out"), list[Result]()
    run = threading.Thread(target=lambda: found.extend(Dask(cluster).run([shard])))
    run.start()
    until(lambda: list((tmp_path / "out").glob(".reviewgen/2026-10/*.json")))
    with Client(cluster, set_as_default=False) as client:
        (address,) = (worker for worker, tasks in client.processing().items() if tasks)
        os.kill(client.run(os.getpid, workers=[address])[address], signal.SIGKILL)
    run.join()
    assert states(iter(found)) == dict.fromkeys(ACCOUNTS, "built")
    assert files_of(tmp_path / "out") == local


def test_a_worker_knows_that_nobody_waits(cluster: str, tmp_path: Path) -> None:
    """What a run that was interrupted had begun on a worker stops between two packs."""

    def linger(folder: Path) -> None:
        (folder / "begun").touch()
        while not executor._is_cancelled():
            time.sleep(0.01)
        (folder / "over").touch()

    with Client(cluster, set_as_default=False) as client:
        future = client.submit(linger, tmp_path, pure=False)
        until((tmp_path / "begun").exists)
        assert not (tmp_path / "over").exists()
        client.cancel([future], force=True)
        until((tmp_path / "over").exists)


DEADLY = """
import os, signal
from reviewgen import shards

def deadly(delivery, *others, deliver=shards.deliver):
    if delivery.account.id == "C":
        os.kill(os.getpid(), signal.SIGKILL)
    return deliver(delivery, *others)

shards.deliver = deadly
"""


@pytest.mark.slow_fault
def test_an_account_that_kills_its_workers_costs_itself_alone(
    project: Path, local: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a cluster of its own: it is named, and all others are delivered, those of its shard too."""
    (tmp_path / "deadly.py").write_text(DEADLY)
    monkeypatch.setattr(executor, "ALLOWED", 0)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    with dask.config.set({"distributed.worker.preload": [str(tmp_path / "deadly.py")]}):
        results = {one.account: one for one in Dask(jobs=1).run([one_shard(project, tmp_path / "out")])}
    assert {name: one.state for name, one in results.items()} == dict.fromkeys(ACCOUNTS, "built") | {"C": "failed"}
    assert "ended every worker that it was given to" in str(results["C"].issues[0])
    others = {name: data for name, data in local.items() if slug("C") not in name}
    assert files_of(tmp_path / "out") == others


def test_a_worker_of_another_version_is_refused(
    project: Path, cluster: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Workers that would make other bytes stop the run, and nothing is written."""
    monkeypatch.setattr(executor, "code", lambda: "another")
    with pytest.raises(ConfigError, match=r"another version of reviewgen.*install the same on every worker"):
        list(Dask(cluster).run(shards_of(project, tmp_path / "out")))
    assert not (tmp_path / "out").exists()


def test_workers_without_reviewgen_are_told_and_live(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cluster that lacks it is not harmed by being asked: the message says what to install where."""
    (tmp_path / "without.py").write_text("import sys; sys.modules['reviewgen'] = None")
    with (
        dask.config.set({"distributed.worker.preload": [str(tmp_path / "without.py")]}),
        LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=executor.HERE) as other,
        Client(other.scheduler_address, set_as_default=False) as client,
    ):
        workers = client.run(os.getpid)
        with pytest.raises(ConfigError, match=r"a worker has no reviewgen.*install the same on every worker"):
            list(Dask(other.scheduler_address).run(shards_of(project, tmp_path / "out")))
        assert client.run(os.getpid) == workers


def test_a_cluster_that_is_not_there_is_told(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No scheduler at the address: that is said, with what starts one."""
    monkeypatch.setattr(executor, "CONNECT", 0.2)
    with pytest.raises(ConfigError, match=r"no scheduler answers at tcp://127.0.0.1:9.*dask scheduler"):
        list(Dask("tcp://127.0.0.1:9").run(shards_of(project, tmp_path)))


def test_a_cluster_without_workers_is_told(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A scheduler that nobody works for is not waited for for ever."""
    monkeypatch.setattr(executor, "TICK", 0.05)
    monkeypatch.setattr(executor, "PATIENCE", 0.1)
    with (
        LocalCluster(n_workers=0, processes=True, dashboard_address=executor.HERE) as empty,
        pytest.raises(ConfigError, match="has no workers"),
    ):
        list(Dask(empty.scheduler_address).run(shards_of(project, tmp_path)))


def test_the_missing_package_is_told(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Dask the message says what to install."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ConfigError, match=r'pip install "reviewgen\[dask\]"'):
        list(Dask().run(shards_of(project, tmp_path)))
