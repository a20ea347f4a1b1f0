"""Statuses that a preset does not know: told, never counted as open in silence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from mapped import mapped, run

from reviewgen import presets, project, tables

JIRA = "Issue Type,Issue key,Summary,Status,Resolution,Created,Updated,Custom field (Organizations)"
ROWS = (
    "Incident,SD-1,Printer,Done,Done,2026-10-01 08:00,2026-10-02 08:00,Calder",
    "Incident,SD-2,Mail,Resolved,Fixed,2026-10-03 08:00,2026-10-04 08:00,Calder",
    "Incident,SD-3,Net,In Progress,,2026-10-05 08:00,2026-10-30 08:00,Calder",
    "Incident,SD-4,Net,Canceled,,2026-10-05 08:00,2026-10-30 08:00,Calder",
    "Incident,SD-5,Net,Erledigt,,2026-10-05 08:00,2026-10-30 08:00,Calder",
    "Problem,SD-6,Net,Known Error,,2026-10-05 08:00,2026-10-30 08:00,Calder",
)


def told(folder: Path, header: str, *rows: str, flags: tuple[str, ...] = ()) -> list[str]:
    """What is said of words that no rule knows."""
    (found,) = mapped(folder, [header, *rows], "--zone", "UTC", "--json", *flags).data["exports"]
    return [one["text"] for one in found["warnings"] if one["code"] == "map.fallen"]


def test_statuses_alone_tell_what_is_closed_and_others_are_told(tmp_path: Path) -> None:
    """Without Status Category and Resolved: one word is not known, and that of a problem is no ticket's.

    When issues were closed nothing tells: the backlog is not known then, instead of all of them.
    """
    (text,) = told(tmp_path, JIRA, *ROWS)
    assert (
        'column "Status": has words that no rule for state knows: "Erledigt" (1); these rows count as in_progress'
        in text
    )
    done = run("figures", tmp_path, "--account", "Calder", "--metric", "tickets.backlog", "--format", "json")
    (*_, now) = [one for one in json.loads(done.stdout)["figures"] if not one["dimensions"]]
    assert (now["value"], now["missing"]) == (None, "neither resolution nor closing times are recorded")


def test_a_category_that_meets_every_row_leaves_nothing_to_tell(tmp_path: Path) -> None:
    """Statuses have any name there."""
    some = (f"{row},Done" for row in ROWS[:5])
    assert told(tmp_path, f"{JIRA},Status Category", *some) == []


CATEGORIES = f"{JIRA},Resolved,Status Category,Status Category Changed"


def of_category(word: str, number: int, resolved: str = "") -> str:
    """An issue with a category, which changed on the ninth."""
    return f"Incident,SD-{number},Net,Status {number},,2026-10-01 08:00,,Calder,{resolved},{word},2026-10-09 08:00"


def resolved(folder: Path) -> dict[str, str]:
    """The day on which each ticket of a project was resolved, and on which it was closed; with its state."""
    frame = tables.load(project.load(folder), {}).frames["tickets"]
    days = frame[["resolved_at", "closed_at"]].apply(lambda column: column.dt.strftime("%d").fillna("-"))
    told = frame["state"] + " " + days["resolved_at"] + " " + days["closed_at"]
    return dict(zip(frame["id"].str.removeprefix("SD-"), told, strict=True))


def test_a_category_that_is_not_known_says_nothing(tmp_path: Path) -> None:
    """It takes no date of resolution away, and gives none: map tells it with its words and what it costs."""
    rows = (
        of_category("Valmis", 1, "2026-10-05 08:00"),
        of_category("Valmis", 2),
        of_category("", 3, "2026-10-06 08:00"),
        of_category("Done", 4),
        of_category("In Progress", 5, "2026-10-07 08:00"),
    )
    texts = told(tmp_path, CATEGORIES, *rows)
    (text,) = [one for one in texts if 'column "Status Category"' in one]
    assert (
        'has words that no rule for resolved_at and closed_at knows: "Valmis" (2); these rows have resolved_at and '
        "closed_at only where Resolved has a value. Hint: write each into the rule that it belongs to under rules: of "
        "state, resolved_at and closed_at in the mapping." in text
    )
    assert resolved(tmp_path) == {
        "1": "closed 05 05",
        "2": "in_progress - -",
        "3": "closed 06 06",
        "4": "closed 09 09",
        "5": "in_progress - -",
    }


@pytest.mark.parametrize(
    ("new", "at_work", "done"),
    [("To Do", "In Progress", "Done"), ("Aufgaben", "In Arbeit", "Fertig"), ("Por hacer", "En curso", "Listo")],
)
def test_categories_of_other_languages_are_known(tmp_path: Path, new: str, at_work: str, done: str) -> None:
    """As the interfaces of Jira write them, where that was seen."""
    rows = (of_category(new, 1), of_category(at_work, 2, "2026-10-05 08:00"), of_category(done, 3))
    assert told(tmp_path, CATEGORIES, *rows) == []
    assert resolved(tmp_path) == {"1": "new - -", "2": "in_progress - -", "3": "closed 09 09"}


def test_without_a_category_the_day_of_its_change_resolves_nothing() -> None:
    """What changed then nobody knows."""
    header = ["Issue Type", "Issue key", "Summary", "Status", "Created", "Status Category Changed"]
    assert "resolved_at" not in presets.load("jira-issues").fitted(header)["tickets"].columns


def test_words_that_leave_a_column_empty_are_told(tmp_path: Path) -> None:
    """Where no rule knows them and nothing stands for all others: they would vanish."""
    header = "SR Number;Change Date+Time;Status;Sub Status;Product"
    rows = ("1;2026-10-01T08:00:00;Accepted;In Progress;P", "1;2026-10-02T08:00:00;Completed;Ratkaistu;P")
    texts = told(tmp_path, header, *rows, flags=("--account", "Calder"))
    assert len(texts) == 2  # of tickets and of ticket_events
    assert 'column "Sub Status": has words that no rule for state knows: "Ratkaistu" (1)' in texts[0]
    assert "these rows have no state." in texts[0]


SLAS = "task,sla,sla.target,stage,has_breached,start_time,end_time,task.opened_at,task.company"


def test_stages_and_targets_of_slas_that_are_not_known_are_told(tmp_path: Path) -> None:
    """Stages that run are known to say nothing yet."""
    end = "2026-10-01 08:00:00,2026-10-01 08:10:00,2026-10-01 08:00:00,Calder"
    rows = ("Response,Completed,false", "Resolution,In progress,false", "Resolution,Valmis,false", "Vaste,Paused,true")
    texts = told(tmp_path, SLAS, *(f"INC{place},P1,{row},{end}" for place, row in enumerate(rows)))
    assert len(texts) == 2
    assert (
        'no rule for resolved_at and sla_resolution knows: "Valmis" (1); these rows have no resolved_at and '
        in texts[0]
    )
    assert 'column "sla.target": has words that no condition knows: "Vaste" (1); these rows have no' in texts[1]


def test_a_task_that_was_closed_in_a_state_that_is_not_known_was_resolved(tmp_path: Path) -> None:
    """The state is told; the time of closing says what it says."""
    header = "number,priority,state,short_description,assignment_group,assigned_to,opened_at,closed_at,company"
    states = ("Closed Complete", "Valmis", "Closed Skipped", "Work in Progress")
    rows = [
        f"SCTASK{place},,{state},Disk,Desk,,2026-10-01 08:00:00,2026-10-02 08:00:00,Calder"
        for place, state in enumerate(states)
    ]
    assert '"Valmis" (1); these cells count as empty' in mapped(tmp_path, [header, *rows], "--zone", "UTC").stderr
    frame = tables.load(project.load(tmp_path), {}).frames["tickets"]
    assert frame["resolved_at"].notna().tolist() == [True, True, False, False]


def test_rules_that_only_take_away_give_no_column() -> None:
    """Resolution alone says when nothing was resolved, and never when."""
    header = JIRA.split(",")
    assert "resolved_at" not in presets.load("jira-issues").fitted(header)["tickets"].columns


@pytest.mark.parametrize(
    ("resolution", "waiting", "helped"),
    [
        ("Duplicate", "Waiting for customer", "Waiting for support"),
        ("Wird nicht erledigt", "Warten auf Kunden", "Warten auf Support"),
        ("Annulé", "En attente du client", "En attente du support"),
        ("No se hará", "Esperando al cliente", "Esperando al soporte"),
    ],
)
def test_resolutions_and_waiting_are_known_in_other_languages(
    tmp_path: Path, resolution: str, waiting: str, helped: str
) -> None:
    """What was not done is no resolution, and who waits for the customer is on hold."""
    header = "Issue key,Summary,Issue Type,Status,Resolution,Created,Resolved,Status Category,Project key"
    rows = (
        f"SD-1,x,Incident,Done,{resolution},2026-10-01 08:00,2026-10-09 08:00,Done,SD",
        f"SD-2,x,Incident,{waiting},,2026-10-01 08:00,,In Progress,SD",
        f"SD-3,x,Incident,{helped},,2026-10-01 08:00,,In Progress,SD",
    )
    assert told(tmp_path, header, *rows, flags=("--account", "Calder")) == []
    assert resolved(tmp_path) == {"1": "cancelled - 09", "2": "on_hold - -", "3": "in_progress - -"}


def test_words_behind_rules_that_are_not_known_are_told(tmp_path: Path) -> None:
    """A close code is told where no rule decides; that of a cancelled change is never asked."""
    header = "Number,Short description,Type,State,Risk,Company,Planned start date,Planned end date,Close code"
    times = "2026-10-01 20:00:00,2026-10-01 22:00:00"
    ends = (("Closed", "Successful"), ("Closed", "Implemented late"), ("Canceled", "Never begun"))
    rows = (f"CHG{n},x,Normal,{state},Low,Acme,{times},{code}" for n, (state, code) in enumerate(ends))
    err = mapped(tmp_path, [header, *rows]).stderr
    assert 'column "Close code": has words that are none of our codes for outcome: "Implemented late" (1);' in err
    assert "Never begun" not in err
