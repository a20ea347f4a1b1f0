"""Each check speaks where something is missing, and is silent just beside; the worst comes first."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, TypeVar

import pytest
from reviewed import AS_OF, ZONE, action, case, figure, major, ticket

from reviewgen.agreements import Policy
from reviewgen.cut import Beyond, record_name
from reviewgen.errors import Issue
from reviewgen.model import Clock
from reviewgen.pack import Empty
from reviewgen.readiness import CHECKS, Gap, Look, data, kept, meeting, readiness, words, worst_first
from reviewgen.readiness.look import ENGLISH
from reviewgen.records import Evidence, Rating, Requirement, Survey, Value
from reviewgen.tables.checks import InputFile

R = TypeVar("R")
FULL = dict.fromkeys(("impact", "cause", "controls_gap", "fix", "prevention", "verification"), "Known.")
BOTH = {"provider": ["Ruth Hale"], "customer": ["Colin Thackray"]}
LEVEL = {"metric": "sla.resolution", "at_least": 95}
OF_P3 = {**LEVEL, "priority": "P3"}
POLICY = Policy.model_validate({"id": "p", "versions": [{"targets": [{"priority": "P1", "resolution_hours": 4}]}]})
ANY = Policy.model_validate({"id": "p", "versions": [{"targets": [{"type": "incident", "resolution_hours": 4}]}]})


class Checked(NamedTuple):
    """A look at which a check speaks, the grade, words of what it says, and looks just beside at which it does not."""

    check: Callable[[Look], Any]
    speaks: Look
    grade: str
    says: str
    silent: tuple[Look, ...]


def record(form: type[R], /, **values: Any) -> R:
    """Return a record of which everything else is empty."""
    texts: dict[str, Any] = {one.name: "" if one.type == "str" else None for one in dataclasses.fields(form)}  # type: ignore[arg-type]
    return form(**texts | values)


def look(*figures: Any, targets: tuple[dict[str, Any], ...] = (), account: Any = None, **seen: Any) -> Look:
    """Return a look at an account with these figures; rows of tables go into its evidence."""
    named = {one.name for one in dataclasses.fields(Look)}
    evidence = Evidence(**{name: rows for name, rows in seen.items() if name not in named})
    rest = {name: value for name, value in seen.items() if name in named}
    return Look(case(*figures, targets=targets, evidence=evidence, **(account or {})), **rest)


def clock(outcome: Any = "", **values: Any) -> Clock:
    """Return a clock."""
    return Clock(outcome, False, None, None, **values)


def late(priority: str = "P2", **values: Any) -> tuple[Any, ...]:
    """Return a ticket that missed its resolution time."""
    return (ticket(title="VPN drops", priority=priority, resolution=clock("breached"), **values),)


def held(days: int, end: datetime | None = None, **values: Any) -> tuple[Any, ...]:
    """Return a ticket whose clock stands still for so many days."""
    resolution = clock(state="running", holds=((AS_OF - timedelta(days=days), end),))
    return (ticket(title="Waiting", state="on_hold", resolution=resolution, **values),)


def opened(now: int, before: int) -> tuple[Any, ...]:
    """Return how many tickets were opened in the period and in the one before."""
    return figure("tickets.opened", now, now), figure("tickets.opened", before, before, "2026-09")


def issue(code: str, **values: Any) -> Issue:
    """Return a warning on a row of the account."""
    return Issue(code=code, problem="is odd", severity="warning", account="A", **values)


def file(rows: int, passed: int = 0) -> InputFile:
    """Return a file of tickets with so many rows, and rows that the mapping leaves to others."""
    return InputFile("tickets", "data/tickets.csv", "", rows, passed)


def noted(text: str) -> Look:
    """Return an account with a note of the supervisor."""
    return look(account={"notes": {"summary": text}})


def survey(**values: Any) -> Survey:
    """Return an answer."""
    return record(Survey, id="S1", kind="csat", **values)


P2 = figure("sla.resolution", 90.0, priority="P2")
ALL = figure("sla.resolution", 90.0)
P3 = figure("sla.resolution", 90.0, priority="P3")
MET = figure("sla.resolution", 99.0)
DUE = date(2026, 11, 20)

CASES = {
    "no ticket after a period with tickets": Checked(
        data.vanished,
        look(*opened(0, 12)),
        "blocker",
        "until 2026-09",
        (look(*opened(0, 0)), look(*opened(3, 12), tickets=(ticket(),))),
    ),
    "no ticket since long ago": Checked(
        data.vanished,
        look(figure("tickets.opened", 4, 4, "2026-10")),
        "warning",
        "no ticket concerns 2026-10",
        (look(),),
    ),
    "major without cause": Checked(
        kept.majors,
        look(majors=(major(**FULL | {"cause": ""}),)),
        "blocker",
        'the major incident "Depots offline" has no cause',
        (look(majors=(major(**FULL),)),),
    ),
    "major without proof": Checked(
        kept.majors,
        look(majors=(major(**FULL | {"verification": "", "impact": ""}),)),
        "warning",
        "has no impact and no proof that the prevention works",
        (look(majors=(major(**FULL),)),),
    ),
    "urgent breach without cause": Checked(
        kept.breaches,
        look(tickets=late("P1")),
        "blocker",
        'the P1 ticket "VPN drops" missed its resolution time',
        (look(tickets=late("P1", breach_cause="Spare part came late.")), look(tickets=(ticket(priority="P1"),))),
    ),
    "breach without cause where the level is missed": Checked(
        kept.breaches,
        look(ALL, targets=(LEVEL,), tickets=late()),
        "blocker",
        "no cause is given",
        (look(ALL, targets=(LEVEL,)),),
    ),
    "breach without cause where another level is missed": Checked(
        kept.breaches,
        look(MET, P3, targets=(LEVEL, OF_P3), tickets=late()),
        "warning",
        "missed its resolution time",
        (look(MET, targets=(LEVEL,), tickets=late(breach_cause="Known.")),),
    ),
    "text for us": Checked(
        words.internal,
        look(tickets=(ticket(resolution_note="Rebooted. Do  NOT tell the customer why."),)),
        "warning",
        'in the column "resolution_note" goes to the customer',
        (
            look(tickets=(ticket(resolution_note="The international line was internalised."),)),
            look(surveys=(survey(comment="Your internal handover takes long."),)),
        ),
    ),
    "note for us": Checked(
        words.internal, noted("Nicht für Kunden: Marge 12 %."), "warning", 'in "notes"', (noted("Für Kunden."),)
    ),
    "word in a row without id": Checked(
        words.internal,
        look(scorecard=(record(Rating, topic="Response", rated_on=date(2026, 10, 5), score=4.0, person="internal"),)),
        "warning",
        'in the column "person"',
        (look(scorecard=(record(Rating, topic="Response", rated_on=date(2026, 10, 5), comment="internal"),)),),
    ),
    "action without owner and date": Checked(
        kept.actions,
        look(actions=(action(due_on=None),)),
        "warning",
        "has no owner and no date",
        (
            look(actions=(action(owner="Ruth Hale"),)),
            look(actions=(action(owner="Ruth Hale", due_on=None, revised_due_on=DUE),)),
            look(actions=(action(state="done", closed_on=date(2026, 10, 9)),)),
        ),
    ),
    "unknown state": Checked(
        data.unmapped,
        look(issues=(issue("cell.unmapped", column="state", value="parked", file="t.csv", row=7),)),
        "warning",
        'column "state": "parked" is odd',
        (look(issues=(issue("cell.clock_change"),)),),
    ),
    "unknown priority": Checked(
        data.unpromised,
        look(tickets=(ticket(priority="Critical"), ticket(id="T2", priority="P1")), policy=POLICY),
        "warning",
        'nothing is promised for the priority "Critical"',
        (
            look(tickets=(ticket(priority="P1"),), policy=POLICY),
            look(tickets=(ticket(priority="Critical"),), policy=ANY),
            look(tickets=(ticket(priority="Critical", state="cancelled"),), policy=POLICY),
            look(tickets=(ticket(priority="Critical"),)),
        ),
    ),
    "priority of ours without a target": Checked(
        data.unpromised,
        look(tickets=(ticket(priority="P5"),), policy=POLICY),
        "hint",
        'the priority "P5"',
        (look(tickets=(ticket(priority="P1"),), policy=POLICY),),
    ),
    "extract cut off": Checked(
        data.truncated,
        look(files=(file(9_000, 1_000),)),
        "warning",
        "exactly 10,000 rows",
        (look(files=(file(9_999),)), look(files=(file(10_001),))),
    ),
    "old extract of a busy account": Checked(
        data.stale,
        look(figure("data.freshness", 73.0, 1, table="tickets"), *opened(40, 40)),
        "warning",
        "3 days before",
        (
            look(figure("data.freshness", 72.0, 1, table="tickets"), *opened(40, 40)),
            look(figure("data.freshness", 73.0, 1, table="tickets"), account={"findings": {"stale_days": 4}}),
            look(figure("data.freshness", 999.0, 1, table="majors")),
        ),
    ),
    "old extract of a quiet account": Checked(
        data.stale,
        look(figure("data.freshness", 99.0, 1, table="tickets"), *opened(2, 2)),
        "hint",
        "4.1 days before",
        (look(),),
    ),
    "rows from later": Checked(
        data.outside,
        look(beyond=(Beyond("tickets", 90, 7, 0, ("data/tickets.csv", 84)), Beyond("actions", 4, 1, 0, ("a.csv", 2)))),
        "warning",
        "tickets 7, actions 1",
        (look(beyond=(Beyond("tickets", 90, 0, 44),)), look(beyond=(Beyond("changes", 9, 4, 0),))),
    ),
    "tickets from long ago": Checked(
        data.outside,
        look(beyond=(Beyond("tickets", 90, 0, 45),)),
        "hint",
        "45 of 90 tickets",
        (look(beyond=(Beyond("tickets", 90, 0, 44),)),),
    ),
    "times that contradict": Checked(
        data.times,
        look(issues=(issue("row.time_order"),)),
        "warning",
        "is odd",
        (look(issues=(issue("row.repeated"),)),),
    ),
    "clocks that cannot be read": Checked(
        data.unmeasured,
        look(tickets=(ticket(resolution=clock(reason="its times contradict each other")),) * 2),
        "warning",
        "the resolution clock is not measured: its times contradict each other",
        (
            look(tickets=(ticket(resolution=clock(reason="cancelled")),)),
            look(tickets=(ticket(response=clock(reason="nothing is promised for P4")),)),
        ),
    ),
    "hold for more than a month": Checked(
        data.endless_holds,
        look(tickets=held(31)),
        "warning",
        'the ticket "Waiting" is on hold since 2 October 2026',
        (look(tickets=held(30)), look(tickets=held(60, AS_OF))),
    ),
    "hold of a ticket that has ended": Checked(
        data.endless_holds,
        look(tickets=tuple(dataclasses.replace(one, state="closed") for one in held(1))),
        "warning",
        "no end is recorded",
        (look(tickets=held(1)),),
    ),
    "value without assumption": Checked(
        kept.value,
        look(value=(record(Value, id="V1", title="Fewer calls", hours=12.0),)),
        "warning",
        '"Fewer calls" claims hours and states no assumption',
        (
            look(
                value=(record(Value, id="V1", title="Fewer calls", hours=12.0, assumption="A call takes 6 minutes."),)
            ),
            look(value=(record(Value, id="V1", title="Fewer calls"),)),
        ),
    ),
    "few answers for a target": Checked(
        meeting.answers,
        look(figure("survey.csat", 100.0, 4), targets=({"metric": "survey.csat", "at_least": 85},)),
        "warning",
        "4 answers, and a claim needs 5",
        (look(figure("survey.csat", 100.0, 5), targets=({"metric": "survey.csat", "at_least": 85},)), look()),
    ),
    "few answers": Checked(
        meeting.answers,
        look(figure("survey.csat", 100.0, 1)),
        "hint",
        "1 answer, and",
        (look(figure("survey.csat", "no answers", 0)),),
    ),
    "nobody on their side": Checked(
        meeting.people,
        look(account={"participants": BOTH | {"customer": []}}),
        "warning",
        "nobody takes part on the customer's side",
        (
            look(account={"participants": BOTH}),
            look(account={"contacts": {side: {"technical": [{"name": "A"}]} for side in BOTH}}),
        ),
    ),
    "no meeting": Checked(
        meeting.day,
        look(),
        "warning",
        "the day of the meeting is not known",
        (look(account={"next_meeting": "2026-11-02"}),),
    ),
    "meeting that is over": Checked(
        meeting.day,
        look(account={"next_meeting": "2026-11-01"}),
        "warning",
        "1 November 2026, is over",
        (look(account={"next_meeting": "2026-11-02"}),),
    ),
    "point that nobody presents": Checked(
        meeting.agenda,
        look(account={"agenda": [{"topic": "Printers", "minutes": "5"}]}),
        "warning",
        'nobody presents "Printers"',
        (look(account={"agenda": [{"topic": "Printers", "minutes": "5", "owner": "Ruth Hale"}]}), look()),
    ),
    "minutes not approved": Checked(
        meeting.minutes,
        look(account={"minutes": {"held_on": "2026-10-08", "state": "sent"}}),
        "warning",
        "the minutes of 8 October 2026 are sent, not approved",
        (look(account={"minutes": {"held_on": "2026-10-08", "state": "approved"}}), look()),
    ),
    "note that the depth hides": Checked(
        meeting.notes,
        look(account={"depth": "brief", "notes": {"workload": "Printers come back."}}),
        "warning",
        'the note for "Workload" is in no pack of the depth brief',
        (look(account={"depth": "standard", "notes": {"workload": "Printers come back."}}), look()),
    ),
    "decision of nobody": Checked(
        meeting.decisions,
        look(account={"decisions": [{"text": "Approve the freeze.", "due_on": "2026-11-12"}]}),
        "warning",
        'the decision "Approve the freeze." has no owner',
        (look(account={"decisions": [{"text": "Approve it.", "owner": "Colin", "due_on": "2026-11-12"}]}), look()),
    ),
    "decision without a day": Checked(
        meeting.decisions,
        look(account={"decisions": [{"text": "Approve the freeze.", "owner": "Colin"}]}),
        "hint",
        "has no day",
        (look(),),
    ),
    "empty section": Checked(
        meeting.empty,
        look(empty=(Empty("changes", "Changes", "A table of changes fills it."),)),
        "hint",
        'the section "Changes" will be empty: A table of changes fills it',
        (look(),),
    ),
    "another thing in the rows": Checked(
        data.notes,
        look(issues=(issue("row.repeated", file="t.csv", row=9),)),
        "hint",
        "is odd",
        tuple(look(issues=(issue(code),)) for code in ("cell.unmapped", "row.time_order", "row.unreckoned")),
    ),
    "account without any ticket": Checked(
        data.notes, look(issues=(issue("account.silent"),)), "warning", "is odd", (look(),)
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_check_speaks(name: str) -> None:
    """One gap of the grade, with the words, the account, and something to do."""
    held = CASES[name]
    (gap,) = held.check(held.speaks)
    assert (gap.grade, gap.account) == (held.grade, "A")
    assert held.says in ENGLISH.say(gap.problem)
    assert gap.hint
    assert not ENGLISH.say(gap.problem).endswith(".")


@pytest.mark.parametrize("name", CASES)
def test_a_check_is_silent_just_beside(name: str) -> None:
    """Nothing is said where nothing is missing."""
    held = CASES[name]
    assert [list(held.check(one)) for one in held.silent] == [[] for _ in held.silent]


def test_every_check_has_a_case() -> None:
    """No check goes untested."""
    assert {held.check for held in CASES.values()} == set(CHECKS)


def test_every_check_says_its_grades() -> None:
    """The docstring of a check says when it gives which grade."""
    for check in CHECKS:
        grades = {held.grade for held in CASES.values() if held.check is check}
        assert [grade for grade in grades if grade not in str(check.__doc__).lower()] == [], check


def test_a_breach_of_both_clocks_is_one_gap() -> None:
    """Both clocks are named."""
    both = ticket(priority="P4", response=clock("breached"), resolution=clock("breached"))
    (gap,) = kept.breaches(look(tickets=(both,)))
    assert "missed its resolution and response time" in ENGLISH.say(gap.problem)


def test_a_missed_level_of_its_priority_makes_a_breach_a_blocker() -> None:
    """P3 is missed: a P3 ticket without its cause must not go into the room, a P4 ticket may."""
    seen = look(MET, P3, targets=(LEVEL, OF_P3), tickets=(*late("P3"), *late("P4", id="T2")))
    assert [(gap.record, gap.grade) for gap in kept.breaches(seen)] == [("T1", "blocker"), ("T2", "warning")]


def test_a_major_that_lacks_everything_is_two_gaps() -> None:
    """What must be known, and what else is missing."""
    found = list(kept.majors(look(majors=(major(),))))
    assert [gap.grade for gap in found] == ["blocker", "warning"]
    assert "has no cause and no prevention" in ENGLISH.say(found[0].problem)
    assert "has no impact, no reason why controls missed it, no fix and no proof" in ENGLISH.say(found[1].problem)
    assert ENGLISH.say(found[1].hint) == "fill in impact, controls_gap, fix and verification"


def test_a_row_is_named_with_file_and_row() -> None:
    """A row of a table comes with its place; one in YAML with its line."""
    places = {("majors", "M1"): ("data/majors.yaml", 12), ("actions", "A1"): ("data/actions.csv", 3)}
    seen = look(majors=(major(**FULL | {"cause": ""}),), actions=(action(),), places=places)
    (of_major,), (of_action,) = kept.majors(seen), kept.actions(seen)
    assert (of_major.file, of_major.row, of_major.line) == ("data/majors.yaml", None, 12)
    assert (of_action.file, of_action.row, of_action.line) == ("data/actions.csv", 3, None)
    assert str(of_action).startswith("data/actions.csv, row 3, A1: the action ")


def test_a_decision_is_named_with_the_line_of_the_account_file() -> None:
    """The nearest line that is known; none where the key itself is not written."""
    account = {"decisions": [{"text": "Approve the freeze."}]}
    seen = look(account=account, file="accounts/a.yaml", lines={(): 1, ("decisions",): 8, ("decisions", 0): 9})
    (decision,), (meeting_day,) = meeting.decisions(seen), meeting.day(seen)
    assert (decision.file, decision.line) == ("accounts/a.yaml", 9)
    assert (meeting_day.file, meeting_day.line) == ("accounts/a.yaml", None)


def test_later_rows_are_named_with_the_place_of_one() -> None:
    """The first table's example."""
    (gap,) = data.outside(look(beyond=(Beyond("tickets", 90, 7, 0, ("data/tickets.csv", 84)),)))
    assert (gap.file, gap.row) == ("data/tickets.csv", 84)


