"""A build asks nobody anything: no name is looked up and no address called, whatever the input says, in workers too.

Only the workers of a cluster talk to its scheduler; those of a cluster of our own do so within this machine.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from processes import ROOT, environment, run
from small_project import account_file, as_yaml, desk, project_file, rows, together, write

GUARD = """
import os, socket

ALLOWED = os.environ.get("SILENCE_ALLOWED")
RECORD = os.environ["SILENCE_RECORD"]


def note(what):
    with open(RECORD, "a") as file:
        file.write(f"{what}\\n")


def tell(what, *about):
    note(f"{what} {about!r}")
    raise OSError(f"silence: {what} {about!r}")


def guarded(name, real):
    def call(self, address, *rest):
        if self.family == socket.AF_UNIX:
            return real(self, address, *rest)
        if ALLOWED and address[0] == ALLOWED:
            note(f"{name} {ALLOWED}")
            return real(self, address, *rest)
        tell(name, address)

    return call


def found(host, *rest, real=socket.getaddrinfo, **named):
    return real(host, *rest, **named) if ALLOWED and host == ALLOWED else tell("getaddrinfo", host)


class Guarded(socket.socket):
    pass


for name in ("connect", "connect_ex", "bind"):
    setattr(Guarded, name, guarded(name, getattr(socket.socket, name)))
Guarded.sendto = lambda self, *given: tell("sendto", given)
socket.socket = socket.SocketType = Guarded
socket.getaddrinfo = found
for name in ("gethostbyname", "gethostbyname_ex", "gethostbyaddr", "getnameinfo", "create_connection"):
    setattr(socket, name, lambda *given, name=name, **named: tell(name, given))
note("guarded")
"""
FORMATS = ("--format", "html", "--format", "pdf", "--format", "xlsx")
URLS = (
    "http://169.254.169.254/latest/meta-data",
    "https://localhost:9/x.png",
    "ftp://127.0.0.1/x",
    "//127.0.0.1:9/x.css",
    "file:///etc/passwd",
    "\\\\\\\\127.0.0.1\\\\share",
)


def hostile(table: str, column: str) -> str:
    """Return text that asks for something elsewhere, in every way that a page or a sheet knows."""
    url = URLS[len(table + column) % len(URLS)]
    return (
        f"{url} ![x]({url}) [x]({url}) <img src='{url}'><link rel=stylesheet href={url}><script src={url}></script>"
        f"<svg><image href='{url}'/></svg> @import url({url}); =WEBSERVICE({url!r})"
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a project with such text in every field that may hold it, of a full pack and of a brief one."""
    tables = together(*(rows(account, asking) for account in "AB"))
    return write(tmp_path_factory.mktemp("project"), [asked("A", "full"), asked("B", "brief")], tables)


def asking(table: str, column: str) -> str:
    """Return such text where no other row refers to it."""
    return column if column in ("id", "priority", "major", "ticket") else hostile(table, column)


def asked(account: str, depth: str) -> dict[str, Any]:
    """Return the file of an account."""
    branding = {"accent": "#2f6b5e", "cover_line": f"![x]({URLS[0]}) @import url({URLS[1]});"}
    return account_file(account, hostile, services=["mail"], depth=depth, branding=branding)


def recorded(made: Path, tmp_path: Path, *more: str, **variables: str) -> list[str]:
    """Build with the guard in every process; return what it noted."""
    record = tmp_path / "record"
    env = environment(tmp_path / "site", GUARD, SILENCE_RECORD=str(record), **variables)
    told = run("build", made, "--out", tmp_path / "out", *more, env=env)
    assert told.code == 0, told.err
    return record.read_text().splitlines()


@pytest.mark.parametrize(
    "more",
    [
        (),
        ("--jobs", "2"),
        ("--profile", "archive", "--account", "B"),
        pytest.param(("--profile", "archive", "--account", "A"), marks=pytest.mark.slow_fault),
    ],
    ids=["here", "workers", "archive", "full archive"],
)
def test_a_build_opens_no_socket(made: Path, tmp_path: Path, more: tuple[str, ...]) -> None:
    """Neither it nor its workers, which the guard was loaded in as well."""
    said = recorded(made, tmp_path, *FORMATS, *more)
    assert len(said) >= (3 if "--jobs" in more else 1)
    assert set(said) == {"guarded"}


def test_a_cluster_of_our_own_talks_to_itself_alone(made: Path, tmp_path: Path) -> None:
    """Its scheduler and its workers listen on this machine's own address, where no other machine reaches them."""
    here = "127.0.0.1"
    ask = ("--executor", "dask", "--jobs", "1", "--account", "B", "--format", "html")
    said = recorded(made, tmp_path, *ask, SILENCE_ALLOWED=here)
    assert said.count("guarded") >= 2
    assert set(said) == {"guarded", f"bind {here}", f"connect {here}"}


