"""Scripts that the fonts of the pack do not have: what is written in which, and where a font for it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_SPAN = re.compile(r"\b([0-9a-f]+)(?:-([0-9a-f]+))?\b")
_NOTO, _CJK, _EMOJI = "fonts-noto-core", "fonts-noto-cjk", "fonts-noto-color-emoji"


@dataclass(frozen=True, slots=True)
class Script:
    """A script: its blocks in Unicode, a few of its letters, and the package of Debian with a font for it."""

    name: str
    blocks: str
    letters: str
    package: str


SCRIPTS = (
    Script("Arabic", "600-6ff 750-77f 870-8ff fb50-fdff fe70-fefe", "ابت", _NOTO),
    Script("Armenian", "530-58f fb13-fb17", "աբգ", _NOTO),
    Script("Bengali", "980-9ff", "অকখ", _NOTO),
    Script("Burmese", "1000-109f a9e0-a9ff aa60-aa7f", "ကခဂ", _NOTO),
    Script("Devanagari", "900-97f a8e0-a8ff", "अकख", _NOTO),
    Script("Ethiopic", "1200-139f 2d80-2ddf ab00-ab2f", "ሀለሐ", _NOTO),
    Script("Georgian", "10a0-10ff 1c90-1cbf 2d00-2d2f", "აბგ", _NOTO),
    Script("Gujarati", "a80-aff", "અકખ", _NOTO),
    Script("Gurmukhi", "a00-a7f", "ਅਕਖ", _NOTO),
    Script("Hebrew", "590-5ff fb1d-fb4f", "אבג", _NOTO),
    Script("Kannada", "c80-cff", "ಅಕಖ", _NOTO),
    Script("Khmer", "1780-17ff 19e0-19ff", "កខគ", _NOTO),
    Script("Lao", "e80-eff", "ກຂຄ", _NOTO),
    Script("Malayalam", "d00-d7f", "അകഖ", _NOTO),
    Script("Sinhala", "d80-dff", "අකඛ", _NOTO),
    Script("Tamil", "b80-bff", "அகங", _NOTO),
    Script("Telugu", "c00-c7f", "అకఖ", _NOTO),
    Script("Thai", "e00-e7f", "กขค", _NOTO),
    Script("Japanese", "3040-30ff 31f0-31ff", "あア", _CJK),
    Script("Korean", "1100-11ff 3130-318f a960-a97f ac00-d7ff", "한글", _CJK),
    Script("Chinese", "2e80-303f 3100-312f 31a0-4dbf 4e00-9fff f900-faff fe30-ffef 20000-323af", "中文", _CJK),
    Script("emoji and other signs", "0-10ffff", "🙂✅", _EMOJI),
)
"""In the order in which a character is looked for: the last has all that the others leave."""


def by_script(characters: Iterable[str]) -> dict[Script, str]:
    """Characters by the script that they are of."""
    found: dict[Script, str] = {}
    for one in characters:
        script = next(script for script in SCRIPTS if _stands_in(ord(one), script.blocks))
        found[script] = found.get(script, "") + one
    return found


def without_font(characters: str, charsets: str) -> str:
    """The characters that no font has. `charsets` is what fontconfig says of fonts: hexadecimal spans, `20-7e a0`."""
    left = set(characters)
    for first, last in _spans(charsets):
        left = {one for one in left if not first <= ord(one) <= last}
    return "".join(sorted(left))


def _stands_in(code: int, blocks: str) -> bool:
    return any(first <= code <= last for first, last in _spans(blocks))


def _spans(text: str) -> set[tuple[int, int]]:
    return {(int(first, 16), int(last or first, 16)) for first, last in _SPAN.findall(text)}
