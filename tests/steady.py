"""Accounts in which nothing ever changes: what their figures do from month to month is chance."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import numpy as np
from drawn_project import DrawnProject, Row, blank

from reviewgen.config import Account, FigureTarget, ServiceTime, Targets

AS_OF = datetime(2026, 11, 2, 6, tzinfo=UTC)
FIRST = datetime(2024, 8, 1, tzinfo=UTC)
SERVICES = ("Mail", "Network", "Portal")
HOURS = {"P1": 6.0, "P2": 12.0, "P3": 40.0}


def project(seed: int, accounts: int, a_month: float = 60.0) -> DrawnProject:
    """Tickets at a steady rate, and rows of other tables beside them, that come from one distribution throughout."""
    dice = np.random.default_rng(seed)
    names = tuple(f"A{number:02d}" for number in range(accounts))
    rows: dict[str, list[Row]] = {name: [] for name in ("tickets", "capacity", *STEPS)}
    for name in names:
        size = int(dice.poisson(a_month * 27))
        moments = sorted(dice.uniform(0, (AS_OF - FIRST).total_seconds(), size).tolist())
        rows["tickets"] += [_ticket(dice, name, number, at) for number, at in enumerate(moments)]
        rows["capacity"] += _capacity(dice, name)
        for table, (step, drawn) in STEPS.items():
            rows[table] += [drawn(dice, name, number, at) for number, at in enumerate(moments[::step])]
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


def _change(dice: np.random.Generator, account: str, number: int, at: float) -> Row:
    start = FIRST + timedelta(seconds=round(at))
    end, planned = start + timedelta(minutes=int(dice.integers(20, 130))), start + timedelta(hours=2)
    done = end < AS_OF
    return blank(
        "changes",
        account=account,
        id=f"{account}-C{number}",
        title="A release of the portal",
        type=str(dice.choice(["standard", "normal", "emergency"], p=[0.5, 0.4, 0.1])),
        service=str(dice.choice(SERVICES)),
        planned_start_at=start,
        planned_end_at=planned,
        started_at=start if done else None,
        ended_at=end if done else None,
        outcome=str(dice.choice(["successful", "failed", "backed_out"], p=[0.9, 0.06, 0.04])) if done else "",
    )


def _problem(dice: np.random.Generator, account: str, number: int, at: float) -> Row:
    opened = FIRST + timedelta(seconds=round(at))
    closed = opened + timedelta(days=int(dice.integers(10, 70)))
    analysed = (opened + timedelta(days=int(dice.integers(2, 18)))).date()
    known = analysed < AS_OF.date()
    return blank(
        "problems",
        account=account,
        id=f"{account}-P{number}",
        title="The portal forgets a session",
        opened_at=opened,
        closed_at=closed if closed < AS_OF else None,
        cause="A session is kept on one server alone" if known else "",
        workaround="Sign in once more" if dice.random() < 0.6 else "",
        rca_due_on=(opened + timedelta(days=14)).date(),
        rca_done_on=analysed if known else None,
        fix_due_on=(opened + timedelta(days=60)).date(),
    )


def _improvement(dice: np.random.Generator, account: str, number: int, at: float) -> Row:
    raised = (FIRST + timedelta(seconds=round(at))).date()
    done = raised + timedelta(days=int(dice.integers(20, 80)))
    return blank(
        "improvements",
        account=account,
        id=f"{account}-I{number}",
        title="A form of its own for new starters",
        raised_on=raised,
        agreed_on=raised,
        due_on=raised + timedelta(days=60),
        done_on=done if done < AS_OF.date() else None,
    )


def _complaint(dice: np.random.Generator, account: str, number: int, at: float) -> Row:
    received = (FIRST + timedelta(seconds=round(at))).date()
    answered = received + timedelta(days=int(dice.integers(1, 9)))
    return blank(
        "complaints",
        account=account,
        id=f"{account}-K{number}",
        title="Nobody called back",
        received_on=received,
        answer_due_on=received + timedelta(days=7),
        answered_on=answered if answered < AS_OF.date() else None,
    )


def _value(dice: np.random.Generator, account: str, number: int, at: float) -> Row:
    return blank(
        "value",
        account=account,
        id=f"{account}-V{number}",
        on=(FIRST + timedelta(seconds=round(at))).date(),
        title="Reports come by themselves",
        kind="saving",
        hours=float(dice.integers(2, 9)),
        assumption="A quarter of an hour a report",
    )


def _capacity(dice: np.random.Generator, account: str) -> list[Row]:
    """A disk that is about as full on every Monday, and a link."""
    days = [FIRST.date() + timedelta(days=7 * week) for week in range((AS_OF - FIRST).days // 7)]
    return [
        blank("capacity", account=account, resource=name, measured_on=day, used=float(dice.normal(60, 3)), limit=100.0)
        for name in ("Disk", "Link")
        for day in days
    ]


# Of how many tickets one has a row of the table beside it, and how that is drawn.
STEPS: dict[str, tuple[int, Callable[[np.random.Generator, str, int, float], Row]]] = {
    "surveys": (3, _survey),
    "outages": (8, _outage),
    "actions": (20, _action),
    "changes": (5, _change),
    "problems": (20, _problem),
    "improvements": (40, _improvement),
    "complaints": (15, _complaint),
    "value": (20, _value),
}
