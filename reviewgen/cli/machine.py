"""What the machine is asked that commands run on."""

from __future__ import annotations

import subprocess


def charsets() -> str | None:
    """The characters of this machine's fonts, as fontconfig words them; None where it cannot be asked."""
    command = ["fc-list", "--format", "%{charset}\n"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    except (OSError, subprocess.SubprocessError):
        return None
