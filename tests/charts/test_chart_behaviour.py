"""Process-behaviour charts."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest
from drawing_reader import Box, Drawing, tick
from hypothesis import given
from hypothesis import strategies as st

from reviewgen.charts import ACCENT, Svg, behaviour, one_scale
from reviewgen.charts.placing import moved_apart
from reviewgen.charts.scale import fitted

MONTHS = ["Oct", "Nov", "Dec", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct"]
STEADY = [94.1, 95.2, 93.8, 94.9, 92.7, 95.5, 94.4, 93.1, 94.8, 95.4, 93.6, 94.3, 94.7]
Row = Sequence[float | None] | float | None


def drawn(values: Sequence[float | None], lower: Row = None, centre: Row = None, upper: Row = None, **more: Any) -> Svg:
    """Draw `values` under the last of the months with their numbers as words; a single limit is that of all periods."""
    count = len(values)
    limits = {
        name: limit if isinstance(limit, Sequence) else [limit] * count
        for name, limit in (("lower", lower), ("centre", centre), ("upper", upper))
    }
    words = {f"{name}_text": f"{name} line" for name, limit in limits.items() if any(limit)}
    given = {
        "labels": (MONTHS * 5)[-count:],
        "texts": ["" if value is None else f"{value:g}" for value in values],
        "signals": [""] * count,
        "tick_text": tick,
    }
    return behaviour(values=values, title="t", description="d", **{**given, **limits, **words, **more})


def read(*values: Any, **more: Any) -> Drawing:
    """Draw as `drawn` does and read the drawing back."""
    return Drawing(drawn(*values, **more))


def at_end(*marks: str, of: int = 13) -> list[str]:
    """Return signals of which the last ones are `marks`."""
    return [""] * (of - len(marks)) + list(marks)


def found(drawing: Drawing, words: str) -> Box:
    """Return the only text that reads `words`."""
    return drawing.text(words)


def paths(svg: Svg, look: str) -> list[str]:
    """Return the steps of every path whose attributes contain `look`."""
    found = re.findall(r'<path (class="[^"]*") d="([^"]*)"([^>]*)/>', svg.markup)
    return [steps for role, steps, more in found if look in role + more]


def history_line(svg: Svg) -> str:
    """Return the steps of the line through the values."""
    return "".join(paths(svg, f'stroke="{ACCENT}" stroke-width="1.2"'))


def dots(svg: Svg) -> int:
    """Count the dots of values that are neither the last nor signals."""
    return sum(steps.count("M") for steps in paths(svg, 'stroke-linecap="round"'))


def centre_lines(drawing: Drawing) -> list[Box]:
    """Return the pieces of lines in the colour of limits that are not dashed."""
    return [line for line in drawing.lines if line.shows == "limit" and line not in drawing.dashed]


def limit_lines(drawing: Drawing) -> list[Box]:
    """Return the pieces of the lines of limits."""
    return [line for line in drawing.dashed if line.shows == "limit"]


def test_a_steady_history_is_a_line_with_dots_and_one_last() -> None:
    """Thirteen values are one unbroken line, twelve small dots in one path, and a larger one for now."""
    svg = drawn(STEADY, 91, 94, 97)
    assert history_line(svg).count("M") == 1
    assert history_line(svg).count("L") == 12
    assert (len(paths(svg, "linecap")), dots(svg)) == (1, 12)
    assert [dot.shows for dot in Drawing(svg).dots] == ["accent"]
    assert not paths(svg, 'class="signal"')


def test_the_last_value_is_worded_in_bold_beside_its_dot() -> None:
    """Its words and label are the only bold ones, at the height of the dot and right of it."""
    drawing = read(STEADY, 91, 94, 97)
    bold = [element.text for element in drawing.root if element.get("font-weight") == "600"]
    words, (last,) = found(drawing, "94.7"), drawing.dots
    assert bold == ["94.7", "Oct"]
    assert words.left > last.right
    assert words.top < (last.top + last.bottom) / 2 < words.bottom


def test_values_without_signal_are_not_worded() -> None:
    """The scale tells their size; words are for what is news."""
    assert not {"94.1", "95.2", "92.7"} & set(read(STEADY, 91, 94, 97).words)


def test_none_breaks_the_line() -> None:
    """A missing value has no dot, and no line leads over it; a lone point is still a dot."""
    svg = drawn([5, 6, None, 7, None, 8, 9])
    assert history_line(svg).count("M") == 2
    assert dots(svg) == 4


def test_a_missing_last_value_is_a_dash() -> None:
    """Where now is not known nothing is emphasised but a dash."""
    drawing = read([5, 6, None])
    assert not drawing.dots
    assert found(drawing, "–").left > drawing.width / 2


def test_a_signal_is_a_larger_diamond() -> None:
    """A signal differs in shape and size, and is not red: it may be a good one; it replaces the dot."""
    svg = drawn([*STEADY[:-1], 88.4], 91, 94, 97, signals=at_end("outside"))
    (diamond,) = paths(svg, 'class="signal"')
    (box,) = Drawing(svg).rects
    assert diamond.count("L") == 3
    assert box.right - box.left > 2 * 4
    assert not Drawing(svg).dots


@pytest.mark.parametrize("signal", ["outside", "three_of_four", "run"])
def test_every_rule_marks_its_points(signal: str) -> None:
    """Whatever the rule, its points look the same."""
    assert len(read(STEADY, 91, 94, 97, signals=at_end(signal, "", signal)).rects) == 2


def test_signals_are_worded_where_there_is_room() -> None:
    """An earlier signal has its value next to its diamond."""
    values = [*STEADY[:6], 88.4, *STEADY[7:]]
    drawing = read(values, 91, 94, 97, signals=[*at_end("outside", of=7), *[""] * 6])
    words, (diamond,) = found(drawing, "88.4"), drawing.rects
    assert words.left < (diamond.left + diamond.right) / 2 < words.right
    assert 0 <= words.top - diamond.bottom < 3


@pytest.mark.parametrize("height", range(30, 50, 6))
@pytest.mark.parametrize("value", [20, 88.4, 90, 99, 150])
def test_a_lone_peak_or_dip_is_always_worded(value: float, height: int) -> None:
    """The highest or lowest point of all has room for its words over or under it, whatever the size."""
    values = [*STEADY[:6], value, *STEADY[7:]]
    drawing = read(
        values,
        91,
        94,
        97,
        signals=[*at_end("outside", of=7), *[""] * 6],
        texts=[f"v{number:g}" for number in values],
        height_mm=height,
    )
    assert abs(found(drawing, f"v{value:g}").top - drawing.rects[0].top) < 20


def test_signals_without_room_stay_without_words() -> None:
    """Of many signals side by side with long words not all are worded, the last one always."""
    texts = [f"{at} hours of work" for at in range(30)]
    drawing = read([1.0] * 30, signals=["run"] * 30, texts=texts)
    worded = set(texts) & set(drawing.words)
    assert "29 hours of work" in worded
    assert len(worded) < 15
    assert len(drawing.rects) == 30


def test_a_missing_value_is_no_signal() -> None:
    """There is nothing to mark where there is no point."""
    assert not read([5, None, 6], signals=["", "run", ""]).rects


def test_limits_are_level_lines_over_the_whole_width() -> None:
    """Limits that stay the same are one dotted line each, the centre a plain one between them."""
    drawing = read([94, 94.5, 92], 91, 94, 97)
    upper, lower = limit_lines(drawing)
    (centre,) = centre_lines(drawing)
    assert upper.top == upper.bottom < centre.top == centre.bottom < lower.top == lower.bottom
    assert upper.left == centre.left == lower.left
    assert upper.right == centre.right == lower.right


def test_limits_that_vary_are_joined_steps() -> None:
    """Limits of each period are level over the width of the period and joined upright."""
    drawing = read([94, 94, 95, 96], [90, 91, 90, 91], 94, None)
    levels = [line for line in limit_lines(drawing) if line.top == line.bottom]
    risers = [line for line in limit_lines(drawing) if line.left == line.right]
    assert (len(levels), len(risers)) == (4, 3)
    assert [one.right for one in levels[:-1]] == [other.left for other in levels[1:]] == [one.left for one in risers]


def test_a_reset_breaks_the_lines() -> None:
    """Where the centre jumps the limits begin anew: nothing upright joins them to the old ones."""
    drawing = read([12, 13, 12, 7, 8, 6], [9] * 3 + [4] * 3, [12.5] * 3 + [7] * 3, [16] * 3 + [10] * 3)
    assert all(line.top == line.bottom for line in limit_lines(drawing))
    assert len(limit_lines(drawing)) == 4
    old, new = centre_lines(drawing)
    assert old.right == new.left
    assert old.top < new.top


def test_before_the_baseline_there_are_no_limits() -> None:
    """Limits begin with the first period that has them."""
    drawing = read([5, 6, 7, 6], *([None, None, limit, limit] for limit in (4, 6, 8)))
    assert min(line.left for line in limit_lines(drawing)) == pytest.approx(centre_lines(drawing)[0].left)
    assert centre_lines(drawing)[0].left > found(drawing, "Oct").left - drawing.width / 2


def test_without_limits_only_the_values_are_drawn() -> None:
    """A history that is too short for limits has no lines of them, and no words for them."""
    drawing = read([5, 6, 7], centre_text="usual 6", lower_text="lower 5", upper_text="upper 7")
    assert not limit_lines(drawing)
    assert not [words for words in drawing.words if " " in words]


def test_limits_are_worded_at_their_right_end() -> None:
    """Each line has its words behind it, at its height."""
    drawing = read(STEADY, 91, 94, 97)
    for words, line in zip(["upper line", "lower line"], limit_lines(drawing), strict=True):
        box = found(drawing, words)
        assert box.left > line.right
        assert box.top < line.top < box.bottom


def test_target_differs_from_limits() -> None:
    """The target is darker, and has other dashes than the limits."""
    svg = drawn(STEADY, 91, 94, 97, target=96, target_text="target 96 %")
    (target,) = [line for line in Drawing(svg).dashed if line.shows == "target"]
    assert found(Drawing(svg), "target 96 %").top < target.top < found(Drawing(svg), "target 96 %").bottom
    assert len(set(re.findall(r'stroke-dasharray="[^"]*"', svg.markup))) == 2


def test_words_of_lines_that_are_one_are_moved_apart() -> None:
    """Upper limit, target, centre and lower limit at one height keep that order, joined to the line by strokes."""
    drawing = read([100.0] * 13, 100, 100, 100, target=100, target_text="target", maximum=100)
    texts = [found(drawing, words) for words in ("upper line", "target", "centre line", "lower line")]
    assert all(one.bottom < other.top for one, other in pairwise(texts))
    assert len([line for line in drawing.lines if line.right > min(box.left for box in texts) - 3]) >= 2


@pytest.mark.parametrize(
    ("wanted", "weights", "given"),
    [
        ([10, 40], [1, 1], [10, 40]),
        ([20, 20], [1, 1], [14.3, 25.7]),
        ([20, 20], [100, 1], [19.89, 31.29]),
        ([2, 2], [1, 1], [5, 16.4]),
        ([99, 99], [1, 1], [83.6, 95]),
    ],
)
def test_moved_apart(wanted: list[float], weights: list[float], given: list[float]) -> None:
    """What has room stays; neighbours give way by weight, and nothing leaves the drawing."""
    assert moved_apart(wanted, weights, 5, 95) == pytest.approx(given, abs=0.01)


def test_the_scale_need_not_begin_at_zero() -> None:
    """Percentages in the nineties have no line at zero."""
    assert "0" not in read(STEADY, 91, 94, 97).words
    assert {"92", "94", "96"} <= set(read(STEADY, 91, 94, 97).words)


def test_no_tick_beyond_what_is_possible() -> None:
    """Percentages end at 100, unless a number is beyond it."""
    assert "100" in read([96, 99.8], maximum=100).words
    assert max(fitted([90, 99.9], 0, 100).ticks) == 100
    assert max(fitted([90, 104], 0, 100).ticks) <= 104


@pytest.mark.parametrize(
    ("numbers", "bounds", "ticks"),
    [
        ([91.3, 97.1], (0, 100), (92, 94, 96)),
        ([100, 100], (0, 100), (96, 98, 100)),
        ([0], (0, None), (0, 1)),
        ([0], (None, None), (-1, 0, 1)),
        ([5], (0, None), (4, 5, 6)),
        ([0.93], (None, None), (0.9, 0.95)),
        ([], (0, 100), (0,)),
        ([1, 2], (None, None), (1, 2)),
        ([8e11, 1.6e12], (None, None), (1e12, 1.5e12)),
        ([8e-8, 1.6e-7], (None, None), (1e-7, 1.5e-7)),
    ],
)
def test_ticks(numbers: list[float], bounds: tuple[float | None, float | None], ticks: tuple[float, ...]) -> None:
    """Few and round, whole for whole data, and some room where all numbers are the same."""
    assert fitted(numbers, *bounds).ticks == pytest.approx(ticks)


@given(st.lists(st.floats(-1e12, 1e12), max_size=20), st.integers(1, 3))
def test_scale_holds_all_numbers(numbers: list[float], gridlines: int) -> None:
    """Every number lies on the scale, which always has a tick, and not many more than asked for."""
    scale = fitted(numbers, gridlines=gridlines)
    assert all(-1e-9 <= scale.share(value) <= 1 + 1e-9 for value in [*numbers, *scale.ticks])
    assert 1 <= len(scale.ticks) <= gridlines + 1


def test_refuses_a_scale_upside_down() -> None:
    """A minimum above the maximum is the caller's mistake."""
    with pytest.raises(ValueError, match="upside down"):
        drawn([1], minimum=100, maximum=0)


