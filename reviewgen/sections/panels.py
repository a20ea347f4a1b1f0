"""What opens at the figures and under the drawings of a pack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress

from reviewgen.findings.case import called, label, label_of, limits_of
from reviewgen.languages import N_
from reviewgen.metrics import BY_ID
from reviewgen.metrics.dimensions import NAMES
from reviewgen.model import Behind, Dimensions, Explanation, Figure, Process, Sentence
from reviewgen.sections.histories import limited
from reviewgen.sections.view import Inputs, process_of, said, sentence, why_absent
from reviewgen.wording import ABSENT, Wording

LEVELS = (N_("Usual"), N_("Lower limit"), N_("Upper limit"), N_("Signal"))
MARKS = {
    "": "",
    "outside": N_("outside its limits"),
    "three_of_four": N_("3 of 4 near one limit"),
    "run": N_("7 in a row on one side"),
}
LISTED_IDS = 24
HOW = {
    "count": N_("count"),
    "total": N_("total"),
    "share": N_("share"),
    "ratio": N_("ratio"),
    "mean": N_("mean"),
    "median": N_("median"),
    "p90": N_("90th percentile"),
    "largest": N_("largest"),
    "wilson_low": N_("lower end of the interval"),
    "wilson_high": N_("upper end of the interval"),
    "remainder": N_("remainder"),
    "given": N_("as recorded"),
    "percent_of_given": N_("share of what was agreed"),
    "percent_of_counted": N_("share of what was counted"),
    "hours_between": N_("hours between"),
    "line": N_("line through the measurements"),
    "line_low": N_("earliest by the line"),
    "line_high": N_("latest by the line"),
}
MADE = {
    "share": N_("{sum} of {weight}"),
    "ratio": N_("{sum} to {weight}"),
    "total": N_("{sum}; rows that add to it: {adding} of {size}"),
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
class Grid:
    """Figures of one metric by two things: a row for each value of the one, a column for each of the other.

    `head` says what names the rows; None is no figure.
    """

    caption: str
    head: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Entry | None, ...]], ...]


@dataclass(frozen=True, slots=True)
class History:
    """What opens under a drawing: the figures that it draws, as tables."""

    figures: tuple[Figure, ...]
    title: str
    series: tuple[Series | Grid, ...]


def panel(inputs: Inputs, figure: Figure, explanation: Explanation | None = None) -> Panel:
    """What opens at a figure; without an explanation, what the registry of metrics knows."""
    known, words = explanation or _registered(figure), inputs.words
    rows, adding, told = known.behind, _adding(known.behind), _telling(inputs.words)
    texts = (
        _valued(inputs, figure),
        words.chained((words.gettext("n {n}", n=words.number(figure.n)), *_made(inputs, rows, len(adding)))),
        words.gettext(known.formula),
        sentence(words.gettext(known.counted)),
        told.limits(figure.period, figure.dimensions),
        _ids(inputs, adding),
    )
    names = (*told.facts, told.rows_of(rows.table))
    facts = tuple((name, text) for name, text in zip(names, texts, strict=True) if text)
    return Panel(figure, told.label(figure.metric, figure.dimensions), words.period(figure.period), facts)


class _Telling:
    """What panels say again and again, in the words of one language; names of dimensions among it, so room is bounded.

    `facts` are the names of what every panel tells before the rows.
    """

    def __init__(self, words: Wording) -> None:
        _ = words.gettext
        self._words = words
        self.facts = (_("Value"), _("Drawn from"), _("Formula"), _("Counted"), _("Limited to"))
        self.rows_of = lru_cache(256)(self._rows_of)
        self.label = lru_cache(8192)(self._label)
        self.limits = lru_cache(8192)(self._limits)

    def _rows_of(self, table: str) -> str:
        return self._words.gettext("Rows of {table}", table=self._words.say(called("table", table)))

    def _label(self, metric: str, dimensions: Dimensions) -> str:
        return self._words.say(label_of(metric, dimensions))

    def _limits(self, period: str, dimensions: Dimensions) -> str:
        return self._words.say(limits_of(period, dimensions))


@lru_cache(64)
def _telling(words: Wording) -> _Telling:
    return _Telling(words)


def _registered(figure: Figure) -> Explanation:
    metric = BY_ID[figure.metric]
    return Explanation(figure, metric.label, metric.formula, metric.counted, "", Behind("", ""))


def _valued(inputs: Inputs, figure: Figure) -> str:
    """A figure with its target and its status."""
    target = inputs.words.target(figure.target, figure.unit)
    goal = inputs.words.gettext("target {value}", value=target) if figure.target else ""
    parts = (_value(inputs, figure), goal, inputs.words.status(figure.status))
    return " · ".join(part for part in parts if part)


def _value(inputs: Inputs, figure: Figure) -> str:
    """A figure, or a dash with the reason."""
    reason = why_absent(inputs, figure)
    return f"{ABSENT} ({reason})" if reason else inputs.words.figure(figure)


def _made(inputs: Inputs, rows: Behind, adding: int) -> list[str]:
    """How the value is made of the rows, and of what was agreed."""
    _, number = inputs.words.gettext, inputs.words.number
    given = [_("{first}: {then}", first=_(what), then=number(amount, 1)) for what, amount in rows.given]
    if not rows.how or not rows.ids:
        return given
    return [_("{first}: {then}", first=_(HOW[rows.how]), then=_amounts(inputs, rows, adding)), *given]


def _amounts(inputs: Inputs, rows: Behind, adding: int) -> str:
    """What the rows add up to, or how many they are; so many of them are `adding` something."""
    number, size = inputs.words.number, len(rows.ids)
    if rows.how == "count":
        return number(size)
    if rows.how not in MADE:
        return inputs.words.ngettext("{n} value", "{n} values", size, n=number(size))
    amounts = {"sum": sum(rows.values), "weight": sum(rows.weights) if rows.weights else size}
    texts = {name: number(amount, 1) for name, amount in amounts.items()}
    return inputs.words.gettext(MADE[rows.how], **texts, size=number(size), adding=number(adding))


def _adding(rows: Behind) -> tuple[str, ...]:
    """The ids of the rows that the value is made of: of a total, only those that add something."""
    return tuple(compress(rows.ids, rows.values)) if rows.how == "total" and rows.values else rows.ids


def _ids(inputs: Inputs, ids: tuple[str, ...]) -> str:
    listed = ", ".join(ids[:LISTED_IDS])
    left = len(ids) - LISTED_IDS
    if left <= 0:
        return listed
    return inputs.words.ngettext(
        "{listed} and {n} more; all are in data/rows.csv",
        "{listed} and {n} more; all are in data/rows.csv",
        left,
        listed=listed,
        n=inputs.words.number(left),
    )


def history(inputs: Inputs, figures: Sequence[Figure]) -> History:
    """The figures of a drawing as tables, one for each metric."""
    metrics = dict.fromkeys(figure.metric for figure in figures)
    series = tuple(_table(inputs, [one for one in figures if one.metric == metric]) for metric in metrics)
    return History(tuple(figures), inputs.words.chained(one.caption for one in series), series)


def _table(inputs: Inputs, figures: Sequence[Figure]) -> Series | Grid:
    """A grid where figures differ in two ways: by period and by a dimension, or by two dimensions."""
    kinds, periods = {one.dimensions for one in figures}, {one.period for one in figures}
    if len(kinds) > 1 and len(periods) > 1:
        return _by_period(inputs, figures)
    crossed = len(kinds) > 1 and all(len(one) == 2 for one in kinds)
    return _crossed(inputs, figures) if crossed else _series(inputs, figures)


def _by_period(inputs: Inputs, figures: Sequence[Figure]) -> Grid:
    """A row for each period, a column for all rows of the metric and for each value of its last dimension."""
    every = inputs.words.pgettext("tickets", "all")
    columns = {one.dimensions: _called(inputs, one.dimensions[-1]) if one.dimensions else every for one in figures}
    periods = {one.period: inputs.words.period(one.period) for one in figures}
    placed = {(one.period, one.dimensions): one for one in figures}
    rows = tuple((name, _row(inputs, [placed.get((key, one)) for one in columns])) for key, name in periods.items())
    caption = inputs.words.gettext(BY_ID[figures[0].metric].label)
    return Grid(caption, inputs.words.gettext("Period"), tuple(columns.values()), rows)


def _crossed(inputs: Inputs, figures: Sequence[Figure]) -> Grid:
    """A row for each value of the last dimension, a column for each of the first."""
    first, last = (sorted({one.dimensions[at] for one in figures}) for at in (0, 1))
    placed = {one.dimensions: one for one in figures}
    rows = tuple((_called(inputs, row), _row(inputs, [placed.get((column, row)) for column in first])) for row in last)
    columns = tuple(_called(inputs, column) for column in first)
    return Grid(_of_period(inputs, figures[0]), _dimension(inputs, figures[0]), columns, rows)


def _row(inputs: Inputs, figures: Sequence[Figure | None]) -> tuple[Entry | None, ...]:
    return tuple(None if one is None else Entry(one, "", _value(inputs, one), "") for one in figures)


def _of_period(inputs: Inputs, figure: Figure) -> str:
    metric = inputs.words.gettext(BY_ID[figure.metric].label)
    return inputs.words.gettext("{first}, {then}", first=metric, then=inputs.words.period(figure.period))


def _called(inputs: Inputs, dimension: tuple[str, str]) -> str:
    """What a value of a dimension is called as the head of a row: a weekday by its name."""
    name, value = dimension
    return inputs.words.weekday(int(value)) if name == "weekday" else said(inputs, called(name, value))


def _series(inputs: Inputs, figures: Sequence[Figure]) -> Series:
    """By period, or where all are of one period by the value of their last dimension."""
    by_period = len({figure.dimensions for figure in figures}) == 1
    _, first = inputs.words.gettext, figures[0]
    head = _("Period") if by_period else _dimension(inputs, first)
    caption = said(inputs, label(first)) if by_period else _of_period(inputs, first)
    process = limited(process_of(inputs, figures[-1])) if by_period and len(figures) > 1 else None
    levels = _levels(inputs, process, first.unit) if process else ((),) * len(figures)
    entries = (_entry(inputs, figure, by_period, told) for figure, told in zip(figures, levels, strict=True))
    return Series(caption, head, tuple(entries), tuple(map(_, LEVELS)) if process else ())


def _dimension(inputs: Inputs, figure: Figure) -> str:
    """What the last dimension of a figure is called, as a head."""
    name = Sentence(NAMES[figure.dimensions[-1][0]])
    return said(inputs, Sentence("{name.capital}", (("name", name),)))


def _entry(inputs: Inputs, figure: Figure, by_period: bool, levels: tuple[str, ...]) -> Entry:
    name = inputs.words.period(figure.period) if by_period else _called(inputs, figure.dimensions[-1])
    return Entry(figure, name, _value(inputs, figure), inputs.words.number(figure.n), levels)


def _levels(inputs: Inputs, process: Process, unit: str) -> tuple[tuple[str, ...], ...]:
    """Usual level, lower and upper limit of each period in words, and the rule that fires there."""
    levels = zip(process.centre, process.lower, process.upper, strict=True)
    _, value = inputs.words.gettext, inputs.words.value
    return tuple(
        (*(ABSENT if level is None else value(level, unit) for level in found), _(MARKS[rule]))
        for found, rule in zip(levels, process.rules, strict=True)
    )
