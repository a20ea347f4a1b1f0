"""Character sets: text files as UTF-8, and which set a file that is none was probably written in."""

from __future__ import annotations

import codecs
import re

from reviewgen.errors import InputError, Issue
from reviewgen.sources.files import Raw

PIECE = 4 * 1024**2
SAMPLE = 1024**2
LINE_END = re.compile(rb"\r\n?|\n")
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SINGLE = ("cp1252", "mac_roman", "latin-1")
"""Sets of one byte a sign, in the order in which they are met."""
LETTERS = frozenset("äöüßéèêëàâçîïôùûœæñíóúáãõåøÄÖÜÉÈÀÇÑÍÓÚÁÅØ")
WORDS = frozenset("àèéóöåÀÉ")
"""Letters that are words of their own somewhere."""
SIGNS = frozenset("€–—‘’“”„«»…•°§£©®™¿¡·²³º\xa0")


def utf8(raw: Raw, encoding: str) -> bytes:
    """The file's bytes as UTF-8, without byte order mark. Raises InputError, with the encoding it may be in."""
    try:
        known = codecs.lookup(encoding).name
        data = _unmarked(raw, known)
        if known == "utf-8":
            _refuse_other_encodings(data)
            if b"\0" in data[:SAMPLE] and (wide := _without_mark(data[:SAMPLE])):
                raise _other_encoding(raw.name, "is UTF-16", "add {encoding}", wide)
            return data
        return data.decode(encoding).removeprefix("\ufeff").encode("utf-8")
    except (LookupError, UnicodeError) as error:
        raise _undecodable(raw, encoding, error) from None


def _unmarked(raw: Raw, known: str) -> bytes:
    """The file's bytes without a mark of UTF-8, which may stand before a text of one byte a sign by mistake."""
    return raw.data if known.startswith(("utf-16", "utf-32")) else raw.data.removeprefix(codecs.BOM_UTF8)


def suggested(data: bytes) -> tuple[str, ...]:
    """The encodings that a text which is not UTF-8 may be in, the likeliest first, by what it then says.

    Among sets of one byte a sign that is the one whose signs above ASCII are mostly letters of Western Europe within
    words, and none of them controls.
    """
    sample = data[:SAMPLE]
    marked = next((name for mark, name in MARKS if data.startswith(mark)), None)
    if marked:
        return (marked,)
    if wide := _without_mark(sample):
        return (wide,)
    read = {name: text for name in SINGLE if (text := _decoded(sample, name)) is not None}
    likely = {name: _likeness(text) for name, text in read.items()}
    return tuple(sorted(likely, key=lambda name: (-likely[name], SINGLE.index(name))))


def _without_mark(sample: bytes) -> str | None:
    """UTF-16 without its mark: of most signs one byte is zero, and always the same one."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = max(len(sample) // 2, 1)
    if odd > half / 2 and even < half / 10:
        return "utf-16-le"
    return "utf-16-be" if even > half / 2 and odd < half / 10 else None


def _decoded(sample: bytes, encoding: str) -> str | None:
    try:
        return sample.decode(encoding)
    except UnicodeDecodeError:
        return None


def _likeness(text: str) -> float:
    """How much of what is not ASCII is as Western European words have it, from -1 to 1."""
    foreign = [(text[max(place - 1, 0)], sign, text[place + 1 : place + 2]) for place, sign in _beyond_ascii(text)]
    return sum(map(_weight, foreign)) / len(foreign) if foreign else 0.0


def _beyond_ascii(text: str) -> list[tuple[int, str]]:
    return [(place, sign) for place, sign in enumerate(text) if sign > "\x7f"]


def _weight(seen: tuple[str, str, str]) -> float:
    before, sign, after = seen
    if "\x80" <= sign <= "\x9f":
        return -1.0
    if sign in LETTERS:
        if before.isalpha() or after.isalpha():
            return -0.5 if sign.isupper() and before.islower() else 1.0
        return 0.3 if sign in WORDS else -0.5
    if sign in SIGNS:
        return -0.2 if before.isalpha() and after.isalpha() and sign not in "’\xa0·" else 0.6
    return -0.5


def _refuse_other_encodings(data: bytes) -> None:
    """Raise UnicodeDecodeError for what is not UTF-8. Piece by piece: a copy of the whole as text costs more."""
    if data.isascii():
        return
    decoder = codecs.getincrementaldecoder("utf-8")()
    whole = memoryview(data)
    try:
        for start in range(0, len(data), PIECE):
            decoder.decode(whole[start : start + PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        data.decode("utf-8")  # names the place in the whole


def _undecodable(raw: Raw, encoding: str, error: Exception) -> InputError:
    if isinstance(error, LookupError):
        return _problem(raw.name, f'"{encoding}" is not an encoding', "use utf-8, utf-16, cp1252, latin-1, mac_roman")
    known = codecs.lookup(encoding).name
    data = _unmarked(raw, known)
    mark = len(raw.data) - len(data) if known.startswith("utf-8") else 0
    found = suggested(data if mark else raw.data)
    if found[0].startswith("utf-16") and not encoding.lower().startswith("utf-16"):
        return _other_encoding(raw.name, "is UTF-16", "add {encoding}", found[0])
    start = error.start if isinstance(error, UnicodeDecodeError) else 0
    line = len(LINE_END.findall(data, 0, start)) + 1
    here = " ".join(data[max(start - 20, 0) : start + 20].decode(found[0], "replace").split())
    problem = "is marked as UTF-8, but byte {byte} is not" if mark else "byte {byte} is not {said}"
    hint = f'{"export it again, or " * bool(mark)}add {{encoding}}, if "{{here}}" is what it says there'
    return _other_encoding(raw.name, problem, hint, found[0], line, byte=f"{start + mark:,}", said=encoding, here=here)


def _other_encoding(
    file: str, problem: str, hint: str, best: str, line: int | None = None, **values: str
) -> InputError:
    """What is said of a file in another encoding than it was read in, with the likeliest."""
    places, settings = tuple(values.items()), (("encoding", best),)
    return InputError(
        [Issue(code="csv", file=file, line=line, problem=problem, hint=hint, values=places, settings=settings)]
    )


def _problem(file: str, problem: str, hint: str, line: int | None = None) -> InputError:
    return InputError([Issue(code="csv", file=file, line=line, problem=problem, hint=hint)])
