"""Holds every number in a text against the rows it comes from: a pack whose words are wrong is not delivered."""

from __future__ import annotations

import math
import re
import statistics
from collections.abc import Callable, Iterable, Iterator, Mapping

from reviewgen.errors import Issue, NumberError
from reviewgen.model import Behind, Explanation, Figure, FigureKey, Quoted, Sentence, Usual
from reviewgen.signals import students_t
from reviewgen.wording import Wording

DIGIT = re.compile(r"\d")
PER_GIVEN = "percent_of_counted"
LINES = ("line", "line_low", "line_high")  # their weights are days
Z = statistics.NormalDist().inv_cdf(0.975)


def prove(sentences: Iterable[Sentence], explanations: Mapping[FigureKey, Explanation], words: Wording) -> None:
    """Recompute every number of the sentences from the rows behind it; raises NumberError with all that differ."""
    wrong = [issue for sentence in sentences for issue in _wrong(sentence, explanations, words)]
    if wrong:
        raise NumberError(wrong)


def prove_figures(explanations: Iterable[Explanation]) -> None:
    """Recompute every figure from the rows behind it; raises NumberError with all that differ."""
    wrong = [issue for one in explanations for issue in _miscounted(one)]
    if wrong:
        raise NumberError(wrong)


def _miscounted(one: Explanation) -> Iterator[Issue]:
    figure, behind = one.figure, one.behind
    if figure.number is None:
        return
    if behind.how not in AGAIN:
        yield _issue(figure.metric, "no rows are known behind it")
        return
    value, n = recomputed(behind)
    if not math.isclose(value, figure.number, rel_tol=1e-9, abs_tol=1e-9) or n != figure.n:
        yield _issue(figure.metric, f"is {figure.number:g} from {figure.n}, and its rows give {value:g} from {n}")


def quoted(sentences: Iterable[Sentence]) -> tuple[Figure, ...]:
    """The figures that sentences quote, and those within them."""
    return tuple(figure for sentence in sentences for figure in _quoted(sentence))


def _quoted(sentence: Sentence) -> Iterator[Figure]:
    for _, value in sentence.values:
        if isinstance(value, Figure):
            yield value
        for inner in _within(value):
            yield from _quoted(inner)


def _within(value: Quoted | None) -> Iterator[Sentence]:
    """The sentences that fill a place: one, or several in a list."""
    parts = value if isinstance(value, tuple) else (value,)
    return (part for part in parts if isinstance(part, Sentence))


def _wrong(sentence: Sentence, explanations: Mapping[FigureKey, Explanation], words: Wording) -> Iterator[Issue]:
    values = dict(sentence.values)
    for text, place in words.parts_of(sentence):
        if DIGIT.search(text):
            yield _issue(words.say(sentence), f'the number in "{text.strip()}" comes from no figure')
        value = values[place.partition(".")[0]] if place else None
        for inner in _within(value):
            yield from _wrong(inner, explanations, words)
        if isinstance(value, Usual):
            yield from _not_usual(sentence, value, words)
        if place and isinstance(value, Figure) and value.number is not None:
            yield from _differs(sentence, place, value, explanations, words)


def _differs(
    sentence: Sentence, place: str, figure: Figure, explanations: Mapping[FigureKey, Explanation], words: Wording
) -> Iterator[Issue]:
    found = explanations.get(figure.key)
    if found is None or found.behind.how not in AGAIN:
        yield _issue(words.say(sentence), f"no rows are known behind {figure.metric}")
        return
    value, n = recomputed(found.behind)
    if place.endswith(".n"):
        right, shown = words.number(n), words.number(figure.n)
    else:
        target = figure.target.value if figure.target else None
        right, shown = words.value(value, figure.unit, target), words.figure(figure)
    if right != shown:
        yield _issue(words.say(sentence), f"{figure.metric} is told as {shown}, and its rows give {right}")


