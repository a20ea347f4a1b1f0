"""Sections on the service and what was agreed: incidents, problems, changes, capacity, projects, contracts, voice."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date, datetime
from types import ModuleType
from typing import Any, TypeVar

import pytest
from reviewed import ZONE, action, case, figure, inputs, major, outage, survey, ticket

from reviewgen.agreements import CreditTerms
from reviewgen.html import Renderer
from reviewgen.metrics.credits import Credit
from reviewgen.model import Depth, Figure
from reviewgen.pack import assemble
from reviewgen.records import (
    Capacity,
    Change,
    Complaint,
    Contract,
    Entitlement,
    Evidence,
    Improvement,
    MajorEvent,
    Milestone,
    Problem,
    Project,
    Rating,
    Requirement,
)
from reviewgen.resources import templates
from reviewgen.sections import (
    Inputs,
    Nothing,
    availability,
    changes,
    contract,
    improvement,
    majors,
    problems,
    projects,
    voice,
)
from reviewgen.sections.view import Table, plain

R = TypeVar("R")
FIRST = date(2026, 10, 1)
DAYS: Mapping[type, dict[str, Any]] = {
    Problem: {"id": "PRB-1", "title": "Memory fills up", "opened_at": datetime(2026, 9, 1, 9, tzinfo=ZONE)},
    Change: {"id": "CHG-1", "title": "New rules"},
    Project: {"id": "PRJ-1", "title": "Core", "started_on": date(2026, 6, 1)},
    Milestone: {"project": "PRJ-1", "id": "M1", "title": "Design"},
    Contract: {"id": "C1", "title": "Days"},
    Entitlement: {"id": "E1", "title": "Seats"},
    Improvement: {"id": "I1", "title": "Self-service", "raised_on": date(2026, 6, 1)},
    Requirement: {"id": "Q1", "title": "Sundays", "raised_on": date(2026, 9, 1)},
    Complaint: {"id": "K1", "title": "No call", "received_on": date(2026, 10, 5)},
    Rating: {"topic": "Speed", "rated_on": date(2026, 10, 5), "score": 4.0},
    Capacity: {"resource": "Disk", "measured_on": date(2026, 10, 30), "used": 80.0, "limit": 100.0},
    MajorEvent: {"major": "M1", "at": datetime(2026, 10, 13, 8, tzinfo=ZONE), "text": "It began"},
}


def made(kind: type[R], /, **values: Any) -> R:
    """Return a record with nothing but what is required, and these values."""
    empty = {field.name: "" if field.type == "str" else None for field in dataclasses.fields(kind)}  # type: ignore[arg-type]
    return kind(**empty | DAYS.get(kind, {}) | values)


def at(day: int, hour: int = 9, month: int = 10) -> datetime:
    """Return an instant of 2026 in the account's zone."""
    return datetime(2026, month, day, hour, tzinfo=ZONE)


def given(*figures: Figure, depth: Depth = "full", **records: Any) -> Inputs:
    """Return what sections see of an account with these figures and records."""
    return dataclasses.replace(inputs(case(*figures, evidence=Evidence(**records))), depth=depth)


def shown(section: ModuleType, seen: Inputs) -> Any:
    """Return what a section shows; it must show something."""
    built = section.build(seen)
    assert isinstance(built, section.Context), built
    return built


def ids(table: Table | None) -> list[str]:
    """Return the records of the rows of a table."""
    assert table is not None
    return [row[0].record for row in table.rows]


def texts(table: Table | None, row: int = 0) -> list[str]:
    """Return the texts of a row, with plain spaces."""
    assert table is not None
    return [one.text.replace("\xa0", " ") for one in table.rows[row]]


def toned(table: Table | None, column: int) -> list[tuple[str, str, str]]:
    """Return text, note and tone of a column."""
    assert table is not None
    return [(row[column].text, row[column].note, row[column].tone) for row in table.rows]


SECTIONS = (problems, changes, projects, contract, improvement, availability, voice, majors)


@pytest.mark.parametrize("section", SECTIONS)
def test_without_data_one_line_says_which_table_fills_the_section(section: ModuleType) -> None:
    """No section is left out without a word, and none shows an empty table."""
    built = section.build(given())
    assert isinstance(built, Nothing)
    assert "\n" not in built.reason
    assert "table" in built.reason.lower()


# Major incidents

FULL = {"impact": "Depots closed", "cause": "Switch", "prevention": "Alarm", "verification": "Tried"}


