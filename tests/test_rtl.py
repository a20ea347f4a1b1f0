"""Languages written from right to left: a pack with Arabic sample strings lies mirrored on screens and on paper."""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import small_project
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

from reviewgen import delivery, languages
from reviewgen.model import Profile
from reviewgen.wording import Wording

SAMPLE = Path(__file__).parent / "locales" / "ar" / "LC_MESSAGES" / "messages.po"
MM = 72 / 25.4
MARGIN = 16 * MM
PROFILES: tuple[Profile, ...] = ("standard", "archive")
MIXED = "تابعوا **البلاغات المتأخرة** في [صفحة الخدمة](https://status.example) كل يوم، ثم **Depot network** في المساء."

OWN = {
    "title": "تعطل طابعة المحطة",
    "summary": "تعطلت طابعة التذاكر في القاهرة",
    "service": "شبكة المستودع",
    "services": "شبكة المستودع",
    "owner": "ليلى حسن",
    "priority": "",
    "id": "",
    "name": "سكك النيل الحديدية",
    "confidentiality": "سري",
    "cover_line": "مراجعة شهرية",
    "decision": "الموافقة على تجميد التغييرات",
    "decider": "سامي عادل",
    "topic": "ما حدث في المستودع",
    "presenter": "ليلى حسن",
    "provider participant": "ليلى حسن",
    "customer participant": "سامي عادل",
    "note summary": MIXED,
}
"""What people write, by column; anything else is one Arabic word."""


@dataclass(frozen=True)
class Mark:
    """A text on a sheet of paper: its page, its box in points from the left foot, and how wide its page is."""

    page: int
    left: float
    bottom: float
    right: float
    top: float
    width: float


def own(table: str, column: str) -> str:
    """Return Arabic words for a column."""
    return OWN.get(column, "نص")


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Arabic is a language beside ours while the tests of this module run."""
    font = shutil.which("fc-list") and subprocess.run(["fc-list", ":charset=639"], capture_output=True, text=True)
    if font and not font.stdout:
        pytest.skip("no font of this machine has Arabic; scripts/system-packages names one that has")
    folder = tmp_path_factory.mktemp("spoken") / "locales"
    shutil.copytree(languages.LOCALES, folder)
    with SAMPLE.open("rb") as file, made(folder / "ar" / "LC_MESSAGES" / "messages.mo").open("wb") as compiled:
        write_mo(compiled, read_po(file, locale="ar"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(languages, "LOCALES", folder)
        forget()
        yield
    forget()


def made(file: Path) -> Path:
    """Make the folder of a file."""
    file.parent.mkdir(parents=True)
    return file


def forget() -> None:
    """Forget which languages there are, and what was worded by them."""
    for known in (languages.known, languages.catalogue, delivery._wording):
        known.cache_clear()


@pytest.fixture(scope="module")
def packs(spoken: None, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The folder of an account's pack in full depth, by profile."""
    folder = tmp_path_factory.mktemp("arabic")
    account = small_project.account_file("NIL", own, locale="ar_EG", currency="EGP")
    project = small_project.write(folder, [account], small_project.desk("NIL", own))
    asked: dict[str, Any] = {"audiences": ("customer",)}
    results = {
        profile: small_project.built(project, folder / profile, profile=profile, **asked)["NIL"] for profile in PROFILES
    }
    return {profile: small_project.folder_of(result) for profile, result in results.items()}


