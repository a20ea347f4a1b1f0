"""The data beside a pack: what spreadsheets and scripts read."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import io
import json
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewgen import datafiles
from reviewgen.metrics import METRICS, Figures
from reviewgen.metrics.columns import NUMBER, Sheet, laid_out
from reviewgen.model import Behind, Clock, Explanation, Figure, Missing, Sentence, Target
from reviewgen.records import Action, Outage, Survey, Ticket, table

LONDON = ZoneInfo("Europe/London")
UNDECIDED = Clock("", False, None, None)


def ticket(**values: Any) -> Ticket:
    """Return a ticket that has an id and a time, and what is given."""
    fields = {field.name: "" for field in dataclasses.fields(Ticket)}
    optional = ("first_response_at", "resolved_at", "closed_at", "reopen_count", "reassignment_count", "first_contact")
    return Ticket(
        **{
            **fields,
            **dict.fromkeys((*optional, "hold_hours")),
            "id": "INC1",
            "opened_at": datetime(2026, 10, 5, 10, 0, tzinfo=LONDON),
            "response": UNDECIDED,
            "resolution": UNDECIDED,
            **values,
        }
    )


def read(*tickets: Ticket) -> list[dict[str, str]]:
    """Return the rows of tickets.csv."""
    text = datafiles.tickets_csv(tickets).decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_columns_are_those_of_the_table_without_the_internal_ones() -> None:
    """Every column of the schema but the account and internal ones, then three of each clock."""
    heads = datafiles.tickets_csv(()).decode("utf-8").rstrip("\r\n").split(",")
    shown = [one.name for one in table("tickets").columns if one.name != "account" and not one.internal]
    assert heads[: len(shown)] == shown
    assert "internal_note" not in heads
    assert heads[len(shown) :] == [
        f"{clock}_{part}" for clock in ("response", "resolution") for part in ("outcome", "hours", "promised_hours")
    ]


def test_instants_carry_their_offset() -> None:
    """A time is written in the account's zone with its offset, whatever zone the machine is in."""
    (row,) = read(ticket(resolved_at=datetime(2026, 10, 25, 1, 30, tzinfo=LONDON, fold=1)))
    assert row["opened_at"] == "2026-10-05 10:00:00+01:00"
    assert row["resolved_at"] == "2026-10-25 01:30:00+00:00"


def test_numbers_flags_and_clocks_are_plain() -> None:
    """Whole numbers have no point, flags are true or false, missing is empty."""
    (row,) = read(
        ticket(reopen_count=2.0, hold_hours=0.25, first_contact=False, resolution=Clock("breached", False, 30.5, 24.0))
    )
    assert (row["reopen_count"], row["hold_hours"], row["first_contact"]) == ("2", "0.25", "false")
    assert (row["resolution_outcome"], row["resolution_hours"], row["resolution_promised_hours"]) == (
        "breached",
        "30.5",
        "24",
    )
    assert (row["response_outcome"], row["response_hours"], row["closed_at"]) == ("", "", "")


@pytest.mark.parametrize("zone", ["Europe/London", "Asia/Kolkata", "America/St_Johns", "Africa/Monrovia", "UTC"])
def test_instants_are_written_as_datetime_writes_them(zone: str) -> None:
    """Of any year and fold, with offsets of odd minutes and, long ago, of seconds, and with parts of a second."""
    moments = [
        datetime(year, month, day, 1, 30, second, micro, tzinfo=ZoneInfo(zone), fold=fold)
        for year, month, day in ((1901, 1, 1), (1971, 5, 1), (2026, 3, 29), (2026, 10, 25), (2026, 11, 1))
        for second, micro, fold in ((0, 0, 0), (7, 0, 1), (59, 120, 0))
    ]
    rows = read(*(ticket(opened_at=moment) for moment in moments))
    assert [row["opened_at"] for row in rows] == [moment.isoformat(sep=" ") for moment in moments]
    late = [moment for moment in moments if moment.year > 2000]
    assert [row["opened_at"] for row in read(*(ticket(opened_at=moment) for moment in late))] == [
        moment.isoformat(sep=" ") for moment in late
    ]


