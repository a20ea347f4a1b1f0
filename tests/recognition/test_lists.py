"""A list of JSON becomes columns of one name: that its first value alone is taken is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from mapped import mapped

RECORDS = [
    {"Ticket ID": 1, "Customer": "Calder", "Created": "2026-10-01", "Category": ["Mail", "Phone"]},
    {"Ticket ID": 2, "Customer": "Calder", "Created": "2026-10-02", "Category": ["Mail"]},
]


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_a_list_is_told(tmp_path: Path, name: str) -> None:
    """The others are in no table, unless the mapping says how."""
    lines = [json.dumps(one) for one in RECORDS]
    text = "\n".join(lines) if name == "a.jsonl" else f"[{','.join(lines)}]"
    done = mapped(tmp_path, text.encode(), name=name)
    assert done.code == 0, done.stderr
    assert 'column "Category": is a list, or stands 2 times: category takes the first value' in done.stderr
    single = mapped(tmp_path / "b", json.dumps([{**RECORDS[0], "Category": ["Mail"]}]).encode(), name="a.json")
    assert "takes the first value" not in single.stderr


def test_several_customers_of_a_row_are_not_joined(tmp_path: Path) -> None:
    """A ticket has one: the hint makes no customer "Calder, Hollin" of two."""
    records = [RECORDS[1], {**RECORDS[0], "Customer": ["Calder", "Hollin"], "Category": "Mail"}]
    told = mapped(tmp_path, json.dumps(records).encode(), name="a.json").stderr
    assert "account takes the first value of each row. Hint: where another of them is the customer, name" in told
    assert "joined" not in told


def test_a_list_that_several_tables_read_is_told_once(tmp_path: Path) -> None:
    """Tickets, changes, surveys and problems of one export have the same customers."""
    header = (
        "Summary,Issue key,Issue id,Issue Type,Status,Project key,Priority,Resolution,Assignee,Reporter,Created,Updated"
        ",Resolved,Custom field (Organizations),Custom field (Organizations),Status Category,Satisfaction rating"
    )
    row = "a,SD-1,1,Incident,Done,SD,High,Done,x,y,2026-10-01 10:00,2026-10-02 10:00,2026-10-02 10:00,Acme,Beta,Done,5"
    done = mapped(tmp_path, [header, row], "--json")
    (export,) = done.data["exports"]
    assert len(export["tables"]) > 1
    assert [one["code"] for one in export["warnings"]].count("map.repeated") == 1
