"""Text as people see it: no character in it acts on the page, on the terminal or on the text around it."""

from __future__ import annotations

import re

ACTING = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls, but for the tab and the ends of lines
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"  # what turns the direction of writing, and its forerunners
    "\ufff9-\ufffb"  # what hides notes between the lines
    "\ud800-\udfff\ufdd0-\ufdef"  # no characters at all: neither HTML nor XML may hold them
    f"{''.join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))}]"
)
LINE_ENDS = re.compile("[\t\n\r\u2028\u2029]")


def visible(text: str) -> str:
    """Text without characters that act instead of being read."""
    return ACTING.sub("", text)


def spelled(text: str) -> str:
    """Text as one line for a terminal or a log: such characters stand by their numbers, so that they can be found."""
    if text.isprintable():
        return text
    return LINE_ENDS.sub(_number, ACTING.sub(_number, text))


def _number(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"
