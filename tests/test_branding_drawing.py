"""SVG logos: what can do harm never comes through, and what cannot be shown truly is refused."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFile

from reviewgen import pdf
from reviewgen.branding.drawing import MAX_DEPTH, MAX_ELEMENTS, MAX_SHEET, PictureError, cleaned
from reviewgen.branding.pictures import HIGHEST, MAX_BYTES, MAX_PIXELS, WIDEST, picture

OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 40 20">'
RED = '<rect width="40" height="20" fill="#e2001a"/>'


def svg(content: str) -> bytes:
    """Return a drawing of this content."""
    return f"{OPEN}{content}</svg>".encode()


def shown(content: str) -> str:
    """Return what is left of a content."""
    found = cleaned(svg(content)).data.decode()
    return found.partition(">")[2].removesuffix("</svg>")


def doubling(levels: int) -> str:
    """Return parts each of which uses the one before it ten times."""
    use = "".join(f'<g id="g{level}">{f"""<use href="#g{level - 1}"/>""" * 10}</g>' for level in range(1, levels))
    return f'<g id="g0">{RED}</g>{use}<use href="#g{levels - 1}"/>'


# What is left out


@pytest.mark.parametrize(
    ("content", "left_out"),
    [
        ("<script>alert(1)</script>", "script"),
        ('<script xlink:href="http://example.com/x.js"/>', "script"),
        ('<rect width="1" height="1" onload="alert(1)"/>', "onload"),
        ('<a xlink:href="javascript:alert(1)" onclick="alert(1)"><rect width="1" height="1"/></a>', ""),
        (
            "<foreignObject><iframe xmlns='http://www.w3.org/1999/xhtml' src='http://x'/></foreignObject>",
            "foreignObject",
        ),
        ('<rect width="1" height="1"><animate attributeName="href" values="javascript:alert(1)"/></rect>', "animate"),
        ('<set attributeName="onload" to="alert(1)"/>', "set"),
        ('<rect width="1" height="1" fill="url(http://example.com/x)"/>', "fill"),
        ('<rect width="1" height="1" style="fill:url(file:///etc/passwd#a)"/>', "fill"),
        ('<rect width="1" height="1" fill="expression(alert(1))"/>', "fill"),
        ('<rect width="1" height="1" fill="&quot;&gt;&lt;script&gt;"/>', "fill"),
        ('<rect width="1" height="1" stroke-width="1e99"/>', "stroke-width"),
        ('<path d="M0 0L1e7 0" stroke="#000"/>', "d "),
        ('<path d="M0 0L9 0" stroke="#000" stroke-dasharray="0.0001"/>', "stroke-dasharray"),
        ("<style>@import url(http://example.com/x.css);</style>", ""),
        ("<style>@font-face{font-family:x;src:url(http://example.com/x)}</style>", "style @font-face"),
        ("<style>rect:hover{fill:url(http://example.com)}</style>", "style rect:hover"),
        ('<metadata><x xmlns="urn:x" href="http://example.com"/></metadata>', ""),
        ("<title>secret</title><desc>secret</desc><!-- secret --><?secret secret?>", ""),
        ('<x:rect xmlns:x="urn:x" onload="alert(1)"/>', ""),
        ('<image xmlns="urn:x" href="http://example.com"/>', ""),
        ('<rect width="1" height="1" xml:base="http://example.com" id="javascript:x" class="secret"/>', ""),
        ('<link xmlns="http://www.w3.org/1999/xhtml" rel="stylesheet" href="http://example.com"/>', ""),
    ],
)
def test_what_could_do_harm_is_left_out(content: str, left_out: str) -> None:
    """Script, handlers, what moves, loads or draws without end is gone, and is named where it may be missed."""
    found = cleaned(svg(f"{content}{RED}"))
    assert RED.encode() in found.data
    assert (
        re.findall(rb"script|alert|http://(?!www.w3.org/2000/svg\")|file:|secret|@|expression|1e|0001", found.data)
        == []
    )
    assert ", ".join(found.left_out).startswith(left_out)
    assert bool(found.left_out) == bool(left_out)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (f'<!DOCTYPE svg [<!ENTITY x "y">]>{OPEN}{RED}</svg>', "declares entities of its own"),
        (f'<!DOCTYPE svg SYSTEM "http://x/x.dtd" [ ]>{OPEN}{RED}</svg>', "declares entities of its own"),
        (f"<!DOCTYPE svg><!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>{OPEN}&x;</svg>", "declares entities"),
        (f"{OPEN}&lol;</svg>", "cannot be read as XML"),
        (f"{OPEN}<g>{RED}</svg>", "cannot be read as XML"),
        (f"{OPEN}{RED}\0</svg>", "cannot be read as XML"),
        ("<html><body/></html>", "is no SVG drawing"),
        ('<svg viewBox="0 0 1 1"/>', "is no SVG drawing"),
        (f"{OPEN}<text>Northwind</text></svg>", "holds text"),
        (f'{OPEN}<image href="data:image/png;base64,AA"/></svg>', "holds a picture"),
        (f'{OPEN}<svg viewBox="0 0 1 1">{RED}</svg></svg>', "holds another drawing"),
        (f'{OPEN}<g filter="url(#f)">{RED}</g></svg>', 'uses "filter"'),
        (f'{OPEN}<g style="mask:url(#f)">{RED}</g></svg>', 'uses "mask"'),
        (f'{OPEN}<use href="http://example.com/x.svg#a"/></svg>', 'takes "http://example.com/x.svg#a" from elsewhere'),
        (f'{OPEN}<use xlink:href="data:image/svg+xml,x#a"/></svg>', "from elsewhere"),
        (f'{OPEN}<linearGradient xlink:href="file:///x"/>{RED}</svg>', "from elsewhere"),
        (f'{OPEN}<use href="#nowhere"/></svg>', 'refers to "nowhere"'),
        (
            f'{OPEN}<pattern id="p"/><rect width="1" height="1" fill="url(#p)"/></svg>',
            'refers to "p", which is not among',
        ),
        (f'{OPEN}<g id="a"><use href="#a"/></g></svg>', 'refers to "a" within itself'),
        (f'{OPEN}<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g></svg>', "within itself"),
        (f'{OPEN}<clipPath id="a" clip-path="url(#a)">{RED}</clipPath></svg>', "within itself"),
        (f"{OPEN}{doubling(9)}</svg>", "draws more than"),
        (f"{OPEN}{'<g>' * MAX_DEPTH}{RED}{'</g>' * MAX_DEPTH}</svg>", "is nested more than"),
        (f"{OPEN}{'<g>' * 200_000}{'</g>' * 200_000}</svg>", "has more than"),
        (f"{OPEN}{RED * MAX_ELEMENTS}</svg>", "has more than"),
        (f"{OPEN}<style>{'/*' * MAX_SHEET}</style>{RED}</svg>", "has a style sheet of more than"),
        (f"{OPEN}</svg>", "shows nothing"),
        (OPEN.replace(' viewBox="0 0 40 20"', "") + f"{RED}</svg>", "has no size"),
        (OPEN.replace("0 0 40 20", "0 0 0 20") + f"{RED}</svg>", "has no size"),
        (OPEN.replace("0 0 40 20", "0 0 1e99 20") + f"{RED}</svg>", "has no size"),
        (OPEN.replace("0 0 40 20", "wide") + f"{RED}</svg>", "has no size"),
    ],
)
def test_what_cannot_be_trusted_or_shown_is_refused(data: str, problem: str) -> None:
    """Entities, references without end, missing parts, and drawings that need text, pictures or filters."""
    with pytest.raises(PictureError, match=re.escape(problem)):
        cleaned(data.encode())


def test_other_encodings_are_refused() -> None:
    """What is not UTF-8 could be read in two ways: as one thing when it is checked, as another when it is shown."""
    with pytest.raises(PictureError, match="UTF-8"):
        cleaned(svg(RED).decode().encode("utf-16"))
    declared = b'<?xml version="1.0" encoding="utf-7"?>' + svg("+ADw-script+AD4-" + RED)
    assert b"script" not in cleaned(declared).data


# What comes through


def test_a_drawing_as_programs_save_it_comes_through() -> None:
    """A plain DOCTYPE, classes of a style sheet, styles and editors' own elements: shapes and colours are kept."""
    exported = """<?xml version="1.0" encoding="UTF-8"?>
<!-- Generator: a program -->
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg version="1.1" id="Layer_1" xmlns="http://www.w3.org/2000/svg" xmlns:i="urn:editor" x="0px" y="0px"
 viewBox="0 0 120 40" style="enable-background:new 0 0 120 40;" xml:space="preserve">
<style type="text/css">/* colours */ .st0{fill:#E30613;} .st1,.st2{fill:#1F4E79 !important} rect{stroke:none}</style>
<i:view zoom="3"/><g i:layer="yes"><rect class="st0" fill="#000" width="40" height="40"/>
<path class="st1 other" d="M50,0 h20 v40 h-20z" style="fill-rule:evenodd;font-size:12px"/></g></svg>"""
    found = cleaned(exported.encode())
    assert found.data.decode() == (
        '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="40" viewBox="0 0 120 40">'
        '<g><rect fill="#E30613" width="40" height="40" stroke="none"/>'
        '<path d="M50,0 h20 v40 h-20z" fill="#1F4E79" fill-rule="evenodd"/></g></svg>'
    )
    assert found.left_out == ()


