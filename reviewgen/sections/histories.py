"""The history of a figure: beside earlier periods, drawn with its limits, and what may be said of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from reviewgen.charts import Svg, behaviour, columns
from reviewgen.findings.behaviour import explained
from reviewgen.findings.case import label, subject
from reviewgen.metrics import BY_ID
from reviewgen.model import Dimensions, Figure, Process
from reviewgen.sections.view import (
    RATED,
    Cell,
    Chart,
    Head,
    Inputs,
    Runs,
    Table,
    behaviour_words,
    cell,
    is_few,
    joined,
    judged_cell,
    plain,
    process_of,
    runs,
    sentence,
    shown,
    sized,
)

SIGNALS = {
    "outside": "{side} its {limit} limit of {level}",
    "three_of_four": "3 of the last 4 near its {limit} limit of {level}",
    "run": "7 in a row {side} its usual level of {level}",
}
LIMITS = {
    "individuals": ("mean", "2.66 mean moving ranges away"),
    "p": ("share", "three standard deviations away, for the n of each period (p-chart)"),
    "p'": ("share", "for the n of each period, wider since the share varies more than by chance (Laney's p'-chart)"),
}
FITTED = ("availability",)
ENDS: Mapping[str, tuple[float | None, float | None]] = {"%": (0, 100), "points": (None, None)}


def spans(inputs: Inputs) -> tuple[tuple[str, str], ...]:
    """The periods that stand side by side, with their labels: this one, the one before, the same last year.

    Earlier ones from before the account's first data are left out.
    """
    figures, words = inputs.figures, inputs.words
    earlier = [name for name in (figures.previous, figures.last_year) if name in figures.periods_with_data]
    return tuple((name, words.period(name)) for name in (figures.period, *earlier))


def span_heads(inputs: Inputs) -> tuple[Head, ...]:
    """The heads of a table of figures by period."""
    heads = tuple(Head(words, 20, "right") for _, words in spans(inputs))
    return (Head("Figure", 100 - 20 * len(heads)), *heads)


def compared(inputs: Inputs, caption: str, metrics: Sequence[str]) -> Table:
    """A table of figures beside the same ones of earlier periods, and what their histories say of them.

    A metric without a number in any of the periods is left out, and the last column where no history says anything.
    """
    rows = [[inputs.figures.get(metric, name) for name, _ in spans(inputs)] for metric in metrics]
    rows = [row for row in rows if any(figure.number is not None for figure in row)]
    if not any(limited(process_of(inputs, row[0])) for row in rows):
        return Table(caption, span_heads(inputs), tuple(_compared(inputs, row) for row in rows))
    heads = tuple(Head(words, 15, "right") for _, words in spans(inputs))
    heads = (Head("Figure", 74 - 15 * len(heads)), *heads, Head("Against its history", 26))
    return Table(caption, heads, tuple((*_compared(inputs, row), judged_cell(inputs, row[0])) for row in rows))


def _compared(inputs: Inputs, row: Sequence[Figure]) -> tuple[Cell, ...]:
    cells = (cell(inputs, figure, with_n=figure.unit in RATED) for figure in row)
    return (Cell(BY_ID[row[0].metric].label), *cells)


def limited(process: Process | None) -> Process | None:
    """A process that has limits to draw."""
    return None if process is None or process.state == "short" else process


def history_chart(
    inputs: Inputs,
    metric: str,
    title: Runs = (),
    *,
    maximum: float | None = None,
    height: float = 38,
    width: float = 178,
    dimensions: Dimensions = (),
    explaining: bool = True,
) -> Chart | None:
    """A figure's history with its target; None where there is nothing to draw.

    A process-behaviour chart where there are limits to draw, or where columns from zero would all look alike; else
    columns. Without a title of its own the chart says what the figure is, and what its history says of it. The notes
    under it say where its limits come from, unless it is not `explaining`, and which change is explained.
    """
    history = inputs.figures.history(metric, **dict(dimensions))
    if all(value is None for value in worth_showing(history)):
        return None
    process = limited(process_of(inputs, history[-1]))
    title = title or chart_title(inputs, history[-1])
    words: dict[str, Any] = {"title": plain(title), "description": described(inputs, history)}
    words |= {"height_mm": height, "width_mm": width}
    if process or metric in FITTED:
        drawn = _behaviour(inputs, history, process, words)
    else:
        drawn = _columns(inputs, history, words, maximum)
    first, final = (inputs.words.period(name) for name in (history[0].period, history[-1].period))
    subtitle = runs(f"{subject(history[-1])}, {first} to {final}")
    return Chart(title, subtitle, drawn, history, _notes(inputs, metric, process if explaining else None))


def chart_title(inputs: Inputs, figure: Figure) -> Runs:
    """A figure with its n and target, and what its history says of it, as a sentence."""
    goal = f"target {inputs.words.amount(figure.target.value, figure.unit)}" if figure.target else ""
    period = inputs.words.period(figure.period)
    facts = joined((runs(shown(inputs, figure), f" in {period}"), sized(inputs, figure), goal), ", ")
    said = _told(inputs, figure)
    return runs(f"{label(figure)}: ", facts, f"; {said}" if said else "")


def _told(inputs: Inputs, figure: Figure) -> str:
    """What its history says of a figure, with the level that it left; nothing without limits to judge by."""
    process = limited(process_of(inputs, figure))
    if process is None or process.state != "signal":
        return behaviour_words(process)
    above = process.side == "above"
    limit = process.upper[-1] if above else process.lower[-1]
    level = process.centre[-1] if process.rules[-1] == "run" else limit
    words = inputs.words.value(level or 0.0, figure.unit)
    told = SIGNALS[process.rules[-1]].format(side=process.side, limit="upper" if above else "lower", level=words)
    return f"a signal: {told}"


def _columns(inputs: Inputs, history: Sequence[Figure], words: Mapping[str, Any], maximum: float | None) -> Svg:
    last = history[-1]
    return columns(
        [inputs.words.short_period(figure.period) for figure in history],
        worth_showing(history),
        drawn_texts(inputs, history),
        **words,
        **_goal(inputs, last),
        maximum=maximum,
        tick_text=lambda tick: inputs.words.value(tick, last.unit),
        colour=inputs.account.branding.accent,
    )


def _behaviour(inputs: Inputs, history: Sequence[Figure], process: Process | None, words: Mapping[str, Any]) -> Svg:
    last, nothing = history[-1], (None,) * len(history)
    low, high = ENDS.get(last.unit, (0, None))
    levels: dict[str, Any] = {name: getattr(process, name, nothing) for name in ("centre", "lower", "upper")}
    ends: dict[str, Any] = {
        f"{name}_text": f"{'usual' if name == 'centre' else 'limit'} {inputs.words.value(level[-1], last.unit)}"
        for name, level in levels.items()
        if level[-1] not in (None, low, high)
    }
    return behaviour(
        [inputs.words.short_period(figure.period) for figure in history],
        worth_showing(history),
        drawn_texts(inputs, history),
        **words,
        **_goal(inputs, last),
        **levels,
        **ends,
        signals=process.rules if process else [""] * len(history),
        minimum=low,
        maximum=high,
        tick_text=lambda tick: inputs.words.value(tick, last.unit),
        colour=inputs.account.branding.accent,
    )


def _goal(inputs: Inputs, figure: Figure) -> dict[str, Any]:
    if figure.target is None:
        return {}
    words = inputs.words.amount(figure.target.value, figure.unit)
    return {"target": figure.target.value, "target_text": f"target {words}"}


def _notes(inputs: Inputs, metric: str, process: Process | None) -> tuple[str, ...]:
    """Where the limits come from, and the change from which the history is judged anew."""
    notes = []
    if process and process.baseline:
        first, last = (inputs.words.period(name) for name in process.baseline)
        average, away = LIMITS[process.kind]
        size = inputs.words.number(process.size)
        marked = " Diamond: a signal." if any(process.rules) else ""
        notes.append(
            f"Solid line: the usual level, the {average} of {size} periods from {first} to {last}. "
            f"Dotted: its limits, {away}.{marked}"
        )
    change = explained(inputs.case, metric)
    if change:
        notes.append(f"Judged anew from {inputs.words.day(change.from_)}: {sentence(change.reason)}")
    return tuple(notes)


def noted_once(charts: Sequence[Chart]) -> tuple[Chart, ...]:
    """Charts that stand together: what is noted of several stands under the last of them."""
    kept: list[Chart] = []
    said: set[str] = set()
    for chart in reversed(charts):
        kept.append(replace(chart, notes=tuple(note for note in chart.notes if note not in said)))
        said.update(chart.notes)
    return tuple(reversed(kept))


def worth_showing(history: Sequence[Figure]) -> list[float | None]:
    """The numbers of a history; None where one is missing or drawn from too few to be worth showing."""
    return [None if is_few(figure) else figure.number for figure in history]


def drawn_texts(inputs: Inputs, figures: Sequence[Figure]) -> list[str]:
    """Figures as the words of a drawing."""
    return [shown(inputs, figure).text for figure in figures]


def described(inputs: Inputs, history: Sequence[Figure]) -> str:
    """A chart's numbers as text, for readers who cannot see it."""
    texts = drawn_texts(inputs, history)
    parts = [f"{inputs.words.period(figure.period)}: {text}" for figure, text in zip(history, texts, strict=True)]
    return "; ".join(parts)
