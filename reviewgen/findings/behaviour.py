"""What the history of a figure says of its last value, in words that follow the statistics."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from reviewgen.config import Baseline
from reviewgen.findings.case import Case, Threshold, joined, label, section_of
from reviewgen.findings.ranks import found
from reviewgen.languages import N_
from reviewgen.metrics import BY_ID
from reviewgen.model import Figure, Finding, Process, Sentence, Usual
from reviewgen.periods import parse

RULES = {
    ("outside", "above"): N_("outside its usual range"),
    ("outside", "below"): N_("outside its usual range"),
    ("three_of_four", "above"): N_("{three} of {four} near its upper limit"),
    ("three_of_four", "below"): N_("{three} of {four} near its lower limit"),
    ("run", "above"): N_("{seven} in a row above its usual level"),
    ("run", "below"): N_("{seven} in a row below its usual level"),
}
COUNTED = (("three", 3), ("four", 4), ("seven", 7))
ENOUGH_POINTS = 9
SIGNALLING = ("sla.resolution", "sla.response", "availability", "survey.csat", "tickets.backlog")

BEST_PERIODS = Threshold(
    "best_periods",
    12,
    "periods",
    "periods before, each of which a figure must surpass to be told of; 12 at the most",
    least=1,
    most=12,
)
THRESHOLDS = (BEST_PERIODS,)


def behaviour_words(process: Process | None, *, brief: bool = False) -> Sentence:
    """How the last point of a history stands to those before, in words that follow the statistics; else nothing.

    A signal is told with its rule, unless `brief`.
    """
    if process is None:
        return Sentence("")
    if process.state == "short":
        return _unjudged([value for value in process.values if value is not None])
    if process.state == "stable":
        return Sentence("stable over {periods} periods", (("periods", stable_over(process)),))
    if process.state == "steady":
        return Sentence("within normal variation")
    return than_usual(process) if brief else joined([than_usual(process), rule_words(process)], "{first}: {then}")


def _unjudged(known: Sequence[float]) -> Sentence:
    """Why a history without limits has none."""
    if len(known) < ENOUGH_POINTS:
        return Sentence("too short a history")
    if len(set(known)) == 1:
        return Sentence("the same in all {periods} periods", (("periods", len(known)),))
    return Sentence("no usual range to judge by")


def than_usual(process: Process) -> Sentence:
    """The side of a signal: "lower than usual"."""
    return Sentence("higher than usual") if process.side == "above" else Sentence("lower than usual")


def rule_words(process: Process) -> Sentence:
    """The rule that a signal fires, in words."""
    return Sentence(RULES[process.rules[-1], process.side or "below"], COUNTED)


def stable_over(process: Process) -> int:
    """The periods over which a stable process gave no signal: twice its baseline."""
    return 2 * process.size


def signal_of(case: Case, figure: Figure) -> Process | None:
    """The process of a figure, where its last point is a signal."""
    process = case.figures.process(figure)
    return process if process is not None and process.state == "signal" else None


def explained(case: Case, metric: str) -> Baseline | None:
    """The last explained change from which signals of a metric are drawn anew, if it lies in the history shown."""
    if not case.account.baselines:
        return None
    first, last = (parse(name) for name in (case.figures.chain[0], case.figures.period))
    changes = [one for one in case.account.baselines if one.metric in (None, metric) and one.from_ < last.end]
    latest = max(changes, key=lambda one: one.from_, default=None)
    return latest if latest and latest.from_ > first.first else None


def signal_worse(case: Case) -> Iterable[Finding]:
    """A figure that has changed for the worse; one that misses its target is told of there."""
    for figure, process in _signals(case):
        if figure.status not in ("missed", "at_risk") and not is_good(figure, process):
            yield _changed(
                case,
                figure,
                process,
                "signal_worse",
                impact=Sentence("If it stays so, a target may be missed, or people may feel it."),
                proposal=Sentence("Find what has changed, and whether it is to stay."),
                ahead=True,
            )


def signal_better(case: Case) -> Iterable[Finding]:
    """A figure that has changed for the better."""
    for figure, process in _signals(case):
        if figure.status != "missed" and is_good(figure, process):
            yield _changed(case, figure, process, "signal_better")


def back_within_limits(case: Case) -> Iterable[Finding]:
    """A figure that signalled on its bad side in the period before, and does not signal any more."""
    for figure in _watched(case):
        process = case.figures.process(figure)
        good = good_side(figure)
        if process and good and process.state in ("steady", "stable") and _signalled_badly(process, good):
            before = case.figures.get(figure.metric, case.figures.previous, **dict(figure.dimensions))
            yield found(
                "back_within_limits",
                Sentence("{what}: {figure}, back in its usual range", (("what", label(figure)), ("figure", figure))),
                section_of(figure),
                detail=_usual(case, figure, Sentence("{before} in the period before", (("before", before),))),
                subject=figure.name,
            )


def _signalled_badly(process: Process, good: str) -> bool:
    """Whether the point before the last one fires a rule on the side that is not the good one."""
    value, level = process.values[-2], process.centre[-2]
    if not process.rules[-2] or value is None or level is None:
        return False
    return ("above" if value > level else "below") != good


def stable(case: Case) -> Iterable[Finding]:
    """A figure with a target that it meets, and no signal over twice the baseline."""
    for figure in case.judged():
        process = case.figures.process(figure)
        if figure.status == "met" and process and process.state == "stable":
            yield found(
                "stable",
                Sentence(
                    "{what}: {figure}, stable over {periods} periods",
                    (("what", label(figure)), ("figure", figure), ("periods", stable_over(process))),
                ),
                section_of(figure),
                detail=_usual(case, figure, Sentence("No signal of a change")),
                subject=figure.name,
            )


def best_of_periods(case: Case) -> Iterable[Finding]:
    """A figure that is strictly better than in each of so many periods before, all of them known.

    It is told as the fact that it is: the detail says whether such a value lies within normal variation.
    """
    length = int(case.limit(BEST_PERIODS))
    for figure in _watched(case):
        good = good_side(figure)
        before = case.figures.history(figure.metric, **dict(figure.dimensions))[:-1][-length:]
        if good and figure.status != "missed" and 0 < length == len(before) and _beats(figure, before, good):
            yield found(
                "best_of_periods",
                _best(figure, good, length + 1),
                section_of(figure),
                detail=_range(case, figure, before),
                subject=figure.name,
            )


def _best(figure: Figure, good: str, periods: int) -> Sentence:
    named = (("what", label(figure)), ("figure", figure), ("periods", periods))
    if good == "above":
        return Sentence("{what}: {figure}, the highest of {periods} periods", named)
    return Sentence("{what}: {figure}, the lowest of {periods} periods", named)


def _beats(figure: Figure, before: Sequence[Figure], good: str) -> bool:
    least = BY_ID[figure.metric].least_n
    known = [one.number for one in before if one.number is not None and one.n >= least]
    if figure.number is None or figure.n < least or len(known) < len(before):
        return False
    return figure.number > max(known) if good == "above" else figure.number < min(known)


def _range(case: Case, figure: Figure, before: Sequence[Figure]) -> Sentence:
    known = sorted((one for one in before if one.number is not None), key=lambda one: one.number or 0.0)
    process = case.figures.process(figure)
    told = Sentence("Between {low} and {high} in the periods before", (("low", known[0]), ("high", known[-1])))
    return joined([told, behaviour_words(process, brief=True)]) if process else told


def _watched(case: Case) -> tuple[Figure, ...]:
    """The figures that were agreed on, and those that stand for the whole of a service."""
    whole = [case.figures.get(metric) for metric in SIGNALLING]
    services = case.figures.split("availability", "service")
    return tuple(dict.fromkeys((*case.judged(), *whole, *services)))


def _signals(case: Case) -> Iterable[tuple[Figure, Process]]:
    """The figures with a signal among those that stand for the whole of a service, agreed on or not."""
    for figure in _watched(case):
        process = signal_of(case, figure)
        if process and figure.metric in SIGNALLING:
            yield figure, process


def is_good(figure: Figure, process: Process) -> bool:
    """Whether a signal is on the good side of a figure."""
    return process.side == good_side(figure)


def good_side(figure: Figure) -> str:
    """The side of its usual level on which a figure is good; nothing where neither is."""
    return {"higher": "above", "lower": "below", "neither": ""}[BY_ID[figure.metric].better]


def _changed(case: Case, figure: Figure, process: Process, detector: str, **more: Any) -> Finding:
    title = Sentence(
        "{what}: {figure}, {side}",
        (("what", label(figure)), ("figure", figure), ("side", than_usual(process))),
    )
    detail = _usual(case, figure, Sentence("{rule.capital}", (("rule", rule_words(process)),)))
    return found(detector, title, section_of(figure), detail=detail, subject=figure.name, **more)


def _usual(case: Case, figure: Figure, told: Sentence) -> Sentence:
    """A sentence, and the level about which a figure varies."""
    return Sentence("{told}; usually {level}", (("told", told), ("level", usual_level(case, figure))))


def usual_level(case: Case, figure: Figure) -> Usual:
    """The centre of the chart of a figure, with the values of its baseline: those of shares weigh as their n."""
    process = case.figures.process(figure)
    assert process is not None, "what signals or is stable has a chart"
    assert process.baseline is not None, "and with it a usual level"
    first, last = process.baseline
    every = case.figures.in_all_periods(figure.metric, **dict(figure.dimensions))
    points = [one for one in every if first <= one.period <= last]
    alike, least_n = process.kind == "individuals", BY_ID[figure.metric].least_n
    drawn = tuple(
        (one.number, 1.0 if alike else one.n) for one in points if one.number is not None and one.n >= least_n
    )
    return Usual(round(process.centre[-1] or 0.0, 1), figure.unit, drawn)
