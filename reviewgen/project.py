"""Reads a project folder: reviewgen.yaml, the files of accounts, policies and mappings, every error in its place."""

from __future__ import annotations

import glob
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Sequence
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from reviewgen import ordinary, yamlfile
from reviewgen.agreements import ROUND_THE_CLOCK, Policy
from reviewgen.calendars import ALWAYS, Calendar
from reviewgen.confidential import parted
from reviewgen.config import Account, AccountFiles, Backstage, Defaults, Mapping, Project, Source
from reviewgen.errors import ConfigError, Issue, did_you_mean
from reviewgen.model import Remark
from reviewgen.validation import dotted, holds, validate

PROJECT_FILE = "reviewgen.yaml"
BACKSTAGE = "internal"
LIMIT = 4 * 1024**2
POLICY_FILES: tuple[str, ...] = Project.model_fields["policies"].default
TWINS = {"account": "is the account of", "policy": "is the policy of"}
ID_LINE = re.compile(r"""^id:[ \t]+(["']?)([^"'#\n]*[^"'#\s])\1[ \t]*(?:#.*)?$""", re.MULTILINE)
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class BrokenAccount:
    """An account file that cannot be used, with the id it seems to be for."""

    file: str
    id: str | None
    issues: tuple[Issue, ...]

    @property
    def is_nobodys(self) -> bool:
        """Whether it is the id itself that cannot be used: nobody can say whose pack is missing."""
        return any(issue.column == "id" for issue in self.issues)


@dataclass(frozen=True, slots=True)
class Setup:
    """A project as read: the configuration, its accounts, and where each value was written.

    `documents` has every file by its name; `files` names the file of each account, `mapping_files` that of the mapping
    of each source (reviewgen.yaml where it is written in place), `policy_files` that of each policy. `policies` are by
    id, `calendars` by name, with 24x7; `remarks` are what is marked internal in the file of each account, and
    `backstage` is what it says for us only: the accounts themselves are without both.
    """

    folder: Path
    project: Project
    accounts: tuple[Account, ...] = ()
    broken: tuple[BrokenAccount, ...] = ()
    documents: Dict[str, yamlfile.YamlFile] = field(default_factory=dict)
    files: Dict[str, str] = field(default_factory=dict)
    mapping_files: tuple[str, ...] = ()
    policies: Dict[str, Policy] = field(default_factory=dict)
    policy_files: Dict[str, str] = field(default_factory=dict)
    calendars: Dict[str, Calendar] = field(default_factory=lambda: {ROUND_THE_CLOCK: ALWAYS})
    remarks: Dict[str, tuple[Remark, ...]] = field(default_factory=dict)
    backstage: Dict[str, Backstage] = field(default_factory=dict)

    def part(self, accounts: Collection[str]) -> Setup:
        """The same project for some of its accounts, without its sources: nothing of the others is in it."""
        files = {name: file for name, file in self.files.items() if name in accounts}
        own = {*files.values()}
        return replace(
            self,
            accounts=tuple(account for account in self.accounts if account.id in accounts),
            broken=(),
            project=self.project.model_copy(update={"sources": ()}),
            documents={name: found for name, found in self.documents.items() if name in own},
            files=files,
            mapping_files=(),
            remarks={name: found for name, found in self.remarks.items() if name in accounts},
            backstage={name: found for name, found in self.backstage.items() if name in accounts},
        )

    def issue(self, account: Account, path: yamlfile.Path, **words: Any) -> Issue:
        """An issue at one place of an account's file, or of the project's defaults where that file is silent."""
        file = self.files.get(account.id, PROJECT_FILE)
        document = self.documents.get(file)
        if document is None or not holds(document.data, path[0]):
            file, path = PROJECT_FILE, ("defaults", *path)
        return Issue(file=file, line=self._line(file, path), account=account.id, **words)

    def project_issue(self, path: yamlfile.Path, **words: Any) -> Issue:
        """An issue at one place of reviewgen.yaml."""
        return Issue(file=PROJECT_FILE, line=self._line(PROJECT_FILE, path), column=dotted(path), **words)

    def mapping_issue(self, source: int, path: yamlfile.Path, **words: Any) -> Issue:
        """An issue at one place of the mapping of the source of that number."""
        file = self.mapping_files[source] if self.mapping_files else PROJECT_FILE
        full = ("sources", source, "mapping", *path) if file == PROJECT_FILE else path
        return Issue(file=file, line=self._line(file, full), **words)

    def policy_issue(self, policy: str, path: yamlfile.Path, **words: Any) -> Issue:
        """An issue at one place of a policy's file."""
        file = self.policy_files[policy]
        return Issue(file=file, line=self._line(file, path), column=dotted(path), **words)

    def _line(self, file: str, path: tuple[str | int, ...]) -> int | None:
        return yamlfile.line_of(self.documents[file], path) if file in self.documents else None