def test_ticks_that_read_alike_are_written_once() -> None:
    """Words too short to tell two ticks apart do not stand there twice."""
    drawing = read([94.1, 94.4], tick_text=lambda tick: f"{tick:.0f} %")
    assert drawing.words.count("94 %") == 1


def test_one_point() -> None:
    """A first period is a dot with its words and target."""
    svg = drawn([94.2], target=95, target_text="target 95 %")
    assert not history_line(svg)
    assert len(Drawing(svg).dots) == 1
    assert {"94.2", "target 95 %", "Oct"} <= set(Drawing(svg).words)


def test_long_words_are_clipped() -> None:
    """Words at the right end leave room for the history."""
    drawing = read(STEADY, 91, 94, 97, centre_text="usual " * 40, width_mm=80)
    (words,) = [box for box in drawing.texts if box.shows.startswith("usual")]
    assert words.shows.endswith("…")
    assert words.right - words.left <= drawing.width / 3


def test_many_labels_are_thinned_from_the_last_back() -> None:
    """Of 52 weeks every so many are labelled, the current one always."""
    labels = [f"W{week + 1}" for week in range(52)]
    drawing = read([1.0, 2.0] * 26, labels=labels)
    shown = [int(words[1:]) for words in drawing.words if words in set(labels)]
    assert shown[-1] == 52
    assert len({later - earlier for earlier, later in pairwise(shown)}) == 1


