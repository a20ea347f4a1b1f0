"""Two spellings of one customer: what `map` says of them is what a build finds, until they are translated."""

from __future__ import annotations

from pathlib import Path

from mapped import INCIDENTS, mapped, run

OTHER = "INC4,2026-11-04 08:00:00,Screen,Joe,2 - High,New,Desk,Bob,calder "


def test_a_build_refuses_the_customer_that_map_named(tmp_path: Path) -> None:
    """With file, row and column, and how to make one of them; the other customer is delivered."""
    done = mapped(tmp_path, [*INCIDENTS, OTHER], "--zone", "UTC")
    told = (
        'export.csv, row 2, column "account": "Calder" differs from \'calder\' in case, blanks, accents of another '
        "form or characters that nobody sees only. And 1 more row. Hint: write the account alike in all rows, or "
        'translate it in the mapping, beside the column of account: values: {"calder": "Calder"}.'
    )
    assert (done.code, done.stderr.count("differs from")) == (1, 1)
    assert told in done.stderr
    built = run("build", tmp_path, "--format", "html", "--period", "2026-10")
    assert built.code == 1
    assert "failed Calder" in built.stderr
    assert told in built.stderr
    assert "built Hollin" in built.stdout


def test_translated_they_are_one_customer(tmp_path: Path) -> None:
    """As the hint says it; the pack then has the tickets of both."""
    mapped(tmp_path, [*INCIDENTS, OTHER], "--zone", "UTC")
    file = tmp_path / "mappings" / "servicenow-incident.yaml"
    given = 'account: {column: company, values: {"calder": "Calder"}}'
    file.write_text(file.read_text("utf-8").replace("account: company", given), "utf-8")
    built = run("build", tmp_path, "--format", "html", "--period", "2026-10")
    assert built.code == 0, built.stderr
    assert "rows of tickets: 4 read = 4 kept" in built.stdout
    assert "belong to accounts" not in built.stderr
