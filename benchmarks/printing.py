"""Print the pages of reviewgen by other means, which do nothing else: raw plutoprint, the floor, and a warm Chromium.

Both print the very HTML that reviewgen prints, packs and internal briefs, with the same fonts and pictures. The pages
are kept by a run of their own, outside of what is timed (`capture/sitecustomize.py`).
"""

from __future__ import annotations

import base64
import io
import json
import mimetypes
import os
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sharing import Spent, Work, shared_out
from watching import ROOT, build, watched

CAPTURE = Path(__file__).resolve().parent / "capture"
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
BASE_URL = "pack:/"
KINDS = ("operations review, ", "internal brief, ")
"""How the titles of the two documents of an account go on after its name."""


@dataclass(frozen=True)
class Pages:
    """The files of the pages that were kept, by account."""

    of: Mapping[str, tuple[str, ...]]

    @property
    def files(self) -> tuple[str, ...]:
        """All files."""
        return tuple(file for files in self.of.values() for file in files)

    @property
    def accounts(self) -> int:
        """Of how many accounts there are pages."""
        return len(self.of)

    def some(self, count: int) -> Pages:
        """The pages of so many accounts, evenly spread."""
        names = sorted(self.of)
        chosen = (names[place * len(names) // count] for place in range(count))
        return Pages({name: self.of[name] for name in chosen})


def captured(project: Path, folder: Path, accounts: Sequence[str], jobs: int) -> Pages:
    """Build some accounts once more and keep every page that is printed of them, but not those over all accounts."""
    folder.mkdir()
    chosen = [part for name in accounts for part in ("--account", name)]
    environment = {"PYTHONPATH": f"{CAPTURE}{os.pathsep}{ROOT}", "CAPTURED_PAGES": str(folder)}
    watched(build(project, folder / "out", jobs, *chosen), environment)
    shutil.rmtree(folder / "out")
    found: dict[str, tuple[str, ...]] = {}
    for page in sorted(folder.glob("*.json")):
        account, _, kind = json.loads(page.read_text("utf-8"))["title"].partition(": ")
        if kind.startswith(KINDS):
            found[account] = (*found.get(account, ()), str(page))
    if sorted(map(len, found.values())) != [len(KINDS)] * len(accounts):
        raise RuntimeError(f"{len(found)} of {len(accounts)} accounts have all their pages")
    return Pages(found)


def by_plutoprint(pages: Pages, jobs: int) -> Spent:
    """Raw plutoprint: load the HTML, write the PDF into memory."""
    return shared_out(_plutoprint, pages.files, jobs)


def _plutoprint() -> Work:
    import plutoprint

    class Fetcher(plutoprint.ResourceFetcher):
        """Gives out the files of a page; the engine keeps its own copies, since it uses them until the end."""

        def __init__(self, page: dict[str, Any], folder: Path) -> None:
            super().__init__()
            self._page, self._folder = page, folder

        def fetch_url(self, url: str) -> plutoprint.ResourceData:
            return owned(self._folder / self._page["assets"][url.removeprefix("pack:")])

    @cache
    def owned(path: Path) -> plutoprint.ResourceData:
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        text = base64.b64encode(path.read_bytes()).decode()
        return plutoprint.default_resource_fetcher.fetch_url(f"data:{kind};base64,{text}")

    def printed(file: str) -> int:
        page = json.loads(Path(file).read_text("utf-8"))
        book = plutoprint.Book()
        book.custom_resource_fetcher = Fetcher(page, Path(file).parent)
        book.load_html(page["html"], base_url=BASE_URL)
        target = io.BytesIO()
        book.write_to_pdf_stream(target)
        return len(target.getvalue())

    return printed


def by_chromium(pages: Pages, jobs: int) -> Spent:
    """A Chromium for each process, started before; each prints page after page from files."""
    return shared_out(_chromium, [as_file(Path(file)) for file in pages.files], jobs)


def chromium() -> str | None:
    """The browser of this machine, if there is one."""
    return next((path for name in CHROMIUMS if (path := shutil.which(name))), None)


def _chromium() -> Work:
    from playwright.sync_api import sync_playwright

    browser = sync_playwright().start().chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
    tab = browser.new_page()

    def printed(file: str) -> int:
        tab.goto(Path(file).as_uri())
        tab.evaluate("document.fonts.ready.then(() => 0)")
        return len(tab.pdf(prefer_css_page_size=True, print_background=True))

    return printed


def as_file(page: Path) -> str:
    """The page as a file that a browser opens, beside the files that it loads; it may load them."""
    kept = json.loads(page.read_text("utf-8"))
    html = POLICY.sub("", kept["html"])
    for name, digest in kept["assets"].items():
        html = html.replace(f"pack:{name}", digest)
    target = page.with_suffix(".html")
    target.write_text(html, "utf-8")
    return str(target)
