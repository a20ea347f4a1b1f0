"""All accounts of a period on one page, for the people who lead the service: portfolio.html, .pdf and .json."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from types import UnionType
from typing import Any

from reviewgen import datafiles, outputs, pdf, program
from reviewgen.config import Account
from reviewgen.depth import Tailored
from reviewgen.findings.case import label
from reviewgen.gather import Job
from reviewgen.html import Renderer
from reviewgen.languages import N_
from reviewgen.outputs import STATE, Manifest, Place
from reviewgen.pack import Pack
from reviewgen.readiness import Gap
from reviewgen.results import Result
from reviewgen.sections.summary import headlines
from reviewgen.sections.view import plain, runs, shown
from reviewgen.wording import ABSENT, Wording

JSON, HTML, PDF = "portfolio.json", "portfolio.html", "portfolio.pdf"
MAKE_UP = 85.0  # percent of the volume that the largest accounts make up together
TONES = ("missed", "at_risk", "met", "not_measured")
HEADLINES = 3
KINDS: Mapping[Any, type | UnionType] = {  # of the fields below, as JSON has them
    "str": str,
    "int": int,
    "bool": bool,
    "float": int | float,
    "float | None": int | float | None,
    "tuple[Headline, ...]": tuple,
}
IMPORTANCE = {"strategic": N_("strategic"), "key": N_("key"), "standard": N_("standard")}
DEPTHS = {"brief": N_("brief"), "standard": N_("standard"), "full": N_("full")}
CADENCES = {
    "weekly": N_("weekly"),
    "monthly": N_("monthly"),
    "quarterly": N_("quarterly"),
    "yearly": N_("yearly"),
}


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline figure in words; `status` is a tone."""

    label: str
    value: str
    status: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What the page tells of one account. `opened` are the tickets of the period, None where there is no figure."""

    id: str
    name: str
    importance: str
    depth: str
    cadence: str
    monthly: float
    verdict: str
    tone: str
    headlines: tuple[Headline, ...]
    concern: str
    overdue: float | None
    next_meeting: str
    blockers: int
    warnings: int
    opened: float | None
    issued: bool


@dataclass(frozen=True, slots=True)
class Value:
    """A cell: its text, a second line, a tone, and what it is sorted by."""

    text: str
    key: str
    note: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One account; `headlines` stand in a cell of their own, `link` leads to its pack."""

    name: Value
    verdict: Value
    headlines: tuple[Headline, ...]
    concern: Value
    overdue: Value
    meeting: Value
    readiness: Value
    volume: Value
    link: str


@dataclass(frozen=True, slots=True)
class Page:
    """The whole page in words."""

    provider: str
    period: str
    as_of: str
    summary: str
    volume: str
    elsewhere: str
    rows: tuple[Row, ...]
    words: Wording


def entry(
    pack: Pack, account: Account, decided: Tailored, gaps: Sequence[Gap], words: Wording, *, issued: bool
) -> Mapping[str, Any]:
    """What the page tells of an account, as plain values, in the words of the provider."""
    inputs = replace(pack.inputs, words=words)
    concerns = [words.say(one.title) for one in inputs.findings if one.kind == "concern"]
    found = Entry(
        id=account.id,
        name=account.name,
        importance=account.importance,
        depth=decided.depth,
        cadence=decided.cadence,
        monthly=round(decided.monthly, 1),
        verdict=pack.verdict,
        tone=pack.tone,
        headlines=tuple(
            Headline(words.say(label(one)), plain(runs(shown(inputs, one))), one.status or "")
            for one in headlines(inputs)
        ),
        concern=concerns[0] if concerns else "",
        overdue=inputs.figures.get("actions.overdue", side="ours").number,
        next_meeting=account.next_meeting.isoformat() if account.next_meeting else "",
        blockers=sum(one.grade == "blocker" for one in gaps),
        warnings=sum(one.grade == "warning" for one in gaps),
        opened=inputs.figures.get("tickets.opened").number,
        issued=issued,
    )
    return asdict(found)


