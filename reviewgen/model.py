"""Frozen values that the stages hand to each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b
from typing import Literal, Union

Profile = Literal["standard", "archive"]
Cadence = Literal["weekly", "monthly", "quarterly", "yearly"]
Depth = Literal["brief", "standard", "full"]
Audience = Literal["customer", "internal"]
Edition = Literal["draft", "issued"]
Paper = Literal["A4", "Letter"]
Severity = Literal["high", "medium", "low"]
Status = Literal["met", "at_risk", "missed", "not_measured"]
Dimensions = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """Why a figure has no number: an English text, and the names that fill the places in it."""

    reason: str
    values: tuple[tuple[str, Sentence], ...] = ()

    def __str__(self) -> str:
        return self.reason.format_map({name: value.text for name, value in self.values}) if self.values else self.reason


@dataclass(frozen=True, slots=True)
class Period:
    """A half-open span [start, end) of local days in one time zone; both ends are aware instants."""

    name: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Target:
    """What was promised for a figure: `bound` is "at_least" or "at_most", in the metric's unit."""

    bound: Literal["at_least", "at_most"]
    value: float


FigureKey = tuple[str, str, Dimensions]


@dataclass(frozen=True, slots=True)
class Figure:
    """One metric's value for one account, period and set of dimensions; `n` is what it is drawn from.

    `told` is what an issued pack said where that was another value: the figure is restated.
    """

    metric: str
    period: str
    dimensions: Dimensions
    value: float | Missing
    n: int
    unit: str
    target: Target | None = None
    status: Status | None = None
    told: float | None = None

    @property
    def key(self) -> FigureKey:
        """What tells it from every other figure of its account."""
        return (self.metric, self.period, self.dimensions)

    @property
    def name(self) -> str:
        """What it is of, the same in every period: "sla.resolution P1"."""
        return " ".join([self.metric, *(value for _, value in self.dimensions)])

    @property
    def number(self) -> float | None:
        """The value, or None where it is missing: for drawing and comparing."""
        return None if isinstance(self.value, Missing) else self.value


@dataclass(frozen=True, slots=True)
class Clock:
    """How one clock of a ticket stands, and how it was decided if that was in the period under review.

    `outcome` is that of the period ("" if it was decided in another one or not yet), `state` that at `as_of`, with the
    `reason` where it is not measured. `hours` is the time that counts against the promise (in business time where a
    policy says so, without holds), `elapsed_hours` that on the wall, `hold_hours` the business time taken off; `limit`
    the promised hours. None where unknown. `holds` are the spans in which the clock stood still; the last may be open.
    `verdict` is the tool's own, `difference` the likeliest reason why it is another one.
    """

    outcome: Literal["met", "breached", ""]
    near_miss: bool
    hours: float | None
    limit: float | None
    state: Literal["met", "breached", "running", "not_measured"] = "not_measured"
    reason: str = ""
    elapsed_hours: float | None = None
    hold_hours: float | None = None
    started_at: datetime | None = None
    due_at: datetime | None = None
    stopped_at: datetime | None = None
    calendar: str = ""
    holds: tuple[tuple[datetime, datetime | None], ...] = ()
    verdict: str = ""
    difference: str = ""


@dataclass(frozen=True, slots=True)
class InputRows:
    """The rows of one account in one input file: how many were used, and a digest of them in any order."""

    table: str
    file: str
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Logo:
    """A logo: a PNG, JPEG or cleaned SVG, whose it is, and its size on paper in millimetres."""

    data: bytes
    media_type: str
    alt: str
    width: str
    height: str


@dataclass(frozen=True, slots=True)
class Brand:
    """The look of pages: a colour that can be read on white paper, one for a dark screen, paper and logos."""

    accent: str
    accent_dark: str
    paper: Paper = "A4"
    provider: Logo | None = None
    customer: Logo | None = None


PLAIN = Brand("#1f4e79", "#6191c0")


@dataclass(frozen=True, slots=True)
class Amount:
    """A value that somebody wrote down, a target say, in the unit of its metric."""

    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Usual(Amount):
    """The usual level of a figure: the weighted mean of its values over a baseline, each `drawn` with its weight."""

    drawn: tuple[tuple[float, float], ...] = ()


