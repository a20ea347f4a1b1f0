"""Worker processes on this machine: what goes wrong in one costs the account that it was at, and no other.

A worker tells what it does in a journal, a file of its own for each shard, so that nothing is lost with a worker that
dies. A time limit that is passed ends the worker, as faulthandler does it: that needs neither the lock of the
interpreter nor the help of what hangs.
"""

from __future__ import annotations

import faulthandler
import gc
import os
import pickle
import signal
import threading
import time
import traceback
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import connection, parent_process
from multiprocessing.context import SpawnContext, SpawnProcess
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING

from pebble import ProcessExpired, ProcessPool

from reviewgen.errors import Issue, ReviewgenError
from reviewgen.executors import Shard
from reviewgen.executors.interrupts import held_back
from reviewgen.gather import WorkerLimits
from reviewgen.outputs import Journal, journals
from reviewgen.results import Result
from reviewgen.shards import MEMORY, Begun, issue_of, out_of_memory

PAUSE = 0.02
AHEAD = 1  # so many shards wait with the workers, so that none is idle
TIMEOUT = "Timeout ("
_TOLD = (ReviewgenError, ProcessExpired, MemoryError)  # errors that need no traceback


if TYPE_CHECKING:
    from multiprocessing.popen_spawn_posix import Popen  # that of Windows has the same methods


@dataclass(frozen=True, slots=True)
class Local:
    """Builds in worker processes, each handling shard after shard."""

    jobs: int

    def run(self, shards: Sequence[Shard]) -> Iterator[Result]:
        """Yield what becomes of every account; one whose worker dies is tried once more, alone, then reported.

        Where the run is interrupted, what workers have told until then comes before the interruption.
        """
        at_work: list[_Task] = []
        with journals() as folder:
            try:
                yield from self._worked(deque(_Task(shard) for shard in shards), at_work, folder)
            except GeneratorExit:
                raise
            except BaseException:
                for task in at_work:
                    yield from task.news()
                raise

    def _worked(self, waiting: deque[_Task], at_work: list[_Task], folder: Path) -> Iterator[Result]:
        with ProcessPool(self.jobs, context=_Context(), initializer=_begin) as pool:
            try:
                while waiting or at_work:
                    while waiting and len(at_work) < self.jobs + AHEAD:
                        at_work.append(waiting.popleft().started(pool, folder))
                    for task in list(at_work):
                        over = task.future.done()
                        yield from task.news()
                        if over:
                            at_work.remove(task)
                            yield from task.last_words()
                            waiting.extend(task.again())
                    time.sleep(PAUSE)
            except BaseException:
                pool.stop()  # type: ignore[no-untyped-call]
                raise


class _Process(SpawnProcess):
    """One that Ctrl-C does not reach, from its first instruction on: the process that it works for ends it."""

    @staticmethod
    def _Popen(process_obj: BaseProcess) -> Popen:  # noqa: N802
        with held_back():
            return SpawnProcess._Popen(process_obj)


class _Context(SpawnContext):
    """Starts such processes."""

    Process = _Process


