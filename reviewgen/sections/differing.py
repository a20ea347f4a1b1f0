"""The policy's word on clocks beside the tool's: where they differ, and the likeliest reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from reviewgen.findings.case import called
from reviewgen.languages import N_
from reviewgen.model import Figure
from reviewgen.sections.decided import LISTED, NAMES, decided, limit_cell, most_urgent_first, ticket_cell, used_cell
from reviewgen.sections.promised import by_policy
from reviewgen.sections.view import Cell, Head, Inputs, Table, bare, brief, capped, cell, said, shown

STATES = {
    "met": N_("met"),
    "breached": N_("missed"),
    "running": N_("running"),
    "not_measured": N_("not measured"),
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Our word on clocks beside the tool's."""

    words: Table
    reasons: Table | None
    tickets: Table | None


def comparison(inputs: Inputs) -> Comparison | None:
    """None where no clock has a word of both."""
    words = _words_beside(inputs, by_policy(inputs))
    tickets = _differing(inputs) if inputs.depth == "full" else None
    return Comparison(words, _reasons(inputs), tickets) if words.rows else None


def _words_beside(inputs: Inputs, clocks: list[str]) -> Table:
    _ = inputs.words.gettext
    heads = (
        Head(_("By the policy"), 36),
        Head(_("Met by the tool"), 20, "right"),
        Head(_("Missed by the tool"), 20, "right"),
        Head(_("Both say the same"), 24, "right"),
    )
    rows = [row for clock in clocks for row in _words_of(inputs, clock)]
    return Table(_("The policy's word beside the tool's"), heads, tuple(rows))


def _words_of(inputs: Inputs, clock: str) -> Iterable[tuple[Cell, ...]]:
    found = {
        (dict(figure.dimensions)["ours"], dict(figure.dimensions)["tool"]): figure
        for figure in inputs.figures.split("sla.reconciled", "ours", "tool", clock=clock)
        if figure.number
    }
    _ = inputs.words.gettext
    agreement = cell(inputs, inputs.figures.get("sla.agreement", clock=clock), with_n=True)
    for place, ours in enumerate(ours for ours in STATES if any(ours == pair[0] for pair in found)):
        yield (
            Cell(_("{first}: {then}", first=_(NAMES[clock]), then=_(STATES[ours]))),
            *(_pair(inputs, found.get((ours, tool)), ours, tool) for tool in ("met", "breached")),
            Cell("") if place else brief(agreement),
        )


def _pair(inputs: Inputs, figure: Figure | None, ours: str, tool: str) -> Cell:
    """A number of clocks; strong where one says met and the other missed."""
    if figure is None:
        return Cell("–", tone="quiet")
    differ = ours in ("met", "breached") and ours != tool
    return replace(bare(shown(inputs, figure)), tone="strong" if differ else "")


def _reasons(inputs: Inputs) -> Table | None:
    """How many verdicts differ, by the likeliest reason."""
    found = {
        (dict(figure.dimensions)["reason"], clock): figure
        for clock in by_policy(inputs)
        for figure in inputs.figures.split("sla.differences", "reason", clock=clock)
        if figure.number
    }
    if not found:
        return None
    order = sorted(found, key=lambda key: (-(found[key].number or 0), key))
    clocks = [clock for clock in NAMES if any(clock == other for _, other in found)]
    rows = tuple(
        (
            Cell(said(inputs, called("reason", reason))),
            *(_pair(inputs, found.get((reason, clock)), "", "") for clock in clocks),
        )
        for reason in dict.fromkeys(reason for reason, _ in order)
    )
    _, width = inputs.words.gettext, 52 // len(clocks)
    first = Head(_("Likeliest reason"), 100 - width * len(clocks))
    heads = (first, *(Head(_(NAMES[one]), width, "right") for one in clocks))
    return Table(_("Why they differ"), heads, rows)


def _differing(inputs: Inputs) -> Table | None:
    """The tickets of the period on which the two differ."""
    found = [one for kind in ("met", "breached") for one in decided(inputs, kind) if one[2].difference]
    if not found:
        return None
    _ = inputs.words.gettext
    heads = (
        Head(_("Ticket"), 34),
        Head(_("Clock"), 11),
        Head(_("Policy"), 8),
        Head(_("Tool"), 8),
        Head(_("Business time"), 10, "right"),
        Head(_("Promised"), 10, "right"),
        Head(_("Likeliest reason"), 19),
    )
    chosen = most_urgent_first(inputs, found)[:LISTED]
    rows = tuple(
        (
            ticket_cell(ticket),
            Cell(_(NAMES[name])),
            *(
                Cell(_(STATES[word]), tone="missed" if word == "breached" else "")
                for word in (clock.outcome, clock.verdict)
            ),
            used_cell(inputs, clock),
            limit_cell(inputs, name, clock),
            Cell(said(inputs, called("reason", clock.difference))),
        )
        for ticket, name, clock in chosen
    )
    more = capped(inputs, len(rows), len(found), _("all are in data/clocks.csv"))
    return Table(_("Tickets on which they differ"), heads, rows, more)
