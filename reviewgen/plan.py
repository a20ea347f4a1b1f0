"""What is to be built: which accounts, why, and in which shards; what is up to date is left as it stands."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from pydantic import BaseModel

from reviewgen.config import Account, Backstage
from reviewgen.delivery import own_templates
from reviewgen.errors import Issue
from reviewgen.gather import Job, Request, span_of
from reviewgen.metrics import Review
from reviewgen.model import Brand
from reviewgen.outputs import Place
from reviewgen.program import code
from reviewgen.readiness.data import is_cap
from reviewgen.results import Result
from reviewgen.shards import ShardJob
from reviewgen.standing import Standing, StandingPack
from reviewgen.tables import Tables, digests

ROWS_OF_AN_ACCOUNT = 2_000  # what the pages of an account cost, in rows
HEAVIEST = 150_000  # what a shard comes to at most, in rows; an account may be heavier alone
FEWEST = 8  # shards, so that all workers have their share
PLACES = "places"
WHY = {
    "rows": "its rows have changed",
    PLACES: "its rows stand elsewhere in their files",
    "account": "its file has changed",
    "terms": "policies, calendars or terms of the project have changed",
    "tailored": "its depth or cadence, or a reason for it, has changed",
    "data": "other things are found in its data",
    "look": "branding or templates have changed",
    "issued": "another pack of it has been issued",
    "as_of": "the data is of another time",
    "asked": "something else is asked for",
    "code": "reviewgen or what it builds on is another version",
}
NEW, FORCED, NOT_WHOLE = "no pack of it is known", "asked for with --force", "its files are not as they were written"
CUT_OFF = "its last build failed or was cut off"


@dataclass(frozen=True, slots=True)
class Plan:
    """The shards to be built, the heaviest first, why each account is, and what is up to date."""

    shards: tuple[ShardJob, ...]
    why: Mapping[str, str]
    skipped: tuple[Result, ...]


def plan(job: Job, request: Request, place: Place) -> Plan:
    """Hold what each pack would be made from against what the one that stands was made from."""
    with ThreadPoolExecutor(1) as beside:
        looking = beside.submit(Standing, place, [(review.span.name, review.account.id) for review in job.reviews])
        inputs = {review.account.id: made for review, made in _inputs(job, request)}
        known = looking.result()
    why: dict[str, str] = {}
    skipped = []
    for review in job.reviews:
        name = review.account.id
        found = known.pack(review.span.name, name)
        reason = FORCED if request.force else _reason(known, review, found, inputs[name])
        if found and not reason:
            told = known.skipped(review.span.name, name, review.account.name, found)
            skipped.append(replace(told, issues=job.tables.issues_of(name)))
        else:
            why[name] = reason
    parts = grouped([*why], _counts(job.tables)) if why else []
    shards = tuple(
        ShardJob(
            job.part(names),
            replace(request, environment={}),
            place,
            {name: inputs[name] for name in names},
            {name: why[name] for name in names},
        )
        for names in parts
    )
    return Plan(shards, why, tuple(skipped))


def _reason(known: Standing, review: Review, found: StandingPack | None, now: Mapping[str, str]) -> str:
    """Why a pack is to be built; empty where it is up to date."""
    if found is None:
        return CUT_OFF if known.stands(review.span.name, review.account.id) else NEW
    changed = [name for name in now if found.inputs.get(name) != now[name] and (name != PLACES or found.tells_rows)]
    if changed:
        return "; ".join(WHY[name] for name in WHY if name in changed)
    return "" if known.is_whole(review.span.name, review.account.id, found) else NOT_WHOLE


def failures(job: Job) -> tuple[Result, ...]:
    """The accounts of a job that cannot be built."""
    return tuple(_failure(job, name, issues) for name, issues in sorted(job.failed.items()))


def _failure(job: Job, name: str, issues: tuple[Issue, ...]) -> Result:
    account = next((one for one in job.setup.accounts if one.id == name), None)
    terms = account or job.setup.project.defaults
    if name in job.tailored:
        terms = terms.model_copy(update={"cadence": job.tailored[name].cadence})
    span = span_of(terms, job.span, job.as_of)
    return Result(name, account.name if account else name, span.name, "failed", issues=issues)


def grouped(accounts: Sequence[str], counts: Mapping[str, int]) -> list[tuple[str, ...]]:
    """Accounts in groups of similar weight, by their rows, the heaviest group first; each keeps their order."""
    weights = np.array([counts.get(name, 0) + ROWS_OF_AN_ACCOUNT for name in accounts])
    number = max(-(-int(weights.sum()) // HEAVIEST), min(len(accounts), FEWEST))
    group = ((weights.cumsum() - weights / 2) * number / max(1, weights.sum())).astype(int)
    held = np.bincount(group, weights, minlength=number)
    order = sorted(np.unique(group).tolist(), key=lambda one: -held[one])
    return [tuple(accounts[place] for place in np.flatnonzero(group == one).tolist()) for one in order]


def _inputs(job: Job, request: Request) -> Iterator[tuple[Review, dict[str, str]]]:
    """What each account's pack is made from, as digests by name."""
    rows, stand = _rows(job.tables)
    project, program = job.setup.project, code()
    terms = repr((project.calendars, project.depth))
    sources = [(name, sorted(job.tables.owners.get(name, ()))) for name in job.tables.frames]
    ledger, capped = _ledger(job.tables), _capped(job.tables)
    for review in job.reviews:
        account = review.account
        name = account.id
        policy = job.setup.policies.get(account.policy or "")
        covered = [(table, not owners or name in owners) for table, owners in sources]
        yield (
            review,
            {
                "rows": _digest(rows.get(name, []), ledger.get(name, []), covered),
                PLACES: _digest(stand.get(name, [])),
                "account": _digest(account, job.setup.backstage.get(name, Backstage()), _file(job, account)),
                "terms": _digest(terms, policy, project.provider, project.defaults),
                "tailored": _digest(job.tailored[name]),
                "data": _digest(
                    [str(issue.without_place()) for issue in job.tables.issues_of(name)],
                    [replace(remark, row=0) for remark in job.tables.remarks_of(name)],
                    capped.get(name, []),
                ),
                "look": _digest(_look(job.brands[name]), own_templates(job)),
                "issued": _digest(job.issued.get(name), name in job.frozen),
                "as_of": _digest(job.as_of.isoformat(), review.span),
                "asked": _digest(
                    request.formats,
                    request.profile,
                    request.audiences,
                    request.status,
                    project.outputs,
                    *job.passwords.digests(name),
                ),
                "code": program,
            },
        )


