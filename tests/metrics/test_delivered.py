from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from drawn_project import DrawnProject, blank

from reviewgen import periods
from reviewgen.config import Account
from reviewgen.cut import Origins
from reviewgen.metrics import Computed, Figures, Review, compute, shard_of
from reviewgen.model import Missing

AS_OF = datetime(2026, 11, 10, 12, tzinfo=UTC)
NAMES = ("outcomes", "prevented", "activities", "hours", "money")
KINDS = ("outcome", "prevented", "saving", "activity")


def _computed(*rows: dict[str, Any], currency: str = "GBP") -> Computed:
    """The figures of October of account A, which had a ticket two years before."""
    account = Account(id="A", name="A", currency=currency)
    ticket = blank("tickets", account="A", id="1", opened_at=datetime(2024, 1, 1, tzinfo=UTC))
    value = tuple(_row(number, **row) for number, row in enumerate(rows))
    project = DrawnProject((account,), ("2026-10",), AS_OF, {"tickets": (ticket,), "value": value})
    reviews = [Review(account, periods.parse("2026-10"))]
    return compute(shard_of(project.tables(), reviews, AS_OF), reviews, AS_OF)


def _row(number: int, **values: Any) -> dict[str, Any]:
    usual = {"account": "A", "id": f"V{number}", "on": date(2026, 10, 5), "title": "x", "kind": "outcome"}
    return blank("value", **(usual | values))


def _found(*rows: dict[str, Any]) -> Figures:
    return _computed(*rows).figures["A"]


def test_what_was_delivered_counts_by_its_kind_and_day() -> None:
    """The first and the last day of October are in it, the days beside it are not; a saving has no count."""
    days = (date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 31), date(2026, 11, 1))
    found = _found(*({"on": day} for day in days), {"kind": "prevented"}, {"kind": "activity"}, {"kind": "saving"})
    assert [found.get(f"value.{name}").value for name in NAMES[:3]] == [2, 1, 1]
    assert found.get("value.outcomes", "2026-09").value == 1


def test_hours_and_money_count_only_where_it_is_said_how_they_are_reckoned() -> None:
    """Of three rows one states no assumption, and one no money; what is left adds up, whatever its kind."""
    found = _found(
        {"hours": 12.5, "money": 900.0, "assumption": "15 minutes a call"},
        {"hours": 2.5, "kind": "saving", "assumption": "as measured in June"},
        {"hours": 1000.0, "money": 1000.0},
    )
    hours, money = (found.get(f"value.{name}") for name in ("hours", "money"))
    assert (hours.value, hours.n, hours.unit) == (15, 2, "h")
    assert (money.value, money.n, money.unit) == (900, 1, "GBP")


def test_nothing_recorded_is_not_nothing_saved() -> None:
    """Without a row that can be reckoned the sums are missing; the counts are zero."""
    found = _found({"hours": 3.0})
    assert found.get("value.activities").value == 0
    assert found.get("value.hours").value == Missing("no hours saved are recorded with how they are reckoned")
    assert found.get("value.money").value == Missing("no money saved is recorded with how it is reckoned")


def test_what_is_delivered_after_the_state_of_the_data_is_unknown() -> None:
    """A row of the day after it enters no figure."""
    found = _found({"on": date(2026, 11, 11), "hours": 5.0, "assumption": "x"})
    assert {found.get(f"value.{name}", "2026-10").n for name in NAMES} == {0}


def test_the_rows_behind_the_hours_make_them() -> None:
    """They are those with an assumption, each with what it adds."""
    computed = _computed({"hours": 12.5, "assumption": "a"}, {"hours": 9.0}, {"hours": 2.5, "assumption": "b"})
    behind = Origins(computed, "A").behind(computed.figures["A"].get("value.hours"))
    assert (behind.table, behind.ids, behind.values) == ("value", ("V0", "V2"), (12.5, 2.5))


@pytest.mark.parametrize("seed", range(3))
def test_figures_are_those_of_the_accounts_own_rows(seed: int) -> None:
    """Counted row by row, with another account in the same table or without it."""
    dice = random.Random(seed)
    rows = [
        _row(
            number,
            account=dice.choice("AB"),
            on=date(2026, 9, 20) + timedelta(days=dice.randint(0, 60)),
            kind=dice.choice(KINDS),
            hours=dice.choice((None, 0.1, 0.7, 12.0)),
            money=dice.choice((None, 10.0, 0.01)),
            assumption=dice.choice(("", "as agreed")),
        )
        for number in range(80)
    ]
    both = tuple(Account(id=name, name=name) for name in "AB")
    ticket = blank("tickets", account="A", id="1", opened_at=datetime(2024, 1, 1, tzinfo=UTC))
    tables = {"tickets": (ticket,), "value": tuple(rows)}
    found = DrawnProject(both, ("2026-10", "2026-Q4"), AS_OF, tables).figures()["A"]
    alone = {"tickets": (ticket,), "value": tuple(row for row in rows if row["account"] == "A")}
    assert list(found) == list(DrawnProject(both[:1], ("2026-10",), AS_OF, alone).figures()["A"])
    mine = [row for row in rows if row["account"] == "A" and row["on"].month == 10]
    for name, kind in (("outcomes", "outcome"), ("prevented", "prevented"), ("activities", "activity")):
        assert found.get(f"value.{name}").value == sum(row["kind"] == kind for row in mine)
    for name in ("hours", "money"):
        reckoned = [row[name] for row in mine if row["assumption"] and row[name] is not None]
        figure = found.get(f"value.{name}")
        assert figure.value == pytest.approx(sum(reckoned))
        assert figure.n == len(reckoned)