def write(
    job: Job,
    period: str,
    results: Sequence[Result],
    standing: Mapping[str, Manifest],
    renderer: Renderer,
    place: Place,
) -> None:
    """Write the page over all packs of the period that stand there, those of earlier runs included."""
    there = set(place.names(period))
    told = {result.account: result.entry for result in results if result.entry}
    failed = {result.account: result.name for result in results if result.state == "failed"}
    found = {name: entry for name, entry in (_earlier(place, period) | told).items() if outputs.slug(name) in there}
    read = {name: _entry(found[name]) for name in sorted(found)}
    entries = tuple(entry for name, entry in read.items() if entry and entry.id == name)
    words = Wording(job.setup.project.defaults.locale)
    ways = {name: links[0][1] for name, pack in standing.items() if (links := pack.links())}
    page = _page(job, period, entries, failed, ways, words)
    pages = renderer.portfolio(page, job.house)
    lost = [{"id": name, "name": failed[name]} for name in sorted(failed)]
    kept = {"period": period, "failed": lost, "accounts": [found[one.id] for one in entries]}
    place.write_file(f"{period}/{HTML}", pages.screen.encode("utf-8"))
    if any(name.endswith(".pdf") for result in results for name in result.files):
        document = pdf.Document(
            html=pages.paper,
            assets=pages.assets,
            title=f"Operations reviews, {page.period}",
            author=page.provider,
            language=words.language,
            created=job.as_of,
            subject=page.as_of,
            password=job.passwords.house.text if job.passwords.house else "",
        )
        _print(document, period, place)
    else:
        place.remove(f"{period}/{PDF}")  # an earlier one tells of other packs
    place.write_file(f"{period}/{JSON}", datafiles.as_json(kept))  # last: the next run goes on from it


def _print(document: pdf.Document, period: str, place: Place) -> None:
    """Write the PDF, where it is not the one that stands there already."""
    state = f"{STATE}/{period}/{PDF}.json"
    if not document.password and place.read(state) == _state(document, place.read(f"{period}/{PDF}") or b""):
        return
    data = pdf.render(document, "standard").data
    place.write_file(f"{period}/{PDF}", data)
    place.write_file(state, _state(document, data))


def _state(document: pdf.Document, data: bytes) -> bytes:
    """What a PDF was made from, and what came of it."""
    assets = {name: hashlib.sha256(asset).digest() for name, asset in document.assets.items()}
    made = repr((program.code(), replace(document, assets=assets, password="")))
    return datafiles.as_json(
        {"from": hashlib.sha256(made.encode()).hexdigest(), "is": hashlib.sha256(data).hexdigest()}
    )


def _earlier(place: Place, period: str) -> dict[str, Mapping[str, Any]]:
    """What earlier runs told of the accounts of the period."""
    try:
        found = outputs.kept(place.read(f"{period}/{JSON}"))
        return {str(one["id"]): one for one in found["accounts"]}
    except (OSError, ValueError, LookupError, TypeError):
        return {}


def _entry(told: Mapping[str, Any]) -> Entry | None:
    """An entry as it was written; None where another version, or somebody else, wrote it."""
    try:
        headlines = tuple(Headline(**one) for one in told["headlines"])
        found = Entry(**{**told, "headlines": headlines})
        datafiles.as_json(asdict(found))  # no number but finite ones, no text that cannot be written
        date.fromisoformat(found.next_meeting or "2026-01-01")
    except (LookupError, TypeError, ValueError, RecursionError):
        return None
    if not (_fits(found) and all(map(_fits, headlines))):
        return None
    known = found.importance in IMPORTANCE and found.depth in DEPTHS and found.cadence in CADENCES
    return found if known else None


def _fits(told: Entry | Headline) -> bool:
    """Whether its values are of the kinds that they should be."""
    return all(isinstance(getattr(told, one.name), KINDS[one.type]) for one in fields(told))


def _page(
    job: Job, period: str, entries: Sequence[Entry], failed: Mapping[str, str], ways: Mapping[str, str], words: Wording
) -> Page:
    ranked = sorted(entries, key=lambda one: (-(one.opened or 0), one.id))
    rank, total = {one.id: place for place, one in enumerate(ranked, 1)}, _total(entries)
    urgent = sorted((one for one in entries if one.id not in failed), key=_urgency)
    return Page(
        provider=job.setup.project.provider.name,
        period=words.period(period),
        as_of=words.gettext("data as of {instant}", instant=words.as_of(job.as_of)),
        summary=_summary(entries, failed, words),
        volume=_volume(ranked, words),
        elsewhere=_elsewhere(job, period, words),
        rows=(
            *(_failure(name, failed[name], ways.get(name, ""), words) for name in sorted(failed)),
            *(_row(one, rank[one.id], total, ways.get(one.id, ""), words) for one in urgent),
        ),
        words=words,
    )


def _urgency(entry: Entry) -> tuple[int, int, str]:
    """Accounts under pressure first, then those that are least ready."""
    return (TONES.index(entry.tone) if entry.tone in TONES else len(TONES), -entry.blockers, entry.name)


