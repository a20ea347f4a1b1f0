"""The sections about the review itself: agenda, promises, value, concerns, decisions, and the lists behind them."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from reviewed import AS_OF, ZONE, action, case, figure, inputs, major, ticket

from reviewgen.errors import Issue
from reviewgen.model import Clock, Depth, Finding, Issued, Promised, Raised, Run, Sentence
from reviewgen.records import Evidence, Improvement, Risk, Value
from reviewgen.sections import (
    TITLES,
    Inputs,
    Nothing,
    agenda,
    concerns,
    data_notes,
    decisions,
    promises,
    tickets,
    value,
)
from reviewgen.sections.view import Cell, Table, plain

DEPTHS: tuple[Depth, ...] = ("brief", "standard", "full")
PEOPLE = {
    "provider": {
        "business": [{"name": "Ruth Hale", "role": "Service manager", "email": "ruth@n.example", "phone": "+44 1"}],
        "technical": [{"name": "Marta Nowak", "role": "Network lead"}],
    },
    "customer": {"business": [{"name": "Colin Thackray", "role": "Head of operations"}], "technical": []},
}


def seen(*figures: Any, depth: Depth = "full", last: Issued | None = None, **account: Any) -> Inputs:
    """Return what sections see of an account at a depth, with what the last issued pack told."""
    found = inputs(case(*figures, **account))
    return dataclasses.replace(found, depth=depth, last=last)


def issued(**told: Any) -> Issued:
    """Return what the pack of September told."""
    nothing = Issued("2026-09", AS_OF - timedelta(days=30), "", (), (), {})
    return dataclasses.replace(nothing, **told)


def promised(
    number: str = "A1", due_on: date | None = date(2026, 10, 20), title: str = "Replace the switch"
) -> Promised:
    """Return a promise of ours as the last pack listed it."""
    return Promised(number, title, "ours", "Ruth Hale", due_on)


def texts(table: Table | None, column: int = 0) -> list[str]:
    """Return the texts of a column."""
    assert table is not None
    return [row[column].text for row in table.rows]


def blank(record: type[Any], /, **values: Any) -> Any:
    """Return a record with these values, all its texts else empty and all else unknown."""
    empty = {one.name: "" if one.type == "str" else None for one in dataclasses.fields(record)}
    return record(**empty | values)


def delivered(**values: Any) -> Any:
    """Return a result of 8 October."""
    return blank(Value, **{"id": "V1", "on": date(2026, 10, 8), "title": "Gates open", "kind": "outcome"} | values)


def risk(**values: Any) -> Any:
    """Return a risk that stands since August."""
    return blank(Risk, **{"id": "R1", "title": "No spare part", "raised_on": date(2026, 8, 14)} | values)


# Agenda and people


@pytest.mark.parametrize("depth", DEPTHS)
def test_an_agenda_is_drawn_up_where_nobody_wrote_one(depth: Depth) -> None:
    """Even an account without data or people has one, each item with minutes and an owner."""
    built = agenda.build(seen(depth=depth))
    assert texts(built.agenda)[0] == "Minutes and promises"
    assert texts(built.agenda)[-1] == "Decisions and next steps"
    assert set(texts(built.agenda, 1)) == {"Northwind", "Account"}
    assert all(int(minutes) > 0 for minutes in texts(built.agenda, 2))
    assert "Proposed" in built.agenda.more


def test_what_is_recorded_comes_onto_the_agenda() -> None:
    """Major incidents are talked about where there are any, by a technical person; a brief agenda has five items."""
    held = Evidence(majors=(major(),), risks=(risk(),), value=(delivered(),), actions=(action(),))
    without = agenda.build(seen(contacts=PEOPLE))
    built = agenda.build(seen(contacts=PEOPLE, evidence=held))
    owners = dict(zip(texts(built.agenda), texts(built.agenda, 1), strict=True))
    assert owners["Major incidents and problems"] == "Marta Nowak"
    assert owners["Decisions and next steps"] == "Colin Thackray"
    assert "Major incidents and problems" not in texts(without.agenda)
    assert len(texts(agenda.build(seen(depth="brief", evidence=held)).agenda)) == 5


def test_a_written_agenda_stands_as_it_is() -> None:
    """Topics, owners and minutes of the account's file, in their order; a brief pack shows the first and says so."""
    items = [{"topic": f"Point {number}", "minutes": number, "owner": "Ruth Hale"} for number in range(1, 8)]
    built = agenda.build(seen(agenda=items))
    assert texts(built.agenda) == [f"Point {number}" for number in range(1, 8)]
    assert texts(built.agenda, 2) == ["1", "2", "3", "4", "5", "6", "7"]
    assert built.agenda.more == ""
    short = agenda.build(seen(agenda=items, depth="brief")).agenda
    assert texts(short) == [f"Point {number}" for number in range(1, len(short.rows) + 1)]
    assert short.more == f"{len(short.rows)} of 7 shown; in order"


