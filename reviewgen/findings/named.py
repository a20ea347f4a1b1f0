"""Rows as findings name them: as evidence, by their titles, and by whom they wait for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from reviewgen.findings.case import Case, joined
from reviewgen.model import Sentence
from reviewgen.records import ENDED, Ticket

TOLD = 2


class _Numbered(Protocol):
    @property
    def id(self) -> str: ...


class _Titled(Protocol):
    @property
    def title(self) -> str: ...


class _Named(_Numbered, _Titled, Protocol):
    """A row with a number and a title."""


T = TypeVar("T", bound=_Named)


class _Owned(Protocol):
    @property
    def owner(self) -> str: ...


def records(table: str, rows: Iterable[_Numbered]) -> tuple[tuple[str, str], ...]:
    """Rows of a table as the evidence of a finding."""
    return tuple((table, row.id) for row in rows)


def titles(rows: Sequence[_Titled]) -> Sentence:
    """The titles of the first rows, and whether there are others."""
    told = joined([row.title for row in rows[:TOLD]])
    return Sentence("{titles}; and others", (("titles", told),)) if len(rows) > TOLD else told


def by_title(rows: Iterable[T]) -> dict[str, T]:
    """Rows by what their figures are called: by title, or number where there is none; "title (number)" of namesakes."""
    found = {}
    for row in rows:
        title = row.title or row.id
        found[title] = found[f"{title} ({row.id})"] = row
    return found


def owner_of(rows: Iterable[_Owned]) -> str:
    """The one person whom all rows name; with several no one is named."""
    owners = {row.owner for row in rows}
    return owners.pop() if len(owners) == 1 else ""


def tickets_open(case: Case) -> tuple[Ticket, ...]:
    """The tickets that are open at the end of the period."""
    return tuple(one for one in case.evidence.tickets if _is_open(one, case))


def _is_open(ticket: Ticket, case: Case) -> bool:
    ended = ticket.resolved_at or ticket.closed_at
    if ended is None and ticket.state in ENDED:
        return False
    return ticket.opened_at < case.until and (ended is None or ended >= case.until)
