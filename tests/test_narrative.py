"""The answer that opens a pack follows from its targets, and from what histories say of the figures they judge."""

from __future__ import annotations

from typing import Any

import pytest
from reviewed import case, figure, process

from reviewgen.findings import Case
from reviewgen.model import Figure
from reviewgen.narrative import leads, verdict
from reviewgen.wording import Wording

WORDS = Wording("en_GB")
LEVEL: dict[str, Any] = {"metric": "sla.resolution", "at_least": 95}
BACKLOG: dict[str, Any] = {"metric": "tickets.backlog", "at_most": 60}
CSAT: dict[str, Any] = {"metric": "survey.csat", "at_least": 85}


def said(made: Case) -> str:
    """Return the verdict's reasons as one text."""
    return " ".join(WORDS.say(reason) for reason in verdict(made).reasons)


@pytest.mark.parametrize(
    ("level", "word", "tone", "reason"),
    [
        (99.5, "On target.", "met", "All 2 targets measured were met."),
        (95.0, "On target.", "at_risk", "Little room is left in resolution in time."),
        (94.9, "Under pressure.", "missed", "1 of 2 targets was missed: resolution in time."),
    ],
)
def test_targets_decide_the_verdict(level: float, word: str, tone: str, reason: str) -> None:
    """Met, met with little room, missed: the word, its tone, and the sentence that names the target."""
    made = case(figure("sla.resolution", level), figure("tickets.backlog", 10), targets=(LEVEL, BACKLOG))
    found = verdict(made)
    assert (found.word, found.tone) == (word, tone)
    assert reason in said(made)


def test_several_misses_are_counted_and_named() -> None:
    """The plural names each target missed, in the order of the account's file."""
    made = case(figure("sla.resolution", 90), figure("tickets.backlog", 61), targets=(BACKLOG, LEVEL))
    assert "2 of 2 targets were missed: open at period end; resolution in time." in said(made)


def test_a_priority_is_named_with_its_figure() -> None:
    """A target of one priority is told apart from that of all tickets."""
    made = case(figure("sla.resolution", 50, 4, priority="P1"), targets=({**LEVEL, "priority": "P1"},))
    assert "resolution in time, P1" in said(made)


def test_without_targets_nothing_is_judged() -> None:
    """An account without targets gets no verdict, and is told why."""
    found = verdict(case(figure("sla.resolution", 10)))
    assert (found.word, found.tone) == ("No verdict.", "not_measured")
    assert said(case()) == "No target is agreed for any figure of this account, so nothing is judged here."


def test_targets_that_cannot_be_measured_give_no_verdict() -> None:
    """Missing figures are neither met nor missed."""
    made = case(figure("sla.resolution", "no resolved tickets"), targets=(LEVEL, CSAT))
    assert verdict(made).tone == "not_measured"
    assert said(made) == "None of the 2 targets agreed could be measured."


def test_one_target_that_cannot_be_measured_has_its_singular() -> None:
    """One target is not told as none of several."""
    assert said(case(targets=(LEVEL,))) == "The one target agreed could not be measured."


def test_what_could_not_be_measured_is_not_counted_as_met() -> None:
    """Only measured targets are counted."""
    made = case(figure("sla.resolution", 99.5), targets=(LEVEL, CSAT))
    assert said(made).startswith("The one target measured was met.")


def test_a_priority_that_no_ticket_ever_had_is_not_called_met() -> None:
    """A target whose figure does not exist at all is listed as not measured, with what was promised."""
    (judged,) = case(targets=({**LEVEL, "priority": "P1"},)).judged()
    assert (judged.status, WORDS.target(judged.target, judged.unit)) == ("not_measured", "at least 95%")


def test_volumes_are_told_in_one_sentence() -> None:
    """Opened, resolved and open at the end, each as its figure says."""
    volumes = (figure("tickets.opened", 1234), figure("tickets.resolved", 1200), figure("tickets.backlog", 77))
    assert said(case(*volumes)).endswith("1,234 tickets were opened and 1,200 resolved; 77 stood open at the end.")


@pytest.mark.parametrize("opened", [0, 1, 2])
def test_volumes_have_their_plural(opened: int) -> None:
    """One ticket was opened; none and two were."""
    volumes = (figure("tickets.opened", opened), figure("tickets.resolved", 1), figure("tickets.backlog", 1))
    expected = {0: "0 tickets were opened", 1: "1 ticket was opened", 2: "2 tickets were opened"}[opened]
    assert expected in said(case(*volumes))


def test_without_tickets_no_volume_is_told() -> None:
    """A missing volume makes no sentence: no dash stands where a number should."""
    made = case(figure("tickets.opened", "no data"), targets=(LEVEL,))
    assert "opened" not in said(made)
    assert "–" not in said(made)


def test_nothing_is_called_better_or_worse() -> None:
    """A verdict speaks of targets; that a figure moved is no finding."""
    made = case(figure("sla.resolution", 96.5), figure("sla.resolution", 99.9, period="2026-09"), targets=(LEVEL,))
    assert not {"better", "worse", "improved", "declined"} & set(said(made).casefold().split())


