"""Packs that were issued to customers: frozen once, and read again by the next review."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from reviewgen import outputs, periods, project
from reviewgen.errors import ConfigError, InputError, Issue, ReviewgenError
from reviewgen.model import Dimensions, Issued, Promised, Raised
from reviewgen.outputs import MANIFEST, Folder, Manifest
from reviewgen.periods import Span

State = Literal["issued", "already", "refused"]
RECORD, FIGURES = "record.json", "figures.json"
READ = (RECORD, FIGURES)
UNTOLD = "data."  # figures on the ledger of rows: they change with every export


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one pack that was to be issued."""

    account: str
    period: str
    state: State
    folder: Path
    issue: Issue | None = None

    def as_json(self) -> dict[str, Any]:
        """The outcome as plain values."""
        return {
            "event": self.state,
            "account": self.account,
            "period": self.period,
            "folder": str(self.folder),
            "problem": str(self.issue) if self.issue else "",
        }


def last_of(root: Path, account: str, span: Span, known: Sequence[Span]) -> tuple[Issued | None, tuple[Issue, ...]]:
    """What the last pack issued before a span told, and what is wrong with the copy of it.

    A copy that was changed since, or is another account's, is not used. `known` are the spans that packs were issued
    for, as `issued_spans` finds them.
    """
    name = outputs.slug(account) if known else ""
    earlier = [found for found in known if found.end <= span.first and _is_there(root / found.name / name)]
    if not earlier:
        return None, ()
    at = f"{max(earlier, key=lambda found: (found.end, found.first)).name}/{name}"
    try:
        return _read(Folder(root), at, account), ()
    except ReviewgenError as error:
        return None, (_odd(root / at, error.issues[0].problem),)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None, (_odd(root / at, "cannot be read"),)


def is_issued(root: Path, account: str, span: Span) -> bool:
    """Whether a pack of an account and period was issued."""
    return _is_there(root / span.name / outputs.slug(account))


def _is_there(folder: Path) -> bool:
    """Whether there is such a folder; none where there cannot be one, as under a name that is too long."""
    return os.path.isdir(folder)  # noqa: PTH112


def issued_spans(root: Path) -> Iterator[Span]:
    """The spans that packs were issued for, by the folders under a root."""
    for folder in sorted(root.iterdir()) if _is_there(root) else []:
        try:
            yield periods.parse(folder.name)
        except ConfigError:
            continue


def _odd(folder: Path, words: str) -> Issue:
    return Issue(
        code="issued",
        severity="warning",
        file=f"{folder.parent.parent.name}/{folder.parent.name}/{folder.name}",
        problem=f"{words}, so the review goes on without it",
        hint="put the folder back as it was issued",
    )


def _read(root: Folder, at: str, account: str) -> Issued:
    manifest = Manifest.of(root.read(f"{at}/{MANIFEST}") or b"")
    if manifest is None:
        raise _refused("cannot be read")
    if manifest.account != account:
        raise _refused("is another account's")
    record, figures = (outputs.kept(_unchanged(root, at, manifest, name)) for name in READ)
    if not record["account"] == figures["account"] == account:
        raise _refused("holds another account's figures")
    return Issued(
        period=record["period"],
        as_of=datetime.fromisoformat(record["as_of"]),
        verdict=record["verdict"],
        concerns=tuple(Raised(**one) for one in record["concerns"]),
        promises=tuple(Promised(**one | {"due_on": _day(one["due_on"])}) for one in record["promises"]),
        figures=_numbers(figures),
    )


def _unchanged(place: Folder, at: str, manifest: Manifest, name: str) -> bytes:
    """The bytes of a file that are those of the manifest; raises InputError where they are not."""
    data = place.read(f"{at}/{name}")
    if data is None:
        raise _refused(f"is not whole: {name} is missing", place.label(at))
    if manifest.files.get(name) != hashlib.sha256(data).hexdigest():
        raise _refused(f"has been changed since it was made ({name})", place.label(at))
    return data


