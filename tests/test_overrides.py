"""A project's own templates: each stands in for ours, is named where it fails, and is kept in the manifest."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
import small_project
from page_reader import Page
from reviewed import case, figure, inputs

from reviewgen import overrides, resources
from reviewgen.build import planned
from reviewgen.errors import RenderError
from reviewgen.html import Renderer
from reviewgen.pack import Pack, assemble
from reviewgen.results import Result


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """Write files of a project's folder of templates, and return the project's folder."""
    for name, text in files.items():
        path = folder / "templates" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def renderer(folder: Path, files: Mapping[str, str]) -> Renderer:
    """Return a renderer with these templates of a project's own."""
    return Renderer(resources.templates(), write(folder, files) / "templates")


def pack() -> Pack:
    """Return a pack with one decision."""
    return assemble(inputs(case(figure("tickets.opened", 12), decisions=[{"text": "Approve it.", "owner": "Ann"}])))


def built(folder: Path, files: Mapping[str, str]) -> dict[str, bytes]:
    """Build the pack of the one account of a project with these templates; return its files."""
    tickets = {"tickets": small_project.rows("A")["tickets"]}
    project = small_project.write(folder, [small_project.account_file("A", depth="brief")], tickets)
    result = small_project.built(write(project, files), folder / "out", formats=("html",))["A"]
    return small_project.files_of(small_project.folder_of(result))


def test_a_partial_of_the_project_stands_in_for_ours(tmp_path: Path) -> None:
    """Its section shows what it says, with the fields that ours has; all others stay."""
    own = '<p class="own">{{ decisions.rows | length }} decisions</p>'
    shown = Page(renderer(tmp_path, {"sections/decisions.html": own}).pack(pack()).screen)
    assert [one.text for one in shown.all("p") if one.attributes.get("class") == "own"] == ["1 decisions"]
    assert not [one for one in shown.all("td", "th") if "Approve it." in one.text]
    assert {"decisions", "workload"} <= {one.attributes.get("id") for one in shown.all("section")}


def test_templates_of_the_project_may_use_ours_and_each_other(tmp_path: Path) -> None:
    """A template of ours that is replaced can be built of macros of ours and of files of the project's own."""
    files = {
        "sections/decisions.html": '{% import "macros.html" as m with context %}{% include "parts/mark.html" %}'
        "{{ m.table(decisions) }}",
        "parts/mark.html": "<p>marked</p>",
    }
    screen = renderer(tmp_path, files).pack(pack()).screen
    assert "<p>marked</p>" in screen
    assert "Approve it." in screen


def test_sheets_of_the_project_come_last(tmp_path: Path) -> None:
    """Rules of a new sheet win over ours and over the look, on the screen and on paper."""
    pages = renderer(tmp_path, {"css/brand.css": "h1 { color: #123456 }"}).pack(pack())
    for html in (pages.screen, pages.paper):
        style = "".join(re.findall("<style>(.*?)</style>", html, re.DOTALL))
        assert style.index("h1 { color: #123456 }") > max(style.rindex("--accent-dark:"), style.rindex(".w100{"))


def test_a_sheet_with_the_name_of_ours_takes_its_place(tmp_path: Path) -> None:
    """Nothing of ours is left of it."""
    ours = (resources.templates() / "css" / "parts.css").read_text("utf-8")
    screen = renderer(tmp_path, {"css/parts.css": "/* nothing here */"}).pack(pack()).screen
    assert "/* nothing here */" in screen
    assert ours not in screen
    assert ours in Renderer(resources.templates()).pack(pack()).screen


