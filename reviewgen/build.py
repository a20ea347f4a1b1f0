"""The job from end to end: gather everything, then compute, then deliver each account's pack."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from reviewgen import __version__, branding, datafiles, outputs, pdf, periods, project, resources, tables
from reviewgen.config import Account, Defaults, Outputs
from reviewgen.cut import cut
from reviewgen.errors import ConfigError, InputError, Issue, ReviewgenError, did_you_mean
from reviewgen.findings import Case, detect
from reviewgen.html import Pages, Renderer
from reviewgen.metrics import BY_ID, Figures, Review, compute, shard_of
from reviewgen.model import Evidence, Logo, Profile
from reviewgen.pack import Pack, assemble
from reviewgen.project import PROJECT_FILE, Setup
from reviewgen.sections import Inputs
from reviewgen.tables import Tables
from reviewgen.wording import Wording


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for; what is None or empty comes from the project. `now` is the only clock."""

    folder: Path
    now: datetime
    environment: Mapping[str, str]
    period: str | None = None
    as_of: str | None = None
    accounts: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    profile: Profile | None = None
    out: Path | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """All that was read and checked: what can be computed, and the accounts that cannot, with the reasons."""

    setup: Setup
    tables: Tables
    reviews: tuple[Review, ...]
    as_of: datetime
    logos: Mapping[str, Logo | None]
    failed: Mapping[str, tuple[Issue, ...]]

    @property
    def notices(self) -> tuple[Issue, ...]:
        """Warnings that concern no account alone."""
        return tuple(issue for issue in self.tables.issues if issue.account is None)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one account."""

    account: str
    name: str
    period: str
    state: Literal["built", "failed"]
    folder: Path | None = None
    files: tuple[str, ...] = ()
    engine: str = ""
    note: str = ""
    issues: tuple[Issue, ...] = ()


def gather(request: Request) -> Job:
    """Read and check everything. Raises ConfigError or InputError with all issues where nothing can be built."""
    setup = project.load(request.folder)
    zone = ZoneInfo(setup.project.defaults.zone)
    stated = request.as_of or setup.project.as_of
    as_of = periods.instant(stated, zone) if stated else request.now.astimezone(zone)
    span = periods.parse(request.period) if request.period else None
    found = tables.load(setup, request.environment)
    accounts, failed = _accounts(setup, found)
    _refuse_fatal(setup, found, failed)
    chosen = _chosen(request.accounts, accounts, failed)
    logos, unusable = _logos(setup, chosen)
    failed = {name: issues for name, issues in (failed | unusable).items() if _wanted(name, request.accounts)}
    reviews = tuple(_review(account, span, as_of) for account in chosen if account.id not in failed)
    return Job(setup, found, reviews, as_of, logos, failed)


def figures(job: Job) -> dict[str, Figures]:
    """The figures of every account of a job, by id."""
    return compute(shard_of(job.tables, job.reviews, job.as_of), job.reviews, job.as_of)


def build(job: Job, request: Request) -> Iterator[Result]:
    """Deliver pack after pack, then the index of each period. An account that fails costs nobody else's pack."""
    out = request.out or request.folder / job.setup.project.outputs.folder
    outputs.probe(out)
    shard = shard_of(job.tables, job.reviews, job.as_of)
    found, evidence = compute(shard, job.reviews, job.as_of), cut(shard)
    renderer = Renderer(resources.templates())
    results = [_failure(job, name, issues) for name, issues in sorted(job.failed.items())]
    yield from results
    for folder in sorted({out / review.span.name for review in job.reviews}):
        outputs.recover(folder)
    for review in job.reviews:
        delivery = _Delivery(job, review, found[review.account.id], evidence[review.account.id], request)
        result = _guarded(delivery, renderer, out)
        results.append(result)
        yield result
    for period in sorted({result.period for result in results}):
        _write_index(job, period, [result for result in results if result.period == period], renderer, out)


def _accounts(setup: Setup, found: Tables) -> tuple[tuple[Account, ...], dict[str, tuple[Issue, ...]]]:
    """All accounts, those discovered in the data included, and the issues of those that cannot be built."""
    accounts = list(setup.accounts)
    failed: dict[str, tuple[Issue, ...]] = {broken.id or broken.file: broken.issues for broken in setup.broken}
    if setup.project.accounts.discover:
        known = {account.id for account in accounts} | set(failed)
        accounts += [project.discovered(name, setup.project.defaults) for name in found.accounts() if name not in known]
    failed |= _twins(accounts)
    for account in accounts:
        errors = [issue for issue in found.issues if issue.account == account.id and issue.severity == "error"]
        errors += _unknown_targets(setup, account)
        if errors:
            failed[account.id] = (*failed.get(account.id, ()), *errors)
    return tuple(sorted(accounts, key=lambda account: account.id)), failed


