"""The contract of sections, held against every one in the registry."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import small_project
from jinja2 import Environment, meta
from page_reader import Page
from reviewed import ZONE, action, case, figure, inputs, major, outage, process, survey

from reviewgen.config import Targets
from reviewgen.filters import FILTERS
from reviewgen.findings.case import label
from reviewgen.html import SPEAKING, Renderer
from reviewgen.model import Behind, Depth, Explanation, Figure, Process, Rule, Run, Sentence
from reviewgen.pack import assemble, figures_drawn, figures_shown
from reviewgen.proof import AGAIN
from reviewgen.records import Evidence, Outage
from reviewgen.resources import templates
from reviewgen.sections import (
    APPENDICES,
    SECTIONS,
    TITLES,
    Inputs,
    Nothing,
    availability,
    decided,
    definitions,
    differing,
    majors,
    name_of,
    of_depth,
    promised,
    summary,
    terms,
    voice,
)
from reviewgen.sections.histories import compared, history_chart, noted_once
from reviewgen.sections.panels import HOW, Series, history, panel
from reviewgen.sections.promised import priorities
from reviewgen.sections.view import Cell, Head, Table, behaviour_words, brief, cell, joined, plain, runs, said, shown
from reviewgen.wording import Wording

BY_NAME: Mapping[str, ModuleType] = {name_of(section): section for section in SECTIONS}
TEMPLATES = sorted(path.relative_to(templates()).as_posix() for path in templates().glob("**/*.html"))
EMPTY: tuple[dict[str, Any], ...] = (
    {"id": "BARE", "name": "Bare"},
    {"id": "DEEP", "name": "Deep", "depth": "full", "cadence": "monthly"},
    small_project.account_file("FULL"),
)
KINDS = ("brief by default", "full without targets", "all that people write")


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


def variables(template: str) -> set[str]:
    """Return the names that a template takes from its context."""
    environment = Environment(autoescape=True)
    environment.filters |= FILTERS
    parsed = environment.parse((templates() / template).read_text("utf-8"))
    return meta.find_undeclared_variables(parsed) - set(SPEAKING)


@pytest.mark.parametrize("name", BY_NAME)
def test_a_partial_uses_its_context_and_nothing_else(name: str) -> None:
    """The names that a partial takes are exactly the fields of its section's context."""
    fields = {field.name for field in dataclasses.fields(BY_NAME[name].Context)}
    assert variables(f"sections/{name}.html") == fields


def test_the_partial_for_nothing_uses_the_reason_alone() -> None:
    """An empty section says why, and no more."""
    assert variables("sections/nothing.html") == {field.name for field in dataclasses.fields(Nothing)}


@pytest.mark.parametrize("template", TEMPLATES)
def test_no_template_lets_text_pass_unescaped(template: str) -> None:
    """No template switches escaping off."""
    assert re.findall(r"\|\s*safe\b|autoescape|Markup", source(template)) == []


@pytest.mark.parametrize("template", TEMPLATES)
def test_no_template_carries_style_script_or_an_address(template: str) -> None:
    """No style attribute, no handler, nothing to load from elsewhere; no script but that of tables, in one place."""
    text = source(template)
    if template == "script.html":
        text = text.replace("<script", "", 1)
    found = re.findall(r"\sstyle\s*=|<script|<link|<iframe|<object|\son\w+\s*=|(?:src|href)=\"(?:\w+:)?//", text)
    assert found == []


def told_in(page: Page) -> dict[str, str]:
    """Return what a page tells of each section, in the order of the page: the section, or why it is empty."""
    found = {one.attributes["id"]: one.text for one in page.all("section")}
    if "empty" in found:
        del found["empty"]
        empty = [one for one in page.all("li") if one.attributes.get("id", "").startswith("at-")]
        assert empty
        found |= {one.attributes["id"].removeprefix("at-"): one.text for one in empty}
    return found


def sections_of(account: Mapping[str, Any], usual: Depth = "brief") -> list[str]:
    """Return the sections that an account of `EMPTY` gets; `usual` is the depth of its score."""
    return [name_of(section) for section in of_depth(account.get("depth", usual))]


