from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from time import process_time
from typing import Any

import pandas as pd
import pytest
from pydantic import BaseModel, ValidationError
from small_project import account_file, gathered, rows, write

from reviewgen import project
from reviewgen.agreements import CalendarTerms, CreditTerms, Policy, PolicyVersion, TargetTerms, minutes, weekdays
from reviewgen.calendars import Calendar
from reviewgen.config import Account, Project
from reviewgen.consistency import doubts
from reviewgen.errors import Issue
from reviewgen.tables import Tables

STARTER = Path(__file__).resolve().parent.parent / "templates" / "project"
WEEK = {"zone": "Europe/London", "hours": {"mon-fri": "08:00-18:00"}}
FOUR = {"resolution_hours": "4"}
HOLDS = """\
id: gold
versions:
  - targets: [{resolution_hours: 4}]
    hold_states: [STATES]
"""


def refusal(model: type[BaseModel], data: Mapping[str, Any]) -> tuple[str, tuple[str | int, ...]]:
    """Return why a model refuses what people wrote, and where: one problem."""
    with pytest.raises(ValidationError) as caught:
        model.model_validate(data)
    (detail,) = caught.value.errors()
    return detail["msg"], (*detail["loc"], *detail["ctx"].get("at", ()))


def versions(*given: dict[str, Any]) -> dict[str, Any]:
    """Return a policy with these versions, each of which promises four hours."""
    promise: dict[str, Any] = {"targets": [FOUR]}
    return {"id": "gold", "versions": [promise | version for version in given]}


def test_a_calendar_is_what_is_written() -> None:
    """Days and ranges, one span or several in any order, holidays, closures and hours of single days."""
    terms = CalendarTerms.model_validate(
        {
            "zone": "Europe/London",
            "hours": {"mon-thu": "08:00-18:00", "fri": ["13:00-15:00", "9:00-12:00"]},
            "holidays": "GB-ENG",
            "closed": ["2026-12-24"],
            "open": {"2026-12-26": "09:00-13:00", "2026-12-19": ["10:00-11:00"]},
        }
    )
    day: tuple[tuple[int, int], ...] = ((480, 1080),)
    assert terms.calendar() == Calendar(
        zone="Europe/London",
        week=(day, day, day, day, ((540, 720), (780, 900)), (), ()),
        holidays=("GB-ENG",),
        closed=frozenset({date(2026, 12, 24)}),
        opened=((date(2026, 12, 19), ((600, 660),)), (date(2026, 12, 26), ((540, 780),))),
    )


def test_24x7_may_stand_for_all_hours() -> None:
    """Every minute of every day."""
    assert CalendarTerms.model_validate({"zone": "UTC", "hours": "24x7"}).calendar().week == (((0, 1440),),) * 7


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon", (0,)),
        ("sun", (6,)),
        ("mon-fri", (0, 1, 2, 3, 4)),
        ("mon-mon", (0,)),
        ("mon-sun", (0, 1, 2, 3, 4, 5, 6)),
        ("sun-thu", (6, 0, 1, 2, 3)),
        ("", ()),
        ("mon-", ()),
        ("-fri", ()),
        ("monday", ()),
        ("Mon", ()),
        ("mon-tue-wed", ()),
        ("24x7", ()),
    ],
)
def test_days_of_the_week(text: str, days: tuple[int, ...]) -> None:
    """A day, or a range that may go over the end of the week."""
    assert weekdays(text) == days


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("08:00-18:00", (480, 1080)),
        ("8:05 - 9:30", (485, 570)),
        ("00:00-24:00", (0, 1440)),
        ("18:00-08:00", (1080, 480)),
        ("00:00-24:01", None),
        ("25:00-26:00", None),
        ("08:60-09:00", None),
        ("08-18", None),
        ("0800-1800", None),
        ("08:00", None),
        ("08:00-18:00-20:00", None),
        ("", None),
    ],
)
def test_minutes_of_the_day(text: str, found: tuple[int, int] | None) -> None:
    """Hours and minutes of a day that ends at 24:00."""
    assert minutes(text) == found


@pytest.mark.parametrize(
    ("hours", "problem", "place"),
    [
        ({}, "opens on no day", ()),
        ("mon-fri", "does not say which days", ()),
        ({"mon": "09:00-09:00"}, "does not end after it begins", ("mon", 0)),
        ({"mon": "18:00-08:00"}, "does not end after it begins", ("mon", 0)),
        ({"mon": ["09:00-12:00", "25:00-26:00"]}, "is not a span of hours", ("mon", 1)),
        ({"mon": ["13:00-15:00", "09:00-13:01"]}, "has spans that overlap", ("mon",)),
        ({"mon": []}, "has no hours", ("mon",)),
        ({"mo": "09:00-12:00"}, "is not a day of the week", ("mo", "[key]")),
        ({"mon-fri": "09:00-12:00", "fri": "09:00-10:00"}, "gives fri hours that mon-fri gives already", ("fri",)),
        (
            {"sat-mon": "09:00-12:00", "mon-tue": "09:00-10:00"},
            "gives mon hours that sat-mon gives already",
            ("mon-tue",),
        ),
    ],
)
def test_hours_that_cannot_be_are_refused(hours: object, problem: str, place: tuple[str | int, ...]) -> None:
    """Each where it stands."""
    assert refusal(CalendarTerms, WEEK | {"hours": hours}) == (problem, ("hours", *place))


