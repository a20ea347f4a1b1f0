"""An account under review, made by hand: figures and rows as detectors and the narrative see them."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from reviewgen.config import Account, Provider
from reviewgen.findings import Case, detect
from reviewgen.metrics import BY_ID, Figures
from reviewgen.metrics.figures import status_of
from reviewgen.model import Action, Clock, Evidence, Figure, Major, Missing, Period, Survey, Target, Ticket
from reviewgen.sections import TITLES, Inputs
from reviewgen.wording import Wording

ZONE = ZoneInfo("Europe/London")
OCTOBER = Period("2026-10", datetime(2026, 10, 1, tzinfo=ZONE), datetime(2026, 11, 1, tzinfo=ZONE))
AS_OF = datetime(2026, 11, 2, 6, tzinfo=ZONE)
CHAIN = ("2026-09", "2026-10")


def figure(metric: str, value: float | str, n: int = 50, period: str = "2026-10", **dimensions: str) -> Figure:
    """Return a figure without a target; a text as value says why it is missing."""
    held = Missing(value) if isinstance(value, str) else float(value)
    return Figure(metric, period, tuple(dimensions.items()), held, n, BY_ID[metric].unit)


def case(
    *figures: Figure, targets: tuple[dict[str, Any], ...] = (), evidence: Evidence | None = None, **account: Any
) -> Case:
    """Return an account with these figures, its targets held against them."""
    found = Account.model_validate({"id": "A", "name": "Account", "targets": {"figures": targets}, **account})
    judged = [_judged(one, found) for one in figures]
    by_key = {(one.metric, one.period, one.dimensions): one for one in judged}
    figures_ = Figures("A", AS_OF.isoformat(), CHAIN, "2025-10", by_key)
    return Case(found, OCTOBER, AS_OF, figures_, evidence or Evidence())


def _judged(one: Figure, account: Account) -> Figure:
    for wanted in account.targets.figures:
        dimensions = (("priority", wanted.priority),) if wanted.priority else ()
        if (one.metric, one.dimensions) == (wanted.metric, dimensions):
            low = wanted.at_least is not None
            target = Target("at_least" if low else "at_most", float((wanted.at_least if low else wanted.at_most) or 0))
            return dataclasses.replace(one, target=target, status=status_of(one.value, target, one.unit))
    return one


def inputs(made: Case) -> Inputs:
    """Return what sections see of an account."""
    return Inputs(
        account=made.account,
        provider=Provider(name="Northwind"),
        period=made.period,
        as_of=made.as_of,
        figures=made.figures,
        evidence=made.evidence,
        findings=detect(made),
        issues=(),
        words=Wording("en_GB"),
        titles=TITLES,
    )


def major(**values: Any) -> Major:
    """Return a major incident of 13 October."""
    texts = {field.name: "" for field in dataclasses.fields(Major)}
    held = {"id": "M1", "title": "Depots offline", "started_at": datetime(2026, 10, 13, 8, tzinfo=ZONE)}
    return Major(**{**texts, **held, "ended_at": None, **values})


def action(**values: Any) -> Action:
    """Return an open action of ours, due on 20 October."""
    texts = {field.name: "" for field in dataclasses.fields(Action)}
    days = {"due_on": date(2026, 10, 20), "revised_due_on": None, "closed_on": None, "redate_count": None}
    held = {"id": "A1", "title": "Replace the switch", "side": "ours", "state": "open", "agreed_on": date(2026, 9, 1)}
    return Action(**{**texts, **days, **held, **values})


def survey(**values: Any) -> Survey:
    """Return an answer of 10 October."""
    texts = {field.name: "" for field in dataclasses.fields(Survey)}
    answered = datetime(2026, 10, 10, 15, tzinfo=ZONE)
    held = {"id": "S1", "kind": "csat", "sent_at": None, "answered_at": answered, "score": 5.0}
    return Survey(**{**texts, **held, **values})


def ticket(**values: Any) -> Ticket:
    """Return a ticket of October."""
    texts: dict[str, Any] = {field.name: "" for field in dataclasses.fields(Ticket)}
    unknown = ("first_response_at", "resolved_at", "closed_at", "reopen_count", "reassignment_count", "first_contact")
    clock = Clock("", False, None, None)
    texts |= dict.fromkeys((*unknown, "hold_hours")) | {"response": clock, "resolution": clock}
    return Ticket(**texts | {"id": "T1", "opened_at": datetime(2026, 10, 5, tzinfo=ZONE)} | values)
