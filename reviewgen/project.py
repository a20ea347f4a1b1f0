"""Reads a project folder: reviewgen.yaml, the account files and the mappings, with every error in its place."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping as Dict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from reviewgen import yamlfile
from reviewgen.config import Account, Defaults, Mapping, Project, Source
from reviewgen.errors import ConfigError, Issue, did_you_mean

PROJECT_FILE = "reviewgen.yaml"
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class BrokenAccount:
    """An account file that cannot be used, with the id it seems to be for."""

    file: str
    id: str | None
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class Setup:
    """A project as read: the configuration, its accounts, and where each value was written."""

    folder: Path
    project: Project
    accounts: tuple[Account, ...] = ()
    broken: tuple[BrokenAccount, ...] = ()
    documents: Dict[str, yamlfile.YamlFile] = field(default_factory=dict)
    files: Dict[str, str] = field(default_factory=dict)

    def issue(self, account: Account, path: tuple[str | int, ...], **words: Any) -> Issue:
        """An issue at one place of an account's file (of the project's, where the account has none)."""
        file = self.files.get(account.id, PROJECT_FILE)
        line = yamlfile.line_of(self.documents[file], path) if account.id in self.files else None
        return Issue(file=file, line=line, account=account.id, **words)


def load(folder: Path) -> Setup:
    """Read a project folder. Raises ConfigError for the project's own files; a broken account file is carried."""
    document = _read(folder / PROJECT_FILE, PROJECT_FILE)
    project = _validate(Project, document, PROJECT_FILE)
    project = project.model_copy(update={"sources": _with_mappings(folder, project.sources)})
    return _with_accounts(Setup(folder, project))


def discovered(account_id: str, defaults: Defaults) -> Account:
    """The account that stands for an id found in the data alone."""
    return Account(id=account_id, name=account_id.strip(), **dict(defaults))


def comparable(account_id: str) -> str:
    """The form in which two ids must not be equal: people would take them for the same account."""
    return unicodedata.normalize("NFC", account_id).strip().casefold()


def _with_mappings(folder: Path, sources: Sequence[Source]) -> tuple[Source, ...]:
    issues: list[Issue] = []
    filled = []
    for source in sources:
        try:
            filled.append(source.model_copy(update={"mapping": _mapping(folder, source.mapping)}))
        except ConfigError as error:
            issues += error.issues
    if issues:
        raise ConfigError(issues)
    return tuple(filled)


def _mapping(folder: Path, spec: str | Mapping | None) -> Mapping | None:
    return _validate(Mapping, _read(folder / spec, spec), spec) if isinstance(spec, str) else spec


def _with_accounts(setup: Setup) -> Setup:
    accounts: list[Account] = []
    broken: list[BrokenAccount] = []
    documents: dict[str, yamlfile.YamlFile] = {}
    files: dict[str, str] = {}
    for path in _account_paths(setup):
        name = path.relative_to(setup.folder).as_posix() if path.is_relative_to(setup.folder) else str(path)
        try:
            documents[name] = _read(path, name)
            account = _account(documents[name], name, setup.project.defaults)
        except ConfigError as error:
            broken.append(BrokenAccount(name, _seeming_id(documents.get(name)), error.issues))
            continue
        _refuse_twin(account.id, name, files)
        files[account.id] = name
        accounts.append(account)
    return Setup(setup.folder, setup.project, tuple(accounts), tuple(broken), documents, files)


def _account_paths(setup: Setup) -> list[Path]:
    return sorted({path for pattern in setup.project.accounts.files for path in setup.folder.glob(pattern)})


def _account(document: yamlfile.YamlFile, name: str, defaults: Defaults) -> Account:
    given = document.data
    merged = dict(defaults) | given if isinstance(given, dict) else given
    return _validate(Account, yamlfile.YamlFile(merged, document.lines), name)


