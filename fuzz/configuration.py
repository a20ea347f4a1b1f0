"""Fuzzes what people write: reviewgen.yaml, files of accounts, policies and mappings, each as part of a whole project.

The first byte of an input says which file it is, and whether the rest is the file itself or changes to one that is
whole. Whatever stands there, a project is read or a ReviewgenError says what is wrong with it.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from reviewgen import gather, snapshot
from reviewgen.errors import ReviewgenError
from reviewgen.resources import templates

NOW = datetime(2026, 11, 2, 6, tzinfo=UTC)
FILES = ("reviewgen.yaml", "accounts/example.yaml", "policies/support.yaml", "mapping.yaml")
CHANGES = 0x80
REMARK = re.compile(r"[ \t]*(?:^|[ \t])#.*\n", re.MULTILINE)
SOURCE = "{table: tickets, files: tickets.csv, encoding: utf-8, delimiter: ',', mapping: mapping.yaml}"
MAPPING = """\
missing: [n/a, "-"]
dates: [iso, "%d/%m/%Y %H:%M"]
zone: Europe/Berlin
decimal: ","
thousands: "."
rows: last
columns:
  account: {constant: EXAMPLE}
  id: id
  title: [title, summary]
  opened_at: {column: opened_at, dates: [iso], zone: America/New_York}
  resolved_at: resolved_at
  state: {column: state, values: {done: closed}, otherwise: open}
  priority: {column: priority, rules: [{column: title, matches: "(?i)down", use: P1}]}
  hold_hours: {column: hold_hours, unit: minutes}
"""
TICKETS = """\
account,id,title,summary,opened_at,resolved_at,state,priority,hold_hours
EXAMPLE,1,Mail is down,,2026-10-05 09:00,2026-10-05 11:00,done,P2,"1,5"
EXAMPLE,2,,Printer,25/10/2026 01:30,n/a,open,P3,
"""
WORDS = (
    *("", "~", "{}", "[]", "''", '""', "[[]]", "{a: b}", "*a", "&a", "!!int 1", "<<", "- ", "? ", ": ", "#", "|", "\t"),
    *(
        "0",
        "-1",
        "007",
        "1e999",
        "nan",
        "-inf",
        "9" * 400,
        "1_0",
        "0x1F",
        "٣",
        "true",
        "NO",
        "null",
        "12:30:00",
        "24x7",
    ),
    *("2026-02-30", "0001-01-01", "9999-12-31", "2026-10-25T01:30", "2026-W41-1", "20261102", "2026-11-02T06:00+23:59"),
    *(
        "UTC",
        "Mars/X",
        "../../etc/hostname",
        "localtime",
        "en_XX",
        "de",
        "ZZZ",
        "#12345",
        "GB-XXX",
        "P1",
        "sla.resolution",
    ),
    *(
        "%d %d",
        "%",
        "%Y-%m-%d",
        "%j",
        "(",
        "(" * 400,
        "a{99999999999999999999}",
        "[[a]",
        "(?P<a>b)",
        "**",
        "[!a]",
        "${X}",
    ),
    *(
        "CON",
        "..",
        "a/b",
        "a\\b",
        "C:x",
        "x" * 400,
        "Straße",
        "\u0130",
        "cafe\u0301",
        "\u202e",
        "\ufeff",
        "[internal] x",
    ),
    *(
        "mon-fri",
        "sun-mon",
        "08:00-18:00",
        "24:00-24:00",
        "iso",
        "utf-16",
        "rot13",
        "idna",
        "\\t",
        ";",
        "internal",
        "from",
    ),
)


def fuzz_configuration(data: bytes) -> None:
    """Read a project with one file of these bytes; raises what is not a ReviewgenError."""
    kind, rest = (data[0], data[1:]) if data else (0, b"")
    name = FILES[kind % len(FILES)]
    whole = _texts()
    with TemporaryDirectory(prefix="reviewgen-fuzz-") as place:
        folder = Path(place)
        for other, text in whole.items():
            (folder / other).parent.mkdir(exist_ok=True)
            (folder / other).write_text(text, "utf-8")
        (folder / name).write_bytes(changed(whole[name], rest) if kind & CHANGES else rest)
        asked = gather.Request(folder, NOW, {})
        snapshot.taken(asked)
        with contextlib.suppress(ReviewgenError):
            gather.gather(asked)


def seeds() -> Iterator[bytes]:
    """Each file as it is: as a text, and as changes to it that are none."""
    for kind, text in enumerate(_texts()[name] for name in FILES):
        yield bytes([kind]) + text.encode()
        yield bytes([kind | CHANGES])


def changed(text: str, changes: bytes) -> bytes:
    """A text with changes of three bytes each: which piece, what is done with it, and with which word."""
    pieces = list(_pieces(text))
    for at in range(0, len(changes) - 2, 3):
        place, deed, word = changes[at] * len(pieces) // 256, changes[at + 1], WORDS[changes[at + 2] % len(WORDS)]
        match deed % 4:
            case 0:
                pieces[place] = word
            case 1:
                pieces.insert(place, f"{word} ")
            case 2:
                pieces[place] = pieces[changes[at + 2] * len(pieces) // 256]
            case _:
                pieces[place] = ""
    return "".join(pieces).encode("utf-8", "surrogatepass")


def _pieces(text: str) -> Iterator[str]:
    """The words of a text, and what stands between them."""
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or (text[end] in " \n,:[]{}") != (text[start] in " \n,:[]{}"):
            yield text[start:end]
            start = end


@cache
def _texts() -> dict[str, str]:
    """The files of a small project in which all of them are used, without remarks."""
    source = templates() / "project"
    texts = {name: REMARK.sub("\n", (source / name).read_text("utf-8")) for name in FILES[:3]}
    before, _, after = texts[FILES[0]].partition("sources:")
    rest = after.partition("calendars:")[2]
    texts[FILES[0]] = f"{before}sources:\n  - {SOURCE}\ncalendars:{rest}"
    return texts | {"mapping.yaml": MAPPING, "tickets.csv": TICKETS}