def test_spans_may_touch() -> None:
    """Where one ends another may begin."""
    hours = {"mon": ["09:00-12:00", "12:00-13:00"]}
    assert CalendarTerms.model_validate(WEEK | {"hours": hours}).calendar().week[0] == ((540, 720), (720, 780))


@pytest.mark.parametrize("code", ["XX", "GB-XX", "gb", "England", "", "../GB"])
def test_holidays_of_nowhere_are_refused(code: str) -> None:
    """A country, or a part of it, by its code."""
    assert refusal(CalendarTerms, WEEK | {"holidays": code})[0] == "has no holidays that are known"


def test_holidays_of_several_places() -> None:
    """A team of two countries has the holidays of both."""
    assert CalendarTerms.model_validate(WEEK | {"holidays": ["PT", "GB-ENG"]}).calendar().holidays == ("PT", "GB-ENG")


def test_a_policy_needs_an_id_and_one_promise() -> None:
    """All else has a default: day and night, first reply, resolved, no holds."""
    policy = Policy.model_validate({"id": "gold", "versions": [{"targets": [FOUR]}]})
    (version,) = policy.versions
    assert (policy.title, version.from_, version.calendar) == ("gold", None, "24x7")
    assert (version.response, version.resolution) == ("first_reply", "resolved")
    assert (version.hold_states, version.hold_given) == ((), False)
    assert (version.reopened, version.priority_changed) == ("goes_on", "final")
    assert version.targets == (TargetTerms(resolution_hours=4),)


def test_a_policy_is_called_by_its_name() -> None:
    """Where it has one."""
    assert Policy.model_validate(versions({}) | {"name": "Gold support"}).title == "Gold support"


def test_versions_follow_each_other() -> None:
    """Each from its day on; the first may leave it out."""
    policy = Policy.model_validate(versions({}, {"from": "2026-01-01"}, {"from": "2026-07-01"}))
    assert [version.from_ for version in policy.versions] == [None, date(2026, 1, 1), date(2026, 7, 1)]


@pytest.mark.parametrize(
    ("given", "problem", "place"),
    [
        (({"from": "2026-07-01"}, {"from": "2026-07-01"}), "is not after the version before it", (1, "from")),
        (({}, {"from": "2026-07-01"}, {"from": "2026-01-01"}), "is not after the version before it", (2, "from")),
        (({"from": "2026-07-01"}, {}), "does not say from when on it holds", (1,)),
    ],
)
def test_versions_out_of_order_are_refused(
    given: tuple[dict[str, str], ...], problem: str, place: tuple[str | int, ...]
) -> None:
    """Else it would not be clear which one a ticket follows."""
    assert refusal(Policy, versions(*given)) == (problem, ("versions", *place))


def test_a_target_promises_something() -> None:
    """An entry without hours is a mistake."""
    assert refusal(TargetTerms, {"priority": "P1"})[0] == "promises nothing"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {"priority": "P1"}),
        ({"priority": "P1"}, {"priority": "P1"}),
        ({"priority": "P1"}, {"priority": "P1", "service": "Pay", "type": "incident"}),
        ({"service": "Pay"}, {"priority": "P1", "service": "Pay"}),
    ],
)
def test_a_target_that_can_never_count_is_refused(first: dict[str, str], second: dict[str, str]) -> None:
    """The first entry that fits a ticket counts: one that fits all tickets of a later one hides it."""
    problem, place = refusal(PolicyVersion, {"targets": [first | FOUR, second | FOUR]})
    assert (problem, place) == ("never counts: an earlier entry fits all of its tickets", ("targets", 1))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"priority": "P1"}, {}),
        ({"priority": "P1"}, {"priority": "P2"}),
        ({"priority": "P1", "service": "Pay"}, {"priority": "P1"}),
        ({"priority": "P1"}, {"service": "Pay"}),
    ],
)
def test_narrow_targets_come_before_wide_ones(first: dict[str, str], second: dict[str, str]) -> None:
    """Each has tickets of its own."""
    assert len(PolicyVersion.model_validate({"targets": [first | FOUR, second | FOUR]}).targets) == 2


