"""What a build tells: packs as they come, what stands already, and how it went; in words, or as JSON line by line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

from reviewgen import console
from reviewgen.cli.machine import charsets
from reviewgen.cli.telling import COLOURS, FAILED, GAPS_SHOWN, NOTICES_SHOWN, counted, json_text, worded
from reviewgen.visible import spelled

if TYPE_CHECKING:
    from reviewgen.errors import Issue
    from reviewgen.gather import Job, Request
    from reviewgen.progress import Unwatched
    from reviewgen.results import Result, Stopwatch
    from reviewgen.snapshot import Snapshot


def gathered(request: Request, *, rows: bool = True) -> Job:
    """All that is read and checked; without `rows` only what goes over all accounts, where there is a store."""
    from reviewgen.gather import gather
    from reviewgen.stored import outline

    return gather(request) if rows or request.store is None else outline(request)


def report_plan(request: Request, *, as_json: bool) -> int:
    """What a build would do, and why."""
    from reviewgen.build import planned

    job = gathered(request)
    found = planned(job, request)
    lines = [("failed", name, str(job.failed[name][0])) for name in sorted(job.failed)]
    lines += [("build", name, why) for name, why in found.why.items()]
    lines += [("up to date", one.account, "") for one in found.skipped]
    for what, account, why in lines:
        if as_json:
            event = {"event": "plan", "what": what.replace(" ", "_"), "account": account, "why": why}
            click.echo(json_text(event))
        else:
            click.echo(f"{click.style(what, fg=COLOURS.get(what))} {spelled(account)}{f': {why}' if why else ''}")
    if not as_json:
        packs = counted(len(found.why), "pack")
        shards = counted(len(found.shards), "shard")
        click.echo(f"{packs} to build in {shards}, {len(found.skipped):,} up to date, {len(job.failed):,} failed.")
    return FAILED if job.failed else 0


def report_plain(request: Request) -> int:
    """Build, and tell it in words as packs come."""
    from reviewgen.build import build as built

    watch = _stopwatch()
    with _progress() as progress:
        with progress.step("Looking for changes"):
            now, earlier, notices = _since_last_run(request)
        if earlier:
            return _report_unchanged(earlier, notices)
        with watch.stage("read"), progress.step("Reading and checking"):
            job = gathered(request, rows=False)
        notes, results = console.Sparing(GAPS_SHOWN), []
        for issue in notes.some(job.notices):
            click.echo(worded("note", issue), err=True)
        with closing(built(job, request, watch, now)) as found:
            for result in progress.packs(found, len(job.reviews) + len(job.failed)):
                _show(result, notes)
                results.append(result)
    for line in notes.rest():
        click.echo(line, err=True)
    for issue in _fontless(results):
        click.echo(worded("warning", issue), err=True)
    return _sum_up(job, results, watch)


def _since_last_run(request: Request) -> tuple[Snapshot | None, tuple[Result, ...], tuple[str, ...]]:
    """The project as it is now; where nothing has changed, the packs that stand, and the notices of the last run."""
    from reviewgen import snapshot

    now = snapshot.taken(request)
    earlier = snapshot.unchanged(now) if now and not request.force else None
    return (now, *(earlier or ((), ())))


def _report_unchanged(results: Sequence[Result], notices: Sequence[str]) -> int:
    """Nothing has changed since the last run: every pack stands as it is."""
    for notice in notices[:NOTICES_SHOWN]:
        click.echo(f"{click.style('note', fg='yellow')}: {spelled(notice)}", err=True)
    if len(notices) > NOTICES_SHOWN:
        click.echo(f"and {len(notices) - NOTICES_SHOWN:,} more notes (--json lists all)", err=True)
    for result in results:
        _show(result, console.Sparing(GAPS_SHOWN))
    click.echo("Nothing has changed since the last run.", err=True)
    _name_indexes(results)
    return 0


def _name_indexes(results: Sequence[Result]) -> None:
    from reviewgen.outputs import slug

    folders = [result.folder.removesuffix(slug(result.account)) for result in results if result.folder]
    for folder in sorted(set(folders)):
        click.echo(f"{counted(folders.count(folder), 'pack')}: {folder}index.html")


def _stopwatch() -> Stopwatch:
    from reviewgen.results import Stopwatch

    return Stopwatch()


def _sum_up(job: Job, results: Sequence[Result], watch: Stopwatch) -> int:
    from reviewgen.index import conservation

    for result in results:
        watch.add(result.seconds)
    for sentence in conservation(job):
        click.echo(f"rows of {sentence}")
    click.echo(console.outcome_table(results, watch.seconds), err=True)
    _name_indexes(results)
    failed = sum(result.state == "failed" for result in results)
    if failed:
        click.echo(f"{failed} of {len(results)} accounts failed.", err=True)
    return FAILED if failed else 0


def _show(result: Result, notes: console.Sparing) -> None:
    if result.state == "skipped":
        click.echo(f"up to date {spelled(result.account)}: {result.folder}")
        return
    if result.state == "failed":
        click.echo(f"{click.style('failed', fg='red')} {spelled(result.account)}", err=True)
        for issue in result.issues:
            click.echo(f"  {issue}", err=True)
        return
    odd = f", {counted(len(result.issues), 'note')} on its data" if result.issues else ""
    click.echo(f"{click.style('built', fg='green')} {spelled(result.account)}: {result.folder}{odd}")
    for issue in notes.some(result.issues):
        click.echo(f"  {issue}", err=True)
    if result.note:
        click.echo(f"  {result.note}", err=True)


def _progress() -> Unwatched:
    from reviewgen.progress import Bars, Unwatched

    return Bars() if sys.stderr.isatty() and sys.stdout.isatty() else Unwatched()


def report_json(request: Request) -> int:
    """Build, and tell it in JSON, a line for each event."""
    from reviewgen.build import build as built

    watch, begun = _stopwatch(), monotonic()
    now, earlier, notices = _since_last_run(request)
    job = None if earlier else _read_for(request, watch)
    for text in [str(issue) for issue in job.notices] if job else notices:
        _tell("note", text)
    results: list[Result] = []
    total = len(job.reviews) + len(job.failed) if job else len(earlier)
    with closing(built(job, request, watch, now) if job else (one for one in earlier)) as found:
        for result in found:
            results.append(result)
            event = _event(result) | _pace(len(results), total, monotonic() - begun)
            click.echo(json_text(event))
            watch.add(result.seconds)
    for issue in _fontless(results):
        _tell("note", str(issue))
    from reviewgen.index import conservation

    for sentence in conservation(job) if job else ():
        _tell("rows", sentence)
    states = [result.state for result in results]
    over = {
        "event": "over",
        **{state: states.count(state) for state in ("built", "skipped", "failed")},
        "seconds": {name: round(spent, 3) for name, spent in watch.seconds.items()},
        "elapsed": round(monotonic() - begun, 3),
    }
    click.echo(json.dumps(over))
    return FAILED if "failed" in states else 0


def _read_for(request: Request, watch: Stopwatch) -> Job:
    with watch.stage("read"):
        return gathered(request, rows=False)


def _tell(event: str, text: str) -> None:
    click.echo(json_text({"event": event, "text": text}))


def _event(result: Result) -> dict[str, Any]:
    """What --json tells of an account."""
    return {
        "event": result.state,
        "account": result.account,
        "period": result.period,
        "why": result.why,
        "folder": result.folder or None,
        "files": list(result.files),
        "engine": result.engine,
        "note": result.note,
        "issues": [str(issue) for issue in result.issues],
        "seconds": {name: round(spent, 4) for name, spent in result.seconds.items()},
    }


def _pace(done: int, total: int, elapsed: float) -> dict[str, float]:
    """How far a run is, and how long it will go on at this pace."""
    return {"done": done, "of": total, "seconds_left": round((total - done) * elapsed / done, 1)}


def _fontless(results: Sequence[Result]) -> Iterator[Issue]:
    """Warnings of PDFs with characters that no font has, as far as that can be known here."""
    foreign = [result for result in results if result.beyond]
    known = charsets() if foreign else None
    return iter(()) if known is None else console.without_fonts(foreign, known)
