"""The contract of sections, held against every one in the registry."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import small_project
from page_reader import Page

from reviewgen.html import Renderer
from reviewgen.resources import templates
from reviewgen.sections import APPENDICES, SECTIONS, TITLES, Nothing, name_of

BY_NAME: Mapping[str, ModuleType] = {name_of(section): section for section in SECTIONS}
TEMPLATES = sorted(path.relative_to(templates()).as_posix() for path in templates().glob("**/*.html"))
EMPTY: tuple[dict[str, Any], ...] = (
    {"id": "BARE", "name": "Bare"},
    {"id": "FULL", **{key: value for key, value in small_project.account_file("FULL").items() if key != "id"}},
)


def source(template: str) -> str:
    """Return the text of a template."""
    return (templates() / template).read_text("utf-8")


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    """The renderer of the product's own templates."""
    return Renderer(templates())


def page_of(folder: Path, data: small_project.Data, account: dict[str, Any]) -> Page:
    """Build the one account with these rows and return its page; it must be whole, in PDF too."""
    project = small_project.write(folder, [account], data)
    pack = small_project.folder_of(small_project.built(project, folder / "out")[account["id"]])
    assert (pack / "pack.pdf").read_bytes().startswith(b"%PDF-")
    return Page((pack / "pack.html").read_text("utf-8"))


def test_every_section_has_its_partial_and_every_partial_its_section() -> None:
    """templates/sections holds one partial for each section, and the one that says why there is nothing."""
    partials = {path.stem for path in (templates() / "sections").glob("*.html")}
    assert partials == {*BY_NAME, "nothing"}


def test_the_summary_comes_first_and_the_appendices_last() -> None:
    """A pack opens with its answer; how it was computed stands at the end."""
    names = list(BY_NAME)
    assert names[0] == "summary"
    assert tuple(names[-len(APPENDICES) :]) == APPENDICES


def test_titles_are_those_of_the_sections() -> None:
    """Every section has a title of its own, in registry order."""
    assert list(TITLES) == list(BY_NAME)
    assert all(TITLES[name] == BY_NAME[name].TITLE for name in BY_NAME)
    assert len(set(TITLES.values())) == len(TITLES)


@pytest.mark.parametrize("name", BY_NAME)
def test_every_field_of_a_context_has_help(name: str) -> None:
    """A context is frozen, and says of each field what it is."""
    context = BY_NAME[name].Context
    assert context.__dataclass_params__.frozen
    assert {field.name for field in dataclasses.fields(context) if not field.metadata.get("help")} == set()


@pytest.mark.parametrize("name", BY_NAME)
def test_a_partial_uses_its_context_and_nothing_else(name: str, renderer: Renderer) -> None:
    """The names that a partial takes are exactly the fields of its section's context."""
    fields = {field.name for field in dataclasses.fields(BY_NAME[name].Context)}
    assert renderer.variables(f"sections/{name}.html") == fields


def test_the_partial_for_nothing_uses_the_reason_alone(renderer: Renderer) -> None:
    """An empty section says why, and no more."""
    assert renderer.variables("sections/nothing.html") == {field.name for field in dataclasses.fields(Nothing)}


@pytest.mark.parametrize("template", TEMPLATES)
def test_no_template_lets_text_pass_unescaped(template: str) -> None:
    """No template switches escaping off."""
    assert re.findall(r"\|\s*safe\b|autoescape|Markup", source(template)) == []


@pytest.mark.parametrize("template", TEMPLATES)
def test_no_template_carries_style_script_or_an_address(template: str) -> None:
    """No style attribute, no script, no handler, nothing to load from elsewhere."""
    found = re.findall(
        r"\sstyle\s*=|<script|<link|<iframe|<object|\son\w+\s*=|(?:src|href)=\"(?:\w+:)?//", source(template)
    )
    assert found == []


@pytest.mark.parametrize("account", EMPTY, ids=["no targets", "all that people write"])
def test_tables_without_rows_give_a_whole_pack(tmp_path: Path, account: dict[str, Any]) -> None:
    """An account without a single row gets every section, each with a reason or its words, and no number."""
    data: small_project.Data = {name: [] for name in small_project.rows("X")}
    page = page_of(tmp_path, data, account)
    sections = {one.attributes.get("id"): one.text for one in page.all("section")}
    assert list(sections) == list(BY_NAME)
    assert all(len(text) > 20 for text in sections.values())
    assert "No verdict." in sections["summary"]
    assert re.findall(r"\b0(?:\.0)?%|100%", page.text) == []


@pytest.mark.parametrize("account", EMPTY, ids=["no targets", "all that people write"])
def test_no_source_but_tickets_gives_a_whole_pack(tmp_path: Path, account: dict[str, Any]) -> None:
    """Sections whose table has no source say which table would fill them."""
    data = {"tickets": small_project.rows(account["id"])["tickets"]}
    page = page_of(tmp_path, data, account)
    sections = {one.attributes.get("id"): one.text for one in page.all("section")}
    assert "A table of actions fills this section" in sections["promises"]
    assert "A table of major incidents fills this section" in sections["majors"]
    assert "A table of surveys fills this section" in sections["voice"]
    assert "tickets were opened" in sections["summary"]


ONE_TICKET = {"account": "BARE", "id": "1", "opened_at": "2026-10-05 10:00"}


@pytest.mark.parametrize(
    "ticket",
    [
        ONE_TICKET,
        ONE_TICKET | {"resolved_at": "2026-10-05 10:00", "priority": "P1"},
        ONE_TICKET | {"resolved_at": "2026-10-01 10:00", "first_response_at": "2026-10-01 10:00"},
        ONE_TICKET | {"state": "cancelled", "closed_at": "2026-10-06 10:00"},
        ONE_TICKET | {"opened_at": "2026-09-05 10:00", "resolved_at": "2026-09-06 10:00"},
        ONE_TICKET | {"opened_at": "2027-01-05 10:00"},
        ONE_TICKET | {"opened_at": "2024-02-29 23:59", "resolved_at": "2026-10-31 23:59"},
        ONE_TICKET | {"sla_resolution": "breached", "sla_response": "met"},
    ],
    ids=[
        "open",
        "resolved at once",
        "resolved before it was opened",
        "cancelled",
        "all in the period before",
        "opened in the future",
        "leap day",
        "verdict without a time",
    ],
)
def test_one_ticket_gives_a_whole_pack(tmp_path: Path, ticket: small_project.Row) -> None:
    """However little there is, the pack renders, and says nothing that is not so."""
    page = page_of(tmp_path, {"tickets": [ticket]}, EMPTY[0] | {"targets": {"resolution_hours": {"P1": 4}}})
    assert re.findall(r"\b(?:nan|inf|None|Undefined)\b|-\d+(?:\.\d+)? (?:h|min)\b", page.text) == []


@pytest.mark.parametrize("period", ["2026-09", "2026-Q3", "2026-W41", "2025", "2026-10-05..2026-10-18", "2024-02"])
def test_any_period_gives_a_whole_pack(tmp_path: Path, period: str) -> None:
    """Months, quarters, weeks, years and ranges are reviewed alike, those before the first data included."""
    project = small_project.write(tmp_path, [small_project.account_file("A")], small_project.rows("A"))
    result = small_project.built(project, tmp_path / "out", period=period, formats=("html",))["A"]
    page = Page((small_project.folder_of(result) / "pack.html").read_text("utf-8"))
    assert [one.attributes["id"] for one in page.all("section")] == list(BY_NAME)
