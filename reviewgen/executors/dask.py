"""Workers of a Dask cluster: one that is started on this machine for the run, or one that is there.

A worker that dies costs nothing: Dask gives its shard to another, and packs that were delivered before are delivered
again with the same bytes. What an account does that ends every worker it is given to costs that account alone: after
so many workers as the cluster allows, the accounts of its shard are tried alone, and those that are lost once more are
tried with nothing else beside them, for then their neighbours are not to blame.
"""

from __future__ import annotations

import faulthandler
import importlib
import logging
import os
import pickle
import threading
import time
import traceback
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from reviewgen.errors import ConfigError, Issue, ReviewgenError
from reviewgen.executors import Shard
from reviewgen.executors.interrupts import held_back
from reviewgen.program import code
from reviewgen.results import Result
from reviewgen.shards import issue_of

if TYPE_CHECKING:
    from distributed import Client, Future

SAME = "install the same on every worker"
EACH = 2  # so many shards are with each worker or on their way to it: more would only fill the scheduler's memory
HERE = "127.0.0.1:0"  # what Dask shows of our own cluster is not for others; any port will do
CONNECT = 15.0  # seconds for a scheduler to answer
TICK = 5.0  # seconds between looks whether there are workers at all
PATIENCE = 120.0  # seconds that a run waits for the first worker, or for another one
ALLOWED = 1  # workers of our own cluster that a shard may cost before its accounts are tried alone
_ONE_AT_A_TIME = threading.Lock()  # a worker with several threads builds one shard all the same
LOOK = "see in the log of the workers what they ended on, or build it alone without --executor: run.json tells then"
Lost = list[tuple[Shard, BaseException]]


@dataclass(frozen=True, slots=True)
class Dask:
    """Builds on the cluster whose scheduler has this address; without one, on a cluster of its own with `jobs` workers.

    Paths must mean the same to every worker: see `Request.everywhere`. Raises ConfigError where there is no such
    cluster, it has no workers, or they have another version of reviewgen.
    """

    address: str = ""
    jobs: int | None = None

    def run(self, shards: Sequence[Shard]) -> Iterator[Result]:
        """Yield what becomes of every account."""
        with _client(self) as client:
            run = _Run(client, self)
            lost = yield from run.built(shards)
            single = [shard for shard, _ in lost if len(shard.accounts) == 1]
            parts = [shard.part((name,)) for shard, _ in lost if len(shard.accounts) > 1 for name in shard.accounts]
            lost = yield from run.built(parts)
            lost = yield from run.built([*single, *(shard for shard, _ in lost)], at_once=1)
            yield from (_failed(shard, error) for shard, error in lost)


@contextmanager
def _client(asked: Dask) -> Iterator[Client]:
    """A client of the cluster; our own cluster ends with it."""
    try:
        import dask
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise _unusable(f"needs a package that is not installed: {error}", 'pip install "reviewgen[dask]"') from error
    with ExitStack() as stack:
        settings = {"distributed.scheduler.allowed-failures": ALLOWED}
        # Shards go as they are, a few at a time; Dask warns of each large one.
        quiet = {"distributed.admin.large-graph-warning-threshold": "1 TiB"}
        stack.enter_context(dask.config.set(settings | quiet))
        if not asked.address:
            jobs = asked.jobs or os.cpu_count() or 1
            with held_back():
                made = LocalCluster(jobs, threads_per_worker=1, dashboard_address=HERE, silence_logs=logging.CRITICAL)
            yield stack.enter_context(Client(stack.enter_context(made)))
            return
        stack.enter_context(_silent())
        try:
            client = Client(asked.address, timeout=CONNECT)
        except (OSError, ValueError) as error:
            hint = "start it with dask scheduler, or give the address that it tells"
            raise _unusable(f"no scheduler answers at {asked.address}: {error}", hint) from error
        yield stack.enter_context(client)


