"""Files made to exhaust or to seize whoever reads them: each is refused in words, at once, with next to no memory."""

from __future__ import annotations

import time
import tracemalloc
from pathlib import Path

import pytest
from commands import planned, project
from hypothesis import example, given
from hypothesis import strategies as st

from reviewgen import yamlfile
from reviewgen.errors import ConfigError

BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10)
)
ATTACKS = {
    "alias bomb": BOMB,
    "cyclic alias": "id: CALDER\nname: &a [*a]\n",
    "nested lists": "name: " + "[" * 5000,
    "nested mappings": "{a: " * 5000,
    "nested dashes": "- " * 5000 + "x",
    "nested indents": "".join(" " * level + "a:\n" for level in range(5000)),
    "many digits": f"id: CALDER\nname: Calder\nfee: {'9' * 20_000}\nagenda: [{{topic: a, minutes: {'9' * 20_000}}}]\n",
    "python object": "id: CALDER\nname: !!python/object/apply:os.mkdir ['CREATED']\n",
    "python name": "id: CALDER\nname: !!python/name:os.system ''\n",
    "one key often": "a: 1\n" * 50_000,
    "unknown keys": "id: CALDER\n" + "".join(f"k{n}: 1\n" for n in range(5_000)),
}
FILES = ("reviewgen.yaml", "accounts/account-0.yaml", "policies/new.yaml", "mapping.yaml", "data/tickets.yaml")


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("text", ATTACKS.values(), ids=ATTACKS.keys())
def test_f08_attacks_are_refused(tmp_path: Path, text: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In every file that people write: exit 1 or 2 within a second, and nothing is carried out."""
    source = {"table": "tickets", "files": "data/tickets.csv"}
    if name == "mapping.yaml":
        source["mapping"] = name
    if name == "data/tickets.yaml":
        source["files"] = name
    project(tmp_path, "CALDER", "TERN", sources=[source])
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    start = time.process_time()
    done = planned(tmp_path, "--account", "CALDER")
    assert done.code in (1, 2)
    assert name in done.said
    assert len(done.said) < 50_000
    assert time.process_time() - start < 2  # the whole command, tables of the other files included
    assert not (tmp_path / "CREATED").exists()


@pytest.mark.parametrize("name", FILES[:4])
def test_f08_files_that_people_do_not_write_are_refused(tmp_path: Path, name: str) -> None:
    """Nobody writes megabytes by hand: the size is named before anything is read."""
    project(tmp_path, "CALDER", sources=[{"table": "tickets", "files": "data/tickets.csv", "mapping": "mapping.yaml"}])
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("# \n" * 2_000_000, "utf-8")
    done = planned(tmp_path)
    assert done.code in (1, 2)
    assert f"{name}: is larger than 4 MiB" in done.said


SLOW = {
    "empty lines": "\n" * 100_000,
    "empty lines after a key": "a:" + "\n" * 100_000,
    "blanks": " " * 100_000 + "a",
    "lines of blanks": (" " * 300 + "\n") * 300,
    "colons": ":" * 100_000,
    "dashes": "-" * 100_000,
    "question marks": "? " * 20_000,
    "commas": "[" + "," * 100_000,
    "quotes": "'" * 100_000,
    "escapes": '"' + "\\n" * 50_000,
    "marks": "!" * 100_000,
    "percent signs": "%" * 100_000,
    "a long key": "x" * 100_000 + ": 1",
}


@pytest.mark.parametrize("text", [*SLOW.values(), *ATTACKS.values()], ids=[*SLOW, *ATTACKS])
def test_f08_reading_is_quick_and_small(text: str) -> None:
    """A second and 50 MB at most for a hundred thousand signs of whatever takes a parser long."""
    start = time.process_time()
    outcome(text[:100_000])
    assert time.process_time() - start < 1
    tracemalloc.start()
    try:
        outcome(text[:100_000])
        assert tracemalloc.get_traced_memory()[1] < 50_000_000
    finally:
        tracemalloc.stop()


def outcome(text: str | bytes) -> object:
    """Read a text; data, or the error that there may be."""
    try:
        return yamlfile.load(text, "a.yaml").data
    except ConfigError:
        return None


PIECES = st.sampled_from(
    (
        "a",
        ": ",
        "- ",
        "\n",
        "\n  ",
        "[",
        "]",
        "{",
        "}",
        ",",
        '"',
        "'",
        "&a ",
        "*a",
        "!!x ",
        "? ",
        "|\n",
        ">",
        "#",
        "%",
        "---\n",
    )
)


@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=60).map("".join), st.binary(max_size=200)))
@example(b"\xff\xfe")
@example("a: \ud800")
def test_f08_any_text_gives_data_or_a_config_error(written: str | bytes) -> None:
    """Never another exception, never more than a second, never much memory; many times over as well."""
    for text in (written, written * 200):
        start = time.process_time()
        tracemalloc.start()
        try:
            data = outcome(text)
            assert tracemalloc.get_traced_memory()[1] < 50_000_000
        finally:
            tracemalloc.stop()
        assert time.process_time() - start < 3  # watching memory takes three times as long
        assert isinstance(data, dict | list | str | None)
