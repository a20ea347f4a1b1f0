"""Spaces at the ends of lines.

The engine leaves them out where a line is broken. Tagged PDF wants them (ISO 32000-1, 14.8.2.5): without them the last
word of a line and the first of the next one are one word to who hears them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

import pikepdf

from reviewgen.pdf.flow import is_text
from reviewgen.pdf.tagtree import Content, Element, Kid, contents

_NEAR = 4.0
_SHORTEST = 10
"""Parts of a word with fewer letters may stand in another one by chance."""
_LINE = re.compile(rb"([-\d.]+) Tm")
_SHOWN = re.compile(rb"/(\w+) [-\d.]+ Tf|<([0-9a-f]+)>")
_LAST = re.compile(rb"<([0-9a-f]+)>[-\d.\s]*\] TJ(?!.*\] TJ)", re.DOTALL)
_LETTER = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]+)>")
_PARTING = "\u00ad\u200b-/\u2010"
"""After these a line may end without a space."""
Fonts = Mapping[bytes, Mapping[bytes, str]]


def at_line_ends(
    pdf: pikepdf.Pdf, tags: Element, painted: Mapping[Content, bytes], said: str
) -> Callable[[Content, bytes], bytes]:
    """Gives the operators of a piece of text with a space behind it, where the next word stands on another line.

    `said` is all that the page says: it tells a word that is broken from two words.
    """
    fonts = _fonts(pdf)
    known = frozenset(said.split())
    lines = [pair for flow in _flows(tags) for pair in pairwise(flow) if _parts_lines(*pair, painted)]
    texts = ((one, _text(painted[one], fonts), _text(painted[after], fonts)) for one, after in lines)
    ends = {one for one, line, after in texts if _parts_words(line, after, known, said)}

    def changed(place: Content, operators: bytes) -> bytes:
        return _with_space(operators, fonts) if place in ends else operators

    return changed


def _flows(kid: Kid) -> Iterator[tuple[Content, ...]]:
    """The pieces of each text, in order."""
    if isinstance(kid, Element) and all(map(is_text, kid.kids)):
        yield tuple(contents(kid))
    elif isinstance(kid, Element):
        for one in kid.kids:
            yield from _flows(one)


def _parts_lines(piece: Content, after: Content, painted: Mapping[Content, bytes]) -> bool:
    """Whether a line ends between two pieces."""
    places = [_LINE.search(painted[one]) for one in (piece, after)]
    lines = [float(place[1]) for place in places if place]
    return len(lines) == 2 and (piece.page != after.page or abs(lines[0] - lines[1]) > _NEAR)


def _parts_words(line: str, after: str, known: frozenset[str], said: str) -> bool:
    """Whether a word ends where a line does, without saying so itself."""
    if line[-1:].isspace() or line[-1:] in _PARTING:
        return False
    broken = f"{line.rpartition(' ')[2]}{after.partition(' ')[0]}"
    return broken not in known and (len(broken) < _SHORTEST or broken not in said)


def _fonts(pdf: pikepdf.Pdf) -> Fonts:
    """The letters of the glyphs of each font; all pages share the fonts."""
    return {
        name[1:].encode(): {
            glyph: bytes.fromhex(letters.decode()).decode("utf-16-be")
            for glyph, letters in _LETTER.findall(font.ToUnicode.read_bytes())
        }
        for name, font in pdf.pages[0].Resources.Font.items()
    }


def _text(operators: bytes, fonts: Fonts) -> str:
    """What a piece says."""
    letters: Mapping[bytes, str] = {}
    found = []
    for font, glyphs in _SHOWN.findall(operators):
        letters = fonts.get(font, {}) if font else letters
        found += [letters.get(glyphs[start : start + 4], "") for start in range(0, len(glyphs), 4)]
    return "".join(found)


def _with_space(operators: bytes, fonts: Fonts) -> bytes:
    """The same with a space behind the last letter, if its font has one."""
    last = _LAST.search(operators)
    names = [name for name, _ in _SHOWN.findall(operators) if name]
    letters = fonts.get(names[-1], {}) if names else {}
    space = next((glyph for glyph, letter in letters.items() if letter == " "), None)
    return operators[: last.end(1)] + space + operators[last.end(1) :] if last and space else operators
