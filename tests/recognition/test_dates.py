"""How dates are written is found in the cells, and never guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mapped import mapped

from reviewgen.recognition.dates import INSTANT, Dated, Order, dated, order_of
from reviewgen.tables.convert import Format, convert

FORMS: dict[Order, tuple[str, ...]] = {
    "dmy": ("%d/%m/%Y %H:%M", "%d/%m/%Y", "%d/%m/%Y %I:%M %p", "%d-%m-%Y %H:%M:%S", "%d/%m/%Y, %H:%M:%S"),
    "mdy": ("%m/%d/%Y %H:%M", "%m/%d/%Y", "%m/%d/%Y %I:%M %p", "%m-%d-%Y %H:%M:%S", "%m/%d/%Y, %H:%M:%S"),
}
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2049, 12, 31))


def look(words: Sequence[str]) -> Dated:
    """Look at a column of these cells."""
    codes, distinct = pd.factorize(pd.Series(words, dtype="str"))
    return dated(pd.Series(distinct, dtype="str"), np.bincount(codes))


def moments(words: Sequence[str], formats: Sequence[str]) -> list[datetime]:
    """Read words as a build does."""
    found = convert(pd.Series(words, dtype="str"), INSTANT, Format(dates=tuple(formats)))
    assert not found.bad.any()
    return [one.to_pydatetime().replace(tzinfo=None) for one in found.values]


@given(st.lists(MOMENTS, min_size=1, max_size=12), st.sampled_from(["dmy", "mdy"]), st.integers(0, 4), st.booleans())
@settings(max_examples=25, deadline=None)
def test_the_order_found_is_the_one_that_was_written(some: list[datetime], order: Order, form: int, bare: bool) -> None:
    """With any day after the 12th the order is right, without one it is open; what is read is what was written."""
    written = FORMS[order][form]
    words = [one.strftime(written) for one in some]
    words = [re.sub(r"\b0(?=\d[/-])", "", word) for word in words] if bare else words
    found = look(words)
    assert found.order == (order if any(one.day > 12 for one in some) else None)
    assert found.odd == 0
    expected = [datetime.strptime(one.strftime(written), written) for one in some]
    assert moments(words, found.formats(order)) == expected


@pytest.mark.parametrize(
    ("words", "formats"),
    [
        (["2026-11-03 09:12", "2026-11-04 10:05"], ("iso",)),
        (["2026-11-03T09:12:00+01:00"], ("iso",)),
        (["2010-03-31T15:59:42.1234567Z"], ("iso",)),
        (["2026/11/03 09:12:11"], ("%Y/%m/%d %H:%M:%S",)),
        (["25/Feb/26 10:17 PM"], ("%d/%b/%y %I:%M %p",)),
        (["04-Nov-26 04:30 PM", "14-Nov-26 04:30 AM"], ("%d-%b-%y %I:%M %p",)),
        (["Nov 4, 2026 16:30"], ("%b %d, %Y %H:%M",)),
        (["3 November 2026"], ("%d %B %Y",)),
        (["03.09.2026 09:12", "04.09.2026 09:12"], ("%d.%m.%Y %H:%M",)),
        (["03.09.2026 09:12", "04.09.2026"], ("%d.%m.%Y %H:%M", "%d.%m.%Y")),
        (["2026-02-25 16:38:58.679"], ("iso",)),
        (["26/Okt/26 9:15 AM", "3/Mär/26 4:15 PM", "3/Dez/26 4:15 PM"], ("%d/%b/%y %I:%M %p",)),
        (["26. Okt. 2026 09:15", "3. Dez. 2026 09:15"], ("%d. %b %Y %H:%M",)),
        (["26.Okt.2026 09:15"], ("%d.%b.%Y %H:%M",)),
        (["31 octobre 2026", "3 août 2026"], ("%d %B %Y",)),
        (["31 janv. 2026 14:05", "3 sept. 2026 14:05"], ("%d %b %Y %H:%M",)),
        (["31-ene-2026 14:05"], ("%d-%b-%Y %H:%M",)),
        (["31.10.2026 14.05"], ("%d.%m.%Y %H.%M",)),
        (["31.10.2026 14.05.20"], ("%d.%m.%Y %H.%M.%S",)),
    ],
)
def test_forms_without_doubt_are_found(words: list[str], formats: tuple[str, ...]) -> None:
    """Dates that can be read in one way only need no question, and every cell is read."""
    found = look(words)
    assert (found.formats(None), found.odd, found.wants_order) == (formats, 0, False)
    assert len(moments(words, formats)) == len(words)


@pytest.mark.parametrize(
    "words", [["INC0001", "INC0002"], ["1.5", "2.25"], ["12:30", "3:05"], ["45678.5"], ["Acme"], ["192.168.100.200"]]
)
def test_what_is_no_date_is_taken_for_none(words: list[str]) -> None:
    """Numbers, names, times and addresses are no dates."""
    assert look(words).share == 0


def test_one_odd_cell_far_down_is_counted() -> None:
    """All cells are looked at, not a sample: a cell that is no date is told of with its words."""
    found = look(
        [f"2026-11-{1 + place % 28:02d} {place // 60 % 24:02d}:{place % 60:02d}" for place in range(3000)] + ["??"]
    )
    assert (found.odd, found.odd_examples, found.formats(None)) == (1, ("??",), ("iso",))


def test_a_date_that_there_is_not_is_odd() -> None:
    """The 31st of February is no date in any order."""
    found = look(["28/02/2026", "31/02/2026"])
    assert (found.order, found.odd, found.odd_examples) == ("dmy", 1, ("31/02/2026",))


def test_any_column_proves_the_order_of_all() -> None:
    """The order is that of the file: one column with a day after the 12th tells it for all."""
    silent, telling = look(["03/09/2026", "04/10/2026"]), look(["13/09/2026"])
    assert (order_of([silent]), order_of([silent, telling])) == (None, "dmy")


def test_columns_that_contradict_each_other_prove_nothing() -> None:
    """Where one column is day first and another month first, the others stay open."""
    silent, one, other = look(["03/09/2026"]), look(["13/09/2026"]), look(["09/13/2026"])
    assert order_of([silent, one, other]) is None


def test_a_column_of_both_orders_is_torn() -> None:
    """A column with dates of either order was changed on its way: nothing is proven."""
    found = look(["13/09/2026", "09/14/2026", "01/02/2026"])
    assert found.is_torn
    assert (found.order, order_of([found])) == (None, None)


def test_two_forms_in_one_column_are_counted() -> None:
    """A spreadsheet leaves two forms in one column; with and without seconds are one."""
    assert look(["2026-09-03 10:00", "3/9/2026 10:00"]).families == 2
    assert look(["03.09.2026 10:00", "03.09.2026 10:00:11"]).families == 1


@pytest.mark.parametrize(
    ("words", "order", "read"),
    [
        (["26-10-01 08:00", "26-10-02 08:00", "26-11-14 08:00"], None, False),
        (["26-10-01 08:00"], None, True),
        (["01-10-26 08:00", "02-10-26 08:00", "14-11-26 08:00"], "dmy", True),
        (["10/14/26", "10/15/26"], "mdy", True),
    ],
)
def test_years_of_two_digits_prove_no_day(words: list[str], order: Order | None, read: bool) -> None:
    """Where the year may stand first nothing is proven, and where that is likely nothing is read as a day."""
    found = look(words)
    assert (found.order, found.odd == 0) == (order, read)


@pytest.mark.parametrize(
    ("cell", "form"),
    [
        ("{:02}. Oktober 2026, 09:05 Uhr", "%d. %B %Y, %H:%M Uhr"),
        ("{:02}/10/2026 10h05", "%d/%m/%Y %Hh%M"),
        ("2026-10-{:02} 09:05:00 UTC", "%Y-%m-%d %H:%M:%S %Z"),
        ("{:02}/10/2026 09:05 GMT", "%d/%m/%Y %H:%M %Z"),
        ("2026-10-{:02}T09:05:00Z", "iso"),
    ],
)
def test_clocks_with_a_word_or_a_zone_are_read(tmp_path: Path, cell: str, form: str) -> None:
    """09:05 Uhr and 10h05 are times; UTC and GMT say whose."""
    lines = ["Ticket ID;Customer;Created", *(f"{n};Calder;{cell.format(n)}" for n in range(1, 20))]
    (export,) = mapped(tmp_path, lines, "--table", "tickets", "--json").data["exports"]
    assert export["tables"]["tickets"]["mapping"].get("dates", ["iso"]) == [form]