def test_participants_bring_the_roles_of_their_contacts() -> None:
    """Who is named takes part, with role and kind of the contact; a side that names nobody comes with all contacts."""
    built = agenda.build(seen(contacts=PEOPLE, participants={"customer": ["Priya Shah", "Colin Thackray"]}))
    assert [(group.title, [one.name for one in group.people]) for group in built.people] == [
        ("Northwind, business", ["Ruth Hale"]),
        ("Northwind, technical", ["Marta Nowak"]),
        ("Account, business", ["Colin Thackray"]),
        ("Account", ["Priya Shah"]),
    ]
    assert built.people[0].people[0].role == "Service manager"
    assert built.people[0].people[0].reach == "ruth@n.example · +44 1"
    assert built.line == ""


def test_a_brief_pack_names_people_in_a_line() -> None:
    """Both sides with roles, and no groups."""
    built = agenda.build(seen(contacts=PEOPLE, depth="brief"))
    assert built.people == ()
    assert built.line == (
        "Northwind: Ruth Hale (Service manager), Marta Nowak (Network lead). "
        "Account: Colin Thackray (Head of operations)."
    )


@pytest.mark.parametrize(
    ("days", "says"),
    [
        ({}, ""),
        ({"next_meeting": "2026-11-12"}, "The review is held on 12 November 2026."),
        (
            {"next_meeting": "2026-11-12", "review_after": "2026-12-10"},
            "The review is held on 12 November 2026; the next one on 10 December 2026.",
        ),
        ({"review_after": "2026-12-10"}, "The review after this one is held on 10 December 2026."),
    ],
)
def test_the_days_of_the_reviews_are_told(days: dict[str, Any], says: str) -> None:
    """This one and the one after it, as far as they are known."""
    assert agenda.build(seen(**days)).dates == says


@pytest.mark.parametrize(
    ("minutes", "says"),
    [
        ({"state": "draft"}, "a draft."),
        ({"state": "sent"}, "sent, and not approved yet."),
        ({"state": "approved"}, "approved."),
        ({"state": "approved", "approved_on": "2026-10-21"}, "approved on 21 October 2026."),
    ],
)
def test_the_status_of_the_minutes_is_told(minutes: dict[str, str], says: str) -> None:
    """Day of the review before, and whether the customer has agreed; with the points that are left."""
    built = agenda.build(seen(minutes={"held_on": "2026-10-15", "points": ["Point 4."], **minutes}))
    assert built.minutes == f"Minutes of the review of 15 October 2026: {says}"
    assert built.points == ("Point 4.",)


def test_restated_figures_stand_with_both_values() -> None:
    """Of the last issued period alone, the figures over all first, as registered; what reads the same is left out."""
    split = dataclasses.replace(figure("actions.due", 3, period="2026-09", side="ours"), told=4.0)
    whole = dataclasses.replace(figure("sla.resolution", 94.5, 80, period="2026-09"), told=96.0)
    hair = dataclasses.replace(figure("tickets.backlog", 7, period="2026-09"), told=7.0)
    gone = dataclasses.replace(figure("tickets.opened", "no data", 0, period="2026-09"), told=5.0)
    now = dataclasses.replace(figure("tickets.resolved", 9), told=8.0)
    numbers = {(one.metric, one.dimensions): one.told or 0.0 for one in (split, gone, whole, hair)}
    last = dataclasses.replace(issued(), figures=numbers)
    built = agenda.build(seen(split, whole, hair, gone, now, last=last))
    assert built.restated is not None
    rows = [[one.text for one in row] for row in built.restated.rows]
    assert rows == [
        ["Tickets opened", "5", "–"],
        ["Resolution in time", "96%", "94.5%"],
        ["Actions due, ours", "4", "3"],
    ]
    assert [row[2].figure for row in built.restated.rows] == [gone, whole, split]
    assert {row[1].figure for row in built.restated.rows} == {None}
    assert agenda.build(seen(whole)).restated is None


