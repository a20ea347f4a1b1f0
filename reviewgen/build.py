"""The job from end to end: compute all figures, then deliver each account's pack, then the page over them all."""

from __future__ import annotations

import hashlib
import platform
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from reviewgen import __version__, datafiles, outputs, pdf, portfolio, resources
from reviewgen.agreements import Policy
from reviewgen.config import Account, Backstage, Outputs
from reviewgen.cut import RECORDS, cut
from reviewgen.errors import Issue, ReviewgenError
from reviewgen.findings import Case, detect
from reviewgen.gather import Job, Request, span_of
from reviewgen.html import Pages, Renderer
from reviewgen.metrics import Computed, Figures, Review, Shard, compute, shard_of
from reviewgen.model import Explanation, Profile
from reviewgen.pack import Pack, assemble, figures_drawn, figures_shown
from reviewgen.portfolio import Result
from reviewgen.provenance import Key, explain
from reviewgen.records import Evidence
from reviewgen.sections import TITLES, Inputs
from reviewgen.wording import Wording

SHAPING = ("babel", "holidays", "jinja2", "numpy", "pandas", "pyarrow")
ATTACHED = {
    "figures.json": ("application/json", "Every figure of the pack"),
    "data/tickets.csv": ("text/csv", "The tickets that concern the period"),
    "data/clocks.csv": ("text/csv", "Both clocks of each of these tickets"),
    "data/rows.csv": ("text/csv", "The rows behind each figure"),
}
_wording = cache(Wording)


def computed(job: Job) -> Computed:
    """The figures of every account of a job, by id, and what they are made of."""
    return compute(_shard(job), job.reviews, job.as_of)


def _shard(job: Job) -> Shard:
    return shard_of(job.tables, job.reviews, job.as_of, job.setup.policies, job.setup.calendars)


def figures(job: Job) -> Mapping[str, Figures]:
    """The figures alone."""
    return computed(job).figures


def build(job: Job, request: Request) -> Iterator[Result]:
    """Deliver pack after pack, then the index of each period. An account that fails costs nobody else's pack."""
    out = request.out or request.folder / job.setup.project.outputs.folder
    outputs.probe(out)
    drawn, evidence = _drawn(job)
    renderer = Renderer(resources.templates())
    results = [_failure(job, name, issues) for name, issues in sorted(job.failed.items())]
    yield from results
    for folder in sorted({out / review.span.name for review in job.reviews}):
        outputs.recover(folder)
    try:
        for review in job.reviews:
            delivery = _Delivery(job, review, drawn, evidence[review.account.id], request)
            results.append(_guarded(delivery, renderer, out))
            yield results[-1]
    finally:  # an interrupted run leaves a page over what stands there, too
        for period in sorted({result.period for result in results}):
            portfolio.write(job, period, [result for result in results if result.period == period], renderer, out)


def _drawn(job: Job) -> tuple[Computed, dict[str, Evidence]]:
    """The figures and the rows of every account that can be built; there may be none."""
    if not job.reviews:
        return Computed({}, ()), {}
    shard = _shard(job)
    return compute(shard, job.reviews, job.as_of), cut(shard)


@dataclass(frozen=True, slots=True)
class _Delivery:
    """What one account's pack is made from."""

    job: Job
    review: Review
    computed: Computed
    evidence: Evidence
    request: Request

    @property
    def account(self) -> Account:
        return self.review.account

    @property
    def figures(self) -> Figures:
        return self.computed.figures[self.account.id]

    @property
    def settings(self) -> Outputs:
        return self.job.setup.project.outputs

    @property
    def profile(self) -> Profile:
        return self.request.profile or self.account.profile or self.settings.profile

    @property
    def formats(self) -> tuple[str, ...]:
        return self.request.formats or self.settings.formats

    @property
    def issues(self) -> tuple[Issue, ...]:
        return self.job.tables.issues_of(self.account.id)

    @property
    def policy(self) -> Policy | None:
        return self.job.setup.policies.get(self.account.policy or "")

    def inputs(self) -> Inputs:
        zone = ZoneInfo(self.account.zone)
        period = self.review.span.within(zone)
        case = Case(self.account, period, self.job.as_of, self.figures, self.evidence)
        return Inputs(
            account=self.account.model_copy(update={"internal": Backstage()}),
            provider=self.job.setup.project.provider,
            period=period,
            as_of=self.job.as_of.astimezone(zone),
            figures=self.figures,
            evidence=self.evidence,
            findings=tuple(one for one in detect(case) if not one.internal and one.kind != "question"),
            issues=self.issues,
            words=_wording(self.account.locale),
            titles=TITLES,
            policy=self.policy,
            depth=self.account.depth or "standard",
        )


def _guarded(delivery: _Delivery, renderer: Renderer, out: Path) -> Result:
    """Deliver one pack; whatever goes wrong is this account's failure, and the pack that stood there stays."""
    failed = Result(delivery.account.id, delivery.account.name, delivery.review.span.name, "failed")
    try:
        return _deliver(delivery, renderer, out)
    except ReviewgenError as error:
        return replace(failed, issues=error.issues)
    except Exception as error:  # one account's surprise must not cost the others their packs
        problem = f"stopped on an error of our own: {type(error).__name__}: {error}"
        issue = Issue(code="internal", problem=problem, hint="please report this, with the traceback in run.json")
        return replace(failed, issues=(issue,), traceback=traceback.format_exc())


