"""What tests of PDFs share: the documents of the sample, and each of its packs once as an archive."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from small_project import built

from reviewgen import pdf
from reviewgen.outputs import slug

ACCOUNTS = ("BRIGHT", "CALDER", "ELBMARK", "HOLLIN", "TERN")


@pytest.fixture(scope="session")
def documents(project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, pdf.Document]:
    """What the sample gives to the PDF engines: packs by account, "CALDER brief" for an internal one, "portfolio"."""
    seen: list[pdf.Document] = []

    def keep(document: pdf.Document, profile: Any) -> pdf.Rendered:
        seen.append(document)
        return pdf.Rendered(b"%PDF-", "none")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "render", keep)
        built(project_root / "sample_data", tmp_path_factory.mktemp("out"), formats=("pdf",))
    names = [name for account in ACCOUNTS for name in (account, f"{account} brief")]
    return dict(zip([*names, "portfolio"], seen, strict=True))


@pytest.fixture(scope="session")
def archives(
    documents: dict[str, pdf.Document], sample_packs: Path, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Callable[[str], Path]:
    """Gives the archive PDF of one of these documents, made once by whichever worker asks first."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "archives"
    folder.mkdir(exist_ok=True)

    def archive(name: str) -> Path:
        if name == "ELBMARK":
            return sample_packs / "2026-10" / slug(name) / "pack.pdf"
        made = folder / f"{name}.pdf"
        try:
            made.with_suffix(".begun").mkdir()
        except FileExistsError:
            wait_for(made)
        else:
            made.with_suffix(".part").write_bytes(pdf.render(documents[name], "archive").data)
            made.with_suffix(".part").rename(made)
        return made

    return archive


def wait_for(path: Path, seconds: float = 120) -> None:
    """Wait for a file that another worker makes."""
    until = time.monotonic() + seconds
    while not path.exists():
        assert time.monotonic() < until, f"{path} does not come"
        time.sleep(0.1)