def test_a_query_of_files_opens_no_socket(tmp_path: Path) -> None:
    """DuckDB reads the project's files, and what it is asked to fetch it does not fetch: its own sockets are not
    Python's, so that the answer tells.
    """
    record = tmp_path / "record"
    env = environment(tmp_path / "site", GUARD, SILENCE_RECORD=str(record))
    data = "read_csv(getvariable('project') || '/data/tickets.csv', all_varchar = true)"
    made = write(tmp_path / "project", [account_file("A", depth="brief")], {"tickets": desk("A")["tickets"]})
    for query, code in (
        (f"FROM {data}", 0),
        ("FROM 'http://127.0.0.1:9/x.csv'", 2),
        (f"INSTALL httpfs; FROM {data}", 2),
    ):
        source = {"table": "tickets", "duckdb": ":memory:", "query": query}
        (made / "reviewgen.yaml").write_text(as_yaml(project_file((), sources=[source])), "utf-8")
        told = run("build", made, "--format", "html", "--out", tmp_path / "out", env=env)
        assert told.code == code, told.err
    assert set(record.read_text().splitlines()) == {"guarded"}


def test_the_guard_guards(tmp_path: Path) -> None:
    """A page that is asked for is seen, and not got."""
    record = tmp_path / "record"
    site = (
        f"{GUARD}\nimport urllib.request\ntry:\n    urllib.request.urlopen('http://127.0.0.1:9/')\nexcept OSError: ..."
    )
    run("--version", env=environment(tmp_path / "site", site, SILENCE_RECORD=str(record)))
    assert "127.0.0.1" in record.read_text()


# The guard above sees what Python asks for. Engines and readers of tables are programs of their own: what they ask for
# is seen by the system, which has no way to send it where there is no network.
COUNTED = ("Ip OutRequests", "Ip OutNoRoutes", "Tcp ActiveOpens", "Udp OutDatagrams")


def without_network(*command: object, env: Mapping[str, str]) -> tuple[int, dict[str, int]]:
    """Run a command where there is no network; return its exit code, and what the system counted as asked for."""
    tell = '"$@"; code=$?; cat /proc/net/snmp >"$COUNTS"; exit $code'
    counts = Path(env["COUNTS"])
    done = subprocess.run(
        ["unshare", "--map-root-user", "--net", "sh", "-c", tell, "sh", *map(str, command)],
        cwd=ROOT,
        env=env,
        capture_output=True,
        timeout=150,
        check=False,
    )
    found: dict[str, int] = {}
    lines = [line.split() for line in counts.read_text().splitlines()] if counts.exists() else []
    for names, numbers in pairwise(lines):
        if names[0] == numbers[0]:
            told = zip(names[1:], numbers[1:], strict=True)
            found |= {f"{names[0][:-1]} {name}": int(number) for name, number in told}
    return done.returncode, {name: found[name] for name in COUNTED if found.get(name)}


@pytest.fixture
def counting(tmp_path: Path) -> dict[str, str]:
    """Give an environment for commands without a network; skip where the system does not allow that."""
    env = environment(tmp_path / "site", COUNTS=str(tmp_path / "counts"))
    if sys.platform != "linux" or not shutil.which("unshare"):
        pytest.skip("only Linux, with the program unshare, has networks of a process's own")
    if without_network("true", env=env)[0]:
        pytest.skip("this system does not let its users have a network of their own")
    return env


@pytest.mark.parametrize(
    "more", [("--jobs", "2"), ("--profile", "archive", "--account", "B")], ids=["standard", "kept"]
)
def test_the_system_is_asked_for_no_network(
    made: Path, tmp_path: Path, counting: dict[str, str], more: tuple[str, ...]
) -> None:
    """By neither engine, nor by what reads tables: packs are made without one, and nothing was to be sent."""
    command = (sys.executable, "-m", "reviewgen", "build", made, "--out", tmp_path / "out", *more)
    assert without_network(*command, env=counting) == (0, {})


@pytest.mark.parametrize("host", ["192.0.2.1", "127.0.0.1", "name.example"])
def test_what_is_asked_for_is_counted(counting: dict[str, str], host: str) -> None:
    """Calls of addresses, and names that are looked up, or the test above would prove nothing."""
    ask = f"import socket\ntry: socket.create_connection(({host!r}, 9), 1)\nexcept OSError: print('not got')"
    code, counts = without_network(sys.executable, "-c", ask, env=counting)
    assert code == 0
    assert sum(counts.values()) > 0
