"""What makes this program another one."""

from __future__ import annotations

from importlib.metadata import version

import pytest

from reviewgen import program

LIBRARIES = (*program.SHAPING, *program.BESIDE)


@pytest.mark.parametrize("library", ["nh3", "markdown-it-py", "markupsafe", "orjson", "pillow", "tzdata", "pandas"])
def test_another_version_of_what_shapes_a_page_is_another_program(
    library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cleans, words, draws or writes a page counts as the code does."""
    before = program.code()
    program.versions.cache_clear()
    monkeypatch.setattr(program, "version", lambda name: "0.0" if name == library else version(name))
    try:
        assert program.code.__wrapped__() != before
    finally:
        program.versions.cache_clear()


def test_what_is_not_here_does_not_stop_it() -> None:
    """Not every library is on every machine; the names that count are each told once."""
    assert len(set(LIBRARIES)) == len(LIBRARIES)
    assert program.code() == program.code.__wrapped__()