# What we did for you


def test_value_needs_neither_table_nor_rows_where_work_was_done() -> None:
    """Without results the figures say what was done, those that are zero apart; without either there is nothing."""
    built = value.build(seen(figure("tickets.resolved", 12), figure("actions.closed", 0, side="ours")))
    assert isinstance(built, value.Context)
    assert plain(built.activity) == "Work done: 12 tickets resolved"
    assert built.outcomes is None
    empty = value.build(seen(figure("tickets.resolved", 0)))
    assert isinstance(empty, Nothing)
    assert "A table of value fills this section" in empty.reason


@pytest.mark.parametrize(("wrong", "words"), [(0, "2 changes carried out"), (1, "2 changes ended (1 went wrong)")])
def test_a_change_that_went_wrong_is_none_that_was_carried_out_for_you(wrong: int, words: str) -> None:
    """Work done tells of changes that failed or were backed out beside the others."""
    figures = (figure("tickets.resolved", 12), figure("changes.implemented", 2), figure("changes.unsuccessful", wrong))
    built = value.build(seen(*figures))
    assert isinstance(built, value.Context)
    assert plain(built.activity) == f"Work done: 12 tickets resolved · {words}"


def test_results_come_before_activity() -> None:
    """Outcomes, what was prevented, savings, improvements, prevention, then activity; each row names its record."""
    held = Evidence(
        value=(
            delivered(id="V4", kind="activity"),
            delivered(id="V3", kind="saving", improvement="I1"),
            delivered(id="V2", kind="prevented"),
            delivered(id="V1"),
        ),
        improvements=(
            blank(Improvement, id="I1", title="Told as V3", done_on=date(2026, 10, 5)),
            blank(Improvement, id="I2", title="Compare nightly", done_on=date(2026, 10, 6), result="Three mended"),
            blank(Improvement, id="I3", title="Not done"),
        ),
        actions=(
            action(id="A1", major="M1", state="done", closed_on=date(2026, 10, 20)),
            action(id="A2", major="M1"),
            action(id="A3", state="done", closed_on=date(2026, 10, 20)),
            action(id="A4", major="M1", state="done", side="theirs", closed_on=date(2026, 10, 20)),
        ),
        majors=(major(),),
    )
    built = value.build(seen(evidence=held))
    assert isinstance(built, value.Context)
    assert built.outcomes is not None
    assert [row[0].record for row in built.outcomes.rows] == ["V1", "V2", "V3", "I2", "A1", "V4"]
    assert texts(built.outcomes, 1) == ["outcome", "prevented", "saving", "improvement", "prevention", "activity"]
    assert texts(built.outcomes, 2)[3:5] == ["Three mended", "After: Depots offline"]


def test_an_amount_stands_with_its_assumption_or_not_at_all() -> None:
    """Hours and money are claims unless it is said how they are reckoned."""
    rows = (
        delivered(hours=3.5, money=4200.0, assumption="Two hours of buses"),
        delivered(id="V2", hours=99.0),
    )
    built = value.build(seen(evidence=Evidence(value=rows)))
    assert isinstance(built, value.Context)
    assert built.outcomes is not None
    stated, unstated = built.outcomes.rows
    assert (stated[2].text, stated[2].note, stated[3].text) == ("3.5\xa0h", "€4,200", "Two hours of buses")
    assert (unstated[2].text, unstated[3].text) == ("–", "–")


def test_columns_without_a_word_are_left_out() -> None:
    """Where nothing is saved and nothing is assumed, what was delivered has the room."""
    built = value.build(seen(evidence=Evidence(value=(delivered(),))))
    assert isinstance(built, value.Context)
    assert built.outcomes is not None
    assert [head.label for head in built.outcomes.heads] == ["What you have of it", "Kind"]
    assert sum(head.width for head in built.outcomes.heads) == 100


