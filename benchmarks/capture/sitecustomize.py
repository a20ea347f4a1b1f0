"""Keep what reviewgen prints: with this folder on PYTHONPATH, every page that is made into a PDF is written down too.

`CAPTURED_PAGES` names the folder. Each page becomes a JSON file with its HTML and the files that it loads, by name and
digest; the files stand beside it under their digests. Python imports this module by itself, in worker processes too.
"""

import hashlib
import json
import os
from pathlib import Path

from reviewgen import pdf
from reviewgen.model import Profile

FOLDER = Path(os.environ["CAPTURED_PAGES"])
_render = pdf.render


def _kept(document: pdf.Document, profile: Profile) -> pdf.Rendered:
    assets = {}
    for name, data in document.assets.items():
        assets[name] = hashlib.sha256(data).hexdigest() + Path(name).suffix
        if not (FOLDER / assets[name]).exists():
            part = FOLDER / f"{assets[name]}.{os.getpid()}"
            part.write_bytes(data)
            part.rename(FOLDER / assets[name])
    page = json.dumps({"title": document.title, "html": document.html, "assets": assets})
    name = hashlib.sha256(f"{document.title}{document.html}".encode()).hexdigest()
    (FOLDER / f"{name}.json").write_text(page, "utf-8")
    return _render(document, profile)


pdf.render = _kept
