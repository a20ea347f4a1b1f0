"""Contract and renewals: what is used of what was bought, credits due, and what ends when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from reviewgen.agreements import CreditTerms
from reviewgen.charts import Bullet, bullets
from reviewgen.findings.case import label
from reviewgen.metrics import BY_ID
from reviewgen.model import Depth, Figure
from reviewgen.records import Contract, Entitlement
from reviewgen.sections.histories import drawn_texts, paired
from reviewgen.sections.listing import about, day_words, listing, of_title, planned
from reviewgen.sections.view import (
    Cell,
    Chart,
    Head,
    Inputs,
    Nothing,
    Runs,
    Table,
    brief,
    cell,
    filled,
    plain,
    runs,
    said,
    shown,
    told,
)

TITLE = "Contract and renewals"
LEAST: Depth = "standard"
MOST_DRAWN = 8
ALLOWED = 100.0
"""Percent of an allowance, all of it."""
NAMES = {Contract: "contract", Entitlement: "entitlement"}


@dataclass(frozen=True, slots=True)
class Context:
    """What the section on contracts shows."""

    chart: Chart | None = told("how much of each allowance is used, and will be, at full depth where there are several")
    consumption: Table | None = told("what is used of each allowance, and will be at the end at this pace")
    credits: Runs = told("the credits that are due for the period; empty where none are agreed")
    reasons: Table | None = told("what the credits come from")
    renewals: Table | None = told("licences, maintenance and contracts: end and notice, soonest first")


def build(inputs: Inputs) -> Context | Nothing:
    """Nothing to show without a contract, an entitlement or an agreement on credits."""
    made = Context(
        chart=_chart(inputs) if inputs.depth == "full" else None,
        consumption=_consumption(inputs),
        credits=_credits(inputs),
        reasons=_reasons(inputs),
        renewals=_renewals(inputs),
    )
    if made == Context(None, None, (), None, None):
        words = inputs.words
        return Nothing(
            words.gettext("No contracts are recorded. Tables of contracts and entitlements fill this section.")
        )
    return made


# Consumption


def _allowances(inputs: Inputs) -> list[Contract]:
    """Contracts with an allowance, the one that will be used most first."""
    used = [one for one in inputs.evidence.contracts if one.allowance is not None]
    return sorted(used, key=lambda one: (-_most(inputs, one), one.title, one.id))


def _most(inputs: Inputs, contract: Contract) -> float:
    """What is used of an allowance, or will be at its end: the larger one."""
    return max(_of(inputs, name, contract).number or 0.0 for name in ("used", "projected"))


def _chart(inputs: Inputs) -> Chart | None:
    """What is used of each allowance, with what will be at its end at this pace."""
    drawn = [one for one in _allowances(inputs) if _of(inputs, "used", one).number is not None][:MOST_DRAWN]
    if len(drawn) < 2:
        return None
    used, projected = ([_of(inputs, name, one) for one in drawn] for name in ("used", "projected"))
    title, names, texts = _pace(inputs, drawn[0]), [one.title for one in drawn], drawn_texts(inputs, used)
    rows = [
        Bullet(name, now.number, ALLOWED, end.number, text)
        for name, now, end, text in zip(names, used, projected, texts, strict=True)
    ]
    _ = inputs.words.gettext
    svg = bullets(
        rows,
        title=plain(title),
        description=paired(inputs, names, texts),
        names=(_("used"), _("all that was agreed"), _("at the end, at this pace")),
        colour=inputs.account.branding.accent,
    )
    told_of = [one for one in projected if one.number is not None]
    return Chart(title, runs(_(BY_ID[used[0].metric].label)), svg, (*used, *told_of))


def _pace(inputs: Inputs, contract: Contract) -> Runs:
    """Whether an allowance is passed, or will be; that none is, it says only where all are known."""
    _, used, projected = inputs.words.gettext, _of(inputs, "used", contract), _of(inputs, "projected", contract)
    known = all(_of(inputs, "projected", one).number is not None for one in _allowances(inputs))
    if projected.number is not None and (projected.number > ALLOWED or known):
        text = (
            _("{contract} passes what was agreed: {figure} at its end, at this pace")
            if projected.number > ALLOWED
            else _("No allowance is passed at this pace; {contract} comes nearest: {figure} at its end")
        )
        return filled(text, contract=contract.title, figure=shown(inputs, projected))
    if (used.number or 0.0) > ALLOWED:
        text = _("{contract} has passed what was agreed: {figure} used")
        return filled(text, contract=contract.title, figure=shown(inputs, used))
    return runs(_("What is used of each allowance"))


def _consumption(inputs: Inputs) -> Table | None:
    used = _allowances(inputs)
    _ = inputs.words.gettext
    heads = (
        Head(_("Contract"), 25),
        Head(_("Allowance"), 13, "right"),
        Head(_("Used"), 17, "right"),
        Head(_("At the end, at this pace"), 14, "right"),
        Head(_("What is proposed"), 31),
    )
    order = _("the highest use first")
    return listing(inputs, _("Used of what was agreed"), heads, used, _used, inputs.room(0, 3, 20), order)


def _used(inputs: Inputs, contract: Contract) -> tuple[Cell, ...]:
    _ = inputs.words.gettext
    first, last = day_words(inputs, contract.starts_on), day_words(inputs, contract.ends_on)
    span = _("{first} to {last}", first=first, last=last)
    counted = _("up to {day}", day=day_words(inputs, contract.used_on)) if contract.used_on else ""
    allowance = f"{inputs.words.number(contract.allowance or 0, 2)} {contract.unit}".strip()
    used = brief(cell(inputs, _of(inputs, "used", contract)))
    return (
        Cell(contract.title, about(contract.id, span), record=contract.id),
        Cell(allowance, key=contract.allowance),
        Cell(used.text, counted, used.tone, figure=used.figure),
        brief(cell(inputs, _of(inputs, "projected", contract))),
        planned(inputs, contract.plan, contract.owner),
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
    text = inputs.words.gettext("Credits due for {period}: {amount}.")
    return filled(text, period=inputs.words.period(due.period), amount=shown(inputs, due))


def _reasons(inputs: Inputs) -> Table | None:
    """The figures that a credit is due for, with what was agreed."""
    _ = inputs.words.gettext
    heads = (
        Head(_("Due for"), 40),
        Head(_("Achieved"), 16, "right"),
        Head(_("Agreed"), 22),
        Head(_("Credit"), 22, "right"),
    )
    applied = [(one.figure, one.terms) for one in inputs.figures.credits if one.terms]
    room = inputs.room(0, 3, 12)
    caption, order = _("What the credits come from"), _("in the order of the policy")
    return listing(inputs, caption, heads, applied, _reason, room, order)


def _reason(inputs: Inputs, credit: tuple[Figure, CreditTerms]) -> tuple[Cell, ...]:
    figure, terms = credit
    words, unit = inputs.words, BY_ID[figure.metric].unit
    bound = terms.above if terms.below is None else terms.below
    agreed = words.amount(bound or 0.0, unit)
    return (
        Cell(said(inputs, label(figure))),
        cell(inputs, figure),
        Cell(
            words.gettext("credit above {value}", value=agreed)
            if terms.below is None
            else words.gettext("credit below {value}", value=agreed)
        ),
        Cell(_credit(inputs, terms)),
    )


def _credit(inputs: Inputs, terms: CreditTerms) -> str:
    """What is due: a part of the fee, or an amount."""
    words = inputs.words
    if terms.percent is None:
        return words.amount(terms.amount or 0.0, inputs.account.currency)
    return words.gettext("{share} of the fee", share=words.amount(terms.percent, "%"))


# What ends


def _renewals(inputs: Inputs) -> Table | None:
    ending = sorted(_ending(inputs), key=lambda one: _soonest(inputs, one))
    _ = inputs.words.gettext
    heads = (
        Head(_("What ends"), 27),
        Head(_("Last day"), 15),
        Head(_("Days left"), 11, "right"),
        Head(_("To notice"), 10, "right"),
        Head(_("Used of owned"), 8, "right"),
        Head(_("What is planned"), 29),
    )
    room = inputs.room(0, 4, 20)
    return listing(inputs, _("Licences, maintenance and contracts"), heads, ending, _end, room, _("soonest first"))


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
    contract = inputs.words.pgettext("what ends", "contract")
    kind, service = (contract, "") if isinstance(one, Contract) else (one.kind, one.service)
    owned = brief(cell(inputs, _of(inputs, "used", one))) if isinstance(one, Entitlement) else Cell("")
    return (
        Cell(one.title, about(one.id, kind, service), record=one.id),
        _last_day(inputs, one),
        brief(cell(inputs, _of(inputs, "days_left", one))),
        brief(cell(inputs, _of(inputs, "notice", one))),
        owned,
        _planned(inputs, one),
    )


def _planned(inputs: Inputs, one: Contract | Entitlement) -> Cell:
    """What is planned; for an allowance that stands with its use already."""
    told_above = isinstance(one, Contract) and one.allowance is not None and one.plan
    return Cell(inputs.words.gettext("see above")) if told_above else planned(inputs, one.plan, one.owner)


def _last_day(inputs: Inputs, one: Contract | Entitlement) -> Cell:
    """The last day, whether it goes on by itself, and how long before it notice is given."""
    _ = inputs.words.gettext
    renews = _("renews by itself") if one.renews else ""
    day, notice = day_words(inputs, one.ends_on), _notice(inputs, one.notice_days)
    if one.ends_on and one.ends_on < inputs.case.today and not one.renews:
        return Cell(day, about(inputs.words.pgettext("what ends", "over"), notice), "missed", key=one.ends_on)
    return Cell(day, about(renews, notice), key=one.ends_on)


def _notice(inputs: Inputs, days: float | None) -> str:
    words = inputs.words
    return words.ngettext("{n} day’s notice", "{n} days’ notice", days, n=words.number(days)) if days else ""