@pytest.mark.parametrize(
    "content",
    [
        '<g transform="translate(1 2) rotate(30)" opacity="0.5"><circle cx="1" cy="1" r="1" fill="rgb(1,2,3)"/></g>',
        '<defs><linearGradient id="a"><stop offset="0" stop-color="#fff"/></linearGradient></defs>'
        '<rect width="1" height="1" fill="url(#a)"/>',
        '<clipPath id="c"><rect width="1" height="1"/></clipPath><g clip-path="url(#c)"><path d="M0 0h1v1z"/></g>',
        '<symbol id="s" viewBox="0 0 1 1"><rect width="1" height="1"/></symbol><use href="#s" width="4" height="4"/>',
        '<polygon points="0,0 1,0 1,1" stroke="currentColor" stroke-width=".5" stroke-linejoin="round"/>',
    ],
)
def test_shapes_come_through_as_they_are(content: str) -> None:
    """Groups, gradients, clips, symbols and strokes are kept to the letter."""
    assert shown(content) == content


def test_a_size_without_a_viewbox_is_enough() -> None:
    """Width and height in any unit give the form of the drawing."""
    sized = OPEN.replace('viewBox="0 0 40 20"', 'width="80.5px" height="20mm"')
    found = cleaned(f"{sized}{RED}</svg>".encode())
    assert (found.width, found.height) == (80.5, 20)
    assert b'viewBox="0 0 80.5 20"' in found.data