@pytest.mark.parametrize("account", EMPTY, ids=KINDS)
def test_tables_without_rows_give_a_whole_pack(tmp_path: Path, account: dict[str, Any]) -> None:
    """An account without a single row is told of every section once, with a reason or its words, and no number."""
    data: small_project.Data = {name: [] for name in small_project.rows("X")}
    page = page_of(tmp_path, data, account)
    told = told_in(page)
    assert sorted(told) == sorted(sections_of(account))
    assert all(len(text) > 20 for text in told.values())
    assert "No verdict." in told["summary"]
    assert re.findall(r"\b0(?:\.0)?%|100%", page.text) == []


@pytest.mark.parametrize("account", EMPTY[:2], ids=KINDS[:2])
def test_sections_without_anything_stand_together(tmp_path: Path, account: dict[str, Any]) -> None:
    """Without rows or words no section has a heading of its own: a line each in one place, in the order of the pack."""
    data: small_project.Data = {name: [] for name in small_project.rows("X")}
    page = page_of(tmp_path, data, account)
    lines = [one.attributes["id"][3:] for one in page.all("li") if one.attributes.get("id", "").startswith("at-")]
    headed = {one.attributes["id"][3:] for one in page.all("h2") if one.attributes.get("id", "").startswith("at-")}
    assert lines == [name for name in sections_of(account) if name in lines]
    assert {"promises", "majors", "voice", "value", "service_levels"} <= set(lines)
    assert headed.isdisjoint(lines)
    assert [one.attributes["id"] for one in page.all("section")][-1] == "empty"


@pytest.mark.parametrize("account", EMPTY, ids=KINDS)
def test_no_source_but_tickets_gives_a_whole_pack(tmp_path: Path, account: dict[str, Any]) -> None:
    """Sections whose table has no source say which table would fill them."""
    data = {"tickets": small_project.rows(account["id"])["tickets"]}
    told = told_in(page_of(tmp_path, data, account))
    assert sorted(told) == sorted(sections_of(account, "standard"))
    assert "A table of actions fills this section" in told["promises"]
    assert "A table of major incidents fills this section" in told["majors"]
    assert "A table of surveys fills this section" in told["voice"]
    for name in ("changes", "problems", "projects", "improvement", "contract"):
        assert re.search(r"\btables? of .* fills? this section", told[name], re.IGNORECASE), name
    assert re.search(r"\btickets? (?:was|were) opened", told["summary"])


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
    assert {row[0].note: (row[-1].text, row[-1].aside or row[-1].note) for row in table.rows} == {
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


@pytest.mark.parametrize("period", ["2026-Q3", "2026-W41", "2025", "2026-10-05..2026-10-18", "2024-02"])
def test_any_period_gives_a_whole_pack(tmp_path: Path, period: str) -> None:
    """Quarters, weeks, years and ranges are reviewed like months, those before the first data included."""
    project = small_project.write(tmp_path, [small_project.account_file("A")], small_project.rows("A"))
    result = small_project.built(project, tmp_path / "out", period=period, formats=("html",))["A"]
    page = Page((small_project.folder_of(result) / "pack.html").read_text("utf-8"))
    assert sorted(told_in(page)) == sorted(BY_NAME)


# From a figure to the text of a page


@pytest.mark.parametrize("module", [*SECTIONS, decided, differing, promised, terms], ids=name_of)
def test_a_section_words_no_figure_by_itself(module: ModuleType) -> None:
    """Only `shown` and `cell` word figures; a section that takes a figure's value for text would lose the figure.

    What words none, a label say, is worded by `said`, which holds that.
    """
    called = [node.func for node in ast.walk(ast.parse(inspect.getsource(module))) if isinstance(node, ast.Call)]
    names = [func.attr for func in called if isinstance(func, ast.Attribute)]
    assert {"figure", "value", "percent", "say"} & set(names) == set()


def test_a_label_is_told_as_text_and_a_figure_is_not() -> None:
    """Words without a figure become text; a sentence that quotes one would lose it, so it stops."""
    seen, csat = inputs(case()), figure("survey.csat", 90.5, 63)
    assert said(seen, label(csat)) == "Satisfied"
    assert said(seen, "Colin's own words") == "Colin's own words"
    with pytest.raises(AssertionError, match="would be lost"):
        said(seen, Sentence("Satisfied: {csat}", (("csat", csat),)))


def test_every_way_that_figures_are_made_has_words() -> None:
    """A panel says in the account's language how a figure is made of its rows, whichever way it is."""
    assert set(HOW) == set(AGAIN)


@pytest.mark.parametrize(
    ("found", "words", "text"),
    [
        (figure("survey.csat", 90.5, 63), "{value}", "90.5%"),
        (figure("survey.csat", 90.5, 1063), "n {n}", "n 1,063"),
        (figure("survey.csat", 90.5, 3), "{value}", "–"),
        (figure("survey.csat", 90.5, 3), "{reason}", "n 3, too few"),
        (figure("survey.csat", "no answers", 0), "{value} ({reason})", "– (no answers)"),
        (figure("survey.csat", 90.5, 63), "{reason}", ""),
    ],
)
def test_a_figure_in_a_text_is_carried_with_it(found: Figure, words: str, text: str) -> None:
    """Its value, its n, or why there is no value: the piece of text holds the figure."""
    assert shown(inputs(case(found)), found, words) == Run(text, found)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (figure("survey.csat", 90.5, 63), ("90.5%", "", "", "n 63")),
        (figure("survey.csat", 90.5, 3), ("–", "n 3, too few", "quiet", "")),
        (figure("survey.csat", "no answers", 0), ("–", "no answers", "quiet", "")),
    ],
)
def test_a_figure_in_a_cell_is_carried_with_it(found: Figure, expected: tuple[str, str, str, str]) -> None:
    """A cell holds the figure that it words, a missing one too."""
    assert cell(inputs(case(found)), found, with_n=True) == Cell(*expected, figure=found)


