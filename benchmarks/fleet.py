"""A project of many accounts, made from a seed: what runs over all key accounts are measured on.

    python benchmarks/fleet.py FOLDER [--accounts N] [--tickets N] [--skew S] [--seed N]

Thirteen months of tickets, a survey for every twentieth, an outage and an action for every hundredth. `--skew` 0 gives
every account the same number of tickets; with 1 the number of the account of rank r goes with 1/r. Every account has a
file of its own and one of three policies. The same arguments give the same bytes.

Everything is drawn first, as numbers, and put into words in blocks of rows as it is written: ten million tickets take
1.5 GB of memory.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv as pacsv

SEED = 20_261_101
FIRST, LAST = np.datetime64("2025-10-01"), np.datetime64("2026-11-01")
AS_OF = np.datetime64("2026-11-02T06:00")
MINUTE = np.timedelta64(1, "m")
NO_TIME = np.datetime64("NaT", "m")
BLOCK = 200_000
SERVICES = ("Workplace", "Network", "Mail", "Ordering", "Storage", "Telephony")
TYPES = ("incident", "request")
CATEGORIES = ("Access", "Hardware", "Software", "Network", "Printing", "Advice")
SITES = ("Head office", "Warehouse", "North", "South")
STATES = ("closed", "resolved", "in_progress")
CHANNELS = ("phone", "e-mail", "portal", "monitoring")
PRIORITIES = ("P1", "P2", "P3", "P4")
HOURS_TO_FIX = (3.0, 6.0, 20.0, 60.0)
MATTERS = ("Sign-in refused", "Screen stays dark", "Message not delivered", "Order stuck", "Folder missing", "No line")
ZONES = ("Europe/London", "Europe/Berlin", "America/New_York", "Asia/Kolkata")
PROJECT = """\
provider: {name: Fleet Services}
defaults: {zone: Europe/London, locale: en_GB, currency: GBP, cadence: monthly, depth: standard}
as_of: 2026-11-02 06:00
calendars:
  office: {zone: Europe/London, hours: {mon-fri: "08:00-18:00"}, holidays: GB-ENG}
sources:
  - {table: tickets, files: data/tickets.csv}
  - {table: surveys, files: data/surveys.csv}
  - {table: outages, files: data/outages.csv}
  - {table: actions, files: data/actions.csv}
"""
POLICY = """\
id: {name}
name: {name}
versions:
  - calendar: {calendar}
    response: first_reply
    resolution: resolved
    targets:
      - {{priority: P1, response_hours: 0.5, resolution_hours: 6}}
      - {{priority: P2, response_hours: 1, resolution_hours: 12}}
      - {{priority: P3, response_hours: 6, resolution_hours: 40}}
      - {{priority: P4, response_hours: 10, resolution_hours: 80}}
"""
POLICIES = {"gold": "24x7", "silver": "office", "bronze": "office"}
ACCOUNT = """\
id: {id}
name: {name}
importance: key
zone: {zone}
policy: {policy}
services: [{services}]
contacts: {{customer: {{business: [{{name: {person}}}]}}}}
targets:
  figures:
    - {{metric: sla.resolution, at_least: 90}}
    - {{metric: survey.csat, at_least: 80}}