@pytest.mark.parametrize("word", words.SUSPICIOUS)
def test_every_suspicious_word_is_found_in_any_case(word: str) -> None:
    """Capitals and runs of blanks change nothing; the hint says how to mark it."""
    (gap,) = words.internal(noted(f"We know: {word.upper().replace(' ', '  ')}!"))
    assert "[internal]" in ENGLISH.say(gap.hint)
    assert list(words.internal(noted(f"x{word}x"))) == []


def test_every_text_of_the_account_file_is_looked_at() -> None:
    """Notes, decisions, agenda, minutes and explained changes."""
    account = {
        "notes": {"voice": "internal"},
        "decisions": [{"text": "internal"}],
        "agenda": [{"topic": "internal", "minutes": "5"}],
        "minutes": {"held_on": "2026-10-08", "state": "sent", "points": ["internal"]},
        "baselines": [{"from": "2026-09-06", "reason": "internal"}],
    }
    found = words.internal(look(account=account))
    named = {ENGLISH.say(gap.problem).split('"')[3] for gap in found}
    assert named == {"notes", "decisions", "agenda", "baselines", "minutes"}


def test_words_of_the_customer_do_not_count() -> None:
    """Their view of a requirement is theirs; ours is not."""
    texts = {"id": "R1", "title": "Longer hours", "raised_on": date(2026, 10, 2)}
    theirs, ours = (record(Requirement, **texts, **{f"{side}_view": "internal"}) for side in ("customer", "provider"))
    assert list(words.internal(look(requirements=(theirs,)))) == []
    assert len(list(words.internal(look(requirements=(ours,))))) == 1


