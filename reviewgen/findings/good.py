"""What went well, each with the number behind it."""

from __future__ import annotations

from collections.abc import Iterable

from reviewgen.findings.case import Case
from reviewgen.metrics import BY_ID
from reviewgen.model import Figure, Finding, Sentence

LEAST_CLOCKS = 10


def all_targets_met(case: Case) -> Iterable[Finding]:
    """Every target that could be measured was met."""
    agreed, measured, met = (case.figures.get(f"targets.{name}") for name in ("agreed", "measured", "met"))
    if met.number and met.number == measured.number:
        title = Sentence(
            "The one target measured was met", (("met", met),), "All {met} targets measured were met", met.number
        )
        detail = Sentence("Of {agreed} agreed", (("agreed", agreed),))
        yield _good("all_targets_met", title, detail, "service_levels", 90)


def promises_kept(case: Case) -> Iterable[Finding]:
    """Every promise of ours that was due was kept on its original day."""
    kept = case.figures.get("actions.on_time", side="ours")
    if kept.number == 100:
        title = Sentence(
            "The one promise due was kept on its original day",
            (("kept", kept),),
            "All {kept.n} promises due were kept on their original day",
            kept.n,
        )
        still = case.figures.get("actions.open", side="ours")
        detail = Sentence("{open} open at the end of the period", (("open", still),))
        yield _good("promises_kept", title, detail, "promises", 85 + kept.n / 10)


def no_breach(case: Case) -> Iterable[Finding]:
    """No target was missed at all, on resolution or on any other clock that is measured."""
    levels = case.figures.get("sla.resolution")
    missed = any(breaches.number for breaches in case.figures.split("sla.breaches", "clock"))
    if levels.number == 100 and levels.n >= LEAST_CLOCKS and not missed:
        yield _good(
            "no_breach",
            Sentence("Every one of {levels.n} resolution targets was met", (("levels", levels),)),
            Sentence("No breach in the period"),
            "service_levels",
            80,
        )


def no_major(case: Case) -> Iterable[Finding]:
    """No major incident started."""
    majors = case.figures.get("majors.count")
    if majors.number == 0 and case.figures.get("majors.minutes").number == 0:
        before = case.figures.get("majors.count", case.figures.previous)
        detail = Sentence("{n} in the period before", (("n", before),)) if before.number is not None else Sentence("")
        yield _good("no_major", Sentence("No major incident"), detail, "majors", 60)


def satisfied(case: Case) -> Iterable[Finding]:
    """Satisfaction met its target, from enough answers to say so."""
    csat = case.figures.get("survey.csat")
    if csat.status in ("met", "at_risk") and csat.n >= BY_ID["survey.csat"].least_n:
        yield _good(
            "satisfied",
            Sentence("{csat} of answers were satisfied", (("csat", csat),)),
            Sentence(
                "{csat.n} answers; between {low} and {high} with 95% confidence",
                (
                    ("csat", csat),
                    ("low", case.figures.get("survey.csat.low")),
                    ("high", case.figures.get("survey.csat.high")),
                ),
            ),
            "voice",
            70,
        )


def restored(case: Case) -> Iterable[Finding]:
    """What was done at the least: tickets resolved, and how fast."""
    resolved, median = case.figures.get("tickets.resolved"), case.figures.get("time.resolve.median")
    if resolved.number:
        fast = median.number is not None and median.n >= BY_ID["time.resolve.median"].least_n
        yield _good(
            "restored",
            Sentence("{n} ticket resolved", (("n", resolved),), "{n} tickets resolved", resolved.number),
            _half(median) if fast else Sentence("In the period"),
            "workload",
            10,
        )


def _half(median: Figure) -> Sentence:
    """Cancelled tickets and duplicates are resolved, and not measured: the median has an n of its own."""
    return Sentence("Half of the {median.n} measured within {median}", (("median", median),))


def _good(detector: str, title: Sentence, detail: Sentence, section: str, rank: float) -> Finding:
    return Finding("achievement", detector, title, detail, section, rank)
