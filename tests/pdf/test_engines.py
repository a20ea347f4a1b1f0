from __future__ import annotations

import dataclasses
import importlib
import io
import os
import re
import subprocess
import sys
import textwrap
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pypdf
import pypdfium2
import pytest

from reviewgen import fonts, pdf
from reviewgen.errors import EngineError
from reviewgen.model import Profile
from reviewgen.pdf.document import ClosedAssets
from reviewgen.resources import templates

ENGINES = ("plutoprint", "weasyprint")
PROFILES: tuple[Profile, ...] = ("standard", "archive")
STYLE = "body { font: 10pt 'Pack Inter' } h1, b { font-weight: 600 }"
# What an engine paints early or late, and so writes out of reading order.
IN_ORDER = "thead { display: table-row-group } ul { list-style-position: inside }"


def page(body: str, style: str = STYLE) -> str:
    """Return a complete page in the bundled font."""
    head = (
        f'<meta charset="utf-8"><title>Pack</title><style>{"".join(face.rule for face in faces(body))}{style}</style>'
    )
    return f'<!DOCTYPE html><html lang="en-GB"><head>{head}</head><body>{body}</body></html>'


def faces(body: str) -> list[fonts.Face]:
    """Return the faces of the bundled font that a body is printed with."""
    return fonts.for_paper(fonts.faces((templates() / "css" / "fonts.css").read_text("utf-8")), fonts.text(body))


def document(body: str = "<p>Text</p>", **changes: object) -> pdf.Document:
    """Return a document with that body and the bundled fonts."""
    base = pdf.Document(
        html=page(body),
        assets={face.file: (templates() / face.file).read_bytes() for face in faces(body)},
        title="Calder Rail – Æther “Q3”",
        author="Northwind",
        language="en-GB",
        created=datetime(2026, 11, 2, 6, 0, 30, tzinfo=timezone(timedelta(hours=1))),
    )
    return dataclasses.replace(base, **changes)  # type: ignore[arg-type]


def rendered(profile: Profile, body: str = "<p>Text</p>", **changes: object) -> pypdf.PdfReader:
    """Return the PDF of such a document, opened."""
    return pypdf.PdfReader(io.BytesIO(pdf.render(document(body, **changes), profile).data))


def text_page(profile: Profile, body: str) -> pypdfium2.PdfTextPage:
    """Return the text of the first page, with the place of each character."""
    return pypdfium2.PdfDocument(pdf.render(document(body), profile).data)[0].get_textpage()


def fonts_of(reader: pypdf.PdfReader) -> set[str]:
    """Return the names of the embedded fonts, without the prefix of a subset."""
    resources: list[Any] = [sheet["/Resources"].get_object() for sheet in reader.pages]
    fonts = [font.get_object() for resource in resources for font in resource["/Font"].get_object().values()]
    return {font["/BaseFont"].partition("+")[2] for font in fonts}


