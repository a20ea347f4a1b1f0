"""An account's logo: a small picture beside its file, and nothing else."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from reviewgen.config import Account
from reviewgen.errors import ConfigError
from reviewgen.model import Logo
from reviewgen.project import Setup

MAX_BYTES = 2 * 1024**2
MAX_PIXELS = 4000
PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}


def load_logo(setup: Setup, account: Account) -> Logo | None:
    """The logo that the account's file names; raises ConfigError if it is not a small PNG or JPEG beside that file."""
    name = account.branding.logo
    if name is None:
        return None
    problem, data = _read((setup.folder / setup.files[account.id]).parent, name)
    problem = problem or _unfit(data)
    if problem:
        raise ConfigError(
            [
                setup.issue(
                    account,
                    ("branding", "logo"),
                    code="logo",
                    column="branding.logo",
                    value=name,
                    problem=problem,
                    expected="a PNG or JPEG beside the account file, at most 2 MB and 4,000 pixels wide and high",
                )
            ]
        )
    return Logo(data, "image/png" if data.startswith(PNG) else "image/jpeg")


def _read(folder: Path, name: str) -> tuple[str, bytes]:
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        return "lies outside the folder of the account file", b""
    if not path.is_file():
        return "is not a file", b""
    return ("is too large", b"") if path.stat().st_size > MAX_BYTES else ("", path.read_bytes())


def _unfit(data: bytes) -> str:
    if not data.startswith((PNG, JPEG)):
        return "is neither PNG nor JPEG"
    size = _png_size(data) if data.startswith(PNG) else _jpeg_size(data)
    if size is None:
        return "is damaged"
    return "is too wide or too high" if max(size) > MAX_PIXELS else ""


def _png_size(data: bytes) -> tuple[int, int] | None:
    return struct.unpack(">II", data[16:24]) if len(data) >= 24 else None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    for marker, body in _jpeg_segments(data):
        if marker in _FRAMES and len(body) >= 5:
            height, width = struct.unpack(">HH", body[1:5])
            return width, height
    return None


def _jpeg_segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    place = 2
    while place + 4 <= len(data) and data[place] == 0xFF:
        marker, length = data[place + 1], int.from_bytes(data[place + 2 : place + 4], "big")
        yield marker, data[place + 4 : place + 2 + length]
        place += 2 + length