@dataclass(slots=True, eq=False)  # each is itself alone: shards hold tables, which cannot be compared
class _Task:
    """A shard on its way through a worker. `alone`: it is one account's second time."""

    shard: Shard
    alone: bool = False
    future: Future[None] = field(default_factory=Future)
    journal: Journal | None = None
    begun: str | None = None
    over: set[str] = field(default_factory=set)
    doubtful: list[str] = field(default_factory=list)

    def started(self, pool: ProcessPool, folder: Path) -> _Task:
        """Give it to a worker."""
        self.journal = Journal(folder)
        self.future = pool.schedule(_work, args=(self.shard, self.journal, self.shard.request.limits))
        return self

    def news(self) -> Iterator[Result]:
        """What became of accounts since this was asked last."""
        assert self.journal is not None
        for told in self.journal.news():
            if isinstance(told, Begun):
                self.begun = told.account
                continue
            self.over.add(told.account)
            if _is_for_want_of_memory(told) and not self.alone:
                self.doubtful.append(told.account)
            else:
                yield told

    def last_words(self) -> Iterator[Result]:
        """When it is over: the failure of an account whose worker died the second time."""
        error = self.future.exception()
        if self.alone and error is not None:
            yield from (self._failed(name, error) for name in self.shard.accounts if name not in self.over)

    def again(self) -> Iterator[_Task]:
        """When it is over: what is to be done once more. An account that may have cost the worker is alone."""
        if self.alone:
            return
        left = tuple(name for name in self.shard.accounts if name not in self.over)
        culprits = left if self.begun is None else tuple(name for name in left if name == self.begun)
        for name in (*self.doubtful, *culprits):
            yield _Task(self.shard.part((name,)), alone=True)
        others = tuple(name for name in left if name not in culprits)
        if others:
            yield _Task(self.shard.part(others))

    def _failed(self, account: str, error: BaseException) -> Result:
        assert self.journal is not None
        trace = self.journal.trace()
        told = trace or ("" if isinstance(error, _TOLD) else "".join(traceback.format_exception(error)))
        return self.shard.failure(account, _why(error, trace, self.shard.request.limits), told)


def _is_for_want_of_memory(result: Result) -> bool:
    return any(issue.code == MEMORY for issue in result.issues)


def _why(error: BaseException, trace: str, limits: WorkerLimits) -> Issue:
    """Why an account failed whose worker died, the second time alone."""
    if isinstance(error, MemoryError):
        return out_of_memory(limits.megabytes)
    if not isinstance(error, ProcessExpired):
        return issue_of(error)
    if TIMEOUT in trace:
        return Issue(
            code="worker.time",
            problem=f"was not finished within {limits.seconds:g} seconds",
            hint="give it more with --time-limit; run.json tells where it was",
        )
    code = getattr(error, "exitcode", None)
    named = _signal(-code) if isinstance(code, int) and code < 0 else f"exit code {code}"
    lacking = ", most likely for want of memory" if code == -signal.SIGKILL else ""
    return Issue(
        code="worker.crash",
        problem=f"ended its worker, twice, the second time alone ({named}{lacking})",
        hint="please report this, with what run.json tells",
    )


def _signal(number: int) -> str:
    with suppress(ValueError):
        return signal.Signals(number).name
    return f"signal {number}"


def _begin() -> None:
    """Let a worker end with the process that it works for, for two must not write the same pack.

    What was loaded at its start stays: the search for garbage need not look through it again and again.
    """
    gc.freeze()
    parent = parent_process()
    assert parent is not None

    def wait() -> None:
        connection.wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()


def _work(shard: Shard, journal: Journal, limits: WorkerLimits) -> None:
    """Build a shard in a worker."""
    with journal.tracing() as trace:
        faulthandler.enable(trace)
        share = max(1, len(shard.accounts) / 10)
        faulthandler.dump_traceback_later(limits.seconds * share, exit=True, file=trace)
        try:
            _allow(limits.megabytes * share)
            for told in shard.build():
                journal.append(told)
                _allow(limits.megabytes)
                faulthandler.dump_traceback_later(limits.seconds, exit=True, file=trace)
        except BaseException as error:
            raise _portable(error) from None
        finally:
            faulthandler.cancel_dump_traceback_later()
            faulthandler.disable()


def _portable(error: BaseException) -> BaseException:
    """An error that reaches the process that this one works for: itself, or one of its words."""
    try:
        pickle.loads(pickle.dumps(error))  # of our own making
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def _allow(megabytes: float) -> None:
    """Let this process have so much memory beside what it has, where the system can hold it to that."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (_data() + int(megabytes * 1_000_000), most))


def _data() -> int:
    """The bytes of memory that count for RLIMIT_DATA."""
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith("VmData:"):
            return int(line.split()[1]) * 1024
    raise OSError
