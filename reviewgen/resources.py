"""Where templates, sample project and presets lie: inside the installed package, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def templates() -> Path:
    """Return the folder with `pack.html`, its partials, style sheets and fonts."""
    return _folder("templates")


def sample_data() -> Path:
    """Return the folder of the sample project."""
    return _folder("sample_data")


def mappings() -> Path:
    """Return the folder with the presets, which is in the package wherever that lies."""
    return _PACKAGE / "mappings"


def _folder(name: str) -> Path:
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name
