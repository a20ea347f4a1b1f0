"""What matters most stands first, and no matter takes two of the first places while another waits."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from detected import CASES, LEVEL, backlog, filling, near_misses, overdue, spent
from reviewed import action, case, figure, major, process
from test_noise import DIRECTION

from reviewgen.findings import DETECTORS, Case, detect
from reviewgen.findings.ranks import ACHIEVEMENTS, CONCERNS, LEEWAY, QUESTIONS, STEP_BACK
from reviewgen.model import Finding, Sentence
from reviewgen.records import Evidence
from reviewgen.wording import Wording

WORDS = Wording("en_GB")
NAMES = [detector.__name__ for detector in DETECTORS]
SIGNALLING = ("signal_worse", "signal_better", "stable")


def found(detector: Any) -> Finding:
    """Return the finding of a detector's case."""
    (finding,) = detector(CASES[detector.__name__].speaks())
    return finding  # type: ignore[no-any-return]


def merged(*made: Case) -> Case:
    """Return one account with the figures and rows of several."""
    by_key = {key: one for each in made for key, one in each.figures.by_key.items()}
    judged = tuple(one for each in made for one in each.figures.judged)
    names = [field.name for field in dataclasses.fields(Evidence)]
    rows = {name: tuple(row for each in made for row in getattr(each.evidence, name)) for name in names}
    figures = dataclasses.replace(made[0].figures, by_key=by_key, judged=judged)
    return dataclasses.replace(made[0], figures=figures, evidence=Evidence(**rows))


def detectors(made: Case, kind: str = "concern") -> list[str]:
    """Return the names of the detectors that speak, the most important finding first."""
    return [one.detector for one in detect(made) if one.kind == kind]


def texts_of(words: object) -> Iterator[str]:
    """Yield what a sentence says of its own in each form, and the sentences within it; what people wrote as it is."""
    if isinstance(words, str):
        yield words
    elif isinstance(words, Sentence):
        yield from (words.text, words.many)
        for _, value in words.values:
            yield from texts_of(value) if isinstance(value, Sentence) else ()


def test_every_detector_has_its_rank() -> None:
    """The tables of ranks name the detectors of the registry, each once."""
    assert sorted([*CONCERNS, *QUESTIONS, *ACHIEVEMENTS]) == sorted(NAMES)


@pytest.mark.parametrize("detector", DETECTORS, ids=NAMES)
def test_a_finding_keeps_to_its_rank(detector: Any) -> None:
    """Its size lifts it by a little; only concerns look ahead; what is no achievement proposes something."""
    finding, held = found(detector), {**CONCERNS, **QUESTIONS, **ACHIEVEMENTS}[detector.__name__]
    assert held.rank <= finding.rank <= held.rank + LEEWAY
    assert finding.severity in ("high", "medium", "low")
    assert finding.kind == "concern" or not finding.ahead
    assert bool(finding.proposal) is (finding.kind != "achievement")
    assert finding.internal is (finding.kind == "question")


@pytest.mark.parametrize("detector", DETECTORS, ids=NAMES)
def test_a_finding_says_the_same_of_the_same(detector: Any) -> None:
    """Two looks at one account give one finding, with the same subject and evidence."""
    assert found(detector) == found(detector)


@pytest.mark.parametrize("detector", DETECTORS, ids=NAMES)
def test_no_number_stands_in_the_words_themselves(detector: Any) -> None:
    """Every number of a finding fills a place, so that it can be held against what it comes from."""
    finding = found(detector)
    said = (finding.title, finding.detail, finding.impact, finding.likelihood, finding.proposal)
    texts = [text for words in said for text in texts_of(words)]
    assert not any(re.search(r"\d", re.sub(r"{\w+(\.\w+)?}", "", text)) for text in texts)


@pytest.mark.parametrize("detector", [one for one in DETECTORS if one.__name__ not in SIGNALLING])
def test_no_finding_has_a_direction_without_a_signal(detector: Any) -> None:
    """What is no signal is told without a word of better or worse, in the title as in the proposal."""
    finding = found(detector)
    said = (finding.title, finding.detail, finding.impact, finding.proposal)
    told = " ".join(WORDS.say(one) for one in (said[:2] if finding.internal else said))
    assert not DIRECTION.search(told.replace("followed up", ""))


def test_a_matter_told_twice_steps_back() -> None:
    """Of two missed targets of one clock the more urgent stands first, the other behind a matter of its own."""
    targets = (*LEVEL, {"metric": "sla.resolution", "priority": "P1", "at_least": 90})
    figures = (figure("sla.resolution", 90), figure("sla.resolution", 80, 5, priority="P1"))
    carried = figure("actions.carried", 1)
    made = detect(case(*figures, carried, figure("majors.context", 50, 2), targets=targets))
    assert [(one.detector, one.subject) for one in made if one.kind == "concern"] == [
        ("target_missed", "sla.resolution P1"),
        ("major_without_context", ""),
        ("target_missed", "sla.resolution"),
        ("actions_carried", ""),
    ]
    assert made[2].rank == CONCERNS["target_missed"].rank + 3 - STEP_BACK