def load(folder: Path, meanwhile: Callable[[Setup], None] | None = None) -> Setup:
    """Read a project folder. Raises ConfigError for the project's own files; a broken account file is carried.

    Where it raises, the error holds what is wrong in all files, those of accounts included. `meanwhile` gets the
    project as it is without its accounts, before these are read, where nothing is wrong until then.
    """
    document = _read(folder / PROJECT_FILE, PROJECT_FILE)
    issues: list[Issue] = []
    project = _tried(issues, Project, document, PROJECT_FILE)
    documents = {PROJECT_FILE: document}
    mappings = _mappings(folder, document, documents, issues)
    policies = _Policies(folder, documents, issues)
    policies.read(project.policies if project else POLICY_FILES)
    if project:
        policies.check(project)
    own = None if issues or project is None else _without_accounts(folder, project, documents, mappings, policies)
    if own and meanwhile:
        meanwhile(replace(own, documents=dict(documents)))
    found = _Accounts(folder, project.defaults if project else Defaults(), documents)
    found.read(project.accounts if project else AccountFiles())
    issues += found.twins
    if issues or own is None or any(broken.is_nobodys for broken in found.broken):
        raise ConfigError([*issues, *(issue for broken in found.broken for issue in broken.issues)])
    return replace(
        own,
        accounts=tuple(found.accounts),
        broken=tuple(found.broken),
        files=found.files,
        remarks=found.remarks,
        backstage=found.backstage,
    )


def _without_accounts(
    folder: Path,
    project: Project,
    documents: dict[str, yamlfile.YamlFile],
    mappings: Dict[str, Mapping],
    policies: _Policies,
) -> Setup:
    sources = [_with_mapping(source, mappings) for source in project.sources]
    return Setup(
        folder,
        project.model_copy(update={"sources": tuple(sources)}),
        documents=documents,
        mapping_files=tuple(
            source.mapping if isinstance(source.mapping, str) else PROJECT_FILE for source in project.sources
        ),
        policies=policies.found,
        policy_files=policies.files,
        calendars={ROUND_THE_CLOCK: ALWAYS} | {name: terms.calendar() for name, terms in project.calendars.items()},
    )


def discovered(account_id: str, defaults: Defaults) -> Account:
    """The account that stands for an id found in the data alone; raises ConfigError where it can be none."""
    try:
        return Account(id=account_id, name=account_id.strip(), **dict(defaults))
    except ValidationError:
        issue = Issue(
            code="account.id",
            column="account",
            value=account_id,
            account=account_id,
            problem="is not an account id",
            expected="at most 300 characters, and no control characters",
            hint="mend it in the export, or translate it with values: in the mapping",
        )
        raise ConfigError([issue]) from None


def comparable(account_id: str) -> str:
    """The form in which two ids must not be equal: people would take them for the same account."""
    seen = "".join(sign for sign in unicodedata.normalize("NFC", account_id) if unicodedata.category(sign) != "Cf")
    return " ".join(seen.split()).casefold()


def contradictions(terms: Defaults, policies: Sequence[str]) -> Iterator[tuple[yamlfile.Path, dict[str, Any]]]:
    """What an account's file or the defaults say of a policy that cannot be: the place and the words of each problem.

    `policies` are the ids that are known.
    """
    if terms.policy is None:
        return
    if terms.policy not in policies:
        yield ("policy",), unknown("policy", terms.policy, policies)
    for hours in ("resolution_hours", "response_hours"):
        if getattr(terms.targets, hours):
            problem = f'is promised beside the policy "{terms.policy}", where the hours stand'
            yield ("targets", hours), {"code": "policy.hours", "problem": problem, "hint": "take one of them out"}


