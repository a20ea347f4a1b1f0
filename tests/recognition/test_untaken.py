"""Rows that a preset leaves out are told of, with what stands in the column that decides."""

from __future__ import annotations

from pathlib import Path

from mapped import INCIDENTS, mapped, saved

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


def test_answers_that_are_none_are_told(tmp_path: Path) -> None:
    """A word of a survey that is not known is no answer; a ticket without a survey is not told of."""
    data = (EXPORTS / "freshdesk-tickets" / "freshdesk.csv").read_bytes()
    assert "1 of 15 rows is not in surveys: Survey results is Splendid (1)." in mapped(tmp_path, data).stderr
    assert "not in surveys" not in mapped(tmp_path / "b", data.replace(b"Splendid", b"Neutral")).stderr
