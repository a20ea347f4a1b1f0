"""The numbers that decide can be set for an account, and each of them decides."""

from __future__ import annotations

import pytest
from detected import CASES, LIMITS, WORDED, backlog, filling, limited, silent

from reviewgen import findings
from reviewgen.findings import DETECTORS, THRESHOLDS
from reviewgen.model import Finding
from reviewgen.wording import Wording

WORDS = Wording("en_GB")
DETECTOR = {detector.__name__: detector for detector in DETECTORS}
MODULES = {detector.__module__ for detector in DETECTORS}


def test_every_threshold_is_tested() -> None:
    """A threshold that is added is added here."""
    assert {*LIMITS, *WORDED} == set(THRESHOLDS)


def test_no_two_thresholds_have_one_name() -> None:
    """What stands in the account's file under a name is one number."""
    rooms = (vars(findings)[name.rpartition(".")[2]] for name in sorted(MODULES))
    names = [threshold.name for room in rooms for threshold in getattr(room, "THRESHOLDS", ())]
    assert sorted(names) == sorted(set(names)) == sorted(THRESHOLDS)


@pytest.mark.parametrize("name", LIMITS)
def test_an_account_can_set_each_threshold(name: str) -> None:
    """A detector that speaks by default is silent for the account that sets its threshold a little further."""
    detector, value, _ = LIMITS[name]
    made = CASES[detector].speaks()
    assert len(list(DETECTOR[detector](limited(made, **{name: THRESHOLDS[name].default})))) == 1
    assert list(DETECTOR[detector](limited(made, **{name: value}))) == []


def _only(detector: str, made: findings.Case) -> Finding:
    (found,) = DETECTOR[detector](made)
    return found


def test_silent_tickets_are_told_with_the_days_of_the_account() -> None:
    """The figure counts by the days that are set, the sentence says them, and the evidence keeps to them."""
    found = _only("tickets_silent", limited(silent(2), silent_days=5))
    assert WORDS.say(found.title) == "2 open tickets have had no word for more than 5\u00a0days"
    assert found.records == (("tickets", "T1"), ("tickets", "T2"))


@pytest.mark.parametrize(("urgent", "severity"), [(30, "medium"), (41, "medium"), (42, "high")])
def test_what_is_urgent_is_of_high_severity(urgent: float, severity: str) -> None:
    """From the days on that are set; nearer is more important as well."""
    found = _only("capacity_near", limited(filling(42), urgent_days=urgent))
    assert found.severity == severity
    assert found.rank > _only("capacity_near", filling(60)).rank


@pytest.mark.parametrize(("periods", "speaks"), [(1, True), (2, True), (3, False), (4, False), (0, False), (13, False)])
def test_the_backlog_is_looked_at_over_the_periods_that_are_set(periods: float, speaks: bool) -> None:
    """Two months running below one are enough for who says so; none, or more than are known, is never enough."""
    found = DETECTOR["backlog_growing"](limited(backlog(1.1, 0.9, 0.9), backlog_periods=periods))
    assert bool(list(found)) is speaks
