"""All accounts of a period on one page, and the record of the run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from reviewgen import datafiles, outputs
from reviewgen.errors import Issue
from reviewgen.gather import Job
from reviewgen.html import Renderer
from reviewgen.wording import Wording


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


def write(job: Job, period: str, results: Sequence[Result], renderer: Renderer, out: Path) -> None:
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
