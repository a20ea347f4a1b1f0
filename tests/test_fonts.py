from __future__ import annotations

import base64
import io
import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pypdf
import pytest
from babel.dates import format_date, format_timedelta
from babel.numbers import format_currency, format_decimal, format_percent
from click.testing import CliRunner
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from reviewgen import cli, console, fonts, pdf, scripts
from reviewgen.cli import machine
from reviewgen.errors import RenderError
from reviewgen.html import Renderer
from reviewgen.index import Index
from reviewgen.model import Profile
from reviewgen.resources import templates
from reviewgen.results import Result
from reviewgen.wording import Wording

PROFILES: tuple[Profile, ...] = ("standard", "archive")
STYLES = ("Regular", "SemiBold", "Italic")
LOCALES = Path(cli.__file__).parents[1] / "locales"
LATIN = "abcdefghijklmnopqrstuvwxyz"
ALPHABETS = {
    "Bulgarian": "абвгдежзийклмнопрстуфхцчшщъьюя",
    "Croatian": "čćđšž",
    "Czech": "áčďéěíňóřšťúůýž",
    "Danish": "æøå",
    "Dutch": "áéëïóöúĳ",
    "English": LATIN,
    "Estonian": "äõöüšž",
    "Finnish": "åäöšž",
    "French": "àâæçéèêëîïôœùûüÿ",
    "German": "äöüß",
    "Greek": "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ",
    "Hungarian": "áéíóöőúüű",
    "Irish": "áéíóú",
    "Italian": "àèéìîòù",
    "Latvian": "āčēģīķļņšūž",
    "Lithuanian": "ąčęėįšųūž",
    "Maltese": "ċġħż",
    "Polish": "ąćęłńóśźż",
    "Portuguese": "áâãàçéêíóôõúü",
    "Romanian": "ăâîșțşţ",
    "Slovak": "áäčďéíĺľňóôŕšťúýž",
    "Slovenian": "čšž",
    "Spanish": "áéíñóúü¿¡ºª",
    "Swedish": "åäö",
    "Turkish": "çğıiöşüİ",  # noqa: RUF001
    "Vietnamese": "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ₫",
    "Russian": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя№",
    "Ukrainian": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяʼ₴",
    "Serbian": "абвгдђежзијклљмнњопрстћуфхцчџш",
}
SIGNS = "0123456789 .,:;!?%‰+−–—±×÷=≠≈<>≤≥()[]{}/\\|@#&*\"'‘’“”„«»‹›…·•°§¶†©®™€£$¥¢₹₽→←↑↓✓✗▲▼●■ΔΩµ∑√∞"  # noqa: RUF001


@cache
def opened(name: str) -> TTFont:
    """Return a file of the fonts."""
    return TTFont(templates() / "fonts" / name)


@cache
def bundled() -> tuple[fonts.Face, ...]:
    """Return the faces of the style sheet."""
    return fonts.faces((templates() / "css" / "fonts.css").read_text("utf-8"))


def of_style(style: str, ending: str) -> list[fonts.Face]:
    """Return the faces of a style for paper (ttf) or for the screen (woff2)."""
    return [face for face in bundled() if re.fullmatch(rf"fonts/Inter-{style}[\w-]*\.{ending}", face.file)]


def name(face: fonts.Face) -> str:
    """Return the name of a face's file."""
    return face.file.removeprefix("fonts/")


def on_screen(page: str) -> list[str]:
    """Return what a page carries inside: "Regular-latin"."""
    return [name(face)[6:-6] for face in fonts.for_screen(bundled(), fonts.text(page))]


def on_paper(page: str) -> list[str]:
    """Return what a page is printed with."""
    return [name(face)[6:-4] for face in fonts.for_paper(bundled(), fonts.text(page))]


def index_of(provider: str) -> Index:
    """Return an index in whose words nothing stands but the name of a provider."""
    return Index(provider, "October 2026", "now", "", (), (), Wording("en_GB"))


# The files


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("language", ALPHABETS)
def test_every_letter_of_a_language_is_there(language: str, style: str) -> None:
    """Small and capital letters of the languages of the EU and of others beside it are in the file for paper."""
    letters = {*ALPHABETS[language], *ALPHABETS[language].upper(), *LATIN, *LATIN.upper()}
    assert letters - set(map(chr, opened(f"Inter-{style}.ttf").getBestCmap())) == set()


