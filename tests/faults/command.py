"""The command as people run it, on projects that hold what nobody should write."""

from __future__ import annotations

import contextlib
import io
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import pypdfium2

from reviewgen import cli


@dataclass(frozen=True)
class Ran:
    """How a run ended, and what it said."""

    exit_code: int
    stdout: str
    output: str


def run(*arguments: object) -> Ran:
    """Run the command as a person would; a traceback fails the test by itself."""
    out, err = io.StringIO(), io.StringIO()
    code = 0
    with (
        mock.patch.object(sys, "argv", ["reviewgen", *map(str, arguments)]),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            cli.main()
        except SystemExit as stopped:
            code = int(stopped.code or 0)
    return Ran(code, out.getvalue(), out.getvalue() + err.getvalue())


def build(project: Path, *more: object) -> Path:
    """Build a project that must succeed; return the folder of its one pack."""
    ran = run("build", project, "--out", project / "out", *more)
    assert ran.exit_code == 0, ran.output
    (page,) = (project / "out").glob("*/*/manifest.json")
    return page.parent


def text_of(pdf: Path) -> str:
    """Return the text of all pages of a PDF."""
    with pypdfium2.PdfDocument(pdf) as sheets:
        return "".join(sheet.get_textpage().get_text_range() for sheet in sheets)


def uris(node: Any) -> list[str]:
    """Return what the links of an opened PDF lead to outside."""
    notes = [note.get_object() for sheet in node.pages for note in sheet.get("/Annots", [])]
    return [str(note["/A"]["/URI"]) for note in notes if "/URI" in note.get("/A", {})]