def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run code after the definitions of this file, in a process of its own."""
    paths = [str(Path(__file__).parent), *sys.path]
    start = f"import sys; sys.path[:0] = {paths!r}\nfrom test_engines import *\n"
    variables = {**os.environ, **environment}
    command = [sys.executable, "-W", "error", "-c", start + textwrap.dedent(code)]
    return subprocess.run(command, env=variables, capture_output=True, text=True, cwd=environment.get("PWD"))


@pytest.fixture
def missing(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    """The engines that the test names cannot be imported."""
    for name in request.param:
        monkeypatch.setitem(sys.modules, name, None)
        monkeypatch.delitem(sys.modules, f"reviewgen.pdf.{name}", raising=False)
    names: tuple[str, ...] = request.param
    return names


# Fonts


@pytest.mark.parametrize("profile", PROFILES)
def test_only_the_bundled_fonts_are_used(profile: Profile) -> None:
    """Text, bold text, figures and the text of a drawing come from the fonts of the pack."""
    drawing = '<svg width="9mm" height="9mm" viewBox="0 0 9 9" font-family="Pack Inter"><text y="8">9</text></svg>'
    used = fonts_of(rendered(profile, f"<p>Łódź Αθήνα Москва € → ✓ <b>12</b></p>{drawing}"))
    assert used
    assert all(name.startswith(("PackInter", "Pack-Inter")) for name in used)


@pytest.mark.parametrize("profile", PROFILES)
def test_figures_align(profile: Profile) -> None:
    """Numbers with equally many figures are equally wide, separators included."""
    numbers = ("111,111.11", "777,777.77", "000,000.00", "474,747.47")
    text = text_page(profile, "".join(f"<p>{number}|</p>" for number in numbers))
    ends = [text.get_charbox(place)[0] for place, char in enumerate(text.get_text_range()) if char == "|"]
    assert len(ends) == len(numbers)
    assert max(ends) - min(ends) < 0.01


@pytest.mark.parametrize("profile", PROFILES)
def test_text_can_be_read_back(profile: Profile) -> None:
    """Searching and copying find figures, quotes and letters of other scripts as they were written."""
    written = "0123456789 12:30 (A) 3x4 -> don’t “ja” Δ ≥ 5 € – Łódź Αθήνα Москва"
    assert text_page(profile, f"<p>{written}</p>").get_text_range().strip() == written


# Closed to everything but the pack


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "FILE:///etc/passwd",
        "http://169.254.169.254/latest",
        "https://example.com/a.png",
        "ftp://example.com/a.png",
        "data:text/plain,hello",
        "PACK:logo.png",
        "pack:/logo.png",
        "pack:other.png",
        "pack:../logo.png",
        "logo.png",
        "//example.com/logo.png",
    ],
)
def test_everything_but_an_asset_is_refused(url: str) -> None:
    """Only the exact `pack:NAME` of an asset gives bytes; the rest is named in the error."""
    assets = ClosedAssets({"logo.png": b"x"})
    assert assets.take(url) is None
    with pytest.raises(EngineError, match=re.escape(url)):
        assets.check()


def test_an_asset_is_given() -> None:
    """An asset is found by its name, also where an engine writes its space as %20."""
    assets = ClosedAssets({"a logo.png": b"x"})
    assert assets.take("pack:a logo.png") == assets.take("pack:a%20logo.png") == b"x"
    assets.check()


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize(
    "body",
    [
        '<img alt="" src="URL">',
        '<link rel="stylesheet" href="URL">',
        '<style>@import "URL";</style>',
        "<style>@font-face { font-family: X; src: url(URL) } p { font-family: X }</style><p>x</p>",
        '<div style="background: url(URL)">x</div>',
        '<svg width="9" height="9" viewBox="0 0 9 9"><image href="URL" width="9" height="9"/></svg>',
    ],
)
@pytest.mark.parametrize("url", ["file:///etc/passwd", "http://127.0.0.1:9/x", "ftp://127.0.0.1:9/x", "pack:absent"])
def test_engines_load_nothing_else(profile: Profile, body: str, url: str) -> None:
    """Wherever a page asks for something that is not the pack's, making it fails and names it."""
    with pytest.raises(EngineError, match=re.escape(url)):
        pdf.render(document(body.replace("URL", url)), profile)


def test_the_archive_engine_takes_no_data_urls() -> None:
    """What weasyprint would decode by itself is refused as well."""
    with pytest.raises(EngineError, match="data:image"):
        pdf.render(document('<img alt="" src="data:image/png;base64,AAAA">'), "archive")


def test_an_imported_sheet_is_closed_too() -> None:
    """A style sheet of the pack cannot import one from elsewhere."""
    sheet = {"a.css": b'@import "http://127.0.0.1:9/b.css";'}
    body = '<link rel="stylesheet" href="pack:a.css">'
    for profile in PROFILES:
        with pytest.raises(EngineError, match=r"127\.0\.0\.1:9/b\.css"):
            pdf.render(document(body, assets={**document().assets, **sheet}), profile)


@pytest.mark.parametrize("profile", PROFILES)
def test_a_file_that_is_no_font_is_an_error(profile: Profile) -> None:
    """A damaged font stops the pack instead of giving way to one of the machine's."""
    assets = dict.fromkeys(document().assets, b"version https://git-lfs")
    with pytest.raises(EngineError, match=r"Inter-Regular.*\.ttf.*is not a font"):
        pdf.render(document(assets=assets), profile)


def test_a_cut_off_font_is_an_error() -> None:
    """What weasyprint says of a font that it cannot load is heard."""
    assets = {name: data[:300] for name, data in document().assets.items()}
    with pytest.raises(EngineError, match="Pack Inter"):
        pdf.render(document(assets=assets), "archive")


# The same every time


@pytest.mark.parametrize("profile", PROFILES)
def test_bytes_are_the_same_everywhere(profile: Profile, tmp_path: Path) -> None:
    """Neither hash seed, time zone, folder, home nor the fonts of the machine change a byte."""
    code = f"""
        data = pdf.render(document(SAMPLE), {profile!r}).data
        print(data.hex())
    """
    no_fonts = tmp_path / "fonts.conf"
    no_fonts.write_text(f"<fontconfig><cachedir>{tmp_path}</cachedir></fontconfig>", "utf-8")
    here = run(code, PYTHONHASHSEED="1", TZ="UTC")
    there = run(
        code,
        PYTHONHASHSEED="2",
        TZ="Asia/Tokyo",
        PWD=str(tmp_path),
        HOME=str(tmp_path),
        FONTCONFIG_FILE=str(no_fonts),
    )
    assert (here.returncode, here.stderr) == (0, "")
    assert there.stdout == here.stdout


