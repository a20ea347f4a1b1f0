"""Names and addresses that an account wants in no text: taken out of its rows before anything is made of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pandas as pd

from reviewgen.config import Account, Redaction
from reviewgen.errors import Issue
from reviewgen.gather import Job
from reviewgen.languages import N_
from reviewgen.model import Remark
from reviewgen.records import table
from reviewgen.wording import Wording

MARK = N_("[redacted]")
ADDRESS = r"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+"
KINDS = ("text", "code", "list")
Redact = Callable[[str], str]


def redacted(job: Job) -> Job:
    """The same job with the rows, remarks and issues of its accounts as their rules want them; ids stay."""
    rules = {one.account.id: rule for one in job.reviews if (rule := _rule(one.account))}
    if not rules:
        return job
    tables = job.tables
    frames = {name: _frame(name, frame, rules) for name, frame in tables.frames.items()}
    issues = tuple(_issue(one, rules.get(one.account or "")) for one in tables.issues)
    remarks = tuple(_remark(one, rules.get(one.account)) for one in tables.internal)
    return replace(job, tables=replace(tables, frames=frames, issues=issues, internal=remarks))


def redaction(rules: Redaction, mark: str) -> Redact | None:
    """What puts a mark in the place of all that is to be taken out of a text; None where that is nothing."""
    pattern = _pattern(rules)
    return None if pattern is None else lambda text: pattern.sub(lambda _: mark, text)


def _rule(account: Account) -> Redact | None:
    return redaction(account.redact, Wording(account.locale).gettext(MARK))


@lru_cache(64)
def _pattern(rules: Redaction) -> re.Pattern[str] | None:
    """Finds addresses first, since names stand in them; the longest name first, since names stand in names."""
    names = sorted((_name(one) for one in rules.names), key=len, reverse=True)
    parts = ([ADDRESS] if rules.addresses else []) + [rf"(?<![^\W_]){name}(?![^\W_])" for name in names]
    return re.compile("|".join(parts), re.IGNORECASE) if parts else None


def _name(written: str) -> str:
    """A name however its words are parted."""
    return r"[\s.,_-]+".join(re.escape(word) for word in written.split())


def _frame(name: str, frame: pd.DataFrame, rules: Mapping[str, Redact]) -> pd.DataFrame:
    """A table with the free text of these accounts redacted."""
    columns = [one.name for one in table(name).columns if one.kind in KINDS and not one.codes and one.name in frame]
    owners = frame["account"]
    for account, redact in rules.items():
        own = (owners == account).to_numpy(dtype=bool)
        cells = {column: _cells(frame[column], own, redact) for column in columns}
        frame = frame.assign(**{column: found for column, found in cells.items() if found is not None})
    return frame


def _cells(cells: pd.Series, own: np.ndarray, redact: Redact) -> pd.Series | None:
    """A column with some of its cells redacted; None where that changes nothing."""
    known = {text: redact(text) for text in cells[own].unique()}
    if all(text == after for text, after in known.items()):
        return None
    found = cells.to_numpy(dtype=object, copy=True)
    found[own] = [known[text] for text in found[own]]
    return pd.Series(found, index=cells.index, dtype=cells.dtype)


def _issue(issue: Issue, redact: Redact | None) -> Issue:
    if redact is None:
        return issue
    value = None if issue.value is None else redact(issue.value)
    return replace(issue, value=value, values=tuple((name, redact(text)) for name, text in issue.values))


def _remark(remark: Remark, redact: Redact | None) -> Remark:
    return replace(remark, record=redact(remark.record), text=redact(remark.text)) if redact else remark
