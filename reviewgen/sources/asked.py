"""A query on its way to a database, and what is said of it where that fails: nothing of the environment is in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, quote_plus

from reviewgen.config import VARIABLE
from reviewgen.errors import InputError, Issue

USER = re.compile(r"^[^:]+://[^@/]*@")
"""The part of an address that names user and password: there a value may hold any sign."""
SHORT = 3
"""A secret of so few signs would blot out words that tell what is wrong."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked where; `name` is what messages call it, `secrets` are what they must not hold."""

    name: str
    place: str = field(repr=False)
    query: str
    parameters: Mapping[str, str] = field(repr=False)
    folder: Path
    secrets: frozenset[str] = field(repr=False)


def filled(text: str, environment: Mapping[str, str], name: str) -> str:
    """A text with its variables; raises InputError, with all that are not set."""
    lacking = sorted({variable for variable in VARIABLE.findall(text) if variable not in environment})
    if lacking:
        raise InputError([_unset(variable, name) for variable in lacking])
    user = USER.match(text)
    end = user.end() if user else 0
    before = VARIABLE.sub(lambda found: quote(environment[found[1]], safe=""), text[:end])
    return before + VARIABLE.sub(lambda found: environment[found[1]], text[end:])


def _unset(variable: str, name: str) -> Issue:
    problem = f"the variable {variable} is not set"
    return Issue(code="source.query", file=name, problem=problem, hint=f"set it: export {variable}=...")


def said(error: object) -> str:
    """The first line of what a driver says; the others repeat the query, or draw arrows below it."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__


def refused(asked: Asked, problem: str, hint: str, instead: str = "") -> InputError:
    """An error of a query, without secrets, on one line."""
    said = " ".join(problem.split())
    secrets = [secret for secret in asked.secrets if len(secret) >= SHORT]
    forms = {form for secret in secrets for form in (secret, quote(secret), quote(secret, safe=""), quote_plus(secret))}
    for form in sorted(forms, key=len, reverse=True):
        said = said.replace(form, "***")
    return InputError([Issue(code="source.query", file=asked.name, problem=said, hint=hint, instead=instead)])
