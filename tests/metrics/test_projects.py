from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from drawn_project import DrawnProject, blank

from reviewgen.config import Account
from reviewgen.metrics import Figures, compute, shard_of
from reviewgen.model import Figure, Missing
from reviewgen.provenance import explain

AS_OF = datetime(2026, 11, 2, 6, tzinfo=UTC)


def of(project: DrawnProject) -> Figures:
    """Return the figures of account A."""
    return project.figures()["A"]


def drawn(*projects: dict[str, Any], **tables: Any) -> DrawnProject:
    """Return account A in October 2026 with these projects, served since 2024, and an account B with one of them."""
    ticket = blank("tickets", account="A", id="1", opened_at=datetime(2024, 1, 1, tzinfo=UTC))
    rows = [project_row(number, one) for number, one in enumerate(projects)]
    rows += [one | {"account": "B"} for one in rows[:1]]
    accounts = tuple(Account(id=name, name=name) for name in "AB")
    return DrawnProject(accounts, ("2026-10",) * 2, AS_OF, {"tickets": (ticket,), "projects": tuple(rows), **tables})


def project_row(number: int, values: dict[str, Any]) -> dict[str, Any]:
    """Return a project of account A that began in May."""
    fixed: dict[str, Any] = {"account": "A", "id": f"PR{number}", "title": "Move", "started_on": date(2026, 5, 1)}
    return blank("projects", **fixed | values)


def milestones(*days: tuple[date | None, date | None]) -> tuple[dict[str, Any], ...]:
    """Return milestones by the day they were first planned for and the day they were reached."""
    return tuple(
        blank("milestones", account="A", project="PR0", id=str(number), title="M", baseline_on=due, done_on=done)
        for number, (due, done) in enumerate(days)
    )


def by_project(found: Figures, name: str) -> dict[str, float | Missing]:
    """Return a metric's value of every project of the reviewed period."""
    return {dict(one.dimensions)["project"]: one.value for one in found.split(f"projects.{name}", "project")}


def test_slip_is_the_expected_end_less_the_one_first_planned() -> None:
    """From 30 September to 14 October are 14 days; one that ended counts by its end, one that is early below zero."""
    planned = {"baseline_end_on": date(2026, 9, 30)}
    found = of(
        drawn(
            planned | {"title": "Late", "forecast_end_on": date(2026, 10, 14)},
            planned | {"title": "Over", "forecast_end_on": date(2026, 12, 1), "ended_on": date(2026, 10, 3)},
            planned | {"title": "Early", "forecast_end_on": date(2026, 9, 25)},
        )
    )
    assert by_project(found, "slip") == {"Early": -5, "Late": 14, "Over": 3}
    assert {one.n for one in found.split("projects.slip", "project")} == {1}


def test_slip_without_a_day_says_which_is_missing() -> None:
    """No planned end, or no expected one."""
    found = of(drawn({"title": "Open"}, {"title": "Planned", "baseline_end_on": date(2026, 9, 30)}))
    assert by_project(found, "slip") == {
        "Open": Missing("its planned end is not recorded"),
        "Planned": Missing("its expected end is not recorded"),
    }


def test_earned_value_gives_both_indices_and_the_budget_used() -> None:
    """Work worth 45 done where 50 was planned, at a cost of 60 out of 120."""
    values = {"planned_value": 50.0, "earned_value": 45.0, "actual_cost": 60.0, "budget": 120.0}
    found = of(drawn(values | {"reported_on": date(2026, 10, 31)}))
    assert [by_project(found, name)["Move"] for name in ("spi", "cpi", "budget_used")] == [0.9, 0.75, 50.0]


@pytest.mark.parametrize(
    ("values", "name", "reason"),
    [
        ({"planned_value": 0.0, "earned_value": 1.0}, "spi", "no planned and earned value are recorded"),
        ({"actual_cost": 5.0}, "cpi", "no earned value and cost are recorded"),
        ({"actual_cost": 5.0}, "budget_used", "no budget is recorded"),
        ({"budget": 5.0}, "budget_used", "no cost is recorded"),
        (
            {"planned_value": 9.0, "earned_value": 1.0, "reported_on": date(2026, 11, 3)},
            "spi",
            "its numbers are of a later day than the data",
        ),
    ],
)
def test_an_index_without_its_values_is_missing(values: dict[str, Any], name: str, reason: str) -> None:
    """Nothing is divided by nothing, and a report of tomorrow is not known today."""
    assert by_project(of(drawn(values)), name) == {"Move": Missing(reason)}


def test_active_projects_have_begun_and_not_ended_at_period_end() -> None:
    """In August all three, at the end of September two, at the end of October one."""
    ends = (date(2026, 9, 30), date(2026, 10, 31), None)
    found = of(drawn(*({"title": str(end), "ended_on": end} for end in ends)))
    periods = ("2026-04", "2026-08", "2026-09", "2026-10")
    assert [found.get("projects.active", period).value for period in periods] == [0, 3, 2, 1]


def test_only_projects_that_concern_the_period_are_told_by_title() -> None:
    """One that ended before October has no figures of October; one that ended in it has."""
    found = of(
        drawn(
            {"title": "Before", "ended_on": date(2026, 9, 30)},
            {"title": "In", "ended_on": date(2026, 10, 1)},
            {"title": "Runs"},
        )
    )
    assert set(by_project(found, "slip")) == {"In", "Runs"}


