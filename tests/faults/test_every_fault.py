"""The register of faults: each of them has a test that bears its number, and what SECURITY.md names is there."""

from __future__ import annotations

import re
from pathlib import Path

FAULTS = Path(__file__).parent
ROOT = FAULTS.parent.parent


def test_every_fault_has_a_test() -> None:
    """F01 to F34, without a gap."""
    text = "".join(path.read_text("utf-8") for path in FAULTS.glob("test_*.py"))
    numbers = {int(number) for number in re.findall(r"^def test_f(\d\d)_", text, re.MULTILINE)}
    assert numbers == set(range(1, 35))


def test_promises_name_tests_that_are_there() -> None:
    """Every test file that SECURITY.md names exists."""
    named = re.findall(r"`(tests/[\w/.*]+|test_f\d\d_\*)`", (ROOT / "SECURITY.md").read_text("utf-8"))
    paths = [name if name.startswith("tests/") else f"tests/faults/{name}" for name in named]
    assert len(paths) > 10
    assert [path for path in paths if not list(ROOT.glob(path if path.endswith(".py") else f"{path}.py"))] == []
