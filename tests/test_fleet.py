from __future__ import annotations

import hashlib
from pathlib import Path

import fleet
import numpy as np
import pandas as pd
import pytest
from fleet import Fleet, make, volumes

from reviewgen import project

SMALL = Fleet(accounts=7, tickets=900, skew=0.7, seed=5)
TICKETS = "424d94f6db4a894194dea6a5c1c0b04427c85fa17cbc9dcc3252a2c473abe2e2"
ALL_FILES = "7a315c6c3480d69bbbcb876b3cf9228423751d922f1a9a529c015b8a804cd92c"
TABLES = ("tickets", "surveys", "outages", "actions")


def tree(folder: Path) -> dict[str, str]:
    """Return the digest of each file below a folder."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def tables(folder: Path) -> dict[str, pd.DataFrame]:
    """Return the exports of a fleet as text."""
    return {name: pd.read_csv(folder / "data" / f"{name}.csv", dtype="str", keep_default_na=False) for name in TABLES}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small uneven fleet."""
    folder = tmp_path_factory.mktemp("fleet")
    make(folder, SMALL)
    return folder


def test_the_same_seed_gives_the_same_bytes(small: Path, tmp_path: Path) -> None:
    """Every file of a second fleet is that of the first."""
    make(tmp_path, SMALL)
    assert tree(tmp_path) == tree(small)


def test_bytes_are_those_of_earlier_versions(small: Path) -> None:
    """What others have measured on stays what it was."""
    digests = tree(small)
    assert digests["data/tickets.csv"] == TICKETS
    assert hashlib.sha256("".join(sorted(digests.values())).encode()).hexdigest() == ALL_FILES


def test_blocks_do_not_show(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Written in blocks of a hundred rows, the files are the same."""
    monkeypatch.setattr(fleet, "BLOCK", 100)
    make(tmp_path, SMALL)
    assert tree(tmp_path) == tree(small)


def test_another_seed_gives_other_tickets(small: Path, tmp_path: Path) -> None:
    """With another seed no export stays as it was; what is not drawn stays."""
    make(tmp_path, Fleet(7, 900, 0.7, seed=6))
    one, other = tree(small), tree(tmp_path)
    assert {name for name in one if one[name] != other[name]} == {f"data/{name}.csv" for name in TABLES}


def test_every_account_has_its_share_of_exactly_so_many_tickets(small: Path) -> None:
    """The rows are as many as asked for, and each account has as many as its rank says."""
    counts = tables(small)["tickets"]["account"].value_counts()
    assert counts.sum() == 900
    assert [counts[f"A{place:05d}"] for place in range(7)] == volumes(SMALL).tolist()


def test_tables_without_rows_have_heads(tmp_path: Path) -> None:
    """One ticket may bring no outage and no action; their files are there."""
    make(tmp_path, Fleet(1, 1))
    assert [len(table) for table in tables(tmp_path).values()] == [1, 0, 0, 0]


@pytest.mark.parametrize("skew", [0.0, 0.5, 1.0, 2.0])
@pytest.mark.parametrize(("accounts", "tickets"), [(1, 1), (3, 10), (10, 10), (1_000, 123_457)])
def test_volumes_add_up(accounts: int, tickets: int, skew: float) -> None:
    """Whatever the skew: together as many as asked for, none without a ticket, never more for a later rank."""
    found = volumes(Fleet(accounts, tickets, skew))
    assert (len(found), found.sum(), found.min() >= 1) == (accounts, tickets, True)
    assert (np.diff(found) <= 0).all()


def test_skew_says_how_uneven() -> None:
    """Without skew accounts differ by one ticket at most; with 1 the tenth account has a tenth of the first."""
    assert np.ptp(volumes(Fleet(7, 100, 0.0))) <= 1
    uneven = volumes(Fleet(100, 1_000_000, 1.0))
    assert uneven[0] / uneven[9] == pytest.approx(10, rel=0.01)


def test_fewer_tickets_than_accounts_are_refused() -> None:
    """No account can be without a ticket."""
    with pytest.raises(ValueError, match="9 tickets are too few for 10 accounts"):
        Fleet(10, 9)


def test_rows_hang_together(small: Path) -> None:
    """Ids are unique, surveys ask about resolved tickets, times are in their order and none lies ahead."""
    found = tables(small)
    assert all(table["id"].is_unique for table in found.values())
    resolved = found["tickets"].set_index("id")["resolved_at"]
    assert (resolved[found["surveys"]["ticket"]] != "").all()
    opened, answered = found["tickets"]["opened_at"], found["tickets"]["first_response_at"]
    assert ((answered == "") | (answered >= opened)).all()
    assert max(opened.max(), resolved.max()) < "2026-11-02 06:00"


def test_a_fleet_is_a_project(small: Path) -> None:
    """It is read as one: all accounts, all three policies, nothing broken."""
    setup = project.load(small)
    assert [account.id for account in setup.accounts] == [f"A{place:05d}" for place in range(7)]
    assert sorted(setup.policies) == ["bronze", "gold", "silver"]
    assert setup.broken == ()