TAGS = ("g", "rect", "path", "use", "script", "a", "switch", "style", "linearGradient", "stop", "foreignObject", "x")
NAMES = (
    "fill",
    "href",
    "xlink:href",
    "onload",
    "style",
    "class",
    "id",
    "d",
    "transform",
    "width",
    "clip-path",
    "filter",
)
VALUES = (
    "#a",
    "url(#a)",
    "a",
    "1",
    "javascript:alert(1)",
    "fill:url(#b)",
    "none",
    "url(x)",
    ".a{fill:red}",
    "M0 0h1",
    "&lt;",
)
ATTRIBUTES = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(VALUES), max_size=4)


def element(tag: str, attributes: dict[str, str], content: list[str]) -> str:
    """Return an element as text."""
    written = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f"<{tag}{written}>{''.join(content)}</{tag}>"


TREES = st.recursive(
    st.sampled_from((RED, "alert(1)", ".a{fill:url(#a)}", "<!-- x -->")),
    lambda inner: st.builds(element, st.sampled_from(TAGS), ATTRIBUTES, st.lists(inner, max_size=3)),
    max_leaves=8,
)


@given(st.lists(TREES, max_size=4))
def test_any_drawing_is_refused_or_becomes_harmless(content: list[str]) -> None:
    """However elements are put together, what comes out has known elements, and refers to nothing but itself."""
    try:
        found = cleaned(svg("".join(content))).data
    except PictureError:
        return
    for one in ET.fromstring(found).iter():
        assert one.tag.removeprefix("{http://www.w3.org/2000/svg}") in {"svg", *TAGS} - {"script", "a", "style", "x"}
        assert one.text is None
        assert not [name for name in one.attrib if name.startswith("on") or name in ("style", "class", "filter")]
        assert not [value for value in one.attrib.values() if re.search(r"^javascript|url\((?!#\w+\)$)|[<>]", value)]
    assert cleaned(found).data == found


# Pictures in a folder


def written(folder: Path, name: str, data: bytes) -> Path:
    """Write a picture and return its folder."""
    (folder / name).write_bytes(data)
    return folder


