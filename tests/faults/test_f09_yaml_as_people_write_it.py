"""Slips of the pen in YAML, and words that YAML takes for something else: told with their line, kept as written."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import build, planned, project

SLIPS = {
    "id: CALDER\nname: A\nname: B\n": ('line 3: "name" is given twice, in lines 2 and 3',),
    "id: CALDER\nname: A\ndepht: full\n": ('line 3, key "depht": unknown key', 'did you mean "depth"?'),
    "id: CALDER\nname: A\ntargets: {resolution_hour: {P1: 4}}\n": (
        'line 3, key "targets.resolution_hour": unknown key',
        'did you mean "resolution_hours"?',
    ),
    "id: CALDER\nname: A\nfindings:\n  silent_dais: 3\n": (
        'line 4, key "findings.silent_dais"',
        'did you mean "silent_days"?',
    ),
    "id: CALDER\nname: A\ncontacts:\n\tprovider: {}\n": ("line 4: ", "holds a tab where only spaces may stand"),
    "id: CALDER\nname: A\n---\nid: TWO\n": ("line 3: a second document starts here",),
    "- id: CALDER\n- name: A\n": ("is not a mapping of keys to values",),
    "": ("is empty",),
    "# nothing but a remark\n": ("is empty",),
    "CALDER\n": ("is not a mapping of keys to values",),
}


@pytest.mark.parametrize(("text", "told"), SLIPS.items(), ids=[text[:30] for text in SLIPS])
def test_f09_slips_fail_their_account(tmp_path: Path, text: str, told: tuple[str, ...]) -> None:
    """File, line, what is wrong with it, and the word that was meant; the other account is planned."""
    project(tmp_path, "CALDER", "TERN")
    (tmp_path / "accounts" / "account-0.yaml").write_text(text, "utf-8")
    done = planned(tmp_path)
    assert done.code == 1
    assert "accounts/account-0.yaml" in done.said
    assert [words for words in told if words not in done.said] == [], done.said
    assert "build TERN" in done.said


PROJECT = "provider: {name: N}\nsources:\n- {table: tickets, files: data/tickets.csv}\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"{PROJECT}sources: []\n", ('line 4: "sources" is given twice, in lines 2 and 4',)),
        (f"{PROJECT}outputz: {{}}\n", ('line 4, key "outputz": unknown key', 'did you mean "outputs"?')),
        (f"{PROJECT}outputs:\n\tfolder: x\n", ("line 5: ", "holds a tab")),
        (f"{PROJECT}---\n{PROJECT}", ("line 4: a second document starts here",)),
        (f"- {PROJECT[:20]}", ("is not a mapping of keys to values",)),
        ("", ("is empty",)),
        ("provider: {name: N}\n", ('key "sources": is missing',)),
        ("provider: {name: N}\nsources: [{table: tickets}]\n", ('line 2, key "sources.0.files": is missing',)),
        ("provider: {name: N}\nsources: tickets\n", ('line 2, key "sources": "tickets" is not a list',)),
        (f"{PROJECT}as_of: 20261102\n", ('line 4, key "as_of": "20261102" is not a date',)),
    ],
    ids=range(10),
)
def test_f09_slips_in_the_project_stop_the_run(tmp_path: Path, text: str, told: tuple[str, ...]) -> None:
    """The same for what holds for all accounts."""
    project(tmp_path, "CALDER")
    (tmp_path / "reviewgen.yaml").write_text(text, "utf-8")
    done = planned(tmp_path)
    assert done.code == 2
    assert "reviewgen.yaml" in done.said
    assert [words for words in told if words not in done.said] == [], done.said


WORDS = ("NO", "Null", "0x1F", "12:30:00", "1e3", "1_000")


def test_f09_text_keeps_its_spelling(tmp_path: Path) -> None:
    """An id of 007 is 007, and people may be called No or Null: on the page it stands as it was written."""
    folder = project(tmp_path, "007")
    words = "".join(f"- {{topic: {word}, minutes: 5, owner: {word}}}\n" for word in WORDS)
    text = f"id: 007\nname: NO\nagenda:\n{words}"
    (folder / "accounts" / "account-0.yaml").write_text(text, "utf-8")
    done = build(folder, tmp_path / "out", "--period", "2026-10")
    assert done.code == 0, done.said
    assert "built 007: " in done.said
    (page,) = (path.read_text("utf-8") for path in tmp_path.glob("out/2026-10/007-*/pack.html"))
    assert "<title>NO" in page or ">NO<" in page
    assert [word for word in WORDS if f">{word}<" not in page] == []
