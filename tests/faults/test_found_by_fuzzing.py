"""What a search for bad input found once: the bytes that were tried, or the change to a small project; all mended."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuzz.builds import fuzz_builds
from fuzz.configuration import CHANGES, FILES, changed, fuzz_configuration
from fuzz.edits import Edit
from fuzz.tables import fuzz_tables

FINDS = sorted((Path(__file__).parent / "finds").glob("*/*"))
TARGETS: dict[str, Callable[[bytes], None]] = {"builds": fuzz_builds, "tables": fuzz_tables}
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


@pytest.mark.parametrize("find", [path for path in FINDS if path.parent.name in TARGETS], ids=lambda path: path.name)
def test_finds_pass_now(find: Path) -> None:
    """Each is tried as the search tried it."""
    TARGETS[find.parent.name](find.read_bytes())


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
