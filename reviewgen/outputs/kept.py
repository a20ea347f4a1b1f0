"""JSON that an earlier run has written, and that anybody may have changed since."""

from __future__ import annotations

import json
from typing import Any


def kept(data: bytes | str | None) -> Any:
    """What such a file says. Raises ValueError where it is no JSON, or there is none."""
    try:
        return json.loads(data or "")
    except RecursionError as error:
        raise ValueError("is nested too deeply") from error
