"""What the charts of histories say: whole sentences that speak of a change only where the process signals."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from reviewed import case, figure, inputs, process

from reviewgen.model import Figure, Process
from reviewgen.sections.events import before_signal, drawn
from reviewgen.sections.histories import charts_compared, history_chart
from reviewgen.sections.messages import message
from reviewgen.sections.view import plain

MOVED = {"day": "2026-09-06", "text": "the move of the desk"}
LATE = {**MOVED, "day": "2026-09-26"}
FIVE = {"metric": "tickets.backlog", "at_most": 5}
LOUD = {"outside": ("outside the usual limit of 8"), "run": ("7 in a row above the usual level of 5")}


def said(now: Figure, found: Process | None = None, **account: Any) -> str:
    """Return the title of a figure's chart, with what is said of its history."""
    made = case(now, processes=((now, found),) if found else (), **account)
    return plain(message(inputs(made), made.figures.get(now.metric, **dict(now.dimensions))))


@pytest.mark.parametrize(
    ("state", "side", "rule", "title"),
    [
        ("steady", "", "", "stood within its usual range: 12 in October 2026, usually 5"),
        ("stable", "", "", "held steady over 24 periods: 12 in October 2026, usually 5"),
        ("signal", "above", "outside", "stood at 12 in October 2026, above the usual limit of 8"),
        ("signal", "below", "outside", "stood at 12 in October 2026, below the usual limit of 2"),
        (
            "signal",
            "below",
            "three_of_four",
            "was near its lower limit in 3 of the last 4 values: 12 in October 2026",
        ),
        ("signal", "above", "run", "has stayed above the usual level of 5: 12 in October 2026"),
    ],
)
def test_without_a_target_the_history_speaks(state: str, side: str, rule: Any, title: str) -> None:
    """The figure, its period, and what its history says, with the level or limit that was left."""
    assert said(figure("tickets.opened", 12), process(state, side, rule)) == f"The number of tickets opened {title}"


def test_without_limits_nothing_is_judged() -> None:
    """Too short a history says so; one without any chart is told as it stands; one without variation too."""
    now = figure("tickets.opened", 12)
    stood = "The number of tickets opened stood at 12 in October 2026"
    assert said(now) == stood
    assert said(now, process("short", points=8)) == f"{stood}; the history is too short to judge"
    assert said(now, process("short", points=10)) == f"{stood}, the same in all 10 periods"


@pytest.mark.parametrize(
    ("value", "found", "title"),
    [
        (3, None, "met the target of 5: 3 in October 2026"),
        (4.5, None, "met the target of 5 with little room left: 4.5 in October 2026"),
        (9, None, "missed the target of 5: 9 in October 2026"),
        (9, process("steady"), "missed the target of 5: 9 in October 2026, within normal variation"),
        (9, process("short", points=3), "missed the target of 5: 9 in October 2026; the history is too short to judge"),
    ],
)
def test_a_target_is_told_with_what_was_reached(value: float, found: Process | None, title: str) -> None:
    """Without a signal there is no word of change, missed or not."""
    assert said(figure("tickets.backlog", value), found, targets=(FIVE,)) == f"The number of open tickets {title}"


@pytest.mark.parametrize("rule", LOUD)
def test_a_miss_that_signals_is_a_change(rule: Any) -> None:
    """It went beyond its target, with the rule that says so; further beyond where it usually misses it already."""
    now, loud = figure("tickets.backlog", 9), process("signal", "above", rule)
    rose = f"9 in October 2026, {LOUD[rule]}"
    assert said(now, loud, targets=(FIVE,)) == f"The number of open tickets rose above the target of 5: {rose}"
    four = {**FIVE, "at_most": 4}
    assert said(now, loud, targets=(four,)) == f"The number of open tickets rose further above the target of 4: {rose}"


def test_a_signal_on_the_good_side_is_told_beside_the_target() -> None:
    """What misses its target and is better than usual has not gone beyond it; what meets it says that too."""
    now, calm = figure("tickets.backlog", 9), process("signal", "below", "outside")
    stood = "The number of open tickets stood at 9 in October 2026, below the usual limit of 2; the target of"
    assert said(now, calm, targets=(FIVE,)) == f"{stood} 5 is missed"
    assert said(now, calm, targets=({**FIVE, "at_most": 20},)) == f"{stood} 20 is met"


def test_what_falls_below_its_target_is_told_with_the_event_before() -> None:
    """An event about the time at which the signal begins is named with its day; others are not."""
    now, target = figure("sla.resolution", 1, priority="P1"), {"metric": "sla.resolution", "at_least": 4}
    targets = ({**target, "priority": "P1"},)
    loud = process("signal", "below", "outside", points=2)
    assert said(now, loud, targets=targets, events=[LATE]) == (
        "Resolution in time of P1 tickets fell below the target of 4% after the move of the desk on 26 Sept: "
        "1% in October 2026, outside the usual limit of 2%"
    )
    assert "after" not in said(now, loud, targets=targets, events=[{**LATE, "metric": "tickets.opened"}])
    assert "after" not in said(now, loud, targets=targets, events=[MOVED])
    assert "after" not in said(now, process("steady", points=2), targets=targets, events=[LATE])


