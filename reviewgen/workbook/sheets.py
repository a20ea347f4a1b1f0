"""The sheets of a workbook: the figures, the tickets with their clocks, and the other records of the period."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import Any

from reviewgen import datafiles
from reviewgen.findings.case import limit_of
from reviewgen.languages import N_
from reviewgen.metrics import BY_ID, Figures
from reviewgen.metrics.clocks import CLOCKS
from reviewgen.model import Clock, Dimensions, Figure
from reviewgen.records import LISTED, Column, Ticket
from reviewgen.sections.view import Inputs, why_absent
from reviewgen.workbook.book import Sheet, Value, sheet_of, without_empty
from reviewgen.workbook.heads import FIGURES, Vocabulary, plain

BOUNDS = {"at_least": N_("At least"), "at_most": N_("At most")}
Said = Callable[[Any], Any]
Rows = Iterable[Sequence[Any]]


def sheets_of(inputs: Inputs) -> Iterator[Sheet]:
    """Figures, tickets and clocks, then each table that has a row: what the data files hold."""
    _, of = inputs.words.gettext, Vocabulary.of(inputs)
    yield _figures(inputs)
    tickets = inputs.evidence.tickets
    about = _("The tickets that concern the period")
    yield _listed(of, "tickets", _("Tickets"), about, _ticket_columns(), _of_tickets(tickets))
    about = _("Both clocks of each of these tickets")
    yield _listed(of, "clocks", _("Clocks"), about, _clock_columns(), _of_clocks(tickets))
    for table in LISTED:
        records = getattr(inputs.evidence, table.name)
        if records and table.name != "tickets":
            columns = datafiles.leaving(table.name)
            rows = map(attrgetter(*(column.name for column in columns)), records)
            yield _listed(of, table.name, _(table.title), _("Those that concern the period"), columns, rows)


def _listed(of: Vocabulary, table: str, name: str, about: str, columns: Sequence[Column], rows: Rows) -> Sheet:
    """The rows of a table, their codes in words."""
    said = [of.said(table, column.name) for column in columns]
    worded = [tuple(value if say is None else say(value) for say, value in zip(said, row, strict=True)) for row in rows]
    heads = [of.head(table, column) for column in columns]
    return without_empty(sheet_of(plain(name), plain(about), heads, worded))


def _ticket_columns() -> list[Column]:
    """Those of the table, then three of each clock."""
    return [
        *datafiles.leaving("tickets"),
        *(_plain_column(f"{clock}_{part}") for clock in CLOCKS for part in ("outcome", "hours", "promised_hours")),
    ]


def _clock_columns() -> list[Column]:
    return [_plain_column(name) for name in datafiles.CLOCK_COLUMNS]


def _plain_column(name: str) -> Column:
    """A column that no record describes."""
    if name.endswith("hours"):
        return Column(name, "duration", "", unit="h")
    return Column(name, "instant" if name.endswith("_at") else "code", "")


def _of_tickets(tickets: Iterable[Ticket]) -> Rows:
    names = [column.name for column in datafiles.leaving("tickets")]
    parts = (f"{clock}.{part}" for clock in CLOCKS for part in ("outcome", "hours", "limit"))
    return map(attrgetter(*names, *parts), tickets)


def _of_clocks(tickets: Iterable[Ticket]) -> Rows:
    for ticket in tickets:
        for name in CLOCKS:
            clock: Clock = getattr(ticket, name)
            spans = "; ".join(f"{_minute(start)} / {_minute(end)}" for start, end in clock.holds)
            yield (ticket.id, name, *datafiles.before_holds(clock), spans, clock.verdict, clock.difference)


def _minute(instant: datetime | None) -> str:
    """A moment within a text; nothing where there is none yet."""
    return f"{instant:%Y-%m-%d %H:%M}" if instant else ""


def _figures(inputs: Inputs) -> Sheet:
    """The figures of figures.json: those of the period under review, then those of others, the latest first."""
    _, figures = inputs.words.gettext, inputs.figures
    limits = cache(lambda where: _limits(inputs, where))
    rows = [_figure(inputs, one, limits(one.dimensions)) for one in _in_order(figures)]
    heads = [plain(_(name)) for name in FIGURES]
    return sheet_of(plain(_("Figures")), plain(_("Every figure of the pack")), heads, rows)


def _in_order(figures: Figures) -> Iterator[Figure]:
    by_period: dict[str, list[Figure]] = {
        period: [] for period in dict.fromkeys((*reversed(figures.chain), figures.last_year))
    }
    for one in figures:
        if one.period in by_period:
            by_period[one.period].append(one)
    return (one for found in by_period.values() for one in found)


def _figure(inputs: Inputs, figure: Figure, limits: str) -> tuple[Value, ...]:
    _, metric, target = inputs.words.gettext, BY_ID[figure.metric], figure.target
    return (
        plain(_(metric.label)),
        limits,
        figure.period,
        figure.number,
        _unit(inputs, figure),
        figure.n,
        plain(_(BOUNDS[target.bound])) if target else None,
        target.value if target else None,
        plain(inputs.words.status(figure.status)),
        figure.told,
        plain(why_absent(inputs, figure)),
        metric.id,
    )


def _unit(inputs: Inputs, figure: Figure) -> str:
    """The unit in the account's language; a currency by its code."""
    own = figure.unit in ("", inputs.account.currency)
    return figure.unit if own else plain(inputs.words.gettext(figure.unit))


def _limits(inputs: Inputs, dimensions: Dimensions) -> str:
    """What a figure is limited to, besides the period: "priority P1; service Mail"."""
    return plain(inputs.words.chained(inputs.words.say(limit_of(name, value)) for name, value in dimensions))