def test_a_brief_pack_lists_major_incidents_a_row_each() -> None:
    """What, when, how long, why, and where the prevention stands; no figures and no context."""
    first = major(id="M1", ended_at=at(13, 10), cause="Switch")
    later = major(id="M2", started_at=at(20, 8))
    actions = (action(id="A1", major="M1"), action(id="A2", major="M1", state="done", closed_on=date(2026, 10, 9)))
    built = shown(majors, given(figure("majors.count", 2), depth="brief", majors=(first, later), actions=actions))
    assert (built.counts, built.incidents) == (None, ())
    assert ids(built.others) == ["M1", "M2"]
    assert texts(built.others) == ["Depots offline", "13 Oct 2026, 08:00", "2 h", "Switch", "overdue"]
    assert [(cell.text.replace("\xa0", " "), cell.note) for cell in built.others.rows[1][2:]] == [
        ("311 h", "so far"),
        ("not known yet", ""),
        ("–", "nothing agreed yet"),
    ]


@pytest.mark.parametrize(
    ("actions", "verified", "state"),
    [
        ([{"due_on": date(2026, 12, 1)}], "", "open"),
        ([{"due_on": date(2026, 12, 1)}], "Tried", "open"),
        ([{"state": "done", "closed_on": date(2026, 10, 9)}], "", "done"),
        ([{"state": "done", "closed_on": date(2026, 10, 9)}], "Tried", "verified"),
        ([{"state": "cancelled"}], "", "–"),
        ([], "Tried", "verified"),
    ],
)
def test_prevention_stands_where_its_slowest_action_stands(
    actions: list[dict[str, Any]], verified: str, state: str
) -> None:
    """Verified counts only once nothing is open."""
    held = tuple(action(id=f"A{number}", major="M1", **values) for number, values in enumerate(actions))
    seen = given(figure("majors.count", 1), depth="brief", majors=(major(verification=verified),), actions=held)
    assert texts(shown(majors, seen).others)[-1] == state


def test_a_full_pack_tells_the_course_and_leaves_out_what_is_not_known() -> None:
    """The steps of this incident in order, a day only where it is another one; no heading without words."""
    steps = (
        made(MajorEvent, at=at(14, 7), text="Proven", phase="verified"),
        made(MajorEvent, at=at(13, 8), text="Down", phase="began"),
        made(MajorEvent, at=at(13, 9), text="Call"),
        made(MajorEvent, major="M2"),
    )
    built = shown(majors, given(figure("majors.count", 1), majors=(major(**FULL),), major_events=steps))
    (incident,) = built.incidents
    assert [texts(incident.course, row) for row in range(3)] == [
        ["08:00", "Began: Down"],
        ["09:00", "Call"],
        ["14 Oct 2026, 07:00", "Verified: Proven"],
    ]
    assert [name for name, _ in incident.parts] == [
        "Impact",
        "Cause",
        "Why it will not happen again",
        "How that was verified",
    ]
    assert incident.actions is None
    assert built.others is None


def test_a_standard_pack_tells_the_longest_in_full_and_the_others_in_a_row() -> None:
    """Both in the order of time."""
    held = tuple(major(id=f"M{day}", started_at=at(day, 8), ended_at=at(day, 8 + day)) for day in range(1, 6))
    built = shown(majors, given(figure("majors.count", 5), depth="standard", majors=held))
    told = [one.record for one in built.incidents]
    assert 2 <= len(told) < 5
    assert told == [f"M{day}" for day in range(6 - len(told), 6)]
    assert ids(built.others) == [f"M{day}" for day in range(1, 6 - len(told))]


def test_figures_stand_below_each_other_at_full_depth() -> None:
    """Beside the period before; one without a number in any period is left out. Elsewhere a sentence tells them."""
    held = (figure("majors.count", 2), figure("majors.minutes", 90), figure("majors.count", 1, period="2026-09"))
    standard, full = (
        shown(majors, given(*held, depth=depth, majors=(major(),))).counts for depth in ("standard", "full")
    )
    assert standard is None
    assert [head.label for head in full.heads] == ["Figure", "October 2026", "September 2026"]
    assert [texts(full, row) for row in range(len(full.rows))] == [
        ["Major incidents", "2", "1"],
        ["Minutes of major impact", "90 min", "–"],
    ]


# Problems