def test_texts_are_put_together_of_pieces() -> None:
    """Neighbours without a figure are one piece, empty parts leave no separator, and all together is the text."""
    found = figure("tickets.opened", 5)
    one = Run("5", found)
    assert runs("a", "", Run("b"), one, (Run("c"),)) == (Run("ab"), one, Run("c"))
    assert joined(("", one, (), "c")) == (one, Run(" · c"))
    assert joined(()) == ()
    assert plain(joined((one, "c"))) == "5 · c"


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (None, ""),
        (process("short", points=8), "too short a history"),
        (process("short"), "the same in all 13 periods"),
        (process("short", "above"), "no usual range to judge by"),
        (process("steady"), "within normal variation"),
        (process("stable"), "stable over 24 periods"),
        (process("signal", "above", "outside"), "higher than usual: outside its usual range"),
        (process("signal", "below", "outside"), "lower than usual: outside its usual range"),
        (process("signal", "above", "three_of_four"), "higher than usual: 3 of 4 near its upper limit"),
        (process("signal", "below", "three_of_four"), "lower than usual: 3 of 4 near its lower limit"),
        (process("signal", "above", "run"), "higher than usual: 7 in a row above its usual level"),
        (process("signal", "below", "run"), "lower than usual: 7 in a row below its usual level"),
    ],
)
def test_words_follow_the_statistics(found: Process | None, words: str) -> None:
    """Without a signal nothing is called higher or lower; with one, the rule that fires is told."""
    assert Wording("en_GB").say(behaviour_words(found)) == words


def opened(state: str, side: str = "", rule: Rule = "", **account: Any) -> Inputs:
    """Return what sections see of an account with 9 and then 12 tickets opened, and what is said of that history."""
    before, now = figure("tickets.opened", 9, period="2026-09"), figure("tickets.opened", 12)
    return inputs(case(before, now, processes=((now, process(state, side, rule, points=2)),), **account))


