"""Passwords of PDFs: where they stand, and what they are; nothing that is written or shown has them."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from reviewgen import ordinary
from reviewgen.config import Account, PasswordPlace
from reviewgen.errors import ConfigError, Issue
from reviewgen.model import Profile
from reviewgen.project import Setup

LARGEST = 4096  # bytes of a file that holds one
LONGEST = 127  # bytes of UTF-8: ISO 32000-2, 7.6.4.3.3
SHORT = 8  # characters: whoever has the PDF may try as often as they like
COST = 1 << 12  # of scrypt: some 10 ms


@dataclass(frozen=True, slots=True)
class Password:
    """A password, which does not show in a repr."""

    text: str = field(repr=False)

    @property
    def digest(self) -> str:
        """Tells whether it has changed, at a price for whoever would guess it from that."""
        return _digest(self.text)


@dataclass(frozen=True, slots=True)
class Passwords:
    """The password of each account's pack, and that of what is for us; accounts without one are left out."""

    house: Password | None = None
    of: Mapping[str, Password] = field(default_factory=dict)

    def part(self, accounts: Iterable[str]) -> Passwords:
        """Those of some accounts."""
        return Passwords(self.house, {name: self.of[name] for name in accounts if name in self.of})

    def digests(self, account: str) -> tuple[str, ...]:
        """Tells whether what opens the PDFs of an account has changed; empty where they open to everybody."""
        return tuple(one.digest for one in (self.house, self.of.get(account)) if one)

    def __bool__(self) -> bool:
        return bool(self.house or self.of)


def house(setup: Setup, environment: Mapping[str, str]) -> Password | None:
    """The password of all PDFs whose account has none of its own; raises ConfigError where it cannot be had."""
    asked = setup.project.outputs.password
    return _found(setup, asked, environment, ("outputs", "password"), None) if asked else None


def own(setup: Setup, account: Account, environment: Mapping[str, str]) -> Password | None:
    """The password of an account's own pack; None where it names none. Raises ConfigError where it is not there."""
    return _found(setup, account.password, environment, ("password",), account) if account.password else None


def contradiction(setup: Setup, account: Account, profile: Profile) -> Issue:
    """Why a pack for keeping has no password."""
    return setup.issue(
        account,
        ("password",),
        code="password.archive",
        column="password",
        value=profile,
        problem="is a profile whose PDF may have no password: PDF/A forbids it",
        hint="use profile: standard, or take the password away",
    )


def doubts(setup: Setup, accounts: Iterable[Account], known: Passwords) -> Iterator[Issue]:
    """A warning of each password that is soon guessed; it is ours to mend, and no note on a customer's data."""
    asked = setup.project.outputs.password
    words: dict[str, Any] = {
        "code": "password.short",
        "severity": "warning",
        "problem": f"holds a password of fewer than {SHORT} characters, which is soon guessed",
        "hint": "choose a longer one: whoever has the PDF may try as often as they like",
    }
    if asked and known.house and len(known.house.text) < SHORT:
        yield setup.project_issue(("outputs", "password"), value=asked.variable or asked.file, **words)
    for account in accounts:
        own, place = known.of.get(account.id), account.password
        if place and own and len(own.text) < SHORT:
            issue = setup.issue(account, ("password",), column="password", value=place.variable or place.file, **words)
            yield replace(issue, account=None)


def variables(setup: Setup, accounts: Collection[str]) -> frozenset[str]:
    """The variables that the passwords of some accounts stand in, and that of the house."""
    asked = [setup.project.outputs.password, *(one.password for one in setup.accounts if one.id in accounts)]
    return frozenset(one.variable for one in asked if one and one.variable)


def _found(
    setup: Setup, asked: PasswordPlace, environment: Mapping[str, str], path: tuple[str, ...], account: Account | None
) -> Password:
    try:
        text = environment[asked.variable] if asked.variable else _line(setup.folder / str(asked.file))
    except KeyError:
        problem, hint = "names a variable that is not set", "set it to the password before the run"
    except ordinary.OddFileError as error:
        problem, hint = f"names a file that {error.problem}", error.hint
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8"
        problem, hint = f"names a file that cannot be read: {reason}", "write the password into it"
    else:
        text = unicodedata.normalize("NFKC", text)
        problem = _problem(text)
        hint = f"choose one of 1 to {LONGEST} bytes without control characters"
        if not problem:
            return Password(text)
    told: dict[str, Any] = {
        "code": "password",
        "problem": problem,
        "hint": hint,
    }  # the place may be the password itself
    if account is None:
        raise ConfigError([setup.project_issue(path, **told)])
    raise ConfigError([setup.issue(account, path, column="password", **told)])


def _line(path: Path) -> str:
    """The first line of a file, without its end."""
    return ordinary.read(path, LARGEST).decode("utf-8-sig").partition("\n")[0].rstrip("\r")


def _problem(text: str) -> str:
    if not text.strip():
        return "holds a password of blanks alone" if text else "holds an empty password"
    if len(text.encode("utf-8", "surrogatepass")) > LONGEST:
        return "holds a password that is too long for a PDF"
    if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in text):
        return "holds a password with control characters"
    return ""


@lru_cache(256)
def _digest(text: str) -> str:
    return hashlib.scrypt(text.encode(), salt=b"reviewgen password", n=COST, r=8, p=1).hex()