def _refused(problem: str, file: str = "") -> InputError:
    return InputError([Issue(code="issued", file=file, problem=problem, hint="build it again")])


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _numbers(figures: Mapping[str, Any]) -> dict[tuple[str, Dimensions], float]:
    """The numbers of the issued period itself."""
    return {
        (one["metric"], tuple(one["dimensions"].items())): float(one["value"])
        for one in figures["figures"]
        if one["period"] == figures["period"] and one["value"] is not None and not one["metric"].startswith(UNTOLD)
    }


def issue_packs(folder: Path, period: str | None, accounts: Sequence[str], out: Path | None) -> Iterator[Outcome]:
    """Freeze the packs of a project's period, else of the latest that has packs; raises ConfigError as `issue`."""
    settings = project.load(folder).project.outputs
    packs = out or folder / settings.folder
    name = periods.parse(period).name if period else newest(packs)
    if name is None:
        raise ConfigError([_absent("", packs)])
    yield from issue(packs, folder / settings.issued, name, accounts)


def issue(out: Path, root: Path, period: str, accounts: Sequence[str]) -> Iterator[Outcome]:
    """Freeze the packs of a period that stand in `out` under `root`; what is there is never overwritten.

    Only what the manifest lists is taken, byte for byte: nothing internal, and nothing that links lead to. Raises
    ConfigError for an account without a pack, or where there is none at all.
    """
    packs, issued = Folder(out), Folder(root)
    found = outputs.manifests(packs, period)
    missing = [name for name in accounts if outputs.slug(name) not in found] or ([""] if not found else [])
    if missing:
        raise ConfigError([_absent(name, out / period) for name in missing])
    wanted = {outputs.slug(name) for name in accounts} or found.keys()
    for folder in sorted(wanted, key=lambda folder: (one.account if (one := found[folder]) else "", folder)):
        yield _outcome(packs, issued, f"{period}/{folder}", found[folder])


def _absent(account: str, folder: Path) -> Issue:
    words = f'of the account "{account}" ' if account else ""
    return Issue(
        code="issue.absent", file=str(folder), problem=f"holds no pack {words}", hint="run reviewgen build first"
    )


def _outcome(packs: Folder, issued: Folder, at: str, manifest: Manifest | None) -> Outcome:
    period, target = at.partition("/")[0], issued.root / at
    if manifest is None:
        return Outcome("", period, "refused", target, _foreign(packs.label(at)))
    try:
        state, issue = _frozen(packs, issued, at, manifest)
    except ReviewgenError as error:
        state, issue = "refused", error.issues[0]
    return Outcome(manifest.account, period, state, target, issue)


def _frozen(packs: Folder, issued: Folder, at: str, manifest: Manifest) -> tuple[State, Issue | None]:
    """Freeze a pack; returns what became of it, and what is to be told of it."""
    target = issued.root / at
    if issued.read(f"{at}/{MANIFEST}") == manifest.data:
        return "already", None
    if os.path.lexists(target):
        return "refused", _standing(target)
    if any(name not in manifest.files for name in READ):
        return "refused", _old(packs.label(at))
    files = {name: _unchanged(packs, at, manifest, name) for name in manifest.files}
    outputs.freeze(target, files | {MANIFEST: manifest.data})
    return "issued", _drafted(packs.label(at)) if manifest.draft else None


def _drafted(folder: str) -> Issue:
    return Issue(
        code="issue.draft",
        severity="warning",
        file=folder,
        problem="says on every page that it is a draft",
        hint="reviewgen build --status issued makes the pack that a customer is given",
    )


def _old(folder: str) -> Issue:
    return Issue(code="issue.old", file=folder, problem="was made by an earlier version", hint="build again")


def _foreign(folder: str) -> Issue:
    return Issue(
        code="issue.foreign",
        file=folder,
        problem=f"holds a {MANIFEST} that is none of a pack of this version",
        hint="build it again, or remove the folder",
    )


def _standing(target: Path) -> Issue:
    return Issue(
        code="issue.standing",
        file=str(target),
        problem="was issued already, and the pack is another one since",
        hint="what a customer was given is never overwritten; tell what changed in the next review",
    )


def newest(out: Path) -> str | None:
    """The latest period with a folder of packs; None where there is none."""
    found = max(issued_spans(out), key=lambda span: (span.end, span.first), default=None)
    return found.name if found else None
