"""What a build advises to write in reviewgen.yaml, as flags of `map`: there is no such file yet."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from reviewgen.errors import Issue

KEY = re.compile(r"\b(encoding|sheet|header): ?((?!in )\S+ )?(?:to this source )?in reviewgen\.yaml")
RECORDS = re.compile(r"say in reviewgen\.yaml where they are, here (.*)")
WORDS = re.compile(r"its source in reviewgen\.yaml has (.*)")
OTHERWISE = re.compile(r", or (?:raise limits: \w+ in|take it out of) reviewgen\.yaml")


def as_flags(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    """The same issues, with what can be done about them here."""
    return tuple(replace(one, problem=_worded(one.problem), hint=_worded(one.hint)) for one in issues)


def _worded(text: str) -> str:
    text = KEY.sub(lambda found: f"--{found[1]} {found[2] or ''}".strip(), text)
    text = RECORDS.sub(lambda found: f"say where they are, here {found[1].replace('records: ', '--records ')}", text)
    text = WORDS.sub(lambda found: "you gave " + re.sub(r"(\w+):", r"--\1", found[1]), text)
    text = OTHERWISE.sub("", text).replace("name it with member:", "unpack it, and name the files")
    return text.replace("with --out", "with --into")
