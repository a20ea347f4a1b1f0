"""Every preset keeps to the same contract; what it says of an export is held against a file with that header."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from reviewgen import presets, records, resources
from reviewgen.config import ColumnRule, FileSource, Mapping
from reviewgen.errors import ConfigError
from reviewgen.mapping import apply
from reviewgen.presets import Preset
from reviewgen.recognition import names
from reviewgen.recognition.drafting import plain
from reviewgen.sources import Reader
from reviewgen.sources.extract import Extract
from reviewgen.validation import validate
from reviewgen.yamlfile import load

REALDATA = os.environ.get("REVIEWGEN_REALDATA")
EXPORTS = Path(__file__).parent / "exports"
PAGES = Path(__file__).parent.parent / "docs" / "exports"


def seen_headers() -> list[dict[str, str]]:
    """Headers and what they are of."""
    data = load((EXPORTS / "headers.yaml").read_bytes(), "headers.yaml").data
    assert isinstance(data, list)
    return data


SEEN = seen_headers()


def header(name: str) -> tuple[str, ...]:
    """The header of the export that stands for a preset."""
    expected = load((EXPORTS / name / "expected.yaml").read_bytes(), name).data
    assert isinstance(expected, dict)
    given = expected.get("map") or {}
    more = {key: given[key] for key in ("encoding", "delimiter") if key in given}
    more |= {"records": expected["records"]} if "records" in expected else {}
    source = FileSource.model_validate({"table": "tickets", "files": expected["file"], **more})
    extracts, issues = Reader(EXPORTS / name, {}).read(source)
    assert not issues
    return extracts[0].header


@pytest.fixture(params=presets.NAMES)
def preset(request: pytest.FixtureRequest) -> Preset:
    """Each preset in turn."""
    return presets.load(request.param)


def test_every_file_is_in_the_registry() -> None:
    """A file that nothing names would be dead; a name without file fails to load."""
    files = {path.stem for path in resources.mappings().glob("*")}
    assert files == set(presets.NAMES)
    assert len(set(presets.NAMES)) == len(presets.NAMES)


def test_every_column_that_a_preset_reads_was_seen_somewhere(preset: Preset) -> None:
    """And every one that is said to have been seen is read: what nobody reads needs no source."""
    seen = {column.casefold() for one in preset.known_from for column in one.columns}
    assert {column.casefold() for column in preset.read} - seen == set()
    assert seen - {column.casefold() for column in (*preset.read, *preset.offer)} == set()


def test_a_preset_tells_whence_it_is_known_and_what_to_know(preset: Preset) -> None:
    """Sources can be looked up by others: no path of a machine; quirks are sentences."""
    for one in preset.known_from:
        assert not re.search(r"(?<![\w.:/])/\w|[A-Z]:\\|\.\./|\.md\b", one.where), one.where
        assert re.match(r"https://[a-z]|[a-z' ]+", one.where), one.where
    assert [one for one in preset.quirks if not (one[-1] == "." and " " in one)] == []


def test_its_page_tells_of_it(preset: Preset) -> None:
    """How to export, which columns to add, the two commands and what they give stand in the page of the tool."""
    page = (PAGES / f"{preset.page}.md").read_text("utf-8")
    assert f"`{preset.name}`" in page or f"/{preset.name}" in page
    headings = ["## Export", "## Columns, and what each buys you", "## Two commands", "## What the pack then shows"]
    assert [heading for heading in headings if f"\n{heading}\n" not in page] == []


def test_columns_are_ours_and_never_the_account(preset: Preset) -> None:
    """The account is the user's to say; everything else is a column of its table, and what a table needs is there."""
    for filled in preset.tables:
        described = records.table(filled.table)
        ours = set(filled.mapping.columns)
        assert ours <= set(described.names) - {"account"}
        assert {one.name for one in described.columns if one.required} - {"account"} <= ours


def test_where_one_of_several_rows_is_the_record_a_column_tells_which(preset: Preset) -> None:
    """The order of files and rows is anybody's: a preset that takes the last row says by what."""
    assert [one.table for one in preset.tables if one.mapping.rows == "last" and one.mapping.order is None] == []


def test_codes_are_ours(preset: Preset) -> None:
    """What `values` and `rules` give to a column that knows certain words only is one of them."""
    for filled in preset.tables:
        for name in filled.mapping.columns:
            codes = records.table(filled.table).column(name).codes
            rule = filled.mapping.rule(name)
            assert rule is not None
            given = {*rule.values.values(), *(one.use for one in rule.rules), rule.otherwise or "", rule.constant or ""}
            assert not codes or given <= {*codes, ""}, name