def test_a_brief_pack_has_few_results_and_all_figures() -> None:
    """Hours and money too, since no sentence tells them there; the table says that there is more."""
    held = Evidence(value=tuple(delivered(id=f"V{number}") for number in range(6)))
    figures = (figure("value.outcomes", 6), figure("value.prevented", 0), figure("value.hours", 34.5, 3))
    built = value.build(seen(*figures, depth="brief", evidence=held))
    assert isinstance(built, value.Context)
    assert built.outcomes is not None
    assert 2 <= len(built.outcomes.rows) <= 5
    assert built.outcomes.more == f"{len(built.outcomes.rows)} of 6 shown; outcomes first"
    assert plain(built.delivered) == "Delivered: 6 outcomes · 34.5\xa0h saved"
    assert [run.figure for run in built.delivered if run.figure] == [figures[0], figures[2]]


# Concerns ahead


def ahead(subject: str = "", title: str = "Space runs out", **values: Any) -> Finding:
    """Return a concern that looks ahead."""
    held: dict[str, Any] = {"owner": "Ruth Hale", "impact": "No backup", "likelihood": "high", "proposal": "Buy space"}
    said: dict[str, Any] = {
        "title": Sentence(title),
        "detail": Sentence("At the present pace"),
        "section": "availability",
    }
    return Finding("concern", "capacity_near", rank=70, subject=subject, **said | held | {"ahead": True} | values)


def with_findings(*findings: Finding, **more: Any) -> Inputs:
    """Return what sections see with these findings."""
    return dataclasses.replace(seen(**more), findings=findings)


def concerned(made: Inputs) -> concerns.Context:
    """Return what the section on concerns shows."""
    built = concerns.build(made)
    assert isinstance(built, concerns.Context)
    return built


def test_a_finding_ahead_stands_with_all_that_is_known() -> None:
    """Evidence and its section, impact, likelihood, owner, proposal; what lies behind us is not repeated."""
    past, good = ahead(ahead=False), dataclasses.replace(ahead(), kind="achievement")
    (one,) = concerned(with_findings(ahead(), past, good)).ahead
    assert (plain(one.title), plain(one.detail)) == ("Space runs out", "At the present pace")
    assert (one.impact, one.likelihood, one.proposal, one.owner) == ("No backup", "high", "Buy space", "Ruth Hale")
    assert (one.link, one.section) == ("availability", TITLES["availability"])


def test_a_finding_about_one_record_names_it() -> None:
    """Where its subject is one of its records, the row is about that; a finding about many has a row without one."""
    one = ahead("E7", records=(("entitlements", "E7"),))
    many = ahead("P1", records=(("tickets", "T1"), ("tickets", "T2")))
    assert [row.record for row in concerned(with_findings(one, many)).ahead] == ["E7", ""]


def test_open_risks_follow_the_gravest_first() -> None:
    """One that a finding tells of is not told twice, and one that is closed not at all."""
    risks = (
        risk(id="R1", likelihood="low", severity="medium"),
        risk(id="R2", likelihood="high", severity="high", owner="Kiran", due_on=date(2026, 12, 4), impact="Dark"),
        risk(id="R3", likelihood="high", severity="high"),
        risk(id="R4", closed_on=date(2026, 10, 10)),
        risk(id="R5"),
    )
    told_of = ahead(records=(("risks", "R3"),))
    shown = concerned(with_findings(told_of, evidence=Evidence(risks=risks))).ahead
    assert [one.record for one in shown] == ["", "R2", "R1", "R5"]
    assert (shown[1].likelihood, shown[1].owner, shown[1].impact) == (
        "high, severity high",
        "Kiran, by 4 Dec 2026",
        "Dark",
    )
    assert plain(shown[1].detail) == "R2 · raised on 14 Aug 2026"


