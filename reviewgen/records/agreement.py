"""What was agreed and bought: contracts, entitlements, projects and their milestones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reviewgen.languages import N_
from reviewgen.records import columns as c
from reviewgen.records.columns import Table


@dataclass(frozen=True, slots=True)
class Project:
    """A project that runs, or ended in the period."""

    id: str = c.key("the project's number", required=True)
    title: str = c.text("what it is about, in one line", required=True)
    started_on: date = c.date("the day it began, or is to begin", required=True)
    baseline_end_on: date | None = c.date("the day it was first to end")
    forecast_end_on: date | None = c.date("the day it is now expected to end")
    ended_on: date | None = c.date("the day it ended; empty while it runs")
    owner: str = c.text("the person who leads it")
    reported_on: date | None = c.date("the day of the numbers in this row")
    budget: float | None = c.number("what it may cost in all", unit="currency")
    planned_value: float | None = c.number("budgeted cost of the work that was to be done by then", unit="currency")
    earned_value: float | None = c.number("budgeted cost of the work that was done by then", unit="currency")
    actual_cost: float | None = c.number("what it has cost by then", unit="currency")
    tests_planned: float | None = c.count("acceptance tests that were to be passed by then")
    tests_passed: float | None = c.count("acceptance tests passed by then")
    quality: str = c.text("the state of quality, in words for the customer")
    summary: str = c.text("where it stands, in words for the customer")


@dataclass(frozen=True, slots=True)
class Milestone:
    """A milestone of a project."""

    project: str = c.key("number of the project", required=True)
    id: str = c.key("the milestone's number", required=True)
    title: str = c.text("what is reached, in one line", required=True)
    baseline_on: date | None = c.date("the day it was first planned for")
    forecast_on: date | None = c.date("the day it is now expected")
    done_on: date | None = c.date("the day it was reached")


@dataclass(frozen=True, slots=True)
class Entitlement:
    """A licence, a maintenance contract, a certificate or a warranty, and when it ends."""

    id: str = c.key("its number", required=True)
    title: str = c.text("what it is, in one line", required=True)
    kind: str = c.code("licence, maintenance, certificate, warranty, or your own words")
    service: str = c.code("the service that needs it")
    ends_on: date | None = c.date("the last day it holds")
    notice_days: float | None = c.count("how many days before its end notice must be given", unit="days")
    renews: bool | None = c.flag("true if it goes on by itself where nobody gives notice")
    owned: float | None = c.number("how many may be used")
    used: float | None = c.number("how many are used")
    owner: str = c.text("the person who sees to it")
    plan: str = c.text("what will be done before it ends")


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract, or what one of its allowances is and how much of it has been used."""

    id: str = c.key("its number; a contract with several allowances takes a row for each", required=True)
    title: str = c.text("what it is, in one line", required=True)
    starts_on: date | None = c.date("its first day")
    ends_on: date | None = c.date("its last day")
    notice_days: float | None = c.count("how many days before its end notice must be given", unit="days")
    renews: bool | None = c.flag("true if it goes on by itself where nobody gives notice")
    allowance: float | None = c.number("how much is contracted from the first day to the last")
    used: float | None = c.number("how much of that has been used")
    used_on: date | None = c.date("up to the end of which day that was counted; empty: the state of the data")
    unit: str = c.code("the unit of both: hours, devices, tickets")
    owner: str = c.text("the person who sees to it")
    plan: str = c.text("what is proposed for it")


PROJECTS = Table(
    "projects",
    N_("projects"),
    "Projects for the customer: cost, schedule and quality, one row each.",
    Project,
    time=("started_on",),
    lasts=("started_on", "ended_on"),
    later=("ended_on",),
)
MILESTONES = Table(
    "milestones",
    N_("milestones"),
    "What projects are to reach, and when, one row each.",
    Milestone,
    key=("project", "id"),
    later=("done_on",),
)
ENTITLEMENTS = Table(
    "entitlements",
    N_("entitlements"),
    "Licences, maintenance, certificates and warranties, with the day they end, one row each.",
    Entitlement,
)
CONTRACTS = Table(
    "contracts",
    N_("contracts"),
    "Contracts: their end and notice, what they allow and how much of it is used, one row each.",
    Contract,
)