def test_an_overdue_analysis_comes_first_and_is_marked() -> None:
    """Then overdue fixes, then the oldest; one that was delivered late says so beside the cause."""
    held = (
        made(Problem, id="old", opened_at=at(1, month=1), workaround="Restart", cause="Known"),
        made(Problem, id="fix", cause="Known", fix="Switch", fix_due_on=date(2026, 10, 10), change="CHG-9"),
        made(Problem, id="rca", rca_due_on=date(2026, 10, 10)),
        made(Problem, id="slow", rca_due_on=date(2026, 10, 10), rca_done_on=date(2026, 11, 1), cause="Late"),
        made(Problem, id="over", opened_at=at(1, month=1), closed_at=at(5)),
    )
    built = shown(problems, given(figure("problems.open", 4), problems=held))
    assert ids(built.still) == ["rca", "slow", "fix", "old"]
    assert toned(built.still, 1)[:3] == [
        ("analysis overdue", "due 10 Oct 2026", "missed"),
        ("Late", "analysis late, due 10 Oct 2026", ""),
        ("Known", "", ""),
    ]
    assert toned(built.still, 3)[2] == ("Switch", "overdue, promised for 10 Oct 2026 · CHG-9", "missed")
    assert [cell.text for cell in built.still.rows[3][2:]] == ["Restart", "–"]
    assert ids(built.closed) == ["over"]


@pytest.mark.parametrize(("due", "note"), [(0.0, "no day promised"), ("no record has a promised day", "")])
def test_only_records_that_tell_of_promises_say_that_none_was_made(due: float | str, note: str) -> None:
    """Where no record of the account has a promised day, nobody knows whether this one has."""
    built = shown(problems, given(figure("problems.rca_due", due), problems=(made(Problem),)))
    assert toned(built.still, 1) == [("in analysis", note, "quiet")]


def test_a_problem_closed_after_the_period_was_open_at_its_end() -> None:
    """What became known later does not close it here; what closed in the period is told at full depth only."""
    held = (made(Problem, closed_at=at(1, month=11)), made(Problem, id="PRB-2", closed_at=at(31)))
    built = shown(problems, given(figure("problems.open", 1), depth="standard", problems=held))
    assert ids(built.still) == ["PRB-1"]
    assert built.closed is None


def test_a_standard_pack_lists_some_problems_and_says_how_many_there_are() -> None:
    """The list is cut, and says so."""
    held = tuple(made(Problem, id=f"PRB-{number}") for number in range(9))
    built = shown(problems, given(figure("problems.open", 9), depth="standard", problems=held))
    assert 2 <= len(built.still.rows) < 9
    assert built.still.more == f"{len(built.still.rows)} of 9 shown; overdue ones first, then the oldest"


# Changes

PLAN = {"planned_start_at": at(6, 20), "planned_end_at": at(6, 23)}


def test_changes_that_failed_overran_or_caused_tickets_say_what_was_learned() -> None:
    """Each with how it went; the others stand apart, those of other periods and cancelled ones nowhere."""
    held = (
        made(Change, id="failed", ended_at=at(6, 22), outcome="failed", review="Try first", **PLAN),
        made(Change, id="long", ended_at=at(7, 1), outcome="successful", **PLAN),
        made(Change, id="guilty", ended_at=at(6, 22), outcome="successful", **PLAN),
        made(Change, id="good", ended_at=at(6, 23), outcome="successful", **PLAN),
        made(Change, id="dropped", ended_at=at(6, 22), outcome="cancelled", **PLAN),
        made(Change, id="before", ended_at=at(6, 22, month=9), outcome="failed"),
    )
    tickets = (ticket(id="T7", change="guilty"), ticket(id="T8", change="guilty"), ticket(id="T9"))
    built = shown(changes, given(figure("changes.implemented", 4), changes=held, tickets=tickets))
    assert ids(built.unsuccessful) == ["failed", "long", "guilty"]
    assert toned(built.unsuccessful, 2) == [
        ("failed", "", "missed"),
        ("took longer than planned", "", "at_risk"),
        ("done", "caused T7, T8", "at_risk"),
    ]
    assert [row[3].text for row in built.unsuccessful.rows] == ["Try first", "–", "–"]
    assert ids(built.done) == ["good"]
    assert built.schedule is None


