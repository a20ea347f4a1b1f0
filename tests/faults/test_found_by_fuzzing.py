"""What a search for bad input found once: the bytes that were tried, or the change to a small project; all mended."""

from __future__ import annotations

import importlib
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuzz import run
from fuzz.builds import Watch
from fuzz.configuration import CHANGES, FILES, changed, fuzz_configuration
from fuzz.edits import Edit
from fuzz.tables import fuzz_tables

FINDS = sorted((Path(__file__).parent / "finds").glob("*/*"))
MAPPING, PROJECT = FILES.index("mapping.yaml"), FILES.index("reviewgen.yaml")
RULE = "columns: {{id: {{column: a, rules: [{{column: a, use: x, matches: '{}'}}]}}}}\n"
FOUND = {
    "no sources": (PROJECT, "provider: {name: N}\nas_of: 2026-11-02\n"),
    "a source without files": (PROJECT, "provider: {name: N}\nas_of: 2026-11-02\nsources: [{table: tickets}]\n"),
    "a code of dates twice": (MAPPING, 'columns: {id: id}\ndates: ["%d %d"]\n'),
    "a pattern nested too deep": (MAPPING, RULE.format("(" * 500)),
    "a pattern that counts too far": (MAPPING, RULE.format("a{99999999999999999999}")),
    "a pattern with a doubtful set": (MAPPING, RULE.format("[[a]")),
}


def target(name: str) -> run.Target:
    """Return what the search tries by that name."""
    found: run.Target = getattr(importlib.import_module(f"fuzz.{name}"), f"fuzz_{name}")
    return found


@pytest.mark.parametrize("find", FINDS, ids=lambda path: path.name)
def test_finds_pass_now(find: Path) -> None:
    """Each is tried as the search tried it; one that is kept for no target of the search fails."""
    target(find.parent.name)(find.read_bytes())


@pytest.mark.parametrize("name", run.TARGETS)
def test_the_search_begins_with_what_is_whole(name: str) -> None:
    """Each target has inputs to start from, and a limit of time for one."""
    seeds = list(importlib.import_module(f"fuzz.{name}").seeds())
    assert len(set(seeds)) > 5
    assert name in run.ONE_INPUT
    target(name)(seeds[0])


@pytest.mark.parametrize("how", range(2))
def test_tables_are_searched_as_csv_and_as_yaml(how: int) -> None:
    """As they are, without a part, and with a bracket that is never closed."""
    for edit in (Edit(0, how, 0, 0, b""), Edit(0, how, 900, 40, b""), Edit(0, how, 700, 0, b"[")):
        fuzz_tables(edit.written())


def test_the_watch_over_builds_sees_what_leaves_their_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a path that begins where we are, that is like its name, or that a file is given as its new name."""
    (tmp_path / "out").mkdir()
    monkeypatch.chdir(tmp_path)
    watch = Watch(str(tmp_path / "out"))
    watch.on = True
    handle = os.open(tmp_path / "out", os.O_RDONLY)
    inside, outside = str(tmp_path / "out" / "x"), str(tmp_path / "out-evil" / "x")
    kept: list[tuple[str, tuple[str | int, ...]]] = [
        ("open", (inside, "w", os.O_WRONLY)),
        ("open", (outside, "r", os.O_RDONLY)),
        ("os.remove", ("x", handle)),
        ("os.rename", (inside, f"{inside}y", -1, -1)),
        ("os.mkdir", ("out/x", 0o777, -1)),
    ]
    for event, arguments in kept:
        watch(event, arguments)
    assert watch.seen == []
    gone: list[tuple[str, tuple[str | int, ...]]] = [
        ("open", ("x", "w", os.O_WRONLY)),
        ("open", (outside, "w", os.O_CREAT)),
        ("os.remove", ("../x", handle)),
        ("os.rename", (inside, outside, -1, -1)),
        ("os.mkdir", ("out-evil", 0o777, -1)),
        ("os.symlink", (inside, outside, -1)),
        ("socket.connect", ()),
    ]
    for event, arguments in gone:
        watch(event, arguments)
    os.close(handle)
    assert len(watch.seen) == len(gone)


@pytest.mark.parametrize("data", [b"", b"\x00" * 8, b"\xff" * 20, Edit(3, 1, 40, 7, b'"x,\n').written()])
def test_targets_take_any_bytes(data: bytes) -> None:
    """Also those that say nothing."""
    fuzz_tables(data)
    assert Edit.of(Edit.of(data).written()) == Edit.of(data)


@pytest.mark.parametrize(("kind", "text"), FOUND.values(), ids=FOUND.keys())
def test_what_was_found_stays_mended(kind: int, text: str) -> None:
    """Nothing but an error in words comes of it."""
    fuzz_configuration(bytes([kind]) + text.encode())


@pytest.mark.parametrize("kind", range(len(FILES)))
def test_the_project_that_is_changed_is_whole(kind: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a change it is read to its end, or fuzzing would not reach what comes behind."""
    monkeypatch.setattr("fuzz.configuration.contextlib.suppress", _nothing_is_suppressed)
    fuzz_configuration(bytes([kind | CHANGES]))


class _nothing_is_suppressed:  # noqa: N801 - it stands in for a function
    def __init__(self, *_: object) -> None: ...

    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...


@given(st.binary(max_size=30))
def test_changes_are_texts(changes: bytes) -> None:
    """Any bytes say how a text is changed."""
    assert isinstance(changed("a: b\nc: [d, e]\n", changes), bytes)
