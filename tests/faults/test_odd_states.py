"""What earlier runs left in the output folder, as somebody else may have written it: no run falls over it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from commands import build, project
from processes import tree

from reviewgen.outputs import slug

PERIOD, STATE = "2026-10", f".reviewgen/2026-10/{slug('CALDER')}.json"
PORTFOLIO = f"{PERIOD}/portfolio.json"
ODD: list[Any] = [None, 5, "x", "\ud800", [], [1], {}, {"a": {}}, float("inf"), 10**400]
TEXTS = ["[" * 100_000, "{}", "[]", "null", "5", '"x"', "", '{"accounts": [[]], "packs": [[]]}']


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the packs of its two accounts in `out`."""
    folder = project(tmp_path_factory.mktemp("good"), "CALDER", "TERN")
    assert build(folder, folder / "out").code == 0
    return folder


def odd(told: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield objects of which one value is another: each name with two of the odd ones, and over all names with all."""
    for place, name in enumerate(told):
        for value in (ODD[place % len(ODD)], ODD[(3 * place + 5) % len(ODD)]):
            yield told | {name: value}


def rebuilt(good: Path, out: Path, name: str, text: str, *more: object) -> None:
    """Build where a file says something else; what comes of it is what a good run makes."""
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(good / "out", out)
    (out / name).write_text(text, "utf-8")
    done = build(good, out, *more)
    assert done.code == 0, (name, text[:200], done.said)
    assert tree(out / PERIOD / slug("TERN")) == tree(good / "out" / PERIOD / slug("TERN"))


@pytest.mark.parametrize("name", [STATE, PORTFOLIO, f"{PERIOD}/run.json", ".reviewgen/holder", ".reviewgen/last.json"])
def test_files_of_another_shape_are_no_fault(good: Path, tmp_path: Path, name: str) -> None:
    """They count as not there, and are written anew."""
    for text in TEXTS:
        rebuilt(good, tmp_path / "out", name, text, "--account", "TERN")


def test_a_state_with_an_odd_value_is_none(good: Path, tmp_path: Path) -> None:
    """The pack is made anew."""
    told = json.loads((good / "out" / STATE).read_text("utf-8"))
    for state in odd(told):
        rebuilt(good, tmp_path / "out", STATE, json.dumps(state), "--account", "CALDER")


def test_an_account_of_the_portfolio_with_an_odd_value_is_left_out(good: Path, tmp_path: Path) -> None:
    """Its own pack tells of it, when that is made the next time."""
    told = json.loads((good / "out" / PORTFOLIO).read_text("utf-8"))
    first, *others = told["accounts"]
    for entry in odd(first):
        rebuilt(
            good, tmp_path / "out", PORTFOLIO, json.dumps(told | {"accounts": [entry, *others]}), "--account", "TERN"
        )
