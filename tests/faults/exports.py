"""Small exports of tickets, and what the command makes of them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import commands

from reviewgen import outputs

COLUMNS = (
    *("id", "account", "title", "priority", "category", "opened_at", "first_response_at"),
    *("resolved_at", "closed_at", "state", "reopen_count", "hold_hours"),
)
HEADER = ",".join(COLUMNS) + "\n"
OPEN = {"first_response_at": "", "resolved_at": "", "closed_at": "", "state": "new"}
NO_NUMBER = re.compile(r"(?:^|[>\s(])(?:nan|NaN|NaT|-?inf|None|\[?Undefined\]?)(?=[<\s)]*<)")
PERIOD = "2026-10"


def row(number: int, account: str = "A", **cells: str) -> str:
    """Return the line of a ticket of 5 October 2026, with these cells changed."""
    usual = {
        "id": f"T{number}",
        "account": account,
        "title": f"word{number}",
        "priority": "P1",
        "category": "network",
        "opened_at": "2026-10-05 09:00",
        "first_response_at": "2026-10-05 09:10",
        "resolved_at": "2026-10-05 11:00",
        "closed_at": "2026-10-05 11:00",
        "state": "closed",
        "reopen_count": "0",
        "hold_hours": "0",
    }
    return ",".join((usual | cells)[name] for name in COLUMNS) + "\n"


@dataclass(frozen=True)
class Ran:
    """What a build gave: its exit code, all that it said, and the folder of the packs."""

    code: int
    said: str
    out: Path

    def pack(self, account: str = "A", period: str = PERIOD) -> Path:
        """Return the folder of an account's pack."""
        return self.out / period / outputs.slug(account)

    def figures(self, account: str = "A", period: str = PERIOD) -> list[dict[str, Any]]:
        """Return the figures of an account's pack."""
        found: list[dict[str, Any]] = json.loads((self.pack(account, period) / "figures.json").read_text("utf-8"))[
            "figures"
        ]
        return found

    def value(self, metric: str, account: str = "A") -> float | None:
        """Return the value of a figure over all rows in the period."""
        found = [one for one in self.figures(account) if (one["metric"], one["period"]) == (metric, PERIOD)]
        (whole,) = [one for one in found if not one["dimensions"]]
        value: float | None = whole["value"]
        return value


def run(folder: Path, content: str | bytes, *arguments: str, source: Any = None, **project: Any) -> Ran:
    """Build a project of the accounts A and B with one file of tickets, as a person would."""
    for name in ("accounts", "data"):
        (folder / name).mkdir()
    for name in ("A", "B"):
        account = {"id": name, "name": f"Customer {name}", "depth": "full", "cadence": "monthly"}
        (folder / "accounts" / f"{name}.yaml").write_text(json.dumps(account), "utf-8")
    (folder / "data" / "tickets.csv").write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    tickets = {"table": "tickets", "files": "data/tickets.csv"} | (source or {})
    written = {"provider": {"name": "N"}, "as_of": "2026-11-02 06:00", "sources": [tickets]} | project
    (folder / "reviewgen.yaml").write_text(json.dumps(written), "utf-8")
    done = commands.build(folder, folder / "out", *arguments)
    return Ran(done.code, done.said, folder / "out")


def mapped(**more: Any) -> dict[str, Any]:
    """Return a source whose mapping names each column as it is."""
    return {"mapping": {"columns": {name: name for name in COLUMNS}} | more}


def is_clean(folder: Path) -> bool:
    """Whether no page shows what stands for a number that there is not."""
    return not any(NO_NUMBER.search(page.read_text("utf-8")) for page in folder.rglob("*.html"))