Quoted = Union[Figure, Amount, "Sentence", tuple[Union[str, "Sentence"], ...], float, int, str, date]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence in English with named places, `{n}`, and the figures, facts and sentences that fill them.

    `text` and `many` are what catalogues know it by; `count` chooses between them: what a language's plural needs.
    """

    text: str
    values: tuple[tuple[str, Quoted], ...] = ()
    many: str = ""
    count: float = 1


Words = str | Sentence
"""What a page says: a sentence of ours, which speaks the account's language, or somebody's own words."""


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text as a page shows it; `figure` is the figure that it words, if any."""

    text: str
    figure: Figure | None = None


Rule = Literal["", "outside", "three_of_four", "run"]


@dataclass(frozen=True, slots=True)
class Process:
    """What a process-behaviour chart says of one figure's history: one entry a period, the oldest first.

    `kind` is that of the chart: individuals, p, or Laney's p'. None stands where a period has no point or no limits.
    `rules` names the rule that fires at a point. `state` and `side` are those of the last point: too short a history
    to say, a signal, none, or none over twice the baseline. `baseline` names its first and last period.
    """

    kind: Literal["individuals", "p", "p'"]
    periods: tuple[str, ...]
    values: tuple[float | None, ...]
    centre: tuple[float | None, ...]
    lower: tuple[float | None, ...]
    upper: tuple[float | None, ...]
    rules: tuple[Rule, ...]
    baseline: tuple[str, str] | None
    size: int
    state: Literal["short", "signal", "steady", "stable"]
    side: Literal["", "above", "below"] = ""


@dataclass(frozen=True, slots=True)
class Behind:
    """The rows that a figure is drawn from: the records of a table by their ids.

    `values` say what each adds, `weights` what each counts for in the divisor, and `how` what is made of them: count,
    total, share (percent), ratio, mean, median, p90 and others. `given` are amounts that come from an agreement or a
    calendar. `places` are file and row of each record.
    """

    table: str
    how: str
    ids: tuple[str, ...] = ()
    values: tuple[float, ...] = ()
    weights: tuple[float, ...] = ()
    given: tuple[tuple[str, float], ...] = ()
    places: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """A figure with its definition in words, what it is limited to, and the rows behind it."""

    figure: Figure
    label: str
    formula: str
    counted: str
    limited_to: str
    behind: Behind


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that matters: `section` holds the evidence, `rank` orders findings (higher is more important).

    `subject` tells a finding from others of its detector, and is the same in the next review: "P1", "CR-085". The
    figures that it quotes and the `records` (table and id) are its evidence. `impact`, `likelihood` and `proposal` say
    what a concern may lead to and what to do. One that is `ahead` may yet become a problem; a question, and what is
    `internal`, is for the brief alone.
    """

    kind: Literal["concern", "achievement", "question"]
    detector: str
    title: Sentence
    detail: Sentence
    section: str
    rank: float
    owner: Words = ""
    severity: Severity = "medium"
    subject: str = ""
    records: tuple[tuple[str, str], ...] = ()
    impact: Words = ""
    likelihood: Words = ""
    proposal: Words = ""
    ahead: bool = False
    internal: bool = False

    @property
    def key(self) -> str:
        """What tells it from every other finding of its account, in this review and in the next."""
        return blake2b(f"{self.detector}|{self.subject}".encode(), digest_size=5).hexdigest()


@dataclass(frozen=True, slots=True)
class Remark:
    """Words for us only, with where they were written: what was marked internal, or stood in an internal column.

    `record` is the number of the row, empty in an account's file. `whole`: the row itself is for us only.
    """

    account: str
    table: str
    record: str
    column: str
    text: str
    file: str = ""
    row: int = 0
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Raised:
    """A concern as an issued pack raised it; `key` is that of the finding."""

    key: str
    subject: str
    title: str
    section: str


@dataclass(frozen=True, slots=True)
class Promised:
    """A promise as an issued pack listed it. `due_on` is the day it was promised for then."""

    id: str
    title: str
    side: str
    owner: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Issued:
    """What the last pack that was issued told the customer.

    `figures` are its numbers of its own period, by metric and dimensions.
    """

    period: str
    as_of: datetime
    verdict: str
    concerns: tuple[Raised, ...]
    promises: tuple[Promised, ...]
    figures: Mapping[tuple[str, Dimensions], float]
