"""What `figures` and `explain` are asked for, and how they say it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from reviewgen.cli.telling import json_text

if TYPE_CHECKING:
    from reviewgen.gather import Job
    from reviewgen.metrics import Figures
    from reviewgen.provenance import Answer


def refuse_unknown(metrics: Sequence[str]) -> None:
    """Raise UsageError for what is not a metric."""
    from reviewgen.errors import did_you_mean
    from reviewgen.metrics import BY_ID

    for metric in metrics:
        if metric not in BY_ID:
            raise click.UsageError(f'"{metric}" is not a metric: {did_you_mean(metric, list(BY_ID))}')


def figures_json(found: Figures, metrics: Sequence[str]) -> str:
    """Figures as one JSON object."""
    return json_text(found.as_json(metrics), allow_nan=False, indent=1) + "\n"


def figures_as_csv(found: Figures, metrics: Sequence[str]) -> str:
    """Figures as CSV, a line for each."""
    from reviewgen.datafiles import figures_csv

    return figures_csv(found.as_json(metrics))


def the_account(job: Job) -> str:
    """The only account of a job; raises UsageError where there are more or none."""
    if len(job.reviews) != 1:
        raise click.UsageError(f"There are {len(job.reviews)} accounts: say which with --account ID.")
    return job.reviews[0].account.id


def dimension(text: str) -> tuple[str, str]:
    """The name and the value of --where; raises UsageError where it has no such form."""
    name, sign, value = text.partition("=")
    if not sign or not name:
        raise click.UsageError(f'"{text}" is not NAME=VALUE: write --where priority=P1.')
    return name, value


def answered(job: Job, account: str, metric: str, where: tuple[tuple[str, str], ...]) -> Answer:
    """What is behind a figure; raises UsageError where there is none of these dimensions."""
    from reviewgen.build import computed
    from reviewgen.errors import did_you_mean
    from reviewgen.provenance import answer, figures_of

    found = computed(job)
    try:
        return answer(found, account, metric, where)
    except KeyError:
        every = figures_of(found.figures[account], metric)
        wanted = " ".join(f"{name}={value}" for name, value in where)
        known = list(dict.fromkeys(f"{name}={value}" for one in every for name, value in one.dimensions))
        hint = did_you_mean(wanted, known) if known else "it has no dimensions: leave out --where"
        raise click.UsageError(f'there is no figure of {metric} with "{wanted}": {hint}') from None


def explained_json(found: Answer) -> str:
    """An explanation as one JSON object."""
    return json_text(found.as_json(), allow_nan=False, indent=1) + "\n"


def explained_as_csv(found: Answer) -> str:
    """An explanation as CSV, a line for each row."""
    from reviewgen.datafiles import explained_csv

    return explained_csv(found.as_json())
