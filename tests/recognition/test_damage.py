"""Exports that are not whole, or were changed on their way, are told of."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from mapped import INCIDENTS, mapped, run

HEADER = "Ticket ID,Customer,Created,Subject"
SOUND = "2,Calder,2026-10-01,x"


@pytest.mark.parametrize(
    ("header", "rows", "said"),
    [
        (HEADER, ["1.23E+11,Calder,2026-10-01,x", "124,Calder,2026-10-01,x"], "Excel has shortened"),
        (HEADER, ["00123,Calder,2026-10-01,x", "124,Calder,2026-10-02,x"], '"124" is shorter than others'),
        (HEADER, ["1,00123,2026-10-01,x", "2,124,2026-10-02,x"], '"124" is shorter than others'),
        ("Survey ID,Ticket ID,Company,Rating", ["1,00123,Calder,4", "2,124,Calder,5"], '"124" is shorter than others'),
        (HEADER, ["1,Calder,2026-10-01 10:00,x", "2,Calder,3/9/2026 10:00,x", "3,Calder,13/9/2026 10:00,x"], "2 forms"),
        (HEADER, ["1,Calder,2026-10-01,########", SOUND], "too narrow"),
        (HEADER, ["1,Calder,2026-10-01,#REF!", SOUND], "error of a formula"),
        (HEADER, ["1,Calder,46298.375,x", *[f"{place},Calder,2026-10-01,x" for place in range(2, 20)]], "counts days"),
        (HEADER, ["1,MÃ¼ller,2026-10-01,x", SOUND], "wrong encoding before"),
        (HEADER, ["1,Calder,2026-10-01,donâ€™t", SOUND], "wrong encoding before"),
        (HEADER, ["1,Calder,2026-10-01,M\ufffdller", SOUND], "wrong encoding before"),
        (HEADER.replace("Subject", "PrioritÃ¤t"), [SOUND], "has a name that was read in the wrong"),
        (f"{HEADER},,", [f"{SOUND},,"], "2 columns without a name, all of them empty"),
        (f"{HEADER},", [f"{SOUND},legend", "3,Calder,2026-10-01,x,"], "without a name, with text in some rows"),
        (HEADER, ["1,Calder,2026-10-01,x", HEADER, SOUND], "a header line is repeated"),
    ],
)
def test_a_sign_of_damage_is_told(tmp_path: Path, header: str, rows: list[str], said: str) -> None:
    """Each sign is a warning that names the column, with what to do."""
    assert said in mapped(tmp_path, [header, *rows]).stderr


@pytest.mark.parametrize("flags", [(), ("--rows", "last"), ("--rows", "first")])
def test_numbers_that_tickets_share_by_damage_are_refused(tmp_path: Path, flags: tuple[str, ...]) -> None:
    """Where Excel made one number of several, no answer makes a project of it: what would be left is told."""
    rows = [f"{1 + number % 2}.23E+11,Calder,2026-10-{10 + number},x" for number in range(9)]
    done = mapped(tmp_path, [HEADER, *rows, "124,Calder,2026-10-01,x"], *flags)
    assert (done.code, [one.name for one in tmp_path.iterdir()]) == (2, ["export.csv"])
    assert "9 rows share such a one: of 10 rows 3 different tickets would be left" in done.stderr
    assert "make the export again" in done.stderr


ROUNDED = ["900719925474099300", "900719925474099500", "900719925474099600"] * 10
ROUNDED_16 = [str(9007199254740992 + 4 * (number // 4)) for number in range(40)]
SOUND_16 = [str(4000123400005671 + 11 * number) for number in range(20)] * 2
EVEN_16 = [str(9007199254741000 + 2 * number) for number in range(5)] * 2
WHOLE_19 = [f"17{number:02}345678901234567" for number in range(20)] * 2


@pytest.mark.parametrize(
    ("ids", "refused"),
    [(ROUNDED, True), (ROUNDED_16, True), (SOUND_16, False), (EVEN_16, False), (WHOLE_19, False)],
)
def test_long_numbers_that_were_kept_as_floats_are_refused(tmp_path: Path, ids: list[str], refused: bool) -> None:
    """A float has 53 bits: rows of several tickets then share a number; what each of few numbers may be is no sign."""
    rows = [f"{one},Calder,2026-10-{1 + number % 28:02},x{number}" for number, one in enumerate(ids)]
    done = mapped(tmp_path, [HEADER, *rows], "--rows", "last")
    assert ("is a long number that a spreadsheet has shortened" in done.stderr) == refused
    assert done.code == (2 if refused else 0)


def test_may_is_no_other_form_than_june(tmp_path: Path) -> None:
    """It is its own abbreviation: dates around it are written in one form."""
    rows = ["1,Calder,28/Apr/26 10:17 PM,x", "2,Calder,3/May/26 10:17 PM,x", "3,Calder,3/Jun/26 10:17 PM,x"]
    assert "forms" not in mapped(tmp_path, [HEADER, *rows]).stderr


def test_two_forms_are_told_in_the_order_of_the_file(tmp_path: Path) -> None:
    """A supervisor who believes the warning writes no wrong order."""
    rows = ["1,Calder,2026-10-01 10:00,x", "2,Calder,9/3/2026 10:00,x", "3,Calder,9/13/2026 10:00,x"]
    told = mapped(tmp_path, [HEADER, *rows]).stderr
    assert "is written in 2 forms: iso and %m/%d/%Y %H:%M" in told or "%m/%d/%Y %H:%M and iso" in told


def test_a_sound_export_gets_no_warning(tmp_path: Path) -> None:
    """Names with accents, numbers from 1 on and empty cells are no damage."""
    rows = [f"{place},Müller & Söhne Âge,2026-10-{1 + place % 28:02d} 10:00,naïve façade €" for place in range(1, 120)]
    flags = ("--zone", "UTC", "--as-of", "2026-11-01")
    done = mapped(tmp_path, [HEADER, *rows, "120,Calder,2026-10-01 10:00,"], *flags)
    assert (done.code, done.stderr) == (0, "")


@pytest.mark.parametrize(("rows", "told"), [(1_000, True), (999, False), (65_535, True)])
def test_a_count_that_tools_stop_at_is_told(tmp_path: Path, rows: int, told: bool) -> None:
    """A file with exactly so many rows as tools give at most may be cut off."""
    lines = [HEADER, *(f"T{place},Calder,2026-10-01,x" for place in range(rows))]
    assert (f"has exactly {rows:,} rows" in mapped(tmp_path, lines).stderr) is told


def test_the_cap_of_the_tool_is_named(tmp_path: Path) -> None:
    """What is known of this very export is said of it."""
    rows = [f"INC{place},2026-10-01 08:00:00,x,Ann,2 - High,New,Desk,Bob,Calder" for place in range(10_000)]
    assert "at which this tool cuts off" in mapped(tmp_path, [INCIDENTS[0], *rows]).stderr


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "mac_roman"])
def test_other_encodings_are_read_and_told(tmp_path: Path, encoding: str) -> None:
    """A file that is not UTF-8 is read in the encoding that fits or was given, and the project reads it as well."""
    lines = [HEADER, *(f"{place},Müller & Groß,2026-10-01 10:00,Überhitztes Gerät" for place in range(3))]
    flags = ("--encoding", encoding) if encoding == "mac_roman" else ()
    done = mapped(tmp_path, "\n".join(lines).encode(encoding), *flags)
    assert done.code == 0, done.stderr
    assert "Müller & Groß (3)" in done.stdout
    assert ("was read as" in done.stderr) is not bool(flags)
    assert run("figures", tmp_path, "--format", "json").code == 0


def test_what_stands_beside_a_list_is_told_once(tmp_path: Path) -> None:
    """By the reading of the file, and not once more by the trial of the project."""
    book = openpyxl.Workbook()
    for row in [HEADER.split(","), ["1", "Calder", "2026-10-01", "x"], ["2", "Calder", "2026-10-02", "y", "see mail"]]:
        book.active.append(row)
    book.save(tmp_path / "list.xlsx")
    done = run("map", tmp_path / "list.xlsx", "--into", tmp_path, "--yes")
    assert done.stderr.count('row 3, column "E": stands right of the last name in the header') == 1