def test_values_of_a_column_that_are_equal_keep_their_own_words() -> None:
    """The same instant in two zones is told in each, and what is true is no 1."""
    same = [datetime(2026, 10, 5, 10, tzinfo=UTC), datetime(2026, 10, 5, 11, tzinfo=LONDON)]
    rows = read(ticket(resolved_at=same[0], first_contact=True), ticket(resolved_at=same[1], reopen_count=1.0))
    assert [row["resolved_at"] for row in rows] == ["2026-10-05 10:00:00+00:00", "2026-10-05 11:00:00+01:00"]
    assert (rows[0]["first_contact"], rows[1]["reopen_count"]) == ("true", "1")


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1"])
def test_what_a_spreadsheet_would_run_begins_with_an_apostrophe(text: str) -> None:
    """A text that looks like a formula is defused in every text column."""
    (row,) = read(ticket(title=text, id=text, requester=text))
    assert {row["title"], row["id"], row["requester"]} == {f"'{text}"}


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_any_text_reads_back(text: str) -> None:
    """Quotes, signs and line breaks come back as they were; only a formula gains its apostrophe."""
    (row,) = read(ticket(title=text))
    defused = text.startswith(datafiles.FORMULA_STARTS)
    assert row["title"] == (f"'{text}" if defused else text)


# Clocks


def clocks_of(**clocks: Clock) -> list[dict[str, str]]:
    """Return the rows of clocks.csv of one ticket with these clocks."""
    text = datafiles.clocks_csv((ticket(**clocks),)).decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def at(hour: int) -> datetime:
    """Return an hour of 5 October 2026 in London."""
    return datetime(2026, 10, 5, hour, tzinfo=LONDON)


def test_every_ticket_has_both_clocks() -> None:
    """One line for the response and one for the resolution, be they measured or not."""
    found = clocks_of(response=Clock("", False, None, None, reason="no policy"))
    assert [(one["ticket"], one["clock"]) for one in found] == [("INC1", "response"), ("INC1", "resolution")]
    assert (found[0]["state"], found[0]["outcome"], found[0]["reason"]) == ("not_measured", "", "no policy")


def test_a_clock_is_told_in_full() -> None:
    """State, outcome, instants with their offset, all hours, the tool's word and why it differs."""
    clock = Clock(
        *("breached", False, 6.5, 4.0, "breached", "", 8.0, 1.5, at(9), at(14), at(17), "office"),
        holds=((at(10), at(11)),),
        verdict="met",
        difference="time on hold",
    )
    (_, row) = clocks_of(resolution=clock)
    assert list(row) == list(datafiles.CLOCK_COLUMNS)
    assert list(row.values())[2:] == [
        *("breached", "breached", "", "office"),
        *("2026-10-05 09:00:00+01:00", "2026-10-05 14:00:00+01:00", "2026-10-05 17:00:00+01:00"),
        *("4", "6.5", "8", "1.5", "2026-10-05 10:00:00+01:00/2026-10-05 11:00:00+01:00", "met", "time on hold"),
    ]


def test_a_hold_that_lasts_has_no_end() -> None:
    """Spans stand one after the other; behind the last stroke there is nothing where it goes on."""
    row = clocks_of(response=Clock("", False, None, None, holds=((at(9), at(10)), (at(11), None))))[0]
    assert row["holds"] == ("2026-10-05 09:00:00+01:00/2026-10-05 10:00:00+01:00; 2026-10-05 11:00:00+01:00/")


# Rows behind figures


def behind(metric: str, ids: tuple[str, ...], **dimensions: str) -> Explanation:
    """Return an explanation of a figure by rows that add 1, 0.5, nothing and so on."""
    figure = Figure(metric, "2026-10", tuple(dimensions.items()), 1.0, len(ids), "tickets")
    values = tuple(1.0 / number if number < 3 else 0.0 for number in range(1, len(ids) + 1))
    return Explanation(figure, "", "", "", "", Behind("tickets", "total", ids, values, (1.0,) * len(ids)))


def rows_of(*explanations: Explanation) -> list[list[str]]:
    """Return the lines of rows.csv below its head."""
    heads, *lines = csv.reader(io.StringIO(datafiles.rows_csv(explanations).decode("utf-8"), newline=""))
    assert heads == list(datafiles.ROW_COLUMNS)
    return lines


