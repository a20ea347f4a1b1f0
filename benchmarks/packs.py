"""What the packs of a whole fleet cost, beside what people would use instead.

    python benchmarks/packs.py [--accounts N] [--tickets N] [--jobs N] [--sizes N ...] [--ways WAY ...]

Makes a fleet of `--accounts` with `--tickets` each and measures on it, one after the other: the whole run of reviewgen
with its stages and its memory; the pages that it printed through raw plutoprint, the floor, and through a warm
Chromium; the script of an analyst; a notebook for each account; the second run, when nothing or one row has changed;
starts from cold. Then whole runs and their floors on fleets of other sizes, and what an account and what a ticket adds.
Everything runs with the same number of processes. Slow ways are timed on a sample of the accounts, which the result
names. Results go to `benchmarks/results/packs-N.json`, and as tables into `docs/performance.md`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import performance
import printing
from fleet import Fleet, make
from printing import Pages
from sharing import Spent, shared_out
from watching import ROOT, Cost, build, overheard, watched

RESULTS = ROOT / "benchmarks" / "results"
PAGE = ROOT / "docs" / "performance.md"
READING = ROOT / "benchmarks" / "reading.py"
VERSIONS = ("reviewgen", "plutoprint", "pandas", "numpy", "pyarrow", "jinja2", "pikepdf", "weasyprint")
RIVALS = ("matplotlib", "papermill", "nbconvert", "playwright")
SAMPLES = {"chromium": 20, "analyst": 10, "notebook": 6}
"""On how many accounts the slow ways are timed."""
LARGE = 10
"""How many times more tickets accounts have in the fleet that says what a ticket adds."""
FEW = 20
"""How many accounts that fleet has."""
STARTS = 5
"""How many times what is started from cold is timed."""

Said = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """What is measured: `tickets` of each account, `pages` the most accounts whose pages the floor prints."""

    accounts: int = 100
    tickets: int = 1_000
    jobs: int = 2
    sizes: tuple[int, ...] = (10, 100, 1_000)
    ways: tuple[str, ...] = ("chromium", "analyst", "analyst-unlisted", "notebook")
    pages: int = 1_000


@dataclass(frozen=True)
class Run:
    """A whole run over a fleet: what it took and what it left."""

    accounts: int
    tickets: int
    cost: Cost
    built: int
    stages: dict[str, float]
    files: int
    bytes_out: int
    bytes_in: int
    portfolio: int
    """Bytes of the page over all accounts."""


def measured(asked: Asked, scratch: Path) -> Said:
    """Everything that was asked for, as it is written to JSON; `scratch` is an empty folder."""
    said = _main(asked, scratch)
    said["growth"] = sorted([*_growth(asked, scratch), said["growth"]], key=lambda one: one["accounts"])
    if len(said["growth"]) > 1:
        said["units"] = _units(asked, scratch, said["growth"])
    return {"machine": machine(), "versions": versions(), **said}


def _main(asked: Asked, scratch: Path) -> Said:
    """All that is measured on one fleet."""
    project = _project(scratch, Fleet(asked.accounts, asked.accounts * asked.tickets, 0.0))
    run = _run(project, scratch / "out", asked.jobs)
    told(f"reviewgen, {asked.accounts:,} accounts: {run.cost.seconds:.1f} s, {run.cost.peak_mb:,.0f} MB")
    again = [*_again(project, scratch / "out", asked.jobs), *_starts(scratch, asked)]
    pages = printing.captured(project, scratch / "pages", _spread(asked.accounts, asked.pages), asked.jobs)
    floor = printing.by_plutoprint(pages, asked.jobs)
    told(f"raw plutoprint: {_each(floor, pages.accounts) * 1000:.0f} ms an account")
    ways = [_way("raw plutoprint", "both PDFs, from the HTML of reviewgen", pages.accounts, floor, run)]
    ways += [_WAYS[name](asked, project, scratch, pages, run) for name in asked.ways]
    growth = _grown(run, pages, floor)
    _forget(scratch)
    described = {"accounts": asked.accounts, "tickets_each": asked.tickets, "jobs": asked.jobs, "seed": Fleet.seed}
    return {
        "fleet": described,
        "run": _described(run, floor, pages.accounts),
        "ways": ways,
        "again": again,
        "growth": growth,
    }


def _growth(asked: Asked, scratch: Path) -> Iterator[Said]:
    """Whole runs and their floors over fleets of other sizes."""
    for size in sorted(set(asked.sizes) - {asked.accounts}):
        project = _project(scratch, Fleet(size, size * asked.tickets, 0.0))
        run = _run(project, scratch / "out", asked.jobs)
        pages = printing.captured(project, scratch / "pages", _spread(size, asked.pages), asked.jobs)
        yield _grown(run, pages, printing.by_plutoprint(pages, asked.jobs))
        told(f"reviewgen, {size:,} accounts: {run.cost.seconds:.1f} s, {run.cost.peak_mb:,.0f} MB")
        _forget(scratch)


def _units(asked: Asked, scratch: Path, growth: list[Said]) -> Said:
    """What a ticket adds, from accounts of two sizes; what an account adds, from the two largest fleets."""
    runs = []
    for times in (1, LARGE):
        project = _project(scratch, Fleet(FEW, FEW * asked.tickets * times, 0.0))
        runs.append(_run(project, scratch / "out", asked.jobs))
        _forget(scratch)
    small, large = runs
    more = large.tickets - small.tickets
    a_ticket = (large.cost.cpu - small.cost.cpu) / more
    less, most = growth[-2:]
    accounts = most["accounts"] - less["accounts"]
    an_account = (most["cpu"] - less["cpu"]) / accounts - asked.tickets * a_ticket
    return {
        "accounts": FEW,
        "tickets_each": [asked.tickets, asked.tickets * LARGE],
        "cpu_seconds_a_ticket": a_ticket,
        "cpu_seconds_an_account": an_account,
        "memory_bytes_a_ticket": (most["peak_mb"] - less["peak_mb"]) * 1e6 / (accounts * asked.tickets),
        "bytes_in_a_ticket": large.bytes_in / large.tickets,
        "bytes_out_an_account": large.bytes_out / large.accounts,
        "files_an_account": large.files / large.accounts,
        "portfolio_bytes_an_account": (most["portfolio"] - less["portfolio"]) / accounts,
    }


def _run(project: Path, out: Path, jobs: int) -> Run:
    cost, events = _built(project, out, jobs)
    folder = next(out.glob("*/run.json")).parent
    packs = [path for path in folder.rglob("*") if path.is_file() and path.parent != folder]
    inputs = json.loads((folder / "run.json").read_text("utf-8"))["inputs"]
    return Run(
        accounts=sum(events[-1][state] for state in ("built", "skipped", "failed")),
        tickets=next(one["rows"] for one in inputs if one["table"] == "tickets"),
        cost=cost,
        built=events[-1]["built"],
        stages=_stages(events[-1]["seconds"], project),
        files=len(packs),
        bytes_out=sum(path.stat().st_size for path in packs),
        bytes_in=sum(path.stat().st_size for path in (project / "data").iterdir()),
        portfolio=(folder / "portfolio.html").stat().st_size,
    )


def _built(project: Path, out: Path, jobs: int) -> tuple[Cost, list[Said]]:
    """A build: what it took, and the events that it told of."""
    cost, said = overheard(build(project, out, jobs, "--json"))
    return cost, [json.loads(line) for line in said.splitlines()]


def _stages(seconds: dict[str, float], project: Path) -> dict[str, float]:
    """The seconds that a run tells of its stages, reading apart from checking."""
    _, reading = overheard([sys.executable, str(READING), str(project)], {"PYTHONPATH": str(ROOT)})
    read = min(float(reading), seconds["read"])
    return {"read": read, "check": seconds["read"] - read} | {name: seconds[name] for name in seconds if name != "read"}


def _again(project: Path, out: Path, jobs: int) -> Iterator[Said]:
    """The same run when nothing has changed, and when one row of one account has."""
    unchanged, events = _built(project, out, jobs)
    yield {"what": "the same run again, nothing changed", **asdict(unchanged), "built": events[-1]["built"]}
    account = change_one_row(project)
    changed, events = _built(project, out, jobs)
    built = [event["account"] for event in events if event["event"] == "built"]
    yield {
        "what": "one row of one account changed",
        **asdict(changed),
        "built": len(built),
        "right": built == [account],
    }
    told(f"again: {unchanged.seconds:.1f} s, one row changed: {changed.seconds:.1f} s, {len(built)} built")


def _starts(scratch: Path, asked: Asked) -> Iterator[Said]:
    """What it takes from cold, before the first pack is there."""
    command = [sys.executable, "-m", "reviewgen", "--help"]
    helped = [watched(command) for _ in range(STARTS)]
    yield {"what": f"help alone (median of {STARTS})", **asdict(_median(helped)), "built": 0}
    project = scratch / "one"
    make(project, Fleet(1, asked.tickets, 0.0))
    built = [watched(build(project, scratch / f"one-{turn}", asked.jobs)) for turn in range(STARTS)]
    yield {"what": f"a project of one account (median of {STARTS})", **asdict(_median(built)), "built": 1}


def _median(costs: list[Cost]) -> Cost:
    return sorted(costs, key=lambda cost: cost.seconds)[len(costs) // 2]


def change_one_row(project: Path) -> str:
    """Change a digit in the title of a ticket in the middle of the export; return the account that it belongs to."""
    path = project / "data" / "tickets.csv"
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.readline()
        begins = file.tell()
        line = file.readline()
        place = line.index(b" at place ") + len(b" at place ")
        file.seek(begins + place)
        file.write(b"2" if line[place : place + 1] == b"1" else b"1")
    return line.partition(b",")[0].decode()


def _by_chromium(asked: Asked, project: Path, scratch: Path, pages: Pages, run: Run) -> Said:
    sample = min(SAMPLES["chromium"], pages.accounts)
    spent = printing.by_chromium(pages.some(sample), asked.jobs)
    return _way("a warm Chromium", "both PDFs, from the HTML of reviewgen", sample, spent, run)


def _by_analyst(asked: Asked, project: Path, scratch: Path, pages: Pages, run: Run, without: str = "") -> Said:
    import analyst

    out = scratch / "analyst"
    out.mkdir(exist_ok=True)
    begun = time.perf_counter()
    everything = analyst.exports(project)
    reading = time.perf_counter() - begun
    sample = _spread(asked.accounts, SAMPLES["analyst"])
    spent = shared_out(partial(analyst.packs, everything, out, without), sample, asked.jobs)
    way = "an analyst's script, without its list of tickets" if without else "an analyst's script"
    return _way(way, "HTML and PDF, no internal brief", len(sample), spent, run, reading)


def _by_notebook(asked: Asked, project: Path, scratch: Path, pages: Pages, run: Run) -> Said:
    import analyst
    import notebook

    folder = scratch / "notebook"
    folder.mkdir()
    sample = _spread(asked.accounts, SAMPLES["notebook"])
    notebook.prepare(analyst.exports(project), sample, folder)
    spent = shared_out(partial(notebook.pages, folder), sample, asked.jobs)
    return _way("papermill and nbconvert", "HTML alone, no internal brief", len(sample), spent, run)


_WAYS: dict[str, Callable[[Asked, Path, Path, Pages, Run], Said]] = {
    "chromium": _by_chromium,
    "analyst": _by_analyst,
    "analyst-unlisted": partial(_by_analyst, without="listing"),
    "notebook": _by_notebook,
}


def _way(way: str, makes: str, sample: int, spent: Spent, run: Run, reading: float = 0.0) -> Said:
    """One way beside the whole run: seconds an account, with its share of what is read once for all."""
    each = _each(spent, sample) + reading / run.accounts
    ours = run.cost.seconds / run.accounts
    return {
        "way": way,
        "makes": makes,
        "sample": sample,
        "seconds": spent.seconds,
        "cpu": spent.cpu,
        "reading_seconds": reading,
        "seconds_an_account": each,
        "times_ours": each / ours,
    }


def _described(run: Run, floor: Spent, pages: int) -> Said:
    return {
        **asdict(run),
        "seconds_an_account": run.cost.seconds / run.accounts,
        "times_plutoprint": run.cost.seconds / run.accounts / _each(floor, pages),
        "times_plutoprint_cpu": run.cost.cpu / run.accounts / (floor.cpu / pages),
    }


def _grown(run: Run, pages: Pages, floor: Spent) -> Said:
    each, least = run.cost.seconds / run.accounts, _each(floor, pages.accounts)
    return {
        "accounts": run.accounts,
        **asdict(run.cost),
        "seconds_an_account": each,
        "pages_of": pages.accounts,
        "plutoprint_seconds_an_account": least,
        "plutoprint_cpu_an_account": floor.cpu / pages.accounts,
        "times_plutoprint": each / least,
        "portfolio": run.portfolio,
    }


def _each(spent: Spent, accounts: int) -> float:
    return spent.seconds / accounts


def _spread(accounts: int, most: int) -> list[str]:
    """The ids of so many accounts, evenly spread."""
    count = min(accounts, most)
    return [f"A{place * accounts // count:05d}" for place in range(count)]


def _project(scratch: Path, fleet: Fleet) -> Path:
    make(scratch / "project", fleet)
    return scratch / "project"


def _forget(scratch: Path) -> None:
    for path in scratch.iterdir():
        shutil.rmtree(path)


def machine() -> Said:
    """What was measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") if hasattr(os, "sysconf") else 0
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gb": round(memory / 1e9),
        "python": platform.python_version(),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")


