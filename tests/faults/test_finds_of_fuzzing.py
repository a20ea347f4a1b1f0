"""What a search for bad input found once, and was mended since."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fuzz.builds import fuzz_builds
from fuzz.edits import Edit
from fuzz.tables import fuzz_tables

FINDS = sorted((Path(__file__).parent / "finds").glob("*/*"))
TARGETS: dict[str, Callable[[bytes], None]] = {"builds": fuzz_builds, "tables": fuzz_tables}


@pytest.mark.parametrize("find", [path for path in FINDS if path.parent.name in TARGETS], ids=lambda path: path.name)
def test_finds_pass_now(find: Path) -> None:
    """Each is tried as the search tried it."""
    TARGETS[find.parent.name](find.read_bytes())


@pytest.mark.parametrize("data", [b"", b"\x00" * 8, b"\xff" * 20, Edit(3, 1, 40, 7, b'"x,\n').written()])
def test_targets_take_any_bytes(data: bytes) -> None:
    """Also those that say nothing."""
    fuzz_tables(data)
    assert Edit.of(Edit.of(data).written()) == Edit.of(data)