def test_late_projects_are_active_and_behind() -> None:
    """Of an early, a late, an undated and an ended one, one is late; n counts those with both days."""
    planned = {"baseline_end_on": date(2026, 12, 31)}
    found = of(
        drawn(
            planned | {"title": "Late", "forecast_end_on": date(2027, 1, 15)},
            planned | {"title": "Early", "forecast_end_on": date(2026, 12, 31)},
            planned | {"title": "Undated"},
            {"title": "Ended", "baseline_end_on": date(2026, 9, 1), "ended_on": date(2026, 10, 5)},
        )
    )
    late = found.get("projects.late")
    assert (late.value, late.n) == (1, 2)
    assert found.get("projects.late", "2026-09").value == Missing("no data")


def test_late_projects_are_not_known_without_days() -> None:
    """Active projects without a plan: nobody knows. No active project at all: none is late."""
    assert of(drawn({})).get("projects.late").value == Missing("no project under way has a planned and an expected end")
    assert of(drawn({"ended_on": date(2026, 9, 1)})).get("projects.late").value == 0


def test_milestones_are_judged_by_their_original_day() -> None:
    """Due in October: reached on the day, a day late, not at all. One of three; one of September and one of no day."""
    found = of(
        drawn(
            {},
            milestones=milestones(
                (date(2026, 10, 1), date(2026, 10, 1)),
                (date(2026, 10, 30), date(2026, 10, 31)),
                (date(2026, 10, 31), None),
                (date(2026, 9, 30), date(2026, 9, 1)),
                (None, date(2026, 10, 5)),
            ),
        )
    )
    assert found.get("projects.milestones_due").value == 3
    assert found.get("projects.milestones_on_time").value == pytest.approx(100 / 3)
    assert found.get("projects.milestones_on_time").n == 3
    assert found.get("projects.milestones_on_time", "2026-09").value == 100
    assert found.get("projects.milestones_on_time", "2026-08").value == Missing("no milestones were due")


def test_a_milestone_reached_after_as_of_is_not_reached() -> None:
    """What is not known yet makes no promise kept."""
    found = of(drawn({}, milestones=milestones((date(2026, 10, 31), date(2026, 11, 9)))))
    assert found.get("projects.milestones_on_time").value == 0


def test_milestones_before_all_data_are_not_zero() -> None:
    """Without tickets and projects, the first milestone's period is the first that is known."""
    rows = {"milestones": milestones((date(2026, 9, 30), None))}
    found = of(DrawnProject((Account(id="A", name="A"),), ("2026-10",), AS_OF, rows))
    counts = [found.get("projects.milestones_due", period).value for period in ("2026-08", "2026-09", "2026-10")]
    assert counts == [Missing("before the first data"), 1, 0]


def test_milestones_without_an_original_day_are_not_known_to_be_none() -> None:
    """They may have been due; where one of them has a day, none due in another period is a zero."""
    undated = Missing("no milestone has a day it was first planned for")
    found = of(drawn({}, milestones=milestones((None, date(2026, 10, 3)))))
    assert [found.get(f"projects.milestones_{name}").value for name in ("due", "on_time")] == [undated] * 2
    found = of(drawn({}, milestones=milestones((None, date(2026, 10, 3)), (date(2026, 9, 3), None))))
    assert found.get("projects.milestones_due").value == 0


def test_projects_of_one_title_are_told_apart_by_their_ids() -> None:
    """Within an account: another account's project of that title changes nothing."""
    planned = {"baseline_end_on": date(2026, 9, 30), "forecast_end_on": date(2026, 10, 1)}
    found = of(drawn(planned, planned | {"forecast_end_on": date(2026, 10, 2)}, planned | {"title": "Other"}))
    assert by_project(found, "slip") == {"Move (PR0)": 1, "Move (PR1)": 2, "Other": 1}


def test_a_project_without_a_title_is_called_by_its_id() -> None:
    """A figure needs a name."""
    assert list(by_project(of(drawn({"title": ""})), "slip")) == ["PR0"]


def test_the_row_of_a_project_makes_its_figures() -> None:
    """Behind each figure stands that one project, and what it adds."""
    project = drawn(
        {"baseline_end_on": date(2026, 9, 30), "forecast_end_on": date(2026, 10, 14)},
        {"title": "Other", "budget": 200.0, "actual_cost": 50.0},
    )
    reviews = project.reviews()
    computed = compute(shard_of(project.tables(), reviews, AS_OF), reviews, AS_OF)

    def behind(figure: Figure) -> Any:
        (one,) = explain(computed, "A", [figure]).values()
        return one.behind

    slip = behind(computed.figures["A"].get("projects.slip", project="Move"))
    assert (slip.table, slip.how, slip.ids, slip.values) == ("projects", "mean", ("PR0",), (14.0,))
    used = behind(computed.figures["A"].get("projects.budget_used", project="Other"))
    assert (used.ids, used.values, used.given) == (("PR1",), (50.0,), (("budgeted", 200.0),))
