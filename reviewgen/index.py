"""The index over all packs of a period, and the record of the run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reviewgen import datafiles, outputs
from reviewgen.gather import Job
from reviewgen.html import Renderer
from reviewgen.languages import N_
from reviewgen.outputs import Manifest, Place
from reviewgen.records import BY_NAME
from reviewgen.results import Result
from reviewgen.wording import Wording

OUTCOMES = {
    "kept": N_("{n} kept"),
    "superseded": N_("{n} merged into another row of their record"),
    "duplicate": N_("{n} repeated"),
    "internal": N_("{n} for us only"),
    "other_accounts": N_("{n} of other accounts"),
    "no_account": N_("{n} of no account"),
    "left_out": N_("{n} left out by the mapping"),
}
ENGLISH = Wording("en_GB")  # what the terminal speaks


@dataclass(frozen=True, slots=True)
class Link:
    """A file of a pack, relative to the index."""

    label: str
    target: str


@dataclass(frozen=True, slots=True)
class Row:
    """One account of the index; `about` is its id."""

    about: str
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
    conservation: tuple[str, ...]
    words: Wording


def write(
    job: Job,
    period: str,
    results: Sequence[Result],
    standing: Mapping[str, Manifest],
    renderer: Renderer,
    place: Place,
) -> None:
    """The page over all packs of the period that stand there, those of earlier runs included, and run.json."""
    failed = {result.account: result for result in results if result.state == "failed"}
    words = Wording(job.setup.project.defaults.locale)
    delivered = sum(1 for name in standing if name not in failed)
    page = Index(
        provider=job.setup.project.provider.name,
        period=words.period(period),
        as_of=words.gettext("data as of {instant}", instant=words.as_of(job.as_of)),
        summary=_summary(delivered, len(failed), words),
        rows=tuple(_row(standing.get(name), failed.get(name), words) for name in sorted({*standing, *failed})),
        conservation=conservation(job, words),
        words=words,
    )
    place.write_file(f"{period}/index.html", renderer.index(page, job.house).encode("utf-8"))
    place.write_file(f"{period}/run.json", datafiles.as_json(_run(job, results)))


def _summary(delivered: int, failed: int, words: Wording) -> str:
    packs = words.ngettext("{n} pack", "{n} packs", delivered, n=words.number(delivered))
    if not failed:
        return f"{packs}."
    return words.gettext("{packs}, {n} failed in the last run.", packs=packs, n=words.number(failed))


def _row(pack: Manifest | None, failed: Result | None, words: Wording) -> Row:
    links = tuple(Link(kind, target) for kind, target in pack.links()) if pack else ()
    if failed:
        reason = str(failed.issues[0]) if failed.issues else ""
        verdict = words.gettext("Failed; the earlier pack stands") if links else words.gettext("Failed")
        return Row(failed.account, failed.name, verdict, "missed", reason, links)
    assert pack is not None
    return Row(pack.account, pack.name, words.gettext(pack.verdict), pack.tone, pack.concern, links)


def conservation(job: Job, words: Wording = ENGLISH) -> tuple[str, ...]:
    """What became of the rows that were read, a sentence for each table that adds up."""
    return tuple(
        words.gettext(
            "{table}: {n} read = {outcomes}",
            table=words.gettext(BY_NAME[table].title),
            n=words.number(sum(outcomes.values())),
            outcomes=" + ".join(words.gettext(OUTCOMES[name], n=words.number(n)) for name, n in outcomes.items()),
        )
        for table, outcomes in _outcomes(job).items()
    )


def _outcomes(job: Job) -> dict[str, dict[str, int]]:
    """Rows by table and outcome, of the accounts of this job and of all others. Whose the rows are that were left out,
    nobody read.
    """
    reviewed = [review.account.id for review in job.reviews]
    ledger = job.tables.of([*reviewed, *job.failed]).ledger
    totals: dict[str, dict[str, int]] = {file.table: {"kept": 0} for file in job.tables.files}
    for file in job.tables.files:
        if file.passed:
            totals[file.table]["left_out"] = totals[file.table].get("left_out", 0) + file.passed
    for table, outcome, rows in ledger[["table", "outcome", "rows"]].itertuples(index=False, name=None):
        outcomes = totals.setdefault(str(table), {})
        outcomes[str(outcome)] = outcomes.get(str(outcome), 0) + int(rows)
    return {
        table: {outcome: rows[outcome] for outcome in OUTCOMES if outcome in rows} for table, rows in totals.items()
    }


def _run(job: Job, results: Sequence[Result]) -> dict[str, Any]:
    return {
        "as_of": job.as_of.isoformat(),
        "inputs": [
            {"table": one.table, "file": one.file, "sha256": one.sha256, "rows": one.rows + one.passed}
            for one in job.tables.files
        ],
        "rows": _outcomes(job),
        "accounts": [
            {
                "id": one.account,
                "state": "failed" if one.state == "failed" else "built",  # now or, of the same inputs, before
                "folder": outputs.slug(one.account) if one.folder else None,
                "engine": one.engine,
                "note": one.note,
                "issues": [str(issue) for issue in one.issues],
                "traceback": one.traceback,
            }
            for one in sorted(results, key=lambda one: one.account)
        ],
        "notices": [str(issue) for issue in job.notices],
    }
