"""Holds what people wrote against its model, and words what does not fit: file, line, key, what was expected."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from reviewgen import yamlfile
from reviewgen.errors import ConfigError, Issue, did_you_mean

NAMED = 100
"""As many problems of a file as anybody mends before the next run."""
UNKNOWN_KEY = "unknown key"
KEY = ("[key]",)
SECRETS = {"password", "database"}
"""No message quotes what somebody may have written there by mistake, as a key or a value."""
M = TypeVar("M", bound=BaseModel)


def dotted(path: yamlfile.Path) -> str:
    """A place in a file as messages name it: "versions.0.targets.2"."""
    return ".".join(str(step) for step in path)


def validate(model: type[M], document: yamlfile.YamlFile, file: str) -> M:
    """The model that a file holds. Raises ConfigError with everything in it that does not fit."""
    if not isinstance(document.data, dict):
        problem = "is empty" if document.data is None else "is not a mapping of keys to values"
        raise ConfigError([Issue(code="yaml.shape", file=file, problem=problem, hint='write lines like "name: value"')])
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        details = [detail for detail in error.errors() if not _echo(detail, document)]
        issues = [_worded(detail, model, document, file) for detail in details[:NAMED]]
        raise ConfigError([*issues, *_rest(file, len(details) - NAMED)]) from None


def _rest(file: str, count: int) -> list[Issue]:
    """What is said of problems that are too many to be named."""
    if count <= 0:
        return []
    return [Issue(code="config.more", file=file, problem=f"has {count:,} more problems", hint="mend these first")]


def _echo(detail: ErrorDetails, document: yamlfile.YamlFile) -> bool:
    """Whether a list is called too short only because its entries are wrong, which is said of each."""
    return detail["type"] == "too_short" and bool(_walk(document.data, detail["loc"])[1])


def _worded(detail: ErrorDetails, model: type[BaseModel], document: yamlfile.YamlFile, file: str) -> Issue:
    path, value = _walk(document.data, (*detail["loc"], *detail.get("ctx", {}).get("at", ())))
    if detail["type"] == "missing":
        path, value = (*path, detail["loc"][-1]), None
    words = _words(detail, model, path, value)
    quoted = isinstance(value, str) and words.problem != UNKNOWN_KEY and detail["loc"][-1:] != KEY
    secret = next((place for place, step in enumerate(path) if step in SECRETS), None)
    told = path if secret is None else path[: secret + 1]
    quoted &= secret is None
    return Issue(
        code=f"config.{detail['type']}",
        file=file,
        line=yamlfile.line_of(document, path),
        column=dotted(told),
        value=value if quoted else None,
        problem=words.problem,
        expected=words.expected,
        hint=words.hint,
    )


def _walk(data: Any, loc: Sequence[str | int]) -> tuple[tuple[str | int, ...], Any]:
    """Follow a pydantic location through the data, leaving out the steps that name a kind and not a key."""
    path: list[str | int] = []
    for step in loc:
        if holds(data, step):
            data = data[step]
            path.append(step)
    return tuple(path), data


def holds(data: Any, step: str | int) -> bool:
    """Whether a key or a place of a list is there."""
    if isinstance(data, dict):
        return step in data
    return isinstance(data, list | tuple) and isinstance(step, int) and step < len(data)


@dataclass(frozen=True, slots=True)
class _Words:
    problem: str
    expected: str = ""
    hint: str = ""


_LIST = _Words("is not a list", hint='start each entry with "- "')
_KEYS = _Words("is not a mapping of keys to values", hint='indent lines like "name: value" below it')
_NUMBER = _Words("is not a number")
_WHOLE = _Words("is not a whole number")
_DATE = _Words("is not a date", "2026-11-12")
_KINDS = {
    "missing": _Words("is missing", hint="add it"),
    "string_type": _Words("is not plain text"),
    "string_too_short": _Words("is empty"),
    "too_short": _Words("is an empty list"),
    "tuple_type": _LIST,
    "list_type": _LIST,
    "model_type": _KEYS,
    "model_attributes_type": _KEYS,
    "dict_type": _KEYS,
    "float_parsing": _NUMBER,
    "float_type": _NUMBER,
    "int_parsing": _WHOLE,
    "int_parsing_size": _WHOLE,
    "int_type": _WHOLE,
    "finite_number": _NUMBER,
    "bool_parsing": _Words("is not true or false"),
    "bool_type": _Words("is not true or false"),
    "date_from_datetime_parsing": _DATE,
    "date_parsing": _DATE,
    "date_type": _DATE,
}


def _words(detail: ErrorDetails, model: type[BaseModel], path: tuple[str | int, ...], value: Any) -> _Words:
    """Problem, expectation and hint for one of pydantic's errors."""
    context = detail.get("ctx", {})
    kind = detail["type"]
    if kind == "extra_forbidden":
        return _Words(UNKNOWN_KEY, hint=did_you_mean(str(path[-1]), _keys_at(model, path[:-1])))
    if detail["loc"][-1:] == KEY and kind == "literal_error":
        return _Words(UNKNOWN_KEY, hint=did_you_mean(str(path[-1]), _allowed(context)))
    if kind == "reviewgen":
        return _Words(detail["msg"], str(context.get("expected", "")), str(context.get("hint", "")))
    if value is None and kind != "missing":
        return _Words("has no value", hint=_NO_VALUE)
    return _KINDS.get(kind) or _limit(kind, context, detail["msg"])


def _allowed(context: Mapping[str, Any]) -> list[str]:
    return re.findall(r"'([^']*)'", str(context.get("expected", "")))


_NO_VALUE = 'write one, or take the key out; "#" starts a remark, so put a value that holds it in quotes'


_BOUNDS = {
    "greater_than": ("gt", "is not greater than"),
    "greater_than_equal": ("ge", "is less than"),
    "less_than_equal": ("le", "is greater than"),
}


def _limit(kind: str, context: Mapping[str, Any], message: str) -> _Words:
    """Words that name the limit that a value breaks."""
    if kind == "literal_error":
        return _Words("is not one of the allowed words", ", ".join(f'"{word}"' for word in _allowed(context)))
    if kind in _BOUNDS:
        sign, words = _BOUNDS[kind]
        return _Words(f"{words} {context[sign]:,.15g}")
    if kind == "string_too_long":
        return _Words(f"is longer than {context.get('max_length')} characters")
    return _Words(f"is not usable: {message[:1].lower()}{message[1:]}")


def _keys_at(model: type[BaseModel], path: Sequence[str | int]) -> list[str]:
    """The keys that are known at a path below a model: those of the models that may stand there."""
    models = [model]
    for step in path:
        within = [found for one in models if (field := _fields(one).get(str(step))) for found in _models_within(field)]
        models = within or models
    return sorted({key for one in models for key in _fields(one)})


def _fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The fields of a model by the keys that people write."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _models_within(field: FieldInfo) -> list[type[BaseModel]]:
    return list(_models(field.annotation))


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    else:
        for part in get_args(annotation):
            yield from _models(part)
