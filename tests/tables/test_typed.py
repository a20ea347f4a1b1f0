from __future__ import annotations

import pickle
from pathlib import Path

import pandas as pd
import pytest

from reviewgen.config import Project
from reviewgen.errors import Issue
from reviewgen.model import Remark
from reviewgen.project import Setup
from reviewgen.tables import Tables, load

TICKETS = "account,id,opened_at\n"
ROWS = "".join(f"{account},{number},2026-10-0{1 + number % 9}\n" for account in "ABCD" for number in range(20))


def loaded(folder: Path, **texts: str) -> Tables:
    """The tables of files that have our columns."""
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    sources = [{"table": name, "files": f"{name}.csv"} for name in texts]
    return load(Setup(folder, Project.model_validate({"provider": {"name": "N"}, "sources": sources})), {})


@pytest.fixture
def tables(tmp_path: Path) -> Tables:
    """Four accounts with twenty tickets each, a survey of one of them, and an issue and a remark of each."""
    surveys = "account,id,kind,sent_at\nC,1,csat,2026-10-05\n"
    found = loaded(tmp_path, tickets=TICKETS + ROWS, surveys=surveys)
    issues = [Issue(code="x", problem="is odd", account=account) for account in (*"ABCD", None, "A")]
    remarks = tuple(Remark(account, "tickets", "1", "title", "text", "tickets.csv") for account in "ABCD")
    return Tables(found.frames, found.ledger, found.files, tuple(issues), remarks, found.owners)


@pytest.mark.parametrize("accounts", ["A", "D", "BC", "AD", "ABCD", "", "Z"])
def test_accounts_are_cut_out_of_all(tables: Tables, accounts: str) -> None:
    """Rows, issues and remarks of these accounts in the order they had, with rows numbered anew."""
    cut = tables.of(accounts)
    for name, frame in tables.frames.items():
        expected = frame[frame["account"].isin(list(accounts))].reset_index(drop=True)
        pd.testing.assert_frame_equal(cut.frames[name], expected)
    assert cut.issues == tuple(one for one in tables.issues if one.account and one.account in accounts)
    assert cut.internal == tuple(one for one in tables.internal if one.account in accounts)
    assert cut.ledger.groupby("table")["rows"].sum().to_dict() == {"tickets": 80, "surveys": 1}
    assert len(cut.files) == len(tables.files)
    held = {frame["_file"].iloc[0] for frame in cut.frames.values() if len(frame)}
    assert [bool(one.file) for one in cut.files] == [number in held for number in range(len(tables.files))]
    assert set(cut.ledger["account"]) <= {"", *accounts}


def test_rows_that_do_not_stand_together_are_found(tables: Tables) -> None:
    """Tables need not be sorted to be cut."""
    mixed = tables.frames["tickets"].sort_values("id", ignore_index=True)
    cut = Tables({"tickets": mixed}, tables.ledger, tables.files, ()).of(["B"])
    pd.testing.assert_frame_equal(cut.frames["tickets"], mixed[mixed["account"] == "B"].reset_index(drop=True))
    assert Tables({"tickets": mixed}, tables.ledger, tables.files, ()).accounts() == list("ABCD")


def test_what_goes_to_another_process_comes_back_equal(tables: Tables) -> None:
    """Every cell, every dtype, and what stands beside the rows."""
    tables.of(["A"])
    back = pickle.loads(pickle.dumps(tables.of(["B", "C"])))
    for name, frame in tables.of(["B", "C"]).frames.items():
        pd.testing.assert_frame_equal(back.frames[name], frame)
    pd.testing.assert_frame_equal(back.ledger, tables.of(["B", "C"]).ledger)
    assert (back.issues, back.internal, back.files) == (
        tables.of(["B", "C"]).issues,
        tables.of("BC").internal,
        tables.of("BC").files,
    )


def test_an_account_weighs_what_its_rows_weigh(tmp_path: Path) -> None:
    """However many rows stand around them, and however many columns are empty."""
    row = "{},{},2026-10-01\n"
    many = "".join(row.format(account, number) for account in "ABC" for number in range(5_000))
    few = "".join(row.format("B", number) for number in range(5_000))
    all_of_them = loaded(tmp_path, tickets=TICKETS + many)
    alone = loaded(tmp_path, tickets=TICKETS + few)
    size, least = len(pickle.dumps(all_of_them.of(["B"]))), len(pickle.dumps(alone))
    assert least <= size < least + 1_000
    assert size < 5_000 * 80


def test_more_issues_change_no_rows(tables: Tables) -> None:
    """Those of an account are found with those it had."""
    tables.of(["A"])
    more = tables.with_issues([Issue(code="y", problem="is odder", account="B")])
    assert [one.code for one in more.issues_of("B")] == ["x", "y"]
    assert [one.code for one in more.of(["B"]).issues] == ["x", "y"]
    assert more.frames is tables.frames
