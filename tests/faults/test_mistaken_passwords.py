"""A password that somebody wrote where its place belongs: it is refused, and told nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from commands import build, everything, project

MISTAKES = [
    *("WORD x", "@WORD", '"WORD', "'WORD", "*WORD", "!WORD x", "!!WORD [x]", "&WORD [", "&WORD &WORD x", "%WORD"),
    *("`WORD", "}WORD", "WORD: x", "WORD: x: y", "|WORD", "? WORD", '"WORD\\q"', "\tWORD", "[WORD]", "[WORD"),
    *("WO\x07RD", '"a" WORD', "{variable: WORD}", "{file: WORD}", "{variable: [WORD]}", "{variable: WORD, file: x}"),
    *("{WORD}", "{WORD: x}", "{password: WORD}", "{variable: a WORD: b}", "{variable: x, WORD: {WORD: WORD}}"),
    *("\n    WORD", "\n    @WORD", "\n    variable: @WORD", "\n    WORD: x", "\n    - WORD: @WORD"),
    *("\n    x\x07WORD: 1", "{variable: WORD", "{file: data/WORD/x}", "{file: [WORD}", "\n\n    # remark\n\n    @WORD"),
]
KEYS = [("outputs:\n  ", '"password" '), ("", "Passwort")]


def written(place: Path, above: str, key: str, text: str) -> None:
    """Write a password into a file of a project, as the last that stands there."""
    data = yaml.safe_load(place.read_text("utf-8"))
    data.pop("outputs", None)
    place.write_text(f"{yaml.safe_dump(data)}{above}{key}: {text.replace('WORD', 'zq81')}\n", "utf-8")


@pytest.mark.parametrize(
    ("above", "key", "text"),
    [
        *(("outputs:\n  ", "password", text) for text in MISTAKES),
        *((*key, text) for key in KEYS for text in MISTAKES[:4]),
    ],
)
def test_a_password_written_by_mistake_is_in_no_message(tmp_path: Path, above: str, key: str, text: str) -> None:
    """However it is written, in the file of an account and of the project."""
    folder = project(tmp_path, "A")
    written(folder / "accounts" / "account-0.yaml", "", key, text)
    written(folder / "reviewgen.yaml", above, key, text)
    done = build(folder, tmp_path / "out")
    assert (done.code, "zq81" in done.said) == (2, False)
    assert "reviewgen.yaml, line " in done.said


@pytest.mark.parametrize("text", ["@WORD", "{variable: WORD}", "{WORD}", "WORD: x"])
def test_the_pages_over_all_packs_quote_no_password(tmp_path: Path, text: str) -> None:
    """They tell the line of the account's file."""
    folder = project(tmp_path, "A")
    written(folder / "accounts" / "account-0.yaml", "", "password", text)
    done = build(folder, tmp_path / "out")
    assert (done.code, "zq81" in done.said) == (1, False)
    files = everything(tmp_path / "out")
    assert b"account-0.yaml, line " in (files["2026-10/index.html"] or b"")
    assert not [name for name, data in files.items() if b"zq81" in (data or b"")]


def test_what_stands_beside_a_password_is_quoted(tmp_path: Path) -> None:
    """Only its own lines are left out."""
    folder = project(tmp_path, "A")
    written(folder / "reviewgen.yaml", "outputs:\n  ", "password", "\n    variable: W\n  profile: @archive")
    assert '"profile: @archive" starts a value' in build(folder, tmp_path / "out").said
