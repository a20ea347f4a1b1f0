"""Worker processes on this machine: shards that end in any order."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from small_project import desk, request, together, write

from reviewgen.build import planned
from reviewgen.executors.local import Local
from reviewgen.gather import gather

ACCOUNTS = ("A", "B", "C", "D", "E", "F")
SLOW = """
import time
from reviewgen import shards

made = shards.deliver


def deliver(one, *rest, **named):
    if one.account.id == "{first}":
        time.sleep(3)
    return made(one, *rest, **named)


shards.deliver = deliver
"""


def test_shards_may_end_in_any_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the first is at work others are begun and done, alike but for their tables: all of them are built."""
    folder = write(tmp_path / "project", [], together(*map(desk, ACCOUNTS)))
    settings = json.loads((folder / "reviewgen.yaml").read_bytes())
    (folder / "reviewgen.yaml").write_text(json.dumps({**settings, "accounts": {"discover": True}}), "utf-8")
    asked = replace(request(folder, tmp_path / "out", force=True), jobs=2)
    shards = planned(gather(asked), asked).shards
    assert len(shards) > 3
    (tmp_path / "sitecustomize.py").write_text(SLOW.format(first=shards[0].accounts[0]), "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=":")
    states = {result.account: result.state for result in Local(2).run(shards)}
    assert states == dict.fromkeys(ACCOUNTS, "built")