def test_only_what_is_known_to_have_succeeded_is_done_without_a_fault() -> None:
    """Changes that ended, and of which nobody recorded how, stand in a list of their own that says so."""
    held = (
        made(Change, id="good", ended_at=at(6, 23), outcome="successful", **PLAN),
        made(Change, id="unplanned", ended_at=at(6, 23), outcome="successful"),
        made(Change, id="untold", ended_at=at(6, 23)),
        made(Change, id="untold in its plan", ended_at=at(6, 23), **PLAN),
        made(Change, id="untold and late", ended_at=at(7, 1), **PLAN),
        made(Change, id="untold and guilty", ended_at=at(7, 1)),
    )
    built = shown(changes, given(changes=held, tickets=(ticket(id="T7", change="untold and guilty"),)))
    assert (built.done.caption, ids(built.done)) == ("Done without a fault", ["good", "unplanned"])
    assert built.untold.caption == "Ended, without a recorded outcome"
    assert ids(built.untold) == ["untold", "untold in its plan"]
    assert toned(built.unsuccessful, 2) == [("took longer than planned", "", "at_risk"), ("caused T7", "", "at_risk")]


def test_at_standard_depth_changes_without_an_outcome_are_told_of() -> None:
    """Of these no figure and no sentence tells: without them the section would be empty."""
    held = tuple(made(Change, id=str(number), ended_at=at(6)) for number in range(5))
    built = shown(changes, given(depth="standard", changes=held))
    assert built.untold.more == "3 of 5 shown; in the order begun"


def test_what_was_done_with_issues_did_not_go_as_planned() -> None:
    """It is told of what was done, in the words of the outcome."""
    held = (made(Change, id="meh", ended_at=at(6, 22), outcome="with_issues", **PLAN),)
    built = shown(changes, given(figure("changes.implemented", 1), changes=held))
    assert toned(built.unsuccessful, 2) == [("done with issues", "", "at_risk")]
    assert (built.done, built.untold) == (None, None)


def test_the_schedule_holds_what_begins_after_the_period() -> None:
    """The next one first; begun or cancelled ones are not ahead, and what came of one since then is told."""
    held = (
        made(Change, id="later", planned_start_at=at(5, month=12), impact="None", risk="low"),
        made(Change, id="next", planned_start_at=at(1, 0, month=11), started_at=at(1, 1, month=11), outcome="failed"),
        made(Change, id="begun", planned_start_at=at(5, month=11), started_at=at(30)),
        made(Change, id="off", planned_start_at=at(5, month=11), outcome="cancelled"),
        made(Change, id="past", planned_start_at=at(5)),
    )
    built = shown(changes, given(figure("changes.implemented", 0), depth="standard", changes=held))
    assert ids(built.schedule) == ["next", "later"]
    assert built.schedule.rows[0][2].note == "since then failed"
    assert texts(built.schedule, 1)[1:] == ["5 Dec 2026, 09:00", "None", "low"]
    assert (built.unsuccessful, built.done) == (None, None)


def test_a_period_without_changes_says_so() -> None:
    """There were some before, but nothing was done and nothing is planned."""
    built = changes.build(given(figure("changes.implemented", 0), figure("changes.implemented", 1, period="2026-09")))
    assert built == Nothing("No change was carried out in October 2026, and none is planned.")


@pytest.mark.parametrize(
    ("section", "metric", "words"),
    [
        (changes, "changes.implemented", "No changes are recorded."),
        (problems, "problems.open", "No problems are recorded."),
    ],
)
def test_a_table_without_a_row_of_the_account_tells_nothing_of_it(section: ModuleType, metric: str, words: str) -> None:
    """An export that could hold changes and holds none does not say that there was none."""
    built = section.build(given(figure(metric, 0), figure(metric, 0, period="2026-09")))
    assert isinstance(built, Nothing)
    assert built.reason.startswith(words)


# Availability and capacity


