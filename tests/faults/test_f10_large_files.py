"""Files that are larger than any export: read in little memory, or refused at once with the limit."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from exports import HEADER, mapped, row, run

ROWS = 2_000_000
GIGABYTE = 1024**3


@pytest.mark.parametrize(
    ("content", "limits", "words"),
    [
        (HEADER + row(1, title="x" * 1_100_000), {}, ("row 2", '"title"', "1,100,000 bytes", "limits: cell")),
        (",".join(f"c{place}" for place in range(100_000)) + "\n", {}, ("100,000 columns", "limits: columns")),
        (HEADER + row(1) + row(2) + row(3), {"rows": 2}, ("has 3 rows, more than 2", "limits: rows")),
        (HEADER + row(1, title="x" * 1_050_000), {"megabytes": 1}, ("is larger than 1 MB", "limits: megabytes")),
    ],
    ids=["cell", "columns", "rows", "bytes"],
)
def test_f10_what_is_too_large_is_refused(tmp_path: Path, content: str, limits: object, words: tuple[str, ...]) -> None:
    """The message names the file, the limit and the setting; nothing is built, and it takes no time."""
    start = time.process_time()
    found = run(tmp_path, content, limits=limits)
    assert found.code == 2
    assert [word for word in ("data/tickets.csv", *words) if word not in found.said] == []
    assert time.process_time() - start < 5


def test_f10_a_limit_is_raised_where_the_message_says(tmp_path: Path) -> None:
    """The cell that was too long is in the pack then."""
    found = run(tmp_path, HEADER + row(1, title="word " * 210_000), limits={"cell": 2_000_000}, source=mapped())
    assert found.code == 0
    assert found.value("tickets.opened") == 1


def _many(folder: Path, rows: int, accounts: int) -> None:
    """Write a project with so many tickets."""
    (folder / "accounts").mkdir()
    for place in range(accounts):
        (folder / "accounts" / f"{place}.yaml").write_text(f"{{id: A{place:03}, name: Customer}}\n", "utf-8")
    source = "sources: [{table: tickets, files: tickets.csv}]"
    (folder / "reviewgen.yaml").write_text(f"provider: {{name: N}}\nas_of: 2026-11-02 06:00\n{source}\n", "utf-8")
    with (folder / "tickets.csv").open("w", encoding="utf-8") as file:
        file.write("id,account,title,priority,opened_at,resolved_at,state\n")
        for number in range(rows):
            day, hour = number % 28 + 1, number % 20
            opened, done = (
                f"2026-{number % 10 + 1:02}-{day:02} {hour:02}:15",
                f"2026-{number % 10 + 1:02}-{day:02} {hour + 2:02}:45",
            )
            title = f"The printer on floor {number % 40} does not print"
            file.write(f"INC{number:07},A{number % accounts:03},{title},P{number % 4 + 1},{opened},{done},closed\n")


def _peak(folder: Path) -> tuple[int, int]:
    """The exit code of a build, and the most memory that its processes had together."""
    command = [
        sys.executable,
        "-m",
        "reviewgen",
        "build",
        str(folder),
        "--format",
        "html",
        "--out",
        str(folder / "out"),
    ]
    peak, running = 0, psutil.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while running.poll() is None:
        peak = max(peak, _memory(running))
        time.sleep(0.1)
    return running.returncode, peak


def _memory(process: psutil.Popen) -> int:
    """What a process and its children take; what they share is counted once."""
    try:
        together = [process, *process.children(recursive=True)]
        return sum(one.memory_full_info().pss for one in together)
    except psutil.Error:
        return 0


@pytest.mark.slow_fault
@pytest.mark.skipif(sys.platform != "linux", reason="memory that processes share is told apart on Linux only")
def test_f10_two_million_rows_take_less_than_two_gigabytes(tmp_path: Path) -> None:
    """A file of 200 MB, of a hundred accounts, becomes their packs."""
    _many(tmp_path, ROWS, accounts=100)
    assert (tmp_path / "tickets.csv").stat().st_size > 180_000_000
    code, peak = _peak(tmp_path)
    assert code == 0
    assert len([*(tmp_path / "out").rglob("pack.html")]) == 100
    assert peak < 2 * GIGABYTE
