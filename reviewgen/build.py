"""The job from end to end: compute all figures, deliver each account's pack, then the pages over them all."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from reviewgen import index, outputs, portfolio, resources
from reviewgen.cut import beyond, cut, places
from reviewgen.delivery import Delivery, deliver
from reviewgen.errors import Issue, ReviewgenError
from reviewgen.findings import detect
from reviewgen.gather import Job, Request, span_of
from reviewgen.html import Renderer
from reviewgen.metrics import Computed, Figures, Shard, compute, shard_of
from reviewgen.pack import assemble
from reviewgen.readiness import Look, seen
from reviewgen.results import Result


def computed(job: Job) -> Computed:
    """The figures of every account of a job, by id, and what they are made of; restated ones are marked."""
    return _restated(job, compute(_shard(job), job.reviews, job.as_of))


def _restated(job: Job, found: Computed) -> Computed:
    return replace(found, figures={name: one.restated(job.issued.get(name)) for name, one in found.figures.items()})


def _shard(job: Job) -> Shard:
    return shard_of(job.tables, job.reviews, job.as_of, job.setup.policies, job.setup.calendars)


def figures(job: Job) -> Mapping[str, Figures]:
    """The figures alone."""
    return computed(job).figures


def build(job: Job, request: Request) -> Iterator[Result]:
    """Deliver pack after pack, then the index of each period. An account that fails costs nobody else's pack."""
    out = request.out or request.folder / job.setup.project.outputs.folder
    outputs.probe(out)
    deliveries = _deliveries(job, request)
    renderer = Renderer(resources.templates(), job.own.folder)
    results = [_failure(job, name, issues) for name, issues in sorted(job.failed.items())]
    yield from results
    for folder in sorted({out / review.span.name for review in job.reviews}):
        outputs.recover(folder)
    try:
        for delivery in deliveries:
            results.append(_guarded(delivery, renderer, out))
            yield results[-1]
    finally:  # an interrupted run leaves a page over what stands there, too
        for period in sorted({result.period for result in results}):
            of_period = [result for result in results if result.period == period]
            index.write(job, period, of_period, renderer, out)
            portfolio.write(job, period, of_period, renderer, out)


def _deliveries(job: Job, request: Request) -> tuple[Delivery, ...]:
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


def looks(job: Job, request: Request) -> dict[str, Look]:
    """What checks see of each account that can be built, by id."""
    found = {}
    for one in _deliveries(job, request):
        case = one.case()
        findings = detect(case)
        pack = assemble(one.inputs(case, findings))
        found[one.account.id] = seen(job, case, pack, findings, one.places, one.beyond)
    return found


def _guarded(delivery: Delivery, renderer: Renderer, out: Path) -> Result:
    """Deliver one pack; whatever goes wrong is this account's failure, and the pack that stood there stays."""
    failed = Result(delivery.account.id, delivery.account.name, delivery.review.span.name, "failed")
    try:
        return deliver(delivery, renderer, out)
    except ReviewgenError as error:
        return replace(failed, issues=error.issues)
    except Exception as error:  # one account's surprise must not cost the others their packs
        problem = f"stopped on an error of our own: {type(error).__name__}: {error}"
        issue = Issue(code="internal", problem=problem, hint="please report this, with the traceback in run.json")
        return replace(failed, issues=(issue,), traceback=traceback.format_exc())


def _failure(job: Job, name: str, issues: tuple[Issue, ...]) -> Result:
    account = next((one for one in job.setup.accounts if one.id == name), None)
    terms = account or job.setup.project.defaults
    if name in job.tailored:
        terms = terms.model_copy(update={"cadence": job.tailored[name].cadence})
    span = span_of(terms, job.span, job.as_of)
    return Result(name, account.name if account else name, span.name, "failed", issues=issues)