def words(mapping: Mapping, table: str) -> Iterator[tuple[str, str, str]]:
    """Each word that a mapping translates, with our column and our code; of types only tickets have those."""
    for name in mapping.columns:
        rule = mapping.rule(name)
        column = f"{table}.{name}" if name == "type" else name
        if rule and (records.table(table).column(name).codes or name in ("type", "priority")):
            yield from ((column, plain(word), code) for word, code in rule.values.items())


def of_drafts() -> Iterator[tuple[str, str, str]]:
    """Each word that a draft translates."""
    for name, codes in names.CODES.items():
        column = f"changes.{name}" if name == "type" else name
        yield from ((column, plain(word), code) for code, some in codes.items() for word in (code, *some))
    yield from (("tickets.type", plain(word), code) for code, some in names.TICKET_TYPES.items() for word in some)
    for place, some in enumerate(names.PRIORITIES, 1):
        yield from (("priority", plain(word), f"P{place}") for word in some)


TWO_MEANINGS = {
    ("osTicket", "state", "open"): "it has no other word for a ticket that is worked on",
    ("OTRS and Znuny", "state", "open"): "a ticket that nobody has answered is new there",
    ("Zendesk", "state", "open"): "a ticket that nobody has taken is New there",
    ("ManageEngine ServiceDesk Plus", "state", "open"): "it has no other word for a request that is worked on",
    ("VINST", "priority", "major"): "it is the highest there",
}
"""Words that mean something else in a tool than where no tool is known, and why."""


def test_a_word_has_one_meaning_in_a_tool() -> None:
    """In all its exports, and the one of the drafts, but for those that are listed with their reason."""
    found = set()
    for tool in {preset.tool for preset in presets.every()}:
        meanings: dict[tuple[str, str], set[str]] = {}
        for preset in presets.every():
            for filled in preset.tables if preset.tool == tool else ():
                for column, word, code in words(filled.mapping, filled.table):
                    meanings.setdefault((column, word), set()).add(code)
        assert {one: codes for one, codes in meanings.items() if len(codes) > 1} == {}, tool
        found |= {(tool, *one[:2]) for one in of_drafts() if meanings.get(one[:2], {one[2]}) != {one[2]}}
    assert found == {*TWO_MEANINGS}


def test_signs_do_not_contradict_each_other(preset: Preset) -> None:
    """A column is wanted once, or unwanted."""
    signs = [*preset.recognise.all, *preset.recognise.any, *preset.recognise.none]
    assert len(signs) == len(set(signs))


def test_its_export_is_recognised_as_itself_before_any_other(preset: Preset) -> None:
    """The header of the fixture fits its own preset best, and no other as well."""
    first, *others = presets.recognised(header(preset.name))
    assert first.preset == preset
    assert all(other.score < first.score for other in others), [(one.preset.name, one.score) for one in others]


def test_its_export_fills_what_the_main_table_needs(preset: Preset) -> None:
    """But for the account, which may have to be asked for."""
    table = preset.tables[0].table
    fitted = preset.fitted(header(preset.name))[table]
    needed = {one.name for one in records.table(table).columns if one.required} - {"account"}
    assert needed <= set(fitted.columns)
    assert {name for one in map(fitted.rule, fitted.columns) if one for name in one.theirs} <= {*header(preset.name)}


@pytest.mark.parametrize("seen", SEEN, ids=lambda seen: f"{seen['preset']}-{seen['header'].count(',')}")
def test_a_header_that_was_seen_is_recognised(seen: dict[str, str]) -> None:
    """Headers of exports that people published, whole and in the order of their columns."""
    best = presets.recognised(next(csv.reader([seen["header"]])))[0]
    assert best.preset.name == seen["preset"]


def test_no_preset_where_no_sign_is() -> None:
    """A header of another world fits none."""
    assert presets.recognised(["alpha", "beta"]) == ()


def test_a_column_is_known_whatever_its_case_and_blanks() -> None:
    """What was typed by hand is found, and the mapping has it as the header writes it."""
    typed = [" Number", "opened_AT", "short_description", "company"]
    mapping = presets.load("servicenow-incident").fitted(typed)["tickets"]
    assert mapping.columns["id"] == " Number"
    assert mapping.columns["opened_at"] == "opened_AT"
    assert mapping.columns["account"] == "company"
    assert "resolved_at" not in mapping.columns


