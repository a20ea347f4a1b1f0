"""A pack as a workbook, with a first sheet that says what it is and what to know of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reviewgen.model import Brand
from reviewgen.pack import Pack
from reviewgen.visible import visible
from reviewgen.wording import Wording
from reviewgen.workbook.book import CUT, About, Book, Sheet, distinct, sheet_name
from reviewgen.workbook.heads import plain
from reviewgen.workbook.sheets import sheets_of


def book_of(pack: Pack, brand: Brand) -> Book:
    """The workbook of a pack."""
    words = pack.inputs.words
    name = sheet_name(plain(words.pgettext("sheet of a workbook", "About")))
    sheets = tuple(distinct(name, sheets_of(pack.inputs)))
    foot = " · ".join(part for part in (pack.account, pack.period, pack.confidentiality, pack.status) if part)
    return Book(
        about=_about(pack, name, sheets),
        sheets=sheets,
        author=visible(pack.provider),
        created=pack.inputs.as_of,
        foot=visible(foot),
        brand=brand,
        leftward=words.direction == "rtl",
    )


def _about(pack: Pack, name: str, sheets: Sequence[Sheet]) -> About:
    inputs, _ = pack.inputs, pack.inputs.words.gettext
    facts = (
        (_("Account"), pack.account),
        (_("Period"), inputs.words.span(inputs.period)),
        (_("Provider"), pack.provider),
        (_("Time zone"), inputs.account.zone),
        (_("Status"), " · ".join(part for part in (pack.status, pack.confidentiality) if part)),
    )
    return About(
        name=name,
        title=visible(_("Operations review, {period}", period=pack.period)),
        subtitle=visible(pack.prepared),
        facts=tuple((plain(fact), visible(text)) for fact, text in facts),
        heads=(plain(_("Sheet")), plain(_("What it holds")), plain(_("Rows"))),
        note=plain(_("Note")),
        notes=tuple(_notes(inputs.words, inputs.account.zone, sheets)),
    )


def _notes(words: Wording, zone: str, sheets: Sequence[Sheet]) -> Iterator[str]:
    """What to know of the cells, and what there was no room for."""
    yield words.gettext(
        "Times are those of the zone {zone}, durations are hours, percentages go from 0 to 100. Columns in which "
        "nothing is recorded are left out.",
        zone=zone,
    )
    yield from (_left(words, sheet) for sheet in sheets if sheet.left)
    yield from (_cut(words, sheet) for sheet in sheets if sheet.cut)


def _left(words: Wording, sheet: Sheet) -> str:
    return words.ngettext(
        "{sheet}: {n} more row has no room in a sheet. It stands in the data files.",
        "{sheet}: {n} more rows have no room in a sheet. They stand in the data files.",
        sheet.left,
        sheet=sheet.name,
        n=words.number(sheet.left),
    )


def _cut(words: Wording, sheet: Sheet) -> str:
    return words.ngettext(
        "{sheet}: {n} text is too long for a cell and ends with {mark}. The data files hold all of it.",
        "{sheet}: {n} texts are too long for a cell and end with {mark}. The data files hold all of them.",
        sheet.cut,
        sheet=sheet.name,
        n=words.number(sheet.cut),
        mark=CUT.strip(),
    )