def unknown(kind: str, name: str, known: Sequence[str]) -> dict[str, Any]:
    """The words of an issue: a policy or a calendar of that name is not known."""
    places = {
        "policy": "write a file for it under policies/",
        "calendar": f"write it under calendars: in {PROJECT_FILE}",
    }
    hint = did_you_mean(name, known) if len(known) > (kind == "calendar") else places[kind]
    return {"code": f"{kind}.unknown", "value": name, "problem": f"is not a {kind}", "hint": hint}


def _mappings(
    folder: Path, document: yamlfile.YamlFile, documents: dict[str, yamlfile.YamlFile], issues: list[Issue]
) -> dict[str, Mapping]:
    """The mapping files that the sources name, each read once."""
    mappings = {}
    for name in _mapping_names(document.data):
        try:
            documents[name] = _read(folder / name, name)
        except ConfigError as error:
            issues += error.issues
            continue
        if mapping := _tried(issues, Mapping, documents[name], name):
            mappings[name] = mapping
    return mappings


def _mapping_names(data: yamlfile.Data) -> list[str]:
    sources = data.get("sources") if isinstance(data, dict) else None
    named = [source.get("mapping") for source in sources or () if isinstance(source, dict)]
    return list(dict.fromkeys(name for name in named if isinstance(name, str) and name))


def _with_mapping(source: Source, mappings: Dict[str, Mapping]) -> Source:
    spec = source.mapping
    return source.model_copy(update={"mapping": mappings[spec]}) if isinstance(spec, str) else source


class _Policies:
    """The policy files of a project as they are read; what is wrong with them joins `issues`."""

    def __init__(self, folder: Path, documents: dict[str, yamlfile.YamlFile], issues: list[Issue]) -> None:
        self.found: dict[str, Policy] = {}
        self.files: dict[str, str] = {}
        self._known: dict[str, str] = {}
        self._broken: list[str] = []
        self._folder = folder
        self._documents = documents
        self._issues = issues

    def read(self, patterns: Sequence[str]) -> None:
        """Read every file that the patterns name."""
        for name in _matching(self._folder, patterns):
            try:
                self._documents[name] = _read(self._folder / name, name)
                self._add(validate(Policy, self._documents[name], name), name)
            except ConfigError as error:
                self._issues += error.issues
                self._broken.append(_seeming_id(self._folder / name) or name)

    def check(self, project: Project) -> None:
        """Hold what the policies and the project's defaults name against what there is."""
        calendars = [ROUND_THE_CLOCK, *project.calendars]
        for policy in self.found.values():
            for path, name in _calendars_of(policy):
                if name not in calendars:
                    self._add_issue(self.files[policy.id], path, unknown("calendar", name, calendars))
        for path, words in contradictions(project.defaults, [*self.found, *self._broken]):
            self._add_issue(PROJECT_FILE, ("defaults", *path), words)

    def _add(self, policy: Policy, name: str) -> None:
        twin = self._known.setdefault(comparable(policy.id), policy.id)
        if twin in self.files:
            self._issues.append(_twin("policy", policy.id, twin, self._documents[name], name, self.files[twin]))
            return
        self.files[policy.id] = name
        self.found[policy.id] = policy

    def _add_issue(self, file: str, path: yamlfile.Path, words: Dict[str, Any]) -> None:
        line = yamlfile.line_of(self._documents[file], path)
        self._issues.append(Issue(file=file, line=line, column=dotted(path), **words))


def _calendars_of(policy: Policy) -> Iterator[tuple[yamlfile.Path, str]]:
    """The calendars that a policy names, each with its place."""
    for number, version in enumerate(policy.versions):
        yield ("versions", number, "calendar"), version.calendar
        for place, target in enumerate(version.targets):
            if target.calendar is not None:
                yield ("versions", number, "targets", place, "calendar"), target.calendar


