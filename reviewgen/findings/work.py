"""What the tickets themselves say: what recurs, what piles up, what nobody speaks of any more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from reviewgen.findings.behaviour import signal_of, than_usual
from reviewgen.findings.case import Case, Threshold, joined
from reviewgen.findings.named import records, tickets_open
from reviewgen.findings.ranks import found
from reviewgen.metrics import BY_ID, tickets
from reviewgen.model import Amount, Figure, Finding, Sentence
from reviewgen.records import Ticket

# The first and last age in days of each band of open tickets; the last band has no end.
BANDS: dict[str, tuple[int, int | None]] = {
    "0-2": (0, 2),
    "3-7": (3, 7),
    "8-14": (8, 14),
    "15-30": (15, 30),
    "31-90": (31, 90),
    "over 90": (91, None),
}
INCIDENTS = ("", "incident")

RECURRING = Threshold("recurring_incidents", 10, "tickets", "incidents of one kind in a period, from which it recurs")
RECURRING_PERCENT = Threshold(
    "recurring_percent", 5, "%", "and the share of the tickets opened that they must make up at the least", most=100
)
FROM_ONE_PERSON = Threshold(
    "from_one_person",
    3,
    "tickets",
    "incidents of one person in a period, from which they are told of; 3 at the least",
    least=3,
)
BACKLOG_PERIODS = Threshold(
    "backlog_periods", 3, "periods", "periods running with more opened than resolved, from which they are told of"
)
BACKLOG_PERCENT = Threshold(
    "backlog_percent", 10, "%", "by which the open tickets must then exceed those before these periods"
)
AGED_DAYS = Threshold(
    "aged_days", 30, "days", "age of open tickets, beyond which they are told of; bands begin after 2, 7, 14, 30 and 90"
)
AGED_TICKETS = Threshold("aged_tickets", 1, "tickets", "tickets of that age, from which they are told of")
SILENT_DAYS = Threshold(*tickets.SILENT_DAYS, "days", "days without activity, after which an open ticket is silent")
SILENT_TICKETS = Threshold("silent_tickets", 1, "tickets", "silent tickets, from which they are told of")
THRESHOLDS = (
    RECURRING,
    RECURRING_PERCENT,
    FROM_ONE_PERSON,
    BACKLOG_PERIODS,
    BACKLOG_PERCENT,
    AGED_DAYS,
    AGED_TICKETS,
    SILENT_DAYS,
    SILENT_TICKETS,
)


def recurring_group(case: Case) -> Iterable[Finding]:
    """The largest group of incidents of one kind, where it is large and no problem record stands behind it."""
    opened = case.figures.get("tickets.opened").number or 0
    least = max(case.limit(RECURRING), case.limit(RECURRING_PERCENT) * opened / 100)
    groups = sorted(case.figures.split("tickets.recurring", "service", "category"), key=lambda group: -group.n)
    for group in groups[:1]:
        service, category = (value for _, value in group.dimensions)
        alike = [one for one in case.evidence.tickets if (one.service, one.category) == (service, category)]
        if group.n >= least and not any(one.problem for one in alike):
            yield found(
                "recurring_group",
                Sentence(
                    "{category} in {service} recurs: {n} incidents",
                    (("category", category), ("service", service), ("n", group)),
                ),
                "workload",
                detail=Sentence("No problem record is linked to any of them"),
                subject=f"{category} in {service}",
                records=records("tickets", _incidents(case, alike)),
                impact=Sentence("What has not been put right comes again."),
                proposal=Sentence("Open a problem record for them, and name who finds the cause."),
                ahead=True,
            )


def from_one_person(case: Case) -> Iterable[Finding]:
    """The person from whom most incidents came, where there are three or more."""
    people = sorted(case.figures.split("tickets.by_requester", "requester"), key=lambda one: -(one.number or 0.0))
    for one in people[:1]:
        who = dict(one.dimensions)["requester"]
        if one.number and one.number >= case.limit(FROM_ONE_PERSON):
            reported = [ticket for ticket in case.evidence.tickets if ticket.requester == who]
            yield found(
                "from_one_person",
                Sentence("{n} incidents came from one person, {who}", (("n", one), ("who", who))),
                "workload",
                detail=_others(case),
                subject=who,
                records=records("tickets", _incidents(case, reported)),
                proposal=Sentence("Ask them what would help, and look for one cause behind it."),
            )


def _others(case: Case) -> Sentence:
    people = case.figures.get("tickets.persistent")
    if (people.number or 0.0) < 2:
        return Sentence("")
    return Sentence("{people} people in all reported three or more", (("people", people),))


def _incidents(case: Case, rows: Iterable[Ticket]) -> list[Ticket]:
    return [one for one in rows if case.within(one.opened_at) and one.type.lower() in INCIDENTS]


def backlog_growing(case: Case) -> Iterable[Finding]:
    """More tickets opened than resolved in each of so many periods, and a good deal more of them open than before."""
    length = int(case.limit(BACKLOG_PERIODS))
    opens = case.figures.history("tickets.backlog")
    if not 0 < length < len(opens) or not _all_below_one(case.figures.history("tickets.flow")[-length:]):
        return
    before, now = opens[-length - 1], opens[-1]
    if (
        before.number is None
        or not now.number
        or 100 * now.number < before.number * (100 + case.limit(BACKLOG_PERCENT))
    ):
        return
    signal = signal_of(case, now)
    opened = Sentence("{before} were open before them", (("before", before),))
    yield found(
        "backlog_growing",
        Sentence(
            "More tickets opened than resolved in each of {length} periods running; {now} are open",
            (("length", length), ("now", now)),
        ),
        "workload",
        detail=joined([opened, than_usual(signal)] if signal else [opened]),
        severity="high" if signal else "medium",
        records=records("tickets", tickets_open(case)),
        impact=Sentence("Tickets wait longer where more come in than are resolved."),
        proposal=Sentence("Agree on what is closed, what is put off, and who works on the oldest."),
        ahead=True,
    )


def _all_below_one(flows: tuple[Figure, ...]) -> bool:
    least = BY_ID["tickets.flow"].least_n
    return all(one.number is not None and one.number < 1 and one.n >= least for one in flows)


def aged_backlog(case: Case) -> Iterable[Finding]:
    """Tickets that have been open for more than a month."""
    names = [name for name, (first, _) in BANDS.items() if first > case.limit(AGED_DAYS)]
    bands = [case.figures.get("tickets.backlog_age", age=name) for name in names]
    old = sum(band.number or 0 for band in bands)
    if old and old >= case.limit(AGED_TICKETS):
        days = BANDS[names[0]][0]
        aged = [one for one in tickets_open(case) if (case.until - one.opened_at).days >= days]
        yield found(
            "aged_backlog",
            Sentence("Tickets open for more than {days}", (("days", Amount(days - 1, "days")),)),
            "workload",
            detail=_by_age(case, names, bands),
            more=old / 2,
            records=records("tickets", aged),
            proposal=Sentence("Go through them one by one: close, plan, or hand on."),
            ahead=True,
        )


def _by_age(case: Case, names: Sequence[str], bands: Sequence[Figure]) -> Sentence:
    """How many are in each band: "5 open for 31 to 90 days, 2 for longer, of 40 open"."""
    first, *others = zip(names, bands, strict=True)
    parts = [_first_band(*first), *(_next_band(*one) for one in others)]
    told = (("bands", joined(parts, "{first}, {then}")), ("all", case.figures.get("tickets.backlog")))
    return Sentence("{bands}, of {all} open", told)


def _first_band(name: str, band: Figure) -> Sentence:
    first, last = BANDS[name]
    if last is None:
        return Sentence("{n} open for more than {days} days", (("n", band), ("days", first - 1)))
    return Sentence("{n} open for {first} to {last} days", (("n", band), ("first", first), ("last", last)))


def _next_band(name: str, band: Figure) -> Sentence:
    first, last = BANDS[name]
    if last is None:
        return Sentence("{n} for longer", (("n", band),))
    return Sentence("{n} for {first} to {last} days", (("n", band), ("first", first), ("last", last)))


def tickets_silent(case: Case) -> Iterable[Finding]:
    """Open tickets that nobody has touched for long."""
    silent, days = case.figures.get("tickets.silent"), case.limit(SILENT_DAYS)
    if silent.number and silent.number >= case.limit(SILENT_TICKETS):
        since = case.until - timedelta(days=days)
        quiet = [one for one in tickets_open(case) if _last_word(one) < since]
        yield found(
            "tickets_silent",
            Sentence(
                "{n} open ticket has had no word for more than {days}",
                (("n", silent), ("days", Amount(days, "days"))),
                "{n} open tickets have had no word for more than {days}",
                silent.number,
            ),
            "workload",
            more=silent.number / 2,
            records=records("tickets", quiet),
            impact=Sentence("Those who wait do not know where their matter stands."),
            proposal=Sentence("Tell each of them where it stands and what comes next."),
            ahead=True,
        )


def _last_word(ticket: Ticket) -> datetime:
    """The last moment that a ticket tells of; events of its state are no part of it."""
    return max(one for one in (ticket.opened_at, ticket.first_response_at, ticket.updated_at) if one)
