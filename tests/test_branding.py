"""Branding: the provider's for all, an account's own key by key, logos side by side, and what supervisors are told."""

from __future__ import annotations

import dataclasses
import io
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import small_project
from page_reader import Page
from PIL import Image
from reviewed import case, figure, inputs

from reviewgen.branding.colours import NIGHT, legible
from reviewgen.errors import InputError
from reviewgen.gather import Job
from reviewgen.html import Renderer
from reviewgen.model import PLAIN, Logo
from reviewgen.pack import assemble
from reviewgen.readiness import unready
from reviewgen.resources import templates

YELLOW, ORANGE = "#ffcc00", "#ff8800"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10"><rect width="40" height="10" fill="#e2001a"/></svg>'
MM = 72 / 25.4


def png(colour: str = "#e2001a") -> bytes:
    """Return a square picture."""
    out = io.BytesIO()
    Image.new("RGB", (20, 20), colour).save(out, "PNG")
    return out.getvalue()


def tickets(*accounts: str) -> small_project.Data:
    """Return the tickets of these accounts, and no other table."""
    return {"tickets": [row for one in accounts for row in small_project.rows(one)["tickets"]]}


def project(folder: Path, own: dict[str, Any] | None, provider: dict[str, Any] | None) -> Path:
    """Write a project of one account with this branding, and both logos beside the files that may name them."""
    account = small_project.account_file("A", name="Calder", depth="brief", branding=own or {})
    words = {"name": "Northwind"} | ({"branding": provider} if provider else {})
    data = tickets("A")
    resolved = {"opened_at": "2026-08-03 09:00", "resolved_at": "2026-08-03 10:00", "closed_at": "2026-08-03 10:00"}
    data["tickets"].append({**data["tickets"][0], "id": "A-0", **resolved})  # a third month: two are not drawn
    small_project.write(folder, [account], data, provider=words)
    (folder / "northwind.svg").write_bytes(SVG)
    (folder / "accounts" / "calder.png").write_bytes(png())
    return folder


def gathered(folder: Path, own: dict[str, Any] | None = None, provider: dict[str, Any] | None = None) -> Job:
    """Return what is read of such a project."""
    return small_project.gathered(project(folder, own, provider), folder / "out")


@dataclass(frozen=True)
class Built:
    """The folder of a period, and that of the one pack in it."""

    period: Path
    pack: Path

    def page(self, name: str) -> Page:
        """Return a page of the pack, or of the folder above it."""
        path = self.pack / name
        return Page((path if path.is_file() else self.period / name).read_text("utf-8"))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A pack with the branding of both sides."""
    folder = project(
        tmp_path_factory.mktemp("branded"),
        {"logo": "calder.png", "accent": ORANGE, "cover_line": "For the <b>steering committee</b>", "paper": "Letter"},
        {
            "logo": "northwind.svg",
            "accent": YELLOW,
            "confidentiality": "Between us two",
            "cover_line": "Service review",
        },
    )
    pack = small_project.folder_of(small_project.built(folder, folder / "out")["A"])
    return Built(pack.parent, pack)


# What holds for an account


def test_an_account_has_the_branding_of_the_provider(tmp_path: Path) -> None:
    """Where its file is silent, colour, lines and paper are the provider's; the provider's logo is not its own."""
    provider = {
        "accent": "#0b5c7a",
        "paper": "Letter",
        "confidentiality": "",
        "cover_line": "x",
        "logo": "northwind.svg",
    }
    job = gathered(tmp_path, None, provider)
    branding, brand = job.reviews[0].account.branding, job.brands["A"]
    assert branding.model_dump() == provider | {"logo": None}
    assert (brand.accent, brand.paper, brand.customer) == ("#0b5c7a", "Letter", None)
    assert brand.provider == job.house.provider
    assert brand.provider is not None
    assert brand.provider.alt == "Northwind"


def test_an_account_changes_single_keys(tmp_path: Path) -> None:
    """A key of its file stands in for the provider's, an empty text too, and all others stay."""
    job = gathered(
        tmp_path, {"cover_line": "", "paper": "A4"}, {"cover_line": "x", "paper": "Letter", "accent": "#0b5c7a"}
    )
    branding = job.reviews[0].account.branding
    assert (branding.cover_line, branding.paper, branding.accent) == ("", "A4", "#0b5c7a")
    assert job.house.paper == "Letter"


def test_without_a_word_on_branding_pages_are_plain(tmp_path: Path) -> None:
    """Neither side says anything: the plain look, and nothing to note."""
    job = gathered(tmp_path)
    assert job.brands["A"] == job.house == PLAIN
    assert job.notices == ()


