"""F04: markup of any language, written into every text that people and exports can give, is read as text.

Which texts there are is asked of the records of the tables and of the models of the YAML files.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import small_project
from bytes_of_files import text_of
from commands import pack_of
from page_reader import Page, squeezed
from pydantic import BaseModel

from reviewgen.config import Account, Provider

ATTACK = (
    "<script>alert(1)</script>\"><img src=x onerror=alert(1)>' onload='alert(1)</style></title></textarea>"
    "{{7*7}}${7*7}#{7}{% include '/etc/passwd' %}{#]]>--><!--&lt;<x-figure></x-drawn><base href=//x>"
)
# Texts that are a word of a list, a number, a day or a file: they are refused before any page is made.
CHECKED = {"zone", "locale", "currency", "policy", "id", "accent", "logo", "metric", "calendar", "service", "priority"}
# Where a password lies, and names that are taken out of texts: no page shows them.
CHECKED |= {"file", "variable", "names"}
# Markdown, which has a case of its own, and the parts that a page words otherwise or leaves out.
# On paper these stand in a drawing alone, which has no room for long words; the page and the data files have them.
DRAWN = {("milestones", "title")}
MARKDOWN = {"notes.text", "internal.commercial"}


def text_fields(model: type[BaseModel], path: str = "") -> Iterator[str]:
    """Yield the dotted name of every field that takes free text, at any depth."""
    for name, field in model.model_fields.items():
        kinds = set(_kinds(field.annotation))
        if str in kinds and name not in CHECKED:
            yield f"{path}{name}"
        for kind in sorted((kind for kind in kinds if _is_model(kind)), key=str):
            yield from text_fields(kind, f"{path}{name}.")


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _kinds(annotation: Any) -> Iterator[Any]:
    """Yield the plain types within an annotation; of a mapping, those of its values."""
    origin, parts = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Literal:
        return
    if origin in (typing.Annotated, dict):
        parts = parts[:1] if origin is typing.Annotated else parts[1:]
    if origin in (typing.Annotated, dict, tuple, typing.Union, types.UnionType):
        for part in parts:
            yield from _kinds(part)
    else:
        yield annotation


def account(attack: str) -> dict[str, Any]:
    """Return an account's file with an attack in every text."""

    def words(table_name: str, column: str) -> str:
        return f"{token(table_name, column)}{attack}"

    made = small_project.account_file(f"A{attack}", words, notes={})
    made["internal"]["commercial"] = ""
    made["branding"] |= {"cover_line": f"cover{attack}"[:160]}
    made["baselines"] = [{"from": "2026-06-01", "reason": words("account", "reason")}]
    made["events"] = [{"day": "2026-10-05", "text": words("account", "event")}]
    return made


def token(table_name: str, column: str) -> str:
    """Return a word that stands in one place only."""
    return f"q{table_name}{column}q".replace("_", "").replace(" ", "")


@dataclass(frozen=True)
class Made:
    """The pages of one account by their file, and the text of its PDF."""

    pages: dict[str, Page]
    printed: str


def made(folder: Path, attack: str) -> Made:
    """Build a project with an attack everywhere."""
    data = small_project.rows(f"A{attack}", lambda name, column: f"{token(name, column)}{attack}")
    provider = {name: f"{token('provider', name)}{attack}" for name in ("name", "email")}
    pack = pack_of(small_project.write(folder, [account(attack)], data, provider=provider))
    files = (pack / "pack.html", pack / "internal" / "brief.html", *pack.parent.glob("*.html"))
    pages = {path.name: Page(path.read_text("utf-8")) for path in files}
    return Made(pages, text_of(pack / "pack.pdf"))


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The pages with harmless words."""
    return made(tmp_path_factory.mktemp("harmless"), "x")


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The pages with markup everywhere."""
    return made(tmp_path_factory.mktemp("attacked"), ATTACK)


def test_f04_every_text_field_of_the_configuration_is_tried() -> None:
    """Each field of an account's file and of the provider that takes free text holds markup in the build."""
    written = {"provider.name", "provider.email", *_paths(account(ATTACK)), *MARKDOWN}
    named = {*text_fields(Account), *(f"provider.{name}" for name in text_fields(Provider) if "." not in name)}
    assert named - written == set()
    assert len(named) > 20


def _paths(value: Any, path: str = "") -> Iterator[str]:
    """Yield the dotted names of the texts of a document that hold the attack."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _paths(one, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for one in value:
            yield from _paths(one, path)
    elif isinstance(value, str) and "<script>" in value:
        yield path


@pytest.mark.parametrize("name", ["pack.html", "brief.html", "portfolio.html", "index.html"])
def test_f04_markup_adds_no_element_and_no_attribute(harmless: Made, attacked: Made, name: str) -> None:
    """The page has the very elements and attributes that it has with harmless words; drawings place long words anew."""
    assert shape(attacked.pages[name]) == shape(harmless.pages[name])


def shape(page: Page) -> list[tuple[str, tuple[str, ...]]]:
    """Return every element with the names of its attributes, but for where the words of a drawing are anchored."""
    return [(tag, tuple(name for name in names if name != "text-anchor")) for tag, names in page.shape]


def test_f04_markup_is_read_as_it_was_written(harmless: Made, attacked: Made) -> None:
    """Every text that a page shows is there in full beside its markup."""
    for name, page in harmless.pages.items():
        places = [place for place in small_project.text_columns() if f"{token(*place)}x" in squeezed(page.text)]
        shown = squeezed(attacked.pages[name].text)
        assert [place for place in places if squeezed(f"{token(*place)}{ATTACK}") not in shown] == [], name


def test_f04_markup_is_printed_as_it_was_written(harmless: Made, attacked: Made) -> None:
    """Every column that the PDF shows is there in full."""
    shown = [place for place in small_project.text_columns() if f"{token(*place)}x" in squeezed(harmless.printed)]
    shown = [place for place in shown if place not in DRAWN]
    printed = unbroken(attacked.printed)
    assert len(shown) > 30
    assert [place for place in shown if unbroken(f"{token(*place)}{ATTACK}") not in printed] == []


def unbroken(text: str) -> str:
    """Return a text without blanks and hyphens: readers of PDFs take one at the end of a line for a broken word."""
    return squeezed(text).replace("-", "")


def test_f04_every_text_column_of_the_tables_is_tried() -> None:
    """No table has a column of free text without a word in a row."""
    rows = small_project.rows("A", token)
    tried = {(name, column) for name, found in rows.items() for row in found for column, cell in row.items() if cell}
    assert {(name, column) for name, column in small_project.text_columns()} - tried == set()
