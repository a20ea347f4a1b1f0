"""One account's delivery: its pack, the brief beside it, and every file of both."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import PurePath
from typing import Any
from zoneinfo import ZoneInfo

from reviewgen import __version__, datafiles, outputs, pdf, proof, redaction
from reviewgen.agreements import Policy
from reviewgen.brief import brief
from reviewgen.config import Account, Backstage, Outputs
from reviewgen.cut import RECORDS, Beyond, Places
from reviewgen.depth import Tailored
from reviewgen.errors import Issue
from reviewgen.findings import Case, detect
from reviewgen.findings.promises import is_open
from reviewgen.gather import Job, Request
from reviewgen.html import Pages, Renderer
from reviewgen.languages import N_
from reviewgen.metrics import Computed, Figures, Review
from reviewgen.model import (
    Audience,
    Brand,
    Explanation,
    Figure,
    FigureKey,
    Finding,
    Issued,
    Profile,
    Promised,
    Raised,
    Remark,
    Sentence,
)
from reviewgen.narrative import told
from reviewgen.outputs import INTERNAL, Place
from reviewgen.pack import Pack, assemble, figures_drawn, figures_shown
from reviewgen.portfolio import entry
from reviewgen.program import versions
from reviewgen.provenance import explain
from reviewgen.readiness import Gap, readiness, seen
from reviewgen.records import Evidence
from reviewgen.results import Result, Stopwatch
from reviewgen.sections import TITLES, Inputs
from reviewgen.wording import Wording
from reviewgen.workbook import workbook

ATTACHED = {
    "figures.json": ("application/json", N_("Every figure of the pack")),
    "data/tickets.csv": ("text/csv", N_("The tickets that concern the period")),
    "data/clocks.csv": ("text/csv", N_("Both clocks of each of these tickets")),
    "data/rows.csv": ("text/csv", N_("The rows behind each figure")),
}
_wording = cache(Wording)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one account's pack is made from."""

    job: Job
    review: Review
    computed: Computed
    evidence: Evidence
    request: Request
    places: Places
    beyond: tuple[Beyond, ...] = ()
    watch: Stopwatch = field(default_factory=Stopwatch)

    @property
    def account(self) -> Account:
        """The account, with what is for us only."""
        return self.review.account

    @property
    def figures(self) -> Figures:
        """Its figures."""
        return self.computed.figures[self.account.id]

    @property
    def settings(self) -> Outputs:
        """What the project says of outputs."""
        return self.job.setup.project.outputs

    @property
    def profile(self) -> Profile:
        """The kind of PDF: as asked for, as the account says, as the project says."""
        return self.request.profile or self.account.profile or self.settings.profile

    @property
    def formats(self) -> tuple[str, ...]:
        """Some of html, pdf and xlsx."""
        return self.request.formats or self.settings.formats

    @property
    def issues(self) -> tuple[Issue, ...]:
        """What is odd about its data."""
        return self.job.tables.issues_of(self.account.id)

    @property
    def brand(self) -> Brand:
        """The look of its pages."""
        return self.job.brands[self.account.id]

    @property
    def policy(self) -> Policy | None:
        """The policy that it follows, if any."""
        return self.job.setup.policies.get(self.account.policy or "")

    @property
    def last(self) -> Issued | None:
        """What the last issued pack told."""
        return self.job.issued.get(self.account.id)

    @property
    def audiences(self) -> tuple[Audience, ...]:
        """For whom something is made."""
        return self.request.audiences or ("customer", "internal")

    def case(self) -> Case:
        """The account as detectors see it."""
        period = self.review.span.within(ZoneInfo(self.account.zone))
        return Case(self.account, period, self.job.as_of, self.figures, self.evidence, self.last)

    @property
    def is_issued(self) -> bool:
        """Whether a pack of this period was issued."""
        return self.account.id in self.job.frozen

    @property
    def tailored(self) -> Tailored:
        """Its depth and cadence with the reasons."""
        return self.job.tailored[self.account.id]

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """All that is for us only, of the account's file and of its rows."""
        return (*self.job.setup.remarks.get(self.account.id, ()), *self.job.tables.remarks_of(self.account.id))

    def inputs(self, case: Case, found: Sequence[Finding]) -> Inputs:
        """What the customer's pack is made from: nothing that is for us only."""
        return Inputs(
            account=self.account,
            provider=self.job.setup.project.provider,
            period=case.period,
            as_of=self.job.as_of.astimezone(ZoneInfo(self.account.zone)),
            figures=self.figures,
            evidence=self.evidence,
            findings=tuple(one for one in found if not one.internal and one.kind != "question"),
            issues=tuple(one.for_customer() for one in self.issues),
            words=_wording(self.account.locale),
            titles=TITLES,
            policy=self.policy,
            depth=self.account.depth or "standard",
            last=self.last,
            status=self.request.status,
        )


