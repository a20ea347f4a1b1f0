"""One more metric, section and detector take one file and one line each, as CONTRIBUTING.md shows."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"^`([\w./]+)`:\s*\Z", re.MULTILINE)
LINE = re.compile(r"^In `([\w./]+)`, the last line in `(\w+)`:\s*\Z", re.MULTILINE)
PROJECT = """\
provider: {name: My Company}
as_of: 2026-11-02
sources:
  - {table: tickets, files: tickets.csv}
accounts: {discover: true}
defaults: {depth: standard}
"""
TICKETS = "account,id,opened_at,channel\n" + "".join(
    f"ACME,T-{day},2026-10-{day:02} 09:12,{'Phone' if day % 3 else 'Portal'}\n" for day in range(1, 10)
)


def blocks() -> list[tuple[str, str]]:
    """Return the text before each block of the page, and the block."""
    page = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    return [(page[: found.start()].rstrip(), found[1]) for found in BLOCK.finditer(page)]


def new_files() -> dict[str, str]:
    """Return the files that the page adds."""
    return {named[1]: content for before, content in blocks() if (named := FILE.search(before))}


def new_lines() -> list[tuple[str, str, str, str]]:
    """Return registry and tuple for each line that the page adds, with the line that it follows."""
    found = [(named, content.splitlines()) for before, content in blocks() if (named := LINE.search(before))]
    return [(named[1], named[2], *lines) for named, lines in found]  # type: ignore[misc]


def add_line(path: Path, registry: str, above: str, line: str) -> None:
    """Write a line into a registry below another one, and import its module as its neighbours are."""
    text = path.read_text("utf-8")
    head, sign, tail = text.partition(f"\n{registry}: ")
    inside, end, rest = tail.partition("\n)\n")
    assert inside.count(f"\n{above}\n") == 1, f"{above} is not in {registry}"
    module = line.strip().rstrip(",").partition(".")[0]
    room = f"from {path.parent.relative_to(path.parents[2]).as_posix().replace('/', '.')} import (\n"
    assert head.count(room) == 1
    head = head.replace(room, f"{room}    {module},\n")
    inside = inside.replace(f"\n{above}", f"\n{above}\n{line}")
    path.write_text(f"{head}{sign}{inside}{end}{rest}", "utf-8")


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pack of a small project, built by a copy of the product with what the page adds."""
    folder = tmp_path_factory.mktemp("extended")
    for name in ("reviewgen", "templates"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for file, content in new_files().items():
        assert not (folder / file).exists(), file
        (folder / file).write_text(content, "utf-8")
    for registry, name, above, line in new_lines():
        add_line(folder / registry, name, above, line)
    (folder / "project").mkdir()
    (folder / "project" / "reviewgen.yaml").write_text(PROJECT, "utf-8")
    (folder / "project" / "tickets.csv").write_text(TICKETS, "utf-8")
    command = [sys.executable, "-W", "error", "-m", "reviewgen", "build", "project", "--format", "html"]
    variables = os.environ | {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    return next((folder / "project" / "out" / "2026-10").glob("acme-*"))


def test_each_addition_is_one_file_and_one_line() -> None:
    """A metric, a section with its partial, and a detector: nothing else is touched."""
    assert sorted(new_files()) == [
        "reviewgen/findings/calls.py",
        "reviewgen/metrics/calls.py",
        "reviewgen/sections/calls.py",
        "templates/sections/calls.html",
    ]
    assert [name for _, name, _, _ in new_lines()] == ["DOMAINS", "SECTIONS", "DETECTORS"]


def test_the_new_metric_has_its_figure(pack: Path) -> None:
    """Six of nine tickets came by phone; the rows behind it are known."""
    figures = json.loads((pack / "figures.json").read_text("utf-8"))["figures"]
    (figure,) = (one for one in figures if one["metric"] == "calls.share" and one["period"] == "2026-10")
    assert (figure["value"], figure["n"]) == (pytest.approx(100 * 6 / 9), 9)
    assert (pack / "data" / "rows.csv").read_text("utf-8").count("calls.share,2026-10,") == 9


def test_the_new_section_and_finding_stand_in_the_pack(pack: Path) -> None:
    """The section has its heading and table; the finding is told on the first page and in record.json."""
    page = (pack / "pack.html").read_text("utf-8")
    assert re.search(r'<h2 id="at-calls"><span class="mark">\d+</span> Calls</h2>', page)
    assert "Tickets by phone" in page.partition('id="at-calls"')[2]
    record = json.loads((pack / "record.json").read_text("utf-8"))
    told = {one["section"]: one["title"] for one in record["concerns"]}
    assert told["calls"] == "66.7% of the tickets came by phone"
    assert "of the tickets came by phone" in page.partition('id="at-calls"')[0]


def test_the_new_files_are_written_as_ours_are(pack: Path) -> None:
    """Lint and format find nothing in them."""
    files = [str(pack.parents[3] / name) for name in new_files() if name.endswith(".py")]
    for arguments in (["check", "--no-cache"], ["format", "--check", "--no-cache"]):
        command = [sys.executable, "-m", "ruff", *arguments, "--config", str(ROOT / "pyproject.toml"), *files]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout
