"""The section on service levels and the appendix of clocks, by what decides: policy, verdict, hours or nothing."""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import small_project
from page_reader import Page
from reviewed import ZONE, case, figure, inputs, ticket

from reviewgen.agreements import Policy
from reviewgen.config import Targets
from reviewgen.model import Clock, Figure
from reviewgen.records import Evidence, Ticket
from reviewgen.sections import Inputs, Nothing, clocks, service_levels
from reviewgen.sections.promised import priorities, version_in_force
from reviewgen.sections.view import Table, plain

BOTH_BY_POLICY = (("response", "policy"), ("resolution", "policy"))
OPENED = datetime(2026, 10, 12, 14, 5, tzinfo=ZONE)
FIRST = {
    "calendar": "office",
    "targets": [
        {"priority": "P1", "response_hours": 0.5, "resolution_hours": 4, "calendar": "24x7"},
        {"priority": "P2", "resolution_hours": 8},
    ],
}
RAIL = Policy.model_validate(
    {
        "id": "rail",
        "name": "Rail support",
        "versions": [
            FIRST,
            {
                "from": "2026-07-01",
                "calendar": "office",
                "hold_states": ["Awaiting Caller", "on_hold"],
                "targets": [
                    {"priority": "VIP", "service": "Payments", "resolution_hours": 2},
                    {"priority": "VIP", "resolution_hours": 6},
                    {"priority": "Desk", "type": "incident", "resolution_hours": 12},
                    {"priority": "P2", "service": "Payments", "resolution_hours": 8},
                    {"priority": "P2", "response_hours": 1, "resolution_hours": 8},
                    {"priority": "P1", "response_hours": 0.25, "resolution_hours": 4, "calendar": "24x7"},
                    {"priority": "P3", "resolution_hours": 24, "calendar": "stations of the north"},
                ],
            },
            {"from": "2026-11-01", "calendar": "office", "targets": [{"resolution_hours": 1}]},
        ],
    }
)


def seen(
    *figures: Figure,
    policy: Policy | None = RAIL,
    basis: tuple[tuple[str, str], ...] = BOTH_BY_POLICY,
    tickets: tuple[Ticket, ...] = (),
    **account: Any,
) -> Inputs:
    """Return what sections see of an account whose clocks are decided in this way."""
    given: dict[str, Any] = {"policy": policy.id} if policy else {}
    made = case(*figures, evidence=Evidence(tickets=tickets, basis=basis), **given, **account)
    return dataclasses.replace(inputs(made), policy=policy)


def built(*figures: Figure, **given: Any) -> service_levels.Context:
    """Return the section on service levels."""
    found = service_levels.build(seen(*figures, **given))
    assert isinstance(found, service_levels.Context)
    return found


def listed(**given: Any) -> Table:
    """Return the table of the appendix of clocks."""
    found = clocks.build(seen(**given))
    assert isinstance(found, clocks.Context)
    return found.clocks


def texts(table: Table | None) -> list[tuple[str, ...]]:
    """Return the words of a table's cells, row by row."""
    assert table is not None
    return [tuple(cell.text for cell in row) for row in table.rows]


def basis_of(context: service_levels.Context) -> str:
    """Return what is said on what decides."""
    return " ".join(plain(words) for words in context.basis)


def clock(outcome: str = "breached", **values: Any) -> Clock:
    """Return a clock of 4 hours in the calendar office: started with its ticket, stopped after ten hours."""
    held: dict[str, Any] = {
        "state": outcome or "running",
        "elapsed_hours": 10.0,
        "hold_hours": 0.0,
        "started_at": OPENED,
        "due_at": OPENED + timedelta(hours=4),
        "stopped_at": OPENED + timedelta(hours=10),
        "calendar": "office",
    }
    return Clock(outcome, False, 10.0, 4.0, **held | values)  # type: ignore[arg-type]


def late(name: str = "T1", priority: str = "P1", hours: int = 0, **values: Any) -> Ticket:
    """Return a ticket whose resolution is late, opened some hours after the others."""
    opened = OPENED + timedelta(hours=hours)
    return ticket(id=name, priority=priority, opened_at=opened, resolution=clock(started_at=opened, **values))