def test_matters_of_two_services_are_two() -> None:
    """Availability of one service does not hide that of another."""
    targets = tuple({"metric": "availability", "service": one, "at_least": 99} for one in ("Ticketing", "Web"))
    figures = tuple(figure("availability", 98, service=one) for one in ("Ticketing", "Web"))
    ranks = [one.rank for one in detect(case(*figures, targets=targets)) if one.kind == "concern"]
    assert ranks == [93, 93]


def test_near_misses_step_back_behind_the_target_they_are_of() -> None:
    """Who misses the target of a clock does not read of its near misses in the same breath."""
    missed = case(figure("sla.resolution", 90), targets=LEVEL)
    ranks = {one.detector: one.rank for one in detect(merged(missed, near_misses(5, 50)))}
    assert ranks["near_miss_cluster"] == CONCERNS["near_miss_cluster"].rank - STEP_BACK


def test_nothing_is_lost_by_stepping_back() -> None:
    """Every finding of every detector is told, however many tell of one matter."""
    disks = (figure("capacity.days_left", days, 6, resource=f"Disk {days}") for days in (10, 20, 30))
    told = [one for one in detect(case(*disks)) if one.detector == "capacity_near"]
    assert [one.subject for one in told] == ["Disk 10", "Disk 20", "Disk 30"]
    assert told[0].rank > told[1].rank + STEP_BACK > told[2].rank + STEP_BACK


def test_a_budget_that_is_spent_is_told_instead_of_a_target_at_risk() -> None:
    """Both say the same of one figure: the one that says more stands alone, where its threshold lets it speak."""
    assert detectors(spent(82, 99.18)) == ["budget_spent"]
    kept = dataclasses.replace(spent(82, 99.18), account=case(findings={"budget_percent": 90}).account)
    assert detectors(kept) == ["target_at_risk"]


def test_preventive_actions_are_not_told_twice() -> None:
    """Where each overdue promise prevents a major incident, only that is told; else the others are named."""
    assert detectors(overdue(2, major="M1")) == ["preventive_overdue", "preventive_overdue"]
    others = (action(id="A1", major="M1"), action(id="A2", title="Send the plan", owner="Ruth"))
    made = case(figure("actions.overdue", 2, 2, side="ours"), evidence=Evidence(actions=others))
    (wide,) = (one for one in detect(made) if one.detector == "actions_overdue")
    assert WORDS.say(wide.title) == "2 promises of ours are overdue"
    assert WORDS.say(wide.detail) == "Besides what prevents a major incident: Send the plan"
    assert (wide.owner, wide.records) == ("Ruth", (("actions", "A2"),))


def test_a_backlog_that_signals_is_one_matter_with_its_growth() -> None:
    """Two detectors speak of it, and one stands back; the growth says the signal's side and weighs more."""
    made = backlog(0.9, 0.9, 0.9)
    one = made.figures.get("tickets.backlog")
    said = {(one.metric, one.dimensions): process("signal", "above", "outside")}
    made = dataclasses.replace(made, figures=dataclasses.replace(made.figures, processes=said))
    found = {one.detector: one for one in detect(made)}
    assert found["signal_worse"].rank == CONCERNS["signal_worse"].rank
    assert found["backlog_growing"].rank == CONCERNS["backlog_growing"].rank - STEP_BACK
    assert found["backlog_growing"].severity == "high"
    assert WORDS.say(found["backlog_growing"].detail) == "100 were open before them; higher than usual"


def test_the_first_three_are_what_an_executive_must_know() -> None:
    """A missed target, a preventive action that is late and a disk that is nearly full, before the rest of it."""
    missed = case(figure("sla.resolution", 90), targets=LEVEL)
    late = overdue(1, major="M1", due_on=date(2026, 10, 1))
    rest = (CASES[name].speaks() for name in ("low_response", "aged_backlog", "from_one_person", "emergency_share"))
    made = merged(missed, late, filling(5), *rest, case(evidence=Evidence(majors=(major(),))))
    assert detectors(made)[:3] == ["target_missed", "preventive_overdue", "capacity_near"]


def test_equals_keep_the_order_of_the_registry() -> None:
    """Of two findings of one rank the earlier detector's comes first."""
    tied = [one.__name__ for one in DETECTORS if CONCERNS.get(one.__name__, CONCERNS["low_response"]).rank == 71]
    made = [CASES[name].speaks() for name in reversed(tied)]
    assert detectors(merged(*made)) == tied
