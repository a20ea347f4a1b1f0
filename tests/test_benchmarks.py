from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path


def test_the_benchmark_of_clocks_runs_and_all_ways_agree(project_root: Path, tmp_path: Path) -> None:
    """On a few clocks: every way of counting gives the answers that reviewgen gives."""
    report = tmp_path / "clocks.json"
    command = [sys.executable, "benchmarks/clocks.py", "--clocks", "25", "--out", str(report)]
    run = subprocess.run(
        command, cwd=project_root, capture_output=True, text=True, check=True, env={"PYTHONPATH": str(project_root)}
    )
    results = json.loads(report.read_text("utf-8"))["results"]
    assert len(results) == 5
    assert all(one["agreed"] == one["sample"] > 0 for one in results)
    assert "25 clocks, 50 calendars" in run.stdout