def test_every_row_behind_a_figure_has_a_line() -> None:
    """Metric, period, dimensions and table, then the row with what it adds and counts for, be it nothing."""
    assert rows_of(behind("sla.breaches", ("T1", "T2", "T3"), clock="response", priority="P1")) == [
        ["sla.breaches", "2026-10", "clock=response; priority=P1", "tickets", "T1", "1", "1"],
        ["sla.breaches", "2026-10", "clock=response; priority=P1", "tickets", "T2", "0.5", "1"],
        ["sla.breaches", "2026-10", "clock=response; priority=P1", "tickets", "T3", "0", "1"],
    ]


def test_rows_that_all_add_the_same_have_their_lines_too() -> None:
    """A count is told row by row: each adds and counts for one; a text with a comma is quoted."""
    figure = Figure("tickets.opened", "2026-10", (), 2.0, 2, "tickets")
    rows = Behind("tickets", "count", ("T,1", "T2"), (1.0, 1.0), (1.0, 1.0))
    assert rows_of(Explanation(figure, "", "", "", "", rows)) == [
        ["tickets.opened", "2026-10", "", "tickets", "T,1", "1", "1"],
        ["tickets.opened", "2026-10", "", "tickets", "T2", "1", "1"],
    ]


def test_figures_without_rows_and_the_ledger_have_no_lines() -> None:
    """Nothing behind a figure is no line; nearly every row is behind a figure on the data itself."""
    assert rows_of(behind("sla.breaches", ()), behind("data.read", ("T1",), table="tickets")) == []


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_any_id_reads_back(text: str) -> None:
    """Lines that are put together by hand are read by any CSV reader, and formulas are defused."""
    ((*_, dimensions, _, name, _, _),) = rows_of(behind("sla.breaches", (text,), service=text))
    assert name == (f"'{text}" if text.startswith(datafiles.FORMULA_STARTS) else text)
    assert dimensions == f"service={text}"


def test_rows_that_are_explained_say_where_they_stand() -> None:
    """The CSV of an explanation has file and row, empty where what is counted is no row of a file."""
    row = {"id": "=T1", "file": "data/tickets.csv", "row": 7, "adds": 1.5, "counts": 1.0}
    figure = {"metric": "a", "period": "2026-10", "dimensions": {"clock": "response"}, "table": "tickets"}
    found = datafiles.explained_csv({"figures": [figure | {"rows": [row, row | {"file": None, "row": None}]}]})
    assert found.splitlines() == [
        "metric,period,dimensions,table,id,file,row,adds,counts",
        "a,2026-10,clock=response,tickets,'=T1,data/tickets.csv,7,1.5,1",
        "a,2026-10,clock=response,tickets,'=T1,,,1.5,1",
    ]


# Records of other tables


def test_records_have_the_columns_of_their_table_without_the_internal_ones() -> None:
    """Every column of the schema but the account and internal ones, by the same rules as tickets."""
    found = Outage("O1", "Shop", at(9), None, False, 0.25, "=1", "", "", "")
    text = datafiles.records_csv("outages", (found,)).decode("utf-8")
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert list(row) == [one.name for one in table("outages").columns if one.name != "account" and not one.internal]
    assert list(row.values())[:7] == ["O1", "Shop", "2026-10-05 09:00:00+01:00", "", "false", "0.25", "'=1"]


def test_internal_columns_of_records_stay_in_the_house() -> None:
    """No table's file has a column that is marked internal."""
    for name in ("majors", "actions", "surveys", "outages"):
        heads = datafiles.records_csv(name, ()).decode("utf-8").rstrip("\r\n").split(",")
        assert {one.name for one in table(name).columns if one.internal} & {*heads} == set()


def test_scores_are_plain_numbers() -> None:
    """A score is written as it was given, what is missing is empty."""
    survey = Survey("S1", "csat", None, at(9), 4.0, "", "", "R. Sole", "Good", "")
    text = datafiles.records_csv("surveys", (survey,)).decode("utf-8")
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert (row["sent_at"], row["score"], row["comment"]) == ("", "4", "Good")


def test_days_are_days() -> None:
    """A date without a time is written as such."""
    action = Action("A1", "Do it", "ours", "", date(2026, 10, 1), None, date(2026, 11, 2), 1.0, None, "open", "", "")
    text = datafiles.records_csv("actions", (action,)).decode("utf-8")
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert (row["agreed_on"], row["due_on"], row["revised_due_on"]) == ("2026-10-01", "", "2026-11-02")


