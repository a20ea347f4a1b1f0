"""The pages on exports: every command runs as it is printed, and the pack shows what the page says."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from mapped import run

from reviewgen import presets, yamlfile
from reviewgen.sections import SECTIONS, TITLES, name_of

ROOT = Path(__file__).parent.parent.parent
EXPORTS = ROOT / "tests" / "exports"
PAGES = sorted((ROOT / "docs" / "exports").glob("*.md"))
FULL = ("--depth", "full", "--format", "html", "--audience", "customer")
ALWAYS = {"agenda", "concerns", "decisions", "definitions"}
"""Sections that no export fills: what they hold follows from the figures."""


def commands(page: str) -> list[list[str]]:
    """The command lines of a page, in blocks or indented, as words."""
    return [shlex.split(line) for line in re.findall(r"^(?:\$|   ) (reviewgen .*)$", page, re.MULTILINE)]


def fixtures(page: str) -> dict[str, Path]:
    """The exports that stand for the presets of a page, by the names of their files; the first one of a name counts."""
    named = [one.name for one in presets.every() if one.page == page] or list(presets.NAMES)
    files = [EXPORTS / name / file_of(EXPORTS / name) for name in reversed(named)]
    return {path.name: path for path in files} | {"": files[-1]}


def file_of(folder: Path) -> str:
    """The name of an export."""
    expected = yamlfile.load((folder / "expected.yaml").read_bytes(), folder.name).data
    assert isinstance(expected, dict)
    return str(expected["file"])


def carried_out(page: Path, folder: Path) -> Iterator[list[str]]:
    """Run each command of a page in a folder with the files that it names; give those that built."""
    known = fixtures(page.stem)
    for words in commands(page.read_text("utf-8")):
        for word in words:
            if re.fullmatch(r"\w+\.\w+", word) and not (folder / word).exists():
                shutil.copy(known.get(word, known[""]), folder / word)
        done = run(*words[1:])
        assert done.code == 0, f"{shlex.join(words)}\n{done.stdout}{done.stderr}"
        if words[1] == "build":
            yield words


def sections(folder: Path) -> set[str]:
    """The sections with data in the packs of a folder, of all accounts together, without those of every pack."""
    titles = {title: name for name, title in TITLES.items()}
    heads = [
        re.sub(r"<[^>]*>|\s+", " ", head).split(maxsplit=1)[-1].strip()
        for pack in folder.rglob("pack.html")
        for head in re.findall(r"<h2[^>]*>(.*?)</h2>", pack.read_text("utf-8"), re.DOTALL)
    ]
    return {titles[head] for head in heads if head in titles} - ALWAYS


def promised(page: str) -> dict[str, set[str]]:
    """The sections that a page promises for each depth."""
    rows = re.findall(r"^\| `(brief|standard|full)`[^|]*\| (.*?) \|$", page, re.MULTILINE)
    return {depth: {name_of(one) for one in SECTIONS if f"**{TITLES[name_of(one)]}**" in text} for depth, text in rows}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_two_commands_of_a_page_run_as_printed_and_the_pack_shows_what_it_says(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first pack is brief, and has what the page says of brief packs; a full one has all of it."""
    monkeypatch.chdir(tmp_path)
    wanted = promised(page.read_text("utf-8"))
    built = list(carried_out(page, tmp_path))
    assert built
    assert sections(tmp_path) == wanted["brief"]
    assert [words for words in built if run(*words[1:], *FULL).code] == []
    by_depth = {name_of(one): one.LEAST for one in SECTIONS}
    shown = sections(tmp_path)
    assert {depth: {name for name in shown if by_depth[name] == depth} for depth in wanted} == wanted


def test_the_commands_of_the_page_on_map_run_as_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On exports with the headers that people have."""
    monkeypatch.chdir(tmp_path)
    assert list(carried_out(ROOT / "docs" / "map.md", tmp_path))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_column_that_a_page_recommends_is_read(page: Path) -> None:
    """What is exported for nothing would be a wasted afternoon; `(Change risk)` follows a column that begins alike."""
    table = re.split(r"^## ", page.read_text("utf-8"), flags=re.MULTILINE)[2]
    firsts = [
        row.split("|")[1] for row in re.findall(r"^\| (?!column).*$", table, re.MULTILINE) if "`" in row.split("|")[1]
    ]
    named = {one for first in firsts for one in re.findall(r"`([^`]+)`", first)}
    of_page = [one for one in presets.every() if one.page == page.stem]
    read = {column for one in of_page for column in (*one.read, *one.offer)}
    assert [one for one in sorted(named) if not any(column.endswith(one) for column in read)] == []