def deliver(delivery: Delivery, renderer: Renderer, place: Place) -> Result:
    """Make and write what one account gets; raises a ReviewgenError where that cannot be done, and writes nothing."""
    watch = delivery.watch
    with watch.stage("sections"):
        case = delivery.case()
        found = detect(case)
        pack = assemble(delivery.inputs(case, found))
        gaps = readiness(seen(delivery.job, case, pack, found, delivery.places, delivery.beyond))
    files, printed = _customer(delivery, pack, renderer) if "customer" in delivery.audiences else ({}, None)
    inner = _internal(delivery, pack, found, gaps, renderer) if "internal" in delivery.audiences else {}
    folder = f"{delivery.review.span.name}/{outputs.slug(delivery.account.id)}"
    every = files | {f"{INTERNAL}/{name}": data for name, data in inner.items()}
    with watch.stage("write"):
        if files:
            place.write_pack(folder, every, ours=every.keys() - files.keys())
        else:
            place.write_pack(f"{folder}/{INTERNAL}", inner)
    with watch.stage("sections"):
        told = entry(pack, delivery.account, delivery.tailored, gaps, _house_words(delivery), issued=delivery.is_issued)
    return Result(
        delivery.account.id,
        delivery.account.name,
        delivery.review.span.name,
        "built",
        place.label(folder),
        {name: len(every[name]) for name in sorted(every)},
        printed.engine if printed else "",
        printed.note if printed else "",
        delivery.issues,
        entry=told,
        beyond=printed.beyond if printed else "",
        tells_rows=bool(inner) and (any(gap.row for gap in gaps) or any(remark.row for remark in delivery.remarks)),
        seconds=watch.seconds,
    )


def _customer(delivery: Delivery, pack: Pack, renderer: Renderer) -> tuple[dict[str, bytes], pdf.Rendered | None]:
    """Every file of the customer's pack, the manifest over them included."""
    watch, inputs = delivery.watch, pack.inputs
    with watch.stage("sections"):
        sentences = told(inputs.case, inputs.findings, list(inputs.titles))
        behind = _explained(delivery, pack, sentences)
        proof.prove(sentences, behind, inputs.words)
        proof.prove_figures(behind.values())
        explanations = {figure.key: behind[figure.key] for figure in _opened(pack)}
    with watch.stage("HTML"):
        pages = renderer.pack(pack, delivery.brand, explanations)
    with watch.stage("data"):
        files = _data(delivery, explanations) | {"record.json": _record(pack)}
    with watch.stage("PDF"):
        printed = _print(delivery, pack, pages, files) if "pdf" in delivery.formats else None
    if "html" in delivery.formats:
        files["pack.html"] = pages.screen.encode("utf-8")
    if printed:
        files["pack.pdf"] = printed.data
    if "xlsx" in delivery.formats:
        with watch.stage("data"):
            files["pack.xlsx"] = workbook(pack, delivery.brand)
    with watch.stage("data"):
        files["manifest.json"] = datafiles.manifest(_provenance(delivery, pack, printed), files)
    return files, printed


def _internal(
    delivery: Delivery, pack: Pack, found: Sequence[Finding], gaps: Sequence[Gap], renderer: Renderer
) -> dict[str, bytes]:
    """The internal brief; its folder is no part of what the customer gets."""
    backstage = delivery.job.setup.backstage.get(delivery.account.id, Backstage())
    watch = delivery.watch
    with watch.stage("sections"):
        page = brief(pack, backstage, found, gaps, delivery.remarks, delivery.tailored)
    with watch.stage("HTML"):
        pages = renderer.brief(page, delivery.brand)
    files = {"remarks.csv": datafiles.remarks_csv(delivery.remarks)}
    if "html" in delivery.formats:
        files["brief.html"] = pages.screen.encode("utf-8")
    if "pdf" in delivery.formats:
        document = _document(delivery, pack, pages, _title(pack, N_("{account}: internal brief, {period}")))
        house = delivery.job.passwords.house
        document = replace(document, password=house.text) if house else document
        with watch.stage("PDF"):
            files["brief.pdf"] = pdf.render(document, "standard").data
    return files


def _explained(delivery: Delivery, pack: Pack, sentences: Sequence[Sentence]) -> dict[FigureKey, Explanation]:
    """The explanations of what opens in a pack, and of whatever else its sentences quote."""
    figures = {figure.key: figure for figure in _opened(pack)}
    for figure in proof.quoted(sentences):
        figures.setdefault(figure.key, figure)
    return explain(delivery.computed, delivery.account.id, figures.values())


def _opened(pack: Pack) -> tuple[Figure, ...]:
    """The figures that a pack words, and those of the period that it draws."""
    period = pack.inputs.figures.period
    return (*figures_shown(pack), *(figure for figure in figures_drawn(pack) if figure.period == period))


def _data(delivery: Delivery, explanations: Mapping[FigureKey, Explanation]) -> dict[str, bytes]:
    """Figures, the rows behind them, and the records that concern the period."""
    evidence = delivery.evidence
    records = {name: getattr(evidence, name) for name in RECORDS if name != "tickets"}
    return {
        "figures.json": datafiles.figures_json(delivery.figures),
        "data/rows.csv": datafiles.rows_csv(explanations.values()),
        "data/tickets.csv": datafiles.tickets_csv(evidence.tickets),
        "data/clocks.csv": datafiles.clocks_csv(evidence.tickets),
    } | {f"data/{name}.csv": datafiles.records_csv(name, found) for name, found in records.items() if found}