def test_one_hold_state_needs_no_list() -> None:
    """A single text is a list of one."""
    version = PolicyVersion.model_validate({"targets": [FOUR], "hold_states": "Awaiting User Info"})
    assert version.hold_states == ("Awaiting User Info",)


def states_told(folder: Path, states: str, events: list[dict[str, str]]) -> list[Issue]:
    """Gather a project with these events and a policy that holds in these states; return what is said of states."""
    data = rows("CALDER") | {"ticket_events": events}
    write(folder, [account_file("CALDER")], data)
    (folder / "policies").mkdir()
    (folder / "policies" / "gold.yaml").write_text(HOLDS.replace("STATES", states), "utf-8")
    return [issue for issue in gathered(folder, folder / "out").notices if issue.code == "policy.state"]


def waiting(state: str, name: str) -> dict[str, str]:
    """Return the event of a ticket that began to wait."""
    return {"account": "CALDER", "ticket": "T001", "at": "2026-10-05 09:00", "state": state, "state_name": name}


def test_a_hold_state_that_no_ticket_was_in_is_told(tmp_path: Path) -> None:
    """A misspelt state would never stop a clock: a warning of nobody's account names file, line and the likely one."""
    told = states_told(tmp_path, "Awaiting User, on_hold, Pending", [waiting("on_hold", "Awaiting User Info")])
    assert [(issue.severity, issue.account) for issue in told] == [("warning", None)] * 2
    assert str(told[0]) == (
        'policies/gold.yaml, line 4, key "versions.0.hold_states.0": "Awaiting User" is a state that no ticket in '
        'ticket_events was in. Hint: did you mean "Awaiting User Info"?'
    )
    assert told[1].hint == "known: Awaiting User Info, on_hold"


def test_states_are_not_known_without_events(tmp_path: Path) -> None:
    """An empty history says nothing against a state."""
    assert states_told(tmp_path, "Pending", []) == []


def test_the_starter_has_every_key_of_a_policy() -> None:
    """Its policy names each key that may stand there."""
    models = (Policy, PolicyVersion, TargetTerms)
    wanted = {field.alias or name for model in models for name, field in model.model_fields.items()}
    written = (STARTER / "policies" / "support.yaml").read_text("utf-8")
    assert wanted - set(re.findall(r"[\s{]([a-z_]+):", f"\n{written}")) == set()


def test_the_starter_works_with_its_policy_switched_on(tmp_path: Path) -> None:
    """Its account takes the remarks away and the hours out, as it is told to."""
    shutil.copytree(STARTER, tmp_path, dirs_exist_ok=True)
    account = tmp_path / "accounts" / "example.yaml"
    known = account.read_text("utf-8")
    text = re.sub(r"^# (policy|availability|baselines|events|  -)", r"\1", known, flags=re.MULTILINE)
    account.write_text(re.sub(r"^  \w+_hours: .*\n", "", text, flags=re.MULTILINE), "utf-8")
    setup = project.load(tmp_path)
    assert setup.broken == ()
    assert setup.accounts[0].policy in setup.policies
    assert [agreed.calendar in setup.calendars for agreed in setup.accounts[0].availability] == [True]
    assert (len(setup.accounts[0].baselines), len(setup.accounts[0].events)) == (1, 1)


@pytest.mark.parametrize("rule", [{"reopened": "new_clock"}, {"priority_changed": "from_change"}])
def test_a_sum_of_hours_on_hold_goes_with_one_clock_only(rule: dict[str, str]) -> None:
    """Nobody can tell which of several clocks of a ticket the hours belong to."""
    version = {"hold_given": True, "targets": [{"resolution_hours": 8}], **rule}
    with pytest.raises(ValidationError, match="cannot be told from a sum"):
        Policy.model_validate({"id": "p", "versions": [version]})


def test_a_word_of_a_target_in_another_case_is_told(tmp_path: Path) -> None:
    """Targets are compared to the letter: one that differs from the tickets in case alone is named, with the word."""
    write(tmp_path, [account_file("CALDER")], rows("CALDER"))
    (tmp_path / "policies").mkdir()
    policy = "id: gold\nversions:\n  - targets:\n      - {priority: p1tickets priority, resolution_hours: 4}\n"
    (tmp_path / "policies" / "gold.yaml").write_text(policy, "utf-8")
    notices = [issue for issue in gathered(tmp_path, tmp_path / "out").notices if issue.code == "policy.word"]
    (known,) = {row["priority"] for row in rows("CALDER")["tickets"] if row["priority"].startswith("P1")}
    assert [(issue.value, issue.hint) for issue in notices] == [("p1tickets priority", f'did you mean "{known}"?')]