def test_capacity_alone_fills_the_section() -> None:
    """Of each resource the last measurement of the period, and the days left with their interval; soonest first."""
    left = {"": 61, ".low": 56, ".high": 65}
    figures = [
        figure("capacity.used", used, resource=name) for name, used in (("Disk", 82.4), ("Line", 31), ("Pool", 90))
    ]
    figures += [figure(f"capacity.days_left{end}", days, resource="Disk") for end, days in left.items()]
    figures += [figure("capacity.days_left", "it is not growing", resource=name) for name in ("Line", "Pool")]
    measured = (
        made(Capacity, limit=90.0, measured_on=FIRST),
        made(Capacity, limit=1000.0, unit="GB", threshold=90.0, plan="Second shelf", owner="Ann"),
        made(Capacity, limit=7.0, measured_on=date(2026, 11, 1)),
    )
    built = shown(availability, given(*figures, capacity=measured))
    assert (built.levels, built.charts, built.basis, built.outages) == (None, (), (), None)
    assert ids(built.capacity) == ["Disk", "Pool", "Line"]
    assert texts(built.capacity) == [
        "Disk", "82.4%", "1,000 GB", "61 days", "56 days", "65 days", "Second shelf",
    ]  # fmt: skip
    assert built.capacity.rows[0][2].note == "threshold 90%"
    assert built.capacity.rows[1][3].note == "it is not growing"
    assert all(cell.figure for cell in (built.capacity.rows[0][1], *built.capacity.rows[0][3:6]))


def test_maintenance_without_an_end_has_no_length() -> None:
    """Nobody knows how long it took: a dash, and it stands behind what is known to have lasted where room is short."""
    held = (outage(id="O", planned=True, ended_at=None), outage(id="P", planned=True))
    figures = [figure(f"availability{name}", 99, service="Ticketing") for name in ("", ".agreed", ".outages")]
    built = shown(availability, given(*figures, depth="full", outages=held))
    assert [(row[2].text, row[2].note) for row in built.maintenance.rows] == [("–", "no end yet"), ("2\u00a0h", "")]


def test_outages_alone_fill_the_section_and_a_standard_pack_is_short() -> None:
    """No chart and no table on restoration or maintenance there, and not every outage."""
    figures = [figure(f"availability{name}", 99, service="Ticketing") for name in ("", ".agreed", ".outages")]
    held = (*(outage(id=f"O{number}") for number in range(7)), outage(id="P", planned=True))
    built = shown(availability, given(*figures, depth="standard", outages=held))
    assert (built.capacity, built.charts, built.restoration, built.maintenance) == (None, (), None, None)
    assert 2 <= len(built.outages.rows) < 7
    assert built.outages.more.startswith(f"{len(built.outages.rows)} of 7 shown")


# Projects


def test_projects_stand_with_cost_schedule_and_quality_the_latest_first() -> None:
    """The figures go by the project's title, by title and id where two share it."""
    figures = [
        figure("projects.slip", 18, project="Core (PRJ-1)"),
        figure("projects.slip", -2, project="Server"),
        figure("projects.spi", 0.89, project="Core (PRJ-1)"),
        figure("projects.budget_used", 57.5, project="Core (PRJ-1)"),
    ]
    held = (
        made(Project, id="PRJ-2", title="Server", ended_on=date(2026, 10, 20), tests_passed=4.0),
        made(
            Project,
            baseline_end_on=date(2026, 11, 30),
            forecast_end_on=date(2026, 12, 18),
            tests_planned=12.0,
            tests_passed=9.0,
            summary="Waits for parts",
            quality="Two tests open",
        ),
    )
    built = shown(projects, given(*figures, projects=held))
    assert ids(built.standing) == ["PRJ-1", "PRJ-2"]
    assert texts(built.standing) == [
        "Core", "18 Dec 2026", "18 days", "0.89", "–", "57.5%", "9 of 12", "Waits for parts",
    ]  # fmt: skip
    assert built.standing.rows[0][1].note == "first 30 Nov 2026"
    assert texts(built.standing, 1)[1:3] == ["ended 20 Oct 2026", "-2 days"]
    assert built.milestones == ()


@pytest.mark.parametrize(
    ("slip", "ended", "title"),
    [
        (18, None, "Core is expected to end later than first planned: slip 18 days"),
        (0, None, "Core is expected to end on the day first planned: slip 0 days"),
        (-2, date(2026, 10, 20), "Core ended sooner than first planned: slip -2 days"),
        ("no day is planned", None, "Core: what is planned and what was reached"),
    ],
)
def test_a_timeline_says_in_its_title_what_it_shows(slip: float | str, ended: date | None, title: str) -> None:
    """The slip as a figure that can be opened."""
    drawn = (made(Milestone, baseline_on=FIRST),)
    found = figure("projects.slip", slip, project="Core")
    built = shown(projects, given(found, projects=(made(Project, ended_on=ended),), milestones=drawn))
    (chart,) = built.timelines
    assert plain(chart.title).replace("\xa0", " ") == title
    assert f"<title>{title}" in chart.svg.markup.replace("\xa0", " ")


