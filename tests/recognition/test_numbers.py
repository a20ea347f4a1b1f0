"""Numbers and counted times of an unknown export are read as they are written, or told of."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from mapped import mapped, run

from reviewgen import project, tables


def projects(*budgets: str) -> list[str]:
    """An export of projects with these budgets."""
    rows = [f"{place};Calder;Move;2026-10-0{place};{budget}" for place, budget in enumerate(budgets, 1)]
    return ["id;account;title;started_on;budget", *rows]


def surveys(*scores: str) -> list[str]:
    """An export of answers with these scores, of no known tool."""
    rows = [f"{place};Calder;CSAT;{score};2026-10-0{place}" for place, score in enumerate(scores, 1)]
    return ["Survey ID;Company;Survey type;Rating;Completed at", *rows]


def read(folder: Path, name: str) -> pd.DataFrame:
    """A table as a build reads it."""
    found = tables.load(project.load(folder), {})
    assert not [one for one in found.issues if one.severity == "error"]
    return found.frames[name]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (("4,5", "3,25", "5"), [4.5, 3.25, 5]),
        (("4.5", "3.25", "5"), [4.5, 3.25, 5]),
        (("1.234,5", "7", "n/a"), [1234.5, 7, None]),
        (("1,234.5", "7", "1"), [1234.5, 7, 1]),
        (("1,234", "4,5", "1"), [1.234, 4.5, 1]),
        (("1,234", "0,125", "1"), [1.234, 0.125, 1]),
    ],
)
def test_the_signs_of_numbers_are_found(tmp_path: Path, written: tuple[str, ...], meant: list[float | None]) -> None:
    """Whichever signs read all cells stand in the mapping."""
    done = mapped(tmp_path, projects(*written))
    assert done.code == 0, done.stderr
    found = read(tmp_path, "projects").sort_values("id")["budget"]
    assert [None if pd.isna(one) else one for one in found] == meant


def test_a_draft_has_the_decimal_sign(tmp_path: Path) -> None:
    """A score of 4,5 is four and a half."""
    assert mapped(tmp_path, surveys("4,5", "3,25", "5")).code == 0
    assert 'decimal: ","' in (tmp_path / "mappings" / "export.yaml").read_text("utf-8")
    assert sorted(read(tmp_path, "surveys")["score"]) == [3.25, 4.5, 5]


@pytest.mark.parametrize("sign", [".", ","])
def test_numbers_that_mean_either_are_asked_about(tmp_path: Path, sign: str) -> None:
    """Where every sign could be that of thousands nobody guesses: each answer is followed."""
    lines = projects(f"1{sign}234", f"2{sign}500", "7")
    done = mapped(tmp_path, lines)
    assert (done.code, [*tmp_path.glob("reviewgen.yaml")]) == (2, [])
    assert f"Is 1{sign}234 in budget a fraction, or a number of thousands?" in done.stdout + done.stderr
    for said, meant in ((".", [1.234, 2.5, 7]), (",", [1234, 2500, 7])):
        folder = tmp_path / f"said {said == sign}"
        assert mapped(folder, lines, "--decimal", said).code == 0
        expected = meant if sign == "." else [1234, 2500, 7] if said == "." else [1.234, 2.5, 7]
        assert sorted(read(folder, "projects")["budget"]) == sorted(expected)


@pytest.mark.parametrize("proof", ["2.5", "0.125"])
def test_one_number_that_can_be_no_thousands_ends_the_doubt(tmp_path: Path, proof: str) -> None:
    """It tells the sign for all of them, and what was said against it is not followed."""
    lines = projects("1.234", "2.500", proof)
    assert mapped(tmp_path / "told", lines).code == 0
    against = mapped(tmp_path / "against", lines, "--decimal", ",")
    assert against.code == 0
    assert "--decimal , was not followed" in against.stderr
    assert sorted(read(tmp_path / "against", "projects")["budget"]) == sorted([1.234, 2.5, float(proof)])


@pytest.mark.parametrize(("second", "form"), [("", "epoch"), ("000", "epoch_ms")])
def test_times_since_1970_are_read(tmp_path: Path, second: str, form: str) -> None:
    """In a column of times by its name; an id of as many figures stays one."""
    lines = [
        "Ticket ID,Customer,Created,Resolved",
        f"1759305600,Calder,1759305600{second},1759309200{second}",
        f"1759305601,Calder,1759392000{second},null",
    ]
    done = mapped(tmp_path, lines)
    assert done.code == 0, done.stderr
    assert f"dates: [{form}]" in (tmp_path / "mappings" / "export.yaml").read_text("utf-8")
    found = read(tmp_path, "tickets")
    assert found["id"].tolist() == ["1759305600", "1759305601"]
    assert found["opened_at"].iloc[0] == pd.Timestamp("2025-10-01T08:00Z")
    assert "UTC is assumed" not in done.stderr
    assert run("build", tmp_path, "--format", "html").code == 0


def test_a_compact_date_is_not_taken_for_seconds(tmp_path: Path) -> None:
    """2026100108 is the first of October at eight, if anything, and no second of 2034."""
    done = mapped(tmp_path, ["Ticket ID,Customer,Created", "1,Calder,2026100108", "2,Calder,2026100209"])
    assert "Which column is opened_at" in done.stderr