def test_an_account_of_the_data_alone_has_the_look_of_the_provider(tmp_path: Path) -> None:
    """An account that is only discovered gets the provider's colour and logo."""
    folder = project(tmp_path, None, {"accent": "#0b5c7a", "logo": "northwind.svg"})
    (folder / "accounts" / "account-0.yaml").unlink()
    settings = (folder / "reviewgen.yaml").read_text("utf-8")
    (folder / "reviewgen.yaml").write_text(settings.replace("{", '{"accounts": {"discover": true},', 1), "utf-8")
    job = small_project.gathered(folder, folder / "out")
    assert job.brands["A"] == job.house
    assert job.reviews[0].account.branding.accent == "#0b5c7a"


# Colours that are hard to read


def test_a_pale_accent_is_darkened_and_noted_with_its_place(tmp_path: Path) -> None:
    """The account's pages have the nearest colour that can be read; the note names file, line, key and colour."""
    job = gathered(tmp_path, {"accent": ORANGE})
    (note,) = job.notices
    assert job.reviews[0].account.branding.accent == job.brands["A"].accent == legible(ORANGE)
    assert (note.file, note.column, note.severity, note.account) == (
        "accounts/account-0.yaml",
        "branding.accent",
        "warning",
        None,
    )
    assert note.line is not None
    assert '"#ff8800" is hard to read on paper: its contrast with white is 2.39' in str(note)
    assert legible(ORANGE) in str(note)


def test_a_pale_accent_of_the_provider_is_noted_once(tmp_path: Path) -> None:
    """However many accounts have it, the supervisor is told once, of the place in reviewgen.yaml."""
    accounts = [small_project.account_file(name, branding={}) for name in ("A", "B")]
    provider = {"name": "Northwind", "branding": {"accent": YELLOW}}
    folder = small_project.write(tmp_path, accounts, tickets("A", "B"), provider=provider)
    job = small_project.gathered(folder, tmp_path / "out")
    assert [(note.file, note.column) for note in job.notices] == [("reviewgen.yaml", "provider.branding.accent")]
    assert {job.brands[name].accent for name in "AB"} == {legible(YELLOW)}


def test_a_dark_screen_gets_the_colour_as_it_was_written(tmp_path: Path) -> None:
    """A yellow that is too pale for paper is right for a dark screen: it is not lightened from the darkened one."""
    assert gathered(tmp_path, {"accent": YELLOW}).brands["A"].accent_dark == legible(YELLOW, NIGHT) == YELLOW


def test_check_warns_of_what_was_changed(tmp_path: Path) -> None:
    """`reviewgen check` lists it with the file and the line."""
    job = gathered(tmp_path, {"accent": ORANGE})
    (gap,) = [one for one in unready(job, {}) if one.code == "branding.accent"]
    assert (gap.grade, gap.file) == ("warning", "accounts/account-0.yaml")
    assert gap.line is not None


def test_the_customer_is_told_nothing_of_it(built: Built) -> None:
    """Neither the pack, its data notes nor the manifest speak of colours and logos."""
    texts = [built.page("pack.html").text, (built.pack / "manifest.json").read_text("utf-8")]
    assert [text for text in texts if re.search("hard to read|contrast|northwind.svg|calder.png", text)] == []
    assert json.loads(texts[1])["issues"] == []


# What stands on pages


@pytest.mark.parametrize(
    ("name", "alts"),
    [
        ("pack.html", ["Northwind", "Calder"]),
        ("internal/brief.html", ["Northwind", "Calder"]),
        ("portfolio.html", ["Northwind"]),
        ("index.html", ["Northwind"]),
    ],
)
def test_logos_stand_at_the_top_with_their_names(built: Built, name: str, alts: list[str]) -> None:
    """The provider's first, then the customer's on pages about one customer; inside the file, named for all readers."""
    images = built.page(name).all("img")
    assert [one.attributes["alt"] for one in images] == alts
    assert all(one.inside("header") for one in images)
    assert all(one.attributes["src"].startswith("data:image/") for one in images)


def test_a_provider_without_a_logo_is_named() -> None:
    """Its name stands where the logo would, and the customer's logo where it does."""
    logo = Logo(png(), "image/png", "Calder", "9.0", "9.0")
    brand = dataclasses.replace(PLAIN, customer=logo)
    (header,) = Page(Renderer(templates()).pack(assemble(inputs(case())), brand).screen).all("header")
    assert header.text.startswith("Northwind")


@pytest.mark.parametrize("name", ["pack.html", "internal/brief.html", "portfolio.html", "index.html"])
def test_pages_have_both_accents(built: Built, name: str) -> None:
    """A page has a colour for paper and one for dark screens: the account's, on pages over all the provider's."""
    path = built.pack / name
    style = (path if path.is_file() else built.period / name).read_text("utf-8")
    accent = YELLOW if name in ("portfolio.html", "index.html") else ORANGE
    assert f"--accent: {legible(accent)}; --accent-dark: {accent}" in style


def test_charts_have_the_colour_that_can_be_read(built: Built) -> None:
    """No drawing has the pale colour that the file names."""
    drawn = "".join(re.findall(r"<svg.*?</svg>", (built.pack / "pack.html").read_text("utf-8"), re.DOTALL))
    assert drawn
    assert ORANGE not in drawn


