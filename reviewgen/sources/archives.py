"""Archives within memory: taken apart without belief in what they say of sizes, and put together for another reader."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator

from reviewgen.errors import InputError, Issue
from reviewgen.sources.limited import MEGABYTE, too_large

PARTS, NAME = 10_000, 1_000
"""How many members a workbook may hold, and how many signs their names may have."""
PACKINGS = {
    zipfile.ZIP_STORED: "",
    zipfile.ZIP_DEFLATED: "",
    zipfile.ZIP_BZIP2: " (bzip2)",
    zipfile.ZIP_LZMA: " (LZMA)",
    93: " (Zstandard)",
}
"""Ways to pack of a zip archive. Those with a name are not read: a few bytes of them unpack to gigabytes at once."""
ENDLESS = 2**62


def unpacked(
    archive: zipfile.ZipFile, members: Iterable[zipfile.ZipInfo], name: str, most: int, hint: str
) -> Iterator[tuple[str, bytes]]:
    """Members of an archive, so many megabytes together. Raises InputError, and BadZipFile for what is damaged.

    What an archive says of sizes is not believed: each member is read until it ends, and no further than it may.
    """
    left = most * MEGABYTE
    for info in members:
        if PACKINGS.get(info.compress_type, " "):
            problem = f"is packed in a way that is not read{PACKINGS.get(info.compress_type, '')}"
            raise InputError([Issue(code="source", file=name, problem=problem, hint=hint)])
        told, info.file_size = info.file_size, ENDLESS
        with archive.open(info) as part:
            data = part.read(left + 1)
        left -= len(data)
        if left < 0:
            raise too_large(name, most)
        if len(data) != told:
            raise zipfile.BadZipFile
        yield info.filename, data


def packed(members: dict[str, bytes]) -> bytes:
    """An archive of members as they are, none of them compressed."""
    with zipfile.ZipFile(made := io.BytesIO(), "w", zipfile.ZIP_STORED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return made.getvalue()
