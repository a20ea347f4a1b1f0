"""Each detector speaks where it should, and is silent just below."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime
from typing import Any

import pytest
from detected import (
    CASES,
    LEAST,
    LEVEL,
    answered,
    calm,
    level,
    majors,
    overdue,
    recurring,
    satisfaction,
    signalling,
    unbroken,
)
from reviewed import AS_OF, ZONE, action, case, figure, survey

from reviewgen.findings import DETECTORS, Case, detect
from reviewgen.findings.behaviour import signal_better, signal_worse
from reviewgen.findings.case import section_of
from reviewgen.findings.good import all_targets_met, no_breach, restored
from reviewgen.findings.levels import target_missed
from reviewgen.findings.promises import is_open, is_overdue
from reviewgen.findings.voice import answers, is_unhappy
from reviewgen.metrics import METRICS, SECTION_OF
from reviewgen.model import Rule
from reviewgen.records import Evidence
from reviewgen.sections import TITLES
from reviewgen.wording import Wording

WORDS = Wording("en_GB")
NAMES = [detector.__name__ for detector in DETECTORS]


def test_every_detector_has_its_two_cases() -> None:
    """A detector that is added to the registry is added here."""
    assert list(CASES) == NAMES


@pytest.mark.parametrize("detector", DETECTORS, ids=NAMES)
def test_a_detector_speaks_where_it_should(detector: Any) -> None:
    """It says one thing, in these words, and names a section that holds the evidence."""
    (finding,) = detector(CASES[detector.__name__].speaks())
    detail = WORDS.say(finding.detail)
    assert WORDS.say(finding.title) == CASES[detector.__name__].says
    assert finding.detector == detector.__name__
    assert finding.section in TITLES
    assert "–" not in detail
    assert "{" not in detail


@pytest.mark.parametrize("detector", DETECTORS, ids=NAMES)
def test_a_detector_is_silent_just_below(detector: Any) -> None:
    """A hair less, and there is nothing to say."""
    assert list(detector(CASES[detector.__name__].silent())) == []


@pytest.mark.parametrize("detector", DETECTORS, ids=NAMES)
def test_a_detector_is_silent_where_nothing_is_known(detector: Any) -> None:
    """Without figures and rows nothing is good and nothing is bad."""
    assert list(detector(case())) == []


@pytest.mark.parametrize(
    ("made", "silent_for"),
    [
        (recurring(10, 201), "recurring_group"),
        (recurring(10, 100, problem="PRB1"), "recurring_group"),
        (answered(score=1.0), "answers_without_follow_up"),
        (signalling("sla.resolution", 90, "below", at_least=95), "signal_worse"),
        (signalling("sla.resolution", 90, "above", at_least=95), "signal_better"),
        (signalling("sla.resolution", 90, "above"), "signal_worse"),
        (signalling("sla.resolution", 90, "below"), "signal_better"),
        (signalling("tickets.opened", 90, "above"), "signal_worse"),
        (signalling("tickets.opened", 90, "above"), "signal_better"),
        (calm("short"), "stable"),
        (satisfaction(100.0, 1), "satisfied"),
        (unbroken(LEAST - 1, resolution=0, response=0), "no_breach"),
        (level(99.9, 1000), "no_breach"),
        (majors(1, 0), "no_major"),
        (case(targets=LEVEL), "all_targets_met"),
    ],
)
def test_what_keeps_a_detector_silent(made: Case, silent_for: str) -> None:
    """A small share, a problem record, a follow-up, too few answers, an incident from before: each is respected."""
    assert silent_for not in {finding.detector for finding in detect(made)}


@pytest.mark.parametrize(("kind", "score"), [("csat", 2.0), ("nps", 6.0), ("ces", 3.0)])
def test_each_scale_has_its_unhappy_end(kind: str, score: float) -> None:
    """The highest unhappy score of each scale is one, the next one is not."""
    assert is_unhappy(survey(kind=kind, score=score))
    assert not is_unhappy(survey(kind=kind, score=score + 1))


@pytest.mark.parametrize(
    ("side", "rule", "detail"),
    [
        ("below", "outside", "Outside its usual range; usually 5%"),
        ("above", "three_of_four", "3 of 4 near its upper limit; usually 5%"),
        ("below", "run", "7 in a row below its usual level; usually 5%"),
    ],
)
def test_a_signal_names_its_rule_and_the_usual_level(side: str, rule: Rule, detail: str) -> None:
    """A finding of a signal says by which rule, and from what level the figure departs."""
    (finding,) = (*signal_worse(made := signalling("sla.resolution", 50, side, rule)), *signal_better(made))
    assert WORDS.say(finding.detail) == detail


def test_a_target_missed_says_that_its_figure_signals() -> None:
    """The finding of the target carries the side of the signal, so that no second finding repeats the figure."""
    (finding,) = (
        one for one in detect(signalling("sla.resolution", 90, "below", at_least=95)) if one.kind == "concern"
    )
    assert WORDS.say(finding.detail).endswith("; lower than usual")


def test_findings_bind_what_they_count_to_figures() -> None:
    """Every number of a finding about targets is a figure's: its value, or what it is drawn from."""
    (finding,) = all_targets_met(level(95.0))
    runs = (*WORDS.tell(finding.title), *WORDS.tell(finding.detail))
    assert [run.figure.metric for run in runs if run.figure] == ["targets.agreed"]
    plain = "".join(run.text for found in detect(level(94.9)) for run in WORDS.tell(found.detail) if not run.figure)
    assert not any(sign.isdigit() for sign in plain)