def test_the_cover_line_stands_under_the_title_as_text(built: Built) -> None:
    """The account's line stands there as it was written, and is no markup."""
    (line,) = [one for one in built.page("pack.html").all("p") if one.attributes.get("class") == "cover"]
    assert line.text == "For the <b>steering committee</b>"


@pytest.mark.parametrize(
    ("branding", "foot"),
    [
        ({}, " · Confidential"),
        ({"confidentiality": "For official use"}, " · For official use"),
        ({"confidentiality": ""}, ""),
    ],
)
def test_the_line_at_the_foot(branding: dict[str, Any], foot: str) -> None:
    """Confidential where nobody says otherwise, somebody's own words, or nothing."""
    pack = assemble(inputs(case(figure("tickets.opened", 12), name="Calder", branding=branding)))
    content = re.findall(r'@bottom-left \{ content: "(.*?)"', Renderer(templates()).pack(pack).paper)[-1]
    line = re.sub(r"\\([0-9a-f]{6}) ", lambda found: chr(int(found[1], 16)), content)
    assert line == f"Calder · Operations review · October 2026{foot} · Draft"


@pytest.mark.parametrize("name", ["pack.pdf", "internal/brief.pdf"])
def test_letter_paper_has_room_for_what_a4_has(built: Built, name: str) -> None:
    """Each sheet is Letter, and text is as wide as on A4: no drawing is cut or shrunk."""
    document = pypdfium2.PdfDocument(built.pack / name)
    assert {tuple(map(round, document[at].get_size())) for at in range(len(document))} == {(612, 792)}
    rule = re.search(
        r"@page \{ size: 215\.9mm 279\.4mm; margin: \S+ ([\d.]+)mm", (built.pack / "pack.html").read_text()
    )
    assert rule is not None
    assert 215.9 - 2 * float(rule[1]) == pytest.approx(210 - 2 * 16)
    reach = [obj.get_bounds() for at in range(len(document)) for obj in document[at].get_objects()]
    assert max(right for _, _, right, _ in reach) <= (215.9 - 18) * MM


def test_pages_over_all_have_the_paper_of_the_provider(built: Built) -> None:
    """The account asks for Letter and the provider does not."""
    width, height = pypdfium2.PdfDocument(built.period / "portfolio.pdf")[0].get_size()
    assert (round(width), round(height)) == (842, 595)


def test_a_pack_keeps_which_logo_it_was_made_with(tmp_path: Path) -> None:
    """Another picture under the same name gives another digest of the configuration."""

    def digest(picture: bytes) -> str:
        folder = project(tmp_path, {"logo": "calder.png"}, None)
        (folder / "accounts" / "calder.png").write_bytes(picture)
        pack = small_project.folder_of(small_project.built(folder, tmp_path / "out", formats=("html",))["A"])
        return str(json.loads((pack / "manifest.json").read_text("utf-8"))["configuration_sha256"])

    assert digest(png("#123456")) != digest(png())


# Logos that are of no use


def test_a_bad_logo_fails_its_account_alone(tmp_path: Path) -> None:
    """The issue names file, line, key, picture and what is expected; the other account is built."""
    accounts = [
        small_project.account_file("A", branding={"logo": "calder.png"}),
        small_project.account_file("B", branding={}),
    ]
    folder = small_project.write(tmp_path, accounts, tickets("A", "B"))
    job = small_project.gathered(folder, folder / "out")
    ((name, (issue,)),) = job.failed.items()
    assert (name, [review.account.id for review in job.reviews]) == ("A", ["B"])
    assert (issue.file, issue.column, issue.value) == ("accounts/account-0.yaml", "branding.logo", "calder.png")
    assert issue.line is not None
    assert issue.expected.startswith("a PNG, JPEG or SVG")


def test_a_bad_logo_of_the_provider_stops_all(tmp_path: Path) -> None:
    """It would stand on every page: nothing is built, and the place in reviewgen.yaml is named."""
    with pytest.raises(
        InputError, match=r'reviewgen.yaml, line \d+, key "provider.branding.logo": "gone.svg" is not a'
    ):
        gathered(tmp_path, None, {"logo": "gone.svg"})


def test_what_a_drawing_lost_is_noted(tmp_path: Path) -> None:
    """A logo with a script is shown without it, and the supervisor is told to look."""
    folder = project(tmp_path, {"logo": "drawn.svg"}, None)
    (folder / "accounts" / "drawn.svg").write_bytes(SVG.replace(b"<rect", b"<script>alert(1)</script><rect"))
    job = small_project.gathered(folder, folder / "out")
    (note,) = job.notices
    assert "is shown without what a logo may not have: script" in str(note)
    logo = job.brands["A"].customer
    assert logo is not None
    assert b"script" not in logo.data