def test_what_was_raised_last_time_is_not_forgotten() -> None:
    """Still found, by detector and subject, or no longer; with what was done on it."""
    raised = (
        Raised(ahead("disk").key, "disk", "Space ran low", "availability"),
        Raised(ahead("A7").key, "A7", "Other", "promises"),
        Raised(dataclasses.replace(ahead("disk"), detector="target_missed").key, "disk", "Missed", "service_levels"),
    )
    done = action(id="A7", title="Clear the shelf", state="done", closed_on=date(2026, 10, 9))
    built = concerned(
        with_findings(ahead("disk"), last=issued(concerns=raised), evidence=Evidence(actions=(done,)))
    ).before
    assert [(one.title, one.state) for one in built] == [
        ("Space ran low", "still there"),
        ("Other", "no longer found in the figures"),
        ("Missed", "no longer found in the figures"),
    ]
    assert plain(built[0].now) == "Space runs out"
    assert [one.done for one in built] == ["", "Done: Clear the shelf", ""]
    assert [one.link for one in built] == ["availability", "promises", "service_levels"]


def test_a_brief_pack_has_few_concerns_and_the_risks_in_figures() -> None:
    """The most important ones, and some of those raised before; both lists say that there are more."""
    figures = (figure("risks.open", 3), figure("risks.high", 1))
    findings = tuple(ahead(str(number)) for number in range(6))
    raised = tuple(Raised("x", str(number), "Old", "workload") for number in range(5))
    made = dataclasses.replace(seen(*figures, depth="brief", last=issued(concerns=raised)), findings=findings)
    built = concerned(made)
    assert 2 <= len(built.ahead) <= 5
    assert built.more == f"{len(built.ahead)} of 6 shown; the most important first"
    assert 1 <= len(built.before) < 5
    assert built.more_before == f"{len(built.before)} of 5 shown; in the order of that review"
    assert built.figures == (Run("Risks that stand: 3", figures[0]), Run(" · "), Run("rated high: 1", figures[1]))
    assert concerned(dataclasses.replace(made, depth="full")).figures == ()


@pytest.mark.parametrize(
    ("figures", "says"),
    [((), "A table of risks fills this section"), ((figure("risks.open", 0),), "no risk is open")],
)
def test_without_a_concern_the_section_says_so(figures: tuple[Any, ...], says: str) -> None:
    """In one line; and which table would fill it where there is none."""
    built = concerns.build(dataclasses.replace(seen(*figures), findings=()))
    assert isinstance(built, Nothing)
    assert says in built.reason


# Promises


def kept(*actions: Any, last: Issued | None = None, depth: Depth = "full") -> promises.Context:
    """Return what the section on promises shows of these actions."""
    figures = (figure("actions.open", 1, 1), figure("actions.open", 1, 1, side="ours"))
    built = promises.build(seen(*figures, depth=depth, last=last, evidence=Evidence(actions=actions)))
    assert isinstance(built, promises.Context)
    return built


def test_what_was_promised_at_the_last_review_says_what_became_of_it() -> None:
    """Re-dated, with the day it was promised for then, as promised then, or new; one carried twice stands out."""
    later, due = date(2026, 11, 20), date(2026, 10, 20)
    built = kept(
        action(id="moved", due_on=due, revised_due_on=later),
        action(id="same", due_on=later),
        action(id="new", due_on=later),
        action(id="old", due_on=due, revised_due_on=later, agreed_on=date(2026, 8, 31)),
        last=issued(promises=(promised("moved"), promised("same", later), promised("old"))),
    )
    assert built.open_actions is not None
    assert {row[0].record: row[5] for row in built.open_actions.rows} == {
        "moved": Cell("re-dated from 20 Oct 2026"),
        "same": Cell("as promised then"),
        "new": Cell("new on the list"),
        "old": Cell("carried twice", "re-dated from 20 Oct 2026", "at_risk"),
    }
    assert sum(head.width for head in built.open_actions.heads) == 100
    assert built.gone is None


def test_a_carried_promise_stands_out_without_an_earlier_pack() -> None:
    """What the figure counts as carried is marked in the list; without any the column is not there."""
    old, fresh = action(id="old", agreed_on=date(2026, 8, 31)), action(id="fresh", agreed_on=date(2026, 9, 1))
    found = kept(old, fresh).open_actions
    assert found is not None
    assert {row[0].record: row[5].text for row in found.rows} == {"old": "carried twice", "fresh": ""}
    alone = kept(fresh).open_actions
    assert alone is not None
    assert [head.label for head in alone.heads] == ["Open action", "Side", "Owner", "Promised for", "Now"]