# What decides


def test_the_policy_is_told_in_plain_words() -> None:
    """Its name, the version in force at the end of the period, what stops the clock and what does not count."""
    assert basis_of(built()) == (
        "Response and resolution: by the policy “Rail support”, as it is for tickets opened since 1 July 2026; earlier "
        "ones follow the version before. What counts is the business time of the calendar named with each promise, "
        "from the opening to the first reply and to the resolution. The clock stands still while a ticket is in "
        "“Awaiting Caller” or “on_hold”. The time from a resolution to the reopening does not count. The last priority "
        "of a ticket decides, from its opening on."
    )


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({}, "Nothing stops the clock on the way."),
        ({"hold_given": True}, "The time on hold that the export gives for a ticket is taken off."),
        (
            {"hold_given": True, "hold_states": ["Pending"]},
            "is in “Pending”. The time on hold that the export gives for a ticket is taken off where its history",
        ),
        ({"reopened": "counts"}, "The time from a resolution to the reopening counts."),
        ({"reopened": "new_clock"}, "A reopening starts a new clock."),
        ({"priority_changed": "from_change"}, "A new priority brings its own promise, from the moment of the change."),
        (
            {"response": "assignment", "resolution": "resolved_or_closed"},
            "to the assignment and to the resolution or the closure.",
        ),
    ],
)
def test_every_rule_of_a_policy_has_its_words(terms: dict[str, Any], words: str) -> None:
    """Holds, reopening, changes of priority, and what stops the clock."""
    policy = Policy.model_validate({"id": "p", "versions": [{**FIRST, **terms}]})
    assert words in basis_of(built(policy=policy))


def test_a_single_version_has_no_day() -> None:
    """Where a policy always was what it is, no day is told, and no version before."""
    policy = Policy.model_validate({"id": "p", "versions": [FIRST]})
    assert basis_of(built(policy=policy)).startswith("Response and resolution: by the policy “p”. What counts")


def test_a_policy_that_is_not_at_hand_is_named() -> None:
    """By its id, as the account names it."""
    made = dataclasses.replace(seen(), policy=None)
    found = service_levels.build(made)
    assert isinstance(found, service_levels.Context)
    assert basis_of(found) == "Response and resolution: by the policy rail."


def test_the_version_in_force_is_that_of_the_last_day() -> None:
    """One that begins on the day after the period is not in force yet; before the first there is none."""
    version = version_in_force(seen())
    assert version is RAIL.versions[1]
    later = Policy.model_validate({"id": "p", "versions": [{**FIRST, "from": "2026-11-01"}]})
    assert version_in_force(seen(policy=later)) is None
    assert version_in_force(seen(policy=None)) is None


def test_the_tools_verdict_alone_is_told_plainly() -> None:
    """Without a policy the tool decides, and nothing is set beside it."""
    basis = (("response", "none"), ("resolution", "verdict"))
    figures = (figure("sla.resolution", 90), figure("sla.resolution.tool", 90), figure("sla.response", "unknown", 0))
    found = built(*figures, policy=None, basis=basis, tickets=(late(),))
    assert basis_of(found) == (
        "Response: not measured, since unknown. "
        "Resolution: the verdict of the ticketing tool alone decides, since no policy is written."
    )
    assert found.comparison is None
    assert "Met by the tool" not in [head.label for head in found.levels.heads]
    assert found.appendix == ""


def test_hours_per_priority_are_held_against_elapsed_time() -> None:
    """Targets of the account's file: promised hours without a calendar."""
    basis = (("response", "targets"), ("resolution", "targets"))
    figures = (figure("sla.resolution", 90), figure("sla.resolution", 90, priority="P1"))
    made = seen(*figures, policy=None, basis=basis)
    promising = made.account.model_copy(update={"targets": Targets(resolution_hours={"P1": 4.5})})
    found = service_levels.build(dataclasses.replace(made, account=promising))
    assert isinstance(found, service_levels.Context)
    assert basis_of(found).startswith("Response and resolution: plain elapsed time, day and night")
    promised = {row[0].text: row[1] for row in found.levels.rows}["Resolution, P1"]
    assert (promised.text, promised.note, promised.aside) == ("4.5\u00a0h", "", "")


