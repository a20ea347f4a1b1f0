"""A group of accounts computed together and delivered one after the other: what one worker does at a time."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from reviewgen import overrides, resources, standing
from reviewgen.cut import beyond, cut, places
from reviewgen.delivery import Delivery, deliver
from reviewgen.errors import Issue, ReviewgenError
from reviewgen.gather import Job, Request
from reviewgen.html import Renderer
from reviewgen.metrics import Computed, Shard, compute, shard_of
from reviewgen.outputs import Place
from reviewgen.results import Result, Stopwatch

MEMORY = "worker.memory"


@dataclass(frozen=True, slots=True)
class Begun:
    """The packs of the shard are computed, and the making of this account's begins."""

    account: str


@dataclass(frozen=True, slots=True)
class ShardJob:
    """What a worker gets: a job with nothing of other accounts in it, and where its packs go.

    `inputs` are the digests of what each pack is made from, by account; `why` says why it is made.
    """

    job: Job
    request: Request
    place: Place
    inputs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    why: Mapping[str, str] = field(default_factory=dict)

    @property
    def accounts(self) -> tuple[str, ...]:
        """The ids of its accounts, in the order in which they are delivered."""
        return tuple(review.account.id for review in self.job.reviews)

    def part(self, accounts: tuple[str, ...]) -> ShardJob:
        """The same for some of its accounts."""
        inputs = {name: self.inputs[name] for name in accounts if name in self.inputs}
        why = {name: self.why[name] for name in accounts if name in self.why}
        return replace(self, job=self.job.part(accounts), inputs=inputs, why=why)

    def failure(self, account: str, issue: Issue, traceback: str = "") -> Result:
        """What became of an account that was lost with its worker."""
        return replace(self.failed(account), issues=(issue,), traceback=traceback)

    def failed(self, account: str) -> Result:
        """The result of an account that fails, without the reason."""
        review = next(one for one in self.job.reviews if one.account.id == account)
        return Result(account, review.account.name, review.span.name, "failed")

    def build(self) -> Iterator[Begun | Result]:
        """Deliver pack after pack, each told before it begins; one that fails costs nobody else's."""
        watch = Stopwatch()
        try:
            with watch.stage("metrics"):
                deliveries = deliveries_of(self.job, self.request)
            renderer = _renderer(resources.templates(), self.job.own.folder, tuple(sorted(self.job.own.files.items())))
        except Exception as error:
            yield from self._alone(error)
            return
        for delivery in deliveries:
            yield Begun(delivery.account.id)
            delivery.watch.add(watch.seconds)
            watch = Stopwatch()
            yield _guarded(delivery, renderer, self)

    def _alone(self, error: Exception) -> Iterator[Begun | Result]:
        """What becomes of accounts that could not be computed together: each is tried alone, and fails alone."""
        if len(self.accounts) > 1:
            for account in self.accounts:
                yield from self.part((account,)).build()
        else:
            yield from (_failure(error, self.failed(account), self.request) for account in self.accounts)


def computed(job: Job) -> Computed:
    """The figures of every account of a job, by id, and what they are made of; restated ones are marked."""
    return _restated(job, compute(_shard(job), job.reviews, job.as_of))


def deliveries_of(job: Job, request: Request) -> tuple[Delivery, ...]:
    """What every account that can be built is delivered from; there may be none."""
    if not job.reviews:
        return ()
    shard = _shard(job)
    drawn = _restated(job, compute(shard, job.reviews, job.as_of))
    evidence, stand, unseen = cut(shard), places(shard), beyond(shard)
    named = ((review, review.account.id) for review in job.reviews)
    return tuple(
        Delivery(job, review, drawn, evidence[name], request, stand[name], unseen[name]) for review, name in named
    )


def _restated(job: Job, found: Computed) -> Computed:
    return replace(found, figures={name: one.restated(job.issued.get(name)) for name, one in found.figures.items()})


def _shard(job: Job) -> Shard:
    return shard_of(job.tables, job.reviews, job.as_of, job.setup.policies, job.setup.calendars)


@lru_cache(maxsize=2)
def _renderer(templates: Path, own: Path | None, files: tuple[tuple[str, str], ...]) -> Renderer:
    """A renderer with the project's own templates as they were read: other bytes under their names need another one."""
    overrides.hold(overrides.Overrides(own, dict(files)))
    return Renderer(templates, own)


def _guarded(delivery: Delivery, renderer: Renderer, shard: ShardJob) -> Result:
    """Deliver one pack; whatever goes wrong is this account's failure, and the pack that stood there stays."""
    account, period = delivery.account, delivery.review.span.name
    try:
        standing.forget(shard.place, period, account.id)
        result = replace(deliver(delivery, renderer, shard.place), why=shard.why.get(account.id, ""))
        if account.id in shard.inputs:
            standing.record(shard.place, result, shard.inputs[account.id])
        return result
    except Exception as error:  # one account's surprise must not cost the others their packs
        return _failure(error, shard.failed(account.id), shard.request)


def _failure(error: Exception, failed: Result, request: Request) -> Result:
    """The result of an account with the reason why it failed."""
    if isinstance(error, ReviewgenError):
        return replace(failed, issues=error.issues)
    if isinstance(error, MemoryError):
        return replace(failed, issues=(out_of_memory(request.limits.megabytes),))
    return replace(failed, issues=(issue_of(error),), traceback="".join(traceback.format_exception(error)))


def issue_of(error: BaseException) -> Issue:
    """What an error tells of an account that it costs, wherever it was built."""
    if isinstance(error, ReviewgenError):
        return error.issues[0]
    problem = f"stopped on an error of our own: {type(error).__name__}: {error}"
    return Issue(code="internal", problem=problem, hint="please report this, with the traceback in run.json")


def out_of_memory(megabytes: int) -> Issue:
    """Why an account failed that needed more memory than it may have."""
    return Issue(
        code=MEMORY,
        problem=f"needed more than {megabytes:,} MB of memory",
        hint="see in its data what is so large, or give it more with --memory-limit",
    )