def test_a_promise_that_is_on_no_list_any_more_is_named() -> None:
    """Cancelled, or no longer recorded; one that is open or closed is not."""
    last = issued(promises=(promised("A1"), promised("A2"), promised("A3"), promised("A4", title="Walk the roof")))
    done = action(id="A2", state="done", closed_on=date(2026, 10, 20))
    found = kept(action(), done, action(id="A3", state="cancelled"), last=last).gone
    assert found is not None
    assert [(row[0].record, row[-1].text) for row in found.rows] == [("A3", "cancelled"), ("A4", "no longer recorded")]
    assert texts(found)[1] == "Walk the roof"


def test_after_a_gap_a_promise_may_have_been_closed_meanwhile() -> None:
    """Where the last pack is older than the period before, only what is known is said."""
    found = kept(last=issued(period="2026-07", promises=(promised(),))).gone
    assert texts(found, 4) == ["not open, and not closed in this period"]


def test_a_brief_pack_has_the_figures_in_a_line_and_few_promises() -> None:
    """No table of figures and none of what is closed."""
    many = [action(id=f"A{number}") for number in range(6)]
    done = action(id="A9", state="done", closed_on=date(2026, 10, 20))
    built = kept(*many, done, depth="brief")
    assert (built.counts, built.closed_actions) == (None, None)
    assert built.open_actions is not None
    assert 2 <= len(built.open_actions.rows) <= 5
    assert built.open_actions.more == f"{len(built.open_actions.rows)} of 6 shown; overdue first"
    assert plain(built.line) == "Ours: due –, kept on the day –, open 1, overdue –."
    assert kept(*many).line == ()


# Decisions and next steps


def test_people_are_listed_once() -> None:
    """Those who take part stand with the agenda; the others here, at full depth, with what to ask them about."""
    made: dict[str, Any] = {"contacts": PEOPLE, "participants": {"provider": ["Ruth Hale"]}}
    built = decisions.build(seen(**made))
    assert built.others is not None
    assert [[one.text for one in row] for row in built.others.rows] == [
        ["Network lead", "Marta Nowak", "Northwind", "–"]
    ]
    assert built.people == "Agenda and people"
    assert decisions.build(seen(contacts=PEOPLE)).others is None
    assert decisions.build(seen(**made, depth="standard")).others is None


def test_new_actions_are_those_still_to_be_done() -> None:
    """Agreed in the period, with owner and day; done, cancelled and older ones stand with the promises."""
    new = {"agreed_on": date(2026, 10, 2), "due_on": date(2026, 12, 1)}
    held = (
        action(id="old"),
        action(id="new", owner="Ruth Hale", **new),
        action(id="done", state="done", closed_on=date(2026, 10, 20), **new),
        action(id="cancelled", state="cancelled", **new),
    )
    built = decisions.build(seen(evidence=Evidence(actions=held)))
    assert built.new_actions is not None
    assert [[one.text for one in row] for row in built.new_actions.rows] == [
        ["Replace the switch", "Ours", "Ruth Hale", "1 Dec 2026"]
    ]


def test_a_brief_pack_leaves_decisions_to_the_summary_and_asks_one_question() -> None:
    """No table, no form, no new actions, no people; at full depth the decisions stand in a table."""
    wanted = [{"text": f"Decide {number}."} for number in range(3)]
    new = action(agreed_on=date(2026, 10, 2))
    built = decisions.build(seen(depth="brief", decisions=wanted, evidence=Evidence(actions=(new,))))
    assert built.asked
    assert (built.decisions, built.new_actions, built.others) == (None, None, None)
    assert (built.people, built.questions) == ("", ())
    assert built.question
    assert not decisions.build(seen(depth="brief")).asked
    full = decisions.build(seen(decisions=wanted))
    assert texts(full.decisions) == ["Decide 0.", "Decide 1.", "Decide 2."]
    assert full.question == ""


# Appendices


def clock(state: Any, outcome: Any = "", *, near: bool = False) -> Clock:
    """Return a clock of a resolution."""
    return Clock(outcome, near, 3.0, 4.0, state)