class _Accounts:
    """The account files of a project as they are read: those that can be used, and those that cannot."""

    def __init__(self, folder: Path, defaults: Defaults, documents: dict[str, yamlfile.YamlFile]) -> None:
        self.accounts: list[Account] = []
        self.broken: list[BrokenAccount] = []
        self.twins: list[Issue] = []
        self.files: dict[str, str] = {}
        self.remarks: dict[str, tuple[Remark, ...]] = {}
        self.backstage: dict[str, Backstage] = {}
        self._known: dict[str, str] = {}
        self._folder = folder
        self._defaults = defaults
        self._documents = documents

    def read(self, where: AccountFiles) -> None:
        """Read every file that the patterns name."""
        for name in _matching(self._folder, where.files):
            try:
                written = _written(self._folder / name, name)
                data, internal = parted(written.data, keep=(BACKSTAGE,))
                self._documents[name] = yamlfile.YamlFile(data, written.lines)
                self._add(_account(self._documents[name], name, self._defaults), name, internal)
            except ConfigError as error:
                self.broken.append(BrokenAccount(name, _seeming_id(self._folder / name), error.issues))

    def _add(self, account: Account, name: str, internal: Sequence[tuple[yamlfile.Path, str]]) -> None:
        twin = self._known.setdefault(comparable(account.id), account.id)
        if twin in self.files:
            self.twins.append(_twin("account", account.id, twin, self._documents[name], name, self.files[twin]))
            return
        self.files[account.id] = name
        self.remarks[account.id] = tuple(
            Remark(account.id, "account", "", dotted(path), text, name) for path, text in internal
        )
        self.backstage[account.id] = account.internal
        self.accounts.append(account.model_copy(update={BACKSTAGE: Backstage()}))


def _matching(folder: Path, patterns: Sequence[str]) -> list[str]:
    """The files that patterns name, relative to the folder; a name without magic stands for itself."""
    found: set[str] = set()
    for pattern in patterns:
        plain = not glob.has_magic(pattern)
        found |= {pattern} if plain else set(glob.glob(pattern, root_dir=folder, recursive=True))  # noqa: PTH207
    return sorted(Path(name).as_posix() for name in found)


def _account(document: yamlfile.YamlFile, name: str, defaults: Defaults) -> Account:
    given = document.data
    if not isinstance(given, dict):
        return validate(Account, document, name)
    merged: dict[str, Any] = dict(defaults) | given
    if isinstance(given.get("findings"), dict):
        merged["findings"] = defaults.findings | given["findings"]
    account = validate(Account, yamlfile.YamlFile(merged, document.lines), name)
    return account.model_copy(update={"redact": defaults.redact | account.redact})


def _seeming_id(path: Path) -> str | None:
    """The id that a broken account file seems to hold, so that its account is known to have failed."""
    try:
        found = ID_LINE.search(ordinary.read(path, LIMIT).decode("utf-8", "replace"))
    except OSError:
        return None
    return found[2] if found else None


def _twin(kind: str, written: str, other: str, document: yamlfile.YamlFile, name: str, file: str) -> Issue:
    return Issue(
        code=f"{kind}.twice",
        file=name,
        line=yamlfile.line_of(document, ("id",)),
        column="id",
        value=written,
        problem=f'{TWINS[kind]} {file} as well ("{other}")',
        hint=f"give every {kind} one file and one id",
    )


def _read(path: Path, name: str) -> yamlfile.YamlFile:
    """A file as what follows may know it: without what is marked internal."""
    written = _written(path, name)
    return yamlfile.YamlFile(parted(written.data)[0], written.lines)


def _written(path: Path, name: str) -> yamlfile.YamlFile:
    try:
        return yamlfile.load(ordinary.read(path, LIMIT), name)
    except ordinary.OddFileError as error:
        raise _unread(path, name, error.problem, error.hint) from None
    except OSError as error:
        hint = "run reviewgen init to start a project" if name == PROJECT_FILE else "check the path"
        raise _unread(path, name, f"cannot be read: {error.strerror}", hint) from None


def _unread(path: Path, name: str, problem: str, hint: str) -> ConfigError:
    shown = str(path) if name == PROJECT_FILE else name
    return ConfigError([Issue(code="file", file=shown, problem=problem, hint=hint)])


def _tried(issues: list[Issue], model: type[M], document: yamlfile.YamlFile, file: str) -> M | None:
    """The model that a file holds; what is wrong with it joins `issues`."""
    try:
        return validate(model, document, file)
    except ConfigError as error:
        issues += error.issues
        return None
