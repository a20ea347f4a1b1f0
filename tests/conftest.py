"""What every test may use."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("ci", derandomize=True, deadline=None, database=None)
settings.load_profile("ci")


@pytest.fixture(scope="session")
def project_root() -> Path:
    """The folder that holds the package, the templates and the sample project."""
    return Path(__file__).resolve().parent.parent
