"""Names and addresses that an account wants in no text are in no byte of what is made of its rows."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
import small_project
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from reviewgen.config import Redaction
from reviewgen.records import table
from reviewgen.redaction import redaction

NAME = "Jane Doe-Quux"
ADDRESS = "jane.doe+x@mail.example.com"


def words(name: str, column: str) -> str:
    """Return words with a name and an address in them; of an id, harmless ones."""
    free = table(name).column(column).kind != "key"
    return f"{name} {column} of {NAME} ({ADDRESS}) ended" if free else f"{name} {column}"


def texts(folder: Path) -> dict[str, str]:
    """Return the text of every file below a folder; of a PDF that of its pages."""
    found = {}
    for name, data in small_project.files_of(folder).items():
        if name.endswith(".pdf"):
            reader = PdfReader(io.BytesIO(data))
            found[name] = " ".join(page.extract_text() for page in reader.pages) + str(reader.metadata)
        else:
            found[name] = data.decode("utf-8", "replace")
    return found


@pytest.mark.parametrize("store", [False, True])
def test_what_is_redacted_is_in_no_file(tmp_path: Path, store: bool) -> None:
    """In no page, data file, brief, page over all packs, or note of the run; from a store of rows neither."""
    rules = {"names": ["jane  doe-quux"], "addresses": True}
    folder = small_project.write(
        tmp_path, [small_project.account_file("A", redact=rules)], small_project.rows("A", words)
    )
    asked: dict[str, Any] = {}
    if store:
        from reviewgen.ingest import ingest

        ingest(folder, str(tmp_path / "store"), {})
        asked = {"store": str(tmp_path / "store")}
    result = small_project.built(folder, tmp_path / "out", **asked)["A"]
    pack = texts(small_project.folder_of(result))
    assert "of [redacted] ([redacted]) ended" in pack["pack.html"]
    assert "[redacted]" in pack["pack.pdf"]
    assert "[redacted]" in pack["data/tickets.csv"]
    everywhere = texts(tmp_path / "out")
    for word in ("Quux", "jane.doe", "mail.example"):
        assert [name for name, text in everywhere.items() if word.casefold() in text.casefold()] == []


def test_redaction_is_each_accounts_own(tmp_path: Path) -> None:
    """Another account of the same shard keeps its words, byte for byte."""
    both = small_project.together(*(small_project.rows(name, words) for name in "AB"))

    def built(number: int, rules: dict[str, Any]) -> dict[str, dict[str, bytes]]:
        accounts = [small_project.account_file("A", redact=rules), small_project.account_file("B")]
        folder = small_project.write(tmp_path / str(number), accounts, both)
        results = small_project.built(folder, tmp_path / f"out{number}", formats=("html",))
        return {name: small_project.files_of(small_project.folder_of(found)) for name, found in results.items()}

    plain, ruled = built(0, {}), built(1, {"names": [NAME]})
    assert plain["B"] == ruled["B"]
    assert NAME.encode() in plain["A"]["pack.html"]
    assert NAME.encode() not in ruled["A"]["pack.html"]


def test_a_mark_speaks_the_language_of_the_account(tmp_path: Path) -> None:
    """German packs say it in German."""
    account = small_project.account_file("A", redact={"names": [NAME]}, locale="de_DE")
    folder = small_project.write(tmp_path, [account], small_project.desk("A", words))
    result = small_project.built(folder, tmp_path / "out", formats=("html",))["A"]
    assert "[geschwärzt]" in (small_project.folder_of(result) / "pack.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("call Ann Lee.", "call [x]."),
        ("call ANN\u00a0LEE", "call [x]"),
        ("Ann_Lee did", "[x] did"),
        ("Joann Lee and Anne Leeds", "Joann Lee and Anne Leeds"),
        ("ann.lee@b.example", "[x]"),
        ("to: o'neil%1@sub.b-c.example, all", "to: [x], all"),
        ("at 5@6 and a@b", "at 5@6 and a@b"),
    ],
)
def test_words_are_found_as_people_write_them(written: str, told: str) -> None:
    """In any case, with any blank between words, as whole words only; addresses before the names in them."""
    redact = redaction(Redaction(names=("Ann Lee", "Ann"), addresses=True), "[x]")
    assert redact is not None
    assert redact(written) == told


@given(st.text(), st.text(), st.sampled_from(["zqname", "zq na.me", "[zq]", "zq\\d+"]))
def test_no_name_is_left(before: str, after: str, name: str) -> None:
    """Whatever stands around it, whatever signs it has; what is between blanks goes."""
    redact = redaction(Redaction(names=(name,)), "[x]")
    assert redact is not None
    assert name not in redact(f"{before} {name} {after}")