@contextmanager
def _silent() -> Iterator[None]:
    """Keep from the terminal what Dask logs of a connection that is lost: we tell of it.

    Some of its loggers have levels of their own, which that of their parent does not bind.
    """
    names = [name for name in logging.root.manager.loggerDict if name.split(".")[0] in ("distributed", "tornado")]
    loggers = [logging.getLogger(name) for name in names]
    before = [(logger, logger.level) for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in before:
            logger.setLevel(level)


@dataclass(slots=True)
class _Run:
    """Shards on their way through a cluster."""

    client: Client
    asked: Dask
    seen: float = field(default_factory=time.monotonic)

    @property
    def cluster(self) -> str:
        """The cluster as people are told of it."""
        return self.asked.address or "the cluster on this machine"

    def built(self, shards: Sequence[Shard], at_once: int = 0) -> Generator[Result, None, Lost]:
        """Yield the results of shards; return those that were lost with their workers, or on an error, and why."""
        waiting, lost = deque(shards), Lost()
        at_work: dict[Future[list[Result]], Shard] = {}
        try:
            while waiting or at_work:
                while waiting and len(at_work) < (at_once or EACH * max(1, self._workers())):
                    shard = waiting.popleft()
                    at_work[self._submitted(shard)] = shard
                for future in self._done(at_work):
                    shard = at_work.pop(future)
                    error = future.exception()
                    _refuse(error)
                    if error is None:
                        yield from future.result()
                    else:
                        lost.append((shard, error))
        except (OSError, CancelledError) as error:
            hint = "run it again when it is back: what was delivered is not built again"
            raise _unusable(f"the connection to {self.cluster} is lost: {error}", hint) from error
        finally:
            self.client.cancel(list(at_work), force=True)
        return lost

    def _submitted(self, shard: Shard) -> Future[list[Result]]:
        # A function of ours would end every worker, and the scheduler, that cannot import it; this one travels whole.
        return self.client.submit(
            lambda *given, **more: importlib.import_module("reviewgen.executors.dask").build_there(*given, **more),
            pickle.dumps(shard),
            code(),
            is_ours=not self.asked.address,
            pure=False,
        )

    def _done(self, at_work: dict[Future[list[Result]], Shard]) -> list[Future[list[Result]]]:
        """Those that are over, as soon as there are any; none after a while."""
        from distributed import wait

        try:
            return list(wait(list(at_work), timeout=TICK, return_when="FIRST_COMPLETED").done)
        except TimeoutError:
            self._workers()
            return []

    def _workers(self) -> int:
        """How many workers there are; raises ConfigError where there are none for too long.

        Our own cluster gives up a worker that does not come back in time: it is asked for another.
        """
        if self.client.cluster is not None:
            self.client.cluster.scale(len(self.client.cluster.worker_spec))
        found = len(self.client.nthreads())
        now = time.monotonic()
        if found:
            self.seen = now
        elif now - self.seen > PATIENCE:
            raise _unusable(f"{self.cluster} has no workers", "start some with dask worker ADDRESS")
        return found


def _refuse(error: BaseException | None) -> None:
    """Raise ConfigError for an error that every shard would end with."""
    if isinstance(error, ConfigError):
        raise error
    if isinstance(error, ModuleNotFoundError) and (error.name or "").startswith("reviewgen"):
        raise _unusable("a worker has no reviewgen", SAME) from error


def build_there(data: bytes, expected: str, *, is_ours: bool = False) -> list[Result]:
    """Build a shard in a worker; raises ConfigError where its reviewgen would make other bytes.

    A worker of a cluster of our own has no log: what it says goes to the terminal.
    """
    if code() != expected:
        problem = "a worker has another version of reviewgen, of Python, or of what pages are made with"
        raise _unusable(problem, SAME)
    with _ONE_AT_A_TIME:
        shard: Shard = pickle.loads(data)  # from the run that this worker works for
        return list(_within_time(shard, _nowhere() if is_ours else 2))


@cache
def _nowhere() -> int:
    """An open file that keeps nothing."""
    return os.open(os.devnull, os.O_WRONLY)


def _within_time(shard: Shard, log: int) -> Iterator[Result]:
    """Build a shard; an account that takes too long ends this worker: what hangs does not end otherwise."""
    seconds = shard.request.limits.seconds
    faulthandler.dump_traceback_later(seconds * max(1, len(shard.accounts) / 10), exit=True, file=log)
    try:
        for told in shard.build():
            faulthandler.dump_traceback_later(seconds, exit=True, file=log)
            if isinstance(told, Result):
                yield told
            elif _is_cancelled():
                return
    finally:
        faulthandler.cancel_dump_traceback_later()


def _is_cancelled() -> bool:
    """Whether nobody waits for this task any more, so that what it has not begun it must not write."""
    from distributed import get_worker

    worker = get_worker()
    task = worker.state.tasks.get(worker.get_current_task())
    return task is None or task.state == "cancelled"


def _failed(shard: Shard, error: BaseException) -> Result:
    """The result of the one account of a shard that could not be built, however often it was tried."""
    from distributed import KilledWorker

    (account,) = shard.accounts
    if isinstance(error, KilledWorker):
        seconds = shard.request.limits.seconds
        problem = f"ended every worker that it was given to, or took more than {seconds:g} seconds, at last alone"
        issue = Issue(code="worker.crash", problem=problem, hint=LOOK)
    else:
        issue = issue_of(error)
    told = "" if isinstance(error, ReviewgenError) else "".join(traceback.format_exception(error))
    return shard.failure(account, issue, told)


def _unusable(problem: str, hint: str) -> ConfigError:
    return ConfigError([Issue(code="cluster", problem=problem, hint=hint)])