@pytest.mark.parametrize(
    ("account", "words"),
    [
        ({"policy": None}, "Nothing was promised and the export carries no verdict"),
        ({}, "Times are promised, but no clock can be read"),
    ],
)
def test_without_any_clock_the_reason_is_told(account: dict[str, Any], words: str) -> None:
    """Nothing promised, or promised and nothing to read it from."""
    found = service_levels.build(seen(basis=(("response", "none"), ("resolution", "none")), **account))
    assert isinstance(found, Nothing)
    assert found.reason.startswith(words)


def test_clocks_that_are_not_decided_are_counted() -> None:
    """By reason, the most frequent first, and those that run on; each number carries its figure."""
    figures = (
        figure("sla.unmeasured", 2, clock="response", reason="a duplicate"),
        figure("sla.unmeasured", 0, clock="response", reason="cancelled"),
        figure("sla.unmeasured", 44, clock="response", reason="nothing is promised for P5"),
        figure("sla.unmeasured", 1, clock="resolution", reason="a duplicate"),
        figure("sla.running", 0, clock="response"),
        figure("sla.running", 4, clock="resolution"),
    )
    found = built(*figures)
    assert basis_of(found).endswith(
        "Not measured: response 44 (nothing is promised for P5), 2 (a duplicate); resolution 1 (a duplicate). "
        "Not due yet, and running: resolution 4."
    )
    told = [run.figure for words in found.basis for run in words if run.figure]
    assert told == [figures[2], figures[0], figures[3], figures[5]]


# What was promised


def test_the_policys_hours_stand_with_their_calendar() -> None:
    """Of the version in force; by service or type where these decide; none where nothing is promised."""
    names = ("VIP", "Desk", "P2", "P1", "P3", "P5")
    rates = [figure(f"sla.{clock}", 90, priority=name) for clock in ("response", "resolution") for name in names]
    found = {row[0].text: row[1] for row in built(*rates).levels.rows}
    assert {name: (one.text, one.aside or one.note) for name, one in found.items() if one.text} == {
        "Response, VIP": ("none", ""),
        "Response, Desk": ("none", ""),
        "Response, P2": ("by service", ""),
        "Response, P1": ("15\u00a0min", "24x7"),
        "Response, P3": ("none", ""),
        "Response, P5": ("none", ""),
        "Resolution, VIP": ("by service", ""),
        "Resolution, Desk": ("by type", ""),
        "Resolution, P2": ("8\u00a0h", "office"),
        "Resolution, P1": ("4\u00a0h", "24x7"),
        "Resolution, P3": ("24\u00a0h", "stations of the north"),
        "Resolution, P5": ("none", ""),
    }


def test_a_priority_without_promise_and_number_has_no_row() -> None:
    """A row of dashes says nothing; the reason stands below the table."""
    rates = [figure("sla.resolution", "no clock", 0, priority=name) for name in ("P1", "P5")]
    names = [row[0].text for row in built(figure("sla.resolution", 90), *rates).levels.rows]
    assert names == ["Response, all", "Resolution, all", "Resolution, P1"]


def test_priorities_stand_by_the_policy_in_force() -> None:
    """The shortest promise for resolution first, of several the least."""
    names = ("P1", "P2", "P3", "VIP", "Low")
    made = seen(*(figure("sla.resolution", 90, priority=name) for name in names))
    assert priorities(made, "sla.resolution") == ["VIP", "P1", "P2", "P3", "Low"]


# The tool's own verdict


def reconciled(clock: str, ours: str, tool: str, number: float) -> Figure:
    """Return how many clocks both have a word on."""
    return figure("sla.reconciled", number, clock=clock, ours=ours, tool=tool)


