"""Typed tables: how the text of sources becomes them."""

from reviewgen.tables.checks import InputFile
from reviewgen.tables.load import Tables, load, strangers, unaccounted

__all__ = ["InputFile", "Tables", "load", "strangers", "unaccounted"]