def versions() -> dict[str, str]:
    """The versions of everything that was measured, as far as it is here."""
    found = {}
    for name in (*VERSIONS, *RIVALS):
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    browser = printing.chromium()
    if browser:
        said = subprocess.run([browser, "--version"], capture_output=True, text=True).stdout
        found["chromium"] = next((word for word in said.split() if word[0].isdigit()), "")
    return found


def told(words: str) -> None:
    """Say how far it has come."""
    print(words, flush=True)


def main() -> None:
    """Measure, write the JSON file and the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    usual = Asked()
    parser.add_argument("--accounts", type=int, default=usual.accounts, help="of the fleet (default: %(default)s)")
    parser.add_argument("--tickets", type=int, default=usual.tickets, help="of each account (default: %(default)s)")
    parser.add_argument("--jobs", type=int, default=usual.jobs, help="processes (default: %(default)s)")
    parser.add_argument("--sizes", type=int, nargs="*", default=usual.sizes, help="accounts of other fleets")
    parser.add_argument("--ways", nargs="*", default=usual.ways, choices=tuple(_WAYS), help="what else is measured")
    parser.add_argument("--pages", type=int, default=usual.pages, help="most accounts whose pages the floor prints")
    parser.add_argument("--results", type=Path, default=RESULTS, help="folder for JSON (default: benchmarks/results)")
    parser.add_argument("--page", type=Path, default=PAGE, help="page with the tables (default: docs/performance.md)")
    given = vars(parser.parse_args())
    results, page = given.pop("results"), given.pop("page")
    asked = Asked(**given | {"sizes": tuple(given["sizes"]), "ways": tuple(given["ways"])})
    with tempfile.TemporaryDirectory(prefix="packs-") as scratch:
        said = measured(asked, Path(scratch))
    results.mkdir(parents=True, exist_ok=True)
    file = results / f"packs-{asked.accounts}.json"
    file.write_text(json.dumps(performance.rounded(said), indent=2) + "\n", "utf-8")
    performance.write(page, file)
    told(f"{file} and {page} are written")


if __name__ == "__main__":
    main()