VERDICTS = (
    figure("sla.resolution", 96, 102),
    figure("sla.resolution.tool", 94, 101),
    reconciled("resolution", "met", "met", 93),
    reconciled("resolution", "met", "breached", 3),
    reconciled("resolution", "breached", "breached", 4),
    reconciled("resolution", "breached", "met", 0),
    reconciled("resolution", "running", "met", 1),
    figure("sla.agreement", 97, 100, clock="resolution"),
    figure("sla.differences", 1, clock="resolution", reason="holidays"),
    figure("sla.differences", 2, clock="resolution", reason="time on hold"),
    figure("sla.differences", 0, clock="resolution", reason="time zone"),
)


def test_the_tools_verdict_stands_beside_ours() -> None:
    """In a column of its own, a dash where the tool says nothing."""
    levels = built(*VERDICTS).levels
    assert [head.label for head in levels.heads][1:3] == ["Met", "Met by the tool"]
    assert [(row[0].text, row[1].text, row[2].text) for row in levels.rows] == [
        ("Response, all", "–", "–"),
        ("Resolution, all", "96%", "94%"),
    ]


def test_our_words_and_the_tools_are_a_matrix() -> None:
    """Ours by row, the tool's by column, and how far they agree; pairs that differ stand out."""
    found = built(*VERDICTS).comparison
    assert found is not None
    assert texts(found.words) == [
        ("Resolution: met", "93", "3", "97%"),
        ("Resolution: missed", "–", "4", ""),
        ("Resolution: running", "1", "–", ""),
    ]
    assert [cell.text for row in found.words.rows for cell in row if cell.tone == "strong"] == ["3"]
    assert found.words.rows[0][3].aside == "n 100"


def test_differences_stand_by_their_likeliest_reason() -> None:
    """The most frequent reason first; a reason without a ticket has no row."""
    found = built(*VERDICTS).comparison
    assert found is not None
    assert texts(found.reasons) == [("time on hold", "2"), ("holidays", "1")]
    assert found.tickets is None


def test_tickets_that_differ_are_listed_with_the_reason() -> None:
    """Those decided in the period alone, at most twelve; the others stand in the data."""
    differs: dict[str, Any] = {"verdict": "met", "difference": "holidays"}
    tickets = (
        *(late(f"T{number:02}", hours=number, **differs) for number in range(14)),
        late("SAME", verdict="breached"),
        late("EARLIER", outcome="", **differs),
    )
    found = built(*VERDICTS, tickets=tickets).comparison
    assert found is not None
    table = found.tickets
    assert table is not None
    assert texts(table)[0] == ("T00", "Resolution", "missed", "met", "10\u00a0h", "4\u00a0h", "holidays")
    assert len(table.rows) == 12
    assert table.more == "12 of 14 shown; all are in data/clocks.csv"


# Tickets and durations


def test_business_time_stands_with_promise_and_calendar() -> None:
    """By policy the time used is that of the calendar; an open clock says that it runs on."""
    tickets = (late(), late("T2", stopped_at=None))
    found = built(tickets=tickets).breaches
    assert found is not None
    assert [head.label for head in found.heads][2:4] == ["Business time", "Promised"]
    assert [(row[2].text, row[2].note, row[3].text, row[3].note) for row in found.rows] == [
        ("10\u00a0h", "", "4\u00a0h", "office"),
        ("10\u00a0h", "still open", "4\u00a0h", "office"),
    ]


def test_clocks_that_are_not_listed_stand_in_the_data() -> None:
    """Twelve are listed; the line below says where all of them are."""
    found = built(tickets=tuple(late(f"T{number:02}") for number in range(14))).breaches
    assert found is not None
    assert (len(found.rows), found.more) == (12, "12 of 14 shown; all are in data/clocks.csv")


def test_the_history_of_resolution_is_told_like_the_others() -> None:
    """Above its chart stand the target, the value and what the history says; below that what it is drawn from."""
    now = figure("sla.resolution", 95.5, 176)
    found = built(now, targets=({"metric": "sla.resolution", "at_least": 95},)).chart
    assert found is not None
    assert plain(found.title) == (
        "Resolution in time met the target of 95% with little room left: 95.5% in October 2026"
    )
    assert plain(found.subtitle) == "resolution in time, September 2026 to October 2026 · n 176"