def test_findings_come_by_weight_and_then_in_registry_order() -> None:
    """The most important stands first, and equals keep the order of the detectors."""
    found = detect(level(94.0))
    assert [finding.rank for finding in found] == sorted((finding.rank for finding in found), reverse=True)
    assert found[0].detector == "target_missed"


def test_a_critical_priority_weighs_more() -> None:
    """Of two targets missed, that of P1 stands before that of all tickets."""
    targets = (*LEVEL, {"metric": "sla.resolution", "priority": "P1", "at_least": 90})
    made = case(figure("sla.resolution", 90), figure("sla.resolution", 80, 5, priority="P1"), targets=targets)
    assert [WORDS.say(finding.title) for finding in detect(made)][:2] == [
        "Resolution in time, P1: 80% against a target of 90%",
        "Resolution in time: 90% against a target of 95%",
    ]


def test_one_overdue_promise_names_its_owner() -> None:
    """With a single culprit the owner is named; with several no one is."""
    (one,) = (finding for finding in detect(overdue(1)) if finding.detector == "actions_overdue")
    actions = (action(owner="Ruth"), action(id="A2", owner="Martin"))
    both = dataclasses.replace(overdue(2), evidence=Evidence(actions=actions))
    (two,) = (finding for finding in detect(both) if finding.detector == "actions_overdue")
    assert (one.owner, two.owner) == ("Ruth", "")


@pytest.mark.parametrize(
    ("values", "still_open", "late"),
    [
        ({}, True, True),
        ({"due_on": date(2026, 10, 31)}, True, True),
        ({"due_on": date(2026, 11, 1)}, True, False),
        ({"revised_due_on": date(2026, 11, 20)}, True, False),
        ({"due_on": None}, True, False),
        ({"closed_on": date(2026, 10, 31), "state": "done"}, False, False),
        ({"closed_on": date(2026, 11, 1), "state": "done"}, True, True),
        ({"state": "cancelled"}, False, False),
        ({"state": "done"}, False, False),
    ],
)
def test_an_action_is_judged_at_the_end_of_the_period(values: dict[str, Any], still_open: bool, late: bool) -> None:
    """What happened after the period does not count yet; a day that ends with it does."""
    one = action(**values)
    assert (is_open(one, case()), is_overdue(one, case())) == (still_open, late)


def test_a_clock_that_is_not_measured_breaks_nothing() -> None:
    """Where nothing is promised on response, meeting every resolution target is enough."""
    assert len(list(no_breach(unbroken(LEAST, resolution=0)))) == 1


@pytest.mark.parametrize(
    ("values", "counted"),
    [
        ({"answered_at": datetime(2026, 10, 1, tzinfo=ZONE)}, True),
        ({"answered_at": datetime(2026, 10, 31, 23, 59, tzinfo=ZONE)}, True),
        ({"answered_at": datetime(2026, 9, 30, 23, 59, tzinfo=ZONE)}, False),
        ({"answered_at": datetime(2026, 11, 1, tzinfo=ZONE)}, False),
        ({"answered_at": None}, False),
        ({"score": None}, False),
    ],
)
def test_an_answer_belongs_to_the_period_in_which_it_was_given(values: dict[str, Any], counted: bool) -> None:
    """A survey sent in the period and answered in another, or without a day, is no answer of this one."""
    sent = datetime(2026, 10, 9, tzinfo=ZONE)
    assert bool(answers(answered(**{"score": 1.0, "sent_at": sent, **values}))) is counted


def test_an_answer_after_the_state_of_the_data_is_not_counted() -> None:
    """In a period that is not over, the figures end with the data, and so do the answers."""
    made = answered(score=1.0)
    at = made.evidence.surveys[0].answered_at
    assert at is not None
    assert answers(dataclasses.replace(made, as_of=at)) == ()
    assert len(answers(dataclasses.replace(made, as_of=AS_OF))) == 1


def test_the_median_tells_what_it_is_drawn_from() -> None:
    """Fewer tickets are measured than resolved: cancelled ones and duplicates have no time."""
    (found,) = restored(case(figure("tickets.resolved", 40, 40), figure("time.resolve.median", 5, 31)))
    assert WORDS.say(found.detail) == "Half of the 31 measured within 5\u00a0h"


def test_a_target_keeps_the_digits_it_was_written_with() -> None:
    """A promise of 97.25% is not told as 97.2%."""
    made = case(figure("sla.resolution", 90), targets=({"metric": "sla.resolution", "at_least": 97.25},))
    (found,) = target_missed(made)
    assert WORDS.say(found.title) == "Resolution in time: 90% against a target of 97.25%"


@pytest.mark.parametrize("metric", [metric.id for metric in METRICS])
def test_every_metric_has_its_section(metric: str) -> None:
    """Whatever an account has a target for, its tile and its finding lead to a section that exists."""
    assert section_of(figure(metric, 1)) in TITLES


def test_no_section_is_named_for_a_metric_that_is_gone() -> None:
    """The table of sections names the metrics of the registry, and no others."""
    assert set(SECTION_OF) == {metric.id for metric in METRICS}


def test_a_target_on_the_data_itself_is_not_measured() -> None:
    """Such figures exist by table only: the target is listed, and leads to the notes on data."""
    (judged,) = case(targets=({"metric": "data.read", "at_least": 1},)).judged()
    assert (judged.status, section_of(judged)) == ("not_measured", "data_notes")