@pytest.mark.parametrize(
    ("rule", "month", "words"),
    [
        ("outside", 10, "above the usual limit of 8, after the move of the desk on 6 Oct"),
        ("three_of_four", 7, "in 3 of the last 4 values, after the move of the desk on 6 Jul: 12 in October 2026"),
        ("run", 4, "has stayed above the usual level of 5 after the move of the desk on 6 Apr: 12 in October 2026"),
    ],
)
def test_any_signal_is_told_with_the_event_before(rule: Any, month: int, words: str) -> None:
    """A run begins six periods before the point that fires, three of four three before."""
    now, event = figure("tickets.opened", 12), {**MOVED, "day": f"2026-{month:02}-06"}
    made = inputs(case(now, processes=((now, process("signal", "above", rule)),), events=[event]))
    chain = tuple(f"2026-{number:02}" for number in range(1, 11))
    figures = dataclasses.replace(made.figures, chain=("2025-10", "2025-11", "2025-12", *chain))
    assert words in plain(message(dataclasses.replace(made, figures=figures), now))


@pytest.mark.parametrize(("value", "n", "why"), [("no answers", 0, "no answers"), (50.0, 3, "n 3, too few")])
def test_without_a_value_the_reason_stands(value: Any, n: int, why: str) -> None:
    """A figure that is missing, or drawn from too few, is no claim."""
    assert said(figure("survey.csat", value, n)) == f"Satisfaction has no value for October 2026: {why}"


def test_events_are_drawn_where_they_lie() -> None:
    """Counted in periods from the left edge, with a capital; the change from which all is judged anew with them."""
    change = {"from": "2026-10-01", "reason": "two more sites."}
    found = inputs(case(figure("tickets.opened", 12), events=[MOVED], baselines=[change]))
    assert drawn(found, "tickets.opened") == ((5 / 30, "The move of the desk"), (1.0, "Two more sites"))


def test_events_outside_the_periods_are_not_drawn() -> None:
    """Neither one before the first period nor one after the end of the data."""
    days = [{**MOVED, "day": day} for day in ("2026-08-31", "2026-11-01")]
    assert drawn(inputs(case(figure("tickets.opened", 12), events=days)), "tickets.opened") == ()


def test_a_change_that_is_known_twice_is_drawn_once() -> None:
    """The event goes before the reason of the baseline of its day."""
    change = {"from": "2026-09-06", "reason": "the desk moved"}
    found = inputs(case(figure("tickets.opened", 12), events=[MOVED], baselines=[change]))
    assert [words for _, words in drawn(found, "tickets.opened")] == ["The move of the desk"]


def test_the_last_of_several_events_is_named() -> None:
    """Of two before a signal the later one."""
    later = {"day": "2026-09-20", "text": "the flood"}
    found = inputs(case(figure("tickets.opened", 12), events=[later, MOVED]))
    known = before_signal(found, "tickets.opened", process("signal", "above", "outside", points=2))
    assert known is not None
    assert known.text == "the flood"


def test_charts_that_are_compared_have_one_scale() -> None:
    """Two services side by side: the same ticks, half as wide; one alone has the whole page."""
    figures = [figure("availability", value, service=name) for name, value in (("Pay", 90), ("Shop", 99.9))]
    pay, shop = ((("service", name),) for name in ("Pay", "Shop"))
    seen = inputs(case(*figures))
    both, one = (charts_compared(seen, "availability", which, 30) for which in ([pay, shop], [shop]))
    assert ["90%" in chart.svg.markup for chart in (*both, *one)] == [True, True, False]
    assert ['width="86mm"' in chart.svg.markup for chart in (*both, *one)] == [True, True, False]


def test_an_event_stands_in_the_drawing() -> None:
    """Its words, in columns and in a process-behaviour chart."""
    now = figure("tickets.opened", 12)
    for found in (process("short", points=2), process("steady", points=2)):
        chart = history_chart(inputs(case(now, processes=((now, found),), events=[MOVED])), "tickets.opened")
        assert chart
        assert "The move" in chart.svg.markup


@pytest.mark.parametrize(
    ("day", "named"), [("2026-09-10", False), ("2026-09-20", True), ("2026-10-10", True), ("2026-10-31", False)]
)
def test_a_change_follows_only_what_came_before_most_of_it(day: str, named: bool) -> None:
    """A signal of October is not laid at the door of what happened at its end, nor of what is long over."""
    title = said(figure("tickets.opened", 12), process("signal", "above", "outside"), events=({**MOVED, "day": day},))
    assert ("after the move of the desk" in title) is named


def test_a_limit_is_told_as_another_number_than_the_figure() -> None:
    """What rounds to the same is told with more decimals: nothing lies below itself."""
    found = dataclasses.replace(process("signal", "below", "outside"), lower=(99.93,) * 12)
    title = said(figure("availability", 99.91, service="ERP"), found)
    assert "99.9%" in title
    assert "99.93%" in title
