"""The tables of docs/performance.md, made of the results of a run.

python benchmarks/performance.py benchmarks/results/packs-N.json
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "performance.md"
PAPER = (100_000, 1_000_000_000)
"""The fleet that is reckoned on paper: accounts and tickets."""
CORES = (2, 16, 128)
FIGURES = 4
"""How many figures of a number are kept."""

Said = dict[str, Any]


def write(page: Path, results: Path) -> None:
    """Put the tables of results between the marks of a page; raises ValueError where a mark is missing."""
    said = json.loads(results.read_text("utf-8"))
    text = page.read_text("utf-8")
    for name, made in TABLES.items():
        start, end = f"<!-- {name} from ", f"<!-- end of {name} -->"
        found = re.search(f"{re.escape(start)}[^>]*-->.*?{re.escape(end)}", text, re.DOTALL)
        if not found:
            raise ValueError(f"{page} has no place for {name}")
        inside = f"{start}{results.name} -->\n\n{made(said)}\n\n{end}"
        text = text[: found.start()] + inside + text[found.end() :]
    page.write_text(text, "utf-8")


def rounded(said: Any) -> Any:
    """The same with four figures for every number that is not whole."""
    if isinstance(said, dict):
        return {name: rounded(value) for name, value in said.items()}
    if isinstance(said, list | tuple):
        return [rounded(value) for value in said]
    return float(f"{said:.{FIGURES}g}") if isinstance(said, float) else said


def about(said: Said) -> str:
    """What was measured on."""
    machine, fleet = said["machine"], said["fleet"]
    versions = ", ".join(f"{name} {version}" for name, version in said["versions"].items())
    return (
        f"{fleet['accounts']:,} accounts with {fleet['tickets_each']:,} tickets each, {fleet['jobs']} processes. "
        f"{machine['processor'] or machine['system']}, {machine['cores']} cores, {machine['memory_gb']} GB of memory, "
        f"{machine['system']}, Python {machine['python']}; {versions}."
    )


def run(said: Said) -> str:
    """The whole run and its stages."""
    one, cost = said["run"], said["run"]["cost"]
    rows = [
        ("the whole run", f"{cost['seconds']:,.1f} s"),
        ("an account", f"{one['seconds_an_account'] * 1000:,.0f} ms"),
        ("CPU of all processes", f"{cost['cpu']:,.1f} s"),
        ("most memory of all processes together", f"{cost['peak_mb']:,.0f} MB"),
        ("times what raw plutoprint takes", f"{one['times_plutoprint']:.2f}"),
        ("times what raw plutoprint takes, in CPU", f"{one['times_plutoprint_cpu']:.2f}"),
        *((f"stage: {name}", f"{seconds:,.1f} s") for name, seconds in one["stages"].items()),
    ]
    return "\n\n".join([about(said), _table(("what", "measured"), rows)])


def ways(said: Said) -> str:
    """All ways beside ours."""
    one = said["run"]
    ours = ("reviewgen", "HTML, PDF, data and internal brief", one["accounts"], one["seconds_an_account"], 1.0)
    others = (
        (way["way"], way["makes"], way["sample"], way["seconds_an_account"], way["times_ours"]) for way in said["ways"]
    )
    rows = (
        (way, makes, f"{sample:,}", f"{seconds * 1000:,.0f} ms", f"{times:.3g}")
        for way, makes, sample, seconds, times in (ours, *others)
    )
    return _table(("way", "makes", "accounts timed", "an account", "times ours"), rows)


def again(said: Said) -> str:
    """Runs that have little to do."""
    rows = (
        (one["what"], f"{one['seconds']:.2f} s", f"{one['peak_mb']:,.0f} MB", str(one["built"]))
        for one in said["again"]
    )
    return _table(("what", "seconds", "memory", "packs built"), rows)


def growth(said: Said) -> str:
    """What an account costs in fleets of other sizes."""
    rows = (
        (
            f"{one['accounts']:,}",
            f"{one['seconds']:,.1f} s",
            f"{one['seconds_an_account'] * 1000:,.0f} ms",
            f"{one['cpu'] / one['accounts'] * 1000:,.0f} ms",
            f"{one['peak_mb']:,.0f} MB",
            f"{one['plutoprint_seconds_an_account'] * 1000:,.0f} ms",
            f"{one['times_plutoprint']:.2f}",
        )
        for one in said["growth"]
    )
    heads = ("accounts", "run", "an account", "CPU an account", "memory", "raw plutoprint, an account", "ratio")
    return _table(heads, rows)


def paper(said: Said) -> str:
    """The unit costs that were measured, and what a large fleet needs by them."""
    if "units" not in said:
        return "Not measured in this run."
    units, (accounts, tickets) = said["units"], PAPER
    cpu = accounts * units["cpu_seconds_an_account"] + tickets * units["cpu_seconds_a_ticket"]
    rows = [
        (
            "CPU, for accounts",
            f"{units['cpu_seconds_an_account'] * 1000:.1f} ms an account",
            _duration(accounts * units["cpu_seconds_an_account"]),
        ),
        (
            "CPU, for tickets",
            f"{units['cpu_seconds_a_ticket'] * 1e6:.1f} µs a ticket",
            _duration(tickets * units["cpu_seconds_a_ticket"]),
        ),
        *((f"all of it on {cores} cores", "", _duration(cpu / cores)) for cores in CORES),
        ("exports", f"{units['bytes_in_a_ticket']:.0f} bytes a ticket", _size(tickets * units["bytes_in_a_ticket"])),
        (
            "memory of one run that reads them all",
            f"{units['memory_bytes_a_ticket']:,.0f} bytes a ticket",
            _size(tickets * units["memory_bytes_a_ticket"]),
        ),
        (
            "packs",
            f"{units['bytes_out_an_account'] / 1e6:.2f} MB an account",
            _size(accounts * units["bytes_out_an_account"]),
        ),
        (
            "files, or requests to write them",
            f"{units['files_an_account']:.0f} an account",
            f"{accounts * units['files_an_account']:,.0f}",
        ),
        (
            "the page over all accounts",
            f"{units['portfolio_bytes_an_account']:,.0f} bytes an account",
            _size(accounts * units["portfolio_bytes_an_account"]),
        ),
    ]
    return _table(("what", "measured", f"{accounts:,} accounts, {tickets:,} tickets"), rows)


TABLES = {"run": run, "ways": ways, "again": again, "growth": growth, "paper": paper}


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; columns of numbers stand at the right."""
    rows = list(rows)
    marks = (
        "---:" if all(cell[:1].isdigit() or not cell for cell in column) else "---"
        for column in zip(*rows, strict=True)
    )
    return "\n".join(f"| {' | '.join(row)} |" for row in (heads, tuple(marks), *rows))


def _duration(seconds: float) -> str:
    for unit, length in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= 1.5 * length:
            return f"{seconds / length:,.1f} {unit}"
    return f"{seconds:,.0f} seconds"


def _size(count: float) -> str:
    for unit, length in (("TB", 1e12), ("GB", 1e9), ("MB", 1e6)):
        if count >= length:
            return f"{count / length:,.1f} {unit}"
    return f"{count:,.0f} bytes"


if __name__ == "__main__":
    write(PAGE, Path(sys.argv[1]))