def test_a_record_without_id_goes_by_its_key() -> None:
    """Topic and day tell ratings apart; instants are in UTC."""
    rating = record(Rating, topic="Response", rated_on=date(2026, 10, 5))
    assert record_name("scorecard", rating) == "Response 2026-10-05"
    assert record_name("tickets", ticket(opened_at=datetime(2026, 10, 5, tzinfo=ZONE))) == "T1"


def test_blockers_come_first_and_checks_keep_their_order() -> None:
    """By grade, then in the order of the checks."""
    seen = look(majors=(major(**FULL | {"cause": ""}),), tickets=late(), empty=(Empty("changes", "Changes", "None."),))
    found = readiness(seen)
    assert [gap.grade for gap in found] == sorted(
        (gap.grade for gap in found), key=["blocker", "warning", "hint"].index
    )
    assert [gap.code for gap in found] == [
        "major.context",
        "breach.cause",
        "participants.missing",
        "participants.missing",
        "meeting.day",
        "section.empty",
    ]


def test_gaps_of_several_accounts_are_in_order() -> None:
    """A blocker of any account comes before every warning; within a grade by account, those of none first."""
    gaps = [
        Gap(grade=grade, code="c", problem="p", hint="h", account=account)  # type: ignore[arg-type]
        for grade, account in [("hint", "A"), ("warning", "B"), ("warning", ""), ("blocker", "B"), ("warning", "A")]
    ]
    told = [(gap.grade, gap.account) for gap in worst_first(gaps)]
    assert told == [("blocker", "B"), ("warning", ""), ("warning", "A"), ("warning", "B"), ("hint", "A")]


def test_a_gap_words_itself() -> None:
    """Where, what, how many, what to do."""
    gap = Gap(grade="hint", code="c", problem="it is odd", hint="look", file="a.csv", row=3, record="T1", count=1200)
    assert str(gap) == "a.csv, row 3, T1: it is odd (and 1,199 more). Hint: look."
    assert str(Gap(grade="hint", code="c", problem="odd", hint='did you mean "B"?')) == 'odd. Hint: did you mean "B"?'
