"""Account ids that are no names for folders on some system, above all the reserved names of Windows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewgen.outputs import slug

DEVICES = {
    "con",
    "prn",
    "aux",
    "nul",
    "conin$",
    "conout$",
    *(f"{port}{n}" for port in ("com", "lpt") for n in "0123456789¹²³"),
}
LONGEST = 64  # far below what any file system takes, with room for the folders around it


def portable(name: str) -> bool:
    """Whether a folder may have this name on Linux, macOS and Windows alike, and in the URL of a store."""
    stem = name.partition(".")[0].rstrip(" ").casefold()
    signs = all(sign.isascii() and (sign.isalnum() or sign == "-") and sign == sign.lower() for sign in name)
    return signs and 0 < len(name) <= LONGEST and stem not in DEVICES and name[0] != "-" and name[-1] != "-"


@pytest.mark.parametrize("name", ["CON", "nul.txt", "a b", "name.", "-x", "", "com1", "A", "x" * 65, "..", "a:b"])
def test_f02_the_check_itself_refuses(name: str) -> None:
    """What the test below holds folders against knows the names that it is about."""
    assert not portable(name)


@pytest.mark.parametrize(
    "account", ["CON", "nul.txt", "aux ", "com1", "name.", "LPT¹", "con.2026", ".", "-rf", "a" * 300, "COM٣", " "]
)
def test_f02_folders_have_safe_names(account: str) -> None:
    """The digest that ends each name keeps it away from all that is reserved."""
    assert portable(slug(account))


@given(st.text(max_size=80))
def test_f02_any_id_gives_a_safe_name(account: str) -> None:
    """Whatever signs it is made of."""
    assert portable(slug(account))
