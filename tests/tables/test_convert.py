from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from babel import Locale
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewgen.config import ColumnRule, Mapping
from reviewgen.records import Column
from reviewgen.tables import monthnames
from reviewgen.tables.convert import Converted, Format, convert, format_of

ZONES = ["Europe/Berlin", "Europe/Dublin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "UTC"]


def converted(kind: str, *cells: str, codes: tuple[str, ...] = (), **written: Any) -> Converted:
    """Convert one column of that kind."""
    column = Column("c", kind, "a column", codes=codes)  # type: ignore[arg-type]
    return convert(pd.Series(list(cells), dtype="str"), column, Format(**written))


def values(kind: str, *cells: str, **written: Any) -> list[object]:
    """The values of cells that all fit; None where missing."""
    found = converted(kind, *cells, **written)
    assert not found.bad.any(), found
    return [None if pd.isna(value) else value for value in found.values]


def utc(found: Converted) -> list[str | None]:
    """Instants as text."""
    return [None if pd.isna(one) else one.strftime("%Y-%m-%d %H:%M:%S") for one in found.values]


@pytest.mark.parametrize(
    ("cell", "instant"),
    [
        ("2026-10-31", "2026-10-31 00:00:00"),
        ("2026-10-31 14:05", "2026-10-31 14:05:00"),
        ("2026-10-31T14:05:06", "2026-10-31 14:05:06"),
        ("2026-10-31 14:05:06.679", "2026-10-31 14:05:06"),
        ("2026-10-31 14:05:06,679", "2026-10-31 14:05:06"),
        ("2026-10-31T14:05:06.1234567", "2026-10-31 14:05:06"),
        ("2026-10-31T14:05:06Z", "2026-10-31 14:05:06"),
        ("2026-10-31T14:05+02:00", "2026-10-31 12:05:00"),
        ("2026-10-31 14:05:06-0530", "2026-10-31 19:35:06"),
        ("2024-02-29 00:00", "2024-02-29 00:00:00"),
    ],
)
def test_iso(cell: str, instant: str) -> None:
    """Dates, times to the fraction of a second, with or without offset."""
    found = converted("instant", cell)
    assert (utc(found), found.bad.tolist()) == ([instant], [False])
    assert str(found.values.dtype) == "datetime64[us, UTC]"


@pytest.mark.parametrize(
    "cell",
    [
        *("31/02/2026", "2026-02-30", "2026-13-01", "01/02/2024", "45292", "1730383500", "2026-10", "2026"),
        *("2026-10-31 24:00", "2026-10-31 14:60", "2026-10-31 14", "14:05", "tomorrow", "now", "today", "NaT"),
        *("20261031", "2026-1-5", "2026-10-31 2:05 PM", "2026-W41-1", "2026-10-31T14:05 UTC", "0001-01-01T00:00:00"),
        *("1900-01-01 00:00:00", "9999-12-31", "2026-10-31x", "-2026-10-31", "2026-10-31 14:05+99:00"),
    ],
)
def test_other_texts_are_no_instants(cell: str) -> None:
    """Nothing is guessed; a day that stands for none is asked about."""
    found = converted("instant", cell)
    assert (found.bad.tolist(), found.expected) == ([True], "2026-10-31 14:05")
    assert found.values.isna().all()
    assert "dates:" in found.hint
    assert "missing:" in found.hint


@pytest.mark.parametrize(
    ("form", "cell", "instant"),
    [
        ("epoch", "1793448000", "2026-10-31 12:00:00"),
        ("epoch", "1793448000.75", "2026-10-31 12:00:00"),
        ("epoch", "1793448000,75", "2026-10-31 12:00:00"),
        ("epoch", "999999999", "2001-09-09 01:46:39"),
        ("epoch_ms", "1793448000999", "2026-10-31 12:00:00"),
        ("epoch", "1793448000999", None),
        ("epoch_ms", "1793448000", None),
        ("epoch", "0", None),
        ("epoch", "-1793448000", None),
        ("epoch_ms", "9999999999999", None),
        ("epoch", "1.793448e9", None),
        ("%d/%b/%y %I:%M %p", "25/Feb/26 10:17 PM", "2026-02-25 22:17:00"),
        ("%d/%b/%y %I:%M %p", "26/Okt/26 9:15 AM", "2026-10-26 09:15:00"),
        ("%d/%b/%y %I:%M %p", "26/OKT./26 9:15 AM", "2026-10-26 09:15:00"),
        ("%d/%b/%y %I:%M %p", "26/Oktan/26 9:15 AM", None),
        ("%Y-%m-%d %H:%M:%S %Z", "2026-07-05 10:00:00 UTC", "2026-07-05 10:00:00"),
        ("%d.%m.%Y %H:%M %Z", "05.07.2026 10:00 GMT", "2026-07-05 10:00:00"),
        ("%Y-%m-%d %H:%M %Z", "2026-07-05 10:00 CET", None),
        ("%Y-%m-%d %H:%M %Z", "2026-07-05 10:00", None),
        ("%d. %b. %Y", "26. Dez. 2026", "2026-12-26 00:00:00"),
        ("%d. %b. %Y", "26. Dez 2026", "2026-12-26 00:00:00"),
        ("%d %B %Y", "3 ao\u0075\u0302t 2026", "2026-08-03 00:00:00"),
        ("%d %B %Y", "3 sept. 2026", "2026-09-03 00:00:00"),
        ("%Y-%m-%dT%H:%M:%S.%f%z", "2026-02-25T16:38:58.1234567Z", "2026-02-25 16:38:58"),
        ("iso", "0001-01-01T00:00:00", None),
    ],
)
def test_times_as_tools_write_them(form: str, cell: str, instant: str | None) -> None:
    """Counted since 1970, of which other lengths are none, and with names of months."""
    found = converted("instant", cell, dates=(form,))
    assert (utc(found), found.bad.tolist()) == ([instant], [instant is None])


@given(st.sampled_from(sorted(monthnames.LANGUAGES)), st.integers(1, 12), st.sampled_from(["abbreviated", "wide"]))
def test_every_name_of_a_month_is_that_month(language: str, month: int, width: str) -> None:
    """As locale data spells it, in any of the languages, with its dot or without: no name is that of two months."""
    name = Locale(language).months["format"][width][month]
    for written in (name, name.upper(), name.removesuffix(".")):
        found = converted("instant", f"15 {written} 2026", dates=("%d %b %Y",))
        assert utc(found) == [f"2026-{month:02}-15 00:00:00"]


def test_days_that_are_counted_since_1970_are_those_of_the_zone() -> None:
    """Noon in UTC is the next day nowhere, an hour before midnight is it in Berlin."""
    assert converted("date", "1793487600", dates=("epoch",), zone="Europe/Berlin").values.dt.strftime(
        "%F"
    ).tolist() == ["2026-11-01"]


def test_declared_formats_in_order() -> None:
    """The first format that fits; a day and month that fit both ways go by the first."""
    cells = ["02/01/2026 10:00", "31/01/2026 10:00", "2026-01-05", "01/31/2026 10:00", ""]
    found = converted("instant", *cells, dates=("%d/%m/%Y %H:%M", "iso"))
    assert utc(found) == ["2026-01-02 10:00:00", "2026-01-31 10:00:00", "2026-01-05 00:00:00", None, None]
    assert found.bad.tolist() == [False, False, False, True, False]
    assert found.expected == "%d/%m/%Y %H:%M or 2026-10-31 14:05"


def test_offsets_in_one_row_do_not_touch_another() -> None:
    """With and without offset in one column: each cell is what it is alone."""
    cells = ["2026-07-01 12:00", "2026-07-01T12:00+05:00", "2026-07-01T12:00Z"]
    together = utc(converted("instant", *cells, zone="Europe/Berlin"))
    assert together == ["2026-07-01 10:00:00", "2026-07-01 07:00:00", "2026-07-01 12:00:00"]
    assert together == [utc(converted("instant", cell, zone="Europe/Berlin"))[0] for cell in cells]


def test_formats_with_offsets() -> None:
    """%z decides, not the zone."""
    found = converted("instant", "26/Feb/26 05:17 PM +0100", dates=("%d/%b/%y %I:%M %p %z",), zone="Asia/Tokyo")
    assert utc(found) == ["2026-02-26 16:17:00"]


@pytest.mark.parametrize(
    ("zone", "local", "instant", "moved"),
    [
        ("Europe/Berlin", "2026-03-29 01:59", "2026-03-29 00:59:00", False),
        ("Europe/Berlin", "2026-03-29 02:30", "2026-03-29 01:00:00", True),
        ("Europe/Berlin", "2026-03-29 03:00", "2026-03-29 01:00:00", False),
        ("Europe/Berlin", "2026-10-25 02:30", "2026-10-25 00:30:00", True),
        ("Europe/Berlin", "2026-10-25 03:00", "2026-10-25 02:00:00", False),
        ("America/New_York", "2026-11-01 01:30", "2026-11-01 05:30:00", True),
        ("Europe/Dublin", "2026-10-25 01:30", "2026-10-25 00:30:00", True),
        ("Asia/Kolkata", "2026-10-25 02:30", "2026-10-24 21:00:00", False),
    ],
)
def test_clock_changes(zone: str, local: str, instant: str, moved: bool) -> None:
    """A time that was skipped moves forward to the change, one that came twice is the earlier; both are marked."""
    found = converted("instant", local, zone=zone)
    assert (utc(found), found.bad.tolist()) == ([instant], [False])
    assert found.moved is not None
    assert found.moved.tolist() == [moved]


@given(st.datetimes(datetime(1980, 1, 1), datetime(2036, 1, 1)), st.sampled_from(ZONES))
def test_local_times_are_those_of_the_zone(local: datetime, name: str) -> None:
    """As Python's zone information has it: the earlier of two, and the end of a gap."""
    local = local.replace(microsecond=0)
    zone = ZoneInfo(name)
    reference = local.replace(tzinfo=zone).astimezone(UTC)
    skipped = reference.astimezone(zone).replace(tzinfo=None) != local
    found = converted("instant", local.isoformat(), zone=name)
    instant = found.values.iloc[0].to_pydatetime()
    if skipped:
        assert timedelta(0) <= reference - instant < timedelta(hours=3)
        before = (instant - timedelta(seconds=1)).astimezone(zone).utcoffset()
        assert before != instant.astimezone(zone).utcoffset()
    else:
        assert instant == reference


@settings(max_examples=30)
@given(st.lists(st.sampled_from(["", "2026-10-31", "31.10.2026", "2026-10-31T10:00Z", "x", "2026-03-29 02:30"])))
def test_no_cell_depends_on_another(cells: list[str]) -> None:
    """A column is converted as its cells would be one by one."""
    written: dict[str, Any] = {"dates": ("iso", "%d.%m.%Y"), "zone": "Europe/Berlin"}
    together = converted("instant", *cells, **written)
    alone = [converted("instant", cell, **written) for cell in cells]
    assert utc(together) == [utc(one)[0] for one in alone]
    assert together.bad.tolist() == [bool(one.bad[0]) for one in alone]


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026-10-31", "2026-10-31"),
        ("2026-10-31 23:59", "2026-10-31"),
        ("31/10/2026", "2026-10-31"),
        ("2026-10-31T22:30:00Z", "2026-10-31"),
        ("2026-10-30T23:30:00Z", "2026-10-31"),
        ("", None),
    ],
)
def test_days(cell: str, day: str | None) -> None:
    """The time of day is left out; a day with an offset is the day in the column's zone."""
    found = values("date", cell, dates=("iso", "%d/%m/%Y"), zone="Europe/Berlin")
    assert [str(one)[:10] if one is not None else None for one in found] == [day]


