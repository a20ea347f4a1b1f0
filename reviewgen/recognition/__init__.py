"""From exports to a project: which tool they are of, what their columns are, what only the user can know.

`read` takes the files in, `understood` tells what can be told of them with some answers, and where no question is left
`tried_out` reads the project as a build would, and `made` words its files. Nothing is written here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from reviewgen.checked import is_account_id
from reviewgen.errors import Issue
from reviewgen.recognition import asking, warning, writing
from reviewgen.recognition.asking import next_question
from reviewgen.recognition.asof import refuse_later
from reviewgen.recognition.exports import Export, read
from reviewgen.recognition.meant import meant
from reviewgen.recognition.questions import Answers, Question, answered, doubt, options, with_reply
from reviewgen.recognition.recognising import recognised
from reviewgen.recognition.refusing import refuse_mixed, refuse_shared, refuse_unfilled, refuse_unknown
from reviewgen.recognition.trial import Trial, tried
from reviewgen.recognition.understanding import Understood
from reviewgen.recognition.understanding import understood as of_one

__all__ = [
    "Answers",
    "Export",
    "Made",
    "Question",
    "Trial",
    "Understood",
    "answered",
    "as_replied",
    "doubt",
    "made",
    "next_question",
    "options",
    "read",
    "refuse_later",
    "tried_out",
    "understood",
    "with_reply",
]

ZONE = "UTC"
DONE, NEEDS_WORK, REFUSED = 0, 1, 2


@dataclass(frozen=True)
class Made:
    """What is to be written: a project with what a build will find in it, or a draft or nothing with open questions."""

    files: Mapping[str, bytes]
    zone: str
    trial: Trial | None = None
    open: tuple[Question, ...] = ()
    assumed: tuple[Issue, ...] = ()

    @property
    def code(self) -> int:
        """The exit code: 0 a project that builds, 1 what needs work, 2 nothing was written."""
        if self.trial is None or not self.files:
            return NEEDS_WORK if self.files else REFUSED
        packless = any(meant(name) == "" or not is_account_id(name) for name in self.trial.accounts)
        return NEEDS_WORK if self.trial.refused or not self.trial.accounts or packless else DONE


def understood(exports: Sequence[Export], answers: Answers) -> tuple[Understood, ...]:
    """What is understood of each export.

    Raises ConfigError for answers that fit none of them, and for numbers that several records share by damage.
    """
    refuse_unknown(exports, answers)
    said = [answers.on(export, alone=len(exports) == 1) for export in exports]
    begun = [recognised(export, one) for export, one in zip(exports, said, strict=True)]
    refuse_unfilled(begun, answers)
    refuse_mixed(begun, said)
    tables = frozenset(name for one in begun for name in one.tables)
    found = tuple(of_one(one, tables, own) for one, own in zip(begun, said, strict=True))
    refuse_shared(found)
    return tuple(_told(one, own) for one, own in zip(found, said, strict=True))


def _told(one: Understood, answers: Answers) -> Understood:
    """The same with what has to be asked of it, and what is odd about it."""
    return replace(one, questions=tuple(asking.questions(one, answers)), warnings=tuple(warning.warnings(one, answers)))


def tried_out(
    found: Sequence[Understood], folder: Path, environment: Mapping[str, str], answers: Answers, now: datetime
) -> Trial | None:
    """The project as a build would read it; None where questions are open. `now` is the only clock.

    Raises ConfigError where the state of the data is said to be later than that.
    """
    refuse_later(answers, now)
    if any(one.questions for one in found):
        return None
    some, zone = writing.sources(writing.fillings(found)), answers.zone or ZONE
    trial = tried(folder.absolute(), some, zone, environment, now)
    return trial if answers.as_of is None else trial.as_said(answers.as_of, zone)


def as_replied(trial: Trial, answers: Answers, now: datetime) -> Trial:
    """The same with the state of the data that was replied. Raises ConfigError where that is later than now."""
    refuse_later(answers, now)
    return trial.as_said(answers.as_of, answers.zone or ZONE) if answers.as_of else trial


def made(found: Sequence[Understood], trial: Trial | None, folder: Path, answers: Answers) -> Made:
    """The project; a draft where questions are open; nothing where nothing can be built.

    A draft that stands already is left as it is.
    """
    zone = answers.zone or ZONE
    if trial is None:
        asked = tuple(asked for one in found for asked in one.questions)
        drafts = _drafts(found).items()
        files = {name: text.encode("utf-8") for name, text in drafts if not os.path.lexists(folder / name)}
        return Made(files, zone, None, asked)
    some = writing.fillings(found)
    assumed = tuple(_assumed(found, trial, answers))
    files = {} if trial.is_vain else writing.project_files(some, trial, zone, assumed)
    return Made(files, zone, trial, assumed=assumed)


def _assumed(found: Sequence[Understood], trial: Trial, answers: Answers) -> Iterator[Issue]:
    """What nobody has said and nothing in the data tells: the zone of times, and when the export was made."""
    if answers.zone is None and any(one.naive for one in found):
        problem = f"{ZONE} is assumed: times in the export have no offset, and nothing in it says whose they are"
        hint = "give the zone of the user who made the export, such as --zone Europe/London"
        yield Issue(code="map.zone", severity="warning", problem=problem, hint=hint)
    state = trial.state
    if answers.as_of is None and state.text:
        otherwise = f"; {state.otherwise}" if state.otherwise else ""
        problem = f"as of {state.text} is assumed, {state.told}: the first packs are of {state.period}{otherwise}"
        hint = "say with --as-of when the export was made"
        yield Issue(code="map.as_of", severity="warning", problem=problem, hint=hint)


def _drafts(found: Sequence[Understood]) -> dict[str, str]:
    """A draft for each export that no preset knows and that lacks what its table needs, by the name of its file."""
    return {
        f"mappings/{one.export.name}.draft.yaml": writing.draft_text(one, one.draft)
        for one in found
        if one.draft and any(asked.code == "column" for asked in one.questions)
    }
