"""The job from end to end: compute all figures, deliver each account's pack, then the pages over them all."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

from reviewgen import index, portfolio, resources, snapshot, stored
from reviewgen.errors import OutputError, UnfinishedError
from reviewgen.executors import Executor, Shard
from reviewgen.executors.here import Here
from reviewgen.findings import detect
from reviewgen.gather import Job, Request
from reviewgen.html import Renderer
from reviewgen.metrics import Figures
from reviewgen.outputs import Place, manifests, place_of
from reviewgen.pack import assemble
from reviewgen.periods import parse
from reviewgen.plan import Plan, failures, plan
from reviewgen.readiness import Look, seen
from reviewgen.results import Result, Stopwatch
from reviewgen.shards import computed, deliveries_of
from reviewgen.snapshot import Snapshot

FEW = 8  # so many packs are made before workers are worth their start

__all__ = ["build", "computed", "figures", "looks", "planned"]


def figures(job: Job) -> Mapping[str, Figures]:
    """The figures alone."""
    return computed(job).figures


def planned(job: Job, request: Request) -> Plan:
    """What a build would do."""
    return plan(job, request, _place(job, request))


def build(job: Job, request: Request, watch: Stopwatch | None = None, now: Snapshot | None = None) -> Generator[Result]:
    """Deliver every pack that is not up to date, then the pages over them. A failure costs nobody else's pack.

    `watch` counts what planning and the pages over all take; each result has the seconds of its own stages. `now` is
    the snapshot of what was read, taken before it was.
    """
    place, results = _place(job, request), list[Result]()
    place.probe()
    with place.lock():
        snapshot.forget(place)
        for result in _built(job, request, place, watch or Stopwatch()):
            results.append(result)
            yield result
        with _last():
            _recover(job, place)  # an old pack may have withstood its removal
            snapshot.record(now, job, results)


def _built(job: Job, request: Request, place: Place, watch: Stopwatch) -> Iterator[Result]:
    _recover(job, place)
    with watch.stage("plan"):
        shards, skipped = _shards(job, request, place)
    results = [*failures(job), *skipped]
    yield from results
    try:
        for result in _executor(request, shards).run(shards):
            results.append(result)
            yield result
    finally:  # an interrupted run leaves a page over what stands there, too
        with watch.stage("pages"), _last():
            _write_pages(_reviewed(job, results) if request.store else job, results, place)


def _shards(job: Job, request: Request, place: Place) -> tuple[Sequence[Shard], Sequence[Result]]:
    """What is to be built and what is up to date; of rows in a store, workers see for themselves."""
    if request.store:
        return stored.shards(job, request, place), ()
    found = plan(job, request, place)
    return found.shards, found.skipped


def _reviewed(job: Job, results: Sequence[Result]) -> Job:
    """A job of a store with the periods that its accounts were reviewed in, as workers found them."""
    spans = {result.account: parse(result.period) for result in results if result.state != "failed"}
    reviews = (replace(one, span=spans.get(one.account.id, one.span)) for one in job.reviews)
    return replace(job, reviews=tuple(reviews))


def _recover(job: Job, place: Place) -> None:
    for period in sorted({review.span.name for review in job.reviews}):
        place.recover(period)


@contextmanager
def _last() -> Iterator[None]:
    """What is written when all accounts are told of; raises UnfinishedError where it cannot be."""
    try:
        yield
    except OutputError as error:
        raise UnfinishedError(error.issues) from error


def _write_pages(job: Job, results: Sequence[Result], place: Place) -> None:
    """The pages over all packs of each period."""
    renderer = Renderer(resources.templates(), job.own.folder)
    for period in sorted({result.period for result in results} | _untold(job, results, place)):
        of_period = [result for result in results if result.period == period]
        standing = {one.account: one for one in manifests(place, period).values() if one}
        with ThreadPoolExecutor(1) as beside:  # the engine lets go of Python while it prints the portfolio
            told = beside.submit(portfolio.write, job, period, of_period, standing, renderer, place)
            index.write(job, period, of_period, standing, renderer, place)
            told.result()


def _untold(job: Job, results: Sequence[Result], place: Place) -> set[str]:
    """The periods of accounts that an interrupted run did not come to tell of, where packs stand."""
    told = {result.account for result in results}
    periods = {review.span.name for review in job.reviews if review.account.id not in told}
    return {period for period in periods if manifests(place, period)}


def _place(job: Job, request: Request) -> Place:
    """Where packs go: as asked for, or as the project says."""
    return place_of(request.out) if request.out else place_of(job.setup.project.outputs.folder, request.folder)


def _executor(request: Request, shards: Sequence[Shard]) -> Executor:
    """Workers, as many as asked for, else one for each processor; for few packs none, or one that holds limits."""
    name, _, address = request.executor.partition("=")
    if name == "dask":
        from reviewgen.executors.dask import Dask

        return Dask(address, request.jobs)
    few = sum(len(shard.accounts) for shard in shards) < FEW
    if few and request.jobs is None and not request.limits.asked:
        return Here()
    from reviewgen.executors.local import Local

    return Local(request.jobs or (1 if few else os.cpu_count() or 1))


def looks(job: Job, request: Request) -> dict[str, Look]:
    """What checks see of each account that can be built, by id."""
    found = {}
    for one in deliveries_of(job, request):
        case = one.case()
        findings = detect(case)
        pack = assemble(one.inputs(case, findings))
        found[one.account.id] = seen(job, case, pack, findings, one.places, one.beyond)
    return found
