"""Contract and renewals: what is used of what was bought, credits due, and what ends when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from reviewgen.agreements import CreditTerms
from reviewgen.findings.case import label
from reviewgen.metrics import BY_ID
from reviewgen.model import Depth, Figure
from reviewgen.records import Contract, Entitlement
from reviewgen.sections.listing import about, day_words, listing, of_title, planned
from reviewgen.sections.view import Cell, Head, Inputs, Nothing, Runs, Table, brief, cell, runs, shown, told

TITLE = "Contract and renewals"
LEAST: Depth = "standard"
NAMES = {Contract: "contract", Entitlement: "entitlement"}


@dataclass(frozen=True, slots=True)
class Context:
    """What the section on contracts shows."""

    consumption: Table | None = told("what is used of each allowance, and will be at the end at this pace")
    credits: Runs = told("the credits that are due for the period; empty where none are agreed")
    reasons: Table | None = told("what the credits come from")
    renewals: Table | None = told("licences, maintenance and contracts: end and notice, soonest first")


def build(inputs: Inputs) -> Context | Nothing:
    """Nothing to show without a contract, an entitlement or an agreement on credits."""
    made = Context(
        consumption=_consumption(inputs),
        credits=_credits(inputs),
        reasons=_reasons(inputs),
        renewals=_renewals(inputs),
    )
    if made == Context(None, (), None, None):
        return Nothing("No contracts are recorded. Tables of contracts and entitlements fill this section.")
    return made


# Consumption


def _consumption(inputs: Inputs) -> Table | None:
    used = [one for one in inputs.evidence.contracts if one.allowance is not None]
    used.sort(key=lambda one: (-(_of(inputs, "projected", one).number or 0.0), one.title, one.id))
    heads = (
        Head("Contract", 25),
        Head("Allowance", 13, "right"),
        Head("Used", 17, "right"),
        Head("At the end, at this pace", 14, "right"),
        Head("What is proposed", 31),
    )
    order = "the highest use first"
    return listing(inputs, "Used of what was agreed", heads, used, _used, inputs.room(0, 3, 20), order)


def _used(inputs: Inputs, contract: Contract) -> tuple[Cell, ...]:
    span = f"{day_words(inputs, contract.starts_on)} to {day_words(inputs, contract.ends_on)}"
    counted = f"up to {day_words(inputs, contract.used_on)}" if contract.used_on else ""
    allowance = f"{inputs.words.number(contract.allowance or 0, 2)} {contract.unit}".strip()
    used = brief(cell(inputs, _of(inputs, "used", contract)))
    return (
        Cell(contract.title, about(contract.id, span), record=contract.id),
        Cell(allowance),
        Cell(used.text, counted, used.tone, figure=used.figure),
        brief(cell(inputs, _of(inputs, "projected", contract))),
        planned(contract.plan, contract.owner),
    )


def _of(inputs: Inputs, name: str, one: Contract | Entitlement) -> Figure:
    """A figure of a contract or an entitlement."""
    kind = NAMES[type(one)]
    domain = "contract" if kind == "contract" else "entitlements"
    return of_title(inputs, f"{domain}.{name}", kind, one.title, one.id)


# Credits


def _credits(inputs: Inputs) -> Runs:
    due = inputs.figures.get("credits.due")
    if due.number is None:
        return ()
    return runs(f"Credits due for {inputs.words.period(due.period)}: ", shown(inputs, due), ".")


def _reasons(inputs: Inputs) -> Table | None:
    """The figures that a credit is due for, with what was agreed."""
    heads = (Head("Due for", 40), Head("Achieved", 16, "right"), Head("Agreed", 22), Head("Credit", 22, "right"))
    applied = [(one.figure, one.terms) for one in inputs.figures.credits if one.terms]
    room = inputs.room(0, 3, 12)
    return listing(inputs, "What the credits come from", heads, applied, _reason, room, "in the order of the policy")


def _reason(inputs: Inputs, credit: tuple[Figure, CreditTerms]) -> tuple[Cell, ...]:
    figure, terms = credit
    words, unit = inputs.words, BY_ID[figure.metric].unit
    side, bound = ("above", terms.above) if terms.below is None else ("below", terms.below)
    part = f"{words.amount(terms.percent, '%')} of the fee" if terms.percent is not None else ""
    return (
        Cell(label(figure)),
        cell(inputs, figure),
        Cell(f"credit {side} {words.amount(bound or 0.0, unit)}"),
        Cell(part or words.amount(terms.amount or 0.0, inputs.account.currency)),
    )


# What ends


def _renewals(inputs: Inputs) -> Table | None:
    ending = sorted(_ending(inputs), key=lambda one: _soonest(inputs, one))
    heads = (
        Head("What ends", 27),
        Head("Last day", 15),
        Head("Days left", 11, "right"),
        Head("To notice", 10, "right"),
        Head("Used of owned", 8, "right"),
        Head("What is planned", 29),
    )
    room = inputs.room(0, 4, 20)
    return listing(inputs, "Licences, maintenance and contracts", heads, ending, _end, room, "soonest first")


def _ending(inputs: Inputs) -> Iterator[Contract | Entitlement]:
    """All that has a last day; a contract with several allowances once."""
    yield from (one for one in inputs.evidence.entitlements if one.ends_on or one.used is not None)
    yield from {(one.title, one.ends_on): one for one in inputs.evidence.contracts if one.ends_on}.values()


def _soonest(inputs: Inputs, one: Contract | Entitlement) -> tuple[float, date, str]:
    """By the day on which something must be done: that of notice, or the last one where that is over."""
    days = [_of(inputs, name, one).number for name in ("notice", "days_left")]
    ahead = [number for number in days if number is not None and number >= 0]
    return (min(ahead, default=0.0 if one.ends_on else 1e9), one.ends_on or date.max, one.id)


def _end(inputs: Inputs, one: Contract | Entitlement) -> tuple[Cell, ...]:
    kind, service = ("contract", "") if isinstance(one, Contract) else (one.kind, one.service)
    owned = brief(cell(inputs, _of(inputs, "used", one))) if isinstance(one, Entitlement) else Cell("")
    return (
        Cell(one.title, about(one.id, kind, service), record=one.id),
        _last_day(inputs, one),
        brief(cell(inputs, _of(inputs, "days_left", one))),
        brief(cell(inputs, _of(inputs, "notice", one))),
        owned,
        _planned(one),
    )


def _planned(one: Contract | Entitlement) -> Cell:
    """What is planned; for an allowance that stands with its use already."""
    told_above = isinstance(one, Contract) and one.allowance is not None and one.plan
    return Cell("see above") if told_above else planned(one.plan, one.owner)


def _last_day(inputs: Inputs, one: Contract | Entitlement) -> Cell:
    """The last day, whether it goes on by itself, and how long before it notice is given."""
    notice = f"{inputs.words.number(one.notice_days)} days’ notice" if one.notice_days else ""
    renews = "renews by itself" if one.renews else ""
    words = day_words(inputs, one.ends_on)
    if one.ends_on and one.ends_on < inputs.case.today and not one.renews:
        return Cell(words, about("over", notice), "missed")
    return Cell(words, about(renews, notice))