@pytest.mark.parametrize("style", STYLES)
def test_signs_are_there(style: str) -> None:
    """Digits, punctuation, currencies, arrows and the signs of reckoning are in the file for paper."""
    assert set(SIGNS) - set(map(chr, opened(f"Inter-{style}.ttf").getBestCmap())) == set()


@pytest.mark.parametrize("face", bundled(), ids=name)
def test_a_face_says_what_its_file_has(face: fonts.Face) -> None:
    """The characters in the style sheet are those of the file."""
    assert set(face.characters or ()) == set(map(chr, opened(name(face)).getBestCmap()))


@pytest.mark.parametrize("style", STYLES)
def test_parts_share_out_the_whole(style: str) -> None:
    """Each character of the file for paper is in one part for the screen, and in no other."""
    parts = [face.characters or frozenset() for face in of_style(style, "woff2")]
    assert all(one.isdisjoint(other) for one, other in combinations(parts, 2))
    assert frozenset().union(*parts) == of_style(style, "ttf")[-1].characters


@pytest.mark.parametrize("style", STYLES)
def test_lines_are_alike_in_all_files_of_a_style(style: str) -> None:
    """Height, depth and the width of each character are those of the file for paper: lines break at the same places."""
    whole = opened(f"Inter-{style}.ttf")
    widths = {code: whole["hmtx"][glyph][0] for code, glyph in whole.getBestCmap().items()}
    for face in of_style(style, "woff2") + of_style(style, "ttf"):
        part = opened(name(face))
        lines = [(one["head"].unitsPerEm, one["hhea"].ascent, one["hhea"].descent) for one in (part, whole)]
        assert lines[0] == lines[1]
        found = {code: part["hmtx"][glyph][0] for code, glyph in part.getBestCmap().items()}
        assert found == {code: widths[code] for code in found}


@pytest.mark.parametrize("style", STYLES)
def test_figures_are_of_one_width(style: str) -> None:
    """Figures are equally wide without a font feature, and the figure space with them."""
    font = opened(f"Inter-{style}.ttf")
    glyphs = font.getBestCmap()
    assert len({font["hmtx"][glyphs[ord(figure)]][0] for figure in "0123456789\u2007"}) == 1


@pytest.mark.parametrize("face", bundled(), ids=name)
def test_each_glyph_stands_for_one_character(face: fonts.Face) -> None:
    """No substitution and no shared glyph: an engine that reads text back from glyphs cannot go wrong."""
    glyphs = list(opened(name(face)).getBestCmap().values())
    assert "GSUB" not in opened(name(face))
    assert len(glyphs) == len(set(glyphs))


@pytest.mark.parametrize("style", STYLES)
def test_letters_are_kerned(style: str) -> None:
    """Kerning is kept in the files that are mostly used."""
    for file in (f"Inter-{style}.ttf", f"Inter-{style}-latin.ttf", f"Inter-{style}-latin.woff2"):
        features = {record.FeatureTag for record in opened(file)["GPOS"].table.FeatureList.FeatureRecord}
        assert "kern" in features, file


@pytest.mark.parametrize("face", bundled(), ids=name)
def test_a_file_may_be_embedded_and_has_a_name_of_its_own(face: fonts.Face) -> None:
    """It may be embedded, names its licence, and is not mistaken for an Inter that is installed."""
    font = opened(name(face))
    assert font["OS/2"].fsType == 0
    assert "SIL Open Font License" in font["name"].getDebugName(13)
    assert font["name"].getDebugName(6).startswith("PackInter-")


