"""The conversation of `map`: what it has recognised, what it asks, what it has written."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from reviewgen.cli.telling import json_text, worded
from reviewgen.visible import spelled

if TYPE_CHECKING:
    from reviewgen.recognition import Answers, Export, Made, Question, Trial, Understood

T = TypeVar("T")


def mapped(files: tuple[Path, ...], folder: Path, now: datetime, *, yes: bool, as_json: bool, **asked: Any) -> int:
    """Recognise exports, ask what has to be asked, write what is made of them; the exit code."""
    with _failures_told(as_json=as_json):
        return _mapped(files, folder, now, yes=yes, as_json=as_json, **asked)


def _mapped(files: tuple[Path, ...], folder: Path, now: datetime, *, yes: bool, as_json: bool, **asked: Any) -> int:
    from reviewgen import outputs, recognition
    from reviewgen.recognition import told

    options = {name: asked.pop(name) for name in ("encoding", "delimiter", "header", "sheet", "records")}
    answers = recognition.answered(**asked)
    recognition.refuse_later(answers, now)
    asking = not (yes or as_json) and sys.stdin.isatty() and sys.stdout.isatty()
    exports = recognition.read(files, folder, os.environ, recognition.options(**options), answers.accounts)
    found = recognition.understood(exports, answers)
    if not as_json:
        _show_understood(found)
    if asking:
        answers, found = _ask(exports, found, answers)
    trial = recognition.tried_out(found, folder, os.environ, answers, now)
    if asking and trial:
        answers, trial = _ask_when(trial, answers, now)
    made = recognition.made(found, trial, folder, answers)
    outputs.Folder(folder).begin(made.files)
    if as_json:
        click.echo(json_text(told.as_json(found, made), indent=1))
    else:
        _show_made(found, made, folder, answers)
    return made.code


@contextmanager
def _failures_told(*, as_json: bool) -> Iterator[None]:
    """What `map` fails of, with flags of its own as what to do; as data, too, where that is asked for."""
    from reviewgen.errors import Issue, ReviewgenError
    from reviewgen.recognition import told

    try:
        yield
    except OSError as error:
        if as_json:
            problem = f"cannot be used: {error.strerror or error}"
            failed = told.failed([Issue(code="system", file=str(error.filename or ""), problem=problem)])
            click.echo(json_text(failed, indent=1))
        raise
    except ReviewgenError as error:
        issues = tuple(issue.before_a_project() for issue in error.issues)
        if as_json:
            click.echo(json_text(told.failed(issues), indent=1))
        raise type(error)(issues) from error


def _show_understood(found: Sequence[Understood]) -> None:
    from reviewgen.recognition import told

    for one in found:
        for line in told.lines(one):
            click.echo(line)
        for warning in one.warnings:
            click.echo(worded("warning", warning), err=True)


def _ask(
    exports: Sequence[Export], found: tuple[Understood, ...], answers: Answers
) -> tuple[Answers, tuple[Understood, ...]]:
    """Put each open question on the terminal until none is left."""
    from reviewgen import recognition

    while one := recognition.next_question(found, answers):
        answers, found = _answer(one, answers, lambda replied: recognition.understood(exports, replied))
    return answers, found


def _ask_when(trial: Trial, answers: Answers, now: datetime) -> tuple[Answers, Trial]:
    """Ask when the export was made, where the data may be of one month or of another."""
    from reviewgen import recognition

    if answers.as_of or trial.state.question is None:
        return answers, trial
    return _answer(trial.state.question, answers, lambda replied: recognition.as_replied(trial, replied, now))


def _answer(one: Question, answers: Answers, follow: Callable[[Answers], T]) -> tuple[Answers, T]:
    """Put a question on the terminal until there is an answer that can be followed, and follow it."""
    from reviewgen import recognition
    from reviewgen.errors import ConfigError
    from reviewgen.recognition import told

    while True:
        for line in told.asked(one):
            click.echo(line)
        try:
            reply = click.prompt("", prompt_suffix="> ")
            replied = recognition.with_reply(answers, one, reply)
            doubt = recognition.doubt(one, reply)
            if replied is None:
                click.echo("Type the number of an answer.")
            elif doubt is None or click.confirm(spelled(doubt), default=False):
                return replied, follow(replied)
        except ConfigError as error:
            for issue in error.issues:
                click.echo(worded(issue.severity, issue))


def _show_made(found: Sequence[Understood], made: Made, folder: Path, answers: Answers) -> None:
    from reviewgen.recognition import told

    for line in told.outcome(found, made, answers):
        click.echo(line)
    for issue in told.concerns(made):
        click.echo(worded(issue.severity, issue), err=True)
    for line in told.questions(made.open):
        click.echo(line, err=True)
    for line in told.ending(made, folder):
        click.echo(line)