@pytest.mark.parametrize("cell", ["2026-02-30", "31/10/2026", "0001-01-01", "soon"])
def test_other_texts_are_no_days(cell: str) -> None:
    """As for instants."""
    assert converted("date", cell).bad.tolist() == [True]


BAD_NUMBERS = [
    "NaN",
    "inf",
    "-inf",
    "1e999",
    "1e3",
    "0x1F",
    "1_000",
    "1,234.5",
    "1 234",
    "$12",
    "12%",
    "--1",
    "1.2.3",
    ".",
]
BAD_NUMBERS += ["\u0661\u0662\u0663", "\uff11", "None", "null", "1" * 16, "9223372036854775808", "1,5", ".5", "5."]


@pytest.mark.parametrize("cell", BAD_NUMBERS)
@pytest.mark.parametrize("kind", ["count", "number", "duration"])
def test_other_texts_are_no_numbers(kind: str, cell: str) -> None:
    """No exponent, no sign of thousands that was not declared, no digits of other scripts, nothing endless."""
    found = converted(kind, cell, "1")
    assert found.bad.tolist() == [True, False]
    assert found.values.isna().tolist() == [True, False]


@pytest.mark.parametrize(
    ("kind", "cell"), [("count", "-1"), ("count", "1.5"), ("duration", "-1"), ("duration", "-0.5")]
)
def test_counts_and_durations_are_not_negative(kind: str, cell: str) -> None:
    """Nor is a count a fraction."""
    assert converted(kind, cell).bad.tolist() == [True]


