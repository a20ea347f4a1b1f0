"""F31: a template that is wrong is named with its line, and no pack is made with it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import small_project
from commands import run

from reviewgen.resources import templates

BROKEN = {
    "variable": ("sections/voice.html", "\n<p>{{ nobody_gives_this }}</p>", 2, "'nobody_gives_this' is undefined"),
    "partial": ("sections/voice.html", '\n\n{% include "absent.html" %}', 3, "absent.html"),
    "syntax": ("sections/voice.html", "<p>\n{% if %}", 2, "Expected an expression"),
    "argument": ("sections/voice.html", '{% macro two(a, b) %}\n{{ b }}{% endmacro %}\n{{ two("a") }}', 2, "'b'"),
    "safe": ("sections/voice.html", "\n\n{{ help | safe }}", 3, "No filter named 'safe'"),
    "page": ("pack.html", "\n{{ pack.nothing }}", 2, "nothing"),
    "brief": ("brief.html", "\n\n\n{{ nothing }}", 4, "nothing"),
    "attribute": ("sections/voice.html", "\n{{ ''.__class__.__mro__ }}", 2, "unsafe"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_f31_a_broken_template_is_named_and_writes_nothing(case: str, tmp_path: Path) -> None:
    """The command says file and line, exits with 1, and leaves no pack."""
    name, source, line, words = BROKEN[case]
    project = small_project.write(tmp_path, [small_project.account_file("A")], small_project.desk("A"))
    path = project / "templates" / name
    path.parent.mkdir(parents=True)
    path.write_text(source, "utf-8")
    ran = run("build", project, "--format", "html", "--out", tmp_path / "out")
    assert ran.code == 1
    assert "Traceback" not in ran.said
    assert f"templates/{name}, line {line}: " in ran.said
    assert words in ran.said
    assert list((tmp_path / "out").rglob("pack.*")) == []


def test_f31_no_template_of_ours_lets_text_be_markup() -> None:
    """Nothing switches the escaping off: every template is read."""
    sources = {path: path.read_text("utf-8") for path in templates().rglob("*.html")}
    assert len(sources) > 20
    found = re.compile(r"\|\s*safe\b|autoescape|Markup|\|\s*attr\b")
    assert [path.name for path, source in sources.items() if found.search(source)] == []