def test_the_licence_is_there() -> None:
    """The text of the SIL Open Font License lies with the fonts, without a reserved name."""
    licence = (templates() / "fonts" / "OFL.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "The Inter Project Authors" in licence
    assert "with Reserved Font Name" not in licence


@pytest.mark.parametrize("style", STYLES)
def test_fonts_for_screens_are_small(style: str) -> None:
    """What a pack in English carries takes at most 16 KB a style."""
    assert (templates() / "fonts" / f"Inter-{style}-latin.woff2").stat().st_size <= 16 * 1024


# What a page needs


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("Only ASCII", ["latin"]),
        ("30 % – “größer”, dès l’été, ¿mañana?", ["latin"]),
        ("Łódź", ["latin", "latin-ext"]),
        ("Nguyễn", ["latin", "vietnamese"]),
        ("Αθήνα", ["latin", "greek"]),
        ("Москва", ["latin", "cyrillic"]),
        ("Қазақстан", ["latin", "cyrillic", "cyrillic-ext"]),
        ("№ ①", ["latin", "symbols"]),
        ("مراجعة", ["latin"]),
    ],
)
def test_a_page_carries_what_its_text_needs(written: str, parts: list[str]) -> None:
    """Both weights of the parts that have a character of the page, and no others."""
    assert on_screen(f"<p>{written}</p>") == [f"{style}-{part}" for style in STYLES[:2] for part in parts]


def test_emphasis_brings_the_slanted_faces() -> None:
    """A page with emphasis, or with a sheet that slants, has them; in others nothing is slanted."""
    assert on_screen("<p>so</p>") == ["Regular-latin", "SemiBold-latin"]
    assert on_screen("<p><em>so</em></p>") == ["Regular-latin", "SemiBold-latin", "Italic-latin"]
    assert on_paper("<style>q { font-style: italic }</style><q>so</q>") == [f"{style}-latin" for style in STYLES]


@pytest.mark.parametrize(
    ("written", "ending"),
    [("Größer – 30 %", "-latin"), ("Łódź", ""), ("Αθήνα", ""), ("Москва and Łódź", ""), ("مراجعة", "")],
)
def test_paper_has_one_file_a_style(written: str, ending: str) -> None:
    """The small one where it has all, else the whole: never two of one style."""
    assert on_paper(f"<p>{written}</p>") == [f"Regular{ending}", f"SemiBold{ending}"]


def test_the_margins_count() -> None:
    """What stands escaped in the style sheet, for the margins of the paper, is text of the page."""
    assert on_paper(r'<style>@page { content: "\000141 d" }</style><p>Calder</p>') == ["Regular", "SemiBold"]


def test_what_is_not_seen_needs_no_font() -> None:
    """Marks of direction, soft hyphens and joiners bring no font and lack none."""
    text = fonts.text("a\u200e\u200fb\u00adc\u2060d\ufe0f\n")
    assert text == fonts.Text(frozenset(" "))


@pytest.mark.parametrize("locale", ["en_GB", "de", "de_CH", "fr", "fr_CH", "es", "es_MX"])
def test_languages_of_packs_need_the_first_part_only(locale: str) -> None:
    """No number, date or amount in these languages makes a page carry more than plain ASCII does."""
    days = [date(2026, month, month + 9) for month in range(1, 13)]
    words = [format_date(day, form, locale) for day in days for form in ("full", "long", "medium", "short")]
    words += [format_decimal(-1234.5, locale=locale), format_percent(0.968, locale=locale)]
    words += [format_currency(-1234.5, currency, locale=locale) for currency in ("EUR", "GBP", "USD", "CHF", "MXN")]
    words += [format_timedelta(timedelta(hours=hours), locale=locale) for hours in (1, 7, 50)]
    assert on_screen(" ".join(words)) == on_paper(" ".join(words)) == ["Regular-latin", "SemiBold-latin"]


@pytest.mark.parametrize("catalogue", sorted(LOCALES.glob("*/LC_MESSAGES/*.po")), ids=lambda path: path.parts[-3])
def test_words_of_packs_are_in_the_bundled_fonts(catalogue: Path) -> None:
    """A translation into a language of Western Europe needs the first part alone; into others, no more than ours."""
    text = fonts.text(catalogue.read_text("utf-8"))
    if catalogue.parts[-3] in ("de", "es", "fr"):
        assert {name(face) for face in fonts.for_paper(bundled(), text)} <= {f"Inter-{one}-latin.ttf" for one in STYLES}
    scripts_beyond = scripts.by_script(fonts.beyond(bundled(), text))
    assert {script.name for script in scripts_beyond} <= {"Arabic"}


