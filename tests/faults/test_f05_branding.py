"""Branding that wants more than a colour and a picture: style sheets, files from elsewhere, sizes without end."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import pytest
from commands import Ended, planned, project
from PIL import Image

from reviewgen.branding.pictures import MAX_BYTES, MAX_PIXELS

BRANDS: tuple[tuple[dict[str, Any], str], ...] = (
    ({"accent": "red;background:url(http://x)"}, "is not a colour"),
    ({"accent": "red"}, "is not a colour"),
    ({"accent": "#fff"}, "is not a colour"),
    ({"accent": "#123456\n"}, "is not a colour"),
    ({"accent": "#123456;x"}, "is not a colour"),
    ({"accent": "#\uff11\uff12\uff13\uff14\uff15\uff16"}, "is not a colour"),
    ({"accent": ""}, "is not a colour"),
    ({"accent": ["#123456"]}, "is not plain text"),
    ({"width": "1e99"}, "unknown key"),
    ({"logo_width": "1e99"}, "unknown key"),
    ({"paper": "A4; size: 1e99cm"}, "is not one of the allowed words"),
    ({"cover_line": "x" * 161}, "is longer than 160 characters"),
    ({"logo": ["a.svg"]}, "is not plain text"),
)


def png(width: int) -> bytes:
    """Return a picture of that many pixels in a row, ten of them high."""
    picture = io.BytesIO()
    Image.new("1", (width, 10)).save(picture, "png")
    return picture.getvalue()


def assert_account_fails(done: Ended, words: str) -> None:
    """The account is named with the place in its file, and the other one is planned."""
    assert done.code == 1
    assert "failed CALDER" in done.said or "failed accounts/account-0.yaml" in done.said
    assert words in done.said
    assert "build TERN" in done.said


@pytest.mark.parametrize(("brand", "words"), BRANDS)
def test_f05_what_is_no_branding_fails_its_account(tmp_path: Path, brand: dict[str, Any], words: str) -> None:
    """The key, what stands there, and what was expected."""
    done = planned(project(tmp_path, "CALDER", "TERN", file={"branding": brand}))
    assert_account_fails(done, words)
    assert f'key "branding.{next(iter(brand))}"' in done.said


@pytest.mark.parametrize(("brand", "words"), BRANDS)
def test_f05_what_is_no_branding_of_ours_stops_the_run(tmp_path: Path, brand: dict[str, Any], words: str) -> None:
    """It would stand on every page."""
    done = planned(project(tmp_path, "CALDER", provider={"name": "Northwind", "branding": brand}))
    assert done.code == 2
    assert f'key "provider.branding.{next(iter(brand))}"' in done.said
    assert words in done.said


LOGOS = (
    ("file:///etc/passwd", "cannot be read|is not a file"),
    ("/etc/passwd", "lies outside"),
    ("../reviewgen.yaml", "lies outside"),
    ("http://x/logo.png", "is not a file"),
    ("data:image/png;base64,AAAA", "is not a file"),
    ("x" * 5000, "is not a file"),
    (".", "is a folder"),
    ("circle", "is not a file"),
    ("away.png", "lies outside"),
    ("pipe.png", "is not an ordinary file"),
    ("zeros.png", "lies outside"),
    ("account-0.yaml", "is neither PNG, JPEG nor SVG"),
    ("passwd.png", "is neither PNG, JPEG nor SVG"),
    ("heavy.png", "is larger than 2 MiB"),
    ("wide.png", "is too wide or too high"),
    ("broken.jpg", "is damaged"),
)


@pytest.mark.parametrize(("logo", "words"), LOGOS, ids=[logo[:20] for logo, _ in LOGOS])
def test_f05_what_is_no_logo_fails_its_account(tmp_path: Path, logo: str, words: str) -> None:
    """Only a small picture in the account's own folder is taken, by what it holds and not by its name."""
    folder = project(tmp_path / "project", "CALDER", "TERN", file={"branding": {"logo": logo}}) / "accounts"
    (tmp_path / "elsewhere.png").write_bytes(png(10))
    (folder / "away.png").symlink_to(tmp_path / "elsewhere.png")
    (folder / "zeros.png").symlink_to("/dev/zero")
    (folder / "circle").symlink_to("circle")
    os.mkfifo(folder / "pipe.png")
    (folder / "passwd.png").write_text("root:x:0:0:root:/root:/bin/sh\n")
    (folder / "heavy.png").write_bytes(png(10) + bytes(MAX_BYTES))
    (folder / "wide.png").write_bytes(png(MAX_PIXELS + 1))
    (folder / "broken.jpg").write_bytes(b"\xff\xd8\xff" + bytes(100))
    done = planned(tmp_path / "project")
    assert_account_fails(done, "")
    assert 'key "branding.logo"' in done.said
    assert any(one in done.said for one in words.split("|")), done.said
