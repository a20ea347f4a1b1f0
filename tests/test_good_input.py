"""Every folder data/good-*: a small project, and figures and rows of it that were worked out by hand (why.txt).

`expected.json` has `period`; `figures` by account, where a text as value is the reason why it is missing; and where
it matters `rows` (some columns of all rows of a table, in order) and `ledger` (what became of the rows read).
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from reviewgen.build import figures
from reviewgen.gather import Job, Request, gather
from reviewgen.model import Missing
from reviewgen.tables import unaccounted

CASES = sorted((Path(__file__).parent / "data").glob("good-*"))


def read(case: Path) -> tuple[Job, dict[str, Any]]:
    """Gather a case, and what is expected of it."""
    expected: dict[str, Any] = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    now = datetime(2030, 1, 1, tzinfo=UTC)
    return gather(Request(case, now, {"EXPORTS": "data"}, period=expected["period"])), expected


def plain(value: Any) -> Any:
    """Return a cell of a frame as JSON has it."""
    if isinstance(value, pd.Timestamp):
        return value.isoformat()
    return None if pd.isna(value) else value


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_good_input(case: Path) -> None:
    """A good project has no error, loses no row, and gives exactly the rows and figures worked out by hand."""
    job, expected = read(case)
    assert job.failed == {}
    assert [str(issue) for issue in job.tables.issues if issue.severity == "error"] == []
    assert set(unaccounted(job.tables).values()) <= {0}
    assert expected["figures"].keys() <= {review.account.id for review in job.reviews}

    for table, rows in expected.get("rows", {}).items():
        frame = job.tables.frames[table]
        assert len(frame) == len(rows)
        for found, wanted in zip(frame.to_dict("records"), rows, strict=True):
            assert {name: plain(found[name]) for name in wanted} == pytest.approx(wanted)
    for table, outcomes in expected.get("ledger", {}).items():
        ledger = job.tables.ledger[job.tables.ledger["table"] == table]
        assert ledger.groupby("outcome")["rows"].sum().to_dict() == outcomes
    computed = figures(job)
    for account, wanted_figures in expected["figures"].items():
        for wanted in wanted_figures:
            figure = computed[account].get(wanted["metric"], wanted.get("period"), **wanted["dimensions"])
            value = figure.value.reason if isinstance(figure.value, Missing) else figure.value
            found = {"metric": figure.metric, "dimensions": dict(figure.dimensions), "value": value, "n": figure.n}
            assert found | {"value": None} == {name: wanted[name] for name in found} | {"value": None}
            assert value == pytest.approx(wanted["value"]), wanted


def test_there_are_cases() -> None:
    """The folders are found: an empty parametrisation would pass in silence."""
    assert len(CASES) >= 8
