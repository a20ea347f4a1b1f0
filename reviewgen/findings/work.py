"""What the tickets and major incidents themselves say."""

from __future__ import annotations

from collections.abc import Iterable

from reviewgen.findings.case import Case
from reviewgen.model import Finding, Sentence

RECURRING = 10
RECURRING_SHARE = 0.05
AGED = ("31-90", "over 90")


def major_without_context(case: Case) -> Iterable[Finding]:
    """A major incident that cannot yet be explained in full."""
    context = case.figures.get("majors.context")
    if context.number is not None and context.number < 100:
        yield Finding(
            "concern",
            "major_without_context",
            Sentence("Not every major incident is explained in full yet"),
            Sentence("{context} of {context.n} with full context", (("context", context),)),
            "majors",
            70,
        )


def recurring_group(case: Case) -> Iterable[Finding]:
    """The largest group of incidents of one kind, where it is large and no problem record stands behind it."""
    opened = case.figures.get("tickets.opened").number or 0
    groups = sorted(case.figures.split("tickets.recurring", "service", "category"), key=lambda group: -group.n)
    for group in groups[:1]:
        service, category = (value for _, value in group.dimensions)
        if group.n >= max(RECURRING, RECURRING_SHARE * opened) and not _has_problem(case, service, category):
            yield Finding(
                "concern",
                "recurring_group",
                Sentence(
                    "{category} in {service} recurs: {n} incidents",
                    (("category", category), ("service", service), ("n", group)),
                ),
                Sentence("No problem record is linked to any of them"),
                "workload",
                45,
            )


def _has_problem(case: Case, service: str, category: str) -> bool:
    return any(
        ticket.problem for ticket in case.evidence.tickets if (ticket.service, ticket.category) == (service, category)
    )


def aged_backlog(case: Case) -> Iterable[Finding]:
    """Tickets that have been open for more than a month."""
    bands = [case.figures.get("tickets.backlog_age", age=age) for age in AGED]
    old = sum(band.number or 0 for band in bands)
    if old:
        yield Finding(
            "concern",
            "aged_backlog",
            Sentence("Tickets open for more than 30 days"),
            Sentence(
                "{month} open for 31 to 90 days, {quarter} for longer, of {all} open",
                (("month", bands[0]), ("quarter", bands[1]), ("all", case.figures.get("tickets.backlog"))),
            ),
            "workload",
            30 + min(old, 10),
        )