def test_a_chart_with_limits_says_where_they_come_from() -> None:
    """Under a process-behaviour chart stand its baseline, its formula, and what a diamond is where there is one."""
    calm, loud = (history_chart(one, "tickets.opened") for one in (opened("steady"), opened("signal", "above", "run")))
    assert calm
    assert loud
    assert calm.notes == (
        "Solid line: the usual level, the mean of 12 periods from October 2025 to September 2026. "
        "Dotted: its limits, 2.66 mean moving ranges away.",
    )
    assert loud.notes == (*calm.notes, "Diamond: a signal.")


def test_a_chart_without_limits_has_columns_and_no_notes() -> None:
    """Too short a history has no limits to draw, and nothing to explain."""
    chart = history_chart(opened("short"), "tickets.opened")
    assert chart
    assert chart.notes == ()
    assert "usual" not in chart.svg.markup


@pytest.mark.parametrize("metric", [None, "tickets.opened"])
def test_an_explained_change_stands_under_the_chart(metric: str | None) -> None:
    """From which day a history is judged anew, and why, in the words of the account's file."""
    change = {"metric": metric, "from": "2026-09-06", "reason": "the desk moved"}
    chart = history_chart(opened("short", baselines=[change]), "tickets.opened")
    assert chart
    assert chart.notes == ("Judged anew from 6 September 2026: The desk moved.",)


@pytest.mark.parametrize(
    ("metric", "day"), [("tickets.backlog", "2026-09-06"), (None, "2026-08-31"), (None, "2026-11-01")]
)
def test_other_changes_do_not(metric: str | None, day: str) -> None:
    """A change of another figure, one before the chart begins, and one after the period are not told."""
    change = {"metric": metric, "from": day, "reason": "the desk moved"}
    chart = history_chart(opened("steady", baselines=[change]), "tickets.opened")
    assert chart
    assert not any("anew" in note for note in chart.notes)


def test_what_opens_under_a_chart_shows_its_limits() -> None:
    """Usual level, limits and signals of each period stand beside the figures; without limits no such columns."""
    loud, short = opened("signal", "above", "outside"), opened("short")
    figures = loud.figures.history("tickets.opened")
    (series,) = history(loud, figures).series
    assert isinstance(series, Series)
    assert series.limits == ("Usual", "Lower limit", "Upper limit", "Signal")
    assert [entry.limits for entry in series.entries] == [("5", "2", "8", ""), ("5", "2", "8", "outside its limits")]
    (plainly,) = history(short, figures).series
    assert isinstance(plainly, Series)
    assert (plainly.limits, {entry.limits for entry in plainly.entries}) == ((), {()})


def test_notes_of_charts_that_stand_together_stand_once() -> None:
    """What holds for several charts is told under the last of them."""
    chart = history_chart(opened("steady"), "tickets.opened")
    assert chart
    first, last = noted_once([chart, chart])
    assert (first.notes, last.notes) == ((), chart.notes)


def test_a_table_says_what_histories_say() -> None:
    """A signal stands out; what noise explains is quiet; without limits there is no such column at all."""
    said = {state: compared(opened(state, *more), "Volumes", ["tickets.opened"]) for state, *more in SAID}
    assert said["steady"].rows[0][-1] == Cell("within normal variation", tone="quiet")
    assert said["signal"].rows[0][-1].tone == "strong"
    assert [head.label for head in said["steady"].heads][-1] == "Against its history"
    assert [head.label for head in said["short"].heads] == ["Figure", "October 2026", "September 2026"]
    assert all(sum(head.width for head in table.heads) == 100 for table in said.values())


SAID: tuple[Any, ...] = (("steady",), ("short",), ("signal", "above", "outside"))


# Availability


def down(*outages: Outage, **figures: float) -> Inputs:
    """Return an account that agreed on Ticketing, with these figures of it and these outages."""
    values = {"": 99.0, ".agreed": 44640.0, ".downtime": 446.4} | figures
    found = [figure(f"availability{name}", value, service="Ticketing") for name, value in values.items()]
    target = {"metric": "availability", "service": "Ticketing", "at_least": 99.5}
    agreed = {"service": "Ticketing", "planned_excluded": False}
    return inputs(case(*found, targets=(target,), availability=[agreed], evidence=Evidence(outages=outages)))


