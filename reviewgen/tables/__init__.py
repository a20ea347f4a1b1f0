"""Typed tables: their schemas, and how text becomes them."""

from reviewgen.tables.checks import InputFile
from reviewgen.tables.load import Tables, load, strangers, unaccounted
from reviewgen.tables.schema import TABLES, Column, Table, table

__all__ = ["TABLES", "Column", "InputFile", "Table", "Tables", "load", "strangers", "table", "unaccounted"]
