"""The appendix of a pack as a workbook: what its data files hold, typed, to be filtered and reckoned with."""

from __future__ import annotations

from reviewgen.model import Brand
from reviewgen.pack import Pack
from reviewgen.workbook.about import book_of

__all__ = ["workbook"]


def workbook(pack: Pack, brand: Brand) -> bytes:
    """The workbook of a customer's pack, as XLSX; the same bytes for the same pack."""
    from reviewgen.workbook.xlsx import written  # what writes it is loaded where one is asked for

    return written(book_of(pack, brand))