@pytest.mark.parametrize("where", ["values", "lower", "centre", "upper", "target", "minimum", "maximum"])
@pytest.mark.parametrize("value", [math.nan, math.inf, 1e101])
def test_refuses_what_is_not_finite(where: str, value: float) -> None:
    """A number that has no place on paper never reaches the drawing, whatever it stands for."""
    wrong = value if where in {"target", "minimum", "maximum"} else [value]
    with pytest.raises(ValueError, match="cannot be drawn"):
        drawn(**{"values": [1.0], where: wrong})  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["texts", "signals", "lower", "centre", "upper"])
def test_refuses_columns_of_other_length(name: str) -> None:
    """All entries belong together one by one."""
    with pytest.raises(ValueError, match=f"2 labels but 3 {name}"):
        drawn([1, 2], **{name: [""] * 3 if name in {"texts", "signals"} else [1.0] * 3})  # type: ignore[arg-type]


def test_refuses_nothing() -> None:
    """Saying that there is no data is the caller's part."""
    with pytest.raises(ValueError, match="nothing to draw"):
        behaviour([], [], [], title="", description="", centre=[], lower=[], upper=[], signals=[], tick_text=tick)


def test_refuses_sizes_and_colours() -> None:
    """A size without room, and a colour that is none, are refused as in other drawings."""
    with pytest.raises(ValueError, match="no size"):
        drawn([1], height_mm=5)
    with pytest.raises(ValueError, match="not a colour"):
        drawn([1], colour="red")


def test_the_scale_can_be_that_of_another_chart() -> None:
    """The same value lies at the same height in both; what the scale does not hold is refused."""
    scale = one_scale([STEADY, [70.0]], maximum=100, from_zero=False)
    (one,), (other,) = read(STEADY, scale=scale).dots, read([80, 94.7], scale=scale).dots
    assert one.top == other.top
    with pytest.raises(ValueError, match="outside the scale"):
        read([60], scale=scale)


def test_same_input_same_bytes() -> None:
    """Drawing twice gives the same bytes, with its title and description for those who cannot see it."""
    svg = drawn(STEADY, 91, 94, 97)
    assert svg == drawn(STEADY, 91, 94, 97)
    assert "<title>t</title><desc>d</desc>" in svg.markup