def _not_usual(sentence: Sentence, usual: Usual, words: Wording) -> Iterator[Issue]:
    """A usual level that is not the mean of its baseline."""
    weights = math.fsum(weight for _, weight in usual.drawn)
    mean = math.fsum(value * weight for value, weight in usual.drawn) / weights if weights else math.nan
    right, shown = (words.amount(value, usual.unit) for value in (round(mean, 1), usual.value))
    if right != shown:
        yield _issue(words.say(sentence), f"the usual level is told as {shown}, and its baseline gives {right}")


def _issue(said: str, problem: str) -> Issue:
    return Issue(code="number", value=said, problem=problem, hint="please report this: the pack was not delivered")


def recomputed(behind: Behind) -> tuple[float, int]:
    """A figure's value and n from the rows behind it alone."""
    adds, counts = math.fsum(behind.values), math.fsum(behind.weights)
    n = len(behind.ids) if behind.how in LINES else _given(behind) if behind.how == PER_GIVEN else counts
    return AGAIN[behind.how](behind, adds, counts), round(n)


def _quantile(values: Iterable[float], share: float) -> float:
    """By linear interpolation between order statistics (type 7)."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def _wilson(part: float, whole: float, side: int) -> float:
    """An end of the Wilson interval (95 %) of a proportion, in percent."""
    share, correction = part / whole, Z * Z / whole
    spread = Z * math.sqrt(share * (1 - share) / whole + Z * Z / (4 * whole * whole))
    return 100 * (share + correction / 2 + side * spread) / (1 + correction)


def _line(behind: Behind, side: int) -> float:
    """The day on which the line of least squares through days and levels reaches the given one; or its band's edge."""
    days, levels, n = behind.weights, behind.values, len(behind.ids)
    day, level = math.fsum(days) / n, math.fsum(levels) / n
    spread = math.fsum((one - day) ** 2 for one in days)
    slope = math.fsum((one - day) * (up - level) for one, up in zip(days, levels, strict=True)) / spread
    rise = _given(behind) - level
    if not side:
        return max(day + rise / slope, 0.0)
    rest = math.fsum((up - level - slope * (one - day)) ** 2 for one, up in zip(days, levels, strict=True))
    wide = students_t(n - 2) ** 2 * rest / (n - 2)
    steep = slope**2 - wide / spread
    return max(day + (slope * rise + side * math.sqrt(wide * (steep / n + rise**2 / spread))) / steep, 0.0)


def _given(behind: Behind) -> float:
    return behind.given[0][1]


AGAIN: Mapping[str, Callable[[Behind, float, float], float]] = {
    "count": lambda behind, adds, counts: float(len(behind.ids)),
    "total": lambda behind, adds, counts: adds,
    "share": lambda behind, adds, counts: 100 * adds / counts,
    "ratio": lambda behind, adds, counts: adds / counts,
    "mean": lambda behind, adds, counts: adds / counts,
    "median": lambda behind, adds, counts: statistics.median(behind.values),
    "p90": lambda behind, adds, counts: _quantile(behind.values, 0.9),
    "largest": lambda behind, adds, counts: max(behind.values),
    "wilson_low": lambda behind, adds, counts: _wilson(adds, counts, -1),
    "wilson_high": lambda behind, adds, counts: _wilson(adds, counts, 1),
    "remainder": lambda behind, adds, counts: 100 * (_given(behind) - adds) / _given(behind),
    "given": lambda behind, adds, counts: _given(behind),
    "percent_of_given": lambda behind, adds, counts: 100 * adds / _given(behind),
    "line": lambda behind, adds, counts: _line(behind, 0),
    "line_low": lambda behind, adds, counts: _line(behind, -1),
    "line_high": lambda behind, adds, counts: _line(behind, 1),
    PER_GIVEN: lambda behind, adds, counts: 100 * adds / _given(behind),
    "hours_between": lambda behind, adds, counts: (_given(behind) - adds) / counts / 60,
}
