"""Names of customers that were read in the wrong encoding before they were saved."""

from __future__ import annotations

import re
from contextlib import suppress

from reviewgen.recognition.damage import MOJIBAKE

READ_AS = ("cp1252", "latin-1")


def meant(name: str) -> str | None:
    """What a name was before it was read wrongly; empty where letters are lost, None where nothing is wrong with it."""
    if not re.search(MOJIBAKE, name):
        return None
    for encoding in READ_AS:
        with suppress(UnicodeError):
            return name.encode(encoding).decode("utf-8")
    return ""