def test_engines_do_not_change_each_other() -> None:
    """A document is the same after any other in the same process."""
    first = {profile: pdf.render(document(SAMPLE), profile).data for profile in PROFILES}
    pdf.render(document("<h1>Another</h1>"), "standard")
    assert {profile: pdf.render(document(SAMPLE), profile).data for profile in reversed(PROFILES)} == first


def test_process_ends_well_after_many_fonts() -> None:
    """The fast engine frees fonts after Python has gone: they must not be Python's."""
    done = run("""
        body = "".join(f'<p style="font-size: {8 + size / 10}px">a <code>b</code></p>' for size in range(300))
        pdf.render(document(body), "standard")
    """)
    assert (done.returncode, done.stderr) == (0, "")


def test_engines_write_nothing_to_the_terminal() -> None:
    """What engines have to say of a style that they do not know stays out of the terminal."""
    done = run("""
        import logging
        logging.basicConfig(level=logging.WARNING)
        body = '<p style="foo: bar; width: calc(">x <a href="#nowhere">y</a></p>'
        for profile in PROFILES:
            pdf.render(document(body), profile)
    """)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


# What it holds


@pytest.mark.parametrize("profile", PROFILES)
def test_metadata(profile: Profile) -> None:
    """Title, author and the given date are in the file."""
    metadata = rendered(profile).metadata
    assert metadata is not None
    assert metadata.title == "Calder Rail – Æther “Q3”"
    assert metadata.author == "Northwind"
    assert metadata.creation_date is not None
    assert metadata.creation_date.astimezone(UTC) == datetime(2026, 11, 2, 5, 0, 30, tzinfo=UTC)


def test_archive_is_tagged_and_has_a_language() -> None:
    """The archive profile says PDF/A-3a, is tagged and names its language."""
    root: Any = rendered("archive").root_object
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    xmp = root["/Metadata"].get_object().get_data()
    assert b'pdfaid:part="3"' in xmp
    assert b'pdfaid:conformance="A"' in xmp


def test_archive_carries_its_attachments() -> None:
    """Each file is embedded once, as data, with its name, media type and description."""
    files = (
        pdf.Attachment("figures.json", b"{}", "application/json", "Figures – all"),
        pdf.Attachment("tickets.bin", b"a,b\n", "text/csv", "Tickets"),
    )
    reader = rendered("archive", attachments=files)
    root: Any = reader.root_object
    found = [entry.get_object() for entry in root["/AF"]]
    assert [(entry["/UF"], entry["/Desc"], entry["/AFRelationship"]) for entry in found] == [
        ("figures.json", "Figures – all", "/Data"),
        ("tickets.bin", "Tickets", "/Data"),
    ]
    streams = [entry["/EF"]["/F"].get_object() for entry in found]
    assert [(stream["/Subtype"], stream.get_data()) for stream in streams] == [
        ("/application/json", b"{}"),
        ("/text/csv", b"a,b\n"),
    ]


@pytest.mark.parametrize("missing", [(), ("plutoprint",)], indirect=True)
def test_standard_carries_no_attachments(missing: tuple[str, ...]) -> None:
    """The standard profile leaves attachments out, whichever engine makes it."""
    files = (pdf.Attachment("figures.json", b"{}", "application/json", ""),)
    assert not list(rendered("standard", attachments=files).attachments)


@pytest.mark.parametrize("profile", PROFILES)
def test_links_inside_and_outside_are_kept(profile: Profile) -> None:
    """A link to a fragment leads to a place in the file, one to the web is an address."""
    body = '<a href="#end">end</a> <a href="https://example.com/x">out</a><h1 id="end">End</h1>'
    reader = rendered(profile, body)
    sheet: Any = reader.pages[0]
    links = [link.get_object() for link in sheet["/Annots"].get_object()]
    assert sum("/A" not in link or link["/A"].get("/S") == "/GoTo" for link in links) == 1
    assert [link["/A"]["/URI"] for link in links if "/URI" in link.get("/A", {})] == ["https://example.com/x"]
    assert "end" in reader.named_destinations


def test_page_size_comes_from_the_style() -> None:
    """`@page` decides on size and margins."""
    sheet = rendered("standard", html=page("x", "@page { size: A5 landscape }")).pages[0].mediabox
    assert (round(sheet.width), round(sheet.height)) == (595, 420)


