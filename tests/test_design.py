"""The palette is what docs/design.md says, and every colour of text can be read on every ground."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from reviewgen.branding.colours import LEAST, contrast

ROOT = Path(__file__).resolve().parent.parent
CSS = ROOT / "templates" / "css"
PAGE = (ROOT / "docs" / "design.md").read_text("utf-8")
SCHEMES = ("tokens", "dark")
TEXT = ("ink", "soft", "accent", "missed", "risk", "met")
GROUNDS = ("paper", "tint", "ground")


@cache
def colours(sheet: str) -> dict[str, str]:
    """Return the colours of a sheet by name, written #rrggbb."""
    found = re.findall(r"--([\w-]+): #([0-9a-f]{3}|[0-9a-f]{6})\b", (CSS / f"{sheet}.css").read_text("utf-8"))
    return {name: "#" + (text if len(text) == 6 else "".join(2 * one for one in text)) for name, text in found}


def row(name: str) -> str:
    """Return the row of a colour as the page has it."""
    cells = [f"`{name}`"]
    for scheme in SCHEMES:
        known = colours(scheme)
        cells += [f"`{known[name]}`", *(f"{contrast(known[name], known[ground]):.1f}" for ground in GROUNDS)]
    return f"| {' | '.join(cells)} |"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_can_be_read_on_every_ground(scheme: str) -> None:
    """Each colour of text has a contrast of 4.5 to 1 on all grounds, that of the internal brief among them."""
    known = colours(scheme)
    pale = [
        (name, ground) for name in TEXT for ground in (*GROUNDS, "ours") if contrast(known[name], known[ground]) < LEAST
    ]
    assert pale == []


@pytest.mark.parametrize("name", TEXT)
def test_the_table_of_colours_is_current(name: str) -> None:
    """Values and contrasts stand in docs/design.md as they are."""
    assert row(name) in PAGE


@pytest.mark.parametrize("token", ["tiny", "small", "text", "head", "lead", "figure", "title"])
def test_the_table_of_sizes_is_current(token: str) -> None:
    """Each size of paper stands in docs/design.md as it is."""
    size = re.search(rf"--{token}: ([\d.]+)pt", (CSS / "tokens.css").read_text("utf-8"))
    assert size
    assert f"| `{token}` | {size[1]} pt |" in PAGE


def test_pictures_are_small() -> None:
    """Each picture of the documentation has at most 300 KB, all together 3 MB."""
    sizes = [file.stat().st_size for file in (ROOT / "docs" / "images").glob("*.png")]
    assert max(sizes) <= 300_000
    assert sum(sizes) <= 3_000_000


def test_every_picture_is_shown() -> None:
    """No picture lies there that no page shows."""
    pages = "".join(page.read_text("utf-8") for page in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")))
    assert [file.name for file in (ROOT / "docs" / "images").iterdir() if f"images/{file.name})" not in pages] == []
