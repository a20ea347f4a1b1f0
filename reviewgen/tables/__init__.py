"""Typed tables: how the text of sources becomes them."""

from reviewgen.tables.checks import InputFile
from reviewgen.tables.load import load, opened_later, strangers, unaccounted
from reviewgen.tables.typed import Tables

__all__ = ["InputFile", "Tables", "load", "opened_later", "strangers", "unaccounted"]
