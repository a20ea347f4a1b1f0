"""F07: both PDF engines get the files of the pack and no others, whatever way a page or a sheet asks."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import plutoprint
import pytest
import small_project
import weasyprint
from commands import run
from weasyprint.urls import FatalURLFetchingError

from reviewgen.errors import EngineError
from reviewgen.model import Profile
from reviewgen.pdf import plutoprint as fast
from reviewgen.pdf import weasyprint as thorough
from reviewgen.pdf.document import ClosedAssets

URLS = (
    "file:///etc/passwd",
    "FILE:///etc/passwd",
    "file:/etc/passwd",
    "http://127.0.0.1:9/x",
    "HTTPS://127.0.0.1:9/x",
    "ftp://127.0.0.1:9/x",
    "data:text/css,p{}",
    "DATA:text/css,p{}",
    "//127.0.0.1:9/x",
    "/etc/passwd",
    "pack:../../etc/passwd",
    "PACK:a.css",
    "about:blank",
    "jar:file:///a!/b",
)


class _Redirecting(http.server.BaseHTTPRequestHandler):
    """Sends whoever asks to a file, and counts who did."""

    def do_GET(self) -> None:
        self.server.asked.append(self.path)  # type: ignore[attr-defined]
        self.send_response(302)
        self.send_header("Location", "file:///etc/passwd")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    """Give the address of a server that redirects, and what it was asked for."""
    running = http.server.HTTPServer(("127.0.0.1", 0), _Redirecting)
    running.asked = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=running.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{running.server_port}/x", running.asked  # type: ignore[attr-defined]
    running.shutdown()
    thread.join()
    running.server_close()


@pytest.mark.parametrize("url", URLS)
def test_f07_each_fetcher_refuses_each_scheme(url: str) -> None:
    """The one engine's fetcher raises; the other one's gives a blank, and the document fails for it."""
    for fetcher in (thorough._Fetcher(ClosedAssets({"a.css": b"x"})),):
        with pytest.raises(FatalURLFetchingError):
            fetcher.fetch(url)
    assets = ClosedAssets({"a.css": b"x"})
    assert bytes(fast._Fetcher(assets).fetch_url(url).get_content()) == b" "
    with pytest.raises(EngineError):
        assets.check()


@pytest.mark.parametrize("url", URLS[:8])
def test_f07_a_sheet_of_its_own_is_closed_too(url: str) -> None:
    """What a sheet imports or draws with goes through the same fetcher, whichever object holds the sheet."""
    with pytest.raises(FatalURLFetchingError):
        weasyprint.CSS(string=f'@import "{url}";', url_fetcher=thorough._Fetcher(ClosedAssets({})))
    assets = ClosedAssets({})
    book = plutoprint.Book()
    book.custom_resource_fetcher = fast._Fetcher(assets)
    book.load_html("<p>x", user_style=f'@import "{url}";', base_url="pack:/")
    assert url.lower().startswith("data:") or assets.refused


@pytest.mark.parametrize("profile", ["standard", "archive"])
def test_f07_an_address_in_a_sheet_fails_the_account(
    profile: Profile, tmp_path: Path, server: tuple[str, list[str]]
) -> None:
    """A project's own sheet that asks a server which redirects to a file: it is never asked, the account fails."""
    url, asked = server
    project = small_project.write(tmp_path, [small_project.account_file("A", depth="brief")], small_project.desk("A"))
    (project / "templates" / "css").mkdir(parents=True)
    (project / "templates" / "css" / "own.css").write_text(f"h1 {{ background: url({url}) }}", "utf-8")
    ran = run("build", project, "--profile", profile, "--out", tmp_path / "out")
    assert ran.code == 1
    assert url in ran.said
    assert "Traceback" not in ran.said
    assert asked == []
    assert list((tmp_path / "out").rglob("pack.*")) == []


class _Closed(ClosedAssets):
    """Refuses everything."""

    def _problem(self, url: str, name: str) -> str:
        return "may not be loaded"


def test_f07_a_fatal_error_of_an_engine_fails_one_account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the engine raises is no Exception: one account fails by it, the other one is delivered."""
    assert not issubclass(FatalURLFetchingError, Exception)
    monkeypatch.setattr(thorough, "ClosedAssets", _Closed)
    accounts = [small_project.account_file(name, depth="brief") for name in ("A", "B")]
    accounts[1]["profile"] = "archive"
    data = small_project.together(small_project.desk("A"), small_project.desk("B"))
    project = small_project.write(tmp_path, accounts, data)
    results = small_project.built(project, tmp_path / "out")
    assert {name: result.state for name, result in results.items()} == {"A": "built", "B": "failed"}
    assert "may not be loaded" in str(results["B"].issues[0])
    assert [path.parent.name[0] for path in (tmp_path / "out").glob("*/*/pack.pdf")] == ["a"]
