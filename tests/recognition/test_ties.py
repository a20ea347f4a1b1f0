"""Two columns that are named as one of ours and differ: the customer is asked, a time is told of."""

from __future__ import annotations

from pathlib import Path

import pytest
from mapped import Done, mapped, typed

TIMES = "Ticket ID,Customer,Created,Completed,Resolved"
ROWS = (
    "1,Big,Acme,2026-09-03 09:00,2026-09-03 10:00",
    "2,Small,Hollin,2026-09-04 09:00,2026-09-04 10:00",
    "3,Big,Tern,2026-09-05 09:00,2026-09-05 10:00",
    "4,Small,Acme,2026-09-06 09:00,2026-09-06 10:00",
    "5,Big,Hollin,2026-09-07 09:00,2026-09-07 10:00",
    "6,Small,Tern,2026-09-08 09:00,2026-09-08 10:00",
)


def with_owners(folder: Path, pair: str, *flags: str, rows: tuple[str, ...] = ROWS) -> Done:
    """What comes of an export with two columns that may be the customer."""
    return mapped(folder, [f"Ticket ID,{pair},Created,Resolved", *rows], *flags)


@pytest.mark.parametrize(
    "pair",
    ["Customer,Tenant", "Tenant,Customer", "Client,Organization", "Kunde,Firma", "Customer,Organization Unit"],
)
def test_two_columns_of_customers_are_asked(tmp_path: Path, pair: str) -> None:
    """Nothing is written: the wrong one would put the rows of one customer into the pack of another."""
    done = with_owners(tmp_path, pair)
    assert done.code == 2
    assert all(f"--account-column {name if ' ' not in name else repr(name)}" in done.stderr for name in pair.split(","))
    assert not (tmp_path / "reviewgen.yaml").exists()


@pytest.mark.parametrize(
    ("flag", "accounts"),
    [
        (("--account-column", "Tenant"), "acme hollin tern"),
        (("--account-column", "Customer"), "big small"),
        (("--column", "account=Tenant"), "acme hollin tern"),
    ],
)
def test_a_flag_says_which_column_has_the_customers(tmp_path: Path, flag: tuple[str, str], accounts: str) -> None:
    """What was said is followed, and not asked again."""
    assert with_owners(tmp_path, "Customer,Tenant", *flag).code == 0
    assert sorted(one.stem.rpartition("-")[0] for one in (tmp_path / "accounts").iterdir()) == accounts.split()


def test_a_terminal_is_asked_for_the_column_of_customers(tmp_path: Path) -> None:
    """The second of the two is an answer by its number."""
    with_owners(tmp_path, "Customer,Tenant")
    done = typed(["2", "UTC", "2026-10-01"], "map", tmp_path / "export.csv", "--into", tmp_path)
    assert done.code == 0
    assert len([*(tmp_path / "accounts").iterdir()]) == 3


def test_an_id_beside_a_name_is_no_question(tmp_path: Path) -> None:
    """Where each value of one has one value of the other, both make the same packs."""
    rows = tuple(row.replace("Big", "C1").replace("Small", "C2") for row in ROWS)
    names = {"C1": "Acme", "C2": "Hollin"}
    same = tuple(",".join((n, code, names[code], *rest)) for n, code, _, *rest in (row.split(",") for row in rows))
    assert with_owners(tmp_path, "Company,Customer Name", rows=same).code == 0


def test_the_more_exact_name_of_a_time_is_taken(tmp_path: Path) -> None:
    """Resolved is resolved_at wherever it stands; Completed, which differs, is told of with its flag."""
    lines = [TIMES, *(f"{n},Acme,2026-09-0{n} 09:00,2026-09-0{n} 23:00,2026-09-0{n} 12:00" for n in range(1, 6))]
    done = mapped(tmp_path, lines, "--json")
    (export,) = done.data["exports"]
    assert export["tables"]["tickets"]["mapping"]["columns"]["resolved_at"] == "Resolved"
    (told,) = [one["text"] for one in export["warnings"] if one["code"] == "map.tie"]
    assert "differs from it in 5 of 5 rows" in told
    assert "--column resolved_at=Completed" in told


def test_a_time_that_was_said_is_not_told_of(tmp_path: Path) -> None:
    """Once it is said which column it is, nothing is open."""
    lines = [
        "Ticket ID,Customer,Created,Completed,Resolved",
        "1,Acme,2026-09-01 09:00,2026-09-01 23:00,2026-09-01 12:00",
    ]
    done = mapped(tmp_path, lines, "--column", "resolved_at=Completed")
    assert "may be it as well" not in done.stderr


def test_times_that_agree_are_not_told_of(tmp_path: Path) -> None:
    """Two columns that hold the same are one."""
    lines = [
        "Ticket ID,Customer,Created,Completed,Resolved",
        "1,Acme,2026-09-01 09:00,2026-09-01 12:00,2026-09-01 12:00",
    ]
    assert "may be it as well" not in mapped(tmp_path, lines).stderr