def _digest(*parts: Any) -> str:
    found = hashlib.sha256()
    for part in parts:
        text = part.model_dump_json() if isinstance(part, BaseModel) else part if isinstance(part, str) else repr(part)
        found.update(len(text).to_bytes(8, "big") + text.encode("utf-8", "surrogatepass"))
    return found.hexdigest()


def _rows(tables: Tables) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """By account, digests of what its rows say and of where they stand, one for each table."""
    said: dict[str, list[str]] = {}
    stand: dict[str, list[str]] = {}
    files = [one.file for one in tables.files]
    for name, frame in tables.frames.items():
        accounts = digests.spans(frame)
        rows, places = digests.of_rows(frame, accounts, files), digests.of_places(frame, accounts)
        for (account, *_), row, place in zip(accounts, rows, places, strict=True):
            said.setdefault(account, []).append(f"{name} {row}")
            stand.setdefault(account, []).append(place)
    return said, stand


def _ledger(tables: Tables) -> dict[str, list[str]]:
    """What became of the rows of each account, by account."""
    found: dict[str, list[str]] = {}
    for account, *told in tables.ledger.itertuples(index=False, name=None):
        found.setdefault(account, []).append(repr(told))
    return found


def _capped(tables: Tables) -> dict[str, list[str]]:
    """The files of each account, by account, that hold as many rows of all accounts as tools export at most."""
    found: dict[str, list[str]] = {}
    for number, file in enumerate(tables.files):
        if is_cap(file.rows) and file.table in tables.frames:
            frame = tables.frames[file.table]
            for account in frame["account"][frame["_file"] == number].unique():
                found.setdefault(account, []).append(f"{file.table} {file.file}")
    return found


def _counts(tables: Tables) -> dict[str, int]:
    """The rows of each account."""
    found: dict[str, int] = {}
    for frame in tables.frames.values():
        for account, start, end in digests.spans(frame):
            found[account] = found.get(account, 0) + end - start
    return found


def _file(job: Job, account: Account) -> str:
    """Where each line of an account's file stands: pages tell lines of it."""
    document = job.setup.documents.get(job.setup.files.get(account.id, ""))
    return "" if document is None else f"{job.setup.files[account.id]} {document.lines!r}"


def _look(brand: Brand) -> str:
    logos = [_sha256(logo.data) for logo in (brand.provider, brand.customer) if logo]
    return repr((replace(brand, provider=None, customer=None), logos))


@lru_cache(maxsize=64)
def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
