"""Words for the terminal, and the codes that commands end with."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from reviewgen.errors import Issue
    from reviewgen.gather import Job

FAILED, USAGE, INTERRUPTED, TERMINATED = 1, 2, 130, 143
COLOURS = {"blocker": "red", "warning": "yellow"}
ROWS_SHOWN, GAPS_SHOWN, NOTICES_SHOWN = 40, 5, 20


def json_text(told: object, **form: Any) -> str:
    """Data as JSON; a character that acts on a terminal stands there by its number, which reads as the same."""
    from reviewgen.visible import ACTING

    text = json.dumps(told, ensure_ascii=False, **form).replace("\x7f", "\\u007f")  # which is ASCII
    return ACTING.sub(lambda found: json.dumps(found[0])[1:-1], text)


def worded(kind: str, issue: Issue) -> str:
    """An issue behind its kind, in colour."""
    return f"{click.style(kind, fg='red' if kind == 'error' else 'yellow')}: {issue}"


def counted(number: int, noun: str) -> str:
    """A number of things."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def show_failures(job: Job) -> int:
    """Tell what is wrong with the accounts that failed; the exit code of that."""
    for issues in job.failed.values():
        for issue in issues:
            click.echo(worded("error", issue), err=True)
    return FAILED
