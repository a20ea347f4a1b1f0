"""Nothing is written that stands in the way, or that no customer should read."""

from __future__ import annotations

from pathlib import Path

import pytest
from mapped import mapped, run, saved

from reviewgen import project, yamlfile
from reviewgen.config import ColumnRule, Mapping
from reviewgen.recognition import Answers, exports, understood
from reviewgen.recognition.meant import meant
from reviewgen.recognition.writing import mapping_text

HEADER = "Ticket ID,Customer,Created,Status"


@pytest.mark.parametrize(("name", "data"), [("a.csv", f"{HEADER}\n".encode()), ("a.json", b"[]"), ("a.jsonl", b"")])
def test_a_header_alone_writes_nothing(tmp_path: Path, name: str, data: bytes) -> None:
    """There is no row to make a project of: the run ends with 2, and the next one has nothing in its way."""
    done = mapped(tmp_path, data, name=name)
    assert (done.code, "has no row below its header" in done.stderr) == (2, True)
    assert [one.name for one in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize(
    ("name", "known"),
    [("CafÃ© MÃ¼ller", "Café Müller"), ("Café", None), ("SÃO PAULO", None), ("Caf\ufffd", ""), ("L’Ã©", "")],
)
def test_what_a_name_was_meant_to_be(name: str, known: str | None) -> None:
    """Read wrongly once, it can be read back, unless letters are lost."""
    assert meant(name) == known


def test_a_customer_is_called_as_was_meant(tmp_path: Path) -> None:
    """The pack says Café, the mapping goes by what the export says, and a word is on it."""
    done = mapped(tmp_path, [HEADER, "1,CafÃ©,2026-10-01,New", "2,CafÃ©,2026-10-02,New"])
    assert done.code == 0, done.stderr
    assert '"Café" is what its pack says' in done.stderr
    (account,) = project.load(tmp_path).accounts
    assert (account.id, account.name) == ("CafÃ©", "Café")


def test_a_name_that_has_lost_letters_is_to_be_filled_in(tmp_path: Path) -> None:
    """It would stand on the title page: nothing is built before somebody writes it."""
    done = mapped(tmp_path, [HEADER, "1,Caf\ufffd,2026-10-01,New", "2,Caf\ufffd,2026-10-02,New"])
    assert (done.code, "has lost letters" in done.stderr) == (1, True)
    assert run("build", tmp_path, "--format", "html").code == 1
    (file,) = (tmp_path / "accounts").iterdir()
    file.write_text(file.read_text("utf-8").replace("# name: THEIRS", "name: Café"), "utf-8")
    assert run("build", tmp_path, "--format", "html").code == 0


EVERY = Mapping.model_validate(
    {
        "missing": ["n/a", "-"],
        "dates": ["%d.%m.%Y", "iso"],
        "zone": "Europe/Berlin",
        "decimal": ",",
        "thousands": ".",
        "rows": "last",
        "order": "Last: changed",
        "moved": True,
        "only": [{"column": "Kind", "matches": "^(?!#)"}],
        "columns": {
            "id": "Ticket ID",
            "title": ["Subject", "true"],
            "state": {
                "rules": [{"column": "Kind", "matches": "\\d", "use": "closed"}],
                "column": "Status",
                "values": {"Yes": "new", "1": "closed"},
                "missing": ["null"],
                "when": [{"column": "Kind", "matches": "."}],
                "row": "last",
                "otherwise": "new",
            },
            "resolved_at": {"columns": ["A", "B"], "dates": ["epoch"], "zone": "UTC", "after": "opened_at"},
            "hold_hours": {"column": "On hold", "unit": "minutes", "repeated": "joined", "separator": "/"},
            "type": {"constant": "no"},
            "sla_resolution": {"column": "Left", "negative": "breached"},
        },
    }
)


def test_a_mapping_is_written_as_it_was_tried_out(tmp_path: Path) -> None:
    """Whatever it says of all columns or of one is read again as the very same."""
    (export,) = exports.read([saved(tmp_path, [HEADER, "1,Calder,2026-10-01,New"])], tmp_path, {}, {})
    (found,) = understood([export], Answers())
    read = yamlfile.load(mapping_text(found, "tickets", EVERY).encode(), "m").data
    assert Mapping.model_validate(read) == EVERY
    rules = [rule for rule in EVERY.columns.values() if isinstance(rule, ColumnRule)]
    assert set().union(*(one.model_fields_set for one in rules)) == {*ColumnRule.model_fields}
    assert EVERY.model_fields_set == {*Mapping.model_fields}


def test_a_long_word_for_a_code_is_told(tmp_path: Path) -> None:
    """A word too long to be a key of the mapping is not left out of it without a word."""
    word = "New" + "!" * 250
    done = mapped(tmp_path, [HEADER, f"1,Calder,2026-10-01,{word}", "2,Calder,2026-10-02,New"])
    assert "has words that are none of our codes for state" in done.stderr


def test_words_of_no_code_that_are_not_shown_are_counted_all(tmp_path: Path) -> None:
    """Twelve are shown of forty."""
    words = [*(f"Level {n:02}" for n in range(40)), *["New"]]
    rows = [f"{n},Calder,2026-10-01,{word}" for n, word in enumerate(words)]
    done = mapped(tmp_path, [HEADER, *rows], "--column", "tickets.state=Status")
    assert '"Level 11" (1) and 28 more; these cells count as empty' in done.stderr