def test_a_timeline_tells_each_milestone_in_words_too() -> None:
    """In the order of the days; those of other projects stay out, and a project without any has no chart."""
    held = (
        made(Milestone, id="M2", title="Cutover", baseline_on=date(2027, 1, 20), forecast_on=date(2027, 1, 18)),
        made(Milestone, baseline_on=date(2026, 10, 5), done_on=date(2026, 10, 9)),
        made(Milestone, id="M3", title="Some day"),
        made(Milestone, project="PRJ-9"),
    )
    built = shown(projects, given(projects=(made(Project), made(Project, id="PRJ-2")), milestones=held))
    (chart,) = built.timelines
    assert (
        "<desc>Design: first planned 5 Oct 2026, reached 9 Oct; "
        "Cutover: first planned 20 Jan 2027, expected 18 Jan 2027; Some day: –</desc>" in chart.svg.markup
    )
    assert all(f">{month}</text>" in chart.svg.markup for month in ("Nov", "Dec", "2027"))
    assert "the end of 31 Oct 2026" in chart.svg.markup


def test_a_standard_pack_draws_the_latest_milestones_and_says_how_many_there_are() -> None:
    """Those before them are left out."""
    held = tuple(
        made(Milestone, id=f"M{day}", title=f"Step {day}", baseline_on=date(2026, 10, day)) for day in range(1, 10)
    )
    (chart,) = shown(projects, given(depth="standard", projects=(made(Project),), milestones=held)).timelines
    drawn = [day for day in range(1, 10) if f">Step {day}<" in chart.svg.markup]
    assert 3 <= len(drawn) < 9
    assert drawn == list(range(10 - len(drawn), 10))
    assert chart.notes == (f"{len(drawn)} of 9 shown; the latest of them",)


def test_milestones_due_are_told_with_the_share_reached_in_time() -> None:
    """Both are figures; without any due nothing is said."""
    held = (figure("projects.milestones_due", 4), figure("projects.milestones_on_time", 75, 4))
    told = shown(projects, given(*held, projects=(made(Project),))).milestones
    assert plain(told) == "Milestones due in October 2026: 4; reached by the day first planned: 75%."
    assert [run.figure.metric for run in told if run.figure] == [one.metric for one in held]


# Contract


def test_what_ends_soonest_or_needs_notice_soonest_comes_first() -> None:
    """Entitlements and contracts in one list; a contract with two allowances once."""
    figures = [
        figure("entitlements.days_left", 60, entitlement="Seats"),
        figure("entitlements.used", 96, entitlement="Seats"),
        figure("entitlements.days_left", 40, entitlement="Certificate"),
        figure("entitlements.days_left", -3, entitlement="Warranty"),
        figure("contract.days_left", 300, contract="Desk"),
        figure("contract.notice", 20, contract="Desk"),
    ]
    desk = {"title": "Desk", "ends_on": date(2027, 8, 28), "notice_days": 280.0, "renews": True}
    seen = given(
        *figures,
        entitlements=(
            made(Entitlement, kind="licence", ends_on=date(2027, 1, 1)),
            made(Entitlement, id="E2", title="Certificate", ends_on=date(2026, 12, 12), plan="Order", owner="Ann"),
            made(Entitlement, id="E3", title="Warranty", ends_on=date(2026, 10, 30)),
        ),
        contracts=(made(Contract, **desk), made(Contract, id="C2", **desk)),
    )
    built = shown(contract, seen)
    assert ids(built.renewals) == ["E3", "C2", "E2", "E1"]
    assert toned(built.renewals, 1)[:2] == [
        ("30 Oct 2026", "over", "missed"),
        ("28 Aug 2027", "renews by itself · 280 days’ notice", ""),
    ]
    assert texts(built.renewals, 1)[2:4] == ["300 days", "20 days"]
    assert texts(built.renewals, 3)[4] == "96%"
    assert (built.consumption, built.credits, built.reasons) == (None, (), None)


def test_consumption_stands_beside_what_it_leads_to() -> None:
    """The allowance as agreed; use and projection are figures; a contract without an allowance is not in it."""
    figures = [figure("contract.used", 94, contract="Days"), figure("contract.projected", 112.9, contract="Days")]
    year = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}
    held = (
        made(Contract, allowance=200.0, unit="days", used_on=date(2026, 10, 31), plan="Twenty more", **year),
        made(Contract, id="C2", title="Desk", **year),
    )
    built = shown(contract, given(*figures, contracts=held))
    assert ids(built.consumption) == ["C1"]
    assert texts(built.consumption) == ["Days", "200 days", "94%", "112.9%", "Twenty more"]
    assert built.consumption.rows[0][2].figure == figures[0]
    assert built.consumption.rows[0][2].note == "up to 31 Oct 2026"


