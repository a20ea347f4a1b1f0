"""Ids that look alike: two that people take for one are refused, all others have folders of their own."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from commands import build, planned, project, rewrite
from hypothesis import assume, given
from hypothesis import strategies as st

from reviewgen.outputs import slug
from reviewgen.project import comparable

ONE_FOLDER = ("\u4e14\u4ed6", "\u4e2e\u4ff2")  # their digests begin with the same eight digits


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme", "ACME"),
        ("Straße", "STRASSE"),
        ("Caf\u00e9", "Cafe\u0301"),
        ("Acme", "Acme "),
        ("Acme", "\u2003Acme"),
        ("Acme", "acme\u00a0"),
        ("\u212a1", "k1"),
        ("ΣΑΣ", "σας"),
    ],
)
def test_f03_one_name_in_two_spellings_is_refused(tmp_path: Path, one: str, other: str) -> None:
    """Nothing is built, and both files are named with what they say."""
    done = planned(project(tmp_path, one, other))
    assert done.code == 2
    assert f'accounts/account-1.yaml, line 2, key "id": "{" ".join(other.split())}" is the account of' in done.said
    assert f'accounts/account-0.yaml as well ("{one}")' in done.said


def test_f03_spellings_in_the_data_are_refused_too(tmp_path: Path) -> None:
    """Where accounts are taken from the tickets, neither of two such names is built."""
    project(tmp_path, "Acme", "ACME", "TERN")
    for number in range(2):
        (tmp_path / "accounts" / f"account-{number}.yaml").unlink()
    rewrite(tmp_path / "reviewgen.yaml", accounts={"discover": True})
    done = planned(tmp_path)
    assert done.code == 1
    assert {"failed Acme", "failed ACME", "build TERN"} <= {line.partition(":")[0] for line in done.said.splitlines()}


def test_f03_other_names_have_folders_of_their_own(tmp_path: Path) -> None:
    """A blank and a hyphen, two names without a letter that a folder could show, an accent."""
    ids = ("A B", "A-B", "東京電力", "大阪瓦斯", "Café", "Cafe")
    assert build(project(tmp_path, *ids), tmp_path / "out").code == 0
    packs = {path.parent.name: path for path in tmp_path.glob("out/2026-10/*/manifest.json")}
    assert len(packs) == len(ids)
    assert all(f'"{one}"' in packs[slug(one)].read_text("utf-8") for one in ids)


def test_f03_digests_that_begin_alike_are_refused(tmp_path: Path) -> None:
    """Two ids can be found whose folders have one name: neither pack may take the place of the other."""
    assert slug(ONE_FOLDER[0]) == slug(ONE_FOLDER[1])
    done = planned(project(tmp_path, *ONE_FOLDER, "TERN"))
    assert done.code == 1
    for number, other in enumerate(reversed(ONE_FOLDER)):
        assert f'accounts/account-{number}.yaml, line 2, key "id": ' in done.said
        assert f'and so has "{other}" of accounts/account-{1 - number}.yaml' in done.said
    assert "build TERN" in done.said


SIGNS = st.one_of(st.characters(exclude_categories=["Cs", "Cc"]), st.sampled_from("aAßéE\u0301 -.İ\u0131\u017fKΣς東"))


@given(st.text(SIGNS, min_size=1, max_size=6), st.text(SIGNS, min_size=1, max_size=6))
def test_f03_distinct_ids_have_distinct_folders(one: str, other: str) -> None:
    """Whatever is not one name after folding is two folders; what is stored otherwise alone is one."""
    assume(comparable(one) != comparable(other))
    assert slug(one) != slug(other)
    assert slug(one) == slug(unicodedata.normalize("NFD", one))