def test_beyond_are_the_characters_that_no_face_has() -> None:
    """They are given in order, each once; what the fonts have is not among them."""
    assert fonts.beyond(bundled(), fonts.text("<p>日本日 Łódź Москва π 12 🙂</p>")) == "日本🙂"


def test_a_face_without_a_range_has_everything() -> None:
    """A sheet of one's own may say nothing of characters: its faces are taken for all text, on paper and on screen."""
    (face,) = fonts.faces('@font-face { font-family: "Own"; src: url("pack:fonts/Own.ttf") format("truetype") }')
    text = fonts.text("<p>日</p>")
    assert fonts.for_screen([face], text) == fonts.for_paper([face], text) == [face]
    assert fonts.beyond([face], text) == ""


@pytest.mark.parametrize(
    "source",
    ['url("own.ttf") format("truetype")', 'url("pack:fonts/Own.eot") format("eot")', 'local("Inter")'],
)
def test_a_face_that_names_no_font_of_the_pack_is_refused(source: str) -> None:
    """The error says how to write it."""
    with pytest.raises(ValueError, match=r'src: url\("pack:fonts/FILE"\)'):
        fonts.faces(f'@font-face {{ font-family: "Own"; src: {source} }}')


# Pages


def test_a_page_holds_the_fonts_of_its_text_alone() -> None:
    """In the finished page stand the very files of these faces, each with its rule, and no other font."""
    page = Renderer(templates()).index(index_of("Łódź"))
    inside = re.findall(r'url\("data:font/woff2;base64,([\w+/=]+)"\)', page)
    files = ("Regular-latin", "Regular-latin-ext", "SemiBold-latin", "SemiBold-latin-ext")
    assert [base64.b64decode(one) for one in inside] == [
        (templates() / "fonts" / f"Inter-{file}.woff2").read_bytes() for file in files
    ]
    assert page.count("@font-face") == len(files)
    assert "pack:" not in page


def test_what_people_write_cannot_take_the_place_of_the_fonts() -> None:
    """The words that hold the place of the faces, written as a name, stay a name."""
    page = Renderer(templates()).index(index_of("<faces>"))
    assert page.index("@font-face") < page.index("&lt;faces&gt;")
    assert "<faces>" not in page


def test_a_sheet_of_ones_own_that_names_no_font_is_told(tmp_path: Path) -> None:
    """It fails with the name of the sheet."""
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "fonts.css").write_text("@font-face { font-family: Own }", encoding="utf-8")
    with pytest.raises(RenderError, match=r"templates/css/fonts\.css: .*each @font-face needs one src"):
        Renderer(templates(), tmp_path).index(index_of("words"))


# PDFs


def printed(profile: Profile, body: str) -> pypdf.PdfReader:
    """Return the PDF of a page in the bundled fonts."""
    faces = fonts.for_paper(bundled(), fonts.text(body))
    rules = "".join(face.rule for face in faces)
    style = f"<style>{rules} body {{ font: 9pt 'Pack Inter', sans-serif }} b {{ font-weight: 600 }}</style>"
    document = pdf.Document(
        html=f'<!DOCTYPE html><html lang="en"><head><title>Fonts</title>{style}</head><body>{body}</body></html>',
        assets={face.file: (templates() / face.file).read_bytes() for face in faces},
        title="Fonts",
        author="Northwind",
        language="en",
        created=datetime(2026, 11, 2, 6, tzinfo=UTC),
    )
    return pypdf.PdfReader(io.BytesIO(pdf.render(document, profile).data))


def used(reader: pypdf.PdfReader) -> set[str]:
    """Return the names of the fonts of a PDF, without the prefix of a subset."""
    resources: list[Any] = [page["/Resources"].get_object() for page in reader.pages]
    found = [font.get_object() for resource in resources for font in resource["/Font"].get_object().values()]
    return {font["/BaseFont"].partition("+")[2] for font in found}


@pytest.mark.parametrize("profile", PROFILES)
def test_all_alphabets_are_drawn_with_the_bundled_fonts(profile: Profile) -> None:
    """Upright, bold and slanted, no letter of any of the languages comes from a font of the machine."""
    letters = " ".join(f"{letters} {letters.upper()}" for letters in (*ALPHABETS.values(), SIGNS))
    letters = unicodedata.normalize("NFC", letters).replace("&", "&amp;").replace("<", "&lt;")
    found = used(printed(profile, f"<p>{letters}</p><p><b>{letters}</b></p><p><em>{letters}</em></p>"))
    assert len(found) == len(STYLES)
    assert all(one.startswith(("PackInter-", "Pack-Inter")) for one in found)