def test_the_account_is_never_guessed() -> None:
    """A column that names it is taken, the best first; one that only may is not; without either there is none."""
    preset = presets.load("servicenow-incident")
    known = ["number", "opened_at", "caller_id.company", "company"]
    assert preset.fitted(known)["tickets"].columns["account"] == "company"
    assert preset.fitted(known[:3])["tickets"].columns["account"] == "caller_id.company"
    assert "account" not in preset.fitted(known[:2])["tickets"].columns
    for other in presets.every():
        signs = [*other.recognise.all, *other.offer]
        assert "account" not in other.fitted(signs)[other.tables[0].table].columns or other.accounts(signs), other.name


def test_a_column_is_taken_or_offered() -> None:
    """Department of Freshservice names the customers of some desks only."""
    preset = presets.load("freshservice-tickets")
    assert (preset.accounts(["Department"]), preset.offered([" department"])) == ((), (" department",))


@pytest.mark.parametrize(
    ("name", "column", "verdict"),
    [
        ("servicenow-incident", "made_sla", "sla_resolution"),
        ("servicenow-incident-labels", "Made SLA", "sla_resolution"),
        ("remedy-incidents", "SLM Real Time Status", "sla_resolution"),
        ("halopsa-tickets", "priority_id", "priority"),
    ],
)
def test_what_not_every_desk_can_trust_is_said_by_the_user(name: str, column: str, verdict: str) -> None:
    """It is not mapped by itself, and told what to write."""
    preset = presets.load(name)
    assert verdict not in preset.tables[0].mapping.columns
    assert any(f"{verdict}: {{column: {column}," in one for one in preset.ask)


@pytest.mark.parametrize("name", ["servicenow-change", "servicenow-change-labels"])
@pytest.mark.parametrize("word", ["Successful with issues", "successful_issues"])
def test_a_change_that_was_successful_with_issues_is_not_one_without_a_fault(name: str, word: str) -> None:
    """The tool calls it successful; that it had issues is kept, and said in the quirks."""
    preset = presets.load(name)
    rule = preset.tables[0].mapping.rule("outcome")
    assert rule is not None
    assert rule.values[word] == "with_issues"
    assert any("Successful with issues" in quirk for quirk in preset.quirks)


def test_changes_without_dates_of_their_own_are_changes() -> None:
    """What is left out of tickets fills another table: no issue of Jira goes by unseen."""
    fitted = presets.load("jira-issues").fitted(["Summary", "Issue key", "Created", "Issue Type", "Status", "Resolved"])
    assert fitted.keys() == {"tickets", "changes", "problems"}


def test_what_a_header_lacks_is_missing_and_costs_score() -> None:
    """The share of the signs that are there."""
    (match, *_) = presets.recognised(["number", "opened_at", "caller_id"])
    assert match.preset.name == "servicenow-incident"
    assert match.score == pytest.approx(3 / 7)
    assert match.missing == ("short_description", "priority", "assignment_group", "assigned_to")


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    """As a typing error on the command line would be."""
    with pytest.raises(ConfigError, match=r'"servicenow-incidents" is not a preset.*did you mean'):
        presets.load("servicenow-incidents")


def test_help_reads_no_preset() -> None:
    """They are read when a header is to be recognised, not before."""
    code = "import sys; sys.argv = ['reviewgen', '--help']\nfrom reviewgen.cli import main\n"
    code += "try: main()\nexcept SystemExit: pass\nassert 'reviewgen.presets' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def fitted(columns: dict[str, Any], *header: str) -> Mapping:
    """A mapping of tickets cut to a header."""
    signs = {"known_from": [{"where": "x"}], "quirks": ["x"], "page": "x", "recognise": {"all": ["A"]}}
    table = {"table": "tickets", "mapping": {"columns": columns}}
    made = Preset.model_validate({"name": "x", "tool": "x", "export": "x", **signs, "tables": [table]})
    return made.fitted(header)["tickets"]


def test_of_several_columns_those_stay_that_are_there() -> None:
    """One that is left is named alone; none leaves ours out."""
    columns = {"id": ["B", "C"], "title": ["A", "B", "C"], "site": ["C"]}
    assert fitted(columns, "A", "B").columns == {"id": "B", "title": ("A", "B")}


