"""How long it takes to read the files of a project, and nothing else; the rest of the stage "read" is checking.

python benchmarks/reading.py PROJECT
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from reviewgen import project
from reviewgen.sources import Reader


def seconds(folder: Path) -> float:
    """Seconds to have every row of every source as text."""
    setup = project.load(folder)
    reader = Reader(setup.folder, os.environ)
    begun = time.perf_counter()
    for source in setup.project.sources:
        reader.read(source)
    return time.perf_counter() - begun


if __name__ == "__main__":
    print(seconds(Path(sys.argv[1])))
