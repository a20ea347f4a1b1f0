"""Pages look as they looked when somebody last looked at them: pictures in tests/golden, compared with a tolerance.

To accept how pages look now: make golden.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

import pictures
import pytest
from PIL import Image
from playwright.sync_api import Browser
from small_project import built, folder_of

from reviewgen import pdf
from reviewgen.sections import SECTIONS, name_of

GOLDEN = Path(__file__).parent / "golden"
PAGE_ONE = {"CALDER": "full", "ELBMARK": "standard", "BRIGHT": "brief"}
CHAPTERS = [name for name in map(name_of, SECTIONS) if name != "summary"]
SCREENS = {
    f"screen-{width}-{scheme}": (width, height, scheme)
    for width, height in ((1280, 1400), (390, 1600))
    for scheme in ("light", "dark")
}
SHRUNK = 0.5
NAMES = {f"page-one-{depth}" for depth in PAGE_ONE.values()} | {f"section-{name}" for name in CHAPTERS} | set(SCREENS)
FAULTS = {
    "numbers at the wrong side": ("service_levels", ".right { text-align: start }"),
    "a drawing without its lines": ("service_levels", "svg path { display: none }"),
    "columns one below the other": ("workload", ".cols { display: block }"),
    "headings without their rule": ("workload", ".chapter h2 { border-top: 0 }"),
    "wider rows": ("service_levels", "th, td { padding-block: 1.1mm }"),
}
Compare = Callable[[str, Image.Image], None]
pytestmark = pytest.mark.skipif(not find_spec("plutoprint"), reason="pictures are made with plutoprint")


@pytest.fixture(scope="module")
def packs(project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path | pdf.Document]:
    """What the PDF engine gets for page one of each depth, by account, and the file of the HTML pack of CALDER."""
    seen: list[pdf.Document] = []

    def keep(document: pdf.Document, profile: Any) -> pdf.Rendered:
        seen.append(document)
        return pdf.Rendered(b"%PDF-", "none")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "render", keep)
        results = built(
            project_root / "sample_data",
            tmp_path_factory.mktemp("golden"),
            accounts=tuple(PAGE_ONE),
            audiences=("customer",),
        )
    html = folder_of(results["CALDER"]) / "pack.html"
    return {
        name: next(one for one in seen if one.title.startswith(result.name)) for name, result in results.items()
    } | {"html": html}


@pytest.fixture
def alike(request: pytest.FixtureRequest, tmp_path: Path) -> Compare:
    """Hold a picture against the one that is kept under its name; with --accept, keep it instead."""

    def compare(name: str, found: Image.Image) -> None:
        file = GOLDEN / f"{name}.png"
        if request.config.getoption("--accept"):
            pictures.keep(found, file)
            return
        assert file.is_file(), f"{file} does not exist. To make it: make golden"
        expected = pictures.kept(file)
        worst = pictures.difference(expected, found)
        if worst.amount > pictures.LIMIT:
            files = {kind: tmp_path / f"{name}-{kind}.png" for kind in ("expected", "found", "difference")}
            pictures.show(expected, found, files)
            pytest.fail(told(name, worst, files))

    return compare


def told(name: str, worst: pictures.Difference, files: dict[str, Path]) -> str:
    """Say what differs, where the pictures are, and how to accept the new one."""
    lines = [
        f"{name} does not look as in tests/golden/{name}.png: most at {worst.left} dots from the left and "
        f"{worst.top} from the top, by {worst.amount:.0f} of 255 (at most {pictures.LIMIT:.0f})",
        *(f"  {kind}: {file}" for kind, file in files.items()),
        "Look at them. If pages are meant to look so: make golden",
    ]
    return "\n".join(lines)


def printed(document: pdf.Document, css: str = "") -> bytes:
    """Return a document as the fast engine prints it, with rules of one's own."""
    return pdf.render(replace(document, html=document.html.replace("</style>", f"{css}</style>", 1)), "standard").data


