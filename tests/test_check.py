"""`reviewgen check` over real files: what is missing before the meeting, where it stands, and how it ends."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pytest
from small_project import Data, Row, account_file, gathered, request, rows, together, write

from reviewgen import cli
from reviewgen.build import looks
from reviewgen.cli.telling import GAPS_SHOWN
from reviewgen.errors import Issue
from reviewgen.model import Sentence
from reviewgen.readiness import Look
from reviewgen.readiness.look import of_issue

GRADES = ["blocker", "warning", "hint"]
TABLES = ("tickets", "majors", "actions", "surveys")


def run(*arguments: str | Path) -> tuple[int, str, str]:
    """Run the command line in this process: how it ended, and what it printed."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", ["reviewgen", "check", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
    assert isinstance(ended.value.code, int)
    return ended.value.code, out.getvalue(), err.getvalue()


@cache
def gaps(project: Path, *arguments: str) -> list[dict[str, Any]]:
    """Return what `check --json` prints, an object a line."""
    return [json.loads(line) for line in run(project, "--json", *arguments)[1].splitlines()]


def of(found: list[dict[str, Any]], code: str) -> list[dict[str, Any]]:
    """Return the gaps of one kind."""
    return [gap for gap in found if gap["code"] == code]


def changed(data: Data, table: str, number: int, **cells: str) -> Data:
    """Return the same rows with other cells in one of them."""
    found = [dict(row) for row in data[table]]
    found[number] |= cells
    return data | {table: found}


def ready(account: str) -> Data:
    """Return rows of an account in which nothing blocks a review, of few tables: that is soon read."""
    data = rows(account)
    return {name: data[name] for name in TABLES}


def project_of(folder: Path, *parts: Data, **account: Any) -> Path:
    """Write a project of the accounts of these rows, named A, B and so on."""
    names = "ABC"[: len(parts)]
    return write(folder, [account_file(name, **account) for name in names], together(*parts))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with two accounts, in which nothing blocks a review."""
    return project_of(tmp_path_factory.mktemp("whole"), ready("A"), ready("B"))


@pytest.fixture(scope="module")
def lacking(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in which a good deal is missing: of A in rows, of B in the file."""
    data = changed(ready("A"), "majors", 0, cause="", verification="")
    data = changed(data, "actions", 0, owner="", due_on="")
    data = changed(data, "tickets", 4, resolution_note="Do not tell them: the spare was lost.")
    accounts = [
        account_file("A"),
        account_file(
            "B", decisions=[{"text": "Approve the freeze."}], minutes={"held_on": "2026-10-08", "state": "draft"}
        ),
    ]
    return write(tmp_path_factory.mktemp("lacking"), accounts, together(data, ready("B")))


# What is found


def test_a_major_without_cause_is_named_with_file_and_row(lacking: Path) -> None:
    """The row of the spreadsheet, what is missing, what to do; the other context is a warning."""
    cause, rest = of(gaps(lacking), "major.context")
    assert (cause["grade"], cause["account"], cause["file"], cause["row"]) == ("blocker", "A", "data/majors.csv", 2)
    assert cause["problem"].endswith("has no cause")
    assert cause["hint"] == "fill in cause"
    assert (rest["grade"], rest["hint"]) == ("warning", "fill in verification")


def test_an_action_is_named_with_file_and_row(lacking: Path) -> None:
    """The first action of A stands in row 2."""
    (gap,) = of(gaps(lacking), "action.open_ended")
    assert (gap["account"], gap["table"], gap["file"], gap["row"]) == ("A", "actions", "data/actions.csv", 2)


def test_text_for_us_is_named_with_file_and_row(lacking: Path) -> None:
    """The fifth ticket of A stands in row 6."""
    (gap,) = of(gaps(lacking), "text.internal")
    assert (gap["account"], gap["file"], gap["row"]) == ("A", "data/tickets.csv", 6)
    assert "[internal]" in gap["hint"]


def test_what_the_account_file_lacks_is_named_with_its_line(lacking: Path) -> None:
    """The line of the decision, and of the state of the minutes."""
    lines = (lacking / "accounts" / "account-1.yaml").read_text("utf-8").splitlines()
    found = gaps(lacking, "--account", "B")
    for code, words in (("decision.open_ended", "Approve the freeze."), ("minutes.open", '"draft"')):
        (gap,) = of(found, code)
        assert (gap["account"], gap["file"]) == ("B", "accounts/account-1.yaml")
        assert words in "".join(lines[gap["line"] - 1 : gap["line"] + 1])


def test_breaches_without_cause_are_the_breaches_of_the_pack(tmp_path: Path) -> None:
    """Each late ticket of the period once, and no other."""
    data = ready("A")
    bare = data | {"tickets": [row | {"breach_cause": ""} for row in data["tickets"]]}
    project = project_of(tmp_path, bare)
    (look,) = seen(project, tmp_path).values()
    late = {
        one.id for one in look.case.evidence.tickets if "breached" in (one.resolution.outcome, one.response.outcome)
    }
    found = of(gaps(project), "breach.cause")
    assert late
    assert sorted(gap["record"] for gap in found) == sorted(late)


def test_vanished_tickets_are_a_blocker(tmp_path: Path) -> None:
    """All tickets of September, and none after: the account may have another name in the export."""
    data = ready("A")
    september = [row for row in data["tickets"] if row["opened_at"] < "2026-09-11"]
    code, shown, _ = run(project_of(tmp_path, data | {"tickets": september}))
    assert code == 1
    assert "blocker A: no ticket concerns 2026-10, though there were some until 2026-09." in shown


def test_a_full_file_is_an_export_cut_off(tmp_path: Path) -> None:
    """Exactly 1,000 rows in the file, whoever they belong to."""
    data = ready("A")
    many = [data["surveys"][0] | {"id": f"S{number}"} for number in range(1000)]
    found = gaps(project_of(tmp_path, data | {"surveys": many}))
    assert [(gap["file"], gap["table"]) for gap in of(found, "extract.truncated")] == [("data/surveys.csv", "surveys")]


def test_rows_from_later_are_told(whole: Path) -> None:
    """With an earlier state of the data, later rows do not count; one of them is named."""
    found = of(gaps(whole, "--as-of", "2026-10-20", "--period", "2026-09"), "rows.later")
    assert [gap["account"] for gap in found] == ["A", "B"]
    data = ready("A")
    later = sum(row["opened_at"] > "2026-10-20T24" for row in data["tickets"])
    assert f"tickets {later}" in found[0]["problem"]
    assert found[0]["file"].startswith("data/")
    assert of(gaps(whole), "rows.later") == []


def test_an_unknown_code_is_told(tmp_path: Path) -> None:
    """A state that is not ours, with its row."""
    project = project_of(tmp_path, changed(ready("A"), "tickets", 2, state="parked"))
    (gap,) = of(gaps(project), "cell.unmapped")
    assert (gap["grade"], gap["file"], gap["row"], gap["record"][:4]) == ("warning", "data/tickets.csv", 4, "T002")


def test_sections_that_will_be_empty_are_those_of_the_depth(tmp_path: Path) -> None:
    """A brief pack has no section on changes: nothing is missing there."""
    full, brief = (project_of(tmp_path / depth, ready("A"), depth=depth, notes={}) for depth in ("full", "brief"))
    titles = [{gap["problem"].split('"')[1] for gap in of(gaps(one), "section.empty")} for one in (full, brief)]
    assert "Changes" in titles[0]
    assert "Changes" not in titles[1]


def test_a_failed_account_is_a_blocker(tmp_path: Path) -> None:
    """Its reasons are told among the gaps of the others."""
    data = together(changed(ready("A"), "tickets", 3, opened_at="31/02/2026"), ready("B"))
    project = write(tmp_path, [account_file("A"), account_file("B")], data)
    code, shown, _ = run(project)
    assert code == 1
    assert re.search(r'^blocker A: data/tickets.csv, row 5, T003.*"31/02/2026" is not', shown, re.MULTILINE)


@pytest.mark.parametrize(
    ("grade", "said"), [("blocker", "correct it at its place"), ("warning", "nothing to do where")]
)
def test_a_blocker_is_not_said_to_be_right(grade: Literal["blocker", "warning"], said: str) -> None:
    """Where a mistake has no hint of its own, it is to be corrected: the build fails on it."""
    hint = of_issue(Issue(code="cell", problem="is no number"), grade).hint
    assert isinstance(hint, Sentence)
    assert said in hint.text


def test_what_concerns_no_account_is_told_first_among_warnings(tmp_path: Path) -> None:
    """Rows of an account without a file are in no pack."""
    project = write(tmp_path, [account_file("A")], together(ready("A"), ready("B")))
    warnings = [gap for gap in gaps(project) if gap["grade"] == "warning"]
    assert (warnings[0]["code"], warnings[0]["account"]) == ("row.unknown_account", None)


# How it is told, and how it ends


def test_the_worst_comes_first(lacking: Path) -> None:
    """By grade, then by account."""
    order = [(GRADES.index(gap["grade"]), gap["account"]) for gap in gaps(lacking)]
    assert order == sorted(order)
    assert order[0] == (0, "A")


def test_a_line_for_each_gap(lacking: Path) -> None:
    """Grade, account, place, problem and hint; at the end how many of each."""
    code, shown, told = run(lacking)
    assert (code, told) == (1, "")
    lines = shown.splitlines()
    assert re.fullmatch(
        r'blocker A: data/majors\.csv, row 2, M1.*: the major incident ".*" has no cause\. Hint: fill in cause\.',
        lines[0],
    )
    assert re.fullmatch(r"1 blocker, \d+ warnings, \d+ hints", lines[-1])


def test_many_gaps_of_a_kind_are_cut_on_the_screen_alone(tmp_path: Path) -> None:
    """Some are shown, then how many there are besides; --json has them all."""
    data = ready("A")
    texts = [row | {"resolution_note": "internal"} for row in data["tickets"]]
    project = project_of(tmp_path, data | {"tickets": texts})
    number = len(of(gaps(project), "text.internal"))
    shown = run(project)[1]
    assert shown.count("goes to the customer") == GAPS_SHOWN < number
    assert f"warning A: and {number - GAPS_SHOWN} more of this kind (--json lists all)" in shown


def test_without_a_blocker_it_ends_well(whole: Path) -> None:
    """Warnings and hints are no failure."""
    code, shown, _ = run(whole)
    assert code == 0, shown
    assert "blocker" not in shown


def test_only_the_accounts_asked_for(lacking: Path) -> None:
    """--account chooses, also how it ends; it may be repeated."""
    code, shown, _ = run(lacking, "--account", "B")
    assert code == 0
    assert " A: " not in shown
    assert {gap["account"] for gap in gaps(lacking, "--account", "A", "--account", "B")} - {None} == {"A", "B"}


@pytest.mark.parametrize("arguments", [["--account", "C"], ["--period", "soon"], ["--nonsense"], ["--as-of", "never"]])
def test_wrong_usage_ends_with_2(whole: Path, arguments: list[str]) -> None:
    """Nothing is checked, and the reason is told."""
    code, shown, told = run(whole, *arguments)
    assert (code, shown) == (2, "")
    assert told


def test_a_broken_project_ends_with_2(tmp_path: Path) -> None:
    """There is no project here."""
    assert run(tmp_path)[0] == 2


def test_nothing_is_written(lacking: Path) -> None:
    """Checking leaves no file behind."""
    before = sorted(lacking.rglob("*"))
    run(lacking)
    assert sorted(lacking.rglob("*")) == before


def test_one_json_object_a_line(lacking: Path) -> None:
    """The same keys in each, and the same exit code as without."""
    code, shown, _ = run(lacking, "--json")
    keys = {tuple(json.loads(line)) for line in shown.splitlines()}
    assert keys == {("grade", "account", "code", "table", "record", "file", "row", "line", "count", "problem", "hint")}
    assert code == 1


def test_another_account_changes_nothing_for_this_one(whole: Path, tmp_path: Path) -> None:
    """The gaps of A are the same without B, but for where shared files have its rows."""
    alone = project_of(tmp_path, ready("A"))
    assert gaps(alone) == [gap for gap in gaps(whole) if gap["account"] == "A"]


# Where rows stand


def seen(project: Path, out: Path) -> dict[str, Look]:
    """Return what checks see of the accounts of a project."""
    return looks(gathered(project, out), request(project, out))


def row_of(found: list[Row], wanted: Callable[[Row], bool]) -> int:
    """Return the row of a spreadsheet that a row of a table stands in."""
    return next(number for number, row in enumerate(found, 2) if wanted(row))


def test_every_row_has_its_place(whole: Path, tmp_path: Path) -> None:
    """Rows of other periods, closed ones and those of every table; the same id in both accounts stands apart."""
    data = together(ready("A"), ready("B"))
    found = seen(whole, tmp_path)
    for account in ("A", "B"):
        for name in TABLES:
            for row in [row for row in data[name] if row["account"] == account]:
                place = (f"data/{name}.csv", row_of(data[name], lambda one, row=row: one is row))  # type: ignore[misc]
                assert found[account].places[name, row["id"]] == place


def test_places_are_a_mapping(whole: Path, tmp_path: Path) -> None:
    """What is not there is not found, and all can be listed."""
    places = seen(whole, tmp_path)["A"].places
    assert places.get(("tickets", "T999")) is None
    assert places.get(("contracts", "C1")) is None
    assert len(places) == len(list(places)) == len(set(places))
    assert {name for name, _ in places} == set(ready("A"))


def test_rows_without_id_go_by_their_key(tmp_path: Path) -> None:
    """A rating by topic and day; the topic alone stands for the latest."""
    ratings = [
        {"account": "A", "topic": "Response", "rated_on": day, "score": "4"} for day in ("2026-09-04", "2026-10-05")
    ]
    project = project_of(tmp_path, ready("A") | {"scorecard": ratings})
    places = seen(project, tmp_path)["A"].places
    assert places["scorecard", f"Response {date(2026, 9, 4)}"] == ("data/scorecard.csv", 2)
    assert places["scorecard", "Response"] == ("data/scorecard.csv", 3)