def _twins(accounts: Sequence[Account]) -> dict[str, tuple[Issue, ...]]:
    """Accounts whose ids people would take for the same one: neither is built, for rows may be in the wrong one."""
    groups: dict[str, list[str]] = {}
    for account in accounts:
        groups.setdefault(project.comparable(account.id), []).append(account.id)
    return {
        name: (
            Issue(
                code="account.twin",
                column="account",
                value=name,
                account=name,
                problem=f"differs from {' and '.join(repr(other) for other in group if other != name)} "
                "in case or blanks only",
                hint="write the account alike in all rows, or translate it with values: in the mapping",
            ),
        )
        for group in groups.values()
        for name in group
        if len(group) > 1
    }


def _unknown_targets(setup: Setup, account: Account) -> list[Issue]:
    return [
        setup.issue(
            account,
            ("targets", "figures", place, "metric"),
            code="target.metric",
            column=f"targets.figures.{place}.metric",
            value=target.metric,
            problem="is not a metric",
            hint=did_you_mean(target.metric, list(BY_ID)),
        )
        for place, target in enumerate(account.targets.figures)
        if target.metric not in BY_ID
    ]


def _refuse_fatal(setup: Setup, found: Tables, failed: Mapping[str, tuple[Issue, ...]]) -> None:
    """Stop where an error concerns no account alone, or where it is not known whose file is broken."""
    fatal = [issue for issue in found.issues if issue.account is None and issue.severity == "error"]
    nameless = [broken for broken in setup.broken if broken.id is None and setup.project.accounts.discover]
    fatal += [issue for broken in nameless for issue in broken.issues]
    lost = {name: rows for name, rows in tables.unaccounted(found).items() if rows}
    if fatal:
        raise InputError([*fatal, *(issue for issues in failed.values() for issue in issues if issue not in fatal)])
    if lost:
        raise InputError(
            [
                Issue(
                    code="rows.lost",
                    problem=f"{rows:,} rows of {name} were read and not accounted for",
                    hint="please report this",
                )
                for name, rows in lost.items()
            ]
        )


def _chosen(
    wanted: Sequence[str], accounts: Sequence[Account], failed: Mapping[str, tuple[Issue, ...]]
) -> tuple[Account, ...]:
    """The accounts asked for, or all; raises ConfigError for one that is unknown, or where there is none at all."""
    known = [*(account.id for account in accounts), *failed]
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise ConfigError(
            [
                Issue(
                    code="account.unknown",
                    value=name,
                    problem="is not an account",
                    hint=did_you_mean(name, known),
                )
                for name in unknown
            ]
        )
    if not known:
        raise ConfigError(
            [
                Issue(
                    code="account.none",
                    file=PROJECT_FILE,
                    problem="no account is known",
                    hint="write a file for each under accounts/, or set accounts: discover: true",
                )
            ]
        )
    return tuple(account for account in accounts if _wanted(account.id, wanted))


def _wanted(name: str, wanted: Sequence[str]) -> bool:
    return not wanted or name in wanted


def _logos(setup: Setup, accounts: Sequence[Account]) -> tuple[dict[str, Logo | None], dict[str, tuple[Issue, ...]]]:
    logos: dict[str, Logo | None] = {}
    failed: dict[str, tuple[Issue, ...]] = {}
    for account in accounts:
        try:
            logos[account.id] = branding.load_logo(setup, account)
        except ConfigError as error:
            failed[account.id] = error.issues
    return logos, failed


def _review(account: Account, span: periods.Span | None, as_of: datetime) -> Review:
    return Review(account, span or periods.last_complete(account.cadence, as_of.astimezone(ZoneInfo(account.zone))))