def pixels(kind: str, size: tuple[int, int] = (80, 20), mode: str = "RGB") -> bytes:
    """Return a red picture."""
    out = io.BytesIO()
    Image.new("RGB", size, (226, 0, 26)).convert(mode).save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "media_type"),
    [(pixels("PNG"), "image/png"), (pixels("JPEG"), "image/jpeg"), (svg(RED), "image/svg+xml")],
)
def test_pictures_are_known_by_what_they_hold(tmp_path: Path, data: bytes, media_type: str) -> None:
    """The name of a picture says nothing of its kind; PNG and JPEG stay as they are."""
    found = picture(written(tmp_path, "logo.bin", data), "logo.bin")
    assert found.media_type == media_type
    assert (found.data == data) == (media_type != "image/svg+xml")


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"hello\n", "is neither PNG, JPEG nor SVG"),
        (b"", "is neither PNG, JPEG nor SVG"),
        (b"GIF89a", "is neither PNG, JPEG nor SVG"),
        (pixels("JPEG", mode="CMYK"), "has the colours of a printing press"),
        (pixels("PNG")[:-30], "is damaged"),
        (pixels("JPEG")[:200], "is damaged"),
        (pixels("PNG", (MAX_PIXELS + 1, 1)), "is too wide or too high"),
        (pixels("PNG", (400, 2)), "is too narrow to be recognised"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * MAX_BYTES, "is larger than 2 MiB"),
    ],
)
def test_a_picture_that_is_of_no_use_is_refused(tmp_path: Path, data: bytes, problem: str) -> None:
    """Other kinds, damaged, large and needle-thin pictures are refused with the reason."""
    with pytest.raises(PictureError, match=problem):
        picture(written(tmp_path, "logo.png", data), "logo.png")


def test_a_damaged_picture_is_refused_whatever_others_allow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that lets the whole process read what is cut off changes nothing."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    with pytest.raises(PictureError, match="is damaged"):
        picture(written(tmp_path, "logo.png", pixels("PNG")[:-30]), "logo.png")
    assert ImageFile.LOAD_TRUNCATED_IMAGES


@pytest.mark.parametrize("name", ["../secret.png", "/etc/passwd", "link.png", "absent.png", "."])
def test_a_picture_lies_in_the_folder_of_its_file(tmp_path: Path, name: str) -> None:
    """Nothing above or beside that folder can be shown, by a link neither."""
    folder = tmp_path / "accounts"
    folder.mkdir()
    written(tmp_path, "secret.png", pixels("PNG"))
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    with pytest.raises(PictureError, match=r"lies outside|is not a file|is a folder"):
        picture(folder, name)


@pytest.mark.parametrize("size", [(100, 100), (800, 100), (100, 300), (200, 100)])
def test_logos_of_all_forms_keep_to_their_room(tmp_path: Path, size: tuple[int, int]) -> None:
    """A logo keeps its form, and is neither wider nor higher than the room that the head of a page has."""
    found = picture(written(tmp_path, "logo.png", pixels("PNG", size)), "logo.png")
    assert found.width / found.height == pytest.approx(size[0] / size[1])
    assert found.width <= WIDEST
    assert found.height <= HIGHEST


@pytest.mark.parametrize("profile", ["standard", "archive"])
def test_both_engines_draw_a_cleaned_drawing(profile: Any) -> None:
    """Fills, gradients and clips of an SVG stand on the page in their colours."""
    content = (
        '<linearGradient id="g"><stop stop-color="#00f"/><stop offset="1" stop-color="#00f"/></linearGradient>'
        '<clipPath id="c"><rect x="30" width="10" height="20"/></clipPath>'
        f'{RED}<rect x="20" width="10" height="20" fill="url(#g)"/><g clip-path="url(#c)" fill="#0a0"><rect width="40" '
        'height="20"/></g>'
    )
    document = pdf.Document(
        html='<html lang="en"><head><title>x</title><style>@page { size: 40mm 20mm; margin: 0 } body { margin: 0 } '
        "img { display: block; width: 40mm; height: 20mm }</style></head>"
        '<body><img src="pack:logo.svg" alt="x"></body></html>',
        assets={"logo.svg": cleaned(svg(content)).data},
        title="x",
        author="x",
        language="en",
        created=datetime(2026, 1, 1, tzinfo=UTC),
    )
    page = pypdfium2.PdfDocument(pdf.render(document, profile).data)[0].render(scale=1).to_pil()
    width, height = page.size
    seen = [page.getpixel((int(width * share), height // 2)) for share in (0.25, 0.625, 0.875)]
    assert seen == [(226, 0, 26), (0, 0, 255), (0, 170, 0)]