def test_credits_due_name_the_figures_that_they_come_from() -> None:
    """The sum is a figure, and so is what was missed; what was agreed stands beside it."""
    missed = figure("sla.resolution", 91, priority="P1")
    met = figure("sla.response", 99)
    terms = (
        CreditTerms.model_validate({"metric": "sla.resolution", "priority": "P1", "below": 95, "percent": 5}),
        CreditTerms.model_validate({"metric": "sla.response", "below": 90, "amount": 200}),
    )
    due = dataclasses.replace(figure("credits.due", 1000), unit="GBP")
    seen = given(due, missed, met)
    held = (Credit(missed, True, terms[0], 1000.0), Credit(met, True, None, 0.0))
    seen = dataclasses.replace(seen, figures=dataclasses.replace(seen.figures, credits=held))
    built = shown(contract, seen)
    assert plain(built.credits) == "Credits due for October 2026: £1,000."
    assert [texts(built.reasons)] == [["Resolution in time, P1", "91%", "credit below 95%", "5% of the fee"]]
    amount = dataclasses.replace(held[0], figure=met, terms=terms[1])
    seen = dataclasses.replace(seen, figures=dataclasses.replace(seen.figures, credits=(amount,)))
    assert texts(shown(contract, seen).reasons)[2:] == ["credit below 90%", "€200"]


# Improvement


def test_improvements_stand_by_what_they_need() -> None:
    """Overdue, then open, then done, then proposed; a proposal has no day that could be overdue."""
    agreed = {"agreed_on": date(2026, 7, 1)}
    held = (
        made(Improvement, id="proposed", due_on=date(2026, 10, 1)),
        made(Improvement, id="done", due_on=FIRST, done_on=date(2026, 10, 20), result="Three repairs", **agreed),
        made(Improvement, id="open", due_on=date(2026, 12, 1), benefit="Fewer calls", **agreed),
        made(Improvement, id="late", due_on=date(2026, 10, 31), **agreed),
    )
    built = shown(improvement, given(improvements=held))
    assert ids(built.improvements) == ["late", "open", "done", "proposed"]
    assert [row[3].text for row in built.improvements.rows] == ["agreed", "agreed", "done", "proposed"]
    assert [row[2].note for row in built.improvements.rows] == ["overdue", "", "", ""]
    assert texts(built.improvements, 1)[1] == "Fewer calls"
    assert built.improvements.rows[2][3].note == "Three repairs"
    assert (built.requirements, built.counts) == (None, None)


def test_both_views_of_a_requirement_stand_side_by_side() -> None:
    """Open ones first, a decision with its day."""
    held = (
        made(Requirement, id="Q2", decided_on=date(2026, 10, 8), decision="From November on"),
        made(Requirement, side="theirs", customer_view="Costs the timetable", provider_view="One more on call"),
    )
    built = shown(improvement, given(requirements=held))
    assert ids(built.requirements) == ["Q1", "Q2"]
    assert texts(built.requirements) == ["Sundays", "Costs the timetable", "One more on call", "open"]
    assert built.requirements.rows[0][0].note == "Q1 · raised 1 Sept 2026 · Yours"
    assert toned(built.requirements, 3)[1] == ("From November on", "8 Oct 2026", "")


# Voice


def test_complaints_alone_fill_the_section() -> None:
    """Those that wait first, each with what was done; nothing is said of surveys or ratings."""
    held = (
        made(Complaint, answer_due_on=date(2026, 10, 9), answered_on=date(2026, 10, 8), follow_up="Called"),
        made(Complaint, id="K2", answer_due_on=date(2026, 10, 9), answered_on=date(2026, 10, 12)),
        made(Complaint, id="K3", answer_due_on=date(2026, 10, 31), owner="Ann"),
        made(Complaint, id="K4", answer_due_on=date(2026, 11, 9)),
        made(Complaint, id="K5"),
    )
    built = shown(voice, given(figure("complaints.count", 5), complaints=held))
    assert ids(built.complaints) == ["K5", "K3", "K4", "K1", "K2"]
    assert toned(built.complaints, 2) == [
        ("open", "", ""),
        ("overdue", "due 31 Oct 2026", "missed"),
        ("open", "due 9 Nov 2026", ""),
        ("8 Oct 2026", "", ""),
        ("12 Oct 2026", "late", "missed"),
    ]
    assert built.complaints.rows[3][3].text == "Called"
    assert (built.interval, built.card, built.chart, built.comments, built.ratings) == ((), (), None, None, None)


