"""Search for inputs that break reading or building.

    python fuzz/run.py [--seconds N] [--target NAME]

Inputs that fail are left in the folder `--finds`, by default fuzz-finds; once mended they belong to
tests/faults/finds/NAME, where a test tries them for ever. Exit code 1: something was found.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import importlib
import importlib.util
import io
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TARGETS = ("tables", "builds", "configuration", "sources")
SECONDS = 540
ONE_INPUT = {"tables": 5, "builds": 30, "configuration": 10, "sources": 10}
GUIDED = importlib.util.find_spec("atheris") is not None
LONGEST = 6_000
Target = Callable[[bytes], None]


def main() -> int:
    """Run each target in a process of its own for its part of the time; say what each did."""
    asked = _asked()
    if asked.alone:
        return _search(asked.target, asked.seconds, Path(asked.finds))
    names = [asked.target] if asked.target else TARGETS
    seconds = asked.seconds / len(names) if asked.seconds else SECONDS / len(names)
    if not GUIDED:
        print("atheris is not installed here (it has wheels for Linux): inputs are changed at random instead")
    return max([_alone(name, seconds, asked.finds) for name in names])


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Search for inputs that break reading or building.")
    parser.add_argument("--seconds", type=float, help=f"for all targets together; {SECONDS} where it is left out")
    parser.add_argument("--target", choices=TARGETS, help="only this one")
    parser.add_argument("--finds", default="fuzz-finds", help="folder for inputs that fail")
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _alone(name: str, seconds: float, finds: str) -> int:
    """Search in a process of its own: a guided search ends with its process."""
    command = [sys.executable, __file__, "--alone", "--target", name, "--seconds", str(seconds), "--finds", finds]
    start = time.monotonic()
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, errors="replace")
    told = run.stdout + run.stderr
    counted = re.findall(r"(?:number_of_executed_units: |#)(\d+)", told)
    tried = max(map(int, counted), default=0)
    print(f"{name}: {tried:,} inputs in {time.monotonic() - start:.0f} seconds, ", end="")
    print(f"found something: see {finds}\n{told[-6000:]}" if run.returncode else "nothing found", flush=True)
    return int(run.returncode != 0)


def _search(name: str, seconds: float, finds: Path) -> int:
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    warnings.simplefilter("error")
    target, seeds = _target(name)
    finds.mkdir(parents=True, exist_ok=True)
    search = _guided if GUIDED else _blind
    return search(name, target, seeds, seconds, finds)


def _target(name: str) -> tuple[Target, list[bytes]]:
    """What is to be tried, its code watched where a guided search is to see it, and the inputs to begin with."""
    if GUIDED:
        import atheris

        with contextlib.redirect_stderr(io.StringIO()), atheris.instrument_imports(["reviewgen"]):
            module = importlib.import_module(f"fuzz.{name}")
    else:
        module = importlib.import_module(f"fuzz.{name}")
    kept = (ROOT / "tests" / "faults" / "finds" / name).glob("*")
    return getattr(module, f"fuzz_{name}"), [*module.seeds(), *(path.read_bytes() for path in sorted(kept))]


def _guided(name: str, target: Target, seeds: list[bytes], seconds: float, finds: Path) -> int:
    """Let atheris look for inputs that reach code that no other reached. It ends the process itself."""
    import atheris

    corpus = Path(tempfile.mkdtemp(prefix="fuzz-corpus-"))
    for seed in seeds:
        (corpus / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    options = [
        f"-max_total_time={seconds:.0f}",
        f"-timeout={ONE_INPUT[name]}",
        f"-artifact_prefix={finds}/{name}-",
        f"-max_len={LONGEST}",
        "-rss_limit_mb=4096",
        "-print_final_stats=1",
    ]
    target(seeds[0])  # what is loaded once, at first use, is no input's fault
    atheris.Setup([name, *options, str(corpus)], target)
    atheris.Fuzz()
    return 0


def _blind(name: str, target: Target, seeds: list[bytes], seconds: float, finds: Path) -> int:
    """Change the inputs at random, each time by the same numbers."""
    until, tried = time.monotonic() + seconds, 0
    for data in _changed(seeds, random.Random(0)):
        if time.monotonic() > until:
            break
        tried += 1
        if not _passes(target, data, ONE_INPUT[name]):
            (finds / f"{name}-crash-{hashlib.sha256(data).hexdigest()[:16]}").write_bytes(data)
            print(f"#{tried}")
            return 1
    print(f"#{tried}")
    return 0


def _changed(seeds: list[bytes], chance: random.Random) -> Iterator[bytes]:
    """All the seeds, then without end what is made of them by some changes."""
    yield from seeds
    while True:
        data = bytearray(chance.choice(seeds))
        for _ in range(chance.randint(1, 4)):
            place = chance.randint(0, len(data))
            other = chance.choice(seeds)
            start = chance.randint(0, len(other))
            put = chance.choice([chance.randbytes(chance.randint(0, 4)), other[start : start + chance.randint(0, 40)]])
            data[place : place + chance.randint(0, 8)] = put
        yield bytes(data[:LONGEST])


def _passes(target: Target, data: bytes, seconds: int) -> bool:
    """Whether the target takes an input in time."""

    def late(*_: Any) -> None:
        raise TimeoutError(f"more than {seconds} seconds")

    timed = hasattr(signal, "SIGALRM")
    if timed:
        signal.signal(signal.SIGALRM, late)
        signal.alarm(seconds)
    try:
        target(data)
    except Exception:
        traceback.print_exc()
        return False
    finally:
        if timed:
            signal.alarm(0)
    return True


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)