def test_a_ticket_without_title_is_named_once() -> None:
    """Its id heads the row; the second line has its priority alone."""
    found = built(tickets=(late(), dataclasses.replace(late("T2"), title="Printer jams"))).breaches
    assert found is not None
    assert [(row[0].text, row[0].note) for row in found.rows] == [("T1", "P1"), ("Printer jams", "T2 · P1")]


def test_durations_stand_in_both_times() -> None:
    """Business time beside elapsed time, each with its n; without a policy elapsed time alone."""
    wall = (figure("time.resolve.median", 30, 12), figure("time.resolve.p90", 80, 12))
    business = (figure("time.resolve.business.median", 6, 11), figure("time.resolve.business.p90", 16, 11))
    both, one = built(*wall, *business).times, built(*wall).times
    assert texts(both) == [("Resolution, all", "6\u00a0h", "16\u00a0h", "11", "30\u00a0h", "80\u00a0h", "12")]
    assert texts(one) == [("Resolution, all", "30\u00a0h", "80\u00a0h", "12")]


def test_columns_fill_the_page_and_no_more() -> None:
    """The widths of every table are a whole together."""
    took = (figure("time.resolve.median", 30), figure("time.resolve.business.median", 6))
    with_tool = built(*VERDICTS, *took, tickets=(late(verdict="met", difference="holidays"),))
    without = built(took[0])
    assert with_tool.comparison is not None
    compared = (with_tool.comparison.words, with_tool.comparison.reasons, with_tool.comparison.tickets)
    tables = (with_tool.levels, with_tool.breaches, with_tool.times, without.levels, without.times, *compared)
    widths = [sum(head.width for head in table.heads) for table in (*tables, listed(tickets=(late(),))) if table]
    assert widths == [100] * 9


# The appendix of clocks


def test_a_clock_is_told_from_its_opening_to_its_stop() -> None:
    """Created, held, due, stopped, promised in which calendar, and both times used."""
    hold = (datetime(2026, 10, 12, 16, 0, tzinfo=ZONE), datetime(2026, 10, 13, 9, 10, tzinfo=ZONE))
    (row,) = listed(tickets=(late(holds=(hold,), hours=0),)).rows
    assert row[0].record == "T1"
    assert [f"{one.text}|{one.note}".replace("\u00a0", " ") for one in row] == [
        "T1|Resolution, P1",
        "12 Oct|14:05",
        "12 Oct 16:00 to 13 Oct 09:10|",
        "12 Oct|18:05",
        "13 Oct|00:05",
        "4 h|office",
        "10 h|",
        "10 h|",
    ]


def spans(number: int) -> tuple[tuple[datetime, datetime], ...]:
    """Return holds of an hour on consecutive days."""
    starts = (datetime(2026, 10, 12 + day, 9, tzinfo=ZONE) for day in range(number))
    return tuple((start, start + timedelta(hours=1)) for start in starts)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "–"),
        ({"hold_hours": 1.5}, "1.5 h, as the export says"),
        ({"holds": spans(2)}, "12 Oct 09:00 to 12 Oct 10:00; 13 Oct 09:00 to 13 Oct 10:00"),
        (
            {"holds": spans(5), "hold_hours": 5.0},
            "12 Oct 09:00 to 12 Oct 10:00; 13 Oct 09:00 to 13 Oct 10:00; 14 Oct 09:00 to 14 Oct 10:00; and 2 more",
        ),
        ({"holds": ((OPENED.replace(year=2025), None),)}, "since 12 Oct 2025 14:05"),
        ({"started_at": OPENED + timedelta(hours=1)}, "starts 12 Oct 15:05"),
    ],
)
def test_holds_are_told_span_by_span(values: dict[str, Any], words: str) -> None:
    """At most three, a hold that lasts on, hours without a history, and a start after the opening."""
    held = ticket(id="T1", priority="P1", opened_at=OPENED, resolution=clock(**values))
    (row,) = listed(tickets=(held,)).rows
    assert row[2].text.replace("\u00a0", " ") == words


