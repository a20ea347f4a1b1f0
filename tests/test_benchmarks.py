from __future__ import annotations

import json
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

import packs
import performance
import printing
import pytest
from fleet import Fleet, make
from packs import Asked
from playwright.sync_api import Browser
from sharing import Work, shared_out
from watching import ROOT, overheard, watched

RESULTS = ROOT / "benchmarks" / "results"


def test_the_benchmark_of_clocks_runs_and_all_ways_agree(project_root: Path, tmp_path: Path) -> None:
    """On a few clocks: every way of counting gives the answers that reviewgen gives."""
    report = tmp_path / "clocks.json"
    command = [sys.executable, "benchmarks/clocks.py", "--clocks", "25", "--out", str(report)]
    run = subprocess.run(
        command, cwd=project_root, capture_output=True, text=True, check=True, env={"PYTHONPATH": str(project_root)}
    )
    results = json.loads(report.read_text("utf-8"))["results"]
    assert len(results) == 5
    assert all(one["agreed"] == one["sample"] > 0 for one in results)
    assert "25 clocks, 50 calendars" in run.stdout


@pytest.mark.slow_fault
def test_a_fleet_is_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three small accounts, without the slow ways: the run, its floor, runs again, and the page that tells of them."""
    monkeypatch.setattr(packs, "STARTS", 1)
    (tmp_path / "scratch").mkdir()
    said = packs.measured(Asked(accounts=3, tickets=300, sizes=(), ways=()), tmp_path / "scratch")
    run, (floor,), (unchanged, changed, *_) = said["run"], said["ways"], said["again"]
    assert (run["accounts"], run["tickets"], run["built"]) == (3, 900, 3)
    assert all(run["cost"][name] > 0 for name in ("seconds", "cpu", "peak_mb"))
    assert {"read", "check", "metrics", "sections", "HTML", "PDF", "write"} <= set(run["stages"])
    assert run["files"] >= 3 * 10
    assert (floor["way"], floor["sample"]) == ("raw plutoprint", 3)
    assert 0 < floor["times_ours"] < 1 < run["times_plutoprint"]
    assert (unchanged["built"], changed["built"], changed["right"]) == (0, 1, True)
    page = told_in_a_page(said, tmp_path)
    assert page.count(" from packs-3.json -->") == len(performance.TABLES)
    assert "3 accounts with 300 tickets each, 2 processes." in page
    assert "| raw plutoprint |" in page


def told_in_a_page(said: dict[str, Any], folder: Path) -> str:
    """Return the page of performance as results make it."""
    page, file = folder / "performance.md", folder / "packs-3.json"
    page.write_text(packs.PAGE.read_text("utf-8"), "utf-8")
    file.write_text(json.dumps(performance.rounded(said)), "utf-8")
    performance.write(page, file)
    return page.read_text("utf-8")


def test_the_page_is_what_its_results_say(tmp_path: Path) -> None:
    """docs/performance.md is as the committed results make it; else: python benchmarks/performance.py RESULTS."""
    said = packs.PAGE.read_text("utf-8")
    names = {
        line.split(" from ")[1].removesuffix(" -->")
        for line in said.splitlines()
        if line.startswith("<!-- ") and " from " in line
    }
    (name,) = names
    page = tmp_path / "performance.md"
    page.write_text(said, "utf-8")
    performance.write(page, RESULTS / name)
    assert page.read_text("utf-8") == said


def test_paper_multiplies_what_was_measured() -> None:
    """A hundred thousand accounts take a hundred thousand times what one takes, and a billion tickets likewise."""
    units = {
        "cpu_seconds_a_ticket": 10e-6,
        "cpu_seconds_an_account": 0.072,
        "memory_bytes_a_ticket": 500.0,
        "bytes_in_a_ticket": 190.0,
        "bytes_out_an_account": 1_500_000.0,
        "files_an_account": 14.0,
        "portfolio_bytes_an_account": 4_000.0,
    }
    table = performance.paper({"units": units})
    rows = (line.strip("| ").split(" | ") for line in table.splitlines())
    told = {row[0]: row[-1] for row in rows}
    assert told["CPU, for accounts"] == "2.0 hours"
    assert told["CPU, for tickets"] == "2.8 hours"
    assert told["all of it on 2 cores"] == "2.4 hours"
    assert told["memory of one run that reads them all"] == "500.0 GB"
    assert told["files, or requests to write them"] == "1,400,000"


def test_one_row_changes_in_place(tmp_path: Path) -> None:
    """One row is another one, of the account that is named; all others stand where they stood."""
    make(tmp_path, Fleet(5, 50, 0.0))
    path = tmp_path / "data" / "tickets.csv"
    before = path.read_bytes().splitlines()
    account = packs.change_one_row(tmp_path)
    changed = [pair for pair in zip(before, path.read_bytes().splitlines(), strict=True) if pair[0] != pair[1]]
    assert len(changed) == 1
    assert all(line.startswith(account.encode() + b",") for line in changed[0])


def test_memory_and_cpu_count_for_all_processes() -> None:
    """A process that a command starts counts with it: its memory, and what it worked."""
    worker = "held = bytearray(b'x') * 200_000_000; sum(n * n for n in range(20_000_000))"
    cost = watched(
        [sys.executable, "-c", f"import subprocess, sys; subprocess.run([sys.executable, '-c', {worker!r}])"]
    )
    assert 200 < cost.peak_mb < 300
    assert 0.1 < cost.cpu < cost.seconds * 2


def test_what_a_command_says_is_heard_or_raised() -> None:
    """Its standard output is given; where it fails, its complaint is in the error."""
    assert overheard([sys.executable, "-c", "print('done')"])[1] == "done\n"
    with pytest.raises(RuntimeError, match="ended with 3\nno such thing"):
        watched([sys.executable, "-c", "import sys; sys.stderr.write('no such thing'); sys.exit(3)"])


def test_items_are_shared_out_and_done_once(tmp_path: Path) -> None:
    """Two processes do every item once, beside the one to warm up on; their time overlaps."""
    spent = shared_out(partial(sleeper, tmp_path), [str(number) for number in range(10)], 2)
    done = [line for path in tmp_path.iterdir() for line in path.read_text("utf-8").split()]
    assert sorted(done) == sorted([*map(str, range(10)), "0", "0"])
    assert spent.seconds < 10 * 0.1


def test_what_fails_in_a_process_is_raised() -> None:
    """The error of the work comes out, and nothing waits for ever."""
    with pytest.raises(ZeroDivisionError):
        shared_out(failing, ["1"], 2)


def test_an_analyst_writes_a_review(tmp_path: Path) -> None:
    """The script that others are compared with makes HTML and PDF with charts and all tables."""
    analyst = pytest.importorskip("analyst", exc_type=ImportError)
    make(tmp_path, Fleet(2, 2_000, 0.0))
    analyst.packs(analyst.exports(tmp_path), tmp_path)("A00001")
    html = (tmp_path / "A00001.html").read_text("utf-8")
    assert html.count("<table") == 6
    assert html.count("<img") == 6
    assert (tmp_path / "A00001.pdf").read_bytes().startswith(b"%PDF")


def test_kept_pages_are_those_of_each_account(tmp_path: Path) -> None:
    """A pack and a brief for each account that is asked for, with the fonts that they load."""
    make(tmp_path / "project", Fleet(3, 900, 0.0))
    pages = printing.captured(tmp_path / "project", tmp_path / "pages", ["A00000", "A00002"], 1)
    assert sorted(pages.of) == ["Customer 00000 Ltd", "Customer 00002 Ltd"]
    first = json.loads(Path(pages.files[0]).read_text("utf-8"))
    assert all((tmp_path / "pages" / digest).is_file() for digest in first["assets"].values())
    assert any(name.endswith(".ttf") for name in first["assets"])
    assert pages.some(1).accounts == 1


def test_a_browser_prints_a_page_as_it_is_meant(tmp_path: Path, browser: Browser) -> None:
    """Opened from its file, a kept page has its style sheet and its fonts."""
    make(tmp_path / "project", Fleet(1, 300, 0.0))
    pages = printing.captured(tmp_path / "project", tmp_path / "pages", ["A00000"], 1)
    tab = browser.new_page()
    tab.goto(Path(printing.as_file(Path(pages.files[0]))).as_uri())
    assert tab.evaluate("document.fonts.ready.then(fonts => [...fonts].map(one => one.status))") == ["loaded", "loaded"]
    assert "Pack Inter" in tab.evaluate("getComputedStyle(document.body).fontFamily")


def sleeper(folder: Path) -> Work:
    """Return work that writes down what it did; each process has a file of its own."""
    import os

    def slept(item: str) -> None:
        time.sleep(0.1)
        with (folder / str(os.getpid())).open("a", encoding="utf-8") as file:
            file.write(f"{item}\n")

    return slept


def failing() -> Work:
    """Return work that cannot be done."""
    return lambda item: 1 // 0
