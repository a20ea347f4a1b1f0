"""Packs that were issued to customers: frozen once, and read again by the next review."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from reviewgen import ordinary, outputs, periods, project
from reviewgen.errors import ConfigError, InputError, Issue
from reviewgen.model import Dimensions, Issued, Promised, Raised
from reviewgen.outputs import MANIFEST
from reviewgen.periods import Span

RECORD, FIGURES = "record.json", "figures.json"
READ = (RECORD, FIGURES)
LIMIT = 1024**3
UNTOLD = "data."  # figures on the ledger of rows: they change with every export


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one pack that was to be issued."""

    account: str
    period: str
    state: Literal["issued", "already", "refused"]
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


def last_issued(root: Path, account: str, span: Span) -> tuple[Issued | None, tuple[Issue, ...]]:
    """What the last pack issued before a span told, and what is wrong with the copy of it.

    A copy that was changed since, or is another account's, is not used.
    """
    return last_of(root, account, span, tuple(issued_spans(root)))


def last_of(root: Path, account: str, span: Span, known: Sequence[Span]) -> tuple[Issued | None, tuple[Issue, ...]]:
    """The same, where it is known already for which spans packs were issued."""
    name = outputs.slug(account) if known else ""
    earlier = [found for found in known if found.end <= span.first and _is_there(root / found.name / name)]
    if not earlier:
        return None, ()
    folder = root / max(earlier, key=lambda found: (found.end, found.first)).name / name
    try:
        return _read(folder, account), ()
    except (OSError, ValueError, KeyError, TypeError, InputError) as error:
        words = error.issues[0].problem if isinstance(error, InputError) else "cannot be read"
        return None, (_odd(folder, words),)


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


def _read(folder: Path, account: str) -> Issued:
    manifest = _manifest(folder)
    if manifest["account"]["id"] != account:
        raise InputError([Issue(code="issued", problem="is another account's")])
    record, figures = (json.loads(_unchanged(folder, manifest, name)) for name in READ)
    if not record["account"] == figures["account"] == account:
        raise InputError([Issue(code="issued", problem="holds another account's figures")])
    return Issued(
        period=record["period"],
        as_of=datetime.fromisoformat(record["as_of"]),
        verdict=record["verdict"],
        concerns=tuple(Raised(**one) for one in record["concerns"]),
        promises=tuple(Promised(**one | {"due_on": _day(one["due_on"])}) for one in record["promises"]),
        figures=_numbers(figures),
    )


def _manifest(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ordinary.read(folder / MANIFEST, LIMIT))
    return found


def _unchanged(folder: Path, manifest: Mapping[str, Any], name: str) -> bytes:
    """The bytes of a file that are those of the manifest; raises InputError where they are not."""
    data = ordinary.read(folder / name, LIMIT)
    digests = {one["file"]: one["sha256"] for one in manifest["outputs"]}
    if digests.get(name) != hashlib.sha256(data).hexdigest():
        raise InputError([Issue(code="issued", problem=f"has been changed since it was made ({name})")])
    return data


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

    Only what the manifest lists is taken, byte for byte: nothing internal. Raises ConfigError for an account without
    a pack, or where there is none at all.
    """
    manifests = {one["account"]["id"]: one for one in outputs.read_manifests(out / period) if _is_pack(one)}
    missing = [name for name in accounts if name not in manifests] or ([""] if not manifests else [])
    if missing:
        raise ConfigError([_absent(name, out / period) for name in missing])
    for name in sorted(manifests):
        if not accounts or name in accounts:
            yield _frozen(out / period, root / period, name, period)


def _is_pack(manifest: Mapping[str, Any]) -> bool:
    return isinstance(manifest.get("account"), dict) and "outputs" in manifest


def _absent(account: str, folder: Path) -> Issue:
    words = f'of the account "{account}" ' if account else ""
    return Issue(
        code="issue.absent", file=str(folder), problem=f"holds no pack {words}", hint="run reviewgen build first"
    )


def _frozen(packs: Path, root: Path, account: str, period: str) -> Outcome:
    folder, target = packs / outputs.slug(account), root / outputs.slug(account)
    if target.exists():
        same = _is_of(target, folder)
        return Outcome(account, period, "already" if same else "refused", target, None if same else _standing(target))
    try:
        manifest = _manifest(folder)
        names = [one["file"] for one in manifest["outputs"]]
        files = {name: _unchanged(folder, manifest, name) for name in names}
    except InputError as error:
        return Outcome(account, period, "refused", target, error.issues[0])
    except (OSError, ValueError, KeyError, TypeError) as error:
        return Outcome(account, period, "refused", target, _incomplete(folder, error))
    if any(name not in names for name in READ):
        issue = Issue(code="issue.old", file=str(folder), problem="was made by an earlier version", hint="build again")
        return Outcome(account, period, "refused", target, issue)
    outputs.freeze(target, files | {MANIFEST: ordinary.read(folder / MANIFEST, LIMIT)})
    return Outcome(account, period, "issued", target, _drafted(folder) if manifest.get("status") == "draft" else None)


def _is_of(target: Path, folder: Path) -> bool:
    """Whether what was issued is the pack in the folder."""
    try:
        issued, standing = (ordinary.read(one / MANIFEST, LIMIT) for one in (target, folder))
    except OSError:
        return False
    return issued == standing


def _drafted(folder: Path) -> Issue:
    return Issue(
        code="issue.draft",
        severity="warning",
        file=str(folder),
        problem="says on every page that it is a draft",
        hint="reviewgen build --status issued makes the pack that a customer is given",
    )


def _incomplete(folder: Path, error: Exception) -> Issue:
    words = f"{error.filename} is missing" if isinstance(error, FileNotFoundError) else f"cannot be read: {error}"
    return Issue(code="issue.incomplete", file=str(folder), problem=f"is not whole: {words}", hint="build it again")


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