@pytest.fixture(scope="module")
def tab(packs: dict[str, Path], browser: Browser) -> Iterator[Tab]:
    """The pack in a browser."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto((packs["standard"] / "pack.html").as_uri())
    yield page
    page.close()


def edges(tab: Tab, selector: str) -> list[tuple[float, float]]:
    """Return the left and the right edge of the text of each element that is seen."""
    script = """found => found.filter(one => one.getClientRects().length).map(one => {
        const range = document.createRange();
        range.selectNodeContents(one);
        const box = range.getBoundingClientRect();
        return [box.left, box.right];
    })"""
    return [(left, right) for left, right in tab.eval_on_selector_all(selector, script)]


def boxes(tab: Tab, selector: str) -> list[tuple[float, float]]:
    """Return the left and the right edge of each element that is seen."""
    script = """found => found.filter(one => one.getClientRects().length).map(one => {
        const box = one.getBoundingClientRect();
        return [box.left, box.right];
    })"""
    return [(left, right) for left, right in tab.eval_on_selector_all(selector, script)]


# The words


def test_sample_strings_are_read_in_their_plural_forms() -> None:
    """At least 80 texts are Arabic, and those with a plural have the six forms of the language."""
    with SAMPLE.open("rb") as file:
        catalogue = read_po(file, locale="ar")
    texts = [message for message in catalogue if message.id and message.string]
    assert len(texts) >= 80
    assert {len(tuple(message.string or ())) for message in texts if message.pluralizable} == {6}
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    spoken = GNUTranslations(compiled)
    days = [spoken.ngettext("{n}\u00a0day", "{n}\u00a0days", n) for n in (1, 2, 3, 11, 100)]
    assert len(set(days)) >= 4


def test_arabic_is_spoken(spoken: None) -> None:
    """A locale of the language words by its catalogue, and knows its direction."""
    words = Wording("ar_EG")
    assert words.direction == "rtl"
    assert words.gettext("Contents") == "المحتويات"


# On the screen


def test_the_page_says_its_direction(tab: Tab) -> None:
    """Browsers and readers are told: Arabic, from right to left."""
    assert tab.evaluate("[document.documentElement.dir, document.documentElement.lang]") == ["rtl", "ar-EG"]


@pytest.mark.parametrize("selector", ["h1", "main h2", "main caption", "main thead th:first-child", ".verdict"])
def test_texts_begin_at_the_right_edge(tab: Tab, selector: str) -> None:
    """Headings, captions and first columns touch the right edge of what they stand in."""
    tab.set_viewport_size({"width": 1280, "height": 900})
    found = list(zip(edges(tab, selector), boxes(tab, selector), strict=True))
    assert found
    assert [place for place in found if abs(place[0][1] - place[1][1]) > 3] == []


def test_first_columns_stand_on_the_right(tab: Tab) -> None:
    """In every table each column lies left of the one before it, and numbers at the left end of their cells."""
    rows = tab.eval_on_selector_all(
        "main tbody tr", "rows => rows.map(row => [...row.cells].map(cell => cell.getBoundingClientRect().left))"
    )
    assert len(rows) > 10
    assert [row for row in rows if row != sorted(row, reverse=True)] == []
    assert tab.eval_on_selector("main td.right", "cell => getComputedStyle(cell).textAlign") == "end"


def test_tiles_run_from_right_to_left(tab: Tab) -> None:
    """The first headline is the rightmost one."""
    tiles = [left for left, _ in boxes(tab, ".tile")]
    assert len(tiles) >= 4
    assert tiles == sorted(tiles, reverse=True)


def test_contents_stand_on_the_right_of_the_page(tab: Tab) -> None:
    """On a wide screen the list of contents lies beside the page, on the side where reading begins."""
    tab.set_viewport_size({"width": 1440, "height": 900})
    [(left, _)], [(_, right)] = boxes(tab, "nav.contents"), boxes(tab, "main > h1")
    assert left >= right


def test_drawings_run_from_left_to_right(tab: Tab) -> None:
    """Time in a drawing goes as on every chart: its words are placed for that."""
    assert tab.eval_on_selector_all("svg", "all => all.every(one => getComputedStyle(one).direction === 'ltr')")


@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_does_not_scroll_sideways(tab: Tab, width: int) -> None:
    """Neither to the right nor to the left, on a phone and on a laptop."""
    tab.set_viewport_size({"width": width, "height": 900})
    assert tab.evaluate("document.documentElement.scrollWidth") == width
    tab.evaluate("scrollTo(-500, 0)")
    assert tab.evaluate("scrollX") == 0


def test_a_paragraph_with_bold_words_and_a_link_keeps_its_order(tab: Tab) -> None:
    """What comes first stands on the right: bold words, then the link, then the English name."""
    tab.set_viewport_size({"width": 1280, "height": 900})
    places = boxes(tab, ".note p:not(.by) > *")
    assert len(places) == 3
    assert places == sorted(places, reverse=True)


# On paper


@pytest.fixture(scope="module", params=PROFILES)
def sheets(request: pytest.FixtureRequest, packs: dict[str, Path]) -> pypdfium2.PdfDocument:
    """The PDF of each profile."""
    return pypdfium2.PdfDocument((packs[request.param] / "pack.pdf").read_bytes())


def marks(sheets: pypdfium2.PdfDocument, words: str) -> list[Mark]:
    """Return where words stand; they are letters in reading order, however an engine has written them down."""
    wanted, found = "".join(words.split()), []
    for number, sheet in enumerate(sheets):
        text = sheet.get_textpage()
        letters = [
            (sign, text.get_charbox(place, loose=True))
            for place in range(text.count_chars())
            if (sign := plain(text.get_text_range(place, 1)))
        ]
        line = "".join(sign for sign, _ in letters)
        at = [place for place, (sign, _) in enumerate(letters) for _ in sign]
        for match in re.finditer(re.escape(wanted), line):
            ends = [letters[place][1] for place in at[slice(*match.span())]]
            found.append(Mark(number, *around(ends), sheet.get_size()[0]))
    return found


def plain(sign: str) -> str:
    """Return a letter as it is written in a text, whatever its form in a word; nothing for a blank or a mark."""
    return "".join(one for one in unicodedata.normalize("NFKC", sign) if not one.isspace() and one.isprintable())


def around(found: list[tuple[float, float, float, float]]) -> tuple[float, float, float, float]:
    """Return the box around boxes."""
    lefts, bottoms, rights, tops = zip(*found, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


def first(sheets: pypdfium2.PdfDocument, words: str, page: int | None = None) -> Mark:
    """Return the first place where words stand, on a page or on any."""
    found = [one for one in marks(sheets, words) if page in (None, one.page)]
    assert found, f"{words} is not there"
    return found[0]


@pytest.mark.parametrize("words", ["سكك النيل الحديدية", "تحت الضغط", "المحتويات"])
def test_headings_begin_at_the_right_margin(sheets: pypdfium2.PdfDocument, words: str) -> None:
    """The name, the verdict and the contents of page one end where the text area ends on the right."""
    one = first(sheets, words, page=0)
    assert abs(one.right - (one.width - MARGIN)) < 2


def test_columns_run_from_right_to_left(sheets: pypdfium2.PdfDocument) -> None:
    """The first column of the table of open actions touches the right margin; the next ones lie left of it."""
    head = first(sheets, "إجراء مفتوح")
    row = [head, *(near(sheets, head, words) for words in ("الطرف", "موعود بتاريخ", "منذ المراجعة"))]
    assert abs(head.right - (head.width - MARGIN)) < 2
    assert [one.right for one in row] == sorted((one.right for one in row), reverse=True)


def near(sheets: pypdfium2.PdfDocument, mark: Mark, words: str) -> Mark:
    """Return where words stand on the line of a mark."""
    found = [
        one for one in marks(sheets, words) if one.page == mark.page and one.bottom < mark.top and one.top > mark.bottom
    ]
    assert found, f"{words} is not beside it"
    return found[0]


def test_the_foot_is_mirrored(sheets: pypdfium2.PdfDocument) -> None:
    """The account stands at the right margin, the page number at the left one."""
    count = first(sheets, "صفحة 1 من", page=0)
    account = next(one for one in marks(sheets, "سكك النيل الحديدية") if one.page == 0 and one.top < 20 * MM)
    assert count.top < 20 * MM
    assert abs(account.right - (account.width - MARGIN)) < 2
    assert count.right < count.width / 3


def test_page_numbers_of_the_contents_stand_on_the_left(sheets: pypdfium2.PdfDocument) -> None:
    """In the list of contents the number of the page lies left of the title, in the same line."""
    title = first(sheets, "خطة التحسين", page=0)
    text = sheets[0].get_textpage()
    digits = [
        text.get_charbox(place)
        for place in range(text.count_chars())
        if text.get_text_range(place, 1).isdigit()
        and text.get_charbox(place)[1] < title.top
        and text.get_charbox(place)[3] > title.bottom
    ]
    assert any(left < MARGIN + 5 * MM for left, _, _, _ in digits)


def test_a_note_keeps_its_order_on_paper(sheets: pypdfium2.PdfDocument) -> None:
    """Bold words come before the link, the link before the English name: from right to left."""
    link = first(sheets, "صفحة الخدمة", page=0)
    begin, end = near(sheets, link, "تابعوا"), near(sheets, link, "المساء")
    assert begin.left > link.right > link.left > end.right


def test_nothing_leaves_the_page(sheets: pypdfium2.PdfDocument) -> None:
    """Every letter stands within the margins, but for half a millimetre; a blank at a line's end may hang."""
    room = MARGIN - MM / 2
    out = []
    for number, sheet in enumerate(sheets):
        width, text = sheet.get_size()[0], sheet.get_textpage()
        for place in range(text.count_chars()):
            left, _, right, _ = text.get_charbox(place)
            letter = text.get_text_range(place, 1)
            if right > left and letter != " " and not room <= left <= right <= width - room:
                out.append((number, letter, left, right))
    assert out == []
