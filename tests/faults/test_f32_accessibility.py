"""F32: the file for keeping can be read by those who hear it: what it says of itself, and veraPDF where it is there.

Pages on the screen are measured in test_accessibility.py and test_browser.py, colours in test_design.py, and the tags
of PDFs one by one in pdf/test_tags.py and pdf/test_archive_conformance.py.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pytest


def elements(node: Any) -> list[Any]:
    """Return all elements of a tree of tags, in order."""
    found = [node] if "/S" in node else []
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") not in ("/MCR", "/OBJR"):
            found += elements(kid)
    return found


def test_f32_the_archive_can_be_heard(archives: Callable[[str], Path]) -> None:
    """Tagged, with a language and a title; one first heading, no level left out; heads with scope; drawings told."""
    with pikepdf.open(archives("CALDER")) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert re.fullmatch(r"en(-[A-Z]{2})?", str(pdf.Root.Lang))
        assert len(str(pdf.docinfo["/Title"])) > 10
        tree = elements(pdf.Root.StructTreeRoot)
        levels = [int(str(one.S)[2:]) for one in tree if re.fullmatch(r"/H\d", str(one.S))]
        assert levels.count(1) == 1
        assert levels[0] == 1
        assert [(one, other) for one, other in pairwise(levels) if other > one + 1] == []
        heads = [one for one in tree if one.S == "/TH"]
        assert len(heads) > 50
        assert [one for one in heads if "/Scope" not in str(one.get("/A"))] == []
        figures = [one for one in tree if one.S == "/Figure"]
        assert len(figures) > 5
        assert [one for one in figures if not str(one.get("/Alt", "")).strip()] == []


@pytest.mark.skipif(shutil.which("verapdf") is None, reason="veraPDF is not installed")
@pytest.mark.parametrize("flavour", ["ua1", "3a"])
def test_f32_verapdf_finds_nothing(archives: Callable[[str], Path], flavour: str) -> None:
    """The validator of the industry passes the file against both claims."""
    command = ["verapdf", "-f", flavour, "--format", "text", str(archives("CALDER"))]
    said = subprocess.run(command, capture_output=True, text=True)
    assert said.stdout.startswith("PASS"), said.stdout
