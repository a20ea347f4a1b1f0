"""What the exports leave open: rows that vanished, unknown words, extracts that are old or cut off, odd times."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from reviewgen.errors import shorten
from reviewgen.findings.case import called
from reviewgen.findings.extracts import STALE_DAYS, extract_stale
from reviewgen.metrics.clocks import CLOCKS
from reviewgen.model import Sentence
from reviewgen.readiness.look import Gap, Look, of_issue, place
from reviewgen.records import DONE, Ticket

CAPS = (1_000, 10_000, 50_000)
OURS = re.compile("P[1-9]")
ELSEWHERE = 50
PLANNED = ("changes", "projects")  # what is planned may lie ahead
LONGEST_HOLD = timedelta(days=30)
NO_FAULT = ("cancelled", "a duplicate", "no policy")
UNPROMISED = "nothing is promised for "
OF_CLOCKS = ("row.time_order", "row.closed_unresolved", "row.ended_untimed")
SILENT = "account.silent"
TOLD_ELSEWHERE = ("row.unreckoned", "row.later", "cell.unmapped", *OF_CLOCKS)


def vanished(look: Look) -> Iterator[Gap]:
    """No ticket concerns the period. Blocker: some did in the period before. Warning: only in earlier ones."""
    figures = look.case.figures
    held = [one.period for one in figures.history("tickets.opened") if one.number]
    if held and not look.case.evidence.tickets:
        yield look.overall(
            grade="blocker" if figures.previous in held else "warning",
            code="tickets.vanished",
            problem=Sentence(
                "no ticket concerns {period}, though there were some until {last}",
                (("period", figures.period), ("last", held[-1])),
            ),
            hint=Sentence("look for the account in the export: its name or the filter may have changed"),
        )


def unmapped(look: Look) -> Iterator[Gap]:
    """Warning: a state or another code that the mapping does not know."""
    return (of_issue(issue, "warning") for issue in look.issues if issue.code == "cell.unmapped")


def unpromised(look: Look) -> Iterator[Gap]:
    """Warning: a priority that neither policy nor account promises anything for. Hint: one of ours, as P5 may be."""
    promised = _promised(look)
    if not promised or None in promised:
        return
    tickets: dict[str, list[Ticket]] = {}
    for ticket in look.case.evidence.tickets:
        if ticket.priority not in promised and ticket.state != "cancelled" and not ticket.duplicate_of:
            tickets.setdefault(ticket.priority, []).append(ticket)
    for priority, found in sorted(tickets.items()):
        yield look.at(
            "tickets",
            found[0].id,
            grade="hint" if OURS.fullmatch(priority) else "warning",
            code="priority.unpromised",
            problem=Sentence('nothing is promised for the priority "{priority}"', (("priority", shorten(priority)),))
            if priority
            else Sentence("has no priority"),
            hint=Sentence("translate it in the mapping, or add a target to the policy; right, if the contract says so"),
            count=len(found),
        )


def _promised(look: Look) -> set[str | None]:
    """The priorities that something is promised for; None among them stands for all others."""
    if look.policy:
        return {target.priority for version in look.policy.versions for target in version.targets}
    targets = look.case.account.targets
    return {*targets.resolution_hours, *targets.response_hours}


def is_cap(rows: int) -> bool:
    """Whether so many rows are what tools export at most."""
    return rows in CAPS


def truncated(look: Look) -> Iterator[Gap]:
    """Warning: a file with exactly as many rows as tools export at most."""
    for file in look.files:
        if is_cap(file.rows + file.passed):
            yield look.overall(
                grade="warning",
                code="extract.truncated",
                problem=Sentence(
                    "has exactly {n} rows, a limit of many exports: rows may be missing",
                    (("n", file.rows + file.passed),),
                ),
                hint=Sentence("export in parts, or raise the limit of the export"),
                file=file.file,
                table=file.table,
            )


def stale(look: Look) -> Iterator[Gap]:
    """Warning: the newest moment of any ticket is older than `stale_days`. Hint: it is, but tickets are few anyway."""
    age = look.case.figures.get("data.freshness", table="tickets").number
    if age is not None and age > 24 * look.case.limit(STALE_DAYS):
        yield look.overall(
            grade="warning" if any(extract_stale(look.case)) else "hint",
            code="extract.stale",
            table="tickets",
            problem=Sentence(
                "the newest moment of any ticket is {n} days before the state of the data", (("n", age / 24),)
            ),
            hint=Sentence(
                "export again; {name} under findings: says from when on that is old", (("name", STALE_DAYS.name),)
            ),
        )


def outside(look: Look) -> Iterator[Gap]:
    """Warning: rows from after the state of the data. Hint: at least half of the tickets are older than all periods."""
    later = [one for one in look.beyond if one.later and one.table not in PLANNED]
    if later:
        first = later[0]
        held = ", ".join(f"{one.table} {one.later:,}" for one in later)
        yield look.overall(
            grade="warning",
            code="rows.later",
            table=first.table,
            problem=Sentence("rows from after the state of the data are left out: {rows}", (("rows", held),)),
            hint=Sentence("give a later --as-of, or none, if they are to count"),
            **place(*first.first),
        )
    for one in look.beyond:
        if one.table == "tickets" and one.earlier * 100 >= ELSEWHERE * one.rows > 0:
            yield look.overall(
                grade="hint",
                code="rows.earlier",
                table="tickets",
                problem=Sentence(
                    "{n} of {rows} tickets are older than all periods that are shown",
                    (("n", one.earlier), ("rows", one.rows)),
                ),
                hint=Sentence("export the last thirteen periods only, unless you meant to"),
            )


def times(look: Look) -> Iterator[Gap]:
    """Warning: times of a ticket that contradict each other, or that are missing though it is closed."""
    return (of_issue(issue, "warning") for issue in look.issues if issue.code in OF_CLOCKS)


def unmeasured(look: Look) -> Iterator[Gap]:
    """Warning: clocks that cannot be read, by reason. What has no clock by right does not count."""
    for clock in CLOCKS:
        found: dict[str, list[str]] = {}
        for ticket in look.case.evidence.tickets:
            reason = getattr(ticket, clock).reason
            if reason and reason not in NO_FAULT and not reason.startswith(UNPROMISED):
                found.setdefault(reason, []).append(ticket.id)
        for reason, tickets in found.items():
            yield look.at(
                "tickets",
                tickets[0],
                grade="warning",
                code="clock.unmeasured",
                problem=Sentence(
                    "the {clock} clock is not measured: {reason}",
                    (("clock", called("clock", clock)), ("reason", reason)),
                ),
                hint=Sentence("see the table of reasons in docs/policies.md"),
                count=len(tickets),
            )


def endless_holds(look: Look) -> Iterator[Gap]:
    """Warning: a clock still stands still, though the ticket has ended or 30 days have passed."""
    for ticket in look.case.evidence.tickets:
        since = _held_since(ticket)
        if since and (ticket.state in DONE or look.case.as_of - since > LONGEST_HOLD):
            yield look.at(
                "tickets",
                ticket.id,
                grade="warning",
                code="hold.endless",
                problem=Sentence(
                    'the ticket "{title}" is on hold since {day}: no end is recorded',
                    (("title", shorten(ticket.title)), ("day", since.date())),
                ),
                hint=Sentence("ask what it waits for, or correct its state in the tool"),
            )


def _held_since(ticket: Ticket) -> datetime | None:
    """When the hold began that still lasts on."""
    holds = [*ticket.resolution.holds[-1:], *ticket.response.holds[-1:]]
    return min((start for start, end in holds if end is None), default=None)


def notes(look: Look) -> Iterator[Gap]:
    """Hint: whatever else was found in the account's rows. Warning: no ticket is the account's at all."""
    for issue in look.issues:
        if issue.code not in TOLD_ELSEWHERE:
            yield of_issue(issue, "warning" if issue.code == SILENT else "hint")
