"""HTML to PDF, by the engine that a profile stands for."""

from __future__ import annotations

import contextlib
import importlib
import io
import warnings
from dataclasses import dataclass, replace
from typing import Protocol, cast

from reviewgen.errors import EngineError, Issue
from reviewgen.model import Profile
from reviewgen.pdf.document import Attachment, Document
from reviewgen.pdf.headings import with_names
from reviewgen.pdf.locking import locked
from reviewgen.visible import visible

__all__ = ["Attachment", "Document", "EngineState", "Rendered", "available", "render"]

_INSTALL = {
    "plutoprint": 'install it with "pip install plutoprint"; wheels exist for Linux and Windows on x86-64, '
    "and for macOS 15 on Apple silicon; elsewhere weasyprint does its work",
    "weasyprint": 'install it with "pip install weasyprint", and Pango with "apt install libpango-1.0-0 '
    'libpangoft2-1.0-0 libharfbuzz-subset0" on Debian and Ubuntu, "dnf install pango" on Fedora, '
    '"brew install pango" on macOS, "pacman -S mingw-w64-ucrt-x86_64-pango" in MSYS2 on Windows',
}


@dataclass(frozen=True, slots=True)
class Rendered:
    """A PDF, the engine that made it ("plutoprint 0.23.0"), and why it was not the profile's own.

    `beyond` are the characters that it takes from fonts of the machine, if that is known.
    """

    data: bytes
    engine: str
    note: str = ""
    beyond: str = ""


@dataclass(frozen=True, slots=True)
class EngineState:
    """Whether an engine works here: its version, or else the problem and what to install."""

    name: str
    version: str = ""
    problem: str = ""
    install: str = ""


class _Engine(Protocol):
    VERSION: str

    def render(self, document: Document) -> bytes: ...


def render(document: Document, profile: Profile) -> Rendered:
    """Return the PDF of `document`: for reading ("standard") or for keeping ("archive").

    Where plutoprint is missing or fails, weasyprint makes the standard PDF too, and `note` says so. Raises
    EngineError when no engine can make it, or when the document asks for a file that it does not bring; ValueError
    for a file for keeping with a password, which PDF/A forbids.
    """
    document = replace(
        document,
        html=with_names(document.html),
        title=visible(document.title),
        author=visible(document.author),
        subject=visible(document.subject),
    )
    if profile == "archive":
        if document.password:
            raise ValueError("a PDF/A has no password")
        return _render_with("weasyprint", document)
    rendered = _render_standard(replace(document, attachments=()))
    return replace(rendered, data=locked(rendered.data, document.password)) if document.password else rendered


def available() -> tuple[EngineState, ...]:
    """Return the state of each engine on this machine; never raises."""
    return tuple(_state(name) for name in _INSTALL)


def _render_standard(document: Document) -> Rendered:
    try:
        return _render_with("plutoprint", document)
    except EngineError as error:
        return _render_instead(document, error)


def _render_instead(document: Document, cause: EngineError) -> Rendered:
    try:
        rendered = _render_with("weasyprint", document)
    except EngineError as error:
        raise EngineError(tuple(dict.fromkeys(cause.issues + error.issues))) from cause
    return replace(rendered, note=f"weasyprint made this PDF. {cause.issues[0]}")


def _render_with(name: str, document: Document) -> Rendered:
    try:
        engine = _load(name)
    except Exception as error:
        raise EngineError([_unusable(name, error)]) from error
    try:
        return Rendered(engine.render(document), f"{name} {engine.VERSION}")
    except EngineError:
        raise
    except Exception as error:
        problem = f"{name} could not make this document: {_words(error)}"
        raise EngineError([Issue(code="pdf.engine", problem=problem)]) from error


def _load(name: str) -> _Engine:
    """Import an engine; what it prints and warns of while being imported is not for the terminal."""
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        return cast(_Engine, importlib.import_module(f"{__name__}.{name}"))


def _state(name: str) -> EngineState:
    try:
        return EngineState(name, version=_load(name).VERSION)
    except Exception as error:
        return EngineState(name, problem=_words(error), install=_INSTALL[name])


def _unusable(name: str, error: Exception) -> Issue:
    return Issue(code="pdf.engine", problem=f"{name} cannot be used: {_words(error)}", hint=_INSTALL[name])


def _words(error: Exception) -> str:
    """Return the first line of what an exception says, without the full stop."""
    said = str(error).strip() or type(error).__name__
    return said.splitlines()[0].rstrip(".")