def test_both_engines_write_the_same_text() -> None:
    """Both PDFs say the same in the same order; only where lines and pages break may differ."""
    html = page(SAMPLE, STYLE + IN_ORDER)
    texts = []
    for profile in PROFILES:
        opened = pypdfium2.PdfDocument(pdf.render(document(html=html), profile).data)
        texts.append("".join(sheet.get_textpage().get_text_range() for sheet in opened))
    standard, archive = (re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)) for text in texts)
    assert len(standard) > 1500
    assert standard == archive


# Which engine


def test_profiles_stand_for_engines() -> None:
    """The standard profile is plutoprint's, the archive profile weasyprint's; nothing is to be noted."""
    made = [pdf.render(document(), profile) for profile in PROFILES]
    assert [(one.engine.split()[0], one.note) for one in made] == [("plutoprint", ""), ("weasyprint", "")]
    assert all(re.fullmatch(r"\w+ \d+\.\d+[\d.]*", one.engine) for one in made)


@pytest.mark.parametrize("missing", [("plutoprint",)], indirect=True)
def test_weasyprint_stands_in_where_plutoprint_is_missing(missing: tuple[str, ...]) -> None:
    """The PDF is made all the same, and the note says by what and why."""
    made = pdf.render(document(), "standard")
    assert made.engine.startswith("weasyprint")
    assert "plutoprint cannot be used" in made.note


def test_weasyprint_stands_in_where_plutoprint_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """A document that plutoprint cannot make is made by weasyprint; the note quotes what went wrong."""

    def fail(_: pdf.Document) -> bytes:
        raise RuntimeError("out of boxes")

    monkeypatch.setattr(importlib.import_module("reviewgen.pdf.plutoprint"), "render", fail)
    made = pdf.render(document(), "standard")
    assert made.engine.startswith("weasyprint")
    assert "out of boxes" in made.note


@pytest.mark.parametrize("missing", [ENGINES], indirect=True)
def test_without_any_engine_the_error_says_what_to_install(missing: tuple[str, ...]) -> None:
    """Both engines are named, with the packages to install."""
    with pytest.raises(EngineError, match=r"pip install plutoprint[\s\S]*apt install libpango-1\.0-0"):
        pdf.render(document(), "standard")


@pytest.mark.parametrize("missing", [("weasyprint",)], indirect=True)
def test_archive_does_not_fall_back(missing: tuple[str, ...]) -> None:
    """An archive PDF that weasyprint cannot make is an error: plutoprint's would be no archive."""
    with pytest.raises(EngineError, match="weasyprint cannot be used"):
        pdf.render(document(), "archive")


def test_available_names_the_versions() -> None:
    """Where both engines work, each has a version and no problem."""
    states = pdf.available()
    assert [state.name for state in states] == list(ENGINES)
    assert all(state.version and not state.problem for state in states)


@pytest.mark.parametrize("missing", [("plutoprint",), ENGINES], indirect=True)
def test_available_says_what_to_install(missing: tuple[str, ...]) -> None:
    """An engine that cannot be imported has a problem and what to install for it."""
    broken = {state.name: state for state in pdf.available() if not state.version}
    assert set(broken) == set(missing)
    assert all(state.problem and "pip install" in state.install for state in broken.values())


@pytest.mark.parametrize("missing", [("weasyprint",)], indirect=True)
def test_a_missing_system_library_is_told(missing: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Pango, importing weasyprint prints and raises OSError: neither gets through."""

    def no_pango(name: str) -> object:
        if name.endswith(".weasyprint"):
            print("-----\n\nWeasyPrint could not import some external libraries.")
            raise OSError("cannot load library 'libpango-1.0-0': not found")
        return real(name)

    real = importlib.import_module
    monkeypatch.setattr(importlib, "import_module", no_pango)
    state = pdf.available()[1]
    assert state.problem.startswith("cannot load library 'libpango-1.0-0'")
    assert "libpangoft2-1.0-0" in state.install


def test_engines_are_imported_only_when_used() -> None:
    """Importing the package imports neither engine."""
    done = run("print([name for name in sys.modules if name.startswith(('weasyprint', 'plutoprint'))])")
    assert done.stdout.strip() == "[]"


SAMPLE = (
    "<h1>94.2&nbsp;% kept</h1><p>The switch failed at 03:12.</p><ul><li>Extend</li><li>Replace</li></ul>"
    '<div style="display: flex; gap: 4mm"><p>Resolved <b>94</b></p><p>Backlog <b>111</b></p></div>'
    '<table style="width: 100%; table-layout: fixed">'
    "<thead><tr><th>Number</th><th>Title</th></tr></thead><tbody>"
    + "".join(f"<tr><td>INC{number}</td><td>Averylongword{number} in a row</td></tr>" for number in range(70))
    + "</tbody></table><p>End – “done”.</p>"
)
