"""Packages that are too old: which one, and which version is needed; and floors that leave out known holes."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from commands import project
from processes import ROOT, environment, run

HOLES = (
    # package, first version without it, what it is known as
    ("babel", "2.9.1", "CVE-2021-42771: locale files from anywhere are executed"),
    ("click", "8.3.3", "CVE-2026-7246: commands injected through edit()"),
    ("distributed", "2021.10.0", "CVE-2021-42343: workers of a local cluster listen on all interfaces"),
    ("distributed", "2026.1.1", "CVE-2026-23528: scripts injected into the dashboard"),
    ("filelock", "3.20.1", "CVE-2025-68146: a symbolic link in the place of a lock is truncated"),
    ("filelock", "3.20.3", "CVE-2026-22701: the same for soft locks"),
    ("fonttools", "4.60.2", "CVE-2025-66034: design spaces that write anywhere"),
    ("jinja2", "3.1.6", "CVE-2025-27516: a way out of the sandbox by attr"),
    ("markdown-it-py", "2.2.0", "CVE-2023-26302: invalid UTF-8 ends the process"),
    ("nh3", "0.3.1", "RUSTSEC-2025-0071: markup that changes when it is read again"),
    ("numpy", "1.22.0", "CVE-2021-41496: a buffer is overrun"),
    ("orjson", "3.11.6", "CVE-2025-67221: nesting without a limit"),
    ("pikepdf", "2.10.0", "CVE-2021-29421: XMP that reads files"),
    ("pillow", "12.1.1", "CVE-2026-25990: tiles that write outside of their memory"),
    ("pillow", "12.2.0", "CVE-2026-40192: pictures that grow without a limit"),
    ("pillow", "12.3.0", "CVE-2026-54058, CVE-2026-55379, CVE-2026-59204 and others"),
    ("pyarrow", "14.0.1", "CVE-2023-47248: code in Parquet files is executed"),
    ("pyarrow", "23.0.1", "CVE-2026-25087: memory is used after it was freed"),
    ("pydantic", "2.4.0", "CVE-2024-3772: patterns that take for ever"),
    ("PyYAML", "5.4", "CVE-2020-14343: objects are built from tags"),
    ("weasyprint", "68.0", "CVE-2025-68616: redirections pass the fetcher"),
    ("weasyprint", "70.0", "CVE-2026-55073: style sheets pass the fetcher"),
)


def floors() -> dict[str, str]:
    """Return the least version of every package that we name; one that has none fails."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = told["optional-dependencies"]
    readers = (one for name in ("excel", "sql", "postgresql", "duckdb") for one in extras[name])
    found = {}
    for requirement in (*told["dependencies"], *extras["remote"], *extras["dask"], *extras["dev"], *readers):
        if requirement.startswith("reviewgen["):
            continue
        match = re.match(r"([\w.-]+)(?:\[\w+\])?>=([\d.]+)", requirement)
        assert match, f"{requirement} has no floor"
        found[match[1]] = match[2]
    return found


def numbers(version: str) -> tuple[int, ...]:
    """Return a version to compare."""
    parts = [int(part) for part in version.split(".")]
    return (*parts, *[0] * (4 - len(parts)))


@pytest.mark.parametrize(("package", "mended", "hole"), HOLES)
def test_f34_floors_leave_out_known_holes(package: str, mended: str, hole: str) -> None:
    """What pip may install has none of the holes that are known."""
    assert numbers(floors()[package]) >= numbers(mended), hole


def other(folder: Path, package: str, version: str, *needs: str) -> dict[str, str]:
    """Return an environment where a package says that it is of another version, and reviewgen what it needs."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    for name, number, wants in (("reviewgen", "1", told), (package, version, needs)):
        about = folder / "site" / f"{name}-{number}.dist-info" / "METADATA"
        about.parent.mkdir(parents=True)
        lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {number}"]
        about.write_text("\n".join([*lines, *(f"Requires-Dist: {need}" for need in wants)]) + "\n", "utf-8")
    return environment(folder / "site", "pass")


OLD = [
    ("weasyprint", "69.0", "reviewgen needs 70.0"),
    ("pydyf", "0.1.0", "weasyprint needs 0"),
    ("tinycss2", "0.9", "weasyprint needs 1"),
    ("jinja2", "3.1.5", "reviewgen needs 3.1.6"),
]


@pytest.mark.parametrize(("package", "version", "said"), OLD)
def test_f34_doctor_names_what_is_too_old(tmp_path: Path, package: str, version: str, said: str) -> None:
    """With the version that is needed and what installs it, exit 1."""
    told = run("doctor", env=other(tmp_path, package, version))
    assert told.code == 1
    assert f"no   {package} {version} is too old: {said}" in told.out
    assert f'pip install "{package}>=' in told.out


def test_f34_a_build_does_not_begin_with_what_is_too_old(tmp_path: Path) -> None:
    """An engine that has holes makes no page: exit 2 before any work."""
    made = project(tmp_path / "project", "A")
    told = run("build", made, "--out", tmp_path / "out", env=other(tmp_path, "weasyprint", "69.0"))
    assert (told.code, told.out) == (2, "")
    assert "weasyprint 69.0 is too old: reviewgen needs 70.0 or newer" in told.err
    assert not (tmp_path / "out").exists()


def test_f34_what_is_missing_is_named(tmp_path: Path) -> None:
    """A package that is needed and that is nowhere."""
    env = other(tmp_path, "weasyprint", "70.0", "nowhere-to-be-found>=2.5", 'elsewhere>=3; sys_platform == "none"')
    told = run("doctor", env=env)
    assert told.code == 1
    assert "nowhere-to-be-found is not installed, and weasyprint needs 2.5 or newer" in told.out
    assert "elsewhere" not in told.out