def shown_of(made: Inputs) -> Any:
    """Return what the section on availability shows."""
    built = availability.build(made)
    assert isinstance(built, availability.Context)
    return built


def texts(cells: Sequence[Cell]) -> list[str]:
    """Return the texts of cells, with plain spaces."""
    return [one.text.replace("\xa0", " ") for one in cells]


def test_availability_without_a_service_is_nothing() -> None:
    """No service agreed and no outage recorded, or no table of outages: the section says what would fill it."""
    absent = figure("availability", "no source for outages", 0, service="Ticketing")
    for made in (case(), case(absent)):
        found = availability.build(inputs(made))
        assert isinstance(found, Nothing)
        assert "table of outages" in found.reason


def test_availability_stands_beside_its_target() -> None:
    """Per service: agreed time, availability with target and status, downtime, and the terms in words."""
    built = shown_of(down())
    (cells,) = built.levels.rows
    assert texts(cells[:6]) == ["Ticketing", "44,640 min", "99%", "99.5%", "missed", "446 min"]
    assert built.basis[0] == "Ticketing: agreed for day and night; announced maintenance counts as downtime."
    assert (built.restoration, built.outages, built.maintenance) == (None, None, None)


def test_outages_stand_with_impact_and_cause_and_maintenance_apart() -> None:
    """Each with its id, when it began, how long it lasted, what part was hit, and why; oldest first."""
    late = outage(id="O2", started_at=datetime(2026, 10, 20, 8, tzinfo=ZONE), ended_at=None, impact=0.3, cause="Fire")
    built = shown_of(down(late, outage(), outage(id="O3", planned=True)))
    assert [row[0].record for row in built.outages.rows] == ["O1", "O2"]
    assert texts(built.outages.rows[0][1:]) == ["13 Oct 2026, 08:00", "2 h", "all", "cause not recorded"]
    assert texts(built.outages.rows[1][3:]) == ["30%", "Fire"]
    assert built.outages.rows[1][2].note == "so far"
    assert [row[0].record for row in built.maintenance.rows] == ["O3"]


def test_of_many_outages_the_longest_are_listed() -> None:
    """As many as there is room for, in order of time, and the line says that there are more."""
    start = datetime(2026, 10, 1, tzinfo=ZONE)
    many = [
        outage(
            id=f"O{day}", started_at=start + timedelta(days=day), ended_at=start + timedelta(days=day, hours=day + 1)
        )
        for day in range(16)
    ]
    built = shown_of(down(*many))
    listed = [row[0].record for row in built.outages.rows]
    assert 8 <= len(listed) < 16
    assert listed == [f"O{day}" for day in range(16 - len(listed), 16)]
    assert built.outages.more == f"{len(listed)} of 16 shown; the longest, in order of time"


def test_services_that_miss_their_target_come_first() -> None:
    """The worst service opens the section, whatever its name; charts show at most four with a target."""
    names = ("Archive", "Backup", "Mail", "Shop", "Web")
    figures = [figure("availability", 98 if name == "Web" else 100, service=name) for name in names]
    targets = tuple({"metric": "availability", "service": name, "at_least": 99} for name in names)
    built = shown_of(inputs(case(*figures, targets=targets)))
    assert [row[0].text for row in built.levels.rows] == ["Web", "Archive", "Backup", "Mail", "Shop"]
    assert len(built.charts) == 4


def test_a_tile_carries_its_figures() -> None:
    """Value and n are those of the figure of the period, the comparison that of the period before."""
    now, before = figure("survey.csat", 90.5, 63), figure("survey.csat", 88, 60, period="2026-09")
    (tile,) = summary.build(inputs(case(now, before))).tiles
    assert tile.value == (Run("90.5%", now),)
    assert tile.comparison == (Run("n 63", now), Run(" · Sept: "), Run("88%", before))


def test_a_tile_says_how_its_figure_stands_to_its_history() -> None:
    """Without the rule, which stands with the chart; nothing where there is no history to judge by."""
    said = [summary.build(opened(*one)).tiles[0].judged for one in SAID]
    assert said == ["within normal variation", "", "higher than usual"]


