"""What the chart of a history says, as the sentence over it: of a change it speaks only where the process signals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reviewgen.findings.behaviour import COUNTED, ENOUGH_POINTS, behaviour_words, stable_over
from reviewgen.findings.case import called, joined, label
from reviewgen.languages import N_
from reviewgen.metrics import BY_ID
from reviewgen.model import Figure, Process, Sentence
from reviewgen.sections.events import before_signal
from reviewgen.sections.view import Inputs, Runs, filled, process_of, said, shown, why_absent
from reviewgen.wording import Wording

SUBJECTS = {
    "tickets.opened": N_("The number of tickets opened"),
    "tickets.backlog": N_("The number of open tickets"),
    "survey.csat": N_("Satisfaction"),
}
"""What a sentence calls a metric whose label is not made to be spoken of."""
OF = {"priority": N_("{what} of {value} tickets"), "service": N_("{what} of {value}")}
UNKNOWN = N_("{what} has no value for {period}: {reason}")

BEYOND = {
    ("below", False, False): N_("{what} fell below the target of {target}: {figure} in {period}, {rule}"),
    ("below", False, True): N_(
        "{what} fell below the target of {target} after {event} on {day}: {figure} in {period}, {rule}"
    ),
    ("below", True, False): N_("{what} fell further below the target of {target}: {figure} in {period}, {rule}"),
    ("below", True, True): N_(
        "{what} fell further below the target of {target} after {event} on {day}: {figure} in {period}, {rule}"
    ),
    ("above", False, False): N_("{what} rose above the target of {target}: {figure} in {period}, {rule}"),
    ("above", False, True): N_(
        "{what} rose above the target of {target} after {event} on {day}: {figure} in {period}, {rule}"
    ),
    ("above", True, False): N_("{what} rose further above the target of {target}: {figure} in {period}, {rule}"),
    ("above", True, True): N_(
        "{what} rose further above the target of {target} after {event} on {day}: {figure} in {period}, {rule}"
    ),
}
"""What misses its target by a signal: the side, whether the usual level misses it too, whether an event is known."""
RULES = {
    ("outside", "above"): N_("outside the usual limit of {limit}"),
    ("outside", "below"): N_("outside the usual limit of {limit}"),
    ("three_of_four", "above"): N_("{three} of the last {four} values near the usual limit"),
    ("three_of_four", "below"): N_("{three} of the last {four} values near the usual limit"),
    ("run", "above"): N_("{seven} in a row above the usual level of {level}"),
    ("run", "below"): N_("{seven} in a row below the usual level of {level}"),
}
CHANGED = {
    ("outside", "above", False): N_("{what} stood at {figure} in {period}, above the usual limit of {limit}"),
    ("outside", "above", True): N_(
        "{what} stood at {figure} in {period}, above the usual limit of {limit}, after {event} on {day}"
    ),
    ("outside", "below", False): N_("{what} stood at {figure} in {period}, below the usual limit of {limit}"),
    ("outside", "below", True): N_(
        "{what} stood at {figure} in {period}, below the usual limit of {limit}, after {event} on {day}"
    ),
    ("three_of_four", "above", False): N_(
        "{what} was near its upper limit in {three} of the last {four} values: {figure} in {period}"
    ),
    ("three_of_four", "above", True): N_(
        "{what} was near its upper limit in {three} of the last {four} values, after {event} on {day}: "
        "{figure} in {period}"
    ),
    ("three_of_four", "below", False): N_(
        "{what} was near its lower limit in {three} of the last {four} values: {figure} in {period}"
    ),
    ("three_of_four", "below", True): N_(
        "{what} was near its lower limit in {three} of the last {four} values, after {event} on {day}: "
        "{figure} in {period}"
    ),
    ("run", "above", False): N_("{what} has stayed above the usual level of {level}: {figure} in {period}"),
    ("run", "above", True): N_(
        "{what} has stayed above the usual level of {level} after {event} on {day}: {figure} in {period}"
    ),
    ("run", "below", False): N_("{what} has stayed below the usual level of {level}: {figure} in {period}"),
    ("run", "below", True): N_(
        "{what} has stayed below the usual level of {level} after {event} on {day}: {figure} in {period}"
    ),
}
"""Any other signal: its rule, its side, and whether an event is known."""
STANDINGS = {
    "met": N_("the target of {target} is met"),
    "at_risk": N_("the target of {target} is met with little room left"),
    "missed": N_("the target of {target} is missed"),
}
JUDGED = {
    "met": N_("{what} met the target of {target}: {figure} in {period}"),
    "at_risk": N_("{what} met the target of {target} with little room left: {figure} in {period}"),
    "missed": N_("{what} missed the target of {target}: {figure} in {period}"),
}
STEADY = {
    "steady": N_("{what} stood within its usual range: {figure} in {period}, usually {level}"),
    "stable": N_("{what} held steady over {periods} periods: {figure} in {period}, usually {level}"),
}
PLAIN = N_("{what} stood at {figure} in {period}")
TOO_SHORT = N_("{told}; the history is too short to judge")


def message(inputs: Inputs, figure: Figure) -> Runs:
    """How a figure stands to its target and to its own history."""
    if why_absent(inputs, figure):
        return _unknown(inputs, figure)
    return inputs.words.tell(_told(inputs, figure, process_of(inputs, figure)))


def _unknown(inputs: Inputs, figure: Figure) -> Runs:
    period, reason = inputs.words.period(figure.period), shown(inputs, figure, "{reason}")
    what = said(inputs, subject(figure))
    return filled(inputs.words.gettext(UNKNOWN), what=what, period=period, reason=reason)


def subject(figure: Figure) -> Sentence:
    """What a figure is of, as the subject of a sentence."""
    what = Sentence(SUBJECTS.get(figure.metric, BY_ID[figure.metric].label))
    if not figure.dimensions:
        return what
    (name, value), *others = figure.dimensions
    if others or name not in OF:
        return label(figure)
    return Sentence(OF[name], (("what", what), ("value", called(name, value))))


def _told(inputs: Inputs, figure: Figure, process: Process | None) -> Sentence:
    values = _values(inputs, figure, process)
    if process is None:
        return _plain(figure, values)
    if process.state == "signal":
        return _signalling(inputs, figure, process, values)
    if process.state == "short":
        return _unjudged(figure, process, values)
    if figure.status in JUDGED:
        return joined([Sentence(JUDGED[figure.status], values), behaviour_words(process)], "{first}, {then}")
    return Sentence(STEADY[process.state], values)


def _plain(figure: Figure, values: tuple[tuple[str, Any], ...]) -> Sentence:
    return Sentence(JUDGED.get(figure.status or "", PLAIN), values)


def _unjudged(figure: Figure, process: Process, values: tuple[tuple[str, Any], ...]) -> Sentence:
    """A history without limits, and why it has none."""
    told = _plain(figure, values)
    if sum(value is not None for value in process.values) < ENOUGH_POINTS:
        return Sentence(TOO_SHORT, (("told", told),))
    return joined([told, behaviour_words(process)], "{first}, {then}")


def _signalling(inputs: Inputs, figure: Figure, process: Process, values: tuple[tuple[str, Any], ...]) -> Sentence:
    event = before_signal(inputs, figure.metric, process)
    if event:
        values = (*values, ("event", event.text), ("day", inputs.words.day_within(event.day, inputs.case.end.year)))
    side, rule = process.side or "below", process.rules[-1]
    if figure.status == "missed" and side == _wrong_side(figure):
        clause = Sentence(RULES[rule, side], values)
        return Sentence(BEYOND[side, _missed_usually(figure, process), event is not None], (*values, ("rule", clause)))
    told = Sentence(CHANGED[rule, side, event is not None], values)
    if figure.status not in STANDINGS:
        return told
    return joined([told, Sentence(STANDINGS[figure.status], values)], "{first}; {then}")


def _wrong_side(figure: Figure) -> str:
    return "below" if figure.target and figure.target.bound == "at_least" else "above"


def _missed_usually(figure: Figure, process: Process) -> bool:
    """Whether the usual level misses the target too."""
    level = process.centre[-1]
    if figure.target is None or level is None:
        return False
    return level < figure.target.value if figure.target.bound == "at_least" else level > figure.target.value


def _values(inputs: Inputs, figure: Figure, process: Process | None) -> tuple[tuple[str, Any], ...]:
    """What stands in the places of the texts."""
    words = inputs.words
    values: Mapping[str, Any] = {
        "what": subject(figure),
        "figure": figure,
        "period": words.period(figure.period),
        "target": words.amount(figure.target.value, figure.unit) if figure.target else "",
    }
    if process is None or process.state == "short":
        return tuple(values.items())
    limit = process.upper[-1] if process.side == "above" else process.lower[-1]
    levels = {"level": process.centre[-1], "limit": limit}
    worded = {name: _bound(words, figure, level) for name, level in levels.items() if level is not None}
    return (*values.items(), *worded.items(), ("periods", stable_over(process)), *COUNTED)


def _bound(words: Wording, figure: Figure, level: float) -> str:
    """A level or limit in words that differ from those of a figure that is another number."""
    texts = (
        words.value(level, figure.unit),
        *(words.amount(round(level, digits), figure.unit) for digits in (2, 3, 4)),
    )
    return next((text for text in texts if level == figure.number or text != words.figure(figure)), texts[-1])