@pytest.mark.parametrize(
    ("held", "state", "cell"),
    [
        (clock("met", "met"), "closed", Cell("met", tone="met")),
        (clock("met", "met", near=True), "closed", Cell("met", "near miss", "met")),
        (clock("breached", "breached"), "", Cell("missed", tone="missed")),
        (clock("breached"), "", Cell("missed", "in another period", "missed")),
        (clock("running"), "", Cell("not due yet", tone="quiet")),
        (clock("not_measured"), "", Cell("not measured", tone="quiet")),
        (clock("not_measured"), "cancelled", Cell("cancelled", tone="quiet")),
    ],
)
def test_a_listed_ticket_says_how_its_resolution_was_decided(held: Clock, state: str, cell: Cell) -> None:
    """Met, missed, not due yet, not measured; and where another period decided."""
    built = tickets.build(seen(evidence=Evidence(tickets=(ticket(resolution=held, state=state),))))
    assert isinstance(built, tickets.Context)
    assert built.tickets.rows[0][-1] == cell


def test_the_list_of_tickets_is_capped_and_says_where_all_are() -> None:
    """The most urgent priority first, then the oldest; number and title, priority, service, opened, resolved."""
    start = datetime(2026, 10, 1, 9, tzinfo=ZONE)
    many = [ticket(id=f"T{n}", priority="P3", opened_at=start + timedelta(hours=n)) for n in range(41)]
    urgent = ticket(
        id="T99", title="Gates shut", priority="P1", service="Depot", resolved_at=datetime(2026, 10, 5, 11, tzinfo=ZONE)
    )
    hours = {"resolution_hours": {"P1": 4, "P3": 72}}
    made = seen(evidence=Evidence(tickets=(*many, urgent)))
    account = made.account.model_copy(update={"targets": made.account.targets.model_copy(update=hours)})
    built = tickets.build(dataclasses.replace(made, account=account))
    assert isinstance(built, tickets.Context)
    assert built.tickets.more == "40 of 42 shown; the most urgent first; all are in data/tickets.csv"
    first, second = built.tickets.rows[:2]
    assert (first[0].text, first[0].note, first[0].record) == ("Gates shut", "T99", "T99")
    assert [one.text for one in first[1:5]] == ["P1", "Depot", "5 Oct 2026", "5 Oct 2026"]
    assert (second[0].text, second[4].text) == ("T0", "open")


@pytest.mark.parametrize(
    ("figures", "says"),
    [
        ((), "A table of tickets fills this section"),
        ((figure("tickets.opened", 0),), "No ticket concerns October 2026"),
    ],
)
def test_without_tickets_the_list_says_so(figures: tuple[Any, ...], says: str) -> None:
    """No table, or no ticket in the period."""
    built = tickets.build(seen(*figures))
    assert isinstance(built, Nothing)
    assert says in built.reason


def test_data_notes_tell_age_and_where_the_files_are_listed() -> None:
    """Each table's newest row beside its ledger, a dash where it has none; manifest.json is named."""
    ledger = [figure(f"data.{name}", 3, table=table) for name in data_notes.LEDGER for table in ("actions", "tickets")]
    aged = figure("data.freshness", 5.5, table="tickets")
    built = data_notes.build(seen(*ledger, aged))
    assert built.ledger is not None
    assert [(row[0].text, row[-1].text) for row in built.ledger.rows] == [("actions", "–"), ("tickets", "5.5\xa0h")]
    assert built.ledger.rows[1][-1].figure == aged
    assert sum(head.width for head in built.ledger.heads) == 100
    assert "manifest.json" in built.files
    assert "other periods" in built.left_out
    without = data_notes.build(seen(*ledger)).ledger
    assert without is not None
    assert len(without.heads) == 6


def test_data_notes_count_the_rows_of_what_is_odd() -> None:
    """What was found in rows is told with their number, those of one kind together; what is about none, with a dash."""
    found = (
        Issue(code="a", problem="is odd", file="tickets.csv", column="id", row=3),
        Issue(code="a", problem="is odd", file="tickets.csv", column="id", row=7, count=4),
        Issue(code="b", problem="No ticket belongs to this account", file="tickets.csv"),
    )
    built = data_notes.build(dataclasses.replace(seen(), issues=tuple(one.for_customer() for one in found)))
    assert built.oddities is not None
    assert [row[1].text for row in built.oddities.rows] == ["5", "–"]