def test_the_verdict_and_its_findings_carry_figures() -> None:
    """What opens page one can be followed to the figures that it quotes."""
    figures = (figure("tickets.opened", 12), figure("tickets.resolved", 11), figure("tickets.backlog", 4))
    built = summary.build(inputs(case(*figures)))
    assert [run.figure for reason in built.reasons for run in reason if run.figure] == list(figures)
    assert [run.figure for point in built.achievements for run in point.title if run.figure] == [figures[1]]


def test_figures_of_a_pack_are_found_once_and_in_order() -> None:
    """Those that are worded, the tiles' first; those of drawings apart."""
    now, before = figure("sla.resolution", 90, 40), figure("sla.resolution", 95, 30, period="2026-09")
    pack = assemble(inputs(case(now, before)))
    worded = figures_shown(pack)
    assert worded[:2] == (now, before)
    assert len({one.key for one in worded}) == len(worded)
    assert figures_drawn(pack) == (before, now)


def test_the_metrics_of_a_pack_are_defined_and_no_others() -> None:
    """One that a page shows to be missing is explained; one whose number no page shows is not."""
    unseen = figure("tickets.recurrence", 3)
    made = case(figure("sla.resolution", 90), unseen, targets=({"metric": "survey.csat", "at_least": 85},))
    pack = assemble(inputs(made))
    rows = next(part.content for part in pack.parts if part.name == "definitions").definitions.rows
    found = {f"m-{one.metric}" for one in (*figures_shown(pack), *figures_drawn(pack))}
    assert found == {row[0].anchor for row in rows}


@pytest.mark.parametrize(("whole", "kind"), [(True, "short"), (False, "long")])
def test_a_short_table_is_kept_whole_unless_told_otherwise(renderer: Renderer, whole: bool, kind: str) -> None:
    """One that stands right below a heading may break, so that the heading does not stay behind."""
    made = assemble(inputs(case(figure("tickets.opened", 5))))
    content = definitions.Context(Table("Words", (Head("Word", 100),), ((Cell("text"),),), whole=whole))
    parts = tuple(
        dataclasses.replace(part, content=content) if part.name == "definitions" else part for part in made.parts
    )
    page = Page(renderer.pack(dataclasses.replace(made, parts=parts)).paper)
    (found,) = [
        one for one in page.all("div") if "table" in one.attributes.get("class", "").split() and "Words" in one.text
    ]
    assert {"short", "long"} & set(found.attributes["class"].split()) == {kind}


def test_a_panel_of_a_total_lists_the_rows_that_add_to_it() -> None:
    """Rows that add nothing are counted, not listed; of a share every row counts."""
    late, ids = figure("sla.breaches", 2, 4, clock="resolution"), ("T1", "T2", "T3", "T4")
    found = []
    for how in ("total", "share"):
        behind = Behind("tickets", how, ids, (1.0, 0.0, 1.0, 0.0))
        facts = dict(panel(inputs(case()), late, Explanation(late, "Missed", "Formula.", "", "", behind)).facts)
        found.append((facts["Drawn from"], facts["Rows of tickets"]))
    assert found == [
        ("n 4; total: 2; rows that add to it: 2 of 4", "T1, T3"),
        ("n 4; share: 2 of 4", "T1, T2, T3, T4"),
    ]


def test_rows_of_records_name_them() -> None:
    """The head of a row about an action carries its id; a row of figures carries none."""
    made = case(figure("actions.open", 1, 1), evidence=Evidence(actions=(action(id="A7"),)))
    built = BY_NAME["promises"].build(inputs(made))
    assert [row[0].record for row in built.open_actions.rows] == ["A7"]
    assert {row[0].record for row in built.counts.rows} == {""}


def test_a_dash_keeps_its_figure() -> None:
    """Where a narrow column leaves the reason out, the figure is there to be asked."""
    dashed = brief(cell(inputs(case()), figure("sla.resolution", "no clocks", 0)))
    assert (dashed.text, dashed.note, dashed.figure is None) == ("–", "", False)