def test_of_rules_those_stay_that_are_there() -> None:
    """A constant that stands where no rule fits is no answer where none can."""
    rule = {"column": "C", "matches": "x", "use": "y"}
    columns = {"title": {"rules": [rule], "constant": "z"}, "site": {"rules": [rule], "column": "A"}}
    assert fitted(columns, "A").columns == {"site": ColumnRule(column="A")}
    assert set(fitted(columns, "C").columns) == {"title", "site"}


BY_HAND = Path(__file__).parent / "projects" / "uci"


@pytest.mark.parametrize(("table", "file"), [("tickets", "incidents.yaml"), ("ticket_events", "events.yaml")])
def test_the_audit_log_is_mapped_as_by_hand(table: str, file: str) -> None:
    """But for the account and the dates that the user gives: the same rules, so the same figures.

    That log stands in order and ends closed; ours may stand in any order, and end with any state.
    """
    fitted = presets.load("servicenow-audit-log").fitted(header("servicenow-audit-log"))[table]
    by_hand = validate(Mapping, load((BY_HAND / file).read_bytes(), file), file)
    same = {*by_hand.columns} - ({"account", "state"} if table == "tickets" else set())
    assert {*fitted.columns} == {*by_hand.columns} - {"account"}
    assert {name: fitted.rule(name) for name in same} == {name: by_hand.rule(name) for name in same}
    assert fitted.order == ("sys_mod_count" if table == "tickets" else None)
    assert fitted.model_copy(update={"columns": by_hand.columns, "dates": by_hand.dates, "order": None}) == by_hand


def translated(name: str, table: str, column: str, header: str, *cells: str) -> list[str]:
    """What a preset makes of the cells of one column, in a file that has its surest columns and that one."""
    preset = presets.load(name)
    headers = tuple(dict.fromkeys((*preset.recognise.all, header)))
    frame = pd.DataFrame({place: list(cells) for place in range(len(headers))}, dtype="str")
    extract = Extract("x.csv", "", headers, frame, np.arange(len(cells)))
    return apply(extract, preset.fitted(headers)[table], 0).frame[column].tolist()


@pytest.mark.parametrize(("name", "header"), [("servicenow-change", "risk"), ("servicenow-change-labels", "Risk")])
def test_numbered_risks_are_those_of_the_tool(name: str, header: str) -> None:
    """From 1, very high, to 4, low."""
    assert translated(name, "changes", "risk", header, "1", "2", "3", "4") == ["high", "high", "medium", "low"]


def test_no_state_of_the_audit_log_is_guessed() -> None:
    """A word that is not known stays as it is, to be told of; both tables take the others alike."""
    words = ["New", "Awaiting Vendor", "-100", "Awaiting Moon"]
    wanted = ["new", "on_hold", "in_progress", "Awaiting Moon"]
    assert translated("servicenow-audit-log", "tickets", "state", "incident_state", *words) == wanted
    assert translated("servicenow-audit-log", "ticket_events", "state", "incident_state", *words) == wanted


@pytest.mark.skipif(not REALDATA, reason="REVIEWGEN_REALDATA is not set")
def test_the_real_audit_log_is_recognised_in_every_sign() -> None:
    """The header of the fixture is that of the real log."""
    path = Path(REALDATA or "") / "uci" / "incident_event_log.zip"
    with zipfile.ZipFile(path) as archive, archive.open("incident_event_log.csv") as log:
        real = next(csv.reader([log.readline().decode("utf-8-sig")]))
    assert tuple(real) == header("servicenow-audit-log")
    (match,) = presets.recognised(real)
    assert (match.preset.name, match.score, match.missing) == ("servicenow-audit-log", 1.0, ())


def test_an_export_without_its_surest_column_does_with_the_others() -> None:
    """Jira without Status Category: what is open follows from status and resolution."""
    (known,) = [one["header"].split(",") for one in SEEN if one["preset"] == "jira-issues"]
    mapping = presets.load("jira-issues").fitted(known)["tickets"]
    state, resolved = mapping.rule("state"), mapping.rule("resolved_at")
    assert state is not None
    assert resolved is not None
    assert {one.column for one in state.rules} == {"Resolution", "Status", "Resolved"}
    assert (resolved.columns, [one.column for one in resolved.rules]) == (("Resolved",), ["Resolution"])