def judged(*found: tuple[float, str, str]) -> Case:
    """Return an account with a level, a backlog and a satisfaction: each a value, a state, and the side of a signal."""
    metrics = ("sla.resolution", "tickets.backlog", "survey.csat")
    figures = [figure(metric, value) for metric, (value, _, _) in zip(metrics, found, strict=False)]
    said = [process(state, side, "outside" if side else "") for _, state, side in found]
    return case(*figures, targets=(LEVEL, BACKLOG, CSAT), processes=tuple(zip(figures, said, strict=True)))


@pytest.mark.parametrize(
    ("states", "word"),
    [
        (("stable", "stable"), "Stable."),
        (("stable", "short"), "Stable."),
        (("stable", "steady"), "On target."),
        (("steady", "steady"), "On target."),
        (("short", "short"), "On target."),
    ],
)
def test_stable_is_said_of_long_histories_without_a_signal(states: tuple[str, str], word: str) -> None:
    """All that can be judged must have been quiet for twice the baseline."""
    assert verdict(judged((99.5, states[0], ""), (10, states[1], ""))).word == word


@pytest.mark.parametrize(
    ("found", "word"),
    [
        (((99.5, "stable", ""), (10, "signal", "below")), "Improving."),
        (((99.9, "signal", "above"), (10, "signal", "below")), "Improving."),
        (((99.5, "stable", ""), (10, "signal", "above")), "On target."),
        (((99.9, "signal", "above"), (10, "signal", "above")), "On target."),
    ],
)
def test_a_signal_is_no_stability(found: tuple[tuple[float, str, str], ...], word: str) -> None:
    """With a signal the period is not called stable; it improves where every signal is on its figure's good side."""
    made = judged(*found)
    assert (verdict(made).word, verdict(made).tone) == (word, "met")
    assert "Signals of a change: " in said(made)


def test_a_signal_is_told_with_its_side() -> None:
    """The figure that signals is named with the side on which it stands."""
    made = judged((99.5, "stable", ""), (10, "signal", "below"))
    assert "Signals of a change: open at period end (lower than usual)." in said(made)


@pytest.mark.parametrize(
    ("level", "word", "tone"), [(90, "Under pressure.", "missed"), (95.5, "Improving.", "at_risk")]
)
def test_a_good_signal_does_not_hide_what_misses_its_target(level: float, word: str, tone: str) -> None:
    """Beside a miss the period does not improve; beside a target met with little room its tone says so."""
    made = judged((level, "steady", ""), (10, "signal", "below"))
    assert (verdict(made).word, verdict(made).tone) == (word, tone)
    assert "open at period end (lower than usual)" in said(made)


def test_a_figure_close_to_its_target_is_no_stability() -> None:
    """Little room left is not called stable, however steady."""
    assert verdict(judged((95.5, "stable", ""), (10, "stable", ""))).word == "On target."


def test_a_target_missed_carries_its_signal() -> None:
    """The side of the signal stands with the figure that missed; of the others it is said that they give none."""
    made = judged((90, "signal", "below"), (10, "steady", ""))
    assert "missed: resolution in time (lower than usual). No other figure with a target signals a change." in said(
        made
    )


def test_a_signal_close_to_its_target_is_told_beside_a_miss() -> None:
    """Where a target was missed, those nearly missed are not listed; a signal of theirs is."""
    made = judged((90, "steady", ""), (59, "signal", "above"))
    assert "missed: resolution in time. Signals of a change: open at period end (higher than usual)." in said(made)


@pytest.mark.parametrize(
    ("states", "words"),
    [
        (("steady", "short"), "No figure with a target signals a change."),
        (("short", "short"), ""),
    ],
)
def test_without_a_history_nothing_is_said_of_change(states: tuple[str, str], words: str) -> None:
    """That nothing signals a change is said where there is a history to judge by."""
    told = said(judged((99.5, states[0], ""), (10, states[1], "")))
    assert told == "All 2 targets measured were met." + (f" {words}" if words else "")


def test_counts_of_targets_are_figures() -> None:
    """How many targets were missed, of how many, can be followed to the figures that say so."""
    first = verdict(judged((90, "short", ""), (61, "short", ""))).reasons[0]
    assert [run.figure.metric for run in WORDS.tell(first) if run.figure] == ["targets.missed", "targets.measured"]


OPEN = figure("problems.open", 11)
EMERGENCY, CAUSED = figure("changes.emergency", 20), figure("changes.incidents", 1)


@pytest.mark.parametrize(
    ("section", "figures", "text"),
    [
        ("problems", (OPEN, figure("problems.rca_overdue", 0)), "end of the period; analyses overdue: 0."),
        (
            "problems",
            (OPEN, figure("problems.rca_overdue", "no promise")),
            "11 problems are open at the end of the period.",
        ),
        ("changes", (EMERGENCY, CAUSED, figure("changes.scheduled", 0)), "caused by changes: 1; planned ahead: 0."),
        ("changes", (EMERGENCY, CAUSED, figure("changes.scheduled", "no plan")), "incidents caused by changes: 1."),
        (
            "promises",
            (figure("actions.open", 2), figure("actions.overdue", "no day")),
            "promises of both sides are open.",
        ),
        ("concerns", (figure("risks.open", 2), figure("risks.high", "no rating")), "2 risks stand."),
    ],
)
def test_a_clause_without_a_number_is_left_out(section: str, figures: tuple[Figure, ...], text: str) -> None:
    """What is known is told all the same, in a sentence that needs no dash."""
    (told,) = leads(case(*figures), section)
    assert WORDS.say(told).endswith(text)