"""


@dataclass(frozen=True)
class Fleet:
    """What is made: how many accounts and tickets, how unevenly, and from which seed."""

    accounts: int = 1_000
    tickets: int = 1_000_000
    skew: float = 0.5
    seed: int = SEED

    def __post_init__(self) -> None:
        """Raise ValueError where some account would have no ticket."""
        if not 0 < self.accounts <= self.tickets:
            raise ValueError(f"{self.tickets:,} tickets are too few for {self.accounts:,} accounts")


Columns = dict[str, np.ndarray]
"""Equally long columns by name: numbers as they are drawn, or texts as they are written."""


def make(folder: Path, fleet: Fleet) -> None:
    """Write the project into a folder that may be there already."""
    for name in ("accounts", "policies", "data"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "reviewgen.yaml").write_text(PROJECT, encoding="utf-8")
    for name, calendar in POLICIES.items():
        (folder / "policies" / f"{name}.yaml").write_text(POLICY.format(name=name, calendar=calendar), encoding="utf-8")
    for number in range(fleet.accounts):
        (folder / "accounts" / f"{_id(number)}.yaml").write_text(_account(number), encoding="utf-8")
    dice = np.random.default_rng(fleet.seed)
    tickets = _tickets(fleet, dice)
    data = folder / "data"
    _write(data / "tickets.csv", _ticket_texts, tickets)
    _write(data / "surveys.csv", _survey_texts, _surveys(tickets, dice))
    _write(data / "outages.csv", _outage_texts, _outages(tickets, dice))
    _write(data / "actions.csv", _action_texts, _actions(tickets, dice))


def volumes(fleet: Fleet) -> np.ndarray:
    """The tickets of each account: at least one, and all together exactly those asked for."""
    weights = np.arange(1, fleet.accounts + 1, dtype=float) ** -fleet.skew
    found = 1 + np.floor((fleet.tickets - fleet.accounts) * weights / weights.sum()).astype(int)
    found[: fleet.tickets - int(found.sum())] += 1
    return np.asarray(found)


def _id(number: int) -> str:
    return f"A{number:05d}"


def _account(number: int) -> str:
    services = ", ".join(SERVICES[place % len(SERVICES)] for place in range(number, number + 3))
    return ACCOUNT.format(
        id=_id(number),
        name=f"Customer {number:05d} Ltd",
        zone=ZONES[number % len(ZONES)],
        policy=tuple(POLICIES)[number % len(POLICIES)],
        services=services,
        person=f"Person {number:05d}",
    )


def _tickets(fleet: Fleet, dice: np.random.Generator) -> Columns:
    owner = np.repeat(np.arange(fleet.accounts), volumes(fleet))
    size = len(owner)
    opened = FIRST.astype("datetime64[m]") + dice.integers(0, int((LAST - FIRST) / MINUTE), size) * MINUTE
    urgency = dice.choice(4, size, p=(0.03, 0.12, 0.55, 0.3)).astype("int8")
    hours = np.array(HOURS_TO_FIX)[urgency] * dice.lognormal(0.0, 0.9, size)
    resolved = opened + (hours * 60).astype(int) * MINUTE
    answered = opened + np.minimum(hours * 60 * 0.4, dice.exponential(25.0, size)).astype(int) * MINUTE
    closed = resolved + 5 * 24 * 60 * MINUTE
    stale = dice.random(size) < 0.004
    is_resolved, is_closed = (resolved < AS_OF) & ~stale, (closed < AS_OF) & ~stale
    times = {
        "opened": opened,
        "answered": np.where(answered < AS_OF, answered, NO_TIME),
        "resolved": np.where(is_resolved, resolved, NO_TIME),
        "closed": np.where(is_closed, closed, NO_TIME),
    }
    state = np.select([is_closed, is_resolved], [0, 1], 2).astype("int8")
    return {"number": np.arange(size), "owner": owner, "urgency": urgency, "state": state, **times} | _told(owner, dice)


def _told(owner: np.ndarray, dice: np.random.Generator) -> Columns:
    """What tickets tell besides their times, in the order in which it is drawn."""
    size = len(owner)
    return {
        "service": ((owner + dice.integers(0, 3, size)) % len(SERVICES)).astype("int8"),
        "matter": _places(MATTERS, dice, size),
        "place": dice.integers(1, 300, size).astype("int16"),
        "type": (dice.random(size) < 0.4).astype("int8"),
        "category": _places(CATEGORIES, dice, size),
        "site": _places(SITES, dice, size),
        "channel": _places(CHANNELS, dice, size),
        "reopened": (dice.random(size) < 0.04).astype("int8"),
        "reassigned": dice.poisson(0.5, size).astype("int8"),
        "requester": dice.integers(1, 60, size).astype("int8"),
        "agent": dice.integers(1, 12, size).astype("int8"),
    }


def _ticket_texts(drawn: Columns) -> Columns:
    return {
        "account": _accounts(drawn),
        "id": _named("T", drawn),
        "title": _titles(drawn),
        "type": np.array(TYPES)[drawn["type"]],
        "priority": np.array(PRIORITIES)[drawn["urgency"]],
        "category": np.array(CATEGORIES)[drawn["category"]],
        "service": np.array(SERVICES)[drawn["service"]],
        "site": np.array(SITES)[drawn["site"]],
        "channel": np.array(CHANNELS)[drawn["channel"]],
        "state": np.array(STATES)[drawn["state"]],
        "opened_at": _written(drawn["opened"]),
        "first_response_at": _written(drawn["answered"]),
        "resolved_at": _written(drawn["resolved"]),
        "closed_at": _written(drawn["closed"]),
        "reopen_count": drawn["reopened"].astype(str),
        "reassignment_count": drawn["reassigned"].astype(str),
        "requester": np.char.add("Person ", drawn["requester"].astype(str)),
        "assigned_to": _agents(drawn),
    }


def _surveys(tickets: Columns, dice: np.random.Generator) -> Columns:
    picked = dice.random(len(tickets["number"])) < 0.05
    asked = _taken(tickets, np.flatnonzero(picked & ~np.isnat(tickets["resolved"])))
    answered = dice.random(len(asked["number"])) < 0.5
    score = dice.choice(5, len(answered), p=(0.03, 0.05, 0.12, 0.35, 0.45)) + 1
    return asked | {"score": np.where(answered, score, 0)}


def _survey_texts(drawn: Columns) -> Columns:
    when, answered = _written(drawn["resolved"]), drawn["score"] > 0
    return {
        "account": _accounts(drawn),
        "id": _named("ST", drawn),
        "kind": np.full(len(when), "csat"),
        "sent_at": when,
        "answered_at": np.where(answered, when, ""),
        "score": np.where(answered, drawn["score"].astype(str), ""),
        "ticket": _named("T", drawn),
        "service": np.array(SERVICES)[drawn["service"]],
    }


def _outages(tickets: Columns, dice: np.random.Generator) -> Columns:
    hit = _taken(tickets, np.flatnonzero(dice.random(len(tickets["number"])) < 0.01))
    return hit | {"minutes": dice.integers(5, 180, len(hit["number"]))}


def _outage_texts(drawn: Columns) -> Columns:
    services = np.array(SERVICES)[drawn["service"]]
    return {
        "account": _accounts(drawn),
        "id": _named("OT", drawn),
        "service": services,
        "started_at": _written(drawn["opened"]),
        "ended_at": _written(drawn["opened"] + drawn["minutes"] * MINUTE),
        "title": np.char.add(services, " not reachable"),
    }


def _actions(tickets: Columns, dice: np.random.Generator) -> Columns:
    meant = _taken(tickets, np.flatnonzero(dice.random(len(tickets["number"])) < 0.01))
    agreed = meant["opened"].astype("datetime64[D]")
    due = agreed + dice.integers(10, 60, len(agreed))
    return meant | {"agreed": agreed, "due": due, "done": due + dice.integers(-8, 4, len(agreed))}


def _action_texts(drawn: Columns) -> Columns:
    finished = drawn["done"] < AS_OF
    return {
        "account": _accounts(drawn),
        "id": _named("CT", drawn),
        "title": np.char.add("Look into: ", _titles(drawn)),
        "side": np.full(len(finished), "ours"),
        "owner": _agents(drawn),
        "agreed_on": drawn["agreed"].astype(str),
        "due_on": drawn["due"].astype(str),
        "closed_on": np.where(finished, drawn["done"].astype(str), ""),
        "state": np.where(finished, "done", "open"),
    }


def _places(words: tuple[str, ...], dice: np.random.Generator, size: int) -> np.ndarray:
    return dice.integers(0, len(words), size).astype("int8")


def _accounts(drawn: Columns) -> np.ndarray:
    return np.char.add("A", np.char.zfill(drawn["owner"].astype(str), 5))


def _named(start: str, drawn: Columns) -> np.ndarray:
    return np.char.add(start, np.char.zfill(drawn["number"].astype(str), 8))


def _titles(drawn: Columns) -> np.ndarray:
    return np.char.add(np.char.add(np.array(MATTERS)[drawn["matter"]], " at place "), drawn["place"].astype(str))


def _agents(drawn: Columns) -> np.ndarray:
    return np.char.add("Agent ", drawn["agent"].astype(str))


def _written(moments: np.ndarray) -> np.ndarray:
    texts = np.char.replace(moments.astype("datetime64[m]").astype(str), "T", " ")
    return np.where(np.isnat(moments), "", texts)


def _taken(columns: Columns, rows: np.ndarray | slice) -> Columns:
    return {name: values[rows] for name, values in columns.items()}


def _write(path: Path, texts: Callable[[Columns], Columns], drawn: Columns) -> None:
    """Write the texts of all rows, a block of them at a time."""
    rows = len(drawn["number"])
    parts = (_taken(drawn, slice(start, start + BLOCK)) for start in range(0, rows, BLOCK))
    schema = pa.schema([(name, pa.string()) for name in texts(_blank(drawn))])
    with pacsv.CSVWriter(path, schema, write_options=pacsv.WriteOptions(quoting_style="none")) as file:
        for part in parts:
            file.write(pa.table(texts(part), schema))


def _blank(drawn: Columns) -> Columns:
    """One row of nothing."""
    return {name: np.zeros(1, values.dtype) for name, values in drawn.items()}


def main() -> None:
    """Read the command line and make the project."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--accounts", type=int, default=Fleet.accounts)
    parser.add_argument("--tickets", type=int, default=Fleet.tickets)
    parser.add_argument("--skew", type=float, default=Fleet.skew)
    parser.add_argument("--seed", type=int, default=Fleet.seed)
    asked = vars(parser.parse_args())
    make(asked.pop("folder"), Fleet(**asked))


if __name__ == "__main__":
    main()
