"""Rows that a preset leaves out are told of, with what stands in the column that decides."""

from __future__ import annotations

from pathlib import Path

import pytest
from mapped import INCIDENTS, mapped, run, saved

from reviewgen.config import Mapping
from reviewgen.recognition import exports
from reviewgen.recognition.untaken import untaken

EXPORTS = Path(__file__).parent.parent / "exports"


def test_rows_in_no_table_are_told(tmp_path: Path) -> None:
    """Changes in a list of incidents are no tickets, and nothing else there."""
    done = mapped(tmp_path, [*INCIDENTS, INCIDENTS[1].replace("INC1", "CHG7"), INCIDENTS[1].replace("INC1", "CHG8")])
    assert "2 of 5 rows are in no table: number is CHG7 (1), CHG8 (1)." in done.stderr
    assert "in no table" not in mapped(tmp_path / "b", INCIDENTS).stderr


def test_rows_without_the_word_that_decides_are_told_of_the_main_table(tmp_path: Path) -> None:
    """They may be tickets; that no survey stands there means that there is none."""
    file = saved(tmp_path, ["id,kind", "1,incident", "2,", "3,task"])
    (export,) = exports.read([file], tmp_path, {}, {})
    mapping = Mapping.model_validate({"only": [{"column": "kind", "matches": "^incident$"}], "columns": {"id": "id"}})
    (main,) = untaken(export, {"tickets": mapping})
    assert main.problem == "2 of 3 rows are in no table: kind is task (1), (empty) (1)"
    (other,) = untaken(export, {"tickets": Mapping(columns={"id": "id"}), "surveys": mapping})
    assert other.problem == "1 of 3 rows is not in surveys: kind is task (1)"


def test_answers_in_words_that_are_not_known_are_told(tmp_path: Path) -> None:
    """They are answers, without a score until they are translated; a ticket without a survey is not told of."""
    data = (EXPORTS / "freshdesk-tickets" / "freshdesk.csv").read_bytes()
    told = 'column "Survey results": has words that are no number for score: "Splendid" (1); these cells count as empty'
    assert told in mapped(tmp_path, data).stderr
    assert "for score" not in mapped(tmp_path / "b", data.replace(b"Splendid", b"Neutral")).stderr
    assert "not in surveys" not in mapped(tmp_path / "c", data).stderr


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("freshdesk-tickets", "15 read = 7 kept + 8 left out by the mapping"),
        ("freshservice-tickets", "14 read = 7 kept + 7 left out by the mapping"),
    ],
)
def test_every_build_tells_answers_in_words_that_are_not_known(tmp_path: Path, name: str, told: str) -> None:
    """With file and row, in the pack's notes and before the meeting; no row of the file is without a word."""
    (file,) = (EXPORTS / name).glob("*.csv")
    mapped(tmp_path, file.read_bytes())
    built = run("build", tmp_path, "--format", "html", "--period", "2026-10", "--depth", "full")
    assert built.code == 0
    assert '"Splendid" is not a known code (expected a number)' in built.stderr
    assert f"rows of surveys: {told}\n" in built.stdout
    (pack,) = (tmp_path / "out" / "2026-10").glob("lindqvist*/pack.html")
    assert "score: is not a known code" in pack.read_text("utf-8")
    checked = run("check", tmp_path, "--period", "2026-10")
    assert '"Splendid" is not a known code' in checked.stdout


def test_words_that_are_no_answers_are_left_out_of_zendesk(tmp_path: Path) -> None:
    """Not Offered is a ticket without a survey; Great is an answer that nobody has translated."""
    data = (EXPORTS / "zendesk-tickets" / "zendesk.csv").read_text("utf-8").replace(",Bad,", ",Great,")
    done = mapped(tmp_path, data.encode())
    assert "2 of 14 rows are not in surveys: Satisfaction Score is Not Offered (2)." in done.stderr
    assert '"Great" (2); these cells count as empty' in done.stderr


def test_a_rating_of_jira_that_is_no_number_is_told(tmp_path: Path) -> None:
    """It stops nothing, and is no number."""
    header = "Issue Type,Issue key,Summary,Status,Created,Resolved,Satisfaction rating,Custom field (Organizations)"
    rows = [f"Incident,SD-{n},Mail,Done,2026-10-01 08:00,2026-10-02 08:00,{n or 'five'},Calder" for n in range(3)]
    assert '"five" (1); these cells count as empty' in mapped(tmp_path, [header, *rows], "--zone", "UTC").stderr
    built = run("build", tmp_path, "--format", "html", "--period", "2026-10")
    assert (built.code, '"five" is not a known code' in built.stderr) == (0, True)
