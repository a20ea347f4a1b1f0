"""What the history of a figure says of its last value, in words that follow the statistics."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reviewgen.config import Baseline
from reviewgen.findings.case import Case, label, section_of
from reviewgen.metrics import BY_ID
from reviewgen.model import Amount, Figure, Finding, Process, Sentence
from reviewgen.periods import parse

RULES = {
    "outside": "outside its usual range",
    "three_of_four": "3 of 4 near its {limit} limit",
    "run": "7 in a row {side} its usual level",
}
ENOUGH_POINTS = 9
SIGNALLING = ("sla.resolution", "sla.response", "availability", "survey.csat", "tickets.backlog")


def behaviour_words(process: Process | None) -> str:
    """How the last point of a history stands to those before, in words that follow the statistics; else nothing."""
    if process is None:
        return ""
    if process.state == "short":
        return _unjudged([value for value in process.values if value is not None])
    if process.state == "stable":
        return f"stable over {stable_over(process)} periods"
    if process.state == "steady":
        return "within normal variation"
    return f"{than_usual(process)}: {rule_words(process)}"


def _unjudged(known: Sequence[float]) -> str:
    """Why a history without limits has none."""
    if len(known) < ENOUGH_POINTS:
        return "too short a history"
    return f"the same in all {len(known)} periods" if len(set(known)) == 1 else "no usual range to judge by"


def than_usual(process: Process) -> str:
    """The side of a signal: "lower than usual"."""
    return "higher than usual" if process.side == "above" else "lower than usual"


def rule_words(process: Process) -> str:
    """The rule that a signal fires, in words."""
    limit = "upper" if process.side == "above" else "lower"
    return RULES[process.rules[-1]].format(limit=limit, side=process.side)


def stable_over(process: Process) -> int:
    """The periods over which a stable process gave no signal: twice its baseline."""
    return 2 * process.size


def signal_of(case: Case, figure: Figure) -> Process | None:
    """The process of a figure, where its last point is a signal."""
    process = case.figures.process(figure)
    return process if process is not None and process.state == "signal" else None


def explained(case: Case, metric: str) -> Baseline | None:
    """The last explained change from which signals of a metric are drawn anew, if it lies in the history shown."""
    first, last = (parse(name) for name in (case.figures.chain[0], case.figures.period))
    changes = [one for one in case.account.baselines if one.metric in (None, metric) and one.from_ < last.end]
    latest = max(changes, key=lambda one: one.from_, default=None)
    return latest if latest and latest.from_ > first.first else None


def signal_worse(case: Case) -> Iterable[Finding]:
    """A figure that has changed for the worse; one that misses its target is told of there."""
    for figure, process in _signals(case):
        if figure.status not in ("missed", "at_risk") and process.side != _good_side(figure):
            yield _changed(figure, process, "concern", "signal_worse", 65)


def signal_better(case: Case) -> Iterable[Finding]:
    """A figure that has changed for the better."""
    for figure, process in _signals(case):
        if figure.status != "missed" and process.side == _good_side(figure):
            yield _changed(figure, process, "achievement", "signal_better", 75)


def stable(case: Case) -> Iterable[Finding]:
    """A figure with a target that it meets, and no signal over twice the baseline."""
    for figure in case.judged():
        process = case.figures.process(figure)
        if figure.status == "met" and process and process.state == "stable":
            yield Finding(
                "achievement",
                "stable",
                Sentence(
                    "{what}: {figure}, stable over {periods} periods",
                    (("what", label(figure)), ("figure", figure), ("periods", stable_over(process))),
                ),
                _usual(figure, process, "No signal of a change"),
                section_of(figure),
                20,
            )


def _signals(case: Case) -> Iterable[tuple[Figure, Process]]:
    """The figures with a signal among those that were agreed on, and those that stand for the whole of a service."""
    whole = [case.figures.get(metric) for metric in SIGNALLING]
    services = case.figures.split("availability", "service")
    for figure in dict.fromkeys((*case.judged(), *whole, *services)):
        process = signal_of(case, figure)
        if process and figure.metric in SIGNALLING:
            yield figure, process


def _good_side(figure: Figure) -> str:
    return {"higher": "above", "lower": "below", "neither": ""}[BY_ID[figure.metric].better]


def _changed(figure: Figure, process: Process, kind: str, detector: str, rank: float) -> Finding:
    words = rule_words(process)
    title = Sentence(
        "{what}: {figure}, {side}",
        (("what", label(figure)), ("figure", figure), ("side", than_usual(process))),
    )
    detail = _usual(figure, process, f"{words[:1].upper()}{words[1:]}")
    return Finding(kind, detector, title, detail, section_of(figure), rank)  # type: ignore[arg-type]


def _usual(figure: Figure, process: Process, words: str) -> Sentence:
    """Words, and the level about which a figure varies."""
    level = process.centre[-1]
    assert level is not None, "what signals or is stable has a usual level"
    return Sentence("{words}; usually {level}", (("words", words), ("level", Amount(round(level, 1), figure.unit))))
