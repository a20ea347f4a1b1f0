"""What opens at the figures and under the drawings of a pack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reviewgen.findings.case import label
from reviewgen.metrics import BY_ID
from reviewgen.model import Behind, Explanation, Figure, Process
from reviewgen.sections.histories import limited
from reviewgen.sections.view import Inputs, process_of, sentence, why_absent
from reviewgen.wording import ABSENT, STATUS

LEVELS = ("Usual", "Lower limit", "Upper limit", "Signal")
MARKS = {
    "": "",
    "outside": "outside its limits",
    "three_of_four": "3 of 4 near one limit",
    "run": "7 in a row on one side",
}
LISTED_IDS = 24
HOW = {
    "share": "{sum} of {weight}",
    "ratio": "{sum} to {weight}",
    "count": "{size}",
    "total": "{sum}; rows that add to it: {adding} of {size}",
}


@dataclass(frozen=True, slots=True)
class Panel:
    """What opens at a figure: whose it is, and facts under their names."""

    figure: Figure
    title: str
    period: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One figure of a drawing, as a row: its name, its value or why there is none, and what it is drawn from.

    `limits` are its usual level and the limits of its period, and the signal if it is one; none without limits.
    """

    figure: Figure
    name: str
    value: str
    n: str
    limits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Series:
    """The figures of one metric in a drawing; `head` says what names its rows."""

    caption: str
    head: str
    entries: tuple[Entry, ...]
    limits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class History:
    """What opens under a drawing: the figures that it draws, as tables."""

    figures: tuple[Figure, ...]
    title: str
    series: tuple[Series, ...]


def panel(inputs: Inputs, figure: Figure, explanation: Explanation | None = None) -> Panel:
    """What opens at a figure; without an explanation, what the registry of metrics knows."""
    known = explanation or _registered(figure)
    rows = known.behind
    facts = (
        ("Value", _valued(inputs, figure)),
        ("Drawn from", "; ".join((f"n {inputs.words.number(figure.n)}", *_made(inputs, rows)))),
        ("Formula", known.formula),
        ("Counted", sentence(known.counted)),
        ("Limited to", known.limited_to),
        (f"Rows of {rows.table}", _ids(inputs, rows)),
    )
    period = inputs.words.period(figure.period)
    return Panel(figure, label(figure), period, tuple(fact for fact in facts if fact[1]))


def _registered(figure: Figure) -> Explanation:
    metric = BY_ID[figure.metric]
    limits = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in figure.dimensions)
    return Explanation(figure, label(figure), metric.formula, metric.counted, limits, Behind("", ""))


def _valued(inputs: Inputs, figure: Figure) -> str:
    reason = why_absent(inputs, figure)
    target = inputs.words.target(figure.target, figure.unit) if figure.target else ""
    parts = (
        f"{ABSENT} ({reason})" if reason else inputs.words.figure(figure),
        f"target {target}" if target else "",
        STATUS.get(figure.status or "", ""),
    )
    return " · ".join(part for part in parts if part)


def _made(inputs: Inputs, rows: Behind) -> list[str]:
    """How the value is made of the rows, and of what was agreed."""
    words, size = inputs.words, len(rows.ids)
    amounts = {"sum": sum(rows.values), "weight": sum(rows.weights) if rows.weights else size}
    counts = {"size": size, "adding": len(_adding(rows))}
    texts = {name: words.number(amount, 1) for name, amount in amounts.items()}
    texts |= {name: words.number(count) for name, count in counts.items()}
    way = HOW.get(rows.how, "{size} values" if size else "").format(**texts)
    given = [f"{what}: {words.number(amount, 1)}" for what, amount in rows.given]
    name = rows.how.replace("_", " ")
    return [*([f"{name}: {way}"] if name and size else []), *given]


def _adding(rows: Behind) -> tuple[str, ...]:
    """The ids of the rows that the value is made of: of a total, only those that add something."""
    if rows.how != "total" or not rows.values:
        return rows.ids
    return tuple(name for name, value in zip(rows.ids, rows.values, strict=True) if value)


def _ids(inputs: Inputs, rows: Behind) -> str:
    ids = _adding(rows)
    listed = ", ".join(ids[:LISTED_IDS])
    left = len(ids) - LISTED_IDS
    return f"{listed} and {inputs.words.number(left)} more; all are in data/rows.csv" if left > 0 else listed


def history(inputs: Inputs, figures: Sequence[Figure]) -> History:
    """The figures of a drawing as tables, one for each metric."""
    metrics = dict.fromkeys(figure.metric for figure in figures)
    series = tuple(_series(inputs, [one for one in figures if one.metric == metric]) for metric in metrics)
    return History(tuple(figures), "; ".join(one.caption for one in series), series)


def _series(inputs: Inputs, figures: Sequence[Figure]) -> Series:
    """By period, or where all are of one period by the value of their last dimension."""
    by_period = len({figure.dimensions for figure in figures}) == 1
    name = "Period" if by_period else figures[0].dimensions[-1][0].replace("_", " ").capitalize()
    first = figures[0]
    caption = label(first) if by_period else f"{BY_ID[first.metric].label}, {inputs.words.period(first.period)}"
    process = limited(process_of(inputs, figures[-1])) if by_period and len(figures) > 1 else None
    limits = _limits(inputs, process, first.unit) if process else ((),) * len(figures)
    entries = (_entry(inputs, figure, by_period, told) for figure, told in zip(figures, limits, strict=True))
    return Series(caption, name, tuple(entries), LEVELS if process else ())


def _entry(inputs: Inputs, figure: Figure, by_period: bool, limits: tuple[str, ...]) -> Entry:
    name = inputs.words.period(figure.period) if by_period else figure.dimensions[-1][1]
    reason = why_absent(inputs, figure)
    value = f"{ABSENT} ({reason})" if reason else inputs.words.figure(figure)
    return Entry(figure, name, value, inputs.words.number(figure.n), limits)


def _limits(inputs: Inputs, process: Process, unit: str) -> tuple[tuple[str, ...], ...]:
    """Usual level, lower and upper limit of each period in words, and the rule that fires there."""
    levels = zip(process.centre, process.lower, process.upper, strict=True)
    return tuple(
        (*(ABSENT if level is None else inputs.words.value(level, unit) for level in found), MARKS[rule])
        for found, rule in zip(levels, process.rules, strict=True)
    )
