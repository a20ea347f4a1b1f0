"""Accounts in which nothing ever changes: what their figures do from month to month is chance."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import numpy as np
from drawn_project import DrawnProject, Row, blank

from reviewgen.config import Account, FigureTarget, ServiceTime, Targets

AS_OF = datetime(2026, 11, 2, 6, tzinfo=UTC)
FIRST = datetime(2024, 8, 1, tzinfo=UTC)
SERVICES = ("Mail", "Network", "Portal")
HOURS = {"P1": 6.0, "P2": 12.0, "P3": 40.0}


def project(seed: int, accounts: int, a_month: float = 60.0) -> DrawnProject:
    """Tickets at a steady rate with durations, surveys and outages that come from one distribution throughout."""
    dice = np.random.default_rng(seed)
    names = tuple(f"A{number:02d}" for number in range(accounts))
    rows: dict[str, list[Row]] = {"tickets": [], "surveys": [], "actions": [], "outages": []}
    for name in names:
        size = int(dice.poisson(a_month * 27))
        moments = sorted(dice.uniform(0, (AS_OF - FIRST).total_seconds(), size).tolist())
        rows["tickets"] += [_ticket(dice, name, number, at) for number, at in enumerate(moments)]
        rows["surveys"] += [_survey(dice, name, number, at) for number, at in enumerate(moments[::3])]
        rows["outages"] += [_outage(dice, name, number, at) for number, at in enumerate(moments[::8])]
        rows["actions"] += [_action(dice, name, number, at) for number, at in enumerate(moments[::20])]
    return DrawnProject(
        tuple(_account(name) for name in names), ("2026-10",) * accounts, AS_OF, {k: tuple(v) for k, v in rows.items()}
    )


def _account(name: str) -> Account:
    figures = (FigureTarget(metric="sla.resolution", at_least=80), FigureTarget(metric="survey.csat", at_least=70))
    targets = Targets(resolution_hours=HOURS, response_hours=dict.fromkeys(HOURS, 1.0), figures=figures)
    times = tuple(ServiceTime(service=service) for service in SERVICES)
    return Account(id=name, name=f"Steady {name}", zone="UTC", targets=targets, availability=times)


def _ticket(dice: np.random.Generator, account: str, number: int, at: float) -> Row:
    opened = FIRST + timedelta(seconds=round(at))
    priority = str(dice.choice(["P1", "P2", "P3"], p=[0.15, 0.25, 0.6]))
    resolved = opened + timedelta(seconds=round(dice.lognormal(0, 0.8) * HOURS[priority] * 0.5 * 3600))
    responded = opened + timedelta(seconds=round(dice.exponential(0.5) * 3600))
    return blank(
        "tickets",
        account=account,
        id=f"{account}-{number}",
        opened_at=opened,
        priority=priority,
        service=str(dice.choice(SERVICES)),
        category=str(dice.choice(["Access", "Hardware", "Software", "Data"])),
        type="incident",
        state="closed",
        first_response_at=min(responded, resolved),
        resolved_at=resolved,
        closed_at=resolved + timedelta(days=2),
        reopen_count=float(dice.random() < 0.08),
        reassignment_count=float(dice.poisson(0.9)),
        first_contact=bool(dice.random() < 0.4),
    )


def _survey(dice: np.random.Generator, account: str, number: int, at: float) -> Row:
    sent = FIRST + timedelta(seconds=round(at) + 3600)
    answered = sent + timedelta(hours=30) if dice.random() < 0.7 else None
    score = float(dice.choice([1, 2, 3, 4, 5], p=[0.04, 0.06, 0.1, 0.35, 0.45])) if answered else None
    return blank(
        "surveys",
        account=account,
        id=f"{account}-S{number}",
        kind="csat",
        sent_at=sent,
        answered_at=answered,
        score=score,
    )


def _outage(dice: np.random.Generator, account: str, number: int, at: float) -> Row:
    start = FIRST + timedelta(seconds=round(at))
    end = start + timedelta(minutes=int(dice.lognormal(3, 0.7)) + 1)
    service = str(dice.choice(SERVICES))
    return blank("outages", account=account, id=f"{account}-O{number}", service=service, started_at=start, ended_at=end)


def _action(dice: np.random.Generator, account: str, number: int, at: float) -> Row:
    agreed = (FIRST + timedelta(seconds=round(at))).date()
    due = agreed + timedelta(days=30)
    closed = agreed + timedelta(days=int(dice.integers(5, 40)))
    return blank(
        "actions",
        account=account,
        id=f"{account}-X{number}",
        title="Something to do",
        side=random.Random(number).choice(("ours", "theirs")),
        agreed_on=agreed,
        due_on=due,
        closed_on=closed if closed < AS_OF.date() else None,
        state="done" if closed < AS_OF.date() else "open",
    )
