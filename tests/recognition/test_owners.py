"""Whose rows are whose: --account never gives the rows of one customer to another."""

from __future__ import annotations

from pathlib import Path

import pytest
from mapped import FOREIGN, INCIDENTS, mapped, run, saved, typed

PLAIN = ("number,opened_at,short_description", "INC1,2026-10-01 08:00:00,Printer")
OTHER = ("number,opened_at,short_description", "INC2,2026-10-02 08:00:00,Scanner")
MIXED = 'this column names 2: "Calder", "Hollin"'


def test_one_customer_for_rows_of_several_is_refused(tmp_path: Path) -> None:
    """A column of two customers beside --account is refused with both names, on a terminal too; nothing is written."""
    refused = mapped(tmp_path, INCIDENTS, "--account", "Calder")
    assert (refused.code, 'column "company"' in refused.stderr, MIXED in refused.stderr) == (2, True, True)
    assert "leave --account out" in refused.stderr
    assert typed((), "map", tmp_path / "export.csv", "--into", tmp_path, "--account", "Calder").code == 2
    assert MIXED in mapped(tmp_path, INCIDENTS, "--account", f"{tmp_path / 'export.csv'}=Calder").stderr
    drafted = mapped(tmp_path, [*FOREIGN, "2;Hollin;Drucker;Gelöst;3.9.2026 9:12;"], "--account", "Calder")
    assert (drafted.code, 'column "Kunde"' in drafted.stderr) == (2, True)
    assert not (tmp_path / "reviewgen.yaml").exists()


def test_one_customer_stands_where_a_column_names_one_or_none(tmp_path: Path) -> None:
    """A column of one customer, or of words for nothing alone, is no reason to refuse --account."""
    for name, some in (("one", INCIDENTS[:3]), ("none", [one.replace("Calder", "null") for one in INCIDENTS[:3]])):
        assert "Zed (2)" in mapped(tmp_path / name, some, "--account", "Zed").stdout


def test_each_file_may_have_a_customer_of_its_own(tmp_path: Path) -> None:
    """Two exports of one header, each of one customer: each row is with the customer of its file."""
    first, second = saved(tmp_path / "a", PLAIN), saved(tmp_path / "b", OTHER)
    asked = run("map", first, second, "--into", tmp_path, "--yes", "--account", "a/export.csv=Calder")
    assert (asked.code, "--account b/export.csv=ID" in asked.stderr) == (2, True)
    both = ("--account", "a/export.csv=Calder", "--account", f"{second}=Hollin = Son")
    done = run("map", first, second, "--into", tmp_path, "--yes", *both)
    assert (done.code, "Calder (1), Hollin = Son (1)" in done.stdout) == (0, True)
    rest = run("map", first, second, "--into", tmp_path / "c", "--yes", "--account", "Zed", *both[:2])
    assert "Calder (1), Zed (1)" in rest.stdout


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        (("export.csv=Calder",), "is said of 2 files of that name"),
        (("c/export.csv=Calder",), "is none of the files"),
        (("a/export.csv=Calder", "a/export.csv=Hollin"), "is said of a file that is said to be of Calder"),
        (("a/export.csv=",), "is not an account id"),
        (("=Calder",), "is none of the files"),
        (("Calder", "Hollin"), "is said beside Calder"),
    ],
)
def test_a_file_that_may_be_of_two_customers_is_refused(tmp_path: Path, said: tuple[str, ...], problem: str) -> None:
    """A name of two files, a file of two customers, and what is no file are refused, and nothing is written."""
    files = [saved(tmp_path / "a", PLAIN), saved(tmp_path / "b", OTHER)]
    flags = [part for one in said for part in ("--account", one)]
    refused = run("map", *files, "--into", tmp_path, "--yes", *flags)
    assert (refused.code, problem in refused.stderr) == (2, True), refused.stderr
    assert not (tmp_path / "reviewgen.yaml").exists()