def _failure(account: str, name: str, link: str, words: Wording) -> Row:
    """An account whose pack could not be made in the last run."""
    nothing = Value(ABSENT, "")
    verdict = words.gettext("Failed; the earlier pack stands") if link else words.gettext("Failed")
    failed = Value(verdict, "", words.gettext("run.json tells why"), "missed")
    return Row(Value(name, name, account), failed, (), nothing, nothing, nothing, nothing, nothing, link)


FAILED = N_("{n} failed")
STANDING = (
    N_("{n} under pressure"),
    N_("{n} on target with little room"),
    N_("{n} on target"),
    N_("{n} without a verdict"),
)


def _summary(entries: Sequence[Entry], failed: Mapping[str, str], words: Wording) -> str:
    good = [one for one in entries if one.id not in failed]
    counts = [(sum(one.tone == tone for one in good), text) for tone, text in zip(TONES, STANDING, strict=True)]
    counts = [(len(failed), FAILED), *counts]
    return ", ".join(words.gettext(text, n=words.number(number)) for number, text in counts if number) + "."


def _total(entries: Iterable[Entry]) -> float:
    return sum(one.opened or 0 for one in entries)


def _volume(ranked: Sequence[Entry], words: Wording) -> str:
    """The largest accounts that make up most of the volume together."""
    total, sum_so_far, named = _total(ranked), 0.0, []
    for one in ranked:
        if total and sum_so_far < MAKE_UP / 100 * total:
            sum_so_far += one.opened or 0
            named.append(one.name)
    if not named:
        return words.gettext("No tickets in the period.")
    return words.ngettext(
        "Of {all} accounts with a pack of this period, {n} makes up {share} of the tickets: {names}.",
        "Of {all} accounts with a pack of this period, {n} make up {share} of the tickets: {names}.",
        len(named),
        all=len(ranked),
        n=len(named),
        share=words.percent(100 * sum_so_far / total),
        names=", ".join(named),
    )


def _elsewhere(job: Job, period: str, words: Wording) -> str:
    """The accounts of the run that are reviewed in another period, by their own cadence."""
    others = [one for one in job.reviews if one.span.name != period]
    named = ", ".join(f"{one.account.name} ({words.period(one.span.name)})" for one in others)
    return words.gettext("Reviewed in another period: {accounts}.", accounts=named) if named else ""


def _row(entry: Entry, rank: int, total: float, link: str, words: Wording) -> Row:
    unready = f"{entry.blockers:04}{entry.warnings:04}"
    share = words.percent(100 * (entry.opened or 0) / total) if total else ABSENT
    opened = ABSENT if entry.opened is None else words.number(entry.opened)
    meeting = date.fromisoformat(entry.next_meeting) if entry.next_meeting else None
    overdue = ABSENT if entry.overdue is None else words.number(entry.overdue)
    return Row(
        name=Value(entry.name, entry.name, _about(entry, words)),
        verdict=Value(
            words.gettext(entry.verdict), str(TONES.index(entry.tone)) if entry.tone in TONES else "9", tone=entry.tone
        ),
        headlines=entry.headlines[:HEADLINES],
        concern=Value(entry.concern or "–", entry.concern),
        overdue=Value(overdue, f"{entry.overdue or 0:09.1f}", tone="missed" if entry.overdue else ""),
        meeting=Value(
            words.short_day(meeting) if meeting else words.gettext("not fixed"), entry.next_meeting or "9999"
        ),
        readiness=Value(_readiness(entry, words), unready, _sent(entry, words), "missed" if entry.blockers else ""),
        volume=Value(opened, f"{entry.opened or 0:012.1f}", words.gettext("rank {n}, {share}", n=rank, share=share)),
        link=link,
    )


def _about(entry: Entry, words: Wording) -> str:
    """The id of an account, what it is to us, and how and how often it is reviewed."""
    weight, depth = words.gettext(IMPORTANCE[entry.importance]), words.gettext(DEPTHS[entry.depth])
    return f"{entry.id} · {weight} · {depth}, {words.gettext(CADENCES[entry.cadence])}"


def _readiness(entry: Entry, words: Wording) -> str:
    blockers = words.ngettext("{n} blocker", "{n} blockers", entry.blockers, n=entry.blockers)
    parts = [blockers] if entry.blockers else []
    parts += [words.gettext("{n} to look at", n=entry.warnings)] if entry.warnings else []
    return ", ".join(parts) or words.gettext("ready")


def _sent(entry: Entry, words: Wording) -> str:
    return words.gettext("issued") if entry.issued else words.gettext("not issued yet")