@dataclass(frozen=True, slots=True)
class _Delivery:
    """What one account's pack is made from."""

    job: Job
    review: Review
    figures: Figures
    evidence: Evidence
    request: Request

    @property
    def account(self) -> Account:
        return self.review.account

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
        return tuple(issue for issue in self.job.tables.issues if issue.account == self.account.id)

    def inputs(self) -> Inputs:
        zone = ZoneInfo(self.account.zone)
        period = self.review.span.within(zone)
        case = Case(self.account, period, self.figures, self.evidence)
        return Inputs(
            account=self.account,
            provider=self.job.setup.project.provider,
            period=period,
            as_of=self.job.as_of.astimezone(zone),
            figures=self.figures,
            evidence=self.evidence,
            findings=detect(case),
            issues=self.issues,
            words=Wording(self.account.locale),
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
        return replace(failed, issues=(Issue(code="internal", problem=problem, hint="please report this"),))


def _deliver(delivery: _Delivery, renderer: Renderer, out: Path) -> Result:
    pack = assemble(inputs := delivery.inputs())
    pages = renderer.pack(pack, delivery.job.logos[delivery.account.id])
    files: dict[str, bytes] = {
        "figures.json": datafiles.figures_json(delivery.figures),
        "data/tickets.csv": datafiles.tickets_csv(delivery.evidence.tickets),
    }
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


def _print(delivery: _Delivery, pack: Pack, pages: Pages, files: Mapping[str, bytes]) -> pdf.Rendered:
    attachments = (
        pdf.Attachment("figures.json", files["figures.json"], "application/json", "Every figure of the pack"),
        pdf.Attachment("tickets.csv", files["data/tickets.csv"], "text/csv", "The tickets that concern the period"),
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
        "account": {"id": delivery.account.id, "name": delivery.account.name},
        "period": delivery.review.span.name,
        "as_of": delivery.job.as_of.isoformat(),
        "verdict": {"word": pack.verdict, "tone": pack.tone, "concern": concerns[0] if concerns else ""},
        "profile": delivery.profile,
        "engine": printed.engine if printed else None,
        "engine_note": printed.note if printed else "",
        "versions": {name: version(name) for name in ("pandas", "jinja2")}
        | {"reviewgen": __version__, "python": platform.python_version()},
        "configuration_sha256": _configuration_digest(delivery),
        "inputs": [
            {"table": one.table, "file": one.file, "rows": one.rows, "sha256": one.sha256}
            for one in delivery.evidence.inputs
        ],
        "issues": [str(issue) for issue in delivery.issues],
    }


def _configuration_digest(delivery: _Delivery) -> str:
    """A digest of what people wrote that shapes this pack: its account, the provider, the mappings of the sources."""
    setup = delivery.job.setup.project
    parts = [delivery.account.model_dump_json(), setup.provider.model_dump_json()]
    parts += [source.model_dump_json() for source in setup.sources]
    return hashlib.sha256("\n".join(parts).encode("utf-8")).hexdigest()


def _failure(job: Job, name: str, issues: tuple[Issue, ...]) -> Result:
    known = {account.id: account for account in job.setup.accounts}
    account = known.get(name)
    defaults: Defaults = account or job.setup.project.defaults
    span = job.reviews[0].span if job.reviews else periods.last_complete(defaults.cadence, job.as_of)
    return Result(name, account.name if account else name, span.name, "failed", issues=issues)


@dataclass(frozen=True, slots=True)
class Link:
    """A file of a pack, relative to the index."""

    label: str
    target: str


@dataclass(frozen=True, slots=True)
class Row:
    """One account of the index."""

    id: str
    name: str
    verdict: str
    tone: str
    concern: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """All accounts of a period on one page."""

    provider: str
    period: str
    as_of: str
    summary: str
    rows: tuple[Row, ...]


def _write_index(job: Job, period: str, results: Sequence[Result], renderer: Renderer, out: Path) -> None:
    """The page over all packs of the period that stand there, those of earlier runs included, and run.json."""
    manifests = {one["account"]["id"]: one for one in outputs.read_manifests(out / period)}
    failed = {result.account: result for result in results if result.state == "failed"}
    rows = [_index_row(manifests.get(name), failed.get(name), name) for name in sorted({*manifests, *failed})]
    words = Wording(job.setup.project.defaults.locale)
    delivered = sum(1 for name in manifests if name not in failed)
    missing = f", {len(failed)} failed in the last run" if failed else ""
    page = Index(
        provider=job.setup.project.provider.name,
        period=words.period(period),
        as_of=f"data as of {words.minute(job.as_of)}",
        summary=f"{delivered} {'pack' if delivered == 1 else 'packs'}{missing}.",
        rows=tuple(rows),
    )
    outputs.write_file(out / period / "index.html", renderer.index(page).encode("utf-8"))
    outputs.write_file(out / period / "run.json", datafiles.as_json(_run(job, results)))


def _index_row(manifest: Mapping[str, Any] | None, failed: Result | None, name: str) -> Row:
    links = _links(manifest, name) if manifest else ()
    if failed:
        reason = str(failed.issues[0]) if failed.issues else ""
        return Row(
            name,
            failed.name,
            "Failed; the earlier pack stands" if links else "Failed",
            "missed",
            reason,
            links,
        )
    assert manifest is not None
    verdict = manifest["verdict"]
    return Row(name, manifest["account"]["name"], verdict["word"], verdict["tone"], verdict["concern"], links)


def _links(manifest: Mapping[str, Any], name: str) -> tuple[Link, ...]:
    written = {one["file"] for one in manifest["outputs"]}
    folder = outputs.slug(name)
    return tuple(
        Link(label, f"{folder}/{file}")
        for label, file in (("HTML", "pack.html"), ("PDF", "pack.pdf"))
        if file in written
    )


def _run(job: Job, results: Sequence[Result]) -> dict[str, Any]:
    ledger = job.tables.of(
        [account.id for account in job.setup.accounts] + [one.account.id for one in job.reviews]
    ).ledger
    totals = ledger.groupby(["table", "outcome"])["rows"].sum()
    return {
        "as_of": job.as_of.isoformat(),
        "inputs": [
            {"table": one.table, "file": one.file, "sha256": one.sha256, "rows": one.rows} for one in job.tables.files
        ],
        "rows": {
            name: {str(outcome): int(rows) for outcome, rows in totals[name].items()}
            for name in totals.index.get_level_values("table").unique()
        },
        "accounts": [
            {
                "id": one.account,
                "state": one.state,
                "folder": one.folder.name if one.folder else None,
                "engine": one.engine,
                "note": one.note,
                "issues": [str(issue) for issue in one.issues],
            }
            for one in sorted(results, key=lambda one: one.account)
        ],
        "notices": [str(issue) for issue in job.notices],
    }