def _deliver(delivery: _Delivery, renderer: Renderer, out: Path) -> Result:
    pack = assemble(inputs := delivery.inputs())
    explanations = _explained(delivery, pack)
    pages = renderer.pack(pack, delivery.job.logos[delivery.account.id], explanations)
    files = _data(delivery, explanations)
    printed = _print(delivery, pack, pages, files) if "pdf" in delivery.formats else None
    if "html" in delivery.formats:
        files["pack.html"] = pages.screen.encode("utf-8")
    if printed:
        files["pack.pdf"] = printed.data
    files["manifest.json"] = datafiles.manifest(_provenance(delivery, inputs, pack, printed), files)
    folder = out / delivery.review.span.name / outputs.slug(delivery.account.id)
    outputs.write_pack(folder, files)
    return Result(
        delivery.account.id,
        delivery.account.name,
        delivery.review.span.name,
        "built",
        folder,
        tuple(sorted(files)),
        printed.engine if printed else "",
        printed.note if printed else "",
        delivery.issues,
    )


def _explained(delivery: _Delivery, pack: Pack) -> dict[Key, Explanation]:
    """The explanations of the figures that a pack words, and of those of the period that it draws."""
    drawn = [figure for figure in figures_drawn(pack) if figure.period == delivery.figures.period]
    return explain(delivery.computed, delivery.account.id, (*figures_shown(pack), *drawn))


def _data(delivery: _Delivery, explanations: Mapping[Key, Explanation]) -> dict[str, bytes]:
    """Figures, the rows behind them, and the records that concern the period."""
    evidence = delivery.evidence
    records = {name: getattr(evidence, name) for name in RECORDS if name != "tickets"}
    return {
        "figures.json": datafiles.figures_json(delivery.figures),
        "data/rows.csv": datafiles.rows_csv(explanations.values()),
        "data/tickets.csv": datafiles.tickets_csv(evidence.tickets),
        "data/clocks.csv": datafiles.clocks_csv(evidence.tickets),
    } | {f"data/{name}.csv": datafiles.records_csv(name, found) for name, found in records.items() if found}


def _print(delivery: _Delivery, pack: Pack, pages: Pages, files: Mapping[str, bytes]) -> pdf.Rendered:
    attachments = tuple(
        pdf.Attachment(name.removeprefix("data/"), files[name], kind, about) for name, (kind, about) in ATTACHED.items()
    )
    document = pdf.Document(
        html=pages.paper,
        assets=pages.assets,
        title=f"{pack.account}: operations review, {pack.period}",
        author=pack.provider,
        language=pack.language,
        created=delivery.job.as_of,
        attachments=attachments,
    )
    return pdf.render(document, delivery.profile)


def _provenance(delivery: _Delivery, inputs: Inputs, pack: Pack, printed: pdf.Rendered | None) -> dict[str, Any]:
    concerns = [inputs.words.say(finding.title) for finding in inputs.findings if finding.kind == "concern"]
    return {
        "account": {
            "id": delivery.account.id,
            "name": delivery.account.name,
            "importance": delivery.account.importance,
        },
        "period": delivery.review.span.name,
        "as_of": delivery.job.as_of.isoformat(),
        "verdict": {"word": pack.verdict, "tone": pack.tone, "concern": concerns[0] if concerns else ""},
        "profile": delivery.profile,
        "engine": printed.engine if printed else None,
        "engine_note": printed.note if printed else "",
        "versions": {"reviewgen": __version__, "python": platform.python_version()} | _versions(),
        "configuration_sha256": _configuration_digest(delivery),
        "inputs": [
            {"table": one.table, "file": one.file, "rows": one.rows, "sha256": one.sha256}
            for one in delivery.evidence.inputs
        ],
        "issues": [str(issue.without_place()) for issue in delivery.issues],
    }


@cache
def _versions() -> dict[str, str]:
    return {name: version(name) for name in SHAPING}


def _configuration_digest(delivery: _Delivery) -> str:
    """A digest of what people wrote that shapes this pack: the account, its policy and calendars, the provider.

    Mappings shape rows, and the digests of the rows stand under `inputs`.
    """
    project, policy = delivery.job.setup.project, delivery.policy
    calendars = [project.calendars[name] for name in sorted(_calendars(delivery)) if name in project.calendars]
    parts = [delivery.account, project.provider, *([policy] if policy else []), *calendars]
    return hashlib.sha256("\n".join(part.model_dump_json() for part in parts).encode("utf-8")).hexdigest()


def _calendars(delivery: _Delivery) -> set[str]:
    """The names of the calendars that an account's promises are reckoned by."""
    versions = delivery.policy.versions if delivery.policy else ()
    targets = [target.calendar for version in versions for target in version.targets if target.calendar]
    services = [service.calendar for service in delivery.account.availability]
    return {*(version.calendar for version in versions), *targets, *services}


def _failure(job: Job, name: str, issues: tuple[Issue, ...]) -> Result:
    account = next((one for one in job.setup.accounts if one.id == name), None)
    span = span_of(account or job.setup.project.defaults, job.span, job.as_of)
    return Result(name, account.name if account else name, span.name, "failed", issues=issues)
