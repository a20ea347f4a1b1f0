"""Figures and findings become the sentences that open the pack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reviewgen.findings.behaviour import signal_of, than_usual
from reviewgen.findings.case import Case, subject
from reviewgen.model import Figure, Finding, Sentence, Status


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer that opens a pack: a word, its tone, and the sentences that give the reason."""

    word: str
    tone: Status
    reasons: tuple[Sentence, ...]


def verdict(case: Case) -> Verdict:
    """Judge the period by its targets; nothing is called better, worse or stable but by its history."""
    measured = [figure for figure in case.judged() if figure.status != "not_measured"]
    missed, risky = ([one for one in measured if one.status == status] for status in ("missed", "at_risk"))
    if not measured:
        return Verdict("No verdict.", "not_measured", (_why_unmeasured(case), *_volume(case)))
    varied = (*_variation(case, measured, missed or risky), *_volume(case))
    if missed:
        return Verdict("Under pressure.", "missed", (_missed(case, missed), *varied))
    met = Sentence(
        "The one target measured was met.",
        (("met", case.figures.get("targets.met")),),
        "All {met} targets measured were met.",
        len(measured),
    )
    close = (Sentence("Little room is left in {what}.", (("what", _listed(case, risky)),)),) if risky else ()
    word = "Stable." if not risky and _is_stable(case, measured) else "On target."
    return Verdict(word, "at_risk" if risky else "met", (met, *close, *varied))


def _missed(case: Case, missed: Sequence[Figure]) -> Sentence:
    counts = tuple((name, case.figures.get(f"targets.{name}")) for name in ("missed", "measured"))
    return Sentence(
        "{missed} of {measured} targets was missed: {what}.",
        (*counts, ("what", _listed(case, missed))),
        "{missed} of {measured} targets were missed: {what}.",
        len(missed),
    )


def _listed(case: Case, figures: Sequence[Figure]) -> str:
    """The figures by name, each with the side of its signal if there is one."""
    found = ((subject(figure), signal_of(case, figure)) for figure in figures)
    return "; ".join(f"{name} ({than_usual(signal)})" if signal else name for name, signal in found)


def _variation(case: Case, measured: Sequence[Figure], named: Sequence[Figure]) -> tuple[Sentence, ...]:
    """What histories say of the figures with a target that are not named yet; nothing where there is no history."""
    others = [figure for figure in measured if figure not in named]
    loud = [figure for figure in others if signal_of(case, figure)]
    if loud:
        return (Sentence("Signals of a change: {what}.", (("what", _listed(case, loud)),)),)
    if not any(_has_limits(case, figure) for figure in others):
        return ()
    more = "other " if any(signal_of(case, figure) for figure in named) else ""
    return (Sentence(f"No {more}figure with a target signals a change."),)


def _is_stable(case: Case, figures: Sequence[Figure]) -> bool:
    """Whether none of the figures that can be judged by their history gave a signal over twice the baseline."""
    states = [process.state for figure in figures if (process := case.figures.process(figure))]
    return "stable" in states and not {"signal", "steady"} & set(states)


def _has_limits(case: Case, figure: Figure) -> bool:
    process = case.figures.process(figure)
    return process is not None and process.state != "short"


def _why_unmeasured(case: Case) -> Sentence:
    agreed = case.figures.get("targets.agreed")
    if agreed.number:
        return Sentence(
            "The one target agreed could not be measured.",
            (("agreed", agreed),),
            "None of the {agreed} targets agreed could be measured.",
            agreed.number,
        )
    return Sentence("No target is agreed for any figure of this account, so nothing is judged here.")


def _volume(case: Case) -> tuple[Sentence, ...]:
    names = ("tickets.opened", "tickets.resolved", "tickets.backlog")
    opened, resolved, backlog = (case.figures.get(name) for name in names)
    if opened.number is None:
        return ()
    if resolved.number is None or backlog.number is None:
        text, many = "{opened} ticket was opened.", "{opened} tickets were opened."
        return (Sentence(text, (("opened", opened),), many, opened.number),)
    return (
        Sentence(
            "{opened} ticket was opened and {resolved} resolved; {backlog} stood open at the end.",
            (("opened", opened), ("resolved", resolved), ("backlog", backlog)),
            "{opened} tickets were opened and {resolved} resolved; {backlog} stood open at the end.",
            opened.number,
        ),
    )


def paragraphs(case: Case, section: str, findings: Sequence[Finding]) -> tuple[Sentence, ...]:
    """The short text that opens a section, drawn from its findings and figures."""
    return ()
