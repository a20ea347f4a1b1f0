"""Shards whose rows lie in a store: a worker reads those of its own accounts, and the process that started it none."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from reviewgen import project
from reviewgen.errors import Issue
from reviewgen.gather import Job, Request, chosen_of, gather, span_of, stored, usable
from reviewgen.metrics import Review
from reviewgen.outputs import Place, place_of
from reviewgen.passwords import variables
from reviewgen.plan import failures, grouped, plan
from reviewgen.results import Result
from reviewgen.shards import Begun
from reviewgen.tables import Tables, store

NOBODY = ("",)  # an account that has no rows: all else of a store is read with it


@dataclass(frozen=True, slots=True)
class StoredShard:
    """Accounts whose rows are in the store of the request, whose manifest has the digest `made`.

    `named` has the name and a period of each, to tell of it.
    """

    accounts: tuple[str, ...]
    request: Request
    place: Place
    named: Mapping[str, tuple[str, str]]
    made: str

    def part(self, accounts: tuple[str, ...]) -> StoredShard:
        """The same for some of its accounts."""
        return replace(self, accounts=accounts)

    def failure(self, account: str, issue: Issue, traceback: str = "") -> Result:
        """What became of an account that was lost with its worker."""
        name, period = self.named[account]
        return Result(account, name, period, "failed", issues=(issue,), traceback=traceback)

    def build(self) -> Iterator[Begun | Result]:
        """Read the rows of these accounts, and build what is not up to date."""
        request = replace(self.request, accounts=self.accounts)
        job = gather(request)
        assert request.store is not None
        store.refuse_another(place_of(request.store), job.tables, self.made)
        found = plan(job, request, self.place)
        yield from (*failures(job), *found.skipped)
        for shard in found.shards:
            yield from shard.build()


def outline(request: Request) -> Job:
    """The job of a store without the rows of its accounts, whose cadence is not known without them.

    Raises ConfigError or InputError as `gather` does.
    """
    assert request.store is not None
    setup = project.load(request.folder)
    accounts, failed = usable(setup, stored(setup, request.store, NOBODY, every_issue=True))
    asked = set(request.accounts) or {*(one.id for one in accounts), *failed}
    chosen = chosen_of(request.accounts, accounts, failed, discovered=setup.project.accounts.discover)
    healthy = [one for one in chosen if one.id not in failed]
    known = gather(replace(request, accounts=tuple(sorted(asked))[:1]))
    reviews = tuple(Review(one, span_of(one, known.span, known.as_of)) for one in healthy)
    return replace(known, reviews=reviews, failed={name: failed[name] for name in failed if name in asked})


def shards(job: Job, request: Request, place: Place) -> tuple[StoredShard, ...]:
    """The accounts of such a job in groups of similar weight."""
    named = {review.account.id: (review.account.name, review.span.name) for review in job.reviews}
    made = job.tables.told.made if job.tables.told else ""
    return tuple(
        StoredShard(names, _sent(request, job, names), place, {name: named[name] for name in names}, made)
        for names in grouped(tuple(named), _kept(job.tables))
    )


def _sent(request: Request, job: Job, names: Collection[str]) -> Request:
    """The request of a shard: of the environment it has what the passwords of its accounts stand in."""
    wanted = variables(job.setup, names) & request.environment.keys()
    return replace(request, environment={name: request.environment[name] for name in sorted(wanted)})


def _kept(tables: Tables) -> dict[str, int]:
    """The rows of each account."""
    kept = tables.ledger[tables.ledger["outcome"] == "kept"]
    return {str(account): int(rows) for account, rows in kept.groupby("account")["rows"].sum().items()}
