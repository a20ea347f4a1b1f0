"""An account under review, made by hand: figures and rows as detectors and the narrative see them."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from reviewgen.config import Account, Provider
from reviewgen.findings import Case, detect
from reviewgen.metrics import BY_ID, Figures, agreed
from reviewgen.model import Clock, Figure, Missing, Period, Process, Rule
from reviewgen.records import Action, Evidence, Major, Outage, Survey, Ticket
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
    *figures: Figure,
    targets: tuple[dict[str, Any], ...] = (),
    evidence: Evidence | None = None,
    processes: tuple[tuple[Figure, Process], ...] = (),
    **account: Any,
) -> Case:
    """Return an account with these figures, its targets held against them, and what is said of their histories."""
    found = Account.model_validate({"id": "A", "name": "Account", "targets": {"figures": targets}, **account})
    by_key = {(one.metric, one.period, one.dimensions): one for one in figures}
    changed, judged = agreed.judge(found, CHAIN, by_key, BY_ID)
    by_key |= changed
    if judged:
        by_key |= {(one.metric, one.period, ()): one for one in agreed.counted(judged, CHAIN[-1])}
    said = {(one.metric, one.dimensions): process for one, process in processes}
    figures_ = Figures("A", AS_OF.isoformat(), CHAIN, "2025-10", by_key, judged, said)
    return Case(found, OCTOBER, AS_OF, figures_, evidence or Evidence())


def process(state: Any, side: Any = "", rule: Rule = "", points: int = 13) -> Process:
    """Return what is said of a history that varies about 5 between 2 and 8, whose last point is as given."""
    values: tuple[float | None, ...] = (5.0,) * (points - 1) + ({"above": 9.0, "below": 1.0}.get(side, 5.0),)
    told = state != "short"
    centre, lower, upper = ((level if told else None,) * points for level in (5.0, 2.0, 8.0))
    calm: Rule = ""
    rules = (calm,) * (points - 1) + (rule,)
    baseline = ("2025-10", "2026-09") if told else None
    periods = ("2026-10",) * points
    size = 12 if told else 0
    return Process("individuals", periods, values, centre, lower, upper, rules, baseline, size, state, side)


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


def outage(**values: Any) -> Outage:
    """Return an outage of the whole of Ticketing, of two hours in the morning of 13 October."""
    texts = {field.name: "" for field in dataclasses.fields(Outage)}
    start, end = (datetime(2026, 10, 13, hour, tzinfo=ZONE) for hour in (8, 10))
    held = {"id": "O1", "service": "Ticketing", "started_at": start, "ended_at": end, "planned": None, "impact": None}
    return Outage(**{**texts, **held, **values})
