"""The contract of sections, held against every one in the registry."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import small_project
from page_reader import Page
from reviewed import ZONE, action, case, figure, inputs, major, survey

from reviewgen.config import Targets
from reviewgen.html import Renderer
from reviewgen.model import Evidence
from reviewgen.resources import templates
from reviewgen.sections import APPENDICES, SECTIONS, TITLES, Nothing, majors, name_of, summary, voice
from reviewgen.sections.service_levels import priorities

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


def test_a_comment_stands_in_the_month_of_its_answer_alone() -> None:
    """A survey of October answered in November, or on no known day, is not quoted in October."""
    late, undated = datetime(2026, 11, 1, 9, tzinfo=ZONE), None
    held = Evidence(
        surveys=(
            survey(id="S1", score=1.0, comment="Too slow."),
            survey(id="S2", score=1.0, comment="Later.", sent_at=datetime(2026, 10, 9, tzinfo=ZONE), answered_at=late),
            survey(id="S3", score=1.0, comment="Some day.", answered_at=undated),
        )
    )
    shown = voice.build(inputs(case(figure("survey.answers", 1, 1), evidence=held)))
    assert isinstance(shown, voice.Context)
    assert shown.comments is not None
    assert [row[0].text for row in shown.comments.rows] == ["“Too slow.”"]


def test_preventive_actions_have_the_state_they_have_among_the_promises() -> None:
    """Overdue, open, done, done on no known day; what was cancelled is left out."""
    kinds: dict[str, dict[str, Any]] = {
        "late": {},
        "open": {"due_on": date(2026, 12, 1)},
        "done": {"state": "done", "closed_on": date(2026, 10, 20)},
        "undated": {"state": "done"},
        "dropped": {"state": "cancelled"},
    }
    actions = tuple(action(id=name, major="M1", **values) for name, values in kinds.items())
    made = case(figure("majors.count", 1, 1), evidence=Evidence(majors=(major(),), actions=actions))
    shown = majors.build(inputs(made))
    assert isinstance(shown, majors.Context)
    table = shown.incidents[0].actions
    assert table is not None
    assert {row[0].note: (row[-1].text, row[-1].note) for row in table.rows} == {
        "late": ("overdue", ""),
        "open": ("open", ""),
        "done": ("done", "20 Oct 2026"),
        "undated": ("done", "day not recorded"),
    }


def test_priorities_stand_by_what_was_promised() -> None:
    """The shortest promise first, whatever its name; priorities without one come last, by name."""
    found = [figure("sla.resolution", 90, priority=name) for name in ("Critical", "High", "Low", "VIP", "Whenever")]
    hours = {"resolution_hours": {"Critical": 4, "VIP": 2, "High": 8}, "response_hours": {"Whenever": 1}}
    made = case(*found)
    promised = made.account.model_copy(update={"targets": Targets.model_validate(hours)})
    shown = inputs(dataclasses.replace(made, account=promised))
    assert priorities(shown, "sla.resolution") == ["VIP", "Critical", "High", "Whenever", "Low"]


@pytest.mark.parametrize(
    ("as_of", "says"),
    [
        (datetime(2026, 11, 2, 6, tzinfo=ZONE), "· data as of 2 Nov 2026, 06:00."),
        (datetime(2026, 11, 1, tzinfo=ZONE), "· data as of the end of 31 Oct 2026."),
        (datetime(2026, 10, 16, tzinfo=ZONE), "· the period is not over: figures up to the end of 15 Oct 2026."),
    ],
)
def test_page_one_says_where_a_period_is_not_over(as_of: datetime, says: str) -> None:
    """Half a month is not taken for a whole one; of a whole one nothing is said."""
    scope = summary.build(inputs(dataclasses.replace(case(), as_of=as_of))).scope
    assert says in scope
    assert ("not over" in scope) == ("not over" in says)


def test_a_target_on_the_data_itself_gives_a_summary() -> None:
    """A target of any metric has its tile, and the tile a section."""
    made = case(targets=({"metric": "data.read", "at_least": 1},))
    assert [tile.link for tile in summary.build(inputs(made)).tiles] == ["data_notes"]


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