# JSON and the manifest


def test_json_is_exact_and_readable() -> None:
    """A line for each entry of a list, letters as they are, numbers unrounded."""
    data = datafiles.as_json({"name": "Krüger", "figures": [{"value": 0.1 + 0.2}, {"value": None}], "none": []})
    assert data.decode("utf-8").splitlines() == [
        "{",
        '"name": "Krüger",',
        '"figures": [',
        '{"value": 0.30000000000000004},',
        '{"value": null}',
        "],",
        '"none": []',
        "}",
    ]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_json_refuses_what_json_has_no_word_for(value: float) -> None:
    """NaN and infinity never reach a file."""
    with pytest.raises(ValueError, match="JSON"):
        datafiles.as_json({"figures": [{"value": value}]})


def figures_of(*found: Figure) -> Figures:
    """Return an account's figures: these, with October under review."""
    return Figures("Å", "2026-11-02", ("2026-09", "2026-10"), "2025-10", {one.key: one for one in found})


def test_figures_are_written_as_their_object_is() -> None:
    """Whatever a figure holds, its line is that of the object that `reviewgen figures` prints, of the same periods."""
    target, why = Target("at_least", 95.0), Missing("no data for {what}", (("what", Sentence("“mail”\n")),))
    figures = figures_of(
        Figure("a.b", "2026-10", (("service", 'E-mail "old" ß'), ("clock", "")), 1e-07, 3, "%", target, "missed", 0.5),
        Figure("a.b", "2026-09", (), -0.0, 0, "h"),
        Figure("a.b", "2025-10", (), 1e22, 0, "h", told=2.0),
        Figure("a.b", "2024-10", (), 1.0, 1, "h"),
        Figure("a.c", "2026-10", (), Missing("no data"), 0, ""),
        Figure("a.d", "2026-10", (), why, 0, "tickets", target, "not_measured"),
    )
    assert datafiles.figures_json(figures) == datafiles.as_json(figures.as_json())
    assert datafiles.figures_json(figures_of()) == datafiles.as_json(figures_of().as_json())


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_a_figure_is_a_number(value: float) -> None:
    """NaN and infinity never reach figures.json, as a value or as what was told."""
    for figure in (Figure("a.b", "2026-10", (), value, 1, "h"), Figure("a.b", "2026-10", (), 1.0, 1, "h", told=value)):
        with pytest.raises(ValueError, match="JSON"):
            datafiles.figures_json(figures_of(figure))


def test_a_manifest_lists_what_came_out() -> None:
    """Every output stands there in order of name, with digest and size, after what is said of the pack."""
    found = json.loads(datafiles.manifest({"account": "A"}, {"b.txt": b"2", "a.txt": b""}))
    assert found == {
        "account": "A",
        "outputs": [
            {"file": "a.txt", "sha256": hashlib.sha256(b"").hexdigest(), "bytes": 0},
            {"file": "b.txt", "sha256": hashlib.sha256(b"2").hexdigest(), "bytes": 1},
        ],
    }


def test_the_zone_of_an_instant_is_kept() -> None:
    """An instant in UTC stays in UTC."""
    (row,) = read(ticket(opened_at=datetime(2026, 10, 5, 10, 0, tzinfo=UTC)))
    assert row["opened_at"] == "2026-10-05 10:00:00+00:00"


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False) | st.none(), max_size=8))
def test_figures_in_columns_are_written_as_python_writes_them(values: list[float | None]) -> None:
    """Whatever the size of a number, figures.json holds it as it does where figures are not held in columns."""
    count = len(values)
    parts = {name: np.zeros(count, dtype="int64") for name in ("account", "metric", "period", "limits", "n")}
    parts["period"] = np.arange(count)
    parts["values"] = np.array([np.nan if one is None else one for one in values], dtype="float64")
    parts["reasons"] = np.array([0 if one is None else NUMBER for one in values], dtype="int64")
    names = [f"2026-{place:02}" for place in range(count)]
    sheet = Sheet(laid_out(METRICS[:1], [names], [()], [Missing("no data")], parts), 0, "EUR")
    figures = Figures("a", "2026-07-01", ("x", *names), "", sheet)
    assert datafiles.figures_json(figures) == datafiles.as_json(figures.as_json())
