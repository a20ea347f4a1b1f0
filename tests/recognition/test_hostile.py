"""Whatever stands in an export, the project that is written is safe and means what was meant."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mapped import mapped, run, saved

from reviewgen import project, yamlfile
from reviewgen.recognition.writing import remark, scalar

NAMES = (
    *("=HYPERLINK(1)", "@SUM(A1)", "+1", "-2", "NO", "~", "12:30", "007", "&a", "*a", "!tag", "a: b", "a #b"),
    *("{a}", "[a]", "'", '"', "%YAML", "<<", "? a", "- a", "|", ">", "../../etc/passwd", "CON", "\U0001f600", "a\\b"),
    *("\u202eevil", "\ufeffx", "a\u2028b"),
)
IMPOSSIBLE = {"a\nb": 1, "a\tb": 1, "a\x85b": 2, "a\x07b": 2, "y" * 3_000: 1}
WHY = {1: "cannot be the id of an account, and has no file", 2: "has control characters, which no mapping can hold"}
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")


def exported(rows: list[list[str]]) -> bytes:
    """Rows as CSV."""
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def named(name: str) -> bytes:
    """An export with a column, an account and a code of this name."""
    rows = [["1", name, "2026-10-01 08:00", name[:150]], ["2", name, "2026-10-02 08:00", "Closed"]]
    return exported([["Ticket ID", name, "Created", "Status"], *rows])


@pytest.mark.parametrize("name", NAMES)
def test_a_name_stands_for_itself(tmp_path: Path, name: str) -> None:
    """A column, an account and a code of any name come through the project as they are."""
    done = mapped(tmp_path, named(name), "--account-column", name)
    assert done.code == 0, done.stderr
    setup = project.load(tmp_path)
    assert [one.id for one in setup.accounts] == [name]
    source = setup.project.sources[0]
    assert source.mapping is not None
    assert source.mapping.columns["account"] == name  # type: ignore[union-attr]


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_a_name_that_can_be_no_account_breaks_nothing(tmp_path: Path, name: str) -> None:
    """It is told why; whatever was written loads, and nothing is written where no mapping can name the column."""
    done = mapped(tmp_path, named(name), "--account-column", name)
    assert done.code == IMPOSSIBLE[name]
    assert WHY[done.code] in done.stderr
    assert (tmp_path / "reviewgen.yaml").exists() is (done.code == 1)
    for path in tmp_path.rglob("*.yaml"):
        assert yamlfile.load(path.read_bytes(), path.name).data


@pytest.mark.parametrize("name", ["../../etc/passwd", "/abs/olute", "..", "C:\\x", "a/../../b", "."])
def test_an_account_that_looks_like_a_path_stays_inside(tmp_path: Path, name: str) -> None:
    """Files of accounts are named by letters and figures, in their folder."""
    folder = tmp_path / "deep" / "project"
    rows = [["Ticket ID", "Customer", "Created"], ["1", name, "2026-10-01"], ["2", name, "2026-10-02"]]
    assert mapped(folder, exported(rows)).code == 0
    assert [path.parent.name for path in folder.rglob("*/*.yaml") if path.parent.name != "mappings"] == ["accounts"]
    assert [path.name for path in tmp_path.iterdir()] == ["deep"]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
@settings(max_examples=200)
def test_any_text_is_written_as_it_reads(text: str) -> None:
    """What YAML can hold comes back as it was, as key, as value and in a list; a remark ends with its line."""
    document = f"{scalar(text or 'x')}: [{scalar(text)}, {scalar(text)}]  # {remark(text)}\nnext: 1\n"
    if not UNWRITABLE.search(text):
        assert yamlfile.load(document, "x").data == {text or "x": [text, text], "next": "1"}


def test_a_thousand_columns_and_empty_names(tmp_path: Path) -> None:
    """A header of 1,000 columns is read, told in short, and the project stays small."""
    header = ["Ticket ID", "Customer", "Created", *("" if place % 2 else f"Field {place}" for place in range(997))]
    row = ["1", "Calder", "2026-10-01", *("x" for _ in range(997))]
    done = mapped(tmp_path, exported([header, row, ["2", *row[1:]]]))
    assert done.code == 0, done.stderr
    assert max(map(len, done.stdout.splitlines())) < 2_000
    assert max(path.stat().st_size for path in tmp_path.rglob("*.yaml")) < 10_000


@pytest.mark.parametrize("data", [b"\n\n", b",,,\n1,2,3,4\n", b"a\n", b'""\n', b"a,a,a\n1,2,3\n"])
def test_a_header_that_says_nothing_ends_plainly(tmp_path: Path, data: bytes) -> None:
    """Without names, rows or differences there is an answer in words, and no fault of ours."""
    done = mapped(tmp_path, data)
    assert done.code in (1, 2)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("flags", [(), ("--json",)])
def test_nothing_acts_on_the_terminal(tmp_path: Path, flags: tuple[str, ...]) -> None:
    """Control characters in names and cells are spelled out wherever they are told."""
    rows = [["Ticket ID", "Customer", "Created", "\x1b[31mred", "Subject"]]
    rows += [[str(place), "Cal\x1bder", "2026-10-01", "\x1b]0;x\x07", "\x9b31m\u202e"] for place in range(2)]
    done = mapped(tmp_path, exported(rows), *flags)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", done.stdout + done.stderr)
    assert yamlfile.load((tmp_path / "reviewgen.yaml").read_bytes(), "x").data


def test_two_customers_that_differ_by_case_are_told(tmp_path: Path) -> None:
    """The build would refuse both: that is said before, and the run ends with 1."""
    rows = [["Ticket ID", "Customer", "Created"]]
    rows += [[str(place), name, "2026-10-01"] for place, name in enumerate(["Acme", "ACME"] * 2)]
    done = mapped(tmp_path, exported(rows))
    assert done.code == 1
    assert "in case, blanks, accents" in done.stderr
    assert len([*(tmp_path / "accounts").iterdir()]) == 1  # once the rows are mended, the project is right


def test_a_file_name_may_be_a_pattern(tmp_path: Path) -> None:
    """Brackets and stars in the name of a file are part of its name."""
    path = saved(tmp_path, ["id,account,opened_at", "1,Calder,2026-10-03"], "export [1]*.csv")
    assert run("map", path, "--into", tmp_path, "--yes").code == 0
    assert run("figures", tmp_path, "--format", "json").code == 0