@pytest.mark.parametrize(
    ("file", "text", "line", "problem"),
    [
        ("sections/decisions.html", "<p>\n{{ decided_by_nobody }}</p>", 2, "'decided_by_nobody' is undefined"),
        ("sections/decisions.html", "\n\n{% if %}", 3, "Expected an expression"),
        ("sections/decisions.html", '\n{% include "gone.html" %}', 2, "gone.html"),
        ("pack.html", "\n{{ ''.__class__.__mro__ }}", 2, "unsafe"),
    ],
    ids=["unknown field", "syntax", "missing", "sandbox"],
)
def test_a_broken_one_is_named_with_its_line(tmp_path: Path, file: str, text: str, line: int, problem: str) -> None:
    """The failure has file and line as they are in the project, what is wrong, and what to do."""
    with pytest.raises(RenderError) as error:
        renderer(tmp_path, {file: text}).pack(pack())
    (issue,) = error.value.issues
    assert (issue.file, issue.line) == (f"templates/{file}", line)
    assert problem in issue.problem
    assert "take your own version of it away" in issue.hint


def test_what_is_no_text_stops_the_run_before_anything_is_written(tmp_path: Path) -> None:
    """A sheet in another encoding is an error of the input, named as such."""
    (write(tmp_path, {"css/brand.css": ""}) / "templates" / "css" / "brand.css").write_bytes(b"h1 { content: '\xe4' }")
    _, (issue,) = overrides.load(tmp_path)
    assert (issue.severity, issue.file, issue.problem) == ("error", "templates/css/brand.css", "is not text in UTF-8")


def test_the_manifest_names_them_with_their_digests(tmp_path: Path) -> None:
    """Which files of the project's own shaped a pack is kept with it, and they belong to the configuration."""
    sheet = "h1 { color: #111 }\n"
    plain, own = (
        json.loads(files["manifest.json"])
        for files in (built(tmp_path / "plain", {}), built(tmp_path / "own", {"css/brand.css": sheet}))
    )
    assert plain["templates"] == []
    assert own["templates"] == [{"file": "css/brand.css", "sha256": hashlib.sha256(sheet.encode()).hexdigest()}]
    assert plain["configuration_sha256"] != own["configuration_sha256"]


def test_files_that_nothing_uses_are_told_of(tmp_path: Path) -> None:
    """A misspelt name would be overlooked in silence; sheets and what another file names are used."""
    files = {
        "section/summary.html": "x",
        "sections/summary.html": '{% include "parts/mine.html" %}',
        "parts/mine.html": "x",
        "css/mine.css": "",
        "notes.txt": "x",
    }
    found, issues = overrides.load(write(tmp_path, files))
    assert sorted(found.files) == ["css/mine.css", "parts/mine.html", "section/summary.html", "sections/summary.html"]
    (issue,) = issues
    assert (issue.file, issue.severity) == ("templates/section/summary.html", "warning")
    assert issue.hint == 'did you mean "sections/summary.html"?'


def test_a_project_without_templates_has_none(tmp_path: Path) -> None:
    """No folder, or one without a template in it, changes nothing."""
    (tmp_path / "templates").mkdir()
    assert overrides.load(tmp_path) == (overrides.Overrides(), ())


def test_an_edit_between_two_builds_of_one_process_shows(tmp_path: Path) -> None:
    """A worker that lives on renders with the templates of this run, not with those of the one before."""
    pages = [
        built(tmp_path, {"css/brand.css": f"h1 {{ color: #{colour} }}"})["pack.html"] for colour in ["123456", "654321"]
    ]
    assert [b"#123456" in page for page in pages] == [True, False]
    assert [b"#654321" in page for page in pages] == [False, True]


@pytest.mark.parametrize("change", [{"css/brand.css": "h2 {}"}, {"css/more.css": ""}], ids=["edited", "added"])
def test_other_templates_than_those_that_were_read_are_refused(tmp_path: Path, change: Mapping[str, str]) -> None:
    """A worker whose copy differs makes no pack with it, and names the file."""
    project = small_project.write(tmp_path, [small_project.account_file("A")], {"tickets": []})
    job = small_project.gathered(write(project, {"css/brand.css": "h1 {}"}), tmp_path / "out")
    (shard,) = planned(job, small_project.request(project, tmp_path / "out")).shards
    write(project, change)
    (result,) = shard.build()
    assert isinstance(result, Result)
    assert result.state == "failed"
    assert f"templates/{next(iter(change))}: is not what it was when the run began" in str(result.issues[0])