@pytest.mark.parametrize("profile", PROFILES)
def test_emphasis_is_drawn_slanted(profile: Profile) -> None:
    """Emphasis has a face of its own: weasyprint does not slant the upright one."""
    assert any(one.endswith("Italic") for one in used(printed(profile, "<p>so <em>or</em> so</p>")))


# Fonts of the machine


def test_every_script_is_known_by_its_letters() -> None:
    """Each script has its own letters, and they are beyond the bundled fonts."""
    for script in scripts.SCRIPTS:
        assert scripts.by_script(script.letters) == {script: script.letters}
    every = "".join(script.letters for script in scripts.SCRIPTS)
    assert set(fonts.beyond(bundled(), fonts.text(every))) == set(every)


def test_characters_without_a_font_are_found() -> None:
    """What fontconfig lists is read as spans and single characters; what stands in none is left."""
    assert scripts.without_font("aبc日", "61-62 627-64a\n20 63") == "日"
    assert scripts.without_font("日", "") == "日"


def lines(charsets: str | None) -> list[str]:
    """Return what doctor says of the machine's fonts."""
    return list(console.fonts_of_scripts(charsets))


def test_doctor_names_the_scripts_that_lack_a_font() -> None:
    """What is there stands in one line; what lacks stands with the package to install."""
    there, noto, cjk, emoji = lines("590-6ff e00-e7f")
    assert there == "Arabic, Hebrew, Thai: with fonts of this machine"
    assert re.match(r"Armenian, .*Telugu: no font, so boxes in PDFs; .* fonts-noto-core$", noto)
    assert re.match(r"Japanese, Korean, Chinese: no font.* fonts-noto-cjk$", cjk)
    assert re.match(r"emoji and other signs: no font.* fonts-noto-color-emoji$", emoji)


def test_doctor_is_content_with_fonts_for_all() -> None:
    """One line names all scripts."""
    (line,) = lines("20-10ffff")
    assert all(script.name in line for script in scripts.SCRIPTS)


def test_doctor_says_what_it_did_not_look_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without fontconfig nothing is claimed of other scripts; the bundled fonts are named all the same."""
    monkeypatch.setattr(cli, "charsets", lambda: None)
    output = CliRunner().invoke(cli.commands, ["doctor"]).output
    assert "ok   fonts: Latin, Greek, Cyrillic (Inter)\n     other scripts need fonts of this machine: not" in output


def test_a_machine_without_fontconfig_is_not_asked_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no fc-list, nothing is known and nothing fails."""
    monkeypatch.setenv("PATH", "")
    assert machine.charsets() is None


def result(account: str, beyond: str) -> Result:
    """Return what became of an account whose PDF has such characters."""
    return Result(account, account, "2026-10", "built", beyond=beyond)


def test_a_pack_with_boxes_is_told_of() -> None:
    """A warning names account, scripts, characters and packages; where a font has all there is none."""
    results = [result("A", "กข日"), result("B", "ب"), result("C", "")]
    (issue,) = console.without_fonts(results, "600-6ff")
    assert str(issue) == (
        "A: its PDF has 3 characters of Thai, Chinese that no font of this machine has: boxes stand for กข日. "
        "Hint: install fonts-noto-core, fonts-noto-cjk (Debian, Ubuntu) or another font with them, and build again."
    )
    assert list(console.without_fonts(results, "20-10ffff")) == []


@pytest.mark.parametrize("style", STYLES)
def test_fonts_for_paper_say_that_they_are_not_hinted(style: str) -> None:
    """Their program turns hinting off: FreeType hints by itself where there is none of more than seven bytes."""
    for file in (f"Inter-{style}.ttf", f"Inter-{style}-latin.ttf"):
        program = opened(file)["prep"].program
        assert "INSTCTRL[ ]" in " ".join(program.getAssembly()), file
        assert len(program.getBytecode()) > 7, file