def test_what_is_not_known_of_a_clock_is_a_dash() -> None:
    """An open clock says so; no due instant, limit or time is made up."""
    unknown: dict[str, Any] = {"due_at": None, "stopped_at": None, "elapsed_hours": None}
    held = ticket(opened_at=OPENED, resolution=dataclasses.replace(clock(**unknown), hours=None, limit=None))
    (row,) = listed(tickets=(held,)).rows
    assert [one.text for one in row][3:] == ["–", "open", "–", "–", "–"]


def test_clocks_stand_by_priority_then_opening() -> None:
    """Forty of them, the shortest promise first; the others stand in the data."""
    tickets = (*(late(f"L{number:02}", "P3", hours=number) for number in range(41)), late("B", hours=2), late("A"))
    table = listed(tickets=tickets)
    assert [row[0].text for row in table.rows][:4] == ["A", "B", "L00", "L01"]
    assert len(table.rows) == 40
    assert table.more == "40 of 43 shown; all are in data/clocks.csv"


@pytest.mark.parametrize(
    ("basis", "words"),
    [
        ("policy", "No clock missed its target in October 2026."),
        ("targets", "No clock missed its target in October 2026."),
        ("verdict", "The verdict of the ticketing tool alone decides; it does not say what it counted."),
        ("none", "No clock is measured."),
    ],
)
def test_the_appendix_says_why_it_is_empty(basis: str, words: str) -> None:
    """Nothing was missed, or no clock is judged by time."""
    tickets = (late(),) if basis == "verdict" else ()
    found = clocks.build(seen(basis=(("resolution", basis),), tickets=tickets))
    assert found == Nothing(words)


# Whole packs


def page_of(folder: Path, account: dict[str, Any], rows: list[small_project.Row], **project: Any) -> Page:
    """Return the page of an account that has these tickets, at full depth."""
    given = {"id": "A", "name": "Account", "depth": "full", "cadence": "monthly", **account}
    made = small_project.write(folder, [given], {"tickets": rows}, **project)
    result = small_project.built(made, folder / "out", formats=("html",))["A"]
    return Page((small_project.folder_of(result) / "pack.html").read_text("utf-8"))


def judged(number: int) -> small_project.Row:
    """Return a ticket with the tool's verdict on its resolution, which the tool takes to be late every third time."""
    return small_project.ticket("A", number) | {
        "priority": "P1",
        "title": "",
        "breach_cause": "",
        "sla_resolution": "breached" if number % 3 == 0 else "met",
    }


def test_a_pack_by_verdict_alone_says_so(tmp_path: Path) -> None:
    """The section stands, without a clock of ours; the appendix has nothing to list and says why."""
    page = page_of(tmp_path, {}, [judged(n) for n in range(24)])
    sections = {one.attributes["id"]: one.text for one in page.all("section")}
    assert "the verdict of the ticketing tool alone decides, since no policy is written" in sections["service_levels"]
    (line,) = [one.text for one in page.all("li") if one.attributes.get("id") == "at-clocks"]
    assert "it does not say what it counted" in line


def test_a_pack_by_policy_shows_both_words(tmp_path: Path) -> None:
    """The policy's promise with its calendar, the tool's verdict, the tickets that differ, and the missed clocks."""
    hours = {"mon-fri": "08:00-18:00"}
    policy = {
        "id": "gold",
        "versions": [{"calendar": "office", "targets": [{"priority": "P1", "resolution_hours": 4}]}],
    }
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "gold.yaml").write_text(small_project.as_yaml(policy), "utf-8")
    page = page_of(
        tmp_path,
        {"policy": "gold"},
        [judged(number) for number in range(24)],
        policies="policies/*.yaml",
        calendars={"office": {"zone": "Europe/London", "hours": hours}},
    )
    sections = {one.attributes["id"]: one.text for one in page.all("section")}
    assert "by the policy “gold”" in sections["service_levels"]
    assert "Tickets on which they differ" in sections["service_levels"]
    assert "Each clock that missed its target in October 2026" in sections["clocks"]