def test_numbers() -> None:
    """Signs, fractions and zeros in front; empty is missing."""
    assert values("number", "-1.50", "+2", "007", "0", "999999999999999", "") == [-1.5, 2.0, 7.0, 0.0, 1e15 - 1, None]
    assert values("count", "0", "12", "") == [0.0, 12.0, None]


@pytest.mark.parametrize(
    ("cell", "decimal", "thousands", "value"),
    [
        ("1,234.5", ".", ",", 1234.5),
        ("1,234,567", ".", ",", 1234567.0),
        ("1234.5", ".", ",", 1234.5),
        ("1.234,5", ",", ".", 1234.5),
        ("1234,5", ",", "", 1234.5),
        ("-1'234.5", ".", "'", -1234.5),
        ("1 234,5", ",", " ", 1234.5),
    ],
)
def test_declared_signs(cell: str, decimal: str, thousands: str, value: float) -> None:
    """The decimal sign and the sign between thousands, as the mapping says."""
    assert values("number", cell, decimal=decimal, thousands=thousands) == [value]


@pytest.mark.parametrize(
    ("cell", "decimal", "thousands"),
    [
        ("1.5", ",", ""),
        ("1,23", ".", ","),
        ("12,34,567", ".", ","),
        ("1234,567", ".", ","),
        (",123", ".", ","),
        ("1.234", ",", ","),
        ("1,234.5.6", ".", ","),
        ("3,87,16,91,111", ",", "."),
    ],
)
def test_signs_in_the_wrong_place(cell: str, decimal: str, thousands: str) -> None:
    """A point where commas were declared, or groups that are not of three: asked about, not guessed."""
    assert converted("number", cell, decimal=decimal, thousands=thousands).bad.tolist() == [True]