def test_the_scorecard_alone_fills_the_section() -> None:
    """Each topic beside the period before, over all first; the reason is that of the last rating of the period."""
    figures = [
        figure("scorecard.overall", 80, 2),
        figure("scorecard.overall", 70, 2, period="2026-09"),
        figure("scorecard.rating", 4, 1, topic="Speed"),
        figure("scorecard.rating", 3, 1, period="2026-09", topic="Care"),
    ]
    held = (
        made(Rating, comment="First", rated_on=FIRST),
        made(Rating, comment="Much faster", person="Gemma", best=10.0),
        made(Rating, comment="Too late", rated_on=date(2026, 11, 1)),
    )
    built = shown(voice, given(*figures, scorecard=held))
    assert [texts(built.ratings, row)[:4] for row in range(3)] == [
        ["Over all", "80%", "70%", ""],
        ["Care", "–", "3", ""],
        ["Speed", "4", "–", "10"],
    ]
    assert (built.ratings.rows[2][4].text, built.ratings.rows[2][4].note) == ("“Much faster”", "Gemma · 5 Oct 2026")
    assert (built.interval, built.comments, built.complaints) == ((), None, None)


def test_a_brief_pack_hears_the_customer_in_a_few_lines() -> None:
    """No chart, no figures in a table; a comment or two, and the rating over all as a sentence."""
    spoken = tuple(survey(id=f"S{number}", comment="Fine") for number in range(5))
    figures = (figure("survey.answers", 5, 5), figure("survey.csat", 100, 50), figure("scorecard.overall", 80, 3))
    built = shown(voice, given(*figures, depth="brief", surveys=spoken))
    assert (built.chart, built.scores, built.ratings) == (None, None, None)
    assert len(built.comments.rows) in (1, 2)
    assert built.comments.more.startswith(f"{len(built.comments.rows)} of 5 shown")
    assert plain(built.card) == "On your own scorecard we reach 80% of the best rating."


# On the page


def test_all_of_it_stands_on_the_page() -> None:
    """Every part of every section passes its template, with figures that can be opened."""
    figures = [
        figure("majors.count", 1),
        figure("capacity.used", 80, resource="Disk"),
        figure("projects.slip", 18, project="Core"),
        figure("complaints.count", 1),
    ]
    seen = given(
        *figures,
        majors=(major(**FULL),),
        major_events=(made(MajorEvent),),
        problems=(made(Problem), made(Problem, id="PRB-2", closed_at=at(5))),
        changes=(
            made(Change, ended_at=at(5), outcome="failed"),
            made(Change, id="C", planned_start_at=at(5, month=12)),
        ),
        capacity=(made(Capacity),),
        projects=(made(Project),),
        milestones=(made(Milestone, baseline_on=FIRST),),
        contracts=(made(Contract, allowance=200.0, ends_on=date(2027, 1, 1)),),
        improvements=(made(Improvement),),
        requirements=(made(Requirement),),
        complaints=(made(Complaint),),
    )
    page = Renderer(templates()).pack(assemble(seen)).screen
    for words in (
        "Course", "Closed in the period", "Forward schedule", "Unsuccessful changes", "How full resources are",
        "Core is expected to end later", "Used of what was agreed", "Changed requirements", "Complaints",
    ):  # fmt: skip
        assert words in page, words


@pytest.mark.parametrize(("silent", "done"), [((1,), ["not followed up yet"]), ((), [])])
def test_only_surveys_that_tell_of_follow_ups_say_that_there_was_none(silent: tuple[int, ...], done: list[str]) -> None:
    """Where no answer of the account says what was done, there is no column for it."""
    figures = (figure("survey.answers", 1), *(figure("survey.unanswered", number) for number in silent))
    built = shown(voice, given(*figures, surveys=(survey(score=1.0, comment="Slow"),)))
    assert [cell.text for cell in built.comments.rows[0][2:]] == done
    assert sum(head.width for head in built.comments.heads) == 100