def test_a_service_that_nothing_names_is_told(tmp_path: Path) -> None:
    """Availability of a service without a ticket, an outage or a line under services would be 100 % for ever."""
    agreed = [{"service": "Wbe"}]
    write(tmp_path, [account_file("CALDER", availability=agreed)], rows("CALDER"))
    notices = [issue for issue in gathered(tmp_path, tmp_path / "out").notices if issue.code == "availability.service"]
    assert [(issue.value, issue.account) for issue in notices] == [("Wbe", None)]


def cost(accounts: int) -> float:
    """Return the seconds of processor that it takes to compare the services agreed with so many accounts."""
    ids = [f"A{number:05}" for number in range(accounts)]
    written = ({"id": name, "name": name, "availability": [{"service": "Web"}]} for name in ids)
    agreed = [Account.model_validate(one) for one in written]
    words = {"service": "Web", "priority": "P1", "type": ""}
    frame = pd.DataFrame({"account": sorted(ids * 2), **words}, dtype="str")
    found = Tables(frames={"tickets": frame}, ledger=pd.DataFrame(), files=(), issues=())
    terms = {"provider": {"name": "N"}, "sources": [{"table": "tickets", "files": "x"}]}
    setup = project.Setup(Path(), Project.model_validate(terms))
    before = process_time()
    assert list(doubts(setup, found, agreed)) == []
    return process_time() - before


def test_services_of_many_accounts_cost_what_each_costs() -> None:
    """Rows are gone through once, not once for each account: thirty-two times as many do not take that much longer."""
    cost(10)
    assert cost(3_200) < 20 * max(cost(100), 0.005)


@pytest.mark.parametrize(
    ("credit", "problem"),
    [
        ({"percent": 5}, "needs either below or above"),
        ({"below": 95, "above": 5, "percent": 5}, "needs either below or above"),
        ({"below": 95}, "needs either percent or amount"),
        ({"below": 95, "percent": 5, "amount": 500}, "needs either percent or amount"),
        ({"below": 95, "percent": 5, "priority": "P1", "service": "Pay"}, "is limited to a priority and a service"),
        ({"below": 0, "percent": 5}, "Input should be greater than 0"),
        ({"below": "inf", "percent": 5}, "Input should be a finite number"),
        ({"above": -1, "percent": 5}, "Input should be greater than or equal to 0"),
        ({"below": 95, "percent": 101}, "Input should be less than or equal to 100"),
        ({"below": 95, "amount": 0}, "Input should be greater than 0"),
    ],
)
def test_a_credit_that_cannot_be_is_refused(credit: dict[str, object], problem: str) -> None:
    """One bound, one kind of credit, one dimension, and numbers that make sense."""
    with pytest.raises(ValidationError) as caught:
        CreditTerms.model_validate(credit)
    assert [detail["msg"] for detail in caught.value.errors()] == [problem]


@pytest.mark.parametrize(
    ("first", "second", "place"),
    [
        ({"below": 95, "percent": 10}, {"below": 90, "percent": 5}, 1),
        ({"below": 90, "percent": 5}, {"below": 95, "percent": 5}, 0),
        ({"below": 95, "percent": 5}, {"below": 95, "percent": 10}, 0),
        ({"below": 95, "percent": 5}, {"below": 95, "percent": 5}, 0),
        ({"above": 5, "amount": 50}, {"above": 9, "amount": 50}, 1),
    ],
)
def test_a_credit_that_can_never_count_is_refused(
    first: dict[str, object], second: dict[str, object], place: int
) -> None:
    """The largest one that applies counts: a smaller one that applies nowhere else never does."""
    problem, at = refusal(PolicyVersion, {"targets": [FOUR], "credits": [first, second]})
    assert problem == "never counts: another entry applies wherever it does, and gives no less"
    assert at == ("credits", place)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"below": 95, "percent": 5}, {"below": 90, "percent": 10}),
        ({"below": 95, "percent": 5}, {"below": 95, "percent": 5, "priority": "P1"}),
        ({"below": 95, "percent": 5}, {"below": 95, "percent": 5, "metric": "sla.response"}),
        ({"below": 95, "percent": 5}, {"below": 95, "amount": 500}),
        ({"above": 5, "amount": 50}, {"above": 9, "amount": 60}),
        ({"below": 5, "amount": 50}, {"above": 9, "amount": 50}),
    ],
)
def test_steps_of_credits_and_credits_of_different_figures_stand_together(
    first: dict[str, object], second: dict[str, object]
) -> None:
    """Each has periods in which it counts."""
    assert len(PolicyVersion.model_validate({"targets": [FOUR], "credits": [first, second]}).credits) == 2


def test_the_starter_has_every_key_of_a_credit() -> None:
    """Its policy names each key that may stand there."""
    written = (STARTER / "policies" / "support.yaml").read_text("utf-8")
    assert CreditTerms.model_fields.keys() - set(re.findall(r"[\s{]([a-z_]+):", written)) == set()