@pytest.mark.parametrize(
    ("unit", "cell", "hours"),
    [
        ("hours", "1.5", 1.5),
        ("minutes", "90", 1.5),
        ("seconds", "5400", 1.5),
        ("days", "0.5", 12.0),
        ("h:mm:ss", "36:05:20", 36 + 5 / 60 + 20 / 3600),
        ("h:mm:ss", "0:30", 0.5),
        ("h:mm:ss", "1,000:15:00", 1000.25),
        ("h:mm:ss", "1,234:05:06", 1234 + 5 / 60 + 6 / 3600),
        ("h:mm:ss", "", None),
    ],
)
def test_durations_are_hours(unit: str, cell: str, hours: float | None) -> None:
    """Of whatever unit the mapping says."""
    assert values("duration", cell, unit=unit) == [pytest.approx(hours) if hours else None]


@pytest.mark.parametrize(
    "cell", ["1:60", "1:5", "-1:30", "90", "1:30:99", "1:30:00:00", "a:bc", "1.5", "1,2:05", "12,34:05"]
)
def test_other_texts_are_no_clock_durations(cell: str) -> None:
    """Two digits each for minutes and seconds, under sixty."""
    found = converted("duration", cell, unit="h:mm:ss")
    assert (found.bad.tolist(), found.expected) == ([True], "hours as 36:05 or 36:05:20")


