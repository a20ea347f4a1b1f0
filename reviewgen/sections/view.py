"""What sections hand to templates: words and drawings, ready to be set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from reviewgen.charts import Svg, columns
from reviewgen.config import Account, Provider
from reviewgen.errors import Issue
from reviewgen.findings import Case
from reviewgen.findings.case import subject
from reviewgen.metrics import BY_ID, Figures
from reviewgen.model import Dimensions, Evidence, Figure, Finding, Missing, Period
from reviewgen.wording import STATUS, Wording

SIDES = {"ours": "Ours", "theirs": "Yours"}


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that a section may draw on, of one account."""

    account: Account
    provider: Provider
    period: Period
    as_of: datetime
    figures: Figures
    evidence: Evidence
    findings: tuple[Finding, ...]
    issues: tuple[Issue, ...]
    words: Wording
    titles: Mapping[str, str]

    @property
    def case(self) -> Case:
        """The same account as detectors see it."""
        return Case(self.account, self.period, self.as_of, self.figures, self.evidence)


@dataclass(frozen=True, slots=True)
class Nothing:
    """Why a section has nothing to show."""

    reason: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text, a second quieter line, a tone (a status, "strong", "quiet"), and what stands beside it."""

    text: str
    note: str = ""
    tone: str = ""
    aside: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column: label, side, and width in percent of the table."""

    label: str
    width: int
    side: Literal["left", "right"] = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first cell of a row is its head. `more` says what was left out."""

    caption: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]
    more: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing under a title that says what it shows."""

    title: str
    subtitle: str
    svg: Svg


def told(help_text: str) -> Any:
    """A field of a context, with what it is."""
    return field(metadata={"help": help_text})


def cell(inputs: Inputs, figure: Figure, *, with_n: bool = False) -> Cell:
    """A figure as a cell: its value; its n where asked for; why it is missing, or too few to say."""
    if isinstance(figure.value, Missing):
        return Cell("–", figure.value.reason, "quiet")
    n = f"n {inputs.words.number(figure.n)}"
    if figure.n < BY_ID[figure.metric].least_n:
        return Cell("–", f"{n}, too few", "quiet")
    return Cell(inputs.words.figure(figure), aside=n if with_n else "")


def status_cell(figure: Figure) -> Cell:
    """A figure's status as a word with its tone."""
    return Cell(STATUS[figure.status], tone=figure.status) if figure.status else Cell("")


def spans(inputs: Inputs) -> tuple[tuple[str, str], ...]:
    """The periods that stand side by side, with their labels: this one, the one before, the same last year.

    Earlier ones from before the account's first data are left out.
    """
    figures, words = inputs.figures, inputs.words
    earlier = [name for name in (figures.previous, figures.last_year) if _has_data(figures, name)]
    return tuple((name, words.period(name)) for name in (figures.period, *earlier))


def span_heads(inputs: Inputs) -> tuple[Head, ...]:
    """The heads of a table of figures by period."""
    heads = tuple(Head(words, 20, "right") for _, words in spans(inputs))
    return (Head("Figure", 100 - 20 * len(heads)), *heads)


def _has_data(figures: Figures, period: str) -> bool:
    return any(figure.period == period and figure.number is not None for figure in figures)


def history_chart(
    inputs: Inputs,
    metric: str,
    title: str,
    *,
    maximum: float | None = None,
    height: float = 38,
    dimensions: Dimensions = (),
) -> Chart | None:
    """Columns of a figure's history with its target; None where there is nothing to draw."""
    history = inputs.figures.history(metric, **dict(dimensions))
    values = worth_showing(history)
    if all(value is None for value in values):
        return None
    last = history[-1]
    goal = last.target
    drawn = columns(
        [inputs.words.short_period(figure.period) for figure in history],
        values,
        [inputs.words.figure(figure) for figure in history],
        title=title,
        description=described(inputs, history),
        target=goal.value if goal else None,
        target_text=f"target {inputs.words.amount(goal.value, last.unit)}" if goal else "",
        maximum=maximum,
        tick_text=lambda tick: inputs.words.value(tick, last.unit),
        height_mm=height,
        colour=inputs.account.branding.accent,
    )
    first, final = (inputs.words.period(name) for name in (history[0].period, last.period))
    return Chart(title, f"{subject(last)}, {first} to {final}", drawn)


def worth_showing(history: Sequence[Figure]) -> list[float | None]:
    """The numbers of a history; None where one is missing or drawn from too few to be worth showing."""
    return [figure.number if figure.n >= BY_ID[figure.metric].least_n else None for figure in history]


def described(inputs: Inputs, history: Sequence[Figure]) -> str:
    """A chart's numbers as text, for readers who cannot see it."""
    parts = [f"{inputs.words.period(figure.period)}: {inputs.words.figure(figure)}" for figure in history]
    return "; ".join(parts)


def capped(inputs: Inputs, shown: int, everything: int, where: str) -> str:
    """A line that says how much of a list is shown; empty where it is all there."""
    if shown >= everything:
        return ""
    return f"{inputs.words.number(shown)} of {inputs.words.number(everything)} shown; {where}"
