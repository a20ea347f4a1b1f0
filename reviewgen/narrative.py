"""Figures and findings become the sentences that open the pack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reviewgen.findings.case import Case, subject
from reviewgen.model import Figure, Sentence, Status


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer that opens a pack: a word, its tone, and the sentences that give the reason."""

    word: str
    tone: Status
    reasons: tuple[Sentence, ...]


def verdict(case: Case) -> Verdict:
    """Judge the period by its targets alone: nothing is called better or worse without a signal."""
    judged = case.judged()
    measured = [figure for figure in judged if figure.status != "not_measured"]
    missed = [figure for figure in measured if figure.status == "missed"]
    if not measured:
        return Verdict("No verdict.", "not_measured", (_why_unmeasured(judged), *_volume(case)))
    if missed:
        return Verdict("Under pressure.", "missed", (_missed(missed, measured), *_volume(case)))
    risky = [figure for figure in measured if figure.status == "at_risk"]
    met = Sentence(
        "The one target measured was met.",
        (("n", len(measured)),),
        "All {n} targets measured were met.",
        len(measured),
    )
    close = (Sentence("Little room is left in {what}.", (("what", _listed(risky)),)),) if risky else ()
    return Verdict("On target.", "at_risk" if risky else "met", (met, *close, *_volume(case)))


def _missed(missed: Sequence[Figure], measured: Sequence[Figure]) -> Sentence:
    return Sentence(
        "{m} of {n} targets was missed: {what}.",
        (("m", len(missed)), ("n", len(measured)), ("what", _listed(missed))),
        "{m} of {n} targets were missed: {what}.",
        len(missed),
    )


def _listed(figures: Sequence[Figure]) -> str:
    return "; ".join(subject(figure) for figure in figures)


def _why_unmeasured(judged: Sequence[Figure]) -> Sentence:
    if judged:
        return Sentence(
            "The one target agreed could not be measured.",
            (("n", len(judged)),),
            "None of the {n} targets agreed could be measured.",
            len(judged),
        )
    return Sentence("No targets are agreed for this account, so nothing is judged here.")


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