def test_flags() -> None:
    """In words or digits, any case; others are named."""
    cells = ["true", "TRUE", "Yes", "y", "1", "false", "No", "N", "0", ""]
    assert values("flag", *cells) == [True] * 5 + [False] * 4 + [None]
    assert converted("flag", "maybe", "2", "t").bad.tolist() == [True] * 3


def test_codes() -> None:
    """One of the list, exactly; a code that is not is missing, and named."""
    found = converted("code", "met", "Met", "", "late", codes=("met", "breached"))
    assert (found.values.tolist(), found.bad.tolist()) == (["met", "", "", ""], [False, True, False, True])
    assert found.expected.format_map(dict(found.places)) == "one of met, breached"
    assert found.hint.format_map(dict(found.places)) == "translate it under values of c in the mapping"


def test_open_codes_and_texts_stay() -> None:
    """Where no codes are listed any will do."""
    for kind in ("code", "text", "key", "list"):
        assert values(kind, "any thing", "", "NA", "007") == ["any thing", "", "NA", "007"]


@pytest.mark.parametrize(
    ("cell", "verdict"),
    [
        ("0:30", "met"),
        ("-0:30", "breached"),
        ("-3:05:10", "breached"),
        ("12", "met"),
        ("-0", "breached"),
        ("-1.5", "breached"),
        ("1,5", "met"),
        ("", ""),
    ],
)
def test_verdict_by_sign(cell: str, verdict: str) -> None:
    """Time remaining below zero is a breach where the mapping says so, and the opposite where it says that."""
    found = converted("code", cell, codes=("met", "breached"), negative="breached")
    assert (found.values.tolist(), found.bad.tolist()) == ([verdict], [False])
    other = converted("code", cell, codes=("met", "breached"), negative="met")
    assert other.values.tolist() == [{"met": "breached", "breached": "met"}.get(verdict, "")]


@pytest.mark.parametrize("cell", ["late", "-", "met", "1:2", "0:30 h", "- 3:05"])
def test_other_texts_are_no_time_remaining(cell: str) -> None:
    """They give no verdict, and are named."""
    found = converted("code", cell, codes=("met", "breached"), negative="breached")
    assert (found.values.tolist(), found.bad.tolist()) == ([""], [True])


@pytest.mark.parametrize(
    "kind", ["key", "text", "code", "instant", "date", "count", "number", "duration", "flag", "list"]
)
def test_no_rows(kind: str) -> None:
    """An empty column converts to an empty one of the same kind as a full one."""
    empty, full = converted(kind), converted(kind, "")
    assert (len(empty.values), len(empty.bad)) == (0, 0)
    assert empty.values.dtype == full.values.dtype


def test_a_column_goes_before_its_mapping_and_that_before_the_project() -> None:
    """Dates and zone of the column, else of the mapping, else the project's zone."""
    mapping = Mapping.model_validate({"columns": {}, "dates": ["%d.%m.%Y"], "zone": "Asia/Tokyo", "decimal": ","})
    own = ColumnRule.model_validate({"column": "A", "dates": ["iso"], "zone": "UTC", "unit": "days"})
    assert format_of(mapping, own, "Europe/Berlin") == Format(("iso",), "UTC", ",", "", "days", None)
    assert format_of(mapping, None, "Europe/Berlin") == Format(("%d.%m.%Y",), "Asia/Tokyo", ",", "", "hours", None)
    assert format_of(Mapping(columns={}), None, "Europe/Berlin").zone == "Europe/Berlin"
