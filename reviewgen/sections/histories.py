"""The history of a figure: beside earlier periods, drawn with its limits, and what may be said of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from reviewgen.charts import Scale, Svg, behaviour, columns, one_scale
from reviewgen.findings.behaviour import explained
from reviewgen.findings.case import label
from reviewgen.languages import N_
from reviewgen.metrics import BY_ID
from reviewgen.model import Dimensions, Figure, Process, Sentence
from reviewgen.sections.events import drawn
from reviewgen.sections.messages import message
from reviewgen.sections.view import (
    RATED,
    Cell,
    Chart,
    Head,
    Inputs,
    Runs,
    Table,
    cell,
    is_few,
    joined,
    judged_cell,
    plain,
    process_of,
    sentence,
    shown_text,
    sized,
)

LIMITS = {
    "individuals": N_(
        "Solid line: the usual level, the mean of {size} periods from {first} to {last}. Dotted: its limits, 2.66 mean "
        "moving ranges away."
    ),
    "p": N_(
        "Solid line: the usual level, the share of {size} periods from {first} to {last}. Dotted: its limits, three "
        "standard deviations away, for the n of each period (p-chart)."
    ),
    "p'": N_(
        "Solid line: the usual level, the share of {size} periods from {first} to {last}. Dotted: its limits, for the "
        "n of each period, wider since the share varies more than by chance (Laney's p'-chart)."
    ),
}
LEVELS = {"centre": N_("usual {value}"), "lower": N_("limit {value}"), "upper": N_("limit {value}")}
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
    return (Head(inputs.words.gettext("Figure"), 100 - 20 * len(heads)), *heads)


def compared(inputs: Inputs, caption: str, metrics: Sequence[str]) -> Table:
    """A table of figures beside the same ones of earlier periods, and what their histories say of them.

    A metric without a number in any of the periods is left out, and the last column where no history says anything.
    """
    beside = spans(inputs)
    rows = [[inputs.figures.get(metric, name) for name, _ in beside] for metric in metrics]
    rows = [row for row in rows if any(figure.number is not None for figure in row)]
    if not any(limited(process_of(inputs, row[0])) for row in rows):
        return Table(caption, span_heads(inputs), tuple(_compared(inputs, row) for row in rows))
    heads = tuple(Head(words, 15, "right") for _, words in beside)
    _ = inputs.words.gettext
    heads = (Head(_("Figure"), 74 - 15 * len(heads)), *heads, Head(_("Against its history"), 26))
    return Table(caption, heads, tuple((*_compared(inputs, row), judged_cell(inputs, row[0])) for row in rows))


def _compared(inputs: Inputs, row: Sequence[Figure]) -> tuple[Cell, ...]:
    cells = (cell(inputs, figure, with_n=figure.unit in RATED) for figure in row)
    return (Cell(inputs.words.gettext(BY_ID[row[0].metric].label)), *cells)


def limited(process: Process | None) -> Process | None:
    """A process that has limits to draw."""
    return None if process is None or process.state == "short" else process


def history_chart(
    inputs: Inputs,
    metric: str,
    *,
    maximum: float | None = None,
    height: float = 38,
    width: float = 178,
    dimensions: Dimensions = (),
    explaining: bool = True,
    scale: Scale | None = None,
) -> Chart | None:
    """A figure's history with its target and what is known to have happened; None where there is nothing to draw.

    A process-behaviour chart where there are limits to draw, or where columns from zero would all look alike; else
    columns. The notes under it say where its limits come from, unless it is not `explaining`, and which change is
    explained. `scale` is one shared with other charts.
    """
    history = inputs.figures.history(metric, **dict(dimensions))
    if all(value is None for value in worth_showing(history)):
        return None
    process = limited(process_of(inputs, history[-1]))
    title, texts = message(inputs, history[-1]), drawn_texts(inputs, history)
    words: dict[str, Any] = {"texts": texts, "title": plain(title), "description": described(inputs, history, texts)}
    words |= {"height_mm": height, "width_mm": width, "events": drawn(inputs, metric), "scale": scale}
    if process or metric in FITTED:
        svg = _behaviour(inputs, history, process, words)
    else:
        svg = _columns(inputs, history, words, maximum)
    notes = _notes(inputs, metric, process if explaining else None)
    return Chart(title, _subtitle(inputs, history), svg, history, notes)


def charts_compared(inputs: Inputs, metric: str, dimensions: Sequence[Dimensions], height: float) -> tuple[Chart, ...]:
    """Histories of one figure under several dimensions, side by side on one scale; what holds for all is noted once."""
    every = [inputs.figures.history(metric, **dict(one)) for one in dimensions]
    width = 86.0 if len(every) > 1 else 178.0
    low, high = ENDS.get(BY_ID[metric].unit, (0, None))
    numbers = [_all_drawn(inputs, history) for history in every]
    scale = one_scale(numbers, low, high, from_zero=metric not in FITTED) if len(every) > 1 else None
    made = (
        history_chart(inputs, metric, dimensions=one, scale=scale, height=height, width=width) for one in dimensions
    )
    return noted_once([chart for chart in made if chart])


def _all_drawn(inputs: Inputs, history: Sequence[Figure]) -> list[float | None]:
    """The numbers of a history with those that it is held against."""
    process, target = limited(process_of(inputs, history[-1])), history[-1].target
    levels = (*process.lower, *process.upper) if process else ()
    return [*worth_showing(history), *levels, target.value if target else None]


def _subtitle(inputs: Inputs, history: Sequence[Figure]) -> Runs:
    """What is drawn, from when to when, and what the last point is drawn from."""
    first, final = (inputs.words.period(one.period) for one in (history[0], history[-1]))
    named = (("what", label(history[-1])), ("first", first), ("final", final))
    span = inputs.words.tell(Sentence("{what.small}, {first} to {final}", named))
    return joined((span, sized(inputs, history[-1])))


def goal_words(inputs: Inputs, figure: Figure) -> str:
    """The target of a figure; empty where it has none."""
    if figure.target is None:
        return ""
    return inputs.words.gettext("target {value}", value=inputs.words.amount(figure.target.value, figure.unit))


def _columns(inputs: Inputs, history: Sequence[Figure], words: Mapping[str, Any], maximum: float | None) -> Svg:
    last = history[-1]
    return columns(
        [inputs.words.short_period(figure.period) for figure in history],
        worth_showing(history),
        **words,
        **goal(inputs, last),
        maximum=maximum,
        tick_text=ticks(inputs, last.unit),
        colour=inputs.account.branding.accent,
    )


def _behaviour(inputs: Inputs, history: Sequence[Figure], process: Process | None, words: Mapping[str, Any]) -> Svg:
    last, nothing = history[-1], (None,) * len(history)
    low, high = ENDS.get(last.unit, (0, None))
    levels: dict[str, Any] = {name: getattr(process, name, nothing) for name in ("centre", "lower", "upper")}
    ends: dict[str, Any] = {
        f"{name}_text": inputs.words.gettext(LEVELS[name], value=inputs.words.value(level[-1], last.unit))
        for name, level in levels.items()
        if level[-1] not in (None, low, high)
    }
    return behaviour(
        [inputs.words.short_period(figure.period) for figure in history],
        worth_showing(history),
        **words,
        **goal(inputs, last),
        **levels,
        **ends,
        signals=process.rules if process else [""] * len(history),
        minimum=low,
        maximum=high,
        tick_text=ticks(inputs, last.unit),
        colour=inputs.account.branding.accent,
    )


def ticks(inputs: Inputs, unit: str) -> Callable[[float], str]:
    """How the scale of a drawing is worded."""
    return lambda tick: inputs.words.value(tick, unit)


def goal(inputs: Inputs, figure: Figure) -> dict[str, Any]:
    """The target of a figure, and its words, as drawings take them."""
    if figure.target is None:
        return {}
    return {"target": figure.target.value, "target_text": goal_words(inputs, figure)}


def _notes(inputs: Inputs, metric: str, process: Process | None) -> tuple[str, ...]:
    """Where the limits come from, and the change from which the history is judged anew."""
    _ = inputs.words.gettext
    notes: list[str] = []
    if process and process.baseline:
        first, last = (inputs.words.period(name) for name in process.baseline)
        lines = _(LIMITS[process.kind], size=inputs.words.number(process.size), first=first, last=last)
        notes += [lines, _("Diamond: a signal.")] if any(process.rules) else [lines]
    change = explained(inputs.case, metric)
    if change:
        day = inputs.words.day(change.from_)
        notes.append(_("Judged anew from {day}: {reason}", day=day, reason=sentence(change.reason)))
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
    return [shown_text(inputs, figure) for figure in figures]


def described(inputs: Inputs, history: Sequence[Figure], texts: Sequence[str] = ()) -> str:
    """A chart's numbers as text, for readers who cannot see it; `texts` are the figures in words, if they are known."""
    names = [inputs.words.period(one.period) for one in history]
    return paired(inputs, names, texts or drawn_texts(inputs, history))


def paired(inputs: Inputs, names: Sequence[str], texts: Sequence[str]) -> str:
    """Texts under their names, on one line."""
    _ = inputs.words.gettext
    return inputs.words.chained(
        _("{first}: {then}", first=name, then=text) for name, text in zip(names, texts, strict=True)
    )