def _record(pack: Pack) -> bytes:
    """What the pack tells: its concerns, and the promises that are open."""
    inputs = pack.inputs
    case, words = inputs.case, inputs.words
    told = {
        "account": inputs.account.id,
        "period": inputs.figures.period,
        "as_of": inputs.as_of.isoformat(),
        "verdict": pack.verdict,
    }
    concerns = (
        Raised(one.key, one.subject, words.say(one.title), one.section)
        for one in inputs.findings
        if one.kind == "concern"
    )
    promises = (
        Promised(one.id, one.title, one.side, one.owner, one.now_due_on)
        for one in inputs.evidence.actions
        if is_open(one, case)
    )
    return datafiles.record_json(told, concerns, promises)


def _house_words(delivery: Delivery) -> Wording:
    """What is said to us over all accounts, whichever language a pack speaks."""
    return _wording(delivery.job.setup.project.defaults.locale)


def _title(pack: Pack, text: str) -> str:
    """What a PDF is called, as its page is."""
    return pack.inputs.words.gettext(text, account=pack.account, period=pack.period)


def _print(delivery: Delivery, pack: Pack, pages: Pages, files: Mapping[str, bytes]) -> pdf.Rendered:
    attachments = tuple(
        pdf.Attachment(name.removeprefix("data/"), files[name], kind, pack.inputs.words.gettext(about))
        for name, (kind, about) in ATTACHED.items()
    )
    document = _document(delivery, pack, pages, _title(pack, N_("{account}: operations review, {period}")))
    password = delivery.job.passwords.of.get(delivery.account.id)
    asked = replace(document, attachments=attachments, password=password.text if password else "")
    rendered = pdf.render(asked, delivery.profile)
    return replace(rendered, beyond=pages.beyond)


def _document(delivery: Delivery, pack: Pack, pages: Pages, title: str) -> pdf.Document:
    return pdf.Document(
        html=pages.paper,
        assets=pages.assets,
        title=title,
        author=pack.provider,
        language=pack.language,
        created=delivery.job.as_of,
        subject=pack.prepared,
    )


def _provenance(delivery: Delivery, pack: Pack, printed: pdf.Rendered | None) -> dict[str, Any]:
    inputs = pack.inputs
    concerns = [inputs.words.say(finding.title) for finding in inputs.findings if finding.kind == "concern"]
    redact = redaction.rule(delivery.account) or str
    return {
        "account": {
            "id": delivery.account.id,
            "name": delivery.account.name,
        },
        "period": delivery.review.span.name,
        "as_of": delivery.job.as_of.isoformat(),
        "verdict": {"word": pack.verdict, "tone": pack.tone, "concern": concerns[0] if concerns else ""},
        "profile": delivery.profile,
        "engine": printed.engine if printed else None,
        "engine_note": printed.note if printed else "",
        "versions": {"reviewgen": __version__, "python": platform.python_version()} | versions(),
        "depth": inputs.depth,
        "status": inputs.status,
        "configuration_sha256": _configuration_digest(delivery, inputs.account),
        "templates": own_templates(delivery.job),
        "inputs": [
            {"table": one.table, "file": redact(_told(one.file)), "rows": one.rows, "sha256": one.sha256}
            for one in delivery.evidence.inputs
        ],
        "issues": [str(issue.for_customer()) for issue in delivery.issues],
    }


@lru_cache(1_024)
def _told(file: str) -> str:
    """A file as the customer may know it: of one outside the project its name alone, of a database not where it is."""
    path = PurePath(file)
    return path.name if path.is_absolute() or "://" in file else file


def _configuration_digest(delivery: Delivery, account: Account) -> str:
    """A digest of what people made that shapes this pack: account, policy, calendars, provider, logos and templates.

    Mappings shape rows, and the digests of the rows stand under `inputs`.
    """
    project, policy = delivery.job.setup.project, delivery.policy
    calendars = [project.calendars[name] for name in sorted(_calendars(delivery)) if name in project.calendars]
    parts = [account, project.provider, *([policy] if policy else []), *calendars]
    logos = (logo.data for logo in (delivery.brand.provider, delivery.brand.customer) if logo)
    made = [part.model_dump_json() for part in parts]
    made += [hashlib.sha256(logo).hexdigest() for logo in logos]
    made += [json.dumps(one) for one in own_templates(delivery.job)]
    return hashlib.sha256("\n".join(made).encode("utf-8")).hexdigest()


def own_templates(job: Job) -> list[dict[str, str]]:
    """The project's own templates and style sheets: a pack may look otherwise by them."""
    return [{"file": name, "sha256": digest} for name, digest in sorted(job.own.files.items())]


def _calendars(delivery: Delivery) -> set[str]:
    """The names of the calendars that an account's promises are reckoned by."""
    versions = delivery.policy.versions if delivery.policy else ()
    targets = [target.calendar for version in versions for target in version.targets if target.calendar]
    services = [service.calendar for service in delivery.account.availability]
    return {*(version.calendar for version in versions), *targets, *services}