def chapter(document: pdf.Document, name: str) -> pdf.Document:
    """Return a document with one section and nothing else."""
    head, start, body = document.html.partition("<main>")
    match = re.search(rf'<section id="{name}".*?(?=<section id=|</main>)', body, re.DOTALL)
    assert match, f"the pack has no section {name}"
    return replace(document, html=f"{head}{start}{match[0]}</main></body></html>")


def paper_of(packs: dict[str, Path | pdf.Document], account: str) -> pdf.Document:
    """Return what the PDF of an account is made of."""
    document = packs[account]
    assert isinstance(document, pdf.Document)
    return document


@pytest.mark.parametrize("account", PAGE_ONE)
def test_page_one(packs: dict[str, Path | pdf.Document], alike: Compare, account: str) -> None:
    """The first page in each depth."""
    alike(f"page-one-{PAGE_ONE[account]}", pictures.of_page(printed(paper_of(packs, account))))


@pytest.mark.parametrize("name", CHAPTERS)
def test_sections(packs: dict[str, Path | pdf.Document], alike: Compare, name: str) -> None:
    """Each section by itself in full depth; of a long one, its first page."""
    document = chapter(paper_of(packs, "CALDER"), name)
    alike(f"section-{name}", pictures.cropped(pictures.of_page(printed(document))))


@pytest.mark.parametrize("name", SCREENS)
def test_screens(packs: dict[str, Path | pdf.Document], alike: Compare, browser: Browser, name: str) -> None:
    """What a laptop and a phone show first, in light and dark."""
    width, height, scheme = SCREENS[name]
    alike(name, shot(browser, packs["html"], (width, height), scheme))


def shot(browser: Browser, file: Any, size: tuple[int, int], scheme: Any, css: str = "") -> Image.Image:
    """Return what a browser shows of a file, in grey and smaller."""
    page = browser.new_page(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
    page.goto(file.as_uri())
    page.evaluate("document.fonts.ready.then(() => true)")
    data = page.screenshot(animations="disabled", caret="hide")
    page.close()
    with Image.open(BytesIO(data)) as picture:
        return pictures.grey(picture.convert("L").resize((round(size[0] * SHRUNK), round(size[1] * SHRUNK))))


def test_every_picture_is_of_something() -> None:
    """No picture is left of what there is no more; together they are small."""
    assert {file.stem for file in GOLDEN.glob("*.png")} == NAMES
    assert sum(file.stat().st_size for file in GOLDEN.glob("*.png")) < 1_500_000


# What is noticed, and what is not


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_noticed(packs: dict[str, Path | pdf.Document], fault: str) -> None:
    """A section with one rule that goes wrong differs from the sound one by more than is let pass."""
    name, css = FAULTS[fault]
    document = chapter(paper_of(packs, "CALDER"), name)
    sound, wrong = (pictures.cropped(pictures.of_page(printed(document, rules))) for rules in ("", css))
    assert pictures.difference(sound, wrong).amount > pictures.LIMIT


@pytest.mark.parametrize("dpi", [57, 63, 75])
def test_antialiasing_is_let_pass(packs: dict[str, Path | pdf.Document], dpi: int) -> None:
    """Page one drawn finer or coarser and brought to the same size, as another version draws it, is the same."""
    data = printed(paper_of(packs, "CALDER"))
    usual, other = pictures.of_page(data), pictures.of_page(data, dpi=dpi)
    assert 0 < pictures.difference(usual, pictures.grey(other.resize(usual.size))).amount < pictures.LIMIT


def test_a_difference_is_shown(tmp_path: Path) -> None:
    """What fails names the three pictures that it has written, and how to accept the new one."""
    one, other = Image.new("L", (100, 100), 255), Image.new("L", (100, 120), 255)
    other.paste(0, (40, 40, 80, 80))
    files = {kind: tmp_path / f"{kind}.png" for kind in ("expected", "found", "difference")}
    pictures.show(one, other, files)
    message = told("page", pictures.difference(one, other), files)
    assert "make golden" in message
    assert all(file.is_file() and str(file) in message for file in files.values())
