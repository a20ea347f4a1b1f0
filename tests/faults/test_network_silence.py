"""A build asks nobody anything: no name is looked up and no address called, whatever the input says, in workers too."""

from __future__ import annotations

from pathlib import Path

import pytest
from processes import environment, run
from small_project import account_file, desk, rows, write

GUARD = """
import os, socket

RECORD = os.environ["SILENCE_RECORD"]
LOCAL = {socket.AF_UNIX}


def tell(what, *about):
    with open(RECORD, "a") as file:
        file.write(f"{what} {about!r}\\n")
    raise OSError(f"silence: {what} {about!r}")


def guarded(name, real):
    def call(self, address, *rest):
        if self.family in LOCAL:
            return real(self, address, *rest)
        tell(name, address)

    return call


class Guarded(socket.socket):
    pass


for name in ("connect", "connect_ex", "bind"):
    setattr(Guarded, name, guarded(name, getattr(socket.socket, name)))
Guarded.sendto = lambda self, *given: tell("sendto", given)
socket.socket = socket.SocketType = Guarded
for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "gethostbyaddr", "getnameinfo", "create_connection"):
    setattr(socket, name, lambda *given, name=name, **named: tell(name, given))
with open(RECORD, "a") as file:
    file.write("guarded\\n")
"""
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
    """Give a project with such text in every field that may hold it."""
    plain = account_file("B", depth="brief")
    asks = account_file("A", hostile, services=["mail"])
    asks["branding"] = {"accent": "#2f6b5e", "cover_line": f"![x]({URLS[0]}) @import url({URLS[1]});"}
    tables = rows(
        "A", lambda table, column: column if column in ("id", "priority", "major", "ticket") else hostile(table, column)
    )
    for name, found in desk("B").items():
        tables[name] = tables[name] + found
    return write(tmp_path_factory.mktemp("project"), [asks, plain], tables)


@pytest.mark.parametrize(
    "more",
    [(), ("--jobs", "2"), ("--profile", "archive", "--account", "A")],
    ids=["here", "workers", "archive"],
)
def test_a_build_opens_no_socket(made: Path, tmp_path: Path, more: tuple[str, ...]) -> None:
    """Neither it nor its workers, which the guard was loaded in as well."""
    record = tmp_path / "record"
    env = environment(tmp_path / "site", GUARD, SILENCE_RECORD=str(record))
    told = run("build", made, "--out", tmp_path / "out", *more, env=env)
    assert told.code == 0, told.err
    said = record.read_text().splitlines()
    assert len(said) >= (3 if "--jobs" in more else 1)
    assert set(said) == {"guarded"}


def test_the_guard_guards(tmp_path: Path) -> None:
    """A page that is asked for is seen, and not got."""
    record = tmp_path / "record"
    site = (
        f"{GUARD}\nimport urllib.request\ntry:\n    urllib.request.urlopen('http://127.0.0.1:9/')\nexcept OSError: ..."
    )
    run("--version", env=environment(tmp_path / "site", site, SILENCE_RECORD=str(record)))
    assert "127.0.0.1" in record.read_text()