def _seeming_id(document: yamlfile.YamlFile | None) -> str | None:
    data = document.data if document else None
    found = data.get("id") if isinstance(data, dict) else None
    return found if isinstance(found, str) else None


def _refuse_twin(account_id: str, name: str, files: Dict[str, str]) -> None:
    for other, file in files.items():
        if comparable(other) == comparable(account_id):
            raise ConfigError(
                [
                    Issue(
                        code="account.twice",
                        file=name,
                        column="id",
                        value=account_id,
                        problem=f'is the account of {file} as well ("{other}")',
                        hint="give every account one file and one id",
                    )
                ]
            )


def _read(path: Path, name: str) -> yamlfile.YamlFile:
    try:
        return yamlfile.load(path.read_bytes(), name)
    except OSError as error:
        hint = "run reviewgen init to start a project" if name == PROJECT_FILE else "check the path"
        raise ConfigError(
            [Issue(code="file", file=str(path), problem=f"cannot be read: {error.strerror}", hint=hint)]
        ) from None


def _validate(model: type[M], document: yamlfile.YamlFile, file: str) -> M:
    if not isinstance(document.data, dict):
        problem = "is empty" if document.data is None else "is not a mapping of keys to values"
        raise ConfigError([Issue(code="yaml.shape", file=file, problem=problem, hint='write lines like "name: value"')])
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        raise ConfigError([_worded(detail, model, document, file) for detail in error.errors()]) from None


def _worded(detail: ErrorDetails, model: type[BaseModel], document: yamlfile.YamlFile, file: str) -> Issue:
    path, value = _walk(document.data, detail["loc"])
    problem, expected, hint = _words(detail, model, path)
    quoted = value if isinstance(value, str) else None
    if detail["type"] in ("extra_forbidden", "missing"):
        quoted = None
    return Issue(
        code=f"config.{detail['type']}",
        file=file,
        line=yamlfile.line_of(document, path),
        column=".".join(str(step) for step in path),
        value=quoted,
        problem=problem,
        expected=expected,
        hint=hint,
    )


def _walk(data: Any, loc: Sequence[str | int]) -> tuple[tuple[str | int, ...], Any]:
    """Follow a pydantic location through the data, leaving out the steps that name a kind and not a key."""
    path: list[str | int] = []
    for step in loc:
        if _holds(data, step):
            data = data[step]
        elif step == loc[-1] and isinstance(data, dict):
            data = None
        else:
            continue
        path.append(step)
    return tuple(path), data


def _holds(data: Any, step: str | int) -> bool:
    if isinstance(data, dict):
        return step in data
    return isinstance(data, list | tuple) and isinstance(step, int) and step < len(data)


def _words(detail: ErrorDetails, model: type[BaseModel], path: tuple[str | int, ...]) -> tuple[str, str, str]:
    """Problem, expectation and hint for one of pydantic's errors."""
    context = detail.get("ctx", {})
    kind = detail["type"]
    if kind == "extra_forbidden":
        known = _keys_at(model, path[:-1])
        return "unknown key", "", did_you_mean(str(path[-1]), known)
    if kind == "missing":
        return "is missing", "", "add it"
    if kind == "literal_error":
        return "is not one of the allowed words", str(context.get("expected", "")), ""
    if kind == "reviewgen":
        return detail["msg"], "", str(context.get("hint", ""))
    return _lower_first(detail["msg"]), "", ""


def _lower_first(message: str) -> str:
    return f"is not usable: {message[:1].lower()}{message[1:]}"


def _keys_at(model: type[BaseModel], path: Sequence[str | int]) -> list[str]:
    """The keys that are known at a path below a model: those of the model that the path leads to."""
    for step in path:
        if isinstance(step, int) or step not in model.model_fields:
            continue
        model = _model_within(model.model_fields[step].annotation) or model
    return sorted(model.model_fields)


def _model_within(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_within(part) for part in get_args(annotation))
    return next((model for model in found if model), None)
